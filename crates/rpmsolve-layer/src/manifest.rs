//! `share/rpmsolve/manifest.json`, the layer's account of itself, inside the layer.
//!
//! No times, no paths of the building machine: the same packages give the same manifest.

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::hints::Hint;
use crate::mapping::Layout;
use crate::relocate::Rewritten;
use crate::report::PackageReport;
use crate::tree::{Entry, Node, Tree};

/// Where the layer has what this crate says about it.
pub(crate) const DIRECTORY: &str = "share/rpmsolve/";
/// Where the manifest is, inside the layer.
pub const PATH: &str = "share/rpmsolve/manifest.json";

/// What the manifest says, schema 1.
#[derive(Serialize)]
struct Manifest<'a> {
    schema: u32,
    generator: &'static str,
    /// Where the files are meant to be at run time.
    mount: &'static str,
    packages: &'a [PackageReport],
    /// NEVRAs of packages in other layers that this one was made to be used with.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    beside: &'a [String],
    files: Vec<File>,
    rewritten: &'a [Rewritten],
    /// Variables that programs need.
    environment: &'a [Hint],
    findings: &'a [Finding],
}

/// A file or link of a layer, in its manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct File {
    pub(crate) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<String>,
    /// Index into `packages`; absent for what the layer added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) package: Option<usize>,
    /// The path in the package, where it is not the one below /usr.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) origin: Option<String>,
}

/// What an audit needs of a manifest that it finds in a layer.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Found {
    #[serde(default)]
    pub(crate) packages: Vec<FoundPackage>,
    #[serde(default)]
    pub(crate) files: Vec<File>,
    #[serde(default)]
    pub(crate) findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct FoundPackage {
    pub(crate) nevra: String,
}

/// Adds the manifest to the tree.
pub(crate) fn add(
    tree: &mut Tree,
    layout: Layout,
    packages: &[PackageReport],
    beside: &[String],
    rewritten: &[Rewritten],
    environment: &[Hint],
    findings: &[Finding],
) -> Result<(), serde_json::Error> {
    let file = |path: &str, node: &Node| File {
        path: path.to_owned(),
        bytes: None,
        sha256: None,
        link: None,
        package: node.package,
        origin: Some(&node.origin)
            .filter(|origin| node.package.is_some() && ***origin != format!("/usr/{path}"))
            .cloned(),
    };
    let files = tree.iter().filter_map(|(path, node)| match &node.entry {
        Entry::Directory => None,
        Entry::File(entry) => {
            let sha256 = Some(entry.sha256.clone()).filter(|sha256| !sha256.is_empty());
            Some(File { bytes: Some(entry.len()), sha256, ..file(path, node) })
        }
        Entry::Symlink { target } => Some(File { link: Some(target.clone()), ..file(path, node) }),
    });
    let mount = layout.mount();
    let files = files.collect();
    let generator = "rpmsolve";
    let manifest =
        Manifest { schema: 1, generator, mount, packages, beside, files, rewritten, environment, findings };
    let mut bytes = serde_json::to_vec(&manifest)?;
    bytes.push(b'\n');
    tree.add_own(PATH, bytes, layout);
    Ok(())
}
