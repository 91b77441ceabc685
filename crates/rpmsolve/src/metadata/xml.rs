//! The part of XML that repository metadata use, read as a stream: elements, attributes, text. No definitions,
//! no entities but the five of XML itself and character references, bounded depth and bounded pieces: whatever a
//! file holds, reading it takes memory for its largest element and no more.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use memchr::memchr2;
use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use super::MetadataError;
use super::decompress::TooLarge;

/// No tag and no text between two tags is longer.
pub(super) const PIECE_MAX_BYTES: usize = 16 * 1024 * 1024;
/// primary.xml has five levels.
pub(super) const DEPTH_MAX: usize = 32;

/// What comes next in a file.
pub(super) enum Token<'a> {
    /// `<name …>`, or `<name … />`, which a `Close` follows as well.
    Open(Element<'a>),
    /// `</name>`, with the text since the last tag.
    Close {
        /// The name without its prefix.
        name: &'a str,
        text: &'a str,
        /// Where the tag begins.
        offset: u64,
    },
}

/// A start tag.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    /// The name without its prefix: repositories disagree about prefixes.
    pub(super) name: &'a str,
    /// All that follows the name in the tag.
    pub(super) attributes: &'a str,
    pub(super) file: &'a str,
    /// Where it begins in the file.
    pub(super) offset: u64,
}

