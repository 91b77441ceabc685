//! Installs every package name of some repositories, each alone, under dnf5's rules: what `cargo xtask sweep` compares
//! with libsolv's answers. One process answers thousands of requests, so that the mean of their times means something.
//!
//! `sweep [--base PLACE] [--weak] [--sample N] [--summary] [id=]PLACE…` prints one line of JSON for each name, or one
//! for all: how many answers and refusals there are, their mean times, and what the solver did for them in numbers.

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use rpmsolve::{Change, Outcome, Pool, Request, SolvableId, Solver, violations};
use rpmsolve_benches::sample::spread;
use rpmsolve_repo::Load;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut load = Load { arch: "x86_64".to_owned(), ..Load::default() };
    let (mut weak_dependencies, mut count) = (false, usize::MAX);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--weak" => weak_dependencies = true,
            "--base" => load.base.extend(arguments.next()),
            "--sample" => count = arguments.next().unwrap_or_default().parse()?,
            _ => load.repositories.push(argument),
        }
    }
    let loaded = load.run()?;
    let pool = &loaded.pool;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut solver = Solver::new(pool);
    for name in spread(pool, count) {
        // As dnf5 has libsolv's flags by default (goal_private.cpp).
        let mut request = Request {
            weak_dependencies,
            allow_downgrade: true,
            allow_vendor_change: true,
            ..Request::default()
        };
        request.install(pool, name)?;
        let start = Instant::now();
        let outcome = solver.solve(&request);
        let micros = start.elapsed().as_secs_f64() * 1e6;
        let line = match outcome {
            Outcome::Solved(transaction) => {
                let violations = violations(pool, &request, &transaction.installed);
                let install: Vec<String> =
                    transaction.installations.iter().map(|it| nevra(pool, it.package)).collect();
                let gone: Vec<String> = transaction.changes.iter().map(|it| nevra(pool, from(it))).collect();
                let violations: Vec<String> = violations.iter().map(ToString::to_string).collect();
                json!({"name": name, "micros": micros, "install": install, "gone": gone, "violations": violations})
            }
            Outcome::Unsolvable(problems) => {
                let text: String = problems.iter().map(|problem| problem.to_text(pool)).collect();
                json!({"name": name, "micros": micros, "problem": text})
            }
        };
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// As libsolv prints it: the epoch only where there is one.
fn nevra(pool: &Pool, id: SolvableId) -> String {
    pool.solvable(id).to_string()
}

fn from(change: &Change) -> SolvableId {
    match *change {
        Change::Upgrade { from, .. }
        | Change::Downgrade { from, .. }
        | Change::Reinstall { from, .. }
        | Change::Obsoleted { from, .. }
        | Change::Remove { from } => from,
    }
}
