//! What scriptlets do to files by hand: links, copies and directories are made where their words are known.

use super::scene::Scene;
use super::shell::{Command, Word};
use crate::path;
use crate::tree::Entry;

/// What came of a command.
pub(super) enum Outcome {
    /// It was done, or is done already.
    Done,
    /// It has to do with nothing that the layer has.
    Needless,
    /// It would have changed the layer, and was not done.
    Missed,
}

/// The commands whose effect this is.
pub(super) fn knows(name: &str) -> bool {
    matches!(name, "ln" | "cp" | "mv" | "install" | "ucf" | "mkdir" | "sed" | "run-parts")
}

/// Does what the command would do to files.
pub(super) fn run(command: &Command, package: usize, scene: &mut Scene<'_>) -> Outcome {
    let name = command.name();
    let words = &command.words[1..];
    let has_flag = |flag: char| {
        words.iter().any(|word| {
            word.text.strip_prefix('-').is_some_and(|flags| !flags.starts_with('-') && flags.contains(flag))
        })
    };
    if name == "sed" {
        return if has_flag('i') || words.iter().any(|word| word.text.starts_with("--in-place")) {
            changed(&operands(words, ""), scene)
        } else {
            Outcome::Needless
        };
    }
    let with_value = match name {
        "install" => "mogtS",
        "mkdir" => "mZ",
        "cp" | "ln" | "mv" => "tS",
        _ => "",
    };
    let operands = operands(words, with_value);
    let texts: Option<Vec<&str>> = operands.iter().map(|word| word.text()).collect();
    let Some(texts) = texts else { return changed(&operands, scene) };
    match (name, &texts[..]) {
        ("mkdir", directories) => make_directories(directories, package, scene),
        ("install", directories) if has_flag('d') => make_directories(directories, package, scene),
        ("mv", [sources @ .., _]) if sources.iter().any(|source| scene.has(source)) => Outcome::Missed,
        ("mv", _) => Outcome::Needless,
        ("ln", [target, link]) => make_link(target, link, package, scene),
        ("cp" | "install" | "ucf", [sources @ .., target]) if !sources.is_empty() => {
            let outcomes: Vec<Outcome> =
                sources.iter().map(|source| copy(source, target, package, scene)).collect();
            let worst = |a, b| if matches!(a, Outcome::Missed) { a } else { b };
            outcomes.into_iter().fold(Outcome::Needless, worst)
        }
        _ => changed(&operands, scene),
    }
}

/// True when a change of the file would be a change of the layer: it is there, or stands beside what is.
pub(super) fn matters(text: &str, scene: &Scene<'_>) -> bool {
    let beside = scene.has(path::parent(text));
    text.starts_with('/')
        && scene.is_inside(text)
        && !scene.base.contains(text)
        && (scene.has(text) || beside)
}

/// The words that are neither options nor their values.
fn operands<'a>(words: &'a [Word], with_value: &str) -> Vec<&'a Word> {
    let mut found = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.text.strip_prefix('-') {
            Some("") | None => found.push(word),
            Some(flags) => {
                let takes_value = flags.len() == 1 && with_value.contains(flags);
                if takes_value {
                    words.next();
                }
            }
        }
    }
    found
}

/// A command that would change what its words name.
fn changed(operands: &[&Word], scene: &Scene<'_>) -> Outcome {
    let matters = operands.iter().any(|word| match word.text() {
        Some(text) => matters(text, scene),
        None => ["/usr/", "/etc/", "/opt/", "/lib"].iter().any(|top| word.text.starts_with(top)),
    });
    if matters { Outcome::Missed } else { Outcome::Needless }
}

fn make_directories(directories: &[&str], package: usize, scene: &mut Scene<'_>) -> Outcome {
    for directory in directories {
        if scene.is_inside(directory) && !scene.base.contains(directory) {
            scene.put(directory, Entry::Directory, package);
        }
    }
    Outcome::Done
}

fn make_link(target: &str, link: &str, package: usize, scene: &mut Scene<'_>) -> Outcome {
    let link = in_directory(link, target, scene);
    let leads_to = path::resolve_text(&link, target);
    if scene.base.contains(&link) || !scene.is_inside(&link) || !scene.has(&leads_to) {
        return Outcome::Needless;
    }
    if scene.link(&link, target, package) {
        scene.info(package, &link, format!("made a link to {leads_to}, as its scriptlet would"));
    }
    Outcome::Done
}

fn copy(source: &str, target: &str, package: usize, scene: &mut Scene<'_>) -> Outcome {
    let target = in_directory(target, source, scene);
    let Some(node) = scene.node(source) else { return Outcome::Needless };
    if scene.base.contains(&target) || !scene.is_inside(&target) {
        return Outcome::Needless;
    }
    let entry = match &node.entry {
        Entry::File(file) => Entry::File(file.clone()),
        Entry::Symlink { target } => Entry::Symlink { target: path::resolve_text(&node.origin, target) },
        Entry::Directory => return Outcome::Missed,
    };
    if scene.put(&target, entry, package) {
        scene.info(package, &target, format!("made a copy of {source}, as its scriptlet would"));
    }
    Outcome::Done
}

/// A target that is a directory stands for a name in it.
fn in_directory(target: &str, source: &str, scene: &Scene<'_>) -> String {
    let is_directory =
        target.ends_with('/') || scene.node(target).is_some_and(crate::tree::Node::is_directory);
    if is_directory {
        format!("{}/{}", target.trim_end_matches('/'), path::name(source))
    } else {
        target.to_owned()
    }
}
