//! Verifying: whether packages are whole, and signed by whom they should be.

use rpmsolve::report::SCHEMA;
use rpmsolve_repo::VerifiedPackage;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::documents;
use crate::options::VerifyOptions;
use crate::{Answer, Session, VerbError};

/// What is to be said of packages.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VerifyDocument {
    /// The version of the document.
    pub schema: u32,
    /// `ok`, or `bad` if something is wrong with any of them.
    pub status: &'static str,
    /// The packages.
    pub packages: Vec<VerifiedDocument>,
}

/// What is to be said of a package.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VerifiedDocument {
    /// The file.
    pub path: String,
    /// The fingerprint of the key that has signed it.
    pub key: Option<String>,
    /// What kind of thing is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

documents! { VerifyDocument, yes if |document| document.status == "ok"; }

/// Says whether packages are whole, and signed by whom they should be.
///
/// # Errors
///
/// [`VerbError`] if they or the keys cannot be had; what is wrong with packages is an answer.
pub fn verify(options: &VerifyOptions, session: &Session) -> Result<VerifyDocument, VerbError> {
    let network = options.network.to_network(options.kept.directory(), session);
    let packages = rpmsolve_repo::verify(&options.places, &network)?;
    let packages: Vec<VerifiedDocument> = packages.iter().map(verified).collect();
    let is_good = packages.iter().all(|package| package.code.is_none());
    Ok(VerifyDocument { schema: SCHEMA, status: if is_good { "ok" } else { "bad" }, packages })
}

fn verified(package: &VerifiedPackage) -> VerifiedDocument {
    let path = package.path.display().to_string();
    match &package.result {
        Ok(key) => VerifiedDocument { path, key: key.clone(), code: None, message: None },
        Err(error) => {
            VerifiedDocument { path, key: None, code: Some(error.code()), message: Some(error.to_string()) }
        }
    }
}
