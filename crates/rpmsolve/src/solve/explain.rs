//! Finds the reasons for a "no". The solver of last resort says only that there is no answer; here the
//! contradiction is derived again, in steps that a person can follow: what follows from the request is drawn out,
//! then every candidate of every open dependency is tried, and those that lead to a contradiction are ruled out
//! with the derivation as their reason, until the request itself is contradicted. Only where that is not enough
//! is one dependency's every candidate assumed in turn.

use rustc_hash::{FxHashMap, FxHashSet};

use super::assignment::{Assignment, Contradiction, Reason};
use super::policy;
use super::problem::{Cause, Problem};
use super::request::{Job, Request};
use super::rules::{RuleReason, Rules};
use crate::metadata::RelationKind;
use crate::pool::{ClauseId, ClauseOrigin, Dependency, Key, Literal, Pool, RequirementId, SolvableId};

/// How many candidates are tried in all: a bound on time, generous next to what real refusals need.
const TRIALS_MAX: usize = 50_000;
/// How deep assumptions are nested.
const ASSUMPTIONS_MAX: u32 = 3;
/// How many reasons one explanation has at most.
const REASONS_MAX: usize = 400;

/// The independent problems of a request that has no answer. `is_solvable` says whether a request has one.
pub(crate) fn explain(rules: &Rules<'_>, is_solvable: &dyn Fn(&Request) -> bool) -> Vec<Problem> {
    let (pool, request) = (rules.pool, rules.request);
    let mut problems = Vec::new();
    if request.jobs.len() > 1 {
        for job in &request.jobs {
            let alone = Request { jobs: vec![job.clone()], ..request.clone() };
            if !is_solvable(&alone) {
                let alone_rules = with_inferior_arch(Rules::new(pool, &alone), rules);
                problems.push(explain_together(&alone_rules));
            }
        }
    }
    if problems.is_empty() {
        problems.push(explain_together(rules));
    }
    problems
}

/// The rules of a part of a request, with what was found out about lesser architectures for the whole.
fn with_inferior_arch<'a>(mut part: Rules<'a>, whole: &Rules<'_>) -> Rules<'a> {
    for rule in whole.rules.iter().filter(|rule| rule.reason == RuleReason::InferiorArch) {
        part.push(rule.literals.clone(), rule.reason);
    }
    part
}

fn explain_together(rules: &Rules<'_>) -> Problem {
    let (assignment, started) = Assignment::start(rules);
    let mut explainer =
        Explainer { pool: rules.pool, assignment, refuted: FxHashMap::default(), trials: 0, reasons: 0 };
    let contradiction = match started {
        Err(contradiction) => Some(explainer.describe(contradiction)),
        Ok(()) => explainer.refute(ASSUMPTIONS_MAX),
    };
    contradiction.unwrap_or_else(|| {
        let wanted = |job: &Job| {
            let Job::Install { wanted, .. } = job;
            wanted.clone()
        };
        Problem {
            cause: Cause::Together { wanted: rules.request.jobs.iter().map(wanted).collect() },
            children: Vec::new(),
        }
    })
}

struct Explainer<'a> {
    pool: &'a Pool,
    assignment: Assignment<'a>,
    /// Why a package that was tried cannot be.
    refuted: FxHashMap<SolvableId, Problem>,
    trials: usize,
    reasons: usize,
}

