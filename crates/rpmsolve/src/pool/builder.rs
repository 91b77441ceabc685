//! Fills a pool: repositories one after the other, each package as its reader hands it over. What can only be
//! known when all of it is there (who provides what) is worked out in [`PoolBuilder::build`].

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::cold::ColdBuilder;
use super::dependency::{DependenciesBuilder, Dependency, DependencyId, PlainDependency};
use super::groups::{GroupsBuilder, Key};
use super::relations::Relations;
use super::solvable::{Package, PackageRow, SolvableId};
use super::strings::{Hashed, STRINGS_MAX, StringId, StringsBuilder};
use super::{List, Pool, PoolError, Repository, RepositoryId, RepositoryOptions, index};
use crate::arch::{ArchPolicy, ArchRank, Colours};
use crate::capability::Comparison;
use crate::metadata::{Field, HashedRelation, Mark, PackageRecord, RelationKind};
use crate::rich::RichDep;

/// Collects the packages of several repositories and of the base into a [`Pool`].
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{Field, PackageRecord};
/// use rpmsolve::{ArchPolicy, PoolBuilder, RepositoryOptions};
///
/// let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// let repository = builder.add_repository("demo", RepositoryOptions::default());
/// let mut record = PackageRecord::default();
/// record.set(Field::Name, "hello");
/// record.set(Field::Evr, "2.10-1");
/// record.set(Field::Arch, "x86_64");
/// builder.add_package(repository, &record)?;
/// let pool = builder.build()?;
/// assert_eq!(pool.len(), 1);
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PoolBuilder {
    policy: ArchPolicy,
    repositories: Vec<Repository>,
    base: Option<RepositoryId>,
    strings: StringsBuilder,
    dependencies: DependenciesBuilder,
    packages: Vec<PackageRow>,
    lists: GroupsBuilder<List, DependencyId>,
    cold: ColdBuilder,
    /// Paths outside the primary metadata that some package needs, and who turned out to have them.
    unlisted_owners: Vec<(StringId, SolvableId)>,
    /// Paths that were asked for from outside.
    wanted_paths: Vec<StringId>,
    warnings: Vec<String>,
    /// Room for one relation list.
    list: Vec<DependencyId>,
    marked: Marked,
}

/// How many relations are announced at a time.
const AHEAD: usize = 16;

/// What was interned for marks of late: most of what readers recognise is recognised soon.
#[derive(Clone, Debug)]
struct Marked(Box<[(Mark, DependencyId)]>);

impl Default for Marked {
    fn default() -> Self {
        Self(vec![(Mark::default(), DependencyId(0)); 1 << 12].into())
    }
}

impl Marked {
    #[inline]
    fn find(&self, mark: Mark) -> Option<DependencyId> {
        let (known, id) = self.0[mark.place(self.0.len())?];
        (known == mark).then_some(id)
    }

    fn insert(&mut self, mark: Mark, id: DependencyId) {
        if let Some(place) = mark.place(self.0.len()) {
            self.0[place] = (mark, id);
        }
    }
}

impl PoolBuilder {
    /// An empty pool for the architectures that `policy` accepts.
    pub fn new(policy: ArchPolicy) -> Self {
        Self {
            policy,
            repositories: Vec::new(),
            base: None,
            strings: StringsBuilder::default(),
            dependencies: DependenciesBuilder::default(),
            packages: Vec::new(),
            lists: GroupsBuilder::default(),
            cold: ColdBuilder::default(),
            unlisted_owners: Vec::new(),
            wanted_paths: Vec::new(),
            warnings: Vec::new(),
            list: Vec::new(),
            marked: Marked::default(),
        }
    }

    /// Adds an empty repository. Packages must be added repository by repository.
    pub fn add_repository(&mut self, id: &str, options: RepositoryOptions) -> RepositoryId {
        let next = SolvableId(self.packages.len() as u32);
        self.repositories.push(Repository {
            id: id.to_owned(),
            options,
            packages: next..next,
            has_file_lists: false,
        });
        RepositoryId((self.repositories.len() - 1) as u16)
    }

    /// Declares a repository to be the base: its packages are installed already.
    pub fn set_base(&mut self, repository: RepositoryId) {
        self.base = Some(repository);
    }

