//! A pool as a file that is used as it lies there: a header, and the pool's arrays one after the other. Reading it
//! parses nothing; mapped, it is as fast as the pages come.
//!
//! ```text
//! header   format version, byte order, what it was made from, where each array lies, checksums
//! hot      what solves read: its checksum is compared, and all numbers in it are checked, before it is used
//! cold     what is only shown (descriptions, locations …): its checksum is compared when somebody asks for any of it
//! ```
//!
//! The checksums find damage, not malice. What keeps a hostile file from doing harm is that every number that is used
//! as an index is compared with what it indexes when the file is opened, and that indexing is checked besides: such a
//! file can give wrong answers, as a hostile repository can, and nothing worse.

use std::hash::Hasher;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytemuck::{NoUninit, Pod, Zeroable};
use thiserror::Error;
use twox_hash::xxhash3_64::Hasher as XxHash3_64;

use super::cold::{self, Cold};
use super::column::{Column, Storage};
use super::dependency::{Dependencies, DependencyId, PackedDependency};
use super::groups::{Groups, Key};
use super::index::{Index, Provider};
use super::join::join;
use super::relations::Relations;
use super::slots;
use super::solvable::{PackageRow, SolvableId};
use super::strings::{StringId, Strings};
use super::{Pool, Repository, RepositoryId, RepositoryOptions};
use crate::arch::ArchPolicy;
use crate::metadata::RelationKind;

/// Changes with everything that changes the meaning of a file: the layout, the hash of [`slots`], what is interned.
const FORMAT: u32 = 1;
const MAGIC: [u8; 8] = *b"rpmsolve";
const BYTE_ORDER: u32 = 0x0102_0304;
/// Arrays begin at multiples of this.
const ALIGNMENT: usize = 8;
/// What is smaller is looked at on one thread.
const THREAD_BYTES: usize = 1 << 20;
/// The cold part begins at one of this, so that its pages are its own.
const PAGE: usize = 4096;

const HOT_SECTIONS: usize = 32;
const COLD_SECTIONS: usize = 6;

/// Why a file is not the cache of a pool that was asked for. Whatever it is, the pool can be built anew, and its file
/// written again.
///
/// # Example
///
/// ```
/// use rpmsolve::{CacheError, Pool};
///
/// let error = Pool::from_cache(b"something else".to_vec(), &[0; 32]).unwrap_err();
/// assert_eq!(error, CacheError::Foreign);
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheError {
    /// It is no such file at all, or of a machine with another byte order.
    #[error("this is no pool cache of this machine")]
    Foreign,
    /// It was written by another version of this library.
    #[error("the pool cache has format {found}, not {expected}")]
    Format {
        /// Its format.
        found: u32,
        /// The format that is read.
        expected: u32,
    },
    /// It was made from something else.
    #[error("the pool cache is that of other repositories")]
    OtherSource,
    /// It is not what it was when it was written, or was never good.
    #[error("the pool cache is damaged: {part} cannot be right")]
    Damaged {
        /// What is wrong.
        part: &'static str,
    },
}

