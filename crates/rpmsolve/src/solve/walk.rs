//! The walk: decides one package after the other as libsolv would, and never goes back on a hard decision
//! (solver.c, `solver_run_sat`; rpm-semantics 41). Where no two hard decisions contradict each other, what it
//! arrives at satisfies every clause, and is the answer. Where they do, it is stuck: [`super`] says what comes then.
//!
//! The order: the jobs, as given; if the request says so, what they need; then what is installed stays if it can; then
//! every dependency that leaves no choice; only then the open choices, in the order of libsolv's rules; then weak
//! dependencies, and again from the start, until nothing changes.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::agenda::{Agenda, Open, Position};
use super::assignment::{Assignment, Baseline, Contradiction, Reason};
use super::policy::{self, Preferences};
use super::request::Focus;
use super::rules::{RuleReason, Rules};
use super::solver::{Scratch, SolveStatistics};
use super::weak;
use crate::metadata::RelationKind;
use crate::pool::{Clause, Literal, RequirementId, SolvableId};

/// What a finished walk has decided.
#[derive(Clone, Debug)]
pub(crate) struct Walked {
    /// The packages that are in, those of the base included, by number.
    pub(crate) installed: Vec<SolvableId>,
    /// Those that are in because a weak dependency pulled them in.
    pub(crate) weak: FxHashSet<SolvableId>,
    /// The choices that turned out not to be needed: without them there may be a better answer.
    pub(crate) needless_choices: Vec<u32>,
}

impl Walked {
    /// A set as it is, for want of a walk through it.
    pub(crate) fn everything(set: &FxHashSet<SolvableId>) -> Self {
        let mut installed: Vec<_> = set.iter().copied().collect();
        installed.sort_unstable();
        Self { installed, weak: FxHashSet::default(), needless_choices: Vec::new() }
    }
}

/// Where a walk came to a contradiction, and what it would have liked.
pub(crate) struct Stuck<'a> {
    pub(crate) assignment: Assignment<'a>,
    pub(crate) preferences: &'a mut Preferences,
    pub(crate) contradiction: Contradiction,
}

/// Walks, inside a set of packages if one is given, and returns where it arrives: at the first answer, if some of the
/// choices are not needed for it.
pub(crate) fn walk<'a>(
    rules: &'a Rules<'a>,
    within: Option<&'a FxHashSet<SolvableId>>,
    scratch: &'a mut Scratch,
) -> Result<Walked, Box<Stuck<'a>>> {
    let Scratch { state, preferences, statistics, .. } = scratch;
    statistics.walks += 1;
    preferences.reset();
    let (assignment, started) = Assignment::start(rules, state);
    let mut walk = Walk {
        assignment,
        preferences,
        statistics,
        baseline: Baseline::of(rules.pool),
        open: Agenda::default(),
        opened: 0,
        within,
        weak: FxHashSet::default(),
        decisions: Vec::new(),
        weak_from: None,
        branches: Vec::new(),
    };
    if let Err(contradiction) = started.and_then(|()| walk.run()) {
        let Walk { assignment, preferences, .. } = walk;
        return Err(Box::new(Stuck { assignment, preferences, contradiction }));
    }
    let mut found = walk.finish();
    if !found.needless_choices.is_empty() {
        return Ok(found);
    }
    // What could be done with less is tried, and where that fails what was found stands.
    while walk.retry_with_less() && walk.run().is_ok() {
        found = walk.finish();
    }
    Ok(found)
}

/// Which of the open dependencies are to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    All,
    /// Those of packages that are added to the base.
    Added,
    /// Those of added packages that nothing in the base can meet.
    BeyondBase,
}

struct Walk<'a> {
    assignment: Assignment<'a>,
    preferences: &'a mut Preferences,
    statistics: &'a mut SolveStatistics,
    baseline: &'a Baseline,
    open: Agenda,
    /// How much of the trail has been searched for packages with open requirements.
    opened: usize,
    within: Option<&'a FxHashSet<SolvableId>>,
    weak: FxHashSet<SolvableId>,
    /// Lengths of the trail at which decisions were taken.
    decisions: Vec<usize>,
    /// From which decision on weak dependencies are dealt with: these, unlike hard ones, are taken back when they
    /// lead to a contradiction.
    weak_from: Option<usize>,
    /// The decisions that had alternatives.
    branches: Vec<Branch>,
}

/// A decision that had alternatives.
#[derive(Clone, Debug)]
struct Branch {
    /// Which of the decisions it is.
    decision: usize,
    /// What else could have been taken.
    alternatives: Vec<SolvableId>,
    /// Whether it was taken for the sake of a weak dependency.
    is_weak: bool,
}

