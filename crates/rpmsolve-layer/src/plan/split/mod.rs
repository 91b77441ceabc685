//! Which packages go into which layer, and which function takes which layers: the combinatorial heart of a plan.
//!
//! Packages that exactly the same functions need are one *atom*. Every function has to get all of its atoms from its
//! layers, none of them twice, within its room and with no more than so many layers. A layer that several functions take
//! may hold what one of them does not need (waste), and an atom may be in several layers (stored twice) as long as no
//! function gets both. Of all ways to do that the best has, in this order,
//!
//! 1. the fewest bytes stored, the sum over all layers,
//! 2. the fewest bytes of waste, the sum over all functions,
//! 3. the fewest layers.
//!
//! Where no function needs more atoms than it may have layers, each atom is a layer, and nothing can be better.
//! Otherwise [`greedy`] finds a good way and [`search`] looks for a better one, or for the proof that there is none.

mod greedy;
mod search;
#[cfg(test)]
mod tests;

/// A set of functions, a bit each.
pub(crate) type Functions = u128;

/// The most functions of a plan.
pub(crate) const FUNCTIONS_MAX: usize = Functions::BITS as usize;

/// What is to be split.
#[derive(Debug, Clone, Default)]
pub(crate) struct Instance {
    pub(crate) atoms: Vec<Atom>,
    /// How many bytes each function may take.
    pub(crate) rooms_bytes: Vec<u64>,
    /// How many layers each function may take.
    pub(crate) layers_max: usize,
    /// How many bytes of its room every layer takes beside its atoms.
    pub(crate) layer_bytes: u64,
}

/// Packages that the same functions need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Atom {
    pub(crate) bytes: u64,
    /// The functions that need it.
    pub(crate) needed_by: Functions,
    /// The functions that must not get it.
    pub(crate) banned_from: Functions,
    /// The atoms that no function may have beside it, unless it needs both.
    pub(crate) apart: Vec<usize>,
    /// The atoms that a function may have beside it in the same layer only.
    pub(crate) joint: Vec<usize>,
}

/// A layer: some atoms, and the functions that take it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Layer {
    /// Sorted.
    pub(crate) atoms: Vec<usize>,
    pub(crate) functions: Functions,
}

/// How good a split is; less is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost {
    pub(crate) stored_bytes: u64,
    pub(crate) waste_bytes: u64,
    pub(crate) layers: usize,
}

/// The layers, and whether it is proved that no split is better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) layers: Vec<Layer>,
    pub(crate) is_proved: bool,
}

/// How many steps the search takes before it is content with the best that it has found.
const STEPS_MAX: u64 = 400_000;

/// Splits. Every function must have room for one layer with what it needs, and be allowed to have it.
pub(crate) fn split(instance: &Instance) -> Split {
    split_within(instance, STEPS_MAX)
}

fn split_within(instance: &Instance, steps_max: u64) -> Split {
    let atoms = instance.atoms.iter().enumerate();
    let each_alone = atoms.map(|(number, atom)| Layer { atoms: vec![number], functions: atom.needed_by });
    let each_alone = merged(each_alone.collect());
    // Without waste, a layer has what the same functions need, and so there are as many layers as atoms.
    let is_all_felt = instance.atoms.iter().all(|atom| atom.bytes > 0);
    if is_all_felt && instance.is_valid(&each_alone) {
        return Split { layers: each_alone, is_proved: true };
    }
    let greedy = greedy::greedy(instance, each_alone);
    let one_each = one_for_each_function(instance);
    let valid = [greedy, one_each.clone()].into_iter().filter(|layers| instance.is_valid(layers));
    let best = valid.min_by_key(|layers| instance.cost(layers));
    search::improve(instance, best.unwrap_or(one_each), steps_max)
}

/// The plan that always works: each function has a layer of its own with what it needs.
fn one_for_each_function(instance: &Instance) -> Vec<Layer> {
    let needed = |function: usize| {
        let atoms = instance.atoms.iter().enumerate();
        atoms.filter(move |(_, atom)| contains(atom.needed_by, function)).map(|(number, _)| number).collect()
    };
    let layers = (0..instance.rooms_bytes.len()).map(|f| Layer { atoms: needed(f), functions: 1 << f });
    merged(layers.filter(|layer| !layer.atoms.is_empty()).collect())
}

