//! Metadata from packages to bytes: primary.xml, filelists.xml and repomd.xml as createrepo_c writes them
//! (xml_dump_primary.c, xml_dump_filelists.c, xml_dump_repomd.c), element for element, so that every reader of its
//! repositories reads ours.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::record::{Field, FileKind, PackageRecord, RelationKind};
use super::repomd::{Repomd, RepomdFile};
use crate::is_primary_path;

/// Writes a primary.xml, one package after the other.
///
/// What a record does not hold is left empty, or out where createrepo_c would not write it empty. Of its files only those
/// are written that primary metadata list ([`is_primary_path`]). Characters that XML cannot hold (control characters,
/// mostly) are left out, as createrepo_c did for long; 0.17 leaves out the package.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{Field, MetadataError, PackageRecord, PrimaryWriter, read_primary};
///
/// let mut record = PackageRecord::default();
/// record.set(Field::Name, "hello");
/// record.set(Field::Arch, "x86_64");
/// record.set(Field::Evr, "1:2.10-1");
/// let mut writer = PrimaryWriter::new(Vec::new(), 1)?;
/// writer.write(&record)?;
/// let xml = writer.finish()?;
/// read_primary(&xml[..], "primary.xml", |package| {
///     assert_eq!(package.nevra(), "hello-1:2.10-1.x86_64");
///     Ok::<(), MetadataError>(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PrimaryWriter<W> {
    out: W,
    text: String,
}

impl<W: Write> PrimaryWriter<W> {
    /// Begins a file of so many packages.
    ///
    /// # Errors
    ///
    /// Whatever `out` fails with.
    pub fn new(mut out: W, packages: u64) -> io::Result<Self> {
        writeln!(
            out,
            "{DECLARATION}<metadata xmlns=\"http://linux.duke.edu/metadata/common\" \
             xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\"{packages}\">"
        )?;
        Ok(Self { out, text: String::new() })
    }

    /// Writes a package.
    ///
    /// # Errors
    ///
    /// Whatever the output fails with.
    pub fn write(&mut self, package: &PackageRecord) -> io::Result<()> {
        self.text.clear();
        self.text.shrink_to(KEPT_BYTES);
        let mut xml = Xml(&mut self.text);
        xml.package(package);
        self.out.write_all(self.text.as_bytes())
    }

    /// Ends the file, and gives back what it was written to.
    ///
    /// # Errors
    ///
    /// Whatever the output fails with.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"</metadata>")?;
        Ok(self.out)
    }
}

/// Writes a filelists.xml, one package after the other, with all files of each record.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{Field, FileKind, FilelistsWriter, MetadataError, PackageRecord, read_filelists};
///
/// let mut record = PackageRecord::default();
/// record.set(Field::Checksum, "9f86");
/// record.add_file(FileKind::File, "/usr/share/dict/words");
/// let mut writer = FilelistsWriter::new(Vec::new(), 1)?;
/// writer.write(&record)?;
/// let xml = writer.finish()?;
/// read_filelists(&xml[..], "filelists.xml", |file| {
///     assert_eq!((file.package_id, file.path), ("9f86", "/usr/share/dict/words"));
///     Ok::<(), MetadataError>(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct FilelistsWriter<W> {
    out: W,
    text: String,
}

impl<W: Write> FilelistsWriter<W> {
    /// Begins a file of so many packages.
    ///
    /// # Errors
    ///
    /// Whatever `out` fails with.
    pub fn new(mut out: W, packages: u64) -> io::Result<Self> {
        writeln!(
            out,
            "{DECLARATION}<filelists xmlns=\"http://linux.duke.edu/metadata/filelists\" packages=\"{packages}\">"
        )?;
        Ok(Self { out, text: String::new() })
    }

    /// Writes the files of a package.
    ///
    /// # Errors
    ///
    /// Whatever the output fails with.
    pub fn write(&mut self, package: &PackageRecord) -> io::Result<()> {
        self.text.clear();
        self.text.shrink_to(KEPT_BYTES);
        let mut xml = Xml(&mut self.text);
        xml.open("package");
        xml.attribute("pkgid", package.field(Field::Checksum));
        xml.attribute("name", package.field(Field::Name));
        xml.attribute("arch", package.field(Field::Arch));
        xml.raw(">\n");
        xml.version("  ", package.field(Field::Evr));
        package.files().for_each(|(kind, path)| xml.file("  ", kind, path));
        xml.raw("</package>\n");
        self.out.write_all(self.text.as_bytes())
    }

    /// Ends the file, and gives back what it was written to.
    ///
    /// # Errors
    ///
    /// Whatever the output fails with.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"</filelists>")?;
        Ok(self.out)
    }
}

