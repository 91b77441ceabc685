//! Decides, for every path that a file names, whether it moves to `/opt`: the plan, before a byte is changed.
//!
//! The rule: a path moves exactly when the layer has it and the base image has not, or when it lies in a directory
//! of which that is true. Everything else stays, and is told where it could matter.

use std::collections::BTreeMap;

use serde::Serialize;

use super::scan::{self, Start};
use crate::base::BaseImage;
use crate::path;

/// Why a path was rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// The path is a file or directory of the layer that the base image has not.
    Path,
    /// The path is not in the layer, but a directory above it is, and only there: a name made at run time, a
    /// format string, an optional file.
    Directory,
    /// The text ends in a pattern (`foo-%s`), and only the layer has names that begin so.
    Pattern,
    /// A script's first line names an interpreter of the layer.
    Shebang,
    /// The whole string is `/usr`, in a program all of whose other paths moved.
    BarePrefix,
}

/// One change of a file: `old` at `offset` becomes `new`. Equally long but for [`Rule::Shebang`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rewrite {
    pub(crate) offset: usize,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) rule: Rule,
    /// The path that decided, for reports: what the layer has.
    pub(crate) because: String,
}

/// Why a path that has to do with the layer stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LeftReason {
    /// The layer and the base image share this directory; at run time only the base image's part is seen.
    SharedDirectory,
    /// A shared directory of programs or libraries: the layer's part is found through `PATH` and
    /// `LD_LIBRARY_PATH`.
    SearchDirectory,
    /// The layer and the base image both have the file; the base image's is used.
    InBoth,
    /// Only the base image has the path: as it should be.
    InBase,
    /// The whole string is a bare `/usr` or `/etc` that is joined to something at run time.
    BarePrefix,
    /// The path lies outside /usr and /etc, so it has not the length of `/opt/…`.
    OtherPrefix,
    /// Neither the layer nor the base image is known to have it.
    Unknown,
}

/// All that is to be done with one file.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) rewrites: Vec<Rewrite>,
    /// What stays: path and reason, with the number of times it occurs.
    pub(crate) left: BTreeMap<(String, LeftReason), usize>,
}

/// The layer's paths as the packages know them, against the base image's.
pub(crate) struct Paths<'a> {
    /// Canonical package paths, directories included; true where the base image has the path too.
    layer: BTreeMap<String, bool>,
    base: &'a BaseImage,
}

impl<'a> Paths<'a> {
    /// `origins` are the package paths of everything that is in the layer.
    pub(crate) fn new<'p>(origins: impl Iterator<Item = &'p str>, base: &'a BaseImage) -> Self {
        let mut layer = BTreeMap::new();
        for origin in origins {
            let canonical = path::canonical(origin);
            for above in path::ancestors(&canonical) {
                if layer.contains_key(above) {
                    break;
                }
                layer.insert(above.to_owned(), base.contains(above));
            }
            let in_base = base.contains(&canonical);
            layer.insert(canonical, in_base);
        }
        Paths { layer, base }
    }

    /// `Some(true)` for a path of the layer that the base image has too, `Some(false)` for the layer's own.
    pub(crate) fn in_base(&self, path: &str) -> Option<bool> {
        self.layer.get(path).copied()
    }

    /// True when the layer brings something below `prefix` that the base image has not.
    fn has_own_below(&self, prefix: &str) -> bool {
        let start = format!("{prefix}/");
        let mut below = self.layer.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
        below.any(|(_, in_base)| !*in_base)
    }

    fn has_name_beginning(&self, directory: &str, start: &str) -> bool {
        let beginning = format!("{directory}/{start}");
        self.layer.range(beginning.clone()..).next().is_some_and(|(path, _)| path.starts_with(&beginning))
    }
}

/// What the path at a [`Start`] comes to.
enum Verdict {
    Move { length: usize, because: String, rule: Rule },
    Stay { path: String, reason: LeftReason },
    Bare,
}

