//! Puts the files of all packages into one tree: drops what is not wanted, maps paths, finds conflicts.
//!
//! Links go in first and the rest after them, so the result does not depend on the order of packages, and a file
//! behind a link lands where the link leads or is refused, but never anywhere else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use globset::GlobMatcher;

use crate::defaults::Keep;
use crate::elf::Elf;
use crate::error::LayerError;
use crate::finding::{Finding, FindingKind};
use crate::mapping::{Layout, Place};
use crate::package::{FileKind, Package, PackageFile};
use crate::path;
use crate::tree::{Entry, FileEntry, Node, Tree};

/// Most links followed for one path, as in Linux.
pub(crate) const MAX_LINKS: usize = 40;

/// The tree before links are made relative.
pub(crate) struct Assembled {
    pub(crate) tree: Tree,
    /// Package paths (below /usr) that were left out on purpose.
    pub(crate) dropped: BTreeSet<String>,
    pub(crate) findings: Vec<Finding>,
}

/// A file on its way into the tree.
struct Incoming {
    path: String,
    node: Node,
    mode: u16,
}

/// Of two packages that have a path with different contents, the one named here wins.
pub(crate) struct Preference {
    /// Name of the package.
    pub(crate) package: String,
    /// Paths, in the layer or in the package.
    pub(crate) paths: GlobMatcher,
}

impl Preference {
    /// True if it is about the package's file, by its path in the layer or in the package.
    pub(crate) fn prefers(&self, package: &str, path: &str, origin: &str) -> bool {
        self.package == package && (self.paths.is_match(path) || self.paths.is_match(origin))
    }
}

/// What assembling depends on beside the packages.
pub(crate) struct Options<'a> {
    pub(crate) keep: &'a Keep,
    pub(crate) layout: Layout,
    pub(crate) preferences: &'a [Preference],
    /// Packages from this number on are in other layers: what does not go together with the rest is passed over.
    pub(crate) own: usize,
}

/// Puts `packages`, each under its name for messages, into a tree.
pub(crate) fn assemble(
    packages: &[(String, Package)],
    options: &Options<'_>,
) -> Result<Assembled, LayerError> {
    let mut dropped = BTreeSet::new();
    let mut findings = Vec::new();
    let (mut links, mut others) = (Vec::new(), Vec::new());
    for (index, (nevra, package)) in packages.iter().enumerate() {
        let hard_links = hard_links(package);
        let mut outside = BTreeSet::new();
        for file in &package.files {
            let record = &file.record;
            if record.ghost {
                continue;
            }
            if !options.keep.wants(record) {
                dropped.insert(path::canonical(&record.path));
                continue;
            }
            if record.kind == FileKind::Special {
                let detail = "a device node, FIFO or socket: left out";
                findings.push(Finding::warning(FindingKind::SpecialFile, &record.path, detail, nevra));
                continue;
            }
            let place = match options.layout.place(&record.path) {
                Place::Root => continue,
                Place::Inside(place) => place,
                Place::Outside(place) => {
                    let top = record.path.split('/').take(3).collect::<Vec<_>>().join("/");
                    outside.insert((top, place.split('/').take(2).collect::<Vec<_>>().join("/")));
                    place
                }
            };
            if record.kind == FileKind::Symlink && is_merged_top(&record.path) {
                continue;
            }
            if record.path.contains(char::REPLACEMENT_CHARACTER) {
                let detail = "its name is not UTF-8: the bytes that are not became \u{fffd}, programs that ask for \
                              them will not find it";
                findings.push(Finding::warning(FindingKind::NotUtf8, &place, detail, nevra));
            }
            if options.layout != Layout::Keep {
                lost_rights(file, &place, nevra, &mut findings);
            }
            let Some(entry) = entry_of(file, &hard_links) else { continue };
            let is_link = matches!(entry, Entry::Symlink { .. });
            let node = Node { entry, origin: record.path.clone(), package: Some(index) };
            let list = if is_link { &mut links } else { &mut others };
            list.push(Incoming { path: place, node, mode: record.mode });
        }
        findings.extend(outside.into_iter().map(|(top, place)| {
            let detail = format!("{top} is kept as {place}, where programs will not look for it");
            Finding::info(FindingKind::OutsidePrefix, place, detail, nevra)
        }));
    }
    let mut placing = Placing { packages, options, tree: Tree::default(), findings };
    links.sort_by(|a, b| a.path.cmp(&b.path));
    for incoming in links.into_iter().chain(others) {
        let is_own = incoming.node.package.is_some_and(|index| index < options.own);
        match placing.insert(incoming) {
            Err(LayerError::FileConflict { .. } | LayerError::UnsafePath { .. }) if !is_own => {}
            placed => placed?,
        }
    }
    let Placing { mut tree, findings, .. } = placing;
    tree.add_parents();
    Ok(Assembled { tree, dropped, findings })
}

