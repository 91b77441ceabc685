//! Which packages are in, out, or undecided, and what follows from that: unit propagation over the rules of
//! the pool and of the request. Counters make it cheap: a requirement knows how many of its candidates are
//! still possible and how many are installed, so that nothing is searched until a count says there is news.

use rustc_hash::{FxHashMap, FxHashSet};

use super::choices::{ActiveChoices, Choice};
use super::request::Request;
use super::rules::Rules;
use crate::pool::{ClauseId, Key, Literal, Pool, Relations, RequirementId, SolvableId};

/// Why a package is in or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Chosen.
    Decision,
    /// In: the last candidate of a requirement of an installed package. Out: all candidates of a requirement
    /// of its own are out.
    Requirement(RequirementId),
    /// Out: excluded by this installed package through Conflicts or Obsoletes.
    Excludes(SolvableId),
    /// Out: this installed package has the same name.
    SameName(SolvableId),
    /// The last literal of a rich dependency's clause.
    Clause(ClauseId),
    /// The last literal of a request's clause, by number.
    Rule(u32),
    /// What is installed or updates it must meet a requirement, by the number of the choice; see
    /// [`super::choices`].
    Choice(u32),
    /// Out: assuming it leads to a contradiction.
    Refuted,
}

/// Both "in" and "out" follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contradiction {
    /// A package is decided one way, and this says the other.
    Literal(Literal, Reason),
    /// All literals of a rich dependency's clause are false.
    Clause(ClauseId),
    /// All literals of a request's clause are false.
    Rule(u32),
}

/// The state that all solves of a pool begin with: what is impossible whatever is asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Baseline {
    values: Vec<Option<bool>>,
    reasons: Vec<Reason>,
    counts: Vec<Counts>,
}

/// How it stands with a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counts {
    /// The candidates that are not out.
    possible: u32,
    /// The candidates that are in.
    met: u32,
    /// The packages that are in and have it.
    needed: u32,
}

/// The memory of an assignment: one entry for each package and requirement of a pool. It is made once and used again
/// by one solve after the other; each puts back what the one before it touched, which is little next to the whole.
#[derive(Clone, Debug)]
pub(crate) struct State {
    values: Vec<Option<bool>>,
    reasons: Vec<Reason>,
    counts: Vec<Counts>,
    /// What was decided since the baseline, in order.
    trail: Vec<Literal>,
    /// Where in the trail a package stands: worked out when a contradiction asks for it, as far as `positioned`.
    positions: Vec<u32>,
    positioned: usize,
    /// How much of the trail has been propagated.
    propagated: usize,
    /// How many literals have been propagated since somebody set this to 0.
    pub(crate) propagations: u64,
}

/// A partial answer. See the module's head.
#[derive(Debug)]
pub(crate) struct Assignment<'a> {
    pub(crate) pool: &'a Pool,
    relations: &'a Relations,
    pub(crate) rules: &'a Rules<'a>,
    state: &'a mut State,
    /// Per choice: the candidates that are not out, and the packages that are in and have the requirement.
    choice_possible: Vec<u32>,
    choice_needed: Vec<u32>,
    /// What speaks against the packages that have been refuted.
    refuted: FxHashMap<SolvableId, Grounds>,
}

/// What a contradiction follows from, beside the rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grounds {
    /// Packages that were decided to be in.
    pub(crate) decisions: Vec<SolvableId>,
    /// Choices, by number.
    pub(crate) choices: Vec<u32>,
}

impl Baseline {
    /// The baseline of a pool, worked out by the first who asks.
    pub(crate) fn of(pool: &Pool) -> &Self {
        pool.baseline.get_or_init(|| Self::new(pool))
    }

    /// What follows from requirements that nothing meets. Only packages that are out can follow: every clause
    /// of a pool holds when nothing is installed.
    fn new(pool: &Pool) -> Self {
        let request = Request::default();
        let rules = Rules::empty(pool, &request);
        let requirements = (0..pool.relations.candidates.len() as u32).map(RequirementId);
        let candidates = requirements.map(|number| pool.relations.candidates.get(number).len() as u32);
        let mut state = State::at(Self {
            values: vec![None; pool.len()],
            reasons: vec![Reason::Decision; pool.len()],
            counts: candidates.map(|possible| Counts { possible, met: 0, needed: 0 }).collect(),
        });
        let result = Assignment::new(&rules, &mut state).rule_out_impossible();
        debug_assert_eq!(result, Ok(()), "an empty system satisfies every rule");
        let State { values, reasons, counts, .. } = state;
        Self { values, reasons, counts }
    }

