//! A SAT solver that takes assumptions, and says which of them contradict each other: conflict-driven clause learning
//! as in MiniSat (Eén and Sörensson, "An Extensible SAT-solver", 2003). resolvo, which answers ordinary requests, can
//! do neither, and the search for the smallest answer ([`super::cores`]) is made of nothing else.
//!
//! Level 0 of the trail holds what is true whatever is assumed, level 1 all assumptions with their consequences, and
//! each further level one decision. Decisions take the polarity that costs nothing, so that models are lean.

use super::heap::Heap;
use super::literal::{Literal, Variable};

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is a model: [`Solver::model`].
    Satisfiable,
    /// These assumptions cannot all be true. If there are none, nothing can.
    Contradiction(Vec<Literal>),
    /// The caller had enough.
    Stopped,
}

/// A set of clauses, and what was learnt from them.
pub(super) struct Solver {
    clauses: Vec<Clause>,
    /// For each literal the clauses to look at when it becomes false.
    watches: Vec<Vec<Watch>>,
    values: Vec<Option<bool>>,
    levels: Vec<u32>,
    reasons: Vec<Option<ClauseIndex>>,
    trail: Vec<Literal>,
    /// Where in the trail each level above 0 begins.
    level_starts: Vec<usize>,
    /// How much of the trail has been propagated.
    propagated: usize,
    /// The polarity that a decision takes.
    preferred: Vec<bool>,
    heap: Heap,
    /// What decisions make true first, in this order.
    wishes: Vec<Literal>,
    /// The wishes before this one are decided.
    next_wish: usize,
    seen: Vec<bool>,
    model: Vec<bool>,
    learnt: usize,
    learnt_max: usize,
    is_contradictory: bool,
}

type ClauseIndex = u32;

struct Clause {
    /// The first two are watched; the first is the one that the clause is the reason of.
    literals: Box<[Literal]>,
    /// For a learnt clause on how many levels its literals were; 0 for a given one.
    glue: u32,
}

#[derive(Clone, Copy)]
struct Watch {
    clause: ClauseIndex,
    /// Another literal of the clause: if it is true, the clause need not be looked at.
    blocker: Literal,
}

/// How many learnt clauses are kept before the worse half goes; a little more each time.
const LEARNT_MAX: usize = 20_000;
/// Restarts come after this many conflicts times Luby's sequence.
const RESTART_CONFLICTS: u64 = 64;
/// How many assumptions of a core it is tried to do without.
const LEFT_OUT_MAX: usize = 64;
/// The caller is asked whether to stop at least once in so many decisions.
const DECISIONS_BETWEEN_STOPS: u32 = 1024;

impl Solver {
    pub(super) fn new() -> Self {
        Self {
            clauses: Vec::new(),
            watches: Vec::new(),
            values: Vec::new(),
            levels: Vec::new(),
            reasons: Vec::new(),
            trail: Vec::new(),
            level_starts: Vec::new(),
            propagated: 0,
            preferred: Vec::new(),
            heap: Heap::default(),
            wishes: Vec::new(),
            next_wish: 0,
            seen: Vec::new(),
            model: Vec::new(),
            learnt: 0,
            learnt_max: LEARNT_MAX,
            is_contradictory: false,
        }
    }

    /// A new variable, which decisions make `preferred`.
    pub(super) fn add_variable(&mut self, preferred: bool) -> Variable {
        let variable = Variable(self.values.len() as u32);
        self.values.push(None);
        self.levels.push(0);
        self.reasons.push(None);
        self.preferred.push(preferred);
        self.seen.push(false);
        self.watches.extend([Vec::new(), Vec::new()]);
        self.heap.insert(variable);
        variable
    }

