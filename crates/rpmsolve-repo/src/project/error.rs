//! What can be wrong with a project: its rpmsolve.toml, its rpmsolve.lock, or the packages that the lock names.

use std::path::{Path, PathBuf};

use rpmsolve::NevraError;
use thiserror::Error;

use super::Checksum;
use crate::{RepoError, ResolveError};

/// Why nothing could be done with a project.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::Project;
///
/// let error = Project::parse("arches = [\"x86_64\"]\n\n[layer.git]\n", "rpmsolve.toml".as_ref()).unwrap_err();
/// assert_eq!(error.code(), "project-unknown-key");
/// assert_eq!(error.to_string(), "rpmsolve.toml:3: \"layer\" means nothing here; did you mean \"layers\"?");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// No project is here.
    #[error("{}: there is no rpmsolve.toml, neither here nor in a directory above; rpmsolve init makes one", directory.display())]
    NotFound {
        /// Where the search began.
        directory: PathBuf,
    },
    /// A project is here already.
    #[error("{}: is there already; change it, or remove it before a new one is made", path.display())]
    Exists {
        /// Its rpmsolve.toml.
        path: PathBuf,
    },
    /// A file that cannot be meant.
    #[error("{}: is longer than {limit_bytes} bytes, which no file of this kind is", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How long one may be.
        limit_bytes: u64,
    },
    /// Something that is no TOML, or of another type than it should be.
    #[error("{}:{line}: {reason}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// The line, counting from 1.
        line: usize,
        /// What the reader says.
        reason: String,
    },
    /// A key that has no meaning where it stands.
    #[error("{}:{line}: \"{key}\" means nothing here; {advice}", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The key.
        key: String,
        /// What may have been meant.
        advice: String,
    },
    /// A value that makes no sense.
    #[error("{}:{line}: {key} = \"{value}\": it should be {expected}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The key, with those of the tables that it is in before it.
        key: String,
        /// What it says; cut where it is long.
        value: String,
        /// What it should say.
        expected: &'static str,
    },
    /// A repository that is nowhere, or in several places.
    #[error("{}:{line}: repository \"{repository}\": {reason}", path.display())]
    Place {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The repository's id.
        repository: String,
        /// What is wrong, and what to do.
        reason: &'static str,
    },
    /// Two repositories of one id.
    #[error("{}:{line}: there are two repositories \"{repository}\"; give one of them another id", path.display())]
    Twice {
        /// The file that has the second.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The id.
        repository: String,
    },
    /// An architecture that the project, or its lock, is not for.
    #[error("{}: is not for {arch}; it is for {known}", path.display())]
    UnknownArch {
        /// The rpmsolve.toml or the rpmsolve.lock.
        path: PathBuf,
        /// The architecture.
        arch: String,
        /// Those that it is for.
        known: String,
    },
    /// A layer that is not there.
    #[error("{}: has no layer \"{layer}\"; it has {known}", path.display())]
    UnknownLayer {
        /// The rpmsolve.toml or the rpmsolve.lock.
        path: PathBuf,
        /// The layer.
        layer: String,
        /// Those that are there.
        known: String,
    },
    /// Several layers, any of which may be meant.
    #[error("{}: say which layer is meant with --layer: {known}", path.display())]
    WhichLayer {
        /// The rpmsolve.toml.
        path: PathBuf,
        /// The layers.
        known: String,
    },
    /// Something to be removed that is not there.
    #[error("{}: layer \"{layer}\" does not ask for \"{spec}\"; it asks for {known}", path.display())]
    UnknownSpec {
        /// The rpmsolve.toml.
        path: PathBuf,
        /// The layer.
        layer: String,
        /// What was to be removed.
        spec: String,
        /// What is there.
        known: String,
    },
    /// A file that a program cannot change without guessing.
    #[error("{}: {key} is written so that it cannot be changed by a program; write it as a list on its own", path.display())]
    Edit {
        /// The rpmsolve.toml.
        path: PathBuf,
        /// What cannot be changed.
        key: String,
    },
    /// A runtime that nobody has looked up.
    #[error("the runtime {runtime} is not described for {arch}; rpmsolve runtimes lists those that are")]
    NoRuntime {
        /// The runtime.
        runtime: String,
        /// The architecture.
        arch: String,
    },
    /// A package to be upgraded that the lock does not have.
    #[error("there is no package \"{name}\" in the lock that could be upgraded{advice}")]
    UnknownPackage {
        /// The name.
        name: String,
        /// What may have been meant.
        advice: String,
    },
    /// A lock of a version that is not known.
    #[error("{}:{line}: is a lock of version {version}, and this rpmsolve knows version 1; take a newer rpmsolve, or make the lock again", path.display())]
    LockVersion {
        /// The lock.
        path: PathBuf,
        /// The line.
        line: usize,
        /// Its version.
        version: i64,
    },
    /// A lock that is not whole.
    #[error("{}:{line}: {reason}; make the lock again (rpmsolve lock)", path.display())]
    LockDamaged {
        /// The lock.
        path: PathBuf,
        /// The line where that shows.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A package that is in a lock twice.
    #[error("{}:{line}: {nevra} is there twice for one architecture; make the lock again", path.display())]
    LockedTwice {
        /// The lock.
        path: PathBuf,
        /// The line of the second one.
        line: usize,
        /// The package.
        nevra: String,
    },
    /// A package of a lock whose repository the project no longer has.
    #[error(
        "{nevra} is locked in the repository \"{repository}\", which rpmsolve.toml does not have; run rpmsolve lock"
    )]
    UnknownRepository {
        /// The package.
        nevra: String,
        /// The repository's id.
        repository: String,
    },
    /// A package that metadata promise nothing about, so that it cannot be locked.
    #[error(
        "{nevra}: its repository \"{repository}\" says no checksum of it; run createrepo_c on the directory"
    )]
    NoChecksum {
        /// The package.
        nevra: String,
        /// The repository's id.
        repository: String,
    },
    /// A package that no lock can name.
    #[error("repository \"{repository}\" has a package that cannot be locked: {source}")]
    Nevra {
        /// The repository's id.
        repository: String,
        /// What is wrong with its name.
        source: NevraError,
    },
    /// A package of another length than the one that is locked.
    #[error("{}: has {found_bytes} bytes, and {nevra} is locked with {expected_bytes}; it is another file, and is not used", path.display())]
    PackageSize {
        /// The file.
        path: PathBuf,
        /// The package.
        nevra: String,
        /// As locked.
        expected_bytes: u64,
        /// As it is.
        found_bytes: u64,
    },
    /// A package with other bytes than the one that is locked.
    #[error("{}: is {found}, and {nevra} is locked as {expected}; it is another file, and is not used", path.display())]
    PackageChecksum {
        /// The file.
        path: PathBuf,
        /// The package.
        nevra: String,
        /// As locked.
        expected: Box<Checksum>,
        /// As it is.
        found: Box<Checksum>,
    },
    /// A package that another key has signed than the one that is locked.
    #[error(
        "{url}: {nevra} is signed by {found}, and was by {locked} when it was locked; if that is as it should be, lock it anew (rpmsolve lock --upgrade-package)"
    )]
    PackageKey {
        /// The package.
        nevra: String,
        /// Where it is from.
        url: String,
        /// The fingerprint of the key that is locked.
        locked: String,
        /// That of the key that has signed.
        found: String,
    },
    /// A source of packages.
    #[error(transparent)]
    Repo(Box<RepoError>),
    /// What is asked for.
    #[error("{}: {source}", path.display())]
    Resolve {
        /// The rpmsolve.toml.
        path: PathBuf,
        /// What is wrong.
        source: Box<ResolveError>,
    },
    /// Something that cannot be written as YAML.
    #[error("the lock cannot be written as YAML: {reason}")]
    Yaml {
        /// What the writer says.
        reason: String,
    },
}

