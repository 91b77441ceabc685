//! rpmsolve.lock: which packages the layers of a project are made of, each with where it is had from and its checksum.
//!
//! There is no time in it, no machine, and no path but those that rpmsolve.toml has: the same project and the same
//! repositories make the same bytes everywhere. A package is a block of lines, sorted by its NEVRA, so that a
//! difference between two locks is a difference between packages.

mod diff;
mod make;
mod read;
mod write;

use std::collections::BTreeMap;

use rpmsolve::{Nevra, rpm_arch};

pub use diff::{ArchDiff, LockDiff, PackageChange};
pub use make::{LockOptions, Locked, Unlockable, Upgrade};

use super::{Checksum, Project, ProjectError, is_remote};
use crate::fetch::without_userinfo;

/// A lock.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::Lock;
///
/// let text = r#"
/// version = 1
/// inputs = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
/// arches = ["x86_64"]
/// layers = ["git"]
/// packages = { x86_64 = 1 }
///
/// [[repository.x86_64]]
/// id = "updates"
/// url = "https://mirror.example/"
///
/// [[package.x86_64]]
/// nevra = "git-0:2.39.5-1.x86_64"
/// repository = "updates"
/// location = "git-2.39.5-1.x86_64.rpm"
/// url = "https://mirror.example/git-2.39.5-1.x86_64.rpm"
/// checksum = "md5:d41d8cd98f00b204e9800998ecf8427e"
/// size = 1000
/// layers = ["git"]
/// requested = ["git"]
/// "#;
/// let lock = Lock::parse(text, "rpmsolve.lock".as_ref())?;
/// assert_eq!(lock.packages_of("amd64", Some("git"))?.len(), 1);
/// assert!(lock.to_string().ends_with(&text[1..]));
/// # Ok::<(), rpmsolve_repo::project::ProjectError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// [`Project::inputs`] of the project that it was made for.
    pub inputs: Checksum,
    /// The names of the layers, sorted.
    pub layers: Vec<String>,
    /// What is locked for each architecture.
    pub arches: BTreeMap<String, LockedArch>,
}

/// What is locked for an architecture.
///
/// # Example
///
/// ```
/// assert!(rpmsolve_repo::project::LockedArch::default().packages.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockedArch {
    /// The repositories, sorted by id.
    pub repositories: Vec<LockedRepository>,
    /// The packages, sorted by NEVRA as [`Nevra::with_epoch`] writes it.
    pub packages: Vec<LockedPackage>,
}

/// A repository as it was when its packages were chosen.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::{LockedRepository, RepositoryPlace};
///
/// let place = RepositoryPlace::Url("https://mirror.example/".into());
/// let repository = LockedRepository { id: "updates".into(), place, revision: None, repomd: None };
/// assert_eq!(repository.place.key(), "url");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedRepository {
    /// Its id.
    pub id: String,
    /// Where it is, as the project has it; variables are replaced.
    pub place: RepositoryPlace,
    /// What its repomd.xml called its state, if it has one.
    pub revision: Option<String>,
    /// The checksum of that repomd.xml.
    pub repomd: Option<Checksum>,
}

/// Where a repository is, as it is written.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::RepositoryPlace;
///
/// assert_eq!(RepositoryPlace::Preset("al2023".into()).text(), "al2023");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepositoryPlace {
    /// At a URL, or in a directory.
    Url(String),
    /// On the mirrors of a list.
    Mirrorlist(String),
    /// On the mirrors of a Metalink.
    Metalink(String),
    /// Well known, by its name.
    Preset(String),
}

/// A package that is locked.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::LockedPackage;
///
/// fn is_of(package: &LockedPackage, layer: &str) -> bool {
///     package.layers.iter().any(|name| name == layer)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPackage {
    /// What identifies it.
    pub nevra: Nevra,
    /// The id of its repository.
    pub repository: String,
    /// Where it is in its repository.
    pub location: String,
    /// Where it is had from; the path as rpmsolve.toml has it if its repository is on this machine.
    pub url: String,
    /// The checksum of the file.
    pub checksum: Checksum,
    /// The length of the file.
    pub size_bytes: u64,
    /// The fingerprint of the key that has signed it, if that is known.
    pub key: Option<String>,
    /// The source package that it was built from, as its metadata write it: `git-2.39.5-1.src.rpm`.
    pub source: Option<String>,
    /// The layers that it is in, sorted; never none.
    pub layers: Vec<String>,
    /// Those of them that ask for it, sorted; in the others it is a dependency.
    pub requested: Vec<String>,
    /// The NEVRAs of the other packages that need it, sorted.
    pub required_by: Vec<String>,
}

