//! The pool: every package of every repository, and of the base, interned and indexed. It is built once,
//! never changes, is `Send + Sync`, and answers "who provides this" without looking at a string.

mod builder;
mod cache;
mod cold;
mod column;
mod dependency;
mod error;
mod groups;
mod index;
mod join;
mod query;
mod relations;
mod rich;
mod rich_code;
mod slots;
mod solvable;
mod strings;

use std::ops::Range;
use std::sync::OnceLock;

use bytemuck::{Pod, Zeroable};

pub use builder::{PoolBuilder, is_primary_path};
pub use cache::CacheError;
pub use error::PoolError;
pub use solvable::{Solvable, SolvableId};

pub(crate) use dependency::{
    Constraint, Dependencies, Dependency, DependencyId, PlainDependency, constraints_match,
};
pub(crate) use groups::{Groups, Key};
pub(crate) use relations::{Broken, Relations, RequirementId};
pub(crate) use rich::{
    Clause, ClauseId, ClauseOrigin, Literal, clauses as rich_clauses, providers as rich_providers,
};
pub(crate) use rich_code::RichNode;
pub(crate) use slots::hash;
pub(crate) use solvable::Package;
use solvable::PackageRow;
use strings::Strings;
pub(crate) use strings::{Hashed, StringId};

use crate::arch::ArchPolicy;
use crate::metadata::RelationKind;
use crate::solve::{Baseline, Choices, Updates, VARIANTS};

/// A repository of a [`Pool`], by number, in the order in which they were added.
///
/// # Example
///
/// ```
/// use rpmsolve::{ArchPolicy, PoolBuilder, RepositoryOptions};
///
/// let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// let first = builder.add_repository("first", RepositoryOptions::default());
/// let second = builder.add_repository("second", RepositoryOptions::default());
/// assert!(first < second);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub struct RepositoryId(u16);

impl RepositoryId {
    fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// How a repository takes part.
///
/// # Example
///
/// ```
/// use rpmsolve::RepositoryOptions;
///
/// let preferred = RepositoryOptions { priority: 10, ..RepositoryOptions::default() };
/// assert!(preferred.priority < RepositoryOptions::default().priority);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepositoryOptions {
    /// As in dnf.conf(5): of two repositories that have a candidate, the one with the lower number wins.
    pub priority: i32,
    /// Of two repositories of the same priority that have the same package, the lower number wins.
    pub sub_priority: i32,
    /// Whether `name = evr` is provided by every package even if its metadata do not list it. True for rpm-md
    /// (libsolv, repo_rpmmd.c); false for libsolv's testtags from version 3 on.
    pub add_own_name: bool,
    /// Whether its packages are hotfixes for modules, which no module stream hides (dnf.conf(5),
    /// `module_hotfixes`).
    pub module_hotfixes: bool,
}

impl Default for RepositoryOptions {
    fn default() -> Self {
        Self { priority: 99, sub_priority: 0, add_own_name: true, module_hotfixes: false }
    }
}

/// A repository of a pool.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    pub(crate) id: String,
    pub(crate) options: RepositoryOptions,
    pub(crate) packages: Range<SolvableId>,
    /// Whether its file lists were read, for the paths that matter.
    pub(crate) has_file_lists: bool,
}

/// All packages of all repositories. Made by [`PoolBuilder`]; cheap to share between threads.
///
/// # Example
///
/// ```
/// fn share<T: Send + Sync>() {}
/// share::<rpmsolve::Pool>();
/// ```
#[derive(Clone, Debug)]
pub struct Pool {
    policy: ArchPolicy,
    pub(crate) repositories: Vec<Repository>,
    pub(crate) base: Option<RepositoryId>,
    pub(crate) strings: Strings,
    pub(crate) dependencies: Dependencies,
    packages: column::Column<PackageRow>,
    lists: Lists,
    cold: cold::Cold,
    index: index::Index,
    pub(crate) relations: Relations,
    warnings: Vec<String>,
    /// What every solve begins with; worked out by the first.
    pub(crate) baseline: OnceLock<Baseline>,
    /// What narrows requirements to updates of the base, for each combination of rules about it.
    pub(crate) choices: [OnceLock<Choices>; VARIANTS],
    /// What may replace each package of the base, likewise.
    pub(crate) updates: [OnceLock<Updates>; VARIANTS],
}

