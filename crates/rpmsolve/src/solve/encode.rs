//! The same rules for resolvo: what the solver of last resort is asked, and the only place that knows it.
//!
//! Every package is a resolvo *name* with one candidate, itself. That makes every clause exact: a requirement is
//! a union of single packages in the order in which they should be tried, and "not beside that one" is a
//! constraint that exactly that package breaks. (With one name for all versions, resolvo would add its own rule
//! of one version a name, which is not rpm's: colours and install-only packages are exempt.)
//!
//! A clause with several negative literals, as rich dependencies have, (¬a ∨ ¬b ∨ c1 ∨ … ∨ cn), becomes a
//! requirement of `a` for one of `b is absent`, c1 … cn, where `b is absent` is a package of our own making
//! that excludes `b`. Only what the solver reaches is ever handed over.

use std::cell::{Cell, RefCell};
use std::fmt::Display;

use resolvo::{
    Candidates, Condition, ConditionId, DenseIndex, Dependencies, DependencyProvider,
    HintDependenciesAvailable, Interner, KnownDependencies, NameId, Problem, Requirement,
    SolvableId as Variable, Solver, SolverCache, StringId, UnsolvableOrCancelled, VersionSetId,
    VersionSetUnionId,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::assignment::Assignment;
use super::policy::Preferences;
use super::rules::Rules;
use super::walk::Stuck;
use crate::pool::{ClauseId, Key, Literal, RequirementId, SolvableId};

/// A set of packages that satisfies all rules, or `None` if there is none. Of several, one close to what a walk
/// had in mind before it got stuck.
/// Counts what it handed over in `clauses`.
pub(crate) fn satisfy<'a>(
    rules: &'a Rules<'a>,
    stuck: Stuck<'a>,
    clauses: &Cell<u64>,
) -> Option<FxHashSet<SolvableId>> {
    let provider = Provider::new(rules, stuck, clauses);
    let roots = provider.root_requirements();
    let constraints = provider.root_constraints();
    provider.count(roots.len() + constraints.len());
    let mut solver = Solver::new(provider);
    match solver.solve(Problem::new().requirements(roots).constraints(constraints)) {
        Ok(model) => {
            let count = rules.pool.len();
            Some(
                model
                    .into_iter()
                    .map(DenseIndex::to_index)
                    .filter(|&index| index < count)
                    .map(id_of)
                    .collect(),
            )
        }
        Err(UnsolvableOrCancelled::Unsolvable(_)) => None,
        Err(UnsolvableOrCancelled::Cancelled(_)) => unreachable!("nothing here cancels"),
    }
}

/// Resolvo's numbers: package `n` is variable and name `n`; its absence is number `n + count`. Version set `n`
/// holds the variable `n`; version set `n + 2 count` belongs to the name `n` and is empty.
struct Provider<'a> {
    rules: &'a Rules<'a>,
    count: usize,
    walked: Assignment<'a>,
    preferences: RefCell<&'a mut Preferences>,
    unions: RefCell<Unions>,
    /// How many clauses resolvo has been told.
    handed_over: &'a Cell<u64>,
}

/// The unions that have been handed to resolvo, each stored once.
#[derive(Default)]
struct Unions {
    members: Vec<Vec<VersionSetId>>,
    of_requirement: FxHashMap<RequirementId, VersionSetUnionId>,
    of_clause: FxHashMap<ClauseId, VersionSetUnionId>,
}

impl<'a> Provider<'a> {
    fn new(rules: &'a Rules<'a>, stuck: Stuck<'a>, handed_over: &'a Cell<u64>) -> Self {
        let preferences = RefCell::new(stuck.preferences);
        Self {
            rules,
            count: rules.pool.len(),
            walked: stuck.assignment,
            preferences,
            unions: RefCell::default(),
            handed_over,
        }
    }

    fn root_requirements(&self) -> Vec<resolvo::ConditionalRequirement> {
        let positive = |literals: &[Literal]| literals.iter().all(|literal| literal.is_positive());
        let rules = self.rules.active().filter(|rule| positive(&rule.literals));
        rules.map(|rule| self.requirement(self.union(&rule.literals))).collect()
    }