impl Lock {
    /// Whether a project asks for something else than the one that this was made for. Repositories may have changed all
    /// the same; nobody looks.
    ///
    /// # Errors
    ///
    /// As [`Project::inputs`].
    pub fn is_stale(&self, project: &Project) -> Result<bool, ProjectError> {
        Ok(self.inputs != project.inputs()?)
    }

    /// The packages that are locked for an architecture, by RPM's name or Docker's: those of a layer, or all. They are
    /// sorted by NEVRA.
    ///
    /// # Errors
    ///
    /// [`ProjectError::UnknownArch`], [`ProjectError::UnknownLayer`].
    pub fn packages_of(&self, arch: &str, layer: Option<&str>) -> Result<Vec<&LockedPackage>, ProjectError> {
        let path = || std::path::PathBuf::from(FILE_NAME);
        let found = self.arches.get(rpm_arch(arch)).ok_or_else(|| ProjectError::UnknownArch {
            path: path(),
            arch: arch.to_owned(),
            known: self.arches.keys().cloned().collect::<Vec<_>>().join(", "),
        })?;
        if let Some(layer) = layer
            && !self.layers.iter().any(|known| known == layer)
        {
            let (layer, known) = (layer.to_owned(), self.layers.join(", "));
            return Err(ProjectError::UnknownLayer { path: path(), layer, known });
        }
        let is_in = |package: &&LockedPackage| layer.is_none_or(|layer| package.is_in(layer));
        Ok(found.packages.iter().filter(is_in).collect())
    }

    /// Sorts what has no order of its own, and leaves nothing in twice.
    fn sort(&mut self) {
        let unique = |texts: &mut Vec<String>| {
            texts.sort_unstable();
            texts.dedup();
        };
        unique(&mut self.layers);
        for arch in self.arches.values_mut() {
            arch.repositories.sort_by(|one, other| one.id.cmp(&other.id));
            arch.packages.sort_by_cached_key(|package| package.nevra.with_epoch());
            for package in &mut arch.packages {
                [&mut package.layers, &mut package.requested, &mut package.required_by]
                    .into_iter()
                    .for_each(unique);
            }
        }
    }
}

/// What a lock is called in messages that are not about a file.
const FILE_NAME: &str = "rpmsolve.lock";

impl LockedPackage {
    /// Whether it is in a layer.
    pub fn is_in(&self, layer: &str) -> bool {
        self.layers.iter().any(|name| name == layer)
    }

    /// Whether a layer asks for it.
    pub fn is_requested_in(&self, layer: &str) -> bool {
        self.requested.iter().any(|name| name == layer)
    }
}

impl RepositoryPlace {
    /// The key that it stands under in both files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Url(_) => "url",
            Self::Mirrorlist(_) => "mirrorlist",
            Self::Metalink(_) => "metalink",
            Self::Preset(_) => "preset",
        }
    }

    /// The same as it may be shown to everybody.
    pub(crate) fn without_password(&self) -> Self {
        let shown = |place: &str| if is_remote(place) { without_userinfo(place) } else { place.to_owned() };
        match self {
            Self::Url(url) => Self::Url(shown(url)),
            Self::Mirrorlist(url) => Self::Mirrorlist(shown(url)),
            Self::Metalink(url) => Self::Metalink(shown(url)),
            Self::Preset(name) => Self::Preset(name.clone()),
        }
    }

    /// What stands there.
    pub fn text(&self) -> &str {
        match self {
            Self::Url(text) | Self::Mirrorlist(text) | Self::Metalink(text) | Self::Preset(text) => text,
        }
    }
}
