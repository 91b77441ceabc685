//! `rpmsolve audit`: what would go wrong with layers on their runtime.

use rpmsolve::report::SCHEMA;
use rpmsolve_layer::{AuditOptions, AuditReport, Severity, audit};
use rpmsolve_repo::Load;
use serde::Serialize;

use crate::arguments::{AuditArguments, FailOn};
use crate::layer::{base_image, layout, print_findings, usual_runtime};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::resolve::load;

#[derive(Serialize)]
struct Audited<'a> {
    schema: u32,
    /// `ok`, or `found` if there is something of the severity that was asked for.
    status: &'static str,
    /// The runtime that the layers were held against, or null if the base was described otherwise.
    runtime: Option<&'a str>,
    #[serde(flatten)]
    report: &'a AuditReport,
}

pub(crate) fn run(arguments: &AuditArguments, json: bool) -> Result<Status, CommandError> {
    let arch = arguments.arch.as_deref().unwrap_or(std::env::consts::ARCH);
    let profile = arguments.runtime.find(usual_runtime(&arguments.base), arch)?;
    let base = load(&Load { base: arguments.base.clone(), arch: arch.to_owned(), ..Load::default() })?;
    let options = AuditOptions {
        layout: layout(&arguments.layout)?,
        arch: arguments.arch.clone(),
        limit_bytes: Some(arguments.limit).filter(|&limit| limit > 0),
        ..AuditOptions::default()
    };
    let report = audit(&arguments.layers, &base_image(profile.as_ref(), &base)?, &options)?;
    let is_bad = report.worst().is_some_and(|worst| fails(arguments.fail_on, worst));
    if json {
        let (status, runtime) =
            (if is_bad { "found" } else { "ok" }, profile.as_ref().map(|it| it.runtime.as_str()));
        print_json(&Audited { schema: SCHEMA, status, runtime, report: &report })?;
    } else {
        println!(
            "{} files, {}, {} libraries needed",
            report.files,
            human_bytes(report.bytes),
            report.needs.len()
        );
        print_findings(&report.findings);
    }
    Ok(if is_bad { Status::No } else { Status::Done })
}

fn fails(from: FailOn, worst: Severity) -> bool {
    match from {
        FailOn::Info => true,
        FailOn::Warning => worst >= Severity::Warning,
        FailOn::Error => worst >= Severity::Error,
        FailOn::Never => false,
    }
}
