//! `rpmsolve resolve`, and what other commands share with it: loading repositories, asking the solver.

use std::time::Instant;

use rpmsolve::report::{Report, TimingsReport};
use rpmsolve::{BasePolicy, Change, InstallReason, Job, Outcome, Pool, Problem, Request, Transaction, solve};
use rpmsolve_repo::{Load, Loaded, Runtime};

use crate::arguments::{ChoiceArguments, ResolveArguments, SourceArguments};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::progress;

pub(crate) fn run(arguments: &ResolveArguments, json: bool) -> Result<Status, CommandError> {
    let start = Instant::now();
    let loaded = load(&arguments.sources, None, &arguments.specs)?;
    let mut request = Request { weak_dependencies: !arguments.no_weak, ..Request::default() };
    fill(&mut request, &loaded.pool, &arguments.choice, &arguments.specs)?;
    let solving = Instant::now();
    let outcome = solve(&loaded.pool, &request);
    let timings = TimingsReport {
        load: milliseconds(loaded.load_time),
        index: milliseconds(loaded.index_time),
        solve: milliseconds(solving.elapsed()),
        total: milliseconds(start.elapsed()),
    };
    if json {
        let mut report = Report::new(&loaded.pool, &outcome);
        report.timings_ms = arguments.timings.then_some(timings);
        print_json(&report)?;
    } else {
        match &outcome {
            Outcome::Solved(transaction) => print_transaction(&loaded.pool, transaction),
            Outcome::Unsolvable(problems) => print_problems(&loaded.pool, problems),
        }
        if arguments.timings {
            println!(
                "load {:.1} ms, index {:.1} ms, solve {:.3} ms",
                timings.load, timings.index, timings.solve
            );
        }
    }
    Ok(if matches!(outcome, Outcome::Solved(_)) { Status::Done } else { Status::No })
}

/// Loads what the arguments name.
pub(crate) fn load(
    sources: &SourceArguments,
    runtime: Option<Runtime>,
    specs: &[String],
) -> Result<Loaded, CommandError> {
    let spinner = progress::spinner("reading repositories");
    let loaded = Load {
        repositories: sources.repositories.clone(),
        base: sources.base.clone(),
        runtime,
        arch: sources.arch.clone(),
        priorities: sources.priorities.clone(),
        paths: specs.iter().filter(|spec| spec.starts_with('/')).cloned().collect(),
    }
    .run()?;
    spinner.finish_and_clear();
    for warning in loaded.pool.warnings() {
        eprintln!("rpmsolve: warning: {warning}");
    }
    for (id, _) in &sources.priorities {
        if !loaded.sources.iter().any(|source| source.id() == id) {
            return Err(CommandError::Usage {
                message: format!("--priority {id}=…: there is no repository {id}"),
            });
        }
    }
    Ok(loaded)
}

/// Adds the jobs and what restricts them.
pub(crate) fn fill(
    request: &mut Request,
    pool: &Pool,
    choice: &ChoiceArguments,
    specs: &[String],
) -> Result<(), CommandError> {
    for spec in &choice.exclude {
        request.exclude(pool, spec)?;
    }
    for spec in specs {
        request.install(pool, spec)?;
    }
    if choice.best {
        for job in &mut request.jobs {
            if let Job::Install { best, .. } = job {
                *best = true;
            }
        }
    }
    Ok(())
}

/// The request of a layer: only additions, and no weak dependencies unless they are wanted.
pub(crate) fn layer_request(weak: bool) -> Request {
    Request { weak_dependencies: weak, base: BasePolicy::Locked, ..Request::default() }
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
        let name = |id| pool.solvable(id).to_string();
        match *change {
            Change::Upgrade { from, to } => println!("upgrade {} to {}", name(from), name(to)),
            Change::Downgrade { from, to } => println!("downgrade {} to {}", name(from), name(to)),
            Change::Reinstall { from, to } => println!("reinstall {} as {}", name(from), name(to)),
            Change::Obsoleted { from, to } => println!("{} is obsoleted by {}", name(from), name(to)),
            Change::Remove { from } => println!("remove {}", name(from)),
        }
    }
    println!(
        "{} packages, {} to download, {} installed",
        transaction.installations.len(),
        human_bytes(transaction.download_size_bytes(pool)),
        human_bytes(transaction.installed_size_bytes(pool)),
    );
}

pub(crate) fn print_problems(pool: &Pool, problems: &[Problem]) {
    for (number, problem) in problems.iter().enumerate() {
        eprintln!("Problem {}:", number + 1);
        for line in problem.to_text(pool).lines() {
            eprintln!("  {line}");
        }
    }
}

fn milliseconds(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
