//! What is to be said of packages, as text.

use std::io::{self, Write};

use rpmsolve_verbs::{VerifiedDocument, VerifyDocument};

/// A line for each package.
pub(crate) fn verified(document: &VerifyDocument) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for VerifiedDocument { path, key, message, .. } in &document.packages {
        match (message, key) {
            (Some(message), _) => writeln!(out, "{message}")?,
            (None, Some(key)) => writeln!(out, "{path}: good, signed by {key}")?,
            (None, None) => writeln!(out, "{path}: whole; no key is named to check signatures with (--key)")?,
        }
    }
    Ok(())
}
