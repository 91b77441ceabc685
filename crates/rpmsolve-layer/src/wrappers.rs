//! Wrapper scripts: programs that need variables of the environment start with them, whoever starts them.
//!
//! `bin/NAME` becomes a script for the base image's `/bin/sh`; the program itself moves to `libexec/rpmsolve/NAME`, under its
//! own name, which some programs go by. Values that are in the environment already stay, or come first in a list.

use std::collections::BTreeMap;

use rpmsolve::DigestAlgorithm;

use crate::finding::{Finding, FindingKind};
use crate::hints::Hint;
use crate::mapping::Layout;
use crate::path;
use crate::tree::{Entry, FileEntry, Node, Tree};

/// Where programs go that a script stands in for.
const DIRECTORY: &str = "libexec/rpmsolve";

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Wrapped {
    /// Files that moved: from where to where.
    pub(crate) moved: BTreeMap<String, String>,
    pub(crate) findings: Vec<Finding>,
}

/// Puts a script in place of every program that `hints` are for. The files of `tree` have been inspected.
pub(crate) fn add(tree: &mut Tree, hints: &[Hint], layout: Layout, nevras: &[String]) -> Wrapped {
    let mut wrapped = Wrapped::default();
    let mut programs: BTreeMap<&str, Vec<&Hint>> = BTreeMap::new();
    for hint in hints {
        for program in &hint.programs {
            programs.entry(program).or_default().push(hint);
        }
    }
    programs.retain(|name, _| {
        let place = format!("bin/{name}");
        let Some(node) = tree.get(&place) else { return false };
        let Some(why) = obstacle(tree, node, name) else { return true };
        let nevra = node.package.map_or("", |index| &nevras[index]);
        let detail = format!("no wrapper script stands in for it: {why}; set the variables otherwise");
        wrapped.findings.push(Finding::warning(FindingKind::Wrapper, place, detail, nevra));
        false
    });
    for name in programs.keys() {
        let place = format!("bin/{name}");
        if tree.get(&place).is_some_and(|node| matches!(node.entry, Entry::File(_))) {
            wrapped.moved.insert(place, format!("{DIRECTORY}/{name}"));
        }
    }
    lead_past_scripts(tree, &wrapped.moved);
    for (name, hints) in programs {
        let (place, behind) = (format!("bin/{name}"), format!("{DIRECTORY}/{name}"));
        let Some(mut node) = tree.get(&place).cloned() else { continue };
        // A link of bin/ goes on to where it led, past the script that stands there now.
        if let Entry::Symlink { target } = &mut node.entry {
            let leads_to = path::normal(&format!("bin/{target}")).unwrap_or_default();
            *target = path::relative(&behind, wrapped.moved.get(&leads_to).unwrap_or(&leads_to));
        }
        // The script belongs to the program's package.
        let package = node.package;
        tree.insert(behind.clone(), node);
        let script = script(&hints, &format!("{}/{behind}", layout.mount())).into_bytes();
        let sha256 = DigestAlgorithm::Sha256.hex(&script);
        let file = FileEntry { sha256, ..FileEntry::new(script, true) };
        let origin = format!("{}/{place}", layout.mount());
        tree.insert(place, Node { entry: Entry::File(file), origin, package });
    }
    tree.add_parents();
    wrapped
}

/// Why a program cannot be started from elsewhere.
fn obstacle(tree: &Tree, node: &Node, name: &str) -> Option<&'static str> {
    if tree.get(&format!("{DIRECTORY}/{name}")).is_some() {
        return Some("its place is taken");
    }
    let Entry::File(file) = &node.entry else { return None };
    let search_path = file.elf.as_ref()?.search_path.as_ref()?;
    search_path.text.contains("ORIGIN").then_some("it finds its libraries relative to itself")
}

fn script(hints: &[&Hint], program: &str) -> String {
    let mut text = String::from("#!/bin/sh\n");
    for Hint { name, value, is_list, .. } in hints {
        let value = quoted(value);
        text += &match is_list {
            true => format!("export {name}=\"${{{name}:+${name}:}}\"{value}\n"),
            false => format!("[ -n \"${{{name}+set}}\" ] || export {name}={value}\n"),
        };
    }
    text + &format!("exec {} \"$@\"\n", quoted(program))
}

/// A word as a shell takes it, whatever is in it.
fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+:=@%".contains(&byte);
    if word.bytes().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// Links of other directories to programs that moved go with them: a script would lose the name they are started by.
fn lead_past_scripts(tree: &mut Tree, moved: &BTreeMap<String, String>) {
    for (place, node) in tree.iter_mut() {
        let Entry::Symlink { target } = &mut node.entry else { continue };
        let leads_to = path::normal(&format!("{}/{target}", path::parent(place)));
        let is_elsewhere = path::parent(place) != "bin" && path::parent(place) != DIRECTORY;
        if let Some(behind) = leads_to.and_then(|leads_to| moved.get(&leads_to)).filter(|_| is_elsewhere) {
            *target = path::relative(place, behind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_package_calls_its_files_stays_a_word() {
        assert_eq!(quoted("/opt/lib64/perl5"), "/opt/lib64/perl5");
        assert_eq!(quoted("prefix /opt"), "'prefix /opt'");
        assert_eq!(quoted("/opt/$(rm -rf /)'`"), "'/opt/$(rm -rf /)'\\''`'");
        let hint = |is_list| Hint {
            program: "x".into(),
            name: "X".into(),
            value: "/opt/a b".into(),
            is_list,
            why: "why".into(),
            programs: Vec::new(),
        };
        let (list, one) = (hint(true), hint(false));
        let expected = "#!/bin/sh\nexport X=\"${X:+$X:}\"'/opt/a b'\n\
                        [ -n \"${X+set}\" ] || export X='/opt/a b'\nexec /opt/x \"$@\"\n";
        assert_eq!(script(&[&list, &one], "/opt/x"), expected);
    }
}
