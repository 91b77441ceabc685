//! `rpmsolve check`: which packages of the repositories cannot be installed.

use std::num::NonZeroUsize;

use rpmsolve_repo::{Check, Checked};

use crate::arguments::CheckArguments;
use crate::output::{CommandError, Status, print_json};
use crate::progress;
use crate::resolve::{load_of, warn};

pub(crate) fn run(arguments: &CheckArguments, json: bool) -> Result<Status, CommandError> {
    let check = Check {
        load: load_of(&arguments.sources),
        modules: arguments.modules.clone(),
        exclude: arguments.exclude.clone(),
        newest: arguments.newest,
        threads: arguments.jobs.map(NonZeroUsize::get),
    };
    let bar = progress::bar(0, "checking packages");
    let result = check.run(&mut |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let checked = result?;
    warn(&checked.loaded);
    if json {
        print_json(&checked.report())?;
    } else {
        print(&checked)?;
    }
    Ok(if checked.is_ok() { Status::Done } else { Status::No })
}

/// A block for each broken package, and a line of summary.
fn print(checked: &Checked) -> Result<(), CommandError> {
    use std::io::Write;
    let pool = &checked.loaded.pool;
    let mut out = std::io::stdout().lock();
    for broken in &checked.broken {
        let solvable = pool.solvable(broken.package);
        writeln!(out, "{} from {} cannot be installed:", solvable.nevra(), solvable.repository())?;
        let texts: Vec<String> = broken.problems.iter().map(|problem| problem.to_text(pool)).collect();
        for line in texts.iter().flat_map(|text| text.lines()) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(writeln!(out, "{} packages checked, {} cannot be installed", checked.packages, checked.broken.len())?)
}
