//! `cargo xtask test`: every check, one after the other, each with its name and how long it took. All of them run,
//! also after one has failed.

use std::path::PathBuf;
use std::time::Instant;

use crate::shell::{build, cargo, command, corpus as corpus_directory, has, root, run};
use crate::{counts, e2e, faces, fuzz, sbom, sweep, tidy};

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
        ("bindings", bindings),
        ("end to end", || e2e::run(false)),
    ];
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

/// Builds both bindings, puts them where their languages look, and runs their tests.
pub(crate) fn bindings() -> Result<Vec<String>, String> {
    let built = build()?;
    let work = root().join("target/bindings");
    let package = work.join("rpmsolve");
    std::fs::create_dir_all(&package).map_err(|error| format!("{}: {error}", package.display()))?;
    let copy = |from: PathBuf, to: PathBuf| {
        std::fs::copy(&from, &to)
            .map(drop)
            .map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))
    };
    let mut skipped = Vec::new();
    if has("python3") {
        copy(built.join("librpmsolve_python.so"), package.join("_native.abi3.so"))?;
        for module in
            std::fs::read_dir(root().join("bindings/python/rpmsolve")).into_iter().flatten().flatten()
        {
            copy(module.path(), package.join(module.file_name()))?;
        }
        run(command("python3").env("PYTHONPATH", &work).arg("bindings/python/tests/test_rpmsolve.py"))?;
    } else {
        skipped.push("the Python binding: no python3".to_owned());
    }
    if has("node") {
        let addon = work.join("rpmsolve.node");
        copy(built.join("librpmsolve_node.so"), addon.clone())?;
        run(command("node")
            .env("RPMSOLVE_NATIVE", &addon)
            .args(["--test", "bindings/node/tests/resolve.test.js"]))?;
        run(command("node").args(["--test", "bindings/serverless/test/plugin.test.js"]))?;
    } else {
        skipped.push("the Node binding: no node".to_owned());
    }
    Ok(skipped)
}

fn no_corpus() -> Vec<String> {
    let corpus = corpus_directory();
    if corpus.is_dir() {
        return Vec::new();
    }
    vec![format!("corpus tests: no corpus at {} (set RPMSOLVE_CORPUS)", corpus.display())]
}
