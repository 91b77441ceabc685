//! What a load and some solves do, as numbers that are the same on every machine and in every run: what `cargo xtask
//! counts` compares with benches/counts.txt. Time is what people notice, but only counts can be compared by a machine.
//!
//! `counts NAME DIRECTORY FILE INSTALL` prints one section. It goes into the directory first, so that the length of its
//! path is no part of any number of bytes.

use std::alloc::System;
use std::error::Error;
use std::num::NonZero;

use rpmsolve::{Outcome, Pool, Request, SolveStatistics, Solver, check, checkable};
use rpmsolve_benches::sample;
use rpmsolve_repo::Load;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, directory, file, install] = &arguments[..] else {
        return Err("counts NAME DIRECTORY FILE INSTALL".into());
    };
    std::env::set_current_dir(directory)?;
    println!("[{name}]");

    // What several threads allocate depends on who is faster.
    let threads = NonZero::new(1);
    let load =
        Load { repositories: vec![file.clone()], arch: "x86_64".to_owned(), threads, ..Load::default() };
    let region = Region::new(ALLOCATOR);
    let loaded = load.run()?;
    report("load", &region);
    let pool = &loaded.pool;
    println!("{:32}{:>12}", "packages", pool.len());
    println!("{:32}{:>12}", "names", pool.names().len());

    let request = installing(pool, install)?;
    let region = Region::new(ALLOCATOR);
    let mut solver = Solver::new(pool);
    let outcome = solver.solve(&request);
    report("one solve", &region);
    did("one solve", counts_of(solver.statistics()));
    println!("{:32}{:>12}", "one solve, installed", installed(&outcome));

    let names = sample::spread(pool, 100);
    let requests = names.iter().map(|name| installing(pool, name)).collect::<Result<Vec<_>, _>>()?;
    let region = Region::new(ALLOCATOR);
    let mut outcomes = Vec::with_capacity(requests.len());
    let mut all = [0; 5];
    for request in &requests {
        outcomes.push(solver.solve(request));
        all.iter_mut().zip(counts_of(solver.statistics())).for_each(|(sum, count)| *sum += count);
    }
    report("some solves", &region);
    did("some solves", all);
    println!("{:32}{:>12}", "some solves, requests", outcomes.len());
    println!("{:32}{:>12}", "some solves, installed", outcomes.iter().map(installed).sum::<usize>());
    let refused = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Unsolvable(_))).count();
    println!("{:32}{:>12}", "some solves, refused", refused);

    let request = Request::default();
    let region = Region::new(ALLOCATOR);
    let broken = check(pool, &request, &checkable(pool, &request), 1, &mut |_, _| true);
    report("check", &region);
    println!("{:32}{:>12}", "check, broken", broken.len());
    Ok(())
}

fn installing(pool: &Pool, name: &str) -> Result<Request, rpmsolve::SpecError> {
    let mut request = Request { weak_dependencies: false, ..Request::default() };
    request.install(pool, name)?;
    Ok(request)
}

fn installed(outcome: &Outcome) -> usize {
    match outcome {
        Outcome::Solved(transaction) => transaction.installations.len(),
        Outcome::Unsolvable(_) => 0,
    }
}

fn counts_of(statistics: SolveStatistics) -> [u64; 5] {
    let SolveStatistics { walks, decisions, propagations, learned, clauses_to_resolvo, .. } = statistics;
    [walks, decisions, propagations, learned, clauses_to_resolvo]
}

fn did(what: &str, counts: [u64; 5]) {
    let names = ["walks", "decisions", "propagations", "learned clauses", "clauses to resolvo"];
    for (name, count) in names.into_iter().zip(counts) {
        println!("{:32}{:>12}", format!("{what}, {name}"), count);
    }
}

fn report(what: &str, region: &Region<'_, System>) {
    let change = region.change();
    println!("{:32}{:>12}", format!("{what}, allocations"), change.allocations + change.reallocations);
    println!("{:32}{:>12}", format!("{what}, allocated bytes"), change.bytes_allocated);
}
