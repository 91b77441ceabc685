//! What a request adds to the pool's own rules: its jobs, the base, what is excluded. Everything is a clause,
//! so that the walk, the SAT solver and the explanation read the same thing.

use rustc_hash::{FxHashMap, FxHashSet};

use super::assignment::Grounds;
use super::choices::{ActiveChoices, Choices};
use super::policy;
use super::request::{BasePolicy, Job, Request};
use super::update;
use crate::metadata::RelationKind;
use crate::pool::{Broken, Dependency, Literal, Pool, SolvableId, StringId, rich_clauses};

/// Why a clause of a request exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleReason {
    /// The job with this number. In SAT terms: (c1 ∨ … ∨ cn).
    Job(usize),
    /// A package of the base stays, or is replaced by what updates it: (package ∨ u1 ∨ … ∨ un).
    Base(SolvableId),
    /// A package must not be chosen: (¬package).
    Excluded,
    /// A package lies in a repository that is off: (¬package).
    RepositoryOff,
    /// A package may be chosen by an exact job only, and there is none: (¬package).
    OnlyOnRequest,
    /// A package must not be added, or must not go: (¬package) or (package).
    Locked(SolvableId),
    /// A package is hidden by the module streams that are active: (¬package).
    Modular,
    /// The conditional with this number: (¬condition ∨ c1 ∨ … ∨ cn).
    Conditional(usize),
    /// A package of a lesser architecture than another of its name that could be reached: (¬package), or
    /// (¬package ∨ twins) if it may accompany its twin of the better architecture.
    InferiorArch,
    /// These decisions together lead to a contradiction: (¬p1 ∨ … ∨ ¬pn).
    Learned,
}

/// One clause of a request.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) literals: Vec<Literal>,
    pub(crate) reason: RuleReason,
    /// Whether it is given up rather than that there is no answer.
    pub(crate) is_soft: bool,
    /// Whether it has been given up.
    pub(crate) is_disabled: bool,
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
    /// How much a package is favoured (above 0) or disfavoured (below).
    pub(crate) favour: FxHashMap<SolvableId, i32>,
    /// What no weak dependency brings in.
    pub(crate) not_weak: FxHashSet<SolvableId>,
    /// What narrows requirements to updates of the base, unless that has been given up.
    pub(crate) choices: Option<ActiveChoices<'a>>,
    /// On which choices what was learnt rests, by the number of the rule.
    pub(crate) rests_on: FxHashMap<u32, Vec<u32>>,
    install_only: FxHashSet<SolvableId>,
}

impl<'a> Rules<'a> {
    /// The rules of a request that asks for nothing and has no base.
    pub(crate) fn empty(pool: &'a Pool, request: &'a Request) -> Self {
        let favoured = (1..).zip(&request.favoured).map(|(rank, &id)| (id, rank));
        let disfavoured = (1..).zip(&request.disfavoured).map(|(rank, &id)| (id, -rank));
        let names = request.install_only.iter();
        Self {
            pool,
            request,
            rules: Vec::new(),
            occurrences: FxHashMap::default(),
            exact_names: FxHashSet::default(),
            favour: favoured.chain(disfavoured).collect(),
            not_weak: request.excluded_from_weak.iter().chain(&request.disfavoured).copied().collect(),
            choices: None,
            rests_on: FxHashMap::default(),
            install_only: names
                .flat_map(|name| pool.providers_of_name(name))
                .chain(request.install_only_packages.iter().copied())
                .collect(),
        }
    }

