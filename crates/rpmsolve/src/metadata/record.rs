//! One package as its metadata describe it: the form in which every reader (primary.xml, testtags, rpm
//! headers) hands packages to the pool. One record is reused for a whole repository, so that reading
//! costs no allocation per attribute: all text lies in one buffer, and fields are spans of it.

use crate::capability::Comparison;
use crate::pool::{Hashed, hash};

/// Which of a package's eight relation lists a relation belongs to.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::RelationKind;
///
/// assert_eq!(RelationKind::ALL.len(), 8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationKind {
    /// What the package offers.
    Provides,
    /// What must be present for it to work.
    Requires,
    /// What must not be present beside it.
    Conflicts,
    /// Package names (not provides) that it replaces.
    Obsoletes,
    /// Installed with it by default when possible.
    Recommends,
    /// Orders choices only.
    Suggests,
    /// The reverse of Recommends: installed by default when what it names is present.
    Supplements,
    /// The reverse of Suggests.
    Enhances,
}

impl RelationKind {
    /// All eight, in the order of the enumeration.
    pub const ALL: [Self; 8] = [
        Self::Provides,
        Self::Requires,
        Self::Conflicts,
        Self::Obsoletes,
        Self::Recommends,
        Self::Suggests,
        Self::Supplements,
        Self::Enhances,
    ];
}

/// A text field of a [`PackageRecord`] that occurs at most once.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{Field, PackageRecord};
///
/// let mut record = PackageRecord::default();
/// record.set(Field::License, "MIT");
/// assert_eq!(record.field(Field::License), "MIT");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named after the elements of primary.xml")]
pub enum Field {
    Name,
    Arch,
    /// `[epoch:]version[-release]`, epoch left out when it is 0.
    Evr,
    Summary,
    Description,
    Packager,
    Url,
    /// `href` of `<location>`, relative to the repository or to `LocationBase`.
    Location,
    /// `xml:base` of `<location>`.
    LocationBase,
    /// `sha256`, `sha1` …
    ChecksumType,
    /// Lower-case hexadecimal.
    Checksum,
    License,
    Vendor,
    Group,
    BuildHost,
    SourceRpm,
}

/// One relation of a package: a capability, or a rich dependency if `name` begins with `(`.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{PackageRecord, RelationKind};
///
/// let mut record = PackageRecord::default();
/// record.add_relation(RelationKind::Requires, "bash", None, true);
/// let relation = record.relations(RelationKind::Requires).next().expect("it was just added");
/// assert_eq!((relation.name, relation.pre), ("bash", true));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation<'a> {
    /// The capability's name, or the whole text of a rich dependency.
    pub name: &'a str,
    /// The version constraint: comparison and `[epoch:]version[-release]` (epoch 0 left out).
    pub constraint: Option<(Comparison, &'a str)>,
    /// `pre="1"`: needed by a scriptlet. Matters to ordering only.
    pub pre: bool,
}

/// What a path in a package's file list is.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{FileKind, PackageRecord};
///
/// let mut record = PackageRecord::default();
/// record.add_file(FileKind::Directory, "/etc/hello");
/// assert_eq!(record.files().next(), Some((FileKind::Directory, "/etc/hello")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A file, symbolic link or anything else that is not one of the others.
    File,
    /// A directory.
    Directory,
    /// `%ghost`: owned, but not in the payload.
    Ghost,
}

/// A part of a record's text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }
}

/// A relation by itself, with the hashes under which its name and its version are interned; the readers, which may be
/// many, work them out for the one that interns.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    name: String,
    name_hash: u32,
    comparison: Option<Comparison>,
    evr: String,
    evr_hash: u32,
    pre: bool,
}

impl Entry {
    /// Makes it another one. Without a version there is no constraint.
    pub(super) fn set(
        &mut self,
        name: &str,
        comparison: Option<Comparison>,
        write_evr: impl FnOnce(&mut String),
        pre: bool,
    ) {
        self.name.clear();
        self.name.push_str(name);
        self.evr.clear();
        if comparison.is_some() {
            write_evr(&mut self.evr);
        }
        self.comparison = comparison.filter(|_| !self.evr.is_empty());
        (self.name_hash, self.evr_hash) = (hash(self.name.as_bytes()), hash(self.evr.as_bytes()));
        self.pre = pre;
    }
}

#[derive(Clone, Debug)]
struct RelationSpan {
    name: Span,
    name_hash: u32,
    comparison: Option<Comparison>,
    evr: Span,
    evr_hash: u32,
    pre: bool,
}

