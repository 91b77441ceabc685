//! What may take the place of an installed package (libsolv, policy.c, `policy_findupdatepackages` and
//! `policy_is_illegal`).

use rustc_hash::FxHashSet;

use super::request::{Exact, Job, Request};
use super::rules::Rules;
use crate::arch::ArchRank;
use crate::evr::EvrRef;
use crate::metadata::RelationKind;
use crate::pool::{Dependency, Package, Pool, SolvableId};

/// The packages that may replace an installed one: a newer version of its name, a package that provides and
/// obsoletes it, or, if there is none of those, any that obsoletes it; not of another architecture class, and
/// not of another vendor unless the request allows it.
pub(crate) fn updates_of(pool: &Pool, request: &Request, installed: SolvableId) -> Vec<SolvableId> {
    let old = pool.package(installed);
    let is_legal = |id: SolvableId| {
        let new = pool.package(id);
        id != installed
            && !pool.is_base(id)
            && (!request.colours || old.colours.intersects(new.colours))
            && may_replace(pool, request, installed, id, Exact::default())
    };
    let mut found: Vec<SolvableId> =
        pool.packages_named(old.name).iter().copied().filter(|&id| is_legal(id)).collect();
    let obsoleters: Vec<SolvableId> =
        obsoleters_of(pool, installed).into_iter().filter(|&id| is_legal(id)).collect();
    let providing: Vec<SolvableId> = obsoleters
        .iter()
        .copied()
        .filter(|&id| pool.provided_versions(id).any(|(name, _)| name == old.name))
        .collect();
    found.extend(if providing.is_empty() { obsoleters } else { providing });
    found
}

/// The packages of the base that the jobs themselves replace: those in whose place every candidate of a job would
/// come, if every candidate may. Nothing else need replace them, and nothing keeps them (libsolv, rules.c,
/// `jobtodisablelist`).
pub(crate) fn replaced_by_jobs(rules: &Rules<'_>) -> FxHashSet<SolvableId> {
    let (pool, request) = (rules.pool, rules.request);
    let mut replaced = FxHashSet::default();
    for job in &request.jobs {
        let Job::Install { candidates, exact, .. } = job;
        let stays_beside = |&id: &SolvableId| {
            pool.is_base(id) || rules.is_install_only(id) && !request.install_only_obsoletes
        };
        if candidates.is_empty() || candidates.iter().any(stays_beside) {
            continue;
        }
        let mut common = rules.replaced_by(candidates[0]);
        for &candidate in &candidates[1..] {
            if common.is_empty() {
                break;
            }
            let also = rules.replaced_by(candidate);
            common.retain(|id| also.contains(id));
        }
        common.retain(|&old| candidates.iter().all(|&new| may_replace(pool, request, old, new, *exact)));
        replaced.extend(common);
    }
    replaced
}

/// Whether the request lets one package take the place of another; what is asked for exactly may more.
pub(crate) fn may_replace(
    pool: &Pool,
    request: &Request,
    old: SolvableId,
    new: SolvableId,
    exact: Exact,
) -> bool {
    let (before, after) = (pool.package(old), pool.package(new));
    let is_downgrade = before.name == after.name && is_older(pool, new, old);
    (!is_downgrade || exact.version || request.allow_downgrade)
        && (exact.arch || !is_arch_change(before, after))
        && (exact.vendor || request.allow_vendor_change || before.vendor == after.vendor)
}

/// The packages of other names that obsolete a package.
pub(crate) fn obsoleters_of(pool: &Pool, id: SolvableId) -> Vec<SolvableId> {
    let name = pool.package(id).name;
    let obsoletes = |candidate: SolvableId| {
        pool.relation(candidate, RelationKind::Obsoletes).iter().any(|&dependency| {
            match pool.dependencies.get(dependency) {
                Dependency::Plain(plain) => pool.matches_name_and_evr(id, plain),
                Dependency::Rich(_) => false,
            }
        })
    };
    pool.excluded_with(id)
        .iter()
        .copied()
        .filter(|&other| pool.package(other).name != name && obsoletes(other))
        .collect()
}

/// Whether the first package's version is lower than the second's.
pub(crate) fn is_older(pool: &Pool, one: SolvableId, other: SolvableId) -> bool {
    let evr = |id| EvrRef::parse(pool.strings.get(pool.package(id).evr));
    pool.package(one).evr != pool.package(other).evr && evr(one) < evr(other)
}

fn is_arch_change(old: &Package, new: &Package) -> bool {
    old.arch != new.arch
        && !old.rank.is_some_and(ArchRank::is_noarch)
        && !new.rank.is_some_and(ArchRank::is_noarch)
        && old.rank.map(ArchRank::class) != new.rank.map(ArchRank::class)
}
