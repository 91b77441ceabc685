//! Makes libraries reachable through `lib/` and programs through `bin/`.
//!
//! Lambda puts `/opt/bin` on `PATH` and `/opt/lib` on `LD_LIBRARY_PATH`, and nothing else of a layer. What the
//! distribution's loader would search (`/usr/lib64`, Debian's triplets, directories in `/etc/ld.so.conf.d`) gets
//! links in `lib/`, what is in `sbin/` gets links in `bin/`. A real file is never hidden.

use std::collections::BTreeSet;

use crate::base::{BaseImage, BaseLibrary};
use crate::finding::{Finding, FindingKind};
use crate::mapping::{self, Place};
use crate::path;
use crate::profile::elf;
use crate::tree::{Entry, Node, Tree};

/// Adds the links; returns clashes and sonames that the base image has as well.
pub(crate) fn connect(tree: &mut Tree, base: &BaseImage, nevras: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let found: Vec<(String, String)> =
        loader_directories(tree).iter().flat_map(|directory| libraries(tree, directory)).collect();
    for (name, target) in found {
        if let Some(BaseLibrary { path, image_only, .. }) = base.library(&name) {
            let image = if *image_only { "container image" } else { "base image" };
            let detail = format!("the {image} has {path}: the search order decides which one is used");
            let nevra = nevra_of(tree, &target, nevras);
            findings.push(Finding::info(FindingKind::ShadowedSoname, &target, detail, nevra));
        }
        findings.extend(link(tree, "lib", &name, &target, FindingKind::LibraryClash, nevras));
    }
    for (name, target) in programs(tree) {
        findings.extend(link(tree, "bin", &name, &target, FindingKind::ProgramClash, nevras));
    }
    tree.add_parents();
    findings
}

/// The layer's directories that the loader would search, the most specific ones first.
fn loader_directories(tree: &Tree) -> Vec<String> {
    let mut configured = BTreeSet::new();
    for (path, node) in tree.iter() {
        let Entry::File { bytes, .. } = &node.entry else { continue };
        if path.starts_with("ld.so.conf.d/") && path.ends_with(".conf") {
            let text = String::from_utf8_lossy(bytes);
            for line in text.lines().map(str::trim).filter(|line| line.starts_with('/')) {
                if let Place::Inside(place) = mapping::place(line.trim_end_matches('/')) {
                    configured.insert(place);
                }
            }
        }
    }
    let mut directories: Vec<String> = vec!["lib64".into(), "lib".into()];
    let triplets = tree.children("lib").filter(|(path, node)| {
        matches!(node.entry, Entry::Directory) && mapping::is_loader_directory(&format!("/usr/{path}"))
    });
    directories.extend(triplets.map(|(path, _)| path.to_owned()));
    configured.retain(|directory| !directories.contains(directory));
    directories.extend(configured);
    directories
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
        if let Entry::File { bytes, .. } = &node.entry
            && let Some(library) = elf::read(bytes)
            && mapping::is_library_name(&library.soname)
            && !library.soname.contains('/')
        {
            sonames.push((library.soname, path.to_owned()));
        }
    }
    sonames.retain(|(soname, _)| !found.iter().any(|(name, _)| name == soname));
    found.extend(sonames);
    found
}

fn programs(tree: &Tree) -> Vec<(String, String)> {
    let runs = |path: &str, node: &Node| match &node.entry {
        Entry::File { executable, .. } => *executable,
        Entry::Symlink { .. } => tree.resolve(path).is_some(),
        Entry::Directory => false,
    };
    let all = tree.children("sbin").filter(|(path, node)| runs(path, node));
    all.map(|(path, _)| (path::name(path).to_owned(), path.to_owned())).collect()
}

/// Adds `directory/name`, a link to `target`, unless something stands there.
fn link(
    tree: &mut Tree,
    directory: &str,
    name: &str,
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
            (Entry::File { bytes, .. }, Some(Entry::File { bytes: other, .. })) => bytes == other,
            _ => false,
        };
        if same_bytes || tree.resolve(&path) == tree.resolve(target) {
            return None;
        }
        let detail = format!("{path} is taken, so {target} is not reachable through {directory}/");
        return Some(Finding::warning(clash, target, detail, nevra_of(tree, target, nevras)));
    }
    let entry = Entry::Symlink { target: path::relative(&path, target) };
    let origin = format!("{}/{path}", mapping::MOUNT);
    tree.insert(path, Node { entry, origin, package });
    None
}

fn nevra_of(tree: &Tree, path: &str, nevras: &[String]) -> String {
    tree.get(path).and_then(|node| node.package).map(|index| nevras[index].clone()).unwrap_or_default()
}
