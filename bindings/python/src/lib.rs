//! rpmsolve for Python: convert in, let go of the interpreter, call, convert out. Everything else is in the library.

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use rpmsolve_repo::{Load, Resolve};

create_exception!(rpmsolve, RpmsolveError, PyException, "What could not be read; `code` names the kind.");

/// Resolves, and returns the report as JSON text.
#[pyfunction]
#[pyo3(signature = (repositories, specs, *, base, arch, weak, best, exclude, priorities))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments of a Python function")]
fn resolve(
    py: Python<'_>,
    repositories: Vec<String>,
    specs: Vec<String>,
    base: Vec<String>,
    arch: String,
    weak: bool,
    best: bool,
    exclude: Vec<String>,
    priorities: Vec<(String, i32)>,
) -> PyResult<String> {
    let load = Load { repositories, base, arch, priorities, ..Load::default() };
    let resolve = Resolve { load, specs, exclude, weak, best, ..Resolve::default() };
    let report = py.detach(|| resolve.run().map(|resolved| resolved.report(false)));
    let report = report.map_err(|error| RpmsolveError::new_err((error.to_string(), error.code())))?;
    serde_json::to_string(&report).map_err(|error| RpmsolveError::new_err((error.to_string(), "json")))
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("RpmsolveError", module.py().get_type::<RpmsolveError>())?;
    module.add_function(wrap_pyfunction!(resolve, module)?)
}
