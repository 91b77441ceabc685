//! What may take the place of an installed package (libsolv, policy.c, `policy_findupdatepackages` and
//! `policy_is_illegal`).

use rustc_hash::{FxHashMap, FxHashSet};

use super::request::{Exact, Job, Request};
use super::rules::Rules;
use crate::arch::ArchRank;
use crate::evr::EvrRef;
use crate::metadata::RelationKind;
use crate::pool::{Dependency, Package, Pool, SolvableId};

/// What may replace each package of a pool's base.
#[derive(Clone, Debug, Default)]
pub(crate) struct Updates {
    of: FxHashMap<SolvableId, Vec<SolvableId>>,
}

/// How many kinds of requests there are, as far as they speak of what may replace what.
pub(crate) const VARIANTS: usize = 8;

/// Which of these a request is.
pub(crate) fn variant(request: &Request) -> usize {
    let flags = [request.allow_downgrade, request.allow_vendor_change, request.colours];
    flags.iter().fold(0, |number, &flag| number * 2 + usize::from(flag))
}

/// The packages that may replace one of the base: a newer version of its name, a package that provides and
/// obsoletes it, or, if there is none of those, any that obsoletes it; not of another architecture class, and
/// not of another vendor unless the request allows it. Worked out once for a pool and a request's rules about it.
pub(crate) fn updates_of<'a>(pool: &'a Pool, request: &Request, installed: SolvableId) -> &'a [SolvableId] {
    let updates = pool.updates[variant(request)].get_or_init(|| {
        // An obsoleter in the base stands beside what it obsoletes, until that has to go.
        let mut in_base: FxHashMap<SolvableId, Vec<SolvableId>> = FxHashMap::default();
        for id in pool.base_packages() {
            for old in pool.obsoleted_by(id).filter(|&old| pool.is_base(old)) {
                in_base.entry(old).or_default().push(id);
            }
        }
        let found = |old| {
            let beside = in_base.get(&old).map_or(&[][..], Vec::as_slice);
            (old, find_updates(pool, request, old, beside))
        };
        Updates { of: pool.base_packages().map(found).collect() }
    });
    updates.of.get(&installed).map_or(&[], Vec::as_slice)
}

fn find_updates(
    pool: &Pool,
    request: &Request,
    installed: SolvableId,
    obsoleters_in_base: &[SolvableId],
) -> Vec<SolvableId> {
    let old = pool.package(installed);
    let is_legal = |id: SolvableId| {
        let new = pool.package(id);
        id != installed
            && new.rank.is_some()
            && (!request.colours || old.colours.intersects(new.colours))
            && may_replace(pool, request, installed, id, Exact::default())
    };
    let mut found: Vec<SolvableId> =
        pool.packages_named(old.name).iter().copied().filter(|&id| is_legal(id)).collect();
    let mut obsoleters: Vec<SolvableId> = obsoleters_of(pool, installed);
    obsoleters.extend(obsoleters_in_base);
    obsoleters.retain(|&id| pool.package(id).name != old.name && is_legal(id));
    let providing: Vec<SolvableId> = obsoleters
        .iter()
        .copied()
        .filter(|&id| pool.provided_versions(id).any(|(name, _)| name == old.name))
        .collect();
    found.extend(if providing.is_empty() { obsoleters } else { providing });
    found
}

/// The packages that could replace one of the base if everything were allowed, which widens what the architectures of
/// a name are compared among.
pub(crate) fn conceivable<'a>(
    pool: &'a Pool,
    request: &Request,
    installed: SolvableId,
) -> impl Iterator<Item = SolvableId> + use<'a> {
    let (old, colours) = (pool.package(installed), request.colours);
    let named = pool.packages_named(old.name).iter().copied();
    named.chain(obsoleters_of(pool, installed)).filter(move |&id| {
        let new = pool.package(id);
        new.rank.is_some() && (!colours || old.colours.intersects(new.colours))
    })
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

fn is_arch_change(old: Package, new: Package) -> bool {
    old.arch != new.arch
        && !old.rank.is_some_and(ArchRank::is_noarch)
        && !new.rank.is_some_and(ArchRank::is_noarch)
        && old.rank.map(ArchRank::class) != new.rank.map(ArchRank::class)
}
