//! Layers: solved against what the runtime has, and built of what is missing; and what other verbs that build so share.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rpmsolve::metadata::Field;
use rpmsolve::report::{ObjectiveReport, SCHEMA};
use rpmsolve::{InstallReason, Installation, Transaction};
use rpmsolve_layer::{
    BaseImage, BudgetReport, Keep, LayerError, LayerOptions as LayerSettings, LayerPackage, LayerReport,
    Layout, OtherLayer, Output, Profile, build_layer,
};
use rpmsolve_repo::{Load, Loaded, Resolve, Resolved};
use schemars::JsonSchema;
use serde::Serialize;

use crate::options::{BuildingOptions, COMPRESSION_MAX, KeepOption, LayerOptions};
use crate::profile::find_profile;
use crate::resolve::{resolve_of, run};
use crate::{Answer, Progress, Session, Solved, Stage, VerbError};

const DEFAULT_RUNTIME: &str = "provided.al2023";

/// A layer that was built.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LayerDocument {
    /// The version of the document.
    pub schema: u32,
    /// `built`.
    pub status: &'static str,
    /// Where it is.
    pub output: String,
    /// The runtime that it is for, or null if the base was described otherwise.
    pub runtime: Option<String>,
    /// How small the packages are, if the smallest were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<ObjectiveReport>,
    /// What is in it.
    #[serde(flatten)]
    pub report: LayerReport,
}

/// A layer that was built, and what it was built of.
#[derive(Clone, Debug)]
pub struct LayerBuilt {
    /// What is in it.
    pub report: LayerReport,
    /// What was resolved for it.
    pub resolved: Resolved,
    output: PathBuf,
    runtime: Option<String>,
    options: LayerSettings,
}

impl Answer for LayerBuilt {
    type Document = LayerDocument;

    fn into_document(self, session: &Session) -> LayerDocument {
        let Self { mut report, resolved, output, runtime, options } = self;
        advise(&mut report.budget, &resolved, &options, session);
        let (output, objective) = (output.display().to_string(), resolved.size.map(Into::into));
        LayerDocument { schema: SCHEMA, status: "built", output, runtime, objective, report }
    }
}

/// Builds a layer from packages and all they need.
///
/// # Errors
///
/// As [`crate::resolve`], and [`VerbError::Layer`] for what cannot be a layer; nothing is written then.
pub fn layer(options: &LayerOptions, session: &Session) -> Result<LayerBuilt, VerbError> {
    let sources = &options.of.sources;
    let profile = find_profile(&options.of.runtime, usual_runtime(&sources.base), &sources.arch)?;
    let load = Load { runtime: profile.as_ref().map(Profile::to_runtime), ..sources.to_load(session) };
    let resolve = resolve_of(load, &options.of.choice, &options.specs, options.of.weak)?;
    let resolve = Resolve { weak: options.of.weak, lock_base: true, ..resolve };
    let solved = Solved::new(run(&resolve, session)?, false)?;
    let (loaded, transaction) = (&solved.resolved.loaded, solved.transaction());
    let packages = packages(loaded, transaction)?;
    let base = base_image(profile.as_ref(), loaded)?;
    let output = Output::from_path(&options.output);
    let mut settings = settings(&options.building, &sources.arch, session)?;
    settings.layout = layout(options.layout.as_deref())?;
    settings.limit_bytes = limit(options.limit);
    let others = options.other.iter().map(|other| OtherLayer::read(other, &settings.limits));
    settings.others = others.collect::<Result<_, _>>()?;
    let report = match build_with_progress(&packages, &base, &settings, &output, session) {
        Err(VerbError::Layer(LayerError::OverBudget { mut budget })) => {
            advise(&mut budget, &solved.resolved, &settings, session);
            return Err(LayerError::OverBudget { budget }.into());
        }
        built => built?,
    };
    for path in &options.sbom {
        report.sbom.write(path)?;
    }
    let (output, runtime) = (options.output.clone(), profile.map(|profile| profile.runtime));
    Ok(LayerBuilt { report, resolved: solved.resolved, output, runtime, options: settings })
}

