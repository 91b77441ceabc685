//! What may take the place of an installed package (libsolv, policy.c, `policy_findupdatepackages`).

use super::request::{Job, Request};
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
            && !is_arch_change(old, new)
            && (request.allow_vendor_change || old.vendor == new.vendor)
            && (!request.colours || old.colours.intersects(new.colours))
    };
    let mut found: Vec<SolvableId> = pool
        .packages_named(old.name)
        .iter()
        .copied()
        .filter(|&id| is_legal(id) && (may_downgrade(request, id) || !is_older(pool, id, installed)))
        .collect();
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

/// Whether a package may replace a newer one: if the request allows that, or asks for this very package.
fn may_downgrade(request: &Request, id: SolvableId) -> bool {
    request.allow_downgrade
        || request.jobs.iter().any(|job| {
            let Job::Install { candidates, is_exact, .. } = job;
            *is_exact && candidates.contains(&id)
        })
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
