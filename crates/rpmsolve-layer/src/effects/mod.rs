//! What the scriptlets of an installation would have done, done to the tree or told.
//!
//! Nothing is run. Scriptlets are read as shell text ([`shell`]); of the commands in them some have their effect here
//! ([`alternatives`], [`files`], [`certificates`], [`graphviz`], [`php`]), some have no use in a layer ([`known`]), and what is
//! left is a finding. It happens while links still name the packages' own paths, so that what is made here is
//! made relative and relocated like everything else.

mod alternatives;
mod certificates;
mod derived;
mod files;
mod gnupg;
mod graphviz;
mod known;
mod php;
mod scene;
mod shell;

use std::collections::{BTreeMap, BTreeSet};

use crate::base::BaseImage;
use crate::error::LayerError;
use crate::finding::Finding;
use crate::mapping::Layout;
use crate::package::{Package, Scriptlet};
use crate::path;
use crate::tree::Tree;
use alternatives::Alternatives;
use files::Outcome;
use scene::Scene;
use shell::Command;

/// Most names of commands in one finding.
const NAMES_SHOWN: usize = 20;

const NOT_WRITABLE: &str = "nothing of it would be in the layer";

/// Does to `tree` what the scriptlets of `packages` would do to an installed system, as far as that is known.
pub(crate) fn apply(
    tree: &mut Tree,
    packages: &[(String, Package)],
    base: &BaseImage,
    layout: Layout,
    nevras: &[String],
) -> Result<Vec<Finding>, LayerError> {
    let mut scene = Scene { tree, base, layout, nevras, findings: Vec::new() };
    let mut pending = Pending::default();
    for (index, (_, package)) in packages.iter().enumerate() {
        for scriptlet in &package.scriptlets {
            if is_triggered(scriptlet, &scene) {
                let told = follow(scriptlet, index, &mut scene, &mut pending);
                told.tell(scriptlet, index, &mut scene);
            }
        }
    }
    pending.alternatives.apply(&mut scene);
    php::enable(&pending.modules, &mut scene)?;
    certificates::bundle(&mut scene)?;
    graphviz::configure(&mut scene)?;
    gnupg::tell_root(&mut scene)?;
    derived::check(&mut scene);
    let findings = scene.findings;
    tree.add_parents();
    Ok(findings)
}

/// What all scriptlets have to say before it can be done.
#[derive(Default)]
struct Pending {
    alternatives: Alternatives,
    /// PHP's modules that are switched on, each with its package.
    modules: Vec<(php::Module, usize)>,
}

/// True unless it waits for files that the layer has not.
fn is_triggered(scriptlet: &Scriptlet, scene: &Scene<'_>) -> bool {
    if !scriptlet.section.contains("filetrigger") || scriptlet.triggered_by.is_empty() {
        return true;
    }
    scene
        .tree
        .iter()
        .any(|(_, node)| scriptlet.triggered_by.iter().any(|start| node.origin.starts_with(start)))
}

/// What a scriptlet runs, sorted by what becomes of it.
#[derive(Default)]
struct Told {
    /// Reason, and the commands that a layer can go without.
    needless: BTreeMap<&'static str, BTreeSet<String>>,
    /// Commands whose effect is missing, and what that means.
    missing: BTreeMap<String, (&'static str, &'static str)>,
    /// Commands of which nothing is known.
    unknown: BTreeSet<String>,
    /// Files that would have been written or changed.
    changed: BTreeSet<String>,
    /// Why the script could not be read, or not all of it.
    unread: Option<String>,
}

fn follow(scriptlet: &Scriptlet, package: usize, scene: &mut Scene<'_>, pending: &mut Pending) -> Told {
    let mut told = Told::default();
    let program = scriptlet.program.split_ascii_whitespace().next().unwrap_or_default();
    let is_shell = matches!(path::name(program), "" | "sh" | "bash" | "dash" | "ksh");
    let is_lua = program == "<lua>";
    let is_early = matches!(scriptlet.section, "%pre" | "%pretrans");
    let text = match scriptlet.body.trim() {
        "" if is_shell || is_lua => return told,
        // The program is everything: `-p /sbin/ldconfig`.
        "" => &scriptlet.program,
        _ if is_shell => &scriptlet.body,
        // Before anything is there, Lua checks the machine and prepares upgrades.
        _ if is_lua && is_early => {
            told.needless.entry("it prepares upgrades").or_default().insert("Lua".to_owned());
            return told;
        }
        _ => {
            told.unread = Some(format!("is written for {program}, which is not read"));
            return told;
        }
    };
    let script = shell::read(text);
    if !script.is_whole {
        told.unread = Some("could not be read to its end".to_owned());
    }
    for command in &script.commands {
        told.command(command, package, scene, pending);
    }
    told
}

