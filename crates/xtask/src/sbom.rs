//! `cargo xtask sbom`: bills of materials, of made-up packages and of the corpus, checked by the official validators of
//! SPDX and CycloneDX. Ours are written by the layer crate's tests, which know nothing of Python.

use std::path::PathBuf;

use crate::python;
use crate::shell::{self, command, root};

/// What could not be checked, with the reason.
pub(crate) fn run() -> Result<Vec<String>, String> {
    let directory = root().join("target/tmp/sbom");
    if directory.exists() {
        std::fs::remove_dir_all(&directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    }
    let mut tests = shell::cargo();
    // The tests write below cargo's target directory; the validators read where this one writes.
    tests.env("CARGO_TARGET_DIR", root().join("target"));
    shell::run(tests.args(["test", "--quiet", "--workspace", "--test", "all", "--", "sbom::"]))?;
    let python = match python::with_sbom_validators() {
        Ok(python) => python,
        Err(reason) => return Ok(vec![format!("validators of bills of materials: {reason}")]),
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&directory)
        .map_err(|error| format!("{}: {error}", directory.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    shell::run(command(&python).arg(root().join("crates/xtask/oracle/sbom.py")).args(paths))?;
    Ok(Vec::new())
}
