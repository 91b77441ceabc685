//! `rpmsolve lock`: the lock made, made anew, or only looked at.

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::project::{LockDiff, ProjectError, Upgrade};
use serde::Serialize;

use super::edit::empty;
use super::{make, open_in_turn, warn};
use crate::arguments::project::LockArguments;
use crate::output::{CommandError, Status, print_json};

#[derive(Serialize)]
struct Report {
    schema: u32,
    /// `locked` if it was written, `unchanged`, or with --check `stale`.
    status: &'static str,
    lock: String,
    diff: LockDiff,
}

pub(crate) fn run(arguments: &LockArguments, json: bool) -> Result<Status, CommandError> {
    let (project, _turn) = open_in_turn(arguments.of.project.as_ref())?;
    let previous = match project.read_lock() {
        // It is made anew in any case.
        Err(error) if !arguments.check && !matches!(error, ProjectError::Io { .. }) => {
            warn(&[format!("{error}; it is made as if there were none")]);
            None
        }
        previous => previous?,
    };
    let upgrade = match (arguments.upgrade, &arguments.upgrade_package[..]) {
        (true, _) => Upgrade::All,
        (false, []) => Upgrade::None,
        (false, names) => Upgrade::Packages(names.to_vec()),
    };
    let Some(lock) = make(&project, &arguments.of, previous.as_ref(), upgrade, json)? else {
        return Ok(Status::No);
    };
    let is_same = previous.as_ref() == Some(&lock);
    let status = match (is_same, arguments.check) {
        (true, _) => "unchanged",
        (false, true) => "stale",
        (false, false) => {
            project.write_lock(&lock)?;
            "locked"
        }
    };
    let has_none = previous.is_none();
    let diff = LockDiff::new(&previous.unwrap_or_else(|| empty(&lock)), &lock);
    let path = project.lock_path().display().to_string();
    if json {
        print_json(&Report { schema: SCHEMA, status, lock: path, diff })?;
    } else {
        print!("{diff}");
        match status {
            "stale" if has_none => println!("{path}: is not there"),
            "stale" => println!("{path}: is not up to date"),
            "unchanged" => println!("{path}: is up to date"),
            _ => println!("{path}: written"),
        }
    }
    Ok(if status == "stale" { Status::No } else { Status::Done })
}
