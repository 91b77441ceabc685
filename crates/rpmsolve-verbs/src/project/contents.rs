//! What is written in a lock, as a document.

use std::collections::BTreeMap;

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::project::{Lock, LockedPackage, Project};
use schemars::JsonSchema;
use serde::Serialize;

use super::open;
use super::show::read;
use crate::answer::documents;
use crate::options::{LockShowOptions, ProjectOptions};
use crate::{Answer, Session, VerbError};

/// What is locked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LockContents {
    /// The version of the document.
    pub schema: u32,
    /// `ok`.
    pub status: &'static str,
    /// The file.
    pub path: String,
    /// Whether the project asks for something else by now; null if a lock was named, and no project.
    pub stale: Option<bool>,
    /// The checksum of what was asked for when it was made.
    pub inputs: String,
    /// The names of the layers.
    pub layers: Vec<String>,
    /// The packages for each architecture, sorted by NEVRA.
    pub arches: BTreeMap<String, Vec<LockedPackageDocument>>,
}

/// A package that is locked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LockedPackageDocument {
    /// Its name, epoch, version, release and architecture.
    pub nevra: String,
    /// The id of its repository.
    pub repo: String,
    /// Where it is had from.
    pub url: String,
    /// `type:hexadecimal`.
    pub checksum: String,
    /// Bytes of the package.
    pub size_download: u64,
    /// The fingerprint of the key that has signed it, if that is known.
    pub key: Option<String>,
    /// The source package that it was made of.
    pub source: Option<String>,
    /// The layers that it is in.
    pub layers: Vec<String>,
    /// Those of them that ask for it.
    pub requested: Vec<String>,
    /// The NEVRAs of the packages that need it.
    pub required_by: Vec<String>,
}

documents! { LockContents; }

/// Says what is locked, and whether that is still what the project asks for. The network is left alone.
///
/// # Errors
///
/// [`VerbError`] if the lock is not there, or not in order.
pub fn lock_show(options: &LockShowOptions, _: &Session) -> Result<LockContents, VerbError> {
    let LockShowOptions { lock, project, settings } = options;
    let project = match lock {
        Some(_) if project.is_none() && settings.is_none() => None,
        _ => Some(open(&ProjectOptions {
            project: project.clone(),
            settings: settings.clone(),
            lock: lock.clone(),
            ..ProjectOptions::default()
        })?),
    };
    let path = project.as_ref().map(Project::lock_path).or_else(|| lock.clone()).unwrap_or_default();
    let lock = read(&path)?;
    let stale = project.map(|project| lock.is_stale(&project)).transpose()?;
    let Lock { inputs, layers, arches } = lock;
    let package = |package: LockedPackage| LockedPackageDocument {
        nevra: package.nevra.with_epoch(),
        repo: package.repository,
        url: package.url,
        checksum: package.checksum.to_string(),
        size_download: package.size_bytes,
        key: package.key,
        source: package.source,
        layers: package.layers,
        requested: package.requested,
        required_by: package.required_by,
    };
    let arches =
        arches.into_iter().map(|(arch, locked)| (arch, locked.packages.into_iter().map(package).collect()));
    Ok(LockContents {
        schema: SCHEMA,
        status: "ok",
        path: path.display().to_string(),
        stale,
        inputs: inputs.to_string(),
        layers,
        arches: arches.collect(),
    })
}
