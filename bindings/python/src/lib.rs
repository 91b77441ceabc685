//! rpmsolve for Python: convert in, let go of the interpreter, call, convert out. Everything else is in the library,
//! and what is Python's own is in Python.

mod arrow;
mod error;
mod package;
mod pool;
mod session;
mod values;

use pyo3::prelude::*;

#[pymodule]
mod _native {
    use super::*;

    #[pymodule_export]
    use super::package::{Package, PackageIterator};
    #[pymodule_export]
    use super::pool::{Pool, Solution};
    #[pymodule_export]
    use super::session::Cancel;
    #[pymodule_export]
    use super::values::{Capability, Evr, Nevra};

    /// Does what a verb says: options and document as JSON; warnings beside it.
    #[pyfunction]
    #[pyo3(signature = (verb, options, progress=None, cancel=None))]
    fn call(
        py: Python<'_>,
        verb: &str,
        options: &str,
        progress: Option<Py<PyAny>>,
        cancel: Option<&Cancel>,
    ) -> PyResult<(String, Vec<String>)> {
        let answered = session::run(py, progress, cancel, |it| rpmsolve_verbs::call(verb, options, it))?;
        Ok((answered.0.json, answered.1))
    }

    /// Runs the command with arguments, the first of which is its name, and returns the status to exit with.
    #[pyfunction]
    fn main(py: Python<'_>, arguments: Vec<String>) -> u8 {
        py.detach(|| rpmsolve_cli::run(arguments))
    }

    /// The version of the package.
    #[pyfunction]
    fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// The names of all verbs.
    #[pyfunction]
    fn verbs() -> Vec<&'static str> {
        rpmsolve_verbs::VERBS.iter().map(|verb| verb.name).collect()
    }
}
