//! The smallest install: of all answers to a request one whose added packages take the fewest bytes when installed,
//! and the proof that there is none smaller, or how far from that the search came.
//!
//! 1. The default answer without weak dependencies is the first that is known; there is always one.
//! 2. [`space`] says which packages come into question, and makes clauses and prices of what is known about them.
//! 3. [`cores`] looks for the cheapest model of those, raising a lower bound and lowering an upper one until they
//!    meet. It asks [`sat`] one question after the other.
//! 4. What was found is checked like every answer.
//!
//! Why so, and how fast: docs/decisions/0005-smallest-install.md.

mod cores;
mod heap;
mod literal;
mod sat;
mod space;

use rustc_hash::FxHashSet;

use super::assignment::State;
use super::explain::explain;
use super::rules::Rules;
use super::solver::Scratch;
use super::transaction::Transaction;
use super::walk::{self, Walked};
use super::{Outcome, Request, arch, find, violations};
use crate::pool::{Pool, SolvableId};
use space::Space;

/// An answer that is meant to be small, and how small it could be.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, Request};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// let smallest = rpmsolve::solve_smallest(&pool, &Request::default(), &mut || false);
/// let size = smallest.size.expect("nothing was asked for, so there is an answer");
/// assert!(size.is_optimal());
/// assert_eq!(size.bytes, 0);
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smallest {
    /// The answer, or the reasons why there is none.
    pub outcome: Outcome,
    /// How small it is; `None` if there is no answer.
    pub size: Option<SizeBound>,
}

/// How small an answer is, and how small any answer could be.
///
/// # Example
///
/// ```
/// use rpmsolve::SizeBound;
///
/// let size = SizeBound { bytes: 900, lower_bound_bytes: 850, default_bytes: 2000 };
/// assert!(!size.is_optimal());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeBound {
    /// Bytes that the added packages take when installed.
    pub bytes: u64,
    /// No answer takes fewer.
    pub lower_bound_bytes: u64,
    /// What the default answer without weak dependencies takes.
    pub default_bytes: u64,
}

impl SizeBound {
    /// Whether it is proved that no answer is smaller.
    pub fn is_optimal(&self) -> bool {
        self.bytes == self.lower_bound_bytes
    }
}

/// Answers a request with as few installed bytes as possible: the sum over all packages that are added to the base; a
/// package that replaces one of the base counts in full. Of answers of the same size one with the fewest packages and
/// the fewest changes of the base, and of those one that has most in common with the default answer.
///
/// Weak dependencies are not followed, whatever the request says. Nothing is taken that is out of date: of each name
/// and architecture the newest version counts that is possible, and the newest that is possible if the base stays, in the
/// repository of the best priority; of what a job offers the best; and beside those what [`crate::solve`] would take.
/// The answer is the smallest among these packages, and never larger than the default one without weak dependencies.
///
/// `stop` is asked every now and then; once it says yes, the best that is known by then is returned, with the lower
/// bound that is proved by then. As long as it says no, the same pool and request give the same answer.
///
/// # Example
///
/// ```
/// # use rpmsolve::metadata::{Field, PackageRecord, RelationKind};
/// # use rpmsolve::{ArchPolicy, Outcome, PoolBuilder, RepositoryOptions, Request};
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("demo", RepositoryOptions::default());
/// // glibc-all-langpacks and glibc-minimal-langpack both provide what glibc requires; dnf takes the first.
/// # for (name, size, provides, requires) in [
/// #     ("glibc", 6_000_000, None, Some("glibc-langpack")),
/// #     ("glibc-all-langpacks", 222_000_000, Some("glibc-langpack"), None),
/// #     ("glibc-minimal-langpack", 0, Some("glibc-langpack"), None),
/// # ] {
/// #     let mut record = PackageRecord::default();
/// #     record.set(Field::Name, name);
/// #     record.set(Field::Evr, "2.34-1");
/// #     record.set(Field::Arch, "x86_64");
/// #     record.size_installed_bytes = size;
/// #     for (kind, names) in [(RelationKind::Provides, provides), (RelationKind::Requires, requires)] {
/// #         names.into_iter().for_each(|name| record.add_relation(kind, name, None, false));
/// #     }
/// #     builder.add_package(repository, &record)?;
/// # }
/// # let pool = builder.build()?;
/// let mut request = Request::default();
/// request.install(&pool, "glibc")?;
/// let smallest = rpmsolve::solve_smallest(&pool, &request, &mut || false);
/// let size = smallest.size.expect("there is an answer");
/// assert_eq!((size.bytes, size.default_bytes), (6_000_000, 228_000_000));
/// assert!(size.is_optimal());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn solve_smallest(pool: &Pool, request: &Request, stop: &mut dyn FnMut() -> bool) -> Smallest {
    let request = &Request { weak_dependencies: false, ..request.clone() };
    let mut scratch = Scratch::new(pool);
    let mut rules = Rules::new(pool, request);
    let Some(default) = find(&mut rules, &mut scratch) else {
        let problems = explain(&mut rules, &mut scratch);
        return Smallest { outcome: Outcome::Unsolvable(problems), size: None };
    };
    let default_bytes = Transaction::new(pool, request, default.clone()).installed_size_bytes(pool);
    let (walked, lower_bound_bytes) = improve(&mut rules, default, &mut scratch, stop);
    debug_assert_eq!(violations(pool, request, &walked.installed), [], "every answer is valid");
    debug_assert_eq!(
        arch::broken_rules(&rules, &walked.installed, &mut scratch.preferences.providers).len(),
        0,
        "no lesser architectures"
    );
    let transaction = Transaction::new(pool, request, walked);
    let bytes = transaction.installed_size_bytes(pool);
    let size = SizeBound { bytes, lower_bound_bytes: lower_bound_bytes.min(bytes), default_bytes };
    Smallest { outcome: Outcome::Solved(transaction), size: Some(size) }
}

