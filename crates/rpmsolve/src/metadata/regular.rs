//! The XML that repositories really consist of, read fast: what createrepo_c and its kin write, one tag after the other,
//! with no comments, no CDATA and no surprises. It reads nothing differently from [`super::xml`], and leaves everything
//! that could be different to it.

use memchr::{memchr, memchr_iter, memchr2, memmem};

use super::MetadataError;
use super::xml::{self, DEPTH_MAX, Element, Token};

/// What was not read: the text is not of the regular form, or wrong.
#[derive(Debug)]
pub(super) struct Irregular;

impl From<MetadataError> for Irregular {
    fn from(_: MetadataError) -> Self {
        Self
    }
}

/// A piece of a file: whole children of its root element, with its beginning and its end or without.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    /// Whether it begins with the file.
    pub(super) is_first: bool,
    /// Whether it ends with the file.
    pub(super) is_last: bool,
}

/// What is done with what is read.
pub(super) trait Sink {
    /// Takes the next token.
    fn token(&mut self, token: Token<'_>) -> Result<(), Irregular>;

    /// Takes whole elements from the beginning of a text, if it knows them by heart, and says how long they are.
    fn by_heart(&mut self, text: &str) -> Option<usize>;
}

/// Reads a piece of a file whose root element is called `root`, and hands over its tokens, one by one.
pub(super) fn read(piece: Piece<'_>, root: &str, sink: &mut impl Sink) -> Result<(), Irregular> {
    let Piece { text, is_first, is_last } = piece;
    let bytes = text.as_bytes();
    // The names of the elements that are open, with their prefixes and without.
    let mut open = [("", ""); DEPTH_MAX];
    let mut depth = 0usize;
    if !is_first {
        (open[0], depth) = ((root, root), 1);
    }
    let mut seen_root = !is_first;
    // Behind the last tag.
    let mut start = 0;
    loop {
        while depth < DEPTH_MAX
            && let Some(length) = sink.by_heart(&text[start..])
        {
            start += length;
        }
        let Some((tag, is_plain)) = next_tag(bytes, start) else { break };
        match bytes.get(tag + 1) {
            Some(b'/') => {
                depth = depth.checked_sub(1).ok_or(Irregular)?;
                let (name, name_only) = open[depth];
                let after = text[tag + 2..].strip_prefix(name).and_then(|rest| rest.strip_prefix('>'));
                if after.is_none() {
                    return Err(Irregular);
                }
                let content = &text[start..tag];
                if is_plain {
                    sink.token(Token::Close { name: name_only, text: content, offset: tag as u64 })?;
                } else {
                    let content = xml::unescaped(content).ok_or(Irregular)?;
                    sink.token(Token::Close { name: name_only, text: &content, offset: tag as u64 })?;
                }
                start = tag + 2 + name.len() + 1;
            }
            Some(b'?') if is_first && depth == 0 && tag == 0 => {
                start = memmem::find(bytes, b"?>").ok_or(Irregular)? + 2;
            }
            // Text before a start tag means nothing, but its entities have to.
            Some(first) if first.is_ascii_alphabetic() && is_plain => {
                let mut end = tag + memchr2(b'>', b'\'', &bytes[tag..]).ok_or(Irregular)?;
                let has_apostrophe = bytes[end] == b'\'';
                if has_apostrophe {
                    end += memchr(b'>', &bytes[end..]).ok_or(Irregular)?;
                }
                let inside = &text[tag + 1..end];
                let (inside, is_empty) = match inside.strip_suffix('/') {
                    Some(inside) => (inside, true),
                    None => (inside, false),
                };
                let (name, name_only, attributes) = take_name(inside).ok_or(Irregular)?;
                if !has_whole_values(attributes.as_bytes(), has_apostrophe) {
                    return Err(Irregular);
                }
                if depth == 0 && (seen_root || name != root) || depth == DEPTH_MAX {
                    return Err(Irregular);
                }
                seen_root = true;
                let element = Element { name: name_only, attributes, file: "", offset: tag as u64 };
                sink.token(Token::Open(element))?;
                if is_empty {
                    sink.token(Token::Close { name: name_only, text: "", offset: tag as u64 })?;
                } else {
                    open[depth] = (name, name_only);
                    depth += 1;
                }
                start = end + 1;
            }
            _ => return Err(Irregular),
        }
    }
    let is_blank = bytes[start..].iter().all(u8::is_ascii_whitespace);
    let is_whole = depth == usize::from(!is_last) && seen_root;
    if is_blank && is_whole { Ok(()) } else { Err(Irregular) }
}

/// The name at the beginning of a tag, with its prefix and without, and what follows.
#[inline]
fn take_name(inside: &str) -> Option<(&str, &str, &str)> {
    let (mut local, mut end) = (0, inside.len());
    for (position, byte) in inside.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => {}
            b':' => local = position + 1,
            b' ' => {
                end = position;
                break;
            }
            _ => return None,
        }
    }
    Some((&inside[..end], &inside[local..end], &inside[end..]))
}

/// Where the next tag begins, and whether the text before it is what it means.
#[inline]
fn next_tag(bytes: &[u8], start: usize) -> Option<(usize, bool)> {
    // Mostly there is nothing but a line's indentation, too short for a search that prepares itself.
    let blank = bytes[start..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    let text = start + blank;
    if bytes[text] == b'<' {
        return Some((text, true));
    }
    let first = text + memchr2(b'<', b'&', &bytes[text..])?;
    if bytes[first] == b'<' {
        Some((first, true))
    } else {
        Some((first + memchr(b'<', &bytes[first..])?, false))
    }
}

/// Whether all values end in a tag that seems to end behind them, so that it does end there: a ">" inside a value would
/// have cut it off.
#[inline]
fn has_whole_values(attributes: &[u8], has_apostrophe: bool) -> bool {
    attributes.is_empty()
        || memchr_iter(b'"', attributes).count().is_multiple_of(2)
            && !(has_apostrophe && has_single_quotes(attributes))
}

/// Whether an apostrophe is outside of a value, where it begins or ends one.
fn has_single_quotes(attributes: &[u8]) -> bool {
    let mut is_in_value = false;
    attributes.iter().any(|byte| {
        is_in_value ^= *byte == b'"';
        *byte == b'\'' && !is_in_value
    })
}