impl CacheError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Foreign => "cache-foreign",
            Self::Format { .. } => "cache-format",
            Self::OtherSource => "cache-other-source",
            Self::Damaged { .. } => "cache-damaged",
        }
    }
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Header {
    magic: [u8; 8],
    format: u32,
    byte_order: u32,
    /// The hash of some text: tables of another hash cannot be looked into.
    hash_probe: u64,
    key: [u8; 32],
    sections: [Section; HOT_SECTIONS + COLD_SECTIONS],
    hot: Section,
    cold: Section,
    hot_checksum: u64,
    cold_checksum: u64,
    /// That of the header before it.
    checksum: u64,
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Section {
    start: u64,
    end: u64,
}

impl Section {
    fn range(self) -> Option<Range<usize>> {
        Some(usize::try_from(self.start).ok()?..usize::try_from(self.end).ok()?)
    }
}

/// The checksum of a part of a file.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

fn hash_probe() -> u64 {
    u64::from(slots::hash(b"libc.so.6(GLIBC_2.34)(64bit)"))
}

impl Header {
    /// The checksum that it should have.
    fn own_checksum(&self) -> u64 {
        let bytes = bytemuck::bytes_of(self);
        checksum(&bytes[..bytes.len() - size_of::<u64>()])
    }
}

impl Pool {
    /// Writes the pool down for [`Self::from_cache`]. `key` is whatever tells its sources from others, such as a digest
    /// of their checksums.
    ///
    /// Write to a temporary file beside the final one and rename that, and no reader ever sees half of it.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    ///
    /// # Example
    ///
    /// ```
    /// # use rpmsolve::{ArchPolicy, Pool, PoolBuilder};
    /// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
    /// let mut file = Vec::new();
    /// pool.write_cache(&[7; 32], &mut file)?;
    /// let same = Pool::from_cache(file, &[7; 32])?;
    /// assert_eq!(same.len(), pool.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_cache(&self, key: &[u8; 32], mut out: impl Write) -> io::Result<()> {
        let facts = self.facts();
        let (hot, cold) = (self.hot_sections(&facts), self.cold_sections());
        let mut header = Header {
            magic: MAGIC,
            format: FORMAT,
            byte_order: BYTE_ORDER,
            hash_probe: hash_probe(),
            key: *key,
            ..Header::zeroed()
        };
        let mut position = size_of::<Header>();
        let mut place = |sections: &[&[u8]], places: &mut [Section]| {
            let start = position as u64;
            let mut hasher = XxHash3_64::new();
            for (bytes, place) in sections.iter().zip(places) {
                *place = Section { start: position as u64, end: (position + bytes.len()) as u64 };
                hasher.write(bytes);
                hasher.write(padding(bytes.len(), ALIGNMENT));
                position += bytes.len().next_multiple_of(ALIGNMENT);
            }
            let whole = Section { start, end: position as u64 };
            position = position.next_multiple_of(PAGE);
            (whole, hasher.finish())
        };
        let (hot_places, cold_places) = header.sections.split_at_mut(HOT_SECTIONS);
        (header.hot, header.hot_checksum) = place(&hot, hot_places);
        (header.cold, header.cold_checksum) = place(&cold, cold_places);
        header.checksum = header.own_checksum();
        out.write_all(bytemuck::bytes_of(&header))?;
        for bytes in hot {
            out.write_all(bytes)?;
            out.write_all(padding(bytes.len(), ALIGNMENT))?;
        }
        out.write_all(padding(header.hot.end as usize, PAGE))?;
        for bytes in cold {
            out.write_all(bytes)?;
            out.write_all(padding(bytes.len(), ALIGNMENT))?;
        }
        Ok(())
    }

    /// Takes a pool that was written with [`Self::write_cache`] under the same `key`, as it lies in memory or in a
    /// mapped file. The bytes must begin at a multiple of eight, as those of mapped files and of allocators do, and must
    /// not change afterwards: map only files that are replaced, never written to.
    ///
    /// # Errors
    ///
    /// [`CacheError`] if it is another file, or damaged. Nothing that is in the bytes causes more than that.
    ///
    /// # Example
    ///
    /// See [`Self::write_cache`].
    pub fn from_cache(
        bytes: impl AsRef<[u8]> + Send + Sync + 'static,
        key: &[u8; 32],
    ) -> Result<Self, CacheError> {
        let storage: Storage = Arc::new(bytes);
        let bytes = (*storage).as_ref();
        let header: Header = match bytes.get(..size_of::<Header>()) {
            Some(header) => bytemuck::pod_read_unaligned(header),
            None => return Err(CacheError::Foreign),
        };
        if header.magic != MAGIC || header.byte_order != BYTE_ORDER {
            return Err(CacheError::Foreign);
        }
        if header.format != FORMAT || header.hash_probe != hash_probe() {
            return Err(CacheError::Format { found: header.format, expected: FORMAT });
        }
        if header.checksum != header.own_checksum() {
            return Err(damaged("its header"));
        }
        if header.key != *key {
            return Err(CacheError::OtherSource);
        }
        let hot = header.hot.range().and_then(|range| bytes.get(range)).ok_or(damaged("its length"))?;
        let is_unchanged = || checksum(hot) == header.hot_checksum;
        let read = || {
            let cold = column(&storage, header.cold)?;
            let sections = header.sections.iter();
            Sections { storage: Arc::clone(&storage), sections }.read(cold, header.cold_checksum)
        };
        // Both look at all of it, and neither minds what the other finds.
        let (is_unchanged, pool) = join(hot.len() >= THREAD_BYTES, is_unchanged, read);
        if is_unchanged { pool } else { Err(damaged("the checksum")) }
    }

    fn hot_sections<'a>(&'a self, facts: &'a [u8]) -> [&'a [u8]; HOT_SECTIONS] {
        let (text, text_ends, slots) = self.strings.columns();
        let (dependencies, code) = self.dependencies.columns();
        let Index { provides, by_name, by_path } = &self.index;
        let Relations {
            candidates,
            requires,
            required_by,
            satisfies,
            excludes,
            clause_heads,
            clause_literals,
            occurrences,
            dependency_of,
            broken_in_base,
        } = &self.relations;
        let mut sections = Vec::with_capacity(HOT_SECTIONS);
        sections.extend([facts, text, raw(text_ends), raw(slots), raw(dependencies), raw(&self.packages)]);
        sections.extend(raw_groups(code));
        sections.extend(raw_groups(&self.lists));
        sections.extend(raw_groups(provides));
        sections.extend(raw_groups(by_name));
        sections.extend(raw_groups(candidates));
        sections.extend(raw_groups(requires));
        sections.extend(raw_groups(required_by));
        sections.extend(raw_groups(satisfies));
        sections.extend(raw_groups(excludes));
        sections.extend(raw_groups(clause_literals));
        sections.extend(raw_groups(occurrences));
        sections.extend([raw(clause_heads), raw(dependency_of), raw(broken_in_base), raw(by_path)]);
        sections.try_into().expect("HOT_SECTIONS is their number")
    }

    fn cold_sections(&self) -> [&[u8]; COLD_SECTIONS] {
        let Cold { text, ends, fields, numbers, files, .. } = &self.cold;
        let [file_starts, file_values] = raw_groups(files);
        [text, raw(ends), raw(fields), raw(numbers), file_starts, file_values]
    }

    /// What does not lie in arrays, written down: the architecture, the repositories, the base, the warnings.
    fn facts(&self) -> Vec<u8> {
        let mut facts = Facts::default();
        facts.text(self.policy.arch().unwrap_or_default());
        facts.number(self.base.map_or(0, |base| base.index() as u32 + 1));
        facts.number(self.repositories.len() as u32);
        for repository in &self.repositories {
            let Repository { id, options, packages, has_file_lists } = repository;
            facts.text(id);
            facts.number(options.priority as u32);
            facts.number(options.sub_priority as u32);
            let flags = [options.add_own_name, options.module_hotfixes, *has_file_lists];
            facts.number(flags.iter().fold(0, |bits, &flag| bits << 1 | u32::from(flag)));
            facts.number(packages.start.0);
            facts.number(packages.end.0);
        }
        facts.number(self.warnings.len() as u32);
        self.warnings.iter().for_each(|warning| facts.text(warning));
        facts.bytes
    }
}

