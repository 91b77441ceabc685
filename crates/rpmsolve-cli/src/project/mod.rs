//! The verbs for projects, and what they share: which project is meant, its lock made, found fresh or refused.

mod build;
mod edit;
mod lock;
mod show;
mod vendor;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rpmsolve::report::{ProblemReport, SCHEMA};
use rpmsolve_layer::Profile;
use rpmsolve_repo::project::{Lock, LockOptions, Locked, Project, Turn, Unlockable, Upgrade};
use serde::Serialize;

use crate::arguments::project::{FreshArguments, ProjectArguments};
use crate::output::{CommandError, print_json};
use crate::progress;

pub(crate) use build::{build, sync};
pub(crate) use edit::{add, init, remove};
pub(crate) use lock::run as lock;
pub(crate) use show::{diff, export};
pub(crate) use vendor::run as vendor;

/// The project that is meant.
fn open(place: Option<&PathBuf>) -> Result<Project, CommandError> {
    Ok(match place {
        Some(place) => Project::open(place)?,
        None => Project::find(Path::new("."))?,
    })
}

/// The same for who wants to change it: as it is when nobody else does.
fn open_in_turn(place: Option<&PathBuf>) -> Result<(Project, Turn), CommandError> {
    let project = open(place)?;
    let turn = project.turn();
    Ok((Project::open(project.path())?, turn))
}

/// The profile of the project's runtime for an architecture, if it has a runtime.
fn profile(
    project: &Project,
    arguments: &ProjectArguments,
    arch: &str,
) -> Result<Option<Profile>, CommandError> {
    let Some(runtime) = project.runtime() else { return Ok(None) };
    Ok(Some(arguments.profiles.open()?.find(&runtime, arch)?))
}

/// Makes the lock of a project. `None` if a layer cannot be had, which is said then.
fn make(
    project: &Project,
    arguments: &ProjectArguments,
    previous: Option<&Lock>,
    upgrade: Upgrade,
    json: bool,
) -> Result<Option<Lock>, CommandError> {
    let mut runtimes = BTreeMap::new();
    for arch in project.arches() {
        if let Some(profile) = profile(project, arguments, arch)? {
            runtimes.insert(arch.clone(), profile.to_runtime());
        }
    }
    let getting = arguments.getting.to_getting();
    let cache = arguments.getting.kept.directory().map(Path::to_owned);
    let options = LockOptions { previous, upgrade, runtimes, cache, threads: None, getting };
    let locked = progress::waiting("locking", || Lock::make(project, &options))?;
    let (Locked::Solved { warnings, .. } | Locked::Unsolvable { warnings, .. }) = &locked;
    warn(warnings);
    match locked {
        Locked::Solved { lock, .. } => Ok(Some(lock)),
        Locked::Unsolvable { problems, .. } => {
            refuse(problems, json)?;
            Ok(None)
        }
    }
}

fn warn(warnings: &[String]) {
    for warning in warnings {
        eprintln!("rpmsolve: warning: {warning}");
    }
}

#[derive(Serialize)]
struct Unsolvable {
    schema: u32,
    status: &'static str,
    problems: Vec<LayerProblem>,
    hints: Vec<String>,
}

#[derive(Serialize)]
struct LayerProblem {
    layer: String,
    arch: String,
    #[serde(flatten)]
    problem: ProblemReport,
}

/// Says which layers cannot be had.
fn refuse(unlockable: Vec<Unlockable>, json: bool) -> Result<(), CommandError> {
    if !json {
        for Unlockable { layer, arch, texts, hints, .. } in unlockable {
            eprintln!("{layer} for {arch} cannot be had:");
            for line in texts.iter().flat_map(|text| text.lines()) {
                eprintln!("  {line}");
            }
            hints.iter().for_each(|hint| eprintln!("hint: {hint}"));
        }
        return Ok(());
    }
    let mut report =
        Unsolvable { schema: SCHEMA, status: "unsolvable", problems: Vec::new(), hints: Vec::new() };
    for Unlockable { layer, arch, problems, hints, .. } in unlockable {
        let problem = |problem| LayerProblem { layer: layer.clone(), arch: arch.clone(), problem };
        report.problems.extend(problems.into_iter().map(problem));
        report
            .hints
            .extend(hints.into_iter().filter(|hint| !report.hints.contains(hint)).collect::<Vec<_>>());
    }
    print_json(&report)
}

#[derive(Serialize)]
struct Stale {
    schema: u32,
    status: &'static str,
    message: String,
}

/// The lock to go by: as it is, brought up to date, or refused. `None` if there is none to go by, which is said then.
fn fresh(
    project: &Project,
    arguments: &ProjectArguments,
    fresh: &FreshArguments,
    json: bool,
) -> Result<Option<Lock>, CommandError> {
    let lock = project.read_lock()?;
    let place = project.lock_path();
    let lock = match lock {
        Some(lock) if fresh.frozen || !lock.is_stale(project)? => return Ok(Some(lock)),
        lock => lock,
    };
    if fresh.frozen || fresh.locked {
        let what =
            if lock.is_none() { "is not there" } else { "is not the lock of what rpmsolve.toml says now" };
        let message = format!("{} {what}; run rpmsolve lock", place.display());
        eprintln!("rpmsolve: {message}");
        if json {
            print_json(&Stale { schema: SCHEMA, status: "stale", message })?;
        }
        return Ok(None);
    }
    let made = make(project, arguments, lock.as_ref(), Upgrade::None, json)?;
    if let Some(made) = &made {
        project.write_lock(made)?;
    }
    Ok(made)
}

/// The architectures that are meant: one, or all of the lock.
fn arches(lock: &Lock, arch: Option<&str>) -> Result<Vec<String>, CommandError> {
    match arch {
        None => Ok(lock.arches.keys().cloned().collect()),
        Some(arch) => {
            lock.packages_of(arch, None)?;
            let meant = lock.arches.keys().filter(|known| Project::is_arch(known, arch));
            Ok(meant.cloned().collect())
        }
    }
}
