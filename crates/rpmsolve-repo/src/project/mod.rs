//! Projects: an rpmsolve.toml says which layers are wanted, an rpmsolve.lock which packages they are made of. Both are
//! meant to be kept under version control; who has them gets the same packages, on every machine, without solving.
//!
//! ```no_run
//! use rpmsolve_repo::project::{Lock, LockOptions, Locked, Project, fetch_locked};
//!
//! let project = Project::open(".".as_ref())?;
//! let previous = project.read_lock()?;
//! let options = LockOptions { previous: previous.as_ref(), ..LockOptions::default() };
//! if let Locked::Solved { lock, .. } = Lock::make(&project, &options)? {
//!     project.write_lock(&lock)?;
//!     for file in fetch_locked(&project, &lock, "x86_64", &Default::default())? {
//!         println!("{}", file.path.display());
//!     }
//! }
//! # Ok::<(), rpmsolve_repo::project::ProjectError>(())
//! ```

mod edit;
mod error;
mod export;
mod fetch;
mod file;
mod inputs;
mod lock;
mod repositories;
mod settings;
mod text;

use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use rpmsolve::{DigestAlgorithm, rpm_arch};

pub use crate::checksum::{Checksum, ChecksumError};
pub use edit::{Init, InitRepository};
pub use error::ProjectError;
pub use export::{ExportFormat, Exported};
pub use fetch::{Getting, LockedFile, fetch_locked};
pub use file::write_whole;
pub use lock::{
    ArchDiff, Lock, LockDiff, LockOptions, Locked, LockedArch, LockedPackage, LockedRepository,
    PackageChange, RepositoryPlace, Unlockable, Upgrade,
};
pub use settings::{KeepName, LayerSettings, LayoutName, ObjectiveName, RepositorySettings, Settings};

use crate::Load;
use crate::claim::lock_directory;
use crate::opening::is_list;
use crate::remote::{is_remote, local};
use text::{line_of_key, shortened};

/// A project: its rpmsolve.toml, read and checked.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::Project;
///
/// let text = "arches = ['arm64', 'x86_64']\n\n[layers.git]\npackages = ['git']\n";
/// let project = Project::parse(text, "sub/rpmsolve.toml".as_ref())?;
/// assert_eq!(project.arches(), ["aarch64", "x86_64"]);
/// assert_eq!(project.lock_path(), std::path::Path::new("sub/rpmsolve.lock"));
/// # Ok::<(), rpmsolve_repo::project::ProjectError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Project {
    path: PathBuf,
    text: String,
    settings: Settings,
    arches: Vec<String>,
    lock: PathBuf,
}

/// The right to change a project; see [`Project::turn`].
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::Project;
///
/// # let directory = tempfile::tempdir()?;
/// # let place = directory.path();
/// # std::fs::write(place.join("rpmsolve.toml"), "")?;
/// let turn = Project::open(place)?.turn();
/// let (changed, ..) = Project::open(place)?.add(None, &["git".into()])?;
/// changed.write()?;
/// drop(turn);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "it is given back when it is dropped"]
pub struct Turn {
    _directory: Option<File>,
}

/// The runtime that is meant where neither a runtime nor a base is named, as in `rpmsolve layer`.
const RUNTIME: &str = "provided.al2023";
/// The architecture that is meant where none is named: Lambda's own default.
const ARCH: &str = "x86_64";
/// Longer files are no projects.
const FILE_MAX_BYTES: u64 = 1 << 20;

impl Project {
    /// What the file is called.
    pub const FILE_NAME: &str = "rpmsolve.toml";

    /// The project of a directory, or the nearest one of a directory above it.
    ///
    /// # Errors
    ///
    /// [`ProjectError::NotFound`] if there is none, and what [`Self::open`] has.
    pub fn find(directory: &Path) -> Result<Self, ProjectError> {
        let error = |source| ProjectError::Io { path: directory.to_owned(), source };
        let start = std::path::absolute(directory).map_err(error)?;
        let found = start.ancestors().map(|above| above.join(Self::FILE_NAME)).find(|path| path.is_file());
        match found {
            Some(path) => Self::open(&path),
            None => Err(ProjectError::NotFound { directory: directory.to_owned() }),
        }
    }

    /// Reads the project of a directory, or of a file.
    ///
    /// # Errors
    ///
    /// [`ProjectError`] if it is not there, or says something that has no meaning.
    pub fn open(place: &Path) -> Result<Self, ProjectError> {
        let path = if place.is_dir() { place.join(Self::FILE_NAME) } else { place.to_owned() };
        let text = file::read(&path, FILE_MAX_BYTES)?;
        let directory = file::directory_of(&path);
        Self::parse(&text.ok_or(ProjectError::NotFound { directory })?, &path)
    }

