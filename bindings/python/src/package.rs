//! Packages of a pool: handles that look up what they are asked for, and an iterator over all of them.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rpmsolve::metadata::{Field, RelationKind};
use rpmsolve::{Solvable, SolvableId};
use rpmsolve_verbs::LoadedPool;

use crate::pool::Pool;
use crate::values::Evr;

/// A package of a pool. It holds the pool, and compares by name, version, architecture and repository.
#[pyclass(frozen, eq, ord, hash, module = "rpmsolve")]
#[derive(Clone)]
pub(crate) struct Package {
    pool: Arc<LoadedPool>,
    id: SolvableId,
}

impl Package {
    pub(crate) fn new(pool: &Arc<LoadedPool>, id: SolvableId) -> Self {
        Self { pool: Arc::clone(pool), id }
    }

    fn solvable(&self) -> Solvable<'_> {
        self.pool.pool().solvable(self.id)
    }

    fn field(&self, field: Field) -> &str {
        self.solvable().field(field)
    }

    fn relations(&self, kind: RelationKind) -> Vec<String> {
        self.solvable().relations(kind).collect()
    }

    /// What it is compared by.
    fn key(&self) -> (&str, rpmsolve::EvrRef<'_>, &str, &str) {
        let solvable = self.solvable();
        (solvable.name(), solvable.evr(), solvable.arch(), solvable.repository())
    }
}

impl PartialEq for Package {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Package {}

impl PartialOrd for Package {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Package {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for Package {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// How a package is pickled: what makes it, and of what.
type Reduced<'py> = (Bound<'py, PyAny>, (Bound<'py, Pool>, usize));

#[pymethods]
impl Package {
    /// The name.
    #[getter]
    fn name(&self) -> &str {
        self.solvable().name()
    }

    /// Epoch, version and release.
    #[getter]
    fn evr(&self) -> Evr {
        Evr(self.solvable().evr().to_owned())
    }

    /// The epoch; 0 if it has none.
    #[getter]
    fn epoch(&self) -> u32 {
        self.solvable().evr().epoch
    }

    /// The version.
    #[getter]
    fn version(&self) -> &str {
        self.solvable().evr().version
    }

    /// The release.
    #[getter]
    fn release(&self) -> &str {
        self.solvable().evr().release.unwrap_or_default()
    }

    /// The architecture.
    #[getter]
    fn arch(&self) -> &str {
        self.solvable().arch()
    }

    /// The id of the repository that it is in.
    #[getter]
    fn repo(&self) -> &str {
        self.solvable().repository()
    }

    /// Name, epoch, version, release and architecture; the epoch is always said.
    #[getter]
    fn nevra(&self) -> String {
        self.solvable().nevra()
    }

    /// Whether it is installed already.
    #[getter]
    fn is_base(&self) -> bool {
        self.solvable().is_base()
    }

    /// What it is, in a line.
    #[getter]
    fn summary(&self) -> &str {
        self.field(Field::Summary)
    }

    /// What it is.
    #[getter]
    fn description(&self) -> &str {
        self.field(Field::Description)
    }

    /// Its home.
    #[getter]
    fn url(&self) -> &str {
        self.field(Field::Url)
    }

    /// Its licence.
    #[getter]
    fn license(&self) -> &str {
        self.field(Field::License)
    }

    /// Who has made it.
    #[getter]
    fn vendor(&self) -> &str {
        self.field(Field::Vendor)
    }

    /// The source package that it was made of.
    #[getter]
    fn source_rpm(&self) -> &str {
        self.field(Field::SourceRpm)
    }

    /// Where it is in its repository.
    #[getter]
    fn location(&self) -> &str {
        self.field(Field::Location)
    }

    /// Its checksum, `type:hexadecimal`; empty if none is known.
    #[getter]
    fn checksum(&self) -> String {
        self.solvable().checksum()
    }

    /// Bytes of the package.
    #[getter]
    fn size_download(&self) -> u64 {
        self.solvable().size_download_bytes()
    }

    /// Bytes of what it installs.
    #[getter]
    fn size_installed(&self) -> u64 {
        self.solvable().size_installed_bytes()
    }

    /// When it was built, in seconds since 1970.
    #[getter]
    fn time_build(&self) -> u64 {
        self.solvable().time_build()
    }

    /// What it provides.
    #[getter]
    fn provides(&self) -> Vec<String> {
        self.relations(RelationKind::Provides)
    }

    /// What it requires.
    #[getter]
    fn requires(&self) -> Vec<String> {
        self.relations(RelationKind::Requires)
    }

    /// What it cannot be with.
    #[getter]
    fn conflicts(&self) -> Vec<String> {
        self.relations(RelationKind::Conflicts)
    }

    /// What it takes the place of.
    #[getter]
    fn obsoletes(&self) -> Vec<String> {
        self.relations(RelationKind::Obsoletes)
    }

    /// What should be with it.
    #[getter]
    fn recommends(&self) -> Vec<String> {
        self.relations(RelationKind::Recommends)
    }

    /// What could be with it.
    #[getter]
    fn suggests(&self) -> Vec<String> {
        self.relations(RelationKind::Suggests)
    }

    /// What it should be with.
    #[getter]
    fn supplements(&self) -> Vec<String> {
        self.relations(RelationKind::Supplements)
    }

    /// What it could be with.
    #[getter]
    fn enhances(&self) -> Vec<String> {
        self.relations(RelationKind::Enhances)
    }

    /// The files that primary metadata list.
    #[getter]
    fn files(&self) -> Vec<String> {
        self.solvable().files().map(str::to_owned).collect()
    }

    fn __str__(&self) -> String {
        self.solvable().to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Package {} from {}>", self.solvable().nevra(), self.solvable().repository())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        let pool = Bound::new(py, Pool::new(Arc::clone(&self.pool)))?;
        Ok((py.get_type::<Pool>().getattr("at")?, (pool, self.id.number())))
    }
}

/// Goes through the packages of a pool.
#[pyclass(module = "rpmsolve._native")]
pub(crate) struct PackageIterator {
    pool: Arc<LoadedPool>,
    ids: std::vec::IntoIter<SolvableId>,
}

impl PackageIterator {
    pub(crate) fn new(pool: &Arc<LoadedPool>) -> Self {
        let ids: Vec<SolvableId> = pool.pool().solvables().map(|solvable| solvable.id()).collect();
        Self { pool: Arc::clone(pool), ids: ids.into_iter() }
    }
}

#[pymethods]
impl PackageIterator {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&mut self) -> Option<Package> {
        Some(Package { pool: Arc::clone(&self.pool), id: self.ids.next()? })
    }

    fn __length_hint__(&self) -> usize {
        self.ids.len()
    }
}

/// The id of a package by its number.
pub(crate) fn numbered(pool: &LoadedPool, number: usize) -> PyResult<SolvableId> {
    let id = pool.pool().numbered(number);
    id.ok_or_else(|| PyValueError::new_err(format!("there is no package number {number}")))
}
