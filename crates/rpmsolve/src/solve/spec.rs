//! What a person means by `git`, `git.x86_64`, `git-2.39*`, `perl(Carp) >= 1.2` or `/usr/bin/git`: the
//! order in which dnf tries the readings (dnf(8), "Specifying packages"; libdnf, query.cpp `filterSubject`):
//! first a package's name, version and architecture, then something provided, then a path.

use thiserror::Error;

use super::request::Job;
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
    /// `@group` and `@environment`.
    #[error("\"{spec}\" is a group, and groups (comps.xml) are not read yet; name the packages")]
    Group {
        /// The spec.
        spec: String,
    },
    /// A rich dependency that is no choice among packages.
    #[error("\"{spec}\" has a condition, or asks for several things at once; name what is to be installed")]
    Formula {
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
            Self::Formula { .. } => "formula-spec",
            Self::Dependency { .. } => "invalid-spec",
        }
    }
}

/// The jobs that installing a spec means.
pub(crate) fn install_jobs(pool: &Pool, spec: &str) -> Result<Vec<Job>, SpecError> {
    // dnf marks all its jobs as exact about architecture and version (rpm-semantics 48).
    let job = |candidates| Job::Install { wanted: spec.to_owned(), candidates, is_exact: true, best: false };
    Ok(match read(pool, spec)? {
        Reading::Names(names) => names
            .into_iter()
            .map(|name| {
                let named = pool.packages_named(name).to_vec();
                job(with_obsoleters(pool, named))
            })
            .collect(),
        Reading::Packages(packages) | Reading::Providers(packages) | Reading::Foreign(packages) => {
            vec![job(packages)]
        }
    })
}

/// All packages that a spec means.
pub(crate) fn matching(pool: &Pool, spec: &str) -> Result<Vec<SolvableId>, SpecError> {
    Ok(match read(pool, spec)? {
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

fn read(pool: &Pool, spec: &str) -> Result<Reading, SpecError> {
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
            if let Some(found) = read_form(pool, &form) {
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
fn read_form(pool: &Pool, form: &NevraForm<'_>) -> Option<Reading> {
    let names = if is_pattern(form.name) {
        pool.named_like(form.name)
    } else {
        pool.strings
            .find(form.name)
            .filter(|&name| !pool.packages_named(name).is_empty())
            .into_iter()
            .collect()
    };
    if form.evr.is_none() && form.arch.is_none() {
        return (!names.is_empty()).then_some(Reading::Names(names));
    }
    let is_meant = |&id: &SolvableId| {
        let solvable = pool.solvable(id);
        form.arch.is_none_or(|arch| like(arch, solvable.arch()))
            && form.evr.as_ref().is_none_or(|evr| evr.matches(solvable.evr()))
    };
    let packages: Vec<_> =
        names.into_iter().flat_map(|name| pool.packages_named(name)).copied().filter(is_meant).collect();
    (!packages.is_empty()).then_some(Reading::Packages(packages))
}

/// The packages of a name, and what obsoletes the newest of them: dnf installs the successor of a package that
/// is asked for by its old name, unless the old one is installed (hawkey, `get_best_selector`; rpm-semantics 48).
fn with_obsoleters(pool: &Pool, mut named: Vec<SolvableId>) -> Vec<SolvableId> {
    if named.iter().any(|&id| pool.is_base(id)) {
        return named;
    }
    let is_newest = |id: &SolvableId| !named.iter().any(|&other| update::is_older(pool, *id, other));
    let newest: Vec<SolvableId> = named.iter().copied().filter(is_newest).collect();
    let mut successors: Vec<SolvableId> =
        newest.into_iter().flat_map(|id| update::obsoleters_of(pool, id)).collect();
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