    /// The clauses of one negative literal: a package that must not be.
    fn root_constraints(&self) -> Vec<VersionSetId> {
        let rules = self.rules.active().filter_map(|rule| match rule.literals[..] {
            [literal] if !literal.is_positive() => Some(self.without(literal.solvable())),
            _ => None,
        });
        rules.collect()
    }

    /// In SAT terms: (¬package ∨ one of the union).
    fn requirement(&self, union: VersionSetUnionId) -> resolvo::ConditionalRequirement {
        Requirement::Union(union).into()
    }

    /// The version set that every answer with this package breaks. In SAT terms: (¬package) for its owner.
    fn without(&self, id: SolvableId) -> VersionSetId {
        VersionSetId::from_index(id.index() + 2 * self.count)
    }

    fn union(&self, literals: &[Literal]) -> VersionSetUnionId {
        let absent = literals.iter().filter(|literal| !literal.is_positive());
        let mut members: Vec<VersionSetId> =
            absent.map(|literal| VersionSetId::from_index(literal.solvable().index() + self.count)).collect();
        let packages =
            literals.iter().filter(|literal| literal.is_positive()).map(|literal| literal.solvable());
        members.extend(
            self.in_order(packages.collect()).into_iter().map(|id| VersionSetId::from_index(id.index())),
        );
        let mut unions = self.unions.borrow_mut();
        unions.members.push(members);
        VersionSetUnionId::from_index(unions.members.len() - 1)
    }

    fn union_of_requirement(&self, requirement: RequirementId) -> VersionSetUnionId {
        if let Some(&known) = self.unions.borrow().of_requirement.get(&requirement) {
            return known;
        }
        let candidates = self.rules.pool.relations.candidates.get(requirement);
        let literals: Vec<_> = candidates.iter().map(|&id| Literal::positive(id)).collect();
        let union = self.union(&literals);
        self.unions.borrow_mut().of_requirement.insert(requirement, union);
        union
    }

    fn union_of_clause(&self, id: ClauseId) -> VersionSetUnionId {
        if let Some(&known) = self.unions.borrow().of_clause.get(&id) {
            return known;
        }
        let union = self.union(self.rules.pool.relations.clause(id).literals);
        self.unions.borrow_mut().of_clause.insert(id, union);
        union
    }

    /// The candidates by preference: what the walk took and what is installed, then the best by the policy, then the
    /// best of the rest.
    fn in_order(&self, candidates: Vec<SolvableId>) -> Vec<SolvableId> {
        let pool = self.rules.pool;
        let is_taken = |&id: &SolvableId| pool.is_base(id) || self.walked.is_in(id);
        let (mut ordered, mut rest): (Vec<_>, Vec<_>) = candidates.into_iter().partition(is_taken);
        let mut preferences = self.preferences.borrow_mut();
        while !rest.is_empty() {
            let best = preferences.choose(&self.walked, rest.clone());
            rest.retain(|id| !best.contains(id));
            ordered.extend(best);
        }
        ordered
    }

    fn requirements_of(&self, id: SolvableId) -> Vec<resolvo::ConditionalRequirement> {
        let relations = &self.rules.pool.relations;
        let plain =
            relations.requires.get(id).iter().map(|&requirement| self.union_of_requirement(requirement));
        let rich =
            relations.occurrences.get(id).iter().filter(|&&clause| relations.clause(clause).owner == id);
        let rich = rich.map(|&clause| self.union_of_clause(clause));
        let own_rules = self.rules.occurrences.get(&id).into_iter().flatten().filter_map(|&number| {
            let rule = &self.rules.rules[number as usize];
            let literals = &rule.literals;
            let owner = literals.iter().find(|literal| !literal.is_positive())?.solvable();
            let others: Vec<_> =
                literals.iter().copied().filter(|&literal| literal != Literal::negative(id)).collect();
            (owner == id && !others.is_empty() && !rule.is_disabled).then(|| self.union(&others))
        });
        let unions: Vec<_> = plain.chain(rich).chain(own_rules).collect();
        unions.into_iter().map(|union| self.requirement(union)).collect()
    }

