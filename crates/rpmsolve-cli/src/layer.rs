//! `rpmsolve layer`: solves against what the runtime has, and builds a layer of what is missing.

use indicatif::ProgressBar;
use rpmsolve::metadata::Field;
use rpmsolve::report::{ObjectiveReport, SCHEMA};
use rpmsolve::{InstallReason, Installation, Outcome};
use rpmsolve_layer::{
    BaseImage, Finding, LayerError, LayerOptions, LayerPackage, LayerReport, Layout, OtherLayer, Output,
    Profile, Progress, Severity, build_layer,
};
use rpmsolve_repo::{Load, Loaded, Resolve, Runtime};
use serde::Serialize;

use crate::advice::{advise, print_advice};
use crate::arguments::{BuildArguments, Keep, LayerArguments};
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
    let sources = &arguments.sources;
    let profile = profile(arguments.runtime.as_deref(), &sources.base, &sources.arch)?;
    let load = Load { runtime: profile.as_ref().map(runtime).transpose()?, ..load_of(&arguments.sources) };
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
            print_problems(&loaded.pool, &resolved.request, problems);
            return Ok(Status::No);
        }
    };
    let packages = packages(loaded, &transaction.installations)?;
    let base = base_image(profile.as_ref(), loaded)?;
    let output = Output::from_path(&arguments.output);
    let mut options = options(&arguments.build, &sources.arch)?;
    options.layout = layout(&arguments.layout)?;
    options.limit_bytes = limit(arguments.limit);
    let others = arguments.other.iter().map(|other| OtherLayer::read(other, &options.limits));
    options.others = others.collect::<Result<_, _>>()?;
    let mut report = match build(&packages, &base, &options, &output) {
        Err(CommandError::Layer(LayerError::OverBudget { mut budget })) => {
            advise(&mut budget, &resolved, &options);
            print_advice(&budget);
            return Err(LayerError::OverBudget { budget }.into());
        }
        built => built?,
    };
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

/// The runtime that was named; the usual one if neither a runtime nor a base was.
pub(crate) fn profile(
    runtime: Option<&str>,
    base: &[String],
    arch: &str,
) -> Result<Option<Profile>, CommandError> {
    let name = match runtime {
        Some(name) => name,
        None if base.is_empty() => DEFAULT_RUNTIME,
        None => return Ok(None),
    };
    Ok(Some(Profile::named(name, arch)?))
}

pub(crate) fn runtime(profile: &Profile) -> Result<Runtime, CommandError> {
    let packages = profile.packages.iter().map(|text| text.parse());
    let packages = packages.collect::<Result<Vec<_>, _>>();
    Ok(Runtime {
        name: profile.runtime.clone(),
        packages: packages
            .map_err(|error| CommandError::Usage { message: format!("{}: {error}", profile.runtime) })?,
        sonames: profile.base_image().libraries().map(|(soname, _)| soname.to_owned()).collect(),
        paths: profile
            .paths
            .iter()
            .cloned()
            .chain(profile.paths.iter().filter_map(|path| short(path)))
            .collect(),
    })
}

/// The other name of a path: `/bin`, `/sbin`, `/lib` and `/lib64` are links into `/usr` on every Amazon Linux.
fn short(path: &str) -> Option<String> {
    let path = path.strip_prefix("/usr")?;
    ["/bin/", "/sbin/", "/lib/", "/lib64/"]
        .iter()
        .any(|directory| path.starts_with(directory))
        .then(|| path.to_owned())
}

fn packages(loaded: &Loaded, installations: &[Installation]) -> Result<Vec<LayerPackage>, CommandError> {
    let packages = installations.iter().map(|installation| package(loaded, *installation)).collect();
    let packages: Result<Vec<_>, _> = packages;
    Ok(packages?.into_iter().flatten().collect())
}

/// A package of an answer as a file; `None` if it is nowhere but in the base.
pub(crate) fn package(
    loaded: &Loaded,
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
        ..LayerPackage::new(solvable.nevra(), solvable.repository(), path?)
    }))
}

/// What the image has: the runtime's paths, and the files of the base's packages.
pub(crate) fn base_image(profile: Option<&Profile>, loaded: &Loaded) -> Result<BaseImage, CommandError> {
    let mut image = profile.map_or_else(BaseImage::new, Profile::base_image);
    for source in &loaded.base {
        source.for_each_file(|_, path| image.add_paths([path]))?;
    }
    let listed = loaded.pool.solvables().filter(|solvable| solvable.is_base());
    for solvable in listed {
        image.add_paths(solvable.files());
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

fn build(
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
    print_findings(&report.findings);
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
