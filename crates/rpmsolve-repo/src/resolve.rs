//! The whole way from places and specs to an answer: what the command, the Python package and the Node package do
//! alike.

use std::time::{Duration, Instant};

use rpmsolve::report::{Report, TimingsReport};
use rpmsolve::{BasePolicy, Job, Outcome, Request, SpecError, solve};
use thiserror::Error;

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
    /// What to install.
    pub specs: Vec<String>,
    /// What never to choose.
    pub exclude: Vec<String>,
    /// Whether to follow weak dependencies.
    pub weak: bool,
    /// Whether to insist on the best version of what is asked for.
    pub best: bool,
    /// Whether the base must stay as it is.
    pub lock_base: bool,
}

/// An answer, and everything that it is about.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The pool, and where its packages are.
    pub loaded: Loaded,
    /// The answer.
    pub outcome: Outcome,
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
    /// A priority for a repository that is not there.
    #[error("there is no repository \"{id}\" to give a priority to; the repositories are {known}")]
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
        let paths = self.specs.iter().filter(|spec| spec.starts_with('/')).cloned();
        let load =
            Load { paths: self.load.paths.iter().cloned().chain(paths).collect(), ..self.load.clone() };
        let loaded = load.run()?;
        self.check_priorities(&loaded)?;
        let mut request = Request { weak_dependencies: self.weak, ..Request::default() };
        if self.lock_base {
            request.base = BasePolicy::Locked;
        }
        for spec in &self.exclude {
            request.exclude(&loaded.pool, spec)?;
        }
        for spec in &self.specs {
            request.install(&loaded.pool, spec)?;
        }
        for job in &mut request.jobs {
            if let Job::Install { best, .. } = job {
                *best = self.best;
            }
        }
        let solving = Instant::now();
        let outcome = solve(&loaded.pool, &request);
        Ok(Resolved { loaded, outcome, solve_time: solving.elapsed(), total_time: start.elapsed() })
    }

    fn check_priorities(&self, loaded: &Loaded) -> Result<(), ResolveError> {
        let known: Vec<&str> = loaded.sources.iter().map(|source| source.id()).collect();
        match self.load.priorities.iter().find(|(id, _)| !known.contains(&id.as_str())) {
            None => Ok(()),
            Some((id, _)) => Err(ResolveError::UnknownRepository { id: id.clone(), known: known.join(", ") }),
        }
    }
}

impl Resolved {
    /// Whether the answer is yes.
    pub fn is_solved(&self) -> bool {
        matches!(self.outcome, Outcome::Solved(_))
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

    /// The answer as scripts get it.
    pub fn report(&self, with_timings: bool) -> Report {
        let mut report = Report::new(&self.loaded.pool, &self.outcome);
        report.timings_ms = with_timings.then(|| self.timings());
        report
    }
}
