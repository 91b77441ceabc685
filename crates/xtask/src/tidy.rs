//! The walls of the house, held by a machine: which way the arrows point, which crate knows which library, what
//! every file begins with. docs/ARCHITECTURE.md says why.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{command, output, root};

/// Which manifests may name a library.
const OWNERS: [(&str, &[&str]); 9] = [
    ("resolvo", &["crates/rpmsolve"]),
    ("quick-xml", &["crates/rpmsolve"]),
    ("saphyr-parser", &["crates/rpmsolve"]),
    ("rpm", &["crates/rpmsolve-repo", "crates/rpmsolve-layer"]),
    ("ureq", &["crates/rpmsolve-repo"]),
    ("rustls", &["crates/rpmsolve-repo", "crates/rpmsolve-cli"]),
    ("pgp", &["crates/rpmsolve-repo"]),
    ("pyo3", &["bindings/python"]),
    ("napi", &["bindings/node"]),
];

/// Which files of the core may name a library.
const ROOMS: [(&str, &str); 3] = [
    ("resolvo", "src/solve/encode.rs"),
    ("quick_xml", "src/metadata/xml.rs"),
    ("saphyr_parser", "src/metadata/yaml.rs"),
];

/// Each crate's floor: it may depend only on lower ones.
const FLOORS: [(&str, u8); 8] = [
    ("rpmsolve", 0),
    ("rpmsolve-repo", 1),
    ("rpmsolve-layer", 2),
    ("rpmsolve-verbs", 3),
    ("rpmsolve-cli", 4),
    ("rpmsolve-python", 5),
    ("rpmsolve-node", 5),
    ("rpmsolve-benches", 4),
];

const LINES_MAX: usize = 1000;

/// How many lines a binding's Rust may have for a hundred of the core's: what is more is in the wrong room.
const BINDING_LINES_MAX_PERCENT: usize = 15;

pub(crate) fn run() -> Result<(), String> {
    let mut findings = Vec::new();
    let manifests = manifests();
    for manifest in &manifests {
        check_manifest(manifest, &mut findings);
    }
    let sources = sources();
    for source in &sources {
        check_source(source, &mut findings);
    }
    check_glossary(&sources, &mut findings);
    check_bindings(&sources, &mut findings);
    check_purity(&mut findings)?;
    if findings.is_empty() {
        println!("{} manifests and {} source files are tidy", manifests.len(), sources.len());
        return Ok(());
    }
    Err(format!("{} findings\n{}", findings.len(), findings.join("\n")))
}

fn check_manifest(path: &Path, findings: &mut Vec<String>) {
    let text = read(path);
    let place = relative(path);
    let home = place.trim_end_matches("/Cargo.toml");
    let name =
        text.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).unwrap_or_default();
    let floor = FLOORS.iter().find(|(crate_name, _)| *crate_name == name).map(|(_, floor)| *floor);
    let mut in_dependencies = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies");
        }
        let Some(dependency) =
            line.split(['.', ' ', '=']).next().filter(|word| in_dependencies && !word.is_empty())
        else {
            continue;
        };
        for (library, homes) in OWNERS {
            if dependency == library && !homes.contains(&home) {
                findings.push(format!(
                    "{place}:{}: only {} may depend on {library}",
                    index + 1,
                    homes.join(" and ")
                ));
            }
        }
        let theirs = FLOORS.iter().find(|(crate_name, _)| *crate_name == dependency).map(|(_, floor)| *floor);
        if let (Some(ours), Some(theirs)) = (floor, theirs)
            && theirs >= ours
        {
            findings.push(format!(
                "{place}:{}: {name} must not depend on {dependency}: arrows point down",
                index + 1
            ));
        }
    }
}