impl Told {
    fn command(&mut self, command: &Command, package: usize, scene: &mut Scene<'_>, pending: &mut Pending) {
        let name = command.name();
        let reason = known::needless(name);
        for text in
            command.writes.iter().filter_map(|word| word.text()).filter(|_| reason != Some(known::LOOKED_FOR))
        {
            if files::matters(text, scene) {
                self.changed.insert(text.to_owned());
            }
        }
        let mut needless = |reason| {
            self.needless.entry(reason).or_default().insert(name.to_owned());
        };
        let compiles =
            || name.starts_with("python") && command.words.iter().any(|word| word.text.contains("compile"));
        match name {
            // A redirection alone, or the output of another script.
            "" => {}
            _ if command.words[0].text.starts_with("$(") => {}
            // Every program of a directory that the layer has not.
            _ if name.contains('*') && !scene.has(path::parent(&command.words[0].text)) => {}
            "alternatives" | "update-alternatives" => {
                if !pending.alternatives.add(command, package) {
                    self.changed.insert(words(command));
                }
            }
            "phpenmod" | "php_invoke" => {
                pending.modules.extend(php::modules(command).into_iter().map(|module| (module, package)));
            }
            _ if files::knows(name) => match files::run(command, package, scene) {
                Outcome::Done => {}
                Outcome::Needless => needless(NOT_WRITABLE),
                Outcome::Missed => {
                    self.changed.insert(words(command));
                }
            },
            _ if compiles() => needless("it only makes programs start faster"),
            _ => match (reason, known::missing(name)) {
                (Some(reason), _) => needless(reason),
                (None, Some(missing)) => {
                    self.missing.insert(name.to_owned(), missing);
                }
                (None, None) => {
                    self.unknown.insert(name.to_owned());
                }
            },
        }
    }

    fn tell(mut self, scriptlet: &Scriptlet, package: usize, scene: &mut Scene<'_>) {
        let section = scriptlet.section;
        if self.needless.len() > 1 {
            self.needless.remove(known::ASKS);
        }
        if !self.needless.is_empty() {
            let group = |(reason, names): (&&str, &BTreeSet<String>)| {
                format!("{} ({reason})", names.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            };
            let groups: Vec<String> = self.needless.iter().map(group).collect();
            scene.info(
                package,
                "",
                format!("{section} runs what a layer can go without: {}", groups.join("; ")),
            );
        }
        for (name, (what, advice)) in self.missing {
            scene.warning(package, "", format!("{section} would run {name} and does not: {what}; {advice}"));
        }
        for command in self.changed {
            let detail = format!(
                "{section} would change files and does not: {command}; what is needed of that goes into \
                                  a package or a layer of your own"
            );
            scene.warning(package, "", detail);
        }
        if !self.unknown.is_empty() {
            let names: Vec<String> =
                self.unknown.iter().take(NAMES_SHOWN).map(|name| shortened(name)).collect();
            let more = if self.unknown.len() > NAMES_SHOWN { " …" } else { "" };
            let names = names.join(", ");
            let detail =
                format!("{section} would run {names}{more} and does not; what that does is not known");
            scene.warning(package, "", detail);
        }
        if let Some(why) = self.unread {
            scene.warning(package, "", format!("{section} {why}; whatever it does is not done"));
        }
    }
}

/// A command as a person would write it.
fn words(command: &Command) -> String {
    let texts = command.words.iter().flat_map(|word| word.text.split_ascii_whitespace());
    shortened(&texts.collect::<Vec<_>>().join(" "))
}

/// A text, if it is not too long.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 100;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
