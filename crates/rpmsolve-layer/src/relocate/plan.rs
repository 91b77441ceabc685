//! Decides, for every path that a file names, whether it moves to `/opt`: the plan, before a byte is changed.
//!
//! The rule: a path moves exactly when the layer has it and the base image has not, or when it lies in a directory
//! of which that is true. Everything else stays, and is told where it could matter. In programs and other binary files
//! the new path has to be as long as the old one; text may grow.

use std::collections::BTreeMap;

use serde::Serialize;

use super::scan::{self, Start};
use super::{immediate, perl_line};
use crate::base::BaseImage;
use crate::elf::Elf;
use crate::mapping::{self, Layout};
use crate::path;
use crate::perl::Include;
use crate::tree::Patch;

/// Why a path was rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// The path is a file or directory of the layer that the base image has not.
    Path,
    /// The path is not in the layer, but a directory above it is, and only there: a name made at run time, a
    /// format string, an optional file.
    Directory,
    /// The text ends in a pattern (`foo-%s`), or the program's code has only the beginning of it in one piece, and
    /// only the layer has names that begin so.
    Pattern,
    /// A script's first line names an interpreter of the layer.
    Shebang,
    /// The whole string is `/usr`, in a program all of whose other paths moved.
    BarePrefix,
    /// A directory of `DT_RPATH` or `DT_RUNPATH` in which the layer has libraries; the base image's directory of the
    /// name is searched in any case.
    SearchPath,
    /// A script that the base image's perl runs is told where the layer's modules are (`-I` on its first line).
    PerlInclude,
    /// Python's compiled code stops asking for the time of its source (PEP 552, "unchecked hash-based"): in a layer
    /// all times are one.
    Bytecode,
}

/// One change of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rewrite {
    /// Exactly which bytes.
    pub(crate) patch: Patch,
    pub(crate) rule: Rule,
    /// The path that decided, for reports: what the layer has.
    pub(crate) because: String,
    /// What `because` is in the layer.
    pub(crate) becomes: String,
}

/// Why a path that has to do with the layer stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The new path would be longer, and the file is no text.
    Longer,
    /// The path stands in pieces in the program's code, and its beginning is one of the layer's and of the base image's.
    Cut,
    /// It is in a packed file, which is not opened to be changed.
    Packed,
    /// Only the layer has it; it was asked for that the file stays as it is.
    Asked,
    /// Only the layer has it; found in a layer that was built.
    Remains,
    /// Neither the layer nor the base image is known to have it.
    Unknown,
}

/// All that is to be done with one file.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) rewrites: Vec<Rewrite>,
    /// What stays: path and reason, with the offsets where it stands.
    pub(crate) left: BTreeMap<(String, LeftReason), Vec<usize>>,
}

impl Plan {
    fn leave(&mut self, path: String, reason: LeftReason, offset: usize) {
        self.left.entry((path, reason)).or_default().push(offset);
    }

    /// Takes back every change.
    pub(crate) fn give_up(&mut self, reason: LeftReason) {
        let rewrites = std::mem::take(&mut self.rewrites);
        let names_a_path = |rule| !matches!(rule, Rule::Bytecode | Rule::PerlInclude);
        for rewrite in rewrites.into_iter().filter(|rewrite| names_a_path(rewrite.rule)) {
            self.leave(rewrite.because, reason, rewrite.patch.offset);
        }
    }
}

/// The layer's paths as the packages know them, against the base image's.
pub(crate) struct Paths<'a> {
    /// Canonical package paths, directories included; true where the base image has the path too.
    layer: BTreeMap<String, bool>,
    pub(super) base: &'a BaseImage,
    pub(crate) layout: Layout,
    /// Where the layer has Perl modules.
    pub(crate) perl: Vec<Include>,
}

impl<'a> Paths<'a> {
    /// `origins` are the package paths of everything that is in the layer.
    pub(crate) fn new<'p>(
        origins: impl Iterator<Item = &'p str>,
        base: &'a BaseImage,
        layout: Layout,
    ) -> Self {
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
        Paths { layer, base, layout, perl: Vec::new() }
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

    /// What a path of the layer is at run time.
    fn moved(&self, path: &str) -> String {
        match self.layout.place(path) {
            mapping::Place::Inside(place) | mapping::Place::Outside(place) => {
                format!("{}/{place}", self.layout.mount())
            }
            mapping::Place::Root => self.layout.mount().to_owned(),
        }
    }

    pub(super) fn has_name_beginning(&self, directory: &str, start: &str) -> bool {
        let beginning = format!("{directory}/{start}");
        self.layer.range(beginning.clone()..).next().is_some_and(|(path, _)| path.starts_with(&beginning))
    }
}

