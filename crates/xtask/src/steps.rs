//! `cargo xtask test`: every check, one after the other, each with its name and how long it took. All of them run,
//! also after one has failed.

use std::time::Instant;

use crate::shell::{cargo, corpus as corpus_directory, root, run};
use crate::{bindings, counts, e2e, faces, fuzz, sbom, sweep, tidy};

pub(crate) fn test() -> Result<(), String> {
    type Step = (&'static str, fn() -> Result<Vec<String>, String>);
    let steps: [Step; 12] = [
        ("format", || run(cargo().args(["fmt", "--all", "--check"])).map(|()| Vec::new())),
        ("clippy", || {
            let mut clippy = cargo();
            // Build scripts run here too: none of them may need a C compiler.
            clippy.env("CC", "/bin/false").args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--quiet",
                "--",
                "-D",
                "warnings",
            ]);
            run(&mut clippy).map(|()| Vec::new())
        }),
        ("tidy", || tidy::run().map(|()| Vec::new())),
        ("tests", || run(cargo().args(["test", "--workspace", "--quiet"])).map(|()| no_corpus())),
        ("documentation", || {
            let mut doc = cargo();
            doc.env("RUSTDOCFLAGS", "-D warnings").args(["doc", "--workspace", "--no-deps", "--quiet"]);
            run(&mut doc).map(|()| Vec::new())
        }),
        ("fuzz", || fuzz::run(fuzz::Options { cases: fuzz::SAMPLE, seed: 1 })),
        ("counts", counts::run),
        ("sweep", || sweep::run(&sweep::Options { sample: sweep::SAMPLE, list: true, sets: Vec::new() })),
        ("bills of materials", sbom::run),
        ("faces", || faces::run().map(|()| Vec::new())),
        ("bindings", bindings::test),
        ("end to end", || e2e::run(false)),
    ];
    std::thread::spawn(bindings::prepare);
    std::thread::spawn(e2e::prepare);
    let (mut passed, mut failed, mut skipped) = (0, Vec::new(), Vec::new());
    for (name, step) in steps {
        println!("== {name}");
        let start = Instant::now();
        match step() {
            Ok(not_done) => {
                println!("== {name}: ok ({:.0} s)", start.elapsed().as_secs_f32());
                skipped.extend(not_done);
                passed += 1;
            }
            Err(reason) => {
                println!("== {name}: FAILED: {reason}");
                failed.push(name);
            }
        }
    }
    for reason in &skipped {
        println!("skipped: {reason}");
    }
    println!("{passed} passed, {} failed, {} skipped", failed.len(), skipped.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// Only what reads the corpus, with what it prints.
pub(crate) fn corpus() -> Result<(), String> {
    if let Some(reason) = no_corpus().first() {
        return Err(reason.clone());
    }
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--test", "corpus*", "--", "--nocapture"]);
    run(&mut tests)
}

/// The core and the layer crate build where there is no C compiler, from an empty target directory.
pub(crate) fn no_c() -> Result<(), String> {
    let target = root().join("target/no-c");
    if target.exists() {
        std::fs::remove_dir_all(&target).map_err(|error| format!("{}: {error}", target.display()))?;
    }
    let mut build = cargo();
    build.env("CC", "/bin/false").env("CARGO_TARGET_DIR", &target);
    // Checking is enough: what would compile C does so in a build script, and those run.
    run(build.args(["check", "--quiet", "-p", "rpmsolve", "-p", "rpmsolve-layer"]))
}

fn no_corpus() -> Vec<String> {
    let corpus = corpus_directory();
    if corpus.is_dir() {
        return Vec::new();
    }
    vec![format!("corpus tests: no corpus at {} (set RPMSOLVE_CORPUS)", corpus.display())]
}
