//! Random cases against an oracle: `fuzz exhaustive` (all subsets) or `fuzz libsolv PYTHON SCRIPT`, then
//! `[--cases N] [--seed S] [--allow N] [--keep N] [--out DIRECTORY]`. A failing case is made smaller and printed as a
//! scenario; the exit status is 1 if there were more than are allowed.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rpmsolve_benches::answer::{self, Answer, Libsolv};
use rpmsolve_benches::case::Case;
use rpmsolve_benches::{exhaustive, minimise, random};

/// How many failures of a run are made smaller; the rest is counted.
const KEEP: usize = 100;

struct Options {
    cases: u64,
    seed: u64,
    /// So many failures are not one.
    allow: u64,
    keep: usize,
    out: Option<PathBuf>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // A panic is an answer here, and told with its case.
    std::panic::set_hook(Box::new(|_| {}));
    let mut options = Options { cases: 1000, seed: 1, allow: 0, keep: KEEP, out: None };
    let mut words = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--cases" => options.cases = value()?.parse()?,
            "--seed" => options.seed = value()?.parse()?,
            "--allow" => options.allow = value()?.parse()?,
            "--keep" => options.keep = value()?.parse()?,
            "--out" => options.out = Some(value()?.into()),
            _ => words.push(argument),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["exhaustive"] => run(&options, 9, |case| Ok(against_all_subsets(case))),
        ["libsolv", python, script] => {
            let mut libsolv = Libsolv::start(Path::new(python), Path::new(script))?;
            run(&options, 14, |case| against_libsolv(case, &mut libsolv))
        }
        _ => Err("say `fuzz exhaustive` or `fuzz libsolv PYTHON SCRIPT`".into()),
    }
}

/// What came of a case.
enum Trial {
    Agrees,
    Unsupported,
    /// What kind of failure, and how to tell it.
    Fails(&'static str, String),
}

fn run(
    options: &Options,
    packages_max: usize,
    mut try_case: impl FnMut(&Case) -> Result<Trial, Box<dyn Error>>,
) -> Result<ExitCode, Box<dyn Error>> {
    let (mut unsupported, mut failed, mut kept) = (0u64, 0u64, 0);
    let mut causes: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for number in 0..options.cases {
        let case = random::case(options.seed, number, packages_max);
        let kind = match try_case(&case)? {
            Trial::Agrees => continue,
            Trial::Unsupported => {
                unsupported += 1;
                continue;
            }
            Trial::Fails(kind, _) => kind,
        };
        failed += 1;
        if kept == options.keep {
            continue;
        }
        kept += 1;
        let is_same = |result| matches!(result, Ok(Trial::Fails(other, _)) if other == kind);
        let small = minimise::minimise(&case, |smaller| is_same(try_case(smaller)));
        let Trial::Fails(_, told) = try_case(&small)? else { continue };
        let text = format!("# {kind}: seed {}, case {number}\n{small}{told}", options.seed);
        let cause = causes.entry(format!("{kind}: {}", minimise::cause(&small))).or_insert((0, text));
        cause.0 += 1;
    }
    println!("{} cases of seed {}: {failed} differ, {unsupported} unsupported", options.cases, options.seed);
    let mut causes: Vec<_> = causes.into_iter().collect();
    causes.sort_by_key(|(_, (count, text))| (std::cmp::Reverse(*count), text.len()));
    for (index, (cause, (count, text))) in causes.iter().enumerate() {
        println!("\n== {count} × {cause}\n{text}");
        if let Some(directory) = &options.out {
            std::fs::create_dir_all(directory)?;
            std::fs::write(directory.join(format!("{:03}.txt", index + 1)), text)?;
        }
    }
    Ok(if failed <= options.allow { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn against_all_subsets(case: &Case) -> Trial {
    match std::panic::catch_unwind(|| exhaustive::check(case)) {
        Ok(None) => Trial::Agrees,
        Ok(Some(reason)) => {
            let kind = if reason.starts_with("refused") { "refused" } else { "invalid" };
            Trial::Fails(kind, reason.lines().map(|line| format!("# {line}\n")).collect())
        }
        Err(_) => Trial::Fails("panic", String::new()),
    }
}

fn against_libsolv(case: &Case, libsolv: &mut Libsolv) -> Result<Trial, Box<dyn Error>> {
    let text = case.to_string();
    let (ours, theirs) = (answer::ours(&text), libsolv.ask(&text)?);
    let kind = match (&ours, &theirs) {
        _ if ours == theirs => return Ok(Trial::Agrees),
        (Answer::Unsupported, _) => return Ok(Trial::Unsupported),
        (Answer::Panicked(_), _) => "panic",
        (Answer::Refused, _) => "only libsolv has an answer",
        (_, Answer::Refused) => "libsolv refuses",
        _ => "sets",
    };
    Ok(Trial::Fails(kind, format!("# libsolv: {}\n# ours:    {}\n", tell(&theirs), tell(&ours))))
}

fn tell(answer: &Answer) -> String {
    match answer {
        Answer::Done { install, gone } => {
            let added = install.iter().map(|package| format!("+{package}"));
            let words: Vec<String> = added.chain(gone.iter().map(|package| format!("-{package}"))).collect();
            if words.is_empty() { "nothing to do".to_owned() } else { words.join(" ") }
        }
        Answer::Refused => "no".to_owned(),
        Answer::Unsupported => "unsupported".to_owned(),
        Answer::Panicked(text) => format!("panicked: {text}"),
    }
}