/// Reads a file whose root element is called `root`, and hands over its tokens, one by one.
pub(super) fn read<E: From<MetadataError>>(
    input: impl BufRead,
    file: &str,
    root: &str,
    on_token: impl FnMut(Token<'_>) -> Result<(), E>,
) -> Result<(), E> {
    read_from(input, 0, file, root, on_token)
}

/// As [`read`], where the input begins at an offset of the file; one that begins earlier has been given a root element
/// for what follows.
pub(super) fn read_from<E: From<MetadataError>>(
    input: impl BufRead,
    start: i64,
    file: &str,
    root: &str,
    mut on_token: impl FnMut(Token<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut reader = Reader::from_reader(Piecewise { inner: input, left: PIECE_MAX_BYTES });
    let mut buffer = Vec::new();
    let mut text = String::new();
    let mut depth = 0;
    let mut seen_root = false;
    loop {
        buffer.clear();
        reader.get_mut().left = PIECE_MAX_BYTES;
        let offset = reader.buffer_position().saturating_add_signed(start);
        let ill_formed = |reason: &str| E::from(xml_error(file, offset, reason));
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => {
                let position = match error {
                    // Of these it does not know the place; they are in what begins here.
                    quick_xml::Error::Encoding(_) => offset,
                    _ => reader.error_position().saturating_add_signed(start),
                };
                return Err(failure(file, position, error).into());
            }
        };
        match event {
            Event::Start(_) | Event::Empty(_) if depth == 0 && seen_root => {
                return Err(ill_formed("there is a second root element"));
            }
            Event::Start(ref tag) | Event::Empty(ref tag) if depth == 0 && local(tag.name().0) != root => {
                let found: String = local(tag.name().0).chars().take(40).collect();
                return Err(ill_formed(&format!(
                    "the root element is <{found}>, not <{root}>: this is another file"
                )));
            }
            Event::Start(tag) => {
                if depth == DEPTH_MAX {
                    return Err(ill_formed("elements are nested too deeply"));
                }
                (depth, seen_root) = (depth + 1, true);
                text.clear();
                let (name, attributes) = (local(tag.name().0), tag.attributes_raw());
                on_token(Token::Open(Element { name, attributes, file, offset }))?;
            }
            Event::Empty(tag) => {
                seen_root = true;
                text.clear();
                let (name, attributes) = (local(tag.name().0), tag.attributes_raw());
                on_token(Token::Open(Element { name, attributes, file, offset }))?;
                on_token(Token::Close { name, text: "", offset })?;
            }
            Event::End(tag) => {
                depth -= 1;
                on_token(Token::Close { name: local(tag.name().0), text: &text, offset })?;
                text.clear();
            }
            Event::Text(piece) => text.push_str(&piece),
            Event::CData(piece) => text.push_str(&piece),
            Event::GeneralRef(reference) => {
                match (reference.resolve_char_ref(), resolve_xml_entity(&reference)) {
                    (Ok(Some(character)), _) => text.push(character),
                    (Ok(None), Some(entity)) => text.push_str(entity),
                    _ => {
                        let name: String = reference.chars().take(40).collect();
                        return Err(ill_formed(&format!("the entity &{name}; is not defined")));
                    }
                }
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            // comps.xml names one that lies elsewhere; nothing is fetched, so it defines nothing.
            Event::DocType(doctype) if !doctype.contains('[') => {}
            Event::DocType(_) => {
                return Err(ill_formed("there is a document type with entities, which metadata never have"));
            }
            Event::Eof if depth > 0 || !seen_root => {
                return Err(ill_formed("the file ends before its elements do: it is cut off"));
            }
            Event::Eof => return Ok(()),
        }
        if text.len() > PIECE_MAX_BYTES {
            return Err(ill_formed("an element holds more text than metadata ever do"));
        }
    }
}

impl<'a> Element<'a> {
    /// Calls `on_attribute` with each attribute's name, without its prefix, and its value.
    #[inline]
    pub(super) fn for_each_attribute(
        &self,
        mut on_attribute: impl FnMut(&'a str, Cow<'a, str>) -> Result<(), MetadataError>,
    ) -> Result<(), MetadataError> {
        let mut rest = self.attributes;
        // Nearly all look alike; quick-xml, which knows what else there may be, reads on from the first that does not.
        while let Some((name, value, after)) = regular_attribute(rest) {
            on_attribute(local(name), Cow::Borrowed(value))?;
            rest = after;
        }
        if rest.is_empty() { Ok(()) } else { self.for_each_other_attribute(rest, on_attribute) }
    }

    fn for_each_other_attribute(
        &self,
        rest: &'a str,
        mut on_attribute: impl FnMut(&'a str, Cow<'a, str>) -> Result<(), MetadataError>,
    ) -> Result<(), MetadataError> {
        for attribute in Attributes::new(rest, 0).with_checks(false) {
            let attribute = attribute.map_err(|error| xml_error(self.file, self.offset, error))?;
            let value =
                unescape(&attribute.value).map_err(|error| xml_error(self.file, self.offset, error))?;
            on_attribute(local(attribute.key.0), Cow::Owned(value.into_owned()))?;
        }
        Ok(())
    }

    /// One attribute's value.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<String>, MetadataError> {
        let mut found = None;
        self.for_each_attribute(|key, value| {
            if key == name {
                found = Some(value.into_owned());
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// ` name="value"` at the beginning of a text: name, value, and what follows. `None` for anything that needs a closer
/// look: other quotes, other blanks, entities.
#[inline]
fn regular_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let rest = text.strip_prefix(' ')?;
    let equals = rest.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b':'))?;
    let (name, rest) = rest.split_at(equals);
    let value = rest.strip_prefix("=\"").filter(|_| equals > 0)?;
    let end = memchr2(b'"', b'&', value.as_bytes())?;
    let after = value[end..].strip_prefix('"')?;
    Some((name, &value[..end], after))
}

/// What a text with entities means; `None` if it has one that is not defined.
pub(super) fn unescaped(text: &str) -> Option<Cow<'_, str>> {
    unescape(text).ok()
}

/// A name without its prefix.
#[inline]
fn local(name: &str) -> &str {
    name.bytes().rposition(|byte| byte == b':').map_or(name, |colon| &name[colon + 1..])
}

fn xml_error(file: &str, offset: u64, reason: impl ToString) -> MetadataError {
    MetadataError::Xml { file: file.to_owned(), offset, reason: reason.to_string() }
}

/// Sorts out what went wrong under the XML reader.
pub(super) fn failure(file: &str, offset: u64, error: quick_xml::Error) -> MetadataError {
    let quick_xml::Error::Io(source) = &error else { return xml_error(file, offset, error) };
    match source.kind() {
        io::ErrorKind::FileTooLarge => {
            let limit = source.get_ref().and_then(|inner| inner.downcast_ref::<TooLarge>());
            let limit_bytes = limit.map_or(super::UNPACKED_MAX_BYTES, |limit| limit.limit_bytes);
            MetadataError::TooLarge { file: file.to_owned(), limit_bytes }
        }
        io::ErrorKind::QuotaExceeded => {
            xml_error(file, offset, "a tag or text is longer than metadata ever have")
        }
        kind => {
            let source = io::Error::new(kind, source.to_string());
            MetadataError::Read { file: file.to_owned(), source }
        }
    }
}

/// Lets a number of bytes through between two tokens.
struct Piecewise<R> {
    inner: R,
    left: usize,
}

impl<R: BufRead> Read for Piecewise<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Piecewise<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::from(io::ErrorKind::QuotaExceeded));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.inner.consume(count);
    }
}

/// A number in an attribute; repositories leave them empty when they do not know.
pub(super) fn number(
    file: &str,
    element: &'static str,
    offset: u64,
    text: &str,
) -> Result<u64, MetadataError> {
    match text.trim() {
        "" => Ok(0),
        digits => digits.parse().map_err(|_| MetadataError::Element {
            file: file.to_owned(),
            offset,
            element,
            reason: format!(
                "holds \"{}\" where a number should be",
                digits.chars().take(40).collect::<String>()
            ),
        }),
    }
}
