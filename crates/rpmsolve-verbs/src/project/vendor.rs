//! What is locked as a repository of its own, to go on without the places that it came from.

use std::path::PathBuf;

use rpmsolve_repo::project::{Lock, LockedFile};
use rpmsolve_repo::{package_file_name, write_repository};

use super::build::fetch;
use super::{arches, fresh, open};
use crate::options::VendorOptions;
use crate::{FetchDocument, Session, Stage, VerbError};

/// Puts what is locked into a directory that is a repository itself.
///
/// # Errors
///
/// As [`crate::sync`].
pub fn vendor(options: &VendorOptions, session: &Session) -> Result<FetchDocument, VerbError> {
    let project = open(&options.of)?;
    let lock = fresh(&project, &options.of, &options.fresh, session)?;
    let mut packages: Vec<(PathBuf, String)> = Vec::new();
    for arch in arches(&lock, options.fresh.arch.as_deref())? {
        for LockedFile { package, path } in fetch(&project, &lock, &arch, &options.of, session)? {
            let nevra = &package.nevra;
            packages.push((path, package_file_name(&nevra.name, nevra.evr.as_ref(), &nevra.arch)));
        }
    }
    let written = || write_repository(&options.directory, &packages, &revision(&lock));
    Ok(FetchDocument::new(session.during(Stage::Write, written)?, &options.directory))
}

/// What the newest of the locked repositories calls its state.
fn revision(lock: &Lock) -> String {
    let repositories = lock.arches.values().flat_map(|arch| &arch.repositories);
    let revisions = repositories.filter_map(|repository| repository.revision.as_ref()?.parse::<u64>().ok());
    revisions.max().unwrap_or_default().to_string()
}
