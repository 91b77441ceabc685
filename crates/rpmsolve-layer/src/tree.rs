//! The layer before it is written: a map from relative paths to files, directories and links.
//!
//! No path of a package touches the disk before the whole tree stands, so no name or link can write anywhere.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use rpmsolve::DigestAlgorithm;

use crate::content::Content;
use crate::elf::Elf;
use crate::mapping::Layout;
use crate::path;

/// Most links followed for one path, as in Linux.
const MAX_LINKS: usize = 40;

/// What stands at a path of the layer.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    File(FileEntry),
    Directory,
    /// The target is relative and stays inside once [`links`](crate::links) has run.
    Symlink {
        target: String,
    },
}

/// A regular file: its bytes as packaged, and what is known of them.
#[derive(Debug, Clone)]
pub(crate) struct FileEntry {
    pub(crate) content: Content,
    pub(crate) executable: bool,
    /// What is changed on the way out, in order of offsets.
    pub(crate) patches: Vec<Patch>,
    /// What the loader sees, once the file was inspected.
    pub(crate) elf: Option<Box<Elf>>,
    /// Of the patched bytes, in lower-case hexadecimal, once the file was inspected.
    pub(crate) sha256: String,
}

/// A change of a file: at `offset`, `remove` bytes go and `insert` takes their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Patch {
    pub(crate) offset: usize,
    pub(crate) remove: usize,
    pub(crate) insert: Cow<'static, [u8]>,
}

impl FileEntry {
    pub(crate) fn new(content: impl Into<Content>, executable: bool) -> Self {
        let (content, patches, sha256) = (content.into(), Vec::new(), String::new());
        FileEntry { content, executable, patches, elf: None, sha256 }
    }

    /// The bytes as they are in the layer.
    pub(crate) fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        let bytes = self.content.read()?;
        Ok(if self.patches.is_empty() { bytes } else { Cow::Owned(patched(bytes, &self.patches)) })
    }

    /// The number of bytes in the layer.
    pub(crate) fn len(&self) -> u64 {
        self.patches.iter().fold(self.content.len(), |length, patch| {
            length + patch.insert.len() as u64 - patch.remove as u64
        })
    }
}

/// `bytes` with all `patches` applied.
pub(crate) fn patched(bytes: Cow<'_, [u8]>, patches: &[Patch]) -> Vec<u8> {
    if patches.iter().all(|patch| patch.remove == patch.insert.len()) {
        let mut bytes = bytes.into_owned();
        for patch in patches {
            bytes[patch.offset..patch.offset + patch.remove].copy_from_slice(&patch.insert);
        }
        return bytes;
    }
    let mut result = Vec::with_capacity(bytes.len() + patches.len() * 8);
    let mut done = 0;
    for patch in patches {
        result.extend_from_slice(&bytes[done..patch.offset]);
        result.extend_from_slice(&patch.insert);
        done = patch.offset + patch.remove;
    }
    result.extend_from_slice(&bytes[done..]);
    result
}

/// An entry with where it came from.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) entry: Entry,
    /// The path in the package (or the path that was made up for it), absolute.
    pub(crate) origin: String,
    /// Index of the package; `None` for what the layer adds itself.
    pub(crate) package: Option<usize>,
}

/// The layer's files by path, in byte order; paths are relative and have no trailing slash.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: BTreeMap<String, Node>,
    /// Modes that are kept; of everything else they are 755 and 644.
    modes: BTreeMap<String, u16>,
}

impl Tree {
    pub(crate) fn get(&self, path: &str) -> Option<&Node> {
        self.nodes.get(path)
    }

    pub(crate) fn get_mut(&mut self, path: &str) -> Option<&mut Node> {
        self.nodes.get_mut(path)
    }

    pub(crate) fn insert(&mut self, path: String, node: Node) {
        self.nodes.insert(path, node);
    }

    /// Says which mode the entry at `path` keeps.
    pub(crate) fn keep_mode(&mut self, path: &str, mode: u16) {
        self.modes.insert(path.to_owned(), mode);
    }

    /// The mode with which the entry at `path` is written: 755 for directories and programs and 644 for all other
    /// files, unless its own is kept.
    pub(crate) fn mode(&self, path: &str, entry: &Entry) -> u32 {
        match (entry, self.modes.get(path)) {
            (Entry::Symlink { .. }, _) => 0o777,
            (_, Some(mode)) => u32::from(*mode),
            (Entry::File(file), None) if !file.executable => 0o644,
            (Entry::File(_) | Entry::Directory, None) => 0o755,
        }
    }

    /// Adds a file that no package has.
    pub(crate) fn add_own(&mut self, path: &str, bytes: Vec<u8>, layout: Layout) {
        let origin = format!("{}/{path}", layout.mount());
        let sha256 = DigestAlgorithm::Sha256.hex(&bytes);
        let file = FileEntry { sha256, ..FileEntry::new(bytes, false) };
        self.insert(path.to_owned(), Node { entry: Entry::File(file), origin, package: None });
        self.add_parents();
    }

