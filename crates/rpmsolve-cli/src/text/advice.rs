//! What a layer's bytes are spent on, and what would save some, for people.

use rpmsolve::report::StepReport;
use rpmsolve_layer::{Advice, BudgetReport, FileGroup, PackageShare};

use crate::output::human_bytes;

/// How much of each a person reads.
const PACKAGES_SHOWN: usize = 5;
const GROUPS_SHOWN: usize = 4;
const ADVICE_SHOWN: usize = 6;
const NAMES_SHOWN: usize = 3;

/// Says on standard error where the bytes of a layer go, and what would help.
pub(crate) fn print(budget: &BudgetReport) {
    for other in &budget.others {
        eprintln!("{:>12}  {}", human_bytes(other.bytes), other.name);
    }
    for share in budget.packages.iter().take(PACKAGES_SHOWN) {
        eprintln!("{:>12}  {}", human_bytes(share.bytes), road(share));
    }
    let kept = budget.groups.iter().filter(|share| share.kept && share.bytes > 0).take(GROUPS_SHOWN);
    let kept: Vec<String> =
        kept.map(|share| format!("{} {}", human_bytes(share.bytes), group(share.group))).collect();
    if !kept.is_empty() {
        eprintln!("of all that: {}", kept.join(", "));
    }
    for advice in budget.advice.iter().take(ADVICE_SHOWN) {
        eprintln!("{:>12} less: {}", human_bytes(advice.saving_bytes()), text(advice));
    }
}

/// A package and how it comes to be there.
pub(crate) fn road(share: &PackageShare) -> String {
    let step = |step: &StepReport| match (step.kind, &step.reason) {
        ("requested", Some(spec)) => format!("{spec} is asked for"),
        ("recommends" | "supplements", Some(reason)) => format!("{} by {reason}", step.nevra),
        (_, Some(reason)) => format!("{} for {reason}", step.nevra),
        (_, None) => step.nevra.clone(),
    };
    match share.road.as_slice() {
        [] => share.nevra.clone(),
        [only] => format!("{}: {}", share.nevra, step(only)),
        steps => {
            let steps: Vec<String> = steps.iter().map(step).collect();
            format!("{}: {}", share.nevra, steps.join(" → "))
        }
    }
}

fn text(advice: &Advice) -> String {
    match advice {
        Advice::DropFiles { group: kind, .. } => format!("leave out the {} (--keep has it)", group(*kind)),
        Advice::ShareLayer { layer, packages, .. } => format!(
            "{layer} has {} already; rpmsolve plan puts into one layer what several need",
            names(packages)
        ),
        Advice::SmallestAnswer { add, remove, .. } if add.is_empty() => {
            format!("--objective smallest does without {}", names(remove))
        }
        Advice::SmallestAnswer { add, remove, .. } => {
            format!("--objective smallest takes {} instead of {}", names(add), names(remove))
        }
        Advice::LeaveOutWeak { packages, .. } => {
            format!("without --weak, {} would not be there", names(packages))
        }
        Advice::LeaveOutSpec { spec, packages, .. } => {
            let packages: Vec<String> = packages.iter().map(|share| share.nevra.clone()).collect();
            format!("do without {spec}, which alone needs {}", names(&packages))
        }
        _ => String::new(),
    }
}

/// The first of some names, and how many more there are.
pub(crate) fn names(names: &[String]) -> String {
    let shown = names.iter().take(NAMES_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn group(group: FileGroup) -> &'static str {
    match group {
        FileGroup::Documentation => "documentation",
        FileGroup::ManualPages => "manual pages",
        FileGroup::Locales => "locales",
        FileGroup::Headers => "headers",
        FileGroup::StaticLibraries => "static libraries",
        FileGroup::Licences => "licences",
        FileGroup::Fonts => "fonts",
        FileGroup::Libraries => "libraries",
        FileGroup::Programs => "programs",
        FileGroup::Modules => "modules",
        FileGroup::Configuration => "configuration",
        FileGroup::Data => "data",
        _ => "other files",
    }
}