fn damaged(part: &'static str) -> CacheError {
    CacheError::Damaged { part }
}

fn padding(length: usize, multiple: usize) -> &'static [u8] {
    &[0; PAGE][..length.next_multiple_of(multiple) - length]
}

fn raw<T: NoUninit>(values: &[T]) -> &[u8] {
    bytemuck::cast_slice(values)
}

fn raw_groups<K: Key, V: Pod + Send + Sync>(groups: &Groups<K, V>) -> [&[u8]; 2] {
    [raw(groups.starts()), raw(groups.values())]
}

fn column<T: Pod + Send + Sync>(storage: &Storage, section: Section) -> Result<Column<T>, CacheError> {
    let range = section.range().ok_or(damaged("a place"))?;
    Column::part_of(storage, range).ok_or(damaged("a place"))
}

/// The arrays of a file, one after the other.
struct Sections<'a> {
    storage: Storage,
    sections: std::slice::Iter<'a, Section>,
}

impl Sections<'_> {
    fn read(mut self, cold_bytes: Column<u8>, cold_checksum: u64) -> Result<Pool, CacheError> {
        let facts = self.column::<u8>()?;
        let strings = Strings::from_columns(self.column()?, self.column()?, self.column()?)
            .ok_or(damaged("the table of strings"))?;
        let dependencies = self.column::<PackedDependency>()?;
        let packages = self.column::<PackageRow>()?;
        let dependencies = Dependencies::from_columns(dependencies, self.groups()?, strings.len())
            .ok_or(damaged("the table of dependencies"))?;
        let lists: Groups<super::List, DependencyId> = self.groups()?;
        let (provides, by_name) = (self.groups()?, self.groups()?);
        let mut relations = Relations {
            candidates: self.groups()?,
            requires: self.groups()?,
            required_by: self.groups()?,
            satisfies: self.groups()?,
            excludes: self.groups()?,
            clause_literals: self.groups()?,
            occurrences: self.groups()?,
            ..Relations::default()
        };
        relations.clause_heads = self.column()?;
        relations.dependency_of = self.column()?;
        relations.broken_in_base = self.column()?;
        let index = Index { provides, by_name, by_path: self.column()? };
        let cold = Cold {
            text: self.column()?,
            ends: self.column()?,
            fields: self.column()?,
            numbers: self.column()?,
            files: Groups::from_unchecked_columns(self.column()?, self.column()?),
            checksum: Some(cold::Checksum {
                bytes: cold_bytes,
                expected: cold_checksum,
                is_kept: OnceLock::new(),
            }),
        };
        let facts = Facts::read(&facts).ok_or(damaged("the list of repositories"))?;
        let bounds = Bounds {
            strings: strings.len(),
            dependencies: dependencies.len(),
            packages: packages.len(),
            repositories: facts.repositories.len(),
        };
        bounds.check(&packages, &lists, &index, &relations)?;
        let is_inside = |repository: &Repository| {
            let Range { start, end } = &repository.packages;
            start <= end && end.index() <= packages.len()
        };
        if !facts.repositories.iter().all(is_inside) {
            return Err(damaged("the list of repositories"));
        }
        Ok(Pool {
            policy: facts.policy,
            repositories: facts.repositories,
            base: facts.base,
            strings,
            dependencies,
            packages,
            lists,
            cold,
            index,
            relations,
            warnings: facts.warnings,
            baseline: OnceLock::new(),
            choices: Default::default(),
            updates: Default::default(),
        })
    }

    fn column<T: Pod + Send + Sync>(&mut self) -> Result<Column<T>, CacheError> {
        let section = self.sections.next().ok_or(damaged("the number of its parts"))?;
        column(&self.storage, *section)
    }

    fn groups<K: Key, V: Pod + Send + Sync>(&mut self) -> Result<Groups<K, V>, CacheError> {
        Groups::from_columns(self.column()?, self.column()?).ok_or(damaged("a list of lists"))
    }
}