impl From<RepoError> for ProjectError {
    fn from(error: RepoError) -> Self {
        Self::Repo(Box::new(error))
    }
}

impl ProjectError {
    /// What is wrong with what an rpmsolve.toml asks for.
    pub(super) fn in_project(path: &Path) -> impl Fn(ResolveError) -> Self {
        |error| match error {
            ResolveError::Repo(error) => error.into(),
            error => Self::Resolve { path: path.to_owned(), source: Box::new(error) },
        }
    }

    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "project-io",
            Self::NotFound { .. } => "no-project",
            Self::Exists { .. } => "project-exists",
            Self::TooLarge { .. } => "project-too-large",
            Self::Toml { .. } => "project-toml",
            Self::UnknownKey { .. } => "project-unknown-key",
            Self::Value { .. } => "project-value",
            Self::Place { .. } => "project-place",
            Self::Twice { .. } => "project-repository-twice",
            Self::UnknownArch { .. } => "project-unknown-arch",
            Self::UnknownLayer { .. } => "project-unknown-layer",
            Self::WhichLayer { .. } => "project-which-layer",
            Self::UnknownSpec { .. } => "project-unknown-spec",
            Self::Edit { .. } => "project-edit",
            Self::NoRuntime { .. } => "project-no-runtime",
            Self::UnknownPackage { .. } => "lock-unknown-package",
            Self::LockVersion { .. } => "lock-version",
            Self::LockDamaged { .. } => "lock-damaged",
            Self::LockedTwice { .. } => "lock-twice",
            Self::UnknownRepository { .. } => "lock-unknown-repository",
            Self::NoChecksum { .. } => "lock-no-checksum",
            Self::Nevra { .. } => "lock-nevra",
            Self::PackageSize { .. } => "locked-size",
            Self::PackageChecksum { .. } => "locked-checksum",
            Self::PackageKey { .. } => "locked-key",
            Self::Repo(error) => error.code(),
            Self::Resolve { source, .. } => source.code(),
            Self::Yaml { .. } => "export-yaml",
        }
    }
}