    /// A new clause. In SAT terms: (l1 ∨ … ∨ ln).
    pub(super) fn add_clause(&mut self, literals: &[Literal]) {
        self.go_back_to(0);
        let mut literals = literals.to_vec();
        literals.sort_unstable();
        literals.dedup();
        let is_tautology = literals.windows(2).any(|pair| pair[0] == pair[1].negated());
        if is_tautology || literals.iter().any(|&literal| self.value(literal) == Some(true)) {
            return;
        }
        literals.retain(|&literal| self.value(literal).is_none());
        match literals[..] {
            [] => self.is_contradictory = true,
            [single] => self.assign(single, None),
            _ => {
                self.attach(literals.into_boxed_slice(), 0);
            }
        }
    }

    /// Looks for a model in which all assumptions are true, which are considered in their order.
    pub(super) fn solve(&mut self, assumptions: &[Literal], stop: &mut dyn FnMut() -> bool) -> Verdict {
        self.go_back_to(0);
        let mut restarts = Restarts::default();
        let mut decisions = 0;
        loop {
            if self.is_contradictory {
                return Verdict::Contradiction(Vec::new());
            }
            if let Some(conflict) = self.propagate() {
                match self.level() {
                    0 => self.is_contradictory = true,
                    1 => return Verdict::Contradiction(self.assumptions_behind(conflict)),
                    _ => self.learn_from(conflict),
                }
                if stop() {
                    return Verdict::Stopped;
                }
                if restarts.is_due() {
                    self.go_back_to(usize::from(self.learnt <= self.learnt_max));
                }
                continue;
            }
            if self.level() == 0 {
                self.forget();
                if let Err(core) = self.assume(assumptions) {
                    return Verdict::Contradiction(core);
                }
                continue;
            }
            decisions += 1;
            if decisions % DECISIONS_BETWEEN_STOPS == 0 && stop() {
                return Verdict::Stopped;
            }
            if !self.decide() {
                self.model.clear();
                self.model.extend(self.values.iter().map(|value| value == &Some(true)));
                return Verdict::Satisfiable;
            }
        }
    }

    /// Looks for a model in which as many wishes come true as can be without going back on earlier ones for the sake of
    /// later ones.
    pub(super) fn dive(&mut self, wishes: Vec<Literal>, stop: &mut dyn FnMut() -> bool) -> Verdict {
        self.wishes = wishes;
        let verdict = self.solve(&[], stop);
        self.wishes.clear();
        verdict
    }

    /// Of assumptions that cannot all be true, fewer that still cannot, as far as propagation alone sees it: each of the
    /// last [`LEFT_OUT_MAX`] is left out in turn.
    pub(super) fn minimise(&mut self, mut core: Vec<Literal>) -> Vec<Literal> {
        let mut checked = 0;
        while checked < core.len().min(LEFT_OUT_MAX) && core.len() > 1 {
            // The last ones are the lightest.
            let position = core.len() - 1 - checked;
            let mut without = core.clone();
            without.remove(position);
            self.go_back_to(0);
            match self.assume(&without) {
                Err(fewer) if !fewer.is_empty() => {
                    let is_kept = |literal: &Literal| fewer.contains(literal);
                    checked = core[position + 1..].iter().filter(|literal| is_kept(literal)).count();
                    core.retain(|literal| fewer.contains(literal));
                }
                _ => checked += 1,
            }
        }
        self.go_back_to(0);
        core
    }

    /// The last model: which variables are true.
    pub(super) fn model(&self) -> &[bool] {
        &self.model
    }

    fn value(&self, literal: Literal) -> Option<bool> {
        value_in(&self.values, literal)
    }

    fn level(&self) -> usize {
        self.level_starts.len()
    }

    fn attach(&mut self, literals: Box<[Literal]>, glue: u32) -> ClauseIndex {
        let clause = self.clauses.len() as ClauseIndex;
        self.watches[literals[0].index()].push(Watch { clause, blocker: literals[1] });
        self.watches[literals[1].index()].push(Watch { clause, blocker: literals[0] });
        self.clauses.push(Clause { literals, glue });
        clause
    }

    fn assign(&mut self, literal: Literal, reason: Option<ClauseIndex>) {
        let index = literal.variable().index();
        self.values[index] = Some(literal.is_positive());
        self.levels[index] = self.level() as u32;
        self.reasons[index] = reason;
        self.trail.push(literal);
    }

