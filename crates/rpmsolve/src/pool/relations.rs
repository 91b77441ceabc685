//! What packages demand of each other, as numbers: for each distinct requirement its candidates, for each
//! package what it requires, meets and excludes. This is all per-pool work; a solve only reads it.

use bytemuck::{Pod, Zeroable};

use super::column::Column;
use super::dependency::{Dependency, DependencyId};
use super::groups::{Groups, GroupsBuilder, Key};
use super::index::MANY;
use super::join::join;
use super::rich::{self, Clause, ClauseHead, ClauseId, ClauseOrigin, Literal};
use super::{Pool, PoolError, SolvableId};
use crate::metadata::RelationKind;

/// A capability that some package requires, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct RequirementId(pub(crate) u32);

impl Key for RequirementId {
    #[inline]
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// The compiled relations of a pool.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relations {
    /// Who meets a requirement. In SAT terms, for each package that requires it: (¬package ∨ c1 ∨ … ∨ cn).
    pub(crate) candidates: Groups<RequirementId, SolvableId>,
    /// What a package requires of others.
    pub(crate) requires: Groups<SolvableId, RequirementId>,
    /// Which packages have a requirement.
    pub(crate) required_by: Groups<RequirementId, SolvableId>,
    /// Which requirements a package meets.
    pub(crate) satisfies: Groups<SolvableId, RequirementId>,
    /// Which packages cannot be installed beside this one because either conflicts with or obsoletes the
    /// other. In SAT terms: (¬package ∨ ¬other).
    pub(crate) excludes: Groups<SolvableId, SolvableId>,
    /// The clauses of rich dependencies, but for their literals.
    pub(super) clause_heads: Column<ClauseHead>,
    /// The literals of each clause.
    pub(super) clause_literals: Groups<ClauseId, Literal>,
    /// In which clauses a package occurs, as owner or as literal.
    pub(crate) occurrences: Groups<SolvableId, ClauseId>,
    /// The dependency behind a requirement, for messages.
    pub(crate) dependency_of: Column<DependencyId>,
    /// What packages of the base require and nothing in the base provides; of a rich dependency, the clauses that do
    /// not hold there: left alone (rpm-semantics 24; libsolv, rules.c, `add_complex_deprules`).
    pub(crate) broken_in_base: Column<Broken>,
}

/// A requirement of a package that is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Broken {
    pub(crate) package: SolvableId,
    pub(crate) dependency: DependencyId,
}

impl Relations {
    /// A clause of a rich dependency.
    #[inline]
    pub(crate) fn clause(&self, id: ClauseId) -> Clause<'_> {
        let head = self.clause_heads[id.index()];
        let ClauseHead { owner, dependency, .. } = head;
        Clause { owner, dependency, origin: head.origin(), literals: self.clause_literals.get(id) }
    }

    /// All clauses of rich dependencies.
    pub(crate) fn clauses(&self) -> impl ExactSizeIterator<Item = ClauseId> + use<> {
        (0..self.clause_heads.len() as u32).map(ClauseId)
    }

    pub(crate) fn compile(pool: &Pool) -> Result<Self, PoolError> {
        let (excludes, compiler) = join(pool.len() >= MANY, || excludes(pool), || Compiler::run(pool));
        let (excludes, compiler) = (excludes?, compiler?);
        Ok(compiler.finish(excludes))
    }
}

/// How many pairs of packages may exclude each other. Whole distributions have some ten thousand.
const EXCLUSIONS_MAX: usize = 1 << 25;