    fn constraints_of(&self, id: SolvableId) -> Vec<VersionSetId> {
        let pool = self.rules.pool;
        let excluded = pool.relations.excludes.get(id).iter().copied();
        let excluded = excluded.filter(|&other| self.rules.exclusion_counts(id, other));
        let same_name = pool.packages_named(pool.package(id).name).iter().copied();
        excluded
            .chain(same_name.filter(|&other| self.rules.same_name_excludes(id, other)))
            .map(|other| self.without(other))
            .collect()
    }

    fn count(&self, clauses: usize) {
        self.handed_over.set(self.handed_over.get() + clauses as u64);
    }

    /// The name of a version set, and the variable that it holds if it is not empty.
    fn decode(&self, set: VersionSetId) -> (usize, bool) {
        let index = set.to_index();
        if index < 2 * self.count { (index, true) } else { (index - 2 * self.count, false) }
    }

    fn describe(&self, number: usize) -> String {
        if number < self.count {
            self.rules.pool.solvable(id_of(number)).to_string()
        } else {
            format!("no {}", self.rules.pool.solvable(id_of(number - self.count)))
        }
    }
}

fn id_of(index: usize) -> SolvableId {
    SolvableId(index as u32)
}

impl Interner for Provider<'_> {
    type NameId = NameId;
    type SolvableId = Variable;

    fn display_solvable(&self, solvable: Variable) -> impl Display + '_ {
        self.describe(solvable.to_index())
    }

    fn display_name(&self, name: NameId) -> impl Display + '_ {
        self.describe(name.to_index())
    }

    fn display_version_set(&self, set: VersionSetId) -> impl Display + '_ {
        if self.decode(set).1 { "present" } else { "absent" }
    }

    fn display_string(&self, _: StringId) -> impl Display + '_ {
        ""
    }

    fn version_set_name(&self, set: VersionSetId) -> NameId {
        NameId::from_index(self.decode(set).0)
    }

    fn solvable_name(&self, solvable: Variable) -> NameId {
        NameId::from_index(solvable.to_index())
    }

    fn version_sets_in_union(&self, union: VersionSetUnionId) -> impl Iterator<Item = VersionSetId> {
        self.unions.borrow().members[union.to_index()].clone().into_iter()
    }

    fn resolve_condition(&self, _: ConditionId) -> Condition {
        unreachable!("no requirement here has a condition")
    }
}

impl DependencyProvider for Provider<'_> {
    async fn filter_candidates(
        &self,
        candidates: &[Variable],
        set: VersionSetId,
        inverse: bool,
    ) -> Vec<Variable> {
        if self.decode(set).1 != inverse { candidates.to_vec() } else { Vec::new() }
    }

    async fn get_candidates(&self, name: NameId) -> Option<Candidates<Variable>> {
        let candidates = vec![Variable::from_index(name.to_index())];
        Some(Candidates {
            candidates,
            hint_dependencies_available: HintDependenciesAvailable::None,
            ..Candidates::default()
        })
    }

    async fn sort_candidates(&self, _: &SolverCache<Self>, _: &mut [Variable]) {}

    async fn get_dependencies(&self, solvable: Variable) -> Dependencies {
        let index = solvable.to_index();
        Dependencies::Known(match index.checked_sub(self.count) {
            None => {
                let id = id_of(index);
                let (requirements, constrains) = (self.requirements_of(id), self.constraints_of(id));
                self.count(requirements.len() + constrains.len());
                KnownDependencies { requirements, constrains }
            }
            // The absence of a package excludes it, and needs nothing.
            Some(absent) => {
                self.count(1);
                KnownDependencies { requirements: Vec::new(), constrains: vec![self.without(id_of(absent))] }
            }
        })
    }
}
