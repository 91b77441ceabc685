//! Installs every package name of a repository, each alone into an empty system: `sweep [--weak] [id=]PLACE…`
//! prints one JSON line a name, and where the time went to stderr. What differential tests compare.

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use rpmsolve::{Outcome, Request, solve, violations};
use rpmsolve_repo::Load;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let weak = arguments.iter().any(|argument| argument == "--weak");
    let repositories = arguments.iter().filter(|argument| !argument.starts_with("--")).cloned().collect();
    let loaded = Load { repositories, arch: "x86_64".to_owned(), ..Load::default() }.run()?;
    let pool = &loaded.pool;
    eprintln!("{} packages: load {:?}, index {:?}", pool.len(), loaded.load_time, loaded.index_time);
    let names: Vec<String> = pool.names().into_iter().map(str::to_owned).collect();
    let mut out = std::io::stdout().lock();
    let (mut solved, mut invalid) = (0, 0);
    let mut total = std::time::Duration::ZERO;
    for name in &names {
        let mut request = Request { weak_dependencies: weak, ..Request::default() };
        request.install(pool, name)?;
        let start = Instant::now();
        let outcome = solve(pool, &request);
        total += start.elapsed();
        match outcome {
            Outcome::Solved(transaction) => {
                solved += 1;
                invalid += usize::from(!violations(pool, &request, &transaction.installed).is_empty());
                let nevras: Vec<String> = transaction
                    .installations
                    .iter()
                    .map(|it| format!("{:?}", pool.solvable(it.package).to_string()))
                    .collect();
                writeln!(out, "{{\"name\":{name:?},\"install\":[{}]}}", nevras.join(","))?;
            }
            Outcome::Unsolvable(problems) => {
                let text: String = problems.iter().map(|problem| problem.to_text(pool)).collect();
                writeln!(out, "{{\"name\":{name:?},\"problem\":{text:?}}}")?;
            }
        }
    }
    eprintln!(
        "{} names: {solved} solved, {} not, {invalid} invalid; mean {:?} a solve",
        names.len(),
        names.len() - solved,
        total / u32::try_from(names.len().max(1))?
    );
    Ok(())
}
