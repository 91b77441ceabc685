//! Which variable to decide next: the one that took part in most of the recent conflicts (VSIDS: Moskewicz and others,
//! "Chaff", 2001), in a binary heap that knows where each variable stands.

use super::literal::Variable;

/// Undecided variables, the most active first; among equals the one with the lowest number.
#[derive(Default)]
pub(super) struct Heap {
    activity: Vec<f64>,
    heap: Vec<Variable>,
    /// Where a variable stands in the heap.
    positions: Vec<Option<u32>>,
    increment: f64,
}

const DECAY: f64 = 0.95;
const ACTIVITY_MAX: f64 = 1e100;

impl Heap {
    /// Puts a variable in, which may be new or there already.
    pub(super) fn insert(&mut self, variable: Variable) {
        if variable.index() >= self.positions.len() {
            self.positions.resize(variable.index() + 1, None);
            self.activity.resize(variable.index() + 1, 0.0);
            self.increment = self.increment.max(1.0);
        }
        if self.positions[variable.index()].is_none() {
            self.positions[variable.index()] = Some(self.heap.len() as u32);
            self.heap.push(variable);
            self.move_up(self.heap.len() - 1);
        }
    }

    /// Takes the first.
    pub(super) fn pop(&mut self) -> Option<Variable> {
        let last = self.heap.pop()?;
        let Some(first) = self.heap.first_mut() else {
            self.positions[last.index()] = None;
            return Some(last);
        };
        let first = std::mem::replace(first, last);
        self.positions[first.index()] = None;
        self.positions[last.index()] = Some(0);
        self.move_down(0);
        Some(first)
    }

    /// Notes that a variable took part in a conflict.
    pub(super) fn bump(&mut self, variable: Variable) {
        self.activity[variable.index()] += self.increment;
        if self.activity[variable.index()] > ACTIVITY_MAX {
            self.activity.iter_mut().for_each(|activity| *activity /= ACTIVITY_MAX);
            self.increment /= ACTIVITY_MAX;
        }
        if let Some(position) = self.positions[variable.index()] {
            self.move_up(position as usize);
        }
    }

    /// Lets all conflicts so far count for less.
    pub(super) fn decay(&mut self) {
        self.increment /= DECAY;
    }

    fn is_before(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.heap[one], self.heap[other]);
        let (first, second) = (self.activity[one.index()], self.activity[other.index()]);
        first > second || first == second && one < other
    }

    fn move_up(&mut self, mut position: usize) {
        while position > 0 && self.is_before(position, (position - 1) / 2) {
            self.swap(position, (position - 1) / 2);
            position = (position - 1) / 2;
        }
    }

    fn move_down(&mut self, mut position: usize) {
        loop {
            let children =
                [2 * position + 1, 2 * position + 2].into_iter().filter(|&child| child < self.heap.len());
            let Some(best) =
                children.reduce(|one, other| if self.is_before(other, one) { other } else { one })
            else {
                return;
            };
            if !self.is_before(best, position) {
                return;
            }
            self.swap(position, best);
            position = best;
        }
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.heap.swap(one, other);
        self.positions[self.heap[one].index()] = Some(one as u32);
        self.positions[self.heap[other].index()] = Some(other as u32);
    }
}
