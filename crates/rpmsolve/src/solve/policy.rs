//! Which of several candidates is taken: libsolv's choice, rule by rule (policy.c, `policy_filter_unwanted`;
//! rpm-semantics 33 to 43). In brackets is the share of all installs of one name into an empty system that would come
//! out differently without the rule, for CentOS 7.5 (c7), CentOS Stream 9 (cs9) and openEuler (oe); "-" where only
//! requests with several repositories, architectures or a base can notice. First candidates are struck off:
//!
//! 1. those of repositories with a worse priority than another candidate's ([`keep_best_priority`]) [-]: what the user
//!    has put first is to win, but only where it has something to offer;
//! 2. those of a worse architecture ([`keep_best_arch`]) [-]: a lesser one only where nothing better will do;
//! 3. those of which a newer version is there, and those that another candidate obsoletes ([`keep_best_version`]) [-]:
//!    by the package's own version, for what it provides may be numbered anyhow;
//! 4. those that nothing recommends, if something recommends another ([`Preferences::keep_recommended`]), weak
//!    dependencies wanted or not [-]: a packager's advice costs nothing where a choice has to be made anyway.
//!
//! Of what remains, the last of these orders that has an opinion decides:
//!
//! - names in ASCII order [c7 0.1 %, cs9 0.8 %]: any order will do, as long as it is always the same;
//! - what has a newer version elsewhere goes to the back: it was left behind;
//! - what provides an older version of something goes behind what provides a newer one [c7 6.2 %, cs9 0.8 %];
//! - what has a namesake in the base comes first [-]: rather an update than something new;
//! - what something installed suggests, or what enhances it, comes first [cs9 68.4 %, oe 3.8 %]: nearly everything in
//!   cs9 needs glibc, which suggests `glibc-minimal-langpack` where 180 others would do;
//! - what the request favours comes first, and what it disfavours last ([`Preferences::order`]).
//!
//! When all is decided, a choice of which another candidate came in anyway is taken back (the walk's
//! `retry_with_less`) [c7 1.3 %, cs9 0.1 %].
//!
//! There is no preference for the package that is called like the dependency, for the smallest, or for the one
//! with the fewest dependencies: dnf has none (rpm-semantics 39).

use rustc_hash::FxHashSet;

use super::assignment::Assignment;
use super::known::{Memo, Providers};
use super::weak;
use crate::capability::Comparison;
use crate::evr::EvrRef;
use crate::metadata::RelationKind;
use crate::pool::{Literal, Pool, SolvableId, StringId};

/// The steps that depend on nothing but the candidates: 1 to 3.
pub(crate) fn best(pool: &Pool, mut candidates: Vec<SolvableId>) -> Vec<SolvableId> {
    if candidates.len() > 1 {
        keep_best_priority(pool, &mut candidates);
    }
    if candidates.len() > 1 {
        keep_best_arch(pool, &mut candidates);
    }
    if candidates.len() > 1 {
        keep_best_version(pool, &mut candidates);
    }
    candidates
}

pub(crate) fn has_namesake_in_base(pool: &Pool, id: SolvableId) -> bool {
    pool.packages_named(pool.package(id).name).iter().any(|&named| pool.is_base(named))
}

/// What is recommended and suggested by the packages installed so far; grows with the assignment.
#[derive(Debug, Default)]
pub(crate) struct Preferences {
    /// Who provides what weak dependencies name.
    pub(crate) providers: Providers,
    /// What [`best`] leaves.
    best: Memo,
    /// What the orders that depend on nothing but the candidates make of them.
    ordered: Memo,
    recommended: FxHashSet<SolvableId>,
    suggested: FxHashSet<SolvableId>,
    /// How much of the assignment's trail has been looked at.
    seen: usize,
}

impl Preferences {
    /// Steps 1 to 3.
    pub(crate) fn best(&mut self, pool: &Pool, mut candidates: Vec<SolvableId>) -> Vec<SolvableId> {
        if candidates.len() > 1 {
            self.best.apply(&mut candidates, |list| *list = best(pool, std::mem::take(list)));
        }
        candidates
    }

    /// Steps 1 to 4: what is left when all that is unwanted is struck off.
    pub(crate) fn strike(
        &mut self,
        assignment: &Assignment<'_>,
        candidates: Vec<SolvableId>,
    ) -> Vec<SolvableId> {
        let mut candidates = self.best(assignment.pool, candidates);
        if candidates.len() > 1 {
            self.keep_recommended(assignment, &mut candidates);
        }
        candidates
    }

