//! The main job for real: layers are built from repositories, unpacked at /opt of a bare root file system, and what
//! is in them is run there with Lambda's environment.
//!
//! The demonstration repository needs a root file system only; the programs of [`programs`] need the scripts that make
//! a repository of real software (../shared/realrepo), root, and Debian's debootstrap. What is missing is said.

mod faults;
mod programs;
mod project;
mod server;
mod system;
mod table;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Instant;

use serde_json::Value;

use crate::shell::{self, command, is_root, need, output, root};
use programs::{MORE, PROGRAMS, Program};
use server::Server;
use system::System;
use table::Row;

/// What the programs come from: real software as packages, and the root file system that they were made beside.
#[derive(Clone)]
struct Real {
    repository: PathBuf,
    base: PathBuf,
}

/// Why there is no such repository.
#[derive(Clone)]
enum NotMade {
    /// It cannot be made on this machine.
    Missing(String),
    Failed(String),
}

/// The repository that every test run needs.
static USUAL: LazyLock<Result<Real, NotMade>> = LazyLock::new(|| make(false));

/// Makes the repository, which waits for the network while other things are done here. What goes wrong is said where it is
/// needed.
pub(crate) fn prepare() {
    LazyLock::force(&USUAL);
}

/// Runs everything that this machine can; returns what it cannot.
pub(crate) fn run(all: bool) -> Result<Vec<String>, String> {
    shell::build()?;
    let work = work()?;
    builds_are_reproducible(&work)?;
    let Real { repository, base } = match if all { make(true) } else { USUAL.clone() } {
        Ok(real) => real,
        Err(NotMade::Missing(reason)) => return Ok(vec![format!("end to end: {reason}")]),
        Err(NotMade::Failed(reason)) => return Err(reason),
    };
    let system = System::new(&work, &base)?;
    let mut failed = demo_runs(&work, &system)?;
    failed.extend(real_programs_run(&work, &repository, &base, &system, &tried(all))?);
    if failed.is_empty() { Ok(Vec::new()) } else { Err(failed.join("\n")) }
}

fn work() -> Result<PathBuf, String> {
    let work = root().join("target/e2e");
    fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    Ok(work)
}

fn tried(all: bool) -> Vec<&'static Program> {
    PROGRAMS.iter().chain(MORE.iter().filter(|_| all)).collect()
}

/// Makes what the programs come from.
fn make(all: bool) -> Result<Real, NotMade> {
    let script = root().join("../shared/realrepo/build-repo");
    if !script.is_file() {
        let reason = format!("no {} to make a root file system and a repository with", script.display());
        return Err(NotMade::Missing(reason));
    }
    if !is_root() {
        return Err(NotMade::Missing("programs run in a chroot, which needs root".to_owned()));
    }
    let needed = need(&[
        ("rpmbuild", "rpm"),
        ("createrepo_c", "createrepo-c"),
        ("debootstrap", "debootstrap"),
        ("gpg", "gpg"),
        ("dpkg-deb", "dpkg"),
        ("unzip", "unzip"),
        ("openssl", "openssl"),
        ("python3", "python3"),
    ]);
    needed.map_err(NotMade::Missing)?;
    let work = work().map_err(NotMade::Failed)?;
    let real = Real { repository: work.join(if all { "R-all" } else { "R" }), base: work.join("B") };
    let packages: BTreeSet<&str> = tried(all).iter().flat_map(|program| program.specs).copied().collect();
    make_repository(&script, &real, &packages).map_err(NotMade::Failed)?;
    Ok(real)
}

/// Makes the repository of real software, unless there is one of these packages.
fn make_repository(script: &Path, real: &Real, packages: &BTreeSet<&str>) -> Result<(), String> {
    let Real { repository, base } = real;
    let list = packages.iter().copied().collect::<Vec<_>>().join(" ");
    let made = repository.join("made-of");
    let is_there = fs::read_to_string(&made).is_ok_and(|made| made == list);
    if is_there && base.join("repo/repodata/repomd.xml").is_file() {
        return Ok(());
    }
    let start = Instant::now();
    println!("making a repository of {list}");
    let _ = fs::remove_dir_all(repository);
    output(command(script).arg(repository).args(packages).arg("--base").arg(base))?;
    println!("made in {:.0} s", start.elapsed().as_secs_f32());
    fs::write(&made, list).map_err(|error| format!("{}: {error}", made.display()))
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

fn demo_runs(work: &Path, system: &System) -> Result<Vec<String>, String> {
    let zip = work.join("hello.zip");
    layer(&root().join("testdata/repos/demo"), &zip, &["hello", "hello-script"], &mut |_| {})?;
    system.mount(&zip)?;
    let mut failed = Vec::new();
    for (name, line, expected) in [
        ("hello reads its configuration and data from the layer", "hello", "Hello, Lambda!"),
        ("hello finds its data", "hello", "of the package"),
        ("a script finds its configuration and data", "hello-script", "greets Lambda"),
    ] {
        match system.run(line, &[], expected) {
            Ok(()) => println!("ok: {name}"),
            Err(problem) => {
                println!("FAILED: {name}: {problem}");
                failed.push(name.to_owned());
            }
        }
    }
    Ok(failed)
}

/// Tries all programs, and holds the table in the documentation against what came of it.
fn real_programs_run(
    work: &Path,
    repository: &Path,
    base: &Path,
    system: &System,
    tried: &[&Program],
) -> Result<Vec<String>, String> {
    let start = Instant::now();
    let server = Server::start(work, repository)?;
    system.put(&server.authority, "ca.pem")?;
    let trial = Trial { work, repository, base, system, port: server.port };
    let (mut rows, mut failed) = (Vec::new(), Vec::new());
    for program in tried {
        match trial.of(program) {
            Ok(row) => {
                if !row.runs {
                    failed.push(program.name.to_owned());
                }
                rows.push(row);
            }
            Err(problem) => {
                println!("FAILED: {}: {problem}", program.name);
                failed.push(program.name.to_owned());
            }
        }
    }
    let over_https = [
        ("a project over HTTPS", project::runs(work, repository, base, &server)),
        ("faults of a server", faults::are_refused(work, repository, base, &server)),
    ];
    for (name, result) in over_https {
        if let Err(problem) = result {
            println!("FAILED: {name}: {problem}");
            failed.push(name.to_owned());
        }
    }
    println!("{} programs tried in {:.0} s", tried.len(), start.elapsed().as_secs_f32());
    if tried.len() == PROGRAMS.len() && failed.is_empty() {
        table::check(&rows)?;
    }
    Ok(failed)
}

/// What programs are tried with.
struct Trial<'a> {
    work: &'a Path,
    repository: &'a Path,
    base: &'a Path,
    system: &'a System,
    port: u16,
}

