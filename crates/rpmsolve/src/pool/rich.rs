//! Rich dependencies as clauses: a formula over capabilities becomes a conjunction of disjunctions over
//! packages, once per pool. The meaning of the operators is libsolv's (cplxdeps.c, `normalize_dep`):
//! `A if B` is `A ∨ ¬B`, `A if B else C` is `(A ∨ ¬B) ∧ (B ∨ C)`, `A unless B` is `A ∧ ¬B`, and
//! `A unless B else C` is `(A ∧ ¬B) ∨ (C ∧ B)`. `with` and `without` are not logic but sets: one package must
//! meet both sides, or the first and not the second.

use bytemuck::{Pod, Zeroable};

use super::dependency::DependencyId;
use super::groups::Key;
use super::rich_code::RichNode;
use super::{Pool, SolvableId};

/// How many literals the clauses of one rich dependency may have in all. Real ones need a few dozen.
const LITERALS_MAX: usize = 1 << 20;

/// "This package is installed", or "is not".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct Literal(u32);

impl Literal {
    pub(crate) fn positive(id: SolvableId) -> Self {
        Self(id.0 << 1 | 1)
    }

    pub(crate) fn negative(id: SolvableId) -> Self {
        Self(id.0 << 1)
    }

    pub(crate) fn solvable(self) -> SolvableId {
        SolvableId(self.0 >> 1)
    }

    pub(crate) fn is_positive(self) -> bool {
        self.0 & 1 == 1
    }

    fn negated(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// A clause of a pool, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct ClauseId(pub(crate) u32);

impl Key for ClauseId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which list of its owner a clause comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClauseOrigin {
    Requires,
    Conflicts,
}

/// One disjunction of a rich dependency. In SAT terms: (¬owner ∨ l1 ∨ … ∨ ln).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clause<'a> {
    pub(crate) owner: SolvableId,
    pub(crate) dependency: DependencyId,
    pub(crate) origin: ClauseOrigin,
    /// The literals beside `¬owner`.
    pub(crate) literals: &'a [Literal],
}

/// A clause but for its literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct ClauseHead {
    pub(crate) owner: SolvableId,
    pub(crate) dependency: DependencyId,
    /// 1 if it comes from Conflicts.
    pub(crate) is_conflict: u32,
}

impl ClauseHead {
    pub(crate) fn origin(self) -> ClauseOrigin {
        if self.is_conflict == 0 { ClauseOrigin::Requires } else { ClauseOrigin::Conflicts }
    }
}

/// The formula has more clauses than memory should be spent on.
#[derive(Debug)]
pub(crate) struct TooLarge;

type Cnf = Vec<Vec<Literal>>;

/// The clauses of a formula, or of its negation. No clause at all is "true", an empty clause is "false".
pub(crate) fn normalise(pool: &Pool, node: &RichNode, negate: bool) -> Result<Cnf, TooLarge> {
    let cnf = |node, negate| normalise(pool, node, negate);
    match node {
        RichNode::Leaf(plain) if pool.is_met_by_system(*plain) => Ok(constant(!negate)),
        RichNode::Leaf(_) | RichNode::With(_) | RichNode::Without(..) => {
            Ok(any_of(&providers(pool, node), negate))
        }
        RichNode::And(parts) | RichNode::Or(parts) => {
            let is_and = matches!(node, RichNode::And(_)) != negate;
            let parts = parts.iter().map(|part| cnf(part, negate)).collect::<Result<Vec<_>, _>>()?;
            if is_and { Ok(folded(parts.concat())) } else { any_of_parts(parts) }
        }
        RichNode::If { then, condition, otherwise } => match (otherwise, negate) {
            (None, false) => or(&cnf(then, false)?, &cnf(condition, true)?),
            (None, true) => Ok(and(cnf(then, true)?, cnf(condition, false)?)),
            // (A ∨ ¬B) ∧ (B ∨ C), negated (¬A ∧ B) ∨ (¬B ∧ ¬C).
            (Some(otherwise), false) => Ok(and(
                or(&cnf(then, false)?, &cnf(condition, true)?)?,
                or(&cnf(condition, false)?, &cnf(otherwise, false)?)?,
            )),
            (Some(otherwise), true) => or(
                &and(cnf(then, true)?, cnf(condition, false)?),
                &and(cnf(condition, true)?, cnf(otherwise, true)?),
            ),
        },
        RichNode::Unless { then, condition, otherwise } => match (otherwise, negate) {
            (None, false) => Ok(and(cnf(then, false)?, cnf(condition, true)?)),
            (None, true) => or(&cnf(then, true)?, &cnf(condition, false)?),
            // (A ∧ ¬B) ∨ (C ∧ B), negated (¬A ∨ B) ∧ (¬C ∨ ¬B).
            (Some(otherwise), false) => or(
                &and(cnf(then, false)?, cnf(condition, true)?),
                &and(cnf(otherwise, false)?, cnf(condition, false)?),
            ),
            (Some(otherwise), true) => Ok(and(
                or(&cnf(then, true)?, &cnf(condition, false)?)?,
                or(&cnf(otherwise, true)?, &cnf(condition, true)?)?,
            )),
        },
    }
}

