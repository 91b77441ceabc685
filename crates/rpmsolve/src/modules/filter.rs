//! What active streams hide: the artifacts of all other streams, and every other package that has, or provides, the
//! name of an artifact of an active one; except in repositories of hotfixes, and never in the base (libdnf5,
//! module_sack.cpp, `collect_data_for_modular_filtering` and `module_filtering`).

use rustc_hash::FxHashSet;

use crate::capability::Capability;
use crate::metadata::ModuleStream;
use crate::nevra::Nevra;
use crate::pool::{Pool, SolvableId};

/// The packages that are not to be seen, sorted.
pub(super) fn hidden<'a>(
    pool: &Pool,
    streams: impl Iterator<Item = (&'a ModuleStream, bool)>,
) -> Vec<SolvableId> {
    let mut kept = FxHashSet::default();
    let mut hidden = FxHashSet::default();
    let mut names = FxHashSet::default();
    for (stream, is_active) in streams {
        for artifact in &stream.artifacts {
            let Ok(nevra) = artifact.parse::<Nevra>() else { continue };
            if is_active {
                kept.extend(packages(pool, &nevra));
                // A source package provides nothing, and its name may be that of a package outside the module.
                if !matches!(nevra.arch.as_str(), "src" | "nosrc") {
                    names.insert(nevra.name);
                }
            } else {
                hidden.extend(packages(pool, &nevra));
            }
        }
    }
    for name in names {
        hidden.extend(pool.named(&name).map(|solvable| solvable.id()));
        hidden.extend(pool.providers_of_value(&Capability { name, constraint: None }));
    }
    let mut hidden: Vec<SolvableId> = hidden.into_iter().filter(|id| !kept.contains(id)).collect();
    hidden.retain(|&id| !pool.is_base(id) && !pool.options_of(id).module_hotfixes);
    hidden.sort_unstable();
    hidden
}

/// The packages that are an artifact, in whichever repository.
fn packages(pool: &Pool, nevra: &Nevra) -> impl Iterator<Item = SolvableId> {
    let named = pool.named(&nevra.name);
    let is_meant = |solvable: &crate::Solvable<'_>| {
        solvable.arch() == nevra.arch && solvable.evr() == nevra.evr.as_ref()
    };
    named.filter(move |solvable| is_meant(solvable)).map(|solvable| solvable.id())
}
