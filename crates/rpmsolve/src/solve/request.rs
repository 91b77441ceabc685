//! What is asked of the solver: jobs, and the rules of the house under which they are to be done.

use rustc_hash::FxHashSet;

use super::group::GroupInstall;
use crate::metadata::Comps;
use crate::pool::{Pool, Solvable, SolvableId};

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

/// What of a package a job insists on. What is asked for in so many words may break a rule that nothing else may
/// (libsolv's `setarch`, `setev`, `setevr` and `setvendor`; rules.c, `jobtodisablelist`).
///
/// # Example
///
/// ```
/// use rpmsolve::Exact;
///
/// assert!(Exact::ALL.version && !Exact::default().version);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Exact {
    /// A lesser architecture may be installed, and may replace another one of the base.
    pub arch: bool,
    /// A newer package of the base may be replaced.
    pub version: bool,
    /// A package that is only for direct requests may be installed ([`Request::only_on_request`]).
    pub release: bool,
    /// Another vendor's package of the base may be replaced.
    pub vendor: bool,
}

impl Exact {
    /// This very package.
    pub const ALL: Self = Self { arch: true, version: true, release: true, vendor: true };

    /// What dnf insists on, whatever is asked for (rpm-semantics 48).
    pub(crate) const DNF: Self = Self { arch: true, version: true, release: true, vendor: false };
}

/// Something to be done.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{Exact, Job};
///
/// let candidates = pool.named("git").map(|solvable| solvable.id()).collect();
/// let job = Job::install("git", candidates);
/// assert!(matches!(job, Job::Install { exact: Exact { version: false, .. }, best: false, .. }));
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
        /// What of these packages is meant exactly as it is.
        exact: Exact,
        /// Whether only the best of the candidates will do, not the best that works (rpm-semantics 50).
        best: bool,
        /// Whether the job is left undone rather than that there is no answer (dnf's `--skip-broken`).
        optional: bool,
    },
}

impl Job {
    /// What was asked for, in the user's words.
    pub fn wanted(&self) -> &str {
        let Self::Install { wanted, .. } = self;
        wanted
    }

    /// Whether it may be left undone.
    pub(crate) fn is_optional(&self) -> bool {
        let Self::Install { optional, .. } = self;
        *optional
    }

    /// A job for one of these packages: nothing about them is meant exactly, the best that works will do, and it must
    /// be done.
    pub fn install(wanted: impl Into<String>, candidates: Vec<SolvableId>) -> Self {
        let exact = Exact::default();
        Self::Install { wanted: wanted.into(), candidates, exact, best: false, optional: false }
    }
}

/// Something to be done if one of some packages is installed: what comps.xml calls a conditional package. In SAT
/// terms, for each condition d: (¬d ∨ c1 ∨ … ∨ cn).
///
/// # Example
///
/// ```
/// use rpmsolve::{Conditional, Request};
///
/// let langpack = Conditional { wanted: "langpack".into(), candidates: vec![], conditions: vec![] };
/// let request = Request { conditionals: vec![langpack], ..Request::default() };
/// assert_eq!(request.conditionals.len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditional {
    /// What is to be installed, in words.
    pub wanted: String,
    /// The packages any one of which will do.
    pub candidates: Vec<SolvableId>,
    /// The packages any one of which makes it necessary.
    pub conditions: Vec<SolvableId>,
}