    fn go_back_to(&mut self, level: usize) {
        if self.level() <= level {
            return;
        }
        let start = self.level_starts[level];
        for literal in self.trail.drain(start..) {
            self.values[literal.variable().index()] = None;
            self.heap.insert(literal.variable());
        }
        self.level_starts.truncate(level);
        self.next_wish = 0;
        self.propagated = self.propagated.min(start);
    }

    /// Begins level 1: assumption after assumption, each with its consequences, so that a contradiction is found
    /// among the first of them if there is one.
    fn assume(&mut self, assumptions: &[Literal]) -> Result<(), Vec<Literal>> {
        if let Some(_conflict) = self.propagate() {
            self.is_contradictory = true;
            return Err(Vec::new());
        }
        self.level_starts.push(self.trail.len());
        for &assumption in assumptions {
            match self.value(assumption) {
                Some(true) => continue,
                Some(false) => {
                    let mut core = self.assumptions_of(&[assumption]);
                    core.push(assumption);
                    return Err(core);
                }
                None => self.assign(assumption, None),
            }
            if let Some(conflict) = self.propagate() {
                return Err(self.assumptions_behind(conflict));
            }
        }
        Ok(())
    }

    /// Decides the next wish, or the most active undecided variable; whether there was one.
    fn decide(&mut self) -> bool {
        while let Some(&wish) = self.wishes.get(self.next_wish) {
            self.next_wish += 1;
            if self.value(wish).is_none() {
                self.level_starts.push(self.trail.len());
                self.assign(wish, None);
                return true;
            }
        }
        while let Some(variable) = self.heap.pop() {
            if self.values[variable.index()].is_none() {
                self.level_starts.push(self.trail.len());
                let is_true = self.preferred[variable.index()];
                self.assign(if is_true { variable.is_true() } else { variable.is_false() }, None);
                return true;
            }
        }
        false
    }

    /// Draws the consequences of what is new on the trail; returns a clause all of whose literals are false, if one
    /// turns up.
    fn propagate(&mut self) -> Option<ClauseIndex> {
        while let Some(&literal) = self.trail.get(self.propagated) {
            self.propagated += 1;
            if let Some(conflict) = self.propagate_false(literal.negated()) {
                return Some(conflict);
            }
        }
        None
    }

    fn propagate_false(&mut self, falsified: Literal) -> Option<ClauseIndex> {
        let mut watches = std::mem::take(&mut self.watches[falsified.index()]);
        let mut kept = 0;
        let mut conflict = None;
        let mut next = 0;
        while next < watches.len() {
            let watch = watches[next];
            next += 1;
            if self.value(watch.blocker) == Some(true) {
                watches[kept] = watch;
                kept += 1;
                continue;
            }
            let literals = &mut self.clauses[watch.clause as usize].literals;
            if literals[0] == falsified {
                literals.swap(0, 1);
            }
            let first = literals[0];
            let first_value = value_in(&self.values, first);
            if first_value != Some(true) {
                let values = &self.values;
                let other = (2..literals.len()).find(|&at| value_in(values, literals[at]) != Some(false));
                if let Some(other) = other {
                    literals.swap(1, other);
                    self.watches[literals[1].index()].push(Watch { clause: watch.clause, blocker: first });
                    continue;
                }
            }
            watches[kept] = Watch { clause: watch.clause, blocker: first };
            kept += 1;
            match first_value {
                Some(true) => {}
                None => self.assign(first, Some(watch.clause)),
                Some(false) => {
                    conflict = Some(watch.clause);
                    break;
                }
            }
        }
        watches.copy_within(next.., kept);
        watches.truncate(kept + watches.len() - next);
        self.watches[falsified.index()] = watches;
        conflict
    }

