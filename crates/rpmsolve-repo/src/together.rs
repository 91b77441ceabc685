//! Several requests solved as one, so that what they share is there once and in one version, and what each of them takes
//! of the answer.

use std::collections::HashSet;

use rpmsolve::{
    Colours, DependencyGraph, Installation, Outcome, Pool, Problem, Request, SolvableId, Transaction,
    solve_part,
};

use crate::groups::Groups;
use crate::{Loaded, Resolve, ResolveError};

/// Something that wants packages of its own and shares them with others: a function, an image.
///
/// # Example
///
/// ```
/// let member = rpmsolve_repo::Member { name: "thumbnails".into(), specs: vec!["ImageMagick".into()] };
/// assert_eq!(member.specs.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// What people call it.
    pub name: String,
    /// What to install for it, as in [`Resolve::specs`].
    pub specs: Vec<String>,
}

/// What to resolve together.
///
/// # Example
///
/// ```
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
/// use rpmsolve_repo::{Load, Member, Resolve, Together};
///
/// let member = |name: &str, spec: &str| Member { name: name.into(), specs: vec![spec.into()] };
/// let load = Load { repositories: vec![demo.into()], arch: "x86_64".into(), ..Load::default() };
/// let together = Together {
///     resolve: Resolve { load, ..Resolve::default() },
///     members: vec![member("one", "libgreet"), member("two", "hello-broken")],
/// };
/// let answer = together.run()?;
/// assert_eq!(answer.refused().map(|(member, _)| member).collect::<Vec<_>>(), [0, 1]);
/// # Ok::<(), rpmsolve_repo::ResolveError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Together {
    /// Where packages come from and how they are chosen; its `specs` are not used.
    pub resolve: Resolve,
    /// Who wants what.
    pub members: Vec<Member>,
}

/// The answer to several requests.
#[derive(Clone, Debug)]
pub struct ResolvedTogether {
    /// The pool, and where its packages are.
    pub loaded: Loaded,
    /// What came of each member, in order.
    pub members: Vec<MemberOutcome>,
    /// Why the members could not all be solved as one, though each can be solved alone: one for each that had to be
    /// solved apart from those before it.
    pub conflicts: Vec<Conflict>,
}

/// What came of one member.
#[derive(Clone, Debug)]
pub struct MemberOutcome {
    /// What was asked for it alone.
    pub request: Request,
    /// What it takes of the common answer; or why it has none, alone.
    pub outcome: Outcome,
    /// The number of the solve that it is part of: members of one solve have one version of each package.
    pub solve: usize,
}

/// Members that cannot be solved as one.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Their numbers.
    pub members: Vec<usize>,
    /// What was asked for all of them.
    pub request: Request,
    /// Why there is no answer.
    pub problems: Vec<Problem>,
}

impl Together {
    /// Loads, asks for all at once, and tells the members' parts apart.
    ///
    /// If there is no answer for all at once but one for each alone, as many as possible are solved as one: each member, in
    /// order, joins the first that it goes with.
    ///
    /// # Errors
    ///
    /// [`ResolveError`]; that something cannot be met is no error but an [`Outcome`].
    pub fn run(&self) -> Result<ResolvedTogether, ResolveError> {
        let mut loaded = self.read()?;
        let Answer { members, conflicts, warnings } = self.answer(&loaded, &[])?;
        loaded.warnings.extend(warnings);
        Ok(ResolvedTogether { loaded, members, conflicts })
    }

    /// Loads what the members' specs are asked of.
    pub(crate) fn read(&self) -> Result<Loaded, ResolveError> {
        Resolve { specs: self.specs(), ..self.resolve.clone() }.read()
    }

    /// Asks, as [`Self::run`] does. Of the packages that are `held`, and that may be chosen at all, no other version is
    /// to be had, and where another package would do as well they come first, the earlier the better.
    pub(crate) fn answer(&self, loaded: &Loaded, held: &[SolvableId]) -> Result<Answer, ResolveError> {
        let Self { resolve, members } = self;
        let mut groups = Groups::new(loaded, &resolve.modules, &self.specs())?;
        let mut rules = resolve.rules(loaded, &groups)?;
        hold(&loaded.pool, &mut rules, held);
        let mut requests = Vec::with_capacity(members.len());
        for member in members {
            let mut request = rules.clone();
            resolve.install(&loaded.pool, &mut groups, &mut request, &member.specs)?;
            requests.push(request);
        }
        let warnings = groups.warnings;
        let (members, conflicts) = Solving { resolve, loaded, requests: &requests }.run();
        Ok(Answer { members, conflicts, warnings })
    }

    fn specs(&self) -> Vec<String> {
        self.members.iter().flat_map(|member| &member.specs).cloned().collect()
    }
}

/// What [`ResolvedTogether`] has beside what was loaded.
pub(crate) struct Answer {
    pub(crate) members: Vec<MemberOutcome>,
    pub(crate) conflicts: Vec<Conflict>,
    /// What could be done without, as sentences for people.
    pub(crate) warnings: Vec<String>,
}