/// How many there are of each thing that numbers stand for.
struct Bounds {
    strings: usize,
    dependencies: usize,
    packages: usize,
    repositories: usize,
}

impl Bounds {
    /// Compares every number that is used as an index with what it indexes.
    fn check(
        &self,
        packages: &[PackageRow],
        lists: &Groups<super::List, DependencyId>,
        index: &Index,
        relations: &Relations,
    ) -> Result<(), CacheError> {
        let requirements = relations.candidates.len();
        let clauses = relations.clause_heads.len();
        let is_package = |id: SolvableId| id.index() < self.packages;
        let is_string = |id: StringId| id.index() < self.strings;
        let are_packages_sound = all(packages, |row| {
            is_string(row.name)
                && is_string(row.evr)
                && is_string(row.arch)
                && is_string(row.vendor)
                && row.repository.index() < self.repositories
        });
        let are_heads_sound = all(&relations.clause_heads, |head| {
            is_package(head.owner) && head.dependency.index() < self.dependencies
        });
        let are_broken_sound = all(&relations.broken_in_base, |broken| {
            is_package(broken.package) && broken.dependency.index() < self.dependencies
        });
        let are_providers_sound = all(index.provides.values(), |provider: &Provider| {
            is_package(provider.package) && provider.constraint.is_sound(self.strings)
        });
        let is_sound = are_packages_sound
            && are_heads_sound
            && are_broken_sound
            && are_providers_sound
            && lists.len() == self.packages * RelationKind::ALL.len()
            && relations.clause_literals.len() == clauses
            && relations.dependency_of.len() == requirements
            && below(lists.values(), self.dependencies)
            && below(index.by_name.values(), self.packages)
            && all(&index.by_path, |owner| is_string(owner.path) && is_package(owner.package))
            && below(relations.candidates.values(), self.packages)
            && below(relations.requires.values(), requirements)
            && below(relations.required_by.values(), self.packages)
            && below(relations.satisfies.values(), requirements)
            && below(relations.excludes.values(), self.packages)
            && all(relations.clause_literals.values(), |literal| is_package(literal.solvable()))
            && below(relations.occurrences.values(), clauses)
            && below(&relations.dependency_of, self.dependencies);
        if is_sound { Ok(()) } else { Err(damaged("a number in it")) }
    }
}

