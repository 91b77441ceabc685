//! The verbs for projects, and what they share: which project is meant, its lock made, found fresh or refused.

mod build;
mod contents;
mod edit;
mod lock;
mod show;
mod vendor;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rpmsolve_layer::Profile;
use rpmsolve_repo::project::{Lock, LockOptions as LockSettings, Locked, Project, Turn, Upgrade};

use crate::options::{FreshOptions, ProjectOptions};
use crate::{Refusal, Session, Stage, VerbError};

pub use build::{BuildDocument, BuiltLayerDocument, SyncDocument, SyncedPackage, build, sync};
pub use contents::{LockContents, LockedPackageDocument, lock_show};
pub use edit::{Changed, InitDocument, add, init, remove};
pub use lock::{LockDocument, lock};
pub use show::{DiffDocument, ExportDocument, diff, export};
pub use vendor::vendor;

/// The project that is meant.
fn open(options: &ProjectOptions) -> Result<Project, VerbError> {
    let project = match &options.settings {
        Some(settings) => {
            let path = options.project.as_deref().unwrap_or(Path::new(Project::FILE_NAME));
            Project::from_settings(settings, path)?
        }
        None => place(options.project.as_ref())?,
    };
    Ok(match &options.lock {
        Some(lock) => project.with_lock(lock.clone()),
        None => project,
    })
}

/// The project of a place, or the nearest one.
fn place(place: Option<&PathBuf>) -> Result<Project, VerbError> {
    Ok(match place {
        Some(place) => Project::open(place)?,
        None => Project::find(Path::new("."))?,
    })
}

/// The same for who wants to change it: as it is when nobody else does.
fn open_in_turn(options: &ProjectOptions) -> Result<(Project, Turn), VerbError> {
    let turn = open(options)?.turn();
    Ok((open(options)?, turn))
}

/// The profile of the project's runtime for an architecture, if it has a runtime.
fn profile(project: &Project, options: &ProjectOptions, arch: &str) -> Result<Option<Profile>, VerbError> {
    let Some(runtime) = project.runtime() else { return Ok(None) };
    Ok(Some(crate::profile::open(&options.profiles)?.find(&runtime, arch)?))
}

/// Makes the lock of a project.
fn make(
    project: &Project,
    options: &ProjectOptions,
    previous: Option<&Lock>,
    upgrade: Upgrade,
    session: &Session,
) -> Result<Lock, VerbError> {
    let mut runtimes = BTreeMap::new();
    for arch in project.arches() {
        if let Some(profile) = profile(project, options, arch)? {
            runtimes.insert(arch.clone(), profile.to_runtime());
        }
    }
    let getting = options.getting.to_getting(session);
    let cache = options.getting.kept.directory().map(Path::to_owned);
    let settings = LockSettings { previous, upgrade, runtimes, cache, threads: None, getting };
    let locked = session.during(Stage::Solve, || Lock::make(project, &settings))?;
    let (Locked::Solved { warnings, .. } | Locked::Unsolvable { warnings, .. }) = &locked;
    session.warn(warnings);
    match locked {
        Locked::Solved { lock, .. } => Ok(lock),
        Locked::Unsolvable { problems, .. } => Err(Refusal::of_layers(problems)),
    }
}

/// The lock to go by: as it is, brought up to date, or refused.
fn fresh(
    project: &Project,
    options: &ProjectOptions,
    fresh: &FreshOptions,
    session: &Session,
) -> Result<Lock, VerbError> {
    let lock = match project.read_lock()? {
        Some(lock) if fresh.frozen || !lock.is_stale(project)? => return Ok(lock),
        lock => lock,
    };
    if fresh.frozen || fresh.locked {
        let message = match lock {
            None => format!("{} is not there", project.lock_path().display()),
            Some(_) => stale(project),
        };
        return Err(VerbError::Stale { message: format!("{message}; run rpmsolve lock") });
    }
    let made = make(project, options, lock.as_ref(), Upgrade::None, session)?;
    project.write_lock(&made)?;
    Ok(made)
}

/// That the lock of a project is another's.
fn stale(project: &Project) -> String {
    let file = project.path().file_name().unwrap_or_default().to_string_lossy();
    format!("{} is not the lock of what {file} says now", project.lock_path().display())
}

/// The architectures that are meant: one, or all of the lock.
fn arches(lock: &Lock, arch: Option<&str>) -> Result<Vec<String>, VerbError> {
    match arch {
        None => Ok(lock.arches.keys().cloned().collect()),
        Some(arch) => {
            lock.packages_of(arch, None)?;
            let meant = lock.arches.keys().filter(|known| Project::is_arch(known, arch));
            Ok(meant.cloned().collect())
        }
    }
}
