//! `rpmsolve cache`: what is kept of repositories, and how to be rid of it.

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::{CacheDirectory, CacheInfo, CachePart, CacheShare};
use serde::Serialize;

use crate::arguments::{self, CacheArguments, CacheCommand, CacheVerb};
use crate::output::{CommandError, Status, human_bytes, print_json};

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    status: &'static str,
    path: String,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    info: Option<&'a CacheInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<CacheShare>,
}

pub(crate) fn run(command: &CacheCommand, json: bool) -> Result<Status, CommandError> {
    let directory = directory(&command.kept)?;
    let report = Report {
        schema: SCHEMA,
        status: "ok",
        path: directory.path().display().to_string(),
        info: None,
        removed: None,
    };
    match &command.verb {
        CacheVerb::Path if json => print_json(&report)?,
        CacheVerb::Path => println!("{}", report.path),
        CacheVerb::Info => {
            let info = directory.info();
            match json {
                true => print_json(&Report { info: Some(&info), ..report })?,
                false => print(&report.path, &info),
            }
        }
        CacheVerb::Clean { only } => {
            let removed = directory.clean(&parts(only))?;
            match json {
                true => print_json(&Report { removed: Some(removed), ..report })?,
                false => println!("{} files removed, {}", removed.files, human_bytes(removed.bytes)),
            }
        }
    }
    Ok(Status::Done)
}

/// The directory that is named, or the user's own.
fn directory(kept: &CacheArguments) -> Result<CacheDirectory, CommandError> {
    let named = kept.directory().map(CacheDirectory::new);
    named.or_else(CacheDirectory::usual).ok_or_else(|| CommandError::Usage {
        message: "there is no home directory to keep anything in; name a directory (--cache)".to_owned(),
    })
}

fn parts(only: &[arguments::CachePart]) -> Vec<CachePart> {
    if only.is_empty() {
        return vec![CachePart::Pools, CachePart::Metadata, CachePart::Packages];
    }
    let part = |part: &arguments::CachePart| match part {
        arguments::CachePart::Pools => CachePart::Pools,
        arguments::CachePart::Metadata => CachePart::Metadata,
        arguments::CachePart::Packages => CachePart::Packages,
    };
    only.iter().map(part).collect()
}

fn print(path: &str, info: &CacheInfo) {
    println!("{path}: {}", human_bytes(info.bytes));
    let CacheInfo { pools, metadata, packages, keys, unfinished, .. } = info;
    for (name, share) in [
        ("pools", pools),
        ("metadata", metadata),
        ("packages", packages),
        ("keys", keys),
        ("unfinished", unfinished),
    ] {
        if share.files > 0 {
            println!("  {name}: {} files, {}", share.files, human_bytes(share.bytes));
        }
    }
    for repository in &info.repositories {
        let signed = if repository.signed { ", signed" } else { "" };
        println!("{}: {}, revision {}{signed}", repository.id, repository.url, repository.revision);
    }
}