    /// All steps and all orders: the first of the result is to be taken.
    pub(crate) fn choose(
        &mut self,
        assignment: &Assignment<'_>,
        candidates: Vec<SolvableId>,
    ) -> Vec<SolvableId> {
        let mut candidates = self.strike(assignment, candidates);
        if candidates.len() > 1 {
            self.order(assignment, &mut candidates);
        }
        candidates
    }

    /// The orders alone, each stable, so that the last one that has an opinion decides.
    pub(crate) fn order(&mut self, assignment: &Assignment<'_>, candidates: &mut Vec<SolvableId>) {
        self.update(assignment);
        let pool = assignment.pool;
        self.ordered.apply(candidates, |candidates| {
            old_versions_last(pool, candidates);
            older_provides_later(pool, candidates);
            if pool.base.is_some() {
                to_front(candidates, |id| has_namesake_in_base(pool, id));
            }
        });
        let (providers, is_in) = (&mut self.providers, |id| assignment.is_in(id));
        to_front(candidates, |id| {
            pool.is_base(id)
                || self.suggested.contains(&id)
                || weak::holds_any(pool, providers, &is_in, id, RelationKind::Enhances)
        });
        favoured_first(assignment, candidates);
    }

    /// All steps and all orders for what a job asks for: jobs are decided before it is settled what stays of the base,
    /// so here the base is taken to stay, and what it suggests, and recommends, comes first (libsolv, solver.c,
    /// `reorder_dq_for_jobrules`); and of candidates that update the base and others only the former count.
    pub(crate) fn choose_for_job(
        &mut self,
        assignment: &Assignment<'_>,
        candidates: Vec<SolvableId>,
    ) -> Vec<SolvableId> {
        let mut candidates = self.choose(assignment, candidates);
        let pool = assignment.pool;
        if candidates.iter().any(|&id| assignment.rules.is_update(id)) {
            candidates.retain(|&id| assignment.rules.is_update(id));
        }
        if candidates.len() < 2 || pool.base.is_none() {
            return candidates;
        }
        let is_in = |id: SolvableId| match assignment.value(id) {
            Some(value) => value,
            None => pool.is_base(id),
        };
        let mut pulled =
            [RelationKind::Suggests, RelationKind::Recommends].map(|kind| (kind, FxHashSet::default()));
        let installed =
            assignment.trail().iter().filter(|literal| literal.is_positive()).map(|it| it.solvable());
        for id in installed.chain(pool.base_packages().filter(|&id| is_in(id))) {
            for (kind, named) in &mut pulled {
                weak::add_named(pool, &mut self.providers, &is_in, id, *kind, named);
            }
        }
        let holds = [RelationKind::Enhances, RelationKind::Supplements];
        for ((_, named), kind) in pulled.iter().zip(holds) {
            to_front(&mut candidates, |id| {
                pool.is_base(id)
                    || named.contains(&id)
                    || weak::holds_any(pool, &mut self.providers, &is_in, id, kind)
            });
        }
        favoured_first(assignment, &mut candidates);
        candidates
    }

    /// Forgets what was learnt from decisions that have been taken back.
    pub(crate) fn reset(&mut self) {
        self.recommended.clear();
        self.suggested.clear();
        self.seen = 0;
    }

    /// Strikes off what nothing recommends, if something installed recommends, or is supplemented by, another;
    /// with weak dependencies off as well. Packages of the base, and those that the request favours, stay; those that
    /// it disfavours do not count as recommended.
    fn keep_recommended(&mut self, assignment: &Assignment<'_>, candidates: &mut Vec<SolvableId>) {
        let pool = assignment.pool;
        if candidates.iter().filter(|&&id| !pool.is_base(id)).count() < 2 {
            return;
        }
        let favour = |id: SolvableId| assignment.rules.favour.get(&id).copied().unwrap_or_default();
        let others = candidates.iter().copied().filter(|&id| !pool.is_base(id) && favour(id) >= 0);
        let wanted: FxHashSet<SolvableId> =
            others.filter(|&id| self.is_recommended(assignment, id)).collect();
        if !wanted.is_empty() {
            candidates.retain(|&id| pool.is_base(id) || favour(id) > 0 || wanted.contains(&id));
        }
    }

    /// Whether something installed recommends a package, or it supplements what is installed.
    pub(crate) fn is_recommended(&mut self, assignment: &Assignment<'_>, id: SolvableId) -> bool {
        self.update(assignment);
        let (providers, is_in) = (&mut self.providers, |id| assignment.is_in(id));
        self.recommended.contains(&id)
            || weak::holds_any(assignment.pool, providers, &is_in, id, RelationKind::Supplements)
    }

