//! What a person means by `git`, `git.x86_64`, `git-2.39*`, `perl(Carp) >= 1.2` or `/usr/bin/git`: the
//! order in which dnf tries the readings (dnf(8), "Specifying packages"; libdnf, query.cpp `filterSubject`):
//! first a package's name, version and architecture, then something provided, then a path.

use rustc_hash::FxHashSet;
use thiserror::Error;

use super::request::{Exact, Job};
use super::update;
use crate::nevra::{NevraForm, is_pattern, like, nevra_forms};
use crate::pool::{Pool, SolvableId};
use crate::rich::{Dependency, RichDep};

/// A spec that cannot be read.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{Request, SpecError};
///
/// assert_eq!(Request::default().install(&pool, " "), Err(SpecError::Empty));
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpecError {
    /// Nothing is between the quotes.
    #[error("an empty package spec; name a package, a NEVRA, something provided or a path")]
    Empty,
    /// `@group` or `@environment` where only packages can be meant.
    #[error("\"{spec}\" is a group, which has no meaning here; name packages")]
    Group {
        /// The spec.
        spec: String,
    },
    /// A group or environment that is in no comps.xml.
    #[error("there is no group \"{group}\"{}", crate::near::did_you_mean(near))]
    UnknownGroup {
        /// Its id or name.
        group: String,
        /// Ids like it.
        near: Vec<String>,
    },
    /// A rich dependency that is no choice among packages.
    #[error("\"{spec}\" has a condition, or asks for several things at once; name what is to be installed")]
    Formula {
        /// The spec.
        spec: String,
    },
    /// Nothing is meant by a spec of which something must be.
    #[error("\"{spec}\" matches no package; see `rpmsolve search` and `rpmsolve info` for what there is")]
    NoMatch {
        /// The spec.
        spec: String,
    },
    /// Something like a dependency that has a mistake in it.
    #[error("\"{spec}\" is neither a package nor a dependency: {reason}")]
    Dependency {
        /// The spec.
        spec: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl SpecError {
    /// A name for the kind of error that does not change between versions.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(rpmsolve::SpecError::Empty.code(), "empty-spec");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-spec",
            Self::Group { .. } => "group-spec",
            Self::UnknownGroup { .. } => "unknown-group",
            Self::Formula { .. } => "formula-spec",
            Self::NoMatch { .. } => "no-match",
            Self::Dependency { .. } => "invalid-spec",
        }
    }
}

/// The jobs that installing a spec means. Packages that are not to be seen are meant only if no others are: so that
/// the refusal says what they are.
pub(crate) fn install_jobs(
    pool: &Pool,
    spec: &str,
    unseen: &FxHashSet<SolvableId>,
) -> Result<Vec<Job>, SpecError> {
    let mut reading = read(pool, spec, unseen)?;
    let mut hidden = unseen;
    let nothing = FxHashSet::default();
    if matches!(&reading, Reading::Foreign(packages) if packages.is_empty()) && !unseen.is_empty() {
        hidden = &nothing;
        reading = read(pool, spec, hidden)?;
    }
    Ok(match reading {
        Reading::Names(names) => {
            let wanted = || spec.to_owned();
            names.into_iter().map(|name| job(wanted(), with_obsoleters(pool, name, hidden))).collect()
        }
        Reading::Packages(packages) | Reading::Providers(packages) | Reading::Foreign(packages) => {
            vec![job(spec.to_owned(), packages)]
        }
    })
}

/// The job that installing a package by its name alone means; none if there is no such package.
pub(crate) fn name_job(
    pool: &Pool,
    name: &str,
    wanted: String,
    unseen: &FxHashSet<SolvableId>,
) -> Option<Job> {
    let name = pool.strings.find(name)?;
    let is_seen = pool.packages_named(name).iter().any(|id| !unseen.contains(id));
    is_seen.then(|| job(wanted, with_obsoleters(pool, name, unseen)))
}

/// dnf marks all its jobs as exact about architecture and version (rpm-semantics 48).
fn job(wanted: String, candidates: Vec<SolvableId>) -> Job {
    Job::Install { wanted, candidates, exact: Exact::DNF, best: false, optional: false }
}

/// All packages that a spec means.
pub(crate) fn matching(pool: &Pool, spec: &str) -> Result<Vec<SolvableId>, SpecError> {
    Ok(match read(pool, spec, &FxHashSet::default())? {
        Reading::Names(names) => {
            names.into_iter().flat_map(|name| pool.packages_named(name)).copied().collect()
        }
        Reading::Packages(packages) | Reading::Providers(packages) => packages,
        Reading::Foreign(_) => Vec::new(),
    })
}

enum Reading {
    /// A name alone, or the names that a pattern matches.
    Names(Vec<crate::pool::StringId>),
    /// Packages of which the version or the architecture was given.
    Packages(Vec<SolvableId>),
    /// What provides something or contains a path.
    Providers(Vec<SolvableId>),
    /// Packages of the name that cannot be installed on this architecture; none if nothing matches at all.
    Foreign(Vec<SolvableId>),
}

