//! Fills a pool: repositories one after the other, each package as its reader hands it over. What can only be
//! known when all of it is there (who provides what) is worked out in [`PoolBuilder::build`].

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::dependency::{Dependencies, Dependency, DependencyId, PlainDependency, RichNode};
use super::relations::Relations;
use super::solvable::{COLD_FIELDS, Package, SolvableId};
use super::strings::{StringId, Strings};
use super::{Pool, PoolError, Repository, RepositoryId, RepositoryOptions, index};
use crate::arch::{ArchPolicy, ArchRank, Colours};
use crate::capability::Comparison;
use crate::metadata::{Field, PackageRecord, Relation, RelationKind};
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
    strings: Strings,
    dependencies: Dependencies,
    packages: Vec<Package>,
    relations: Vec<DependencyId>,
    file_text: String,
    file_ends: Vec<u32>,
    cold_text: String,
    /// Paths outside the primary metadata that some package needs, and who turned out to have them.
    unlisted_owners: Vec<(StringId, SolvableId)>,
    /// Paths that were asked for from outside.
    wanted_paths: Vec<StringId>,
    warnings: Vec<String>,
}

impl PoolBuilder {
    /// An empty pool for the architectures that `policy` accepts.
    pub fn new(policy: ArchPolicy) -> Self {
        Self {
            policy,
            repositories: Vec::new(),
            base: None,
            strings: Strings::default(),
            dependencies: Dependencies::default(),
            packages: Vec::new(),
            relations: Vec::new(),
            file_text: String::new(),
            file_ends: vec![0],
            cold_text: String::new(),
            unlisted_owners: Vec::new(),
            wanted_paths: Vec::new(),
            warnings: Vec::new(),
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
        let texts = [self.strings.text_bytes(), self.file_text.len(), self.cold_text.len()];
        if texts.iter().any(|bytes| bytes.saturating_add(most) > u32::MAX as usize) {
            return Err(PoolError::TooLarge { package: shorten(&record.nevra()) });
        }
        let id = SolvableId(self.packages.len() as u32);
        let arch = record.field(Field::Arch);
        let name = self.strings.intern(record.field(Field::Name));
        let evr = self.strings.intern(record.field(Field::Evr));
        let relations = self.add_relations(
            repository,
            record,
            PlainDependency { name, constraint: Some((Comparison::EQUAL, evr)) },
        )?;
        let files_start = (self.file_ends.len() - 1) as u32;
        for (_, path) in record.files() {
            self.file_text.push_str(path);
            self.file_ends.push(end(&self.file_text));
        }
        let text_start = end(&self.cold_text);
        let text_ends = COLD_FIELDS.map(|field| {
            self.cold_text.push_str(record.field(field));
            end(&self.cold_text)
        });
        self.packages.push(Package {
            name,
            evr,
            arch: self.strings.intern(arch),
            vendor: self.strings.intern(record.field(Field::Vendor)),
            repository,
            rank: self.policy.rank(arch),
            colours: Colours::of(arch),
            relations,
            files: (files_start, (self.file_ends.len() - 1) as u32),
            text_start,
            text_ends,
            size_download_bytes: record.size_download_bytes,
            size_installed_bytes: record.size_installed_bytes,
            time_build: record.time_build,
        });
        self.repositories[repository.index()].packages.end = SolvableId(id.0 + 1);
        Ok(id)
    }

    /// The paths that some package depends on and that primary metadata never list (rpm-semantics 13): if there
    /// are any, the file lists of the repositories are worth reading, through [`Self::add_file_list`].
    pub fn unlisted_paths(&self) -> Vec<&str> {
        let mut wanted = vec![false; self.strings.len()];
        for package in &self.packages {
            // The lists lie one behind the other, and Provides come first: they ask for nothing.
            let asks = package.relations[1] as usize..package.relations[8] as usize;
            for &dependency in &self.relations[asks] {
                mark_unlisted(self.dependencies.get(dependency), &self.strings, &mut wanted);
            }
        }
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
        for package in &self.packages {
            for &dependency in &self.relations[package.relations[1] as usize..package.relations[8] as usize] {
                match self.dependencies.get(dependency) {
                    Dependency::Plain(plain) => needed[plain.name.index()] = true,
                    Dependency::Rich(node) => {
                        node.for_each_leaf(&mut |leaf| needed[leaf.name.index()] = true);
                    }
                }
            }
        }
        let mut names: Vec<&str> =
            self.strings.iter().filter(|(id, _)| needed[id.index()]).map(|(_, name)| name).collect();
        names.sort_unstable();
        names
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
        let checksum_field =
            COLD_FIELDS.iter().position(|&field| field == Field::Checksum).unwrap_or_default();
        let by_checksum: FxHashMap<&str, SolvableId> = (range.start.0..range.end.0)
            .map(|number| {
                let ends = &self.packages[number as usize].text_ends;
                (
                    &self.cold_text[ends[checksum_field - 1] as usize..ends[checksum_field] as usize],
                    SolvableId(number),
                )
            })
            .collect();
        for (checksum, path) in owners {
            if let (Some(&owner), Some(path)) = (by_checksum.get(checksum), self.strings.find(path)) {
                self.unlisted_owners.push((path, owner));
            }
        }
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
            for package in self.packages.iter_mut().filter(|package| package.repository == base) {
                package.rank.get_or_insert(ArchRank::FOREIGN);
            }
        }
        let files =
            index::Files { text: &self.file_text, ends: &self.file_ends, unlisted: &self.unlisted_owners };
        let index =
            index::Index::new(&self.strings, &self.packages, &self.dependencies, &self.relations, &files);
        let mut pool = Pool {
            policy: self.policy,
            repositories: self.repositories,
            base: self.base,
            strings: self.strings,
            dependencies: self.dependencies,
            packages: self.packages,
            relation_entries: self.relations,
            file_text: self.file_text,
            file_ends: self.file_ends,
            cold_text: self.cold_text,
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

    fn add_relations(
        &mut self,
        repository: RepositoryId,
        record: &PackageRecord,
        own_name: PlainDependency,
    ) -> Result<[u32; 9], PoolError> {
        let is_source = matches!(record.field(Field::Arch), "src" | "nosrc");
        let wants_own_name = self.repositories[repository.index()].options.add_own_name && !is_source;
        let mut bounds = [self.relations.len() as u32; 9];
        for kind in RelationKind::ALL {
            let start = self.relations.len();
            for relation in record.relations(kind) {
                if let Some(id) = self.intern(record, &relation)? {
                    self.relations.push(id);
                }
            }
            if kind == RelationKind::Provides && wants_own_name {
                let own = self.dependencies.intern_plain(own_name);
                if !self.relations[start..].contains(&own) {
                    self.relations.push(own);
                }
            }
            bounds[kind as usize + 1] = self.relations.len() as u32;
        }
        Ok(bounds)
    }

    fn intern(
        &mut self,
        record: &PackageRecord,
        relation: &Relation<'_>,
    ) -> Result<Option<DependencyId>, PoolError> {
        let name = self.strings.intern(relation.name);
        if !relation.name.starts_with('(') || relation.constraint.is_some() {
            let constraint =
                relation.constraint.map(|(comparison, evr)| (comparison, self.strings.intern(evr)));
            return Ok(Some(self.dependencies.intern_plain(PlainDependency { name, constraint })));
        }
        if let Some(known) = self.dependencies.find_rich(name) {
            return Ok(Some(known));
        }
        match relation.name.parse::<RichDep>() {
            Ok(parsed) => Ok(Some(self.dependencies.intern_rich(name, &parsed, &mut self.strings))),
            Err(reason) if reason.is_hostile() => Err(PoolError::HostileDependency {
                package: record.nevra(),
                dependency: shorten(relation.name),
                reason: reason.to_string(),
            }),
            Err(reason) => {
                let message = format!(
                    "{}: dependency \"{}\" left out: {reason}",
                    record.nevra(),
                    shorten(relation.name)
                );
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

fn mark_unlisted(dependency: &Dependency, strings: &Strings, wanted: &mut [bool]) {
    let mut mark = |leaf: &PlainDependency| {
        let name = strings.get(leaf.name);
        if name.starts_with('/') && !is_primary_path(name) {
            wanted[leaf.name.index()] = true;
        }
    };
    match dependency {
        Dependency::Plain(plain) => mark(plain),
        Dependency::Rich(node) => node.for_each_leaf(&mut mark),
    }
}

impl RichNode {
    /// Calls `visit` for each capability in the tree, from left to right.
    pub(crate) fn for_each_leaf(&self, visit: &mut impl FnMut(&PlainDependency)) {
        match self {
            Self::Leaf(leaf) => visit(leaf),
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

fn end(text: &str) -> u32 {
    u32::try_from(text.len()).expect("add_package refuses what has more")
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((position, _)) => format!("{}…", &text[..position]),
        None => text.to_owned(),
    }
}