    /// The same for the text of a file.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, ProjectError> {
        static SCHEMA: LazyLock<serde_json::Value> = LazyLock::new(Project::schema);
        let settings: Settings = text::parse(text, path, &SCHEMA)?;
        let mut arches: Vec<String> = settings.arches.iter().map(|arch| rpm_arch(arch).to_owned()).collect();
        if arches.is_empty() {
            arches.push(ARCH.to_owned());
        }
        arches.sort_unstable();
        arches.dedup();
        let project = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            settings,
            arches,
            lock: path.with_extension("lock"),
        };
        project.check()?;
        Ok(project)
    }

    /// The same for who says it as data, in another file whose path is given.
    ///
    /// # Errors
    ///
    /// As [`Self::open`]; lines in messages are those that rpmsolve.toml would have.
    ///
    /// # Example
    ///
    /// ```
    /// use rpmsolve_repo::project::Project;
    ///
    /// let settings = serde_json::json!({"layers": {"git": {"packages": ["git"]}}});
    /// let project = Project::from_settings(settings.as_object().expect("it is one"), "serverless.yml".as_ref())?;
    /// assert_eq!(project.layer("git")?.packages, ["git"]);
    /// # Ok::<(), rpmsolve_repo::project::ProjectError>(())
    /// ```
    pub fn from_settings(
        settings: &serde_json::Map<String, serde_json::Value>,
        path: &Path,
    ) -> Result<Self, ProjectError> {
        Self::parse(&text::of_settings(settings, path)?, path)
    }

    /// The JSON Schema of the file, for editors.
    pub fn schema() -> serde_json::Value {
        let mut schema = schemars::schema_for!(Settings).to_value();
        text::for_people(&mut schema);
        schema
    }

    /// The rpmsolve.toml.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The directory that relative paths in it are relative to.
    pub fn directory(&self) -> PathBuf {
        file::directory_of(&self.path)
    }

    /// What it says, word for word.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The architectures that it is for, by RPM's names, sorted.
    pub fn arches(&self) -> &[String] {
        &self.arches
    }

    /// The names of its layers, sorted.
    pub fn layers(&self) -> impl Iterator<Item = &str> {
        self.settings.layers.keys().map(String::as_str)
    }

    /// Of an architecture by RPM's name or Docker's, RPM's name.
    ///
    /// # Errors
    ///
    /// [`ProjectError::UnknownArch`] if the project is not for it.
    pub fn arch(&self, name: &str) -> Result<&str, ProjectError> {
        let found = self.arches.iter().find(|arch| Self::is_arch(arch, name));
        found.map(String::as_str).ok_or_else(|| ProjectError::UnknownArch {
            path: self.path.clone(),
            arch: name.to_owned(),
            known: self.arches.join(", "),
        })
    }

    /// Whether an architecture by RPM's name is the one that `name` means, which may be Docker's.
    pub fn is_arch(arch: &str, name: &str) -> bool {
        arch == rpm_arch(name)
    }

    /// The settings of a layer.
    ///
    /// # Errors
    ///
    /// [`ProjectError::UnknownLayer`].
    pub fn layer(&self, name: &str) -> Result<&LayerSettings, ProjectError> {
        self.settings.layers.get(name).ok_or_else(|| ProjectError::UnknownLayer {
            path: self.path.clone(),
            layer: name.to_owned(),
            known: self.layers().collect::<Vec<_>>().join(", "),
        })
    }

    /// The runtime that it is for, or the file of its profile; `None` if its base is described otherwise.
    pub fn runtime(&self) -> Option<String> {
        match (&self.settings.runtime, &self.settings.base) {
            (Some(runtime), _) if is_profile_file(runtime) => Some(self.resolved(runtime)),
            (Some(runtime), _) => Some(runtime.clone()),
            (None, Some(_)) => None,
            (None, None) => Some(RUNTIME.to_owned()),
        }
    }

    /// The base, as [`Load::base`] takes it.
    pub fn base(&self) -> Vec<String> {
        let mut base: Vec<String> = self.settings.base.iter().flatten().map(|it| self.resolved(it)).collect();
        base.sort_unstable();
        base.dedup();
        base
    }

    /// What to load for an architecture, but for the runtime.
    ///
    /// # Errors
    ///
    /// [`ProjectError`] if a .repo file cannot be read.
    pub fn load(&self, arch: &str) -> Result<Load, ProjectError> {
        let described = self.repositories(arch, &mut Vec::new())?;
        let described = described.into_iter().map(|repository| repository.config).collect();
        let variables = self.settings.variables.clone().into_iter().collect();
        Ok(Load { described, variables, base: self.base(), arch: arch.to_owned(), ..Load::default() })
    }

    /// What to load to know the base alone: repositories only if the base is a list of names, which says nothing of what
    /// they have.
    ///
    /// # Errors
    ///
    /// As [`Self::load`].
    pub fn load_base(&self, arch: &str) -> Result<Load, ProjectError> {
        let load = self.load(arch)?;
        let described = if load.base.iter().any(|spec| is_list(spec)) { load.described } else { Vec::new() };
        Ok(Load { described, ..load })
    }

    /// Where its lock is: beside it, unless somebody has said otherwise.
    pub fn lock_path(&self) -> PathBuf {
        self.lock.clone()
    }

    /// The same with its lock somewhere else.
    #[must_use]
    pub fn with_lock(self, lock: PathBuf) -> Self {
        Self { lock, ..self }
    }

    /// Waits until nobody else changes it, and keeps others waiting as long as what is returned is held. What was read
    /// before may be another by then.
    pub fn turn(&self) -> Turn {
        Turn { _directory: lock_directory(&self.directory()) }
    }

    /// Its lock, if it has one.
    ///
    /// # Errors
    ///
    /// [`ProjectError`] if it cannot be read, or is not in order.
    pub fn read_lock(&self) -> Result<Option<Lock>, ProjectError> {
        Lock::read(&self.lock_path())
    }

    /// Writes its lock.
    ///
    /// # Errors
    ///
    /// [`ProjectError::Io`].
    pub fn write_lock(&self, lock: &Lock) -> Result<(), ProjectError> {
        write_whole(&self.lock_path(), lock.to_string().as_bytes())
    }

    /// Writes the file itself.
    ///
    /// # Errors
    ///
    /// [`ProjectError::Io`].
    pub fn write(&self) -> Result<(), ProjectError> {
        write_whole(&self.path, self.text.as_bytes())
    }

    /// A place as it is to be opened: what is no URL is relative to the directory of the file.
    fn resolved(&self, place: &str) -> String {
        if is_remote(place) {
            return place.to_owned();
        }
        let (directory, path) = (self.directory(), local(place));
        let path = if directory == Path::new(".") { path } else { directory.join(path) };
        path.display().to_string()
    }

    /// What the types of the settings do not say.
    fn check(&self) -> Result<(), ProjectError> {
        for arch in &self.settings.arches {
            let is_arch = !arch.is_empty()
                && arch.len() <= NAME_MAX_BYTES
                && arch.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !is_arch {
                return Err(self.wrong(&["arches"], arch, "the name of an architecture, such as x86_64"));
            }
        }
        for (id, repository) in &self.settings.repositories {
            self.check_repository(id, repository)?;
        }
        for (name, layer) in &self.settings.layers {
            if !is_layer_name(name) {
                let expected = "letters, digits and -_. for the name of a layer, and a letter or digit first";
                return Err(self.wrong(&["layers", name], name, expected));
            }
            if let Some(spec) = layer.packages.iter().find(|spec| spec.trim().is_empty()) {
                return Err(self.wrong(
                    &["layers", name, "packages"],
                    spec,
                    "the name of a package, for one",
                ));
            }
            for preference in &layer.prefer {
                let parts = preference.split_once('=');
                if parts.is_none_or(|(package, pattern)| package.is_empty() || pattern.is_empty()) {
                    let expected = "PACKAGE=PATTERN, for example vim-minimal=bin/vi";
                    return Err(self.wrong(&["layers", name, "prefer"], preference, expected));
                }
            }
            if let Some(level) = layer.compression.filter(|&level| level > 9) {
                let keys = ["layers", name, "compression"];
                return Err(self.wrong(&keys, &level.to_string(), "a level from 0 to 9"));
            }
        }
        Ok(())
    }

    /// An error about the value of a key.
    fn wrong(&self, keys: &[&str], value: &str, expected: &'static str) -> ProjectError {
        ProjectError::Value {
            path: self.path.clone(),
            line: line_of_key(&self.text, keys),
            key: shortened(&keys.join(".")),
            value: shortened(value),
            expected,
        }
    }
}

