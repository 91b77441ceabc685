//! primary.xml: every package of a repository with all that a solver needs (createrepo_c, xml_dump_primary.c).

use std::borrow::Cow;
use std::io::BufRead;

use super::MetadataError;
use super::record::{Entry, Field, FileKind, PackageRecord, RelationKind};
use super::xml::{self, Element, Token};
use crate::capability::Comparison;
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
    xml::read::<E>(input, file, ROOT, |token| reader.take(token, |record| on_package(record)))?;
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
    /// Room for a version.
    evr: String,
    /// Entries that were read before, each at the place of its hash.
    entries: Box<[Memo]>,
}

/// How many entries are remembered, and of which length at most: nearly all are shorter, and what is remembered must be
/// small whatever a file holds.
const ENTRIES: usize = 1 << 12;
const ENTRY_MAX_BYTES: usize = 512;

/// What the attributes of an entry mean. Packages have most of theirs in common with those around them, and to compare
/// is faster than to read.
#[derive(Clone, Default)]
struct Memo {
    attributes: String,
    entry: Entry,
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
            evr: String::new(),
            entries: vec![Memo::default(); ENTRIES].into_boxed_slice(),
        }
    }

    /// Takes the next token, and hands over the package that ends with it. The record is emptied for the next one, and
    /// may be exchanged for another.
    pub(super) fn take<E: From<MetadataError>>(
        &mut self,
        token: Token<'_>,
        on_package: impl FnOnce(&mut PackageRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        match token {
            Token::Open(element) if self.in_package => self.open(&element)?,
            Token::Open(element) => {
                if element.name == "package" {
                    self.in_package = true;
                    self.record.clear();
                }
            }
            Token::Close { name: "package", offset, .. } if self.in_package => {
                self.in_package = false;
                self.count += 1;
                self.check(offset)?;
                on_package(&mut self.record)?;
            }
            Token::Close { name, text, offset } if self.in_package => {
                self.close(name, text);
                self.check_size(offset)?;
            }
            Token::Close { .. } => {}
        }
        Ok(())
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
        self.evr.clear();
        evr.write(&mut self.evr);
        self.record.set(Field::Evr, &self.evr);
        Ok(())
    }

    fn relation(&mut self, element: &Element<'_>) -> Result<(), MetadataError> {
        let Some(list) = self.list else { return Ok(()) };
        if element.attributes.len() > ENTRY_MAX_BYTES {
            let mut entry = Entry::default();
            Self::read_entry(self.file, element, &mut entry)?;
            self.record.add_entry(list, &entry);
            return Ok(());
        }
        let memo = &mut self.entries[hash(element.attributes.as_bytes()) as usize % ENTRIES];
        if memo.attributes != element.attributes || element.attributes.is_empty() {
            memo.attributes.clear();
            Self::read_entry(self.file, element, &mut memo.entry)?;
            memo.attributes.push_str(element.attributes);
        }
        self.record.add_entry(list, &memo.entry);
        Ok(())
    }

    fn read_entry(file: &str, element: &Element<'_>, entry: &mut Entry) -> Result<(), MetadataError> {
        let invalid = |reason: String| MetadataError::Element {
            file: file.to_owned(),
            offset: element.offset,
            element: "entry",
            reason,
        };
        let mut name = Cow::Borrowed("");
        let mut evr = EvrParts::default();
        let mut comparison = None;
        let mut pre = false;
        let mut unknown_flag = None;
        element.for_each_attribute(|key, value| {
            match key {
                "name" => name = value,
                "flags" if value.is_empty() => {}
                "flags" => {
                    comparison = Comparison::from_rpm_md_flag(&value);
                    if comparison.is_none() {
                        unknown_flag = Some(value);
                    }
                }
                "pre" => pre = value == "1",
                _ => evr.take(key, value),
            }
            Ok(())
        })?;
        if let Some(flag) = unknown_flag {
            return Err(invalid(format!("has the unknown comparison \"{flag}\"")));
        }
        if name.is_empty() {
            return Err(invalid("has no name".to_owned()));
        }
        entry.set(&name, comparison, |text| evr.write(text), pre);
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

/// The attributes that make up a version: `epoch`, `ver`, `rel`.
#[derive(Default)]
struct EvrParts<'a> {
    epoch: Cow<'a, str>,
    version: Cow<'a, str>,
    release: Cow<'a, str>,
}

impl<'a> EvrParts<'a> {
    /// Takes an attribute, if it is one of these.
    fn take(&mut self, name: &str, value: Cow<'a, str>) {
        match name {
            "epoch" => self.epoch = value,
            "ver" => self.version = value,
            "rel" => self.release = value,
            _ => {}
        }
    }

    /// Writes `[epoch:]version[-release]`; an epoch of 0 is as good as none (libsolv, repo_rpmmd.c, `makeevr_atts`).
    fn write(&self, text: &mut String) {
        let Self { epoch, version, release } = self;
        if !epoch.is_empty() && epoch != "0" {
            text.push_str(epoch);
            text.push(':');
        }
        text.push_str(version);
        if !release.is_empty() {
            text.push('-');
            text.push_str(release);
        }
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
