//! `cargo xtask bindings`: the packages for Python, Node and the Serverless Framework, made as they would be released of
//! what the build has left, installed where nothing else is, and tested there.

mod requests;

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::python;
use crate::shell::{build, command, copy, copy_files, empty_directory, has, output, root, run};

/// The interpreter that the Python package is tested with, once what that needs is there.
static PYTHON: LazyLock<Result<PathBuf, String>> = LazyLock::new(python::with_development);

/// Whether what the packages of npm need for their development is there.
static NODE_MODULES: LazyLock<Result<(), String>> =
    LazyLock::new(|| ["node", "serverless"].into_iter().try_for_each(install));

/// Gets what the tests need, which comes over the network while other things are done here. That something is missing is
/// said where it is needed.
pub(crate) fn prepare() {
    LazyLock::force(&PYTHON);
    if has("npm") {
        LazyLock::force(&NODE_MODULES);
    }
}

/// Builds, installs and tests all of them; returns what could not be tested, and why.
pub(crate) fn test() -> Result<Vec<String>, String> {
    let built = build()?;
    let work = root().join("target/bindings");
    fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    let (mut faces, mut skipped): (Vec<(&str, Command)>, _) = (Vec::new(), Vec::new());
    if has("python3") {
        let python = python_package(&built, &work)?;
        let mut answers = command(python);
        answers.arg("bindings/python/tests/answers.py");
        faces.push(("Python", answers));
    } else {
        skipped.push("the Python package: no python3".to_owned());
    }
    if has("node") && has("npm") {
        NODE_MODULES.clone()?;
        node_package(&built)?;
        let mut answers = command("node");
        answers.arg("bindings/node/tests/answers.js");
        faces.push(("Node", answers));
        serverless_plugin()?;
    } else {
        skipped.push("the Node package and the plugin: no node, or no npm".to_owned());
    }
    skipped.extend(requests::compare(&built.join("rpmsolve"), faces)?);
    Ok(skipped)
}

/// Makes a wheel, installs and tests it; returns the interpreter that has it.
fn python_package(built: &Path, work: &Path) -> Result<PathBuf, String> {
    let python = PYTHON.clone()?;
    let wheel = wheel(&python, built, work)?;
    python::install(&python, &["--force-reinstall", "--no-deps", &wheel.display().to_string()])?;
    run(command(&python).args(["-m", "unittest", "discover", "--quiet", "-s", "bindings/python/tests"]))?;
    let settings = "bindings/python/pyproject.toml";
    let typed = ["rpmsolve", "tests", "examples"].map(|part| format!("bindings/python/{part}"));
    let cache = ["--cache-dir", "target/bindings/mypy"];
    run(command(&python).args(["-m", "mypy", "--config-file", settings]).args(cache).args(typed))?;
    let allowed = "bindings/python/stubtest.txt";
    let stubtest =
        ["-m", "mypy.stubtest", "--mypy-config-file", settings, "--allowlist", allowed, "rpmsolve"];
    run(command(&python).args(stubtest))?;
    Ok(python)
}

/// What maturin would make, of the library that is built already: it would build it, and all below it, with other features.
fn wheel(python: &Path, built: &Path, work: &Path) -> Result<PathBuf, String> {
    let (unpacked, packed) = (work.join("unpacked"), work.join("wheels"));
    empty_directory(&unpacked)?;
    empty_directory(&packed)?;
    let mut about = command(python.with_file_name("maturin"));
    about.current_dir(root().join("bindings/python")).args([
        "pep517",
        "write-dist-info",
        "--metadata-directory",
    ]);
    output(about.arg(&unpacked).arg("--interpreter").arg(python))?;
    let package = unpacked.join("rpmsolve");
    copy_files(&root().join("bindings/python/rpmsolve"), &package)?;
    copy(&library(built, "rpmsolve_python"), &package.join("_native.abi3.so"))?;
    output(command(python).args(["-m", "wheel", "pack"]).arg(&unpacked).arg("--dest-dir").arg(&packed))?;
    let made = fs::read_dir(&packed).map_err(|error| format!("{}: {error}", packed.display()))?;
    let made = made.flatten().map(|entry| entry.path()).next();
    made.ok_or_else(|| format!("{}: no wheel", packed.display()))
}

/// Compiles the Node package and tests it, also as it is installed from its tarballs.
fn node_package(built: &Path) -> Result<(), String> {
    npm("node", "build")?;
    copy(&library(built, "rpmsolve_node"), &root().join("bindings/node/rpmsolve.node"))?;
    npm("node", "test")
}

/// Tests the plugin, also in the framework, with packages that are built here and had over HTTP.
fn serverless_plugin() -> Result<(), String> {
    npm("serverless", "types")?;
    npm("serverless", "test")
}

/// Installs what a package of npm needs for its development; the native part is built here.
fn install(package: &str) -> Result<(), String> {
    let quietly = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--silent", "--omit=optional"];
    output(command("npm").current_dir(root().join("bindings").join(package)).args(quietly)).map(drop)
}

/// Runs a script of a package of npm.
fn npm(package: &str, script: &str) -> Result<(), String> {
    let directory = root().join("bindings").join(package);
    run(command("npm").current_dir(directory).args(["run", "--silent", script]))
}

fn library(built: &Path, name: &str) -> PathBuf {
    built.join(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"))
}
