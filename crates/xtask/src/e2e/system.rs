//! A bare root file system with a layer at `/opt`, in which lines of shell run as Lambda runs a function: its variables,
//! an empty `/tmp`, and nothing that the base image has not.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{command, output};

const PATH: &str = "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin";
const LD_LIBRARY_PATH: &str =
    "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib";

/// Where a line of shell runs.
const WORK: &str = "tmp/work";

pub(super) struct System {
    directory: PathBuf,
}

impl System {
    /// A copy of the root file system in `base`.
    pub(super) fn new(work: &Path, base: &Path) -> Result<Self, String> {
        let directory = work.join("root");
        if !directory.is_dir() {
            output(command("cp").args(["-a", "--reflink=auto"]).arg(base.join("rootfs")).arg(&directory))?;
        }
        Ok(Self { directory })
    }

    /// Puts a layer, a directory or a zip, in place of the one before.
    pub(super) fn mount(&self, layer: &Path) -> Result<(), String> {
        let opt = self.directory.join("opt");
        let _ = fs::remove_dir_all(&opt);
        if layer.is_dir() {
            return output(command("cp").args(["-a", "--reflink=auto"]).arg(layer).arg(&opt)).map(drop);
        }
        fs::create_dir_all(&opt).map_err(|error| format!("{}: {error}", opt.display()))?;
        output(command("unzip").arg("-q").arg(layer).arg("-d").arg(&opt)).map(drop)
    }

    /// Copies a file to `/tmp`.
    pub(super) fn put(&self, file: &Path, name: &str) -> Result<(), String> {
        let to = self.directory.join("tmp").join(name);
        fs::copy(file, &to).map(drop).map_err(|error| format!("{}: {error}", to.display()))
    }

    /// Runs a line of shell; an error says what it printed instead of what is expected.
    pub(super) fn run(
        &self,
        line: &str,
        environment: &[(String, String)],
        expected: &str,
    ) -> Result<(), String> {
        let work = self.directory.join(WORK);
        let _ = fs::remove_dir_all(&work);
        fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
        let mut chroot = command("timeout");
        chroot.args(["120", "chroot"]).arg(&self.directory).args(["/usr/bin/env", "-i", "HOME=/tmp"]);
        chroot.arg(format!("PATH={PATH}")).arg(format!("LD_LIBRARY_PATH={LD_LIBRARY_PATH}"));
        chroot.args(environment.iter().map(|(name, value)| format!("{name}={value}")));
        let printed = output(chroot.args(["/bin/sh", "-c", &format!("cd /{WORK} && {{ {line}\n}}")]))?;
        if printed.contains(expected) {
            return Ok(());
        }
        Err(format!("`{line}` does not print \"{expected}\" but\n{printed}"))
    }
}
