//! `rpmsolve layer`: solves against what the runtime has, and builds a layer of what is missing.

use indicatif::ProgressBar;
use rpmsolve::metadata::Field;
use rpmsolve::report::{ObjectiveReport, SCHEMA};
use rpmsolve::{InstallReason, Installation, Transaction};
use rpmsolve_layer::{
    BaseImage, Finding, LayerError, LayerOptions, LayerPackage, LayerReport, Layout, OtherLayer, Output,
    Profile, Progress, Severity, build_layer,
};
use rpmsolve_repo::{Load, Loaded, Resolve};
use serde::Serialize;

use crate::advice::{advise, print_advice};
use crate::arguments::{BuildArguments, Keep, LayerArguments};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::progress;
use crate::resolve::{ask, load_of, print_size, resolve_of, solved};

const DEFAULT_RUNTIME: &str = "provided.al2023";

#[derive(Serialize)]
struct Built<'a> {
    schema: u32,
    status: &'static str,
    output: String,
    /// The runtime that the layer is for, or null if the base was described otherwise.
    runtime: Option<&'a str>,
    /// How small the packages are, if the smallest were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    objective: Option<ObjectiveReport>,
    #[serde(flatten)]
    report: &'a LayerReport,
}

pub(crate) fn run(arguments: &LayerArguments, json: bool) -> Result<Status, CommandError> {
    let base = &arguments.of.sources.base;
    let profile = arguments.of.runtime.find(usual_runtime(base), &arguments.of.sources.arch)?;
    let load = Load { runtime: profile.as_ref().map(Profile::to_runtime), ..load_of(&arguments.of.sources) };
    let resolve = resolve_of(load, &arguments.of.choice, &arguments.specs, arguments.of.weak)?;
    let resolved = ask(&Resolve { weak: arguments.of.weak, lock_base: true, ..resolve })?;
    let loaded = &resolved.loaded;
    let Some(transaction) = solved(&resolved, json)? else { return Ok(Status::No) };
    let packages = packages(loaded, transaction)?;
    let base = base_image(profile.as_ref(), loaded)?;
    let output = Output::from_path(&arguments.output);
    let mut options = options(&arguments.build, &arguments.of.sources.arch)?;
    options.layout = layout(&arguments.layout)?;
    options.limit_bytes = limit(arguments.limit);
    let others = arguments.other.iter().map(|other| OtherLayer::read(other, &options.limits));
    options.others = others.collect::<Result<_, _>>()?;
    let mut report = match build_with_bar(&packages, &base, &options, &output) {
        Err(CommandError::Layer(LayerError::OverBudget { mut budget })) => {
            advise(&mut budget, &resolved, &options);
            print_advice(&budget);
            return Err(LayerError::OverBudget { budget }.into());
        }
        built => built?,
    };
    for path in &arguments.sbom {
        report.sbom.write(path)?;
    }
    if json {
        advise(&mut report.budget, &resolved, &options);
        let (output, runtime) =
            (arguments.output.display().to_string(), profile.as_ref().map(|it| it.runtime.as_str()));
        let objective = resolved.size.map(Into::into);
        print_json(&Built { schema: SCHEMA, status: "built", output, runtime, objective, report: &report })?;
    } else {
        print_report(arguments, &report);
        if let Some(size) = &resolved.size {
            print_size(size);
        }
    }
    Ok(Status::Done)
}

/// The runtime that is meant where none is named, and no base either.
pub(crate) fn usual_runtime(base: &[String]) -> Option<&'static str> {
    base.is_empty().then_some(DEFAULT_RUNTIME)
}

fn packages(loaded: &Loaded, transaction: &Transaction) -> Result<Vec<LayerPackage>, CommandError> {
    let ids: Vec<_> = transaction.installations.iter().map(|installation| installation.package).collect();
    loaded.fetch(&ids)?;
    let installations = transaction.installations.iter();
    let packages = installations.map(|installation| package(loaded, transaction, *installation)).collect();
    let packages: Result<Vec<_>, _> = packages;
    Ok(packages?.into_iter().flatten().collect())
}

/// A package of an answer as a file; `None` if it is nowhere but in the base.
pub(crate) fn package(
    loaded: &Loaded,
    transaction: &Transaction,
    installation: Installation,
) -> Result<Option<LayerPackage>, CommandError> {
    let solvable = loaded.pool.solvable(installation.package);
    let Some(path) = loaded.path_of(solvable) else { return Ok(None) };
    let checksum = (solvable.field(Field::ChecksumType), solvable.field(Field::Checksum));
    Ok(Some(LayerPackage {
        checksum: Some(checksum)
            .filter(|(_, value)| !value.is_empty())
            .map(|(kind, value)| (kind.to_owned(), value.to_owned())),
        size_download_bytes: Some(solvable.size_download_bytes()).filter(|&bytes| bytes > 0),
        requested: installation.reason == InstallReason::Requested,
        required_by: Some(required_by(loaded, transaction, installation)),
        ..LayerPackage::new(solvable.nevra(), solvable.repository(), path?)
    }))
}

/// The NEVRAs of the packages of an answer that need one of them.
pub(crate) fn required_by(
    loaded: &Loaded,
    transaction: &Transaction,
    installation: Installation,
) -> Vec<String> {
    let needing = transaction.required_by(&loaded.pool, installation).into_iter();
    needing.map(|id| loaded.pool.solvable(id).nevra()).collect()
}

