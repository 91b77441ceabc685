//! What would help where a request has no answer: what is there that comes near, and what to change. Every change that is
//! proposed has been tried: with it there is an answer.

use rustc_hash::FxHashSet;

use super::answer;
use super::explain::unsolvable_parts;
use super::problem::{Cause, Problem};
use super::request::{BasePolicy, Job, Request};
use super::solver::Scratch;
use super::transaction::{Change, Transaction};
use crate::capability::Capability;
use crate::pool::{Pool, SolvableId, is_primary_path};

/// More names than this are not proposed for one that does not exist.
const NAMES_MAX: usize = 3;
/// More things than this that come near to what is missing are not named.
const NEAR_MAX: usize = 10;
/// More changes of the base than this are counted, not named.
const CHANGES_SHOWN: usize = 5;

/// Something that helps with a refusal.
///
/// # Example
///
/// ```
/// use rpmsolve::Hint;
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
///
/// let hint = Hint::SimilarNames { wanted: "pyhton3".into(), names: vec!["python3".into()] };
/// assert_eq!(hint.message(&pool), "there is no pyhton3, but there is python3");
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// It is provided in another version.
    OtherVersion {
        /// What is needed.
        capability: String,
        /// The newest package that provides it in another version.
        package: SolvableId,
        /// What that package provides.
        provided: String,
    },
    /// It is provided for another architecture.
    OtherArch {
        /// What is needed.
        capability: String,
        /// A package that provides it.
        package: SolvableId,
    },
    /// A path may be in a package of which the files are not known.
    NoFileLists {
        /// The path.
        path: String,
        /// The repositories of which only the primary metadata were read.
        repositories: Vec<String>,
    },
    /// A name that does not exist looks like others.
    SimilarNames {
        /// What was asked for.
        wanted: String,
        /// What there is.
        names: Vec<String>,
    },
    /// There is an answer without these jobs.
    WithoutJobs {
        /// The jobs, in the user's words.
        wanted: Vec<String>,
    },
    /// There is an answer with another version of what was asked for.
    WithVersion {
        /// What was asked for.
        wanted: String,
        /// The package that the answer has.
        package: SolvableId,
    },
    /// There is an answer that does not have the best version of what was asked for.
    NotBest {
        /// What was asked for.
        wanted: String,
        /// The package that the answer has.
        package: SolvableId,
    },
    /// There is an answer that has some of the packages that are excluded.
    WithoutExclusion {
        /// The packages.
        packages: Vec<SolvableId>,
    },
    /// There is an answer with a repository that is off.
    WithRepository {
        /// Its id.
        repository: String,
    },
    /// There is an answer that changes the base.
    ChangeBase {
        /// What happens to it.
        changes: Vec<Change>,
    },
}

impl Hint {
    /// The hint as a sentence.
    pub fn message(&self, pool: &Pool) -> String {
        let name = |id: &SolvableId| pool.solvable(*id).to_string();
        let names = |ids: &[SolvableId]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
        match self {
            Self::OtherVersion { capability, package, provided } => format!(
                "{capability} is not there, but {} from {} provides {provided}",
                name(package),
                pool.solvable(*package).repository()
            ),
            Self::OtherArch { capability, package } => format!(
                "{capability} is provided by {} from {}, which is for another architecture",
                name(package),
                pool.solvable(*package).repository()
            ),
            Self::NoFileLists { path, repositories } => format!(
                "{path} may be in a package of {}: no file lists of it were read, and the primary metadata do not list \
                 such paths",
                repositories.join(" or ")
            ),
            Self::SimilarNames { wanted, names } => {
                format!("there is no {wanted}, but there is {}", names.join(", "))
            }
            Self::WithoutJobs { wanted } => {
                format!("without {} the rest can be installed", wanted.join(" and "))
            }
            Self::WithVersion { wanted, package } => {
                format!("instead of {wanted}, {} can be installed", name(package))
            }
            Self::NotBest { wanted, package } => {
                format!("{} can be installed, if it need not be the best of {wanted}", name(package))
            }
            Self::WithoutExclusion { packages } => {
                format!("it can be done if these are not excluded: {}", names(packages))
            }
            Self::WithRepository { repository } => format!("it can be done with the repository {repository}"),
            Self::ChangeBase { changes } => {
                let shown: Vec<String> =
                    changes.iter().take(CHANGES_SHOWN).map(|change| change.message(pool)).collect();
                let more = match changes.len().saturating_sub(CHANGES_SHOWN) {
                    0 => String::new(),
                    more => format!(" and {more} more such changes"),
                };
                format!("it can be done if the base may change: {}{more}", shown.join(", "))
            }
        }
    }
}