    /// Learns the clause of the first unique implication point, goes back to where it has a consequence, and draws
    /// that.
    fn learn_from(&mut self, conflict: ClauseIndex) {
        let current = self.level() as u32;
        let mut learnt: Vec<Literal> = Vec::new();
        let mut open = 0;
        let mut position = self.trail.len();
        let mut reason = conflict;
        let point = loop {
            for at in 0..self.clauses[reason as usize].literals.len() {
                let literal = self.clauses[reason as usize].literals[at];
                let variable = literal.variable();
                // The literal that the clause is the reason of is seen already.
                if self.seen[variable.index()] || self.levels[variable.index()] == 0 {
                    continue;
                }
                self.seen[variable.index()] = true;
                self.heap.bump(variable);
                if self.levels[variable.index()] == current {
                    open += 1;
                } else {
                    learnt.push(literal);
                }
            }
            let literal = loop {
                position -= 1;
                if self.seen[self.trail[position].variable().index()] {
                    break self.trail[position];
                }
            };
            open -= 1;
            match self.reasons[literal.variable().index()] {
                Some(next) if open > 0 => reason = next,
                _ => break literal,
            }
        };
        self.heap.decay();
        learnt.retain(|&literal| !self.follows_from_seen(literal));
        self.seen.fill(false);
        learnt.push(point.negated());
        let last = learnt.len() - 1;
        learnt.swap(0, last);
        self.add_learnt(learnt);
    }

    /// Whether a literal of a learnt clause is implied by the others.
    fn follows_from_seen(&self, literal: Literal) -> bool {
        let Some(reason) = self.reasons[literal.variable().index()] else { return false };
        self.clauses[reason as usize].literals.iter().all(|other| {
            let index = other.variable().index();
            self.seen[index] || self.levels[index] == 0
        })
    }

    fn add_learnt(&mut self, mut literals: Vec<Literal>) {
        let level_of = |literal: &Literal| self.levels[literal.variable().index()];
        if literals.len() == 1 {
            self.go_back_to(0);
            self.assign(literals[0], None);
            return;
        }
        let highest = (1..literals.len()).max_by_key(|&at| level_of(&literals[at])).unwrap_or(1);
        literals.swap(1, highest);
        let back = level_of(&literals[1]) as usize;
        let mut levels: Vec<u32> = literals.iter().map(level_of).collect();
        levels.sort_unstable();
        levels.dedup();
        self.go_back_to(back);
        let first = literals[0];
        let clause = self.attach(literals.into_boxed_slice(), levels.len() as u32);
        self.learnt += 1;
        self.assign(first, Some(clause));
    }

    /// The assumptions from which it follows that all literals of a clause are false.
    fn assumptions_behind(&mut self, conflict: ClauseIndex) -> Vec<Literal> {
        let literals = self.clauses[conflict as usize].literals.clone();
        self.assumptions_of(&literals)
    }

    /// The assumptions from which the values of some literals follow, in the order in which they were made.
    fn assumptions_of(&mut self, literals: &[Literal]) -> Vec<Literal> {
        let mut found = Vec::new();
        let Some(&start) = self.level_starts.first() else { return found };
        for literal in literals {
            self.seen[literal.variable().index()] = true;
        }
        for &literal in self.trail[start..].iter().rev() {
            let index = literal.variable().index();
            if !std::mem::take(&mut self.seen[index]) {
                continue;
            }
            match self.reasons[index] {
                None => found.push(literal),
                Some(reason) => {
                    for other in &self.clauses[reason as usize].literals {
                        if other.variable() != literal.variable() {
                            self.seen[other.variable().index()] = true;
                        }
                    }
                }
            }
        }
        self.seen.fill(false);
        found.reverse();
        found
    }

