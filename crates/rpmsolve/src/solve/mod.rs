//! Solving: a [`Request`] in, an [`Outcome`] out.
//!
//! How an answer comes about:
//!
//! 1. [`rules`] turns the request into clauses beside the pool's own ([`crate::pool`]'s relations).
//! 2. [`walk`] decides package after package as libsolv would, drawing the consequences of each decision
//!    ([`assignment`]) and choosing among candidates by libsolv's [`policy`]. Most requests end here.
//!    Where it contradicts itself, the decisions behind the contradiction become a clause, and another walk begins; if
//!    there are none, there is no answer, and [`explain`] says why. On top of a base, [`choices`] keeps walks to
//!    updates of what is installed, as long as there is an answer with them and no better one without.
//! 3. Where a good many such clauses are not enough, [`encode`] hands everything to resolvo. If it can be satisfied, a
//!    walk inside resolvo's answer takes what is needed of it.
//! 4. [`arch`] checks the answer for packages of a lesser architecture and, if it must, forbids them and begins
//!    again.
//! 5. [`verify`] checks the answer against the packages' own metadata.
//!
//! Beside it, [`check`](mod@check) asks about all packages at once whether each can be installed.

mod agenda;
mod arch;
mod assignment;
mod check;
mod choices;
mod condense;
mod encode;
mod explain;
mod graph;
mod group;
mod hints;
mod known;
mod part;
mod policy;
mod problem;
mod request;
mod rules;
mod smallest;
mod solver;
mod spec;
mod transaction;
mod update;
mod verify;
mod walk;
mod weak;

pub(crate) use assignment::Baseline;
pub use check::{BrokenPackage, check, checkable, newest_versions};
pub(crate) use choices::Choices;
pub use graph::{Chains, DependencyGraph, Link, Step, Tree, TreeNode, Via};
pub use group::GroupInstall;
pub use hints::{Hint, hints};
pub use part::solve_part;
pub use problem::{Cause, Problem};
pub use request::{BasePolicy, Conditional, Exact, Focus, Job, Request};
pub use smallest::{SizeBound, Smallest, solve_smallest};
pub use solver::{SolveStatistics, Solver};
pub use spec::SpecError;
pub use transaction::{Change, InstallReason, Installation, Transaction};
pub(crate) use update::{Updates, VARIANTS};
pub use verify::{Violation, violations};

use std::cell::Cell;

use crate::pool::Pool;
use rules::Rules;
use solver::Scratch;

/// What came of a request.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{Outcome, Request, solve};
///
/// let mut request = Request::default();
/// request.install(&pool, "nosuch")?;
/// assert!(matches!(solve(&pool, &request), Outcome::Unsolvable(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It can be done, like this.
    Solved(Transaction),
    /// It cannot, for these reasons: one tree for each independent problem.
    Unsolvable(Vec<Problem>),
}

/// Answers a request.
///
/// The same pool and request give the same answer, on every machine.
///
/// # Example
///
/// ```
/// # use rpmsolve::metadata::{Field, PackageRecord, RelationKind};
/// # use rpmsolve::{ArchPolicy, Outcome, PoolBuilder, RepositoryOptions, Request, solve};
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("demo", RepositoryOptions::default());
/// # let mut record = PackageRecord::default();
/// # record.set(Field::Name, "hello");
/// # record.set(Field::Evr, "2.10-1");
/// # record.set(Field::Arch, "x86_64");
/// # builder.add_package(repository, &record)?;
/// # let pool = builder.build()?;
/// let mut request = Request::default();
/// request.install(&pool, "hello")?;
/// match solve(&pool, &request) {
///     Outcome::Solved(transaction) => assert_eq!(transaction.installations.len(), 1),
///     Outcome::Unsolvable(problems) => unreachable!("{}", problems[0].to_text(&pool)),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn solve(pool: &Pool, request: &Request) -> Outcome {
    Solver::new(pool).solve(request)
}