    /// Whether a package cannot be installed, whatever is asked.
    #[inline]
    pub(crate) fn rules_out(&self, id: SolvableId) -> bool {
        self.values[id.index()].is_some()
    }
}

impl State {
    /// What every solve of a pool begins with.
    pub(crate) fn new(pool: &Pool) -> Self {
        Self::at(Baseline::of(pool).clone())
    }

    fn at(Baseline { values, reasons, counts }: Baseline) -> Self {
        let (trail, positions) = (Vec::new(), Vec::new());
        Self { values, reasons, counts, trail, positions, positioned: 0, propagated: 0, propagations: 0 }
    }

    /// Goes back to the baseline.
    fn reset(&mut self, relations: &Relations) {
        while let Some(literal) = self.trail.pop() {
            self.forget(relations, literal);
        }
        (self.positioned, self.propagated) = (0, 0);
    }

    /// Takes back the last literal of the trail, which has been popped; whether it had been propagated.
    #[inline]
    fn forget(&mut self, relations: &Relations, literal: Literal) -> bool {
        let id = literal.solvable();
        self.values[id.index()] = None;
        self.reasons[id.index()] = Reason::Decision;
        if self.trail.len() >= self.propagated {
            return false;
        }
        for &requirement in relations.satisfies.get(id) {
            let counts = &mut self.counts[requirement.index()];
            if literal.is_positive() {
                counts.met -= 1;
            } else {
                counts.possible += 1;
            }
        }
        if literal.is_positive() {
            for &requirement in relations.requires.get(id) {
                self.counts[requirement.index()].needed -= 1;
            }
        }
        true
    }
}

impl<'a> Assignment<'a> {
    /// Begins a solve: with what is impossible anyway, and with the request's clauses of one literal. The assignment is
    /// there also if there is a contradiction in it.
    pub(crate) fn start(rules: &'a Rules<'a>, state: &'a mut State) -> (Self, Result<(), Contradiction>) {
        state.reset(&rules.pool.relations);
        let mut assignment = Self::new(rules, state);
        let checked = (0..rules.rules.len() as u32).try_for_each(|number| assignment.check_rule(number));
        let narrowed = checked.and_then(|()| {
            (0..assignment.choice_possible.len() as u32)
                .filter(|&choice| assignment.choice_possible[choice as usize] == 0)
                .collect::<Vec<_>>()
                .into_iter()
                .try_for_each(|choice| assignment.check_choice(choice))
        });
        let result = narrowed.and_then(|()| assignment.propagate());
        (assignment, result)
    }

    fn new(rules: &'a Rules<'a>, state: &'a mut State) -> Self {
        let is_possible = |id: &&SolvableId| state.values[id.index()] != Some(false);
        let choices = rules.choices.iter().flat_map(|active| active.choices.iter());
        let choice_possible: Vec<u32> =
            choices.map(|choice| choice.candidates.iter().filter(is_possible).count() as u32).collect();
        Self {
            choice_needed: vec![0; choice_possible.len()],
            choice_possible,
            refuted: FxHashMap::default(),
            pool: rules.pool,
            relations: &rules.pool.relations,
            rules,
            state,
        }
    }

    #[inline]
    pub(crate) fn value(&self, id: SolvableId) -> Option<bool> {
        self.state.values[id.index()]
    }

    #[inline]
    pub(crate) fn is_in(&self, id: SolvableId) -> bool {
        self.state.values[id.index()] == Some(true)
    }

    pub(crate) fn reason(&self, id: SolvableId) -> Reason {
        self.state.reasons[id.index()]
    }

    /// Everything decided so far, in order.
    pub(crate) fn trail(&self) -> &[Literal] {
        &self.state.trail
    }

    /// Whether an installed package meets a requirement.
    pub(crate) fn is_met(&self, requirement: RequirementId) -> bool {
        self.state.counts[requirement.index()].met > 0
    }

