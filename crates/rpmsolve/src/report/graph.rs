//! Why a package is part of an answer, and the answer as a tree, as scripts get them.

use serde::Serialize;

use super::SCHEMA;
use crate::{Chains, DependencyGraph, Pool, Step, Tree, TreeNode};

/// Why a package is part of an answer.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::report::WhyReport;
/// use rpmsolve::{DependencyGraph, Outcome, Request, solve};
///
/// let request = Request::default();
/// let Outcome::Solved(transaction) = solve(&pool, &request) else { unreachable!("nothing was asked") };
/// let graph = DependencyGraph::new(&pool, &request, &transaction);
/// let chains = graph.chains(&graph.matching("git")?, 10);
/// let json = serde_json::to_value(WhyReport::new(&graph, "git", &chains))?;
/// assert_eq!(json["status"], "absent");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhyReport {
    /// [`SCHEMA`].
    pub schema: u32,
    /// `found`, or `absent` if it is no part of the answer.
    pub status: &'static str,
    /// What was asked about.
    pub what: String,
    /// The shortest chains, each from a request to the package.
    pub chains: Vec<Vec<StepReport>>,
    /// Whether there are more.
    pub truncated: bool,
}

/// A package in a chain or a tree, and how it comes there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepReport {
    /// The package.
    pub nevra: String,
    /// The id of the repository that it comes from.
    pub repo: String,
    /// What was asked for, what is replaced, or the dependency that leads there: see [`crate::Via::reason`].
    #[serde(rename = "for")]
    pub reason: Option<String>,
    /// `requested`, `replaces`, `installed`, `requires`, `recommends`, `supplements` or `conflicts`: see
    /// [`crate::Via::kind`].
    pub kind: &'static str,
}

/// An answer as a tree.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::report::TreeReport;
/// use rpmsolve::{DependencyGraph, Outcome, Request, solve};
///
/// let request = Request::default();
/// let Outcome::Solved(transaction) = solve(&pool, &request) else { unreachable!("nothing was asked") };
/// let graph = DependencyGraph::new(&pool, &request, &transaction);
/// let json = serde_json::to_value(TreeReport::new(&graph, &graph.tree(None)))?;
/// assert_eq!(json, serde_json::json!({"schema": 1, "status": "solved", "roots": []}));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TreeReport {
    /// [`SCHEMA`].
    pub schema: u32,
    /// `solved`; `absent` if the tree is one of what needs a package, and that is no part of the answer.
    pub status: &'static str,
    /// What was asked for; of an inverted tree the package.
    pub roots: Vec<TreeNodeReport>,
}

/// A package in a tree.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TreeNodeReport {
    /// The package, and how it comes there.
    #[serde(flatten)]
    pub step: StepReport,
    /// In which words it was asked for, if it was and is no root because of that; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<String>,
    /// Whether it stands elsewhere too, and its children are there.
    pub repeated: bool,
    /// How many children the limit of the depth hides; left out if none.
    #[serde(skip_serializing_if = "is_zero")]
    pub hidden: usize,
    /// What it needs; in an inverted tree what needs it.
    pub children: Vec<TreeNodeReport>,
}

impl WhyReport {
    /// The report of the chains to what was asked about.
    pub fn new(graph: &DependencyGraph<'_>, what: &str, chains: &Chains<'_>) -> Self {
        let steps = |chain: &Vec<Step<'_>>| {
            let steps = chain.iter();
            steps.map(|step| StepReport::new(graph.pool(), step)).collect()
        };
        let is_absent = chains.chains.is_empty() && !chains.is_truncated;
        Self {
            schema: SCHEMA,
            status: if is_absent { "absent" } else { "found" },
            what: what.to_owned(),
            chains: chains.chains.iter().map(steps).collect(),
            truncated: chains.is_truncated,
        }
    }
}

impl StepReport {
    /// The report of a step.
    pub fn new(pool: &Pool, step: &Step<'_>) -> Self {
        let solvable = pool.solvable(step.package);
        Self {
            nevra: solvable.nevra(),
            repo: solvable.repository().to_owned(),
            reason: step.via.reason(pool),
            kind: step.via.kind(),
        }
    }
}

impl TreeReport {
    /// How many levels below its roots a report has: what is deeper is counted in `hidden`. Few readers of JSON take
    /// more (serde_json itself gives up at 128 brackets, of which a level has two), and writing it uses the stack.
    pub const DEPTH_MAX: usize = 60;

    /// The report of a tree.
    pub fn new(graph: &DependencyGraph<'_>, tree: &Tree<'_>) -> Self {
        let mut roots = Vec::new();
        // The node that was read last and those above it, which are not complete before all below them is read.
        let mut open: Vec<TreeNodeReport> = Vec::new();
        for node in &tree.nodes {
            if node.depth > Self::DEPTH_MAX {
                if node.depth == Self::DEPTH_MAX + 1
                    && let Some(parent) = open.get_mut(Self::DEPTH_MAX)
                {
                    parent.hidden += 1;
                }
                continue;
            }
            close(&mut open, node.depth, &mut roots);
            open.push(TreeNodeReport::new(graph, node));
        }
        close(&mut open, 0, &mut roots);
        Self { schema: SCHEMA, status: "solved", roots }
    }

    /// The report of a tree of what needs a package that is not there.
    pub fn absent() -> Self {
        Self { schema: SCHEMA, status: "absent", roots: Vec::new() }
    }
}

impl TreeNodeReport {
    fn new(graph: &DependencyGraph<'_>, node: &TreeNode<'_>) -> Self {
        let step = StepReport::new(graph.pool(), &node.step);
        let wanted = graph.wanted(node.step.package).filter(|_| step.kind != "requested");
        Self {
            step,
            requested: wanted.map(str::to_owned),
            repeated: node.is_repeated,
            hidden: if node.is_repeated { 0 } else { node.hidden },
            children: Vec::new(),
        }
    }
}

/// Puts all open nodes of a depth, and deeper ones, below those above them.
fn close(open: &mut Vec<TreeNodeReport>, depth: usize, roots: &mut Vec<TreeNodeReport>) {
    while open.len() > depth
        && let Some(complete) = open.pop()
    {
        open.last_mut().map_or(&mut *roots, |parent| &mut parent.children).push(complete);
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}