/// What helps with a refusal: first what comes near to what is missing, then changes to the request with which it has an
/// answer.
///
/// # Example
///
/// ```
/// # use rpmsolve::metadata::{Field, PackageRecord};
/// # use rpmsolve::{ArchPolicy, PoolBuilder, RepositoryOptions};
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("demo", RepositoryOptions::default());
/// # let mut record = PackageRecord::default();
/// # record.set(Field::Name, "hello");
/// # record.set(Field::Evr, "2.10-1");
/// # record.set(Field::Arch, "x86_64");
/// # builder.add_package(repository, &record)?;
/// # let pool = builder.build()?;
/// use rpmsolve::{Hint, Outcome, Request, hints, solve};
///
/// let mut request = Request::default();
/// request.install(&pool, "hello")?;
/// request.install(&pool, "nosuch")?;
/// let Outcome::Unsolvable(problems) = solve(&pool, &request) else { unreachable!("there is no nosuch") };
/// assert_eq!(hints(&pool, &request, &problems), [Hint::WithoutJobs { wanted: vec!["nosuch".into()] }]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn hints(pool: &Pool, request: &Request, problems: &[Problem]) -> Vec<Hint> {
    let mut found = Vec::new();
    for problem in problems {
        near_candidates(pool, problem, &mut found);
    }
    found.truncate(NEAR_MAX);
    let mut scratch = Scratch::new(pool);
    found.extend(without_jobs(pool, request, &mut scratch));
    for part in unsolvable_parts(request, &mut |part| answer(pool, part, &mut scratch).is_some()) {
        found.extend(remedies(pool, &part, problems, &mut scratch));
    }
    let mut seen = Vec::new();
    found.retain(|hint| {
        let is_new = !seen.contains(hint);
        seen.push(hint.clone());
        is_new
    });
    found
}

fn near_candidates(pool: &Pool, problem: &Problem, found: &mut Vec<Hint>) {
    if let Cause::NothingProvides { capability, needed_by } = &problem.cause
        && let Ok(parsed) = capability.parse::<Capability>()
    {
        let near = nearest(pool, capability, &parsed, needed_by.is_none());
        found.extend(near.filter(|hint| !found.contains(hint)));
    }
    for child in &problem.children {
        near_candidates(pool, child, found);
    }
}

/// What is nearest to a capability that nothing provides.
fn nearest(pool: &Pool, text: &str, wanted: &Capability, is_requested: bool) -> Option<Hint> {
    let capability = text.to_owned();
    for name in other_versions(pool, &wanted.name) {
        let newest = pool.providers_of_name(name).max_by(|&one, &other| {
            let (one, other) = (pool.solvable(one), pool.solvable(other));
            one.evr().cmp(&other.evr()).then_with(|| other.id().cmp(&one.id()))
        });
        if let Some(package) = newest {
            let version =
                pool.solvable(package).provides().filter(|(it, _)| *it == name).find_map(|(_, it)| it);
            let provided =
                version.map_or(name.to_owned(), |(comparison, evr)| format!("{name} {comparison} {evr}"));
            return Some(Hint::OtherVersion { capability, package, provided });
        }
    }
    if let Some(package) = foreign_provider(pool, wanted) {
        return Some(Hint::OtherArch { capability, package });
    }
    if wanted.name.starts_with('/') && !is_primary_path(&wanted.name) {
        let unread = pool.repositories().filter(|(id, repository)| {
            pool.base != Some(*id) && !repository.has_file_lists && !repository.packages.is_empty()
        });
        let repositories: Vec<String> = unread.map(|(_, repository)| repository.id.clone()).collect();
        return (!repositories.is_empty())
            .then(|| Hint::NoFileLists { path: wanted.name.clone(), repositories });
    }
    let names = if is_requested { similar_names(pool, &wanted.name) } else { Vec::new() };
    (!names.is_empty()).then_some(Hint::SimilarNames { wanted: capability, names })
}

