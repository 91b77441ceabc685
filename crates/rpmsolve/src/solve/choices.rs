//! Rather an update of what is installed than a new package beside it: libsolv's choice rules (rules.c,
//! `solver_addchoicerules`). Where some of the candidates for a dependency are installed or would update something
//! installed, and others are independent of the base, only the former count, as long as there is an answer with them,
//! and unless one of the latter comes in anyway.
//! In SAT terms, for each package that has such a dependency: (¬package ∨ i1 ∨ … ∨ u1 ∨ …).

use rustc_hash::{FxHashMap, FxHashSet};

use super::policy;
use super::request::{BasePolicy, Exact, Request};
use super::update;
use crate::pool::{Pool, SolvableId};

/// The dependencies of a pool that are narrowed, and to what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    sets: Vec<Choice>,
    of_owner: FxHashMap<SolvableId, Vec<u32>>,
    offering: FxHashMap<SolvableId, Vec<u32>>,
    passing_over: FxHashMap<SolvableId, Vec<u32>>,
}

/// One dependency: who has it, those of its candidates that count, and those that do not.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) owners: Vec<SolvableId>,
    /// How many of the owners must be in for it to count: one if each has the requirement for itself, all if they are
    /// what a rich dependency is conditional on.
    pub(crate) owners_needed: u32,
    pub(crate) candidates: Vec<SolvableId>,
    passed_over: Vec<SolvableId>,
}

/// The choices that are in force in one search.
#[derive(Clone, Debug)]
pub(crate) struct ActiveChoices<'a> {
    pub(crate) choices: &'a Choices,
    given_up: FxHashSet<u32>,
}

