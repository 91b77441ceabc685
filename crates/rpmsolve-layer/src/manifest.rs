//! `share/rpmsolve/manifest.json`, the layer's account of itself, inside the layer.
//!
//! No times, no paths of the building machine: the same packages give the same manifest.

use std::sync::Arc;

use serde::Serialize;

use crate::finding::Finding;
use crate::relocate::Rewritten;
use crate::report::PackageReport;
use crate::tree::{Entry, Node, Tree};

/// Where the manifest is, inside the layer.
pub const PATH: &str = "share/rpmsolve/manifest.json";

/// What the manifest says, schema 1.
#[derive(Serialize)]
struct Manifest<'a> {
    schema: u32,
    generator: &'static str,
    packages: &'a [PackageReport],
    files: Vec<File<'a>>,
    rewritten: &'a [Rewritten],
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    /// Index into `packages`; absent for what the layer added.
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<usize>,
}

/// Adds the manifest to the tree.
pub(crate) fn add(
    tree: &mut Tree,
    packages: &[PackageReport],
    rewritten: &[Rewritten],
    findings: &[Finding],
) -> Result<(), serde_json::Error> {
    let files = tree.iter().filter_map(|(path, node)| match &node.entry {
        Entry::Directory => None,
        Entry::File { bytes, .. } => {
            Some(File { path, bytes: Some(bytes.len() as u64), link: None, package: node.package })
        }
        Entry::Symlink { target } => {
            Some(File { path, bytes: None, link: Some(target), package: node.package })
        }
    });
    let manifest =
        Manifest { schema: 1, generator: "rpmsolve", packages, files: files.collect(), rewritten, findings };
    let mut bytes = serde_json::to_vec(&manifest)?;
    bytes.push(b'\n');
    let entry = Entry::File { bytes: Arc::new(bytes), executable: false };
    let origin = format!("{}/{PATH}", crate::mapping::MOUNT);
    tree.insert(PATH.to_owned(), Node { entry, origin, package: None });
    tree.add_parents();
    Ok(())
}