/// The names under which another version of something would be provided: its own, and of a shared library
/// (`libssl.so.3()(64bit)`) those that differ in what comes after `.so` only, the last first.
fn other_versions<'a>(pool: &'a Pool, name: &'a str) -> Vec<&'a str> {
    let mut names = vec![name];
    if let Some((library, marks)) =
        name.split_once(".so.").and_then(|(library, rest)| Some((library, &rest[rest.find("()")?..])))
    {
        let is_other = |other: &&str| {
            other.strip_prefix(library).is_some_and(|rest| rest.starts_with(".so.") && rest.ends_with(marks))
        };
        let mut others: Vec<&str> = pool.provided_names().filter(is_other).collect();
        others.sort_unstable_by(|one, other| crate::evr::vercmp(other, one));
        names.extend(others);
    }
    names
}

/// A package that provides a capability and cannot be installed for its architecture.
fn foreign_provider(pool: &Pool, wanted: &Capability) -> Option<SolvableId> {
    let foreign = pool.solvables().filter(|solvable| pool.package(solvable.id()).rank.is_none());
    let is_binary = |arch: &str| !matches!(arch, "src" | "nosrc");
    foreign
        .filter(|solvable| is_binary(solvable.arch()))
        .find(|solvable| {
            let mut provided = solvable.provides();
            provided.any(|(name, _)| name == wanted.name) || solvable.files().any(|path| path == wanted.name)
        })
        .map(|solvable| solvable.id())
}

/// The names that differ from one in little: a slip of the finger, or something before or after it.
fn similar_names(pool: &Pool, wanted: &str) -> Vec<String> {
    let slips = (wanted.len() / 4).clamp(1, 3);
    let mut close: Vec<(usize, &str)> = pool
        .names()
        .into_iter()
        .filter(|name| name.len().abs_diff(wanted.len()) <= slips)
        .map(|name| (strsim::osa_distance(name, wanted), name))
        .filter(|(distance, _)| *distance <= slips)
        .collect();
    close.sort_unstable();
    if close.is_empty() && wanted.len() >= 3 {
        close = pool
            .names()
            .into_iter()
            .filter(|name| name.contains(wanted))
            .map(|name| (name.len(), name))
            .collect();
        close.sort_unstable();
    }
    close.into_iter().take(NAMES_MAX).map(|(_, name)| name.to_owned()).collect()
}

/// Which jobs to give up: each one that is enough, or as few as are found from first to last.
fn without_jobs(pool: &Pool, request: &Request, scratch: &mut Scratch) -> Vec<Hint> {
    if request.jobs.len() < 2 {
        return Vec::new();
    }
    let mut is_solvable =
        |jobs: Vec<Job>| answer(pool, &Request { jobs, ..request.clone() }, scratch).is_some();
    let all = &request.jobs;
    let enough = (0..all.len()).filter(|&left_out| {
        let others = all.iter().enumerate().filter(|(number, _)| *number != left_out);
        is_solvable(others.map(|(_, job)| job.clone()).collect())
    });
    let single: Vec<Hint> =
        enough.map(|number| Hint::WithoutJobs { wanted: vec![all[number].wanted().to_owned()] }).collect();
    if !single.is_empty() {
        return single;
    }
    let (mut kept, mut wanted) = (Vec::new(), Vec::new());
    for job in all {
        kept.push(job.clone());
        if !is_solvable(kept.clone()) {
            kept.pop();
            wanted.push(job.wanted().to_owned());
        }
    }
    if kept.is_empty() { Vec::new() } else { vec![Hint::WithoutJobs { wanted }] }
}

