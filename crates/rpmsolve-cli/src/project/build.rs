//! `rpmsolve sync` and `rpmsolve build`: exactly what is locked, on this machine and verified, and layers made of it.

use std::path::{Path, PathBuf};

use rpmsolve::report::SCHEMA;
use rpmsolve_layer::{BaseImage, LayerError, LayerOptions, LayerPackage, LayerReport, Output};
use rpmsolve_repo::Load;
use rpmsolve_repo::project::{
    Getting, KeepName, LayerSettings, LayoutName, Lock, LockedFile, Project, fetch_locked,
};
use serde::Serialize;

use super::{arches, fresh, open, profile};
use crate::advice::print_advice;
use crate::arguments::project::{ProjectArguments, ProjectBuildArguments, SyncArguments};
use crate::arguments::{BuildArguments, Keep};
use crate::layer::{base_image, build_with_bar, layout, limit, options, print_findings};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::{progress, resolve};

/// Lambda's limit.
const LIMIT_BYTES: u64 = 262_144_000;

#[derive(Serialize)]
struct Synced {
    schema: u32,
    status: &'static str,
    packages: Vec<SyncedPackage>,
}

#[derive(Serialize)]
struct SyncedPackage {
    arch: String,
    nevra: String,
    path: String,
    checksum: String,
    size: u64,
    layers: Vec<String>,
}

/// Gets what is locked.
pub(crate) fn sync(arguments: &SyncArguments, json: bool) -> Result<Status, CommandError> {
    let project = open(arguments.of.project.as_ref())?;
    let Some(lock) = fresh(&project, &arguments.of, &arguments.fresh, json)? else { return Ok(Status::No) };
    let mut packages = Vec::new();
    for arch in arches(&lock, arguments.fresh.arch.as_deref())? {
        let files = fetch(&project, &lock, &arch, &arguments.of)?;
        // A build without the network needs that as well.
        if !project.load_base(&arch)?.described.is_empty() {
            image(&project, &arguments.of, &arch)?;
        }
        if !json {
            let bytes = files.iter().fold(0, |sum, file| u64::saturating_add(sum, file.package.size_bytes));
            println!("{arch}: {} packages, {}, as locked", files.len(), human_bytes(bytes));
        }
        packages.extend(files.into_iter().map(|LockedFile { package, path }| SyncedPackage {
            arch: arch.clone(),
            nevra: package.nevra.with_epoch(),
            path: path.display().to_string(),
            checksum: package.checksum.to_string(),
            size: package.size_bytes,
            layers: package.layers,
        }));
    }
    if json {
        print_json(&Synced { schema: SCHEMA, status: "synced", packages })?;
    }
    Ok(Status::Done)
}

pub(super) fn fetch(
    project: &Project,
    lock: &Lock,
    arch: &str,
    arguments: &ProjectArguments,
) -> Result<Vec<LockedFile>, CommandError> {
    let getting = arguments.getting.to_getting();
    Ok(progress::waiting("getting packages", || fetch_locked(project, lock, arch, &getting))?)
}

#[derive(Serialize)]
struct Built {
    schema: u32,
    status: &'static str,
    layers: Vec<BuiltLayer>,
}

#[derive(Serialize)]
struct BuiltLayer {
    layer: String,
    arch: String,
    output: String,
    #[serde(flatten)]
    report: LayerReport,
}

/// Builds the layers.
pub(crate) fn build(arguments: &ProjectBuildArguments, json: bool) -> Result<Status, CommandError> {
    let project = open(arguments.of.project.as_ref())?;
    let Some(lock) = fresh(&project, &arguments.of, &arguments.fresh, json)? else { return Ok(Status::No) };
    let names = if arguments.layers.is_empty() { &lock.layers } else { &arguments.layers };
    let directory = arguments.output.clone().unwrap_or_else(|| project.directory().join("dist"));
    let arches = arches(&lock, arguments.fresh.arch.as_deref())?;
    // What is asked for must be there before anything is built.
    for name in names {
        project.layer(name)?;
        for arch in &arches {
            lock.packages_of(arch, Some(name))?;
        }
    }
    let error = |source| CommandError::Io { path: directory.clone(), source };
    std::fs::create_dir_all(&directory).map_err(error)?;
    let mut layers = Vec::new();
    for arch in &arches {
        let files = fetch(&project, &lock, arch, &arguments.of)?;
        let base = image(&project, &arguments.of, arch)?;
        for name in names {
            let output = directory.join(format!("{name}-{arch}.zip"));
            let report = build_layer(project.layer(name)?, name, arch, &files, &base, &output)?;
            if !json {
                print_layer(&output, &report);
            }
            let output = output.display().to_string();
            layers.push(BuiltLayer { layer: name.clone(), arch: arch.clone(), output, report });
        }
    }
    if json {
        print_json(&Built { schema: SCHEMA, status: "built", layers })?;
    }
    Ok(Status::Done)
}

