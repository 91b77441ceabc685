//! Pools and what is found in them: loaded without the interpreter, and kept between questions.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use rpmsolve_verbs::{Answer, LoadedPool, Session, Solved};

use crate::arrow;
use crate::error::{broken, plain, raise};
use crate::package::{Package, PackageIterator, numbered};
use crate::session::{Cancel, run, run_shortly};

/// The packages of repositories, and of what is installed.
#[pyclass(frozen, module = "rpmsolve._native")]
pub(crate) struct Pool(Arc<LoadedPool>);

impl Pool {
    pub(crate) fn new(pool: Arc<LoadedPool>) -> Self {
        Self(pool)
    }

    fn packages(&self, ids: Vec<rpmsolve::SolvableId>) -> Vec<Package> {
        ids.into_iter().map(|id| Package::new(&self.0, id)).collect()
    }
}

#[pymethods]
impl Pool {
    /// Loads what options say, as JSON; warnings beside it.
    #[staticmethod]
    #[pyo3(signature = (options, progress=None, cancel=None))]
    fn load(
        py: Python<'_>,
        options: &str,
        progress: Option<Py<PyAny>>,
        cancel: Option<&Cancel>,
    ) -> PyResult<(Self, Vec<String>)> {
        let (pool, warnings) = run(py, progress, cancel, |session| LoadedPool::load(options, session))?;
        Ok((Self(Arc::new(pool)), warnings))
    }

    /// Loads what was kept in a file, maybe by another process.
    #[staticmethod]
    fn load_kept(py: Python<'_>, options: &str, file: PathBuf) -> PyResult<Self> {
        let pool = py.detach(|| LoadedPool::load_kept(options, &file, &Session::default()));
        Ok(Self(Arc::new(pool.map_err(|error| raise(py, &error))?)))
    }

    /// What it was made of, as JSON, and the file that it is kept in, whose name is the checksum of that.
    #[getter]
    fn state(&self) -> (String, Option<PathBuf>) {
        (self.0.options().to_owned(), self.0.kept_in().map(PathBuf::from))
    }

    /// The ids of the repositories, in order.
    #[getter]
    fn repositories(&self) -> Vec<String> {
        self.0.repositories().map(str::to_owned).collect()
    }

    /// Asks what is needed to install something; the request is JSON.
    #[pyo3(signature = (request, cancel=None))]
    fn solve(
        &self,
        py: Python<'_>,
        request: &str,
        cancel: Option<&Cancel>,
    ) -> PyResult<(Solution, Vec<String>)> {
        let (solved, warnings) = run_shortly(py, cancel, |session| self.0.solve(request, session))?;
        Ok((Solution { pool: Arc::clone(&self.0), solved }, warnings))
    }

    /// Says which packages cannot be installed; options and document as JSON.
    #[pyo3(signature = (options, progress=None, cancel=None))]
    fn check(
        &self,
        py: Python<'_>,
        options: &str,
        progress: Option<Py<PyAny>>,
        cancel: Option<&Cancel>,
    ) -> PyResult<(String, Vec<String>)> {
        let (checked, warnings) = run(py, progress, cancel, |session| self.0.check(options, session))?;
        Ok((serde_json::to_string(&checked.report()).map_err(broken)?, warnings))
    }

    /// The packages that provide a capability or contain a file.
    fn providers(&self, py: Python<'_>, what: &str) -> PyResult<Vec<Package>> {
        Ok(self.packages(self.0.providers(what).map_err(|error| raise(py, &error))?))
    }

    /// The packages that a spec means.
    fn matching(&self, py: Python<'_>, spec: &str) -> PyResult<Vec<Package>> {
        Ok(self.packages(self.0.matching(spec).map_err(|error| raise(py, &error))?))
    }

    /// The package of a number.
    fn at(&self, number: usize) -> PyResult<Package> {
        Ok(Package::new(&self.0, numbered(&self.0, number)?))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String, PathBuf))> {
        let (options, Some(file)) = self.state() else {
            let message = "this pool is kept nowhere; load it with cache=DIRECTORY to pickle it";
            return Err(PyValueError::new_err(message));
        };
        Ok((py.get_type::<Self>().getattr("load_kept")?, (options, file)))
    }

    fn __len__(&self) -> usize {
        self.0.pool().len()
    }

    fn __iter__(&self) -> PackageIterator {
        PackageIterator::new(&self.0)
    }

    /// All packages as a table, over Arrow's C data interface.
    // `types.CapsuleType` is there from Python 3.13 on.
    #[pyo3(signature = (requested_schema=None) -> "object")]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The protocol lets whoever exports have the last word on the schema.
        drop(requested_schema);
        let stream = py.detach(|| arrow::stream(self.0.pool())).map_err(broken)?;
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }
}

/// What is needed to install something.
#[pyclass(frozen, module = "rpmsolve._native")]
pub(crate) struct Solution {
    pool: Arc<LoadedPool>,
    solved: Solved,
}

#[pymethods]
impl Solution {
    /// The packages to install.
    #[getter]
    fn packages(&self) -> Vec<Package> {
        let installations = self.solved.transaction().installations.iter();
        installations.map(|installation| Package::new(&self.pool, installation.package)).collect()
    }

    /// The document as JSON.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        let document = || self.solved.clone().into_document(&Session::default());
        py.detach(|| serde_json::to_string(&document())).map_err(broken)
    }

    /// Why something is among what is needed, as JSON.
    #[pyo3(signature = (what, chains=None))]
    fn why(&self, py: Python<'_>, what: &str, chains: Option<usize>) -> PyResult<String> {
        let why = py.detach(|| self.solved.why(what, chains)).map_err(|error| plain(py, error))?;
        serde_json::to_string(&why.into_document(&Session::default())).map_err(broken)
    }

    fn __len__(&self) -> usize {
        self.solved.transaction().installations.len()
    }

    fn __reduce__(&self) -> PyResult<String> {
        Err(PyValueError::new_err("a solution is about a pool; pickle its transaction, or solve again"))
    }
}
