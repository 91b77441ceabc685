//! Turns every symbolic link into a relative one that stays in the layer, and leaves out those that cannot be.
//!
//! `sam local` refuses absolute and escaping links; Lambda would follow them into the base image. A link whose
//! target was dropped with the documentation goes silently with it, any other lost link is a finding.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::BaseImage;
use crate::finding::{Finding, FindingKind};
use crate::mapping::{Layout, Place};
use crate::path;
use crate::tree::{Entry, Tree};

/// Rewrites all links of `tree`; the result has only links that resolve to something in it. In an image all links
/// stay: what they lead to may be there already, or come later.
pub(crate) fn make_relative(
    tree: &mut Tree,
    base: &BaseImage,
    layout: Layout,
    dropped: &BTreeSet<String>,
    nevras: &[String],
) -> Vec<Finding> {
    let wanted = targets(tree, layout);
    for (path, node) in tree.iter_mut() {
        if let Some((_, Some(inside))) = wanted.get(path) {
            node.entry = Entry::Symlink { target: path::relative(path, inside) };
        }
    }
    let mut findings = Vec::new();
    if layout == Layout::Keep {
        return findings;
    }
    loop {
        // Taking a link out can break another one that led through it.
        let broken: Vec<String> = wanted
            .keys()
            .filter(|link| tree.get(link).is_some() && tree.resolve(link).is_none_or(|end| end.is_empty()))
            .cloned()
            .collect();
        if broken.is_empty() {
            return findings;
        }
        for link in broken {
            let target = &wanted[&link].0;
            let nevra = tree.get(&link).and_then(|node| node.package).map_or("", |index| &nevras[index]);
            findings.extend(lost(&link, target, base, dropped, nevra));
            tree.remove(&link);
        }
    }
}

/// For every link: the absolute path it names, and the path in the layer that stands for it.
fn targets(tree: &Tree, layout: Layout) -> BTreeMap<String, (String, Option<String>)> {
    let mut targets = BTreeMap::new();
    for (path, node) in tree.iter() {
        let Entry::Symlink { target } = &node.entry else { continue };
        // As packaged first; then as the kernel sees it where /lib64 is a link to /usr/lib64.
        let readings =
            [&node.origin, &path::canonical(&node.origin)].map(|origin| path::resolve_text(origin, target));
        let inside = readings.each_ref().map(|absolute| match layout.place(absolute) {
            Place::Inside(place) | Place::Outside(place) => Some(place),
            Place::Root => None,
        });
        let found = |place: &Option<String>| place.as_ref().is_some_and(|place| tree.get(place).is_some());
        let best = usize::from(!found(&inside[0]) && found(&inside[1]));
        let inside = inside[best].clone().filter(|place| layout != Layout::Keep || tree.get(place).is_some());
        targets.insert(path.to_owned(), (readings[best].clone(), inside));
    }
    targets
}

fn lost(
    link: &str,
    target: &str,
    base: &BaseImage,
    dropped: &BTreeSet<String>,
    nevra: &str,
) -> Option<Finding> {
    let canonical = path::canonical(target);
    let below = format!("{canonical}/");
    if dropped.contains(&canonical)
        || dropped.range(below.clone()..).next().is_some_and(|p| p.starts_with(&below))
    {
        return None;
    }
    Some(if base.contains(target) {
        let detail =
            format!("a link to {target} of the base image: left out, a layer only links into itself");
        Finding::info(FindingKind::LinkToBase, link, detail, nevra)
    } else {
        let detail = format!("a link to {target}, which neither the layer nor the base image has: left out");
        Finding::warning(FindingKind::BrokenLink, link, detail, nevra)
    })
}
