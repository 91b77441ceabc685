//! Finds the reasons for a "no". The solver of last resort says only that there is no answer; here the
//! contradiction is derived again, in steps that a person can follow: what follows from the request is drawn out,
//! then every candidate of every open dependency is tried, and those that lead to a contradiction are ruled out
//! with the derivation as their reason, until the request itself is contradicted. Only where that is not enough
//! is one dependency's every candidate assumed in turn.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::answer;
use super::assignment::{Assignment, Contradiction, Reason, State};
use super::condense::{Derivation, condense};
use super::policy;
use super::problem::{Cause, Problem};
use super::request::{Job, Request};
use super::rules::{RuleReason, Rules};
use super::solver::Scratch;
use crate::metadata::RelationKind;
use crate::pool::{ClauseId, ClauseOrigin, Dependency, Key, Literal, Pool, RequirementId, SolvableId};

/// How many candidates are tried in all: a bound on time, generous next to what real refusals need.
const TRIALS_MAX: usize = 50_000;
/// How deep assumptions are nested.
const ASSUMPTIONS_MAX: u32 = 3;
/// How many reasons one explanation has at most, before those that say the same of several versions are put together.
const REASONS_MAX: usize = 2_000;
/// How many more of a package's unmet requirements are named, beside the first.
const ALSO_MAX: usize = 5;
/// How many problems are explained.
const PROBLEMS_MAX: usize = 20;

/// The independent problems of a request that has no answer: no job is part of two of them.
pub(crate) fn explain(rules: &mut Rules<'_>, scratch: &mut Scratch) -> Vec<Problem> {
    let pool = rules.pool;
    if rules.request.jobs.len() == 1 && !rules.rules.iter().any(|rule| rule.is_soft) {
        rules.choices = None;
        return vec![explain_together(rules, &mut scratch.state)];
    }
    let parts = unsolvable_parts(rules.request, &mut |part| answer(pool, part, scratch).is_some());
    let explained = parts
        .iter()
        .map(|part| explain_together(&with_inferior_arch(Rules::new(pool, part), rules), &mut scratch.state));
    explained.collect()
}

/// The smallest parts of a request that have no answer: of the jobs of each none can be left out, and no two parts share
/// one.
/// `is_solvable` says whether a request has an answer.
pub(crate) fn unsolvable_parts(
    request: &Request,
    is_solvable: &mut dyn FnMut(&Request) -> bool,
) -> Vec<Request> {
    let part = |jobs: &[Job]| Request { jobs: jobs.to_vec(), ..request.clone() };
    let mut jobs: Vec<Job> = request.jobs.iter().filter(|job| !job.is_optional()).cloned().collect();
    let mut parts = Vec::new();
    loop {
        let core = smallest_unsolvable(&jobs, &mut |jobs| is_solvable(&part(jobs)));
        parts.push(part(&core));
        jobs.retain(|job| !core.contains(job));
        if core.is_empty() || jobs.is_empty() || parts.len() >= PROBLEMS_MAX || is_solvable(&part(&jobs)) {
            return parts;
        }
    }
}

/// Some of the jobs that cannot be done together, none of which can be left out: one of those that cannot be done
/// alone, if there is one.
fn smallest_unsolvable(jobs: &[Job], is_solvable: &mut dyn FnMut(&[Job]) -> bool) -> Vec<Job> {
    if let [only] = jobs {
        return vec![only.clone()];
    }
    if let Some(alone) = jobs.iter().find(|job| !is_solvable(std::slice::from_ref(job))) {
        return vec![alone.clone()];
    }
    let mut core = jobs.to_vec();
    let mut index = 0;
    while index < core.len() {
        let left_out = core.remove(index);
        if is_solvable(&core) {
            core.insert(index, left_out);
            index += 1;
        }
    }
    core
}

/// The rules of a part of a request, with what was found out about lesser architectures for the whole.
fn with_inferior_arch<'a>(mut part: Rules<'a>, whole: &Rules<'_>) -> Rules<'a> {
    part.choices = None;
    for rule in whole.rules.iter().filter(|rule| rule.reason == RuleReason::InferiorArch) {
        part.push(rule.literals.clone(), rule.reason);
    }
    part
}

