//! The table of codes against the sources: what an error can say is in it, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rpmsolve_verbs::ERRORS;

#[test]
fn every_code_is_in_the_table() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut said = BTreeSet::new();
    for name in ["rpmsolve", "rpmsolve-repo", "rpmsolve-layer", "rpmsolve-verbs"] {
        let mut open: Vec<PathBuf> = vec![crates.join(name).join("src")];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(fs::read_dir(&path).expect("a directory").map(|it| it.expect("an entry").path()));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                said.extend(codes(&fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    let table: Vec<&str> = ERRORS.iter().map(|(code, _)| *code).collect();
    assert_eq!(table, said.iter().map(String::as_str).collect::<Vec<_>>());
}

/// The texts in functions that are called `code`.
fn codes(source: &str) -> Vec<String> {
    let head = "fn code(&self) -> &'static str {\n";
    let bodies = source.split(head).skip(1).filter_map(|rest| rest.split("\n    }\n").next());
    let texts = bodies.flat_map(|body| body.split('"').skip(1).step_by(2));
    texts.map(str::to_owned).collect()
}
