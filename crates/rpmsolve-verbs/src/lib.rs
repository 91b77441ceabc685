//! What rpmsolve can be asked to do: a verb is a function from options, which are plain data, to an answer, which is plain
//! data too. The command, the Python package and the Node package are faces of these functions, and nothing else; the
//! documents that the answers are written as are what scripts rely on.
//!
//! ```
//! use rpmsolve_verbs::{ResolveOptions, Session, resolve};
//!
//! # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
//! let mut options = ResolveOptions { specs: vec!["hello".into()], ..ResolveOptions::default() };
//! options.answer.sources.repositories = vec![demo.into()];
//! options.answer.sources.arch = "x86_64".into();
//! match resolve(&options, &Session::default()) {
//!     Ok(answer) => println!("{} packages", answer.transaction().installations.len()),
//!     Err(error) => println!("{}: {error}", error.code()),
//! }
//! ```
//!
//! [`call`] is the same by the name of the verb, with JSON in and out. A [`Session`] says who is told how far things are,
//! and gives up what takes too long.

mod answer;
mod audit;
mod cache;
mod call;
mod check;
mod codes;
mod error;
mod fetch;
mod graph;
mod layer;
mod options;
mod plan;
mod pool;
mod profile;
mod project;
mod query;
mod resolve;
mod session;
mod testcase;
mod verify;

pub use answer::Answer;
pub use audit::{AuditDocument, Audited, audit};
pub use cache::{CacheDocument, cache_clean, cache_info, cache_path};
pub use call::{Answered, VERBS, VerbInfo, call, describe};
pub use check::check;
pub use codes::ERRORS;
pub use error::{
    Context, ErrorDocument, ErrorKind, FailureDocument, ProblemDocument, Refusal, RefusalPart,
    SolvableFunction, StaleDocument, UnsolvableDocument, VerbError,
};
pub use fetch::{FetchDocument, fetch};
pub use graph::{Tree, Why, tree, why};
pub use layer::{LayerBuilt, LayerDocument, layer};
pub use options::*;
pub use plan::{BuiltDocument, PlanDocument, Planned, RefusedTogether, plan};
pub use pool::LoadedPool;
pub use profile::{
    ArchitectureInfo, ProfileDocument, ProfileMadeDocument, RuntimeInfo, RuntimesDocument, profile_make,
    profile_show, runtimes,
};
pub use project::{
    BuildDocument, BuiltLayerDocument, Changed, DiffDocument, ExportDocument, InitDocument, LockContents,
    LockDocument, LockedPackageDocument, SyncDocument, SyncedPackage, add, build, diff, export, init, lock,
    lock_show, remove, sync, vendor,
};
pub use query::{Details, Found, FoundDocument, PackageInfo, info, list, provides, search};
pub use resolve::{Solved, SolvedDocument, resolve};
pub use rpmsolve_repo::Cancel;
pub use session::{Progress, Session, Stage, Watcher};
pub use testcase::{BlockDocument, TestcaseDocument, testcase};
pub use verify::{VerifiedDocument, VerifyDocument, verify};
