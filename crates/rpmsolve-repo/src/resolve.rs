//! The whole way from places and specs to an answer: what the command, the Python package and the Node package do
//! alike.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rpmsolve::report::{Report, TimingsReport};
use rpmsolve::{
    BasePolicy, DependencyGraph, Job, ModuleError, Outcome, Pool, Request, SizeBound, Smallest, SpecError,
    Transaction, solve, solve_smallest,
};
use thiserror::Error;

use crate::groups::Groups;
use crate::{Load, Loaded, RepoError};

/// What to resolve.
///
/// # Example
///
/// ```
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
/// use rpmsolve_repo::{Load, Resolve};
///
/// let resolved = Resolve {
///     load: Load { repositories: vec![demo.into()], arch: "x86_64".into(), ..Load::default() },
///     specs: vec!["hello-broken".into()],
///     ..Resolve::default()
/// }
/// .run()?;
/// assert!(!resolved.is_solved());
/// # Ok::<(), rpmsolve_repo::ResolveError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Resolve {
    /// Where packages come from, and what is installed already.
    pub load: Load,
    /// What to install; `@` stands before a group, an environment or a module.
    pub specs: Vec<String>,
    /// The module streams to enable, each `name:stream`.
    pub modules: Vec<String>,
    /// What never to choose.
    pub exclude: Vec<String>,
    /// What to prefer where others would do as well; later ones are liked better.
    pub favour: Vec<String>,
    /// What to take for want of others only; later ones are liked less.
    pub disfavour: Vec<String>,
    /// Which packages of their names are the only ones to be had.
    pub pin: Vec<String>,
    /// What no weak dependency brings in.
    pub exclude_from_weak: Vec<String>,
    /// The ids of repositories that are off: nothing is installed from them, but a refusal names what they have.
    pub disabled_repositories: Vec<String>,
    /// What may be chosen; everything if empty (dnf.conf(5), `includepkgs`).
    pub include_only: Vec<String>,
    /// Whether to follow weak dependencies; the smallest answer never does.
    pub weak: bool,
    /// Whether to insist on the best version of what is asked for.
    pub best: bool,
    /// Whether the base must stay as it is.
    pub lock_base: bool,
    /// Whether packages of the base may be removed where there is no answer otherwise.
    pub allow_erasing: bool,
    /// Whether to leave out what cannot be installed.
    pub skip_broken: bool,
    /// Which of several answers is wanted.
    pub objective: Objective,
}

/// What an answer aims for.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use rpmsolve_repo::{Objective, Resolve};
///
/// let time_limit = Duration::from_secs(10);
/// let resolve = Resolve { objective: Objective::Smallest { time_limit }, ..Resolve::default() };
/// assert_ne!(resolve.objective, Objective::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Objective {
    /// What dnf would install.
    #[default]
    Default,
    /// As few installed bytes as possible, without weak dependencies: see [`rpmsolve::solve_smallest`].
    Smallest {
        /// How long to look for something smaller, or for the proof that there is nothing.
        time_limit: Duration,
    },
}

/// An answer, and everything that it is about.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The pool, and where its packages are.
    pub loaded: Arc<Loaded>,
    /// What was asked.
    pub request: Request,
    /// What of the question has no meaning here and could be done without, as sentences for people.
    pub warnings: Vec<String>,
    /// The answer.
    pub outcome: Outcome,
    /// How small it is, if the smallest was asked for and there is an answer.
    pub size: Option<SizeBound>,
    solve_time: Duration,
    total_time: Duration,
}

/// Why there is no answer, not even "no".
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// Something that packages come from.
    #[error(transparent)]
    Repo(#[from] RepoError),
    /// Something that was asked for.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The module streams that are to be enabled.
    #[error(transparent)]
    Module(#[from] ModuleError),
    /// A priority for a repository that is not there, or one to be disabled.
    #[error("there is no repository \"{id}\"; the repositories are {known}")]
    UnknownRepository {
        /// The id.
        id: String,
        /// Those that are there.
        known: String,
    },
}

impl ResolveError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Repo(error) => error.code(),
            Self::Spec(error) => error.code(),
            Self::Module(error) => error.code(),
            Self::UnknownRepository { .. } => "unknown-repository",
        }
    }
}

impl Resolve {
    /// Loads, asks, answers.
    ///
    /// # Errors
    ///
    /// [`ResolveError`]; that a request cannot be met is no error but an [`Outcome`].
    pub fn run(&self) -> Result<Resolved, ResolveError> {
        let start = Instant::now();
        let resolved = self.ask(&Arc::new(self.read()?))?;
        Ok(Resolved { total_time: start.elapsed(), ..resolved })
    }

    /// Asks what was loaded already; [`Self::load`] is of no account then but for [`Load::priorities`], which must name
    /// repositories that are there.
    ///
    /// # Errors
    ///
    /// As [`Self::run`].
    ///
    /// # Example
    ///
    /// ```
    /// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
    /// use std::sync::Arc;
    ///
    /// use rpmsolve_repo::{Load, Resolve};
    ///
    /// let load = Load { repositories: vec![demo.into()], arch: "x86_64".into(), ..Load::default() };
    /// let loaded = Arc::new(load.run()?);
    /// for spec in ["hello", "hello-broken"] {
    ///     let resolve = Resolve { specs: vec![spec.into()], ..Resolve::default() };
    ///     println!("{spec}: {}", resolve.ask(&loaded)?.is_solved());
    /// }
    /// # Ok::<(), rpmsolve_repo::ResolveError>(())
    /// ```
    pub fn ask(&self, loaded: &Arc<Loaded>) -> Result<Resolved, ResolveError> {
        let start = Instant::now();
        let mut groups = Groups::new(loaded, &self.modules, &self.specs)?;
        let mut request = self.rules(loaded, &groups)?;
        self.install(&loaded.pool, &mut groups, &mut request, &self.specs)?;
        let warnings = groups.warnings;
        let solving = Instant::now();
        let Smallest { outcome, size } = self.answer(&loaded.pool, &request);
        Ok(Resolved {
            loaded: Arc::clone(loaded),
            request,
            warnings,
            outcome,
            size,
            solve_time: solving.elapsed(),
            total_time: start.elapsed(),
        })
    }

