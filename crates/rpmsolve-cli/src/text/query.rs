//! Packages that were found, as text.

use std::io::{self, Write};

use rpmsolve::Solvable;
use rpmsolve::metadata::{Field, RelationKind};
use rpmsolve_verbs::{Answer, Found};

use crate::output::human_bytes;

/// A line for each package.
pub(crate) fn found(found: &Found) -> io::Result<()> {
    let mut out = io::stdout().lock();
    in_runtime(found, &mut out)?;
    for solvable in found.packages() {
        let mark = if found.in_runtime(solvable).is_some() { "  (in the runtime)" } else { "" };
        let (repository, summary) = (solvable.repository(), solvable.field(Field::Summary));
        writeln!(out, "{solvable}  {repository}  {summary}{mark}")?;
    }
    none(found)
}

/// Everything about each package.
pub(crate) fn details(found: &Found) -> io::Result<()> {
    let mut out = io::stdout().lock();
    in_runtime(found, &mut out)?;
    for solvable in found.packages() {
        package(&mut out, solvable, found.in_runtime(solvable))?;
    }
    none(found)
}

fn in_runtime(found: &Found, out: &mut impl Write) -> io::Result<()> {
    let Some(profile) = &found.profile else { return Ok(()) };
    for (what, _) in found.held.iter().filter(|(_, held)| held.is_empty()) {
        writeln!(out, "{} has no {what}", profile.runtime)?;
    }
    for held in found.held.iter().flat_map(|(_, held)| held) {
        writeln!(out, "{} has {}: {}", profile.runtime, held.what, held.name)?;
    }
    Ok(())
}

fn none(found: &Found) -> io::Result<()> {
    if !found.is_yes() {
        eprintln!("nothing found");
    }
    Ok(())
}

fn package(out: &mut impl Write, solvable: Solvable<'_>, in_runtime: Option<String>) -> io::Result<()> {
    writeln!(out, "Name         : {}", solvable.name())?;
    writeln!(out, "Version      : {}", solvable.evr())?;
    writeln!(out, "Architecture : {}", solvable.arch())?;
    writeln!(out, "Repository   : {}", solvable.repository())?;
    if let Some(own) = in_runtime {
        writeln!(out, "In runtime   : {own}")?;
    }
    writeln!(out, "Download     : {}", human_bytes(solvable.size_download_bytes()))?;
    writeln!(out, "Installed    : {}", human_bytes(solvable.size_installed_bytes()))?;
    for (label, field) in [
        ("Summary", Field::Summary),
        ("URL", Field::Url),
        ("License", Field::License),
        ("Vendor", Field::Vendor),
        ("Source", Field::SourceRpm),
    ] {
        if !solvable.field(field).is_empty() {
            writeln!(out, "{label:<13}: {}", solvable.field(field))?;
        }
    }
    for (label, kind) in [
        ("Provides", RelationKind::Provides),
        ("Requires", RelationKind::Requires),
        ("Conflicts", RelationKind::Conflicts),
        ("Obsoletes", RelationKind::Obsoletes),
        ("Recommends", RelationKind::Recommends),
        ("Suggests", RelationKind::Suggests),
        ("Supplements", RelationKind::Supplements),
        ("Enhances", RelationKind::Enhances),
    ] {
        for (number, relation) in solvable.relations(kind).enumerate() {
            writeln!(out, "{:<13}: {relation}", if number == 0 { label } else { "" })?;
        }
    }
    if !solvable.field(Field::Description).is_empty() {
        writeln!(out, "Description  :\n{}", solvable.field(Field::Description))?;
    }
    writeln!(out)
}
