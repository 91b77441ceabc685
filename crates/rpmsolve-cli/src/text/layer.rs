//! Layers that were built or audited, as text.

use std::io::{self, Write};

use rpmsolve_layer::{Finding, LayerReport, Severity};
use rpmsolve_verbs::{Audited, FetchDocument, LayerBuilt, LayerOptions};

use crate::output::human_bytes;
use crate::text::resolve::size;

/// What is in a layer, and what a person should know of it.
pub(crate) fn built(built: &LayerBuilt, options: &LayerOptions) -> io::Result<()> {
    let mut out = io::stdout().lock();
    report(&mut out, options, &built.report)?;
    findings(&built.report.findings);
    match &built.resolved.size {
        Some(bound) => size(&mut out, bound),
        None => Ok(()),
    }
}

/// What was found in layers.
pub(crate) fn audited(audited: &Audited) -> io::Result<()> {
    let report = &audited.report;
    writeln!(
        io::stdout(),
        "{} files, {}, {} libraries needed",
        report.files,
        human_bytes(report.bytes),
        report.needs.len()
    )?;
    findings(&report.findings);
    Ok(())
}

/// What is in a repository that was written.
pub(crate) fn fetched(document: &FetchDocument) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for package in &document.packages {
        writeln!(out, "{}  {}", package.path, human_bytes(package.size))?;
    }
    let (count, bytes) = (document.packages.len(), human_bytes(document.bytes));
    writeln!(out, "{}: {count} packages, {bytes}", document.output)
}

fn report(out: &mut impl Write, options: &LayerOptions, report: &LayerReport) -> io::Result<()> {
    let left = report.budget.left_bytes.map(|left| format!("; {} left", human_bytes(left)));
    writeln!(
        out,
        "{}: {} packages, {} files, {} unzipped, {} written{}",
        options.output.display(),
        report.packages.len(),
        report.files,
        human_bytes(report.bytes),
        human_bytes(report.archive_bytes),
        left.unwrap_or_default(),
    )?;
    for package in &report.packages {
        let mark = if package.requested { "*" } else { " " };
        writeln!(out, " {mark} {}  {}", package.nevra, human_bytes(package.bytes))?;
    }
    if !report.rewritten.is_empty() {
        writeln!(
            out,
            "{} paths rewritten to /opt, {} left as they are",
            report.rewritten.len(),
            report.left.len()
        )?;
    }
    environment(out, options, report)
}

/// Says which variables a function with this layer should set.
fn environment(out: &mut impl Write, options: &LayerOptions, report: &LayerReport) -> io::Result<()> {
    if report.environment.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "{}",
        match options.building.wrappers {
            true => "set by scripts in bin/:",
            false => "programs need in their environment (or build with --wrappers):",
        }
    )?;
    for hint in &report.environment {
        writeln!(out, "  {hint}  ({}: {})", hint.program, hint.why)?;
    }
    Ok(())
}

/// Says what a person should know, the worst first; what is only good to know is in the JSON and in the manifest.
pub(crate) fn findings(findings: &[Finding]) {
    let mut told: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity != Severity::Info).collect();
    told.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in told.iter().take(FINDINGS_SHOWN) {
        let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
        eprintln!("{severity}: {} {}: {}", finding.package, finding.path, finding.detail);
    }
    if told.len() > FINDINGS_SHOWN {
        let hidden = told.len() - FINDINGS_SHOWN;
        eprintln!("… and {hidden} more; --json and the manifest in the layer have all of them");
    }
}

/// More findings than this are not read on a terminal.
const FINDINGS_SHOWN: usize = 20;
