//! libsolv's own test cases and one small case for each rule of RPM solving, from the corpus.

mod common;

use std::fs;
use std::path::Path;

use rpmsolve::testcase::{Testcase, Verdict};

use common::corpus;

#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    agrees: usize,
    differs: Vec<String>,
    unsupported: usize,
}

fn replay_all(directory: &Path) -> Count {
    let mut count = Count::default();
    let mut stack = vec![directory.to_owned()];
    while let Some(directory) = stack.pop() {
        for entry in fs::read_dir(&directory).expect("the corpus can be read") {
            let path = entry.expect("the corpus can be read").path();
            if path.is_dir() {
                stack.push(path);
            } else if path.extension().is_some_and(|extension| extension == "t") {
                let file = path.display().to_string();
                let text = fs::read_to_string(&path).expect("the corpus can be read");
                let mut load = |name: &str| fs::read(directory.join(name));
                let testcase =
                    Testcase::parse(&text, &file, &mut load).unwrap_or_else(|error| panic!("{error}"));
                for (index, replayed) in testcase.replay().expect("a pool").into_iter().enumerate() {
                    match replayed.verdict {
                        Verdict::Agrees => count.agrees += 1,
                        Verdict::Differs => {
                            count.differs.push(format!("{file}#{}\n{}", index + 1, replayed.text));
                        }
                        Verdict::NothingExpected | Verdict::Unsupported(_) => count.unsupported += 1,
                    }
                }
            }
        }
    }
    count
}

#[test]
fn every_rule_of_rpm_semantics_holds() {
    let Some(corpus) = corpus() else { return };
    let count = replay_all(&corpus.join("semantics"));
    println!("semantics: {} agree, {} unsupported", count.agrees, count.unsupported);
    assert_eq!(count.differs, Vec::<String>::new());
    assert!(count.agrees >= 138, "only {} of 138 agree", count.agrees);
}

#[test]
fn libsolv_agrees_on_its_own_cases() {
    let Some(corpus) = corpus() else { return };
    let count = replay_all(&corpus.join("libsolv"));
    println!("libsolv: {} agree, {} unsupported", count.agrees, count.unsupported);
    assert_eq!(count.differs, Vec::<String>::new());
    assert!(count.agrees >= 42, "only {} of 42 agree", count.agrees);
}
