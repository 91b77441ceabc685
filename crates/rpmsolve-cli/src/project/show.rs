//! `rpmsolve diff` and `rpmsolve export`: what is different between two locks, and a lock for other tools.

use std::path::Path;

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::project::{ExportFormat, Lock, LockDiff, Project, write_whole};
use serde::Serialize;

use super::{open, warn};
use crate::arguments::project::{DiffArguments, ExportArguments, Format};
use crate::output::{CommandError, Status, print_json};

#[derive(Serialize)]
struct Difference {
    schema: u32,
    /// `same` or `different`.
    status: &'static str,
    #[serde(flatten)]
    diff: LockDiff,
}

/// Says what is different between two locks.
pub(crate) fn diff(arguments: &DiffArguments, json: bool) -> Result<Status, CommandError> {
    let diff = LockDiff::new(&read(&arguments.old)?, &read(&arguments.new)?);
    if json {
        let status = if diff.is_empty() { "same" } else { "different" };
        print_json(&Difference { schema: SCHEMA, status, diff })?;
    } else if diff.is_empty() {
        println!("no difference");
    } else {
        print!("{diff}");
    }
    Ok(Status::Done)
}

fn read(path: &Path) -> Result<Lock, CommandError> {
    Lock::read(path)?.ok_or_else(|| missing(path))
}

fn missing(path: &Path) -> CommandError {
    let source = std::io::Error::new(std::io::ErrorKind::NotFound, "is not there; rpmsolve lock makes it");
    CommandError::Io { path: path.to_owned(), source }
}

#[derive(Serialize)]
struct ExportReport {
    schema: u32,
    status: &'static str,
    /// The file that was written, or null if the lock is in `text`.
    output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    warnings: Vec<String>,
}

/// Writes the lock in the form of another tool.
pub(crate) fn export(arguments: &ExportArguments, json: bool) -> Result<Status, CommandError> {
    let project: Project = open(arguments.project.as_ref())?;
    let lock = project.read_lock()?.ok_or_else(|| missing(&project.lock_path()))?;
    let format = match arguments.format {
        Format::PackagesManifest => ExportFormat::PackagesManifest,
        Format::RpmsLock => ExportFormat::RpmsLock,
    };
    let mut exported = lock.export(format)?;
    if lock.is_stale(&project)? {
        let warning =
            format!("{} is not the lock of what rpmsolve.toml says now", project.lock_path().display());
        exported.warnings.push(warning);
    }
    warn(&exported.warnings);
    if let Some(path) = &arguments.output {
        write_whole(path, exported.text.as_bytes())?;
    }
    let output = arguments.output.as_ref().map(|path| path.display().to_string());
    if json {
        let text = output.is_none().then_some(exported.text);
        let warnings = exported.warnings;
        print_json(&ExportReport { schema: SCHEMA, status: "exported", output, text, warnings })?;
    } else if let Some(output) = output {
        println!("{output}");
    } else {
        use std::io::Write;
        std::io::stdout().lock().write_all(exported.text.as_bytes())?;
    }
    Ok(Status::Done)
}
