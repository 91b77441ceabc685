//! Chains and trees for people: lines with branches in the manner of `cargo tree`, and the DOT language of Graphviz
//! (<https://graphviz.org/doc/info/lang.html>).

use std::fmt::Write;

use rustc_hash::FxHashSet;

use super::{Chains, DependencyGraph, Step, Tree, TreeNode, Via};
use crate::metadata::RelationKind;

/// From how many levels on lines are not indented further: what is that deep no screen could show, and the length of all
/// lines would grow with the square of the depth.
const INDENTED_MAX: usize = 60;

impl Tree<'_> {
    /// The tree as lines. `(*)` stands after a package that is expanded elsewhere, `(+3)` where the limit of the depth
    /// hides three.
    pub fn to_text(&self, graph: &DependencyGraph<'_>) -> String {
        draw(&self.nodes, graph)
    }

    /// The tree as a graph for Graphviz, each package once.
    pub fn to_dot(&self, graph: &DependencyGraph<'_>) -> String {
        dot(self.nodes.iter().map(|node| &node.step), graph)
    }
}

impl Chains<'_> {
    /// The chains as lines, an empty line between two.
    pub fn to_text(&self, graph: &DependencyGraph<'_>) -> String {
        let chains = self.chains.iter().map(|chain| {
            let steps = chain.iter().enumerate();
            let nodes = steps.map(|(depth, &step)| TreeNode {
                step,
                depth,
                is_last: true,
                is_repeated: false,
                hidden: 0,
            });
            draw(&nodes.collect::<Vec<_>>(), graph)
        });
        chains.collect::<Vec<_>>().join("\n")
    }

    /// All chains as one graph for Graphviz.
    pub fn to_dot(&self, graph: &DependencyGraph<'_>) -> String {
        dot(self.chains.iter().flatten(), graph)
    }
}

fn draw(nodes: &[TreeNode<'_>], graph: &DependencyGraph<'_>) -> String {
    let mut text = String::new();
    // Of each node above whether it is the last below its own.
    let mut above: Vec<bool> = Vec::new();
    for node in nodes {
        above.truncate(node.depth);
        if node.depth > 0 {
            let first = (node.depth - 1).saturating_sub(INDENTED_MAX).max(1);
            text.push_str(if first > 1 { "…   " } else { "" });
            for is_last in above.get(first..).unwrap_or_default() {
                text.push_str(if *is_last { "    " } else { "│   " });
            }
            text.push_str(if node.is_last { "└── " } else { "├── " });
        }
        above.push(node.is_last);
        text.push_str(&graph.describe(&node.step));
        match node.hidden {
            0 => {}
            _ if node.is_repeated => text.push_str(" (*)"),
            hidden => text.push_str(&format!(" (+{hidden})")),
        }
        text.push('\n');
    }
    text
}

impl DependencyGraph<'_> {
    /// A package and how it comes to its place, in a few words.
    fn describe(&self, step: &Step<'_>) -> String {
        let pool = self.pool();
        let reason = step.via.reason(pool).unwrap_or_default();
        let mut notes = match step.via {
            Via::Request(_) | Via::Presence => Vec::new(),
            Via::Replacement(from) => vec![format!("in place of {}", pool.solvable(from))],
            Via::Link(link) => vec![match link.kind {
                RelationKind::Recommends => format!("by Recommends: {reason}"),
                RelationKind::Supplements => format!("by Supplements: {reason}"),
                RelationKind::Conflicts => format!("by Conflicts: {reason}"),
                _ => format!("for {reason}"),
            }],
        };
        if let Via::Request(wanted) = step.via {
            notes.push(format!("requested as {wanted}"));
        } else {
            notes.extend(self.wanted(step.package).map(|wanted| format!("requested as {wanted}")));
        }
        if pool.is_base(step.package) {
            notes.push("in the base".to_owned());
        }
        let separator = if notes.is_empty() { "" } else { "  " };
        format!("{}{separator}{}", pool.solvable(step.package), notes.join(", "))
    }
}

/// An arrow from each package to each that it needs; dashed if it could do without.
fn dot<'a>(steps: impl Iterator<Item = &'a Step<'a>>, graph: &DependencyGraph<'_>) -> String {
    let pool = graph.pool();
    let mut text = String::from("digraph rpmsolve {\n    rankdir=LR;\n    node [shape=box];\n");
    let (mut nodes, mut arrows) = (FxHashSet::default(), FxHashSet::default());
    for step in steps {
        if nodes.insert(step.package) {
            let nevra = quotable(&pool.solvable(step.package).nevra());
            let label = graph
                .wanted(step.package)
                .map_or(nevra.clone(), |wanted| format!("{nevra}\\nrequested as {}", quotable(wanted)));
            let style = if pool.is_base(step.package) { ", style=dotted" } else { "" };
            push(&mut text, format_args!("    n{} [label=\"{label}\"{style}];\n", step.package.0));
        }
        if let Via::Link(link) = step.via
            && arrows.insert((link.from, link.to))
        {
            let label = quotable(&link.dependency(pool));
            let is_weak = matches!(link.kind, RelationKind::Recommends | RelationKind::Supplements);
            let style = if is_weak { ", style=dashed" } else { "" };
            let (from, to) = (link.from.0, link.to.0);
            push(&mut text, format_args!("    n{from} -> n{to} [label=\"{label}\"{style}];\n"));
        }
    }
    text.push_str("}\n");
    text
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = text.write_fmt(line);
}

/// A text as part of a quoted label: a backslash would begin an escape there, a quotation mark would end it.
fn quotable(text: &str) -> String {
    let mut quotable = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => quotable.extend(['\\', character]),
            control if control.is_control() => quotable.push(' '),
            other => quotable.push(other),
        }
    }
    quotable
}