/// What the image has: what the runtime's profile says, and the files and libraries of the base's packages.
pub(crate) fn base_image(profile: Option<&Profile>, loaded: &Loaded) -> Result<BaseImage, CommandError> {
    let mut image = profile.map_or_else(BaseImage::new, Profile::base_image);
    for source in &loaded.base {
        source.for_each_file(|_, path| image.add_paths([path]))?;
    }
    // The package that stands for the profile itself provides as much of it as anybody asks for, and no more.
    let is_profile = |name: &str| profile.is_some_and(|profile| profile.runtime == name);
    let listed = loaded.pool.solvables().filter(|solvable| solvable.is_base());
    for solvable in listed.filter(|solvable| !is_profile(solvable.name())) {
        image.add_paths(solvable.files());
        for (capability, _) in solvable.provides() {
            image.add_capability(capability);
        }
    }
    Ok(image)
}

/// A layout by its name.
pub(crate) fn layout(name: &str) -> Result<Layout, CommandError> {
    Layout::named(name).ok_or_else(|| CommandError::Usage {
        message: format!("--layout {name}: there are opt, task and keep"),
    })
}

/// A limit as it is given: 0 for none.
pub(crate) fn limit(bytes: u64) -> Option<u64> {
    Some(bytes).filter(|&limit| limit > 0)
}

/// What the arguments say about building.
pub(crate) fn options(arguments: &BuildArguments, arch: &str) -> Result<LayerOptions, CommandError> {
    let keeps = |what| arguments.keep.contains(&what);
    let mut options = LayerOptions {
        keep: rpmsolve_layer::Keep {
            documentation: keeps(Keep::Docs),
            manual_pages: keeps(Keep::Man),
            locales: keeps(Keep::Locales),
            headers: keeps(Keep::Headers),
            static_libraries: keeps(Keep::StaticLibraries),
        },
        no_rewrite: arguments.no_rewrite.clone(),
        prefer: arguments.prefer.clone(),
        wrappers: arguments.wrappers,
        arch: Some(arch.to_owned()),
        compression_level: arguments.compression,
        ..LayerOptions::default()
    };
    // The convention of reproducible builds: the one thing that is taken from the environment.
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let seconds = epoch.to_str().and_then(|text| text.parse().ok());
        options.time_seconds = seconds.ok_or_else(|| CommandError::Usage {
            message: format!("SOURCE_DATE_EPOCH is \"{}\", not a number of seconds", epoch.to_string_lossy()),
        })?;
    }
    Ok(options)
}

/// Builds a layer, with something to look at meanwhile.
pub(crate) fn build_with_bar(
    packages: &[LayerPackage],
    base: &BaseImage,
    options: &LayerOptions,
    output: &Output,
) -> Result<LayerReport, CommandError> {
    let bar = progress::bar(packages.len() as u64, "unpacking");
    let report = build_layer(packages, base, options, output, &mut |progress| show(&bar, &progress));
    bar.finish_and_clear();
    Ok(report?)
}

/// Shows on a bar how far a layer is.
pub(crate) fn show(bar: &ProgressBar, progress: &Progress) {
    match progress {
        Progress::Unpacked { done, total, .. } => {
            bar.set_message("unpacking");
            bar.set_length(*total as u64);
            bar.set_position(*done as u64);
        }
        Progress::Relocating { .. } => bar.set_message("relocating"),
        Progress::Archived { done, total } => {
            bar.set_message("writing");
            bar.set_length(*total as u64);
            bar.set_position(*done as u64);
        }
        _ => {}
    }
}

fn print_report(arguments: &LayerArguments, report: &LayerReport) {
    let left = report.budget.left_bytes.map(|left| format!("; {} left", human_bytes(left)));
    println!(
        "{}: {} packages, {} files, {} unzipped, {} written{}",
        arguments.output.display(),
        report.packages.len(),
        report.files,
        human_bytes(report.bytes),
        human_bytes(report.archive_bytes),
        left.unwrap_or_default(),
    );
    for package in &report.packages {
        let mark = if package.requested { "*" } else { " " };
        println!(" {mark} {}  {}", package.nevra, human_bytes(package.bytes));
    }
    if !report.rewritten.is_empty() {
        println!(
            "{} paths rewritten to /opt, {} left as they are",
            report.rewritten.len(),
            report.left.len()
        );
    }
    print_environment(arguments, report);
    print_findings(&report.findings);
}

/// Says which variables a function with this layer should set.
fn print_environment(arguments: &LayerArguments, report: &LayerReport) {
    if report.environment.is_empty() {
        return;
    }
    println!(
        "{}",
        match arguments.build.wrappers {
            true => "set by scripts in bin/:",
            false => "programs need in their environment (or build with --wrappers):",
        }
    );
    for hint in &report.environment {
        println!("  {hint}  ({}: {})", hint.program, hint.why);
    }
}

/// Says what a person should know, the worst first; what is only good to know is in the JSON and in the manifest.
pub(crate) fn print_findings(findings: &[Finding]) {
    let mut told: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity != Severity::Info).collect();
    told.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in told.iter().take(FINDINGS_SHOWN) {
        let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
        eprintln!("{severity}: {} {}: {}", finding.package, finding.path, finding.detail);
    }
    if told.len() > FINDINGS_SHOWN {
        let hidden = told.len() - FINDINGS_SHOWN;
        eprintln!("… and {hidden} more; --json and the manifest in the layer have all of them");
    }
}

/// More findings than this are not read on a terminal.
const FINDINGS_SHOWN: usize = 20;
