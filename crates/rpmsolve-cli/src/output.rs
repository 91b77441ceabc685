//! What is printed when something goes wrong, and the exit status: 0 done, 1 the answer is no, 2 usage, 3 bad
//! input, 4 network.

use std::process::ExitCode;

use rpmsolve::report::SCHEMA;
use rpmsolve::testcase::TestcaseError;
use rpmsolve::{ModuleError, SpecError};
use rpmsolve_layer::{BudgetReport, LayerError};
use rpmsolve_repo::project::ProjectError;
use rpmsolve_repo::{RepoError, ResolveError};
use serde::Serialize;
use thiserror::Error;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done, or "yes".
    Done,
    /// "No".
    No,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Done => Self::SUCCESS,
            Status::No => Self::from(1),
        }
    }
}

/// Everything that can go wrong.
#[derive(Debug, Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Repo(#[from] RepoError),
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    #[error(transparent)]
    Spec(#[from] SpecError),
    #[error(transparent)]
    Testcase(#[from] TestcaseError),
    #[error(transparent)]
    Layer(#[from] LayerError),
    #[error(transparent)]
    Project(#[from] ProjectError),
    #[error("{message}")]
    Usage { message: String },
    #[error("{}: {source}", path.display())]
    Io { path: std::path::PathBuf, source: std::io::Error },
    #[error("{}: {source}; a plan is {{\"functions\":{{NAME:{{\"specs\":[SPEC,…],\"bytes\":N}},…}},\"limit\":N,\"layers\":N}}", path.display())]
    PlanFile { path: std::path::PathBuf, source: serde_json::Error },
    #[error("standard output: {0}")]
    Output(#[from] std::io::Error),
    #[error("the answer cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl CommandError {
    fn code(&self) -> &'static str {
        match self {
            Self::Repo(error) => error.code(),
            Self::Resolve(error) => error.code(),
            Self::Spec(error) => error.code(),
            Self::Testcase(error) => error.code(),
            Self::Layer(error) => error.code(),
            Self::Project(error) => error.code(),
            Self::Usage { .. } => "usage",
            Self::Io { .. } => "unreadable",
            Self::PlanFile { .. } => "bad-plan",
            Self::Output(_) => "output",
            Self::Json(_) => "json",
        }
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } | Self::Spec(_) => 2,
            Self::Resolve(error) => resolve_exit_code(error),
            Self::Project(error) => project_exit_code(error),
            Self::Layer(LayerError::UnknownArchitecture { .. } | LayerError::BadRuntimeName { .. }) => 2,
            Self::Repo(error) | Self::Layer(LayerError::Repo(error)) if error.is_network() => 4,
            Self::Layer(LayerError::BadPlan { .. }) => 2,
            Self::Layer(error) if error.code() == "over-budget" || error.code() == "file-conflict" => 1,
            _ => 3,
        }
    }
}

fn resolve_exit_code(error: &ResolveError) -> u8 {
    match error {
        ResolveError::Spec(_) | ResolveError::UnknownRepository { .. } => 2,
        ResolveError::Module(ModuleError::Conflict { .. }) => 1,
        ResolveError::Module(error) if !matches!(error, ModuleError::Pool(_)) => 2,
        ResolveError::Repo(error) if error.is_network() => 4,
        _ => 3,
    }
}

fn project_exit_code(error: &ProjectError) -> u8 {
    match error {
        ProjectError::UnknownArch { .. }
        | ProjectError::UnknownLayer { .. }
        | ProjectError::WhichLayer { .. }
        | ProjectError::UnknownSpec { .. }
        | ProjectError::UnknownPackage { .. } => 2,
        ProjectError::Repo(error) if error.is_network() => 4,
        ProjectError::Resolve { source, .. } => resolve_exit_code(source),
        _ => 3,
    }
}

#[derive(Serialize)]
struct ErrorReport<'a> {
    schema: u32,
    status: &'static str,
    code: &'a str,
    message: String,
    context: Context,
}

/// What an error is about, beyond its message.
#[derive(Serialize)]
struct Context {
    /// The errors behind it, outermost first.
    causes: Vec<String>,
    /// Where the bytes go and what would help, if there are too many.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<BudgetReport>,
}

/// Prints an error, and says with what status to exit.
pub(crate) fn fail(error: &CommandError, json: bool) -> ExitCode {
    // A reader that has had enough (`rpmsolve … | head`) is no error.
    if matches!(error, CommandError::Output(source) if source.kind() == std::io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    eprintln!("rpmsolve: {error}");
    if json {
        let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
        let budget = match error {
            CommandError::Layer(LayerError::OverBudget { budget }) => Some((**budget).clone()),
            _ => None,
        };
        let context = Context { causes: causes.map(ToString::to_string).collect(), budget };
        print_error(error.code(), error.to_string(), context);
    }
    ExitCode::from(error.exit_code())
}

/// Prints what the command line should have been, or the help that it asks for.
pub(crate) fn usage(message: &clap::Error) -> ExitCode {
    let is_error = message.use_stderr();
    // Help to a closed pipe is no error either.
    let _ = message.print();
    if is_error && std::env::args_os().any(|argument| argument == "--json") {
        let context = Context { causes: Vec::new(), budget: None };
        print_error("usage", message.render().to_string().trim_end().to_owned(), context);
    }
    ExitCode::from(if is_error { 2 } else { 0 })
}

fn print_error(code: &str, message: String, context: Context) {
    let report = ErrorReport { schema: SCHEMA, status: "error", code, message, context };
    if let Ok(text) = serde_json::to_string(&report) {
        println!("{text}");
    }
}

/// Prints a JSON document on a line of its own.
pub(crate) fn print_json(document: &impl Serialize) -> Result<(), CommandError> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, document)?;
    Ok(writeln!(out)?)
}

/// Bytes as people read them.
pub(crate) fn human_bytes(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}