    pub(crate) fn remove(&mut self, path: &str) {
        self.nodes.remove(path);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.nodes.iter().map(|(path, node)| (path.as_str(), node))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        self.nodes.iter_mut().map(|(path, node)| (path.as_str(), node))
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn into_entries(self) -> impl Iterator<Item = (String, Node)> {
        self.nodes.into_iter()
    }

    /// The direct children of `directory` (empty for the root).
    pub(crate) fn children<'a>(&'a self, directory: &'a str) -> impl Iterator<Item = (&'a str, &'a Node)> {
        let start = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let length = start.len();
        let below = self.nodes.range(start.clone()..).take_while(move |(path, _)| path.starts_with(&start));
        below.filter(move |(path, _)| !path[length..].contains('/')).map(|(path, node)| (path.as_str(), node))
    }

    /// The first entry below `directory`, however deep.
    pub(crate) fn first_below(&self, directory: &str) -> Option<(&str, &Node)> {
        let start = format!("{directory}/");
        let (path, node) = self.nodes.range(start.clone()..).next()?;
        path.starts_with(&start).then_some((path, node))
    }

    /// Follows links in every component of `path`; the path they lead to, or `None` when it does not exist, leads
    /// out of the layer or goes round in circles. Targets must be relative already.
    pub(crate) fn resolve(&self, path: &str) -> Option<String> {
        let mut links = 0;
        let mut rest: Vec<String> = path.split('/').rev().map(str::to_owned).collect();
        let mut here: Vec<String> = Vec::new();
        while let Some(name) = rest.pop() {
            match name.as_str() {
                "" | "." => continue,
                ".." => {
                    here.pop()?;
                    continue;
                }
                _ => here.push(name),
            }
            let at = here.join("/");
            match &self.nodes.get(&at)?.entry {
                Entry::Symlink { target } => {
                    links += 1;
                    if links > MAX_LINKS || target.starts_with('/') {
                        return None;
                    }
                    here.pop();
                    rest.extend(target.split('/').rev().map(str::to_owned));
                }
                Entry::Directory => {}
                Entry::File(_) if rest.is_empty() => {}
                Entry::File(_) => return None,
            }
        }
        Some(here.join("/"))
    }

    /// Adds the directories that are only implied by what is below them.
    pub(crate) fn add_parents(&mut self) {
        let mut missing: BTreeMap<String, Node> = BTreeMap::new();
        for (path, node) in &self.nodes {
            let mut origin = node.origin.as_str();
            for directory in path::ancestors(path) {
                origin = path::parent(origin);
                if self.nodes.contains_key(directory) || missing.contains_key(directory) {
                    break;
                }
                let node = Node { entry: Entry::Directory, origin: origin.to_owned(), package: node.package };
                missing.insert(directory.to_owned(), node);
            }
        }
        self.nodes.append(&mut missing);
    }

    /// Leaves out what belongs to packages from this number on: they are in other layers.
    pub(crate) fn keep_own(&mut self, own: usize) {
        self.nodes.retain(|_, node| node.package.is_none_or(|index| index < own));
        self.add_parents();
    }

    /// All regular files.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &Node, &FileEntry)> {
        self.iter().filter_map(|(path, node)| match &node.entry {
            Entry::File(file) => Some((path, node, file)),
            Entry::Directory | Entry::Symlink { .. } => None,
        })
    }

    /// The regular file at `path`, links followed.
    pub(crate) fn file(&self, path: &str) -> Option<&FileEntry> {
        match &self.get(&self.resolve(path)?)?.entry {
            Entry::File(file) => Some(file),
            Entry::Directory | Entry::Symlink { .. } => None,
        }
    }

    /// Size of all files, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.nodes.values().map(Node::bytes).sum()
    }
}

impl Node {
    pub(crate) fn is_directory(&self) -> bool {
        matches!(self.entry, Entry::Directory)
    }

    /// Size of the file's content in bytes; 0 for everything else.
    pub(crate) fn bytes(&self) -> u64 {
        match &self.entry {
            Entry::File(file) => file.len(),
            Entry::Directory | Entry::Symlink { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(entries: &[(&str, Option<&str>)]) -> Tree {
        let mut tree = Tree::default();
        for (path, target) in entries {
            let entry = match target {
                Some(target) => Entry::Symlink { target: (*target).to_owned() },
                None => Entry::File(FileEntry::new(Vec::new(), false)),
            };
            tree.insert((*path).to_owned(), Node { entry, origin: format!("/usr/{path}"), package: None });
        }
        tree.add_parents();
        tree
    }

    #[test]
    fn links_are_followed_in_every_component() {
        let tree = tree(&[("a/b/file", None), ("c", Some("a")), ("d", Some("c/b")), ("e", Some("e"))]);
        assert_eq!(tree.resolve("d/file").as_deref(), Some("a/b/file"));
        assert_eq!(tree.resolve("d/../b/file").as_deref(), Some("a/b/file"));
        assert_eq!(tree.resolve("e"), None, "a circle");
        assert_eq!(tree.resolve("a/b/file/x"), None, "a file is no directory");
        assert_eq!(tree.resolve("../a"), None, "out of the layer");
    }

    #[test]
    fn children_are_direct() {
        let tree = tree(&[("lib/a", None), ("lib/b/c", None), ("lib64/d", None)]);
        let names: Vec<&str> = tree.children("lib").map(|(path, _)| path).collect();
        assert_eq!(names, ["lib/a", "lib/b"]);
        let top: Vec<&str> = tree.children("").map(|(path, _)| path).collect();
        assert_eq!(top, ["lib", "lib64"]);
    }
}
