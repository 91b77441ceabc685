//! Runtimes and profiles, as text.

use std::io::{self, Write};

use rpmsolve_verbs::{ProfileDocument, ProfileMadeDocument, RuntimesDocument};

use crate::text::graph::print;

/// A profile as a file.
pub(crate) fn shown(shown: &ProfileDocument) -> io::Result<()> {
    print(&shown.profile.to_string())
}

/// A profile that was made: where it is, or the profile itself.
pub(crate) fn made(made: &ProfileMadeDocument) -> io::Result<()> {
    let known = &made.known;
    match (&made.output, &made.text) {
        (Some(output), _) => writeln!(
            io::stdout(),
            "{output}: {} for {}: {} packages, {} libraries, {} paths",
            made.name,
            known.arch,
            known.packages,
            known.libraries,
            known.paths
        ),
        (None, text) => print(text.as_deref().unwrap_or_default()),
    }
}

/// A table of runtimes.
pub(crate) fn runtimes(document: &RuntimesDocument) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let heads =
        ["RUNTIME", "LANGUAGE", "SYSTEM", "ARCHITECTURES", "GLIBC", "PACKAGES", "LIBRARIES", "STATUS"];
    let mut rows = vec![heads.map(str::to_owned)];
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    for runtime in &document.runtimes {
        let arches: Vec<&str> = runtime.architectures.iter().map(|it| it.arch.as_str()).collect();
        let known = runtime.architectures.first();
        rows.push([
            runtime.name.clone(),
            or_dash(runtime.language.clone()),
            or_dash(runtime.system.clone()),
            arches.join(" "),
            or_dash(known.and_then(|known| known.glibc.clone())),
            known.map_or(0, |known| known.packages).to_string(),
            known.map_or(0, |known| known.libraries).to_string(),
            or_dash(runtime.status.map(|status| status.to_string())),
        ]);
    }
    let mut widths = [0; 8];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.len().max(*width);
        }
    }
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}