/// What is decided before it is settled that the base stays as it is. It matters where a new package could use
/// what is installed, and would like something better.
///
/// # Example
///
/// ```
/// assert_eq!(rpmsolve::Request::default().focus, rpmsolve::Focus::New);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Focus {
    /// What is asked for.
    Jobs,
    /// What is asked for, and what that needs beyond the base (libsolv's `focusnew`, dnf5).
    #[default]
    New,
    /// What is asked for, and the best of all that it needs, even where the base would do (libsolv's `focusbest`).
    Best,
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
    /// What to install if something else is.
    pub conditionals: Vec<Conditional>,
    /// Packages that must not be chosen.
    pub excluded: Vec<SolvableId>,
    /// Packages of repositories that are off: known only so that a refusal can name them.
    pub repository_off: Vec<SolvableId>,
    /// Packages that only an exact job may choose, or an update of what is installed (libsolv's `blacklist`).
    pub only_on_request: Vec<SolvableId>,
    /// Packages that stay as they are: those of the base are kept, others are not added (libsolv's `lock`).
    pub locked: Vec<SolvableId>,
    /// Packages to be taken rather than others that would do as well; later ones are liked better.
    pub favoured: Vec<SolvableId>,
    /// Packages to be taken only for want of others, and never for a weak dependency; later ones are liked less.
    pub disfavoured: Vec<SolvableId>,
    /// Packages that no weak dependency brings in (dnf's `exclude_from_weak`).
    pub excluded_from_weak: Vec<SolvableId>,
    /// Packages that must not be chosen because of the module streams that are active: see
    /// [`crate::ActiveModules`].
    pub hidden_by_module: Vec<SolvableId>,
    /// Names and capabilities: of a name whose packages provide one of these, several versions may be installed side
    /// by side (dnf's `installonlypkgs`).
    pub install_only: Vec<String>,
    /// Further packages of which several versions may be installed side by side.
    pub install_only_packages: Vec<SolvableId>,
    /// Whether packages of those names obsolete others nevertheless (libsolv's `keepexplicitobsoletes`; dnf: yes).
    pub install_only_obsoletes: bool,
    /// What is decided before the base.
    pub focus: Focus,
    /// Whether packages of one name and different colours (32 and 64 bit) may be installed side by side, as on
    /// Fedora, RHEL and Amazon Linux. (libsolv's `implicitobsoleteusescolors`.)
    pub colours: bool,
}

impl Default for Request {
    /// dnf5's rules (libdnf5, goal_private.cpp): weak dependencies on, the base changeable but never smaller, colours on,
    /// kernels side by side.
    fn default() -> Self {
        Self {
            jobs: Vec::new(),
            weak_dependencies: true,
            weak_dependencies_of_base: false,
            verify_base: false,
            base: BasePolicy::Changeable,
            allow_erasing: false,
            allow_downgrade: true,
            allow_vendor_change: true,
            conditionals: Vec::new(),
            excluded: Vec::new(),
            repository_off: Vec::new(),
            only_on_request: Vec::new(),
            locked: Vec::new(),
            favoured: Vec::new(),
            disfavoured: Vec::new(),
            excluded_from_weak: Vec::new(),
            hidden_by_module: Vec::new(),
            install_only: INSTALL_ONLY.map(str::to_owned).to_vec(),
            install_only_packages: Vec::new(),
            install_only_obsoletes: true,
            focus: Focus::New,
            colours: true,
        }
    }
}

/// dnf's default of `installonlypkgs` (dnf.conf(5)).
const INSTALL_ONLY: [&str; 6] = [
    "kernel",
    "kernel-PAE",
    "installonlypkg(kernel)",
    "installonlypkg(kernel-module)",
    "installonlypkg(vm)",
    "multiversion(kernel)",
];

impl Request {
    /// Adds the jobs that installing a spec means (a name, a NEVRA, a pattern, something provided, a path, in dnf's
    /// order): one, or for a pattern one for each name that it matches. Packages that are excluded or hidden already
    /// are passed over, unless there are no others; groups are for [`Self::install_group`].
    ///
    /// # Errors
    ///
    /// [`crate::SpecError`] if the spec cannot be read. A spec that nothing matches is no error: it makes the
    /// request unsolvable, and the answer says why.
    pub fn install(&mut self, pool: &Pool, spec: &str) -> Result<(), crate::SpecError> {
        self.jobs.extend(super::spec::install_jobs(pool, spec, &self.unseen(pool))?);
        Ok(())
    }

    /// Adds the jobs that installing a group or an environment means: see [`crate::GroupInstall`].
    ///
    /// # Errors
    ///
    /// [`crate::SpecError::UnknownGroup`] if there is none of that id or name.
    pub fn install_group(
        &mut self,
        pool: &Pool,
        comps: &Comps,
        spec: &str,
    ) -> Result<GroupInstall, crate::SpecError> {
        super::group::install(self, pool, comps, spec)
    }

