//! What can be wrong with a source of packages.

use std::path::PathBuf;

use rpmsolve::metadata::MetadataError;
use rpmsolve::{NevraError, PoolError};
use thiserror::Error;

use crate::ConfigError;

/// Why a source of packages could not be opened or read.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{RepoError, Source};
///
/// assert!(matches!(Source::open("https://example.test/repo", "r0"), Err(RepoError::Network { .. })));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RepoError {
    /// A file or directory cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A directory that is no source of packages.
    #[error("{}: has neither repodata/repomd.xml, nor an rpm database, nor any .rpm file; name a repository, a root file system, a directory of packages or a primary.xml", path.display())]
    NotARepository {
        /// The directory.
        path: PathBuf,
    },
    /// A repository without primary metadata.
    #[error("{}: repodata/ has no primary metadata, or no repomd.xml to say which they are; run createrepo_c on the directory", path.display())]
    NoPrimary {
        /// The repository.
        path: PathBuf,
    },
    /// A URL that would have to be fetched.
    #[error("{url}: repositories on the network are not read yet; download it, and name the directory")]
    Network {
        /// The URL.
        url: String,
    },
    /// A list of mirrors without any.
    #[error("{list}: names no mirror; it should have a URL on each line")]
    NoMirrors {
        /// Where the list is.
        list: String,
    },
    /// A description of repositories that is not in order.
    #[error(transparent)]
    Config(Box<ConfigError>),
    /// An rpm database is damaged, or of a form that is not read.
    #[error("{}: at byte {offset}: {reason}; if rpm can read it, have it write it anew (rpm --rebuilddb), else name a list of what is installed", path.display())]
    RpmDatabase {
        /// The file of the database, or what lies beside it.
        path: PathBuf,
        /// Where in the file.
        offset: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// The header of an installed package is damaged, or made to mislead.
    #[error("{}: package number {number}: at byte {offset} of its header: {reason}; rpm --rebuilddb leaves such packages out", path.display())]
    InstalledStructure {
        /// The database.
        path: PathBuf,
        /// The package's number in the database.
        number: u32,
        /// Where in the header.
        offset: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// The header of an installed package cannot be read.
    #[error("{}: package number {number}: {source}; rpm --rebuilddb leaves such packages out", path.display())]
    InstalledPackage {
        /// The database.
        path: PathBuf,
        /// The package's number in the database.
        number: u32,
        /// What the reader says.
        source: rpm::Error,
    },
    /// A place in the metadata that leads out of the repository.
    #[error(
        "{repository}: \"{href}\" leads out of the repository; refused, report it to whoever made the repository"
    )]
    Escape {
        /// The repository.
        repository: String,
        /// The place.
        href: String,
    },
    /// Damaged or hostile metadata.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// Metadata that no pool can be made of.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// The headers of a package are damaged, or made to mislead.
    #[error("{}: at byte {offset}: {reason}; fetch the package again", path.display())]
    PackageStructure {
        /// The package.
        path: PathBuf,
        /// Where in the file.
        offset: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// The header of a package cannot be read.
    #[error("{}: not an RPM package, or a damaged one: {source}; fetch it again", path.display())]
    Package {
        /// The package.
        path: PathBuf,
        /// What the reader says.
        source: rpm::Error,
    },
    /// A line of a list of packages is none.
    #[error("{}:{line}: {source}", path.display())]
    Nevra {
        /// The list.
        path: PathBuf,
        /// The line, counting from 1.
        line: usize,
        /// What is wrong with it.
        source: NevraError,
    },
}

impl From<ConfigError> for RepoError {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

impl RepoError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "unreadable",
            Self::NotARepository { .. } => "not-a-repository",
            Self::NoPrimary { .. } => "no-primary",
            Self::Network { .. } => "network-not-supported",
            Self::NoMirrors { .. } => "no-mirrors",
            Self::Config(error) => error.code(),
            Self::RpmDatabase { .. } => "rpmdb",
            Self::InstalledStructure { .. } => "rpmdb-package-structure",
            Self::InstalledPackage { .. } => "rpmdb-package",
            Self::Escape { .. } => "path-escape",
            Self::Metadata(error) => error.code(),
            Self::Pool(error) => error.code(),
            Self::PackageStructure { .. } => "package-structure",
            Self::Package { .. } => "package",
            Self::Nevra { .. } => "nevra",
        }
    }
}
