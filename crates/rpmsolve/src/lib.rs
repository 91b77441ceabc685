//! Solves RPM dependencies.

pub mod arch;
pub mod capability;
mod codec;
mod digest;
pub mod evr;
pub mod metadata;
pub mod nevra;
pub mod pool;
pub mod report;
pub mod rich;
pub mod solve;
pub mod testcase;

pub use arch::{ArchPolicy, ArchRank, Colours};
pub use capability::{Capability, CapabilityError, Comparison, matches};
pub use codec::Codec;
pub use digest::DigestAlgorithm;
pub use evr::{Evr, EvrError, EvrRef, vercmp};
pub use nevra::{Nevra, NevraError};
pub use pool::{
    Pool, PoolBuilder, PoolError, RepositoryId, RepositoryOptions, Solvable, SolvableId, is_primary_path,
};
pub use rich::{Dependency, DependencyError, RichDep, RichDepError};
pub use solve::{
    BasePolicy, Cause, Change, InstallReason, Installation, Job, Outcome, Problem, Request, SpecError,
    Transaction, Violation, solve, violations,
};
