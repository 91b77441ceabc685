//! What is asked of the solver: jobs, and the rules of the house under which they are to be done.

use crate::pool::{Pool, SolvableId};

/// How packages that are installed already (the base) may be treated.
///
/// # Example
///
/// ```
/// use rpmsolve::{BasePolicy, Request};
///
/// let for_a_layer = Request { base: BasePolicy::Locked, weak_dependencies: false, ..Request::default() };
/// assert_ne!(for_a_layer.base, Request::default().base);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum BasePolicy {
    /// They may be replaced by what updates or obsoletes them, when something needs that; never removed.
    #[default]
    Changeable,
    /// They stay exactly as they are, as in a Lambda image: only answers that add packages count.
    Locked,
}

/// Something to be done.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::Job;
///
/// let candidates = pool.named("git").map(|solvable| solvable.id()).collect();
/// let job = Job::Install { wanted: "git".into(), candidates, is_exact: false, best: false };
/// assert!(matches!(job, Job::Install { best: false, .. }));
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Job {
    /// Install one of these packages. In SAT terms: (c1 ∨ … ∨ cn).
    Install {
        /// What was asked for, in the user's words.
        wanted: String,
        /// The packages any one of which will do.
        candidates: Vec<SolvableId>,
        /// Whether these packages are meant, whatever their architecture and version: then one of a lesser
        /// architecture may be installed, and one may replace a newer one of the base (libsolv's `setarch` and
        /// `setevr`, solver.c, `jobtodisablelist`).
        is_exact: bool,
        /// Whether only the best of the candidates will do, not the best that works (rpm-semantics 50).
        best: bool,
    },
}

/// A question to the solver.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// let mut request = rpmsolve::Request::default();
/// request.install(&pool, "git")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Request {
    /// What to do, in order of importance: earlier jobs choose first.
    pub jobs: Vec<Job>,
    /// Whether Recommends and Supplements are followed (dnf's `install_weak_deps`).
    pub weak_dependencies: bool,
    /// Whether those of the base's packages are followed too, and not only those of what is added.
    pub weak_dependencies_of_base: bool,
    /// What may happen to the base.
    pub base: BasePolicy,
    /// Whether what is broken in the base is to be repaired, and a problem if it cannot be; it is left alone
    /// otherwise.
    pub verify_base: bool,
    /// Whether packages of the base may be removed to make room (dnf's `--allowerasing`).
    pub allow_erasing: bool,
    /// Whether a package of the base may be replaced by an older one.
    pub allow_downgrade: bool,
    /// Whether a package of the base may be replaced by another vendor's (libsolv: no, dnf: yes).
    pub allow_vendor_change: bool,
    /// Packages that must not be chosen.
    pub excluded: Vec<SolvableId>,
    /// Names of which several versions may be installed side by side (dnf's `installonlypkgs`).
    pub install_only: Vec<String>,
    /// Whether packages of one name and different colours (32 and 64 bit) may be installed side by side, as on
    /// Fedora, RHEL and Amazon Linux. (libsolv's `implicitobsoleteusescolors`.)
    pub colours: bool,
}

impl Default for Request {
    /// dnf's rules: weak dependencies on, the base changeable but never older or smaller, colours on, kernels
    /// side by side.
    fn default() -> Self {
        Self {
            jobs: Vec::new(),
            weak_dependencies: true,
            weak_dependencies_of_base: false,
            verify_base: false,
            base: BasePolicy::Changeable,
            allow_erasing: false,
            allow_downgrade: false,
            allow_vendor_change: true,
            excluded: Vec::new(),
            install_only: INSTALL_ONLY.map(str::to_owned).to_vec(),
            colours: true,
        }
    }
}

/// The names in dnf's default of `installonlypkgs` (dnf.conf(5)) that occur as package names.
const INSTALL_ONLY: [&str; 6] =
    ["kernel", "kernel-PAE", "kernel-core", "kernel-modules", "kernel-modules-core", "kernel-modules-extra"];

impl Request {
    /// Adds the jobs that installing a spec means (a name, a NEVRA, a pattern, something provided, a path, in dnf's order): one, or for a pattern one for
    /// each name that it matches.
    ///
    /// # Errors
    ///
    /// [`crate::SpecError`] if the spec cannot be read. A spec that nothing matches is no error: it makes the
    /// request unsolvable, and the answer says why.
    pub fn install(&mut self, pool: &Pool, spec: &str) -> Result<(), crate::SpecError> {
        self.jobs.extend(super::spec::install_jobs(pool, spec)?);
        Ok(())
    }

    /// Excludes all packages that a spec means.
    ///
    /// # Errors
    ///
    /// [`crate::SpecError`] if the spec cannot be read.
    pub fn exclude(&mut self, pool: &Pool, spec: &str) -> Result<(), crate::SpecError> {
        self.excluded.extend(super::spec::matching(pool, spec)?);
        Ok(())
    }
}
