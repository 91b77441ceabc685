//! The XML that repositories really consist of, read fast: what createrepo_c and its kin write, one tag after the other,
//! with no comments, no CDATA and no surprises. It reads nothing differently from [`super::xml`], and leaves everything
//! that could be different to it.

use memchr::{memchr, memchr_iter, memmem};
use quick_xml::escape::unescape;

use super::MetadataError;
use super::xml::{DEPTH_MAX, Element, Token, local};

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

/// Reads a piece of a file whose root element is called `root`, and hands over its tokens, one by one.
pub(super) fn read(
    piece: Piece<'_>,
    root: &str,
    mut on_token: impl FnMut(Token<'_>) -> Result<(), Irregular>,
) -> Result<(), Irregular> {
    let Piece { text, is_first, is_last } = piece;
    let bytes = text.as_bytes();
    let mut open: [&str; DEPTH_MAX] = [""; DEPTH_MAX];
    let mut depth = 0usize;
    if !is_first {
        (open[0], depth) = (root, 1);
    }
    let mut seen_root = !is_first;
    // Behind the last tag.
    let mut start = 0;
    while let Some(length) = memchr(b'<', &bytes[start..]) {
        let tag = start + length;
        match bytes.get(tag + 1) {
            Some(b'/') => {
                depth = depth.checked_sub(1).ok_or(Irregular)?;
                let name = open[depth];
                let after = text[tag + 2..].strip_prefix(name).and_then(|rest| rest.strip_prefix('>'));
                if after.is_none() {
                    return Err(Irregular);
                }
                let content = &text[start..tag];
                let is_plain = memchr(b'&', content.as_bytes()).is_none();
                let name_only = local(name);
                if is_plain {
                    on_token(Token::Close { name: name_only, text: content, offset: tag as u64 })?;
                } else {
                    let content = unescape(content).map_err(|_| Irregular)?;
                    on_token(Token::Close { name: name_only, text: &content, offset: tag as u64 })?;
                }
                start = tag + 2 + name.len() + 1;
            }
            Some(b'?') if is_first && depth == 0 && tag == 0 => {
                start = memmem::find(bytes, b"?>").ok_or(Irregular)? + 2;
            }
            Some(first) if first.is_ascii_alphabetic() => {
                let end = tag + memchr(b'>', &bytes[tag..]).ok_or(Irregular)?;
                let inside = &text[tag + 1..end];
                let (inside, is_empty) = match inside.strip_suffix('/') {
                    Some(inside) => (inside, true),
                    None => (inside, false),
                };
                let name_end =
                    inside.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(inside.len());
                let (name, attributes) = inside.split_at(name_end);
                // A ">" inside a value is not the end of the tag.
                if !attributes.is_empty() && !has_whole_values(attributes.as_bytes()) {
                    return Err(Irregular);
                }
                if depth == 0 && (seen_root || name != root) || depth == DEPTH_MAX {
                    return Err(Irregular);
                }
                seen_root = true;
                let name_only = local(name);
                let element = Element { name: name_only, attributes, file: "", offset: tag as u64 };
                on_token(Token::Open(element))?;
                if is_empty {
                    on_token(Token::Close { name: name_only, text: "", offset: tag as u64 })?;
                } else {
                    open[depth] = name;
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

/// Whether all values end in a tag that seems to end behind them, so that it does end there: a ">" inside a value would
/// have cut it off.
#[inline]
fn has_whole_values(attributes: &[u8]) -> bool {
    let needs_no_look = matches!(attributes, [.., before, b'"'] if *before != b'=');
    needs_no_look && memchr(b'\'', attributes).is_none() || has_only_double_quotes(attributes)
}

fn has_only_double_quotes(attributes: &[u8]) -> bool {
    memchr_iter(b'"', attributes).count() % 2 == 0 && memmem::find(attributes, b"='").is_none()
}