    /// Adds a package to the repository that was added last.
    ///
    /// A rich dependency that cannot be parsed is left out with a warning, as libsolv does (repo_rpmmd.c; rpm
    /// would refuse to build such a package); one that is nested too deeply is hostile, and an error.
    ///
    /// # Errors
    ///
    /// [`PoolError::HostileDependency`] as above, [`PoolError::RepositoryClosed`] if another repository has
    /// been added since, [`PoolError::TooLarge`] if all packages together have more than 4 GiB of text.
    pub fn add_package(
        &mut self,
        repository: RepositoryId,
        record: &PackageRecord,
    ) -> Result<SolvableId, PoolError> {
        if repository.index() + 1 != self.repositories.len() {
            return Err(PoolError::RepositoryClosed {
                repository: self.repositories[repository.index()].id.clone(),
            });
        }
        // The parts of a rich dependency are kept beside the whole.
        let most = record.memory_bytes().saturating_mul(2);
        let texts = [self.strings.text_bytes(), self.cold.text_bytes()];
        let is_full = texts.iter().any(|bytes| bytes.saturating_add(most) > u32::MAX as usize);
        if is_full || self.strings.len().saturating_add(most) > STRINGS_MAX {
            return Err(PoolError::TooLarge { package: shorten(&record.nevra()) });
        }
        let id = SolvableId(self.packages.len() as u32);
        let (name, evr) = (Hashed::new(record.field(Field::Name)), Hashed::new(record.field(Field::Evr)));
        self.add_lists(repository, record, name, evr)?;
        self.cold.add_package(record);
        // Neighbours have much in common.
        let before = self.packages.last().copied();
        let mut intern = |field, before: Option<StringId>| {
            let value = record.field(field);
            let same = before.filter(|&before| self.strings.get(before) == value);
            same.unwrap_or_else(|| self.strings.intern(value))
        };
        let arch = intern(Field::Arch, before.map(|package| package.arch));
        let vendor = intern(Field::Vendor, before.map(|package| package.vendor));
        let package = Package {
            name: self.strings.intern_hashed(name),
            evr: self.strings.intern_hashed(evr),
            arch,
            vendor,
            repository,
            rank: self.policy.rank(record.field(Field::Arch)),
            colours: Colours::of(record.field(Field::Arch)),
        };
        self.packages.push(package.into());
        self.repositories[repository.index()].packages.end = SolvableId(id.0 + 1);
        Ok(id)
    }

    /// The paths that some package depends on and that primary metadata never list (rpm-semantics 13): if there
    /// are any, the file lists of the repositories are worth reading, through [`Self::add_file_list`].
    pub fn unlisted_paths(&self) -> Vec<&str> {
        let mut wanted = vec![false; self.strings.len()];
        self.for_each_need(|leaf| {
            let name = self.strings.get(leaf.name);
            if name.starts_with('/') && !is_primary_path(name) {
                wanted[leaf.name.index()] = true;
            }
        });
        for path in &self.wanted_paths {
            wanted[path.index()] = true;
        }
        self.strings.iter().filter(|(id, _)| wanted[id.index()]).map(|(_, path)| path).collect()
    }

    /// Makes a path one of those that matter, so that file lists are searched for it and the pool knows its owners.
    pub fn want_path(&mut self, path: &str) {
        let path = self.strings.intern(path);
        self.wanted_paths.push(path);
    }

    /// The names of everything that some package needs, recommends or conflicts with; sorted, each once.
    pub fn needed_names(&self) -> Vec<&str> {
        let mut needed = vec![false; self.strings.len()];
        self.for_each_need(|leaf| needed[leaf.name.index()] = true);
        let mut names: Vec<&str> =
            self.strings.iter().filter(|(id, _)| needed[id.index()]).map(|(_, name)| name).collect();
        names.sort_unstable();
        names
    }

    /// Calls `visit` with everything that some package needs, recommends or conflicts with, each at least once.
    fn for_each_need(&self, mut visit: impl FnMut(PlainDependency)) {
        let mut seen = vec![false; self.dependencies.len()];
        for number in 0..self.packages.len() as u32 {
            // Provides ask for nothing.
            for kind in &RelationKind::ALL[1..] {
                for &dependency in self.lists.get(List(SolvableId(number), *kind)) {
                    if std::mem::replace(&mut seen[dependency.index()], true) {
                        continue;
                    }
                    match self.dependencies.get(dependency) {
                        Dependency::Plain(plain) => visit(plain),
                        Dependency::Rich(node) => node.for_each_leaf(&mut visit),
                    }
                }
            }
        }
    }