impl Walk<'_> {
    fn run(&mut self) -> Result<(), Contradiction> {
        loop {
            self.decide_jobs()?;
            let pool = self.assignment.pool;
            if pool.base.is_some() {
                match self.assignment.rules.request.focus {
                    Focus::Jobs => {}
                    Focus::New => self.decide_dependencies(Scope::BeyondBase)?,
                    Focus::Best => self.decide_dependencies(Scope::Added)?,
                }
                self.decide_base()?;
            }
            self.decide_dependencies(Scope::All)?;
            if !self.decide_weak() {
                return Ok(());
            }
        }
    }

    fn finish(&self) -> Walked {
        let trail = self.assignment.trail().iter();
        let mut installed: Vec<_> =
            trail.filter(|literal| literal.is_positive()).map(|it| it.solvable()).collect();
        installed.sort_unstable();
        let weak = self.weak.iter().copied().filter(|&id| self.assignment.is_in(id)).collect();
        let needless_choices = self.assignment.rules.choices.as_ref().map_or(Vec::new(), |choices| {
            choices.needless(installed.iter().copied().filter(|&id| !self.assignment.pool.is_base(id)))
        });
        Walked { installed, weak, needless_choices }
    }

    /// Goes back to the first decision that could have been better, and takes the alternative at once (libsolv's
    /// minimisation, end of `solver_run_sat`; rpm-semantics 42): one that came in anyway, with the decision or
    /// later, or one that is recommended, as what was taken is not. Whether there was one.
    fn retry_with_less(&mut self) -> bool {
        if self.branches.is_empty() {
            return false;
        }
        let installed =
            self.assignment.trail().iter().enumerate().filter(|(_, literal)| literal.is_positive());
        let positions = installed.map(|(position, literal)| (literal.solvable(), position)).collect();
        for number in 0..self.branches.len() {
            let Some(index) = self.better_alternative(number, &positions) else { continue };
            let branch = &mut self.branches[number];
            let alternative = branch.alternatives.remove(index);
            let (decision, is_weak) = (branch.decision, branch.is_weak);
            self.branches.truncate(number + 1);
            self.go_back_to(decision);
            if self.weak_from.is_some_and(|from| decision <= from) {
                self.weak_from = None;
            }
            if is_weak {
                self.weak_from.get_or_insert(decision);
                self.weak.insert(alternative);
            }
            return self.decide(alternative).is_ok();
        }
        false
    }

    /// `positions`: where in the trail each installed package stands.
    fn better_alternative(
        &mut self,
        number: usize,
        positions: &FxHashMap<SolvableId, usize>,
    ) -> Option<usize> {
        let Branch { decision, alternatives, .. } = &self.branches[number];
        let favour = |id: SolvableId| self.assignment.rules.favour.get(&id).copied().unwrap_or_default();
        let start = *self.decisions.get(*decision)?;
        let came_in = |id: &SolvableId| positions.get(id).is_some_and(|&position| position > start);
        if let Some(index) = alternatives.iter().position(came_in) {
            return Some(index);
        }
        let preferences = &mut self.preferences;
        let recommended = alternatives
            .iter()
            .position(|&id| favour(id) >= 0 && preferences.is_recommended(&self.assignment, id))?;
        let taken = self.assignment.trail()[start].solvable();
        (favour(taken) <= 0 && !preferences.is_recommended(&self.assignment, taken)).then_some(recommended)
    }

    /// Takes back a decision and all after it.
    fn go_back_to(&mut self, decision: usize) {
        self.assignment.undo(self.decisions[decision]);
        self.decisions.truncate(decision);
        self.open.clear();
        self.opened = 0;
        self.preferences.reset();
    }

    fn decide_jobs(&mut self) -> Result<(), Contradiction> {
        let rules = self.assignment.rules;
        for (_, rule) in rules.jobs() {
            if rule.literals.iter().any(|literal| self.assignment.is_in(literal.solvable())) {
                continue;
            }
            let mut candidates = self.undecided(rule.literals.iter().copied());
            // What is installed already is enough.
            if candidates.iter().any(|&id| self.assignment.pool.is_base(id)) {
                candidates.retain(|&id| self.assignment.pool.is_base(id));
            }
            if candidates.len() > 1 {
                candidates = self.preferences.choose_for_job(&self.assignment, candidates);
            }
            self.take(candidates)?;
        }
        Ok(())
    }

    /// Packages of the base stay; those that cannot are replaced by what updates them.
    fn decide_base(&mut self) -> Result<(), Contradiction> {
        let pool = self.assignment.pool;
        for id in pool.base_packages() {
            if self.undecided([Literal::positive(id)].into_iter()).contains(&id) {
                self.keep(id)?;
            }
        }
        let rules = self.assignment.rules;
        for rule in rules.active() {
            let RuleReason::Base(_) = rule.reason else { continue };
            if !rule.literals.iter().any(|literal| self.assignment.is_in(literal.solvable())) {
                let candidates = self.undecided(rule.literals.iter().copied());
                self.take_first(candidates)?;
            }
        }
        Ok(())
    }

    /// Keeps a package of the base; if that contradicts what has been decided, it is out instead.
    fn keep(&mut self, id: SolvableId) -> Result<(), Contradiction> {
        let before = self.assignment.trail().len();
        self.decisions.push(before);
        self.statistics.decisions += 1;
        let Err(contradiction) = self.assignment.decide(Literal::positive(id), Reason::Decision) else {
            return Ok(());
        };
        let grounds = self.assignment.grounds_of(contradiction);
        self.go_back_to(self.decisions.len() - 1);
        self.assignment.refute(id, grounds)
    }

    /// Goes round all open dependencies until none is left. As long as any leaves no choice, those are decided
    /// first; then, from the first that does on, choices are taken as they come.
    fn decide_dependencies(&mut self, scope: Scope) -> Result<(), Contradiction> {
        let mut postponed: Option<Position> = None;
        let mut choosing = false;
        let mut next: Position = FIRST;
        // How many entries in a row had nothing to decide.
        let mut idle = 0;
        loop {
            self.open_new();
            if idle >= self.open.len() {
                match postponed.take() {
                    Some(first) if !choosing => (choosing, next, idle) = (true, first, 0),
                    _ => return Ok(()),
                }
            }
            let Some((position, open)) = self.open.from(next) else { return Ok(()) };
            next = (position.0, position.1 + 1);
            if !self.is_open(open) {
                self.open.remove(position);
                continue;
            }
            idle += 1;
            let mut candidates = self.candidates_of(open);
            if candidates.is_empty() {
                continue;
            }
            if !self.is_in_scope(scope, open, position, &candidates) {
                continue;
            }
            if candidates.len() > 1 && !choosing {
                candidates = self.preferences.strike(&self.assignment, candidates);
                if candidates.len() > 1 {
                    postponed.get_or_insert(position);
                    continue;
                }
            }
            self.take_first(candidates)?;
            idle = 0;
        }
    }

    fn is_in_scope(&self, scope: Scope, open: Open, position: Position, candidates: &[SolvableId]) -> bool {
        let pool = self.assignment.pool;
        let is_of_added = || match open {
            Open::Requirement(_) => !pool.is_base(position.0.0),
            Open::Clause(clause) => !pool.is_base(pool.relations.clause(clause).owner),
            Open::Rule(_) => false,
        };
        match scope {
            Scope::All => true,
            Scope::Added => is_of_added(),
            Scope::BeyondBase => is_of_added() && !candidates.iter().any(|&id| pool.is_base(id)),
        }
    }

    /// One round of Recommends and Supplements; whether it changed anything. A package that cannot be had is
    /// left out, silently (solver.c, `resolve_weak`).
    fn decide_weak(&mut self) -> bool {
        if !self.assignment.rules.request.weak_dependencies {
            return false;
        }
        let supplementing = self.newly_supplementing();
        let mut all = self.newly_recommended();
        all.extend(&supplementing);
        if all.is_empty() {
            return false;
        }
        let best = policy::best(self.assignment.pool, all.into_iter().collect());
        let best: FxHashSet<SolvableId> = best.into_iter().collect();
        let mut supplementing: Vec<_> = supplementing.into_iter().filter(|id| best.contains(id)).collect();
        self.preferences.order(&self.assignment, &mut supplementing);
        let before = self.assignment.trail().len();
        for id in supplementing {
            if self.assignment.value(id).is_none() && !self.try_weak(vec![id]) {
                return true;
            }
        }
        for id in self.recommending(before) {
            for &dependency in self.assignment.pool.relation(id, RelationKind::Recommends) {
                let providers = &mut self.preferences.providers;
                let mut candidates = weak::open_candidates(&self.assignment, providers, dependency);
                candidates.retain(|id| best.contains(id));
                let candidates = self.preferences.choose(&self.assignment, candidates);
                if !candidates.is_empty() && !self.try_weak(candidates) {
                    return true;
                }
            }
        }
        true
    }

    /// What is recommended by the packages that this answer adds.
    fn newly_recommended(&mut self) -> FxHashSet<SolvableId> {
        let recommending = self.recommending(self.assignment.trail().len());
        let (assignment, providers) = (&self.assignment, &mut self.preferences.providers);
        let pool = assignment.pool;
        let mut found = FxHashSet::default();
        for id in recommending {
            for &dependency in pool.relation(id, RelationKind::Recommends) {
                found.extend(weak::open_candidates(assignment, providers, dependency));
            }
        }
        found.retain(|id| !assignment.rules.not_weak.contains(id));
        found
    }

    /// What supplements the packages that this answer adds, in order.
    fn newly_supplementing(&mut self) -> Vec<SolvableId> {
        let pool = self.assignment.pool;
        let holders = self.preferences.providers.weak_holders(pool);
        let undecided = holders.iter().copied().filter(|&id| self.assignment.value(id).is_none());
        let undecided: Vec<SolvableId> = undecided.collect();
        let may_come = |id: &SolvableId| !self.assignment.rules.not_weak.contains(id);
        undecided.into_iter().filter(may_come).filter(|&id| self.is_newly_supplemented(id)).collect()
    }

    /// Whether a Supplements holds, not only because of the base, and no other architecture of the package has been
    /// chosen, nor another version if it is install-only.
    fn is_newly_supplemented(&mut self, id: SolvableId) -> bool {
        let (assignment, providers) = (&self.assignment, &mut self.preferences.providers);
        let pool = assignment.pool;
        let package = pool.package(id);
        package.rank.is_some()
            && pool.relation(id, RelationKind::Supplements).iter().any(|&dependency| {
                let is_in = |id| assignment.is_in(id);
                match assignment.rules.request.weak_dependencies_of_base {
                    true => weak::holds(pool, providers, dependency, &is_in),
                    false => weak::holds_newly(pool, providers, dependency, &is_in),
                }
            })
            && !pool.packages_named(package.name).iter().any(|&other| {
                let stands_for = assignment.rules.request.colours && pool.package(other).arch != package.arch
                    || assignment.rules.is_install_only(id);
                stands_for && assignment.is_in(other)
            })
    }

    /// The packages whose Recommends count, among those decided up to a point.
    fn recommending(&self, end: usize) -> Vec<SolvableId> {
        let assignment = &self.assignment;
        let includes_base = assignment.rules.request.weak_dependencies_of_base;
        let trail = assignment.trail()[..end.min(assignment.trail().len())].iter();
        let installed = trail.filter(|literal| literal.is_positive()).map(|literal| literal.solvable());
        installed.filter(|&id| includes_base || !assignment.pool.is_base(id)).collect()
    }

    /// Takes the first for the sake of a weak dependency; whether it is in now.
    fn try_weak(&mut self, ordered: Vec<SolvableId>) -> bool {
        let first = ordered[0];
        self.weak_from.get_or_insert(self.decisions.len());
        self.weak.insert(first);
        let result = self.take(ordered);
        debug_assert!(result.is_ok(), "without any weak decision the hard part stands: {result:?}");
        self.assignment.is_in(first)
    }

    /// Takes the first by the policy, if there is one.
    fn take_first(&mut self, candidates: Vec<SolvableId>) -> Result<(), Contradiction> {
        let ordered = match candidates.len() {
            0 | 1 => candidates,
            _ => self.preferences.choose(&self.assignment, candidates),
        };
        self.take(ordered)
    }

    /// Takes the first, if there is one, and remembers the others.
    fn take(&mut self, mut ordered: Vec<SolvableId>) -> Result<(), Contradiction> {
        let Some(&first) = ordered.first() else { return Ok(()) };
        if ordered.len() > 1 {
            ordered.remove(0);
            let is_weak = self.weak.contains(&first);
            self.branches.push(Branch { decision: self.decisions.len(), alternatives: ordered, is_weak });
        }
        self.decide(first)
    }

    fn decide(&mut self, id: SolvableId) -> Result<(), Contradiction> {
        self.decisions.push(self.assignment.trail().len());
        self.statistics.decisions += 1;
        match self.assignment.decide(Literal::positive(id), Reason::Decision) {
            Err(contradiction) => self.flip_last_weak_decision(contradiction),
            Ok(()) => Ok(()),
        }
    }

    /// Chronological backtracking over what was decided for the sake of weak dependencies: the last decision
    /// becomes its opposite; if that contradicts as well, the one before it.
    fn flip_last_weak_decision(&mut self, mut contradiction: Contradiction) -> Result<(), Contradiction> {
        while let Some(last) = self.decisions.len().checked_sub(1) {
            if self.weak_from.is_none_or(|from| last < from) {
                break;
            }
            let decided = self.assignment.trail()[self.decisions[last]].solvable();
            let grounds = self.assignment.grounds_of(contradiction);
            self.go_back_to(last);
            self.branches.retain(|branch| branch.decision < last);
            match self.assignment.refute(decided, grounds) {
                Ok(()) => return Ok(()),
                Err(another) => contradiction = another,
            }
        }
        Err(contradiction)
    }

    /// Enters what newly decided packages leave open: what they require, and what clauses need because of them.
    fn open_new(&mut self) {
        let pool = self.assignment.pool;
        let relations = &pool.relations;
        while let Some(&literal) = self.assignment.trail().get(self.opened) {
            self.opened += 1;
            let id = literal.solvable();
            for &clause in relations.occurrences.get(id) {
                if self.is_open(Open::Clause(clause)) {
                    let Clause { owner, literals, .. } = relations.clause(clause);
                    self.enter_everywhere(Open::Clause(clause), Some(owner), literals);
                }
            }
            let rules = self.assignment.rules;
            for &rule in rules.occurrences.get(&id).into_iter().flatten() {
                if self.is_open(Open::Rule(rule)) {
                    self.enter_everywhere(Open::Rule(rule), None, &rules.rules[rule as usize].literals);
                }
            }
            if !literal.is_positive() {
                continue;
            }
            let is_open = |requirement: &RequirementId| !self.assignment.is_met(*requirement);
            let requirements = relations.requires.get(id).iter().copied();
            let mut requirements: SmallVec<[_; 16]> = requirements.filter(is_open).collect();
            requirements.sort_by_key(|&requirement| relations.candidates.get(requirement));
            for (order, requirement) in (0u32..).zip(requirements) {
                self.open.insert((Reverse(id), order), Open::Requirement(requirement));
            }
        }
    }

    /// Enters a clause with each of its packages that this walk has decided.
    fn enter_everywhere(&mut self, open: Open, owner: Option<SolvableId>, literals: &[Literal]) {
        let order = match open {
            Open::Clause(clause) => CLAUSES_FROM + clause.0,
            Open::Rule(rule) => RULES_FROM + rule,
            Open::Requirement(_) => return,
        };
        for id in literals.iter().map(|literal| literal.solvable()).chain(owner) {
            if self.assignment.value(id).is_some() && !self.baseline.rules_out(id) {
                self.open.insert((Reverse(id), order), open);
            }
        }
    }

    /// Whether something still needs a package to be chosen. What has stopped to does not begin again in the same walk,
    /// unless decisions are taken back.
    fn is_open(&self, open: Open) -> bool {
        let assignment = &self.assignment;
        match open {
            Open::Requirement(requirement) => !assignment.is_met(requirement),
            Open::Clause(clause) => {
                let clause = assignment.pool.relations.clause(clause);
                assignment.is_in(clause.owner) && self.needs_choice(clause.literals)
            }
            Open::Rule(rule) => {
                let rule = &assignment.rules.rules[rule as usize];
                !rule.is_disabled && self.needs_choice(&rule.literals)
            }
        }
    }

    /// The packages that could be chosen for something that is open.
    fn candidates_of(&self, open: Open) -> Vec<SolvableId> {
        let relations = &self.assignment.pool.relations;
        match open {
            Open::Requirement(requirement) => {
                let candidates = relations.candidates.get(requirement).iter();
                self.undecided(candidates.map(|&id| Literal::positive(id)))
            }
            Open::Clause(clause) => self.undecided(relations.clause(clause).literals.iter().copied()),
            Open::Rule(rule) => {
                self.undecided(self.assignment.rules.rules[rule as usize].literals.iter().copied())
            }
        }
    }

    /// Whether all that a clause says must be absent is installed, and nothing that it offers is.
    fn needs_choice(&self, literals: &[Literal]) -> bool {
        literals.iter().all(|literal| self.assignment.is_in(literal.solvable()) != literal.is_positive())
    }

    fn undecided(&self, literals: impl Iterator<Item = Literal>) -> Vec<SolvableId> {
        let mut candidates = policy::undecided(&self.assignment, literals);
        if let Some(within) = self.within.filter(|_| self.weak_from.is_none()) {
            candidates.retain(|id| within.contains(id));
        }
        candidates
    }
}

/// The position before all others.
const FIRST: Position = (Reverse(SolvableId(u32::MAX)), 0);
/// Rich dependencies and the request's own clauses come after a package's plain requirements.
const CLAUSES_FROM: u32 = 1 << 30;
const RULES_FROM: u32 = 1 << 31;
