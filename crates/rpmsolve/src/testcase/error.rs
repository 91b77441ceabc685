//! Why a testcase cannot be read: always the file, the line, the reason, and what to write instead.

use thiserror::Error;

use super::dependency::TestcaseDependencyError;
use crate::PoolError;
use crate::metadata::MetadataError;

/// Why a testcase cannot be read.
///
/// # Example
///
/// ```
/// use rpmsolve::testcase::Testcase;
///
/// let error = Testcase::parse("repo system high empty\n", "a.t", &mut |_| Ok(Vec::new())).unwrap_err();
/// assert_eq!(error.code(), "testcase-priority");
/// assert!(error.to_string().starts_with("a.t:1: "));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TestcaseError {
    /// A line that cannot be read.
    #[error("{file}:{line}: {source}")]
    Line {
        /// The testcase, or the file that it names.
        file: String,
        /// The line, counting from 1.
        line: usize,
        /// What is wrong with it.
        source: TestcaseLineError,
    },
    /// A file that the testcase names cannot be read.
    #[error("{file}: cannot be read: {source}; put it beside the testcase that names it")]
    Read {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file that the testcase names cannot be decompressed.
    #[error(transparent)]
    Decompress(#[from] MetadataError),
    /// Its packages make no pool.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

impl TestcaseError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Line { source, .. } => source.code(),
            Self::Read { .. } => "unreadable",
            Self::Decompress(error) => error.code(),
            Self::Pool(error) => error.code(),
        }
    }
}

/// What is wrong with a line of a testcase.
///
/// # Example
///
/// ```
/// use rpmsolve::testcase::TestcaseLineError;
///
/// let error = TestcaseLineError::BeforePackage { key: "Req".into() };
/// assert_eq!(error.code(), "testcase-before-package");
/// assert_eq!(error.to_string(), "\"Req\" belongs to a package, but stands before the first =Pkg: line");
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TestcaseLineError {
    /// A command with too few or too many words.
    #[error("\"{found}\" should read: {expected}")]
    Form {
        /// The form of the command.
        expected: &'static str,
        /// The line, shortened.
        found: String,
    },
    /// A priority that is no number.
    #[error("\"{text}\" is not a priority; write a whole number, or two joined by a dot")]
    Priority {
        /// The text.
        text: String,
    },
    /// A number that is none.
    #[error("\"{text}\" is not a number of seconds since 1970")]
    Time {
        /// The text.
        text: String,
    },
    /// A command that has to stand before the jobs of its block.
    #[error("\"{command}\" stands after a job; move it before the first job of the block")]
    AfterJob {
        /// The command.
        command: &'static str,
    },
    /// A repository that the testcase does not have.
    #[error("there is no repository \"{name}\" up to here; add a repo line before this one")]
    UnknownRepository {
        /// Its name.
        name: String,
    },
    /// A file that does not lie beside the testcase.
    #[error("\"{name}\" leaves the directory of the testcase; name a file in it")]
    OutsideDirectory {
        /// The file.
        name: String,
    },
    /// A relation or another attribute without a package.
    #[error("\"{key}\" belongs to a package, but stands before the first =Pkg: line")]
    BeforePackage {
        /// The attribute's key.
        key: String,
    },
    /// A list whose end is missing.
    #[error("the list +{key}: is not closed by -{key}:")]
    OpenList {
        /// The list's key.
        key: String,
    },
    /// A dependency that cannot be read.
    #[error("the dependency \"{text}\": {source}")]
    Dependency {
        /// The dependency, shortened.
        text: String,
        /// What is wrong with it.
        source: TestcaseDependencyError,
    },
}

impl TestcaseLineError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } => "testcase-form",
            Self::Priority { .. } => "testcase-priority",
            Self::Time { .. } => "testcase-time",
            Self::AfterJob { .. } => "testcase-after-job",
            Self::UnknownRepository { .. } => "testcase-unknown-repository",
            Self::OutsideDirectory { .. } => "testcase-outside-directory",
            Self::BeforePackage { .. } => "testcase-before-package",
            Self::OpenList { .. } => "testcase-open-list",
            Self::Dependency { .. } => "testcase-dependency",
        }
    }

    pub(super) fn form(expected: &'static str, found: &str) -> Self {
        Self::Form { expected, found: shortened(found) }
    }
}

/// As much of a text as an error message needs.
pub(super) fn shortened(text: &str) -> String {
    const CHARACTERS_MAX: usize = 80;
    match text.char_indices().nth(CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
