//! The cache as its owner sees it: where it is, what is in it, and how to be rid of that.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use schemars::JsonSchema;
use serde::Serialize;

use crate::RepoError;
use crate::claim::{PREFIX, abandoned};
use crate::remote::{KEYS, METADATA, PACKAGES, REPOSITORIES, Store, list};

/// The directory where pools, metadata and packages are kept.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::CacheDirectory;
///
/// let nothing = CacheDirectory::new("/nowhere").info();
/// assert_eq!((nothing.bytes, nothing.repositories.len()), (0, 0));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheDirectory {
    path: PathBuf,
}

/// What is in a cache.
///
/// # Example
///
/// ```
/// assert_eq!(rpmsolve_repo::CacheInfo::default().packages.files, 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CacheInfo {
    /// All bytes.
    pub bytes: u64,
    /// Parsed repositories.
    pub pools: CacheShare,
    /// Metadata of repositories as they were fetched.
    pub metadata: CacheShare,
    /// Packages.
    pub packages: CacheShare,
    /// Keys from the network.
    pub keys: CacheShare,
    /// What was not finished: the next download goes on from there.
    pub unfinished: CacheShare,
    /// The repositories that are known.
    pub repositories: Vec<CachedRepository>,
}

/// A part of a cache.
///
/// # Example
///
/// ```
/// assert_eq!(rpmsolve_repo::CacheShare::default().bytes, 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CacheShare {
    /// How many files it has.
    pub files: u64,
    /// How many bytes they take.
    pub bytes: u64,
}

/// What is known of a repository.
///
/// # Example
///
/// ```
/// assert!(!rpmsolve_repo::CachedRepository::default().signed);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CachedRepository {
    /// Its id.
    pub id: String,
    /// Where its repomd.xml was had from.
    pub url: String,
    /// What it calls its state.
    pub revision: String,
    /// When it was last known to be up to date, in seconds since 1970.
    pub checked_seconds: u64,
    /// Whether its repomd.xml is signed.
    pub signed: bool,
}

/// The parts that can be removed.
///
/// # Example
///
/// ```
/// assert_ne!(rpmsolve_repo::CachePart::Packages, rpmsolve_repo::CachePart::Metadata);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachePart {
    /// Parsed repositories; they are made again from the metadata.
    Pools,
    /// Metadata and keys, and with them what was seen of repositories.
    Metadata,
    /// Packages.
    Packages,
}

impl CacheDirectory {
    /// The cache in a directory, whether it is there or not.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where the caches of this user's programs are: `$XDG_CACHE_HOME/rpmsolve`, or what the system has instead. `None`
    /// for a user without a home.
    pub fn usual() -> Option<Self> {
        let strategy = etcetera::choose_base_strategy().ok()?;
        Some(Self::new(strategy.cache_dir().join("rpmsolve")))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is in it. What cannot be looked at counts as not there.
    pub fn info(&self) -> CacheInfo {
        let mut info = CacheInfo::default();
        for directory in [Path::new(""), METADATA.as_ref(), PACKAGES.as_ref(), KEYS.as_ref()] {
            for path in list(&self.path.join(directory)) {
                let share = match kind(directory, &path) {
                    Some(Kind::Unfinished) => &mut info.unfinished,
                    Some(Kind::Pool) => &mut info.pools,
                    Some(Kind::Metadata) => &mut info.metadata,
                    Some(Kind::Package) => &mut info.packages,
                    Some(Kind::Key) => &mut info.keys,
                    Some(Kind::State) | None => continue,
                };
                let bytes = fs::metadata(&path).map_or(0, |metadata| metadata.len());
                (share.files, share.bytes) = (share.files + 1, share.bytes + bytes);
                info.bytes += bytes;
            }
        }
        let states = Store::new(&self.path).states().into_iter();
        let repositories = states.map(|state| CachedRepository {
            id: state.repository,
            url: state.url,
            revision: state.revision,
            checked_seconds: state.checked_seconds,
            signed: state.signature.is_some(),
        });
        info.repositories = repositories.collect();
        info
    }

    /// Removes parts of it, and what was not finished of them, unless somebody is at work on it. Other files are left
    /// alone. Returns what was removed.
    ///
    /// # Errors
    ///
    /// [`RepoError::Io`] for what cannot be removed.
    pub fn clean(&self, parts: &[CachePart]) -> Result<CacheShare, RepoError> {
        let mut removed = CacheShare::default();
        let directories = parts.iter().flat_map(|part| match part {
            CachePart::Pools => &[""][..],
            CachePart::Metadata => &[METADATA, REPOSITORIES, KEYS],
            CachePart::Packages => &[PACKAGES],
        });
        for directory in directories {
            for path in list(&self.path.join(directory)) {
                let _claim = match kind(Path::new(directory), &path) {
                    Some(Kind::Unfinished) => match abandoned(&path) {
                        None => continue,
                        claim => claim,
                    },
                    None => continue,
                    Some(_) => None,
                };
                let bytes = fs::metadata(&path).map_or(0, |metadata| metadata.len());
                match fs::remove_file(&path) {
                    Ok(()) => (removed.files, removed.bytes) = (removed.files + 1, removed.bytes + bytes),
                    // Somebody else is cleaning as well.
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(source) => return Err(RepoError::Io { path, source }),
                }
            }
        }
        Ok(removed)
    }
}

enum Kind {
    Pool,
    Metadata,
    Package,
    Key,
    /// What was seen of a repository.
    State,
    Unfinished,
}

/// What a file of the cache is; `None` if it is not ours.
fn kind(directory: &Path, path: &Path) -> Option<Kind> {
    let name = path.file_name()?.to_string_lossy();
    let is_digest = |text: &str| text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let is_checksum = |text: &str| text.split_once('-').is_some_and(|(_, hex)| is_digest(hex));
    if name.starts_with(PREFIX) || name.starts_with(".part-") {
        return Some(Kind::Unfinished);
    }
    match directory.to_str()? {
        "" => (extension == "pool" && is_digest(stem)).then_some(Kind::Pool),
        METADATA => {
            name.rsplit_once('-').is_some_and(|(checksum, _)| is_checksum(checksum)).then_some(Kind::Metadata)
        }
        PACKAGES => (extension == "rpm" && is_checksum(stem)).then_some(Kind::Package),
        KEYS => (extension == "keys" && is_digest(stem)).then_some(Kind::Key),
        REPOSITORIES => (extension == "json").then_some(Kind::State),
        _ => None,
    }
}
