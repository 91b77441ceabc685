//! `rpmsolve verify`: whether packages are whole, and signed by whom they should be.

use std::path::PathBuf;

use clap::Args;
use rpmsolve::report::SCHEMA;
use rpmsolve_repo::{VerifiedPackage, verify};
use serde::Serialize;

use crate::arguments::CacheArguments;
use crate::network::NetworkArguments;
use crate::output::{CommandError, Status, print_json};

#[derive(Args, Debug)]
pub(crate) struct VerifyArguments {
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    kept: CacheArguments,
    /// Packages, or directories of packages
    #[arg(required = true, value_name = "FILE.rpm|DIR")]
    places: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Report {
    schema: u32,
    status: &'static str,
    packages: Vec<PackageReport>,
}

#[derive(Serialize)]
struct PackageReport {
    path: String,
    /// The fingerprint of the key that has signed it.
    key: Option<String>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

pub(crate) fn run(arguments: &VerifyArguments, json: bool) -> Result<Status, CommandError> {
    let network = arguments.network.to_network(arguments.kept.directory());
    let packages: Vec<PackageReport> = verify(&arguments.places, &network)?.iter().map(report).collect();
    let is_good = packages.iter().all(|package| package.code.is_none());
    if json {
        let status = if is_good { "ok" } else { "bad" };
        print_json(&Report { schema: SCHEMA, status, packages })?;
    } else {
        for PackageReport { path, key, message, .. } in &packages {
            match (message, key) {
                (Some(message), _) => println!("{message}"),
                (None, Some(key)) => println!("{path}: good, signed by {key}"),
                (None, None) => println!("{path}: whole; no key is named to check signatures with (--key)"),
            }
        }
    }
    Ok(if is_good { Status::Done } else { Status::No })
}

fn report(package: &VerifiedPackage) -> PackageReport {
    let path = package.path.display().to_string();
    match &package.result {
        Ok(key) => PackageReport { path, key: key.clone(), code: None, message: None },
        Err(error) => {
            PackageReport { path, key: None, code: Some(error.code()), message: Some(error.to_string()) }
        }
    }
}
