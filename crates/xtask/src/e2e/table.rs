//! `docs/programs.md`: what was tried, and what came of it.
//!
//! Which programs there are, whether they run and what they need is compared with the file; numbers change with every
//! update of a package, and are only written when the file is (`UPDATE_EXPECT=1`).

use std::fs;

use crate::shell::root;

/// A line of the table.
pub(super) struct Row {
    pub(super) program: &'static str,
    pub(super) specs: String,
    pub(super) packages: usize,
    pub(super) bytes: u64,
    pub(super) rewritten: usize,
    pub(super) left: usize,
    pub(super) runs: bool,
    /// What has to be in the environment; empty for nothing.
    pub(super) hint: String,
}

const HEAD: &str = "\
# Programs that were tried

`cargo xtask e2e` builds a layer of each from a repository of Debian's packages, repacked as RPMs with their payload
untouched, unpacks it at `/opt` of a bare root file system that has none of them, and runs a line of shell there as
Lambda would: its `PATH` and `LD_LIBRARY_PATH`, no other variables. What has to be printed stands in
`crates/xtask/src/e2e/programs.rs`. Written by `UPDATE_EXPECT=1 cargo xtask e2e`; the words are compared at every run.

*Rewritten* are places in files that now name `/opt`. *Left* are places that name something of the layer and could not be
moved: a directory that the base image has too, a path that is put together at run time, a packed file. A program that
needs a *variable* runs with those that `rpmsolve layer` prints (`environment` in its JSON), or from wrapper scripts.

| program | asked for | packages | bytes | rewritten | left | runs | variable needed |
|---|---|--:|--:|--:|--:|---|---|
";

/// The numbers of columns that are compared.
const COMPARED: [usize; 4] = [1, 2, 7, 8];

/// Writes the table, or compares it with what is written.
pub(super) fn check(rows: &[Row]) -> Result<(), String> {
    let path = root().join("docs/programs.md");
    let text = HEAD.to_owned() + &rows.iter().map(line).collect::<String>();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()));
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let compared = |text: &str| -> Vec<String> {
        let rows = text.lines().filter(|line| line.starts_with('|'));
        let cells = rows.map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            COMPARED.iter().filter_map(|index| cells.get(*index).copied()).collect::<Vec<_>>().join(" | ")
        });
        cells.collect()
    };
    if compared(&text) == compared(&written) {
        return Ok(());
    }
    Err("docs/programs.md says something else: UPDATE_EXPECT=1 cargo xtask e2e, and look at the difference"
        .to_owned())
}

fn line(row: &Row) -> String {
    let Row { program, specs, packages, bytes, rewritten, left, runs, hint } = row;
    let (runs, hint) = (if *runs { "yes" } else { "no" }, if hint.is_empty() { "none" } else { hint });
    format!("| {program} | {specs} | {packages} | {bytes} | {rewritten} | {left} | {runs} | {hint} |\n")
}
