//! Repository closure: which packages cannot be installed, and why. Hardly any package of a real repository is
//! broken, so most are proved installable in passing, many at a time, and only those that are left are solved for
//! one by one (what libsolv's `installcheck` does for all).
//!
//! The proof in passing: a set of packages that breaks no rule of the request is an answer to the question about
//! each of its members, and each of them can therefore be installed. Such sets are grown greedily; what does not
//! fit into one may fit into the next. A set proves this only if nothing in it is allowed because of what was asked
//! for:
//!
//! - It holds no package of an architecture that the policy does not accept: only a job could name one.
//! - It holds no package of which a better architecture exists anywhere. Whether a lesser one may be installed depends on
//!   what is asked for ([`super::arch`]); without any, that rule cannot be broken, whatever is.
//! - It holds no package that only an exact job may choose ([`Request::only_on_request`]).
//! - It holds all of the base. What may take the place of a package of the base depends on the jobs
//!   ([`super::update`]); with all of it in place, no rule about it can be broken.
//!
//! All other rules are the same for every question. And since the solver finds an answer whenever there is one, such a
//! proof says what a solve would have said.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::arch::has_better_arch;
use super::assignment::{Assignment, Reason, State};
use super::explain::explain;
use super::policy::Preferences;
use super::problem::Problem;
use super::request::{BasePolicy, Exact, Job, Request};
use super::rules::Rules;
use super::solver::Scratch;
use super::{find, violations};
use crate::evr::EvrRef;
use crate::pool::{Key, Literal, Pool, SolvableId};

/// A package that cannot be installed.
///
/// # Example
///
/// ```
/// # use rpmsolve::metadata::{Field, PackageRecord, RelationKind};
/// # use rpmsolve::{ArchPolicy, PoolBuilder, RepositoryOptions, Request, check, checkable};
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("demo", RepositoryOptions::default());
/// # let mut record = PackageRecord::default();
/// # record.set(Field::Name, "app");
/// # record.set(Field::Evr, "1-1");
/// # record.set(Field::Arch, "noarch");
/// # record.add_relation(RelationKind::Requires, "lib", None, false);
/// # builder.add_package(repository, &record)?;
/// # let pool = builder.build()?;
/// let request = Request::default();
/// let broken = check(&pool, &request, &checkable(&pool, &request), 1, &mut |_, _| true);
/// assert_eq!(pool.solvable(broken[0].package).name(), "app");
/// assert!(broken[0].problems[0].to_text(&pool).contains("nothing provides lib needed by app-1-1.noarch"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenPackage {
    /// The package.
    pub package: SolvableId,
    /// Why: what [`crate::solve`] says when this very package is asked for and nothing else.
    pub problems: Vec<Problem>,
}

/// The packages that it makes sense to check under the rules of a request: those of all repositories but the base
/// that the architecture policy accepts and that are not excluded, in a repository that is off, or hidden by module
/// streams.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, Request, checkable};
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// assert!(checkable(&pool, &Request::default()).is_empty());
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
pub fn checkable(pool: &Pool, template: &Request) -> Vec<SolvableId> {
    let unseen = template.unseen(pool);
    let is_checkable =
        |&id: &SolvableId| pool.package(id).rank.is_some() && !pool.is_base(id) && !unseen.contains(&id);
    ids(pool).filter(is_checkable).collect()
}

/// Of some packages those of which no newer one of the same name and architecture is among them.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, Request, checkable, newest_versions};
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// let newest = newest_versions(&pool, &checkable(&pool, &Request::default()));
/// assert!(newest.is_empty());
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
pub fn newest_versions(pool: &Pool, packages: &[SolvableId]) -> Vec<SolvableId> {
    let key = |id| (pool.package(id).name, pool.package(id).arch);
    let mut newest: FxHashMap<_, EvrRef<'_>> = FxHashMap::default();
    for &id in packages {
        let evr = pool.solvable(id).evr();
        newest.entry(key(id)).and_modify(|best| *best = evr.max(*best)).or_insert(evr);
    }
    let is_newest = |&id: &SolvableId| newest.get(&key(id)) == Some(&pool.solvable(id).evr());
    packages.iter().copied().filter(is_newest).collect()
}

