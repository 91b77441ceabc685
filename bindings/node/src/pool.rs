//! Pools: loaded on another thread, kept between questions. Packages are numbers here; what they are is JSON.

use std::path::Path;
use std::sync::Arc;

use napi::bindgen_prelude::AsyncTask;
use napi::{Error, Result, Status};
use napi_derive::napi;
use rpmsolve_verbs::{Answer, LoadedPool, Solved};

use crate::error::{plain, raise};
use crate::session::Session;
use crate::work::Work;

/// What makes a pool again: what it was made of, as JSON, and the file that it is kept in.
#[napi(object)]
pub struct KeptPool {
    /// Options, as JSON.
    pub options: String,
    /// The file.
    pub file: String,
}

/// The packages of repositories, and of what is installed.
#[napi]
pub struct Pool(Arc<LoadedPool>);

#[napi]
impl Pool {
    /// Loads what options say, as JSON.
    #[napi(ts_return_type = "Promise<Pool>")]
    pub fn load(options: String, session: &Session) -> AsyncTask<Work<Pool>> {
        let session = session.shared();
        Work::new(move || Self::of(LoadedPool::load(&options, &session)))
    }

    /// The same on this thread.
    #[napi]
    pub fn load_sync(options: String, session: &Session) -> Result<Self> {
        Self::of(LoadedPool::load(&options, &session.shared()))
    }

    /// Loads what was kept in a file, maybe by another process.
    #[napi(ts_return_type = "Promise<Pool>")]
    pub fn load_kept(kept: KeptPool, session: &Session) -> AsyncTask<Work<Pool>> {
        let session = session.shared();
        let KeptPool { options, file } = kept;
        Work::new(move || Self::of(LoadedPool::load_kept(&options, Path::new(&file), &session)))
    }

    fn of(loaded: std::result::Result<LoadedPool, rpmsolve_verbs::VerbError>) -> Result<Self> {
        Ok(Self(Arc::new(loaded.map_err(|error| raise(&error))?)))
    }

    /// What makes it again; nothing if it is kept nowhere.
    #[napi(getter)]
    pub fn kept(&self) -> Option<KeptPool> {
        let file = self.0.kept_in()?.to_str()?.to_owned();
        Some(KeptPool { options: self.0.options().to_owned(), file })
    }

    /// The ids of the repositories, in order.
    #[napi(getter)]
    pub fn repositories(&self) -> Vec<String> {
        self.0.repositories().map(str::to_owned).collect()
    }

    /// How many packages there are.
    #[napi(getter)]
    pub fn size(&self) -> u32 {
        u32::try_from(self.0.pool().len()).unwrap_or(u32::MAX)
    }

    /// Everything about a package, as JSON.
    #[napi]
    pub fn info(&self, number: u32) -> Result<String> {
        let id = self.0.pool().numbered(number as usize);
        let id = id.ok_or_else(|| broken(format!("there is no package number {number}")))?;
        serde_json::to_string(&self.0.info(id)).map_err(broken)
    }

    /// The packages that provide a capability or contain a file.
    #[napi]
    pub fn providers(&self, what: String) -> Result<Vec<u32>> {
        Ok(numbers(self.0.providers(&what).map_err(|error| raise(&error))?))
    }

    /// The packages that a spec means.
    #[napi]
    pub fn matching(&self, spec: String) -> Result<Vec<u32>> {
        Ok(numbers(self.0.matching(&spec).map_err(|error| raise(&error))?))
    }

    /// Asks what is needed to install something; the request is JSON.
    #[napi(ts_return_type = "Promise<Solution>")]
    pub fn solve(&self, request: String, session: &Session) -> AsyncTask<Work<Solution>> {
        let (pool, session) = (Arc::clone(&self.0), session.shared());
        Work::new(move || Solution::of(&pool, &request, &session))
    }

    /// The same on this thread.
    #[napi]
    pub fn solve_sync(&self, request: String, session: &Session) -> Result<Solution> {
        Solution::of(&self.0, &request, &session.shared())
    }

    /// Says which packages cannot be installed; options and document are JSON.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn check(&self, options: String, session: &Session) -> AsyncTask<Work<String>> {
        let (pool, session) = (Arc::clone(&self.0), session.shared());
        Work::new(move || checked(&pool, &options, &session))
    }

    /// The same on this thread.
    #[napi]
    pub fn check_sync(&self, options: String, session: &Session) -> Result<String> {
        checked(&self.0, &options, &session.shared())
    }
}

/// What is needed to install something.
#[napi]
pub struct Solution(Solved);

#[napi]
impl Solution {
    fn of(pool: &LoadedPool, request: &str, session: &rpmsolve_verbs::Session) -> Result<Self> {
        Ok(Self(pool.solve(request, session).map_err(|error| raise(&error))?))
    }

    /// The packages to install.
    #[napi(getter)]
    pub fn packages(&self) -> Vec<u32> {
        numbers(self.0.transaction().installations.iter().map(|installation| installation.package))
    }

    /// The document, as JSON.
    #[napi]
    pub fn document(&self) -> Result<String> {
        let document = self.0.clone().into_document(&rpmsolve_verbs::Session::default());
        serde_json::to_string(&document).map_err(broken)
    }

    /// Why something is among what is needed, as JSON.
    #[napi]
    pub fn why(&self, what: String, chains: Option<u32>) -> Result<String> {
        let why = self.0.why(&what, chains.map(|chains| chains as usize)).map_err(plain)?;
        serde_json::to_string(&why.into_document(&rpmsolve_verbs::Session::default())).map_err(broken)
    }
}

fn checked(pool: &LoadedPool, options: &str, session: &rpmsolve_verbs::Session) -> Result<String> {
    let checked = pool.check(options, session).map_err(|error| raise(&error))?;
    serde_json::to_string(&checked.report()).map_err(broken)
}

fn numbers(ids: impl IntoIterator<Item = rpmsolve::SolvableId>) -> Vec<u32> {
    ids.into_iter().filter_map(|id| u32::try_from(id.number()).ok()).collect()
}

/// A mistake of the library itself, or of TypeScript's.
fn broken(error: impl std::fmt::Display) -> Error {
    Error::new(Status::GenericFailure, error.to_string())
}