/// The pairs of packages of which one conflicts with or obsoletes the other, sorted, each both ways. Conflicts match
/// provides, obsoletes match names and versions of packages; a package does not conflict with itself, and what is
/// installed beside each other already is left alone.
fn excludes(pool: &Pool) -> Result<Vec<(SolvableId, SolvableId)>, PoolError> {
    let mut pairs = Vec::new();
    for id in installable(pool) {
        let mut exclude = |other| {
            if id != other && !(pool.is_base(id) && pool.is_base(other)) {
                pairs.extend([(id, other), (other, id)]);
            }
        };
        for &dependency in pool.relation(id, RelationKind::Conflicts) {
            if let Dependency::Plain(plain) = pool.dependencies.get(dependency) {
                pool.plain_providers(plain).into_iter().for_each(&mut exclude);
            }
        }
        pool.obsoleted_by(id).for_each(exclude);
        if pairs.len() > EXCLUSIONS_MAX {
            return Err(PoolError::HostileDependency {
                package: pool.solvable(id).to_string(),
                dependency: "its Conflicts and Obsoletes".to_owned(),
                reason: format!(
                    "with those of the packages before it they exclude more than {EXCLUSIONS_MAX} pairs"
                ),
            });
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

/// The packages that exist for the solver.
fn installable(pool: &Pool) -> impl Iterator<Item = SolvableId> {
    (0..pool.len() as u32).map(SolvableId).filter(|&id| pool.package(id).rank.is_some())
}

struct Compiler<'pool> {
    pool: &'pool Pool,
    requirement_of: Vec<Option<RequirementId>>,
    candidates: GroupsBuilder<RequirementId, SolvableId>,
    dependency_of: Vec<DependencyId>,
    clause_heads: Vec<ClauseHead>,
    clause_literals: GroupsBuilder<ClauseId, Literal>,
    broken_in_base: Vec<Broken>,
    /// Per requirement the package that had it last: a package may list one twice.
    required_last_by: Vec<Option<SolvableId>>,
    requires: GroupsBuilder<SolvableId, RequirementId>,
    /// Room for what one package requires.
    list: Vec<RequirementId>,
}

impl<'pool> Compiler<'pool> {
    fn run(pool: &'pool Pool) -> Result<Self, PoolError> {
        let mut compiler = Self {
            pool,
            requirement_of: vec![None; pool.dependencies.len()],
            candidates: GroupsBuilder::default(),
            dependency_of: Vec::new(),
            clause_heads: Vec::new(),
            clause_literals: GroupsBuilder::default(),
            broken_in_base: Vec::new(),
            required_last_by: Vec::new(),
            requires: GroupsBuilder::default(),
            list: Vec::new(),
        };
        for id in (0..pool.len() as u32).map(SolvableId) {
            if pool.package(id).rank.is_some() {
                compiler.compile_requires(id)?;
                compiler.compile_conflicts(id)?;
            }
            compiler.requires.push_group(compiler.list.drain(..));
        }
        Ok(compiler)
    }

    /// Requires: (¬package ∨ every provider); nothing for what the package itself or the system provides
    /// (libsolv, rules.c, `solver_addpkgrulesforsolvable`).
    fn compile_requires(&mut self, id: SolvableId) -> Result<(), PoolError> {
        let pool = self.pool;
        for &dependency in pool.relation(id, RelationKind::Requires) {
            match pool.dependencies.get(dependency) {
                Dependency::Plain(plain) if pool.is_met_by_system(plain) => {}
                Dependency::Plain(_) => {
                    let requirement = self.requirement(dependency);
                    let candidates = self.candidates.get(requirement);
                    if candidates.binary_search(&id).is_ok() {
                        continue;
                    }
                    // A requirement of the base that the base itself does not meet is not enforced.
                    if pool.is_base(id) && !candidates.iter().any(|&candidate| pool.is_base(candidate)) {
                        self.broken_in_base.push(Broken { package: id, dependency });
                        continue;
                    }
                    if self.required_last_by[requirement.index()].replace(id) != Some(id) {
                        self.list.push(requirement);
                    }
                }
                Dependency::Rich(_) => self.compile_rich(id, dependency, ClauseOrigin::Requires)?,
            }
        }
        Ok(())
    }

    /// The rich ones of the conflicts; [`excludes`] has the others.
    fn compile_conflicts(&mut self, id: SolvableId) -> Result<(), PoolError> {
        let pool = self.pool;
        for &dependency in pool.relation(id, RelationKind::Conflicts) {
            if let Dependency::Rich(_) = pool.dependencies.get(dependency) {
                self.compile_rich(id, dependency, ClauseOrigin::Conflicts)?;
            }
        }
        Ok(())
    }

    fn compile_rich(
        &mut self,
        owner: SolvableId,
        dependency: DependencyId,
        origin: ClauseOrigin,
    ) -> Result<(), PoolError> {
        let Dependency::Rich(node) = self.pool.dependencies.get(dependency) else { return Ok(()) };
        let is_conflict = origin == ClauseOrigin::Conflicts;
        let clauses =
            rich::normalise(self.pool, node, is_conflict).map_err(|_| PoolError::HostileDependency {
                package: self.pool.solvable(owner).to_string(),
                dependency: self
                    .pool
                    .dependencies
                    .display(dependency, &self.pool.strings)
                    .chars()
                    .take(80)
                    .collect(),
                reason: "written out it has more than a million alternatives".to_owned(),
            })?;
        for literals in clauses {
            // The owner provides it itself.
            if literals.contains(&Literal::positive(owner)) {
                continue;
            }
            let others: Vec<Literal> =
                literals.iter().copied().filter(|&literal| literal != Literal::negative(owner)).collect();
            // "Conflicts with what I provide myself" means the others, not me.
            if is_conflict && others.is_empty() && !literals.is_empty() {
                continue;
            }
            // What does not hold in the base as it is is not enforced.
            if self.is_broken_in_base(owner, &others) {
                let broken = Broken { package: owner, dependency };
                if self.broken_in_base.last() != Some(&broken) {
                    self.broken_in_base.push(broken);
                }
                continue;
            }
            self.clause_heads.push(ClauseHead { owner, dependency, is_conflict: u32::from(is_conflict) });
            self.clause_literals.push_group(others);
        }
        Ok(())
    }

    /// Whether a clause of a base package does not hold in the base as it is.
    fn is_broken_in_base(&self, owner: SolvableId, literals: &[Literal]) -> bool {
        self.pool.is_base(owner)
            && !literals.iter().any(|literal| literal.is_positive() == self.pool.is_base(literal.solvable()))
    }

    fn requirement(&mut self, dependency: DependencyId) -> RequirementId {
        if let Some(known) = self.requirement_of[dependency.index()] {
            return known;
        }
        let id = RequirementId(self.candidates.len() as u32);
        self.candidates.push_group(self.pool.providers(dependency));
        self.dependency_of.push(dependency);
        self.required_last_by.push(None);
        self.requirement_of[dependency.index()] = Some(id);
        id
    }

    fn finish(self, excludes: Vec<(SolvableId, SolvableId)>) -> Relations {
        let Self { pool, clause_heads, .. } = self;
        let packages = pool.len();
        let (requires, candidates) = (self.requires.finish(), self.candidates.finish());
        let clause_literals = self.clause_literals.finish();
        let requirements = candidates.len();
        let required_by = (0..packages as u32)
            .map(SolvableId)
            .flat_map(|id| requires.get(id).iter().map(move |&requirement| (requirement, id)));
        let satisfies = (0..requirements as u32)
            .map(RequirementId)
            .flat_map(|requirement| candidates.get(requirement).iter().map(move |&id| (id, requirement)));
        let occurrences = (0u32..).map(ClauseId).zip(&clause_heads).flat_map(|(id, head)| {
            let literals = clause_literals.get(id).iter().map(|literal| literal.solvable());
            literals.chain([head.owner]).map(move |solvable| (solvable, id))
        });
        let (required_by, (satisfies, excludes, occurrences)) = join(
            packages >= MANY,
            || Groups::from_pairs(requirements, required_by),
            || {
                let excludes = Groups::from_pairs(packages, excludes.iter().copied());
                (Groups::from_pairs(packages, satisfies), excludes, Groups::from_pairs(packages, occurrences))
            },
        );
        Relations {
            requires,
            required_by,
            satisfies,
            excludes,
            occurrences,
            candidates,
            clause_heads: clause_heads.into(),
            clause_literals,
            dependency_of: self.dependency_of.into(),
            broken_in_base: self.broken_in_base.into(),
        }
    }
}
