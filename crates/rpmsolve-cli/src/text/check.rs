//! Which packages cannot be installed, as text.

use std::io::{self, Write};

use rpmsolve_repo::Checked;

/// A block for each broken package, and a line of summary.
pub(crate) fn checked(checked: &Checked) -> io::Result<()> {
    let pool = &checked.loaded.pool;
    let mut out = io::stdout().lock();
    for broken in &checked.broken {
        let solvable = pool.solvable(broken.package);
        writeln!(out, "{} from {} cannot be installed:", solvable.nevra(), solvable.repository())?;
        let texts: Vec<String> = broken.problems.iter().map(|problem| problem.to_text(pool)).collect();
        for line in texts.iter().flat_map(|text| text.lines()) {
            writeln!(out, "  {line}")?;
        }
    }
    writeln!(out, "{} packages checked, {} cannot be installed", checked.packages, checked.broken.len())
}