impl Repomd {
    /// Writes repomd.xml.
    ///
    /// # Errors
    ///
    /// Whatever `out` fails with.
    ///
    /// # Example
    ///
    /// ```
    /// use rpmsolve::metadata::Repomd;
    ///
    /// let repomd = Repomd { revision: "1700000000".to_owned(), ..Repomd::default() };
    /// let mut xml = Vec::new();
    /// repomd.write(&mut xml)?;
    /// assert_eq!(Repomd::parse(&xml, "repomd.xml")?, repomd);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        let mut text = String::from(DECLARATION);
        let mut xml = Xml(&mut text);
        xml.raw(
            "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\" \
             xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\">\n",
        );
        xml.element("  ", "revision", &self.revision);
        if !self.content_tags.is_empty() {
            xml.raw("  <tags>\n");
            self.content_tags.iter().for_each(|tag| xml.element("    ", "content", tag));
            xml.raw("  </tags>\n");
        }
        self.files.iter().for_each(|file| xml.metadata_file(file));
        xml.raw("</repomd>\n");
        out.write_all(text.as_bytes())
    }
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Most packages take less.
const KEPT_BYTES: usize = 256 * 1024;

/// In which order createrepo_c writes the lists of relations.
const LISTS: [(RelationKind, &str); 8] = [
    (RelationKind::Provides, "rpm:provides"),
    (RelationKind::Requires, "rpm:requires"),
    (RelationKind::Conflicts, "rpm:conflicts"),
    (RelationKind::Obsoletes, "rpm:obsoletes"),
    (RelationKind::Suggests, "rpm:suggests"),
    (RelationKind::Enhances, "rpm:enhances"),
    (RelationKind::Recommends, "rpm:recommends"),
    (RelationKind::Supplements, "rpm:supplements"),
];

/// A text that grows by elements.
struct Xml<'a>(&'a mut String);

