//! Relocation without recompiling: paths compiled into files move from `/usr` and `/etc` to `/opt`, in place.
//!
//! The three prefixes are four bytes each, so ELF sections, scripts and everything else keep their length. First a
//! plan is made for every file ([`plan`]), then it is applied as the file is written; what was changed and what was
//! left is reported, place by place.

mod immediate;
mod packed;
mod perl_line;
mod plan;
mod scan;

use std::collections::BTreeMap;

use globset::GlobSet;
use rpmsolve::DigestAlgorithm;
use serde::Serialize;

pub use plan::{LeftReason, Rule};
pub(crate) use plan::{Paths, Plan};

use crate::base::BaseImage;
use crate::elf::{Elf, Seal};
use crate::error::LayerError;
use crate::finding::{Finding, FindingKind};
use crate::mapping::Layout;
use crate::tree::{Entry, FileEntry, Node, Tree, patched};
use rpmsolve_repo::parallel;

use crate::{manifest, path, perl};

/// Paths of one file that were rewritten, by what decided it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rewritten {
    /// The file, inside the layer.
    pub path: String,
    /// Which rule applied.
    pub rule: Rule,
    /// The path of the packages that decided: the file itself or the directory only the layer has. For a rule that is
    /// about no path ([`Rule::Bytecode`], [`Rule::PerlInclude`]) what was there, in words.
    pub old: String,
    /// What it is now.
    pub new: String,
    /// Where the file as packaged names it, in bytes from its beginning.
    pub offsets: Vec<usize>,
}

/// Paths of one file that were left as they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Left {
    /// The file, inside the layer.
    pub path: String,
    /// The path that it names.
    pub text: String,
    /// Why it stayed.
    pub reason: LeftReason,
    /// Where the file as packaged names it, in bytes from its beginning; of a packed file 0.
    pub offsets: Vec<usize>,
}

/// What was done to the tree.
#[derive(Debug, Default)]
pub(crate) struct Relocated {
    pub(crate) rewritten: Vec<Rewritten>,
    pub(crate) left: Vec<Left>,
    pub(crate) findings: Vec<Finding>,
}

impl Relocated {
    /// Speaks of files at the places that they moved to later.
    pub(crate) fn rename(&mut self, moved: &BTreeMap<String, String>) {
        let rewritten = self.rewritten.iter_mut().map(|rewritten| &mut rewritten.path);
        for path in rewritten.chain(self.left.iter_mut().map(|left| &mut left.path)) {
            if let Some(place) = moved.get(path) {
                place.clone_into(path);
            }
        }
        self.rewritten.sort();
        self.left.sort();
    }
}

/// What relocation depends on beside the tree.
pub(crate) struct Options<'a> {
    pub(crate) base: &'a BaseImage,
    pub(crate) layout: Layout,
    /// Files that stay as they are: paths in the layer, paths in the package, or names of packages.
    pub(crate) no_rewrite: &'a GlobSet,
    pub(crate) nevras: &'a [String],
    /// Files of packages from this number on are in other layers: they are there, and nothing is done with them.
    pub(crate) own: usize,
}

/// Inspects every file of `tree` on all cores: what the loader sees, what is to be rewritten, its digest.
pub(crate) fn relocate(tree: &mut Tree, options: &Options<'_>) -> Result<Relocated, LayerError> {
    let origins =
        tree.iter().filter(|(_, node)| node.package.is_some()).map(|(_, node)| node.origin.as_str());
    let mut paths = Paths::new(origins, options.base, options.layout);
    paths.perl = perl::include_directories(tree, options.base, options.layout);
    let inspected = inspect_all(tree, |path, node, file| {
        if node.package.is_some_and(|index| index >= options.own) {
            return look_at(file);
        }
        inspect(file, &paths, stays(path, node, options).then_some(LeftReason::Asked))
    })?;
    let mut result = apply(tree, inspected, options.nevras);
    let changed = tree.files().filter(|(_, _, file)| !file.patches.is_empty());
    for (path, node, file) in changed {
        let nevra = nevra_of(node, options.nevras);
        let seal = file.elf.as_ref().and_then(|elf| elf.seal);
        result.findings.extend(stale_digests(tree, path, seal, nevra));
    }
    Ok(result)
}

