//! [`build_layer`]: packages in, layer out; the order of the steps, each of which is a module of its own.

use std::collections::BTreeMap;
use std::path::PathBuf;

use globset::{Glob, GlobSet, GlobSetBuilder};
use rpmsolve_repo::{Cancel, parallel};

use crate::archive::{self, EPOCH_1980_SECONDS, Settings};
use crate::assemble::{self, Assembled, Preference};
use crate::base::BaseImage;
use crate::budget::{Allowed, BudgetReport, OtherLayer};
use crate::content::Store;
use crate::defaults::Keep;
use crate::error::LayerError;
use crate::limits::{Budget, Limits};
use crate::loader::Loader;
use crate::mapping::Layout;
use crate::output::Output;
use crate::package::{self, Package, Promise};
use crate::report::{LayerReport, PackageReport};
use crate::sbom::{Sbom, SbomFormat};
use crate::tree::{Entry, Node, Tree};
use crate::{audit, effects, hints, links, manifest, reach, relocate, wrappers};

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
    /// The NEVRAs of those of the other packages that need it; `None` if that is not known.
    pub required_by: Option<Vec<String>>,
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
            required_by: None,
        }
    }
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
    /// Files that stay as they are: glob patterns of paths in the layer (`bin/git`), of paths in a package
    /// (`/usr/lib64/libssl*`) or of package names.
    pub no_rewrite: Vec<String>,
    /// Whose file is taken where two packages have one path with different contents: name of the package, and a glob
    /// pattern of paths in the layer or in the package.
    pub prefer: Vec<(String, String)>,
    /// Whether programs that need variables of the environment become scripts that set them.
    pub wrappers: bool,
    /// RPM's name of the architecture that programs run on; by default the packages' own.
    pub arch: Option<String>,
    /// Deflate level of a zip, 0 (store) to 9.
    pub compression_level: u8,
    /// Most bytes, unzipped, that the layer and `others` may have together; `None` for no limit. Lambda allows
    /// 262,144,000 for a function and all its layers.
    pub limit_bytes: Option<u64>,
    /// What else the function has.
    pub others: Vec<OtherLayer>,
    /// Packages that other layers of the same functions have: they count as being there, at their places in the layer,
    /// and are not put in.
    pub beside: Vec<LayerPackage>,
    /// The time of every archive entry in seconds since 1970 (`SOURCE_DATE_EPOCH`); 1980-01-01 by default.
    pub time_seconds: u64,
    /// Bounds against packages that lie.
    pub limits: Limits,
    /// Gives the building up.
    pub cancel: Cancel,
}