/// Steps 2 and 3: an answer that is no larger than the default one, and how many bytes every answer takes.
fn improve(
    rules: &mut Rules<'_>,
    default: Walked,
    scratch: &mut Scratch,
    stop: &mut dyn FnMut() -> bool,
) -> (Walked, u64) {
    let mut states = [State::new(rules.pool), State::new(rules.pool)];
    let known: FxHashSet<SolvableId> = default.installed.iter().copied().collect();
    rules.settle(&known);
    // The rule about lesser architectures, for all that could be taken, and for what these rules bring in again.
    loop {
        let broken = {
            let reached = Space::new(rules, &known, &mut states).reached;
            arch::broken_rules(rules, &reached, &mut scratch.preferences.providers)
        };
        if broken.is_empty() {
            break;
        }
        for rule in broken {
            rules.push(rule.literals, rule.reason);
        }
    }
    let rules = &*rules;
    let space = Space::new(rules, &known, &mut states);
    let problem = space.problem();
    let out_of_base = |id: &SolvableId| !rules.pool.is_base(*id);
    let price = |id: &SolvableId| space.price(*id);
    let fixed_cost: u128 = problem.fixed.iter().filter(|id| out_of_base(id)).map(price).sum();
    let is_paid = |id: &&SolvableId| known.contains(*id) != rules.pool.is_base(**id);
    let cost = problem.packages.iter().filter(is_paid).map(price).sum();
    let minimum = cores::minimise(problem.solver, &problem.prices, cost, stop);
    let lower_bound_bytes = space::bytes_of(minimum.lower_bound + fixed_cost);
    let Some(model) = minimum.model else { return (default, lower_bound_bytes) };
    let chosen = problem.packages.iter().zip(&model).filter(|&(_, &is_in)| is_in).map(|(&id, _)| id);
    let mut installed: Vec<SolvableId> = problem.fixed.iter().copied().chain(chosen).collect();
    installed.sort_unstable();
    let found = Walked { installed, weak: FxHashSet::default(), needless_choices: Vec::new() };
    if minimum.lower_bound == minimum.cost {
        return (found, lower_bound_bytes);
    }
    // A search that was stopped may have taken what nothing needs.
    let within = found.installed.iter().copied().collect();
    let needed = walk::walk(rules, Some(&within), scratch).unwrap_or(found);
    (needed, lower_bound_bytes)
}