    /// Adds what a repository's file lists say about the paths that matter (see [`Self::unlisted_paths`]).
    /// `owners` are pairs of a package's checksum, as in the primary metadata, and a path.
    pub fn add_file_list<'a>(
        &mut self,
        repository: RepositoryId,
        owners: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        self.repositories[repository.index()].has_file_lists = true;
        let range = self.repositories[repository.index()].packages.clone();
        let by_checksum: FxHashMap<&str, SolvableId> = (range.start.0..range.end.0)
            .map(SolvableId)
            .map(|id| (self.cold.field(id, Field::Checksum), id))
            .collect();
        for (checksum, path) in owners {
            if let (Some(&owner), Some(path)) = (by_checksum.get(checksum), self.strings.find(path)) {
                self.unlisted_owners.push((path, owner));
            }
        }
    }

    /// Adds a sentence to what the pool will tell people about what was left out.
    pub fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    /// What was left out, as sentences for people.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Works out who provides what, and closes the pool.
    ///
    /// # Errors
    ///
    /// [`PoolError::HostileDependency`] if a rich dependency means so many alternatives that writing them out
    /// would exhaust memory.
    pub fn build(mut self) -> Result<Pool, PoolError> {
        // What is installed is there, whatever it is for.
        if let Some(base) = self.base {
            for row in self.packages.iter_mut().filter(|row| row.repository == base) {
                let mut package = row.unpack();
                package.rank.get_or_insert(ArchRank::FOREIGN);
                *row = package.into();
            }
        }
        let strings = self.strings.finish();
        let dependencies = self.dependencies.finish();
        let lists = self.lists.finish();
        let index = index::Index::new(
            &strings,
            &self.packages,
            &dependencies,
            &lists,
            &self.cold,
            &self.unlisted_owners,
        );
        let mut pool = Pool {
            policy: self.policy,
            repositories: self.repositories,
            base: self.base,
            strings,
            dependencies,
            packages: self.packages.into(),
            lists,
            cold: self.cold.finish(),
            index,
            relations: Relations::default(),
            warnings: self.warnings,
            baseline: OnceLock::new(),
            choices: Default::default(),
            updates: Default::default(),
        };
        pool.relations = Relations::compile(&pool)?;
        Ok(pool)
    }

    fn add_lists(
        &mut self,
        repository: RepositoryId,
        record: &PackageRecord,
        own_name: Hashed<'_>,
        own_evr: Hashed<'_>,
    ) -> Result<(), PoolError> {
        let is_source = matches!(record.field(Field::Arch), "src" | "nosrc");
        let wants_own_name = self.repositories[repository.index()].options.add_own_name && !is_source;
        let mut list = std::mem::take(&mut self.list);
        for kind in RelationKind::ALL {
            list.clear();
            let mut upcoming = record.hashed_relations(kind);
            for (number, relation) in record.hashed_relations(kind).enumerate() {
                if number % AHEAD == 0 {
                    self.touch(upcoming.by_ref().take(AHEAD));
                }
                list.extend(self.intern(record, relation)?);
            }
            if kind == RelationKind::Provides && wants_own_name {
                let constraint = Some((Comparison::EQUAL, own_evr));
                let own = self.dependencies.intern_plain(own_name, constraint, &mut self.strings);
                if !list.contains(&own) {
                    list.push(own);
                }
            }
            self.lists.push_group(list.iter().copied());
        }
        self.list = list;
        Ok(())
    }

    /// Where relations will be looked up is memory all over the place, of which the processor fetches much at once if
    /// nothing waits for the first.
    #[inline]
    fn touch<'a>(&self, relations: impl Iterator<Item = HashedRelation<'a>>) {
        for HashedRelation { name, constraint, mark } in relations {
            if self.marked.find(mark).is_none() {
                self.dependencies.touch(name, constraint, &self.strings);
            }
        }
    }

    fn intern(
        &mut self,
        record: &PackageRecord,
        relation: HashedRelation<'_>,
    ) -> Result<Option<DependencyId>, PoolError> {
        let HashedRelation { name, constraint, mark } = relation;
        if let Some(known) = self.marked.find(mark) {
            return Ok(Some(known));
        }
        if !name.text.starts_with('(') || constraint.is_some() {
            let id = self.dependencies.intern_plain(name, constraint, &mut self.strings);
            self.marked.insert(mark, id);
            return Ok(Some(id));
        }
        let text = self.strings.intern_hashed(name);
        if let Some(known) = self.dependencies.find_rich(text) {
            return Ok(Some(known));
        }
        match name.text.parse::<RichDep>() {
            Ok(parsed) => Ok(Some(self.dependencies.intern_rich(text, &parsed, &mut self.strings))),
            Err(reason) if reason.is_hostile() => Err(PoolError::HostileDependency {
                package: record.nevra(),
                dependency: shorten(name.text),
                reason: reason.to_string(),
            }),
            Err(reason) => {
                let message =
                    format!("{}: dependency \"{}\" left out: {reason}", record.nevra(), shorten(name.text));
                self.warnings.push(message);
                Ok(None)
            }
        }
    }
}

/// Whether primary metadata list a path: createrepo_c's rule (misc.h, `cr_is_primary`).
///
/// # Example
///
/// ```
/// assert!(rpmsolve::is_primary_path("/usr/bin/git"));
/// assert!(!rpmsolve::is_primary_path("/usr/share/dict/words"));
/// ```
pub fn is_primary_path(path: &str) -> bool {
    path.starts_with("/etc/") || path.contains("bin/") || path == "/usr/lib/sendmail"
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((position, _)) => format!("{}…", &text[..position]),
        None => text.to_owned(),
    }
}
