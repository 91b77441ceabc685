//! How an answer is said, what is printed when there is none, and the exit status: 0 done, 1 the answer is no, 2 usage,
//! 3 bad input, 4 network.

use std::ffi::OsString;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use rpmsolve_layer::LayerError;
use rpmsolve_verbs::{Answer, FailureDocument, Refusal, RefusalPart, Session, VerbError};
use serde::Serialize;
use thiserror::Error;

use crate::text::advice;

/// The status to exit with.
pub(crate) type Done = Result<u8, CommandError>;

/// Everything that can go wrong.
#[derive(Debug, Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Verb(#[from] VerbError),
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// Where answers go, and in which form.
pub(crate) struct Output {
    pub(crate) json: bool,
    pub(crate) session: Session,
}

impl Output {
    /// Says an answer.
    pub(crate) fn say<A: Answer>(&self, answer: A, text: impl FnOnce(&A) -> io::Result<()>) -> Done {
        let status = u8::from(!answer.is_yes());
        if self.json {
            print_json(&answer.into_document(&self.session))?;
        } else {
            text(&answer)?;
        }
        Ok(status)
    }

    /// One answer has one form.
    pub(crate) fn check_format(&self, dot: bool) -> Result<(), CommandError> {
        if dot && self.json {
            let message = "--dot and --json are two forms of one answer; take one of the two".to_owned();
            return Err(VerbError::Usage { message }.into());
        }
        Ok(())
    }

    /// Says why there is no answer.
    pub(crate) fn fail(&self, error: &CommandError) -> u8 {
        let error = match error {
            // A reader that has had enough (`rpmsolve … | head`) is no error.
            CommandError::Output(source) if source.kind() == io::ErrorKind::BrokenPipe => return 0,
            CommandError::Output(_) => {
                eprintln!("rpmsolve: {error}");
                return 3;
            }
            CommandError::Verb(error) => error,
        };
        match error {
            VerbError::Unsolvable(refusal) if !self.json => print_refusal(refusal),
            VerbError::Unsolvable(_) => {}
            VerbError::Layer(LayerError::OverBudget { budget }) => {
                advice::print(budget);
                eprintln!("rpmsolve: {error}");
            }
            error => eprintln!("rpmsolve: {error}"),
        }
        if self.json {
            // There is nobody left to tell.
            let _ = print_json(&error.document());
        }
        error.kind().exit_code()
    }
}

/// Prints what the command line should have been, or the help that it asks for.
pub(crate) fn usage(message: &clap::Error, arguments: &[OsString]) -> u8 {
    let is_error = message.use_stderr();
    // Help to a closed pipe is no error either.
    let _ = message.print();
    if is_error && arguments.iter().any(|argument| argument == "--json") {
        let _ = print_json(&FailureDocument::usage(message.render().to_string().trim_end().to_owned()));
    }
    if is_error { 2 } else { 0 }
}

/// Prints what types for other languages are made of.
pub(crate) fn schema() -> Done {
    print_json(&rpmsolve_verbs::describe())?;
    Ok(0)
}

/// Prints a JSON document on a line of its own.
fn print_json(document: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, document)?;
    writeln!(out)
}

/// Prints why there is no answer, and what helps; in colours if a person is looking.
pub(crate) fn print_refusal(refusal: &Refusal) {
    for RefusalPart { subject, problems, hints } in &refusal.parts {
        if let Some(subject) = subject {
            eprintln!("{subject} cannot be had:");
        }
        print_problems(problems, hints);
    }
}

/// The same for what is only a part of an answer.
pub(crate) fn print_problems(problems: &[String], hints: &[String]) {
    for (number, problem) in problems.iter().enumerate() {
        anstream::eprintln!("{PROBLEM}Problem {}:{PROBLEM:#}", number + 1);
        problem.lines().for_each(|line| eprintln!("  {line}"));
    }
    for hint in hints {
        anstream::eprintln!("{HINT}hint:{HINT:#} {hint}");
    }
}

const PROBLEM: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Bytes as people read them.
pub(crate) fn human_bytes(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}
