//! `rpmsolve resolve`, and what other commands share with it.

use std::time::Duration;

use anstyle::{AnsiColor, Style};

use rpmsolve::{InstallReason, Outcome, Pool, Problem, Request, SizeBound, Transaction, hints};
use rpmsolve_repo::{Load, Loaded, Objective, Resolve, Resolved};

use crate::arguments::{self, AnswerArguments, ChoiceArguments, ResolveArguments, SourceArguments};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::progress;

pub(crate) fn run(arguments: &ResolveArguments, json: bool) -> Result<Status, CommandError> {
    let resolved = ask(&resolve_for(&arguments.answer, &arguments.specs.specs)?)?;
    if json {
        print_json(&resolved.report(arguments.timings))?;
    } else {
        match &resolved.outcome {
            Outcome::Solved(transaction) => print_transaction(&resolved.loaded.pool, transaction),
            Outcome::Unsolvable(problems) => {
                print_problems(&resolved.loaded.pool, &resolved.request, problems);
            }
        }
        if let Some(size) = &resolved.size {
            print_size(size);
        }
        if arguments.timings {
            let timings = resolved.timings();
            println!(
                "load {:.1} ms, index {:.1} ms, solve {:.3} ms",
                timings.load, timings.index, timings.solve
            );
        }
    }
    Ok(if resolved.is_solved() { Status::Done } else { Status::No })
}

/// What the commands ask that show an answer.
pub(crate) fn resolve_for(answer: &AnswerArguments, specs: &[String]) -> Result<Resolve, CommandError> {
    let resolve = resolve_of(load_of(&answer.sources), &answer.choice, specs, answer.weak)?;
    Ok(Resolve {
        weak: !answer.no_weak,
        lock_base: answer.lock_base,
        allow_erasing: answer.allowerasing,
        ..resolve
    })
}

/// What the arguments say about places.
pub(crate) fn load_of(sources: &SourceArguments) -> Load {
    Load {
        repositories: sources.repositories.clone(),
        base: sources.base.clone(),
        arch: sources.arch.clone(),
        priorities: sources.priorities.clone(),
        ..sources.configuration.to_load()
    }
}

/// What the arguments ask. `weak`: whether weak dependencies are asked for in so many words.
pub(crate) fn resolve_of(
    load: Load,
    choice: &ChoiceArguments,
    specs: &[String],
    weak: bool,
) -> Result<Resolve, CommandError> {
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

fn objective(choice: &ChoiceArguments, weak: bool) -> Result<Objective, CommandError> {
    let usage = |message: &str| Err(CommandError::Usage { message: message.to_owned() });
    match (choice.objective, choice.time_limit) {
        (arguments::Objective::Default, None) => Ok(Objective::Default),
        (arguments::Objective::Default, Some(_)) => usage("--time-limit is for --objective smallest"),
        (arguments::Objective::Smallest, _) if weak => {
            usage("--weak adds what --objective smallest leaves out; take one of the two")
        }
        (arguments::Objective::Smallest, limit) => {
            Ok(Objective::Smallest { time_limit: limit.unwrap_or(TIME_LIMIT) })
        }
    }
}

/// How long the smallest answer is looked for unless the user says so.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Resolves, with something to look at meanwhile.
pub(crate) fn ask(resolve: &Resolve) -> Result<Resolved, CommandError> {
    let resolved = progress::waiting("resolving", || resolve.run())?;
    warn(&resolved.loaded);
    Ok(resolved)
}

/// What is to be installed; `None` if that cannot be, which is said then.
pub(crate) fn solved(resolved: &Resolved, json: bool) -> Result<Option<&Transaction>, CommandError> {
    match &resolved.outcome {
        Outcome::Solved(transaction) => return Ok(Some(transaction)),
        Outcome::Unsolvable(_) if json => print_json(&resolved.report(false))?,
        Outcome::Unsolvable(problems) => {
            print_problems(&resolved.loaded.pool, &resolved.request, problems);
        }
    }
    Ok(None)
}

/// Loads without asking anything, with something to look at meanwhile.
pub(crate) fn load(load: &Load) -> Result<Loaded, CommandError> {
    let loaded = progress::waiting("reading repositories", || load.run())?;
    warn(&loaded);
    Ok(loaded)
}

/// What is worth a warning about what was read.
pub(crate) fn warn(loaded: &Loaded) {
    for warning in &loaded.warnings {
        eprintln!("rpmsolve: warning: {warning}");
    }
}

fn print_transaction(pool: &Pool, transaction: &Transaction) {
    for installation in &transaction.installations {
        let solvable = pool.solvable(installation.package);
        let note = match installation.reason {
            InstallReason::Requested => "",
            InstallReason::Dependency => "  (dependency)",
            InstallReason::Weak => "  (weak)",
        };
        println!("{solvable}  {}{note}", solvable.repository());
    }
    for change in &transaction.changes {
        println!("{}", change.message(pool));
    }
    println!(
        "{} packages, {} to download, {} installed",
        transaction.installations.len(),
        human_bytes(transaction.download_size_bytes(pool)),
        human_bytes(transaction.installed_size_bytes(pool)),
    );
}

/// What asking for the smallest answer has brought.
pub(crate) fn print_size(size: &SizeBound) {
    let saved = size.default_bytes.saturating_sub(size.bytes);
    print!("{} less than the default without weak dependencies; ", human_bytes(saved));
    if size.is_optimal() {
        println!("no answer is smaller");
    } else {
        println!(
            "no answer is smaller than {}, and --time-limit says how long to look for one",
            human_bytes(size.lower_bound_bytes)
        );
    }
}

/// Prints why there is no answer, and what helps; in colours if a person is looking.
pub(crate) fn print_problems(pool: &Pool, request: &Request, problems: &[Problem]) {
    for (number, problem) in problems.iter().enumerate() {
        anstream::eprintln!("{PROBLEM}Problem {}:{PROBLEM:#}", number + 1);
        for line in problem.to_text(pool).lines() {
            eprintln!("  {line}");
        }
    }
    for hint in hints(pool, request, problems) {
        anstream::eprintln!("{HINT}hint:{HINT:#} {}", hint.message(pool));
    }
}

const PROBLEM: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
