//! The shortest ways from what was asked for to a package: a search in breadth from the package up says how far
//! everything is from it, and every step down that comes nearer is part of a shortest way.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{DependencyGraph, Step, Via, presence};
use crate::pool::SolvableId;

/// Ways from what was asked for to a package.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{DependencyGraph, Outcome, Request, solve};
///
/// let request = Request::default();
/// let Outcome::Solved(transaction) = solve(&pool, &request) else { unreachable!("nothing was asked") };
/// let graph = DependencyGraph::new(&pool, &request, &transaction);
/// let chains = graph.chains(&graph.matching("git")?, 10);
/// assert!(chains.chains.is_empty() && !chains.is_truncated);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chains<'a> {
    /// The chains, the shortest first; each begins with what was asked for and ends with the package. They begin with a
    /// package that replaces one of the base, or with one of the base, if no request leads there.
    pub chains: Vec<Vec<Step<'a>>>,
    /// Whether there are more.
    pub is_truncated: bool,
}

impl<'a> DependencyGraph<'a> {
    /// For each request the shortest chains from it to the nearest of some packages, at most so many in all.
    pub fn chains(&self, packages: &[SolvableId], chains_max: usize) -> Chains<'a> {
        let distances = self.distances_to(packages);
        let mut found = Chains { chains: Vec::new(), is_truncated: false };
        for start in self.starts(packages, &distances) {
            self.add_chains(start, &distances, chains_max, &mut found);
            if found.is_truncated {
                break;
            }
        }
        found
    }

    /// How many links lead from each package to the nearest of some.
    fn distances_to(&self, packages: &[SolvableId]) -> FxHashMap<SolvableId, usize> {
        let installed = packages.iter().copied().filter(|id| self.installed.contains(id));
        let mut queue: VecDeque<SolvableId> = installed.collect();
        let mut distances: FxHashMap<SolvableId, usize> = queue.iter().map(|&id| (id, 0)).collect();
        while let Some(id) = queue.pop_front() {
            let distance = distances[&id] + 1;
            for link in self.needed_by(id) {
                distances.entry(link.from).or_insert_with(|| {
                    queue.push_back(link.from);
                    distance
                });
            }
        }
        distances
    }

    /// Where the chains begin, the nearest first: with requests; without those with what replaces something; without
    /// those with the nearest packages of the base; and if nothing leads to the packages, with themselves.
    fn starts(&self, packages: &[SolvableId], distances: &FxHashMap<SolvableId, usize>) -> Vec<Step<'a>> {
        let reaching = |steps: &mut dyn Iterator<Item = Step<'a>>| {
            let mut steps: Vec<Step<'a>> =
                steps.filter(|step| distances.contains_key(&step.package)).collect();
            steps.sort_by_key(|step| distances[&step.package]);
            steps
        };
        let mut starts = reaching(&mut self.requests());
        if starts.is_empty() {
            starts = reaching(&mut self.replacements());
        }
        if starts.is_empty() {
            let itself = packages.iter().copied().filter(|&id| self.pool.is_base(id));
            starts = reaching(&mut itself.chain(self.base.iter().copied()).map(presence));
            starts.dedup();
            if let Some(nearest) = starts.first().map(|step| distances[&step.package]) {
                starts.retain(|step| distances[&step.package] == nearest);
            }
        }
        if starts.is_empty() {
            starts = reaching(&mut packages.iter().copied().map(presence));
        }
        starts
    }

    fn add_chains(
        &self,
        start: Step<'a>,
        distances: &FxHashMap<SolvableId, usize>,
        chains_max: usize,
        found: &mut Chains<'a>,
    ) {
        let nearer = |id: SolvableId| {
            let distance = distances[&id];
            let links = self.needs(id).iter();
            links.filter(move |link| distances.get(&link.to).is_some_and(|&theirs| theirs + 1 == distance))
        };
        // For each package of the chain so far the steps from it that were not taken yet. Every one leads to a package.
        let mut chain = vec![start];
        let mut open = vec![nearer(start.package)];
        while let (Some(last), Some(links)) = (chain.last(), open.last_mut()) {
            if distances[&last.package] == 0 {
                if found.chains.len() == chains_max {
                    found.is_truncated = true;
                    return;
                }
                found.chains.push(chain.clone());
            } else if let Some(&link) = links.next() {
                chain.push(Step { package: link.to, via: Via::Link(link) });
                open.push(nearer(link.to));
                continue;
            }
            chain.pop();
            open.pop();
        }
    }
}