/// Plans the rewriting of one file.
pub(crate) fn plan(bytes: &[u8], paths: &Paths<'_>) -> Plan {
    let mut plan = Plan::default();
    let is_elf = bytes.starts_with(b"\x7fELF");
    let mut shebang_end = 0;
    if let Some((end, rewrite)) = shebang(bytes, paths) {
        shebang_end = end;
        plan.rewrites.extend(rewrite);
    }
    let mut bare = Vec::new();
    for start in scan::starts(bytes).into_iter().filter(|start| start.offset >= shebang_end) {
        match judge(bytes, start, paths) {
            Verdict::Move { length, because, rule } => {
                let old = String::from_utf8_lossy(&bytes[start.offset..start.offset + length]).into_owned();
                let new = moved(&old);
                plan.rewrites.push(Rewrite { offset: start.offset, old, new, rule, because });
            }
            Verdict::Stay { path, reason } => *plan.left.entry((path, reason)).or_default() += 1,
            Verdict::Bare if is_elf && is_whole_string(bytes, start) => bare.push(start),
            Verdict::Bare => {}
        }
    }
    for (offset, prefix) in scan::other_starts(bytes) {
        if let Some(path) = stuck(bytes, offset, prefix, paths) {
            *plan.left.entry((path, LeftReason::OtherPrefix)).or_default() += 1;
        }
    }
    plan_bare_prefixes(&mut plan, &bare, paths);
    plan
}

/// The layer's own path at `offset` under a prefix that has not four bytes (`/bin/zsh`, `/var/lib/x`).
fn stuck(bytes: &[u8], offset: usize, prefix: &str, paths: &Paths<'_>) -> Option<String> {
    let mut text = prefix.to_owned();
    let mut found = None;
    while bytes.get(offset + text.len()) == Some(&b'/') {
        let name = std::str::from_utf8(scan::name_at(bytes, offset + text.len() + 1)).ok()?;
        text = format!("{text}/{name}");
        match paths.in_base(&path::canonical(&text)) {
            Some(false) if !name.is_empty() => found = Some(text.clone()),
            Some(_) => {}
            None => break,
        }
    }
    found
}

/// `/usr/x` → `/opt/x`.
fn moved(old: &str) -> String {
    format!("{}{}", crate::mapping::MOUNT, &old[4..])
}

/// A bare `/usr` moves only where every other path of the layer did, as with git's templates directory, which is
/// `/usr` and `share/git-core/templates` joined at run time. Always reported.
fn plan_bare_prefixes(plan: &mut Plan, bare: &[Start], paths: &Paths<'_>) {
    use LeftReason::{InBoth, OtherPrefix, SharedDirectory};
    let stays = |reason: &LeftReason| matches!(reason, InBoth | OtherPrefix | SharedDirectory);
    let all_moved = !plan.rewrites.is_empty() && !plan.left.keys().any(|(_, reason)| stays(reason));
    for start in bare {
        let old = start.prefix.to_owned();
        if all_moved && start.prefix == "/usr" {
            let new = moved(&old);
            let because = old.clone();
            plan.rewrites.push(Rewrite { offset: start.offset, old, new, rule: Rule::BarePrefix, because });
        } else if paths.has_own_below(start.prefix) {
            *plan.left.entry((old, LeftReason::BarePrefix)).or_default() += 1;
        }
    }
    plan.rewrites.sort_by_key(|rewrite| rewrite.offset);
}

fn is_whole_string(bytes: &[u8], start: Start) -> bool {
    let starts = start.offset == 0 || bytes[start.offset - 1] == 0;
    let rest = &bytes[start.offset + 4..];
    starts && (rest.starts_with(b"\0") || rest.starts_with(b"/\0"))
}

