//! Finds paths in a file's bytes: where one begins, and how far its text goes.
//!
//! A path begins where nothing in front of it could be its head (`/sysroot/usr` is not `/usr`), and its
//! components are runs of characters that file names are made of. What they mean is decided in
//! [`super::plan`].

use memchr::memmem;

/// The two prefixes that can become `/opt` in place.
pub(crate) const PREFIXES: [&str; 2] = ["/usr", "/etc"];

/// The other top directories that packages have files in, and the two.
pub(crate) const TOPS: [&str; 10] =
    ["/usr", "/etc", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/run", "/srv", "/var"];

/// What the Go linker puts into every program (`debug/buildinfo` looks for it).
const GO_MARK: &[u8] = b"\xff Go buildinf:";

/// A place where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start {
    /// Offset of the slash, in bytes.
    pub(crate) offset: usize,
    pub(crate) prefix: &'static str,
}

/// All places in `bytes` where a path under one of the prefixes begins, in order.
pub(crate) fn starts(bytes: &[u8]) -> Vec<Start> {
    let mut found = Vec::new();
    let is_glued = memmem::find(bytes, GO_MARK).is_some();
    for prefix in PREFIXES {
        let hits = memmem::find_iter(bytes, prefix);
        let begins = hits.filter(|offset| {
            let begins = begins_path(bytes, *offset) || is_glued && begins_glued(bytes, *offset);
            begins && ends_component(bytes, offset + 4)
        });
        found.extend(begins.map(|offset| Start { offset, prefix }));
    }
    found.sort_unstable_by_key(|start| start.offset);
    found
}

/// All places where a path begins under another top directory, which cannot become `/opt` in place.
pub(crate) fn other_starts(bytes: &[u8]) -> Vec<Start> {
    let mut found = Vec::new();
    for prefix in TOPS.into_iter().filter(|top| !PREFIXES.contains(top)) {
        let hits = memmem::find_iter(bytes, prefix);
        let whole = hits.filter(|offset| bytes.get(offset + prefix.len()) == Some(&b'/'));
        let begins = whole.filter(|offset| begins_path(bytes, *offset));
        found.extend(begins.map(|offset| Start { offset, prefix }));
    }
    found.sort_unstable_by_key(|start| start.offset);
    found
}

/// The run of file name characters at `offset`; empty where there is none.
pub(crate) fn name_at(bytes: &[u8], offset: usize) -> &[u8] {
    let rest = bytes.get(offset..).unwrap_or_default();
    let end = rest.iter().position(|byte| !is_name_byte(*byte)).unwrap_or(rest.len());
    &rest[..end]
}

/// True for bytes that file names of packages are made of.
pub(crate) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._+-@~".contains(&byte)
}

/// True when the byte behind a path says that it goes on with a pattern: `%s`, `*`, `$name`, `{a,b}`, `?`.
pub(crate) fn is_pattern_byte(byte: u8) -> bool {
    b"%*$?{[<".contains(&byte)
}

fn ends_component(bytes: &[u8], offset: usize) -> bool {
    bytes.get(offset).is_none_or(|byte| !is_name_byte(*byte) && *byte < 0x80)
}

/// True when no path can run into the slash at `offset` from the left.
fn begins_path(bytes: &[u8], offset: usize) -> bool {
    let before = &bytes[..offset];
    let Some(last) = before.last() else { return true };
    let can_be_head = is_name_byte(*last) || b"/%)}]*\\".contains(last);
    !can_be_head || is_compiler_flag(before) || before.ends_with(b"file://") || is_marshalled(bytes, offset)
}

/// In a Go program strings stand one behind the other with nothing between them, so a name character in front is
/// the end of another string as a rule. What cannot end a string of its own before a path still counts.
fn begins_glued(bytes: &[u8], offset: usize) -> bool {
    offset.checked_sub(1).is_none_or(|last| !b"/.%)}]*\\".contains(&bytes[last]))
}

/// `-I/usr/…`, `-L/usr/…` and the like: a letter glued to the path by the compiler's grammar.
fn is_compiler_flag(before: &[u8]) -> bool {
    let [front @ .., b'-', b'I' | b'L' | b'R' | b'B' | b'F'] = before else { return false };
    front.last().is_none_or(|byte| !is_name_byte(*byte) && *byte != b'/')
}

/// A short string in Python's marshal format (`.pyc`): type `z` or `Z`, then the length in one byte, then the path.
fn is_marshalled(bytes: &[u8], offset: usize) -> bool {
    let [.., b'z' | b'Z', length] = &bytes[..offset] else { return false };
    let text = bytes.get(offset..offset + usize::from(*length)).unwrap_or_default();
    text.len() > 5 && text.iter().all(u8::is_ascii_graphic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        starts(text.as_bytes()).len()
    }

    #[test]
    fn paths_begin_where_nothing_leads_into_them() {
        for text in [
            "/usr/lib/x",
            "\0/usr/lib/x",
            "prefix=/usr/lib/x",
            "a:/usr/lib/x",
            "\"/etc/x\"",
            "-I/usr/include/x",
            " -L/usr/lib/x",
            "-Wl,-rpath,/usr/lib/x",
            "file:///usr/share/x",
            "<dir>/usr/share/x</dir>",
            "(/etc/x)",
            "/usr",
            "/usr\0",
        ] {
            assert_eq!(count(text), 1, "{text:?}");
        }
    }

    #[test]
    fn tails_of_other_paths_are_left_alone() {
        for text in [
            "/sysroot/usr/lib/x",
            "../usr/lib/x",
            "%s/usr/lib/x",
            "$(DESTDIR)/usr/lib/x",
            "${D}/usr/lib/x",
            "$D/usr/lib/x",
            "//usr/lib/x",
            "/usrlocal/x",
            "/etcetera",
            "x-I/usr/lib/x",
            "http://host/usr/x",
        ] {
            assert_eq!(count(text), 0, "{text:?}");
        }
    }

    #[test]
    fn in_go_programs_strings_are_glued() {
        let strings = b"unexpected EOF/etc/tool/tool.confinvalid%s/usr/lib/x../usr/lib/x";
        assert_eq!(starts(strings).len(), 0);
        let program = [b"\x7fELF\xff Go buildinf:".as_slice(), strings].concat();
        assert_eq!(starts(&program).len(), 1 + 1, "behind EOF, and behind s");
    }

    #[test]
    fn marshalled_strings_begin_behind_their_length() {
        let path = b"/usr/lib/python3.9/site-packages/x/y.py..........";
        let mut bytes = b"\0z".to_vec();
        bytes.push(path.len() as u8);
        bytes.extend(path);
        assert_eq!(path.len(), usize::from(b'1'), "a length that is a file name character");
        assert_eq!(starts(&bytes).len(), 1);
    }
}
