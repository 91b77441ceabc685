//! `rpmsolve resolve`, and what other commands share with it.

use rpmsolve::{Change, InstallReason, Outcome, Pool, Problem, Transaction};
use rpmsolve_repo::{Load, Loaded, Resolve, Resolved};

use crate::arguments::{ChoiceArguments, ResolveArguments, SourceArguments};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::progress;

pub(crate) fn run(arguments: &ResolveArguments, json: bool) -> Result<Status, CommandError> {
    let load = load_of(&arguments.sources);
    let resolve =
        Resolve { weak: !arguments.no_weak, ..resolve_of(load, &arguments.choice, &arguments.specs) };
    let resolved = ask(&resolve)?;
    if json {
        print_json(&resolved.report(arguments.timings))?;
    } else {
        match &resolved.outcome {
            Outcome::Solved(transaction) => print_transaction(&resolved.loaded.pool, transaction),
            Outcome::Unsolvable(problems) => print_problems(&resolved.loaded.pool, problems),
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

/// What the arguments say about places.
pub(crate) fn load_of(sources: &SourceArguments) -> Load {
    Load {
        repositories: sources.repositories.clone(),
        base: sources.base.clone(),
        arch: sources.arch.clone(),
        priorities: sources.priorities.clone(),
        ..Load::default()
    }
}

/// What the arguments ask.
pub(crate) fn resolve_of(load: Load, choice: &ChoiceArguments, specs: &[String]) -> Resolve {
    Resolve {
        load,
        specs: specs.to_vec(),
        exclude: choice.exclude.clone(),
        best: choice.best,
        ..Resolve::default()
    }
}

/// Resolves, with something to look at meanwhile.
pub(crate) fn ask(resolve: &Resolve) -> Result<Resolved, CommandError> {
    let spinner = progress::spinner("resolving");
    let resolved = resolve.run();
    spinner.finish_and_clear();
    let resolved = resolved?;
    warn(&resolved.loaded);
    Ok(resolved)
}

/// Loads without asking anything, with something to look at meanwhile.
pub(crate) fn load(load: &Load) -> Result<Loaded, CommandError> {
    let spinner = progress::spinner("reading repositories");
    let loaded = load.run();
    spinner.finish_and_clear();
    let loaded = loaded?;
    warn(&loaded);
    Ok(loaded)
}

fn warn(loaded: &Loaded) {
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