/// What the image has.
fn image(project: &Project, arguments: &ProjectArguments, arch: &str) -> Result<BaseImage, CommandError> {
    let profile = profile(project, arguments, arch)?;
    let load = project.load_base(arch)?;
    let runtime = profile.as_ref().map(rpmsolve_layer::Profile::to_runtime);
    let Getting { network, options } = arguments.getting.to_getting();
    let cache = arguments.getting.kept.directory().map(Path::to_owned);
    let loaded = resolve::load(&Load { runtime, cache, network, options, ..load })?;
    base_image(profile.as_ref(), &loaded)
}

fn build_layer(
    settings: &LayerSettings,
    name: &str,
    arch: &str,
    files: &[LockedFile],
    base: &BaseImage,
    output: &Path,
) -> Result<LayerReport, CommandError> {
    let files = files.iter().filter(|file| file.package.is_in(name));
    let packages: Vec<LayerPackage> =
        files.clone().map(|file| layer_package(file, name, files.clone())).collect();
    let built = build_with_bar(&packages, base, &layer_options(settings, arch)?, &Output::from_path(output));
    if let Err(CommandError::Layer(LayerError::OverBudget { budget })) = &built {
        print_advice(budget);
    }
    built
}

/// A locked package as a part of a layer.
fn layer_package<'a>(
    file: &LockedFile,
    layer: &str,
    others: impl Iterator<Item = &'a LockedFile>,
) -> LayerPackage {
    let LockedFile { package, path } = file;
    let (nevra, path): (String, PathBuf) = (package.nevra.with_epoch(), path.clone());
    let needs = |other: &LockedFile| package.required_by.contains(&other.package.nevra.with_epoch());
    let needing = others.filter(|other| needs(other)).map(|other| other.package.nevra.with_epoch());
    LayerPackage {
        checksum: Some((package.checksum.algorithm_name().to_owned(), package.checksum.hex().to_owned())),
        size_download_bytes: Some(package.size_bytes),
        requested: package.is_requested_in(layer),
        required_by: Some(needing.collect()),
        ..LayerPackage::new(nevra, package.repository.clone(), path)
    }
}

/// What rpmsolve.toml says about building, as the command's own arguments would.
fn layer_options(settings: &LayerSettings, arch: &str) -> Result<LayerOptions, CommandError> {
    let keep = |name: &KeepName| match name {
        KeepName::Docs => Keep::Docs,
        KeepName::Man => Keep::Man,
        KeepName::Locales => Keep::Locales,
        KeepName::Headers => Keep::Headers,
        KeepName::StaticLibraries => Keep::StaticLibraries,
    };
    let prefer = settings.prefer.iter().filter_map(|it| it.split_once('='));
    let arguments = BuildArguments {
        keep: settings.keep.iter().map(keep).collect(),
        no_rewrite: settings.no_rewrite.clone(),
        prefer: prefer.map(|(package, pattern)| (package.to_owned(), pattern.to_owned())).collect(),
        wrappers: settings.wrappers,
        compression: settings.compression.unwrap_or(6),
    };
    let mut options = options(&arguments, arch)?;
    options.layout = layout(settings.layout.unwrap_or(LayoutName::Opt).name())?;
    options.limit_bytes = limit(settings.limit.unwrap_or(LIMIT_BYTES));
    Ok(options)
}

fn print_layer(output: &Path, report: &LayerReport) {
    println!(
        "{}: {} packages, {} files, {} unzipped, {} written",
        output.display(),
        report.packages.len(),
        report.files,
        human_bytes(report.bytes),
        human_bytes(report.archive_bytes),
    );
    print_findings(&report.findings);
}
