//! Everything that keeps a verb from its answer: what went wrong, and the questions whose answer is no. Each has a code
//! that does not change, a kind, and a document that is the same for the command, Python and Node.

use std::path::PathBuf;

use rpmsolve::report::{ProblemReport, SCHEMA, TimingsReport};
use rpmsolve::testcase::TestcaseError;
use rpmsolve::{CapabilityError, EvrError, NevraError, Outcome, SpecError};
use rpmsolve_layer::{BudgetReport, LayerError};
use rpmsolve_repo::project::{ProjectError, Unlockable};
use rpmsolve_repo::{RepoError, ResolveError, Resolved};
use schemars::JsonSchema;
use serde::Serialize;
use thiserror::Error;

use crate::Session;
use crate::codes::kind_of;

/// Why there is no answer.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::{ErrorKind, Session, call};
///
/// let error = call("resolve", r#"{"repositories": ["/nowhere"], "specs": ["git"]}"#, &Session::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Input);
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VerbError {
    /// What packages come from.
    #[error(transparent)]
    Repo(#[from] RepoError),
    /// What is to be resolved.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// What is asked for.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// A testcase.
    #[error(transparent)]
    Testcase(#[from] TestcaseError),
    /// A layer.
    #[error(transparent)]
    Layer(#[from] LayerError),
    /// A project or its lock.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// A version.
    #[error(transparent)]
    Evr(#[from] EvrError),
    /// The name of a package.
    #[error(transparent)]
    Nevra(#[from] NevraError),
    /// A capability.
    #[error(transparent)]
    Capability(#[from] CapabilityError),
    /// What is asked for has no meaning.
    #[error("{message}")]
    Usage {
        /// What to do.
        message: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file with what to plan for says something that has no meaning.
    #[error("{}: {source}; a plan is {{\"functions\":{{NAME:{{\"specs\":[SPEC,…],\"bytes\":N}},…}},\"limit\":N,\"layers\":N}}", path.display())]
    PlanFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// A pool that was kept cannot be had any more.
    #[error("{}: {reason}; load the repositories again", path.display())]
    LostPool {
        /// Where it was kept.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// What was asked for cannot be had.
    #[error("{0}")]
    Unsolvable(Box<Refusal>),
    /// The lock is not that of the project.
    #[error("{message}")]
    Stale {
        /// Which lock, and what to do.
        message: String,
    },
    /// Somebody had enough.
    #[error("cancelled")]
    Cancelled,
    /// The answer cannot be written as JSON.
    #[error("the answer cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// What an error means for whoever asked.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::ErrorKind;
///
/// assert_eq!(ErrorKind::Network.exit_code(), 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorKind {
    /// The question was understood, and its answer is no.
    No,
    /// The question has no meaning.
    Usage,
    /// What it is about is not in order.
    Input,
    /// The network.
    Network,
    /// Somebody had enough.
    Cancelled,
}

impl ErrorKind {
    /// The status with which the command ends.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::No => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Network => 4,
            Self::Cancelled => 130,
        }
    }
}

impl VerbError {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into() }
    }

    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Repo(error) => error.code(),
            Self::Resolve(error) => error.code(),
            Self::Spec(error) => error.code(),
            Self::Testcase(error) => error.code(),
            Self::Layer(error) => error.code(),
            Self::Project(error) => error.code(),
            Self::Evr(error) => error.code(),
            Self::Nevra(error) => error.code(),
            Self::Capability(error) => error.code(),
            Self::Usage { .. } => "usage",
            Self::Io { .. } => "unreadable",
            Self::PlanFile { .. } => "bad-plan-file",
            Self::LostPool { .. } => "lost-pool",
            Self::Unsolvable(_) => "unsolvable",
            Self::Stale { .. } => "stale",
            Self::Cancelled => "cancelled",
            Self::Json(_) => "json",
        }
    }

    /// What it means for whoever asked.
    pub fn kind(&self) -> ErrorKind {
        kind_of(self.code())
    }

    /// The same as a document: what the command prints with `--json`.
    pub fn document(&self) -> ErrorDocument {
        match self {
            Self::Unsolvable(refusal) => ErrorDocument::Unsolvable(Box::new(refusal.document.clone())),
            Self::Stale { message } => ErrorDocument::Stale(StaleDocument {
                schema: SCHEMA,
                status: "stale",
                message: message.clone(),
            }),
            error => {
                let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
                let budget = match error {
                    Self::Layer(LayerError::OverBudget { budget }) => Some((**budget).clone()),
                    _ => None,
                };
                let context = Context { causes: causes.map(ToString::to_string).collect(), budget };
                ErrorDocument::Error(Box::new(FailureDocument {
                    schema: SCHEMA,
                    status: "error",
                    code: error.code(),
                    message: error.to_string(),
                    context,
                }))
            }
        }
    }

    /// The same once the session has been given up: then that is why there is no answer.
    pub(crate) fn unless_cancelled(self, session: &Session) -> Self {
        if session.cancel.is_cancelled() { Self::Cancelled } else { self }
    }
}

/// An error as a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ErrorDocument {
    /// There is no answer but no.
    Unsolvable(Box<UnsolvableDocument>),
    /// The lock is not that of the project.
    Stale(StaleDocument),
    /// Everything else.
    Error(Box<FailureDocument>),
}

/// Something went wrong.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FailureDocument {
    schema: u32,
    status: &'static str,
    code: &'static str,
    message: String,
    context: Context,
}