impl Xml<'_> {
    /// An entry of primary.xml.
    fn package(&mut self, package: &PackageRecord) {
        let field = |field| package.field(field);
        self.raw("<package type=\"rpm\">\n");
        self.element("  ", "name", field(Field::Name));
        self.element("  ", "arch", field(Field::Arch));
        self.version("  ", field(Field::Evr));
        if !field(Field::ChecksumType).is_empty() {
            self.raw("  ");
            self.open("checksum");
            self.attribute("type", field(Field::ChecksumType));
            self.raw(" pkgid=\"YES\">");
            self.content(field(Field::Checksum));
            self.raw("</checksum>\n");
        }
        self.element("  ", "summary", field(Field::Summary));
        self.element("  ", "description", field(Field::Description));
        self.element("  ", "packager", field(Field::Packager));
        self.element("  ", "url", field(Field::Url));
        self.numbers("  ", "time", [("file", package.time_file), ("build", package.time_build)]);
        let sizes = [
            ("package", package.size_download_bytes),
            ("installed", package.size_installed_bytes),
            ("archive", package.size_archive_bytes),
        ];
        self.numbers("  ", "size", sizes);
        self.raw("  ");
        self.location(field(Field::LocationBase), field(Field::Location));
        self.raw("  <format>\n");
        self.element("    ", "rpm:license", field(Field::License));
        self.element("    ", "rpm:vendor", field(Field::Vendor));
        self.element("    ", "rpm:group", field(Field::Group));
        self.element("    ", "rpm:buildhost", field(Field::BuildHost));
        self.element("    ", "rpm:sourcerpm", field(Field::SourceRpm));
        if let Some((start, end)) = package.header_range {
            self.numbers("    ", "rpm:header-range", [("start", start), ("end", end)]);
        }
        for (kind, name) in LISTS {
            self.relations(package, kind, name);
        }
        for (kind, path) in package.files().filter(|(_, path)| is_primary_path(path)) {
            self.file("    ", kind, path);
        }
        self.raw("  </format>\n</package>\n");
    }

    fn relations(&mut self, package: &PackageRecord, kind: RelationKind, list: &str) {
        let mut relations = package.relations(kind).peekable();
        if relations.peek().is_none() {
            return;
        }
        self.raw_all(&["    <", list, ">\n"]);
        for relation in relations {
            self.raw("      ");
            self.open("rpm:entry");
            self.attribute("name", relation.name);
            let constraint = relation
                .constraint
                .and_then(|(comparison, evr)| comparison.rpm_md_flag().map(|flag| (flag, evr)));
            if let Some((flag, evr)) = constraint {
                let (epoch, version, release) = split(evr);
                self.attribute("flags", flag);
                self.attribute("epoch", epoch);
                for (name, value) in [("ver", version), ("rel", release)] {
                    if !value.is_empty() {
                        self.attribute(name, value);
                    }
                }
            }
            self.raw(if relation.pre { " pre=\"1\"/>\n" } else { "/>\n" });
        }
        self.raw_all(&["    </", list, ">\n"]);
    }

    /// An entry of repomd.xml.
    fn metadata_file(&mut self, file: &RepomdFile) {
        self.raw("  ");
        self.open("data");
        self.attribute("type", &file.kind);
        self.raw(">\n");
        for (name, checksum) in [("checksum", &file.checksum), ("open-checksum", &file.open_checksum)] {
            if let Some((algorithm, value)) = checksum {
                self.raw("    ");
                self.open(name);
                self.attribute("type", algorithm);
                self.raw(">");
                self.content(value);
                self.raw_all(&["</", name, ">\n"]);
            }
        }
        self.raw("    ");
        self.location(file.base.as_deref().unwrap_or_default(), &file.href);
        let numbers =
            [("timestamp", file.timestamp), ("size", file.size_bytes), ("open-size", file.open_size_bytes)];
        for (name, number) in numbers {
            if let Some(number) = number {
                self.element("    ", name, &number.to_string());
            }
        }
        self.raw("  </data>\n");
    }

    fn version(&mut self, indent: &str, evr: &str) {
        let (epoch, version, release) = split(evr);
        self.raw(indent);
        self.open("version");
        self.attribute("epoch", epoch);
        self.attribute("ver", version);
        self.attribute("rel", release);
        self.raw("/>\n");
    }

    fn location(&mut self, base: &str, href: &str) {
        self.open("location");
        if !base.is_empty() {
            self.attribute("xml:base", base);
        }
        self.attribute("href", href);
        self.raw("/>\n");
    }

    fn file(&mut self, indent: &str, kind: FileKind, path: &str) {
        self.raw(indent);
        self.raw(match kind {
            FileKind::File => "<file>",
            FileKind::Directory => "<file type=\"dir\">",
            FileKind::Ghost => "<file type=\"ghost\">",
        });
        self.content(path);
        self.raw("</file>\n");
    }

    /// An element that holds text only.
    fn element(&mut self, indent: &str, name: &str, text: &str) {
        self.raw_all(&[indent, "<", name, ">"]);
        self.content(text);
        self.raw_all(&["</", name, ">\n"]);
    }

    /// An element of which nothing but attributes that are numbers is known.
    fn numbers<const COUNT: usize>(&mut self, indent: &str, name: &str, numbers: [(&str, u64); COUNT]) {
        self.raw(indent);
        self.open(name);
        for (name, number) in numbers {
            // Writing to a text cannot fail.
            let _ = write!(self.0, " {name}=\"{number}\"");
        }
        self.raw("/>\n");
    }

    fn open(&mut self, name: &str) {
        self.raw_all(&["<", name]);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.raw_all(&[" ", name, "=\""]);
        self.escape(value, |character| match character {
            '"' => Escape::To("&quot;"),
            // A reader would take all white space for blanks.
            '\n' => Escape::To("&#10;"),
            '\t' => Escape::To("&#9;"),
            '\u{80}'.. if is_held(character) => Escape::ToNumber,
            _ => content_escape(character),
        });
        self.raw("\"");
    }

    fn content(&mut self, text: &str) {
        self.escape(text, content_escape);
    }

    /// Appends a text, with what stands for the characters that are not written as they are.
    fn escape(&mut self, text: &str, escape: impl Fn(char) -> Escape) {
        let mut written = 0;
        for (at, character) in text.char_indices() {
            let escape = escape(character);
            if matches!(escape, Escape::No) {
                continue;
            }
            self.raw(&text[written..at]);
            written = at + character.len_utf8();
            match escape {
                Escape::To(instead) => self.raw(instead),
                Escape::ToNumber => {
                    // Writing to a text cannot fail.
                    let _ = write!(self.0, "&#x{:X};", u32::from(character));
                }
                Escape::No | Escape::LeftOut => {}
            }
        }
        self.raw(&text[written..]);
    }

    fn raw(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn raw_all(&mut self, texts: &[&str]) {
        texts.iter().for_each(|text| self.raw(text));
    }
}

/// How a character is written.
enum Escape {
    No,
    To(&'static str),
    ToNumber,
    LeftOut,
}

/// How libxml2 writes a character of a text.
fn content_escape(character: char) -> Escape {
    match character {
        '<' => Escape::To("&lt;"),
        '>' => Escape::To("&gt;"),
        '&' => Escape::To("&amp;"),
        // A reader would take it for the end of a line.
        '\r' => Escape::To("&#13;"),
        _ if !is_held(character) => Escape::LeftOut,
        _ => Escape::No,
    }
}

/// Whether XML 1.0 can hold a character (its production 2, Char).
fn is_held(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Epoch, version and release of `[epoch:]version[-release]`; an epoch that is not there is 0. Put together again as
/// readers do, they are the same text, unless its epoch was a needless 0.
fn split(evr: &str) -> (&str, &str, &str) {
    let digits = evr.bytes().take_while(u8::is_ascii_digit).count();
    let (epoch, rest) = match evr[digits..].strip_prefix(':') {
        Some(rest) if digits > 0 => (&evr[..digits], rest),
        _ => ("0", evr),
    };
    match rest.rsplit_once('-') {
        Some((version, release)) if !release.is_empty() => (epoch, version, release),
        _ => (epoch, rest, ""),
    }
}