impl Default for LayerOptions {
    fn default() -> Self {
        LayerOptions {
            layout: Layout::Opt,
            keep: Keep::default(),
            no_rewrite: Vec::new(),
            prefer: Vec::new(),
            wrappers: false,
            arch: None,
            compression_level: 6,
            limit_bytes: None,
            others: Vec::new(),
            beside: Vec::new(),
            time_seconds: EPOCH_1980_SECONDS,
            limits: Limits::default(),
            cancel: Cancel::new(),
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
    let (mut sorted, mut beside) = (by_nevra(packages), by_nevra(&options.beside));
    let own = sorted.len();
    beside.retain(|package| !packages.iter().any(|theirs| theirs.nevra == package.nevra));
    sorted.extend(beside);
    let nevras: Vec<String> = sorted.iter().map(|package| package.nevra.clone()).collect();
    let no_rewrite = patterns(&options.no_rewrite)?;
    let preferences = preferences(&options.prefer)?;
    let layout = options.layout;

    let store = Store::new(options.limits.memory_bytes, archive::prepare(output)?);
    let unpacked = unpack_all(&sorted, options, &store, progress)?;
    let named: Vec<(String, Package)> = nevras.iter().cloned().zip(unpacked).collect();
    let assembling = assemble::Options { keep: &options.keep, layout, preferences: &preferences, own };
    let Assembled { mut tree, dropped, mut findings } = assemble::assemble(&named, &assembling)?;
    findings.extend(effects::apply(&mut tree, &named, base, layout, &nevras)?);
    findings.extend(links::make_relative(&mut tree, base, layout, &dropped, &nevras));
    check_budget(&tree, &sorted[..own], &named[..own], options)?;
    options.cancel.check()?;
    progress(Progress::Relocating { files: tree.iter().count() });
    let relocating = relocate::Options { base, layout, no_rewrite: &no_rewrite, nevras: &nevras, own };
    let mut relocated = relocate::relocate(&mut tree, &relocating)?;
    findings.append(&mut relocated.findings);
    if layout != Layout::Keep {
        findings.extend(reach::connect(&mut tree, base, layout, &nevras)?);
    }
    options.cancel.check()?;
    let environment = hints::needed(&Loader { tree: &tree, base, layout }, &relocated)?;
    if options.wrappers {
        let wrapped = wrappers::add(&mut tree, &environment, layout, &nevras);
        relocated.rename(&wrapped.moved);
        findings.extend(wrapped.findings);
    }
    let arch = options.arch.as_deref().or_else(|| arch_of(&named));
    findings.extend(audit::of_tree(&tree, &audit::Context { base, layout, arch, nevras: &nevras }));
    findings.retain(|finding| !nevras[own..].contains(&finding.package));
    findings.sort();
    findings.dedup();
    tree.keep_own(own);

    let reports = package_reports(&tree, &sorted[..own], &named[..own]);
    let packages = sorted[..own].iter().copied().zip(named.iter().map(|(_, package)| package));
    let sbom = Sbom::of_layer(packages, options.time_seconds);
    for format in [SbomFormat::Spdx, SbomFormat::CycloneDx] {
        tree.add_own(format.path_in_layer(), sbom.to_json(format).into_bytes(), layout);
    }
    let beside = &nevras[own..];
    manifest::add(&mut tree, layout, &reports, beside, &relocated.rewritten, &environment, &findings)
        .map_err(|error| LayerError::Archive { path: output.path().to_owned(), reason: error.to_string() })?;
    let budget = check_budget(&tree, &sorted[..own], &named[..own], options)?;
    let files = tree.iter().filter(|(_, node)| !matches!(node.entry, Entry::Directory)).count();
    let total = tree.iter().count();
    let settings = Settings { level: options.compression_level.min(9), time_seconds: options.time_seconds };
    let archive_bytes = archive::write(&tree, output, settings, &mut |index| {
        progress(Progress::Archived { done: index + 1, total });
        options.cancel.check().map_err(std::io::Error::other)
    });
    let archive_bytes = archive_bytes.map_err(|error| match options.cancel.check() {
        Err(cancelled) => cancelled.into(),
        Ok(()) => error,
    })?;
    Ok(LayerReport {
        packages: reports,
        files,
        bytes: tree.bytes(),
        archive_bytes,
        budget,
        rewritten: relocated.rewritten,
        left: relocated.left,
        environment,
        findings,
        sbom,
    })
}

fn by_nevra(packages: &[LayerPackage]) -> Vec<&LayerPackage> {
    let mut sorted: Vec<&LayerPackage> = packages.iter().collect();
    sorted.sort_by(|a, b| (&a.nevra, &a.path).cmp(&(&b.nevra, &b.path)));
    sorted
}

/// Reads all packages on all cores; the first error by package order wins.
fn unpack_all(
    packages: &[&LayerPackage],
    options: &LayerOptions,
    store: &Store,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Package>, LayerError> {
    let budget = Budget::new(options.limits.unpacked_bytes);
    let wanted = |record: &package::FileRecord| options.keep.wants(record);
    let unpack = |package: &&LayerPackage| {
        let promise = Promise {
            checksum: package.checksum.as_ref().map(|(name, hex)| (name.as_str(), hex.as_str())),
            size_bytes: package.size_download_bytes,
        };
        options.cancel.check()?;
        package::unpack(&package.path, promise, &options.limits, &budget, store, &wanted)
    };
    let mut done = 0;
    parallel::try_map(packages, unpack, |index| {
        done += 1;
        let nevra = packages[index].nevra.clone();
        progress(Progress::Unpacked { done, total: packages.len(), nevra });
    })
}

/// The architecture of most packages that have one.
fn arch_of(packages: &[(String, Package)]) -> Option<&str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, package) in packages.iter().filter(|(_, package)| package.arch != "noarch") {
        *counts.entry(&package.arch).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(arch, _)| arch)
}

fn pattern(text: &str) -> Result<Glob, LayerError> {
    Glob::new(text).map_err(|error| LayerError::BadPattern {
        pattern: text.to_owned(),
        reason: error.kind().to_string(),
    })
}

fn patterns(texts: &[String]) -> Result<GlobSet, LayerError> {
    let mut set = GlobSetBuilder::new();
    for text in texts {
        set.add(pattern(text)?);
    }
    set.build().map_err(|error| LayerError::BadPattern {
        pattern: texts.join(" "),
        reason: error.kind().to_string(),
    })
}

pub(crate) fn preferences(given: &[(String, String)]) -> Result<Vec<Preference>, LayerError> {
    let preference = |(package, paths): &(String, String)| {
        Ok(Preference { package: package.clone(), paths: pattern(paths)?.compile_matcher() })
    };
    given.iter().map(preference).collect()
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
            required_by: source.required_by.clone().unwrap_or_default(),
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

/// Holds the packages' part of a tree, and what the layer itself adds, against the limit.
fn check_budget(
    tree: &Tree,
    sources: &[&LayerPackage],
    packages: &[(String, Package)],
    options: &LayerOptions,
) -> Result<BudgetReport, LayerError> {
    let reports = package_reports(tree, sources, packages);
    let sizes_bytes = reports.into_iter().map(|report| (report.nevra, report.bytes)).collect();
    let is_own = |node: &&Node| node.package.is_none_or(|index| index < packages.len());
    let bytes = tree.iter().map(|(_, node)| node).filter(is_own).map(Node::bytes).sum();
    let allowed = Allowed { limit_bytes: options.limit_bytes, others: &options.others, keep: &options.keep };
    let budget = BudgetReport::new(bytes, packages, sizes_bytes, &allowed);
    if budget.is_over() { Err(LayerError::OverBudget { budget: Box::new(budget) }) } else { Ok(budget) }
}
