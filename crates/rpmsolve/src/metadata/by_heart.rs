//! The lines of a primary.xml by heart, as createrepo_c writes them (xml_dump_primary.c): one element a line, each
//! attribute in its place. Nearly every primary.xml there is consists of these, and to compare is faster than to parse;
//! what looks different in the least is left to [`super::regular`].

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::record::{Field, FileKind};
use super::xml;

/// What a line says.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    Text(Field),
    /// Epoch, version, release.
    Version,
    /// Algorithm, digest.
    Checksum,
    /// Of the file, of the build.
    Time,
    /// Of the package, installed, of the archive.
    Size,
    /// Start, end.
    HeaderRange,
    File(FileKind),
}

/// A line: what stands between its values.
pub(super) struct Line {
    parts: &'static [&'static str],
    pub(super) meaning: Meaning,
}

const fn line(parts: &'static [&'static str], meaning: Meaning) -> Line {
    Line { parts, meaning }
}

/// The lines of a package, but for its relations, in their order.
pub(super) const LINES: [Line; 18] = [
    line(&["\n  <name>", "</name>"], Meaning::Text(Field::Name)),
    line(&["\n  <arch>", "</arch>"], Meaning::Text(Field::Arch)),
    line(&["\n  <version epoch=\"", "\" ver=\"", "\" rel=\"", "\"/>"], Meaning::Version),
    line(&["\n  <checksum type=\"", "\" pkgid=\"YES\">", "</checksum>"], Meaning::Checksum),
    line(&["\n  <summary>", "</summary>"], Meaning::Text(Field::Summary)),
    line(&["\n  <description>", "</description>"], Meaning::Text(Field::Description)),
    line(&["\n  <packager>", "</packager>"], Meaning::Text(Field::Packager)),
    line(&["\n  <url>", "</url>"], Meaning::Text(Field::Url)),
    line(&["\n  <time file=\"", "\" build=\"", "\"/>"], Meaning::Time),
    line(&["\n  <size package=\"", "\" installed=\"", "\" archive=\"", "\"/>"], Meaning::Size),
    line(&["\n  <location href=\"", "\"/>"], Meaning::Text(Field::Location)),
    line(&["\n    <rpm:license>", "</rpm:license>"], Meaning::Text(Field::License)),
    line(&["\n    <rpm:vendor>", "</rpm:vendor>"], Meaning::Text(Field::Vendor)),
    line(&["\n    <rpm:group>", "</rpm:group>"], Meaning::Text(Field::Group)),
    line(&["\n    <rpm:buildhost>", "</rpm:buildhost>"], Meaning::Text(Field::BuildHost)),
    line(&["\n    <rpm:sourcerpm>", "</rpm:sourcerpm>"], Meaning::Text(Field::SourceRpm)),
    line(&["\n    <rpm:header-range start=\"", "\" end=\"", "\"/>"], Meaning::HeaderRange),
    line(&["\n    <file>", "</file>"], Meaning::File(FileKind::File)),
];

impl Line {
    /// Reads the line at the beginning of a text: its values, and how long it is.
    #[inline]
    pub(super) fn read<'a>(&self, text: &'a str) -> Option<([Cow<'a, str>; 3], usize)> {
        let (first, others) = self.parts.split_first()?;
        let mut rest = text.strip_prefix(first)?;
        let mut values = [const { Cow::Borrowed("") }; 3];
        for (value, part) in values.iter_mut().zip(others) {
            let end;
            (*value, end) = if part.starts_with('<') { content(rest)? } else { attribute(rest)? };
            rest = rest[end..].strip_prefix(part)?;
        }
        Some((values, text.len() - rest.len()))
    }
}

/// The text before the next tag, and how much of the file it takes.
#[inline]
fn content(rest: &str) -> Option<(Cow<'_, str>, usize)> {
    let end = memchr2(b'<', b'&', rest.as_bytes())?;
    if rest.as_bytes()[end] == b'<' {
        return Some((Cow::Borrowed(&rest[..end]), end));
    }
    let end = end + memchr(b'<', &rest.as_bytes()[end..])?;
    Some((xml::unescaped(&rest[..end])?, end))
}

/// The value before the next quote.
#[inline]
pub(super) fn attribute(rest: &str) -> Option<(Cow<'_, str>, usize)> {
    // Most are too short for a search that prepares itself.
    let end = rest.bytes().position(|byte| matches!(byte, b'"' | b'&'))?;
    (rest.as_bytes()[end] == b'"').then_some((Cow::Borrowed(&rest[..end]), end))
}

/// The attributes of an entry on a line of its own, and how long the line is: if a value holds a ">", not all of it.
#[inline]
pub(super) fn entry(text: &str) -> Option<(&str, usize)> {
    const ENTRY: &str = "\n      <rpm:entry";
    let rest = text.strip_prefix(ENTRY)?;
    let end = memchr(b'>', rest.as_bytes())?;
    Some((rest[..end].strip_suffix('/')?, ENTRY.len() + end + 1))
}
