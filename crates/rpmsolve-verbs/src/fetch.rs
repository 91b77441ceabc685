//! Fetching: the packages of an answer in a directory that is a repository itself.

use std::path::Path;

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::{VendorReport, VendoredPackage};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::documents;
use crate::options::FetchOptions;
use crate::resolve::ask;
use crate::{Answer, Session, Solved, Stage, VerbError};

/// What is in the repository that was written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FetchDocument {
    /// The version of the document.
    pub schema: u32,
    /// `fetched`.
    pub status: &'static str,
    /// The directory.
    pub output: String,
    /// The packages in it.
    pub packages: Vec<VendoredPackage>,
    /// How many bytes they have.
    pub bytes: u64,
}

documents! { FetchDocument; }

impl FetchDocument {
    pub(crate) fn new(report: VendorReport, output: &Path) -> Self {
        let VendorReport { packages, bytes, .. } = report;
        Self { schema: SCHEMA, status: "fetched", output: output.display().to_string(), packages, bytes }
    }
}

/// Puts packages and all they need into a directory that is a repository itself.
///
/// # Errors
///
/// As [`crate::resolve`], and what goes wrong on the way of a package.
pub fn fetch(options: &FetchOptions, session: &Session) -> Result<FetchDocument, VerbError> {
    let solved = Solved::new(ask(&options.answer, &options.specs, None, session)?, false)?;
    let packages: Vec<_> = solved.transaction().installations.iter().map(|it| it.package).collect();
    let vendor = || solved.resolved.loaded.vendor(&packages, &options.output);
    Ok(FetchDocument::new(session.during(Stage::Write, vendor)?, &options.output))
}
