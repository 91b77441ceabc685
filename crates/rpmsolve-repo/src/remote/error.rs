//! What can be wrong with a repository on the network, beyond how it is reached.

use std::path::PathBuf;

use thiserror::Error;

/// Why a repository on the network cannot be used.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Load, RepoError};
///
/// let load = Load { repositories: vec!["https://example.test/repo".into()], ..Load::default() };
/// let error = load.run().unwrap_err();
/// assert_eq!(error.code(), "no-cache-directory");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// There is nowhere to put what is fetched.
    #[error(
        "{repository}: is on the network, and no directory is named to keep what is fetched; name one (--cache)"
    )]
    NoCacheDirectory {
        /// The repository.
        repository: String,
    },
    /// An address that is none.
    #[error("{repository}: {url}: {reason}; correct it")]
    Url {
        /// The repository.
        repository: String,
        /// The address.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A place in the metadata that leads elsewhere.
    #[error(
        "{repository}: \"{href}\" leads out of the repository; refused, report it to whoever made the repository"
    )]
    Escape {
        /// The repository.
        repository: String,
        /// The place.
        href: String,
    },
    /// The network is not to be used, and something is not there.
    #[error("offline, and not in the cache {}: {}; run once with the network", directory.display(), missing.join(", "))]
    Offline {
        /// The cache.
        directory: PathBuf,
        /// What is missing.
        missing: Vec<String>,
    },
    /// Something else than repomd.xml was sent, such as a page for people.
    #[error(
        "{url}: is a web page, not repository metadata; the address is wrong, or one has to log in there first"
    )]
    WebPage {
        /// Where.
        url: String,
    },
    /// A mirror has a state of the repository that it should not have any more, or never should have had.
    #[error("{url}: is none of the states that the metalink {metalink} allows; the mirror is stale, or lies")]
    NotInMetalink {
        /// The file.
        url: String,
        /// The metalink.
        metalink: String,
    },
    /// The repository is older than it was.
    #[error(
        "{repository}: {url} is of revision {found}, and {known} was seen before: refused, somebody may be replaying an \
         old state; if that is meant, let \"rpmsolve cache clean\" forget what was seen"
    )]
    Older {
        /// The repository.
        repository: String,
        /// The file.
        url: String,
        /// Its revision.
        found: String,
        /// The revision that is known.
        known: String,
    },
    /// The repository was signed and is not any more.
    #[error(
        "{repository}: {url} has no signature any more; refused, repo_gpgcheck=0 says that none is needed"
    )]
    SignatureGone {
        /// The repository.
        repository: String,
        /// The file that should be signed.
        url: String,
    },
    /// Signatures are to be checked and there is no key.
    #[error(
        "{repository}: is to be checked against a signature, and no key is named for it; name one (--key FILE|URL; \
         gpgkey in a .repo file, keys in rpmsolve.toml), or do without (--no-verify)"
    )]
    NoKeys {
        /// The repository.
        repository: String,
    },
    /// A key that nobody has vouched for.
    #[error(
        "{repository}: the key {fingerprint} ({user}) of {place} is not known to be the right one; compare it with what \
         whoever made the repository publishes, then trust it by name (--trust {fingerprint}; \
         fingerprints in rpmsolve.toml)"
    )]
    KeyNotTrusted {
        /// The repository.
        repository: String,
        /// The key's fingerprint.
        fingerprint: String,
        /// Whose it says it is.
        user: String,
        /// Where it is from.
        place: String,
    },
    /// A fingerprint that is none.
    #[error("{repository}: \"{fingerprint}\" is no fingerprint; it should have 40 or 64 hexadecimal digits")]
    Fingerprint {
        /// The repository.
        repository: String,
        /// What it is.
        fingerprint: String,
    },
    /// A file that nothing vouches for.
    #[error(
        "{repository}: {href} has no checksum that proves anything; refused, report it to whoever made the repository"
    )]
    NoChecksum {
        /// The repository.
        repository: String,
        /// The file.
        href: String,
    },
    /// A well-known repository that is none.
    #[error("there is no preset \"{name}\"; there are al2023, al2023@VERSION, al2 and al2+extras:TOPIC")]
    Preset {
        /// The name.
        name: String,
    },
    /// A topic that Amazon Linux 2 does not have.
    #[error("Amazon Linux 2 has no extras topic \"{topic}\"; there are {known}")]
    Topic {
        /// The topic.
        topic: String,
        /// Those that are there, the nearest first.
        known: String,
    },
    /// A catalogue that cannot be read.
    #[error("{url}: is no catalogue of Amazon Linux extras: {source}")]
    Catalogue {
        /// Where.
        url: String,
        /// What is wrong.
        source: serde_json::Error,
    },
}

impl RemoteError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoCacheDirectory { .. } => "no-cache-directory",
            Self::Url { .. } => "url",
            Self::Escape { .. } => "path-escape",
            Self::Offline { .. } => "offline",
            Self::WebPage { .. } => "web-page",
            Self::NotInMetalink { .. } => "not-in-metalink",
            Self::Older { .. } => "repository-older",
            Self::SignatureGone { .. } => "signature-gone",
            Self::NoKeys { .. } => "no-keys",
            Self::KeyNotTrusted { .. } => "key-not-trusted",
            Self::Fingerprint { .. } => "fingerprint",
            Self::NoChecksum { .. } => "no-checksum",
            Self::Preset { .. } => "unknown-preset",
            Self::Topic { .. } => "unknown-topic",
            Self::Catalogue { .. } => "catalogue",
        }
    }
}
