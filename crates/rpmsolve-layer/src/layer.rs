//! [`build_layer`]: packages in, layer out; the order of the steps, each of which is a module of its own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::archive::{self, EPOCH_1980_SECONDS, Settings};
use crate::assemble::{self, Assembled};
use crate::base::BaseImage;
use crate::defaults::Keep;
use crate::error::LayerError;
use crate::finding::{Finding, FindingKind};
use crate::limits::{Budget, Limits};
use crate::output::Output;
use crate::package::{self, Package};
use crate::relocate;
use crate::report::{LayerReport, PackageReport};
use crate::tree::{Entry, Tree};
use crate::{links, manifest, reach};

/// How many packages an over-budget error names.
const LARGEST: usize = 5;

/// A solved package as a local file.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::LayerPackage;
/// let package = LayerPackage::new("jq-0:1.6-1.x86_64", "base", "/cache/jq-1.6-1.x86_64.rpm");
/// assert!(package.checksum.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerPackage {
    /// Name, epoch, version, release and architecture, as the solver prints them.
    pub nevra: String,
    /// The repository it came from.
    pub repository: String,
    /// The `.rpm` file.
    pub path: PathBuf,
    /// Digest algorithm (`sha256`) and lower-case hexadecimal digest; checked before the file is parsed.
    pub checksum: Option<(String, String)>,
    /// Length of the file in bytes; checked before the file is parsed.
    pub size_download_bytes: Option<u64>,
    /// True when it was asked for by name.
    pub requested: bool,
}

impl LayerPackage {
    /// A package that nothing is promised about.
    pub fn new(nevra: impl Into<String>, repository: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        LayerPackage {
            nevra: nevra.into(),
            repository: repository.into(),
            path: path.into(),
            checksum: None,
            size_download_bytes: None,
            requested: false,
        }
    }
}

/// Where the layer's files are meant to be at run time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// Below `/opt`: a Lambda layer.
    #[default]
    Opt,
    /// Below `/var/task`: part of a function. Not available yet.
    Task,
    /// Where the packages have them: for an image. Not available yet.
    Keep,
}

/// How a layer is built.
///
/// # Example
///
/// ```
/// let options = rpmsolve_layer::LayerOptions { limit_bytes: Some(262_144_000), ..Default::default() };
/// assert_eq!(options.compression_level, 6);
/// ```
#[derive(Debug, Clone)]
pub struct LayerOptions {
    /// Where the files are meant to be.
    pub layout: Layout,
    /// Groups of files to keep although a function does not need them.
    pub keep: Keep,
    /// Deflate level of a zip, 0 (store) to 9.
    pub compression_level: u8,
    /// Most bytes, unzipped, that the layer may have; `None` for no limit. Lambda allows 262,144,000 for a function
    /// and all its layers.
    pub limit_bytes: Option<u64>,
    /// The time of every archive entry in seconds since 1970 (`SOURCE_DATE_EPOCH`); 1980-01-01 by default.
    pub time_seconds: u64,
    /// Bounds against packages that lie.
    pub limits: Limits,
}

impl Default for LayerOptions {
    fn default() -> Self {
        LayerOptions {
            layout: Layout::Opt,
            keep: Keep::default(),
            compression_level: 6,
            limit_bytes: None,
            time_seconds: EPOCH_1980_SECONDS,
            limits: Limits::default(),
        }
    }
}

/// What [`build_layer`] is doing.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::Progress;
/// let show = |progress: Progress| match progress {
///     Progress::Unpacked { done, total, nevra } => format!("{done}/{total} {nevra}"),
///     _ => String::new(),
/// };
/// assert_eq!(show(Progress::Unpacked { done: 1, total: 2, nevra: "jq".into() }), "1/2 jq");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// A package was read and unpacked.
    Unpacked {
        /// How many are done.
        done: usize,
        /// How many there are.
        total: usize,
        /// The one just done.
        nevra: String,
    },
    /// Paths are being rewritten.
    Relocating {
        /// Number of files and links.
        files: usize,
    },
    /// An entry was written.
    Archived {
        /// How many are done.
        done: usize,
        /// How many there are.
        total: usize,
    },
}

