//! One package as its metadata describe it: the form in which every reader (primary.xml, testtags, rpm
//! headers) hands packages to the pool. One record is reused for a whole repository, so that reading
//! costs no allocation per attribute: all text lies in one buffer, and fields are spans of it.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// A relation as it lies in a record, with the hashes under which its name and its version are interned; the readers,
/// which may be many, work them out for the one that interns.
#[derive(Clone, Copy, Debug)]
pub(super) struct RelationSpan {
    kind: RelationKind,
    comparison: Option<Comparison>,
    pre: bool,
    name: Span,
    name_hash: u32,
    evr: Span,
    evr_hash: u32,
    mark: Mark,
}

/// Stands for what a relation says: two with the same mark say the same, as long as the process lives. Those that were
/// read one by one have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark(u64);

impl Mark {
    /// A mark is the number of its reader above so many bits, and below them counts what that one has read.
    const COUNT_BITS: u32 = 40;

    /// Where the marks of another reader begin.
    pub(super) fn of_new_reader() -> Self {
        static READERS: AtomicU64 = AtomicU64::new(0);
        Self(READERS.fetch_add(1, Ordering::Relaxed) << Self::COUNT_BITS)
    }

    pub(super) fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// One of `count` places; those of marks that follow each other do so too.
    pub(crate) fn place(self, count: usize) -> Option<usize> {
        (self.0 > 0).then_some(self.0 as usize % count)
    }
}

/// A relation, to be interned.
pub(crate) struct HashedRelation<'a> {
    pub(crate) name: Hashed<'a>,
    pub(crate) constraint: Option<(Comparison, Hashed<'a>)>,
    pub(crate) mark: Mark,
}

/// What a record's spans are parts of. Packages that were read together share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    text: String,
    relations: Vec<RelationSpan>,
    files: Vec<(FileKind, Span)>,
}

/// Nearly always there is less.
const KEPT_BYTES: usize = 256 * 1024;

impl Content {
    /// Empties it, and keeps the memory, unless that is far more than is needed mostly.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.relations.clear();
        self.files.clear();
        self.text.shrink_to(KEPT_BYTES);
        self.relations.shrink_to(KEPT_BYTES / size_of::<RelationSpan>());
        self.files.shrink_to(KEPT_BYTES / size_of::<(FileKind, Span)>());
    }
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
    content: Content,
    fields: [Span; 16],
    /// Which of the content's relations and files are this package's.
    relations: Range<usize>,
    files: Range<usize>,
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

impl PackageRecord {
    /// Empties the record and keeps its memory for the next package, unless that is far more than most packages need.
    pub fn clear(&mut self) {
        let mut content = std::mem::take(&mut self.content);
        content.clear();
        *self = Self::filling(content);
    }

    /// Takes the package out, without the content, which stays here; the next package's will follow it.
    pub(super) fn take_package(&mut self) -> Self {
        let next = Self::filling(std::mem::take(&mut self.content));
        std::mem::replace(self, next)
    }

    /// An empty record that puts everything into a content.
    pub(super) fn filling(content: Content) -> Self {
        let (relations, files) = (content.relations.len(), content.files.len());
        Self { content, relations: relations..relations, files: files..files, ..Self::default() }
    }

    /// Exchanges what the record's spans are parts of.
    pub(super) fn swap_content(&mut self, content: &mut Content) {
        std::mem::swap(&mut self.content, content);
    }

    /// Sets a field; the last value wins.
    pub fn set(&mut self, field: Field, value: &str) {
        self.set_parts(field, [value]);
    }

    /// The same for a value in parts.
    pub(super) fn set_parts<const PARTS: usize>(&mut self, field: Field, parts: [&str; PARTS]) {
        self.fields[field as usize] = self.append(parts);
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
        self.add_marked(
            kind,
            name,
            constraint.map(|(comparison, evr)| (comparison, [evr])),
            pre,
            Mark::default(),
        );
    }

    /// The same for a version in parts, and a mark for what it says. Returns how it lies here.
    pub(super) fn add_marked<const PARTS: usize>(
        &mut self,
        kind: RelationKind,
        name: &str,
        constraint: Option<(Comparison, [&str; PARTS])>,
        pre: bool,
        mark: Mark,
    ) -> RelationSpan {
        let name_hash = hash(name.as_bytes());
        let name = self.append([name]);
        let (comparison, parts) =
            constraint.map_or((None, [""; PARTS]), |(comparison, evr)| (Some(comparison), evr));
        let evr = self.append(parts);
        let comparison = comparison.filter(|_| evr.start < evr.end);
        let evr_hash = hash(self.slice(evr).as_bytes());
        let span = RelationSpan { kind, comparison, pre, name, name_hash, evr, evr_hash, mark };
        self.add_again(kind, span);
        span
    }

    /// Adds a relation that lies here already.
    #[inline]
    pub(super) fn add_again(&mut self, kind: RelationKind, span: RelationSpan) {
        self.content.relations.push(RelationSpan { kind, ..span });
        self.relations.end += 1;
        self.memory_bytes += size_of::<RelationSpan>();
    }

    /// The relations of one list, in the order in which they were added.
    pub fn relations(&self, kind: RelationKind) -> impl Iterator<Item = Relation<'_>> {
        self.spans(kind).map(|span| Relation {
            name: self.slice(span.name),
            constraint: span.comparison.map(|comparison| (comparison, self.slice(span.evr))),
            pre: span.pre,
        })
    }

    /// The same, ready to be interned.
    pub(crate) fn hashed_relations(&self, kind: RelationKind) -> impl Iterator<Item = HashedRelation<'_>> {
        self.spans(kind).map(|span| {
            let evr = Hashed { text: self.slice(span.evr), hash: span.evr_hash };
            HashedRelation {
                name: Hashed { text: self.slice(span.name), hash: span.name_hash },
                constraint: span.comparison.map(|comparison| (comparison, evr)),
                mark: span.mark,
            }
        })
    }

    fn spans(&self, kind: RelationKind) -> impl Iterator<Item = &RelationSpan> {
        self.content.relations[self.relations.clone()].iter().filter(move |span| span.kind == kind)
    }

    /// Adds a path of the file list.
    pub fn add_file(&mut self, kind: FileKind, path: &str) {
        let path = self.append([path]);
        self.content.files.push((kind, path));
        self.files.end += 1;
        self.memory_bytes += size_of::<(FileKind, Span)>();
    }

    /// The file list, in the order in which it was added.
    pub fn files(&self) -> impl Iterator<Item = (FileKind, &str)> {
        self.content.files[self.files.clone()].iter().map(|&(kind, path)| (kind, self.slice(path)))
    }

    /// About how much memory the record's content takes.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.memory_bytes
    }

    /// `name-[epoch:]version-release.arch`, for messages.
    pub fn nevra(&self) -> String {
        format!("{}-{}.{}", self.field(Field::Name), self.field(Field::Evr), self.field(Field::Arch))
    }

    fn append<const PARTS: usize>(&mut self, parts: [&str; PARTS]) -> Span {
        let text = &mut self.content.text;
        let start = text.len();
        parts.iter().for_each(|part| text.push_str(part));
        self.memory_bytes += text.len() - start;
        Span::new(start, text.len())
    }

    fn slice(&self, span: Span) -> &str {
        &self.content.text[span.start as usize..span.end as usize]
    }
}
