//! libsolv's testcases: what `testsolv` replays, and what `dnf --debugsolver` and `zypper --debug-solver` write
//! (libsolv, ext/testcase.c). A file describes repositories, then jobs with the expected result, in one or more
//! blocks.
//!
//! ```
//! use rpmsolve::testcase::{Testcase, Verdict};
//!
//! let text = "\
//! repo system 0 empty
//! repo r 0 testtags <inline>
//! #>=Pkg: hello 2.10 1 x86_64
//! system x86_64 rpm system
//! job install name hello
//! result transaction,problems <inline>
//! #>install hello-2.10-1.x86_64@r
//! ";
//! let testcase = Testcase::parse(text, "hello.t", &mut |_| unreachable!("all is inline"))?;
//! assert_eq!(testcase.replay()?[0].verdict, Verdict::Agrees);
//! # Ok::<(), rpmsolve::testcase::TestcaseError>(())
//! ```

mod dependency;
mod parse;
mod replay;
mod testtags;

use thiserror::Error;

use crate::PoolError;
use crate::metadata::PackageRecord;

pub use replay::{Replayed, Verdict};

/// A testcase: repositories, and blocks of jobs.
///
/// # Example
///
/// ```
/// use rpmsolve::testcase::Testcase;
///
/// let error = Testcase::parse("repo r", "short.t", &mut |_| unreachable!("it names no file")).unwrap_err();
/// assert!(error.to_string().starts_with("short.t:1: "));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Testcase {
    pub(crate) repositories: Vec<TestRepository>,
    pub(crate) blocks: Vec<Block>,
}

/// A repository of a testcase.
#[derive(Clone, Debug)]
pub(crate) struct TestRepository {
    pub(crate) name: String,
    /// libsolv's: higher is better.
    pub(crate) priority: i32,
    pub(crate) sub_priority: i32,
    pub(crate) packages: Vec<PackageRecord>,
    /// Whether packages provide their own name without saying so: in testtags before version 3.
    pub(crate) add_own_name: bool,
}

/// One set of jobs, with everything that was set when it ran.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    /// How many of the testcase's repositories were there when it ran.
    pub(crate) repositories: usize,
    pub(crate) arch: String,
    pub(crate) system: String,
    pub(crate) pool_flags: Vec<String>,
    pub(crate) solver_flags: Vec<String>,
    /// Disabled packages, as `name-evr.arch@repository`.
    pub(crate) disabled: Vec<String>,
    pub(crate) jobs: Vec<TestJob>,
    /// What `result` asks to be compared, for example `transaction` and `problems`.
    pub(crate) result_kinds: Vec<String>,
    pub(crate) expected: Vec<String>,
    /// What of the pool is not understood, for this block and those after it.
    pub(crate) unsupported_pool: Vec<String>,
    /// What in this block is not understood.
    pub(crate) unsupported: Vec<String>,
}

/// A `job` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TestJob {
    /// `install`, `erase`, `lock` …
    pub(crate) action: String,
    /// `name`, `provides`, `pkg`, `oneof`, `repo` or `all`.
    pub(crate) selection: String,
    pub(crate) argument: String,
    /// What stands in brackets: `forcebest`, `setarch` …
    pub(crate) flags: Vec<String>,
}

/// Why a testcase cannot be read.
///
/// # Example
///
/// ```
/// use rpmsolve::testcase::Testcase;
///
/// let error = Testcase::parse("job install", "short.t", &mut |_| unreachable!("it names no file")).unwrap_err();
/// assert_eq!(error.code(), "testcase-line");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TestcaseError {
    /// A line that is none.
    #[error("{file}:{line}: {reason}")]
    Line {
        /// The file.
        file: String,
        /// The line, counting from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A file that the testcase names cannot be read.
    #[error("{file}: {source}")]
    Read {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Its packages make no pool.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

impl TestcaseError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Line { .. } => "testcase-line",
            Self::Read { .. } => "unreadable",
            Self::Pool(error) => error.code(),
        }
    }
}