/// What a spec means among the packages that are to be seen.
fn read(pool: &Pool, spec: &str, unseen: &FxHashSet<SolvableId>) -> Result<Reading, SpecError> {
    let spec = spec.trim();
    if spec.is_empty() {
        return Err(SpecError::Empty);
    }
    if spec.starts_with('@') {
        return Err(SpecError::Group { spec: spec.to_owned() });
    }
    let is_path = spec.starts_with('/');
    let is_dependency = spec.starts_with('(') || spec.contains(['<', '>', '=', ' ']);
    if !is_path && !is_dependency {
        for form in nevra_forms(spec) {
            if let Some(found) = read_form(pool, &form, unseen) {
                return Ok(found);
            }
        }
    }
    let dependency: Dependency = match spec.parse() {
        Ok(dependency) => dependency,
        Err(_) if !is_dependency => return Ok(Reading::Foreign(foreign(pool, spec))),
        Err(error) => return Err(SpecError::Dependency { spec: spec.to_owned(), reason: error.to_string() }),
    };
    if let Dependency::Rich(rich) = &dependency
        && !is_choice(rich)
    {
        return Err(SpecError::Formula { spec: spec.to_owned() });
    }
    let mut providers = pool.providers_of_dependency(&dependency);
    if providers.is_empty() && is_path {
        providers = pool.owners_of_listed_path(spec);
    }
    providers.retain(|id| !unseen.contains(id));
    Ok(if providers.is_empty() {
        Reading::Foreign(foreign(pool, spec))
    } else {
        Reading::Providers(providers)
    })
}

/// Whether a rich dependency means one of some packages.
fn is_choice(rich: &RichDep) -> bool {
    match rich {
        RichDep::Capability(_) => true,
        RichDep::Or(parts) | RichDep::With(parts) => parts.iter().all(is_choice),
        RichDep::Without(left, right) => is_choice(left) && is_choice(right),
        RichDep::And(_) | RichDep::If { .. } | RichDep::Unless { .. } => false,
    }
}

/// The packages of one way to read a spec as name, version and architecture; `None` if there are none.
fn read_form(pool: &Pool, form: &NevraForm<'_>, unseen: &FxHashSet<SolvableId>) -> Option<Reading> {
    let mut names = if is_pattern(form.name) {
        pool.named_like(form.name)
    } else {
        pool.strings.find(form.name).into_iter().collect()
    };
    names.retain(|&name| pool.packages_named(name).iter().any(|id| !unseen.contains(id)));
    if form.evr.is_none() && form.arch.is_none() {
        return (!names.is_empty()).then_some(Reading::Names(names));
    }
    let is_meant = |&id: &SolvableId| {
        let solvable = pool.solvable(id);
        form.arch.is_none_or(|arch| like(arch, solvable.arch()))
            && form.evr.as_ref().is_none_or(|evr| evr.matches(solvable.evr()))
    };
    let named = names.into_iter().flat_map(|name| pool.packages_named(name)).copied();
    let packages: Vec<_> = named.filter(|id| !unseen.contains(id)).filter(is_meant).collect();
    (!packages.is_empty()).then_some(Reading::Packages(packages))
}

/// The packages of a name, and what obsoletes the newest of them: dnf installs the successor of a package that
/// is asked for by its old name, unless the old one is installed (hawkey, `get_best_selector`; rpm-semantics 48).
fn with_obsoleters(
    pool: &Pool,
    name: crate::pool::StringId,
    unseen: &FxHashSet<SolvableId>,
) -> Vec<SolvableId> {
    let is_seen = |id: &SolvableId| !unseen.contains(id);
    let mut named: Vec<SolvableId> = pool.packages_named(name).iter().copied().filter(is_seen).collect();
    if named.iter().any(|&id| pool.is_base(id)) {
        return named;
    }
    let is_newest = |id: &SolvableId| !named.iter().any(|&other| update::is_older(pool, *id, other));
    let newest: Vec<SolvableId> = named.iter().copied().filter(is_newest).collect();
    let successors = newest.into_iter().flat_map(|id| update::obsoleters_of(pool, id)).filter(is_seen);
    let mut successors: Vec<SolvableId> = successors.collect();
    successors.retain(|id| !named.contains(id));
    named.append(&mut successors);
    named.sort_unstable();
    named.dedup();
    named
}

/// Packages that have the spec for a name, or for name and architecture, and cannot be installed here.
fn foreign(pool: &Pool, spec: &str) -> Vec<SolvableId> {
    let is_meant = |id: &SolvableId| {
        let solvable = pool.solvable(*id);
        let rest = spec.strip_prefix(solvable.name());
        rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('.') == Some(solvable.arch()))
    };
    let all = (0..pool.len() as u32).map(SolvableId);
    all.filter(|&id| pool.package(id).rank.is_none()).filter(is_meant).collect()
}
