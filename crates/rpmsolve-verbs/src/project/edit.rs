//! rpmsolve.toml made and changed, and the lock with it.

use std::path::Path;

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::project::{Init, InitRepository, Lock, LockDiff, Project, Upgrade, write_whole};
use schemars::JsonSchema;
use serde::Serialize;

use super::{make, open_in_turn};
use crate::answer::documents;
use crate::options::{EditOptions, InitOptions};
use crate::{Answer, Session, VerbError};

/// A project that was made.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InitDocument {
    /// The version of the document.
    pub schema: u32,
    /// `made`.
    pub status: &'static str,
    /// The files that were written.
    pub written: Vec<String>,
}

/// What became different in a project.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Changed {
    /// The version of the document.
    pub schema: u32,
    /// `changed` or `unchanged`.
    pub status: &'static str,
    /// The layer.
    pub layer: String,
    /// What it asks for now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// What it asks for no more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// What became different in the lock, or null if it was not made.
    pub diff: Option<LockDiff>,
}

documents! {
    InitDocument;
    Changed;
}

/// Makes an rpmsolve.toml, which says what the layers of a project are.
///
/// # Errors
///
/// [`VerbError::Project`] if there is one, or it cannot be written.
pub fn init(options: &InitOptions, _: &Session) -> Result<InitDocument, VerbError> {
    let place = options.project.as_deref().unwrap_or(Path::new("."));
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
    let repositories = options.presets.iter().map(preset);
    let repositories = repositories.chain(options.repositories.iter().enumerate().map(named));
    let repositories: Vec<(String, InitRepository)> = repositories.collect();
    for (at, (id, _)) in repositories.iter().enumerate() {
        if repositories[..at].iter().any(|(known, _)| known == id) {
            let message =
                format!("two repositories would be called {id}; name one, or give one --repo ID=PLACE");
            return Err(VerbError::usage(message));
        }
    }
    let init = Init { arches: options.arches.clone(), runtime: options.runtime.clone(), repositories };
    let mut written = Vec::new();
    let project = match Project::open(place) {
        Ok(project) if options.schema => project,
        _ => {
            let project = init.write(place)?;
            written.push(project.path().display().to_string());
            project
        }
    };
    if options.schema {
        let path = project.directory().join("rpmsolve.schema.json");
        write_whole(&path, (serde_json::to_string_pretty(&Project::schema())? + "\n").as_bytes())?;
        written.push(path.display().to_string());
    }
    Ok(InitDocument { schema: SCHEMA, status: "made", written })
}

/// Adds to what a layer of a project asks for, and locks it.
///
/// # Errors
///
/// As [`crate::lock`], and if there is no such layer; nothing is written then.
pub fn add(options: &EditOptions, session: &Session) -> Result<Changed, VerbError> {
    let (project, _turn) = open_in_turn(&options.of)?;
    let (changed, layer, added) = project.add(options.layer.as_deref(), &options.specs)?;
    write(&project, &changed, options, (layer, added, Vec::new()), session)
}

/// Removes from what a layer of a project asks for, and locks it.
///
/// # Errors
///
/// As [`add`], and if the layer does not ask for that.
pub fn remove(options: &EditOptions, session: &Session) -> Result<Changed, VerbError> {
    let (project, _turn) = open_in_turn(&options.of)?;
    let (changed, layer) = project.remove(options.layer.as_deref(), &options.specs)?;
    write(&project, &changed, options, (layer, Vec::new(), options.specs.clone()), session)
}

/// Makes the lock, and writes both files if there is one.
fn write(
    project: &Project,
    changed: &Project,
    options: &EditOptions,
    (layer, added, removed): (String, Vec<String>, Vec<String>),
    session: &Session,
) -> Result<Changed, VerbError> {
    let is_changed = project.text() != changed.text();
    let mut diff = None;
    if options.no_lock {
        if is_changed {
            changed.write()?;
        }
    } else {
        let previous = project.read_lock()?;
        let lock = make(changed, &options.of, previous.as_ref(), Upgrade::None, session)?;
        if is_changed {
            changed.write()?;
        }
        changed.write_lock(&lock)?;
        diff = Some(LockDiff::new(&previous.unwrap_or_else(|| empty(&lock)), &lock));
    }
    let status = if is_changed { "changed" } else { "unchanged" };
    Ok(Changed { schema: SCHEMA, status, layer, added, removed, diff })
}

/// The lock that there was where there was none.
pub(super) fn empty(lock: &Lock) -> Lock {
    Lock { inputs: lock.inputs.clone(), layers: lock.layers.clone(), arches: Default::default() }
}