    pub(crate) fn new(pool: &'a Pool, request: &'a Request) -> Self {
        let mut rules = Self {
            choices: Choices::of(pool, request).map(ActiveChoices::all),
            ..Self::empty(pool, request)
        };
        let mut excluded = FxHashSet::default();
        let lists = [
            (&request.excluded, RuleReason::Excluded),
            (&request.hidden_by_module, RuleReason::Modular),
            (&request.repository_off, RuleReason::RepositoryOff),
        ];
        for (list, reason) in lists {
            for &id in list.iter().filter(|&&id| !pool.is_base(id)) {
                if excluded.insert(id) {
                    rules.push(vec![Literal::negative(id)], reason);
                }
            }
        }
        rules.add_base();
        for (number, job) in request.jobs.iter().enumerate() {
            let Job::Install { candidates, exact, best, optional, .. } = job;
            if exact.arch {
                rules.exact_names.extend(candidates.iter().map(|&id| pool.package(id).name));
            }
            let mut candidates: Vec<_> =
                candidates.iter().copied().filter(|&id| pool.package(id).rank.is_some()).collect();
            // An installed package that is to stay is as good as can be had.
            let is_kept = |id: &SolvableId| request.base == BasePolicy::Locked && pool.is_base(*id);
            if *best && !candidates.iter().any(is_kept) {
                candidates.retain(|id| !excluded.contains(id));
                candidates = policy::best(pool, candidates);
            }
            let literals = candidates.into_iter().map(Literal::positive).collect();
            rules.push_rule(literals, RuleReason::Job(number), *optional);
        }
        for (number, conditional) in request.conditionals.iter().enumerate() {
            for &condition in &conditional.conditions {
                let candidates = conditional.candidates.iter().copied().map(Literal::positive);
                let literals = [Literal::negative(condition)].into_iter().chain(candidates).collect();
                rules.push(literals, RuleReason::Conditional(number));
            }
        }
        rules.add_locks();
        rules.add_only_on_request();
        rules
    }

    pub(crate) fn push(&mut self, literals: Vec<Literal>, reason: RuleReason) {
        self.push_rule(literals, reason, false);
    }

    fn push_rule(&mut self, literals: Vec<Literal>, reason: RuleReason, is_soft: bool) {
        let number = self.rules.len() as u32;
        for literal in &literals {
            self.occurrences.entry(literal.solvable()).or_default().push(number);
        }
        self.rules.push(Rule { literals, reason, is_soft, is_disabled: false });
    }