impl Choices {
    /// The choices for a request's rules about the base; worked out once for a pool and such rules.
    pub(crate) fn of<'a>(pool: &'a Pool, request: &Request) -> Option<&'a Self> {
        if pool.base.is_none() || request.base == BasePolicy::Locked {
            return None;
        }
        Some(pool.choices[update::variant(request)].get_or_init(|| Self::new(pool, request)))
    }

    fn new(pool: &Pool, request: &Request) -> Self {
        let replaces = replacements(pool, request);
        let concerned: Vec<SolvableId> = replaces.keys().copied().chain(pool.base_packages()).collect();
        let relations = &pool.relations;
        let mut choices = Self::default();
        for requirement in sorted(concerned.iter().flat_map(|&id| relations.satisfies.get(id))) {
            let candidates = relations.candidates.get(requirement);
            choices.add(pool, request, &replaces, (relations.required_by.get(requirement), 1), candidates);
        }
        for clause in sorted(concerned.iter().flat_map(|&id| relations.occurrences.get(id))) {
            let clause = relations.clause(clause);
            let of_sign = |sign| clause.literals.iter().filter(move |literal| literal.is_positive() == sign);
            let candidates: Vec<SolvableId> = of_sign(true).map(|literal| literal.solvable()).collect();
            let mut owners: Vec<SolvableId> = of_sign(false).map(|literal| literal.solvable()).collect();
            owners.push(clause.owner);
            choices.add(pool, request, &replaces, (&owners, owners.len() as u32), &candidates);
        }
        choices
    }

    fn add(
        &mut self,
        pool: &Pool,
        request: &Request,
        replaces: &FxHashMap<SolvableId, (SolvableId, bool)>,
        (owners, owners_needed): (&[SolvableId], u32),
        all: &[SolvableId],
    ) {
        let Some(candidates) = narrowed(pool, request, all, replaces) else { return };
        let number = self.sets.len() as u32;
        let passed_over: Vec<SolvableId> =
            all.iter().copied().filter(|id| candidates.binary_search(id).is_err()).collect();
        let lists = [
            (&mut self.of_owner, owners),
            (&mut self.offering, &candidates),
            (&mut self.passing_over, &passed_over),
        ];
        for (map, packages) in lists {
            packages.iter().for_each(|&id| map.entry(id).or_default().push(number));
        }
        self.sets.push(Choice { owners: owners.to_vec(), owners_needed, candidates, passed_over });
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Choice> {
        self.sets.iter()
    }

    pub(crate) fn get(&self, number: u32) -> &Choice {
        &self.sets[number as usize]
    }

    /// The choices that a package makes when it is installed.
    #[inline]
    pub(crate) fn of_owner(&self, id: SolvableId) -> &[u32] {
        self.of_owner.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The choices of which a package is a candidate.
    #[inline]
    pub(crate) fn offering(&self, id: SolvableId) -> &[u32] {
        self.offering.get(&id).map_or(&[], Vec::as_slice)
    }
}

impl<'a> ActiveChoices<'a> {
    /// All of them.
    pub(crate) fn all(choices: &'a Choices) -> Self {
        Self { choices, given_up: FxHashSet::default() }
    }

    #[inline]
    pub(crate) fn is_active(&self, number: u32) -> bool {
        self.given_up.is_empty() || !self.given_up.contains(&number)
    }

    /// The choices that an answer shows to be needless: what they pass over came in anyway (libsolv, rules.c,
    /// `solver_check_unneeded_choicerules`).
    pub(crate) fn needless(&self, added: impl Iterator<Item = SolvableId>) -> Vec<u32> {
        let passing_over = added.flat_map(|id| self.choices.passing_over.get(&id).into_iter().flatten());
        let mut found: Vec<u32> = passing_over.copied().filter(|&number| self.is_active(number)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Gives up choices, and with each those that are about a package that it passes over, so that the best of all is
    /// taken (`solver_disablechoicerules`).
    pub(crate) fn give_up(&mut self, numbers: &[u32]) {
        let choices = self.choices;
        for &number in numbers {
            self.given_up.insert(number);
            for id in &choices.get(number).passed_over {
                self.given_up.extend(choices.passing_over.get(id).into_iter().flatten());
                self.given_up.extend(choices.offering(*id));
            }
        }
    }
}

fn sorted<'a, T: Copy + Ord + 'a>(items: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut items: Vec<T> = items.copied().collect();
    items.sort_unstable();
    items.dedup();
    items
}

/// Which package of the base another one would replace, and whether it may: the first of its name, else the first that
/// it obsoletes.
fn replacements(pool: &Pool, request: &Request) -> FxHashMap<SolvableId, (SolvableId, bool)> {
    let mut replaces = FxHashMap::default();
    let mut add = |new: SolvableId, old: SolvableId| {
        let is_legal = update::may_replace(pool, request, old, new, Exact::default());
        replaces.entry(new).or_insert((old, is_legal));
    };
    for old in pool.base_packages() {
        let colours = pool.package(old).colours;
        for &new in pool.packages_named(pool.package(old).name) {
            if !pool.is_base(new) && (!request.colours || colours.intersects(pool.package(new).colours)) {
                add(new, old);
            }
        }
    }
    for old in pool.base_packages() {
        update::obsoleters_of(pool, old)
            .into_iter()
            .filter(|&new| !pool.is_base(new))
            .for_each(|new| add(new, old));
    }
    replaces
}

/// The candidates of a dependency that count, sorted; `None` if there is nothing to choose between.
fn narrowed(
    pool: &Pool,
    request: &Request,
    all: &[SolvableId],
    replaces: &FxHashMap<SolvableId, (SolvableId, bool)>,
) -> Option<Vec<SolvableId>> {
    let meets: FxHashSet<SolvableId> = all.iter().copied().collect();
    let (mut kept, mut updated, mut has_independent) = (Vec::new(), Vec::new(), false);
    for &id in all {
        match replaces.get(&id) {
            _ if pool.is_base(id) => {
                kept.push(id);
                updated.push(id);
            }
            Some(&(old, true)) if is_same(pool, old, id) || is_met_by_update(pool, request, old, &meets) => {
                kept.push(id);
                updated.push(old);
            }
            Some(_) => {}
            None => has_independent = true,
        }
    }
    if !has_independent || kept.is_empty() {
        return None;
    }
    // If whatever may become of what is installed meets the requirement, nothing needs to be said.
    updated.sort_unstable();
    updated.dedup();
    let goes_on = |&old: &SolvableId| {
        meets.contains(&old) && update::updates_of(pool, request, old).iter().all(|id| meets.contains(id))
    };
    kept.sort_unstable();
    (!updated.iter().all(goes_on)).then_some(kept)
}

/// Whether a package is of the same name and version as an installed one.
fn is_same(pool: &Pool, installed: SolvableId, id: SolvableId) -> bool {
    let (one, other) = (pool.package(installed), pool.package(id));
    one.name == other.name && one.evr == other.evr
}

/// Whether a requirement is met by what would become of an installed package: by all that may, or by the best.
fn is_met_by_update(pool: &Pool, request: &Request, old: SolvableId, meets: &FxHashSet<SolvableId>) -> bool {
    let mut outcomes = vec![old];
    outcomes.extend(update::updates_of(pool, request, old).iter().copied());
    if outcomes.iter().all(|id| meets.contains(id)) {
        return true;
    }
    policy::best(pool, outcomes).iter().any(|id| meets.contains(id))
}
