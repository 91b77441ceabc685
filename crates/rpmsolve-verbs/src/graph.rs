//! Answers as chains and trees of what needs what.

use rpmsolve::report::{TreeReport, WhyReport};
use rpmsolve::{Chains, DependencyGraph, SolvableId};

use crate::options::{TreeOptions, WhyOptions};
use crate::resolve::ask;
use crate::{Answer, Session, Solved, VerbError};

/// How many chains are shown unless somebody says so.
const CHAINS: usize = 10;

/// The shortest chains that lead to something.
#[derive(Clone, Debug)]
pub struct Why {
    solved: Solved,
    what: String,
    packages: Vec<SolvableId>,
    chains_max: usize,
}

/// Says why a package is among those that are needed.
///
/// # Errors
///
/// As [`crate::resolve`].
pub fn why(options: &WhyOptions, session: &Session) -> Result<Why, VerbError> {
    let solved = Solved::new(ask(&options.answer, &options.specs, Some(&options.what), session)?, false)?;
    Why::of(solved, &options.what, options.chains)
}

impl Why {
    /// Of an answer that is there already.
    pub(crate) fn of(solved: Solved, what: &str, chains: Option<usize>) -> Result<Self, VerbError> {
        let packages = graph(&solved).matching(what)?;
        Ok(Self { what: what.to_owned(), packages, chains_max: chains.unwrap_or(CHAINS), solved })
    }

    fn chains(&self) -> (DependencyGraph<'_>, Chains<'_>) {
        let graph = graph(&self.solved);
        let chains = graph.chains(&self.packages, self.chains_max);
        (graph, chains)
    }

    /// As text, a line a step.
    pub fn to_text(&self) -> String {
        let (graph, chains) = self.chains();
        chains.to_text(&graph)
    }

    /// As a graph in the language of Graphviz.
    pub fn to_dot(&self) -> String {
        let (graph, chains) = self.chains();
        chains.to_dot(&graph)
    }

    /// Whether there are more chains than were asked for.
    pub fn is_truncated(&self) -> bool {
        self.chains().1.is_truncated
    }
}

impl Answer for Why {
    type Document = WhyReport;

    fn is_yes(&self) -> bool {
        !self.packages.is_empty()
    }

    fn into_document(self, _: &Session) -> WhyReport {
        let (graph, chains) = self.chains();
        WhyReport::new(&graph, &self.what, &chains)
    }
}

/// An answer as a tree.
#[derive(Clone, Debug)]
pub struct Tree {
    solved: Solved,
    /// The packages that an inverted tree begins with.
    inverted: Option<Vec<SolvableId>>,
    depth: Option<usize>,
}

/// Shows which packages are needed to install others, or what needs some of them, as a tree.
///
/// # Errors
///
/// As [`crate::resolve`].
pub fn tree(options: &TreeOptions, session: &Session) -> Result<Tree, VerbError> {
    let TreeOptions { answer, invert, depth, specs } = options;
    let solved = Solved::new(ask(answer, specs, invert.as_ref(), session)?, false)?;
    let inverted = invert.as_ref().map(|what| graph(&solved).matching(what)).transpose()?;
    Ok(Tree { inverted, depth: *depth, solved })
}

impl Tree {
    fn tree(&self) -> (DependencyGraph<'_>, rpmsolve::Tree<'_>) {
        let graph = graph(&self.solved);
        let tree = match &self.inverted {
            None => graph.tree(self.depth),
            Some(packages) => graph.inverted_tree(packages, self.depth),
        };
        (graph, tree)
    }

    /// As text, a line a package.
    pub fn to_text(&self) -> String {
        let (graph, tree) = self.tree();
        tree.to_text(&graph)
    }

    /// As a graph in the language of Graphviz.
    pub fn to_dot(&self) -> String {
        let (graph, tree) = self.tree();
        tree.to_dot(&graph)
    }
}

impl Answer for Tree {
    type Document = TreeReport;

    fn is_yes(&self) -> bool {
        self.inverted.as_ref().is_none_or(|packages| !packages.is_empty())
    }

    fn into_document(self, _: &Session) -> TreeReport {
        if !self.is_yes() {
            return TreeReport::absent();
        }
        let (graph, tree) = self.tree();
        TreeReport::new(&graph, &tree)
    }
}

/// What the packages of an answer need of each other.
fn graph(solved: &Solved) -> DependencyGraph<'_> {
    let resolved = &solved.resolved;
    DependencyGraph::new(&resolved.loaded.pool, &resolved.request, solved.transaction())
}
