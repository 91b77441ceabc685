//! Checks an answer against the packages' own metadata, not against what the solver made of them: other code,
//! so that a mistake in one shows in the other. Every answer passes it in debug builds and tests.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use super::request::{BasePolicy, Job, Request};
use super::rules::Rules;
use super::update;
use crate::metadata::RelationKind;
use crate::pool::{
    Broken, Constraint, Dependency, DependencyId, Literal, PlainDependency, Pool, RichNode, SolvableId,
    StringId, constraints_match,
};

/// A rule that a set of packages breaks.
///
/// # Example
///
/// ```
/// use rpmsolve::Violation;
///
/// let violation = Violation::Requires { package: "app-1-1.noarch".into(), capability: "lib".into() };
/// assert_eq!(violation.to_string(), "nothing provides lib needed by app-1-1.noarch");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Violation {
    /// A package of an architecture that the policy does not accept.
    Architecture {
        /// The package.
        package: String,
    },
    /// A package that was excluded.
    Excluded {
        /// The package.
        package: String,
    },
    /// A package that is locked, and was added or is gone.
    Locked {
        /// The package.
        package: String,
    },
    /// A package that may be added by exact jobs only, and none asks for it.
    OnlyOnRequest {
        /// The package.
        package: String,
    },
    /// A requirement that nothing in the set meets.
    Requires {
        /// The package that has it.
        package: String,
        /// What it requires.
        capability: String,
    },
    /// A conflict, or a rich dependency in Conflicts that is true.
    Conflicts {
        /// The package that has it.
        package: String,
        /// What it conflicts with.
        capability: String,
    },
    /// One package obsoletes another.
    Obsoletes {
        /// The package that obsoletes.
        package: String,
        /// The package that is obsoleted.
        other: String,
    },
    /// Two packages of one name that cannot be side by side.
    SameName {
        /// One of the two.
        package: String,
        /// The other.
        other: String,
    },
    /// A package of the base that is gone and was not to go.
    Base {
        /// The package.
        package: String,
    },
    /// A job that is not done.
    Job {
        /// What was wanted.
        wanted: String,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Architecture { package } => {
                write!(formatter, "{package} does not have a compatible architecture")
            }
            Self::Excluded { package } => write!(formatter, "{package} is excluded"),
            Self::Locked { package } => write!(formatter, "{package} is locked"),
            Self::OnlyOnRequest { package } => {
                write!(formatter, "{package} can only be installed by a direct request")
            }
            Self::Requires { package, capability } => {
                write!(formatter, "nothing provides {capability} needed by {package}")
            }
            Self::Conflicts { package, capability } => {
                write!(formatter, "{package} conflicts with {capability}")
            }
            Self::Obsoletes { package, other } => write!(formatter, "{package} obsoletes {other}"),
            Self::SameName { package, other } => {
                write!(formatter, "cannot install both {package} and {other}")
            }
            Self::Base { package } => write!(formatter, "{package} of the base is gone"),
            Self::Job { wanted } => write!(formatter, "{wanted} is not installed"),
        }
    }
}

/// Everything that is wrong with a set of installed packages (those of the base that stay included) as an
/// answer to a request. Empty for a valid one.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, Request};
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// assert!(rpmsolve::violations(&pool, &Request::default(), &[]).is_empty());
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
pub fn violations(pool: &Pool, request: &Request, installed: &[SolvableId]) -> Vec<Violation> {
    let checker = Checker::new(pool, request, installed);
    let mut found = Vec::new();
    for &id in installed {
        checker.check_package(id, &mut found);
    }
    checker.check_base(&mut found);
    for job in &request.jobs {
        let Job::Install { wanted, candidates, optional, .. } = job;
        if !optional && !candidates.iter().any(|candidate| checker.installed.contains(candidate)) {
            found.push(Violation::Job { wanted: wanted.clone() });
        }
    }
    for conditional in &request.conditionals {
        let any_of = |ids: &[SolvableId]| ids.iter().any(|id| checker.installed.contains(id));
        if any_of(&conditional.conditions) && !any_of(&conditional.candidates) {
            found.push(Violation::Job { wanted: conditional.wanted.clone() });
        }
    }
    found
}

