//! The graph as a tree. A package that several need stands below each of them, and what it needs in turn is shown
//! where it stands nearest to the root: so the tree is as flat as it can be, and a limit of its depth hides
//! nothing that is within the limit.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{DependencyGraph, Link, Step, Via, presence};
use crate::pool::SolvableId;

/// Packages, and below each what it needs; or, inverted, what needs it.
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
/// assert!(graph.tree(None).nodes.is_empty());
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree<'a> {
    /// From top to bottom as they are read: each node before what is below it.
    pub nodes: Vec<TreeNode<'a>>,
}

/// A package in a tree.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, RepositoryOptions};
/// # use rpmsolve::metadata::{Field, PackageRecord};
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("demo", RepositoryOptions::default());
/// # let mut record = PackageRecord::default();
/// # record.set(Field::Name, "git");
/// # record.set(Field::Evr, "2.39-1");
/// # record.set(Field::Arch, "x86_64");
/// # builder.add_package(repository, &record)?;
/// # let pool = builder.build()?;
/// use rpmsolve::{DependencyGraph, Outcome, Request, Via, solve};
///
/// let mut request = Request::default();
/// request.install(&pool, "git")?;
/// let Outcome::Solved(transaction) = solve(&pool, &request) else { unreachable!("it needs nothing") };
/// let root = DependencyGraph::new(&pool, &request, &transaction).tree(None).nodes[0];
/// assert_eq!((root.step.via, root.depth, root.hidden), (Via::Request("git"), 0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeNode<'a> {
    /// The package, and how it comes there.
    pub step: Step<'a>,
    /// How many nodes are above it.
    pub depth: usize,
    /// Whether it is the last of those below the same node.
    pub is_last: bool,
    /// Whether the package stands elsewhere too, nearer to a root or before this on the same level: what is below it
    /// is there.
    pub is_repeated: bool,
    /// How many nodes would be directly below it and are not: it is repeated, or at the limit of the depth.
    pub hidden: usize,
}

/// A node while the tree grows, and where those below it are.
struct Growing<'a> {
    node: TreeNode<'a>,
    below: Range<usize>,
}

impl<'a> DependencyGraph<'a> {
    /// The tree below what was asked for, at most so many levels below it. Then what no request leads to: below what
    /// replaces packages of the base, below packages of the base that need something, and the rest.
    pub fn tree(&self, depth_max: Option<usize>) -> Tree<'a> {
        grow(self.roots(), depth_max, |id| self.needs(id), |link| link.to)
    }

    /// The tree of what needs some packages, at most so many levels of it.
    pub fn inverted_tree(&self, packages: &[SolvableId], depth_max: Option<usize>) -> Tree<'a> {
        let installed = packages.iter().copied().filter(|id| self.installed.contains(id));
        grow(installed.map(presence).collect(), depth_max, |id| self.needed_by(id), |link| link.from)
    }

    fn roots(&self) -> Vec<Step<'a>> {
        let mut roots: Vec<Step<'a>> = self.requests().collect();
        let mut reached = FxHashSet::default();
        let mut reach = |from: SolvableId| {
            let mut stack = vec![from];
            while let Some(id) = stack.pop() {
                if reached.insert(id) {
                    stack.extend(self.needs(id).iter().map(|link| link.to));
                }
            }
            reached.len()
        };
        let mut count = roots.iter().map(|root| reach(root.package)).last().unwrap_or(0);
        let base = self.base.iter().copied().map(presence);
        for root in self.replacements().chain(base).chain(self.added.iter().copied().map(presence)) {
            // A package of the base that is a root counts for what it brings, not for itself.
            let own = usize::from(self.pool.is_base(root.package));
            let after = reach(root.package);
            if after > count + own {
                roots.push(root);
            }
            count = after;
        }
        roots
    }
}

fn grow<'a, 'graph>(
    roots: Vec<Step<'a>>,
    depth_max: Option<usize>,
    below: impl Fn(SolvableId) -> &'graph [Link],
    end: impl Fn(&Link) -> SolvableId,
) -> Tree<'a> {
    let mut growing = Vec::new();
    let top = add(&mut growing, roots.into_iter(), 0);
    let mut seen = FxHashSet::default();
    let mut next = 0;
    // In breadth, so that a package is expanded where it is nearest to a root.
    while let Some(Growing { node, .. }) = growing.get_mut(next) {
        let links = below(node.step.package);
        node.is_repeated = !seen.insert(node.step.package);
        if node.is_repeated || depth_max.is_some_and(|max| node.depth >= max) {
            node.hidden = links.len();
        } else {
            let depth = node.depth + 1;
            let steps = links.iter().map(|link| Step { package: end(link), via: Via::Link(*link) });
            let range = add(&mut growing, steps, depth);
            growing[next].below = range;
        }
        next += 1;
    }
    let mut nodes = Vec::with_capacity(growing.len());
    let mut stack: Vec<usize> = top.rev().collect();
    while let Some(number) = stack.pop() {
        let Growing { node, below } = &growing[number];
        nodes.push(*node);
        stack.extend(below.clone().rev());
    }
    Tree { nodes }
}

/// Adds nodes that stand below one, and returns their numbers.
fn add<'a>(
    growing: &mut Vec<Growing<'a>>,
    steps: impl Iterator<Item = Step<'a>>,
    depth: usize,
) -> Range<usize> {
    let first = growing.len();
    growing.extend(steps.map(|step| Growing {
        node: TreeNode { step, depth, is_last: false, is_repeated: false, hidden: 0 },
        below: 0..0,
    }));
    if let Some(last) = growing[first..].last_mut() {
        last.node.is_last = true;
    }
    first..growing.len()
}
