//! What is swept: real repositories, each into an empty root and on top of real systems.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::root;

/// Repositories, and one base or none: one line of the table, or two with weak dependencies off and on.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    pub(crate) name: &'static str,
    /// A directory of the corpus' rpmdb, or nothing for an empty root.
    pub(crate) base: Option<&'static str>,
    pub(crate) repositories: Vec<Repository>,
}

/// A repository as both sides read it.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    pub(crate) id: String,
    pub(crate) directory: PathBuf,
    pub(crate) primary: PathBuf,
    pub(crate) filelists: Option<PathBuf>,
}

type Definition = (&'static str, &'static [&'static str], bool, &'static [&'static str]);

/// Name, repositories, whether with their file lists, and the bases that a system of that kind could have: the same
/// distribution's where there is one, otherwise one of another release or relative, whose packages are then replaced
/// or in the way.
const SETS: [Definition; 5] = [
    ("centos-7.5", &["centos-7.5.1804-dvd"], true, &["centos7-plain"]),
    (
        "cs9",
        &["cs9-baseos-2022", "cs9-appstream-2025"],
        true,
        &["centos8-modularitylabel", "amazonlinux2023-plain", "cbl-mariner-2.0"],
    ),
    ("cs9-no-filelists", &["cs9-baseos-2022", "cs9-appstream-2025"], false, &["amazonlinux2023-plain"]),
    ("openeuler", &["openeuler-2021-mainline"], true, &["cbl-mariner-2.0"]),
    (
        "epel8-over-cs9",
        &["epel8-2025-03", "cs9-baseos-2022", "cs9-appstream-2025"],
        true,
        &["centos8-modularitylabel"],
    ),
];

/// The sets of these names, or all.
pub(crate) fn sets(corpus: &Path, wanted: &[String]) -> Result<Vec<Set>, String> {
    if let Some(unknown) = wanted.iter().find(|name| SETS.iter().all(|set| set.0 != name.as_str())) {
        let known: Vec<&str> = SETS.iter().map(|set| set.0).collect();
        return Err(format!("there is no set \"{unknown}\"; there are {}", known.join(", ")));
    }
    let mut found = Vec::new();
    for (name, directories, filelists, bases) in SETS {
        if !wanted.is_empty() && !wanted.iter().any(|it| it == name) {
            continue;
        }
        let repositories: Vec<Repository> = directories
            .iter()
            .map(|directory| repository(directory, &corpus.join("repodata").join(directory), filelists))
            .collect::<Result<_, _>>()?;
        for base in [None].into_iter().chain(bases.iter().copied().map(Some)) {
            found.push(Set { name, base, repositories: repositories.clone() });
        }
    }
    Ok(found)
}

/// The base as a repository. The corpus has no repomd.xml for it, without which there would be no file lists.
pub(crate) fn base(corpus: &Path, name: &str) -> Result<Repository, String> {
    let source = corpus.join("rpmdb").join(name);
    let directory = root().join("target/sweep/bases").join(name);
    let repodata = directory.join("repodata");
    fs::create_dir_all(&repodata).map_err(|error| format!("{}: {error}", repodata.display()))?;
    let mut entries = String::new();
    for kind in ["primary", "filelists"] {
        let file = format!("{kind}.xml.gz");
        let target = repodata.join(&file);
        if !target.is_file() {
            fs::copy(source.join(&file), &target)
                .map_err(|error| format!("{}: {error}", target.display()))?;
        }
        entries += &format!("<data type=\"{kind}\"><location href=\"repodata/{file}\"/></data>");
    }
    let repomd = repodata.join("repomd.xml");
    fs::write(&repomd, format!("<repomd>{entries}</repomd>\n"))
        .map_err(|error| format!("{}: {error}", repomd.display()))?;
    repository(name, &directory, true)
}

fn repository(id: &str, directory: &Path, filelists: bool) -> Result<Repository, String> {
    let repodata = directory.join("repodata");
    let entries = fs::read_dir(&repodata).map_err(|error| format!("{}: {error}", repodata.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let find = |kind: &str| files.iter().find(|path| path.to_string_lossy().contains(kind)).cloned();
    let primary = find("primary.xml").ok_or_else(|| format!("{}: no primary.xml", repodata.display()))?;
    let filelists = if filelists { find("filelists.xml") } else { None };
    Ok(Repository { id: id.to_owned(), directory: directory.to_owned(), primary, filelists })
}
