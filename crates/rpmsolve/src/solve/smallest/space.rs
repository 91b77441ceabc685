//! Among what the smallest answer is searched: which packages come into question, what each costs, and the rules of
//! pool and request about them as clauses for [`super::sat`].
//!
//! A smaller answer is not to be had by installing what is out of date. So of each name and architecture only the
//! newest version counts that is possible at all, and the newest that is possible if the base stays as far as it can,
//! both of the repository of the best priority; and of what a job offers only what dnf would call the best of it
//! ([`policy::best`]). Beside those, whatever the default answer takes counts: there always is an answer among these
//! packages, and the smallest is never larger than the default one.

use rustc_hash::{FxHashMap, FxHashSet};

use super::literal::{Literal, Variable};
use super::sat::Solver;
use crate::arch::ArchRank;
use crate::pool::{ClauseId, Literal as PackageLiteral, Pool, RequirementId, SolvableId};
use crate::solve::assignment::{Assignment, Reason, State};
use crate::solve::rules::{Rule, RuleReason, Rules};
use crate::solve::{policy, update};

/// The packages that come into question.
pub(super) struct Space<'a> {
    rules: &'a Rules<'a>,
    /// What is in or out whatever else is chosen.
    assignment: Assignment<'a>,
    /// What is in or out if the base stays as far as it can.
    beside_base: Assignment<'a>,
    default: &'a FxHashSet<SolvableId>,
    /// The best of what each job offers, by the number of the job.
    best_of_jobs: FxHashSet<(usize, SolvableId)>,
    best_of_any_job: FxHashSet<SolvableId>,
    /// The packages that could be needed, in order.
    pub(super) reached: Vec<SolvableId>,
}

/// The question for the solver.
pub(super) struct Problem {
    pub(super) solver: Solver,
    /// What has to be paid for each literal that is false.
    pub(super) prices: Vec<(Literal, u128)>,
    /// The package that each variable stands for; helpers come after them.
    pub(super) packages: Vec<SolvableId>,
    /// What is in whatever is chosen.
    pub(super) fixed: Vec<SolvableId>,
}

impl<'a> Space<'a> {
    /// `default`: what is installed in the default answer.
    pub(super) fn new(
        rules: &'a Rules<'a>,
        default: &'a FxHashSet<SolvableId>,
        [state, beside]: &'a mut [State; 2],
    ) -> Self {
        let (assignment, started) = Assignment::start(rules, state);
        debug_assert_eq!(started, Ok(()), "there is an answer");
        let (mut beside_base, _) = Assignment::start(rules, beside);
        for id in rules.pool.base_packages() {
            let before = beside_base.trail().len();
            if beside_base.decide(PackageLiteral::positive(id), Reason::Decision).is_err() {
                beside_base.undo(before);
            }
        }
        let is_possible = |id: &SolvableId| assignment.value(*id) != Some(false);
        let mut best_of_jobs = FxHashSet::default();
        for (number, rule) in rules.jobs() {
            let offered = rule.literals.iter().map(|literal| literal.solvable()).filter(is_possible);
            let best = policy::best(rules.pool, offered.clone().collect());
            let is_as_good = |id: &SolvableId| best.iter().any(|&best| is_the_same(rules.pool, *id, best));
            best_of_jobs.extend(offered.filter(is_as_good).map(|id| (number, id)));
        }
        let best_of_any_job = best_of_jobs.iter().map(|&(_, id)| id).collect();
        let mut space = Self {
            rules,
            assignment,
            beside_base,
            default,
            best_of_jobs,
            best_of_any_job,
            reached: Vec::new(),
        };
        space.reach();
        space
    }

