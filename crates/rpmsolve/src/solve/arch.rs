//! The inferior architecture rule (libsolv, rules.c, `solver_addinfarchrules`; rpm-semantics 22): of a name, only
//! the best architecture that the request could reach may be installed, unless an exact job speaks of it.
//!
//! Hardly any answer holds a package of a lesser architecture, and whether one may is a question about all that
//! the request could reach. So the rule is not imposed before a solve but checked after it, and imposed only
//! when an answer broke it.

use super::known::Providers;
use super::request::Job;
use super::rules::{Rule, RuleReason, Rules};
use super::update;
use crate::arch::ArchRank;
use crate::metadata::RelationKind;
use crate::pool::{
    ClauseId, Dependency, DependencyId, Key, Literal, PlainDependency, Pool, RichNode, SolvableId, StringId,
    rich_providers,
};

/// The rules that an answer breaks; none if it may stand.
pub(crate) fn broken_rules(
    rules: &Rules<'_>,
    installed: &[SolvableId],
    providers: &mut Providers,
) -> Vec<Rule> {
    let pool = rules.pool;
    let added = installed.iter().copied().filter(|&id| !pool.is_base(id));
    let mut names: Vec<StringId> = added
        .filter(|&id| has_better_arch(pool, id))
        .chain(left_behind(rules, installed))
        .map(|id| pool.package(id).name)
        .filter(|name| !rules.exact_names.contains(name))
        .collect();
    if names.is_empty() {
        return Vec::new();
    }
    names.sort_unstable();
    names.dedup();
    let reachable = Reachable::of(rules, providers).packages;
    let broken = names.into_iter().flat_map(|name| rules_of_name(rules, name, &reachable));
    let is_new = |rule: &Rule| !rules.rules.iter().any(|known| known.literals == rule.literals);
    broken.filter(is_new).collect()
}

/// The packages of the base that an answer keeps of a lesser architecture while another of their name is gone.
fn left_behind<'a>(rules: &'a Rules<'_>, installed: &'a [SolvableId]) -> impl Iterator<Item = SolvableId> {
    let pool = rules.pool;
    let is_in = |id: &SolvableId| installed.binary_search(id).is_ok();
    let kept = installed.iter().filter(|&&id| pool.is_base(id)).count();
    let may_be = rules.request.colours && kept < pool.base_packages().len();
    let gone = pool.base_packages().filter(move |id| may_be && !is_in(id));
    gone.flat_map(|id| pool.packages_named(pool.package(id).name).iter().copied())
        .filter(move |id| pool.is_base(*id) && is_in(id) && has_better_arch(pool, *id))
}

/// (¬package) for each reachable package of a name whose architecture is worse than the best reachable one; where
/// packages of other colours may be side by side, (¬package ∨ twin1 ∨ …) if packages of the same version and the best
/// architecture could accompany it. Packages of the base stay; but one that is installed with such a twin does not
/// stay without.
fn rules_of_name(rules: &Rules<'_>, name: StringId, reachable: &[bool]) -> Vec<Rule> {
    let pool = rules.pool;
    let named = pool.packages_named(name);
    let in_reach = || named.iter().copied().filter(|id| reachable[id.index()]);
    let Some(best) = in_reach().filter(|&id| !pool.is_base(id)).filter_map(|id| class(pool, id)).min() else {
        return Vec::new();
    };
    let is_inferior = |id: SolvableId| class(pool, id).is_some_and(|class| class != best);
    let twins = |id: SolvableId| {
        let package = pool.package(id);
        named.iter().copied().filter(move |&twin| {
            let other = pool.package(twin);
            rules.request.colours
                && other.evr == package.evr
                && other.arch != package.arch
                && other.rank.is_some()
                && class(pool, twin).is_none_or(|class| class == best)
        })
    };
    let is_alone = |&id: &SolvableId| is_inferior(id) && twins(id).next().is_none();
    let base_classes: Vec<_> =
        in_reach().filter(|&id| pool.is_base(id)).filter(is_alone).filter_map(|id| class(pool, id)).collect();
    in_reach()
        .filter(|&id| match pool.is_base(id) {
            true => is_inferior(id) && twins(id).any(|twin| pool.is_base(twin)),
            false => is_inferior(id) && class(pool, id).is_some_and(|class| !base_classes.contains(&class)),
        })
        .map(|id| {
            let literals =
                [Literal::negative(id)].into_iter().chain(twins(id).map(Literal::positive)).collect();
            Rule { literals, reason: RuleReason::InferiorArch, is_soft: false, is_disabled: false }
        })
        .collect()
}

/// Whether there is a better architecture of a package, anywhere.
pub(super) fn has_better_arch(pool: &Pool, id: SolvableId) -> bool {
    let Some(mine) = class(pool, id) else { return false };
    pool.packages_named(pool.package(id).name)
        .iter()
        .any(|&other| class(pool, other).is_some_and(|its| its < mine))
}

/// The architecture class; none for noarch, which is as good as any.
fn class(pool: &Pool, id: SolvableId) -> Option<u16> {
    pool.package(id).rank.filter(|rank| !rank.is_noarch()).map(ArchRank::class)
}

/// Everything that the jobs and the base could bring in, whichever way they are met (libsolv, rules.c,
/// `solver_addpkgrulesforsolvable` and `solver_addpkgrulesforweak`).
struct Reachable<'a> {
    rules: &'a Rules<'a>,
    providers: &'a mut Providers,
    /// By number: the packages in reach, and the requirements and other dependencies that have been followed.
    packages: Vec<bool>,
    requirements: Vec<bool>,
    dependencies: Vec<bool>,
    open: Vec<SolvableId>,
}