    /// Decides a literal and draws the consequences.
    pub(crate) fn decide(&mut self, literal: Literal, reason: Reason) -> Result<(), Contradiction> {
        self.assign(literal, reason)?;
        self.propagate()
    }

    /// Decides that a package is out, because with what else was decided it would lead to a contradiction.
    pub(crate) fn refute(&mut self, id: SolvableId, mut grounds: Grounds) -> Result<(), Contradiction> {
        grounds.decisions.retain(|&decision| decision != id);
        self.refuted.insert(id, grounds);
        self.decide(Literal::negative(id), Reason::Refuted)
    }

    /// Takes back everything after the first `length` entries of the trail.
    pub(crate) fn undo(&mut self, length: usize) {
        while self.state.trail.len() > length {
            let Some(literal) = self.state.trail.pop() else { return };
            if !self.state.forget(self.relations, literal) {
                continue;
            }
            let id = literal.solvable();
            let Some(ActiveChoices { choices, .. }) = &self.rules.choices else { continue };
            if literal.is_positive() {
                for &choice in choices.of_owner(id) {
                    self.choice_needed[choice as usize] -= 1;
                }
            } else {
                for &choice in choices.offering(id) {
                    self.choice_possible[choice as usize] += 1;
                }
            }
        }
        self.state.propagated = self.state.propagated.min(length);
        self.state.positioned = self.state.positioned.min(length);
    }

    /// What a contradiction follows from, beside the rules.
    pub(crate) fn grounds_of(&mut self, contradiction: Contradiction) -> Grounds {
        self.state.positions.resize(self.state.values.len(), 0);
        for (position, literal) in self.state.trail.iter().enumerate().skip(self.state.positioned) {
            self.state.positions[literal.solvable().index()] = position as u32;
        }
        self.state.positioned = self.state.trail.len();
        let mut grounds = Grounds::default();
        let mut seen: FxHashSet<SolvableId> = FxHashSet::default();
        let mut open = match contradiction {
            Contradiction::Literal(literal, reason) => {
                let mut open = self.premises(literal, reason, &mut grounds);
                open.push(literal.solvable());
                open
            }
            Contradiction::Clause(id) => self.of_clause(id),
            Contradiction::Rule(number) => self.of_rule(number, &mut grounds),
        };
        while let Some(id) = open.pop() {
            let Some(value) = self.value(id).filter(|_| seen.insert(id)) else { continue };
            let literal = if value { Literal::positive(id) } else { Literal::negative(id) };
            match self.reason(id) {
                Reason::Decision => grounds.decisions.push(id),
                reason => open.extend(self.premises(literal, reason, &mut grounds)),
            }
        }
        grounds.decisions.sort_unstable();
        grounds.decisions.dedup();
        grounds.choices.sort_unstable();
        grounds.choices.dedup();
        grounds
    }

    /// The packages from whose being in or out a literal follows, itself perhaps among them.
    fn premises(&self, literal: Literal, reason: Reason, grounds: &mut Grounds) -> Vec<SolvableId> {
        // Of the packages that need something the first one: it was there before what it needs.
        let of_list = |owners: &[SolvableId], candidates: &[SolvableId]| {
            let owners = owners.iter().filter(|&&owner| literal.is_positive() && self.is_in(owner));
            owners
                .min_by_key(|owner| self.state.positions[owner.index()])
                .into_iter()
                .chain(candidates)
                .copied()
                .collect()
        };
        match reason {
            Reason::Decision => Vec::new(),
            Reason::Refuted => {
                let Some(known) = self.refuted.get(&literal.solvable()) else { return Vec::new() };
                grounds.decisions.extend(&known.decisions);
                grounds.choices.extend(&known.choices);
                Vec::new()
            }
            Reason::Requirement(requirement) => of_list(
                self.relations.required_by.get(requirement),
                self.relations.candidates.get(requirement),
            ),
            Reason::Excludes(other) | Reason::SameName(other) => vec![other],
            Reason::Clause(id) => self.of_clause(id),
            Reason::Rule(number) => self.of_rule(number, grounds),
            Reason::Choice(number) => {
                grounds.choices.push(number);
                let Some(active) = &self.rules.choices else { return Vec::new() };
                let Choice { owners, owners_needed, candidates, .. } = active.choices.get(number);
                match owners_needed {
                    1 => of_list(owners, candidates),
                    _ => owners.iter().chain(candidates).copied().collect(),
                }
            }
        }
    }