/// Builds a layer from `packages` and writes it to `output`.
///
/// The result depends on the packages' bytes, the base and the options, and on nothing else: not on the order of
/// `packages`, the clock, the environment or the machine.
///
/// # Errors
///
/// Any [`LayerError`]; nothing is left under the output's name then.
///
/// # Example
///
/// ```no_run
/// use rpmsolve_layer::{BaseImage, LayerOptions, LayerPackage, Output, Profile, build_layer};
/// let packages = [LayerPackage::new("jq-0:1.6-1.x86_64", "base", "jq-1.6-1.x86_64.rpm")];
/// let base = Profile::named("provided.al2023", "x86_64")?.base_image();
/// let report =
///     build_layer(&packages, &base, &LayerOptions::default(), &Output::from_path("jq.zip"), &mut |_| {})?;
/// println!("{} files, {} bytes", report.files, report.bytes);
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
pub fn build_layer(
    packages: &[LayerPackage],
    base: &BaseImage,
    options: &LayerOptions,
    output: &Output,
    progress: &mut dyn FnMut(Progress),
) -> Result<LayerReport, LayerError> {
    match options.layout {
        Layout::Opt => {}
        Layout::Task => return Err(LayerError::LayoutNotAvailable { layout: "task" }),
        Layout::Keep => return Err(LayerError::LayoutNotAvailable { layout: "keep" }),
    }
    let mut sorted: Vec<&LayerPackage> = packages.iter().collect();
    sorted.sort_by(|a, b| (&a.nevra, &a.path).cmp(&(&b.nevra, &b.path)));
    let nevras: Vec<String> = sorted.iter().map(|package| package.nevra.clone()).collect();

    let unpacked = unpack_all(&sorted, options, progress)?;
    let named: Vec<(String, Package)> = nevras.iter().cloned().zip(unpacked).collect();
    let Assembled { mut tree, dropped, mut findings } = assemble::assemble(&named, &options.keep)?;
    findings.extend(scriptlets(&named));

    findings.extend(links::make_relative(&mut tree, base, &dropped, &nevras));
    findings.extend(reach::connect(&mut tree, base, &nevras));
    progress(Progress::Relocating { files: tree.iter().count() });
    let relocated = relocate::relocate(&mut tree, base, &nevras);
    findings.extend(relocated.findings);
    findings.sort();
    findings.dedup();

    let reports = package_reports(&tree, &sorted, &named);
    manifest::add(&mut tree, &reports, &relocated.rewritten, &findings)
        .map_err(|error| LayerError::Archive { path: output.path().to_owned(), reason: error.to_string() })?;
    check_budget(&tree, &reports, options)?;
    let files = tree.iter().filter(|(_, node)| !matches!(node.entry, Entry::Directory)).count();
    let total = tree.iter().count();
    let settings = Settings { level: options.compression_level.min(9), time_seconds: options.time_seconds };
    let archive_bytes = archive::write(&tree, output, settings, &mut |index| {
        progress(Progress::Archived { done: index + 1, total });
    })?;
    Ok(LayerReport {
        packages: reports,
        files,
        bytes: tree.bytes(),
        archive_bytes,
        rewritten: relocated.rewritten,
        left: relocated.left,
        findings,
    })
}

/// Reads all packages on all cores; the first error by package order wins.
fn unpack_all(
    packages: &[&LayerPackage],
    options: &LayerOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Package>, LayerError> {
    let budget = Budget::new(options.limits.unpacked_bytes);
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(packages.len());
    let (sender, receiver) = mpsc::channel();
    let mut results: Vec<Option<Result<Package, LayerError>>> = packages.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, budget, next, failed) = (sender.clone(), &budget, &next, &failed);
            scope.spawn(move || {
                while !failed.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(package) = packages.get(index) else { return };
                    let result = unpack_one(package, options, budget);
                    failed.fetch_or(result.is_err(), Ordering::Relaxed);
                    if sender.send((index, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (done, (index, result)) in receiver.into_iter().enumerate() {
            let nevra = packages[index].nevra.clone();
            progress(Progress::Unpacked { done: done + 1, total: packages.len(), nevra });
            results[index] = Some(result);
        }
    });
    results.into_iter().flatten().collect()
}

fn unpack_one(
    package: &LayerPackage,
    options: &LayerOptions,
    budget: &Budget,
) -> Result<Package, LayerError> {
    let checksum = package.checksum.as_ref().map(|(name, hex)| (name.as_str(), hex.as_str()));
    let wanted = |record: &package::FileRecord| options.keep.wants(record);
    package::unpack(&package.path, checksum, package.size_download_bytes, &options.limits, budget, &wanted)
}

fn scriptlets(packages: &[(String, Package)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (nevra, package) in packages {
        for scriptlet in &package.scriptlets {
            let section = scriptlet.section;
            findings.push(if scriptlet.is_harmless() {
                let detail = format!("{section} only runs ldconfig: a layer needs no cache of libraries");
                Finding::info(FindingKind::Scriptlet, "", detail, nevra)
            } else {
                let lines = scriptlet.body.lines().count();
                let detail =
                    format!("{section} ({}, {lines} lines) would have run and does not", scriptlet.program);
                Finding::warning(FindingKind::Scriptlet, "", detail, nevra)
            });
        }
    }
    findings
}

fn package_reports(
    tree: &Tree,
    sources: &[&LayerPackage],
    packages: &[(String, Package)],
) -> Vec<PackageReport> {
    let mut reports: Vec<PackageReport> = sources
        .iter()
        .zip(packages)
        .map(|(source, (nevra, package))| PackageReport {
            nevra: nevra.clone(),
            repository: source.repository.clone(),
            sha256: package.sha256.clone(),
            requested: source.requested,
            files: 0,
            bytes: 0,
        })
        .collect();
    for (_, node) in tree.iter() {
        if let Some(report) = node.package.and_then(|index| reports.get_mut(index)) {
            report.files += usize::from(!matches!(node.entry, Entry::Directory));
            report.bytes += node.bytes();
        }
    }
    reports
}

fn check_budget(tree: &Tree, reports: &[PackageReport], options: &LayerOptions) -> Result<(), LayerError> {
    let bytes = tree.bytes();
    let Some(limit_bytes) = options.limit_bytes.filter(|limit| bytes > *limit) else {
        return Ok(());
    };
    let mut largest: Vec<(String, u64)> = reports.iter().map(|r| (r.nevra.clone(), r.bytes)).collect();
    largest.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    largest.truncate(LARGEST);
    Err(LayerError::OverBudget { bytes, limit_bytes, largest })
}
