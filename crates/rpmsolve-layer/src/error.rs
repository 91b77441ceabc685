//! Everything that can go wrong while a layer is built, as one enum.
//!
//! Each variant names the package, the place and the reason, and has a stable [`LayerError::code`] that the
//! bindings map to an exception or a JavaScript `code`.

use std::path::PathBuf;

use rpmsolve_repo::RepoError;

use crate::budget::BudgetReport;

/// Why a layer could not be built. Nothing is left under the output's final name when one is returned.
///
/// # Example
///
/// ```
/// let error = rpmsolve_layer::Profile::named("provided.al3000", "x86_64").unwrap_err();
/// assert_eq!(error.code(), "unknown-runtime");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LayerError {
    /// The operating system refused to read or write a file.
    #[error("cannot {operation} {}: {source}", path.display())]
    Io {
        /// What was tried: `read`, `write`, `create`, `rename`.
        operation: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The system's own error.
        source: std::io::Error,
    },
    /// The file is not an RPM package, or its header is damaged.
    #[error("{}: not a readable RPM package: {reason} (at byte {offset}); fetch it again", path.display())]
    BadHeader {
        /// The `.rpm` file.
        path: PathBuf,
        /// Offset into the file, in bytes.
        offset: u64,
        /// What is wrong there.
        reason: String,
    },
    /// The payload (the compressed archive behind the header) is damaged or disagrees with the header.
    #[error("{}: bad payload at byte {offset} of the unpacked archive{}: {reason}", path.display(), in_entry(entry))]
    BadPayload {
        /// The `.rpm` file.
        path: PathBuf,
        /// Offset into the decompressed archive, in bytes.
        offset: u64,
        /// The archive member being read, where one was.
        entry: Option<String>,
        /// What is wrong there.
        reason: String,
    },
    /// The file's digest is not the one the repository promised.
    #[error("{}: {algorithm} checksum is {actual}, the repository says {expected}; fetch it again", path.display())]
    ChecksumMismatch {
        /// The `.rpm` file.
        path: PathBuf,
        /// Digest algorithm, as in repository metadata (`sha256`).
        algorithm: String,
        /// The digest promised, lower-case hexadecimal.
        expected: String,
        /// The digest found, lower-case hexadecimal.
        actual: String,
    },
    /// The file's length is not the one the repository promised.
    #[error("{}: {actual_bytes} bytes long, the repository says {expected_bytes}; fetch it again", path.display())]
    SizeMismatch {
        /// The `.rpm` file.
        path: PathBuf,
        /// The length promised, in bytes.
        expected_bytes: u64,
        /// The length found, in bytes.
        actual_bytes: u64,
    },
    /// The checksum is of a kind that this crate does not compute.
    #[error("{}: unknown checksum algorithm {algorithm:?}; known are md5, sha1, sha224, sha256, sha384, sha512", path.display())]
    UnknownChecksum {
        /// The `.rpm` file.
        path: PathBuf,
        /// The algorithm asked for.
        algorithm: String,
    },
    /// The payload is compressed by a method that this crate does not read.
    #[error("{}: payload compressor {compressor:?} is not supported; known are gzip, bzip2, xz, lzma, zstd", path.display())]
    UnknownCompressor {
        /// The `.rpm` file.
        path: PathBuf,
        /// What the header names.
        compressor: String,
    },
    /// A source package: it holds a spec file and sources, nothing to put into a layer.
    #[error("{}: a source package; a layer is made from binary packages", path.display())]
    SourcePackage {
        /// The `.rpm` file.
        path: PathBuf,
    },
    /// A path or link in a package would leave the layer's tree.
    #[error("{package}: unsafe path {entry:?}: {reason}; refusing the package")]
    UnsafePath {
        /// The package's NEVRA or file.
        package: String,
        /// The path as the package has it.
        entry: String,
        /// Why it is refused.
        reason: &'static str,
    },
    /// A size or count goes beyond [`Limits`](crate::Limits).
    #[error("{package}: {what} is {claimed}, the limit is {limit}; raise the limit if you trust the package")]
    TooLarge {
        /// The package's NEVRA or file.
        package: String,
        /// What is too large, with its unit.
        what: &'static str,
        /// The size or count found or claimed.
        claimed: u64,
        /// The limit it breaks.
        limit: u64,
    },
    /// Two packages (or two places of one package) want one path of the layer with different contents.
    #[error(
        "file conflict: {path} of the layer would come from {first_path} of {first} and from {second_path} of {second}, which differ; leave one of the packages out, or say whose file is wanted (--prefer PACKAGE=PATTERN)"
    )]
    FileConflict {
        /// The path inside the layer.
        path: String,
        /// The package that came first, by name.
        first: String,
        /// Its own path of the file.
        first_path: String,
        /// The other package.
        second: String,
        /// Its own path of the file.
        second_path: String,
    },
    /// The layer, and what else the function has, is larger than the limit.
    #[error("{}", over_budget(budget))]
    OverBudget {
        /// Where the bytes go, and what would help.
        budget: Box<BudgetReport>,
    },
    /// Functions that no plan can be made for.
    #[error("bad plan: {reason}")]
    BadPlan {
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A pattern of paths that cannot be read.
    #[error("pattern {pattern:?}: {reason}; write a glob such as lib64/libssl* or /usr/bin/git")]
    BadPattern {
        /// The pattern.
        pattern: String,
        /// Why not.
        reason: String,
    },
    /// The layer to audit is no zip, no directory, or damaged.
    #[error("{}: not a readable layer: {reason}", path.display())]
    BadLayer {
        /// The zip or directory.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// No profile carries this runtime's name.
    #[error("unknown runtime {runtime:?} for {arch}; known are {}", known.join(", "))]
    UnknownRuntime {
        /// The runtime asked for.
        runtime: String,
        /// The architecture asked for.
        arch: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// A profile's text breaks its own format.
    #[error("profile {profile}, line {line}: {reason}")]
    BadProfile {
        /// Name of the profile.
        profile: String,
        /// Line number, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// A root file system without a program or library that says which architecture it is for.
    #[error("{}: no shared library in it says which architecture it is for; name it with --arch", path.display())]
    UnknownArchitecture {
        /// The root file system, or what else a profile was to be made of.
        path: PathBuf,
    },
    /// A name that no runtime can have, and where it comes from.
    #[error("the profile needs a name: {reason}; give it one with --name")]
    BadRuntimeName {
        /// What is wrong with it.
        reason: String,
    },
    /// A root file system with more in it than is read.
    #[error("{}: more than {limit} files and directories; name a directory that is one root file system", path.display())]
    TooManyFiles {
        /// The root file system.
        path: PathBuf,
        /// The most that are read.
        limit: usize,
    },
    /// The packages of an image cannot be read.
    #[error(transparent)]
    Repo(#[from] RepoError),
    /// The output directory holds something that is not a layer; it is not overwritten.
    #[error("{}: exists, is not empty and is not a layer made by rpmsolve; remove it or choose another output", path.display())]
    OutputNotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// The archive format cannot hold this layer.
    #[error("cannot write {}: {reason}", path.display())]
    Archive {
        /// The output file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl LayerError {
    /// The error's stable name, for scripts, exceptions and JavaScript.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::BadHeader { .. } => "bad-header",
            Self::BadPayload { .. } => "bad-payload",
            Self::ChecksumMismatch { .. } => "checksum-mismatch",
            Self::SizeMismatch { .. } => "size-mismatch",
            Self::UnknownChecksum { .. } => "unknown-checksum",
            Self::UnknownCompressor { .. } => "unknown-compressor",
            Self::SourcePackage { .. } => "source-package",
            Self::UnsafePath { .. } => "unsafe-path",
            Self::TooLarge { .. } => "too-large",
            Self::FileConflict { .. } => "file-conflict",
            Self::OverBudget { .. } => "over-budget",
            Self::BadPlan { .. } => "bad-plan",
            Self::BadPattern { .. } => "bad-pattern",
            Self::BadLayer { .. } => "bad-layer",
            Self::UnknownRuntime { .. } => "unknown-runtime",
            Self::BadProfile { .. } => "bad-profile",
            Self::UnknownArchitecture { .. } => "unknown-architecture",
            Self::BadRuntimeName { .. } => "bad-runtime-name",
            Self::TooManyFiles { .. } => "too-many-files",
            Self::Repo(error) => error.code(),
            Self::OutputNotEmpty { .. } => "output-not-empty",
            Self::Archive { .. } => "archive",
        }
    }

    pub(crate) fn io(
        operation: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> LayerError {
        let path = path.into();
        move |source| LayerError::Io { operation, path, source }
    }
}

fn in_entry(entry: &Option<String>) -> String {
    entry.as_ref().map(|name| format!(", in {name}")).unwrap_or_default()
}

fn over_budget(budget: &BudgetReport) -> String {
    let BudgetReport { bytes, other_bytes, over_bytes, .. } = budget;
    let limit_bytes = budget.limit_bytes.unwrap_or(u64::MAX);
    let others =
        if *other_bytes > 0 { format!(" and {other_bytes} of what else there is") } else { String::new() };
    let largest =
        budget.packages.iter().take(LARGEST).map(|share| format!("{} ({})", share.nevra, share.bytes));
    let largest = largest.collect::<Vec<_>>().join(", ");
    format!(
        "over budget: {bytes} bytes of layer unzipped{others}, the limit is {limit_bytes}: {over_bytes} too many; \
         the largest packages are {largest}"
    )
}

/// How many packages the message about an exceeded limit names.
const LARGEST: usize = 5;