    /// The clauses that count.
    pub(crate) fn active(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| !rule.is_disabled)
    }

    /// Gives up some of the choices, and their kin.
    pub(crate) fn give_up(&mut self, choices: &[u32]) {
        if let Some(active) = &mut self.choices {
            active.give_up(choices);
        }
    }

    /// Adds that some decisions cannot be had together.
    pub(crate) fn learn(&mut self, grounds: Grounds) {
        self.rests_on.insert(self.rules.len() as u32, grounds.choices);
        self.push(grounds.decisions.into_iter().map(Literal::negative).collect(), RuleReason::Learned);
    }

    /// Gives up what was learnt.
    pub(crate) fn forget(&mut self) {
        let learned = self.rules.iter_mut().filter(|rule| matches!(rule.reason, RuleReason::Learned));
        learned.for_each(|rule| rule.is_disabled = true);
    }

    /// Gives up what an answer has given up, and insists on the rest.
    pub(crate) fn settle(&mut self, answer: &FxHashSet<SolvableId>) {
        self.choices = None;
        for rule in self.rules.iter_mut().filter(|rule| rule.is_soft) {
            let holds = |literal: &Literal| answer.contains(&literal.solvable()) == literal.is_positive();
            rule.is_disabled = !rule.literals.iter().any(holds);
        }
    }

    /// Whether two packages of one name cannot be installed side by side (rpm-semantics 20, 21): unless their
    /// colours differ, or both are install-only and they are not the very same.
    #[inline]
    pub(crate) fn same_name_excludes(&self, one: SolvableId, other: SolvableId) -> bool {
        let (first, second) = (self.pool.package(one), self.pool.package(other));
        if one == other || (self.pool.is_base(one) && self.pool.is_base(other)) {
            return false;
        }
        if self.is_install_only(one) && self.is_install_only(other) {
            return first.evr == second.evr && first.arch == second.arch;
        }
        !self.request.colours || first.colours.intersects(second.colours)
    }

    /// Whether several versions of a package may be installed side by side.
    #[inline]
    pub(crate) fn is_install_only(&self, id: SolvableId) -> bool {
        !self.install_only.is_empty() && self.install_only.contains(&id)
    }

    /// Whether Conflicts and Obsoletes of two packages, one of which has some that speak of the other, count: not if
    /// all there is are the Obsoletes of an install-only package, and the request says that these are void.
    #[inline]
    pub(crate) fn exclusion_counts(&self, one: SolvableId, other: SolvableId) -> bool {
        if self.request.install_only_obsoletes || self.install_only.is_empty() {
            return true;
        }
        let excludes = |one, other| {
            self.pool.conflicts_with(one, other)
                || !self.is_install_only(one) && self.pool.obsoleted_by(one).any(|old| old == other)
        };
        excludes(one, other) || excludes(other, one)
    }

    /// The jobs' clauses, in order.
    pub(crate) fn jobs(&self) -> impl Iterator<Item = (usize, &Rule)> {
        self.active().filter_map(|rule| match rule.reason {
            RuleReason::Job(number) => Some((number, rule)),
            _ => None,
        })
    }

    /// Requirements of the base that nothing in it meets.
    fn add_broken_in_base(&mut self) {
        for &Broken { package: id, dependency } in self.pool.relations.broken_in_base.iter() {
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
        if self.pool.base.is_none() {
            return;
        }
        if self.request.verify_base {
            self.add_broken_in_base();
        }
        let is_locked = self.request.base == BasePolicy::Locked;
        let replaced = if is_locked { FxHashSet::default() } else { update::replaced_by_jobs(self) };
        let mut namesakes = Vec::new();
        for id in self.pool.base_packages() {
            if replaced.contains(&id) {
                continue;
            }
            let mut literals = vec![Literal::positive(id)];
            if !is_locked {
                literals.extend(self.updates_of(id).map(Literal::positive));
            }
            let may_go = self.request.allow_erasing && !is_locked;
            if may_go {
                namesakes.extend(self.or_any_namesake(id, &literals));
            }
            self.push_rule(literals, RuleReason::Base(id), may_go);
        }
        for (literals, id) in namesakes {
            self.push_rule(literals, RuleReason::Base(id), true);
        }
    }

    /// Rather than that a package of the base goes, any of its name may take its place, also an older one (libsolv's
    /// feature rules): the clause that says so, if there is such a package.
    fn or_any_namesake(&self, id: SolvableId, literals: &[Literal]) -> Option<(Vec<Literal>, SolvableId)> {
        let (pool, request, old) = (self.pool, self.request, self.pool.package(id));
        let is_like =
            |other: &SolvableId| !request.colours || pool.package(*other).colours.intersects(old.colours);
        let named = pool.packages_named(old.name).iter().copied().filter(is_like).map(Literal::positive);
        let others: Vec<Literal> = named.filter(|literal| !literals.contains(literal)).collect();
        (!others.is_empty()).then(|| ([literals, &others].concat(), id))
    }

    fn add_locks(&mut self) {
        for &id in &self.request.locked {
            let literal = if self.pool.is_base(id) { Literal::positive(id) } else { Literal::negative(id) };
            self.push(vec![literal], RuleReason::Locked(id));
        }
    }

    /// Blacklisted packages: unless an exact job asks for them, or they are another version of what is installed
    /// (libsolv, rules.c, `solver_addblackrules`).
    fn add_only_on_request(&mut self) {
        for &id in &self.request.only_on_request {
            let is_asked_for = self.request.jobs.iter().any(|job| {
                let Job::Install { candidates, exact, .. } = job;
                exact.release && candidates.contains(&id)
            });
            if !is_asked_for && !policy::has_namesake_in_base(self.pool, id) {
                self.push(vec![Literal::negative(id)], RuleReason::OnlyOnRequest);
            }
        }
    }

    /// What may take the place of a package of the base: an install-only package takes only that of the very same.
    pub(crate) fn updates_of(&self, id: SolvableId) -> impl Iterator<Item = SolvableId> {
        let old = self.pool.package(id);
        update::updates_of(self.pool, self.request, id).iter().copied().filter(move |&new| {
            let package = self.pool.package(new);
            !self.is_install_only(new)
                || package.name != old.name && self.request.install_only_obsoletes
                || package.name == old.name && package.evr == old.evr && package.arch == old.arch
        })
    }

    /// Whether a package may take the place of one of the base.
    pub(crate) fn is_update(&self, id: SolvableId) -> bool {
        self.pool.base.is_some()
            && self.replaced_by(id).iter().any(|&old| self.updates_of(old).any(|new| new == id))
    }

    /// The packages of the base that a package replaces: its other versions, and what it obsoletes.
    pub(crate) fn replaced_by(&self, id: SolvableId) -> Vec<SolvableId> {
        let pool = self.pool;
        let named = pool.packages_named(pool.package(id).name).iter().copied();
        let mut found: Vec<SolvableId> =
            named.filter(|&other| pool.is_base(other) && self.same_name_excludes(id, other)).collect();
        let obsoletes_count = self.request.install_only_obsoletes || !self.is_install_only(id);
        if obsoletes_count && !pool.relation(id, RelationKind::Obsoletes).is_empty() {
            found.extend(pool.obsoleted_by(id).filter(|&old| pool.is_base(old)));
        }
        found
    }
}