/// Excludes all other packages of the names of those that are held, as far as they could not stand beside them.
fn hold(pool: &Pool, rules: &mut Request, held: &[SolvableId]) {
    let unseen: HashSet<SolvableId> =
        rules.excluded.iter().chain(&rules.hidden_by_module).chain(&rules.repository_off).copied().collect();
    let held: Vec<SolvableId> = held.iter().copied().filter(|id| !unseen.contains(id)).collect();
    let is_held: HashSet<SolvableId> = held.iter().copied().collect();
    for &id in &held {
        let solvable = pool.solvable(id);
        let colours = Colours::of(solvable.arch());
        let others = pool.named(solvable.name()).filter(|other| {
            !other.is_base()
                && !is_held.contains(&other.id())
                && Colours::of(other.arch()).intersects(colours)
        });
        rules.excluded.extend(others.map(|other| other.id()));
    }
    // What is favoured last is liked best.
    rules.favoured.extend(held.iter().rev());
}

struct Solving<'a> {
    resolve: &'a Resolve,
    loaded: &'a Loaded,
    /// Of each member.
    requests: &'a [Request],
}

impl Solving<'_> {
    fn run(&self) -> (Vec<MemberOutcome>, Vec<Conflict>) {
        let all: Vec<usize> = (0..self.requests.len()).collect();
        if let (_, Outcome::Solved(whole)) = self.solve(&all) {
            return (self.parts(&[(all, whole)]), Vec::new());
        }
        let alone: Vec<Outcome> = all.iter().map(|&member| self.solve(&[member]).1).collect();
        if alone.iter().any(|outcome| matches!(outcome, Outcome::Unsolvable(_))) {
            let members = self.requests.iter().zip(alone).enumerate();
            let outcome = |(solve, (request, outcome)): (usize, (&Request, Outcome))| {
                let request = request.clone();
                MemberOutcome { request, outcome, solve }
            };
            return (members.map(outcome).collect(), Vec::new());
        }
        let mut solves: Vec<(Vec<usize>, Transaction)> = Vec::new();
        let mut conflicts = Vec::new();
        for (member, outcome) in alone.into_iter().enumerate() {
            let Outcome::Solved(transaction) = outcome else { continue };
            let mut refused = None;
            let joined = solves.iter_mut().find_map(|(members, whole)| {
                let more: Vec<usize> = members.iter().copied().chain([member]).collect();
                match self.solve(&more) {
                    (_, Outcome::Solved(transaction)) => Some((*members, *whole) = (more, transaction)),
                    (request, Outcome::Unsolvable(problems)) => {
                        refused.get_or_insert((more, request, problems));
                        None
                    }
                }
            });
            if joined.is_none() {
                solves.push((vec![member], transaction));
                conflicts.extend(refused.map(|refused| self.narrowed(member, refused)));
            }
        }
        (self.parts(&solves), conflicts)
    }

    /// Asks for some members at once.
    fn solve(&self, members: &[usize]) -> (Request, Outcome) {
        let mut request = self.rules();
        for &member in members {
            request.jobs.extend(self.requests[member].jobs.iter().cloned());
            request.conditionals.extend(self.requests[member].conditionals.iter().cloned());
        }
        let outcome = self.resolve.answer(&self.loaded.pool, &request).outcome;
        (request, outcome)
    }

    fn rules(&self) -> Request {
        let rules = self.requests.first().cloned().unwrap_or_default();
        Request { jobs: Vec::new(), conditionals: Vec::new(), ..rules }
    }

    /// What each member takes of the answer to the solve that it is part of.
    fn parts(&self, solves: &[(Vec<usize>, Transaction)]) -> Vec<MemberOutcome> {
        let mut parts: Vec<(usize, MemberOutcome)> = Vec::with_capacity(self.requests.len());
        for (solve, (members, whole)) in solves.iter().enumerate() {
            for &member in members {
                let request = self.requests[member].clone();
                let outcome = solve_part(&self.loaded.pool, &request, whole);
                parts.push((member, MemberOutcome { request, outcome, solve }));
            }
        }
        parts.sort_by_key(|(member, _)| *member);
        parts.into_iter().map(|(_, part)| part).collect()
    }

    /// The refusal of a member and one of the others, if there is one with which alone it cannot be.
    fn narrowed(&self, member: usize, refused: (Vec<usize>, Request, Vec<Problem>)) -> Conflict {
        let (members, request, problems) = refused;
        let pairs = members.iter().filter(|&&other| other != member && members.len() > 2);
        for pair in pairs.map(|&other| vec![other, member]) {
            if let (request, Outcome::Unsolvable(problems)) = self.solve(&pair) {
                return Conflict { members: pair, request, problems };
            }
        }
        Conflict { members, request, problems }
    }
}

impl ResolvedTogether {
    /// Whether every member has an answer.
    pub fn is_solved(&self) -> bool {
        self.refused().next().is_none()
    }

    /// The numbers of the members that have no answer even alone, and why.
    pub fn refused(&self) -> impl Iterator<Item = (usize, &[Problem])> {
        self.members.iter().enumerate().filter_map(|(number, member)| match &member.outcome {
            Outcome::Solved(_) => None,
            Outcome::Unsolvable(problems) => Some((number, problems.as_slice())),
        })
    }
}

impl MemberOutcome {
    /// The packages that it takes, sorted by NEVRA; none if it has no answer.
    pub fn installations(&self) -> &[Installation] {
        match &self.outcome {
            Outcome::Solved(transaction) => &transaction.installations,
            Outcome::Unsolvable(_) => &[],
        }
    }

    /// What its packages need of each other, if it has an answer.
    pub fn graph<'a>(&'a self, loaded: &'a Loaded) -> Option<DependencyGraph<'a>> {
        match &self.outcome {
            Outcome::Solved(transaction) => {
                Some(DependencyGraph::new(&loaded.pool, &self.request, transaction))
            }
            Outcome::Unsolvable(_) => None,
        }
    }
}
