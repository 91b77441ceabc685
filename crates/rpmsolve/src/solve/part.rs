//! What a part of a request takes of the answer to the whole: several things are solved together, so that what they
//! share is there in one version, and then told apart again.

use rustc_hash::FxHashSet;

use super::transaction::Transaction;
use super::{Outcome, Request, solve};
use crate::pool::{Pool, SolvableId};

/// Answers a part of a request with nothing but the packages that the answer to the whole has.
///
/// The part has some of the whole request's jobs and the same rules. Its answer is then part of the whole's; what a
/// dependency could be met by in several ways is chosen as ever, and what is needed only where something else is there
/// is needed only where it is there. Without weak dependencies in the part, what only they brought in is left out.
///
/// # Example
///
/// ```
/// # use rpmsolve::metadata::read_primary;
/// # use rpmsolve::{ArchPolicy, Outcome, PoolBuilder, RepositoryOptions, Request, solve};
/// use rpmsolve::solve_part;
///
/// # let primary = br#"<metadata packages="3">
/// #   <package><name>web</name><arch>noarch</arch><version ver="1" rel="1"/>
/// #     <format><requires><entry name="lib"/></requires></format></package>
/// #   <package><name>lib</name><arch>noarch</arch><version ver="2" rel="1"/></package>
/// #   <package><name>mail</name><arch>noarch</arch><version ver="1" rel="1"/></package></metadata>"#;
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("example", RepositoryOptions::default());
/// # read_primary(&primary[..], "primary.xml", |package| {
/// #     builder.add_package(repository, package)?;
/// #     Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # let pool = builder.build()?;
/// let mut whole = Request::default();
/// whole.install(&pool, "web")?;
/// whole.install(&pool, "mail")?;
/// let Outcome::Solved(answer) = solve(&pool, &whole) else { unreachable!("it can be done") };
/// // web needs lib, and mail nothing.
/// let part = Request { jobs: whole.jobs[..1].to_vec(), ..whole.clone() };
/// let Outcome::Solved(part) = solve_part(&pool, &part, &answer) else { unreachable!("it is a part") };
/// assert_eq!((part.installations.len(), answer.installations.len()), (2, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn solve_part(pool: &Pool, part: &Request, whole: &Transaction) -> Outcome {
    let installed: FxHashSet<SolvableId> = whole.installed.iter().copied().collect();
    let others = pool.solvables().map(|solvable| solvable.id());
    let mut part = part.clone();
    part.excluded.extend(others.filter(|id| !installed.contains(id) && !pool.is_base(*id)));
    solve(pool, &part)
}
