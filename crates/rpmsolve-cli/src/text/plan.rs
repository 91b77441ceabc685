//! Plans, as text.

use std::io::{self, Write};

use rpmsolve::hints;
use rpmsolve_layer::Obstacle;
use rpmsolve_verbs::Planned;

use crate::output::{human_bytes, print_problems};
use crate::text::advice::road;
use crate::text::layer::findings;

/// A plan, and what of it was built.
pub(crate) fn planned(planned: &Planned) -> io::Result<()> {
    conflicts(planned);
    plan(planned)?;
    planned.built.iter().for_each(|layer| findings(&layer.report.findings));
    Ok(())
}

fn conflicts(planned: &Planned) {
    let pool = &planned.resolved.loaded.pool;
    for conflict in &planned.resolved.conflicts {
        let functions: Vec<&str> =
            conflict.members.iter().map(|&m| planned.members[m].name.as_str()).collect();
        eprintln!("{} cannot have the same versions, and are solved apart:", functions.join(" and "));
        let problems: Vec<String> = conflict.problems.iter().map(|problem| problem.to_text(pool)).collect();
        let hints = hints(pool, &conflict.request, &conflict.problems);
        let hints: Vec<String> = hints.iter().map(|hint| hint.message(pool)).collect();
        print_problems(&problems, &hints);
    }
}

fn plan(planned: &Planned) -> io::Result<()> {
    let (plan, mut out) = (&planned.plan, io::stdout().lock());
    for reason in &plan.reasons {
        eprintln!("impossible: {}", text(reason));
        if let Obstacle::OverLimit { packages, .. } = reason {
            packages.iter().for_each(|share| eprintln!("{:>12}  {}", human_bytes(share.bytes), road(share)));
        }
    }
    if !plan.is_possible() {
        return Ok(());
    }
    writeln!(
        out,
        "{} layers, {} in all{}",
        plan.layers.len(),
        human_bytes(plan.total_bytes),
        if plan.proved { "; no plan is better" } else { "; there may be a better plan" }
    )?;
    for layer in &plan.layers {
        writeln!(
            out,
            "  {}  {}, {} packages, for {}",
            layer.name,
            human_bytes(layer.bytes),
            layer.packages.len(),
            layer.functions.join(", ")
        )?;
    }
    for function in &plan.functions {
        let limit = planned.limit_bytes.map_or(String::new(), |limit| format!(" of {}", human_bytes(limit)));
        let all = human_bytes(function.bytes.saturating_add(function.own_bytes));
        write!(out, "{}: {all}{limit} in {}", function.name, function.layers.join(", "))?;
        match function.waste_bytes {
            0 => writeln!(out),
            waste => writeln!(out, "; {} of it for others", human_bytes(waste)),
        }?;
    }
    Ok(())
}

fn text(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::OverLimit { function, over_bytes, .. } => {
            format!("{function} is {over_bytes} bytes over the limit by itself; the largest packages are")
        }
        Obstacle::FileConflict { function, path, packages: [one, two] } => format!(
            "{function} needs {one} and {two}, which have different files at {path}; say whose file is wanted \
             (--prefer PACKAGE=PATTERN)"
        ),
        Obstacle::LibraryClash { function, soname, packages: [one, two] } => {
            format!(
                "{function} needs {one} and {two}, which have different libraries of the name {soname}: the loader \
                 would take one for both; leave one of the packages out"
            )
        }
        _ => String::new(),
    }
}
