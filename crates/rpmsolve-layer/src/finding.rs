//! What a person should know about a layer that was built all the same.
//!
//! The kinds are the contract's words; a new kind is an addition, a changed one breaks scripts.

use serde::{Deserialize, Serialize};

/// What a [`Finding`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingKind {
    /// A path compiled into a file names something of the layer and could not be rewritten.
    HardCodedPath,
    /// A bare prefix (`/usr`) was rewritten because every other path of the file had moved.
    BarePrefix,
    /// A path is in a packed file, which is not rewritten.
    PackedPath,
    /// A link that leads nowhere, or out of the layer.
    BrokenLink,
    /// A link to a file of the base image; left out, as layers hold only links into themselves.
    LinkToBase,
    /// A shared library that a file of the layer needs and nobody has.
    MissingSoname,
    /// The shared library that would be loaded has not the symbol version that a file of the layer needs.
    MissingSymbolVersion,
    /// A shared library whose soname the base image has too: which one is used depends on the search order.
    ShadowedSoname,
    /// Two shared libraries of the layer would need one name in `lib/`.
    LibraryClash,
    /// Two programs of the layer would need one name in `bin/`.
    ProgramClash,
    /// A scriptlet that rpm would have run and nobody will: what of its effect was made, is not needed, or is missing.
    Scriptlet,
    /// A program that needs variables of the environment and could not be given a wrapper script.
    Wrapper,
    /// A program or library for another architecture.
    ForeignArchitecture,
    /// Two packages have the path with different contents; which one is used was decided.
    FileConflict,
    /// A setuid or setgid bit that the layer loses.
    Setuid,
    /// File capabilities that the layer loses.
    Capabilities,
    /// A device node, FIFO or socket; left out.
    SpecialFile,
    /// A path outside /usr, /etc and /opt: kept in the layer, where programs will not look for it.
    OutsidePrefix,
    /// A file was rewritten whose digest or signature it holds itself, or another file of the layer does.
    StaleDigest,
    /// A directory with nothing in it.
    EmptyDirectory,
    /// A file that only its owner could read.
    Unreadable,
    /// A name that is not UTF-8 was changed.
    NotUtf8,
    /// A file that is not as the layer's manifest has it.
    Altered,
    /// Larger than the limit.
    OverBudget,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something may not work.
    Warning,
    /// Something does not work.
    Error,
}

/// One thing to know about the layer.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::{Finding, FindingKind};
/// let finding = Finding::warning(FindingKind::BrokenLink, "bin/x", "points to y, which is nowhere", "x-1-1.noarch");
/// assert_eq!(serde_json::to_value(&finding)?["kind"], "broken-link");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// The path inside the layer, without a leading slash; for what was left out the package's own path.
    pub path: String,
    /// One sentence for a person.
    pub detail: String,
    /// NEVRA of the package; empty where none is to blame.
    pub package: String,
    /// How much it matters.
    pub severity: Severity,
}

impl Finding {
    /// A finding that may keep something from working.
    #[must_use]
    pub fn warning(
        kind: FindingKind,
        path: impl Into<String>,
        detail: impl Into<String>,
        package: impl Into<String>,
    ) -> Self {
        let (path, detail, package) = (path.into(), detail.into(), package.into());
        Finding { kind, path, detail, package, severity: Severity::Warning }
    }

    /// A finding about what does not work.
    #[must_use]
    pub fn error(
        kind: FindingKind,
        path: impl Into<String>,
        detail: impl Into<String>,
        package: impl Into<String>,
    ) -> Self {
        Finding { severity: Severity::Error, ..Finding::warning(kind, path, detail, package) }
    }

    /// A finding that is only good to know.
    #[must_use]
    pub fn info(
        kind: FindingKind,
        path: impl Into<String>,
        detail: impl Into<String>,
        package: impl Into<String>,
    ) -> Self {
        Finding { severity: Severity::Info, ..Finding::warning(kind, path, detail, package) }
    }
}
