//! What a look at every entry shows: links, directories, architectures, digests, sizes.

use std::collections::BTreeMap;

use super::Context;
use crate::elf::ElfKind;
use crate::finding::{Finding, FindingKind};
use crate::manifest::{self, File};
use crate::mapping::Layout;
use crate::path;
use crate::tree::{Entry, Node, Tree};

/// Checks every entry.
pub(super) fn check(tree: &Tree, context: &Context<'_>, kind: Option<ElfKind>) -> Vec<Finding> {
    let nevra =
        |node: &Node| node.package.and_then(|index| context.nevras.get(index)).map_or("", String::as_str);
    let mut findings = Vec::new();
    for (path, node) in tree.iter() {
        match &node.entry {
            Entry::Symlink { target } => findings.extend(link(tree, path, target, nevra(node), context)),
            Entry::Directory if tree.children(path).next().is_none() => {
                let detail = "an empty directory; Lambda keeps it, and nothing can be written to it";
                findings.push(Finding::info(FindingKind::EmptyDirectory, path, detail, nevra(node)));
            }
            Entry::Directory => {}
            Entry::File(file) => {
                let Some(elf) = file.elf.as_ref().filter(|elf| elf.is_dynamic()) else { continue };
                if let Some(kind) = kind.filter(|kind| *kind != elf.kind) {
                    let detail = format!(
                        "is for {}, the runtime is {}: it cannot be loaded; solve with --arch {}",
                        elf.kind.name(),
                        kind.name(),
                        kind.name()
                    );
                    findings.push(Finding::warning(
                        FindingKind::ForeignArchitecture,
                        path,
                        detail,
                        nevra(node),
                    ));
                }
            }
        }
    }
    findings
}

fn link(tree: &Tree, link: &str, target: &str, nevra: &str, context: &Context<'_>) -> Option<Finding> {
    if tree.resolve(link).is_some() {
        return None;
    }
    let at = format!("{}/{link}", context.layout.mount());
    let absolute = path::resolve_text(&at, target);
    let inside = absolute.strip_prefix(context.layout.mount()).map(|rest| rest.trim_start_matches('/'));
    let is_inside = inside.is_some_and(|inside| tree.resolve(inside).is_some());
    let is_known = is_inside || context.base.contains(&absolute);
    if context.layout == Layout::Keep && is_known {
        return None;
    }
    Some(if is_inside {
        let detail = format!(
            "an absolute link to {target}: Lambda follows it, `sam local` refuses it; make it relative"
        );
        Finding::warning(FindingKind::BrokenLink, link, detail, nevra)
    } else if is_known {
        let detail =
            format!("leaves the layer for {absolute} of the base image; `sam local` refuses such links");
        Finding::warning(FindingKind::LinkToBase, link, detail, nevra)
    } else {
        let detail = format!("points to {target}, which neither the layer nor the base image has: remove it");
        Finding::warning(FindingKind::BrokenLink, link, detail, nevra)
    })
}

/// Files that are not as the manifest lists them.
pub(super) fn altered(tree: &Tree, listed: &BTreeMap<String, File>, nevras: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tell = |path: &str, package: Option<usize>, detail: &str| {
        let nevra = package.and_then(|index| nevras.get(index)).map_or("", String::as_str);
        findings.push(Finding::warning(FindingKind::Altered, path, detail, nevra));
    };
    for (path, file) in listed.iter().filter(|(path, _)| *path != manifest::PATH) {
        match tree.get(path).map(|node| &node.entry) {
            None => {
                tell(path, file.package, "the manifest lists it, the layer has it not: build the layer anew");
            }
            Some(Entry::File(found)) => {
                if file.sha256.as_ref().is_some_and(|sha256| *sha256 != found.sha256) {
                    tell(
                        path,
                        file.package,
                        "its digest is not the manifest's: it was changed after the build",
                    );
                }
            }
            Some(Entry::Symlink { target }) if Some(target) != file.link.as_ref() => {
                tell(path, file.package, "the link is not the manifest's: it was changed after the build");
            }
            Some(_) => {}
        }
    }
    findings
}

/// All layers together are too large.
pub(super) fn over_budget(bytes: u64, limit: u64) -> Finding {
    let detail =
        format!("all layers together have {bytes} bytes unzipped, the limit is {limit}: leave packages out");
    Finding::error(FindingKind::OverBudget, "", detail, "")
}
