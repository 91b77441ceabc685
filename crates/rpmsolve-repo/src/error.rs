//! What can be wrong with a source of packages.

use std::path::PathBuf;

use rpmsolve::metadata::MetadataError;
use rpmsolve::{NevraError, PoolError};
use thiserror::Error;

use crate::project::ProjectError;
use crate::{ConfigError, FetchError, RemoteError, TrustError};

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
    /// A URL where only places of this machine are read.
    #[error("{url}: is on the network; here only what is on this machine is read")]
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
    /// A lock that is no base.
    #[error(transparent)]
    Lock(Box<ProjectError>),
    /// A package that is not the one that metadata, or a lock, say lies there.
    #[error("{package}: is {found}, and not {expected} as it should be; it is not used")]
    OtherPackage {
        /// Its URL or path.
        package: String,
        /// What it should be.
        expected: String,
        /// What it says it is.
        found: String,
    },
    /// A file that is not, or not any more, what a repository said of it when it was last asked.
    #[error("{source}; {repository} may have changed since it was last asked, --refresh asks again")]
    Outdated {
        /// The repository.
        repository: String,
        /// What is wrong with the file.
        source: Box<RepoError>,
    },
    /// A file that cannot be got.
    #[error(transparent)]
    Fetch(Box<FetchError>),
    /// A signature or digest that is not in order.
    #[error(transparent)]
    Trust(Box<TrustError>),
    /// A repository on the network that cannot be used.
    #[error(transparent)]
    Remote(Box<RemoteError>),
    /// No place of a repository can be used.
    #[error("{repository}: none of its {} places can be used: {}", reasons.len(), reasons.join("; "))]
    NoPlace {
        /// The repository.
        repository: String,
        /// What is wrong with each.
        reasons: Vec<String>,
        /// What is wrong with the one that says most: one that answers, but wrongly, says more than one that does not.
        source: Box<RepoError>,
    },
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
    /// A directory that a repository cannot be written to, because something else is in it.
    #[error("{}: is neither empty nor a repository that rpmsolve has written; name another directory", path.display())]
    Occupied {
        /// The directory.
        path: PathBuf,
    },
    /// Two packages that would have the same file.
    #[error("{name}: two packages have this file name and different content, {} and {}; leave one out", first.display(), second.display())]
    SameFileName {
        /// The name.
        name: String,
        /// One of them.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// A name that no package can have in a repository.
    #[error(
        "\"{name}\" cannot be the file name of a package: it has to end in .rpm, and hold no / and no . in front"
    )]
    FileName {
        /// The name.
        name: String,
    },
    /// A package that was written to while it was copied.
    #[error("{}: has changed while it was copied; try again", path.display())]
    Changed {
        /// The package.
        path: PathBuf,
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

/// Codes of what goes wrong while something is fetched, and is not the network's fault: what came is not what should
/// have come, this machine's disk, its configuration.
const NOT_THE_NETWORK: [&str; 10] = [
    "disk",
    "network-checksum",
    "network-content",
    "network-netrc",
    "network-option",
    "network-redirect",
    "network-size",
    "network-tls-configuration",
    "network-too-large",
    "unreadable",
];

impl From<ConfigError> for RepoError {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

impl From<FetchError> for RepoError {
    fn from(error: FetchError) -> Self {
        Self::Fetch(Box::new(error))
    }
}

impl From<TrustError> for RepoError {
    fn from(error: TrustError) -> Self {
        Self::Trust(Box::new(error))
    }
}

impl From<RemoteError> for RepoError {
    fn from(error: RemoteError) -> Self {
        Self::Remote(Box::new(error))
    }
}

impl RepoError {
    /// The one error, or all of them together.
    pub(crate) fn of_places(repository: &str, mut failures: Vec<Self>) -> Self {
        if failures.len() == 1 {
            return failures.remove(0);
        }
        let reasons = failures.iter().map(ToString::to_string).collect();
        let telling = failures.iter().position(|error| !error.is_network()).unwrap_or(0);
        if failures.is_empty() {
            return Self::NoMirrors { list: repository.to_owned() };
        }
        let source = Box::new(failures.swap_remove(telling));
        Self::NoPlace { repository: repository.to_owned(), reasons, source }
    }

    /// A repomd.xml without the signature that it needs.
    pub(crate) fn not_signed(subject: &str) -> Self {
        TrustError::SignatureMissing { subject: subject.to_owned() }.into()
    }

    /// What was missing and could not be got, because nothing may be.
    pub(crate) fn missing(&self) -> Option<&[String]> {
        match self {
            Self::Remote(error) => match &**error {
                RemoteError::Offline { missing, .. } => Some(missing),
                _ => None,
            },
            _ => None,
        }
    }

    /// The same error about what another one misses, too.
    pub(crate) fn with_missing(mut self, other: &Self) -> Self {
        if let Self::Remote(error) = &mut self
            && let RemoteError::Offline { missing, .. } = &mut **error
        {
            missing.extend(other.missing().unwrap_or_default().iter().cloned());
        }
        self
    }

    /// Whether something is simply not there, on this machine or on a server.
    pub(crate) fn is_not_found(&self) -> bool {
        match self {
            Self::Io { source, .. } => source.kind() == std::io::ErrorKind::NotFound,
            Self::Fetch(error) => error.is_not_found(),
            Self::NoPlace { source, .. } => source.is_not_found(),
            _ => false,
        }
    }

    /// Whether a server does not have something, as far as it says: many storage services forbid what is not there.
    pub(crate) fn is_withheld(&self) -> bool {
        self.is_not_found() || matches!(self, Self::Fetch(error) if error.is_withheld())
    }

    /// Whether the network is to blame, and not what came over it.
    pub fn is_network(&self) -> bool {
        match self {
            Self::Network { .. } => true,
            Self::Fetch(error) => !NOT_THE_NETWORK.contains(&error.code()),
            Self::Remote(error) => matches!(**error, RemoteError::Offline { .. }),
            Self::NoPlace { source, .. } | Self::Outdated { source, .. } => source.is_network(),
            _ => false,
        }
    }

    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "unreadable",
            Self::NotARepository { .. } => "not-a-repository",
            Self::NoPrimary { .. } => "no-primary",
            Self::Network { .. } => "network-not-supported",
            Self::NoMirrors { .. } => "no-mirrors",
            Self::Config(error) => error.code(),
            Self::Fetch(error) => error.code(),
            Self::Trust(error) => error.code(),
            Self::Remote(error) => error.code(),
            Self::NoPlace { source, .. } | Self::Outdated { source, .. } => source.code(),
            Self::Lock(error) => error.code(),
            Self::OtherPackage { .. } => "other-package",
            Self::RpmDatabase { .. } => "rpmdb",
            Self::InstalledStructure { .. } => "rpmdb-package-structure",
            Self::InstalledPackage { .. } => "rpmdb-package",
            Self::Escape { .. } => "path-escape",
            Self::Metadata(error) => error.code(),
            Self::Pool(error) => error.code(),
            Self::PackageStructure { .. } => "package-structure",
            Self::Package { .. } => "package",
            Self::Occupied { .. } => "occupied",
            Self::SameFileName { .. } => "same-file-name",
            Self::FileName { .. } => "file-name",
            Self::Changed { .. } => "package-changed",
            Self::Nevra { .. } => "nevra",
        }
    }
}
