//! What is still open in a walk, in libsolv's order: packages from the last to the first, and of one package its
//! requirements by their candidates, then rich dependencies, then the request's own clauses. A walk goes round and
//! round in it, and hardly anything is in it at a time: a sorted vector is as fast as can be.

use std::cmp::Reverse;

use crate::pool::{ClauseId, RequirementId, SolvableId};

/// Where something stands in the order.
pub(super) type Position = (Reverse<SolvableId>, u32);

/// Something that needs a package to be chosen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Open {
    Requirement(RequirementId),
    Clause(ClauseId),
    Rule(u32),
}

/// See the module's head.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    entries: Vec<(Position, Open)>,
}

impl Agenda {
    /// Enters something, unless it stands there already.
    pub(super) fn insert(&mut self, position: Position, open: Open) {
        if let Err(index) = self.search(position) {
            self.entries.insert(index, (position, open));
        }
    }

    pub(super) fn remove(&mut self, position: Position) {
        if let Ok(index) = self.search(position) {
            self.entries.remove(index);
        }
    }

    /// The entry at a position or after it, going round.
    pub(super) fn from(&self, position: Position) -> Option<(Position, Open)> {
        let index = self.search(position).unwrap_or_else(|index| index);
        self.entries.get(index).or_else(|| self.entries.first()).copied()
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    fn search(&self, position: Position) -> Result<usize, usize> {
        self.entries.binary_search_by_key(&position, |&(position, _)| position)
    }
}
