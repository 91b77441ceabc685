//! primary.xml: every package of a repository with all that a solver needs (createrepo_c, xml_dump_primary.c).

use std::borrow::Cow;
use std::io::BufRead;
use std::mem;

use super::MetadataError;
use super::by_heart::{self, LINES, Meaning};
use super::entry::{Entry, EvrParts};
use super::record::{Content, Field, FileKind, Mark, PackageRecord, RelationKind, RelationSpan};
use super::xml::{self, Element, Token};
use crate::pool::hash;

/// Reads primary.xml, unpacked, and hands over one package after the other. The record is reused: what is to be
/// kept must be copied. `file` is the file's name, for messages.
///
/// Returns how many packages there were. Their order is the file's.
///
/// # Errors
///
/// [`MetadataError`] if the file is not XML, is cut off, or a package has no name, architecture or version; and
/// whatever `on_package` fails with.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{Field, MetadataError, read_primary};
///
/// let xml = br#"<metadata packages="1"><package type="rpm"><name>hello</name><arch>x86_64</arch>
///               <version epoch="0" ver="2.10" rel="1"/></package></metadata>"#;
/// let mut names = Vec::new();
/// let count = read_primary(&xml[..], "primary.xml", |package| {
///     names.push(package.nevra());
///     Ok::<(), MetadataError>(())
/// })?;
/// assert_eq!((count, names), (1, vec!["hello-2.10-1.x86_64".to_owned()]));
/// # Ok::<(), MetadataError>(())
/// ```
pub fn read_primary<E: From<MetadataError>>(
    input: impl BufRead,
    file: &str,
    mut on_package: impl FnMut(&PackageRecord) -> Result<(), E>,
) -> Result<u64, E> {
    let mut reader = PrimaryReader::new(file);
    xml::read::<E>(input, file, ROOT, |token| reader.hand_over(token, &mut on_package))?;
    Ok(reader.count)
}

/// The root element.
pub(super) const ROOT: &str = "metadata";

/// The largest packages' metadata, with a hundred thousand files, take 20 MB.
const PACKAGE_MAX_BYTES: usize = 256 * 1024 * 1024;

/// Makes packages of tokens.
pub(super) struct PrimaryReader<'f> {
    file: &'f str,
    in_package: bool,
    /// How many packages there were.
    pub(super) count: u64,
    record: PackageRecord,
    /// The relation list that is open.
    list: Option<RelationKind>,
    file_kind: FileKind,
    /// Which of [`LINES`] comes next.
    line: usize,
    /// Entries that were read before, each at the place of its hash.
    entries: Box<[Memo]>,
    /// The mark that was given last.
    mark: Mark,
    /// How often the record has been emptied.
    emptied: u64,
}

/// How many entries are remembered, and of which length at most: nearly all are shorter, and what is remembered must be
/// small whatever a file holds.
const ENTRIES: usize = 1 << 10;
const ENTRY_MAX_BYTES: usize = 512;

/// What the attributes of an entry mean. Packages have most of theirs in common with those around them, and to compare
/// is faster than to read.
#[derive(Clone, Default)]
struct Memo {
    attributes: String,
    mark: Mark,
    /// How the entry lies in the record, if it does: since the record was emptied the last time.
    span: Option<(u64, RelationSpan)>,
}

impl<'f> PrimaryReader<'f> {
    pub(super) fn new(file: &'f str) -> Self {
        Self {
            file,
            in_package: false,
            count: 0,
            record: PackageRecord::default(),
            list: None,
            file_kind: FileKind::File,
            line: 0,
            entries: vec![Memo::default(); ENTRIES].into_boxed_slice(),
            mark: Mark::of_new_reader(),
            emptied: 0,
        }
    }