/// An answer to a request, if there is one.
fn answer(pool: &Pool, request: &Request, scratch: &mut Scratch) -> Option<walk::Walked> {
    find(&mut Rules::new(pool, request), scratch)
}

/// Steps 2 to 4, with as many of the rules that may be given up as there is an answer for: the earlier ones first.
fn find(rules: &mut Rules<'_>, scratch: &mut Scratch) -> Option<walk::Walked> {
    let soft: Vec<usize> =
        rules.rules.iter().enumerate().filter(|(_, rule)| rule.is_soft).map(|(number, _)| number).collect();
    if soft.is_empty() {
        return find_with_all(rules, scratch);
    }
    if let Some(walked) = find_with_all(&mut rules.clone(), scratch) {
        return Some(walked);
    }
    let mut first_disabled = |rules: &Rules<'_>, kept: usize| {
        let mut attempt = rules.clone();
        soft[kept..].iter().for_each(|&number| attempt.rules[number].is_disabled = true);
        find_with_all(&mut attempt, scratch)
    };
    let mut decided = 0;
    let mut best = first_disabled(rules, 0);
    // Of those not yet decided as many as there is an answer for are kept, the next one is given up, and so on.
    while best.is_some() && decided < soft.len() {
        let (mut possible, mut impossible) = (decided, soft.len() + 1);
        while impossible - possible > 1 {
            let middle = possible.midpoint(impossible);
            match first_disabled(rules, middle) {
                Some(walked) => (possible, best) = (middle, Some(walked)),
                None => impossible = middle,
            }
        }
        if let Some(&number) = soft.get(possible) {
            rules.rules[number].is_disabled = true;
        }
        decided = possible + 1;
    }
    if best.is_none() {
        soft.iter().for_each(|&number| rules.rules[number].is_disabled = true);
    }
    best
}

/// How many contradictions a walk may learn from before resolvo is asked.
const LEARNED_MAX: u32 = 32;

/// Steps 2 to 4. Adds to the rules what step 4 found.
fn find_with_all(rules: &mut Rules<'_>, scratch: &mut Scratch) -> Option<walk::Walked> {
    let mut learned = 0;
    let result = loop {
        let walked = match walk::walk(rules, None, scratch) {
            Ok(walked) if !walked.needless_choices.is_empty() => {
                rules.give_up(&walked.needless_choices);
                rules.forget();
                continue;
            }
            Ok(walked) => walked,
            Err(mut stuck) => {
                let grounds = stuck.assignment.grounds_of(stuck.contradiction);
                if grounds.decisions.is_empty() {
                    let Some(&choice) = grounds.choices.last() else { break None };
                    rules.give_up(&[choice]);
                    rules.forget();
                    continue;
                }
                learned += 1;
                if learned <= LEARNED_MAX {
                    drop(stuck);
                    scratch.statistics.learned += 1;
                    rules.learn(grounds);
                    continue;
                }
                // What was learnt may rest on choices, and resolvo does not know these.
                if rules.choices.is_some() {
                    rules.choices = None;
                    rules.forget();
                    continue;
                }
                let handed_over = Cell::new(0);
                let model = encode::satisfy(rules, *stuck, &handed_over);
                scratch.statistics.clauses_to_resolvo += handed_over.get();
                let Some(model) = model else { break None };
                let inside = walk::walk(rules, Some(&model), scratch).map_err(|stuck| stuck.contradiction);
                debug_assert!(inside.is_ok(), "a part of a model contradicts nothing: {inside:?}");
                inside.unwrap_or_else(|_| walk::Walked::everything(&model))
            }
        };
        let broken = arch::broken_rules(rules, &walked.installed, &mut scratch.preferences.providers);
        if broken.is_empty() {
            break Some(walked);
        }
        for rule in broken {
            rules.push(rule.literals, rule.reason);
        }
    };
    rules.forget();
    result
}