impl<'a> Reachable<'a> {
    fn of(rules: &'a Rules<'a>, providers: &'a mut Providers) -> Self {
        let pool = rules.pool;
        let mut reachable = Self {
            rules,
            providers,
            packages: vec![false; pool.len()],
            requirements: vec![false; pool.relations.candidates.len()],
            dependencies: vec![false; pool.dependencies.len()],
            open: Vec::new(),
        };
        let positive = rules.rules.iter().flat_map(|rule| &rule.literals).filter(|it| it.is_positive());
        reachable.open.extend(positive.map(|literal| literal.solvable()));
        // Of what a job offers all counts, not only the best.
        for job in &rules.request.jobs {
            let Job::Install { candidates, .. } = job;
            reachable.open.extend(candidates.iter().copied().filter(|&id| pool.package(id).rank.is_some()));
        }
        for id in pool.base_packages() {
            reachable.open.extend(update::conceivable(pool, rules.request, id));
        }
        reachable.follow();
        reachable.add_weak();
        reachable
    }

    fn follow(&mut self) {
        let pool = self.rules.pool;
        let relations = &pool.relations;
        while let Some(id) = self.open.pop() {
            if mark(&mut self.packages[id.index()]) {
                continue;
            }
            self.open_twins(id);
            for &requirement in relations.requires.get(id) {
                if !mark(&mut self.requirements[requirement.index()]) {
                    self.open.extend_from_slice(relations.candidates.get(requirement));
                }
            }
            let owned = |clause: &&ClauseId| relations.clause(**clause).owner == id;
            for clause in relations.occurrences.get(id).iter().filter(owned) {
                let literals = relations.clause(*clause).literals.iter();
                self.open.extend(literals.filter(|literal| literal.is_positive()).map(|it| it.solvable()));
            }
            for kind in [RelationKind::Recommends, RelationKind::Suggests] {
                for &dependency in pool.relation(id, kind) {
                    if mark(&mut self.dependencies[dependency.index()]) {
                        continue;
                    }
                    match pool.dependencies.get(dependency) {
                        Dependency::Plain(plain) => self.open.extend(self.providers.of(pool, plain)),
                        Dependency::Rich(node) => self.open_named(node, true),
                    }
                }
            }
        }
    }

    /// The same version of a better architecture may have to accompany a package.
    fn open_twins(&mut self, id: SolvableId) {
        let pool = self.rules.pool;
        let Some(mine) = class(pool, id).filter(|_| self.rules.request.colours) else { return };
        let evr = pool.package(id).evr;
        let twins = pool.packages_named(pool.package(id).name).iter().copied();
        let is_better = |twin| class(pool, twin).is_some_and(|its| its < mine);
        self.open.extend(twins.filter(|&twin| pool.package(twin).evr == evr && is_better(twin)));
    }

    /// What a formula would have installed, whether it can hold or not.
    fn open_named(&mut self, node: &RichNode, is_positive: bool) {
        match node {
            RichNode::And(parts) | RichNode::Or(parts) => {
                parts.iter().for_each(|part| self.open_named(part, is_positive));
            }
            RichNode::If { then, condition, otherwise } | RichNode::Unless { then, condition, otherwise } => {
                self.open_named(then, is_positive);
                self.open_named(condition, !is_positive);
                // "X if C else Y" is (X or not C) and (C or Y).
                if let Some(otherwise) = otherwise {
                    self.open_named(condition, is_positive);
                    self.open_named(otherwise, is_positive);
                }
            }
            RichNode::Leaf(_) | RichNode::With(_) | RichNode::Without(..) if is_positive => {
                self.open.extend(rich_providers(self.rules.pool, node));
            }
            RichNode::Leaf(_) | RichNode::With(_) | RichNode::Without(..) => {}
        }
    }

    /// What Supplements or Enhances something in reach, until there is nothing more.
    fn add_weak(&mut self) {
        let pool = self.rules.pool;
        let unseen = self.rules.request.unseen(pool);
        let kinds = [RelationKind::Supplements, RelationKind::Enhances];
        let holders = self.providers.weak_holders(pool);
        let mut waiting: Vec<SolvableId> =
            holders.iter().copied().filter(|id| !unseen.contains(id)).collect();
        loop {
            let before = waiting.len();
            waiting.retain(|&id| {
                let mut dependencies = kinds.iter().flat_map(|&kind| pool.relation(id, kind));
                let is_pulled = dependencies.any(|&dependency| self.is_possible(dependency));
                if is_pulled {
                    self.open.push(id);
                    self.follow();
                }
                !is_pulled
            });
            if waiting.len() == before {
                return;
            }
        }
    }

    fn is_possible(&mut self, dependency: DependencyId) -> bool {
        let pool = self.rules.pool;
        match pool.dependencies.get(dependency) {
            Dependency::Plain(plain) => self.is_plain_possible(plain),
            Dependency::Rich(node) => self.is_node_possible(node),
        }
    }

    fn is_node_possible(&mut self, node: &RichNode) -> bool {
        match node {
            RichNode::And(parts) => parts.iter().all(|part| self.is_node_possible(part)),
            RichNode::Or(parts) => parts.iter().any(|part| self.is_node_possible(part)),
            RichNode::If { .. } | RichNode::Unless { .. } => true,
            RichNode::Leaf(plain) => self.is_plain_possible(*plain),
            RichNode::With(_) | RichNode::Without(..) => {
                rich_providers(self.rules.pool, node).iter().any(|id| self.packages[id.index()])
            }
        }
    }

    fn is_plain_possible(&mut self, plain: PlainDependency) -> bool {
        let candidates = self.providers.of(self.rules.pool, plain);
        candidates.iter().any(|id| self.packages[id.index()])
    }
}

/// Marks something; whether it was marked already.
fn mark(is_marked: &mut bool) -> bool {
    std::mem::replace(is_marked, true)
}
