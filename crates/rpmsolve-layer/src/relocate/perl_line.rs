//! A Perl script's first line gets `-I` for the layer's modules that its perl would not find: all of them where the
//! perl is the base image's, those in directories that the base has too where it is the layer's.
//!
//! perl reads the switches of this line itself (perlrun(1)), so there may be several of them.

use super::plan::{Paths, Rewrite, Rule};
use crate::path;
use crate::perl::{Include, is_perl};
use crate::tree::Patch;

/// Longest first line that Linux takes, in bytes.
const MAX_LINE_BYTES: usize = 255;

/// What changes the first line of a script whose interpreter `program` is named up to `end`.
pub(super) fn include(bytes: &[u8], end: usize, program: &str, paths: &Paths<'_>) -> Option<Rewrite> {
    let is_own = paths.in_base(&path::canonical(program)) == Some(false);
    let length = bytes[end..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - end);
    let switches = std::str::from_utf8(&bytes[end..end + length]).ok()?;
    let through_env = path::name(program) == "env" && switches.trim() == "perl" && !is_own;
    let runs = |program| is_own || paths.base.contains(program);
    if !(through_env && runs("/usr/bin/perl") || is_perl(path::name(program)) && runs(program)) {
        return None;
    }
    let is_wanted = |include: &&Include| {
        (!is_own || include.in_base) && !switches.contains(&format!("-I{}", include.moved))
    };
    let wanted: Vec<&Include> = paths.perl.iter().filter(is_wanted).collect();
    let added: String = wanted.iter().map(|include| format!(" -I{}", include.moved)).collect();
    let (offset, insert) = if through_env {
        (end - program.len(), format!("/usr/bin/perl{added}"))
    } else {
        let kept = end_of_switches(switches)?;
        // What stands behind the switches is a comment, for editors; one with paths may have to be moved.
        if switches[kept..].contains(['/', '\r']) {
            return None;
        }
        (end + kept, added)
    };
    if wanted.is_empty() || offset + insert.len() > MAX_LINE_BYTES {
        return None;
    }
    let list =
        |of: fn(&Include) -> &str| wanted.iter().map(|include| of(include)).collect::<Vec<_>>().join(":");
    let (because, becomes) = (list(|include| &include.origin), list(|include| &include.moved));
    let patch = Patch { offset, remove: end + length - offset, insert: insert.into_bytes().into() };
    Some(Rewrite { patch, rule: Rule::PerlInclude, because, becomes })
}

/// Where the switches end; `None` where something stands there that perl would take for a script.
fn end_of_switches(text: &str) -> Option<usize> {
    let mut end = 0;
    for word in text.split_ascii_whitespace() {
        if word == "--" || word.starts_with('#') {
            break;
        }
        if !word.starts_with('-') {
            return None;
        }
        end = word.as_ptr() as usize - text.as_ptr() as usize + word.len();
    }
    Some(end)
}
