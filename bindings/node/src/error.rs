//! Errors: what TypeScript makes its own kind of is passed as JSON in the message.

use napi::{Error, Status};
use rpmsolve_verbs::{ErrorDocument, VerbError};
use serde::Serialize;

#[derive(Serialize)]
struct Raised {
    code: &'static str,
    message: String,
    document: ErrorDocument,
}

/// An error with its code and its document.
pub(crate) fn raise(error: &VerbError) -> Error {
    let raised = Raised { code: error.code(), message: error.to_string(), document: error.document() };
    let said = serde_json::to_string(&raised).unwrap_or(raised.message);
    Error::new(Status::GenericFailure, said)
}

/// The same for errors that are part of it.
pub(crate) fn plain(error: impl Into<VerbError>) -> Error {
    raise(&error.into())
}
