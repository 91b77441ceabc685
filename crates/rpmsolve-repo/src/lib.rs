//! Opens what packages come from: a repository directory with its repodata, a single primary.xml, a directory of
//! .rpm files, a list of what is installed; and fills a [`rpmsolve::PoolBuilder`] from it.
//!
//! ```no_run
//! use rpmsolve::{ArchPolicy, PoolBuilder, RepositoryOptions};
//! use rpmsolve_repo::Source;
//!
//! let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
//! let source = Source::open("updates=/srv/mirror/updates", "r0")?;
//! let repository = source.add_packages(&mut builder, RepositoryOptions::default())?;
//! if !builder.unlisted_paths().is_empty() {
//!     source.add_file_lists(&mut builder, repository)?;
//! }
//! let pool = builder.build()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod headers;
mod nevras;
mod source;

pub use error::RepoError;
pub use nevras::{add_nevras, read_nevras};
pub use source::Source;