/// Whether all of many are so. It looks at all of them, also when it could stop: without branches that is faster.
fn all<T>(values: &[T], is_so: impl Fn(&T) -> bool) -> bool {
    values.iter().fold(true, |so_far, value| so_far & is_so(value))
}

/// Whether all numbers are below a bound.
fn below<T: Key>(values: &[T], bound: usize) -> bool {
    all(values, |value| value.index() < bound)
}

/// Texts and numbers one after the other.
#[derive(Default)]
struct Facts {
    bytes: Vec<u8>,
}

/// What [`Pool::facts`] writes down.
struct KnownFacts {
    policy: ArchPolicy,
    base: Option<RepositoryId>,
    repositories: Vec<Repository>,
    warnings: Vec<String>,
}

impl Facts {
    fn number(&mut self, number: u32) {
        self.bytes.extend(number.to_ne_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u32);
        self.bytes.extend(text.as_bytes());
    }

    fn read(mut bytes: &[u8]) -> Option<KnownFacts> {
        let input = &mut bytes;
        let policy = match read_text(input)?.as_str() {
            "" => ArchPolicy::any(),
            arch => ArchPolicy::new(arch),
        };
        let base = read_number(input)?.checked_sub(1);
        let mut repositories = Vec::new();
        for _ in 0..read_number(input)? {
            let id = read_text(input)?;
            let (priority, sub_priority) = (read_number(input)? as i32, read_number(input)? as i32);
            let flags = read_number(input)?;
            let options = RepositoryOptions {
                priority,
                sub_priority,
                add_own_name: flags & 4 != 0,
                module_hotfixes: flags & 2 != 0,
            };
            let packages = SolvableId(read_number(input)?)..SolvableId(read_number(input)?);
            repositories.push(Repository { id, options, packages, has_file_lists: flags & 1 != 0 });
        }
        let base = match base {
            Some(base) if (base as usize) < repositories.len() => {
                Some(RepositoryId(u16::try_from(base).ok()?))
            }
            Some(_) => return None,
            None => None,
        };
        let mut warnings = Vec::new();
        for _ in 0..read_number(input)? {
            warnings.push(read_text(input)?);
        }
        Some(KnownFacts { policy, base, repositories, warnings })
    }
}

