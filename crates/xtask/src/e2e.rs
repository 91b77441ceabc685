//! The main job for real: layers are built from repositories, unpacked at /opt of a bare root file system, and what
//! is in them is run there with Lambda's environment.
//!
//! The demonstration repository needs a root file system only; git, jq and GraphicsMagick need the scripts that make
//! a repository of real software (../shared/realrepo), root, and Debian's debootstrap. What is missing is said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{command, is_root, need, output, root, run as run_command};

const PATH: &str = "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin";
const LD_LIBRARY_PATH: &str =
    "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib";

/// Runs everything that this machine can; returns what it cannot.
pub(crate) fn run() -> Result<Vec<String>, String> {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    run_command(cargo.args(["build", "--release", "--quiet", "-p", "rpmsolve-cli"]))?;
    let work = root().join("target/e2e");
    fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    builds_are_reproducible(&work)?;
    let script = root().join("../shared/realrepo/build-repo");
    if !script.is_file() {
        return Ok(vec![format!(
            "end to end: no {} to make a root file system and a repository with",
            script.display()
        )]);
    }
    if !is_root() {
        return Ok(vec!["end to end: programs run in a chroot, which needs root".to_owned()]);
    }
    let needed = need(&[
        ("rpmbuild", "rpm"),
        ("createrepo_c", "createrepo-c"),
        ("debootstrap", "debootstrap"),
        ("gpg", "gpg"),
        ("dpkg-deb", "dpkg"),
        ("unzip", "unzip"),
    ]);
    if let Err(reason) = needed {
        return Ok(vec![format!("end to end: {reason}")]);
    }
    let (repository, base) = (work.join("R"), work.join("B"));
    if !repository.join("repodata/repomd.xml").is_file() || !base.join("repo/repodata/repomd.xml").is_file() {
        println!("making a repository of git, jq and GraphicsMagick");
        let mut build = command(&script);
        output(build.arg(&repository).args(["git", "jq", "graphicsmagick", "--base"]).arg(&base))?;
    }
    let mut failed = demo_runs(&work, &base)?;
    failed.extend(real_programs_run(&work, &repository, &base)?);
    if failed.is_empty() { Ok(Vec::new()) } else { Err(failed.join("\n")) }
}

/// The same layer from other directories, in another time zone, under another umask, from packages written in
/// another order: the same bytes.
fn builds_are_reproducible(work: &Path) -> Result<(), String> {
    let demo = root().join("testdata/repos/demo");
    let [one, other] = ["one", "other"].map(|name| work.join(format!("reproducible-{name}")));
    for directory in [&one, &other] {
        let _ = fs::remove_dir_all(directory);
        fs::create_dir_all(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    }
    // Copied file by file, last name first, so that the directory lists them in another order.
    copy_backwards(&demo, &other.join("repository"))?;
    layer(&demo, &one.join("layer.zip"), &["hello", "hello-script"], &mut |_| {})?;
    let mut shell = Command::new("sh");
    shell.current_dir(&other).env("TZ", "Asia/Kathmandu").env("LC_ALL", "C");
    let line = format!(
        "umask 077 && {} layer --arch x86_64 --repo r0=repository -o layer.zip hello-script hello",
        binary().display()
    );
    output(shell.arg("-c").arg(line))?;
    let read = |path: PathBuf| fs::read(&path).map_err(|error| format!("{}: {error}", path.display()));
    if read(one.join("layer.zip"))? != read(other.join("layer.zip"))? {
        return Err(format!("the layers in {} and {} differ", one.display(), other.display()));
    }
    println!("ok: the same layer built twice has the same bytes");
    Ok(())
}

fn demo_runs(work: &Path, base: &Path) -> Result<Vec<String>, String> {
    let zip = work.join("hello.zip");
    layer(&root().join("testdata/repos/demo"), &zip, &["hello", "hello-script"], &mut |_| {})?;
    let system = System::new(work, base, &zip)?;
    Ok(system.check(&[
        ("hello reads its configuration and data from the layer", "hello", "Hello, Lambda!"),
        ("hello finds its data", "hello", "of the package"),
        ("a script finds its configuration and data", "hello-script", "greets Lambda"),
    ]))
}

fn real_programs_run(work: &Path, repository: &Path, base: &Path) -> Result<Vec<String>, String> {
    let zip = work.join("git.zip");
    layer(repository, &zip, &["git", "jq", "graphicsmagick"], &mut |command| {
        command.arg("--base").arg(base.join("repo"));
    })?;
    let system = System::new(work, base, &zip)?;
    let make_source = "mkdir -p /tmp/src && cd /tmp/src && git init -q . && echo content > file && git add file \
                       && git -c user.name=a -c user.email=a@example.test commit -qm first && git log --oneline";
    Ok(system.check(&[
        ("git runs", "git --version", "git version"),
        ("git's programs are in the layer", "git --exec-path", "/opt/"),
        ("git makes a repository", make_source, "first"),
        ("git clones", "rm -rf /tmp/dst && git clone -q file:///tmp/src /tmp/dst && cat /tmp/dst/file", "content"),
        ("git finds its templates", "ls /tmp/dst/.git/description", "description"),
        ("jq calculates", "jq -n '1+1'", "2"),
        (
            "GraphicsMagick converts PNG to JPEG",
            "gm convert -size 8x8 xc:red /tmp/a.png && gm convert /tmp/a.png /tmp/a.jpg && gm identify /tmp/a.jpg",
            "JPEG",
        ),
    ]))
}

fn layer(
    repository: &Path,
    zip: &Path,
    specs: &[&str],
    more: &mut dyn FnMut(&mut Command),
) -> Result<(), String> {
    let mut command = command(binary());
    command.args(["layer", "--arch", "x86_64", "--repo"]).arg(format!("r0={}", repository.display()));
    command.arg("-o").arg(zip);
    more(&mut command);
    output(command.args(specs)).map(drop)
}

fn binary() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("release/rpmsolve")
}

