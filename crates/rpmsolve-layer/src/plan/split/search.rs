//! The best split: all ways are tried, but for those that cannot become better than the best one known.
//!
//! One decision after the other: from which layer a function gets an atom that it needs. It may be a layer that has the
//! atom (the function takes it too), one that has not (the atom comes into it, for all that take it), or a new one. Every
//! decision adds bytes stored, waste and layers and takes none away, and the functions' rooms only shrink: so a way that
//! costs as much as the best one known is given up, and so is one on which a function's rest does not fit.

use super::{Atom, Cost, Functions, Instance, Layer, contains, members, merged};

/// More decisions than this are not searched: the stack is as deep as there are decisions.
const DECISIONS_MAX: usize = 1024;

/// The best split, beginning with one that is known; not proved if the steps do not suffice.
pub(super) fn improve(instance: &Instance, known: Vec<Layer>, steps_max: u64) -> super::Split {
    let mut search = Search::new(instance, known, steps_max);
    let is_proved = search.decisions.len() <= DECISIONS_MAX && {
        search.decide(0);
        search.steps_left > 0
    };
    super::Split { layers: search.best, is_proved }
}

struct Search<'a> {
    instance: &'a Instance,
    /// Atoms, the largest first, with each function that needs them.
    decisions: Vec<(usize, usize)>,
    layers: Vec<Layer>,
    /// Of each function and atom, the layer from which it gets it.
    place: Vec<Vec<Option<usize>>>,
    /// Of each function, how many layers it takes.
    taken: Vec<usize>,
    /// Of each function, the bytes that remain when it has got all that it needs, in the layers that it takes.
    spare_bytes: Vec<u64>,
    /// What is spent, the first copy of every atom included from the beginning.
    cost: Cost,
    /// What was delivered, in order: function, atom.
    trail: Vec<(usize, usize)>,
    best: Vec<Layer>,
    best_cost: Cost,
    steps_left: u64,
}

/// A way to deliver an atom to a function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    /// The cost afterwards.
    cost: Cost,
    /// The layer; a new one if there is none of the number.
    layer: usize,
}

impl<'a> Search<'a> {
    fn new(instance: &'a Instance, known: Vec<Layer>, steps_max: u64) -> Self {
        let functions = instance.rooms_bytes.len();
        let mut order: Vec<usize> = (0..instance.atoms.len()).collect();
        order.sort_by_key(|&atom| (std::cmp::Reverse(instance.atoms[atom].bytes), atom));
        let decisions = order
            .iter()
            .flat_map(|&atom| members(instance.atoms[atom].needed_by).map(move |function| (atom, function)));
        let needed = |function: usize| {
            let atoms = instance.atoms.iter().filter(move |atom| contains(atom.needed_by, function));
            atoms.fold(0_u64, |sum, atom| sum.saturating_add(atom.bytes))
        };
        let spare = |(function, room): (usize, &u64)| room.saturating_sub(needed(function));
        let stored_bytes = instance.atoms.iter().fold(0_u64, |sum, atom| sum.saturating_add(atom.bytes));
        Search {
            decisions: decisions.collect(),
            layers: Vec::new(),
            place: vec![vec![None; instance.atoms.len()]; functions],
            taken: vec![0; functions],
            spare_bytes: instance.rooms_bytes.iter().enumerate().map(spare).collect(),
            cost: Cost { stored_bytes, ..Cost::default() },
            trail: Vec::new(),
            best_cost: instance.cost(&known),
            best: known,
            steps_left: steps_max,
            instance,
        }
    }

    /// Tries all ways from the decision of this number on.
    fn decide(&mut self, number: usize) {
        let Some(&(atom, function)) = self.decisions.get(number) else {
            let mut layers = self.layers.clone();
            layers.iter_mut().for_each(|layer| layer.atoms.sort_unstable());
            self.best = merged(layers);
            self.best_cost = self.instance.cost(&self.best);
            return;
        };
        if self.place[function][atom].is_some() {
            return self.decide(number + 1);
        }
        for way in self.ways(atom, function) {
            // What was found meanwhile may be as good.
            if self.steps_left == 0 || way.cost >= self.best_cost {
                return;
            }
            self.steps_left -= 1;
            self.go(way, atom, function, number + 1);
        }
    }