/// What the path at a [`Start`] comes to.
pub(super) enum Verdict {
    Move { because: String, rule: Rule },
    Stay { path: String, reason: LeftReason },
    Bare,
}

/// Plans the rewriting of one file.
pub(crate) fn plan(bytes: &[u8], elf: Option<&Elf>, paths: &Paths<'_>) -> Plan {
    let mut planning = Planning { plan: Plan::default(), paths, can_grow: is_text(bytes) };
    let mut shebang_end = 0;
    if let Some((end, program)) = shebang(bytes) {
        shebang_end = end;
        planning.shebang(end - program.len(), program);
        planning.plan.rewrites.extend(perl_line::include(bytes, end, program, paths));
    }
    let is_program = bytes.starts_with(b"\x7fELF");
    let search_path = elf.and_then(|elf| elf.search_path.as_ref());
    let in_search_path = |start: Start| {
        search_path.is_some_and(|path| (path.offset..path.offset + path.text.len()).contains(&start.offset))
    };
    let mut bare = Vec::new();
    for start in scan::starts(bytes).into_iter().filter(|start| start.offset >= shebang_end) {
        let cut = if is_program { immediate::judge(bytes, start, paths) } else { None };
        match cut.unwrap_or_else(|| judge(bytes, start, paths)) {
            Verdict::Move { because, rule } => planning.change(start, because, rule),
            Verdict::Stay { path, .. } if in_search_path(start) && paths.has_own_below(&path) => {
                planning.change(start, path, Rule::SearchPath);
            }
            Verdict::Stay { path, reason } => planning.plan.leave(path, reason, start.offset),
            Verdict::Bare if is_program && is_whole_string(bytes, start) => bare.push(start),
            Verdict::Bare => {}
        }
    }
    for start in scan::other_starts(bytes).into_iter().filter(|start| start.offset >= shebang_end) {
        if let Some(path) = own_path(bytes, start, paths) {
            planning.change(start, path, Rule::Path);
        } else if matches!(start.prefix, "/run" | "/var") {
            let name = String::from_utf8_lossy(scan::name_at(bytes, start.offset + start.prefix.len() + 1));
            let path = format!("{}/{name}", start.prefix);
            let reason = if paths.base.contains(&path) { LeftReason::InBase } else { LeftReason::Unknown };
            planning.plan.leave(path, reason, start.offset);
        }
    }
    planning.bare_prefixes(&bare);
    planning.bytecode(bytes);
    planning.plan.rewrites.sort_by_key(|rewrite| rewrite.patch.offset);
    planning.plan
}

/// True for a file that may become longer: nothing in it counts bytes.
fn is_text(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_none() && !bytes.starts_with(b"%PDF")
}

struct Planning<'a> {
    plan: Plan,
    paths: &'a Paths<'a>,
    can_grow: bool,
}