/// True for the links that packages of a merged `/usr` ship as top directories (`/bin -> usr/bin`).
pub(crate) fn is_merged_top(path: &str) -> bool {
    ["/bin", "/sbin", "/lib", "/lib64"].contains(&path)
}

/// For every hard link but the first of its group (by path): the first one's path.
///
/// A zip has no hard links: git would be there 140 times. One file stays, the others become symbolic links.
fn hard_links(package: &Package) -> HashMap<String, String> {
    let mut groups: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for file in &package.files {
        if let Some(content) = &file.content {
            groups.entry(content.identity()).or_default().push(&file.record.path);
        }
    }
    let mut links = HashMap::new();
    for mut paths in groups.into_values().filter(|paths| paths.len() > 1) {
        paths.sort_unstable();
        for path in &paths[1..] {
            links.insert((*path).to_owned(), paths[0].to_owned());
        }
    }
    links
}

fn entry_of(file: &PackageFile, hard_links: &HashMap<String, String>) -> Option<Entry> {
    let record = &file.record;
    if let Some(first) = hard_links.get(&record.path) {
        return Some(Entry::Symlink { target: first.clone() });
    }
    Some(match record.kind {
        FileKind::Regular => Entry::File(FileEntry::new(file.content.clone()?, record.mode & 0o111 != 0)),
        FileKind::Directory => Entry::Directory,
        FileKind::Symlink => Entry::Symlink { target: record.link_target.clone() },
        FileKind::Special => return None,
    })
}

fn lost_rights(file: &PackageFile, place: &str, nevra: &str, findings: &mut Vec<Finding>) {
    let record = &file.record;
    if record.kind == FileKind::Regular && record.mode & 0o6000 != 0 {
        let detail = format!("mode {:o}: setuid and setgid are lost in a layer", record.mode);
        findings.push(Finding::warning(FindingKind::Setuid, place, detail, nevra));
    }
    if !record.capabilities.is_empty() {
        let detail = format!("capabilities {} are lost in a layer", record.capabilities);
        findings.push(Finding::warning(FindingKind::Capabilities, place, detail, nevra));
    }
    if record.kind == FileKind::Regular && record.mode & 0o004 == 0 {
        let detail = format!("mode {:o} in the package: in a layer everybody can read it", record.mode);
        findings.push(Finding::info(FindingKind::Unreadable, place, detail, nevra));
    }
}

struct Placing<'a> {
    packages: &'a [(String, Package)],
    options: &'a Options<'a>,
    tree: Tree,
    findings: Vec<Finding>,
}

