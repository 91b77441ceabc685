//! The tree while scriptlets have their effects on it: paths are still the packages' own, absolute and below /usr.

use crate::base::BaseImage;
use crate::finding::{Finding, FindingKind};
use crate::mapping::{Layout, Place};
use crate::path;
use crate::tree::{Entry, FileEntry, Node, Tree};

/// Most links followed for one path, as in Linux.
const MAX_LINKS: usize = 40;

/// What effects work on.
pub(super) struct Scene<'a> {
    pub(super) tree: &'a mut Tree,
    pub(super) base: &'a BaseImage,
    pub(super) layout: Layout,
    pub(super) nevras: &'a [String],
    pub(super) findings: Vec<Finding>,
}

impl Scene<'_> {
    /// The place in the layer of an absolute path; `None` for what no package could have.
    pub(super) fn place(&self, absolute: &str) -> Option<String> {
        let normal = path::resolve_text("/", absolute);
        if !absolute.starts_with('/') || path::check(&normal).is_err() {
            return None;
        }
        match self.layout.place(&normal) {
            Place::Inside(place) | Place::Outside(place) => Some(place),
            Place::Root => None,
        }
    }

    /// What stands at an absolute path, links of directories above it followed.
    pub(super) fn node(&self, absolute: &str) -> Option<&Node> {
        let mut place = self.place(absolute)?;
        for _ in 0..MAX_LINKS {
            if let Some(node) = self.tree.get(&place) {
                return Some(node);
            }
            let (above, leads_to) =
                path::ancestors(&place).find_map(|above| match self.tree.get(above)? {
                    Node { entry: Entry::Symlink { target }, origin, .. } => {
                        Some((above, path::resolve_text(origin, target)))
                    }
                    _ => None,
                })?;
            place = self.place(&format!("{leads_to}{}", &place[above.len()..]))?;
        }
        None
    }

    /// True for a path that programs of the layer will find in the layer.
    pub(super) fn is_inside(&self, absolute: &str) -> bool {
        matches!(self.layout.place(&path::resolve_text("/", absolute)), Place::Inside(_))
    }

    /// True when the layer has the path.
    pub(super) fn has(&self, absolute: &str) -> bool {
        self.node(absolute).is_some()
    }

    /// True for a link of a package that leads to `target`.
    pub(super) fn leads_to(&self, link: &str, target: &str) -> bool {
        self.node(link).is_some_and(|node| match &node.entry {
            Entry::Symlink { target: text } => path::resolve_text(&node.origin, text) == target,
            Entry::File(_) | Entry::Directory => false,
        })
    }

    /// Puts something at a path where nothing is, below directories only; true if that was done.
    pub(super) fn put(&mut self, absolute: &str, entry: Entry, package: usize) -> bool {
        let Some(place) = self.place(absolute).filter(|place| self.tree.get(place).is_none()) else {
            return false;
        };
        let blocked = path::ancestors(&place)
            .any(|above| self.tree.get(above).is_some_and(|node| !node.is_directory()));
        if blocked {
            return false;
        }
        let origin = path::resolve_text("/", absolute);
        self.tree.insert(place, Node { entry, origin, package: Some(package) });
        true
    }

    /// Makes a symbolic link; true if nothing was there.
    pub(super) fn link(&mut self, link: &str, target: &str, package: usize) -> bool {
        self.put(link, Entry::Symlink { target: target.to_owned() }, package)
    }

    /// Makes a file of bytes; true if nothing was there.
    pub(super) fn file(&mut self, absolute: &str, bytes: Vec<u8>, package: usize) -> bool {
        self.put(absolute, Entry::File(FileEntry::new(bytes, false)), package)
    }

    pub(super) fn info(&mut self, package: usize, absolute: &str, detail: impl Into<String>) {
        let finding =
            Finding::info(FindingKind::Scriptlet, self.shown(absolute), detail, &self.nevras[package]);
        self.findings.push(finding);
    }

    pub(super) fn warning(&mut self, package: usize, absolute: &str, detail: impl Into<String>) {
        let finding =
            Finding::warning(FindingKind::Scriptlet, self.shown(absolute), detail, &self.nevras[package]);
        self.findings.push(finding);
    }

    fn shown(&self, absolute: &str) -> String {
        self.place(absolute).unwrap_or_default()
    }
}