impl Explainer<'_> {
    /// The contradiction that follows from the state, if one can be found.
    fn refute(&mut self, assumptions: u32) -> Option<Problem> {
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
    fn refute_each(&mut self, candidates: Vec<SolvableId>, assumptions: u32) -> Option<Problem> {
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

    fn try_out(&mut self, candidate: SolvableId) -> Option<Problem> {
        self.trials += 1;
        let before = self.assignment.trail().len();
        let result = self.assignment.decide(Literal::positive(candidate), Reason::Decision);
        let problem = result.err().map(|contradiction| self.describe(contradiction));
        self.assignment.undo(before);
        problem
    }

    fn rule_out(&mut self, candidate: SolvableId, problem: Problem) -> Option<Problem> {
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
        for rule in assignment.rules.rules.iter().filter(|rule| needs_choice(&rule.literals)) {
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
            for clause in
                relations.occurrences.get(id).iter().map(|clause| &relations.clauses[clause.index()])
            {
                if clause.owner == id && needs_choice(&clause.literals) {
                    choices.push(policy::undecided(assignment, clause.literals.iter().copied()));
                }
            }
        }
        choices.retain(|candidates| !candidates.is_empty());
        choices
    }

    fn describe(&mut self, contradiction: Contradiction) -> Problem {
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
                problem.children.push(self.why_in(id, &mut path));
                problem
            }
        }
    }

    /// Why a package cannot be installed.
    fn why_out(&mut self, id: SolvableId, path: &mut Vec<SolvableId>) -> Problem {
        self.why_out_because(id, self.assignment.reason(id), path)
    }

    fn why_out_because(&mut self, id: SolvableId, reason: Reason, path: &mut Vec<SolvableId>) -> Problem {
        self.reasons += 1;
        if path.contains(&id) || self.reasons > REASONS_MAX {
            return leaf(Cause::Assumed { package: id });
        }
        path.push(id);
        let problem = match reason {
            Reason::Requirement(requirement) => self.unmet_requirement(id, requirement, path),
            Reason::Excludes(other) => {
                let cause = self.exclusion(id, other);
                Problem { cause, children: vec![self.why_in(other, path)] }
            }
            Reason::SameName(other) => Problem {
                cause: Cause::SameName { package: other, other: id },
                children: vec![self.why_in(other, path)],
            },
            Reason::Clause(clause) => self.unmet_clause(clause, path),
            Reason::Rule(number) => match self.assignment.rules.rules[number as usize].reason {
                RuleReason::Excluded => leaf(Cause::Excluded { package: id }),
                RuleReason::InferiorArch => leaf(Cause::InferiorArch { package: id }),
                RuleReason::Base(package) => leaf(Cause::Base { package }),
                RuleReason::Job(_) => self.unmet_rule(number, path),
            },
            Reason::Refuted => {
                self.refuted.get(&id).cloned().unwrap_or_else(|| leaf(Cause::Assumed { package: id }))
            }
            Reason::Decision => leaf(Cause::Assumed { package: id }),
        };
        path.pop();
        problem
    }

    /// How a package came in.
    fn why_in(&mut self, id: SolvableId, path: &mut Vec<SolvableId>) -> Problem {
        self.reasons += 1;
        if path.contains(&id) || self.reasons > REASONS_MAX {
            return leaf(Cause::Assumed { package: id });
        }
        path.push(id);
        let problem = match self.assignment.reason(id) {
            Reason::Requirement(requirement) => match self.owner_of(requirement) {
                Some(by) => self.needed_by(id, by, self.capability(requirement), path),
                None => leaf(Cause::Assumed { package: id }),
            },
            Reason::Clause(clause) => {
                let clause = &self.pool.relations.clauses[clause.index()];
                self.needed_by(id, clause.owner, self.display(clause.dependency), path)
            }
            Reason::Rule(number) => match self.assignment.rules.rules[number as usize].reason {
                RuleReason::Job(job) => {
                    let Job::Install { wanted, .. } = &self.assignment.rules.request.jobs[job];
                    leaf(Cause::Requested { package: id, wanted: wanted.clone() })
                }
                RuleReason::Base(package) if package == id => leaf(Cause::Installed { package }),
                RuleReason::Base(package) => leaf(Cause::Base { package }),
                RuleReason::Excluded | RuleReason::InferiorArch => leaf(Cause::Assumed { package: id }),
            },
            _ => leaf(Cause::Assumed { package: id }),
        };
        path.pop();
        problem
    }

    /// A package that another needs, and why that one is there, unless that is being explained already.
    fn needed_by(
        &mut self,
        package: SolvableId,
        by: SolvableId,
        capability: String,
        path: &mut Vec<SolvableId>,
    ) -> Problem {
        let children = if path.contains(&by) { Vec::new() } else { vec![self.why_in(by, path)] };
        Problem { cause: Cause::NeededBy { package, by, capability }, children }
    }

    fn unmet_requirement(
        &mut self,
        owner: SolvableId,
        requirement: RequirementId,
        path: &mut Vec<SolvableId>,
    ) -> Problem {
        let capability = self.capability(requirement);
        let candidates = self.pool.relations.candidates.get(requirement);
        if candidates.is_empty() {
            return leaf(Cause::NothingProvides { capability, needed_by: Some(owner) });
        }
        let children = candidates.iter().map(|&candidate| self.why_out(candidate, path)).collect();
        Problem { cause: Cause::NoneInstallable { capability, needed_by: Some(owner) }, children }
    }

    fn unmet_clause(&mut self, id: ClauseId, path: &mut Vec<SolvableId>) -> Problem {
        let clause = &self.pool.relations.clauses[id.index()];
        let capability = self.display(clause.dependency);
        let mut children = Vec::new();
        for literal in &clause.literals {
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
        Problem { cause, children }
    }

    fn unmet_rule(&mut self, number: u32, path: &mut Vec<SolvableId>) -> Problem {
        let rule = &self.assignment.rules.rules[number as usize];
        let offered: Vec<SolvableId> = rule
            .literals
            .iter()
            .filter(|literal| literal.is_positive())
            .map(|literal| literal.solvable())
            .collect();
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
            RuleReason::Excluded => Cause::Excluded { package: rule.literals[0].solvable() },
            RuleReason::InferiorArch => Cause::InferiorArch { package: rule.literals[0].solvable() },
        };
        let children = offered.into_iter().map(|id| self.why_out(id, path)).collect();
        Problem { cause, children }
    }

    /// A job that no package can do: there may be some of another architecture.
    fn unknown(&self, capability: String, candidates: &[SolvableId]) -> Problem {
        let foreign =
            candidates.iter().map(|&package| leaf(Cause::NotInstallable { package })).collect::<Vec<_>>();
        let needed_by = None;
        if foreign.is_empty() {
            return leaf(Cause::NothingProvides { capability, needed_by });
        }
        Problem { cause: Cause::NoneInstallable { capability, needed_by }, children: foreign }
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

fn leaf(cause: Cause) -> Problem {
    Problem { cause, children: Vec::new() }
}
