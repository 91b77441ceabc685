//! Running other programs, and what of them is there.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).to_owned()
}

/// Where real data are: what the variable says, or a directory beside the workspace.
pub(crate) fn shared(variable: &str, default: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| root().join(default), PathBuf::from)
}

/// The corpus of real repositories.
pub(crate) fn corpus() -> PathBuf {
    shared("RPMSOLVE_CORPUS", "../shared/corpus")
}

/// A command that runs in the root of the workspace.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command; an error says which, and how it ended.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let name = describe(command);
    let status = command.status().map_err(|error| format!("{name}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

/// Runs a command and returns what it prints; an error has all of it.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let name = describe(command);
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    Err(format!("{name} failed ({})\n{}{}", output.status, text(&output.stdout), text(&output.stderr)))
}

/// A directory with nothing in it.
pub(crate) fn empty_directory(path: &Path) -> Result<(), String> {
    let failed = |error| format!("{}: {error}", path.display());
    if path.exists() {
        std::fs::remove_dir_all(path).map_err(failed)?;
    }
    std::fs::create_dir_all(path).map_err(failed)
}

/// Copies a file; an error says which.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error| format!("{} to {}: {error}", from.display(), to.display());
    std::fs::copy(from, to).map(drop).map_err(failed)
}

/// Copies the files of a directory into another, which is made if it is not there.
pub(crate) fn copy_files(from: &Path, to: &Path) -> Result<(), String> {
    std::fs::create_dir_all(to).map_err(|error| format!("{}: {error}", to.display()))?;
    let entries = std::fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?;
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    files.into_iter().try_for_each(|entry| copy(&entry.path(), &to.join(entry.file_name())))
}

/// Whether a program is on the PATH.
pub(crate) fn has(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|directory| directory.join(program).is_file())
}

/// Whether this is the root user, who alone may chroot and install packages.
pub(crate) fn is_root() -> bool {
    output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Sees to it that programs are there, installing their Debian packages if it can; an error names what is missing.
pub(crate) fn need(programs_and_packages: &[(&str, &str)]) -> Result<(), String> {
    let missing = || programs_and_packages.iter().filter(|(program, _)| !has(program));
    let packages: Vec<&str> = missing().flat_map(|(_, packages)| packages.split(' ')).collect();
    if packages.is_empty() {
        return Ok(());
    }
    if is_root() && has("apt-get") {
        println!("installing {}", packages.join(" "));
        output(command("apt-get").args(["update", "-q"]))?;
        let mut install = command("apt-get");
        install.env("DEBIAN_FRONTEND", "noninteractive").args([
            "install",
            "-y",
            "-q",
            "--no-install-recommends",
        ]);
        output(install.args(&packages))?;
    }
    match missing().map(|&(program, _)| program).collect::<Vec<_>>()[..] {
        [] => Ok(()),
        ref programs => Err(format!(
            "{} not found; install the Debian packages {} (or what your system calls them)",
            programs.join(", "),
            packages.join(" ")
        )),
    }
}

fn describe(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Builds the whole workspace, and returns where it is. The tests are built with it, which they are anyhow: without
/// them, and of single packages, the dependencies would have other features, and be built once more for those.
pub(crate) fn build() -> Result<PathBuf, String> {
    run(cargo().args(["build", "--quiet", "--workspace", "--lib", "--bins", "--tests"]))?;
    Ok(target().join("debug"))
}
