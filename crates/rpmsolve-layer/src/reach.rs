//! Makes libraries reachable through `lib/` and programs through `bin/`.
//!
//! Lambda puts `/opt/bin` on `PATH` and `/opt/lib` on `LD_LIBRARY_PATH`, and nothing else of a layer. What the
//! distribution's loader would search (`/usr/lib64`, Debian's triplets, directories in `/etc/ld.so.conf.d`) gets
//! links in `lib/`, what is in `sbin/` gets links in `bin/`. A library that a file of the layer needs and that lies
//! elsewhere is linked too: `alternatives` would have put it in place. A real file is never hidden.

use std::collections::BTreeSet;

use crate::base::BaseImage;
use crate::error::LayerError;
use crate::finding::{Finding, FindingKind};
use crate::loader::{self, Loader};
use crate::mapping::{self, Layout, Place};
use crate::path;
use crate::tree::{Entry, Node, Tree};

/// Adds the links; returns clashes. The files of `tree` have been inspected.
pub(crate) fn connect(
    tree: &mut Tree,
    base: &BaseImage,
    layout: Layout,
    nevras: &[String],
) -> Result<Vec<Finding>, LayerError> {
    let mut findings = Vec::new();
    let directories = loader_directories(tree, layout)?;
    let found: Vec<(String, String)> =
        directories.iter().flat_map(|directory| libraries(tree, directory)).collect();
    let mut add = |tree: &mut Tree, directory, name: &str, target: &str, kind| {
        findings.extend(link(tree, layout, (directory, name), target, kind, nevras));
    };
    for (name, target) in found {
        add(tree, "lib", &name, &target, FindingKind::LibraryClash);
    }
    tree.add_parents();
    for (name, target) in needed_elsewhere(&Loader { tree, base, layout }) {
        add(tree, "lib", &name, &target, FindingKind::LibraryClash);
    }
    for (name, target) in programs(tree) {
        add(tree, "bin", &name, &target, FindingKind::ProgramClash);
    }
    tree.add_parents();
    Ok(findings)
}

/// Libraries that files of the layer need, that the loader would not find, and that the layer has somewhere.
fn needed_elsewhere(loader: &Loader<'_>) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (path, _, file) in loader.tree.files() {
        let Some(elf) = &file.elf else { continue };
        for name in elf.needed.iter().filter(|name| !name.contains('/')) {
            if loader.find(path, elf, name).is_none()
                && let Some(target) = loader::anywhere(loader.tree, elf, name)
            {
                found.insert((name.clone(), target.to_owned()));
            }
        }
    }
    found
}

/// The layer's directories that the loader would search, the most specific ones first.
fn loader_directories(tree: &Tree, layout: Layout) -> Result<Vec<String>, LayerError> {
    let mut configured = BTreeSet::new();
    for (path, node, file) in tree.files() {
        if is_configuration(path) {
            let bytes = file.content.read().map_err(LayerError::io("read", &node.origin))?;
            configured.extend(self::configured(&bytes, layout));
        }
    }
    let mut directories: Vec<String> = vec!["lib64".into(), "lib".into()];
    let triplets = tree.children("lib").filter(|(path, node)| {
        matches!(node.entry, Entry::Directory) && mapping::is_loader_directory(&format!("/usr/{path}"))
    });
    directories.extend(triplets.map(|(path, _)| path.to_owned()));
    configured.retain(|directory| !directories.contains(directory));
    directories.extend(configured);
    Ok(directories)
}

/// True for a file of the layer that names directories in which the loader is to look.
pub(crate) fn is_configuration(path: &str) -> bool {
    path.starts_with("ld.so.conf.d/") && path.ends_with(".conf")
}

/// The directories of the layer that such a file names.
pub(crate) fn configured(bytes: &[u8], layout: Layout) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with('/'));
    let places = lines.filter_map(|line| match layout.place(line.trim_end_matches('/')) {
        Place::Inside(place) => Some(place),
        Place::Root | Place::Outside(_) => None,
    });
    places.collect()
}

/// What the loader may be asked for in `directory`: file names, and sonames that no file is named by.
fn libraries(tree: &Tree, directory: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut sonames = Vec::new();
    for (path, node) in tree.children(directory) {
        let name = path::name(path);
        if matches!(node.entry, Entry::Directory) || !mapping::is_library_name(name) {
            continue;
        }
        found.push((name.to_owned(), path.to_owned()));
        if let Entry::File(file) = &node.entry
            && let Some(soname) = file.elf.as_ref().and_then(|elf| elf.soname.as_ref())
            && mapping::is_library_name(soname)
            && !soname.contains('/')
        {
            sonames.push((soname.clone(), path.to_owned()));
        }
    }
    sonames.retain(|(soname, _)| !found.iter().any(|(name, _)| name == soname));
    found.extend(sonames);
    found
}

fn programs(tree: &Tree) -> Vec<(String, String)> {
    let runs = |path: &str, node: &Node| match &node.entry {
        Entry::File(file) => file.executable,
        Entry::Symlink { .. } => tree.resolve(path).is_some(),
        Entry::Directory => false,
    };
    let all = tree.children("sbin").filter(|(path, node)| runs(path, node));
    all.map(|(path, _)| (path::name(path).to_owned(), path.to_owned())).collect()
}

/// Adds `directory/name`, a link to `target`, unless something stands there.
fn link(
    tree: &mut Tree,
    layout: Layout,
    (directory, name): (&str, &str),
    target: &str,
    clash: FindingKind,
    nevras: &[String],
) -> Option<Finding> {
    let path = format!("{directory}/{name}");
    if path == target {
        return None;
    }
    let package = tree.get(target).and_then(|node| node.package);
    if let Some(existing) = tree.get(&path) {
        let same_bytes = match (&existing.entry, tree.get(target).map(|node| &node.entry)) {
            (Entry::File(file), Some(Entry::File(other))) => file.sha256 == other.sha256,
            _ => false,
        };
        if same_bytes || tree.resolve(&path) == tree.resolve(target) {
            return None;
        }
        let detail = format!("{path} is taken, so {target} is not reachable through {directory}/");
        return Some(Finding::warning(clash, target, detail, nevra_of(tree, target, nevras)));
    }
    let entry = Entry::Symlink { target: path::relative(&path, target) };
    let origin = format!("{}/{path}", layout.mount());
    tree.insert(path, Node { entry, origin, package });
    None
}

fn nevra_of(tree: &Tree, path: &str, nevras: &[String]) -> String {
    tree.get(path).and_then(|node| node.package).map(|index| nevras[index].clone()).unwrap_or_default()
}