struct Checker<'a> {
    pool: &'a Pool,
    request: &'a Request,
    rules: Rules<'a>,
    installed: FxHashSet<SolvableId>,
    /// What must not be chosen.
    unseen: FxHashSet<SolvableId>,
    /// What the installed packages provide, by name.
    provided: FxHashMap<StringId, Vec<(SolvableId, Constraint)>>,
}

impl<'a> Checker<'a> {
    fn new(pool: &'a Pool, request: &'a Request, installed: &[SolvableId]) -> Self {
        let mut provided: FxHashMap<StringId, Vec<(SolvableId, Constraint)>> = FxHashMap::default();
        for &id in installed {
            for (name, constraint) in pool.provided_versions(id) {
                provided.entry(name).or_default().push((id, constraint));
            }
        }
        Self {
            pool,
            request,
            rules: Rules::empty(pool, request),
            installed: installed.iter().copied().collect(),
            unseen: request.unseen(pool),
            provided,
        }
    }

    fn check_package(&self, id: SolvableId, found: &mut Vec<Violation>) {
        let pool = self.pool;
        let package = || pool.solvable(id).to_string();
        let display = |dependency| pool.dependencies.display(dependency, &pool.strings);
        if pool.package(id).rank.is_none() {
            found.push(Violation::Architecture { package: package() });
        }
        if self.unseen.contains(&id) {
            found.push(Violation::Excluded { package: package() });
        }
        if self.request.only_on_request.contains(&id) && !pool.is_base(id) && !self.may_be_added(id) {
            found.push(Violation::OnlyOnRequest { package: package() });
        }
        for &dependency in pool.relation(id, RelationKind::Requires) {
            if !self.holds(dependency) && !self.is_as_broken_as_before(id, dependency) {
                found.push(Violation::Requires { package: package(), capability: display(dependency) });
            }
        }
        for &dependency in pool.relation(id, RelationKind::Conflicts) {
            if self.conflicts(id, dependency) {
                found.push(Violation::Conflicts { package: package(), capability: display(dependency) });
            }
        }
        let is_void = self.rules.is_install_only(id) && !self.request.install_only_obsoletes;
        for old in pool.obsoleted_by(id).filter(|old| self.installed.contains(old)) {
            if !(is_void || pool.is_base(id) && pool.is_base(old)) {
                found
                    .push(Violation::Obsoletes { package: package(), other: pool.solvable(old).to_string() });
            }
        }
        for &other in pool.packages_named(pool.package(id).name) {
            if other > id && self.installed.contains(&other) && self.rules.same_name_excludes(id, other) {
                found.push(Violation::SameName {
                    package: package(),
                    other: pool.solvable(other).to_string(),
                });
            }
        }
    }

    /// Whether an exact job names a blacklisted package, or another version of it is installed.
    fn may_be_added(&self, id: SolvableId) -> bool {
        let is_asked_for = self.request.jobs.iter().any(|job| {
            let Job::Install { candidates, exact, .. } = job;
            exact.release && candidates.contains(&id)
        });
        is_asked_for
            || self.pool.base_packages().any(|it| self.pool.package(it).name == self.pool.package(id).name)
    }

    /// What was broken in the base before is not this answer's fault; but those clauses of a rich dependency that held
    /// still do.
    fn is_as_broken_as_before(&self, id: SolvableId, dependency: DependencyId) -> bool {
        let relations = &self.pool.relations;
        let holds = |literal: &Literal| self.installed.contains(&literal.solvable()) == literal.is_positive();
        relations.broken_in_base.contains(&Broken { package: id, dependency })
            && relations
                .occurrences
                .get(id)
                .iter()
                .map(|&clause| relations.clause(clause))
                .filter(|clause| clause.owner == id && clause.dependency == dependency)
                .all(|clause| clause.literals.iter().any(holds))
    }

