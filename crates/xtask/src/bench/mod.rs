//! `cargo xtask bench`: ours and the peers' time and memory, side by side in one run, as one table of medians and
//! ratios; and how ours grow with the number of packages. A full run writes docs/benchmarks.md and docs/growth.svg,
//! any other writes them below target/bench.

mod growth;
mod machine;
mod peers;
mod plot;
mod sets;
mod table;
mod trial;

use std::path::Path;

use peers::{Peers, Side};
use sets::Set;
use trial::Readings;

use crate::shell::{self, root, target};

/// The options of the command.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// How often everything is measured.
    rounds: usize,
    /// The sets; all, and the growth, if there are none.
    sets: Vec<String>,
}

impl Options {
    /// `[--quick] [--repository NAME]…`
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self { rounds: 9, sets: Vec::new() };
        let mut arguments = arguments.iter();
        while let Some(&argument) = arguments.next() {
            match argument {
                "--quick" => options.rounds = 3,
                "--repository" => {
                    let name = arguments.next().ok_or("--repository needs a name")?;
                    options.sets.push((*name).to_owned());
                }
                other => return Err(format!("bench knows --quick and --repository, not {other}")),
            }
        }
        Ok(options)
    }

    fn is_full(&self) -> bool {
        self.rounds >= 9 && self.sets.is_empty()
    }
}

/// Measures, prints the table, and writes the report; returns what could not be measured, and why.
pub(crate) fn run(options: &Options) -> Result<Vec<String>, String> {
    let work = target().join("bench");
    std::fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    let mut notes = Vec::new();
    let peers = Peers::make(&work, &mut notes)?;
    let sets = sets::prepare(&options.sets, &work, &mut notes)?;
    let docs = if options.is_full() { root().join("docs") } else { work.clone() };
    let mut readings = Readings::default();
    for (number, set) in sets.iter().enumerate() {
        readings.interleave(trials(set, &peers, &work, &mut notes)?, options.rounds, &mut notes)?;
        readings.compare_verdicts(&set.name, &mut notes);
        // A run that is cut short leaves what it has measured.
        let so_far = table::table(&sets[..=number], &readings);
        write(&docs.join("benchmarks.md"), &report(options.rounds, &peers, &notes, &so_far)?)?;
    }
    let table = table::table(&sets, &readings);
    print!("{table}");
    let growth = match sets.iter().find(|set| set.name == sets::BIG) {
        Some(big) if options.sets.is_empty() => {
            Some(growth::measure(big, &peers, &work, options.rounds, &mut notes)?)
        }
        _ => None,
    };
    let mut report = report(options.rounds, &peers, &notes, &table)?;
    if let Some(growth) = growth {
        println!("\n{}", growth.table());
        report += &growth.section();
        write(&docs.join("growth.svg"), &plot::svg(&growth))?;
    }
    write(&docs.join("benchmarks.md"), &report)?;
    Ok(notes)
}

/// What is measured of one set, ours and a peer's in turn.
fn trials(
    set: &Set,
    peers: &Peers,
    work: &Path,
    notes: &mut Vec<String>,
) -> Result<Vec<trial::Trial>, String> {
    let mut trials = Vec::new();
    let mut add = |name: &'static str, side: Side, arguments: &[&str]| {
        trials.extend(peers.command(side, arguments).map(|it| trial::Trial::new(set, name, side, it)));
    };
    let names = sets::names(set, &peers.measure, work)?;
    let places: Vec<&str> = set.places.iter().map(String::as_str).collect();
    if let &[place] = &places[..] {
        let install = set.install;
        for side in [Side::Ours, Side::Libsolv] {
            add("load", side, &["load", place, install]);
        }
        if let Some(zst) = sets::zst(set, work, notes)? {
            for side in [Side::Ours, Side::Libsolv] {
                add("zst", side, &["load", &zst, install]);
            }
        }
        let cache = work.join(format!("{}.cache", set.name));
        shell::empty_directory(&cache)?;
        let cache = cache.display().to_string();
        let solv = work.join(format!("{}.solv", set.name)).display().to_string();
        // Once to write the caches.
        for (side, write) in [
            (Side::Ours, ["cached", place, install, &cache].as_slice()),
            (Side::Libsolv, ["write", place, &solv].as_slice()),
        ] {
            peers.command(side, write).map_or(Ok(String::new()), |mut write| shell::output(&mut write))?;
        }
        add("cached", Side::Ours, &["cached", place, install, &cache]);
        add("cached", Side::Libsolv, &["load", &solv, install]);
        add("parse", Side::Ours, &["parse", place]);
        add("parse", Side::RpmrepoMetadata, &[place]);
        add("iterate", Side::Python, &["iterate", place]);
        add("iterate", Side::CreaterepoC, &[place]);
        let directory = work.join(format!("{}.dnf", set.name)).display().to_string();
        add("load", Side::Dnf, &[place, &directory, install]);
    }
    for side in [Side::Ours, Side::Libsolv] {
        add("solve", side, &[&["solve", names.as_str()], &places[..]].concat());
    }
    for side in [Side::Ours, Side::Python, Side::Node] {
        add("ask", side, &[&["ask", names.as_str()], &places[..]].concat());
    }
    if set.is_checked {
        for side in [Side::Ours, Side::Libsolv] {
            add("check", side, &[&["check"], &places[..]].concat());
        }
    }
    Ok(trials)
}

fn report(rounds: usize, peers: &Peers, notes: &[String], table: &str) -> Result<String, String> {
    let mut text = format!(
        "# How fast it is\n\n\
         Written by `cargo xtask bench` on {}. Compare ratios: both sides were measured in the same run, in turn,\n\
         each measurement in a process of its own whose start does not count, {rounds} times (checks and dnf a third as\n\
         often); the medians are shown.\n\n\
         {}\n\n\
         - *Load* is from the file to a pool that is ready to solve; of libsolv it is `add_rpmmd` or `add_solv`, then\n  \
         `addfileprovides` and `createwhatprovides`. Primary metadata only, on both sides; files are in the page cache.\n\
         - libsolv's wheel cannot read zstd: `zstd -dc` unpacks beside it, in a process of its own.\n\
         - *Installs* are into an empty root without weak dependencies, of any package of a name, asked for as dnf does,\n  \
         but without what obsoletes it. *In a row* is every name, or a thousand evenly\n  \
         spread of big-primary. A refusal of ours contains its reasons, one of libsolv's does not.\n\
         - *Asked of a pool* is a question to a pool that is loaded, in the same words from Rust, Python and Node: each has\n  \
         rules and a solver of its own, and a refusal its text and its document. The ratio is what the binding costs.\n\
         - *Iterated* is a list of name, version, architecture, summary and size of all packages, made in Python.\n\
         - *Check* asks about each package whether it can be installed: ours on all processors, libsolv one by one.\n\
         - *Memory* is VmHWM after a load and one install, less what the process takes before it has done anything (VmRSS;\n  \
         of libsolv that is Python with the module loaded).\n\
         - dnf reads the same metadata through `file://` and makes its cache; *from the cache* is its second start.\n\n",
        machine::date()?,
        machine::table(peers)?
    );
    text += table;
    if !notes.is_empty() {
        text += "\nNot measured, or to be known:\n\n";
        notes.iter().for_each(|note| text += &format!("- {note}\n"));
    }
    Ok(text)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{} is written", path.display());
    Ok(())
}
