//! Errors as exceptions: the class is the one of the code, which Python knows.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rpmsolve_verbs::VerbError;

/// An error as the exception of its code.
pub(crate) fn raise(py: Python<'_>, error: &VerbError) -> PyErr {
    let document = serde_json::to_string(&error.document()).unwrap_or_default();
    made(py, error.code(), &error.to_string(), &document).unwrap_or_else(|failed| failed)
}

fn made(py: Python<'_>, code: &str, message: &str, document: &str) -> PyResult<PyErr> {
    let make = py.import("rpmsolve._error")?.getattr("make")?;
    Ok(PyErr::from_value(make.call1((code, message, document))?))
}

/// The same for what can be said without a document.
pub(crate) fn plain(py: Python<'_>, error: impl Into<VerbError>) -> PyErr {
    raise(py, &error.into())
}

/// A mistake of the library itself.
pub(crate) fn broken(error: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}