    fn update(&mut self, assignment: &Assignment<'_>) {
        let trail = assignment.trail();
        for literal in &trail[self.seen.min(trail.len())..] {
            if literal.is_positive() {
                let (pool, id) = (assignment.pool, literal.solvable());
                let is_in = |id: SolvableId| assignment.is_in(id);
                let Self { providers, recommended, suggested, .. } = self;
                weak::add_named(pool, providers, &is_in, id, RelationKind::Recommends, recommended);
                weak::add_named(pool, providers, &is_in, id, RelationKind::Suggests, suggested);
            }
        }
        self.seen = trail.len();
    }
}

/// Step 1. Packages of the base are never struck off.
fn keep_best_priority(pool: &Pool, candidates: &mut Vec<SolvableId>) {
    let priority = |id: SolvableId| pool.options_of(id).priority;
    let others = candidates.iter().copied().filter(|&id| !pool.is_base(id));
    if let Some(best) = others.map(priority).min() {
        candidates.retain(|&id| pool.is_base(id) || priority(id) == best);
    }
}

/// Step 2. noarch is as good as any.
fn keep_best_arch(pool: &Pool, candidates: &mut Vec<SolvableId>) {
    let class =
        |id: SolvableId| pool.package(id).rank.filter(|rank| !rank.is_noarch()).map(|rank| rank.class());
    if let Some(best) = candidates.iter().filter_map(|&id| class(id)).min() {
        candidates.retain(|&id| class(id).is_none_or(|class| class == best));
    }
}

/// Step 3: the newest of each name, names in ASCII order; then nothing that another candidate obsoletes.
fn keep_best_version(pool: &Pool, candidates: &mut Vec<SolvableId>) {
    sort_by_name(pool, candidates);
    let mut best: Vec<SolvableId> = Vec::with_capacity(candidates.len());
    for &id in candidates.iter() {
        match best.last_mut() {
            Some(last) if pool.package(*last).name == pool.package(id).name => {
                if super::update::is_older(pool, *last, id) {
                    *last = id;
                }
            }
            _ => best.push(id),
        }
    }
    *candidates = best;
    if candidates.len() > 1 {
        strike_obsoleted(pool, candidates);
    }
}

/// By name; of one name the better architecture, what is installed, the preferred repository, the first.
fn sort_by_name(pool: &Pool, candidates: &mut [SolvableId]) {
    candidates.sort_by(|&one, &other| {
        let (first, second) = (pool.package(one), pool.package(other));
        let by_name = if first.name == second.name {
            std::cmp::Ordering::Equal
        } else {
            pool.strings.get(first.name).cmp(pool.strings.get(second.name))
        };
        let by_arch = || match (first.rank, second.rank) {
            (Some(a), Some(b)) if !a.is_noarch() && !b.is_noarch() => a.cmp(&b),
            _ => std::cmp::Ordering::Equal,
        };
        by_name
            .then_with(by_arch)
            .then_with(|| pool.is_base(other).cmp(&pool.is_base(one)))
            .then_with(|| pool.options_of(one).sub_priority.cmp(&pool.options_of(other).sub_priority))
            .then_with(|| one.cmp(&other))
    });
}

/// Strikes off candidates that another candidate of another name obsoletes, directly or through a third one; of
/// those that obsolete each other all stay.
fn strike_obsoleted(pool: &Pool, candidates: &mut Vec<SolvableId>) {
    let count = candidates.len();
    let mut obsoletes: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut any = false;
    for (index, &id) in candidates.iter().enumerate() {
        if pool.relation(id, RelationKind::Obsoletes).is_empty() {
            continue;
        }
        for old in pool.obsoleted_by(id).filter(|&old| pool.package(old).name != pool.package(id).name) {
            if let Some(position) = candidates.iter().position(|&candidate| candidate == old) {
                obsoletes[index].push(position);
                any = true;
            }
        }
    }
    if !any {
        return;
    }
    let reached: Vec<Vec<bool>> = (0..count).map(|from| reachable(from, &obsoletes)).collect();
    let is_struck = |old: usize| (0..count).any(|new| reached[new][old] && !reached[old][new]);
    let mut index = 0;
    candidates.retain(|_| {
        index += 1;
        !is_struck(index - 1)
    });
}

fn reachable(from: usize, edges: &[Vec<usize>]) -> Vec<bool> {
    let mut reached = vec![false; edges.len()];
    let mut stack = edges[from].clone();
    while let Some(node) = stack.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            stack.extend_from_slice(&edges[node]);
        }
    }
    reached
}

