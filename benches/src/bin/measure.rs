//! One measurement of ours in a process of its own, so that nothing is warm from the one before: what `cargo xtask
//! bench` runs beside peers/libsolv.py, which has the same words. Time is taken inside the process, so that starting it
//! does not count.

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use rpmsolve::metadata::{MetadataError, UNPACKED_MAX_BYTES, decompress, read_primary};
use rpmsolve::{Job, Outcome, Pool, Request, Solver, check, checkable};
use rpmsolve_benches::sample;
use rpmsolve_repo::{Load, Loaded, Resolve};
use serde_json::{Value, json};

const USAGE: &str = "\
measure load PLACE NAME              from a primary.xml to the first answer
measure cached PLACE NAME DIRECTORY  the same from the mapped cache in a directory, which the first such run writes
measure solve NAMES PLACE…           every name of a file, installed alone, one after the other
measure ask NAMES PLACE…             the same asked of the pool anew each time, as the bindings do
measure check PLACE…                 every package, on all processors
measure parse PRIMARY                packages read, and no pool made of them
measure names COUNT PLACE…           so many names, evenly spread, one a line
measure sample PLACE COUNT OUT       so many packages that need no others, as primary.xml.gz

One line of JSON: microseconds, and KiB of memory. An install is into an empty root, without weak dependencies.";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let reading = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["load", place, name] => measure_load(loading(&[place]), name)?,
        ["cached", place, name, directory] => {
            let directory = Path::new(directory);
            let load = Load { cache: Some(directory.to_owned()), ..loading(&[place]) };
            let mut reading = measure_load(load, name)?;
            reading["cache_bytes"] = json!(size_bytes(directory)?);
            reading
        }
        ["solve", names, ref places @ ..] => measure_solve(places, &fs::read_to_string(names)?)?,
        ["ask", names, ref places @ ..] => measure_ask(places, &fs::read_to_string(names)?)?,
        ["check", ref places @ ..] => measure_check(places)?,
        ["parse", primary] => measure_parse(primary)?,
        ["names", count, ref places @ ..] => {
            let loaded = loading(places).run()?;
            sample::spread(&loaded.pool, count.parse()?).iter().for_each(|name| println!("{name}"));
            return Ok(());
        }
        ["sample", place, count, out] => write_sample(place, count.parse()?, out)?,
        _ => return Err(USAGE.into()),
    };
    println!("{reading}");
    Ok(())
}

fn loading(places: &[&str]) -> Load {
    let repositories = places.iter().map(|&place| place.to_owned()).collect();
    Load { repositories, arch: "x86_64".to_owned(), ..Load::default() }
}

fn measure_load(load: Load, name: &str) -> Result<Value, Box<dyn Error>> {
    // As of the peer, what the process takes before it does anything does not count.
    let before_kib = memory_kib("VmRSS")?;
    let start = Instant::now();
    let Loaded { pool, load_time, index_time, .. } = load.run()?;
    let ready = start.elapsed();
    let (outcome, solving) = install(&pool, &mut Solver::new(&pool), name)?;
    let installed = match outcome {
        Outcome::Solved(transaction) => transaction.installations.len(),
        Outcome::Unsolvable(_) => 0,
    };
    Ok(json!({
        "ready_us": micros(ready),
        "load_us": micros(load_time),
        "index_us": micros(index_time),
        "solve_us": micros(solving),
        "peak_kib": memory_kib("VmHWM")? - before_kib,
        "installed": installed,
        "packages": pool.len(),
    }))
}

/// The answer to one install, and how long it took.
fn install(pool: &Pool, solver: &mut Solver<'_>, name: &str) -> Result<(Outcome, Duration), Box<dyn Error>> {
    let mut request = Request { weak_dependencies: false, ..Request::default() };
    request.install(pool, name)?;
    // As the peers are asked: dnf, and so we, would take what obsoletes the package as well.
    for job in &mut request.jobs {
        if let Job::Install { candidates, .. } = job {
            candidates.retain(|&id| pool.solvable(id).name() == name);
        }
    }
    let start = Instant::now();
    let outcome = solver.solve(&request);
    Ok((outcome, start.elapsed()))
}

