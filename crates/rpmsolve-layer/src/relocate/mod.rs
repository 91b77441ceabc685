//! Relocation without recompiling: paths compiled into files move from `/usr` and `/etc` to `/opt`, in place.
//!
//! The three prefixes are four bytes each, so ELF sections, scripts and everything else keep their length. First a
//! plan is made for every file ([`plan`]), then it is applied; what was changed and what was left is reported.

mod plan;
mod scan;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

pub use plan::{LeftReason, Rule};

use crate::base::BaseImage;
use crate::finding::{Finding, FindingKind};
use crate::path;
use crate::tree::{Entry, Tree};
use plan::{Paths, Plan, Rewrite, plan};

/// Paths of one file that were rewritten, by what decided it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Rewritten {
    /// The file, inside the layer.
    pub path: String,
    /// Which rule applied.
    pub rule: Rule,
    /// The path of the packages that decided: the file itself or the directory only the layer has.
    pub old: String,
    /// What it is now.
    pub new: String,
    /// How many places of the file were changed for it.
    pub count: usize,
}

/// Paths of one file that were left as they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Left {
    /// The file, inside the layer.
    pub path: String,
    /// The path that it names.
    pub text: String,
    /// Why it stayed.
    pub reason: LeftReason,
    /// How many times the file names it.
    pub count: usize,
}

/// What was done to the tree.
#[derive(Debug, Default)]
pub(crate) struct Relocated {
    pub(crate) rewritten: Vec<Rewritten>,
    pub(crate) left: Vec<Left>,
    pub(crate) findings: Vec<Finding>,
}

/// Plans and applies the rewriting of every file of `tree`.
pub(crate) fn relocate(tree: &mut Tree, base: &BaseImage, nevras: &[String]) -> Relocated {
    let origins: BTreeSet<String> =
        tree.iter().filter(|(_, node)| node.package.is_some()).map(|(_, node)| node.origin.clone()).collect();
    let paths = Paths::new(origins.iter().map(String::as_str), base);
    let mut result = Relocated::default();
    let mut changed = Vec::new();
    for (path, node) in tree.iter_mut() {
        let Entry::File { bytes, .. } = &mut node.entry else { continue };
        let plan = plan(bytes, &paths);
        let nevra = node.package.map(|index| nevras[index].as_str()).unwrap_or_default();
        if !plan.rewrites.is_empty() {
            *bytes = Arc::new(apply(bytes, &plan.rewrites));
            changed.push((path.to_owned(), nevra.to_owned()));
        }
        report(path, &plan, nevra, &mut result);
    }
    for (path, nevra) in changed {
        let digest = format!("{}/.{}.hmac", path::parent(&path), path::name(&path));
        if tree.get(&digest).is_some() {
            let detail = format!(
                "{path} was rewritten, {digest} holds the digest of the old bytes (FIPS mode checks it)"
            );
            result.findings.push(Finding::warning(FindingKind::StaleDigest, path, detail, nevra));
        }
    }
    result
}

/// The bytes with every rewrite done.
fn apply(bytes: &[u8], rewrites: &[Rewrite]) -> Vec<u8> {
    let mut result = Vec::with_capacity(bytes.len() + 8);
    let mut done = 0;
    for rewrite in rewrites {
        result.extend_from_slice(&bytes[done..rewrite.offset]);
        // Only what differs is replaced: text behind the prefix stays byte for byte, valid UTF-8 or not.
        if rewrite.rule == Rule::Shebang {
            result.extend_from_slice(rewrite.new.as_bytes());
            done = rewrite.offset + rewrite.old.len();
        } else {
            result.extend_from_slice(crate::mapping::MOUNT.as_bytes());
            done = rewrite.offset + crate::mapping::MOUNT.len();
        }
    }
    result.extend_from_slice(&bytes[done..]);
    result
}

fn report(path: &str, plan: &Plan, nevra: &str, result: &mut Relocated) {
    let mut counts: BTreeMap<(Rule, &str), usize> = BTreeMap::new();
    for rewrite in &plan.rewrites {
        *counts.entry((rewrite.rule, &rewrite.because)).or_default() += 1;
    }
    for ((rule, because), count) in counts {
        let new = format!("{}{}", crate::mapping::MOUNT, &because[4..]);
        if rule == Rule::BarePrefix {
            let detail = "the bare prefix /usr became /opt: all other paths of this program moved";
            result.findings.push(Finding::info(FindingKind::BarePrefix, path, detail, nevra));
        }
        result.rewritten.push(Rewritten { path: path.to_owned(), rule, old: because.to_owned(), new, count });
    }
    for ((text, reason), count) in &plan.left {
        let detail = match reason {
            LeftReason::SharedDirectory => Some(format!(
                "names {text}, which the base image has too: what the layer adds there is in /opt{} and is not seen",
                &text[4..]
            )),
            LeftReason::BarePrefix => {
                Some(format!("joins paths to a bare {text} at run time; those cannot be rewritten"))
            }
            LeftReason::OtherPrefix => {
                Some(format!("names {text}, which only the layer has and which cannot be rewritten in place"))
            }
            LeftReason::SearchDirectory | LeftReason::InBoth | LeftReason::InBase | LeftReason::Unknown => {
                None
            }
        };
        if let Some(detail) = detail {
            result.findings.push(Finding::warning(FindingKind::HardCodedPath, path, detail, nevra));
        }
        let left = Left { path: path.to_owned(), text: text.clone(), reason: *reason, count: *count };
        result.left.push(left);
    }
}

#[cfg(test)]
mod tests;
