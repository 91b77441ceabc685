//! A good split, quickly: begin with each atom as a layer, and while a function takes too many layers, put two of them
//! together where that wastes least. Where no two can be put together, the function gets a layer of its own, and what
//! it shares with others is stored twice.

use super::{Functions, Instance, Layer, contains, members, merged};

/// Splits, beginning with layers each of which holds one atom.
pub(super) fn greedy(instance: &Instance, layers: Vec<Layer>) -> Vec<Layer> {
    let mut greedy = Greedy { instance, layers };
    greedy.join_what_belongs_together();
    while let Some((function, surplus)) = greedy.fullest() {
        if !greedy.put_two_together(function) {
            greedy.give_it_its_own(function, surplus);
        }
        greedy.layers = merged(greedy.layers);
    }
    greedy.layers
}

struct Greedy<'a> {
    instance: &'a Instance,
    layers: Vec<Layer>,
}

impl Greedy<'_> {
    /// The numbers of the layers that a function takes.
    fn taken(&self, function: usize) -> Vec<usize> {
        let layers = self.layers.iter().enumerate();
        layers.filter(|(_, layer)| contains(layer.functions, function)).map(|(number, _)| number).collect()
    }

    /// The function that takes most layers more than it may, and how many more.
    fn fullest(&self) -> Option<(usize, usize)> {
        let surplus = |function| self.taken(function).len().saturating_sub(self.instance.layers_max);
        let functions = (0..self.instance.rooms_bytes.len()).map(|function| (function, surplus(function)));
        functions.filter(|(_, surplus)| *surplus > 0).max_by_key(|(f, surplus)| (*surplus, usize::MAX - f))
    }

    /// Atoms that a function may have in one layer only come into one layer. What is put together for one function can
    /// give another one something that is torn there; then it is that one's turn.
    fn join_what_belongs_together(&mut self) {
        let functions = 0..self.instance.rooms_bytes.len();
        let torn = |greedy: &Self| functions.clone().find_map(|f| Some((f, greedy.torn(f)?)));
        // Each join makes the layers fewer, and each function has at most each pair of its atoms taken out.
        while let Some((function, (first, second))) = torn(self) {
            let fits = |function: usize, layers: &[&Layer]| self.instance.place(function, layers).is_some();
            match self.joined(first, second, fits) {
                Some(layer) => self.replace(first, second, layer),
                None => self.take_out(function, &[first, second]),
            }
        }
    }

    /// Two layers of a function that hold atoms which it may have in one layer only.
    fn torn(&self, function: usize) -> Option<(usize, usize)> {
        let taken = self.taken(function);
        let holder = |atom: &usize| {
            taken.iter().copied().find(|&number| self.layers[number].atoms.binary_search(atom).is_ok())
        };
        taken.iter().find_map(|&first| {
            let joint = self.layers[first].atoms.iter().flat_map(|&atom| &self.instance.atoms[atom].joint);
            joint.filter_map(holder).find(|second| *second != first).map(|second| (first, second))
        })
    }

    /// Puts those two layers of a function together that waste least for each function that has too many.
    fn put_two_together(&mut self, function: usize) -> bool {
        let taken = self.taken(function);
        let full: Functions = (0..self.instance.rooms_bytes.len())
            .filter(|&other| self.taken(other).len() > self.instance.layers_max)
            .fold(0, |full, other| full | 1 << other);
        let mut best: Option<(u128, (usize, usize), Layer)> = None;
        for (index, &first) in taken.iter().enumerate() {
            for &second in &taken[index + 1..] {
                let (one, two) = (&self.layers[first], &self.layers[second]);
                let helped = (one.functions & two.functions & full).count_ones();
                let waste = (self.waste(one, two) << 16) / u128::from(helped.max(1));
                let accepts = |function: usize, layers: &[&Layer]| self.instance.accepts(function, layers);
                if best.as_ref().is_none_or(|(least, ..)| waste < *least)
                    && let Some(layer) = self.joined(first, second, accepts)
                {
                    best = Some((waste, (first, second), layer));
                }
            }
        }
        let Some((_, (first, second), layer)) = best else { return false };
        self.replace(first, second, layer);
        true
    }

    /// The bytes that functions would get for nothing if two layers were one.
    fn waste(&self, one: &Layer, two: &Layer) -> u128 {
        let bytes =
            |layer: &Layer| layer.atoms.iter().map(|&a| u128::from(self.instance.atoms[a].bytes)).sum();
        let wasted = |layer: &Layer, other: &Layer| {
            let bytes: u128 = bytes(layer);
            bytes * u128::from((other.functions & !layer.functions).count_ones())
        };
        wasted(one, two) + wasted(two, one)
    }

    /// Two layers as one, if that suits all functions that take one of them.
    fn joined(&self, first: usize, second: usize, suits: impl Fn(usize, &[&Layer]) -> bool) -> Option<Layer> {
        let (one, two) = (&self.layers[first], &self.layers[second]);
        let mut atoms = [one.atoms.as_slice(), two.atoms.as_slice()].concat();
        atoms.sort_unstable();
        atoms.dedup();
        let layer = Layer { atoms, functions: one.functions | two.functions };
        let all_suited = members(layer.functions).all(|function| {
            let others =
                self.taken(function).into_iter().filter(|&number| number != first && number != second);
            let layers: Vec<&Layer> = others.map(|number| &self.layers[number]).chain([&layer]).collect();
            suits(function, &layers)
        });
        all_suited.then_some(layer)
    }

    fn replace(&mut self, first: usize, second: usize, layer: Layer) {
        self.layers[first] = layer;
        self.layers.remove(second);
    }

    /// A function that has too many layers leaves those of which it would have to store least, for one of its own.
    fn give_it_its_own(&mut self, function: usize, surplus: usize) {
        let stored = |number: &usize| {
            let layer = &self.layers[*number];
            let is_shared = layer.functions != 1 << function;
            if is_shared {
                self.needed(function, layer).map(|a| self.instance.atoms[a].bytes).sum()
            } else {
                0
            }
        };
        let mut taken = self.taken(function);
        taken.sort_by_cached_key(|number| (stored(number), *number));
        taken.truncate(surplus + 1);
        self.take_out(function, &taken);
    }

    /// The atoms of a layer that a function needs.
    fn needed<'a>(&'a self, function: usize, layer: &'a Layer) -> impl Iterator<Item = usize> {
        let atoms = layer.atoms.iter().copied();
        atoms.filter(move |&atom| contains(self.instance.atoms[atom].needed_by, function))
    }

    /// A function no longer takes some layers, and has what it needs of them in one of its own.
    fn take_out(&mut self, function: usize, numbers: &[usize]) {
        let layers = numbers.iter().map(|&number| &self.layers[number]);
        let mut atoms: Vec<usize> = layers.flat_map(|layer| self.needed(function, layer)).collect();
        atoms.sort_unstable();
        for &number in numbers {
            self.layers[number].functions &= !(1 << function);
        }
        self.layers.push(Layer { atoms, functions: 1 << function });
        let instance = self.instance;
        for layer in &mut self.layers {
            layer.atoms.retain(|&atom| layer.functions & instance.atoms[atom].needed_by != 0);
        }
        self.layers.retain(|layer| layer.functions != 0 && !layer.atoms.is_empty());
        self.layers = merged(std::mem::take(&mut self.layers));
    }
}
