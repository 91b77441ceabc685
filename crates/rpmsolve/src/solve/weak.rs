//! Weak relations against a partial answer: what Recommends and Suggests name, whether a Supplements or
//! Enhances holds. They order choices (policy) and, when wanted, install more (walk).

use rustc_hash::FxHashSet;

use super::assignment::Assignment;
use super::known::Providers;
use crate::metadata::RelationKind;
use crate::pool::{
    Dependency, DependencyId, Literal, PlainDependency, Pool, RichNode, SolvableId, rich_clauses,
    rich_providers,
};

/// Adds the packages that a Recommends or Suggests of an installed package names.
pub(crate) fn add_named(
    pool: &Pool,
    providers: &mut Providers,
    is_in: &impl Fn(SolvableId) -> bool,
    id: SolvableId,
    kind: RelationKind,
    named: &mut FxHashSet<SolvableId>,
) {
    for &dependency in pool.relation(id, kind) {
        match pool.dependencies.get(dependency) {
            Dependency::Plain(plain) => named.extend(providers.of(pool, plain)),
            Dependency::Rich(node) => named.extend(named_by_rich(pool, is_in, node)),
        }
    }
}

/// The packages that a Recommends or Suggests names; of a rich one those whose conditions hold.
pub(crate) fn named_by(
    pool: &Pool,
    is_in: &impl Fn(SolvableId) -> bool,
    dependency: DependencyId,
) -> Vec<SolvableId> {
    match pool.dependencies.get(dependency) {
        Dependency::Plain(plain) => pool.plain_providers(plain),
        Dependency::Rich(node) => named_by_rich(pool, is_in, node),
    }
}

fn named_by_rich(pool: &Pool, is_in: &impl Fn(SolvableId) -> bool, node: &RichNode) -> Vec<SolvableId> {
    let clauses = active_clauses(pool, is_in, node).into_iter().flatten();
    clauses.filter(|literal| literal.is_positive()).map(Literal::solvable).collect()
}

/// The packages that could still meet a Recommends: none if it is met, or if its conditions do not hold.
pub(crate) fn open_candidates(
    assignment: &Assignment<'_>,
    providers: &mut Providers,
    dependency: DependencyId,
) -> Vec<SolvableId> {
    let pool = assignment.pool;
    let open = |candidates: &[SolvableId]| {
        if candidates.iter().any(|&id| assignment.is_in(id)) {
            return Vec::new();
        }
        candidates.iter().copied().filter(|&id| assignment.value(id).is_none()).collect()
    };
    match pool.dependencies.get(dependency) {
        Dependency::Plain(plain) => open(providers.of(pool, plain)),
        Dependency::Rich(node) => {
            let clauses = active_clauses(pool, &|id| assignment.is_in(id), node).into_iter();
            let positives = |clause: Vec<Literal>| {
                clause.into_iter().filter(|l| l.is_positive()).map(Literal::solvable).collect::<Vec<_>>()
            };
            let mut all: Vec<SolvableId> = clauses.flat_map(|clause| open(&positives(clause))).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
    }
}

/// Whether one of a package's Supplements or Enhances is true of what is installed.
pub(crate) fn holds_any(
    pool: &Pool,
    providers: &mut Providers,
    is_in: &impl Fn(SolvableId) -> bool,
    id: SolvableId,
    kind: RelationKind,
) -> bool {
    pool.relation(id, kind).iter().any(|&dependency| holds(pool, providers, dependency, is_in))
}

/// Whether a dependency is true of a set of packages.
pub(crate) fn holds(
    pool: &Pool,
    providers: &mut Providers,
    dependency: DependencyId,
    is_in: &impl Fn(SolvableId) -> bool,
) -> bool {
    match pool.dependencies.get(dependency) {
        Dependency::Plain(plain) => plain_holds(pool, providers, plain, is_in),
        Dependency::Rich(node) => node_holds(pool, providers, node, is_in),
    }
}

fn plain_holds(
    pool: &Pool,
    providers: &mut Providers,
    plain: PlainDependency,
    is_in: &impl Fn(SolvableId) -> bool,
) -> bool {
    providers.of(pool, plain).iter().copied().any(is_in) || pool.is_met_by_system(plain)
}

fn node_holds(
    pool: &Pool,
    providers: &mut Providers,
    node: &RichNode,
    is_in: &impl Fn(SolvableId) -> bool,
) -> bool {
    let mut holds = |node: &RichNode| node_holds(pool, providers, node, is_in);
    match node {
        RichNode::Leaf(plain) => plain_holds(pool, providers, *plain, is_in),
        RichNode::With(_) | RichNode::Without(..) => rich_providers(pool, node).into_iter().any(is_in),
        RichNode::And(parts) => parts.iter().all(holds),
        RichNode::Or(parts) => parts.iter().any(holds),
        RichNode::If { then, condition, otherwise } => match (holds(condition), otherwise) {
            (true, _) => holds(then),
            (false, Some(otherwise)) => holds(otherwise),
            (false, None) => true,
        },
        RichNode::Unless { then, condition, otherwise } => match (holds(condition), otherwise) {
            (false, _) => holds(then),
            (true, Some(otherwise)) => holds(otherwise),
            (true, None) => false,
        },
    }
}

/// Whether a dependency is true of what is installed, and a package that is not of the base has a part in that
/// (libsolv, solver_util.c, `solver_dep_fulfilled_alreadyinstalled`).
pub(crate) fn holds_newly(
    pool: &Pool,
    providers: &mut Providers,
    dependency: DependencyId,
    is_in: &impl Fn(SolvableId) -> bool,
) -> bool {
    let truth = match pool.dependencies.get(dependency) {
        Dependency::Plain(plain) => truth_of_any(pool, providers.of(pool, plain), is_in),
        Dependency::Rich(node) => node_truth(pool, providers, node, is_in),
    };
    truth == Truth::Newly
}

/// What a condition is, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Truth {
    False,
    True,
    /// True, and not only because of the base.
    Newly,
}