/// Finds out which of some packages cannot be installed, each alone, under the rules of a request: sorted by NEVRA, and
/// the same whatever the number of threads. The request's jobs are passed over, and so are weak dependencies: what is
/// only recommended keeps nothing from being installed.
///
/// `progress` is told how many packages are settled, and of how many, one call at a time; the first number never gets
/// smaller, and in the end the two are the same.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{Request, check, checkable};
///
/// let rules = Request::default();
/// let packages = checkable(&pool, &rules);
/// let broken = check(&pool, &rules, &packages, 4, &mut |done, total| {
///     eprintln!("{done}/{total}");
///     true
/// });
/// assert!(broken.is_empty());
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
pub fn check(
    pool: &Pool,
    template: &Request,
    packages: &[SolvableId],
    threads: usize,
    progress: &mut (dyn FnMut(usize, usize) -> bool + Send),
) -> Vec<BrokenPackage> {
    let template = Request { jobs: Vec::new(), weak_dependencies: false, ..template.clone() };
    let check = Check::new(pool, &template, packages, progress);
    let threads = threads.clamp(1, check.packages.len().max(1));
    let share = check.packages.len().div_ceil(threads).max(1);
    in_parallel(check.packages.chunks(share), |share| check.prove_together(share));
    in_parallel(0..threads, |_| check.solve_open());
    check.finish()
}

/// Does one thing for each of several, all at the same time; the last one on this thread.
fn in_parallel<T: Send>(things: impl Iterator<Item = T>, work: impl Fn(T) + Sync) {
    std::thread::scope(|scope| {
        let mut things = things.peekable();
        while let Some(thing) = things.next() {
            if things.peek().is_none() {
                work(thing);
            } else {
                scope.spawn(|| work(thing));
            }
        }
    });
}

fn ids(pool: &Pool) -> impl Iterator<Item = SolvableId> + use<> {
    (0..pool.len() as u32).map(SolvableId)
}

/// What the threads share.
struct Check<'a> {
    pool: &'a Pool,
    /// The rules of the house: no job, no weak dependencies.
    template: &'a Request,
    packages: Vec<SolvableId>,
    /// By number: whether a package may be in a set that proves something; see the module's head.
    is_lasting: Vec<bool>,
    /// By number: whether nothing is left to be found out about a package.
    settled: Vec<AtomicBool>,
    /// Which of the packages is the next to be solved for.
    next: AtomicUsize,
    broken: Mutex<Vec<BrokenPackage>>,
    progress: Mutex<Progress<'a>>,
    /// Whether nobody wants to know any more.
    is_given_up: AtomicBool,
}

struct Progress<'a> {
    done: usize,
    tell: &'a mut (dyn FnMut(usize, usize) -> bool + Send),
}

impl<'a> Check<'a> {
    fn new(
        pool: &'a Pool,
        template: &'a Request,
        packages: &[SolvableId],
        tell: &'a mut (dyn FnMut(usize, usize) -> bool + Send),
    ) -> Self {
        let mut packages = packages.to_vec();
        packages.sort_unstable();
        packages.dedup();
        let on_request: FxHashSet<SolvableId> = template.only_on_request.iter().copied().collect();
        let is_lasting = |id| {
            let is_allowed = pool.package(id).rank.is_some() && !has_better_arch(pool, id);
            pool.is_base(id) || is_allowed && !on_request.contains(&id)
        };
        let settled: Vec<AtomicBool> = (0..pool.len()).map(|_| AtomicBool::new(true)).collect();
        for id in &packages {
            settled[id.index()].store(false, Ordering::Relaxed);
        }
        Self {
            pool,
            template,
            packages,
            is_lasting: ids(pool).map(is_lasting).collect(),
            settled,
            next: AtomicUsize::new(0),
            broken: Mutex::default(),
            progress: Mutex::new(Progress { done: 0, tell }),
            is_given_up: AtomicBool::new(false),
        }
    }

