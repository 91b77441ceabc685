//! The lock made, made anew, or only looked at.

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::project::{LockDiff, ProjectError, Upgrade};
use schemars::JsonSchema;
use serde::Serialize;

use super::edit::empty;
use super::{make, open_in_turn};
use crate::answer::documents;
use crate::options::LockOptions;
use crate::{Answer, Session, VerbError};

/// What became of a lock.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LockDocument {
    /// The version of the document.
    pub schema: u32,
    /// `locked` if it was written, `unchanged`, or `stale` if it was only looked at and would be another one.
    pub status: &'static str,
    /// The file.
    pub lock: String,
    /// What is different from what it was.
    pub diff: LockDiff,
    /// Whether there was none.
    #[serde(skip)]
    pub is_new: bool,
}

documents! { LockDocument, yes if |document| document.status != "stale"; }

/// Writes down which packages the layers of a project are made of.
///
/// # Errors
///
/// [`VerbError::Unsolvable`] if a layer cannot be had, and whatever is wrong with the project or its repositories.
pub fn lock(options: &LockOptions, session: &Session) -> Result<LockDocument, VerbError> {
    let (project, _turn) = open_in_turn(&options.of)?;
    let previous = match project.read_lock() {
        // It is made anew in any case.
        Err(error) if !options.check && !matches!(error, ProjectError::Io { .. }) => {
            session.warn(&[format!("{error}; it is made as if there were none")]);
            None
        }
        previous => previous?,
    };
    let upgrade = match (options.upgrade, &options.upgrade_package[..]) {
        (true, _) => Upgrade::All,
        (false, []) => Upgrade::None,
        (false, names) => Upgrade::Packages(names.to_vec()),
    };
    let lock = make(&project, &options.of, previous.as_ref(), upgrade, session)?;
    let status = match (previous.as_ref() == Some(&lock), options.check) {
        (true, _) => "unchanged",
        (false, true) => "stale",
        (false, false) => {
            project.write_lock(&lock)?;
            "locked"
        }
    };
    let is_new = previous.is_none();
    let diff = LockDiff::new(&previous.unwrap_or_else(|| empty(&lock)), &lock);
    let path = project.lock_path().display().to_string();
    Ok(LockDocument { schema: SCHEMA, status, lock: path, diff, is_new })
}