impl Placing<'_> {
    fn insert(&mut self, incoming: Incoming) -> Result<(), LayerError> {
        let path = self.behind_links(&incoming)?;
        let Some(existing) = self.tree.get_mut(&path) else {
            return self.put(path, incoming);
        };
        let same = match (&mut existing.entry, &incoming.node.entry) {
            (Entry::Directory, Entry::Directory) => true,
            // A directory may be a link to one in another package, as rpm allows on disk.
            (Entry::Symlink { .. }, Entry::Directory) => existing.package != incoming.node.package,
            (Entry::File(file), Entry::File(other)) => {
                file.executable |= other.executable;
                let read = LayerError::io("read", &path);
                file.content.has_bytes_of(&other.content).map_err(read)?
            }
            (Entry::Symlink { target }, Entry::Symlink { target: other }) => {
                path::canonical(&path::resolve_text(&existing.origin, target))
                    == path::canonical(&path::resolve_text(&incoming.node.origin, other))
            }
            _ => false,
        };
        if same {
            return Ok(());
        }
        let existing = existing.clone();
        let Some(incoming_wins) = self.winner(&path, &existing, &incoming.node)? else {
            return Err(self.conflict(path, Some(&existing), &incoming.node));
        };
        if incoming_wins { self.put(path, incoming) } else { Ok(()) }
    }

    fn put(&mut self, path: String, incoming: Incoming) -> Result<(), LayerError> {
        self.check_parents(&path, &incoming.node)?;
        if self.options.layout == Layout::Keep {
            self.tree.keep_mode(&path, incoming.mode);
        }
        self.tree.insert(path, incoming.node);
        Ok(())
    }

    /// Which of two different files at `path` is taken, if there is a rule: true for the incoming one.
    ///
    /// Of two programs of different width the 64-bit one stays, as rpm has it where both are installed
    /// (`%_prefer_color`); otherwise it is what a preference says.
    fn winner(&mut self, path: &str, existing: &Node, incoming: &Node) -> Result<Option<bool>, LayerError> {
        if let (Entry::File(file), Entry::File(other)) = (&existing.entry, &incoming.entry) {
            let is_64_bit = |file: &FileEntry| -> Result<_, LayerError> {
                let bytes = file.bytes().map_err(LayerError::io("read", path))?;
                Ok(Elf::parse(&bytes).map(|elf| elf.kind.is_64_bit))
            };
            if let (Some(old), Some(new)) = (is_64_bit(file)?, is_64_bit(other)?)
                && old != new
            {
                return Ok(Some(new));
            }
        }
        let (first, second) = (self.name(existing.package), self.name(incoming.package));
        let is_preferred = |node: &Node| {
            let name =
                node.package.and_then(|index| self.packages.get(index)).map(|(_, package)| &package.name);
            let mut preferences = self.options.preferences.iter();
            name.is_some_and(|name| preferences.any(|it| it.prefers(name, path, &node.origin)))
        };
        let incoming_wins = is_preferred(incoming);
        if !incoming_wins && !is_preferred(existing) {
            return Ok(None);
        }
        let (taken, other) = if incoming_wins { (second, first) } else { (first, second) };
        let detail = format!("{other} has another file of this name; this one is preferred as asked for");
        self.findings.push(Finding::info(FindingKind::FileConflict, path, detail, taken));
        Ok(Some(incoming_wins))
    }

    /// The path at which the file really lands, when a directory above it is a link.
    fn behind_links(&self, incoming: &Incoming) -> Result<String, LayerError> {
        let refuse = |reason| LayerError::UnsafePath {
            package: self.name(incoming.node.package),
            entry: incoming.node.origin.clone(),
            reason,
        };
        let mut path = incoming.path.clone();
        for _ in 0..MAX_LINKS {
            let above = path::ancestors(&path).filter_map(|above| Some((above, self.tree.get(above)?)));
            let Some((link, node, target)) = above
                .filter_map(|(above, node)| match &node.entry {
                    Entry::Symlink { target } => Some((above, node, target)),
                    _ => None,
                })
                .last()
            else {
                return Ok(path);
            };
            if node.package == incoming.node.package {
                return Err(refuse("it lies behind a symbolic link of the same package"));
            }
            let leads_to = path::resolve_text(&node.origin, target);
            let Place::Inside(place) = self.options.layout.place(&leads_to) else {
                return Err(refuse("it lies behind a symbolic link that leaves the layer"));
            };
            path = format!("{place}{}", &path[link.len()..]);
        }
        Err(refuse("it lies behind links that go round in circles"))
    }

    /// A file cannot have children.
    fn check_parents(&self, path: &str, node: &Node) -> Result<(), LayerError> {
        for above in path::ancestors(path) {
            if let Some(existing) = self.tree.get(above)
                && matches!(existing.entry, Entry::File(_))
            {
                return Err(self.conflict(above.to_owned(), Some(existing), node));
            }
        }
        if !matches!(node.entry, Entry::Directory)
            && let Some((below, existing)) = self.tree.first_below(path)
        {
            return Err(self.conflict(below.to_owned(), Some(existing), node));
        }
        Ok(())
    }

    fn conflict(&self, path: String, existing: Option<&Node>, incoming: &Node) -> LayerError {
        let (first, first_path) = match existing {
            Some(node) => (self.name(node.package), node.origin.clone()),
            None => (String::new(), String::new()),
        };
        let second = self.name(incoming.package);
        LayerError::FileConflict { path, first, first_path, second, second_path: incoming.origin.clone() }
    }

    fn name(&self, package: Option<usize>) -> String {
        package.and_then(|index| self.packages.get(index)).map(|(nevra, _)| nevra.clone()).unwrap_or_default()
    }
}
