//! What came out: the answer of [`build_layer`](crate::build_layer), as data.

use serde::Serialize;

use crate::budget::BudgetReport;
use crate::finding::Finding;
use crate::hints::Hint;
use crate::relocate::{Left, Rewritten};
use crate::sbom::Sbom;

/// A package's part in the layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "LayerPackage"))]
pub struct PackageReport {
    /// Name, epoch, version, release and architecture, as given.
    pub nevra: String,
    /// The repository it came from, as given.
    pub repository: String,
    /// SHA-256 of the `.rpm` file, lower-case hexadecimal.
    pub sha256: String,
    /// True when it was asked for, false when something needs it.
    pub requested: bool,
    /// The NEVRAs of those of the other packages that need it, as given.
    pub required_by: Vec<String>,
    /// Number of its files and links in the layer.
    pub files: usize,
    /// Size of its files in the layer, in bytes.
    pub bytes: u64,
}

/// A layer that was built; serialises to the fields of the command's JSON.
///
/// # Example
///
/// ```no_run
/// # use rpmsolve_layer::{BaseImage, LayerOptions, Output, build_layer};
/// let report = build_layer(&[], &BaseImage::new(), &LayerOptions::default(), &Output::from_path("x.zip"), &mut |_| {})?;
/// println!("{} bytes of {}", report.bytes, 262_144_000);
/// println!("{}", serde_json::to_string(&report).expect("a report is plain data"));
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LayerReport {
    /// The packages, by NEVRA.
    pub packages: Vec<PackageReport>,
    /// Number of files and links in the layer.
    pub files: usize,
    /// Size of the layer unzipped, in bytes; what Lambda's limit counts.
    pub bytes: u64,
    /// Size of the archive, in bytes; for a directory the same as `bytes`.
    pub archive_bytes: u64,
    /// Where the bytes go, and what would make the layer smaller.
    pub budget: BudgetReport,
    /// Paths that were rewritten, by file.
    pub rewritten: Vec<Rewritten>,
    /// Paths under /usr and /etc that were left as they are, by file.
    pub left: Vec<Left>,
    /// Variables of the environment that programs need, by program; with wrapper scripts they are set already.
    pub environment: Vec<Hint>,
    /// What a person should know, sorted by kind and path.
    pub findings: Vec<Finding>,
    /// The bill of materials that is in the layer.
    #[serde(skip)]
    pub sbom: Sbom,
}