/// Walks the components of the path at `start` as far as the layer knows them, and decides.
fn judge(bytes: &[u8], start: Start, paths: &Paths<'_>) -> Verdict {
    let mut known = start.prefix.to_owned();
    let mut end = start.offset + start.prefix.len();
    loop {
        let name_start = end + bytes[end..].iter().take_while(|byte| **byte == b'/').count();
        let name = if name_start == end { &[] } else { scan::name_at(bytes, name_start) };
        let next = bytes.get(name_start + name.len()).copied().unwrap_or(0);
        let in_base = paths.in_base(&known) != Some(false);
        let is_prefix = known.len() == start.prefix.len();
        if name.is_empty() {
            if is_prefix {
                return Verdict::Bare;
            }
            if !in_base {
                return Verdict::Move { length: end - start.offset, because: known, rule: Rule::Path };
            }
            let is_pattern = name_start > end && scan::is_pattern_byte(next);
            return Verdict::Stay { reason: reason_in_base(&known, paths, is_pattern), path: known };
        }
        if let Some((child, length)) = child(&known, name, paths) {
            known = child;
            end = name_start + length;
            if length < name.len() {
                // A full stop behind the path: it ends here.
                return match paths.in_base(&known) {
                    Some(false) => {
                        Verdict::Move { length: end - start.offset, because: known, rule: Rule::Path }
                    }
                    _ => Verdict::Stay { reason: reason_in_base(&known, paths, false), path: known },
                };
            }
            continue;
        }
        let length = name_start + name.len() - start.offset;
        if !in_base && !is_prefix {
            return Verdict::Move { length, because: known, rule: Rule::Directory };
        }
        let name = String::from_utf8_lossy(name);
        let whole = format!("{known}/{name}");
        if scan::is_pattern_byte(next)
            && paths.has_name_beginning(&known, &name)
            && !paths.base.has_name_beginning(&known, &name)
        {
            return Verdict::Move { length, because: whole, rule: Rule::Pattern };
        }
        let reason = if paths.base.contains(&whole) { LeftReason::InBase } else { LeftReason::Unknown };
        return Verdict::Stay { path: whole, reason };
    }
}

/// The layer's path `known/name`, or without a full stop at the end of the name, and the length that matched.
fn child(known: &str, name: &[u8], paths: &Paths<'_>) -> Option<(String, usize)> {
    let name = std::str::from_utf8(name).ok()?;
    [name, name.trim_end_matches('.')].into_iter().filter(|name| !name.is_empty()).find_map(|name| {
        let child = format!("{known}/{name}");
        paths.in_base(&child).is_some().then_some((child, name.len()))
    })
}

/// A path that both have: a directory whose two parts a program would want to see as one, or a plain duplicate.
fn reason_in_base(path: &str, paths: &Paths<'_>, is_pattern: bool) -> LeftReason {
    let is_directory = is_pattern || paths.has_name_beginning(path, "");
    let is_searched = matches!(path, "/usr/bin" | "/usr/sbin") || crate::mapping::is_loader_directory(path);
    match (is_directory, is_searched) {
        (true, true) => LeftReason::SearchDirectory,
        (true, false) => LeftReason::SharedDirectory,
        (false, _) => LeftReason::InBoth,
    }
}

/// A script's first line: where it ends, and the change when its interpreter is the layer's own.
///
/// This is the one rewrite that may change the length: `#!/bin/zsh` becomes `#!/opt/bin/zsh`.
fn shebang(bytes: &[u8], paths: &Paths<'_>) -> Option<(usize, Option<Rewrite>)> {
    let line = bytes.strip_prefix(b"#!")?;
    let line = &line[..line.iter().take(256).position(|byte| *byte == b'\n')?];
    let gap = line.iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
    let program = line[gap..].split(|byte| byte.is_ascii_whitespace()).next()?;
    let old = std::str::from_utf8(program).ok().filter(|program| program.starts_with('/'))?.to_owned();
    let offset = 2 + gap;
    let end = offset + old.len();
    let because = path::canonical(&old);
    if paths.in_base(&because) != Some(false) {
        return Some((end, None));
    }
    let crate::mapping::Place::Inside(place) = crate::mapping::place(&old) else { return Some((end, None)) };
    let new = format!("{}/{place}", crate::mapping::MOUNT);
    Some((end, Some(Rewrite { offset, old, new, rule: Rule::Shebang, because })))
}
