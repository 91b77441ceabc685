//! The inferior architecture rule (libsolv, rules.c, `solver_addinfarchrules`; rpm-semantics 22): of a name, only
//! the best architecture that the request could reach may be installed, unless an exact job speaks of it.
//!
//! Hardly any answer holds a package of a lesser architecture, and whether one may is a question about all that
//! the request could reach. So the rule is not imposed before a solve but checked after it, and imposed only
//! when an answer broke it.

use rustc_hash::FxHashSet;

use super::rules::{Rule, RuleReason, Rules};
use crate::arch::ArchRank;
use crate::metadata::RelationKind;
use crate::pool::{ClauseId, Dependency, Key, Literal, Pool, SolvableId, StringId, rich_clauses};

/// The rules that an answer breaks; none if it may stand.
pub(crate) fn broken_rules(rules: &Rules<'_>, installed: &[SolvableId]) -> Vec<Rule> {
    let pool = rules.pool;
    let suspects: FxHashSet<StringId> = installed
        .iter()
        .filter(|&&id| !pool.is_base(id) && has_better_arch(pool, id))
        .map(|&id| pool.package(id).name)
        .filter(|name| !rules.exact_names.contains(name))
        .collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let reachable = reachable(rules);
    let mut names: Vec<StringId> = suspects.into_iter().collect();
    names.sort_unstable();
    let broken = names.into_iter().flat_map(|name| rules_of_name(pool, name, &reachable));
    let is_new = |rule: &Rule| !rules.rules.iter().any(|known| known.literals == rule.literals);
    broken.filter(is_new).collect()
}

/// (¬package) for each reachable package of a name whose architecture is worse than the best reachable one; or
/// (¬package ∨ twin1 ∨ …) if packages of the same version and the best architecture could accompany it.
fn rules_of_name(pool: &Pool, name: StringId, reachable: &FxHashSet<SolvableId>) -> Vec<Rule> {
    let named = pool.packages_named(name);
    let in_reach = || named.iter().copied().filter(|id| reachable.contains(id));
    let Some(best) = in_reach().filter(|&id| !pool.is_base(id)).filter_map(|id| class(pool, id)).min() else {
        return Vec::new();
    };
    let base_classes: Vec<_> =
        in_reach().filter(|&id| pool.is_base(id)).filter_map(|id| class(pool, id)).collect();
    in_reach()
        .filter(|&id| !pool.is_base(id))
        .filter(|&id| class(pool, id).is_some_and(|class| class != best && !base_classes.contains(&class)))
        .map(|id| {
            let twins = named.iter().copied().filter(|&twin| {
                twin != id
                    && pool.package(twin).evr == pool.package(id).evr
                    && class(pool, twin) == Some(best)
            });
            let literals = [Literal::negative(id)].into_iter().chain(twins.map(Literal::positive)).collect();
            Rule { literals, reason: RuleReason::InferiorArch }
        })
        .collect()
}

fn has_better_arch(pool: &Pool, id: SolvableId) -> bool {
    let Some(mine) = class(pool, id) else { return false };
    pool.packages_named(pool.package(id).name)
        .iter()
        .any(|&other| class(pool, other).is_some_and(|its| its < mine))
}

/// The architecture class; none for noarch, which is as good as any.
fn class(pool: &Pool, id: SolvableId) -> Option<u16> {
    pool.package(id).rank.filter(|rank| !rank.is_noarch()).map(ArchRank::class)
}

/// Everything that the jobs and the base could bring in, whichever way they are met.
fn reachable(rules: &Rules<'_>) -> FxHashSet<SolvableId> {
    let pool = rules.pool;
    let relations = &pool.relations;
    let mut reached = FxHashSet::default();
    let mut stack: Vec<SolvableId> = rules
        .rules
        .iter()
        .flat_map(|rule| &rule.literals)
        .filter(|l| l.is_positive())
        .map(|l| l.solvable())
        .collect();
    while let Some(id) = stack.pop() {
        if !reached.insert(id) {
            continue;
        }
        // The same version of another architecture may have to accompany it.
        let package = pool.package(id);
        let twins = pool.packages_named(package.name).iter().copied();
        stack.extend(twins.filter(|&twin| rules.request.colours && pool.package(twin).evr == package.evr));
        for &requirement in relations.requires.get(id) {
            stack.extend_from_slice(relations.candidates.get(requirement));
        }
        let owned = |clause: &&ClauseId| relations.clauses[clause.index()].owner == id;
        for clause in relations.occurrences.get(id).iter().filter(owned) {
            stack.extend(relations.clauses[clause.index()].literals.iter().map(|literal| literal.solvable()));
        }
        for kind in [RelationKind::Recommends, RelationKind::Suggests] {
            for &dependency in pool.relation(id, kind) {
                match pool.dependencies.get(dependency) {
                    Dependency::Plain(plain) => stack.extend(pool.plain_providers(plain)),
                    Dependency::Rich(node) => {
                        let clauses = rich_clauses(pool, node).unwrap_or_default();
                        stack.extend(clauses.into_iter().flatten().map(Literal::solvable));
                    }
                }
            }
        }
    }
    reached
}