    /// Everything that jobs, base or the default answer could bring in.
    fn reach(&mut self) {
        let pool = self.rules.pool;
        let relations = &pool.relations;
        let mut asked: FxHashMap<SolvableId, bool> = FxHashMap::default();
        let mut stack: Vec<SolvableId> = self.default.iter().copied().collect();
        for rule in self.rules.active() {
            let positive = rule.literals.iter().filter(|literal| literal.is_positive());
            stack.extend(positive.filter(|literal| self.offers(rule, **literal)).map(|it| it.solvable()));
        }
        while let Some(id) = stack.pop() {
            if asked.contains_key(&id) {
                continue;
            }
            let counts = self.counts(id);
            asked.insert(id, counts);
            if !counts {
                continue;
            }
            for &requirement in relations.requires.get(id) {
                stack.extend_from_slice(relations.candidates.get(requirement));
            }
            for clause in self.clauses_of(id) {
                let literals = relations.clause(clause).literals.iter();
                stack.extend(literals.filter(|literal| literal.is_positive()).map(|it| it.solvable()));
            }
        }
        self.reached = asked.into_iter().filter(|&(_, counts)| counts).map(|(id, _)| id).collect();
        self.reached.sort_unstable();
    }

    /// Whether a package comes into question.
    fn counts(&self, id: SolvableId) -> bool {
        match self.assignment.value(id) {
            Some(is_in) => is_in,
            None => {
                self.rules.pool.is_base(id)
                    || self.default.contains(&id)
                    || self.best_of_any_job.contains(&id)
                    || !is_outdated(&self.assignment, id)
                    || self.beside_base.value(id) != Some(false) && !is_outdated(&self.beside_base, id)
            }
        }
    }

    /// Whether a literal of a request's rule counts: of what a job offers only the best does, what is installed
    /// already, and what the default answer takes.
    fn offers(&self, rule: &Rule, literal: PackageLiteral) -> bool {
        let RuleReason::Job(number) = rule.reason else { return true };
        let id = literal.solvable();
        self.best_of_jobs.contains(&(number, id)) || self.rules.pool.is_base(id) || self.default.contains(&id)
    }

    fn clauses_of(&self, id: SolvableId) -> impl Iterator<Item = ClauseId> {
        let relations = &self.rules.pool.relations;
        let occurrences = relations.occurrences.get(id).iter().copied();
        occurrences.filter(move |&clause| relations.clause(clause).owner == id)
    }

    /// Everything about these packages as clauses and prices.
    pub(super) fn problem(&self) -> Problem {
        let pool = self.rules.pool;
        let (fixed, packages): (Vec<_>, Vec<_>) =
            self.reached.iter().copied().partition(|&id| self.assignment.is_in(id));
        let mut solver = Solver::new();
        let variables: FxHashMap<SolvableId, Variable> =
            packages.iter().map(|&id| (id, solver.add_variable(pool.is_base(id)))).collect();
        let prices = packages.iter().map(|&id| {
            let variable = variables[&id];
            let unpaid = if pool.is_base(id) { variable.is_true() } else { variable.is_false() };
            (unpaid, self.price(id))
        });
        let prices = prices.collect();
        let mut encoder = Encoder { space: self, solver, variables, requirements: FxHashMap::default() };
        for &id in &self.reached {
            encoder.add_package(id);
        }
        for rule in self.rules.active() {
            let offered = rule.literals.iter().copied();
            encoder.add(offered.filter(|&literal| !literal.is_positive() || self.offers(rule, literal)));
        }
        let solver = encoder.solver;
        Problem { solver, prices, packages, fixed }
    }

    /// What a package costs: bytes first, then packages, then what the default answer would not have taken. Of a
    /// package of the base this is what it costs to do without it.
    pub(super) fn price(&self, id: SolvableId) -> u128 {
        let pool = self.rules.pool;
        if pool.is_base(id) {
            return ONE_PACKAGE;
        }
        let bytes = u128::from(pool.solvable(id).size_installed_bytes()) << BYTES_SHIFT;
        bytes + ONE_PACKAGE + u128::from(!self.default.contains(&id))
    }
}

/// Whether the same is possible in a newer version, or from a repository of better priority.
fn is_outdated(assignment: &Assignment<'_>, id: SolvableId) -> bool {
    let pool = assignment.pool;
    let package = pool.package(id);
    let priority = |id| pool.options_of(id).priority;
    let is_noarch = |id| pool.package(id).rank.is_some_and(ArchRank::is_noarch);
    pool.packages_named(package.name).iter().any(|&other| {
        other != id
            && !pool.is_base(other)
            && assignment.value(other) != Some(false)
            && (pool.package(other).arch == package.arch || is_noarch(id) || is_noarch(other))
            && (priority(other) < priority(id)
                || priority(other) == priority(id) && update::is_older(pool, id, other))
    })
}

