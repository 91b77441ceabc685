//! What is kept of repositories, and how to be rid of it.

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::{CacheDirectory, CacheInfo, CachePart, CacheShare};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::documents;
use crate::options::{CacheCleanOptions, CacheOptions, CachePartOption};
use crate::{Answer, Session, VerbError};

/// What is kept.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CacheDocument {
    /// The version of the document.
    pub schema: u32,
    /// `ok`.
    pub status: &'static str,
    /// The directory.
    pub path: String,
    /// What is in it, if that was asked.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub info: Option<CacheInfo>,
    /// What was removed, if anything should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<CacheShare>,
}

documents! { CacheDocument; }

/// Says where what is kept is.
///
/// # Errors
///
/// [`VerbError::Usage`] if no directory is named and there is no home.
pub fn cache_path(options: &CacheOptions, _: &Session) -> Result<CacheDocument, VerbError> {
    Ok(document(&directory(options)?))
}

/// Says what is kept.
///
/// # Errors
///
/// As [`cache_path`].
pub fn cache_info(options: &CacheOptions, _: &Session) -> Result<CacheDocument, VerbError> {
    let directory = directory(options)?;
    Ok(CacheDocument { info: Some(directory.info()), ..document(&directory) })
}

/// Removes what is kept.
///
/// # Errors
///
/// As [`cache_path`], and if something cannot be removed.
pub fn cache_clean(options: &CacheCleanOptions, _: &Session) -> Result<CacheDocument, VerbError> {
    let directory = directory(&options.kept)?;
    let removed = directory.clean(&parts(&options.only))?;
    Ok(CacheDocument { removed: Some(removed), ..document(&directory) })
}

fn document(directory: &CacheDirectory) -> CacheDocument {
    let path = directory.path().display().to_string();
    CacheDocument { schema: SCHEMA, status: "ok", path, info: None, removed: None }
}

/// The directory that is named, or the user's own.
fn directory(kept: &CacheOptions) -> Result<CacheDirectory, VerbError> {
    let named = kept.directory().map(CacheDirectory::new);
    named.or_else(CacheDirectory::usual).ok_or_else(|| {
        VerbError::usage("there is no home directory to keep anything in; name a directory (--cache)")
    })
}

fn parts(only: &[CachePartOption]) -> Vec<CachePart> {
    if only.is_empty() {
        return vec![CachePart::Pools, CachePart::Metadata, CachePart::Packages];
    }
    let part = |part: &CachePartOption| match part {
        CachePartOption::Pools => CachePart::Pools,
        CachePartOption::Metadata => CachePart::Metadata,
        CachePartOption::Packages => CachePart::Packages,
    };
    only.iter().map(part).collect()
}
