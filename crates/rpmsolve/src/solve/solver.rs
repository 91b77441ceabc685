//! One who solves one request after the other: what a solve needs memory for is made once for a pool, and what was
//! worked out about it is kept. A first solve costs a copy of the pool's baseline, which is most of what a small answer
//! from a large pool takes.

use super::assignment::State;
use super::policy::Preferences;
use super::rules::Rules;
use super::transaction::Transaction;
use super::{Outcome, Request, explain, find, violations};
use crate::pool::Pool;

/// What solves share that follow each other.
#[derive(Debug)]
pub(crate) struct Scratch {
    pub(crate) state: State,
    pub(crate) preferences: Preferences,
    pub(crate) statistics: SolveStatistics,
}

impl Scratch {
    pub(crate) fn new(pool: &Pool) -> Self {
        let (preferences, statistics) = (Preferences::default(), SolveStatistics::default());
        Self { state: State::new(pool), preferences, statistics }
    }
}

/// What a solve did, in numbers that depend on nothing but the pool and the request: the same on every machine.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, Request, Solver};
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// let mut solver = Solver::new(&pool);
/// solver.solve(&Request::default());
/// assert_eq!((solver.statistics().walks, solver.statistics().decisions), (1, 0));
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SolveStatistics {
    /// How often packages were decided on from the start: once, and again for each thing that was learned or given up.
    pub walks: u64,
    /// How many packages were decided to be in, because they were asked for or chosen, decisions that were taken back
    /// included.
    pub decisions: u64,
    /// How many packages were found to be in or out, by a decision or because it followed from others, and had their
    /// consequences drawn.
    pub propagations: u64,
    /// How many clauses were learned from contradictions.
    pub learned: u64,
    /// How many clauses were handed to the solver of last resort: 0 if it was not needed.
    pub clauses_to_resolvo: u64,
}

/// Answers requests about one pool, one after the other, faster than [`crate::solve`] does each by itself: it keeps its
/// memory from one to the next. The answers are the same.
///
/// For several threads make several; the pool is shared.
///
/// # Example
///
/// ```
/// # use rpmsolve::metadata::{Field, PackageRecord};
/// # use rpmsolve::{ArchPolicy, Outcome, PoolBuilder, RepositoryOptions, Request, Solver};
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("demo", RepositoryOptions::default());
/// # let mut record = PackageRecord::default();
/// # for (field, value) in [(Field::Name, "hello"), (Field::Evr, "2.10-1"), (Field::Arch, "x86_64")] {
/// #     record.set(field, value);
/// # }
/// # builder.add_package(repository, &record)?;
/// # let pool = builder.build()?;
/// let mut solver = Solver::new(&pool);
/// for (name, is_there) in [("hello", true), ("goodbye", false)] {
///     let mut request = Request::default();
///     request.install(&pool, name)?;
///     assert_eq!(matches!(solver.solve(&request), Outcome::Solved(_)), is_there);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Solver<'pool> {
    pool: &'pool Pool,
    scratch: Scratch,
}

impl<'pool> Solver<'pool> {
    /// A solver for requests about a pool.
    pub fn new(pool: &'pool Pool) -> Self {
        Self { pool, scratch: Scratch::new(pool) }
    }

    /// Answers a request, as [`crate::solve`] does.
    pub fn solve(&mut self, request: &Request) -> Outcome {
        let Self { pool, scratch } = self;
        scratch.statistics = SolveStatistics::default();
        scratch.state.propagations = 0;
        let mut rules = Rules::new(pool, request);
        let Some(walked) = find(&mut rules, scratch) else {
            return Outcome::Unsolvable(explain::explain(&mut rules, scratch));
        };
        debug_assert_eq!(violations(pool, request, &walked.installed), [], "every answer is valid");
        Outcome::Solved(Transaction::new(pool, request, walked))
    }

    /// What the last solve did, finding the reasons of a refusal included; nothing before the first.
    pub fn statistics(&self) -> SolveStatistics {
        SolveStatistics { propagations: self.scratch.state.propagations, ..self.scratch.statistics }
    }
}