impl Instance {
    pub(crate) fn cost(&self, layers: &[Layer]) -> Cost {
        let mut cost = Cost { layers: layers.len(), ..Cost::default() };
        for layer in layers {
            for atom in layer.atoms.iter().map(|&atom| &self.atoms[atom]) {
                cost.stored_bytes = cost.stored_bytes.saturating_add(atom.bytes);
                let wasted = (layer.functions & !atom.needed_by).count_ones();
                cost.waste_bytes =
                    cost.waste_bytes.saturating_add(atom.bytes.saturating_mul(u64::from(wasted)));
            }
        }
        cost
    }

    /// True if every function gets what it needs, and nothing is wrong with what it gets.
    pub(crate) fn is_valid(&self, layers: &[Layer]) -> bool {
        (0..self.rooms_bytes.len()).all(|function| {
            let taken: Vec<&Layer> =
                layers.iter().filter(|layer| contains(layer.functions, function)).collect();
            let has = |atom: usize| taken.iter().any(|layer| layer.atoms.binary_search(&atom).is_ok());
            let needed = self.atoms.iter().enumerate().filter(|(_, atom)| contains(atom.needed_by, function));
            taken.len() <= self.layers_max
                && self.accepts(function, &taken)
                && needed.into_iter().all(|(atom, _)| has(atom))
        })
    }

    /// True if a function may have these layers together, however many they are.
    fn accepts(&self, function: usize, layers: &[&Layer]) -> bool {
        self.place(function, layers).is_some_and(|place| {
            let present = place.iter().enumerate().filter_map(|(atom, place)| Some((atom, (*place)?)));
            present.into_iter().all(|(atom, layer)| {
                let mut joint = self.atoms[atom].joint.iter();
                joint.all(|other| place[*other].is_none_or(|theirs| theirs == layer))
            })
        })
    }

    /// In which of some layers a function gets each atom. `None` if it has no room for all of them, gets an atom twice,
    /// one that it must not have, or two that are to be apart.
    fn place(&self, function: usize, layers: &[&Layer]) -> Option<Vec<Option<usize>>> {
        let mut place = vec![None; self.atoms.len()];
        let mut room = self.rooms_bytes[function];
        for (number, layer) in layers.iter().enumerate() {
            room = room.checked_sub(self.layer_bytes)?;
            for &atom in &layer.atoms {
                room = room.checked_sub(self.atoms[atom].bytes)?;
                if place[atom].replace(number).is_some() || contains(self.atoms[atom].banned_from, function) {
                    return None;
                }
            }
        }
        let mut present = (0..place.len()).filter(|&atom| place[atom].is_some());
        let is_fine = present.all(|atom| {
            let mut apart = self.atoms[atom].apart.iter();
            apart.all(|&other| place[other].is_none() || self.needs_both(function, atom, other))
        });
        is_fine.then_some(place)
    }

    fn needs_both(&self, function: usize, atom: usize, other: usize) -> bool {
        contains(self.atoms[atom].needed_by & self.atoms[other].needed_by, function)
    }
}

pub(crate) fn contains(functions: Functions, function: usize) -> bool {
    functions >> function & 1 == 1
}

/// The numbers of the functions in a set.
pub(crate) fn members(functions: Functions) -> impl Iterator<Item = usize> {
    (0..FUNCTIONS_MAX).filter(move |&function| contains(functions, function))
}

/// Layers that the same functions take become one, and what there is twice in it is there once.
fn merged(layers: Vec<Layer>) -> Vec<Layer> {
    let mut result: Vec<Layer> = Vec::with_capacity(layers.len());
    for layer in layers {
        match result.iter_mut().find(|other| other.functions == layer.functions) {
            Some(other) => {
                other.atoms.extend(layer.atoms);
                other.atoms.sort_unstable();
                other.atoms.dedup();
            }
            None => result.push(layer),
        }
    }
    result
}
