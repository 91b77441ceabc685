//! Asks about every package of some repositories whether it can be installed, and says how long that took: what the
//! comparison with libsolv, which does it by one install after the other, measures.
//!
//! `closure THREADS [id=]PLACE…` prints each package that cannot be installed with its reasons, and the time as JSON on
//! the last line.

use std::error::Error;
use std::time::Instant;

use rpmsolve::{Request, check, checkable};
use rpmsolve_repo::Load;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let threads = arguments.next().ok_or("how many threads?")?.parse()?;
    let load = Load { arch: "x86_64".to_owned(), repositories: arguments.collect(), ..Load::default() };
    let loaded = load.run()?;
    let (pool, request) = (&loaded.pool, Request::default());
    let start = Instant::now();
    let packages = checkable(pool, &request);
    let broken = check(pool, &request, &packages, threads, &mut |_, _| {});
    let millis = start.elapsed().as_secs_f64() * 1e3;
    for it in &broken {
        let text: String = it.problems.iter().map(|problem| problem.to_text(pool)).collect();
        println!("{}\n{text}", pool.solvable(it.package).nevra());
    }
    println!("{}", json!({"packages": packages.len(), "broken": broken.len(), "millis": millis}));
    Ok(())
}
