//! What a request adds to the pool's own rules: its jobs, the base, what is excluded. Everything is a clause,
//! so that the walk, the SAT solver and the explanation read the same thing.

use rustc_hash::{FxHashMap, FxHashSet};

use super::policy;
use super::request::{BasePolicy, Job, Request};
use super::update;
use crate::pool::{Dependency, Literal, Pool, SolvableId, StringId, rich_clauses};

/// Why a clause of a request exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleReason {
    /// The job with this number. In SAT terms: (c1 ∨ … ∨ cn).
    Job(usize),
    /// A package of the base stays, or is replaced by what updates it: (package ∨ u1 ∨ … ∨ un).
    Base(SolvableId),
    /// A package must not be chosen: (¬package).
    Excluded,
    /// A package of a lesser architecture than another of its name that could be reached: (¬package), or
    /// (¬package ∨ twins) if it may accompany its twin of the better architecture.
    InferiorArch,
}

/// One clause of a request.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) literals: Vec<Literal>,
    pub(crate) reason: RuleReason,
}

/// The clauses of a request, and what it says about packages of one name.
#[derive(Clone, Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) request: &'a Request,
    pub(crate) rules: Vec<Rule>,
    /// In which clauses a package occurs.
    pub(crate) occurrences: FxHashMap<SolvableId, Vec<u32>>,
    /// The names that an exact job speaks of: their lesser architectures are allowed.
    pub(crate) exact_names: FxHashSet<StringId>,
    install_only: FxHashSet<StringId>,
}

impl<'a> Rules<'a> {
    /// The rules of a request that asks for nothing and has no base.
    pub(crate) fn empty(pool: &'a Pool, request: &'a Request) -> Self {
        Self {
            pool,
            request,
            rules: Vec::new(),
            occurrences: FxHashMap::default(),
            exact_names: FxHashSet::default(),
            install_only: request.install_only.iter().filter_map(|name| pool.strings.find(name)).collect(),
        }
    }

    pub(crate) fn new(pool: &'a Pool, request: &'a Request) -> Self {
        let mut rules = Self::empty(pool, request);
        for &id in &request.excluded {
            if !pool.is_base(id) {
                rules.push(vec![Literal::negative(id)], RuleReason::Excluded);
            }
        }
        rules.add_base();
        let excluded: FxHashSet<SolvableId> = request.excluded.iter().copied().collect();
        for (number, job) in request.jobs.iter().enumerate() {
            let Job::Install { candidates, is_exact, best, .. } = job;
            if *is_exact {
                rules.exact_names.extend(candidates.iter().map(|&id| pool.package(id).name));
            }
            let mut candidates: Vec<_> =
                candidates.iter().copied().filter(|&id| pool.package(id).rank.is_some()).collect();
            if *best {
                candidates.retain(|id| !excluded.contains(id));
                candidates = policy::best(pool, candidates);
            }
            rules.push(candidates.into_iter().map(Literal::positive).collect(), RuleReason::Job(number));
        }
        rules
    }

    pub(crate) fn push(&mut self, literals: Vec<Literal>, reason: RuleReason) {
        let number = self.rules.len() as u32;
        for literal in &literals {
            self.occurrences.entry(literal.solvable()).or_default().push(number);
        }
        self.rules.push(Rule { literals, reason });
    }

    /// Whether two packages of one name cannot be installed side by side (rpm-semantics 20, 21): unless their
    /// colours differ, or the name is install-only and they are not the very same.
    #[inline]
    pub(crate) fn same_name_excludes(&self, one: SolvableId, other: SolvableId) -> bool {
        let (first, second) = (self.pool.package(one), self.pool.package(other));
        if one == other || (self.pool.is_base(one) && self.pool.is_base(other)) {
            return false;
        }
        if !self.install_only.is_empty() && self.install_only.contains(&first.name) {
            return first.evr == second.evr && first.arch == second.arch;
        }
        !self.request.colours || first.colours.intersects(second.colours)
    }

    /// The jobs' clauses, in order.
    pub(crate) fn jobs(&self) -> impl Iterator<Item = (usize, &Rule)> {
        self.rules.iter().filter_map(|rule| match rule.reason {
            RuleReason::Job(number) => Some((number, rule)),
            _ => None,
        })
    }

    /// Requirements of the base that nothing in it meets.
    fn add_broken_in_base(&mut self) {
        for &(id, dependency) in &self.pool.relations.broken_in_base {
            let clauses = match self.pool.dependencies.get(dependency) {
                Dependency::Plain(_) => {
                    vec![self.pool.providers(dependency).into_iter().map(Literal::positive).collect()]
                }
                Dependency::Rich(node) => rich_clauses(self.pool, node).unwrap_or_default(),
            };
            for mut literals in clauses {
                literals.push(Literal::negative(id));
                self.push(literals, RuleReason::Base(id));
            }
        }
    }

    fn add_base(&mut self) {
        if self.request.verify_base {
            self.add_broken_in_base();
        }
        for id in self.pool.base_packages() {
            if self.pool.package(id).rank.is_none() {
                continue;
            }
            let mut literals = vec![Literal::positive(id)];
            if self.request.base == BasePolicy::Changeable {
                if self.request.allow_erasing {
                    continue;
                }
                literals.extend(
                    update::updates_of(self.pool, self.request, id).into_iter().map(Literal::positive),
                );
            }
            self.push(literals, RuleReason::Base(id));
        }
    }
}
