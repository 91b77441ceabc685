//! What is measured: real repositories of the corpus, and one large one made for the purpose; each as primary metadata
//! in the forms that the measurements read.

use std::fs;
use std::path::Path;

use crate::shell::{self, command, has, output};

/// The large one.
pub(super) const BIG: &str = "big-primary";

/// Repositories that are measured as one.
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) name: String,
    /// Files that both sides read. Only of a single one is loading measured.
    pub(super) places: Vec<String>,
    /// The package that is installed first: one that takes many others, where there is one.
    pub(super) install: &'static str,
    /// How many names are installed in a row.
    names: usize,
    pub(super) is_checked: bool,
}

/// Name, directories in the corpus (none: the large one), install, how many names, whether it is checked.
const SETS: [(&str, &[&str], &str, usize, bool); 6] = [
    ("centos-7.5", &["centos-7.5.1804-dvd"], "gcc", usize::MAX, false),
    ("cs9-baseos", &["cs9-baseos-2022"], "systemd", usize::MAX, false),
    ("cs9-appstream", &["cs9-appstream-2025"], "maven-resolver", usize::MAX, false),
    (BIG, &[], "git", 1000, false),
    ("cs9-both", &["cs9-baseos-2022", "cs9-appstream-2025"], "git", usize::MAX, true),
    ("openeuler", &["openeuler-2021-mainline"], "git", usize::MAX, true),
];

impl Set {
    /// A sample of the large one.
    pub(super) fn sample(name: String, place: String) -> Self {
        Self { name, places: vec![place], install: "git", names: 1000, is_checked: false }
    }
}

/// The sets of these names, or all, as far as they are there.
pub(super) fn prepare(wanted: &[String], work: &Path, notes: &mut Vec<String>) -> Result<Vec<Set>, String> {
    if let Some(unknown) = wanted.iter().find(|name| SETS.iter().all(|set| set.0 != name.as_str())) {
        let known: Vec<&str> = SETS.iter().map(|set| set.0).collect();
        return Err(format!("there is no repository \"{unknown}\"; there are {}", known.join(", ")));
    }
    let mut sets = Vec::new();
    for (name, directories, install, names, is_checked) in SETS {
        if !wanted.is_empty() && !wanted.iter().any(|it| it == name) {
            continue;
        }
        let places = match directories {
            [] => big_primary(work).map(|place| vec![place]),
            _ => directories.iter().map(|directory| corpus_primary(directory)).collect(),
        };
        match places {
            Ok(places) => sets.push(Set { name: name.to_owned(), places, install, names, is_checked }),
            Err(reason) => notes.push(format!("{name}: {reason}")),
        }
    }
    Ok(sets)
}

/// A file with the names that are installed in a row.
pub(super) fn names(set: &Set, measure: &Path, work: &Path) -> Result<String, String> {
    let names = output(command(measure).args(["names", &set.names.to_string()]).args(&set.places))?;
    let path = work.join(format!("{}.names", set.name));
    fs::write(&path, names).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path.display().to_string())
}

/// The primary metadata packed with zstd, level 10; `None`, with a note, if nothing can pack them.
pub(super) fn zst(set: &Set, work: &Path, notes: &mut Vec<String>) -> Result<Option<String>, String> {
    if !has("zstd") {
        notes.push(format!("{}, zst: no program zstd", set.name));
        return Ok(None);
    }
    let path = work.join(format!("{}.xml.zst", set.name));
    let script = "gzip -dc \"$1\" | zstd -q -10 -f -o \"$2\"";
    output(command("sh").args(["-c", script, "sh", &set.places[0]]).arg(&path))?;
    Ok(Some(path.display().to_string()))
}

fn corpus_primary(directory: &str) -> Result<String, String> {
    let repodata = shell::corpus().join("repodata").join(directory).join("repodata");
    let entries = fs::read_dir(&repodata).map_err(|error| format!("{}: {error}", repodata.display()))?;
    let mut paths = entries.flatten().map(|entry| entry.path());
    let primary = paths.find(|path| path.to_string_lossy().ends_with("primary.xml.gz"));
    let primary = primary.ok_or_else(|| format!("{}: no primary.xml.gz", repodata.display()))?;
    Ok(primary.display().to_string())
}

/// Made of Debian's package index once, and then kept: another day the index is another.
fn big_primary(work: &Path) -> Result<String, String> {
    let path = work.join("big-primary.xml.gz");
    if !path.is_file() {
        let script = shell::shared("RPMSOLVE_REALREPO", "../shared/realrepo").join("big-primary");
        let unfinished = work.join("unfinished.xml.gz");
        output(command("python3").arg(&script).arg(&unfinished))?;
        fs::rename(&unfinished, &path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(path.display().to_string())
}
