//! The programs that are measured: ours, and of the peers those that are there.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python;
use crate::shell::{cargo, command, copy, copy_files, output, root, run, target};

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Ours,
    /// Ours from Python.
    Python,
    /// Ours from Node.
    Node,
    Libsolv,
    RpmrepoMetadata,
    CreaterepoC,
    Dnf,
}

impl Side {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Python => "ours in Python",
            Self::Node => "ours in Node",
            Self::Libsolv => "libsolv",
            Self::RpmrepoMetadata => "rpmrepo_metadata",
            Self::CreaterepoC => "createrepo_c",
            Self::Dnf => "dnf",
        }
    }
}

/// The system's own Python, whose modules Debian's packages are.
const SYSTEM_PYTHON: &str = "/usr/bin/python3";

/// Where they are.
pub(super) struct Peers {
    pub(super) measure: PathBuf,
    /// A directory with the Python package in it.
    python: Option<PathBuf>,
    /// The directory of the Node package.
    node: Option<PathBuf>,
    libsolv: Option<PathBuf>,
    rpmrepo_metadata: Option<PathBuf>,
    createrepo_c: Option<PathBuf>,
    /// dnf's version.
    pub(super) dnf: Option<String>,
}

impl Peers {
    /// Builds what is built here; a note says why a peer is not there.
    pub(super) fn make(work: &Path, notes: &mut Vec<String>) -> Result<Self, String> {
        run(cargo().args(["build", "--release", "--quiet", "-p", "rpmsolve-benches", "--bin", "measure"]))?;
        run(cargo().args(["build", "--release", "--quiet", "-p", "rpmsolve-python", "-p", "rpmsolve-node"]))?;
        let mut there = |name: &str, made: Result<PathBuf, String>| {
            let first_line = |error: &String| error.lines().next().unwrap_or_default().to_owned();
            let noted = made.inspect_err(|error| notes.push(format!("{name}: {}", first_line(error))));
            noted.ok()
        };
        let libsolv = there("libsolv", python::with_libsolv());
        let rpmrepo_metadata = there("rpmrepo_metadata", build_rpmrepo_metadata(work));
        let createrepo_c = there("createrepo_c", python::with_createrepo_c());
        let python = there("ours in Python", python_package(work));
        let node = there("ours in Node", node_package(work));
        let dnf = output(command(SYSTEM_PYTHON).args(["-c", "import dnf; print(dnf.VERSION)"]));
        if dnf.is_err() {
            notes.push("dnf: not installed (Debian package dnf)".to_owned());
        }
        let dnf = dnf.ok().map(|version| version.trim().to_owned());
        let measure = target().join("release/measure");
        Ok(Self { measure, python, node, libsolv, rpmrepo_metadata, createrepo_c, dnf })
    }

    /// How a side is asked for a measurement; `None` if it is not there.
    pub(super) fn command(&self, side: Side, arguments: &[&str]) -> Option<Command> {
        let script = |python: &Path, name: &str| {
            let mut python = command(python);
            python.arg(root().join("benches/peers").join(name));
            python
        };
        let mut program = match side {
            Side::Ours => command(&self.measure),
            Side::RpmrepoMetadata => command(self.rpmrepo_metadata.as_ref()?),
            Side::Python => {
                let mut python = command("python3");
                python
                    .env("PYTHONPATH", self.python.as_ref()?)
                    .arg(root().join("benches/bindings/measure.py"));
                python
            }
            Side::Node => {
                let mut node = command("node");
                node.env("RPMSOLVE_NODE", self.node.as_ref()?)
                    .arg(root().join("benches/bindings/measure.js"));
                node
            }
            Side::Libsolv => script(self.libsolv.as_ref()?, "libsolv.py"),
            Side::CreaterepoC => script(self.createrepo_c.as_ref()?, "createrepo.py"),
            Side::Dnf => script(self.dnf.as_ref().map(|_| Path::new(SYSTEM_PYTHON))?, "debian_dnf.py"),
        };
        program.args(arguments);
        Some(program)
    }
}

fn build_rpmrepo_metadata(work: &Path) -> Result<PathBuf, String> {
    let built = work.join("peers");
    let manifest = "benches/peers/rpmrepo_metadata/Cargo.toml";
    let mut cargo = cargo();
    cargo.env("CARGO_TARGET_DIR", &built);
    output(cargo.args(["build", "--release", "--quiet", "--locked", "--manifest-path", manifest]))?;
    Ok(built.join("release/rpmrepo-metadata-peer"))
}

/// The Python package with its native part, as it would be installed.
fn python_package(work: &Path) -> Result<PathBuf, String> {
    let packages = work.join("python");
    let package = packages.join("rpmsolve");
    copy_files(&root().join("bindings/python/rpmsolve"), &package)?;
    copy(&target().join("release/librpmsolve_python.so"), &package.join("_native.abi3.so"))?;
    Ok(packages)
}

/// The Node package with its native part.
fn node_package(work: &Path) -> Result<PathBuf, String> {
    let (source, package) = (root().join("bindings/node"), work.join("node"));
    copy_files(&source.join("dist"), &package.join("dist"))?;
    copy(&source.join("package.json"), &package.join("package.json"))?;
    copy(&target().join("release/librpmsolve_node.so"), &package.join("rpmsolve.node"))?;
    Ok(package)
}