/// Packages of which a newer version is in a repository of the same priority, or any version in a better one, go
/// to the back; it does not matter whether that version would do here.
fn old_versions_last(pool: &Pool, candidates: &mut Vec<SolvableId>) {
    to_front(candidates, |id| {
        let package = pool.package(id);
        pool.is_base(id)
            || !pool.packages_named(package.name).iter().any(|&other| {
                let (mine, its) = (pool.options_of(id).priority, pool.options_of(other).priority);
                other != id
                    && pool.package(other).arch == package.arch
                    && (its < mine || its == mine && super::update::is_older(pool, id, other))
            })
    });
}

/// For every name that several candidates provide with a version, those with a lower version get a bad mark for
/// each higher one; few bad marks come first. A version that looks like a hash says nothing.
fn older_provides_later(pool: &Pool, candidates: &mut Vec<SolvableId>) {
    struct Provided<'a> {
        name: StringId,
        evr: EvrRef<'a>,
        /// `<`: what is provided ends just below the version.
        below: bool,
        candidate: usize,
    }
    let mut provided: Vec<Provided<'_>> = Vec::new();
    for (candidate, &id) in candidates.iter().enumerate() {
        for (name, constraint) in pool.provided_versions(id) {
            let Some((comparison, evr)) = constraint else { continue };
            let text = pool.strings.get(evr);
            let counts = match comparison {
                Comparison::EQUAL => !looks_like_hash(text),
                Comparison::LESS | Comparison::LESS_OR_EQUAL => true,
                _ => false,
            };
            if counts {
                let below = comparison == Comparison::LESS;
                provided.push(Provided { name, evr: EvrRef::parse(text), below, candidate });
            }
        }
    }
    provided.sort_by(|a, b| {
        a.name.cmp(&b.name).then_with(|| b.evr.cmp(&a.evr)).then_with(|| a.below.cmp(&b.below))
    });
    let mut marks = vec![0u32; candidates.len()];
    let mut bad = 0;
    for pair in 0..provided.len() {
        let now = &provided[pair];
        match pair.checked_sub(1).map(|before| &provided[before]) {
            Some(before) if before.name == now.name => {
                if before.candidate != now.candidate
                    && is_clearly_higher(&before.evr, before.below, &now.evr, now.below)
                {
                    bad += 1;
                }
            }
            _ => bad = 0,
        }
        marks[now.candidate] += bad;
    }
    if marks.iter().all(|&mark| mark == 0) {
        return;
    }
    for (candidate, &id) in candidates.iter().enumerate() {
        if pool.is_base(id) {
            marks[candidate] = 0;
        }
    }
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|&candidate| marks[candidate]);
    *candidates = order.into_iter().map(|candidate| candidates[candidate]).collect();
}

/// Higher, and not only because one of the two has no release.
fn is_clearly_higher(high: &EvrRef<'_>, high_below: bool, low: &EvrRef<'_>, low_below: bool) -> bool {
    let same_version = high.epoch == low.epoch && crate::evr::vercmp(high.version, low.version).is_eq();
    if high.release.is_some() != low.release.is_some() && same_version {
        return false;
    }
    match high.cmp(low) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => !high_below && low_below,
        std::cmp::Ordering::Less => false,
    }
}

/// At least four characters, all of them 0-9 or a-f: a commit, a date, a year.
fn looks_like_hash(evr: &str) -> bool {
    evr.len() >= 4 && evr.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What the request favours comes first, the later the further; what it disfavours last, the later the further back.
fn favoured_first(assignment: &Assignment<'_>, candidates: &mut [SolvableId]) {
    let favour = &assignment.rules.favour;
    if !favour.is_empty() {
        candidates.sort_by_key(|id| std::cmp::Reverse(favour.get(id).copied().unwrap_or_default()));
    }
}

/// Brings some to the front; the order among them, and among the others, stays.
fn to_front(candidates: &mut Vec<SolvableId>, mut is_good: impl FnMut(SolvableId) -> bool) {
    let (good, rest): (Vec<_>, Vec<_>) = candidates.iter().copied().partition(|&id| is_good(id));
    candidates.clear();
    candidates.extend(good.into_iter().chain(rest));
}

/// The undecided packages among the positive literals of a clause.
pub(crate) fn undecided(
    assignment: &Assignment<'_>,
    literals: impl Iterator<Item = Literal>,
) -> Vec<SolvableId> {
    literals
        .filter(|literal| literal.is_positive())
        .map(Literal::solvable)
        .filter(|&id| assignment.value(id).is_none())
        .collect()
}