/// What an error is about, beyond its message.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Context {
    /// The errors behind it, outermost first.
    causes: Vec<String>,
    /// Where the bytes go and what would help, if there are too many.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<BudgetReport>,
}

impl FailureDocument {
    /// What was asked for has no meaning.
    pub fn usage(message: String) -> Self {
        let context = Context::default();
        Self { schema: SCHEMA, status: "error", code: "usage", message, context }
    }
}

/// The lock is not that of the project.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StaleDocument {
    schema: u32,
    status: &'static str,
    message: String,
}

/// What was asked for cannot be had.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct UnsolvableDocument {
    /// The version of the document.
    pub schema: u32,
    /// `unsolvable`.
    pub status: &'static str,
    /// The functions that were planned for, and which of them can be had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<SolvableFunction>,
    /// One tree of reasons for each independent problem.
    pub problems: Vec<ProblemDocument>,
    /// What helps.
    pub hints: Vec<String>,
    /// Where the time went, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timings_ms: Option<TimingsReport>,
}

/// Whether a function can have what it needs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SolvableFunction {
    /// Its name.
    pub name: String,
    /// Whether it can.
    pub solvable: bool,
}

/// A reason, and for what it is one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProblemDocument {
    /// The function that it is about, if functions were planned for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// The layer that it is about, if layers were locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// The architecture that it is about, if layers were locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arch: Option<String>,
    /// The reason.
    #[serde(flatten)]
    pub problem: ProblemReport,
}

/// Why something cannot be had, for people and as a document.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// For each thing that was asked for what there is to say.
    pub parts: Vec<RefusalPart>,
    /// The same as a document.
    pub document: UnsolvableDocument,
}

/// Why one of several things cannot be had.
#[derive(Clone, Debug, Default)]
pub struct RefusalPart {
    /// What it is; nothing if it is all that was asked for.
    pub subject: Option<String>,
    /// Each problem with the reasons for it, as lines of text.
    pub problems: Vec<String>,
    /// What helps.
    pub hints: Vec<String>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut lines = Vec::new();
        for RefusalPart { subject, problems, hints } in &self.parts {
            lines.extend(subject.iter().map(|subject| format!("{subject} cannot be had:")));
            lines.extend(problems.iter().map(|problem| problem.trim_end().to_owned()));
            lines.extend(hints.iter().map(|hint| format!("hint: {hint}")));
        }
        f.write_str(&lines.join("\n"))
    }
}

impl Refusal {
    /// No problem yet.
    pub(crate) fn new() -> Self {
        let document = UnsolvableDocument { schema: SCHEMA, status: "unsolvable", ..Default::default() };
        Self { parts: Vec::new(), document }
    }

    /// What was resolved, and cannot be had.
    pub(crate) fn of(resolved: &Resolved, with_timings: bool) -> VerbError {
        let mut refusal = Self::new();
        if let Outcome::Unsolvable(problems) = &resolved.outcome {
            let texts = problems.iter().map(|problem| problem.to_text(&resolved.loaded.pool)).collect();
            let (problems, hints) =
                rpmsolve::report::refusal(&resolved.loaded.pool, &resolved.request, problems);
            refusal.add(RefusalPart { subject: None, problems: texts, hints }, problems, |_| {});
        }
        refusal.document.timings_ms = with_timings.then(|| resolved.timings());
        VerbError::Unsolvable(Box::new(refusal))
    }

    /// The layers of a project that cannot be locked.
    pub(crate) fn of_layers(unlockable: Vec<Unlockable>) -> VerbError {
        let mut refusal = Self::new();
        for Unlockable { layer, arch, texts, hints, problems, .. } in unlockable {
            let subject = Some(format!("{layer} for {arch}"));
            refusal.add(RefusalPart { subject, problems: texts, hints }, problems, |problem| {
                (problem.layer, problem.arch) = (Some(layer.clone()), Some(arch.clone()));
            });
        }
        VerbError::Unsolvable(Box::new(refusal))
    }

    /// Adds why one of several things cannot be had.
    pub(crate) fn add(
        &mut self,
        part: RefusalPart,
        problems: Vec<ProblemReport>,
        mark: impl Fn(&mut ProblemDocument),
    ) {
        for problem in problems {
            let mut problem = ProblemDocument { function: None, layer: None, arch: None, problem };
            mark(&mut problem);
            self.document.problems.push(problem);
        }
        let hints = &mut self.document.hints;
        for hint in &part.hints {
            if !hints.contains(hint) {
                hints.push(hint.clone());
            }
        }
        self.parts.push(part);
    }
}
