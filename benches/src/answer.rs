//! What a solver says to a case, ours and libsolv's, in one form.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Write};
use std::panic::catch_unwind;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use rpmsolve::testcase::{Testcase, Verdict};
use serde_json::Value;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What is added, and what of the base is gone or replaced.
    Done {
        /// Added packages, `name-evr.arch@repository`.
        install: BTreeSet<String>,
        /// Packages of the base.
        gone: BTreeSet<String>,
    },
    /// It cannot be done.
    Refused,
    /// The case uses something that is not there.
    Unsupported,
    /// The solver broke down.
    Panicked(String),
}

/// Ours.
pub fn ours(testcase: &str) -> Answer {
    let solved = catch_unwind(|| {
        let parsed = Testcase::parse(testcase, "case", &mut |_| Err(io::Error::other("it names no file")));
        parsed.and_then(|parsed| parsed.replay())
    });
    let replayed = match solved {
        Ok(Ok(replayed)) => replayed,
        Ok(Err(error)) => return Answer::Panicked(error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            return Answer::Panicked(text.unwrap_or_default());
        }
    };
    let Some(block) = replayed.first() else { return Answer::Unsupported };
    if matches!(block.verdict, Verdict::Unsupported(_)) {
        return Answer::Unsupported;
    }
    let (mut install, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for line in &block.lines {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["problem", ..] => return Answer::Refused,
            ["install", package] => drop(install.insert(package.to_owned())),
            ["erase", package, ..] => drop(gone.insert(package.to_owned())),
            [_, from, to] => {
                gone.insert(from.to_owned());
                install.insert(to.to_owned());
            }
            _ => return Answer::Panicked(format!("a line that means nothing: {line}")),
        }
    }
    Answer::Done { install, gone }
}

/// A Python process with libsolv's binding, that answers one case after the other.
#[derive(Debug)]
pub struct Libsolv {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Libsolv {
    /// Starts one. `script` is crates/xtask/oracle/testcases.py.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start(python: &Path, script: &Path) -> io::Result<Self> {
        let mut command = Command::new(python);
        let mut child = command
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (questions, answers) = pipes.ok_or_else(|| io::Error::other("no pipes to Python"))?;
        Ok(Self { child, questions, answers: BufReader::new(answers) })
    }

    /// Asks.
    ///
    /// # Errors
    ///
    /// If the process has died or says something that is no answer.
    pub fn ask(&mut self, testcase: &str) -> io::Result<Answer> {
        self.questions.write_all(testcase.as_bytes())?;
        self.questions.write_all(b"---\n")?;
        self.questions.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let value: Value = serde_json::from_str(&line)?;
        if value.get("problems").is_some() {
            return Ok(Answer::Refused);
        }
        let texts = |key: &str| {
            let list = value[key].as_array().into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        Ok(Answer::Done { install: texts("install"), gone: texts("gone") })
    }
}

impl Drop for Libsolv {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