    /// The ways to deliver an atom to a function, the cheapest first.
    fn ways(&self, atom: usize, function: usize) -> Vec<Way> {
        let bytes = self.instance.atoms[atom].bytes;
        let is_stored = self.layers.iter().any(|layer| layer.atoms.contains(&atom));
        let again = if is_stored { bytes } else { 0 };
        let mut ways: Vec<Way> = self
            .layers
            .iter()
            .enumerate()
            .map(|(number, layer)| {
                let mut cost = self.cost;
                if !contains(layer.functions, function) {
                    cost.waste_bytes = cost.waste_bytes.saturating_add(self.not_needed(function, layer));
                }
                if !layer.atoms.contains(&atom) {
                    let wasted = (layer.functions & !self.instance.atoms[atom].needed_by).count_ones();
                    let waste = bytes.saturating_mul(u64::from(wasted));
                    cost.stored_bytes = cost.stored_bytes.saturating_add(again);
                    cost.waste_bytes = cost.waste_bytes.saturating_add(waste);
                }
                Way { cost, layer: number }
            })
            .collect();
        let cost = Cost {
            stored_bytes: self.cost.stored_bytes.saturating_add(again),
            layers: self.cost.layers + 1,
            ..self.cost
        };
        ways.push(Way { cost, layer: self.layers.len() });
        ways.sort_unstable();
        ways
    }

    fn not_needed(&self, function: usize, layer: &Layer) -> u64 {
        let atoms = layer.atoms.iter().map(|&atom| &self.instance.atoms[atom]);
        let wasted = atoms.filter(|atom| !contains(atom.needed_by, function));
        wasted.fold(0, |sum, atom| sum.saturating_add(atom.bytes))
    }

    /// Goes a way as far as it leads, and comes back.
    fn go(&mut self, way: Way, atom: usize, function: usize, next: usize) {
        let number = way.layer;
        let joins = self.layers.get(number).is_none_or(|layer| !contains(layer.functions, function));
        let more_bytes = if joins { self.instance.layer_bytes } else { 0 };
        let Some(spare_bytes) = self.spare_bytes[function].checked_sub(more_bytes) else { return };
        if joins && self.taken[function] == self.instance.layers_max {
            return;
        }
        let (mark, before) = (self.trail.len(), self.cost);
        if number == self.layers.len() {
            self.layers.push(Layer::default());
        }
        let adds = !self.layers[number].atoms.contains(&atom);
        self.spare_bytes[function] = spare_bytes;
        if joins {
            self.layers[number].functions |= 1 << function;
            self.taken[function] += 1;
        }
        if adds {
            self.layers[number].atoms.push(atom);
        }
        self.cost = way.cost;
        if self.deliver(number, (joins, function), (adds, atom)) {
            self.decide(next);
        }
        self.cost = before;
        for (function, atom) in self.trail.split_off(mark) {
            self.place[function][atom] = None;
            if !contains(self.instance.atoms[atom].needed_by, function) {
                self.spare_bytes[function] += self.instance.atoms[atom].bytes;
            }
        }
        if adds {
            self.layers[number].atoms.pop();
        }
        if joins {
            self.layers[number].functions &= !(1 << function);
            self.taken[function] -= 1;
        }
        self.spare_bytes[function] += more_bytes;
        if self.layers[number].functions == 0 {
            self.layers.pop();
        }
    }

    /// Delivers a layer's new atom to the functions that take it, and all of its atoms to the function that joins them.
    fn deliver(
        &mut self,
        number: usize,
        (joins, function): (bool, usize),
        (adds, atom): (bool, usize),
    ) -> bool {
        let others: Functions = self.layers[number].functions & !(1 << function);
        let atoms = if joins { self.layers[number].atoms.clone() } else { vec![atom] };
        atoms.into_iter().all(|atom| self.hand_over(number, function, atom))
            && (!adds || members(others).all(|other| self.hand_over(number, other, atom)))
    }

    /// A function gets an atom from a layer, if it may.
    fn hand_over(&mut self, number: usize, function: usize, atom: usize) -> bool {
        let instance = self.instance;
        let Atom { bytes, needed_by, banned_from, apart, joint } = &instance.atoms[atom];
        let place = &mut self.place[function];
        let is_allowed = place[atom].is_none()
            && !contains(*banned_from, function)
            && apart
                .iter()
                .all(|&other| place[other].is_none() || instance.needs_both(function, atom, other))
            && joint.iter().all(|&other| place[other].is_none_or(|theirs| theirs == number));
        if !is_allowed {
            return false;
        }
        if !contains(*needed_by, function) {
            let Some(spare) = self.spare_bytes[function].checked_sub(*bytes) else { return false };
            self.spare_bytes[function] = spare;
        }
        place[atom] = Some(number);
        self.trail.push((function, atom));
        true
    }
}
