//! Solves RPM dependencies: repository metadata in, a verified transaction or a tree of reasons out. Pure Rust, and
//! pure: no network, no files, no clock, no environment, no C.
//!
//! Packages go into a [`PoolBuilder`], from [`metadata::read_primary`] or from anything else that can fill a
//! [`metadata::PackageRecord`]. The [`Pool`] that comes out is immutable, indexed, and `Send + Sync`: build it once
//! and ask as many [`Request`]s as you like, from as many threads.
//!
//! ```
//! use rpmsolve::metadata::read_primary;
//! use rpmsolve::{ArchPolicy, Outcome, PoolBuilder, RepositoryOptions, Request, solve};
//!
//! let primary = br#"<metadata packages="2">
//!   <package><name>app</name><arch>noarch</arch><version ver="1" rel="1"/>
//!     <format><requires><entry name="lib" flags="GE" ver="2"/></requires></format></package>
//!   <package><name>lib</name><arch>noarch</arch><version ver="1.9" rel="1"/></package>
//! </metadata>"#;
//!
//! let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
//! let repository = builder.add_repository("example", RepositoryOptions::default());
//! read_primary(&primary[..], "primary.xml", |package| {
//!     builder.add_package(repository, package)?;
//!     Ok::<(), Box<dyn std::error::Error>>(())
//! })?;
//! let pool = builder.build()?;
//!
//! let mut request = Request::default();
//! request.install(&pool, "app")?;
//! match solve(&pool, &request) {
//!     Outcome::Solved(transaction) => println!("{} packages", transaction.installations.len()),
//!     Outcome::Unsolvable(problems) => assert_eq!(
//!         problems[0].to_text(&pool),
//!         "nothing that provides requested app can be installed\n\
//!         \x20 nothing provides lib >= 2 needed by app-1-1.noarch from example\n",
//!     ),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Answers are those of dnf, whose rules for choosing among candidates are libsolv's. To open repositories on disk, take
//! the crate `rpmsolve-repo`; to make a Lambda layer of an answer, `rpmsolve-layer`.

mod arch;
mod capability;
mod codec;
mod digest;
mod evr;
pub mod metadata;
mod modules;
mod near;
mod nevra;
mod pool;
pub mod report;
mod rich;
mod solve;
pub mod testcase;

pub use arch::{ArchPolicy, ArchRank, Colours, rpm_arch};
pub use capability::{Capability, CapabilityError, Comparison, matches};
pub use codec::Codec;
pub use digest::{DigestAlgorithm, Hasher};
pub use evr::{Evr, EvrError, EvrRef, vercmp};
pub use modules::{ActiveModules, ActiveStream, ModuleError, ModuleSpec, Modules};
pub use nevra::{Nevra, NevraError};
pub use pool::{
    CacheError, Pool, PoolBuilder, PoolError, RepositoryId, RepositoryOptions, Solvable, SolvableId,
    is_primary_path,
};
pub use rich::{Dependency, DependencyError, RichDep, RichDepError};
pub use solve::{
    BasePolicy, BrokenPackage, Cause, Chains, Change, Conditional, DependencyGraph, Exact, Focus,
    GroupInstall, Hint, InstallReason, Installation, Job, Link, Outcome, Problem, Request, SizeBound,
    Smallest, SolveStatistics, Solver, SpecError, Step, Transaction, Tree, TreeNode, Via, Violation, check,
    checkable, hints, newest_versions, solve, solve_part, solve_smallest, violations,
};