    /// Drops the worse half of what was learnt, if it is too much; only while nothing is assumed.
    fn forget(&mut self) {
        if self.learnt <= self.learnt_max {
            return;
        }
        let mut ranked: Vec<(u32, usize)> = self.clauses.iter().map(|clause| clause.glue).zip(0..).collect();
        ranked.retain(|&(glue, _)| glue > 0);
        // Of those of equal glue the older ones go.
        ranked.sort_unstable_by_key(|&(glue, index)| (glue, std::cmp::Reverse(index)));
        let mut is_dropped = vec![false; self.clauses.len()];
        for &(_, index) in &ranked[ranked.len() / 2..] {
            is_dropped[index] = true;
        }
        let mut index = 0;
        self.clauses.retain(|_| {
            index += 1;
            !is_dropped[index - 1]
        });
        self.learnt = ranked.len() / 2;
        self.learnt_max += self.learnt_max / 10;
        self.watches.iter_mut().for_each(Vec::clear);
        for (clause, Clause { literals, .. }) in (0..).zip(&self.clauses) {
            self.watches[literals[0].index()].push(Watch { clause, blocker: literals[1] });
            self.watches[literals[1].index()].push(Watch { clause, blocker: literals[0] });
        }
    }
}

fn value_in(values: &[Option<bool>], literal: Literal) -> Option<bool> {
    values[literal.variable().index()].map(|value| value == literal.is_positive())
}

/// When to begin again: Luby's sequence 1, 1, 2, 1, 1, 2, 4, … times [`RESTART_CONFLICTS`].
#[derive(Default)]
struct Restarts {
    number: u64,
    conflicts: u64,
}

impl Restarts {
    /// Counts a conflict.
    fn is_due(&mut self) -> bool {
        self.conflicts += 1;
        let is_due = self.conflicts >= RESTART_CONFLICTS * luby(self.number + 1);
        if is_due {
            self.number += 1;
            self.conflicts = 0;
        }
        is_due
    }
}

/// The n-th number of Luby's sequence, from 1.
fn luby(n: u64) -> u64 {
    let bits = u64::BITS - n.leading_zeros();
    if n + 1 == 1 << bits { 1 << (bits - 1) } else { luby(n + 1 - (1 << (bits - 1))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// n + 1 pigeons in n holes: there is no way, and no short proof of it, so that the solver has to learn, restart and
    /// forget.
    fn pigeons(holes: usize) -> (Solver, Vec<Literal>) {
        let mut solver = Solver::new();
        let places: Vec<Vec<Variable>> =
            (0..=holes).map(|_| (0..holes).map(|_| solver.add_variable(false)).collect()).collect();
        let mut homes = Vec::new();
        for pigeon in &places {
            let has_home = solver.add_variable(false).is_true();
            let mut clause: Vec<_> = pigeon.iter().map(|place| place.is_true()).collect();
            clause.push(has_home.negated());
            solver.add_clause(&clause);
            homes.push(has_home);
        }
        for hole in 0..holes {
            for (number, one) in places.iter().enumerate() {
                for other in &places[number + 1..] {
                    solver.add_clause(&[one[hole].is_false(), other[hole].is_false()]);
                }
            }
        }
        (solver, homes)
    }

    #[test]
    fn pigeons_do_not_fit() {
        let (mut solver, homes) = pigeons(7);
        solver.learnt_max = 100;
        let Verdict::Contradiction(mut core) = solver.solve(&homes, &mut || false) else {
            panic!("they do not fit")
        };
        core.sort_unstable();
        assert_eq!(core, homes, "no pigeon can be left out of the reasons");
        assert!(solver.learnt_max > 100, "something was forgotten");
        assert_eq!(solver.solve(&homes[1..], &mut || false), Verdict::Satisfiable);
        let housed = homes.iter().filter(|home| solver.model()[home.variable().index()]).count();
        assert_eq!(housed, 7);
    }

    #[test]
    fn it_stops_when_told() {
        let (mut solver, homes) = pigeons(9);
        let mut conflicts = 0;
        let verdict = solver.solve(&homes, &mut || {
            conflicts += 1;
            conflicts == 50
        });
        assert_eq!(verdict, Verdict::Stopped);
        assert_eq!(solver.solve(&homes[1..], &mut || false), Verdict::Satisfiable, "and can be asked again");
    }

    #[test]
    fn luby_is_lubys() {
        let first: Vec<u64> = (1..=15).map(luby).collect();
        assert_eq!(first, [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]);
    }
}