/// Inspects the files of a layer that exists: whatever could still move is a path that remains.
pub(crate) fn remaining(
    tree: &mut Tree,
    origins: &[String],
    base: &BaseImage,
    layout: Layout,
    nevras: &[String],
) -> Result<Relocated, LayerError> {
    let paths = Paths::new(origins.iter().map(String::as_str), base, layout);
    let inspected = inspect_all(tree, |path, _, file| {
        // What this crate put there says itself which paths it is about.
        if path.starts_with(manifest::DIRECTORY) {
            return look_at(file);
        }
        inspect(file, &paths, Some(LeftReason::Remains))
    })?;
    Ok(apply(tree, inspected, nevras))
}

/// Does `work` for every file of `tree` on all cores; the results in the order of paths.
fn inspect_all(
    tree: &Tree,
    work: impl Fn(&str, &Node, &FileEntry) -> std::io::Result<Inspected> + Sync,
) -> Result<Vec<Inspected>, LayerError> {
    let files: Vec<(&str, &Node, &FileEntry)> = tree.files().collect();
    let work = |(path, node, file): &(&str, &Node, &FileEntry)| {
        work(path, node, file).map_err(|error| LayerError::io("read", &node.origin)(error))
    };
    parallel::try_map(&files, work, |_| {})
}

/// Puts what was found out about every file into `tree`, in the same order, and reports it.
fn apply(tree: &mut Tree, inspected: Vec<Inspected>, nevras: &[String]) -> Relocated {
    let mut result = Relocated::default();
    let nodes = tree.iter_mut().filter(|(_, node)| matches!(node.entry, Entry::File(_)));
    for ((path, node), Inspected { plan, elf, sha256 }) in nodes.zip(inspected) {
        report(path, &plan, nevra_of(node, nevras), &mut result);
        let Entry::File(file) = &mut node.entry else { continue };
        file.patches = plan.rewrites.into_iter().map(|rewrite| rewrite.patch).collect();
        (file.elf, file.sha256) = (elf.map(Box::new), sha256);
    }
    result
}

fn nevra_of<'a>(node: &Node, nevras: &'a [String]) -> &'a str {
    node.package.and_then(|index| nevras.get(index)).map_or("", String::as_str)
}

fn stays(path: &str, node: &Node, options: &Options<'_>) -> bool {
    let matches = |text: &str| options.no_rewrite.is_match(text);
    let name = node.package.and_then(|index| options.nevras[index].rsplitn(3, '-').nth(2));
    matches(path) || matches(&node.origin) || name.is_some_and(matches)
}

/// What was found out about one file.
struct Inspected {
    plan: Plan,
    elf: Option<Elf>,
    sha256: String,
}

/// What the loader sees of a file, and what it is; no paths.
fn look_at(file: &FileEntry) -> std::io::Result<Inspected> {
    let bytes = file.content.read()?;
    let (elf, sha256) = (Elf::parse(&bytes), DigestAlgorithm::Sha256.hex(&bytes));
    Ok(Inspected { plan: Plan::default(), elf, sha256 })
}

/// `leave` is why nothing of the file is changed, if that is so.
fn inspect(file: &FileEntry, paths: &Paths<'_>, leave: Option<LeftReason>) -> std::io::Result<Inspected> {
    let bytes = file.content.read()?;
    let elf = Elf::parse(&bytes);
    let mut plan = match paths.layout {
        Layout::Keep => Plan::default(),
        Layout::Opt | Layout::Task => plan_of(&bytes, elf.as_ref(), paths),
    };
    if let Some(reason) = leave {
        plan.give_up(reason);
    }
    let sha256 = if plan.rewrites.is_empty() {
        DigestAlgorithm::Sha256.hex(&bytes)
    } else {
        let patches: Vec<_> = plan.rewrites.iter().map(|rewrite| rewrite.patch.clone()).collect();
        DigestAlgorithm::Sha256.hex(&patched(bytes, &patches))
    };
    Ok(Inspected { plan, elf, sha256 })
}

/// The plan for a file's bytes; of a packed file that names paths of the layer, what stays in it.
pub(crate) fn plan_of(bytes: &[u8], elf: Option<&Elf>, paths: &Paths<'_>) -> Plan {
    let mut plan = plan::plan(bytes, elf, paths);
    let inside = packed::paths_in(bytes, |content| {
        plan::plan(content, None, paths).rewrites.into_iter().map(|rewrite| rewrite.because).collect()
    });
    for path in inside.into_iter().filter(|path| path.starts_with('/')) {
        plan.left.insert((path, LeftReason::Packed), vec![0]);
    }
    plan
}

