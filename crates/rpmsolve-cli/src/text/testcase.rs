//! Replayed testcases, as text.

use std::io::{self, Write};

use rpmsolve_verbs::TestcaseDocument;

/// A verdict for each block, or what libsolv would print.
pub(crate) fn replayed(document: &TestcaseDocument, check: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for block in &document.blocks {
        if check {
            writeln!(out, "{}#{} {}", block.file, block.block, block.verdict)?;
            continue;
        }
        writeln!(out, "# {}#{}", block.file, block.block)?;
        for reason in block.unsupported.iter().filter(|_| block.lines.is_empty()) {
            writeln!(out, "unsupported: {reason}")?;
        }
        for line in &block.lines {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
