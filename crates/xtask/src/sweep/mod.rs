//! `cargo xtask sweep`: every name of real repositories, installed alone by us and by libsolv as dnf5 drives it, and a
//! table of how often the two agree. docs/agreement.md holds the table of a full run.

mod answers;
mod sets;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Mutex;

use answers::{Answer, Answers};
use sets::Set;

use crate::python;
use crate::shell::{self, root};

/// How many names of each set continuous integration asks for.
pub(crate) const SAMPLE: usize = 100;

/// The options of the command.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// So many names of each set, evenly spread.
    pub(crate) sample: usize,
    /// Print every difference.
    pub(crate) list: bool,
    /// The sets; all if there are none.
    pub(crate) sets: Vec<String>,
}

impl Options {
    /// `[--sample N] [--list] [SET…]`
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self { sample: usize::MAX, list: false, sets: Vec::new() };
        let mut arguments = arguments.iter();
        while let Some(&argument) = arguments.next() {
            match argument {
                "--list" => options.list = true,
                "--sample" => {
                    let count = arguments.next().and_then(|count| count.parse().ok());
                    options.sample = count.ok_or("--sample needs a number")?;
                }
                set => options.sets.push(set.to_owned()),
            }
        }
        Ok(options)
    }
}

/// Sweeps; returns why it could not. It fails if the two differ on yes or no, if an answer of ours is not valid, or
/// if fewer than 999 sets of 1000 are equal.
pub(crate) fn run(options: &Options) -> Result<Vec<String>, String> {
    let corpus = shell::corpus();
    let oracle = shell::shared("RPMSOLVE_ORACLE", "../shared/oracle").join("oracle.py");
    if !corpus.is_dir() {
        return Ok(vec![format!("sweep: no corpus at {} (set RPMSOLVE_CORPUS)", corpus.display())]);
    }
    if !oracle.is_file() {
        return Ok(vec![format!("sweep: no oracle at {} (set RPMSOLVE_ORACLE)", oracle.display())]);
    }
    let python = match python::with_libsolv() {
        Ok(python) => python,
        Err(reason) => return Ok(vec![format!("sweep: {reason}")]),
    };
    shell::build()?;
    let sets = sets::sets(&corpus, &options.sets)?;
    let cache = root().join("target/sweep");
    std::fs::create_dir_all(&cache).map_err(|error| format!("{}: {error}", cache.display()))?;
    let rows = compare_all(&sets, options, &Places { corpus, oracle, python })?;
    println!("{}", table(&rows));
    if options.list {
        for row in &rows {
            print!("{}", row.differences());
        }
    }
    let bad: Vec<String> = rows.iter().filter_map(Row::failure).collect();
    if bad.is_empty() { Ok(Vec::new()) } else { Err(bad.join("\n")) }
}

struct Places {
    corpus: PathBuf,
    oracle: PathBuf,
    python: PathBuf,
}

/// Two sets at a time: one side is mostly waiting for the other's Python.
fn compare_all(sets: &[Set], options: &Options, places: &Places) -> Result<Vec<Row>, String> {
    let work = sets.iter().flat_map(|set| [(set, false), (set, true)]).enumerate();
    let queue: Mutex<VecDeque<_>> = Mutex::new(work.collect());
    let done: Mutex<Vec<(usize, Result<Row, String>)>> = Mutex::new(Vec::new());
    let next = || queue.lock().ok().and_then(|mut queue| queue.pop_front());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((number, (set, weak))) = next() {
                    let row = compare(set, weak, options.sample, places);
                    if let Ok(mut done) = done.lock() {
                        done.push((number, row));
                    }
                }
            });
        }
    });
    let mut rows = done.into_inner().map_err(|_| "a comparison panicked".to_owned())?;
    rows.sort_by_key(|(number, _)| *number);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn compare(set: &Set, weak: bool, sample: usize, places: &Places) -> Result<Row, String> {
    let base = set.base.map(|base| sets::base(&places.corpus, base)).transpose()?;
    let ours = answers::ours(set, base.as_ref(), weak, sample)?;
    let names: Vec<&str> = ours.keys().map(String::as_str).collect();
    let theirs = answers::libsolv(&places.python, &places.oracle, set, base.as_ref(), weak, &names)?;
    Ok(Row::new(set, weak, ours, &theirs))
}