    fn check_base(&self, found: &mut Vec<Violation>) {
        let by_jobs = update::replaced_by_jobs(&self.rules);
        for &id in &self.request.locked {
            if self.installed.contains(&id) != self.pool.is_base(id) {
                found.push(Violation::Locked { package: self.pool.solvable(id).to_string() });
            }
        }
        for id in self.pool.base_packages() {
            if self.installed.contains(&id) {
                continue;
            }
            let is_replaced = self.request.base == BasePolicy::Changeable
                && (self.request.allow_erasing
                    || by_jobs.contains(&id)
                    || self.rules.updates_of(id).any(|new| self.installed.contains(&new)));
            if !is_replaced {
                found.push(Violation::Base { package: self.pool.solvable(id).to_string() });
            }
        }
    }

    fn conflicts(&self, id: SolvableId, dependency: DependencyId) -> bool {
        let is_settled =
            |other: SolvableId| other == id || (self.pool.is_base(id) && self.pool.is_base(other));
        match self.pool.dependencies.get(dependency) {
            Dependency::Plain(plain) => self.providers(plain).into_iter().any(|other| !is_settled(other)),
            Dependency::Rich(node) => {
                self.node_holds(node)
                    && !self.is_own_conflict(id, node)
                    && !self.is_as_broken_as_before(id, dependency)
            }
        }
    }

    /// A package that conflicts with something that it alone provides does not conflict with itself.
    fn is_own_conflict(&self, id: SolvableId, node: &RichNode) -> bool {
        let without: Vec<SolvableId> = self.installed.iter().copied().filter(|&other| other != id).collect();
        !Checker::new(self.pool, self.request, &without).node_holds(node)
    }

    fn holds(&self, dependency: DependencyId) -> bool {
        match self.pool.dependencies.get(dependency) {
            Dependency::Plain(plain) => self.plain_holds(plain),
            Dependency::Rich(node) => self.node_holds(node),
        }
    }

    fn plain_holds(&self, plain: PlainDependency) -> bool {
        self.pool.is_met_by_system(plain) || !self.providers(plain).is_empty()
    }

    fn providers(&self, plain: PlainDependency) -> Vec<SolvableId> {
        let matches = |&&(_, provided): &&(SolvableId, Constraint)| {
            constraints_match(provided, plain.constraint, &self.pool.strings)
        };
        let by_name = self.provided.get(&plain.name).into_iter().flatten();
        let mut found: Vec<SolvableId> = by_name.filter(matches).map(|&(id, _)| id).collect();
        if plain.constraint.is_none() {
            let owners = self.pool.owners_of_path(plain.name);
            found.extend(owners.filter(|id| self.installed.contains(id)));
        }
        found
    }

    fn node_holds(&self, node: &RichNode) -> bool {
        let holds = |node: &RichNode| self.node_holds(node);
        match node {
            RichNode::Leaf(plain) => self.plain_holds(*plain),
            RichNode::And(parts) => parts.iter().all(holds),
            RichNode::Or(parts) => parts.iter().any(holds),
            RichNode::With(_) | RichNode::Without(..) => {
                self.installed.iter().any(|&id| self.is_in_set(id, node))
            }
            RichNode::If { then, condition, otherwise } => {
                if holds(condition) {
                    holds(then)
                } else {
                    otherwise.as_ref().is_none_or(|node| holds(node))
                }
            }
            RichNode::Unless { then, condition, otherwise } => {
                if holds(condition) {
                    otherwise.as_ref().is_some_and(|node| holds(node))
                } else {
                    holds(then)
                }
            }
        }
    }

    fn is_in_set(&self, id: SolvableId, node: &RichNode) -> bool {
        match node {
            RichNode::Leaf(plain) => self.providers(*plain).contains(&id),
            RichNode::With(parts) => parts.iter().all(|part| self.is_in_set(id, part)),
            RichNode::Without(left, right) => self.is_in_set(id, left) && !self.is_in_set(id, right),
            RichNode::And(parts) | RichNode::Or(parts) => parts.iter().any(|part| self.is_in_set(id, part)),
            RichNode::If { then, .. } | RichNode::Unless { then, .. } => self.is_in_set(id, then),
        }
    }
}