/// Digests and signatures that no longer fit a file that was changed.
fn stale_digests(tree: &Tree, path: &str, seal: Option<Seal>, nevra: &str) -> Vec<Finding> {
    let (directory, name) = (path::parent(path), path::name(path));
    let mut findings = Vec::new();
    for beside in [
        format!("{directory}/.{name}.hmac"),
        format!("{directory}/{name}.hmac"),
        format!("{directory}/fipscheck/{name}.hmac"),
        format!("{path}.sha256"),
        format!("{path}.sha512"),
        format!("{path}.sig"),
        format!("{path}.asc"),
    ] {
        if tree.get(&beside).is_some() {
            let detail = format!(
                "{path} was rewritten and {beside} was made of the old bytes; where that is checked (FIPS mode), \
                 build with --no-rewrite {path}"
            );
            findings.push(Finding::warning(FindingKind::StaleDigest, path, detail, nevra));
        }
    }
    if let Some(seal) = seal {
        let detail = format!("{path} was rewritten and {} was made of the old bytes", seal.name());
        let kind = FindingKind::StaleDigest;
        findings.push(match seal {
            Seal::GoBuildId => Finding::info(kind, path, detail, nevra),
            Seal::FipsDigest | Seal::Signature | Seal::Appended => {
                let detail = format!("{detail}; where that is checked, build with --no-rewrite {path}");
                Finding::warning(kind, path, detail, nevra)
            }
        });
    }
    findings
}

fn report(path: &str, plan: &Plan, nevra: &str, result: &mut Relocated) {
    let mut places: BTreeMap<(Rule, &str, &str), Vec<usize>> = BTreeMap::new();
    for rewrite in &plan.rewrites {
        let key = (rewrite.rule, rewrite.because.as_str(), rewrite.becomes.as_str());
        places.entry(key).or_default().push(rewrite.patch.offset);
    }
    for ((rule, old, new), offsets) in places {
        if rule == Rule::BarePrefix {
            let detail = format!("the bare prefix {old} became {new}: all other paths of this program moved");
            result.findings.push(Finding::info(FindingKind::BarePrefix, path, detail, nevra));
        }
        let (path, old, new) = (path.to_owned(), old.to_owned(), new.to_owned());
        result.rewritten.push(Rewritten { path, rule, old, new, offsets });
    }
    let nowhere = plan.left.keys().filter(|(_, reason)| *reason == LeftReason::Unknown);
    let nowhere: Vec<&str> = nowhere.map(|(text, _)| text.as_str()).collect();
    if let [first, ..] = nowhere[..] {
        let more = nowhere.len() - 1;
        let detail = match more {
            0 => format!("names {first}, which neither the layer nor the base image has"),
            _ => format!("names {first} and {more} more paths that neither the layer nor the base image has"),
        };
        result.findings.push(Finding::info(FindingKind::HardCodedPath, path, detail, nevra));
    }
    for ((text, reason), offsets) in &plan.left {
        if let Some((kind, detail)) = trouble(text, *reason) {
            result.findings.push(match kind {
                // Documentation and data, as a rule.
                FindingKind::PackedPath => Finding::info(kind, path, detail, nevra),
                _ => Finding::warning(kind, path, detail, nevra),
            });
        }
        let (path, text, offsets) = (path.to_owned(), text.clone(), offsets.clone());
        result.left.push(Left { path, text, reason: *reason, offsets });
    }
}

/// What a path that stays means for the program that names it, if that is trouble.
fn trouble(text: &str, reason: LeftReason) -> Option<(FindingKind, String)> {
    let hard_coded = FindingKind::HardCodedPath;
    Some(match reason {
        LeftReason::SharedDirectory => (
            hard_coded,
            format!("names {text}, which the base image has too: what the layer adds there is not seen"),
        ),
        LeftReason::BarePrefix => {
            (hard_coded, format!("joins paths to a bare {text} at run time; those cannot be rewritten"))
        }
        LeftReason::Longer => (
            hard_coded,
            format!("names {text}, which only the layer has and which cannot be rewritten in place"),
        ),
        LeftReason::Asked => {
            (hard_coded, format!("names {text}, which only the layer has; left as asked for"))
        }
        LeftReason::Remains => (
            hard_coded,
            format!(
                "names {text}, which the base image has not and the layer has elsewhere: build the layer anew"
            ),
        ),
        LeftReason::Packed => (
            FindingKind::PackedPath,
            format!("has {text} in it, which only the layer has; packed files are not rewritten"),
        ),
        LeftReason::SearchDirectory
        | LeftReason::InBoth
        | LeftReason::InBase
        | LeftReason::Cut
        | LeftReason::Unknown => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests;