impl Planning<'_> {
    /// The path at `start` moves with `because`, if the file can take it.
    fn change(&mut self, start: Start, because: String, rule: Rule) {
        let (remove, insert) = self.paths.layout.replacement(start.prefix);
        if start.prefix == insert {
            return;
        }
        let grows = remove != insert.len();
        if grows && !self.can_grow && rule != Rule::Shebang {
            return self.plan.leave(because, LeftReason::Longer, start.offset);
        }
        let becomes = self.paths.moved(&because);
        let patch = Patch { offset: start.offset, remove, insert: insert.as_bytes().into() };
        self.plan.rewrites.push(Rewrite { patch, rule, because, becomes });
    }

    /// A script's first line names its interpreter: this line may grow in any file.
    fn shebang(&mut self, offset: usize, program: &str) {
        let because = path::canonical(program);
        let top = program.find('/').and_then(|_| program[1..].find('/')).map(|end| &program[..=end]);
        let prefix = scan::TOPS.iter().find(|known| Some(**known) == top);
        if let Some(prefix) = prefix
            && self.paths.in_base(&because) == Some(false)
        {
            self.change(Start { offset, prefix }, because, Rule::Shebang);
        }
    }

    /// A bare `/usr` moves only where every other path of the layer did, as with git's templates directory, which is
    /// `/usr` and `share/git-core/templates` joined at run time. Always reported.
    fn bare_prefixes(&mut self, bare: &[Start]) {
        use LeftReason::{InBoth, Longer, SharedDirectory};
        let stays = |reason: &LeftReason| matches!(reason, InBoth | Longer | SharedDirectory);
        let all_moved =
            !self.plan.rewrites.is_empty() && !self.plan.left.keys().any(|(_, reason)| stays(reason));
        for start in bare {
            if all_moved && start.prefix == "/usr" {
                self.change(*start, start.prefix.to_owned(), Rule::BarePrefix);
            } else if self.paths.has_own_below(start.prefix) {
                self.plan.leave(start.prefix.to_owned(), LeftReason::BarePrefix, start.offset);
            }
        }
    }

    /// Compiled Python from 3.7 on begins with a magic number, flags, and the time and size of its source.
    fn bytecode(&mut self, bytes: &[u8]) {
        let [low, high, b'\r', b'\n', 0, 0, 0, 0, _, _, _, _, _, _, _, _, 0xe3, ..] = bytes else { return };
        if (FIRST_WITH_FLAGS..FIRST_WITH_FLAGS + 1000).contains(&u16::from_le_bytes([*low, *high])) {
            let patch = Patch { offset: 4, remove: 4, insert: b"\x01\0\0\0".into() };
            let text = |text: &str| text.to_owned();
            let (because, becomes) = (text("checked by time"), text("unchecked"));
            self.plan.rewrites.push(Rewrite { patch, rule: Rule::Bytecode, because, becomes });
        }
    }
}

/// The magic number of Python 3.7.
const FIRST_WITH_FLAGS: u16 = 3390;

/// The layer's own path at `start`, under a prefix that has not four bytes or is not moved (`/bin/zsh`, `/var/lib/x`).
fn own_path(bytes: &[u8], start: Start, paths: &Paths<'_>) -> Option<String> {
    let mut text = start.prefix.to_owned();
    let mut found = None;
    while bytes.get(start.offset + text.len()) == Some(&b'/') {
        let name = std::str::from_utf8(scan::name_at(bytes, start.offset + text.len() + 1)).ok()?;
        text = format!("{text}/{name}");
        match paths.in_base(&path::canonical(&text)) {
            Some(false) if !name.is_empty() => found = Some(text.clone()),
            Some(_) => {}
            None => break,
        }
    }
    found
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
                return Verdict::Move { because: known, rule: Rule::Path };
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
                    Some(false) => Verdict::Move { because: known, rule: Rule::Path },
                    _ => Verdict::Stay { reason: reason_in_base(&known, paths, false), path: known },
                };
            }
            continue;
        }
        if !in_base && !is_prefix {
            return Verdict::Move { because: known, rule: Rule::Directory };
        }
        let name = String::from_utf8_lossy(name);
        let whole = format!("{known}/{name}");
        if scan::is_pattern_byte(next)
            && paths.has_name_beginning(&known, &name)
            && !paths.base.has_name_beginning(&known, &name)
        {
            return Verdict::Move { because: whole, rule: Rule::Pattern };
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
    let is_searched = matches!(path, "/usr/bin" | "/usr/sbin") || mapping::is_loader_directory(path);
    match (is_directory, is_searched) {
        (true, true) => LeftReason::SearchDirectory,
        (true, false) => LeftReason::SharedDirectory,
        (false, _) => LeftReason::InBoth,
    }
}

/// The program that a script's first line names, and where its name ends.
fn shebang(bytes: &[u8]) -> Option<(usize, &str)> {
    let line = bytes.strip_prefix(b"#!")?;
    let line = &line[..line.iter().take(256).position(|byte| *byte == b'\n')?];
    let gap = line.iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
    let program = line[gap..].split(|byte| byte.is_ascii_whitespace()).next()?;
    let program = std::str::from_utf8(program).ok().filter(|program| program.starts_with('/'))?;
    Some((2 + gap + program.len(), program))
}
