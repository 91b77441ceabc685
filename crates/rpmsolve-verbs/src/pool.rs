//! A pool that is loaded once and asked often: what Python and Node hold between two questions.

use std::path::Path;
use std::sync::Arc;

use rpmsolve::{Pool, SolvableId};
use rpmsolve_layer::Profile;
use rpmsolve_repo::{Checked, Load, Loaded};

use crate::call::parse;
use crate::options::{CheckOptions, PoolOptions, RequestOptions};
use crate::profile::find_profile;
use crate::query::{meant, providers};
use crate::resolve::{check_places, load, resolve_for};
use crate::{PackageInfo, Session, Solved, Stage, VerbError, Why, check};

/// The packages of repositories, and of what is installed.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::{LoadedPool, Session};
///
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
/// let session = Session::default();
/// let options = serde_json::json!({"repositories": [demo], "arch": "x86_64"}).to_string();
/// let pool = LoadedPool::load(&options, &session)?;
/// assert!(!pool.pool().is_empty());
/// let error = pool.solve(r#"{"specs": ["hello-broken"]}"#, &session).unwrap_err();
/// assert_eq!(error.code(), "unsolvable");
/// # Ok::<(), rpmsolve_verbs::VerbError>(())
/// ```
#[derive(Clone, Debug)]
pub struct LoadedPool {
    loaded: Arc<Loaded>,
    /// The image that it is for, if one was said.
    profile: Option<Profile>,
    /// What it was made of, as it was said.
    options: String,
}

impl LoadedPool {
    /// Loads what options say, which are [`PoolOptions`] as JSON.
    ///
    /// # Errors
    ///
    /// [`VerbError`] for whatever is wrong with the repositories, or with the options.
    pub fn load(options: &str, session: &Session) -> Result<Self, VerbError> {
        let said: PoolOptions = parse(options)?;
        let profile = find_profile(&said.runtime, None, &said.sources.arch)?;
        let mut wanted =
            Load { runtime: profile.as_ref().map(Profile::to_runtime), ..said.sources.to_load(session) };
        wanted.paths.extend(said.paths);
        check_places(&wanted)?;
        let loaded = load(&wanted, session).map_err(|error| error.unless_cancelled(session))?;
        Ok(Self { loaded: Arc::new(loaded), profile, options: options.to_owned() })
    }

    /// Loads what was loaded before, maybe by another process, from where it was kept. The network is left alone.
    ///
    /// # Errors
    ///
    /// [`VerbError::LostPool`] if it is not there any more, or the repositories are others by now.
    pub fn load_kept(options: &str, file: &Path, session: &Session) -> Result<Self, VerbError> {
        let lost = |reason: String| VerbError::LostPool { path: file.to_owned(), reason };
        if !file.is_file() {
            return Err(lost("it is not there any more".to_owned()));
        }
        let said = serde_json::from_str(options);
        let mut said: serde_json::Map<String, serde_json::Value> =
            said.map_err(|error| VerbError::usage(format!("the options: {error}")))?;
        said.insert("offline".to_owned(), true.into());
        let offline = serde_json::Value::from(said).to_string();
        let again = Self::load(&offline, session).map_err(|error| lost(error.to_string()))?;
        match again.kept_in() {
            Some(kept) if kept == file => Ok(Self { options: options.to_owned(), ..again }),
            _ => Err(lost("the repositories are not what they were when it was kept".to_owned())),
        }
    }

    /// What it was made of, as it was said.
    pub fn options(&self) -> &str {
        &self.options
    }

    /// The file that it is kept in, if it is: see [`Load::cache`]. Its name is the checksum of what it was made of.
    pub fn kept_in(&self) -> Option<&Path> {
        self.loaded.cache_file.as_deref()
    }

    /// The packages.
    pub fn pool(&self) -> &Pool {
        &self.loaded.pool
    }

    /// The ids of the repositories, in order.
    pub fn repositories(&self) -> impl Iterator<Item = &str> {
        self.loaded.sources.iter().map(|source| source.id())
    }

    /// Asks what is needed to install something; `request` is [`RequestOptions`] as JSON.
    ///
    /// # Errors
    ///
    /// As [`crate::resolve`].
    pub fn solve(&self, request: &str, session: &Session) -> Result<Solved, VerbError> {
        let RequestOptions { specs, policy } = parse(request)?;
        let mut load = Load::default();
        load.network.cancel = session.cancel.clone();
        let resolve = resolve_for(load, &policy, &specs)?;
        let resolved = session.during(Stage::Solve, || resolve.ask(&self.loaded))?;
        session.cancel.check().map_err(|error| VerbError::from(error).unless_cancelled(session))?;
        session.warn(&resolved.warnings);
        Solved::new(resolved, false)
    }

    /// Says which packages cannot be installed; `options` are [`CheckOptions`] as JSON.
    ///
    /// # Errors
    ///
    /// As [`crate::check`].
    pub fn check(&self, options: &str, session: &Session) -> Result<Checked, VerbError> {
        let options: CheckOptions = parse(options)?;
        let checked = check::check_loaded(&options, &self.loaded, session);
        checked.map_err(|error| error.unless_cancelled(session))
    }

    /// The packages that provide something, as the verb `provides` finds them.
    ///
    /// # Errors
    ///
    /// [`VerbError::Spec`] if that is no capability.
    pub fn providers(&self, what: &str) -> Result<Vec<SolvableId>, VerbError> {
        Ok(providers(self.pool(), what)?)
    }

    /// Everything about a package, as the verb `info` says it.
    pub fn info(&self, id: SolvableId) -> PackageInfo {
        PackageInfo::new(self.pool().solvable(id), self.profile.as_ref(), true)
    }

    /// The packages that a spec means.
    ///
    /// # Errors
    ///
    /// [`VerbError::Spec`] if it means nothing.
    pub fn matching(&self, spec: &str) -> Result<Vec<SolvableId>, VerbError> {
        Ok(meant(self.pool(), spec)?.iter().map(|solvable| solvable.id()).collect())
    }
}

impl Solved {
    /// Why something is among what is needed; as the verb `why` says it.
    ///
    /// # Errors
    ///
    /// [`VerbError::Spec`] if that has no meaning.
    pub fn why(&self, what: &str, chains: Option<usize>) -> Result<Why, VerbError> {
        Why::of(self.clone(), what, chains)
    }
}
