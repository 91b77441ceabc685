//! The answer: what to install and why, and what happens to the base.

use rustc_hash::FxHashSet;

use super::graph::links;
use super::request::{Conditional, Job, Request};
use super::rules::Rules;
use super::update;
use super::walk::Walked;
use crate::pool::{Pool, SolvableId};

/// Why a package is part of an answer.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{InstallReason, Outcome, Request, solve};
///
/// let Outcome::Solved(transaction) = solve(&pool, &Request::default()) else { unreachable!("nothing was asked") };
/// let is_weak = |reason| reason == InstallReason::Weak;
/// assert!(!transaction.installations.iter().any(|installation| is_weak(installation.reason)));
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InstallReason {
    /// A job asked for it.
    Requested,
    /// Another package of the answer, or of the base, requires it.
    Dependency,
    /// A weak dependency pulled it in.
    Weak,
}

/// A package that an answer adds.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{Outcome, Request, solve};
///
/// if let Outcome::Solved(transaction) = solve(&pool, &Request::default()) {
///     for installation in &transaction.installations {
///         println!("{}: {:?}", pool.solvable(installation.package), installation.reason);
///     }
/// }
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The package.
    pub package: SolvableId,
    /// Why it is there.
    pub reason: InstallReason,
}

/// What happens to a package of the base.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{Change, Outcome, Request, solve};
///
/// let Outcome::Solved(transaction) = solve(&pool, &Request::default()) else { unreachable!("nothing was asked") };
/// assert!(!transaction.changes.iter().any(|change| matches!(change, Change::Remove { .. })));
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "from and to say it")]
pub enum Change {
    /// Replaced by a newer version of the same name.
    Upgrade { from: SolvableId, to: SolvableId },
    /// Replaced by an older version of the same name.
    Downgrade { from: SolvableId, to: SolvableId },
    /// Replaced by the same version, of a repository.
    Reinstall { from: SolvableId, to: SolvableId },
    /// Replaced by a package of another name that obsoletes it.
    Obsoleted { from: SolvableId, to: SolvableId },
    /// Gone.
    Remove { from: SolvableId },
}

impl Change {
    /// The change in a few words.
    pub fn message(&self, pool: &Pool) -> String {
        let name = |id: &SolvableId| pool.solvable(*id).to_string();
        match self {
            Self::Upgrade { from, to } => format!("{} is upgraded to {}", name(from), name(to)),
            Self::Downgrade { from, to } => format!("{} is downgraded to {}", name(from), name(to)),
            Self::Reinstall { from, to } => format!("{} is replaced by {}", name(from), name(to)),
            Self::Obsoleted { from, to } => format!("{} is obsoleted by {}", name(from), name(to)),
            Self::Remove { from } => format!("{} is removed", name(from)),
        }
    }
}

/// An answer: a set of packages that satisfies every rule.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, Outcome, PoolBuilder, Request, solve};
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// let Outcome::Solved(transaction) = solve(&pool, &Request::default()) else {
///     unreachable!("nothing was asked for");
/// };
/// assert!(transaction.installations.is_empty());
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// What is added, sorted by name, epoch, version, release and architecture as text ([`crate::Solvable::nevra`]).
    pub installations: Vec<Installation>,
    /// What happens to the base, in the base's order.
    pub changes: Vec<Change>,
    /// Everything that is installed afterwards: what stays of the base, and what is added.
    pub installed: Vec<SolvableId>,
}

impl Transaction {
    pub(crate) fn new(pool: &Pool, request: &Request, walked: Walked) -> Self {
        let Walked { installed, weak, .. } = walked;
        let present: FxHashSet<SolvableId> = installed.iter().copied().collect();
        let requested: FxHashSet<SolvableId> = requested(request, &present).map(|(id, _)| id).collect();
        let mut installations: Vec<Installation> = installed
            .iter()
            .copied()
            .filter(|&id| !pool.is_base(id))
            .map(|id| {
                let reason = if requested.contains(&id) {
                    InstallReason::Requested
                } else if weak.contains(&id) {
                    InstallReason::Weak
                } else {
                    InstallReason::Dependency
                };
                Installation { package: id, reason }
            })
            .collect();
        sort_by_nevra(pool, &mut installations);
        Self { changes: changes(pool, request, &present), installations, installed }
    }

