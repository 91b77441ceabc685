//! Resolving: what is needed to install something, and what the other verbs that begin so share.

use std::time::Duration;

use rpmsolve::Transaction;
use rpmsolve::report::{ObjectiveReport, SCHEMA, SolvedReport, TimingsReport};
use rpmsolve_repo::{Load, Loaded, Objective, Resolve, Resolved};
use schemars::JsonSchema;
use serde::Serialize;

use crate::options::{AnswerOptions, ChoiceOptions, ObjectiveOption, PolicyOptions, ResolveOptions};
use crate::{Answer, Refusal, Session, Stage, VerbError};

/// An answer that can be had.
///
/// # Example
///
/// ```
/// # use rpmsolve_verbs::{Answer, ResolveOptions, Session, resolve};
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
/// # let mut options = ResolveOptions { specs: vec!["hello".into()], ..ResolveOptions::default() };
/// # options.answer.sources.repositories = vec![demo.into()];
/// # options.answer.sources.arch = "x86_64".into();
/// if let Ok(solved) = resolve(&options, &Session::default()) {
///     assert_eq!(solved.into_document(&Session::default()).status, "solved");
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Solved {
    /// The answer, and all that it is about.
    pub resolved: Resolved,
    transaction: Transaction,
    /// Whether to say where the time went.
    pub with_timings: bool,
}

impl Solved {
    /// What is to be done.
    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    /// Unless it cannot be had.
    pub(crate) fn new(resolved: Resolved, with_timings: bool) -> Result<Self, VerbError> {
        match resolved.transaction().cloned() {
            Some(transaction) => Ok(Self { resolved, transaction, with_timings }),
            None => Err(Refusal::of(&resolved, with_timings)),
        }
    }
}

/// What is to be done, as a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SolvedDocument {
    /// The version of the document.
    pub schema: u32,
    /// `solved`.
    pub status: &'static str,
    /// What is to be done.
    #[serde(flatten)]
    pub solved: SolvedReport,
    /// How small the answer is, if the smallest was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<ObjectiveReport>,
    /// Where the time went, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timings_ms: Option<TimingsReport>,
}

impl Answer for Solved {
    type Document = SolvedDocument;

    fn into_document(self, _: &Session) -> SolvedDocument {
        let Self { resolved, transaction, with_timings } = self;
        SolvedDocument {
            schema: SCHEMA,
            status: "solved",
            solved: SolvedReport::new(&resolved.loaded.pool, &resolved.request, &transaction),
            objective: resolved.size.map(Into::into),
            timings_ms: with_timings.then(|| resolved.timings()),
        }
    }
}

/// Says which packages are needed to install others.
///
/// # Errors
///
/// [`VerbError::Unsolvable`] if they cannot be installed, and whatever is wrong with what was asked or where.
pub fn resolve(options: &ResolveOptions, session: &Session) -> Result<Solved, VerbError> {
    Solved::new(ask(&options.answer, &options.specs, None, session)?, options.timings)
}

/// Resolves; file lists are read if what else the question is about is a path.
pub(crate) fn ask(
    answer: &AnswerOptions,
    specs: &[String],
    about: Option<&String>,
    session: &Session,
) -> Result<Resolved, VerbError> {
    let mut load = answer.sources.to_load(session);
    load.paths.extend(about.filter(|what| what.starts_with('/')).cloned());
    run(&resolve_for(load, &answer.policy, specs)?, session)
}

/// What the verbs ask that show an answer.
pub(crate) fn resolve_for(
    load: Load,
    policy: &PolicyOptions,
    specs: &[String],
) -> Result<Resolve, VerbError> {
    Ok(Resolve {
        weak: policy.weak.unwrap_or(!policy.no_weak),
        lock_base: policy.lock_base,
        allow_erasing: policy.allowerasing,
        ..resolve_of(load, &policy.choice, specs, policy.weak == Some(true))?
    })
}

/// What the options ask. `weak`: whether weak dependencies are asked for in so many words.
pub(crate) fn resolve_of(
    load: Load,
    choice: &ChoiceOptions,
    specs: &[String],
    weak: bool,
) -> Result<Resolve, VerbError> {
    Ok(Resolve {
        load,
        specs: specs.to_vec(),
        modules: choice.modules.clone(),
        exclude: choice.exclude.clone(),
        favour: choice.favor.clone(),
        disfavour: choice.disfavor.clone(),
        pin: choice.pin.clone(),
        exclude_from_weak: choice.exclude_from_weak.clone(),
        disabled_repositories: choice.disablerepo.clone(),
        include_only: choice.includepkgs.clone(),
        best: choice.best,
        skip_broken: choice.skip_broken,
        objective: objective(choice, weak)?,
        ..Resolve::default()
    })
}

fn objective(choice: &ChoiceOptions, weak: bool) -> Result<Objective, VerbError> {
    match (choice.objective, choice.time_limit) {
        (ObjectiveOption::Default, None) => Ok(Objective::Default),
        (ObjectiveOption::Default, Some(_)) => {
            Err(VerbError::usage("--time-limit is for --objective smallest"))
        }
        (ObjectiveOption::Smallest, _) if weak => {
            Err(VerbError::usage("--weak adds what --objective smallest leaves out; take one of the two"))
        }
        (ObjectiveOption::Smallest, limit) => {
            Ok(Objective::Smallest { time_limit: limit.unwrap_or(TIME_LIMIT) })
        }
    }
}

/// How long the smallest answer is looked for unless somebody says so.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Resolves, and tells.
pub(crate) fn run(resolve: &Resolve, session: &Session) -> Result<Resolved, VerbError> {
    check_places(&resolve.load)?;
    let resolved = session.during(Stage::Solve, || resolve.run())?;
    session.cancel.check()?;
    warn(&resolved.loaded, &resolved.warnings, session);
    Ok(resolved)
}

/// Loads, and tells.
pub(crate) fn load(load: &Load, session: &Session) -> Result<Loaded, VerbError> {
    let loaded = session.during(Stage::Load, || load.run())?;
    session.warn(&loaded.warnings);
    Ok(loaded)
}

/// Passes on what is worth a warning about what was read, and about the question.
pub(crate) fn warn(loaded: &Loaded, warnings: &[String], session: &Session) {
    session.warn(&loaded.warnings);
    session.warn(warnings);
}

/// Nothing can be had from nowhere.
pub(crate) fn check_places(load: &Load) -> Result<(), VerbError> {
    if load.repositories.is_empty() && load.repo_files.is_empty() && load.described.is_empty() {
        return Err(VerbError::usage(
            "nowhere to look: name a repository (--repo) or a .repo file (--repofile)",
        ));
    }
    Ok(())
}
