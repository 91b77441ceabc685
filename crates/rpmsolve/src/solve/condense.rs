//! Makes a derivation short enough to be read: what holds of several versions of a package in the same way is said
//! once, of the newest, and what has been derived above is not derived again.

use std::cmp::Reverse;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::{FxHashSet, FxHasher};

use super::problem::{ALSO_SHOWN, Cause, Problem};
use super::update;
use crate::pool::{Pool, SolvableId};

/// A reason and the reasons for it, with the package that it speaks of. The reasons are shared: what speaks against one
/// package is part of what speaks against many others.
#[derive(Clone, Debug)]
pub(crate) struct Derivation {
    pub(crate) subject: Option<SolvableId>,
    pub(crate) cause: Cause,
    pub(crate) children: Vec<Rc<Derivation>>,
}

impl Derivation {
    /// The same, about a package, if it is not about one already.
    pub(crate) fn about(mut self, id: SolvableId) -> Self {
        self.subject.get_or_insert(id);
        self
    }

    pub(crate) fn because(mut self, children: Vec<Self>) -> Self {
        self.children = children.into_iter().map(Rc::new).collect();
        self
    }
}

/// See the module's head.
pub(crate) fn condense(pool: &Pool, derivation: Derivation) -> Problem {
    let mut problem = merge_versions(pool, derivation).problem;
    // With one reason that has reasons of its own, nothing can be said twice.
    if reasoned(&problem) > 2 {
        let said = Said::of(pool, &problem);
        leave_out_repetitions(&mut problem, &said, &mut FxHashSet::default());
    }
    problem
}

/// How many reasons have reasons.
fn reasoned(problem: &Problem) -> usize {
    usize::from(!problem.children.is_empty()) + problem.children.iter().map(reasoned).sum::<usize>()
}

/// A problem, and what it looks like when versions are left aside.
struct Shaped {
    subject: Option<SolvableId>,
    shape: u64,
    problem: Problem,
}

fn merge_versions(pool: &Pool, derivation: Derivation) -> Shaped {
    let Derivation { subject, cause, children } = derivation;
    let mut merged: Vec<Shaped> = Vec::with_capacity(children.len());
    for child in children {
        let child = merge_versions(pool, Rc::unwrap_or_clone(child));
        match merged.iter_mut().find(|known| are_versions(pool, known, &child)) {
            Some(known) => merge(pool, known, child),
            None => merged.push(child),
        }
    }
    for Shaped { problem: Problem { also, .. }, .. } in &mut merged {
        also.sort_by_cached_key(|&id| Reverse(pool.solvable(id).evr()));
        also.dedup();
    }
    let mut hasher = FxHasher::default();
    cause.rule().hash(&mut hasher);
    subject.map(|id| (pool.package(id).name, pool.package(id).arch)).hash(&mut hasher);
    cause.capability().map(without_version).hash(&mut hasher);
    merged.iter().map(|child| child.shape).for_each(|shape| shape.hash(&mut hasher));
    let children = merged.into_iter().map(|child| child.problem).collect();
    let problem = Problem { cause, also: Vec::new(), children, is_repeated: false };
    Shaped { subject, shape: hasher.finish(), problem }
}

/// Whether the same is said of two versions of one package.
fn are_versions(pool: &Pool, one: &Shaped, other: &Shaped) -> bool {
    match (one.subject, other.subject) {
        (Some(first), Some(second)) => {
            one.shape == other.shape && pool.package(first).name == pool.package(second).name
        }
        _ => false,
    }
}

/// Says it of the newer one, and names the other.
fn merge(pool: &Pool, known: &mut Shaped, mut new: Shaped) {
    let (Some(first), Some(second)) = (known.subject, new.subject) else { return };
    if first == second {
        return;
    }
    if update::is_older(pool, first, second) {
        std::mem::swap(known, &mut new);
    }
    known.problem.also.append(&mut new.problem.also);
    known.problem.also.extend(new.subject);
}

/// What a problem and the reasons for it say, as a hash of all that is in their sentences.
struct Said {
    hash: u64,
    children: Vec<Said>,
}

impl Said {
    fn of(pool: &Pool, problem: &Problem) -> Self {
        let mut hasher = FxHasher::default();
        problem.cause.hash(&mut hasher);
        for &id in problem.also.iter().take(ALSO_SHOWN) {
            pool.package(id).evr.hash(&mut hasher);
        }
        problem.also.len().hash(&mut hasher);
        let children: Vec<Self> = problem.children.iter().map(|child| Self::of(pool, child)).collect();
        children.len().hash(&mut hasher);
        children.iter().for_each(|child| child.hash.hash(&mut hasher));
        Self { hash: hasher.finish(), children }
    }
}

fn leave_out_repetitions(problem: &mut Problem, said: &Said, told: &mut FxHashSet<u64>) {
    if problem.children.is_empty() {
        return;
    }
    if !told.insert(said.hash) {
        problem.children.clear();
        problem.is_repeated = true;
        return;
    }
    for (child, said) in problem.children.iter_mut().zip(&said.children) {
        leave_out_repetitions(child, said, told);
    }
}

/// A capability's name and comparison.
fn without_version(capability: &str) -> &str {
    match capability.rfind(['<', '>', '=']) {
        Some(position) if !capability.starts_with('(') => &capability[..=position],
        _ => capability,
    }
}
