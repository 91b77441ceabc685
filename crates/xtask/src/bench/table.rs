//! The table: for each measurement and repository ours, a peer's, and how many times ours goes into the peer's.

use super::peers::Side;
use super::sets::Set;
use super::trial::Readings;

/// How a number is shown.
#[derive(Clone, Copy)]
enum Unit {
    Micros,
    Kib,
    Bytes,
}

/// A measurement of ours and what it is held against: trial and field of each.
struct Row {
    title: &'static str,
    unit: Unit,
    side: Side,
    ours: (&'static str, &'static str),
    peer: Side,
    theirs: (&'static str, &'static str),
}

/// A question to a pool, from another language.
const fn asked(title: &'static str, peer: Side, field: &'static str) -> Row {
    Row { title, unit: Unit::Micros, side: Side::Ours, ours: ("ask", field), peer, theirs: ("ask", field) }
}

/// The packages of a repository, from Python.
const fn iterated(title: &'static str, field: &'static str) -> Row {
    let (side, peer) = (Side::Python, Side::CreaterepoC);
    Row { title, unit: Unit::Micros, side, ours: ("iterate", field), peer, theirs: ("iterate", "iterate_us") }
}

/// A measurement that both sides call the same.
const fn row(title: &'static str, unit: Unit, trial: &'static str, field: &'static str) -> Row {
    Row { title, unit, side: Side::Ours, ours: (trial, field), peer: Side::Libsolv, theirs: (trial, field) }
}

const ROWS: [Row; 22] = [
    row("load of .xml.gz", Unit::Micros, "load", "ready_us"),
    row("load of .xml.zst", Unit::Micros, "zst", "ready_us"),
    row("load from the cache (.solv)", Unit::Micros, "cached", "ready_us"),
    row("one install, the first", Unit::Micros, "load", "solve_us"),
    row("installs in a row, mean", Unit::Micros, "solve", "mean_us"),
    row("… of those with an answer", Unit::Micros, "solve", "answer_us"),
    row("… of those refused", Unit::Micros, "solve", "refusal_us"),
    Row {
        title: "ours refused, beside ours with an answer",
        unit: Unit::Micros,
        side: Side::Ours,
        ours: ("solve", "refusal_us"),
        peer: Side::Ours,
        theirs: ("solve", "answer_us"),
    },
    asked("asked of a pool, an answer", Side::Python, "answer_us"),
    asked("asked of a pool, a refusal", Side::Python, "refusal_us"),
    asked("asked of a pool, an answer", Side::Node, "answer_us"),
    asked("asked of a pool, a refusal", Side::Node, "refusal_us"),
    iterated("iterated in Python", "iterate_us"),
    iterated("loaded and iterated in Python", "read_us"),
    row("check of every package", Unit::Micros, "check", "check_us"),
    row("memory, load of .xml.gz and one install", Unit::Kib, "load", "peak_kib"),
    row("memory, from the cache and one install", Unit::Kib, "cached", "peak_kib"),
    row("size of the cache (.solv)", Unit::Bytes, "cached", "cache_bytes"),
    Row {
        title: "packages read, no pool made",
        unit: Unit::Micros,
        side: Side::Ours,
        ours: ("parse", "parse_us"),
        peer: Side::RpmrepoMetadata,
        theirs: ("parse", "parse_us"),
    },
    Row {
        title: "load of .xml.gz",
        unit: Unit::Micros,
        side: Side::Ours,
        ours: ("load", "ready_us"),
        peer: Side::Dnf,
        theirs: ("load", "ready_us"),
    },
    Row {
        title: "load from the cache",
        unit: Unit::Micros,
        side: Side::Ours,
        ours: ("cached", "ready_us"),
        peer: Side::Dnf,
        theirs: ("load", "cached_us"),
    },
    Row {
        title: "one install, the first",
        unit: Unit::Micros,
        side: Side::Ours,
        ours: ("load", "solve_us"),
        peer: Side::Dnf,
        theirs: ("load", "solve_us"),
    },
];

/// In Markdown, without what neither side has.
pub(super) fn table(sets: &[Set], readings: &Readings) -> String {
    let mut text =
        "| measured | repository | ours | peer's | peer | peer's / ours |\n|---|---|--:|--:|---|--:|\n"
            .to_owned();
    for row in &ROWS {
        for set in sets {
            let median = |side, (trial, field)| readings.median(&set.name, trial, side, field);
            let (ours, theirs) = (median(row.side, row.ours), median(row.peer, row.theirs));
            if ours.is_none() && (theirs.is_none() || row.peer == Side::Ours) {
                continue;
            }
            let ratio =
                ours.zip(theirs).map_or("–".to_owned(), |(ours, theirs)| format!("{:.2}", theirs / ours));
            text += &format!(
                "| {} | {} | {} | {} | {} | {ratio} |\n",
                row.title,
                set.name,
                shown(ours, row.unit),
                shown(theirs, row.unit),
                row.peer.name(),
            );
        }
    }
    text
}

fn shown(value: Option<f64>, unit: Unit) -> String {
    let Some(value) = value else { return "–".to_owned() };
    match unit {
        Unit::Micros if value < 1000.0 => format!("{value:.0} µs"),
        Unit::Micros if value < 100_000.0 => format!("{:.2} ms", value / 1e3),
        Unit::Micros if value < 10_000_000.0 => format!("{:.0} ms", value / 1e3),
        Unit::Micros => format!("{:.1} s", value / 1e6),
        Unit::Kib => format!("{:.1} MiB", value / 1024.0),
        Unit::Bytes => format!("{:.2} MB", value / 1e6),
    }
}
