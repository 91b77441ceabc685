//! The whole way from places to the packages that cannot be installed: what the command and the bindings do alike.

use std::sync::Arc;

use rpmsolve::report::CheckReport;
use rpmsolve::{BrokenPackage, Request, check, checkable, newest_versions};

use crate::groups::Groups;
use crate::{Load, Loaded, ResolveError};

/// What to check.
///
/// # Example
///
/// ```
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
/// use rpmsolve_repo::{Check, Load};
///
/// let check = Check {
///     load: Load { repositories: vec![demo.into()], arch: "x86_64".into(), ..Load::default() },
///     ..Check::default()
/// };
/// let checked = check.run(&mut |_, _| true)?;
/// assert!(!checked.broken.is_empty(), "there is no C library in it");
/// # Ok::<(), rpmsolve_repo::ResolveError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// Where packages come from, and on top of what they are to be installed.
    pub load: Load,
    /// The module streams to enable, each `name:stream`.
    pub modules: Vec<String>,
    /// What never to choose; it is not checked either.
    pub exclude: Vec<String>,
    /// Whether only the newest version of each name and architecture is checked.
    pub newest: bool,
    /// How many packages are worked on at the same time; as many as the machine has processors for if nothing is said.
    pub threads: Option<usize>,
}

/// What came of a check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The pool, and where its packages are.
    pub loaded: Arc<Loaded>,
    /// How many packages were checked.
    pub packages: usize,
    /// Those that cannot be installed.
    pub broken: Vec<BrokenPackage>,
    /// What a person should know of the question, as sentences.
    pub warnings: Vec<String>,
}

impl Check {
    /// Loads and checks. `progress` is told how many packages are settled, and of how many;
    /// it returns whether to go on, and if not, what is found by then is returned.
    ///
    /// # Errors
    ///
    /// [`ResolveError`]; that packages cannot be installed is no error.
    pub fn run(
        &self,
        progress: &mut (dyn FnMut(usize, usize) -> bool + Send),
    ) -> Result<Checked, ResolveError> {
        self.ask(&Arc::new(self.load.run()?), progress)
    }

    /// Checks what was loaded already, whatever [`Self::load`] says.
    ///
    /// # Errors
    ///
    /// As [`Self::run`].
    pub fn ask(
        &self,
        loaded: &Arc<Loaded>,
        progress: &mut (dyn FnMut(usize, usize) -> bool + Send),
    ) -> Result<Checked, ResolveError> {
        let mut request = Request::default();
        let Groups { active, mut warnings, .. } = Groups::new(loaded, &self.modules, &[])?;
        active.hide(&mut request);
        loaded.hide_excluded(&mut request)?;
        for spec in &self.exclude {
            request.exclude(&loaded.pool, spec)?;
        }
        if !active.hidden.is_empty() {
            let hidden = active.hidden.len();
            warnings.push(format!("{hidden} packages are hidden by module streams, and not checked"));
        }
        let mut packages = checkable(&loaded.pool, &request);
        if self.newest {
            packages = newest_versions(&loaded.pool, &packages);
        }
        let available = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.threads.unwrap_or_else(available);
        let broken = check(&loaded.pool, &request, &packages, threads, progress);
        Ok(Checked { loaded: Arc::clone(loaded), packages: packages.len(), broken, warnings })
    }
}

impl Checked {
    /// Whether every package can be installed.
    pub fn is_ok(&self) -> bool {
        self.broken.is_empty()
    }

    /// What came of it as scripts get it.
    pub fn report(&self) -> CheckReport {
        CheckReport::new(&self.loaded.pool, self.packages, &self.broken)
    }
}
