//! Asks for the smallest install of every N-th package name of a repository, or of the specs given, and compares with
//! the default one: `smallest [--every N] [--limit SECONDS] [--base PLACE] [--locked] [--specs A,B]… [id=]PLACE…` prints
//! one JSON line a request, and a summary to stderr. What docs/decisions/0005-smallest-install.md was measured with.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::Write;
use std::time::{Duration, Instant};

use rpmsolve::{
    BasePolicy, Outcome, Pool, Request, SizeBound, Transaction, solve, solve_smallest, violations,
};
use rpmsolve_repo::Load;

fn main() -> Result<(), Box<dyn Error>> {
    let mut every = 1;
    let mut limit = Duration::from_secs(1);
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut base = BasePolicy::Changeable;
    let mut load = Load { arch: "x86_64".to_owned(), ..Load::default() };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or("an option without its value");
        match argument.as_str() {
            "--every" => every = value()?.parse()?,
            "--limit" => limit = Duration::try_from_secs_f64(value()?.parse()?)?,
            "--base" => load.base.push(value()?),
            "--locked" => base = BasePolicy::Locked,
            "--specs" => groups.push(value()?.split(',').map(str::to_owned).collect()),
            _ => load.repositories.push(argument),
        }
    }
    let loaded = load.run()?;
    let pool = &loaded.pool;
    if groups.is_empty() {
        let names = pool.names().into_iter().step_by(every);
        groups = names.map(|name| vec![name.to_owned()]).collect();
    }
    let mut out = std::io::stdout().lock();
    let mut summary = Summary::default();
    for specs in &groups {
        let mut request = Request { base, weak_dependencies: false, ..Request::default() };
        for spec in specs {
            request.install(pool, spec)?;
        }
        let Outcome::Solved(default) = solve(pool, &request) else { continue };
        let start = Instant::now();
        let smallest = solve_smallest(pool, &request, &mut || start.elapsed() > limit);
        let time = start.elapsed();
        let (Outcome::Solved(transaction), Some(size)) = (&smallest.outcome, smallest.size) else {
            return Err(format!("{specs:?} has a default answer and no smallest one").into());
        };
        assert_eq!(violations(pool, &request, &transaction.installed), vec![], "{specs:?}");
        assert!(size.bytes <= default.installed_size_bytes(pool), "{specs:?}");
        summary.note(&size, time);
        let instead = names(pool, transaction);
        let dropped = names(pool, &default);
        let difference = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            one.difference(other).map(|name| format!("{name:?}")).collect::<Vec<_>>().join(",")
        };
        writeln!(
            out,
            "{{\"specs\":{specs:?},\"ms\":{:.3},\"default\":{},\"bytes\":{},\"lower_bound\":{},\"optimal\":{},\
             \"added\":[{}],\"dropped\":[{}]}}",
            time.as_secs_f64() * 1000.0,
            size.default_bytes,
            size.bytes,
            size.lower_bound_bytes,
            size.is_optimal(),
            difference(&instead, &dropped),
            difference(&dropped, &instead),
        )?;
    }
    summary.print();
    Ok(())
}

fn names(pool: &Pool, transaction: &Transaction) -> BTreeSet<String> {
    transaction.installations.iter().map(|it| pool.solvable(it.package).to_string()).collect()
}

#[derive(Default)]
struct Summary {
    times: Vec<Duration>,
    optimal: usize,
    smaller: usize,
    bytes: u128,
    default_bytes: u128,
}

impl Summary {
    fn note(&mut self, size: &SizeBound, time: Duration) {
        self.times.push(time);
        self.optimal += usize::from(size.is_optimal());
        self.smaller += usize::from(size.bytes < size.default_bytes);
        self.bytes += u128::from(size.bytes);
        self.default_bytes += u128::from(size.default_bytes);
    }

    fn print(mut self) {
        self.times.sort_unstable();
        let count = self.times.len().max(1);
        let at = |percent: usize| self.times.get((count - 1) * percent / 100).copied().unwrap_or_default();
        eprintln!(
            "{count} requests: {} proved smallest, {} smaller than the default; {} MB instead of {}; \
             median {:?}, 95 % {:?}, 99 % {:?}, longest {:?}",
            self.optimal,
            self.smaller,
            self.bytes >> 20,
            self.default_bytes >> 20,
            at(50),
            at(95),
            at(99),
            at(100),
        );
    }
}
