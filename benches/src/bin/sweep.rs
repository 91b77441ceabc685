//! Installs every package name of some repositories, each alone, under dnf5's rules: what `cargo xtask sweep` compares
//! with libsolv's answers. One process answers thousands of requests, so that the mean of their times means something.
//!
//! `sweep [--base PLACE] [--weak] [--sample N] [--summary] [id=]PLACE…` prints one line of JSON for each name, or one
//! for all: how many answers and refusals there are, their mean times, and what the solver did for them in numbers.

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use rpmsolve::{Change, Outcome, Pool, Request, SolvableId, Solver, violations};
use rpmsolve_repo::Load;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut load = Load { arch: "x86_64".to_owned(), ..Load::default() };
    let (mut weak_dependencies, mut sample, mut summary) = (false, usize::MAX, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--weak" => weak_dependencies = true,
            "--summary" => summary = Some(Summary::default()),
            "--base" => load.base.extend(arguments.next()),
            "--sample" => sample = arguments.next().unwrap_or_default().parse()?,
            _ => load.repositories.push(argument),
        }
    }
    let loaded = load.run()?;
    let pool = &loaded.pool;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut solver = Solver::new(pool);
    for name in sampled(pool, sample) {
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
        if let Some(summary) = &mut summary {
            summary.add(&outcome, micros, &solver);
            continue;
        }
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
    if let Some(summary) = summary {
        writeln!(out, "{}", summary.line())?;
    }
    Ok(())
}

/// All solves together.
#[derive(Default)]
struct Summary {
    answers: Vec<f64>,
    refusals: Vec<f64>,
    counts: [u64; 5],
}

impl Summary {
    fn add(&mut self, outcome: &Outcome, micros: f64, solver: &Solver<'_>) {
        match outcome {
            Outcome::Solved(_) => self.answers.push(micros),
            Outcome::Unsolvable(_) => self.refusals.push(micros),
        }
        let did = solver.statistics();
        let counts = [did.walks, did.decisions, did.propagations, did.learned, did.clauses_to_resolvo];
        for (sum, count) in self.counts.iter_mut().zip(counts) {
            *sum += count;
        }
    }

    fn line(&self) -> serde_json::Value {
        let mean = |times: &[f64]| times.iter().sum::<f64>() / times.len().max(1) as f64;
        let [walks, decisions, propagations, learned, clauses_to_resolvo] = self.counts;
        json!({
            "answers": self.answers.len(), "answer_micros": mean(&self.answers),
            "refusals": self.refusals.len(), "refusal_micros": mean(&self.refusals),
            "walks": walks, "decisions": decisions, "propagations": propagations,
            "learned": learned, "clauses_to_resolvo": clauses_to_resolvo,
        })
    }
}

/// The names of all repositories, or so many of them, evenly spread.
fn sampled(pool: &Pool, count: usize) -> Vec<&str> {
    let mut names = pool.names();
    names.retain(|name| pool.named(name).any(|solvable| !solvable.is_base()));
    let step = names.len().div_ceil(count.max(1)).max(1);
    names.into_iter().step_by(step).collect()
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
