//! Rich dependencies whose leaves are interned: as trees to work with, and written down as numbers, operator first, to
//! lie in a pool's arrays.

use super::dependency::{PackedConstraint, PlainDependency};
use super::strings::{StringId, StringsBuilder};
use crate::rich::RichDep;

/// A rich dependency whose leaves are interned. The operators are those of [`RichDep`].
#[derive(Clone, Debug)]
pub(crate) enum RichNode {
    Leaf(PlainDependency),
    And(Vec<RichNode>),
    Or(Vec<RichNode>),
    With(Vec<RichNode>),
    Without(Box<RichNode>, Box<RichNode>),
    If { then: Box<RichNode>, condition: Box<RichNode>, otherwise: Option<Box<RichNode>> },
    Unless { then: Box<RichNode>, condition: Box<RichNode>, otherwise: Option<Box<RichNode>> },
}

impl RichNode {
    /// Calls `visit` for each capability in the tree, from left to right.
    pub(crate) fn for_each_leaf(&self, visit: &mut impl FnMut(PlainDependency)) {
        match self {
            Self::Leaf(leaf) => visit(*leaf),
            Self::And(parts) | Self::Or(parts) | Self::With(parts) => {
                parts.iter().for_each(|part| part.for_each_leaf(visit));
            }
            Self::Without(left, right) => {
                left.for_each_leaf(visit);
                right.for_each_leaf(visit);
            }
            Self::If { then, condition, otherwise } | Self::Unless { then, condition, otherwise } => {
                then.for_each_leaf(visit);
                condition.for_each_leaf(visit);
                if let Some(otherwise) = otherwise {
                    otherwise.for_each_leaf(visit);
                }
            }
        }
    }
}

/// Interns the leaves of a rich dependency.
pub(super) fn intern(dependency: &RichDep, strings: &mut StringsBuilder) -> RichNode {
    let mut many = |parts: &[RichDep]| parts.iter().map(|part| intern(part, strings)).collect::<Vec<_>>();
    match dependency {
        RichDep::Capability(capability) => RichNode::Leaf(PlainDependency {
            name: strings.intern(&capability.name),
            constraint: capability
                .constraint
                .as_ref()
                .map(|(comparison, evr)| (*comparison, strings.intern(&evr.to_string()))),
        }),
        RichDep::And(parts) => RichNode::And(many(parts)),
        RichDep::Or(parts) => RichNode::Or(many(parts)),
        RichDep::With(parts) => RichNode::With(many(parts)),
        RichDep::Without(left, right) => {
            RichNode::Without(Box::new(intern(left, strings)), Box::new(intern(right, strings)))
        }
        RichDep::If { then, condition, otherwise } => RichNode::If {
            then: Box::new(intern(then, strings)),
            condition: Box::new(intern(condition, strings)),
            otherwise: otherwise.as_ref().map(|part| Box::new(intern(part, strings))),
        },
        RichDep::Unless { then, condition, otherwise } => RichNode::Unless {
            then: Box::new(intern(then, strings)),
            condition: Box::new(intern(condition, strings)),
            otherwise: otherwise.as_ref().map(|part| Box::new(intern(part, strings))),
        },
    }
}

/// A leaf: its name and its constraint follow.
const LEAF: u32 = 0;
/// Lists: their length follows, and so many operands.
const AND: u32 = 1;
const OR: u32 = 2;
const WITH: u32 = 3;
/// Two operands.
const WITHOUT: u32 = 4;
const IF: u32 = 5;
const UNLESS: u32 = 6;
/// Three operands.
const IF_ELSE: u32 = 7;
const UNLESS_ELSE: u32 = 8;

/// No deeper than what [`RichDep`] reads.
const DEPTH_MAX: u32 = 128;

/// Writes a tree down.
pub(super) fn encode(node: &RichNode) -> Vec<u32> {
    let mut code = Vec::new();
    write(node, &mut code);
    code
}

fn write(node: &RichNode, code: &mut Vec<u32>) {
    let mut list = |operator, parts: &[RichNode]| {
        code.extend([operator, parts.len() as u32]);
        parts.iter().for_each(|part| write(part, code));
    };
    let (operator, operands) = match node {
        RichNode::Leaf(leaf) => {
            return code.extend([LEAF, leaf.name.0, PackedConstraint::new(leaf.constraint).0]);
        }
        RichNode::And(parts) => return list(AND, parts),
        RichNode::Or(parts) => return list(OR, parts),
        RichNode::With(parts) => return list(WITH, parts),
        RichNode::Without(left, right) => (WITHOUT, [Some(left), Some(right), None]),
        RichNode::If { then, condition, otherwise } => (
            if otherwise.is_some() { IF_ELSE } else { IF },
            [Some(then), Some(condition), otherwise.as_ref()],
        ),
        RichNode::Unless { then, condition, otherwise } => (
            if otherwise.is_some() { UNLESS_ELSE } else { UNLESS },
            [Some(then), Some(condition), otherwise.as_ref()],
        ),
    };
    code.push(operator);
    operands.into_iter().flatten().for_each(|operand| write(operand, code));
}

/// Whether the code is that of one tree, and names only strings that there are.
pub(super) fn is_sound(mut code: &[u32], strings: usize) -> bool {
    skip(&mut code, strings, 0) && code.is_empty()
}

fn skip(code: &mut &[u32], strings: usize, depth: u32) -> bool {
    let Some(operator) = next(code).filter(|_| depth < DEPTH_MAX) else { return false };
    let operands = match operator {
        LEAF => {
            return match (next(code), next(code)) {
                (Some(name), Some(constraint)) => {
                    (name as usize) < strings && PackedConstraint(constraint).is_sound(strings)
                }
                _ => false,
            };
        }
        AND | OR | WITH => match next(code) {
            Some(count) => count,
            None => return false,
        },
        WITHOUT | IF | UNLESS => 2,
        IF_ELSE | UNLESS_ELSE => 3,
        _ => return false,
    };
    (0..operands).all(|_| skip(code, strings, depth + 1))
}

/// The tree of a code that is sound.
pub(super) fn decode(mut code: &[u32]) -> RichNode {
    read(&mut code)
}

fn read(code: &mut &[u32]) -> RichNode {
    let mut word = || next(code).unwrap_or_default();
    let operator = word();
    if operator == LEAF {
        let (name, constraint) = (StringId(word()), PackedConstraint(word()).get());
        return RichNode::Leaf(PlainDependency { name, constraint });
    }
    if let AND | OR | WITH = operator {
        let count = word();
        let parts = (0..count).map(|_| read(code)).collect();
        return match operator {
            AND => RichNode::And(parts),
            OR => RichNode::Or(parts),
            _ => RichNode::With(parts),
        };
    }
    let mut operand = || Box::new(read(code));
    let (then, condition) = (operand(), operand());
    match operator {
        WITHOUT => RichNode::Without(then, condition),
        IF | IF_ELSE => {
            let otherwise = (operator == IF_ELSE).then(operand);
            RichNode::If { then, condition, otherwise }
        }
        _ => {
            let otherwise = (operator == UNLESS_ELSE).then(operand);
            RichNode::Unless { then, condition, otherwise }
        }
    }
}

fn next(code: &mut &[u32]) -> Option<u32> {
    let (&first, rest) = code.split_first()?;
    *code = rest;
    Some(first)
}
