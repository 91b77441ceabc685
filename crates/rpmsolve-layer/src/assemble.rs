//! Puts the files of all packages into one tree: drops what is not wanted, maps paths, finds conflicts.
//!
//! Links go in first and the rest after them, so the result does not depend on the order of packages, and a file
//! behind a link lands where the link leads or is refused, but never anywhere else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::defaults::Keep;
use crate::error::LayerError;
use crate::finding::{Finding, FindingKind};
use crate::mapping::{self, Place};
use crate::package::{FileKind, Package, PackageFile};
use crate::path;
use crate::tree::{Entry, Node, Tree};

/// Directories of the layer that packages of a merged `/usr` ship as links (`/bin -> usr/bin`).
const TOP: [&str; 4] = ["bin", "sbin", "lib", "lib64"];
/// Most links followed for one path, as in Linux.
const MAX_LINKS: usize = 40;

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
}

/// Puts `packages`, each under its name for messages, into a tree.
pub(crate) fn assemble(packages: &[(String, Package)], keep: &Keep) -> Result<Assembled, LayerError> {
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
            if !keep.wants(record) {
                dropped.insert(path::canonical(&record.path));
                continue;
            }
            if record.kind == FileKind::Special {
                let detail = "a device node, FIFO or socket: left out";
                findings.push(Finding::warning(FindingKind::SpecialFile, &record.path, detail, nevra));
                continue;
            }
            let place = match mapping::place(&record.path) {
                Place::Root => continue,
                Place::Inside(place) => place,
                Place::Outside(place) => {
                    let top = record.path.split('/').take(3).collect::<Vec<_>>().join("/");
                    outside.insert((top, place.split('/').take(2).collect::<Vec<_>>().join("/")));
                    place
                }
            };
            if record.kind == FileKind::Symlink && TOP.contains(&place.as_str()) {
                continue;
            }
            lost_rights(file, &place, nevra, &mut findings);
            let Some(entry) = entry_of(file, &hard_links) else { continue };
            let is_link = matches!(entry, Entry::Symlink { .. });
            let node = Node { entry, origin: record.path.clone(), package: Some(index) };
            let list = if is_link { &mut links } else { &mut others };
            list.push(Incoming { path: place, node });
        }
        findings.extend(outside.into_iter().map(|(top, place)| {
            let detail = format!("{top} is kept as {place}, where programs will not look for it");
            Finding::info(FindingKind::OutsidePrefix, place, detail, nevra)
        }));
    }
    let mut placing = Placing { packages, tree: Tree::default() };
    links.sort_by(|a, b| a.path.cmp(&b.path));
    for incoming in links.into_iter().chain(others) {
        placing.insert(incoming)?;
    }
    let mut tree = placing.tree;
    tree.add_parents();
    Ok(Assembled { tree, dropped, findings })
}

/// For every hard link but the first of its group (by path): the first one's path.
///
/// A zip has no hard links: git would be there 140 times. One file stays, the others become symbolic links.
fn hard_links(package: &Package) -> HashMap<String, String> {
    let mut groups: BTreeMap<*const Vec<u8>, Vec<&str>> = BTreeMap::new();
    for file in &package.files {
        if let Some(content) = &file.content {
            groups.entry(Arc::as_ptr(content)).or_default().push(&file.record.path);
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
        FileKind::Regular => {
            let bytes = Arc::clone(file.content.as_ref()?);
            Entry::File { bytes, executable: record.mode & 0o111 != 0 }
        }
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
}

struct Placing<'a> {
    packages: &'a [(String, Package)],
    tree: Tree,
}

impl Placing<'_> {
    fn insert(&mut self, incoming: Incoming) -> Result<(), LayerError> {
        let path = self.behind_links(&incoming)?;
        let Some(existing) = self.tree.get_mut(&path) else {
            self.check_parents(&path, &incoming.node)?;
            self.tree.insert(path, incoming.node);
            return Ok(());
        };
        let same = match (&mut existing.entry, &incoming.node.entry) {
            (Entry::Directory, Entry::Directory) => true,
            // A directory may be a link to one in another package, as rpm allows on disk.
            (Entry::Symlink { .. }, Entry::Directory) => existing.package != incoming.node.package,
            (
                Entry::File { bytes, executable },
                Entry::File { bytes: other, executable: other_executable },
            ) => {
                *executable |= *other_executable;
                bytes == other
            }
            (Entry::Symlink { target }, Entry::Symlink { target: other }) => {
                path::canonical(&path::resolve_text(&existing.origin, target))
                    == path::canonical(&path::resolve_text(&incoming.node.origin, other))
            }
            _ => false,
        };
        if same {
            Ok(())
        } else {
            Err(self.conflict(path.clone(), &self.tree.get(&path).cloned(), &incoming.node))
        }
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
            let Place::Inside(place) = mapping::place(&leads_to) else {
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
                && matches!(existing.entry, Entry::File { .. })
            {
                return Err(self.conflict(above.to_owned(), &Some(existing.clone()), node));
            }
        }
        if !matches!(node.entry, Entry::Directory)
            && let Some((below, existing)) = self.tree.children(path).next()
        {
            return Err(self.conflict(below.to_owned(), &Some(existing.clone()), node));
        }
        Ok(())
    }

    fn conflict(&self, path: String, existing: &Option<Node>, incoming: &Node) -> LayerError {
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