    /// Takes the next token, and hands over the package that ends with it, if one does.
    pub(super) fn hand_over<E: From<MetadataError>>(
        &mut self,
        token: Token<'_>,
        on_package: impl FnOnce(&PackageRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.take(token)? {
            on_package(&self.record)?;
            self.record.clear();
            self.emptied += 1;
        }
        Ok(())
    }

    /// Reads packages that are to share a content: `read` is given this reader, and [`Self::take_package`] has them.
    pub(super) fn fill<T>(&mut self, content: &mut Content, read: impl FnOnce(&mut Self) -> T) -> T {
        self.record = PackageRecord::filling(mem::take(content));
        self.emptied += 1;
        let result = read(self);
        self.record.swap_content(content);
        result
    }

    /// The package that has been read, without its content.
    pub(super) fn take_package(&mut self) -> PackageRecord {
        self.record.take_package()
    }

    /// Takes the next token. Whether a package ends with it.
    #[inline]
    pub(super) fn take(&mut self, token: Token<'_>) -> Result<bool, MetadataError> {
        match token {
            Token::Open(element) if self.in_package => self.open(&element)?,
            Token::Open(element) => {
                self.in_package = element.name == "package";
                self.line = 0;
            }
            Token::Close { name: "package", offset, .. } if self.in_package => {
                self.in_package = false;
                self.count += 1;
                self.check(offset)?;
                return Ok(true);
            }
            Token::Close { name, text, offset } if self.in_package => {
                self.close(name, text);
                self.check_size(offset)?;
            }
            Token::Close { .. } => {}
        }
        Ok(false)
    }

    fn open(&mut self, element: &Element<'_>) -> Result<(), MetadataError> {
        let (file, offset) = (self.file, element.offset);
        let number = |name, value: &str| xml::number(file, name, offset, value);
        let record = &mut self.record;
        match element.name {
            "entry" => self.relation(element),
            "file" => {
                self.file_kind = FileKind::File;
                let kind = &mut self.file_kind;
                element.for_each_attribute(|name, value| {
                    *kind = match (name, value.as_ref()) {
                        ("type", "dir") => FileKind::Directory,
                        ("type", "ghost") => FileKind::Ghost,
                        _ => *kind,
                    };
                    Ok(())
                })
            }
            "version" => self.version(element),
            "checksum" => match element.attribute("type")? {
                Some(algorithm) => {
                    record.set(Field::ChecksumType, &algorithm);
                    Ok(())
                }
                None => Err(self.invalid("checksum", offset, "has no type")),
            },
            "location" => element.for_each_attribute(|name, value| {
                match name {
                    "href" => record.set(Field::Location, &value),
                    "base" => record.set(Field::LocationBase, &value),
                    _ => {}
                }
                Ok(())
            }),
            "size" => element.for_each_attribute(|name, value| {
                match name {
                    "package" => record.size_download_bytes = number("size", &value)?,
                    "installed" => record.size_installed_bytes = number("size", &value)?,
                    "archive" => record.size_archive_bytes = number("size", &value)?,
                    _ => {}
                }
                Ok(())
            }),
            "time" => element.for_each_attribute(|name, value| {
                match name {
                    "file" => record.time_file = number("time", &value)?,
                    "build" => record.time_build = number("time", &value)?,
                    _ => {}
                }
                Ok(())
            }),
            "header-range" => {
                let (mut start, mut end) = (0, 0);
                element.for_each_attribute(|name, value| {
                    match name {
                        "start" => start = number("header-range", &value)?,
                        "end" => end = number("header-range", &value)?,
                        _ => {}
                    }
                    Ok(())
                })?;
                record.header_range = Some((start, end));
                Ok(())
            }
            name => {
                if let Some(list) = list_of(name) {
                    self.list = Some(list);
                }
                Ok(())
            }
        }
    }

    fn close(&mut self, name: &str, text: &str) {
        let field = match name {
            "entry" => return,
            "file" => return self.record.add_file(self.file_kind, text),
            "name" => Field::Name,
            "arch" => Field::Arch,
            "checksum" => Field::Checksum,
            "summary" => Field::Summary,
            "description" => Field::Description,
            "packager" => Field::Packager,
            "url" => Field::Url,
            "license" => Field::License,
            "vendor" => Field::Vendor,
            "group" => Field::Group,
            "buildhost" => Field::BuildHost,
            "sourcerpm" => Field::SourceRpm,
            _ => {
                if self.list.is_some() && list_of(name) == self.list {
                    self.list = None;
                }
                return;
            }
        };
        self.record.set(field, text);
    }

    fn version(&mut self, element: &Element<'_>) -> Result<(), MetadataError> {
        let mut evr = EvrParts::default();
        element.for_each_attribute(|name, value| {
            evr.take(name, value);
            Ok(())
        })?;
        self.record.set_parts(Field::Evr, evr.written());
        Ok(())
    }

    /// Takes the element at the beginning of a text, if it is a line that is known by heart. How long that is.
    #[inline]
    pub(super) fn by_heart(&mut self, text: &str) -> Option<usize> {
        if !self.in_package || self.record.memory_bytes() > PACKAGE_MAX_BYTES {
            return None;
        }
        if let Some(list) = self.list {
            let (attributes, length) = by_heart::entry(text)?;
            self.add_entry(list, attributes, || Entry::regular(attributes).ok_or(())).ok()?;
            return Some(length);
        }
        // Some leave lines out.
        let near = self.line..LINES.len().min(self.line + 3);
        let (number, values, length) = near.into_iter().find_map(|number| {
            let (values, length) = LINES[number].read(text)?;
            Some((number, values, length))
        })?;
        self.line(LINES[number].meaning, values)?;
        // Of files there are many.
        self.line = (number + 1).min(LINES.len() - 1);
        Some(length)
    }

    /// Takes what a line says; `None` if it cannot be what it should.
    #[inline]
    fn line(&mut self, meaning: Meaning, values: [Cow<'_, str>; 3]) -> Option<()> {
        let record = &mut self.record;
        let [first, second, third] = values;
        match meaning {
            Meaning::Text(field) => record.set(field, &first),
            Meaning::File(kind) => record.add_file(kind, &first),
            Meaning::Version => {
                let evr = EvrParts { epoch: first, version: second, release: third };
                record.set_parts(Field::Evr, evr.written());
            }
            Meaning::Checksum => {
                record.set(Field::ChecksumType, &first);
                record.set(Field::Checksum, &second);
            }
            Meaning::Time => {
                (record.time_file, record.time_build) = (first.parse().ok()?, second.parse().ok()?);
            }
            Meaning::Size => {
                record.size_download_bytes = first.parse().ok()?;
                record.size_installed_bytes = second.parse().ok()?;
                record.size_archive_bytes = third.parse().ok()?;
            }
            Meaning::HeaderRange => {
                record.header_range = Some((first.parse().ok()?, second.parse().ok()?));
            }
        }
        Some(())
    }

    fn relation(&mut self, element: &Element<'_>) -> Result<(), MetadataError> {
        let Some(list) = self.list else { return Ok(()) };
        let file = self.file;
        self.add_entry(list, element.attributes, || Entry::read(file, element))
    }

    /// Adds an entry; `read` says what its attributes mean, if that is not known yet.
    #[inline]
    fn add_entry<'e, E>(
        &mut self,
        list: RelationKind,
        attributes: &str,
        read: impl FnOnce() -> Result<Entry<'e>, E>,
    ) -> Result<(), E> {
        if attributes.len() > ENTRY_MAX_BYTES {
            read()?.add(&mut self.record, list, Mark::default());
            return Ok(());
        }
        let memo = &mut self.entries[hash(attributes.as_bytes()) as usize % ENTRIES];
        let is_known = memo.attributes == attributes;
        match memo.span {
            Some((emptied, span)) if is_known && emptied == self.emptied => self.record.add_again(list, span),
            _ => {
                let entry = read()?;
                if !is_known {
                    self.mark = self.mark.next();
                    memo.mark = self.mark;
                    memo.attributes.clear();
                    memo.attributes.push_str(attributes);
                }
                memo.span = Some((self.emptied, entry.add(&mut self.record, list, memo.mark)));
            }
        }
        Ok(())
    }

    /// Holds off a package that is made to exhaust memory.
    fn check_size(&self, offset: u64) -> Result<(), MetadataError> {
        if self.record.memory_bytes() <= PACKAGE_MAX_BYTES {
            return Ok(());
        }
        Err(self.invalid("package", offset, "holds more than any package does"))
    }

    fn check(&mut self, offset: u64) -> Result<(), MetadataError> {
        self.list = None;
        for (field, what) in [(Field::Name, "name"), (Field::Arch, "architecture"), (Field::Evr, "version")] {
            if self.record.field(field).is_empty() {
                return Err(self.invalid("package", offset, &format!("has no {what}")));
            }
        }
        Ok(())
    }

    fn invalid(&self, element: &'static str, offset: u64, reason: &str) -> MetadataError {
        MetadataError::Element { file: self.file.to_owned(), offset, element, reason: reason.to_owned() }
    }
}

fn list_of(element: &str) -> Option<RelationKind> {
    Some(match element {
        "provides" => RelationKind::Provides,
        "requires" => RelationKind::Requires,
        "conflicts" => RelationKind::Conflicts,
        "obsoletes" => RelationKind::Obsoletes,
        "recommends" => RelationKind::Recommends,
        "suggests" => RelationKind::Suggests,
        "supplements" => RelationKind::Supplements,
        "enhances" => RelationKind::Enhances,
        _ => return None,
    })
}
