//! The programs that are measured: ours, and of the peers those that are there.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python;
use crate::shell::{cargo, command, output, root, run, target};

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Ours,
    Libsolv,
    RpmrepoMetadata,
    Dnf,
}

impl Side {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Libsolv => "libsolv",
            Self::RpmrepoMetadata => "rpmrepo_metadata",
            Self::Dnf => "dnf",
        }
    }
}

/// The system's own Python, whose modules Debian's packages are.
const SYSTEM_PYTHON: &str = "/usr/bin/python3";

/// Where they are.
pub(super) struct Peers {
    pub(super) measure: PathBuf,
    libsolv: Option<PathBuf>,
    rpmrepo_metadata: Option<PathBuf>,
    /// dnf's version.
    pub(super) dnf: Option<String>,
}

impl Peers {
    /// Builds what is built here; a note says why a peer is not there.
    pub(super) fn make(work: &Path, notes: &mut Vec<String>) -> Result<Self, String> {
        run(cargo().args(["build", "--release", "--quiet", "-p", "rpmsolve-benches", "--bin", "measure"]))?;
        let mut there = |name: &str, made: Result<PathBuf, String>| {
            let first_line = |error: &String| error.lines().next().unwrap_or_default().to_owned();
            let noted = made.inspect_err(|error| notes.push(format!("{name}: {}", first_line(error))));
            noted.ok()
        };
        let libsolv = there("libsolv", python::with_libsolv());
        let rpmrepo_metadata = there("rpmrepo_metadata", build_rpmrepo_metadata(work));
        let dnf = output(command(SYSTEM_PYTHON).args(["-c", "import dnf; print(dnf.VERSION)"]));
        if dnf.is_err() {
            notes.push("dnf: not installed (Debian package dnf)".to_owned());
        }
        let dnf = dnf.ok().map(|version| version.trim().to_owned());
        Ok(Self { measure: target().join("release/measure"), libsolv, rpmrepo_metadata, dnf })
    }

    /// How a side is asked for a measurement; `None` if it is not there.
    pub(super) fn command(&self, side: Side, arguments: &[&str]) -> Option<Command> {
        let peers = root().join("benches/peers");
        let mut program = match side {
            Side::Ours => command(&self.measure),
            Side::RpmrepoMetadata => command(self.rpmrepo_metadata.as_ref()?),
            Side::Libsolv => {
                let mut python = command(self.libsolv.as_ref()?);
                python.arg(peers.join("libsolv.py"));
                python
            }
            Side::Dnf => {
                self.dnf.as_ref()?;
                let mut python = command(SYSTEM_PYTHON);
                python.arg(peers.join("debian_dnf.py"));
                python
            }
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