    fn of_clause(&self, id: ClauseId) -> Vec<SolvableId> {
        let clause = self.relations.clause(id);
        clause.literals.iter().map(|literal| literal.solvable()).chain([clause.owner]).collect()
    }

    fn of_rule(&self, number: u32, grounds: &mut Grounds) -> Vec<SolvableId> {
        grounds.choices.extend(self.rules.rests_on.get(&number).into_iter().flatten());
        self.rules.rules[number as usize].literals.iter().map(|literal| literal.solvable()).collect()
    }

    fn rule_out_impossible(&mut self) -> Result<(), Contradiction> {
        for number in 0..self.state.counts.len() as u32 {
            if self.state.counts[number as usize].possible == 0 {
                self.rule_out_requirers(RequirementId(number))?;
            }
        }
        for clause in self.relations.clauses() {
            self.check_clause(clause)?;
        }
        self.propagate()
    }

    fn assign(&mut self, literal: Literal, reason: Reason) -> Result<(), Contradiction> {
        let id = literal.solvable();
        match self.state.values[id.index()] {
            None => {
                self.state.values[id.index()] = Some(literal.is_positive());
                self.state.reasons[id.index()] = reason;
                self.state.trail.push(literal);
                Ok(())
            }
            Some(value) if value == literal.is_positive() => Ok(()),
            Some(_) => Err(Contradiction::Literal(literal, reason)),
        }
    }

    fn propagate(&mut self) -> Result<(), Contradiction> {
        while let Some(&literal) = self.state.trail.get(self.state.propagated) {
            self.state.propagated += 1;
            self.state.propagations += 1;
            let id = literal.solvable();
            if literal.is_positive() {
                self.propagate_in(id)?;
            } else {
                self.propagate_out(id)?;
            }
            for &clause in self.relations.occurrences.get(id) {
                self.check_clause(clause)?;
            }
            let rules = self.rules;
            if let Some(occurrences) = rules.occurrences.get(&id) {
                for &rule in occurrences {
                    self.check_rule(rule)?;
                }
            }
        }
        Ok(())
    }

    // The counters are brought up to date before anything can fail, so that `undo` finds them whole.

    fn propagate_in(&mut self, id: SolvableId) -> Result<(), Contradiction> {
        let relations = self.relations;
        for &requirement in relations.satisfies.get(id) {
            self.state.counts[requirement.index()].met += 1;
        }
        for &requirement in relations.requires.get(id) {
            self.state.counts[requirement.index()].needed += 1;
        }
        let chosen = self.rules.choices.as_ref().map_or(&[][..], |active| active.choices.of_owner(id));
        for &choice in chosen {
            self.choice_needed[choice as usize] += 1;
        }
        for &other in relations.excludes.get(id) {
            if !self.rules.exclusion_counts(id, other) {
                continue;
            }
            self.assign(Literal::negative(other), Reason::Excludes(id))?;
        }
        for &other in self.pool.packages_named(self.pool.package(id).name) {
            if self.rules.same_name_excludes(id, other) {
                self.assign(Literal::negative(other), Reason::SameName(id))?;
            }
        }
        for &requirement in relations.requires.get(id) {
            self.check_requirement(requirement, id)?;
        }
        chosen.iter().try_for_each(|&choice| self.check_choice(choice))
    }

    fn propagate_out(&mut self, id: SolvableId) -> Result<(), Contradiction> {
        let relations = self.relations;
        for &requirement in relations.satisfies.get(id) {
            self.state.counts[requirement.index()].possible -= 1;
        }
        let offering = self.rules.choices.as_ref().map_or(&[][..], |active| active.choices.offering(id));
        for &choice in offering {
            self.choice_possible[choice as usize] -= 1;
        }
        for &requirement in relations.satisfies.get(id) {
            match self.state.counts[requirement.index()].possible {
                0 => self.rule_out_requirers(requirement)?,
                1 if self.state.counts[requirement.index()].needed > 0 => self.force_last(requirement)?,
                _ => {}
            }
        }
        offering.iter().try_for_each(|&choice| self.check_choice(choice))
    }

