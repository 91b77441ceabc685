//! How time and memory grow with the number of packages: samples of one large repository, and the exponent of the power
//! law that fits best.

use std::path::Path;

use super::peers::{Peers, Side};
use super::sets::{self, Set};
use super::trial::{Readings, Trial};
use crate::shell::output;

/// How many packages the samples have, about; the last is all of them.
const SAMPLES: [usize; 4] = [1000, 4000, 16_000, usize::MAX];

/// What is measured of each sample: title, unit, how many of the reading's units make one, trial and field.
const CURVES: [(&str, &str, f64, &str, &str); 3] = [
    ("load of .xml.gz", "ms", 1000.0, "load", "ready_us"),
    ("one install, mean", "µs", 1.0, "solve", "mean_us"),
    ("peak memory", "MiB", 1024.0, "load", "peak_kib"),
];

/// One quantity of both sides.
pub(super) struct Curve {
    pub(super) title: &'static str,
    pub(super) unit: &'static str,
    pub(super) ours: Line,
    pub(super) libsolv: Line,
}

/// Packages, and what they took: all positive.
#[derive(Clone, Default)]
pub(super) struct Line(pub(super) Vec<(f64, f64)>);

impl Line {
    /// The slope of the straight line that least squares put through the logarithms: twice the packages take
    /// 2^exponent times as much.
    pub(super) fn exponent(&self) -> Option<f64> {
        let count = self.0.len() as f64;
        let logs: Vec<(f64, f64)> = self.0.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
        let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / count;
        let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / count;
        let along: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
        let rise: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        (along > 0.0).then(|| rise / along)
    }
}

/// All quantities.
pub(super) struct Growth(pub(super) Vec<Curve>);

/// Measures the samples of the large repository.
pub(super) fn measure(
    big: &Set,
    peers: &Peers,
    work: &Path,
    rounds: usize,
    notes: &mut Vec<String>,
) -> Result<Growth, String> {
    let mut readings = Readings::default();
    let mut samples = Vec::new();
    let mut trials = Vec::new();
    for (number, count) in SAMPLES.iter().enumerate() {
        let name = format!("sample {}", number + 1);
        let path = work.join(format!("sample-{}.xml.gz", number + 1)).display().to_string();
        let make = peers.command(Side::Ours, &["sample", &big.places[0], &count.to_string(), &path]);
        make.map_or(Ok(String::new()), |mut make| output(&mut make))?;
        let set = Set::sample(name, path.clone());
        let names = sets::names(&set, &peers.measure, work)?;
        for (trial, arguments) in
            [("load", ["load", &path, set.install]), ("solve", ["solve", &names, &path])]
        {
            for side in [Side::Ours, Side::Libsolv] {
                trials.extend(peers.command(side, &arguments).map(|it| Trial::new(&set, trial, side, it)));
            }
        }
        samples.push(set);
    }
    readings.interleave(trials, rounds, notes)?;
    samples.iter().for_each(|set| readings.compare_verdicts(&set.name, notes));
    let line = |side, trial, field, units: f64| {
        let point = |set: &Set| {
            let packages = readings.median(&set.name, "load", side, "packages")?;
            Some((packages, readings.median(&set.name, trial, side, field)? / units))
        };
        Line(samples.iter().filter_map(point).collect())
    };
    let curve = |&(title, unit, units, trial, field)| Curve {
        title,
        unit,
        ours: line(Side::Ours, trial, field, units),
        libsolv: line(Side::Libsolv, trial, field, units),
    };
    Ok(Growth(CURVES.iter().map(curve).collect()))
}

impl Growth {
    /// The numbers and the exponents, in Markdown.
    pub(super) fn table(&self) -> String {
        let all = &self.0[0].ours.0;
        let heads: String = all.iter().map(|(packages, _)| format!(" {packages} packages |")).collect();
        let mut text =
            format!("| grows | whose |{heads} exponent |\n|---|---|{}--:|\n", "--:|".repeat(all.len()));
        for Curve { title, unit, ours, libsolv } in &self.0 {
            for (whose, line) in [("ours", ours), ("libsolv's", libsolv)] {
                let Some(exponent) = line.exponent() else { continue };
                let values: String =
                    line.0.iter().map(|(_, value)| format!(" {value:.1} {unit} |")).collect();
                text += &format!("| {title} | {whose} |{values} {exponent:.2} |\n");
            }
        }
        text
    }

    /// The part of the report.
    pub(super) fn section(&self) -> String {
        format!(
            "\n## Growth\n\n\
             Samples of big-primary: names from all over it, each with what it takes to install it, until there are so many.\n\
             The exponent is that of the power law that fits best (least squares on logarithms): twice the packages take\n\
             2^exponent times as much. The mean is that of a thousand installs, or fewer in the smallest samples.\n\n\
             ![Time and memory against the number of packages](growth.svg)\n\n{}",
            self.table()
        )
    }
}