/// One line of the table.
struct Row {
    title: String,
    names: usize,
    verdicts_equal: usize,
    sets_equal: usize,
    invalid: Vec<String>,
    differing: Vec<(String, Answer, Answer)>,
    our_micros: f64,
    their_micros: f64,
}

impl Row {
    fn new(set: &Set, weak: bool, ours: Answers, theirs: &Answers) -> Self {
        let title = format!(
            "{} | {} | {}",
            set.name,
            set.base.unwrap_or("empty root"),
            if weak { "on" } else { "off" }
        );
        let mut row = Self {
            title,
            names: ours.len(),
            verdicts_equal: 0,
            sets_equal: 0,
            invalid: Vec::new(),
            differing: Vec::new(),
            our_micros: mean(&ours),
            their_micros: mean(theirs),
        };
        for (name, our) in ours {
            if !our.violations.is_empty() {
                row.invalid.push(name.clone());
            }
            let Some(their) = theirs.get(&name) else {
                row.invalid.push(format!("{name} (libsolv did not answer)"));
                continue;
            };
            row.verdicts_equal += usize::from(our.install.is_some() == their.install.is_some());
            if our.install == their.install && our.gone == their.gone {
                row.sets_equal += 1;
            } else {
                row.differing.push((name, our, their.clone()));
            }
        }
        row
    }

    fn failure(&self) -> Option<String> {
        if !self.invalid.is_empty() {
            return Some(format!("{}: invalid answers to {}", self.title, self.invalid.join(", ")));
        }
        if self.verdicts_equal < self.names {
            return Some(format!("{}: {} yes/no differ", self.title, self.names - self.verdicts_equal));
        }
        (self.sets_equal * 1000 < self.names * 999)
            .then(|| format!("{}: {} sets differ", self.title, self.names - self.sets_equal))
    }

    fn differences(&self) -> String {
        let mut text = String::new();
        for (name, our, their) in &self.differing {
            text += &format!("{} | {name}: ", self.title);
            text += &match (&our.install, &their.install) {
                (Some(_), None) => "libsolv refuses\n".to_owned(),
                (None, Some(_)) => "only libsolv has an answer\n".to_owned(),
                (our_install, their_install) => {
                    let added = [our_install, their_install].map(|it| it.as_deref().unwrap_or_default());
                    let [only_ours, only_theirs] = apart(added[0], added[1]);
                    let [our_gone, their_gone] = apart(&our.gone, &their.gone);
                    format!(
                        "only libsolv +[{}] -[{}], only we +[{}] -[{}]\n",
                        only_theirs.join(" "),
                        their_gone.join(" "),
                        only_ours.join(" "),
                        our_gone.join(" ")
                    )
                }
            };
        }
        text
    }
}

fn table(rows: &[Row]) -> String {
    let mut text = "| repositories | base | weak dependencies | names | yes/no equal | sets equal | ours, mean | libsolv, mean | ratio |\n|---|---|---|--:|--:|--:|--:|--:|--:|\n".to_owned();
    for row in rows {
        text += &format!(
            "| {} | {} | {} | {} ({:.2} %) | {:.3} ms | {:.3} ms | {:.1} |\n",
            row.title,
            row.names,
            row.verdicts_equal,
            row.sets_equal,
            100.0 * row.sets_equal as f64 / row.names.max(1) as f64,
            row.our_micros / 1000.0,
            row.their_micros / 1000.0,
            row.their_micros / row.our_micros
        );
    }
    text
}

fn mean(answers: &Answers) -> f64 {
    answers.values().map(|answer| answer.micros).sum::<f64>() / answers.len().max(1) as f64
}

/// What is in one sorted list and not in the other, both ways.
fn apart<'a>(one: &'a [String], other: &'a [String]) -> [Vec<&'a str>; 2] {
    let only = |list: &'a [String], rest: &[String]| {
        list.iter().filter(|it| rest.binary_search(it).is_err()).map(String::as_str).collect()
    };
    [only(one, other), only(other, one)]
}