/// The packages that meet a tree of `with`, `without`, `or` and capabilities, in order, each once. Of the other
/// operators the left side counts, as in libsolv (poolwhatprovides.c, `pool_addrelproviders`).
pub(crate) fn providers(pool: &Pool, node: &RichNode) -> Vec<SolvableId> {
    match node {
        RichNode::Leaf(plain) => pool.plain_providers(*plain),
        RichNode::With(parts) => {
            let mut sets = parts.iter().map(|part| providers(pool, part));
            let first = sets.next().unwrap_or_default();
            sets.fold(first, |mut left, right| {
                left.retain(|id| right.binary_search(id).is_ok());
                left
            })
        }
        RichNode::Without(left, right) => {
            let (mut left, right) = (providers(pool, left), providers(pool, right));
            left.retain(|id| right.binary_search(id).is_err());
            left
        }
        RichNode::Or(parts) | RichNode::And(parts) => {
            let mut all: Vec<_> = parts.iter().flat_map(|part| providers(pool, part)).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
        RichNode::If { then, .. } | RichNode::Unless { then, .. } => providers(pool, then),
    }
}

fn constant(value: bool) -> Cnf {
    if value { Vec::new() } else { vec![Vec::new()] }
}

fn any_of(packages: &[SolvableId], negate: bool) -> Cnf {
    if negate {
        packages.iter().map(|&id| vec![Literal::negative(id)]).collect()
    } else {
        vec![packages.iter().map(|&id| Literal::positive(id)).collect()]
    }
}

/// A disjunction of many: those of one clause are joined at once, so that a long list costs no more than its length.
fn any_of_parts(parts: Vec<Cnf>) -> Result<Cnf, TooLarge> {
    let (single, several): (Vec<Cnf>, Vec<Cnf>) = parts.into_iter().partition(|part| part.len() == 1);
    let joined = vec![single.into_iter().flatten().flatten().collect()];
    let tidied = or(&joined, &vec![Vec::new()])?;
    several.iter().try_fold(tidied, |left, right| or(&left, right))
}

fn and(mut left: Cnf, mut right: Cnf) -> Cnf {
    left.append(&mut right);
    folded(left)
}

/// What holds under no circumstances is "false", whatever else it asks for.
fn folded(cnf: Cnf) -> Cnf {
    if cnf.iter().any(Vec::is_empty) { constant(false) } else { cnf }
}

/// Distributes: every clause of the left with every clause of the right.
fn or(left: &Cnf, right: &Cnf) -> Result<Cnf, TooLarge> {
    let literals = |cnf: &Cnf| cnf.iter().map(|clause| clause.len().max(1)).sum::<usize>();
    let size =
        literals(left).saturating_mul(right.len()).saturating_add(literals(right).saturating_mul(left.len()));
    if size > LITERALS_MAX {
        return Err(TooLarge);
    }
    let mut product = Vec::with_capacity(left.len() * right.len());
    for one in left {
        for other in right {
            let mut clause: Vec<Literal> = one.iter().chain(other).copied().collect();
            clause.sort_unstable();
            clause.dedup();
            let is_tautology = clause.iter().any(|literal| clause.binary_search(&literal.negated()).is_ok());
            if !is_tautology {
                product.push(clause);
            }
        }
    }
    Ok(product)
}

/// The clauses of a rich dependency for those who can do without one that is too large.
pub(crate) fn clauses(pool: &Pool, node: &RichNode) -> Option<Cnf> {
    normalise(pool, node, false).ok()
}