    fn check_choice(&mut self, choice: u32) -> Result<(), Contradiction> {
        let Some(active) = self.rules.choices.as_ref().filter(|active| active.is_active(choice)) else {
            return Ok(());
        };
        match self.choice_possible[choice as usize] {
            0 => self.rule_out_choosers(choice),
            1 if self.choice_needed[choice as usize] >= active.choices.get(choice).owners_needed => {
                let candidates = &active.choices.get(choice).candidates;
                match candidates.iter().find(|&&id| self.value(id) != Some(false)) {
                    Some(&last) => self.assign(Literal::positive(last), Reason::Choice(choice)),
                    // The last one is out as well, only not yet propagated.
                    None => self.rule_out_choosers(choice),
                }
            }
            _ => Ok(()),
        }
    }

    fn rule_out_choosers(&mut self, choice: u32) -> Result<(), Contradiction> {
        let rules = self.rules;
        let Some(active) = &rules.choices else { return Ok(()) };
        let Choice { owners, owners_needed, .. } = active.choices.get(choice);
        let in_already = self.choice_needed[choice as usize];
        if in_already + 1 < *owners_needed {
            return Ok(());
        }
        // Those that are not yet in; if there were enough without them, all, so that the contradiction shows.
        for &owner in owners {
            if in_already >= *owners_needed || !self.is_in(owner) {
                self.assign(Literal::negative(owner), Reason::Choice(choice))?;
            }
        }
        Ok(())
    }

    fn check_requirement(
        &mut self,
        requirement: RequirementId,
        owner: SolvableId,
    ) -> Result<(), Contradiction> {
        match self.state.counts[requirement.index()].possible {
            0 => Err(Contradiction::Literal(Literal::negative(owner), Reason::Requirement(requirement))),
            1 => self.force_last(requirement),
            _ => Ok(()),
        }
    }

    fn rule_out_requirers(&mut self, requirement: RequirementId) -> Result<(), Contradiction> {
        for &owner in self.relations.required_by.get(requirement) {
            self.assign(Literal::negative(owner), Reason::Requirement(requirement))?;
        }
        Ok(())
    }

    fn force_last(&mut self, requirement: RequirementId) -> Result<(), Contradiction> {
        let candidates = self.relations.candidates.get(requirement);
        match candidates.iter().find(|&&id| self.value(id) != Some(false)) {
            Some(&last) => self.assign(Literal::positive(last), Reason::Requirement(requirement)),
            // The last one is out as well, only not yet propagated.
            None => self.rule_out_requirers(requirement),
        }
    }

    fn check_clause(&mut self, id: ClauseId) -> Result<(), Contradiction> {
        let clause = self.relations.clause(id);
        let literals = clause.literals.iter().copied().chain([Literal::negative(clause.owner)]);
        match self.said_by(literals) {
            Says::Open => Ok(()),
            Says::Unit(literal) => self.assign(literal, Reason::Clause(id)),
            Says::False => Err(Contradiction::Clause(id)),
        }
    }

    fn check_rule(&mut self, number: u32) -> Result<(), Contradiction> {
        let rule = &self.rules.rules[number as usize];
        if rule.is_disabled {
            return Ok(());
        }
        match self.said_by(rule.literals.iter().copied()) {
            Says::Open => Ok(()),
            Says::Unit(literal) => self.assign(literal, Reason::Rule(number)),
            Says::False => Err(Contradiction::Rule(number)),
        }
    }

    fn said_by(&self, literals: impl Iterator<Item = Literal>) -> Says {
        let mut undecided = None;
        for literal in literals {
            match self.value(literal.solvable()) {
                Some(value) if value == literal.is_positive() => return Says::Open,
                Some(_) => {}
                None if undecided.is_some() => return Says::Open,
                None => undecided = Some(literal),
            }
        }
        undecided.map_or(Says::False, Says::Unit)
    }
}

/// What a clause has to say.
enum Says {
    /// It is true, or several literals are undecided.
    Open,
    /// Only this literal can still make it true.
    Unit(Literal),
    /// Nothing can make it true.
    False,
}