/// A root file system with a layer at /opt, and nothing else that it did not have.
struct System {
    directory: PathBuf,
}

impl System {
    fn new(work: &Path, base: &Path, zip: &Path) -> Result<Self, String> {
        let directory = work.join("root");
        if !directory.is_dir() {
            output(command("cp").args(["-a", "--reflink=auto"]).arg(base.join("rootfs")).arg(&directory))?;
        }
        let opt = directory.join("opt");
        let _ = fs::remove_dir_all(&opt);
        fs::create_dir_all(&opt).map_err(|error| format!("{}: {error}", opt.display()))?;
        for name in ["src", "dst", "a.png", "a.jpg"] {
            let path = directory.join("tmp").join(name);
            let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
        }
        output(command("unzip").arg("-q").arg(zip).arg("-d").arg(&opt))?;
        Ok(Self { directory })
    }

    /// Runs lines of shell as Lambda would, and returns what went wrong.
    fn check(&self, checks: &[(&str, &str, &str)]) -> Vec<String> {
        let mut failed = Vec::new();
        for (name, line, expected) in checks {
            let mut chroot = command("chroot");
            chroot.arg(&self.directory).args(["/usr/bin/env", "-i", "HOME=/tmp"]);
            chroot.arg(format!("PATH={PATH}")).arg(format!("LD_LIBRARY_PATH={LD_LIBRARY_PATH}"));
            let problem = match output(chroot.args(["/bin/sh", "-c", line])) {
                Ok(printed) if printed.contains(expected) => None,
                Ok(printed) => Some(format!("`{line}` does not print \"{expected}\" but\n{printed}")),
                Err(reason) => Some(reason),
            };
            match problem {
                None => println!("ok: {name}"),
                Some(problem) => {
                    println!("FAILED: {name}: {problem}");
                    failed.push((*name).to_owned());
                }
            }
        }
        failed
    }
}

fn copy_backwards(from: &Path, to: &Path) -> Result<(), String> {
    let error = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(to).map_err(|e| error(to, e))?;
    let mut names: Vec<_> =
        fs::read_dir(from).map_err(|e| error(from, e))?.flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    for name in names.iter().rev() {
        let (source, target) = (from.join(name), to.join(name));
        if source.is_dir() {
            copy_backwards(&source, &target)?;
        } else {
            fs::copy(&source, &target).map_err(|e| error(&source, e))?;
        }
    }
    Ok(())
}
