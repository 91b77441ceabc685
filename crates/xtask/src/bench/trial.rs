//! A measurement, taken again and again in turn with the others of its set, and what came of it.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Value, json};

use super::peers::Side;
use super::sets::Set;
use crate::shell::output;

/// One program that measures one thing.
pub(super) struct Trial {
    key: Key,
    command: Command,
    /// Whether it takes so long that a third of the rounds must do.
    is_long: bool,
}

/// The set, what is measured of it, and whose.
type Key = (String, &'static str, Side);

impl Trial {
    pub(super) fn new(set: &Set, name: &'static str, side: Side, command: Command) -> Self {
        let is_long = name == "check" || side == Side::Dnf;
        Self { key: (set.name.clone(), name, side), command, is_long }
    }

    fn read(&mut self) -> Result<Value, String> {
        let line = output(&mut self.command)?;
        serde_json::from_str(&line).map_err(|error| format!("{:?}: {error}: {line}", self.key))
    }
}

/// All that was measured.
#[derive(Default)]
pub(super) struct Readings(BTreeMap<Key, Vec<Value>>);

impl Readings {
    /// Runs all trials once, then all again, so that what disturbs the machine disturbs all of them.
    pub(super) fn interleave(
        &mut self,
        mut trials: Vec<Trial>,
        rounds: usize,
        notes: &mut Vec<String>,
    ) -> Result<(), String> {
        for round in 1..=rounds {
            if let Some(trial) = trials.first() {
                eprintln!("{}: round {round} of {rounds}", trial.key.0);
            }
            let mut missing = Vec::new();
            for trial in trials.iter_mut().filter(|trial| !trial.is_long || round % 3 == 1) {
                let reading = match trial.read() {
                    // A peer that fails spoils nothing but its own column.
                    Err(reason) if trial.key.2 != Side::Ours => json!({"missing": reason}),
                    reading => reading?,
                };
                if let Some(reason) = reading["missing"].as_str() {
                    let (set, name, side) = &trial.key;
                    let last_line = reason.trim_end().lines().next_back().unwrap_or_default();
                    notes.push(format!("{set}, {name}, {}: {last_line}", side.name()));
                    missing.push(trial.key.clone());
                } else {
                    self.0.entry(trial.key.clone()).or_default().push(reading);
                }
            }
            trials.retain(|trial| !missing.contains(&trial.key));
        }
        Ok(())
    }

    /// The median of a number, if it was measured.
    pub(super) fn median(&self, set: &str, name: &'static str, side: Side, field: &str) -> Option<f64> {
        let readings = self.0.get(&(set.to_owned(), name, side))?;
        let mut numbers: Vec<f64> = readings.iter().filter_map(|reading| reading[field].as_f64()).collect();
        numbers.sort_by(f64::total_cmp);
        let middle = numbers.len() / 2;
        match numbers.len() {
            0 => None,
            odd if odd % 2 == 1 => Some(numbers[middle]),
            _ => Some(f64::midpoint(numbers[middle - 1], numbers[middle])),
        }
    }

    /// That one is faster means something only if both say the same.
    pub(super) fn compare_verdicts(&self, set: &str, notes: &mut Vec<String>) {
        for (name, field) in
            [("load", "packages"), ("load", "installed"), ("solve", "answers"), ("check", "broken")]
        {
            let said = |side| Some(&self.0.get(&(set.to_owned(), name, side))?.first()?[field]);
            if let (Some(ours), Some(theirs)) = (said(Side::Ours), said(Side::Libsolv))
                && ours != theirs
            {
                notes.push(format!("{set}, {name}: {field} are {ours}, libsolv's {theirs}"));
            }
        }
    }
}