    /// The installed packages that need one of the added packages, or, if a weak dependency pulled it in,
    /// recommend it or are supplemented by it; sorted by NEVRA. To ask this of all packages, take a
    /// [`crate::DependencyGraph`].
    pub fn required_by(&self, pool: &Pool, installation: Installation) -> Vec<SolvableId> {
        let links = links(pool, self).into_iter();
        links.filter(|link| link.to == installation.package).map(|link| link.from).collect()
    }

    /// Bytes that the added packages take when installed.
    pub fn installed_size_bytes(&self, pool: &Pool) -> u64 {
        let sizes = self.installations.iter().map(|it| pool.solvable(it.package).size_installed_bytes());
        sizes.fold(0, u64::saturating_add)
    }

    /// Bytes to download for the added packages.
    pub fn download_size_bytes(&self, pool: &Pool) -> u64 {
        let sizes = self.installations.iter().map(|it| pool.solvable(it.package).size_download_bytes());
        sizes.fold(0, u64::saturating_add)
    }
}

/// Sorts by what [`crate::Solvable::nevra`] prints, and prints it only where one name begins with the other.
fn sort_by_nevra(pool: &Pool, installations: &mut [Installation]) {
    let name = |installation: &Installation| pool.solvable(installation.package).name().as_bytes();
    let mut named: Vec<(&[u8], Installation)> = installations.iter().map(|it| (name(it), *it)).collect();
    let nevra = |installation: Installation| pool.solvable(installation.package).nevra();
    named.sort_by(|&(one, first), &(other, second)| {
        let common = one.len().min(other.len());
        one[..common].cmp(&other[..common]).then_with(|| nevra(first).cmp(&nevra(second)))
    });
    for (slot, (_, installation)) in installations.iter_mut().zip(named) {
        *slot = installation;
    }
}

/// The installed packages that were asked for, each with what was asked, in the order of the request.
pub(super) fn requested<'a>(
    request: &'a Request,
    installed: &FxHashSet<SolvableId>,
) -> impl Iterator<Item = (SolvableId, &'a str)> {
    let jobs = request.jobs.iter().map(|Job::Install { wanted, candidates, .. }| (wanted, candidates));
    let holds = |conditional: &&Conditional| conditional.conditions.iter().any(|id| installed.contains(id));
    let conditional = request.conditionals.iter().filter(holds).map(|it| (&it.wanted, &it.candidates));
    let meant = jobs.chain(conditional);
    let meant = meant.flat_map(|(wanted, candidates)| candidates.iter().map(|&id| (id, wanted.as_str())));
    meant.filter(|(id, _)| installed.contains(id))
}

fn changes(pool: &Pool, request: &Request, present: &FxHashSet<SolvableId>) -> Vec<Change> {
    let mut gone = pool.base_packages().filter(|id| !present.contains(id)).peekable();
    if gone.peek().is_none() {
        return Vec::new();
    }
    let rules = Rules::empty(pool, request);
    gone.map(|from| {
        let old = pool.package(from);
        let successors = pool.packages_named(old.name).iter().copied();
        let mut successors = successors.filter(|&id| present.contains(&id) && !pool.is_base(id));
        if let Some(to) = successors.find(|&id| pool.package(id).colours.intersects(old.colours)) {
            if update::is_older(pool, from, to) {
                Change::Upgrade { from, to }
            } else if update::is_older(pool, to, from) {
                Change::Downgrade { from, to }
            } else {
                Change::Reinstall { from, to }
            }
        } else {
            // What is installed beside others takes nobody's place.
            let replaces =
                |&id: &SolvableId| present.contains(&id) && !pool.is_base(id) && !rules.is_install_only(id);
            let obsoleter = update::obsoleters_of(pool, from).into_iter().find(replaces);
            obsoleter.map_or(Change::Remove { from }, |to| Change::Obsoleted { from, to })
        }
    })
    .collect()
}