fn measure_solve(places: &[&str], names: &str) -> Result<Value, Box<dyn Error>> {
    let loaded = loading(places).run()?;
    let (mut answers, mut refusals) = (Vec::new(), Vec::new());
    let mut solver = Solver::new(&loaded.pool);
    for name in names.lines() {
        let (outcome, solving) = install(&loaded.pool, &mut solver, name)?;
        match outcome {
            Outcome::Solved(_) => answers.push(micros(solving)),
            Outcome::Unsolvable(_) => refusals.push(micros(solving)),
        }
    }
    Ok(of_solves(&answers, &refusals))
}

fn measure_ask(places: &[&str], names: &str) -> Result<Value, Box<dyn Error>> {
    let loaded = Arc::new(loading(places).run()?);
    let (mut answers, mut refusals) = (Vec::new(), Vec::new());
    for name in names.lines() {
        let start = Instant::now();
        let resolved = Resolve { specs: vec![name.to_owned()], ..Resolve::default() }.ask(&loaded)?;
        let is_solved = match &resolved.outcome {
            Outcome::Solved(_) => true,
            // The bindings raise its text and its document.
            Outcome::Unsolvable(problems) => {
                problems.iter().for_each(|problem| drop(black_box(problem.to_text(&loaded.pool))));
                drop(black_box(resolved.report(false)));
                false
            }
        };
        let solving = micros(start.elapsed());
        if is_solved { answers.push(solving) } else { refusals.push(solving) }
    }
    Ok(of_solves(&answers, &refusals))
}

fn of_solves(answers: &[f64], refusals: &[f64]) -> Value {
    json!({
        "mean_us": mean(&[answers, refusals].concat()),
        "answer_us": mean(answers),
        "refusal_us": mean(refusals),
        "answers": answers.len(),
        "refusals": refusals.len(),
    })
}

fn measure_check(places: &[&str]) -> Result<Value, Box<dyn Error>> {
    let loaded = loading(places).run()?;
    let pool = &loaded.pool;
    let start = Instant::now();
    let request = Request::default();
    let packages = checkable(pool, &request);
    let broken = check(pool, &request, &packages, available_parallelism()?.get(), &mut |_, _| true);
    let checking = start.elapsed();
    let mut names: Vec<String> = broken.iter().map(|it| pool.solvable(it.package).to_string()).collect();
    names.sort();
    Ok(json!({"packages": packages.len(), "check_us": micros(checking), "broken": names}))
}

fn measure_parse(primary: &str) -> Result<Value, Box<dyn Error>> {
    let start = Instant::now();
    let bytes = fs::read(primary)?;
    let unpacked = decompress(&bytes[..], primary, UNPACKED_MAX_BYTES)?;
    let packages = read_primary(unpacked, primary, |_| Ok::<(), MetadataError>(()))?;
    Ok(json!({"packages": packages, "parse_us": micros(start.elapsed())}))
}

fn write_sample(place: &str, count: usize, out: &str) -> Result<Value, Box<dyn Error>> {
    let loaded = loading(&[place]).run()?;
    let chosen = sample::closed(&loaded.pool, count)?;
    let bytes = fs::read(place)?;
    let mut primary = String::new();
    decompress(&bytes[..], place, UNPACKED_MAX_BYTES)?.read_to_string(&mut primary)?;
    let packages = chosen.len();
    let mut encoder = GzEncoder::new(File::create(out)?, Compression::default());
    sample::write(&primary, &chosen, &mut encoder)?;
    encoder.finish()?.sync_all()?;
    Ok(json!({"packages": packages}))
}

/// What the files of a directory take together.
fn size_bytes(directory: &Path) -> std::io::Result<u64> {
    fs::read_dir(directory)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

/// The most memory that this process ever had.
/// A line of what the kernel says of this process's memory.
fn memory_kib(field: &str) -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)).ok_or("no such line in it")?;
    Ok(line.trim_start_matches(':').trim().trim_end_matches(" kB").parse()?)
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Nothing has no mean.
fn mean(micros: &[f64]) -> Option<f64> {
    (!micros.is_empty()).then(|| micros.iter().sum::<f64>() / micros.len() as f64)
}
