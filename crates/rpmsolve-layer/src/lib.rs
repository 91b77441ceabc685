//! Turns solved RPMs into an AWS Lambda layer: unpack, relocate to `/opt`, archive, the same bytes every time.
//!
//! [`build_layer`] takes packages as local `.rpm` files and what the base image has ([`BaseImage`], from file lists or
//! from a runtime's [`Profile`]) and writes a zip, a tar or a directory ([`Output`]). The steps, in order:
//!
//! 1. every package is checked and unpacked, into memory or beside the output; its header decides what may be in the
//!    payload,
//! 2. what a function does not need is left out ([`Keep`]),
//! 3. `/usr/X` and `/etc/X` become `X` of the layer ([`Layout`]); two different files at one place are an error,
//! 4. what scriptlets would have done is done as far as it is known, and told where it is not,
//! 5. links become relative,
//! 6. every file is inspected: what its paths become is planned, and done as it is written ([`Rewritten`], [`Left`]),
//! 7. libraries are made reachable through `lib/` and programs through `bin/`,
//! 8. what programs still need of the environment is found out, and on request set by wrapper scripts,
//! 9. the tree is audited ([`audit`]), bills of materials ([`Sbom`]) and the manifest go in, and the whole is archived.
//!
//! [`plan`] and [`build_plan`] do that for the layers of several functions.
//!
//! Packages are hostile until proven otherwise: see [`Limits`] and [`LayerError::UnsafePath`]. Nothing reads the
//! network, the clock or the environment.
//!
//! ```no_run
//! use rpmsolve_layer::{LayerOptions, LayerPackage, Output, Profile, build_layer};
//!
//! let base = Profile::named("provided.al2023", "x86_64")?.base_image();
//! let packages = [LayerPackage::new("jq-0:1.6-1.x86_64", "mine", "jq-1.6-1.x86_64.rpm")];
//! let options = LayerOptions { limit_bytes: Some(262_144_000), ..Default::default() };
//! let report = build_layer(&packages, &base, &options, &Output::from_path("jq.zip"), &mut |_| {})?;
//! for finding in &report.findings {
//!     println!("{}: {}", finding.path, finding.detail);
//! }
//! # Ok::<(), rpmsolve_layer::LayerError>(())
//! ```

mod archive;
mod assemble;
mod audit;
mod base;
mod budget;
mod content;
mod defaults;
mod effects;
mod elf;
mod error;
mod finding;
mod hints;
mod layer;
mod limits;
mod links;
mod loader;
mod manifest;
mod mapping;
mod output;
mod package;
mod path;
mod perl;
mod plan;
mod profile;
mod reach;
mod relocate;
mod report;
mod sbom;
mod tree;
mod wrappers;

pub use audit::{AuditOptions, AuditReport, Need, audit};
pub use base::{BaseImage, BaseLibrary, LAMBDA_LD_LIBRARY_PATH, LAMBDA_PATH};
pub use budget::{Advice, BudgetReport, FileGroup, GroupShare, OtherLayer, OtherPackage, PackageShare};
pub use content::Content;
pub use defaults::Keep;
pub use elf::{Elf, ElfKind, SearchPath};
pub use error::LayerError;
pub use finding::{Finding, FindingKind, Severity};
pub use hints::Hint;
pub use layer::{LayerOptions, LayerPackage, Progress, build_layer};
pub use limits::Limits;
pub use manifest::PATH as MANIFEST_PATH;
pub use mapping::Layout;
pub use output::{Output, TarPacking};
pub use package::{
    FileKind, FileRecord, HeaderFacts, Package, PackageFile, Scriptlet, read_package, read_package_from,
};
pub use plan::{
    BuiltLayer, Obstacle, Plan, PlanFunction, PlanOptions, PlannedFunction, PlannedLayer, build_plan, plan,
};
pub use profile::{Held, HeldKind, MadeProfile, Profile, Profiles, RuntimeStatus};
pub use relocate::{Left, LeftReason, Rewritten, Rule};
pub use report::{LayerReport, PackageReport};
pub use sbom::{Sbom, SbomFormat, SbomPackage};
