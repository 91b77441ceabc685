//! A list of what is installed, one NEVRA a line: what `rpm -qa` prints, and what is known of container images.

use std::collections::HashMap;
use std::path::Path;

use rpmsolve::metadata::{Field, PackageRecord, RelationKind};
use rpmsolve::{Comparison, Nevra, Pool, PoolBuilder, PoolError, RepositoryId};

use crate::RepoError;

/// Reads such a list. Empty lines and lines that begin with `#` say nothing; `gpg-pubkey` entries, which rpm keeps
/// among the packages, are left out.
///
/// # Errors
///
/// [`RepoError`] with the line that is no NEVRA.
pub fn read_nevras(text: &str, path: &Path) -> Result<Vec<Nevra>, RepoError> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    let lines = lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#') && !line.starts_with("gpg-pubkey-"));
    lines
        .map(|(line, text)| {
            text.parse().map_err(|source| RepoError::Nevra { path: path.to_owned(), line, source })
        })
        .collect()
}

/// Adds packages of which nothing but the NEVRA is known to the repository that was added last.
///
/// A package provides what its namesake in `known` provides (the same NEVRA if that is there, else the newest of
/// the name): the pool of the repositories that the request is about. Without a namesake it provides its own name
/// and version only. What it requires is taken to be met, as it is installed. `lacks` says which capabilities the
/// system is known not to have, whatever namesakes of other versions provide.
///
/// # Errors
///
/// [`PoolError`] as for any package.
pub fn add_nevras(
    builder: &mut PoolBuilder,
    repository: RepositoryId,
    nevras: &[Nevra],
    known: &Pool,
    lacks: impl Fn(&str) -> bool,
) -> Result<(), PoolError> {
    let mut record = PackageRecord::default();
    for nevra in nevras {
        record.clear();
        record.set(Field::Name, &nevra.name);
        record.set(Field::Arch, &nevra.arch);
        record.set(Field::Evr, &nevra.evr.to_string());
        let mut namesakes: Vec<_> = known.named(&nevra.name).filter(|it| it.arch() == nevra.arch).collect();
        namesakes.sort_by_key(|it| (it.evr() == nevra.evr.as_ref(), it.evr()));
        if let Some(namesake) = namesakes.last() {
            let own = namesake.evr().to_string();
            // What is provided in the namesake's version is provided in the installed one's.
            let mut versions: HashMap<&str, String> = HashMap::new();
            versions.insert(own.as_str(), nevra.evr.to_string());
            for (name, constraint) in namesake.provides().filter(|(name, _)| !lacks(name)) {
                let constraint = constraint.map(|(comparison, evr)| {
                    (comparison, versions.get(evr).map_or(evr.to_owned(), String::clone))
                });
                let constraint = constraint.as_ref().map(|(comparison, evr)| (*comparison, evr.as_str()));
                record.add_relation(RelationKind::Provides, name, constraint, false);
            }
            for path in namesake.files() {
                record.add_file(rpmsolve::metadata::FileKind::File, path);
            }
        } else {
            let evr = nevra.evr.to_string();
            record.add_relation(RelationKind::Provides, &nevra.name, Some((Comparison::EQUAL, &evr)), false);
        }
        builder.add_package(repository, &record)?;
    }
    Ok(())
}