/// A package's metadata, borrowed text and all. See the module's head.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{Field, PackageRecord, RelationKind};
///
/// let mut record = PackageRecord::default();
/// record.set(Field::Name, "hello");
/// record.set(Field::Evr, "2.10-1");
/// record.add_relation(RelationKind::Requires, "libc.so.6()(64bit)", None, false);
/// assert_eq!(record.field(Field::Name), "hello");
/// assert_eq!(record.relations(RelationKind::Requires).count(), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct PackageRecord {
    text: String,
    fields: [Span; 16],
    relations: [Vec<RelationSpan>; 8],
    files: Vec<(FileKind, Span)>,
    memory_bytes: usize,
    /// Size of the .rpm file in bytes.
    pub size_download_bytes: u64,
    /// Bytes that the installed files take.
    pub size_installed_bytes: u64,
    /// Bytes of the uncompressed payload archive.
    pub size_archive_bytes: u64,
    /// When the .rpm file was written, in seconds since 1970.
    pub time_file: u64,
    /// When the package was built, in seconds since 1970.
    pub time_build: u64,
    /// Where the header lies in the .rpm file, as byte offsets.
    pub header_range: Option<(u64, u64)>,
}

/// Nine of ten packages have less metadata.
const KEPT_BYTES: usize = 8 * 1024;

impl PackageRecord {
    /// Empties the record and keeps its memory for the next package, unless that is far more than most packages need.
    pub fn clear(&mut self) {
        if self.memory_bytes > KEPT_BYTES {
            *self = Self::default();
            return;
        }
        let Self { text, relations, files, .. } = std::mem::take(self);
        *self = Self { text, relations, files, ..Self::default() };
        self.text.clear();
        self.relations.iter_mut().for_each(Vec::clear);
        self.files.clear();
    }

    /// Sets a field; the last value wins.
    pub fn set(&mut self, field: Field, value: &str) {
        self.fields[field as usize] = self.append(value);
    }

    /// The value of a field, empty if it was never set.
    pub fn field(&self, field: Field) -> &str {
        self.slice(self.fields[field as usize])
    }

    /// Adds a relation; `constraint` is a comparison and `[epoch:]version[-release]`.
    pub fn add_relation(
        &mut self,
        kind: RelationKind,
        name: &str,
        constraint: Option<(Comparison, &str)>,
        pre: bool,
    ) {
        let (comparison, evr) = match constraint {
            Some((comparison, evr)) if !evr.is_empty() => (Some(comparison), evr),
            _ => (None, ""),
        };
        self.push(kind, Hashed::new(name), comparison, Hashed::new(evr), pre);
    }

    /// The same for one that has been read before.
    pub(super) fn add_entry(&mut self, kind: RelationKind, entry: &Entry) {
        let name = Hashed { text: &entry.name, hash: entry.name_hash };
        let evr = Hashed { text: &entry.evr, hash: entry.evr_hash };
        self.push(kind, name, entry.comparison, evr, entry.pre);
    }

    fn push(
        &mut self,
        kind: RelationKind,
        name: Hashed<'_>,
        comparison: Option<Comparison>,
        evr: Hashed<'_>,
        pre: bool,
    ) {
        let (name_hash, evr_hash) = (name.hash, evr.hash);
        let (name, evr) = (self.append(name.text), self.append(evr.text));
        let span = RelationSpan { name, name_hash, comparison, evr, evr_hash, pre };
        self.relations[kind as usize].push(span);
        self.memory_bytes += size_of::<RelationSpan>();
    }

    /// The relations of one list, in the order in which they were added.
    pub fn relations(&self, kind: RelationKind) -> impl Iterator<Item = Relation<'_>> {
        self.relations[kind as usize].iter().map(|span| Relation {
            name: self.slice(span.name),
            constraint: span.comparison.map(|comparison| (comparison, self.slice(span.evr))),
            pre: span.pre,
        })
    }

    /// The same with their hashes: name and constraint.
    pub(crate) fn hashed_relations(
        &self,
        kind: RelationKind,
    ) -> impl Iterator<Item = (Hashed<'_>, Option<(Comparison, Hashed<'_>)>)> {
        self.relations[kind as usize].iter().map(|span| {
            let evr = Hashed { text: self.slice(span.evr), hash: span.evr_hash };
            let name = Hashed { text: self.slice(span.name), hash: span.name_hash };
            (name, span.comparison.map(|comparison| (comparison, evr)))
        })
    }

    /// Adds a path of the file list.
    pub fn add_file(&mut self, kind: FileKind, path: &str) {
        let path = self.append(path);
        self.files.push((kind, path));
        self.memory_bytes += size_of::<(FileKind, Span)>();
    }

    /// The file list, in the order in which it was added.
    pub fn files(&self) -> impl Iterator<Item = (FileKind, &str)> {
        self.files.iter().map(|&(kind, path)| (kind, self.slice(path)))
    }

    /// About how much memory the record's content takes.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.memory_bytes
    }

    /// `name-[epoch:]version-release.arch`, for messages.
    pub fn nevra(&self) -> String {
        format!("{}-{}.{}", self.field(Field::Name), self.field(Field::Evr), self.field(Field::Arch))
    }

    fn append(&mut self, value: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(value);
        self.memory_bytes += value.len();
        Span::new(start, self.text.len())
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }
}