    /// Adds the jobs that installing packages by their names alone means, and returns the names of which there is
    /// none. `of` is what they belong to, in the user's words.
    pub fn install_names<'a>(
        &mut self,
        pool: &Pool,
        names: impl IntoIterator<Item = &'a str>,
        of: &str,
    ) -> Vec<String> {
        let unseen = self.unseen(pool);
        let mut missing = Vec::new();
        for name in names {
            match super::spec::name_job(pool, name, format!("{name} of {of}"), &unseen) {
                Some(job) => self.jobs.push(job),
                None => missing.push(name.to_owned()),
            }
        }
        missing
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

    /// Excludes the packages of a repository that a spec means (dnf.conf(5), `excludepkgs` of a repository).
    ///
    /// # Errors
    ///
    /// [`crate::SpecError`] if the spec cannot be read.
    pub fn exclude_of(&mut self, pool: &Pool, spec: &str, repository: &str) -> Result<(), crate::SpecError> {
        let meant = super::spec::matching(pool, spec)?.into_iter();
        self.excluded.extend(meant.filter(|&id| pool.solvable(id).repository() == repository));
        Ok(())
    }

    /// Prefers the packages that a spec means where others would do as well. What was favoured last is liked best.
    ///
    /// # Errors
    ///
    /// [`crate::SpecError`] if the spec cannot be read.
    pub fn favour(&mut self, pool: &Pool, spec: &str) -> Result<(), crate::SpecError> {
        let meant = super::spec::matching(pool, spec)?;
        self.disfavoured.retain(|id| !meant.contains(id));
        self.favoured.retain(|id| !meant.contains(id));
        self.favoured.extend(meant);
        Ok(())
    }

    /// Takes the packages that a spec means only for want of others, and never for a weak dependency. What was
    /// disfavoured last is liked least.
    ///
    /// # Errors
    ///
    /// [`crate::SpecError`] if the spec cannot be read.
    pub fn disfavour(&mut self, pool: &Pool, spec: &str) -> Result<(), crate::SpecError> {
        let meant = super::spec::matching(pool, spec)?;
        self.favoured.retain(|id| !meant.contains(id));
        self.disfavoured.retain(|id| !meant.contains(id));
        self.disfavoured.extend(meant);
        Ok(())
    }

    /// Lets no weak dependency bring in the packages that a spec means.
    ///
    /// # Errors
    ///
    /// [`crate::SpecError`] if the spec cannot be read.
    pub fn exclude_from_weak(&mut self, pool: &Pool, spec: &str) -> Result<(), crate::SpecError> {
        self.excluded_from_weak.extend(super::spec::matching(pool, spec)?);
        Ok(())
    }

    /// Leaves out all other packages of the names that a spec means: `openssl-3.0*` is the openssl to be had. Nothing is
    /// installed by it (dnf's versionlock).
    ///
    /// # Errors
    ///
    /// [`crate::SpecError`] if the spec cannot be read, or means nothing.
    pub fn pin(&mut self, pool: &Pool, spec: &str) -> Result<(), crate::SpecError> {
        let meant = super::spec::matching(pool, spec)?;
        if meant.is_empty() {
            return Err(crate::SpecError::NoMatch { spec: spec.to_owned() });
        }
        let others = meant.iter().flat_map(|&id| pool.packages_named(pool.package(id).name)).copied();
        let others: Vec<SolvableId> = others.filter(|id| !meant.contains(id)).collect();
        self.excluded.extend(others);
        Ok(())
    }

    /// Excludes all packages but those that one of some specs means, of one repository or of all (dnf.conf(5),
    /// `includepkgs`). The base is not touched.
    ///
    /// # Errors
    ///
    /// [`crate::SpecError`] if a spec cannot be read.
    pub fn include_only<'a>(
        &mut self,
        pool: &Pool,
        specs: impl IntoIterator<Item = &'a str>,
        repository: Option<&str>,
    ) -> Result<(), crate::SpecError> {
        let mut included = FxHashSet::default();
        for spec in specs {
            included.extend(super::spec::matching(pool, spec)?);
        }
        let is_left_out = |solvable: &Solvable<'_>| {
            !solvable.is_base()
                && !included.contains(&solvable.id())
                && repository.is_none_or(|repository| repository == solvable.repository())
        };
        self.excluded.extend(pool.solvables().filter(is_left_out).map(|solvable| solvable.id()));
        Ok(())
    }

    /// The packages that must not be chosen, for whichever reason.
    pub(crate) fn unseen(&self, pool: &Pool) -> FxHashSet<SolvableId> {
        let all = self.excluded.iter().chain(&self.hidden_by_module).chain(&self.repository_off).copied();
        all.filter(|&id| !pool.is_base(id)).collect()
    }
}
