//! What would go wrong with a layer on its runtime, found out without running it.
//!
//! The same checks serve [`build_layer`](crate::build_layer), on the tree that it is about to write, and [`audit`], on a
//! layer that somebody has: [`closure`] loads every program in thought, [`contents`] looks at links, modes and
//! directories. What only the packages knew (scriptlets, lost rights) an audit takes from the layer's manifest.

mod closure;
mod contents;
mod open;

use std::path::{Path, PathBuf};

use serde::Serialize;

pub use closure::Need;

use crate::base::BaseImage;
use crate::elf::ElfKind;
use crate::error::LayerError;
use crate::finding::{Finding, Severity};
use crate::limits::Limits;
use crate::loader::Loader;
use crate::mapping::Layout;
use crate::relocate::{self, Left};
use crate::tree::Tree;

/// What an audit goes by.
///
/// # Example
///
/// ```
/// let options = rpmsolve_layer::AuditOptions { arch: Some("aarch64".into()), ..Default::default() };
/// assert_eq!(options.layout.mount(), "/opt");
/// ```
#[derive(Debug, Clone, Default)]
pub struct AuditOptions {
    /// Where the layers are mounted.
    pub layout: Layout,
    /// RPM's name of the architecture that programs run on; by default that of most files.
    pub arch: Option<String>,
    /// Most bytes that all layers together may have, unzipped.
    pub limit_bytes: Option<u64>,
    /// Bounds against archives that lie.
    pub limits: Limits,
}

/// What an audit found.
///
/// # Example
///
/// ```no_run
/// use rpmsolve_layer::{AuditOptions, Profile, Severity, audit};
/// let base = Profile::named("provided.al2023", "x86_64")?.base_image();
/// let report = audit(&["git.zip"], &base, &AuditOptions::default())?;
/// assert!(report.worst() < Some(Severity::Error));
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditReport {
    /// The layers, in the order in which Lambda puts them over each other.
    pub layers: Vec<PathBuf>,
    /// RPM's name of the architecture that programs were taken to run on.
    pub arch: Option<String>,
    /// Number of files and links.
    pub files: usize,
    /// Size of all files, in bytes.
    pub bytes: u64,
    /// Which file needs which library, and who has it.
    pub needs: Vec<Need>,
    /// Paths under /usr, /etc, /var and /run that files name, and whether the base image has them.
    pub left: Vec<Left>,
    /// What a person should know, sorted by kind and path.
    pub findings: Vec<Finding>,
}

impl AuditReport {
    /// How bad the worst finding is; `None` without findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// Audits layers (zips or directories) as a function on `base` would see them: all at one place, later ones over
/// earlier ones.
///
/// # Errors
///
/// [`LayerError::BadLayer`] for what is no layer, [`LayerError::TooLarge`], [`LayerError::UnsafePath`],
/// [`LayerError::Io`].
///
/// # Example
///
/// ```no_run
/// use rpmsolve_layer::{AuditOptions, BaseImage, audit};
/// for finding in audit(&["tools.zip", "fonts/"], &BaseImage::new(), &AuditOptions::default())?.findings {
///     println!("{}: {}", finding.path, finding.detail);
/// }
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
pub fn audit(
    layers: &[impl AsRef<Path>],
    base: &BaseImage,
    options: &AuditOptions,
) -> Result<AuditReport, LayerError> {
    let mut opened = open::open(layers, options)?;
    let remaining =
        relocate::remaining(&mut opened.tree, &opened.origins, base, options.layout, &opened.nevras)?;
    let mut findings = opened.findings;
    findings.extend(remaining.findings);
    findings.extend(contents::altered(&opened.tree, &opened.listed, &opened.nevras));
    let arch = options.arch.clone().or_else(|| kind_of_most(&opened.tree).map(ElfKind::name));
    let context = Context { base, layout: options.layout, arch: arch.as_deref(), nevras: &opened.nevras };
    findings.extend(of_tree(&opened.tree, &context));
    let bytes = opened.tree.bytes();
    if let Some(limit) = options.limit_bytes.filter(|limit| bytes > *limit) {
        findings.push(contents::over_budget(bytes, limit));
    }
    findings.sort();
    findings.dedup();
    let loader = Loader { tree: &opened.tree, base, layout: options.layout };
    Ok(AuditReport {
        layers: layers.iter().map(|layer| layer.as_ref().to_owned()).collect(),
        files: opened.tree.iter().filter(|(_, node)| !node.is_directory()).count(),
        bytes,
        needs: closure::needs(&loader),
        left: remaining.left,
        findings,
        arch,
    })
}

/// What the checks of a tree depend on.
pub(crate) struct Context<'a> {
    pub(crate) base: &'a BaseImage,
    pub(crate) layout: Layout,
    /// RPM's name of the architecture that programs run on.
    pub(crate) arch: Option<&'a str>,
    pub(crate) nevras: &'a [String],
}

/// Checks a tree whose files have been inspected.
pub(crate) fn of_tree(tree: &Tree, context: &Context<'_>) -> Vec<Finding> {
    let kind = context.arch.and_then(ElfKind::of_arch);
    let mut findings = contents::check(tree, context, kind);
    if context.layout != Layout::Keep {
        let loader = Loader { tree, base: context.base, layout: context.layout };
        findings.extend(closure::check(&loader, kind, context.nevras));
    }
    findings
}

fn kind_of_most(tree: &Tree) -> Option<ElfKind> {
    let mut counts = std::collections::BTreeMap::<ElfKind, usize>::new();
    for elf in tree.files().filter_map(|(_, _, file)| file.elf.as_ref()) {
        *counts.entry(elf.kind).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(kind, _)| kind)
}
