//! `rpmsolve fetch`: solves, and puts the packages of the answer into a directory that is a repository itself.

use std::path::{Path, PathBuf};

use clap::Args;
use rpmsolve::report::SCHEMA;
use rpmsolve_repo::{VendorReport, VendoredPackage};
use serde::Serialize;

use crate::arguments::{AnswerArguments, SpecArguments};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::progress;
use crate::resolve::{ask, resolve_for, solved};

#[derive(Args, Debug)]
pub(crate) struct FetchArguments {
    #[command(flatten)]
    pub(crate) answer: AnswerArguments,
    /// The directory to make a repository of these packages: a new one, an empty one, or one that was made so before
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) specs: SpecArguments,
}

#[derive(Serialize)]
struct Fetched<'a> {
    schema: u32,
    status: &'static str,
    output: String,
    packages: &'a [VendoredPackage],
    bytes: u64,
}

pub(crate) fn run(arguments: &FetchArguments, json: bool) -> Result<Status, CommandError> {
    let resolved = ask(&resolve_for(&arguments.answer, &arguments.specs.specs)?)?;
    let loaded = &resolved.loaded;
    let Some(transaction) = solved(&resolved, json)? else { return Ok(Status::No) };
    let packages: Vec<_> = transaction.installations.iter().map(|it| it.package).collect();
    let report = progress::waiting("fetching", || loaded.vendor(&packages, &arguments.output))?;
    print_report(&report, &arguments.output, json)?;
    Ok(Status::Done)
}

/// Says what is in the repository that was written.
pub(crate) fn print_report(report: &VendorReport, output: &Path, json: bool) -> Result<(), CommandError> {
    let output = output.display().to_string();
    if json {
        let (packages, bytes) = (&report.packages, report.bytes);
        return print_json(&Fetched { schema: SCHEMA, status: "fetched", output, packages, bytes });
    }
    for package in &report.packages {
        println!("{}  {}", package.path, human_bytes(package.size));
    }
    println!("{output}: {} packages, {}", report.packages.len(), human_bytes(report.bytes));
    Ok(())
}
