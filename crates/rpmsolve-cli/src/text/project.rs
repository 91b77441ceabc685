//! Projects and their locks, as text.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rpmsolve_repo::project::LockDiff;
use rpmsolve_verbs::{
    BuildDocument, Changed, DiffDocument, ExportDocument, InitDocument, LockDocument, SyncDocument,
};

use crate::output::human_bytes;
use crate::text::graph::print;
use crate::text::layer::findings;

/// The files that were written.
pub(crate) fn made(document: &InitDocument) -> io::Result<()> {
    let mut out = io::stdout().lock();
    document.written.iter().try_for_each(|path| writeln!(out, "{path}"))
}

/// What a layer asks for now, and what that changes.
pub(crate) fn changed(document: &Changed) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let layer = &document.layer;
    for (sign, specs) in [('+', &document.added), ('-', &document.removed)] {
        specs.iter().try_for_each(|spec| writeln!(out, "{layer}: {sign} {spec}"))?;
    }
    if document.status == "unchanged" {
        writeln!(out, "{layer}: asks for that already")?;
    }
    match &document.diff {
        // That something else is asked for is known.
        Some(diff) => write!(out, "{}", LockDiff { inputs: false, ..diff.clone() }),
        None => Ok(()),
    }
}

/// What became of a lock.
pub(crate) fn locked(document: &LockDocument) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let path = &document.lock;
    write!(out, "{}", document.diff)?;
    match document.status {
        "stale" if document.is_new => writeln!(out, "{path}: is not there"),
        "stale" => writeln!(out, "{path}: is not up to date"),
        "unchanged" => writeln!(out, "{path}: is up to date"),
        _ => writeln!(out, "{path}: written"),
    }
}

/// How much was got for each architecture.
pub(crate) fn synced(document: &SyncDocument) -> io::Result<()> {
    let mut arches: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    for package in &document.packages {
        let (packages, bytes) = arches.entry(&package.arch).or_default();
        *packages += 1;
        *bytes = bytes.saturating_add(package.size);
    }
    let mut out = io::stdout().lock();
    for (arch, (packages, bytes)) in arches {
        writeln!(out, "{arch}: {packages} packages, {}, as locked", human_bytes(bytes))?;
    }
    Ok(())
}

/// The layers that were built.
pub(crate) fn built(document: &BuildDocument) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for layer in &document.layers {
        let report = &layer.report;
        writeln!(
            out,
            "{}: {} packages, {} files, {} unzipped, {} written",
            layer.output,
            report.packages.len(),
            report.files,
            human_bytes(report.bytes),
            human_bytes(report.archive_bytes),
        )?;
        findings(&report.findings);
    }
    Ok(())
}

/// What is different between two locks.
pub(crate) fn different(document: &DiffDocument) -> io::Result<()> {
    if document.diff.is_empty() {
        return writeln!(io::stdout(), "no difference");
    }
    print(&document.diff.to_string())
}

/// The lock in another form, or where it is.
pub(crate) fn exported(document: &ExportDocument) -> io::Result<()> {
    match (&document.output, &document.text) {
        (Some(output), _) => writeln!(io::stdout(), "{output}"),
        (None, text) => print(text.as_deref().unwrap_or_default()),
    }
}