/// Longer names are none.
const NAME_MAX_BYTES: usize = 200;

/// Whether a runtime is the file of a profile, by the rule of those who read profiles.
fn is_profile_file(runtime: &str) -> bool {
    runtime.contains(['/', '\\']) || runtime.ends_with(".txt")
}

/// Whether something may be called so: files are named after it.
fn is_layer_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.len() <= NAME_MAX_BYTES
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// Whether a repository may have this id (dnf5.conf(5)).
fn is_repository_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= NAME_MAX_BYTES
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}
/// Whether a package's location stays within its repository, or the four directories above it in which Amazon Linux
/// keeps the packages of all its repositories.
fn is_inside(location: &str) -> bool {
    let mut depth = 0i32;
    for component in Path::new(location).components() {
        depth += match component {
            Component::Normal(_) => 1,
            Component::CurDir => 0,
            Component::ParentDir => -1,
            Component::RootDir | Component::Prefix(_) => return false,
        };
        if depth < -4 {
            return false;
        }
    }
    !location.is_empty() && !location.contains(['\\', '\0'])
}

/// The checksum of a file, and its length; a part of it at a time.
fn checksum_of_file(path: &Path, algorithm: DigestAlgorithm) -> Result<(Checksum, u64), ProjectError> {
    use std::io::Read;
    let error = |source| ProjectError::Io { path: path.to_owned(), source };
    let mut file = std::fs::File::open(path).map_err(error)?;
    let mut hasher = algorithm.hasher();
    let mut buffer = vec![0; 1 << 16];
    let mut length = 0u64;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                hasher.update(&buffer[..count]);
                length += count as u64;
            }
            Err(source) if source.kind() == std::io::ErrorKind::Interrupted => {}
            Err(source) => return Err(error(source)),
        }
    }
    Ok((Checksum::finished(algorithm, hasher), length))
}