    /// Loads, file lists included if a spec is a path.
    pub(crate) fn read(&self) -> Result<Loaded, ResolveError> {
        let paths = self.specs.iter().filter(|spec| spec.starts_with('/')).cloned();
        let load =
            Load { paths: self.load.paths.iter().cloned().chain(paths).collect(), ..self.load.clone() };
        Ok(load.run()?)
    }

    /// Answers a request.
    pub(crate) fn answer(&self, pool: &Pool, request: &Request) -> Smallest {
        match self.objective {
            Objective::Default => Smallest { outcome: solve(pool, request), size: None },
            Objective::Smallest { time_limit } => {
                let start = Instant::now();
                let cancel = &self.load.network.cancel;
                solve_smallest(pool, request, &mut || start.elapsed() >= time_limit || cancel.is_cancelled())
            }
        }
    }

    /// Under which rules the question is asked: what is not to be seen comes first, for specs mean what can be seen.
    pub(crate) fn rules(&self, loaded: &Loaded, groups: &Groups<'_>) -> Result<Request, ResolveError> {
        self.check_repositories(loaded)?;
        let pool = &loaded.pool;
        let is_off = |id: &str| self.disabled_repositories.iter().any(|off| off == id);
        let mut request = Request {
            weak_dependencies: self.weak,
            base: if self.lock_base { BasePolicy::Locked } else { BasePolicy::Changeable },
            allow_erasing: self.allow_erasing,
            ..Request::default()
        };
        if !self.disabled_repositories.is_empty() {
            let off = pool.solvables().filter(|solvable| is_off(solvable.repository()));
            request.repository_off = off.map(|solvable| solvable.id()).collect();
        }
        groups.active.hide(&mut request);
        for spec in &self.exclude {
            request.exclude(pool, spec)?;
        }
        loaded.hide_excluded(&mut request)?;
        if !self.include_only.is_empty() {
            request.include_only(pool, self.include_only.iter().map(String::as_str), None)?;
        }
        for spec in &self.pin {
            request.pin(pool, spec)?;
        }
        for spec in &self.favour {
            request.favour(pool, spec)?;
        }
        for spec in &self.disfavour {
            request.disfavour(pool, spec)?;
        }
        for spec in &self.exclude_from_weak {
            request.exclude_from_weak(pool, spec)?;
        }
        Ok(request)
    }

    /// Adds what installing some specs means.
    pub(crate) fn install(
        &self,
        pool: &Pool,
        groups: &mut Groups<'_>,
        request: &mut Request,
        specs: &[String],
    ) -> Result<(), ResolveError> {
        let first = request.jobs.len();
        for spec in specs {
            match spec.trim().strip_prefix('@') {
                Some(named) => groups.install(request, named)?,
                None => request.install(pool, spec)?,
            }
        }
        for job in &mut request.jobs[first..] {
            if let Job::Install { best, optional, .. } = job {
                (*best, *optional) = (self.best, self.skip_broken);
            }
        }
        Ok(())
    }

    fn check_repositories(&self, loaded: &Loaded) -> Result<(), ResolveError> {
        let known: Vec<&str> = loaded.sources.iter().map(|source| source.id()).collect();
        let named = self.load.priorities.iter().map(|(id, _)| id).chain(&self.disabled_repositories);
        match named.into_iter().find(|id| !known.contains(&id.as_str())) {
            None => Ok(()),
            Some(id) => Err(ResolveError::UnknownRepository { id: id.clone(), known: known.join(", ") }),
        }
    }
}

impl Resolved {
    /// Whether the answer is yes.
    pub fn is_solved(&self) -> bool {
        self.transaction().is_some()
    }

    /// What is to be done, if the answer is yes.
    pub fn transaction(&self) -> Option<&Transaction> {
        match &self.outcome {
            Outcome::Solved(transaction) => Some(transaction),
            Outcome::Unsolvable(_) => None,
        }
    }

    /// Where the time went.
    pub fn timings(&self) -> TimingsReport {
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
        TimingsReport {
            load: milliseconds(self.loaded.load_time),
            index: milliseconds(self.loaded.index_time),
            solve: milliseconds(self.solve_time),
            total: milliseconds(self.total_time),
        }
    }

    /// What the packages of the answer need of each other, if there is an answer.
    pub fn graph(&self) -> Option<DependencyGraph<'_>> {
        let transaction = self.transaction()?;
        Some(DependencyGraph::new(&self.loaded.pool, &self.request, transaction))
    }

    /// The answer as scripts get it.
    pub fn report(&self, with_timings: bool) -> Report {
        let mut report = Report::new(&self.loaded.pool, &self.request, &self.outcome);
        report.objective = self.size.map(Into::into);
        report.timings_ms = with_timings.then(|| self.timings());
        report
    }
}