fn check_source(path: &Path, findings: &mut Vec<String>) {
    let text = read(path);
    let place = relative(path);
    if !text.starts_with("//!") {
        findings.push(format!(
            "{place}:1: begin with `//!`: what the file is, and why or by which specification"
        ));
    }
    let lines = text.lines().count();
    if lines > LINES_MAX {
        findings.push(format!("{place}: {lines} lines; split it at {LINES_MAX}"));
    }
    if let Some(inside) = place.strip_prefix("crates/rpmsolve/") {
        for (library, room) in ROOMS {
            if inside != room && text.contains(&format!("{library}::")) {
                findings.push(format!("{place}: only {room} may know {library}"));
            }
        }
    }
    let is_library =
        place.contains("/src/") && !place.contains("/tests") && !place.starts_with("crates/xtask");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let machine_path = concat!("/wor", "k/");
    for (index, line) in text.lines().enumerate() {
        let finding = |advice: &str| format!("{place}:{}: {advice}", index + 1);
        if is_library
            && index < code.lines().count()
            && line.contains(".unwrap()")
            && !line.trim_start().starts_with("//")
        {
            findings.push(finding(
                "no unwrap in library code; return an error, or `expect` with why it cannot fail",
            ));
        }
        if line.trim_start().starts_with(concat!("#[al", "low("))
            || line.trim_start().starts_with(concat!("#![al", "low("))
        {
            findings.push(finding("say #[expect(lint, reason = \"…\")]"));
        }
        if line.contains(machine_path) {
            findings.push(finding("a path of somebody's machine"));
        }
    }
}

/// Every public type of the core is explained in the glossary.
fn check_glossary(sources: &[PathBuf], findings: &mut Vec<String>) {
    let glossary = read(&root().join("docs/GLOSSARY.md"));
    let core = sources.iter().filter(|path| relative(path).starts_with("crates/rpmsolve/src/"));
    for path in core {
        for (index, line) in read(path).lines().enumerate() {
            let declared =
                ["pub struct ", "pub enum ", "pub trait "].iter().find_map(|start| line.strip_prefix(start));
            let Some(name) = declared.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
            else {
                continue;
            };
            if !glossary.contains(&format!("`{name}`")) {
                findings.push(format!(
                    "{}:{}: explain `{name}` in docs/GLOSSARY.md",
                    relative(path),
                    index + 1
                ));
            }
        }
    }
}

/// Bindings are thin.
fn check_bindings(sources: &[PathBuf], findings: &mut Vec<String>) {
    let lines = |home: &str| -> usize {
        let own = sources.iter().filter(|path| relative(path).starts_with(home));
        own.map(|path| read(path).lines().count()).sum()
    };
    let core = lines("crates/rpmsolve/src/");
    for binding in ["bindings/python", "bindings/node"] {
        let own = lines(&format!("{binding}/src/"));
        if own * 100 > core * BINDING_LINES_MAX_PERCENT {
            findings.push(format!(
                "{binding}: {own} lines of Rust, and {core} in the core; say what is the library's in the library"
            ));
        }
    }
}

/// No C below the core: neither a crate that compiles it nor one that binds to it.
fn check_purity(findings: &mut Vec<String>) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for package in ["rpmsolve", "rpmsolve-repo", "rpmsolve-layer"] {
        let arguments = ["tree", "-p", package, "-e", "normal,build", "--prefix", "none", "--format", "{p}"];
        for line in output(command(&cargo).args(arguments))?.lines() {
            let name = line.split(' ').next().unwrap_or_default();
            let is_foreign = name == "cc" || name.ends_with("-sys") && name != "libbz2-rs-sys";
            // rustix and the like know the kernel without C; only the core goes without them too.
            if is_foreign && (package == "rpmsolve" || name != "linux-raw-sys") {
                findings.push(format!("crates/{package}: depends on {name}, which is or needs C (cargo tree -p {package} -i {name})"));
            }
        }
    }
    Ok(())
}

fn manifests() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for parent in ["crates", "bindings"] {
        let entries = fs::read_dir(root().join(parent)).into_iter().flatten().flatten();
        found.extend(entries.map(|entry| entry.path().join("Cargo.toml")).filter(|path| path.is_file()));
    }
    found.extend([root().join("benches/Cargo.toml")].into_iter().filter(|path| path.is_file()));
    found.sort();
    found
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut stack: Vec<PathBuf> =
        ["crates", "bindings", "benches"].iter().map(|name| root().join(name)).collect();
    while let Some(directory) = stack.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_generated =
                path.file_name().is_some_and(|name| name == "target" || name == "node_modules");
            if path.is_dir() && !is_generated {
                stack.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