/// Whether two packages are the same by name, version, architecture and priority of their repositories.
fn is_the_same(pool: &Pool, one: SolvableId, other: SolvableId) -> bool {
    let (first, second) = (pool.package(one), pool.package(other));
    one == other
        || first.name == second.name
            && first.arch == second.arch
            && pool.options_of(one).priority == pool.options_of(other).priority
            && !update::is_older(pool, one, other)
            && !update::is_older(pool, other, one)
}

/// What the default answer and all others have in common is out of the question; this is what an answer costs.
pub(super) fn bytes_of(price: u128) -> u64 {
    u64::try_from(price >> BYTES_SHIFT).unwrap_or(u64::MAX)
}

/// Where the bytes begin in a price: above two counts of packages of 20 bits each.
const BYTES_SHIFT: u32 = 40;
const ONE_PACKAGE: u128 = 1 << 20;

/// A requirement of more candidates than this becomes a helper: the list is written out once and not for each package
/// that has it.
const CANDIDATES_INLINE: usize = 2;

struct Encoder<'a> {
    space: &'a Space<'a>,
    solver: Solver,
    variables: FxHashMap<SolvableId, Variable>,
    /// The helpers of requirements: "one of the candidates is in".
    requirements: FxHashMap<RequirementId, Variable>,
}

impl Encoder<'_> {
    fn add_package(&mut self, id: SolvableId) {
        let rules = self.space.rules;
        let relations = &rules.pool.relations;
        let owner = PackageLiteral::negative(id);
        for &requirement in relations.requires.get(id) {
            self.add_requirement(owner, requirement);
        }
        for clause in self.space.clauses_of(id) {
            self.add(relations.clause(clause).literals.iter().copied().chain([owner]));
        }
        let same_name = rules.pool.packages_named(rules.pool.package(id).name).iter().copied();
        let same_name = same_name.filter(|&other| rules.same_name_excludes(id, other));
        let excluded = relations.excludes.get(id).iter().copied();
        let excluded = excluded.filter(|&other| rules.exclusion_counts(id, other)).chain(same_name);
        for other in excluded.filter(|&other| other > id) {
            self.add([owner, PackageLiteral::negative(other)].into_iter());
        }
    }

    /// In SAT terms: (¬owner ∨ c1 ∨ … ∨ cn), or (¬owner ∨ r) and once (¬r ∨ c1 ∨ … ∨ cn).
    fn add_requirement(&mut self, owner: PackageLiteral, requirement: RequirementId) {
        let candidates = self.space.rules.pool.relations.candidates.get(requirement);
        let candidates = candidates.iter().map(|&id| PackageLiteral::positive(id));
        let Some(open) = self.clause(candidates) else { return };
        let Some(mut clause) = self.clause([owner].into_iter()) else { return };
        if open.len() <= CANDIDATES_INLINE {
            clause.extend(open);
        } else {
            let known = self.requirements.get(&requirement).copied();
            let helper = known.unwrap_or_else(|| {
                let helper = self.solver.add_variable(false);
                let mut list = open;
                list.push(helper.is_false());
                self.solver.add_clause(&list);
                self.requirements.insert(requirement, helper);
                helper
            });
            clause.push(helper.is_true());
        }
        self.solver.add_clause(&clause);
    }

    fn add(&mut self, literals: impl Iterator<Item = PackageLiteral>) {
        if let Some(clause) = self.clause(literals) {
            self.solver.add_clause(&clause);
        }
    }

    /// What is undecided of a clause; `None` if it is true already.
    fn clause(&self, literals: impl Iterator<Item = PackageLiteral>) -> Option<Vec<Literal>> {
        let mut clause = Vec::new();
        for literal in literals {
            match self.variables.get(&literal.solvable()) {
                Some(variable) if literal.is_positive() => clause.push(variable.is_true()),
                Some(variable) => clause.push(variable.is_false()),
                // What is not in question and not in is out.
                None if self.space.assignment.is_in(literal.solvable()) == literal.is_positive() => {
                    return None;
                }
                None => {}
            }
        }
        Some(clause)
    }
}
