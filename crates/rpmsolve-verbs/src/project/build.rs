//! Exactly what is locked, on this machine and verified, and layers made of it.

use std::path::{Path, PathBuf};

use rpmsolve::report::SCHEMA;
use rpmsolve_layer::{BaseImage, LayerOptions as LayerSettings, LayerPackage, LayerReport, Output};
use rpmsolve_repo::Load;
use rpmsolve_repo::project::{
    Getting, KeepName, LayerSettings as Wanted, LayoutName, Lock, LockedFile, Project, fetch_locked,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{arches, fresh, open, profile};
use crate::answer::documents;
use crate::layer::{base_image, build_with_progress, layout, limit, settings};
use crate::options::{BuildOptions, BuildingOptions, KeepOption, ProjectOptions, SyncOptions};
use crate::resolve::load;
use crate::{Answer, Session, Stage, VerbError};

/// What is on this machine of what is locked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SyncDocument {
    /// The version of the document.
    pub schema: u32,
    /// `synced`.
    pub status: &'static str,
    /// The packages.
    pub packages: Vec<SyncedPackage>,
}

/// A locked package on this machine.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SyncedPackage {
    /// The architecture that it is locked for.
    pub arch: String,
    /// Its name, epoch, version, release and architecture.
    pub nevra: String,
    /// The file.
    pub path: String,
    /// `type:hexadecimal`.
    pub checksum: String,
    /// How many bytes it has.
    pub size: u64,
    /// The layers that it is a part of.
    pub layers: Vec<String>,
}

/// The layers of a project.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BuildDocument {
    /// The version of the document.
    pub schema: u32,
    /// `built`.
    pub status: &'static str,
    /// The layers.
    pub layers: Vec<BuiltLayerDocument>,
}

/// A layer of a project.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BuiltLayerDocument {
    /// Its name.
    pub layer: String,
    /// The architecture that it is for.
    pub arch: String,
    /// Where it is.
    pub output: String,
    /// The licences of its packages, as SPDX expressions where they can be.
    pub licenses: Vec<String>,
    /// What is in it.
    #[serde(flatten)]
    pub report: LayerReport,
}

documents! {
    SyncDocument;
    BuildDocument;
}

/// Gets exactly the packages that are locked, and verifies them.
///
/// # Errors
///
/// [`VerbError::Stale`] if the lock is another project's and must not be made anew, and whatever goes wrong on the way of
/// a package.
pub fn sync(options: &SyncOptions, session: &Session) -> Result<SyncDocument, VerbError> {
    let project = open(&options.of)?;
    let lock = fresh(&project, &options.of, &options.fresh, session)?;
    let mut packages = Vec::new();
    for arch in arches(&lock, options.fresh.arch.as_deref())? {
        let files = fetch(&project, &lock, &arch, &options.of, session)?;
        // A build without the network needs that as well.
        if !project.load_base(&arch)?.described.is_empty() {
            image(&project, &options.of, &arch, session)?;
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
    Ok(SyncDocument { schema: SCHEMA, status: "synced", packages })
}

pub(super) fn fetch(
    project: &Project,
    lock: &Lock,
    arch: &str,
    options: &ProjectOptions,
    session: &Session,
) -> Result<Vec<LockedFile>, VerbError> {
    let getting = options.getting.to_getting(session);
    Ok(session.during(Stage::Load, || fetch_locked(project, lock, arch, &getting))?)
}

/// Builds the layers of a project from exactly the packages that are locked.
///
/// # Errors
///
/// As [`sync`], and [`VerbError::Layer`] for what cannot be a layer.
pub fn build(options: &BuildOptions, session: &Session) -> Result<BuildDocument, VerbError> {
    let project = open(&options.of)?;
    let lock = fresh(&project, &options.of, &options.fresh, session)?;
    let names = if options.layers.is_empty() { &lock.layers } else { &options.layers };
    let directory = options.output.clone().unwrap_or_else(|| project.directory().join("dist"));
    let arches = arches(&lock, options.fresh.arch.as_deref())?;
    // What is asked for must be there before anything is built.
    for name in names {
        project.layer(name)?;
        for arch in &arches {
            lock.packages_of(arch, Some(name))?;
        }
    }
    let error = |source| VerbError::Io { path: directory.clone(), source };
    std::fs::create_dir_all(&directory).map_err(error)?;
    let mut layers = Vec::new();
    for arch in &arches {
        let files = fetch(&project, &lock, arch, &options.of, session)?;
        let base = image(&project, &options.of, arch, session)?;
        for name in names {
            let output = directory.join(format!("{name}-{arch}.zip"));
            let settings = layer_settings(project.layer(name)?, arch, session)?;
            let files = files.iter().filter(|file| file.package.is_in(name));
            let packages: Vec<LayerPackage> =
                files.clone().map(|file| layer_package(file, name, files.clone())).collect();
            let output_zip = Output::from_path(&output);
            let report = build_with_progress(&packages, &base, &settings, &output_zip, session)?;
            layers.push(BuiltLayerDocument {
                layer: name.clone(),
                arch: arch.clone(),
                output: output.display().to_string(),
                licenses: report.sbom.licenses(),
                report,
            });
        }
    }
    Ok(BuildDocument { schema: SCHEMA, status: "built", layers })
}

/// What the image has.
fn image(
    project: &Project,
    options: &ProjectOptions,
    arch: &str,
    session: &Session,
) -> Result<BaseImage, VerbError> {
    let profile = profile(project, options, arch)?;
    let base = project.load_base(arch)?;
    let runtime = profile.as_ref().map(rpmsolve_layer::Profile::to_runtime);
    let Getting { network, options: set } = options.getting.to_getting(session);
    let cache = options.getting.kept.directory().map(Path::to_owned);
    let loaded = load(&Load { runtime, cache, network, options: set, ..base }, session)?;
    base_image(profile.as_ref(), &loaded)
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

/// What rpmsolve.toml says about building, as options would.
fn layer_settings(wanted: &Wanted, arch: &str, session: &Session) -> Result<LayerSettings, VerbError> {
    let keep = |name: &KeepName| match name {
        KeepName::Docs => KeepOption::Docs,
        KeepName::Man => KeepOption::Man,
        KeepName::Locales => KeepOption::Locales,
        KeepName::Headers => KeepOption::Headers,
        KeepName::StaticLibraries => KeepOption::StaticLibraries,
    };
    let building = BuildingOptions {
        keep: wanted.keep.iter().map(keep).collect(),
        no_rewrite: wanted.no_rewrite.clone(),
        prefer: wanted.prefer.clone(),
        wrappers: wanted.wrappers,
        compression: wanted.compression,
    };
    let mut settings = settings(&building, arch, session)?;
    settings.layout = layout(wanted.layout.map(LayoutName::name))?;
    settings.limit_bytes = limit(wanted.limit);
    Ok(settings)
}
