//! `rpmsolve why` and `tree`: an answer as chains and trees of what needs what.

use std::io::Write;

use rpmsolve::Outcome;
use rpmsolve::report::{TreeReport, WhyReport};
use rpmsolve_repo::{Resolve, Resolved};

use crate::arguments::{AnswerArguments, TreeArguments, WhyArguments};
use crate::output::{CommandError, Status, print_json};
use crate::resolve::{ask, print_problems, resolve_for};

/// The shortest chains from what is installed to a package.
pub(crate) fn why(arguments: &WhyArguments, json: bool) -> Result<Status, CommandError> {
    let WhyArguments { what, specs, answer, chains: chains_max, dot } = arguments;
    check_format(*dot, json)?;
    let resolved = ask_about(answer, specs, Some(what))?;
    let Some(graph) = resolved.graph() else { return refuse(&resolved, json) };
    let packages = graph.matching(what)?;
    let chains = graph.chains(&packages, *chains_max);
    if json {
        print_json(&WhyReport::new(&graph, what, &chains))?;
    } else if packages.is_empty() {
        return Ok(absent(what, specs));
    } else if *dot {
        print(&chains.to_dot(&graph))?;
    } else {
        print(&chains.to_text(&graph))?;
        if chains.is_truncated {
            eprintln!("there are more chains; --chains says how many to show");
        }
    }
    Ok(if packages.is_empty() { Status::No } else { Status::Done })
}

/// What is installed with all that it needs below it, or a package with all that needs it.
pub(crate) fn tree(arguments: &TreeArguments, json: bool) -> Result<Status, CommandError> {
    let TreeArguments { answer, invert, depth, dot, specs } = arguments;
    check_format(*dot, json)?;
    let resolved = ask_about(answer, &specs.specs, invert.as_ref())?;
    let Some(graph) = resolved.graph() else { return refuse(&resolved, json) };
    let tree = match invert {
        None => graph.tree(*depth),
        Some(what) => {
            let packages = graph.matching(what)?;
            if packages.is_empty() && json {
                print_json(&TreeReport::absent())?;
                return Ok(Status::No);
            }
            if packages.is_empty() {
                return Ok(absent(what, &specs.specs));
            }
            graph.inverted_tree(&packages, *depth)
        }
    };
    if json {
        print_json(&TreeReport::new(&graph, &tree))?;
    } else if *dot {
        print(&tree.to_dot(&graph))?;
    } else {
        print(&tree.to_text(&graph))?;
    }
    Ok(Status::Done)
}

fn check_format(dot: bool, json: bool) -> Result<(), CommandError> {
    if dot && json {
        let message = "--dot and --json are two forms of one answer; take one of the two".to_owned();
        return Err(CommandError::Usage { message });
    }
    Ok(())
}

/// Resolves, and reads the file lists if what the question is about is a path.
fn ask_about(
    answer: &AnswerArguments,
    specs: &[String],
    what: Option<&String>,
) -> Result<Resolved, CommandError> {
    let resolve = resolve_for(answer, specs)?;
    let mut load = resolve.load.clone();
    load.paths.extend(what.filter(|what| what.starts_with('/')).cloned());
    ask(&Resolve { load, ..resolve })
}

/// Says no as `resolve` does.
fn refuse(resolved: &Resolved, json: bool) -> Result<Status, CommandError> {
    if json {
        print_json(&resolved.report(false))?;
    } else if let Outcome::Unsolvable(problems) = &resolved.outcome {
        print_problems(&resolved.loaded.pool, &resolved.request, problems);
    }
    Ok(Status::No)
}

fn absent(what: &str, specs: &[String]) -> Status {
    eprintln!("{} needs nothing that is or provides {what}", specs.join(", "));
    Status::No
}

fn print(text: &str) -> Result<(), CommandError> {
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}
