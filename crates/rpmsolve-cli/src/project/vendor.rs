//! `rpmsolve vendor`: what is locked as a repository of its own, to go on without the places that it came from.

use std::path::PathBuf;

use rpmsolve_repo::project::{Lock, LockedFile};
use rpmsolve_repo::{package_file_name, write_repository};

use super::build::fetch;
use super::{arches, fresh, open};
use crate::arguments::project::VendorArguments;
use crate::fetch::print_report;
use crate::output::{CommandError, Status};
use crate::progress;

pub(crate) fn run(arguments: &VendorArguments, json: bool) -> Result<Status, CommandError> {
    let project = open(arguments.of.project.as_ref())?;
    let Some(lock) = fresh(&project, &arguments.of, &arguments.fresh, json)? else { return Ok(Status::No) };
    let mut packages: Vec<(PathBuf, String)> = Vec::new();
    for arch in arches(&lock, arguments.fresh.arch.as_deref())? {
        for LockedFile { package, path } in fetch(&project, &lock, &arch, &arguments.of)? {
            let nevra = &package.nevra;
            packages.push((path, package_file_name(&nevra.name, nevra.evr.as_ref(), &nevra.arch)));
        }
    }
    let written = || write_repository(&arguments.directory, &packages, &revision(&lock));
    let report = progress::waiting("writing", written)?;
    print_report(&report, &arguments.directory, json)?;
    Ok(Status::Done)
}

/// What the newest of the locked repositories calls its state.
fn revision(lock: &Lock) -> String {
    let repositories = lock.arches.values().flat_map(|arch| &arch.repositories);
    let revisions = repositories.filter_map(|repository| repository.revision.as_ref()?.parse::<u64>().ok());
    revisions.max().unwrap_or_default().to_string()
}
