//! `cargo xtask counts`: what a load and some solves allocate and do, beside what benches/counts.txt says they did. A
//! number that grows is seen in review, where a time would depend on the machine. `UPDATE_EXPECT=1` writes the file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{cargo, command, corpus, output, root, run as run_command, target};

/// Name, directory below the corpus (none: the demonstration repository), and the package that is installed.
const SETS: [(&str, Option<&str>, &str); 5] = [
    ("demo", None, "hello-script"),
    ("centos-7.5", Some("centos-7.5.1804-dvd"), "gcc"),
    ("cs9-baseos", Some("cs9-baseos-2022"), "systemd"),
    ("cs9-appstream", Some("cs9-appstream-2025"), "maven-resolver"),
    ("openeuler", Some("openeuler-2021-mainline"), "git"),
];

/// Counts and compares; returns what could not be counted.
pub(crate) fn run() -> Result<Vec<String>, String> {
    let mut build = cargo();
    // The solver's assertions allocate too.
    let without_assertions = "profile.dev.package.rpmsolve.debug-assertions=false";
    build.args(["build", "--quiet", "--workspace", "--bin", "counts", "--config", without_assertions]);
    run_command(&mut build)?;
    let counts = target().join("debug/counts");
    let path = root().join("benches/counts.txt");
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let (mut all, mut skipped, mut differences) = (Vec::new(), Vec::new(), String::new());
    for (name, directory, install) in SETS {
        let known = expected.split("\n\n").find(|section| section.starts_with(&format!("[{name}]\n")));
        let known = known.unwrap_or_default().trim_end();
        let repodata = repodata(directory);
        let Some(file) = primary(&repodata) else {
            skipped.push(format!("counts of {name}: no primary.xml.gz in {}", repodata.display()));
            all.push(known.to_owned());
            continue;
        };
        let section = output(command(&counts).arg(name).arg(&repodata).args([file.as_str(), install]))?;
        let lines = known.lines().map(Some).chain(std::iter::repeat(None));
        for (line, known) in section.lines().zip(lines).filter(|(line, known)| Some(*line) != *known) {
            differences += &format!("\n{name}: {line} (expected {})", known.unwrap_or("nothing"));
        }
        all.push(section.trim_end().to_owned());
    }
    let text = all.join("\n\n") + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    } else if text != expected {
        return Err(format!(
            "counts differ from benches/counts.txt; if that is right, run UPDATE_EXPECT=1 cargo xtask counts:{differences}"
        ));
    }
    println!("{} repositories counted, {} skipped", SETS.len() - skipped.len(), skipped.len());
    Ok(skipped)
}

fn repodata(directory: Option<&str>) -> PathBuf {
    directory.map_or_else(
        || root().join("testdata/repos/demo/repodata"),
        |directory| corpus().join("repodata").join(directory).join("repodata"),
    )
}

/// The name of its primary metadata.
fn primary(repodata: &Path) -> Option<String> {
    let names =
        fs::read_dir(repodata).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    names.into_iter().find(|name| name.ends_with("primary.xml.gz"))
}
