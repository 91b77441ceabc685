//! Runs every scenario in testdata/scenarios: a libsolv testcase, then after a line `--- answer` what the solver
//! says to each of its blocks, the whole tree of reasons where it says no. `UPDATE_EXPECT=1` writes the answers
//! anew; the difference is then read by a person.

use std::fs;
use std::path::{Path, PathBuf};

use rpmsolve::testcase::{Replayed, Testcase, Verdict};

const MARK: &str = "--- answer\n";

#[test]
fn scenarios_have_their_answers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/scenarios");
    let mut scenarios = Vec::new();
    collect(&root, &mut scenarios);
    assert!(scenarios.len() >= 20, "only {} scenarios in {}", scenarios.len(), root.display());
    let failures: Vec<String> = scenarios.iter().filter_map(|path| check(path).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// docs/refusals.md shows the refusals among the scenarios, as they are.
#[test]
fn the_documentation_shows_the_refusals() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut scenarios = Vec::new();
    collect(&root.join("testdata/scenarios/refusals"), &mut scenarios);
    assert!(scenarios.len() >= 10, "only {} refusals", scenarios.len());
    let document = root.join("docs/refusals.md");
    let text = fs::read_to_string(&document).unwrap_or_default();
    let (introduction, shown) = text.split_once("\n## ").expect("an introduction, then one section each");
    let shown = format!("## {shown}");
    let expected: Vec<String> = scenarios.iter().map(|path| section(path)).collect();
    let expected = expected.join("\n");
    if shown != expected && std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&document, format!("{introduction}\n{expected}")).expect("writable");
        return;
    }
    assert_eq!(shown, expected, "UPDATE_EXPECT=1 writes docs/refusals.md anew");
}

/// A scenario as people read it: what is the matter, what was asked, and the answer.
fn section(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("it was listed");
    let (question, answer) = text.split_once(MARK).expect("it has an answer");
    let title = path.file_stem().expect("a name").to_string_lossy().replace('-', " ");
    let is_told = |line: &&str| line.starts_with("# ");
    let story: Vec<&str> = question.lines().take_while(is_told).map(|line| &line[2..]).collect();
    let jobs: Vec<&str> = question.lines().filter_map(|line| line.strip_prefix("job ")).collect();
    format!("## {title}\n\n{}\n\n```text\n> {}\n{answer}```\n", story.join("\n"), jobs.join("\n> "))
}

fn check(path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (question, expected) = text.split_once(MARK).unwrap_or((&text, ""));
    let file = path.display().to_string();
    let testcase = Testcase::parse(question, &file, &mut |name| Err(std::io::Error::other(name.to_owned())))
        .map_err(|error| error.to_string())?;
    let replayed = testcase.replay().map_err(|error| format!("{file}: {error}"))?;
    let actual: Vec<String> = replayed.iter().map(render).collect();
    let actual = actual.join("\n");
    if actual == expected {
        return Ok(());
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let question = if question.ends_with('\n') { question.to_owned() } else { format!("{question}\n") };
        return fs::write(path, format!("{question}{MARK}{actual}"))
            .map_err(|error| format!("{file}: {error}"));
    }
    Err(format!("{file}: expected\n{expected}\nbut the answer is\n{actual}"))
}

fn render(replayed: &Replayed) -> String {
    match &replayed.verdict {
        Verdict::Unsupported(what) => format!("unsupported: {}\n", what.join(", ")),
        Verdict::Differs => format!("differs from the result above:\n{}", replayed.text),
        _ => replayed.text.clone(),
    }
}

fn collect(directory: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            found.push(path);
        }
    }
}
