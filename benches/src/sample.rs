//! Smaller repositories out of a large one, always the same: names spread evenly over all, and packages that need no
//! others. Leaving out every other package would leave a repository in which nothing can be installed, which says
//! little about how solving grows with its size.

use std::collections::BTreeSet;
use std::io::{self, Write};

use rpmsolve::{Outcome, Pool, Request, SpecError, solve};

/// So many names of a pool's packages, or all, evenly spread.
pub fn spread(pool: &Pool, count: usize) -> Vec<&str> {
    let mut names = pool.names();
    names.retain(|name| pool.named(name).any(|solvable| !solvable.is_base()));
    let step = names.len().div_ceil(count.max(1)).max(1);
    names.into_iter().step_by(step).collect()
}

/// The names of about so many packages: names from all over the pool, each with what it takes to install it; or all
/// names, where that is not more.
///
/// # Errors
///
/// [`SpecError`] if a name of the pool is no spec.
pub fn closed(pool: &Pool, count: usize) -> Result<BTreeSet<&str>, SpecError> {
    let names = pool.names();
    if names.len() <= count {
        return Ok(names.into_iter().collect());
    }
    /// From one name to the next that is tried: far enough to be in another corner of the alphabet.
    const STRIDE: usize = 61;
    let mut chosen = BTreeSet::new();
    for name in (0..STRIDE).flat_map(|first| names[first.min(names.len())..].iter().step_by(STRIDE)) {
        let mut request = Request { weak_dependencies: false, ..Request::default() };
        request.install(pool, name)?;
        if let Outcome::Solved(transaction) = solve(pool, &request) {
            chosen.extend(transaction.installations.iter().map(|it| pool.solvable(it.package).name()));
        }
        if chosen.len() >= count {
            break;
        }
    }
    Ok(chosen)
}

/// Writes those packages of a primary.xml that have the names.
///
/// # Errors
///
/// Those of the writer.
pub fn write(primary: &str, names: &BTreeSet<&str>, out: &mut impl Write) -> io::Result<()> {
    let end = "</package>";
    let begin = primary.find("<package").unwrap_or(primary.len());
    let (head, mut rest) = primary.split_at(begin);
    out.write_all(head.as_bytes())?;
    while let Some(length) = rest.find(end) {
        let (package, after) = rest.split_at(length + end.len());
        let name = package.split_once("<name>").and_then(|(_, rest)| rest.split_once("</name>"));
        if name.is_some_and(|(name, _)| names.contains(name)) {
            out.write_all(package.as_bytes())?;
        }
        rest = after;
    }
    out.write_all(rest.as_bytes())
}
