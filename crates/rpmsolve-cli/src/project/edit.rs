//! `rpmsolve init`, `add` and `remove`: rpmsolve.toml made and changed, and the lock with it.

use std::path::Path;

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::project::{Init, InitRepository, Lock, LockDiff, Project, Upgrade, write_whole};
use serde::Serialize;

use super::{make, open_in_turn};
use crate::arguments::project::{EditArguments, InitArguments};
use crate::output::{CommandError, Status, print_json};

#[derive(Serialize)]
struct Made {
    schema: u32,
    status: &'static str,
    /// The files that were written.
    written: Vec<String>,
}

/// Makes a project.
pub(crate) fn init(arguments: &InitArguments, json: bool) -> Result<Status, CommandError> {
    let place = arguments.project.as_deref().unwrap_or(Path::new("."));
    // The id of a preset is that of the distribution.
    let preset = |name: &String| {
        let id = name.split(['@', '+']).next().unwrap_or(name);
        (id.to_owned(), InitRepository::Preset(name.clone()))
    };
    let named = |(number, spec): (usize, &String)| match spec.split_once('=') {
        Some((id, place)) if !id.contains(['/', ':']) => {
            (id.to_owned(), InitRepository::Url(place.to_owned()))
        }
        _ => (format!("r{number}"), InitRepository::Url(spec.clone())),
    };
    let repositories = arguments.presets.iter().map(preset);
    let repositories = repositories.chain(arguments.repositories.iter().enumerate().map(named));
    let repositories: Vec<(String, InitRepository)> = repositories.collect();
    for (at, (id, _)) in repositories.iter().enumerate() {
        if repositories[..at].iter().any(|(known, _)| known == id) {
            let message =
                format!("two repositories would be called {id}; name one, or give one --repo ID=PLACE");
            return Err(CommandError::Usage { message });
        }
    }
    let init = Init { arches: arguments.arches.clone(), runtime: arguments.runtime.clone(), repositories };
    let mut written = Vec::new();
    let project = match Project::open(place) {
        Ok(project) if arguments.schema => project,
        _ => {
            let project = init.write(place)?;
            written.push(project.path().display().to_string());
            project
        }
    };
    if arguments.schema {
        let path = project.directory().join("rpmsolve.schema.json");
        write_whole(&path, (serde_json::to_string_pretty(&Project::schema())? + "\n").as_bytes())?;
        written.push(path.display().to_string());
    }
    if json {
        print_json(&Made { schema: SCHEMA, status: "made", written })?;
    } else {
        written.iter().for_each(|path| println!("{path}"));
    }
    Ok(Status::Done)
}

#[derive(Serialize)]
struct Changed {
    schema: u32,
    /// `changed` or `unchanged`.
    status: &'static str,
    layer: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    added: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removed: Vec<String>,
    /// What became different in the lock, or null if it was not made.
    diff: Option<LockDiff>,
}

/// Adds to what a layer asks for.
pub(crate) fn add(arguments: &EditArguments, json: bool) -> Result<Status, CommandError> {
    let (project, _turn) = open_in_turn(arguments.of.project.as_ref())?;
    let (changed, layer, added) = project.add(arguments.layer.as_deref(), &arguments.specs)?;
    write(&project, &changed, arguments, (layer, added, Vec::new()), json)
}

/// Removes from what a layer asks for.
pub(crate) fn remove(arguments: &EditArguments, json: bool) -> Result<Status, CommandError> {
    let (project, _turn) = open_in_turn(arguments.of.project.as_ref())?;
    let (changed, layer) = project.remove(arguments.layer.as_deref(), &arguments.specs)?;
    write(&project, &changed, arguments, (layer, Vec::new(), arguments.specs.clone()), json)
}

/// Makes the lock, and writes both files if there is one.
fn write(
    project: &Project,
    changed: &Project,
    arguments: &EditArguments,
    (layer, added, removed): (String, Vec<String>, Vec<String>),
    json: bool,
) -> Result<Status, CommandError> {
    let is_changed = project.text() != changed.text();
    let mut diff = None;
    if arguments.no_lock {
        if is_changed {
            changed.write()?;
        }
    } else {
        let previous = project.read_lock()?;
        let Some(lock) = make(changed, &arguments.of, previous.as_ref(), Upgrade::None, json)? else {
            return Ok(Status::No);
        };
        if is_changed {
            changed.write()?;
        }
        changed.write_lock(&lock)?;
        diff = Some(LockDiff::new(&previous.unwrap_or_else(|| empty(&lock)), &lock));
    }
    let status = if is_changed { "changed" } else { "unchanged" };
    if json {
        print_json(&Changed { schema: SCHEMA, status, layer, added, removed, diff })?;
        return Ok(Status::Done);
    }
    for (sign, specs) in [('+', &added), ('-', &removed)] {
        specs.iter().for_each(|spec| println!("{layer}: {sign} {spec}"));
    }
    if !is_changed {
        println!("{layer}: asks for that already");
    }
    if let Some(mut diff) = diff {
        // That something else is asked for is known.
        diff.inputs = false;
        print!("{diff}");
    }
    Ok(Status::Done)
}

/// The lock that there was where there was none.
pub(super) fn empty(lock: &Lock) -> Lock {
    Lock { inputs: lock.inputs.clone(), layers: lock.layers.clone(), arches: Default::default() }
}
