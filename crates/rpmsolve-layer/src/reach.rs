//! Makes libraries reachable through `lib/` and programs through `bin/`.
//!
//! Lambda puts `/opt/bin` on `PATH` and `/opt/lib` on `LD_LIBRARY_PATH`, and nothing else of a layer. What the
//! distribution's loader would search (`/usr/lib64`, Debian's triplets, directories in `/etc/ld.so.conf.d`) gets
//! links in `lib/`, what is in `sbin/` gets links in `bin/`. A real file is never hidden.

use std::collections::BTreeSet;

use object::read::elf::{Dyn, ElfFile, FileHeader};

use crate::base::BaseImage;
use crate::finding::{Finding, FindingKind};
use crate::mapping::{self, Place};
use crate::path;
use crate::tree::{Entry, Node, Tree};

/// Adds the links; returns clashes and sonames that the base image has as well.
pub(crate) fn connect(tree: &mut Tree, base: &BaseImage, nevras: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let found: Vec<(String, String)> =
        loader_directories(tree).iter().flat_map(|directory| libraries(tree, directory)).collect();
    for (name, target) in found {
        if let Some(in_base) = base.sonames().get(&name) {
            let detail = format!("the base image has {in_base}: the search order decides which one is used");
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
            && let Some(soname) = soname(bytes)
            && mapping::is_library_name(&soname)
            && !soname.contains('/')
        {
            sonames.push((soname, path.to_owned()));
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

/// `DT_SONAME` of an ELF shared object; `None` for anything else, damaged files included.
fn soname(bytes: &[u8]) -> Option<String> {
    match object::FileKind::parse(bytes).ok()? {
        object::FileKind::Elf64 => soname_of::<object::elf::FileHeader64<object::Endianness>>(bytes),
        object::FileKind::Elf32 => soname_of::<object::elf::FileHeader32<object::Endianness>>(bytes),
        _ => None,
    }
}

fn soname_of<Elf: FileHeader<Endian = object::Endianness>>(bytes: &[u8]) -> Option<String> {
    let file = ElfFile::<Elf>::parse(bytes).ok()?;
    let endian = file.endian();
    let (entries, strings) = file.elf_section_table().dynamic(endian, bytes).ok()??;
    let strings = file.elf_section_table().strings(endian, bytes, strings).ok()?;
    let entry = entries.iter().find(|entry| entry.tag(endian) == object::elf::DT_SONAME)?;
    let name = strings.get(entry.val32(endian)?).ok()?;
    std::str::from_utf8(name).ok().map(str::to_owned)
}