    /// Grows one set after the other of what is still open of a share of the packages, as long as that pays.
    fn prove_together(&self, share: &[SolvableId]) {
        let mut rules = Rules::new(self.pool, self.template);
        rules.choices = None;
        let not_lasting: Vec<SolvableId> = ids(self.pool).filter(|id| !self.is_lasting[id.index()]).collect();
        let (mut state, mut preferences) = (State::new(self.pool), Preferences::default());
        loop {
            let open: Vec<SolvableId> = share.iter().copied().filter(|&id| !self.is_settled(id)).collect();
            let Some(mut together) = Together::start(&rules, &not_lasting, &mut state, &mut preferences)
            else {
                return;
            };
            for &id in &open {
                together.add(id);
            }
            let proved = together.installed();
            debug_assert_eq!(violations(self.pool, self.template, &proved), [], "a set that proves is valid");
            let before = open.len();
            self.settle(proved);
            let left = open.into_iter().filter(|&id| !self.is_settled(id)).count();
            if self.is_given_up()
                || (before - left) * ROUND_COSTS < left
                || left < ROUND_COSTS
                || before == left
            {
                return;
            }
        }
    }

    /// Solves for one open package after the other until no thread has any left.
    fn solve_open(&self) {
        let mut request = self.template.clone();
        let mut house = Rules::new(self.pool, self.template);
        house.choices = None;
        let mut state = State::new(self.pool);
        let mut refuter = Refuter::new(&house, &mut state);
        let mut scratch = Scratch::new(self.pool);
        while let Some(&id) = self.packages.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            if self.is_given_up() {
                return;
            }
            if self.is_settled(id) {
                continue;
            }
            request.jobs = vec![Job::Install {
                wanted: self.pool.solvable(id).to_string(),
                candidates: vec![id],
                exact: Exact::ALL,
                best: false,
                optional: false,
            }];
            let mut rules = Rules::new(self.pool, &request);
            let found = if refuter.as_mut().is_some_and(|it| it.refutes(id)) {
                None
            } else {
                find(&mut rules, &mut scratch)
            };
            match found {
                Some(walked) if self.is_proof(&walked.installed) => self.settle(walked.installed),
                Some(_) => {}
                None => {
                    let problems = explain(&mut rules, &mut scratch);
                    lock(&self.broken).push(BrokenPackage { package: id, problems });
                }
            }
            self.settle(vec![id]);
        }
    }

    /// Whether an answer shows of each of its packages that it can be installed.
    fn is_proof(&self, installed: &[SolvableId]) -> bool {
        let is_in = |id: SolvableId| installed.binary_search(&id).is_ok();
        installed.iter().all(|id| self.is_lasting[id.index()]) && self.pool.base_packages().all(is_in)
    }

    fn is_settled(&self, id: SolvableId) -> bool {
        self.settled[id.index()].load(Ordering::Relaxed)
    }

    fn is_given_up(&self) -> bool {
        self.is_given_up.load(Ordering::Relaxed)
    }

    fn settle(&self, packages: Vec<SolvableId>) {
        let is_news = |id: &SolvableId| !self.settled[id.index()].swap(true, Ordering::Relaxed);
        let news = packages.iter().filter(|id| is_news(id)).count();
        if news > 0 {
            let mut progress = lock(&self.progress);
            progress.done += news;
            let done = progress.done;
            if !(progress.tell)(done, self.packages.len()) {
                self.is_given_up.store(true, Ordering::Relaxed);
            }
        }
    }

    fn finish(self) -> Vec<BrokenPackage> {
        let mut broken = self.broken.into_inner().unwrap_or_else(PoisonError::into_inner);
        broken.sort_by_cached_key(|broken| (self.pool.solvable(broken.package).nevra(), broken.package));
        broken
    }
}

/// How many packages there must be for a set to cost less than solving for each.
const ROUND_COSTS: usize = 8;

/// No thread leaves anything half done behind a lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Knows without a search that most broken packages are: what follows at once from a package that is assumed to be
/// installed contradicts the rules that hold for all questions, so that the question about it has no answer either.
struct Refuter<'a> {
    assignment: Assignment<'a>,
    on_request: FxHashSet<SolvableId>,
}

impl<'a> Refuter<'a> {
    /// None where the job for a package takes some of the other rules away: where it may replace some of the base.
    fn new(rules: &'a Rules<'a>, state: &'a mut State) -> Option<Self> {
        let request = rules.request;
        let is_base_fixed = rules.pool.base.is_none() || request.base == BasePolicy::Locked;
        let (assignment, started) = Assignment::start(rules, state);
        let on_request = request.only_on_request.iter().copied().collect();
        (is_base_fixed && started.is_ok()).then_some(Self { assignment, on_request })
    }

