//! `alternatives`: which of several programs has the common name, worked out from what the scriptlets register.
//!
//! The words are those of alternatives(8) of Red Hat and update-alternatives(1) of Debian: a link, its name, the path
//! that it leads to and a priority, with followers (`--slave`) that go along. The highest priority wins, as in automatic
//! mode, unless a scriptlet sets one.

use std::collections::BTreeMap;

use super::scene::Scene;
use super::shell::Command;

/// What the scriptlets of all packages register, by name.
#[derive(Debug, Default)]
pub(super) struct Alternatives {
    groups: BTreeMap<String, Group>,
}

#[derive(Debug, Default)]
struct Group {
    link: String,
    choices: Vec<Choice>,
    /// The path that a scriptlet sets.
    set: Option<String>,
}

#[derive(Debug)]
struct Choice {
    path: String,
    priority: i64,
    followers: Vec<Follower>,
    package: usize,
}

/// What goes along: its link, its name and its path.
type Follower = [String; 3];

impl Alternatives {
    /// Takes what a command registers; `false` if its words are not known.
    pub(super) fn add(&mut self, command: &Command, package: usize) -> bool {
        let texts: Vec<Option<&str>> = command.words.iter().skip(1).map(|word| word.text()).collect();
        let mut all_known = true;
        let mut rest = &texts[..];
        let mut choice: Option<(&str, &str, Choice)> = None;
        while let [word, behind @ ..] = rest {
            rest = behind;
            match (*word, rest) {
                (Some("--install"), [Some(link), Some(name), Some(path), priority, behind @ ..]) => {
                    rest = behind;
                    let priority = priority.and_then(|text| text.parse().ok()).unwrap_or(0);
                    let path = (*path).to_owned();
                    choice = Some((link, name, Choice { path, priority, followers: Vec::new(), package }));
                }
                (Some("--slave" | "--follower"), [Some(link), Some(name), Some(path), behind @ ..]) => {
                    rest = behind;
                    if let Some((_, _, choice)) = &mut choice {
                        choice.followers.push([link, name, path].map(|text| (*text).to_owned()));
                    }
                }
                (
                    Some("--add-slave" | "--add-follower"),
                    [Some(name), Some(path), Some(link), Some(follower), Some(target), behind @ ..],
                ) => {
                    rest = behind;
                    let group = self.groups.entry((*name).to_owned()).or_default();
                    if let Some(choice) = group.choices.iter_mut().find(|choice| choice.path == *path) {
                        choice.followers.push([link, follower, target].map(|text| (*text).to_owned()));
                    }
                }
                (Some("--set"), [Some(name), Some(path), behind @ ..]) => {
                    rest = behind;
                    self.groups.entry((*name).to_owned()).or_default().set = Some((*path).to_owned());
                }
                (Some("--initscript" | "--family" | "--altdir" | "--admindir"), [_, behind @ ..]) => {
                    rest = behind;
                }
                // Nothing is installed yet that could be taken away, and nothing is asked of a person.
                (Some(other), _) if !matches!(other, "--install" | "--slave" | "--follower" | "--set") => {}
                _ => all_known = false,
            }
        }
        if let Some((link, name, choice)) = choice {
            let group = self.groups.entry(name.to_owned()).or_default();
            link.clone_into(&mut group.link);
            group.choices.push(choice);
        }
        all_known
    }

    /// Makes the links.
    pub(super) fn apply(self, scene: &mut Scene<'_>) {
        for (name, group) in self.groups {
            let order = |choice: &&Choice| {
                (group.set.as_ref() == Some(&choice.path), choice.priority, std::cmp::Reverse(choice.package))
            };
            let candidates = group.choices.iter().filter(|choice| scene.has(&choice.path));
            let Some(choice) = candidates.max_by_key(order) else {
                for choice in &group.choices {
                    let detail = format!(
                        "alternatives would make {} lead to {}, which the layer has not",
                        group.link, choice.path
                    );
                    scene.info(choice.package, &choice.path, detail);
                }
                continue;
            };
            let master = [group.link.clone(), name, choice.path.clone()];
            for [link, name, path] in std::iter::once(&master).chain(&choice.followers) {
                // A manual page that was left out leads nowhere.
                if !scene.has(path) {
                    continue;
                }
                let through = format!("/etc/alternatives/{name}");
                if scene.leads_to(link, &through) {
                    scene.link(&through, path, choice.package);
                } else if !scene.link(link, path, choice.package) {
                    continue;
                }
                let detail =
                    format!("made a link to {path}, as alternatives would (priority {})", choice.priority);
                scene.info(choice.package, link, detail);
            }
        }
    }
}
