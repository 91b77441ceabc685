//! `rpmsolve layer`: solves against what the runtime has, and builds a layer of what is missing.

use rpmsolve::metadata::Field;
use rpmsolve::report::{ObjectiveReport, SCHEMA};
use rpmsolve::{InstallReason, Outcome, Transaction};
use rpmsolve_layer::{
    BaseImage, Finding, LayerOptions, LayerPackage, LayerReport, Layout, Output, Profile, Progress,
    SbomFormat, Severity, build_layer,
};
use rpmsolve_repo::{Load, Loaded, Resolve};
use serde::Serialize;

use crate::arguments::{Keep, LayerArguments};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::progress;
use crate::resolve::{ask, load_of, print_problems, print_size, resolve_of};

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
    let base = &arguments.sources.base;
    let profile = arguments.runtime.find(usual_runtime(base), &arguments.sources.arch)?;
    let load = Load { runtime: profile.as_ref().map(Profile::to_runtime), ..load_of(&arguments.sources) };
    let resolve = resolve_of(load, &arguments.choice, &arguments.specs, arguments.weak)?;
    let resolved = ask(&Resolve { weak: arguments.weak, lock_base: true, ..resolve })?;
    let loaded = &resolved.loaded;
    let transaction = match &resolved.outcome {
        Outcome::Solved(transaction) => transaction,
        Outcome::Unsolvable(_) if json => {
            print_json(&resolved.report(false))?;
            return Ok(Status::No);
        }
        Outcome::Unsolvable(problems) => {
            print_problems(&resolved, problems);
            return Ok(Status::No);
        }
    };
    let packages = packages(loaded, transaction)?;
    let base = base_image(profile.as_ref(), loaded)?;
    let output = Output::from_path(&arguments.output);
    let report = build(&packages, &base, &options(arguments)?, &output)?;
    for path in &arguments.sbom {
        let document = report.sbom.to_json(SbomFormat::from_path(path));
        std::fs::write(path, document).map_err(|source| CommandError::Io { path: path.clone(), source })?;
    }
    if json {
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
    let mut packages = Vec::with_capacity(transaction.installations.len());
    for installation in &transaction.installations {
        let solvable = loaded.pool.solvable(installation.package);
        let Some(path) = loaded.path_of(solvable) else { continue };
        let checksum = (solvable.field(Field::ChecksumType), solvable.field(Field::Checksum));
        packages.push(LayerPackage {
            checksum: Some(checksum)
                .filter(|(_, value)| !value.is_empty())
                .map(|(kind, value)| (kind.to_owned(), value.to_owned())),
            size_download_bytes: Some(solvable.size_download_bytes()).filter(|&bytes| bytes > 0),
            requested: installation.reason == InstallReason::Requested,
            required_by: Some(
                transaction
                    .required_by(&loaded.pool, *installation)
                    .into_iter()
                    .map(|id| loaded.pool.solvable(id).nevra())
                    .collect(),
            ),
            ..LayerPackage::new(solvable.nevra(), solvable.repository(), path?)
        });
    }
    Ok(packages)
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

fn options(arguments: &LayerArguments) -> Result<LayerOptions, CommandError> {
    let keeps = |what| arguments.keep.contains(&what);
    let mut options = LayerOptions {
        layout: layout(&arguments.layout)?,
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
        arch: Some(arguments.sources.arch.clone()),
        compression_level: arguments.compression,
        limit_bytes: Some(arguments.limit).filter(|&limit| limit > 0),
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

fn build(
    packages: &[LayerPackage],
    base: &BaseImage,
    options: &LayerOptions,
    output: &Output,
) -> Result<LayerReport, CommandError> {
    let bar = progress::bar(packages.len() as u64, "unpacking");
    let report = build_layer(packages, base, options, output, &mut |progress| match progress {
        Progress::Unpacked { done, .. } => bar.set_position(done as u64),
        Progress::Relocating { .. } => bar.set_message("relocating"),
        Progress::Archived { done, total } => {
            bar.set_message("writing");
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
        _ => {}
    });
    bar.finish_and_clear();
    Ok(report?)
}

fn print_report(arguments: &LayerArguments, report: &LayerReport) {
    println!(
        "{}: {} packages, {} files, {} unzipped, {} written",
        arguments.output.display(),
        report.packages.len(),
        report.files,
        human_bytes(report.bytes),
        human_bytes(report.archive_bytes),
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
        match arguments.wrappers {
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