    fn refutes(&mut self, id: SolvableId) -> bool {
        if self.on_request.contains(&id) {
            return false;
        }
        let before = self.assignment.trail().len();
        let is_refuted = self.assignment.decide(Literal::positive(id), Reason::Decision).is_err();
        self.assignment.undo(before);
        is_refuted
    }
}

/// A set of packages that breaks no rule, and grows.
struct Together<'a> {
    assignment: Assignment<'a>,
    preferences: &'a mut Preferences,
}

impl<'a> Together<'a> {
    /// The base, and what comes with it; nothing if it does not stand by itself.
    fn start(
        rules: &'a Rules<'a>,
        not_lasting: &[SolvableId],
        state: &'a mut State,
        preferences: &'a mut Preferences,
    ) -> Option<Self> {
        let (assignment, started) = Assignment::start(rules, state);
        started.ok()?;
        let mut together = Self { assignment, preferences };
        let base = rules.pool.base_packages().map(Literal::positive);
        for literal in base.chain(not_lasting.iter().copied().map(Literal::negative)) {
            together.assignment.decide(literal, Reason::Decision).ok()?;
        }
        together.complete(0).then_some(together)
    }

    /// Adds a package and what it needs, if all of it fits. Choices are not taken back: that some other choice would
    /// have fitted comes out later, when the package is tried in another set or solved for.
    fn add(&mut self, id: SolvableId) {
        let before = self.assignment.trail().len();
        if !self.take(id) || !self.complete(before) {
            self.assignment.undo(before);
        }
    }

    /// Takes a package if nothing speaks against it at once.
    fn take(&mut self, id: SolvableId) -> bool {
        let before = self.assignment.trail().len();
        let is_taken = self.assignment.decide(Literal::positive(id), Reason::Decision).is_ok();
        if !is_taken {
            self.assignment.undo(before);
        }
        is_taken
    }

    /// Meets everything that is needed because of what was decided from a point on. Whatever is undecided in the end
    /// is out.
    fn complete(&mut self, mut next: usize) -> bool {
        let relations = &self.assignment.pool.relations;
        let rules = self.assignment.rules;
        while let Some(&literal) = self.assignment.trail().get(next) {
            next += 1;
            let id = literal.solvable();
            let requirements = if literal.is_positive() { relations.requires.get(id) } else { &[] };
            for &requirement in requirements {
                let candidates = relations.candidates.get(requirement);
                if !self.assignment.is_met(requirement) && !self.take_any(candidates.iter().copied()) {
                    return false;
                }
            }
            for &clause in relations.occurrences.get(id) {
                let clause = relations.clause(clause);
                if self.assignment.is_in(clause.owner) && !self.satisfy(clause.literals) {
                    return false;
                }
            }
            for &rule in rules.occurrences.get(&id).into_iter().flatten() {
                let rule = &rules.rules[rule as usize];
                if !rule.is_disabled && !self.satisfy(&rule.literals) {
                    return false;
                }
            }
        }
        true
    }

    /// Makes a clause true, if it is not.
    fn satisfy(&mut self, literals: &[Literal]) -> bool {
        let holds = |literal: &Literal| self.assignment.is_in(literal.solvable()) == literal.is_positive();
        literals.iter().any(holds)
            || self.take_any(literals.iter().filter(|it| it.is_positive()).map(|it| it.solvable()))
    }

    /// Takes one of several packages: the best, or what fits.
    fn take_any(&mut self, candidates: impl Iterator<Item = SolvableId>) -> bool {
        let open: Vec<SolvableId> = candidates.filter(|&id| self.assignment.value(id).is_none()).collect();
        let best = self.preferences.best(self.assignment.pool, open.clone());
        best.iter().any(|&id| self.take(id)) || {
            let best: FxHashSet<SolvableId> = best.into_iter().collect();
            open.into_iter().any(|id| !best.contains(&id) && self.take(id))
        }
    }

    fn installed(&self) -> Vec<SolvableId> {
        let positive = self.assignment.trail().iter().filter(|literal| literal.is_positive());
        let mut installed: Vec<SolvableId> = positive.map(|literal| literal.solvable()).collect();
        installed.sort_unstable();
        installed
    }
}
