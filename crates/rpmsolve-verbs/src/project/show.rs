//! What is different between two locks, and a lock for other tools.

use std::path::Path;

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::project::{ExportFormat, Lock, LockDiff, write_whole};
use schemars::JsonSchema;
use serde::Serialize;

use super::{place, stale};
use crate::answer::documents;
use crate::options::{DiffOptions, ExportOptions, FormatOption};
use crate::{Answer, Session, VerbError};

/// What is different between two locks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DiffDocument {
    /// The version of the document.
    pub schema: u32,
    /// `same` or `different`.
    pub status: &'static str,
    /// What is different.
    #[serde(flatten)]
    pub diff: LockDiff,
}

/// A lock in the form of another tool, as a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExportDocument {
    /// The version of the document.
    pub schema: u32,
    /// `exported`.
    pub status: &'static str,
    /// The file that was written, or null if the lock is in `text`.
    pub output: Option<String>,
    /// The lock, if it was not written to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What cannot be said in that form.
    pub warnings: Vec<String>,
}

documents! {
    DiffDocument;
    ExportDocument;
}

/// Says what is different between two locks.
///
/// # Errors
///
/// [`VerbError`] if one of them is not there, or not in order.
pub fn diff(options: &DiffOptions, _: &Session) -> Result<DiffDocument, VerbError> {
    let diff = LockDiff::new(&read(&options.old)?, &read(&options.new)?);
    Ok(DiffDocument { schema: SCHEMA, status: if diff.is_empty() { "same" } else { "different" }, diff })
}

pub(super) fn read(path: &Path) -> Result<Lock, VerbError> {
    Lock::read(path)?.ok_or_else(|| missing(path))
}

fn missing(path: &Path) -> VerbError {
    let source = std::io::Error::new(std::io::ErrorKind::NotFound, "is not there; rpmsolve lock makes it");
    VerbError::Io { path: path.to_owned(), source }
}

/// Writes the lock in the form of another tool.
///
/// # Errors
///
/// As [`diff`], and if the file cannot be written.
pub fn export(options: &ExportOptions, session: &Session) -> Result<ExportDocument, VerbError> {
    let project = place(options.project.as_ref())?;
    let lock = project.read_lock()?.ok_or_else(|| missing(&project.lock_path()))?;
    let format = match options.format {
        FormatOption::PackagesManifest => ExportFormat::PackagesManifest,
        FormatOption::RpmsLock => ExportFormat::RpmsLock,
    };
    let mut exported = lock.export(format)?;
    if lock.is_stale(&project)? {
        exported.warnings.push(stale(&project));
    }
    session.warn(&exported.warnings);
    if let Some(path) = &options.output {
        write_whole(path, exported.text.as_bytes())?;
    }
    let output = options.output.as_ref().map(|path| path.display().to_string());
    let text = output.is_none().then_some(exported.text);
    Ok(ExportDocument { schema: SCHEMA, status: "exported", output, text, warnings: exported.warnings })
}