impl Truth {
    fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// Of two of which the first makes the second count.
    fn then(self, second: Self) -> Self {
        if second != Self::False && self == Self::Newly { Self::Newly } else { second }
    }
}

fn truth_of_any(pool: &Pool, candidates: &[SolvableId], is_in: &impl Fn(SolvableId) -> bool) -> Truth {
    let truth = |id| if pool.is_base(id) { Truth::True } else { Truth::Newly };
    candidates.iter().copied().filter(|&id| is_in(id)).map(truth).max().unwrap_or(Truth::False)
}

fn node_truth(
    pool: &Pool,
    providers: &mut Providers,
    node: &RichNode,
    is_in: &impl Fn(SolvableId) -> bool,
) -> Truth {
    let mut truth = |node: &RichNode| node_truth(pool, providers, node, is_in);
    match node {
        RichNode::Leaf(plain) => truth_of_any(pool, providers.of(pool, *plain), is_in),
        RichNode::With(_) | RichNode::Without(..) => truth_of_any(pool, &rich_providers(pool, node), is_in),
        RichNode::And(parts) if parts.iter().any(|part| truth(part) == Truth::False) => Truth::False,
        RichNode::And(parts) | RichNode::Or(parts) => parts.iter().map(truth).max().unwrap_or(Truth::False),
        RichNode::If { then, condition, otherwise: Some(otherwise) } => match truth(condition) {
            Truth::False => truth(otherwise),
            condition => condition.then(truth(then)),
        },
        RichNode::If { then, condition, otherwise: None } => {
            truth(then).max(Truth::of(truth(condition) == Truth::False))
        }
        RichNode::Unless { then, condition, otherwise: Some(otherwise) } => match truth(condition) {
            Truth::False => truth(then),
            condition => condition.then(truth(otherwise)),
        },
        RichNode::Unless { then, condition, otherwise: None } => {
            if truth(condition) == Truth::False {
                truth(then)
            } else {
                Truth::False
            }
        }
    }
}

/// The clauses of a rich dependency whose conditions hold: everything that they say must not be installed is.
fn active_clauses(pool: &Pool, is_in: &impl Fn(SolvableId) -> bool, node: &RichNode) -> Vec<Vec<Literal>> {
    let clauses = rich_clauses(pool, node).unwrap_or_default();
    let is_active = |clause: &Vec<Literal>| {
        clause.iter().all(|literal| literal.is_positive() || is_in(literal.solvable()))
    };
    clauses.into_iter().filter(is_active).collect()
}

/// The packages that a dependency speaks of, wherever in it; some more than once.
pub(crate) fn mentioned_by(pool: &Pool, dependency: DependencyId) -> Vec<SolvableId> {
    match pool.dependencies.get(dependency) {
        Dependency::Plain(plain) => pool.plain_providers(plain),
        Dependency::Rich(node) => {
            let mut found = Vec::new();
            node.for_each_leaf(&mut |leaf| found.extend(pool.plain_providers(leaf)));
            found
        }
    }
}
