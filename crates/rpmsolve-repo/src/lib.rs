//! Opens what packages come from: a repository directory with its repodata, a single primary.xml, a directory of
//! .rpm files, the rpm database of a root file system, a list of what is installed, a repository on the network; and
//! fills a [`rpmsolve::PoolBuilder`] from it.
//!
//! ```no_run
//! let loaded = rpmsolve_repo::Load {
//!     repositories: vec!["updates=/srv/mirror/updates".into()],
//!     arch: "x86_64".into(),
//!     ..Default::default()
//! }
//! .run()?;
//! println!("{} packages", loaded.pool.len());
//! # Ok::<(), rpmsolve_repo::RepoError>(())
//! ```

mod cache;
mod check;
mod checksum;
mod claim;
mod config;
mod directory;
mod error;
mod fetch;
mod groups;
mod headers;
mod load;
mod nevras;
mod opening;
mod packages;
pub mod parallel;
pub mod project;
mod remote;
mod resolve;
mod rpmdb;
mod runtime;
mod source;
mod structure;
mod together;
mod trust;
mod vendor;
mod verify;

pub use check::{Check, Checked};
pub use config::{Access, ConfigError, RepositoryConfig, Variables};
pub use directory::{CacheDirectory, CacheInfo, CachePart, CacheShare, CachedRepository};
pub use error::RepoError;
pub use fetch::{
    Cancel, Environment, FetchError, FetchOutcome, FetchProgress, FetchReason, FetchRequest, Fetched,
    FetchedBytes, Fetcher, MirrorFailure, Validators,
};
pub use load::{Load, Loaded};
pub use nevras::{add_nevras, read_nevras};
pub use packages::FetchedPackage;
pub use remote::{Ask, KeyOffer, Network, RemoteError, Watch};
pub use resolve::{Objective, Resolve, ResolveError, Resolved};
pub use runtime::{ElfClass, Runtime, SonameCapability};
pub use source::Source;
pub use structure::{Broken, check_structure};
pub use together::{Conflict, Member, MemberOutcome, ResolvedTogether, Together};
pub use trust::{
    Fingerprint, FingerprintError, KeyId, KeyName, Keyring, OpenPgpKey, SignedPackage, TrustError, built_in,
    check_digests,
};
pub use vendor::{VendorReport, VendoredPackage, package_file_name, write_repository};
pub use verify::{VerifiedPackage, verify};

/// The README's example must compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