fn read_number(input: &mut &[u8]) -> Option<u32> {
    let (number, rest) = input.split_first_chunk()?;
    *input = rest;
    Some(u32::from_ne_bytes(*number))
}

fn read_text(input: &mut &[u8]) -> Option<String> {
    let length = read_number(input)? as usize;
    let (text, rest) = input.split_at_checked(length)?;
    *input = rest;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PoolBuilder;
    use crate::metadata::{Field, PackageRecord};

    fn pool() -> Pool {
        let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
        let repository = builder.add_repository("demo", RepositoryOptions::default());
        let mut record = PackageRecord::default();
        for number in 0..20 {
            record.clear();
            record.set(Field::Name, &format!("package{number}"));
            record.set(Field::Evr, "1-1");
            record.set(Field::Arch, "x86_64");
            record.set(Field::Summary, "a package");
            let needs = format!("package{}", (number + 1) % 20);
            record.add_relation(RelationKind::Requires, &needs, None, false);
            let rich = format!("({needs} if (package3 and package4) else (package5 or package6))");
            record.add_relation(RelationKind::Requires, &rich, None, false);
            record.add_relation(RelationKind::Conflicts, "package19", None, false);
            builder.add_package(repository, &record).expect("it is small");
        }
        builder.build().expect("it is small")
    }

    /// Looks at everything.
    fn look_at(pool: &Pool) -> usize {
        let mut length = pool.names().len();
        for solvable in pool.solvables() {
            length +=
                solvable.nevra().len() + solvable.field(Field::Summary).len() + solvable.files().count();
            for kind in RelationKind::ALL {
                length += solvable.relations(kind).map(|text| text.len()).sum::<usize>();
            }
            length += pool.named(solvable.name()).count() + pool.excluded_with(solvable.id()).len();
        }
        for clause in pool.relations.clauses() {
            length += pool.relations.clause(clause).literals.len();
        }
        for dependency in 0..pool.dependencies.len() {
            length += pool.providers(DependencyId(dependency as u32)).len();
        }
        length
    }

    /// Makes a file's checksums right.
    fn seal(bytes: &mut [u8]) {
        let mut header: Header = bytemuck::pod_read_unaligned(&bytes[..size_of::<Header>()]);
        let part = |section: Section| section.range().and_then(|range| bytes.get(range)).map_or(0, checksum);
        (header.hot_checksum, header.cold_checksum) = (part(header.hot), part(header.cold));
        header.checksum = header.own_checksum();
        bytes[..size_of::<Header>()].copy_from_slice(bytemuck::bytes_of(&header));
    }

    /// A small generator of numbers, the same everywhere.
    fn next(state: &mut u64) -> usize {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as usize
    }

    #[test]
    fn a_hostile_file_is_refused_or_harmless() {
        let mut good = Vec::new();
        pool().write_cache(&[0; 32], &mut good).expect("memory takes it");
        let (mut state, mut taken) = (1, 0);
        for _ in 0..20_000 {
            let mut bad = good.clone();
            for _ in 0..=next(&mut state) % 3 {
                let place = next(&mut state) % (bad.len() / 4) * 4;
                let word = match next(&mut state) % 4 {
                    0 => next(&mut state) as u32,
                    1 => (next(&mut state) % 64) as u32,
                    2 => u32::MAX,
                    _ => 1 << (next(&mut state) % 32),
                };
                bad[place..place + 4].copy_from_slice(&word.to_ne_bytes());
            }
            seal(&mut bad);
            if let Ok(pool) = Pool::from_cache(bad, &[0; 32]) {
                look_at(&pool);
                taken += 1;
            }
        }
        assert!(taken > 1000, "only {taken} were looked at: are they all refused for something else?");
    }
}
