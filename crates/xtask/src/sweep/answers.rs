//! Both sides' answers to every name of a set: ours from the program `sweep` of benches/, libsolv's from the oracle,
//! which is kept under target/sweep because big sets take it minutes.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::sets::{Repository, Set};
use crate::shell::{command, root, target};

/// dnf's default of `installonlypkgs` (dnf.conf(5)).
const INSTALL_ONLY: [&str; 6] = [
    "kernel",
    "kernel-PAE",
    "installonlypkg(kernel)",
    "installonlypkg(kernel-module)",
    "installonlypkg(vm)",
    "multiversion(kernel)",
];

/// What one side says to one name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// What is added, sorted; `None` if it cannot be done.
    pub(crate) install: Option<Vec<String>>,
    /// What of the base is gone or replaced, sorted.
    pub(crate) gone: Vec<String>,
    pub(crate) micros: f64,
    /// What the verifier has against it: ours only.
    #[serde(default)]
    pub(crate) violations: Vec<String>,
}

pub(crate) type Answers = BTreeMap<String, Answer>;

/// Ours.
pub(crate) fn ours(
    set: &Set,
    base: Option<&Repository>,
    weak: bool,
    sample: usize,
) -> Result<Answers, String> {
    let mut sweep = command(target().join("debug/sweep"));
    for repository in &set.repositories {
        // A primary.xml by itself has no file lists.
        let place = if repository.filelists.is_some() { &repository.directory } else { &repository.primary };
        let mut argument = OsString::from(format!("{}=", repository.id));
        argument.push(place);
        sweep.arg(argument);
    }
    if let Some(base) = base {
        sweep.arg("--base").arg(&base.directory);
    }
    if weak {
        sweep.arg("--weak");
    }
    sweep.arg("--sample").arg(sample.to_string());
    let mut answers = Answers::new();
    lines(sweep, |value| {
        let (name, answer) = own_answer(&value).ok_or_else(|| format!("not an answer: {value}"))?;
        answers.insert(name, answer);
        Ok(())
    })?;
    Ok(answers)
}

/// libsolv's, to the same names.
pub(crate) fn libsolv(
    python: &Path,
    oracle: &Path,
    set: &Set,
    base: Option<&Repository>,
    weak: bool,
    names: &[&str],
) -> Result<Answers, String> {
    let mut batch = command(python);
    batch.arg(oracle).args(["--policy", "dnf5", "--arch", "x86_64"]);
    for repository in &set.repositories {
        batch.arg("--repo").arg(format!("{}={}", repository.id, files(repository)));
    }
    if let Some(base) = base {
        batch.arg("--installed").arg(files(base));
    }
    for provided in INSTALL_ONLY {
        batch.args(["--installonly", provided]);
    }
    if !weak {
        batch.arg("--no-weak-deps");
    }
    let cache = root().join("target/sweep").join(format!("{:016x}.jsonl", key(&batch, oracle, names)?));
    if let Ok(text) = fs::read_to_string(&cache) {
        let read = |line: &str| serde_json::from_str::<(String, Answer)>(line);
        return text.lines().map(read).collect::<Result<_, _>>().map_err(|error| error.to_string());
    }
    let jobs = cache.with_extension("names");
    fs::write(&jobs, names.join("\n")).map_err(|error| format!("{}: {error}", jobs.display()))?;
    batch.arg("--batch").arg(&jobs);
    let mut answers = Answers::new();
    lines(batch, |value| {
        if value.get("meta").is_none() {
            let (name, answer) = oracle_answer(&value).ok_or_else(|| format!("not an answer: {value}"))?;
            answers.insert(name, answer);
        }
        Ok(())
    })?;
    write(&cache, &answers).map_err(|error| format!("{}: {error}", cache.display()))?;
    let _ = fs::remove_file(&jobs);
    Ok(answers)
}

/// `PRIMARY[,filelists=FILELISTS]`.
fn files(repository: &Repository) -> String {
    let primary = repository.primary.display().to_string();
    repository
        .filelists
        .as_ref()
        .map_or(primary.clone(), |lists| format!("{primary},filelists={}", lists.display()))
}

/// The question and the program that answers it, as a number.
fn key(batch: &Command, oracle: &Path, names: &[&str]) -> Result<u64, String> {
    let mut hasher = DefaultHasher::new();
    fs::read(oracle).map_err(|error| format!("{}: {error}", oracle.display()))?.hash(&mut hasher);
    crate::python::LIBSOLV.hash(&mut hasher);
    batch.get_args().collect::<Vec<_>>().hash(&mut hasher);
    names.hash(&mut hasher);
    Ok(hasher.finish())
}

/// Under a temporary name first, so that a cache is whole or not there.
fn write(cache: &Path, answers: &Answers) -> std::io::Result<()> {
    let unfinished = cache.with_extension("new");
    let mut file = BufWriter::new(fs::File::create(&unfinished)?);
    for pair in answers {
        serde_json::to_writer(&mut file, &pair)?;
        file.write_all(b"\n")?;
    }
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(unfinished, cache)
}

/// Runs a program and reads its lines of JSON as they come.
fn lines(mut program: Command, mut on_line: impl FnMut(Value) -> Result<(), String>) -> Result<(), String> {
    let name = program.get_program().to_string_lossy().into_owned();
    let error = |error: std::io::Error| format!("{name}: {error}");
    let mut child = program.stdout(Stdio::piped()).spawn().map_err(error)?;
    let stdout = child.stdout.take().ok_or("no output")?;
    for line in BufReader::new(stdout).lines() {
        let line = line.map_err(error)?;
        on_line(serde_json::from_str(&line).map_err(|error| format!("{name}: {error}: {line}"))?)?;
    }
    let status = child.wait().map_err(error)?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

fn own_answer(value: &Value) -> Option<(String, Answer)> {
    let answer = Answer {
        install: value.get("install").map(texts),
        gone: value.get("gone").map(texts).unwrap_or_default(),
        micros: value["micros"].as_f64()?,
        violations: value.get("violations").map(texts).unwrap_or_default(),
    };
    Some((value["name"].as_str()?.to_owned(), answer))
}

fn oracle_answer(value: &Value) -> Option<(String, Answer)> {
    let is_solved = value["status"] == "ok";
    // Pairs of what was and what takes its place, and what simply goes.
    let replaced = ["upgrade", "downgrade", "reinstall", "change", "obsolete"]
        .into_iter()
        .flat_map(|kind| value[kind].as_array().into_iter().flatten())
        .filter_map(|pair| pair[0].as_str());
    let erased = value["erase"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut gone: Vec<String> = replaced.chain(erased).map(str::to_owned).collect();
    gone.sort();
    gone.dedup();
    let answer = Answer {
        install: is_solved.then(|| texts(&value["newpackages"])),
        gone,
        micros: value["timing_ms"]["solve"].as_f64().unwrap_or_default() * 1000.0,
        violations: Vec::new(),
    };
    Some((value["specs"][0].as_str()?.to_owned(), answer))
}

fn texts(value: &Value) -> Vec<String> {
    let mut texts: Vec<String> =
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    texts.sort();
    texts
}