/// How long a smaller answer is looked for.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Adds what the solver can say about a layer.
fn advise(budget: &mut BudgetReport, resolved: &Resolved, options: &LayerSettings, session: &Session) {
    let start = Instant::now();
    session.during(Stage::Advise, || {
        budget.advise(resolved, options, &mut || {
            start.elapsed() >= TIME_LIMIT || session.cancel.is_cancelled()
        });
    });
}

/// The runtime that is meant where none is named, and no base either.
pub(crate) fn usual_runtime(base: &[String]) -> Option<&'static str> {
    base.is_empty().then_some(DEFAULT_RUNTIME)
}

fn packages(loaded: &Loaded, transaction: &Transaction) -> Result<Vec<LayerPackage>, VerbError> {
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
) -> Result<Option<LayerPackage>, VerbError> {
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
pub(crate) fn base_image(profile: Option<&Profile>, loaded: &Loaded) -> Result<BaseImage, VerbError> {
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
pub(crate) fn layout(name: Option<&str>) -> Result<Layout, VerbError> {
    let name = name.unwrap_or("opt");
    Layout::named(name)
        .ok_or_else(|| VerbError::usage(format!("--layout {name}: there are opt, task and keep")))
}

/// Lambda's limit for a function and all its layers.
const LIMIT_BYTES: u64 = 262_144_000;

/// A limit as it is given: 0 for none, and Lambda's if nothing is said.
pub(crate) fn limit(bytes: Option<u64>) -> Option<u64> {
    Some(bytes.unwrap_or(LIMIT_BYTES)).filter(|&limit| limit > 0)
}

/// What the options say about building.
pub(crate) fn settings(
    options: &BuildingOptions,
    arch: &str,
    session: &Session,
) -> Result<LayerSettings, VerbError> {
    let keeps = |what| options.keep.contains(&what);
    let usual = LayerSettings::default();
    let prefer = options.prefer.iter().map(|text| {
        let pair = text.split_once('=').map(|(package, pattern)| (package.to_owned(), pattern.to_owned()));
        pair.ok_or_else(|| VerbError::usage(format!("prefer \"{text}\": write PACKAGE=PATTERN")))
    });
    if let Some(level) = options.compression.filter(|level| *level > COMPRESSION_MAX) {
        return Err(VerbError::usage(format!("compression {level}: it goes from 0 to {COMPRESSION_MAX}")));
    }
    let mut settings = LayerSettings {
        keep: Keep {
            documentation: keeps(KeepOption::Docs),
            manual_pages: keeps(KeepOption::Man),
            locales: keeps(KeepOption::Locales),
            headers: keeps(KeepOption::Headers),
            static_libraries: keeps(KeepOption::StaticLibraries),
        },
        no_rewrite: options.no_rewrite.clone(),
        prefer: prefer.collect::<Result<_, _>>()?,
        wrappers: options.wrappers,
        arch: Some(arch.to_owned()),
        compression_level: options.compression.unwrap_or(usual.compression_level),
        cancel: session.cancel.clone(),
        ..usual
    };
    // The convention of reproducible builds: the one thing that is taken from the environment.
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let seconds = epoch.to_str().and_then(|text| text.parse().ok());
        settings.time_seconds = seconds.ok_or_else(|| {
            let text = epoch.to_string_lossy();
            VerbError::usage(format!("SOURCE_DATE_EPOCH is \"{text}\", not a number of seconds"))
        })?;
    }
    Ok(settings)
}

/// Builds a layer, and tells.
pub(crate) fn build_with_progress(
    packages: &[LayerPackage],
    base: &BaseImage,
    options: &LayerSettings,
    output: &Output,
    session: &Session,
) -> Result<LayerReport, VerbError> {
    Ok(build_layer(packages, base, options, output, &mut |progress| tell(session, &progress))?)
}

/// Tells how far a layer is.
pub(crate) fn tell(session: &Session, progress: &rpmsolve_layer::Progress) {
    match *progress {
        rpmsolve_layer::Progress::Unpacked { done, total, .. } => {
            session.tell(Progress::at(Stage::Unpack, done, total));
        }
        rpmsolve_layer::Progress::Relocating { .. } => session.tell(Progress::begun(Stage::Relocate)),
        rpmsolve_layer::Progress::Archived { done, total } => {
            session.tell(Progress::at(Stage::Write, done, total));
        }
        _ => {}
    }
}