fn explain_together(rules: &Rules<'_>, state: &mut State) -> Problem {
    let (assignment, started) = Assignment::start(rules, state);
    let mut explainer =
        Explainer { pool: rules.pool, assignment, refuted: FxHashMap::default(), trials: 0, reasons: 0 };
    let contradiction = match started {
        Err(contradiction) => Some(explainer.describe(contradiction)),
        Ok(()) => explainer.refute(ASSUMPTIONS_MAX),
    };
    let found = contradiction.unwrap_or_else(|| {
        leaf(Cause::Together {
            wanted: rules.request.jobs.iter().map(|job| job.wanted().to_owned()).collect(),
        })
    });
    condense(rules.pool, found)
}

struct Explainer<'a> {
    pool: &'a Pool,
    assignment: Assignment<'a>,
    /// Why a package that was tried cannot be.
    refuted: FxHashMap<SolvableId, Derivation>,
    trials: usize,
    reasons: usize,
}

impl Explainer<'_> {
    /// The contradiction that follows from the state, if one can be found.
    fn refute(&mut self, assumptions: u32) -> Option<Derivation> {
        loop {
            let mut learnt = false;
            let mut tried = FxHashSet::default();
            for candidates in self.open_choices() {
                for candidate in candidates {
                    if self.assignment.value(candidate).is_some() || !tried.insert(candidate) {
                        continue;
                    }
                    if let Some(problem) = self.try_out(candidate) {
                        learnt = true;
                        if let Some(contradiction) = self.rule_out(candidate, problem) {
                            return Some(contradiction);
                        }
                    }
                    if self.trials > TRIALS_MAX {
                        return None;
                    }
                }
            }
            if !learnt {
                break;
            }
        }
        let assumptions = assumptions.checked_sub(1)?;
        let mut choices = self.open_choices();
        choices.sort_by_key(Vec::len);
        choices.into_iter().find_map(|candidates| self.refute_each(candidates, assumptions))
    }

    /// Assumes each candidate in turn; a contradiction if each of them leads to one.
    fn refute_each(&mut self, candidates: Vec<SolvableId>, assumptions: u32) -> Option<Derivation> {
        let start = self.assignment.trail().len();
        for candidate in candidates {
            let before = self.assignment.trail().len();
            let problem = match self.assignment.decide(Literal::positive(candidate), Reason::Decision) {
                Err(contradiction) => Some(self.describe(contradiction)),
                Ok(()) => self.refute(assumptions),
            };
            self.assignment.undo(before);
            let Some(problem) = problem else {
                self.assignment.undo(start);
                return None;
            };
            if let Some(contradiction) = self.rule_out(candidate, problem) {
                return Some(contradiction);
            }
        }
        self.assignment.undo(start);
        None
    }

    fn try_out(&mut self, candidate: SolvableId) -> Option<Derivation> {
        self.trials += 1;
        let before = self.assignment.trail().len();
        let result = self.assignment.decide(Literal::positive(candidate), Reason::Decision);
        let problem = result.err().map(|contradiction| self.describe(contradiction));
        self.assignment.undo(before);
        problem
    }

    fn rule_out(&mut self, candidate: SolvableId, problem: Derivation) -> Option<Derivation> {
        self.refuted.insert(candidate, problem);
        let result = self.assignment.decide(Literal::negative(candidate), Reason::Refuted);
        result.err().map(|contradiction| self.describe(contradiction))
    }

    /// The candidates of each dependency that is not met yet.
    fn open_choices(&self) -> Vec<Vec<SolvableId>> {
        let relations = &self.pool.relations;
        let assignment = &self.assignment;
        let needs_choice = |literals: &[Literal]| {
            literals.iter().all(|literal| assignment.is_in(literal.solvable()) != literal.is_positive())
        };
        let mut choices = Vec::new();
        for rule in assignment.rules.active().filter(|rule| needs_choice(&rule.literals)) {
            choices.push(policy::undecided(assignment, rule.literals.iter().copied()));
        }
        for literal in assignment.trail().iter().filter(|literal| literal.is_positive()) {
            let id = literal.solvable();
            for &requirement in relations.requires.get(id) {
                if !assignment.is_met(requirement) {
                    let candidates =
                        relations.candidates.get(requirement).iter().map(|&id| Literal::positive(id));
                    choices.push(policy::undecided(assignment, candidates));
                }
            }
            for clause in relations.occurrences.get(id).iter().map(|&clause| relations.clause(clause)) {
                if clause.owner == id && needs_choice(clause.literals) {
                    choices.push(policy::undecided(assignment, clause.literals.iter().copied()));
                }
            }
        }
        choices.retain(|candidates| !candidates.is_empty());
        choices
    }

    fn describe(&mut self, contradiction: Contradiction) -> Derivation {
        self.reasons = 0;
        let mut path = Vec::new();
        match contradiction {
            Contradiction::Rule(number) => self.unmet_rule(number, &mut path),
            Contradiction::Clause(id) => self.unmet_clause(id, &mut path),
            Contradiction::Literal(literal, reason) if literal.is_positive() => match reason {
                Reason::Requirement(requirement) => match self.owner_of(requirement) {
                    Some(owner) => self.unmet_requirement(owner, requirement, &mut path),
                    None => self.why_out(literal.solvable(), &mut path),
                },
                Reason::Clause(id) => self.unmet_clause(id, &mut path),
                Reason::Rule(number) => self.unmet_rule(number, &mut path),
                _ => self.why_out(literal.solvable(), &mut path),
            },
            Contradiction::Literal(literal, reason) => {
                let id = literal.solvable();
                let mut problem = self.why_out_because(id, reason, &mut path);
                problem.children.push(Rc::new(self.why_in(id, &mut path)));
                problem
            }
        }
    }

    /// Why none of some packages can be installed: for each one reason, or several if there are several things that it
    /// requires and nothing provides.
    fn why_none(&mut self, candidates: &[SolvableId], path: &mut Vec<SolvableId>) -> Vec<Derivation> {
        let mut reasons = Vec::new();
        for &id in candidates {
            reasons.push(self.why_out(id, path));
            let Reason::Requirement(said) = self.assignment.reason(id) else { continue };
            if path.contains(&id) {
                continue;
            }
            let also = self.pool.relations.requires.get(id).iter().copied();
            let also = also.filter(|&it| it != said && self.pool.relations.candidates.get(it).is_empty());
            for requirement in also.take(ALSO_MAX).collect::<Vec<_>>() {
                path.push(id);
                reasons.push(self.unmet_requirement(id, requirement, path));
                path.pop();
            }
        }
        reasons
    }

    /// Why a package cannot be installed.
    fn why_out(&mut self, id: SolvableId, path: &mut Vec<SolvableId>) -> Derivation {
        self.why_out_because(id, self.assignment.reason(id), path)
    }

    fn why_out_because(&mut self, id: SolvableId, reason: Reason, path: &mut Vec<SolvableId>) -> Derivation {
        self.reasons += 1;
        if path.contains(&id) || self.reasons > REASONS_MAX {
            return leaf(Cause::Assumed { package: id }).about(id);
        }
        // What is not to be seen is that first, whatever else is wrong with it.
        if let Some(cause) = self.unseen(id) {
            return leaf(cause).about(id);
        }
        path.push(id);
        let problem = match reason {
            Reason::Requirement(requirement) => self.unmet_requirement(id, requirement, path),
            Reason::Excludes(other) => {
                leaf(self.exclusion(id, other)).because(vec![self.why_in(other, path)])
            }
            Reason::SameName(other) => {
                leaf(Cause::SameName { package: other, other: id }).because(vec![self.why_in(other, path)])
            }
            Reason::Clause(clause) => self.unmet_clause(clause, path),
            Reason::Rule(number) => match self.assignment.rules.rules[number as usize].reason {
                RuleReason::Excluded => leaf(Cause::Excluded { package: id }),
                RuleReason::RepositoryOff => leaf(Cause::RepositoryOff { package: id }),
                RuleReason::OnlyOnRequest => leaf(Cause::OnlyOnRequest { package: id }),
                RuleReason::Locked(package) => leaf(Cause::Locked { package }),
                RuleReason::Modular => leaf(Cause::Modular { package: id }),
                RuleReason::InferiorArch => leaf(Cause::InferiorArch { package: id }),
                // What was learnt is forgotten before a refusal is explained.
                RuleReason::Learned => leaf(Cause::Assumed { package: id }),
                RuleReason::Base(package) => leaf(Cause::Base { package }),
                RuleReason::Job(_) | RuleReason::Conditional(_) => self.unmet_rule(number, path),
            },
            // What narrows choices is given up before an answer is.
            Reason::Choice(_) | Reason::Decision => leaf(Cause::Assumed { package: id }),
            Reason::Refuted => {
                self.refuted.get(&id).cloned().unwrap_or_else(|| leaf(Cause::Assumed { package: id }))
            }
        };
        path.pop();
        problem.about(id)
    }

    /// That a package is excluded or hidden, if it is.
    fn unseen(&self, package: SolvableId) -> Option<Cause> {
        let rules = self.assignment.rules;
        rules.occurrences.get(&package)?.iter().find_map(|&number| {
            match rules.rules[number as usize].reason {
                RuleReason::Excluded => Some(Cause::Excluded { package }),
                RuleReason::Modular => Some(Cause::Modular { package }),
                RuleReason::RepositoryOff => Some(Cause::RepositoryOff { package }),
                _ => None,
            }
        })
    }

    /// How a package came in.
    fn why_in(&mut self, id: SolvableId, path: &mut Vec<SolvableId>) -> Derivation {
        self.reasons += 1;
        if path.contains(&id) || self.reasons > REASONS_MAX {
            return leaf(Cause::Assumed { package: id }).about(id);
        }
        path.push(id);
        let problem = match self.assignment.reason(id) {
            Reason::Requirement(requirement) => match self.owner_of(requirement) {
                Some(by) => self.needed_by(id, by, self.capability(requirement), path),
                None => leaf(Cause::Assumed { package: id }),
            },
            Reason::Clause(clause) => {
                let clause = self.pool.relations.clause(clause);
                self.needed_by(id, clause.owner, self.display(clause.dependency), path)
            }
            Reason::Rule(number) => match self.assignment.rules.rules[number as usize].reason {
                RuleReason::Job(job) => {
                    let wanted = self.assignment.rules.request.jobs[job].wanted().to_owned();
                    leaf(Cause::Requested { package: id, wanted })
                }
                RuleReason::Base(package) if package == id => leaf(Cause::Installed { package }),
                RuleReason::Base(package) => leaf(Cause::Base { package }),
                RuleReason::Locked(package) => leaf(Cause::Locked { package }),
                RuleReason::Excluded
                | RuleReason::RepositoryOff
                | RuleReason::Modular
                | RuleReason::OnlyOnRequest
                | RuleReason::InferiorArch
                | RuleReason::Learned => leaf(Cause::Assumed { package: id }),
                RuleReason::Conditional(conditional) => {
                    let wanted = self.assignment.rules.request.conditionals[conditional].wanted.clone();
                    leaf(Cause::Requested { package: id, wanted })
                }
            },
            _ => leaf(Cause::Assumed { package: id }),
        };
        path.pop();
        problem.about(id)
    }

    /// A package that another needs, and why that one is there, unless that is being explained already.
    fn needed_by(
        &mut self,
        package: SolvableId,
        by: SolvableId,
        capability: String,
        path: &mut Vec<SolvableId>,
    ) -> Derivation {
        let children = if path.contains(&by) { Vec::new() } else { vec![self.why_in(by, path)] };
        leaf(Cause::NeededBy { package, by, capability }).because(children)
    }

    fn unmet_requirement(
        &mut self,
        owner: SolvableId,
        requirement: RequirementId,
        path: &mut Vec<SolvableId>,
    ) -> Derivation {
        let capability = self.capability(requirement);
        let candidates = self.pool.relations.candidates.get(requirement);
        let problem = if candidates.is_empty() {
            leaf(Cause::NothingProvides { capability, needed_by: Some(owner) })
        } else {
            leaf(Cause::NoneInstallable { capability, needed_by: Some(owner) })
                .because(self.why_none(candidates, path))
        };
        problem.about(owner)
    }

    fn unmet_clause(&mut self, id: ClauseId, path: &mut Vec<SolvableId>) -> Derivation {
        let clause = self.pool.relations.clause(id);
        let capability = self.display(clause.dependency);
        let mut children = Vec::new();
        for literal in clause.literals {
            match (literal.is_positive(), self.assignment.value(literal.solvable())) {
                (true, Some(false)) => children.push(self.why_out(literal.solvable(), path)),
                (false, Some(true)) => children.push(self.why_in(literal.solvable(), path)),
                _ => {}
            }
        }
        let cause = match clause.origin {
            ClauseOrigin::Conflicts => Cause::Conflict { package: clause.owner, capability, other: None },
            ClauseOrigin::Requires if clause.literals.is_empty() => {
                Cause::NothingProvides { capability, needed_by: Some(clause.owner) }
            }
            ClauseOrigin::Requires => Cause::NoneInstallable { capability, needed_by: Some(clause.owner) },
        };
        leaf(cause).about(clause.owner).because(children)
    }

    fn unmet_rule(&mut self, number: u32, path: &mut Vec<SolvableId>) -> Derivation {
        let rule = &self.assignment.rules.rules[number as usize];
        let offered: Vec<SolvableId> = rule
            .literals
            .iter()
            .filter(|literal| literal.is_positive())
            .map(|literal| literal.solvable())
            .collect();
        let first = || rule.literals[0].solvable();
        let cause = match rule.reason {
            RuleReason::Job(job) => {
                let Job::Install { wanted, candidates, .. } = &self.assignment.rules.request.jobs[job];
                let capability = wanted.clone();
                if offered.is_empty() {
                    return self.unknown(capability, candidates);
                }
                Cause::NoneInstallable { capability, needed_by: None }
            }
            RuleReason::Base(package) => Cause::Base { package },
            RuleReason::Conditional(conditional) => {
                let capability = self.assignment.rules.request.conditionals[conditional].wanted.clone();
                Cause::NoneInstallable { capability, needed_by: None }
            }
            RuleReason::Excluded => Cause::Excluded { package: first() },
            RuleReason::RepositoryOff => Cause::RepositoryOff { package: first() },
            RuleReason::Modular => Cause::Modular { package: first() },
            RuleReason::OnlyOnRequest => Cause::OnlyOnRequest { package: first() },
            RuleReason::Locked(package) => Cause::Locked { package },
            RuleReason::InferiorArch => Cause::InferiorArch { package: first() },
            RuleReason::Learned => Cause::Assumed { package: first() },
        };
        leaf(cause).because(self.why_none(&offered, path))
    }

    /// A job that no package can do: there may be some of another architecture.
    fn unknown(&self, capability: String, candidates: &[SolvableId]) -> Derivation {
        let needed_by = None;
        if candidates.is_empty() {
            return leaf(Cause::NothingProvides { capability, needed_by });
        }
        let not_installable =
            candidates.iter().map(|&package| leaf(Cause::NotInstallable { package }).about(package));
        leaf(Cause::NoneInstallable { capability, needed_by }).because(not_installable.collect())
    }

    /// Which of two packages excludes the other, and how.
    fn exclusion(&self, one: SolvableId, other: SolvableId) -> Cause {
        let says = |package: SolvableId, other: SolvableId, kind: RelationKind| {
            let list = self.pool.relation(package, kind).iter().copied();
            list.into_iter().find(|&dependency| match self.pool.dependencies.get(dependency) {
                Dependency::Plain(plain) if kind == RelationKind::Obsoletes => {
                    self.pool.matches_name_and_evr(other, plain)
                }
                Dependency::Plain(plain) => self.pool.plain_providers(plain).contains(&other),
                Dependency::Rich(_) => false,
            })
        };
        for (package, other) in [(one, other), (other, one)] {
            if let Some(dependency) = says(package, other, RelationKind::Conflicts) {
                return Cause::Conflict { package, capability: self.display(dependency), other: Some(other) };
            }
            if let Some(dependency) = says(package, other, RelationKind::Obsoletes) {
                return Cause::Obsolete { package, capability: self.display(dependency), other };
            }
        }
        Cause::SameName { package: one, other }
    }

    /// An installed package that has a requirement.
    fn owner_of(&self, requirement: RequirementId) -> Option<SolvableId> {
        let owners = self.pool.relations.required_by.get(requirement);
        owners.iter().copied().find(|&owner| self.assignment.is_in(owner))
    }

    fn capability(&self, requirement: RequirementId) -> String {
        self.display(self.pool.relations.dependency_of[requirement.index()])
    }

    fn display(&self, dependency: crate::pool::DependencyId) -> String {
        self.pool.dependencies.display(dependency, &self.pool.strings)
    }
}

fn leaf(cause: Cause) -> Derivation {
    Derivation { subject: None, cause, children: Vec::new() }
}
