//! Packages to install, as text.

use std::io::{self, Write};

use rpmsolve::{InstallReason, SizeBound};
use rpmsolve_verbs::Solved;

use crate::output::human_bytes;

/// The packages, a line each, and a line of summary.
pub(crate) fn solved(solved: &Solved) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (pool, transaction) = (&solved.resolved.loaded.pool, solved.transaction());
    for installation in &transaction.installations {
        let solvable = pool.solvable(installation.package);
        let note = match installation.reason {
            InstallReason::Requested => "",
            InstallReason::Dependency => "  (dependency)",
            InstallReason::Weak => "  (weak)",
        };
        writeln!(out, "{solvable}  {}{note}", solvable.repository())?;
    }
    for change in &transaction.changes {
        writeln!(out, "{}", change.message(pool))?;
    }
    writeln!(
        out,
        "{} packages, {} to download, {} installed",
        transaction.installations.len(),
        human_bytes(transaction.download_size_bytes(pool)),
        human_bytes(transaction.installed_size_bytes(pool)),
    )?;
    if let Some(bound) = &solved.resolved.size {
        size(&mut out, bound)?;
    }
    if solved.with_timings {
        let timings = solved.resolved.timings();
        writeln!(
            out,
            "load {:.1} ms, index {:.1} ms, solve {:.3} ms",
            timings.load, timings.index, timings.solve
        )?;
    }
    Ok(())
}

/// What asking for the smallest answer has brought.
pub(crate) fn size(out: &mut impl Write, size: &SizeBound) -> io::Result<()> {
    let saved = size.default_bytes.saturating_sub(size.bytes);
    write!(out, "{} less than the default without weak dependencies; ", human_bytes(saved))?;
    if size.is_optimal() {
        writeln!(out, "no answer is smaller")
    } else {
        writeln!(
            out,
            "no answer is smaller than {}, and --time-limit says how long to look for one",
            human_bytes(size.lower_bound_bytes)
        )
    }
}