/// The relation lists of all packages.
type Lists = Groups<List, DependencyId>;

/// One of the eight relation lists of a package.
#[derive(Clone, Copy, Debug)]
struct List(SolvableId, RelationKind);

impl Key for List {
    #[inline]
    fn index(self) -> usize {
        self.0.index() * RelationKind::ALL.len() + self.1 as usize
    }
}

impl Pool {
    /// How many packages the pool has, those that cannot be installed on its architecture included.
    pub fn len(&self) -> usize {
        self.packages.len()
    }

    /// Whether the pool has no package at all.
    pub fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }

    /// The architectures that the pool is for.
    pub fn arch_policy(&self) -> &ArchPolicy {
        &self.policy
    }

    /// A package by its number.
    ///
    /// # Panics
    ///
    /// If the number is from another pool and this one is smaller.
    pub fn solvable(&self, id: SolvableId) -> Solvable<'_> {
        assert!(id.index() < self.packages.len(), "a solvable of another pool");
        Solvable { pool: self, id }
    }

    /// The package of a number: see [`SolvableId::number`].
    pub fn numbered(&self, number: usize) -> Option<SolvableId> {
        u32::try_from(number).ok().filter(|_| number < self.len()).map(SolvableId)
    }

    /// All packages, in the order in which they were added.
    pub fn solvables(&self) -> impl Iterator<Item = Solvable<'_>> {
        self.ids().map(|id| self.solvable(id))
    }

    /// What was left out while the pool was filled, as sentences for people.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The repositories, in the order in which they were added.
    pub(crate) fn repositories(&self) -> impl Iterator<Item = (RepositoryId, &Repository)> {
        (0u16..).map(RepositoryId).zip(&self.repositories)
    }

    /// The numbers of all packages.
    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = SolvableId> + ExactSizeIterator + use<> {
        (0..self.packages.len() as u32).map(SolvableId)
    }

    #[inline]
    pub(crate) fn package(&self, id: SolvableId) -> Package {
        self.packages[id.index()].unpack()
    }

    pub(crate) fn repository(&self, id: RepositoryId) -> &Repository {
        &self.repositories[id.index()]
    }

    pub(crate) fn options_of(&self, id: SolvableId) -> &RepositoryOptions {
        &self.repository(self.package(id).repository).options
    }

    #[inline]
    pub(crate) fn is_base(&self, id: SolvableId) -> bool {
        self.base == Some(self.packages[id.index()].repository)
    }

    /// The packages of the base.
    pub(crate) fn base_packages(
        &self,
    ) -> impl DoubleEndedIterator<Item = SolvableId> + ExactSizeIterator + use<> {
        let range = self.base.map_or(0..0, |base| {
            let packages = &self.repository(base).packages;
            packages.start.0..packages.end.0
        });
        range.map(SolvableId)
    }

    pub(crate) fn relation(&self, id: SolvableId, kind: RelationKind) -> &[DependencyId] {
        self.lists.get(List(id, kind))
    }

    pub(crate) fn packages_named(&self, name: StringId) -> &[SolvableId] {
        self.index.by_name.get(name)
    }

    /// The packages that contain a path that some dependency names.
    pub(crate) fn owners_of_path(&self, path: StringId) -> impl ExactSizeIterator<Item = SolvableId> + '_ {
        self.index.owners(path)
    }

    /// The packages that cannot be installed beside one because of Conflicts or Obsoletes of either.
    pub(crate) fn excluded_with(&self, id: SolvableId) -> &[SolvableId] {
        self.relations.excludes.get(id)
    }
}
