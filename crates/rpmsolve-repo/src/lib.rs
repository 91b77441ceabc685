//! Opens what packages come from: a repository directory with its repodata, a single primary.xml, a directory of
//! .rpm files, the rpm database of a root file system, a list of what is installed; and fills a [`rpmsolve::PoolBuilder`] from it.
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
mod config;
mod error;
mod groups;
mod headers;
mod load;
mod nevras;
mod resolve;
mod rpmdb;
mod runtime;
mod source;
mod structure;
mod together;

pub use check::{Check, Checked};
pub use config::{Access, ConfigError, RepositoryConfig, Variables};
pub use error::RepoError;
pub use load::{Load, Loaded};
pub use nevras::{add_nevras, read_nevras};
pub use resolve::{Objective, Resolve, ResolveError, Resolved};
pub use runtime::{ElfClass, Runtime, SonameCapability};
pub use source::Source;
pub use structure::{Broken, check_structure};
pub use together::{Conflict, Member, MemberOutcome, ResolvedTogether, Together};

/// The README's example must compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