impl Trial<'_> {
    /// Builds, audits and runs one: first as it is, then, if it does not run, with the variables that were named for it.
    fn of(&self, program: &Program) -> Result<Row, String> {
        let Program { name, specs, line, expected, options } = program;
        let directory = self.work.join("layer/");
        let _ = fs::remove_dir_all(&directory);
        let base = self.base.join("repo");
        let report = layer(self.repository, &directory, specs, &mut |command| {
            command.arg("--base").arg(&base).args(*options);
        })?;
        let errors = audit(&directory, &base)?;
        self.system.mount(&directory)?;
        let line = line.replace("{port}", &self.port.to_string());
        let (mut hint, mut problem) = (String::new(), self.system.run(&line, &[], expected).err());
        let environment = environment(&report);
        if problem.is_some() && !environment.is_empty() {
            problem = self.system.run(&line, &environment, expected).err();
            let names: Vec<&str> = environment.iter().map(|(name, _)| name.as_str()).collect();
            hint = names.join(" ");
        }
        match &problem {
            None if hint.is_empty() => println!("ok: {name}"),
            None => println!("ok: {name}, with {hint}"),
            Some(problem) => println!("FAILED: {name}: {problem}"),
        }
        for error in &errors {
            println!("FAILED: {name}: the audit says {error}");
        }
        let count = |list: &str, of: &dyn Fn(&Value) -> bool| -> usize {
            let entries = report[list].as_array().into_iter().flatten().filter(|entry| of(entry));
            entries.map(|entry| entry["offsets"].as_array().map_or(0, Vec::len)).sum()
        };
        let in_vain = ["shared-directory", "bare-prefix", "longer", "packed", "asked"];
        Ok(Row {
            program: name,
            specs: specs.join(" "),
            packages: report["packages"].as_array().map_or(0, Vec::len),
            bytes: report["bytes"].as_u64().unwrap_or_default(),
            rewritten: count("rewritten", &|_| true),
            left: count("left", &|left| in_vain.iter().any(|reason| left["reason"] == **reason)),
            runs: problem.is_none() && errors.is_empty(),
            hint,
        })
    }
}

/// The variables that a report names.
fn environment(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let hints = report["environment"].as_array().into_iter().flatten();
    hints.map(|hint| (text(&hint["name"]), text(&hint["value"]))).collect()
}

/// What an audit finds that does not work: no library may be missing.
fn audit(layer: &Path, base: &Path) -> Result<Vec<String>, String> {
    let mut audit = command(binary());
    audit.args(["audit", "--json", "--fail-on", "never", "--arch", "x86_64", "--base"]).arg(base).arg(layer);
    let report: Value =
        serde_json::from_str(&output(&mut audit)?).map_err(|error| format!("audit: {error}"))?;
    let findings = report["findings"].as_array().into_iter().flatten();
    let errors = findings.filter(|finding| finding["severity"] == "error");
    Ok(errors
        .map(|finding| format!("{} {}: {}", finding["kind"], finding["path"], finding["detail"]))
        .collect())
}

/// Builds a layer; what the command says of it.
fn layer(
    repository: &Path,
    target: &Path,
    specs: &[&str],
    more: &mut dyn FnMut(&mut Command),
) -> Result<Value, String> {
    let mut command = command(binary());
    command
        .args(["layer", "--json", "--arch", "x86_64", "--repo"])
        .arg(format!("r0={}", repository.display()));
    command.arg("-o").arg(target);
    more(&mut command);
    let report = output(command.args(specs))?;
    serde_json::from_str(&report).map_err(|error| format!("layer: {error}"))
}

fn binary() -> PathBuf {
    shell::target().join("debug/rpmsolve")
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