/// Changes with which a part of a request has an answer.
fn remedies(pool: &Pool, part: &Request, problems: &[Problem], scratch: &mut Scratch) -> Vec<Hint> {
    let mut found = Vec::new();
    let mut solved = |request: &Request| {
        answer(pool, request, scratch).map(|walked| Transaction::new(pool, request, walked))
    };
    if !part.excluded.is_empty() {
        let named = excluded_in(problems);
        let mut lifted = part.clone();
        lifted.excluded.retain(|id| !named.contains(id));
        if let Some(transaction) = solved(&lifted).filter(|_| lifted.excluded.len() < part.excluded.len()) {
            let packages: Vec<SolvableId> = transaction
                .installations
                .iter()
                .map(|it| it.package)
                .filter(|id| named.contains(id))
                .collect();
            found.push(Hint::WithoutExclusion { packages });
        }
    }
    for (_, repository) in pool.repositories() {
        let is_in = |id: &SolvableId| repository.packages.contains(id);
        if part.repository_off.iter().any(is_in) {
            let mut on = part.clone();
            on.repository_off.retain(|id| !is_in(id));
            if solved(&on).is_some() {
                found.push(Hint::WithRepository { repository: repository.id.clone() });
            }
        }
    }
    for number in 0..part.jobs.len() {
        found.extend(other_version(pool, part, number, &mut solved));
    }
    if pool.base.is_some() {
        found.extend(changed_base(part, &mut solved));
    }
    found
}

fn excluded_in(problems: &[Problem]) -> FxHashSet<SolvableId> {
    let mut named = FxHashSet::default();
    let mut stack: Vec<&Problem> = problems.iter().collect();
    while let Some(problem) = stack.pop() {
        if let Cause::Excluded { package } = problem.cause {
            named.insert(package);
            named.extend(&problem.also);
        }
        stack.extend(&problem.children);
    }
    named
}

/// Whether a job can be done with less than the best, or with another version of the packages that it names.
fn other_version(
    pool: &Pool,
    part: &Request,
    number: usize,
    solved: &mut impl FnMut(&Request) -> Option<Transaction>,
) -> Option<Hint> {
    let Job::Install { wanted, candidates, best, .. } = &part.jobs[number];
    let wanted = wanted.clone();
    let name = capability_name(&wanted);
    let mut any: Vec<SolvableId> = match candidates.first() {
        Some(_) => {
            candidates.iter().flat_map(|&id| pool.packages_named(pool.package(id).name)).copied().collect()
        }
        None => pool.named(name).map(|solvable| solvable.id()).collect(),
    };
    any.sort_unstable();
    any.dedup();
    let mut changed = part.clone();
    let Job::Install { candidates: now, best: is_best, .. } = &mut changed.jobs[number];
    let had = now.clone();
    (*now, *is_best) = (any, false);
    let transaction = solved(&changed)?;
    let Job::Install { candidates: any, .. } = &changed.jobs[number];
    let installed = transaction.installations.iter().map(|it| it.package);
    let package = installed.into_iter().find(|id| any.contains(id))?;
    if had.contains(&package) {
        return best.then_some(Hint::NotBest { wanted, package });
    }
    Some(Hint::WithVersion { wanted, package })
}

/// What would have to happen to the base: the least that is enough of replacing, of downgrades and other vendors, of
/// removing.
fn changed_base(part: &Request, solved: &mut impl FnMut(&Request) -> Option<Transaction>) -> Option<Hint> {
    let changeable = Request { base: BasePolicy::Changeable, locked: Vec::new(), ..part.clone() };
    let freely = Request { allow_downgrade: true, allow_vendor_change: true, ..changeable.clone() };
    let erasing = Request { allow_erasing: true, ..changeable.clone() };
    let transaction = [changeable, freely, erasing].iter().find_map(solved)?;
    (!transaction.changes.is_empty()).then_some(Hint::ChangeBase { changes: transaction.changes })
}

fn capability_name(capability: &str) -> &str {
    capability.split([' ', '<', '>', '=']).next().unwrap_or(capability)
}
