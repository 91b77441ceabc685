//! Packages put into a directory that is itself an rpm-md repository: what was fetched once can be used again without
//! the place that it came from, by this program, by dnf, and by whatever else reads what createrepo_c writes.
//!
//! What is new is written under temporary names and synced. At the end all is renamed, `repomd.xml` last, and only then
//! is removed what nothing names any more. Who reads the directory meanwhile sees the old repository, or the new one.
//! A run that is killed leaves what the next one finds out about and clears away.

mod directory;
mod repodata;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rpmsolve::metadata::{Field, PackageRecord};
use rpmsolve::{DigestAlgorithm, EvrRef, Solvable, SolvableId};
use schemars::JsonSchema;
use serde::Serialize;
use tempfile::TempPath;

use crate::headers::{for_each_piece, read_whole_record};
use crate::{Loaded, RepoError};
use directory::{Directory, rename, synced};
use repodata::Repodata;

/// The directory of packages in a repository.
const PACKAGES: &str = "Packages";

/// What was written.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::VendorReport;
///
/// assert_eq!(VendorReport::default().bytes, 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VendorReport {
    /// The packages of the repository, in the order of their file names.
    pub packages: Vec<VendoredPackage>,
    /// How many bytes they take.
    pub bytes: u64,
    /// What was in the repository before and is not any more, by the names of the files.
    pub removed: Vec<String>,
}

/// A package of a repository that was written.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::VendoredPackage;
///
/// let package = VendoredPackage { size: 4, ..VendoredPackage::default() };
/// assert!(package.key.is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VendoredPackage {
    /// `name-epoch:version-release.arch`.
    pub nevra: String,
    /// Where it lies, relative to the directory.
    pub path: String,
    /// `sha256:` and the digest of its file.
    pub checksum: String,
    /// How many bytes its file has.
    pub size: u64,
    /// The fingerprint of the key that has signed it, if signatures were checked.
    pub key: Option<String>,
}

/// Makes a directory a repository of exactly these packages, each a file and the name that it is to have there. They are
/// copied to `Packages`; what is there already with the same content stays. The order in which they are given does not
/// matter, and the same packages and revision give the same bytes.
///
/// The directory is made if it is not there. If it is, it has to be empty, or a repository that this function has
/// written: then the files that it has written of the old one, and the new one does not need, are removed, and no others.
///
/// `revision` is what the repository calls its state: usually seconds since 1970.
///
/// # Errors
///
/// [`RepoError::Occupied`] if the directory is something else, [`RepoError::SameFileName`] and [`RepoError::FileName`] for
/// names that cannot be, and whatever is wrong with a package, or with the disk.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Source, write_repository};
///
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
/// # let directory = tempfile::tempdir()?;
/// let hello = Source::open(demo, "demo")?.package_path("Packages/hello-2.0-1.x86_64.rpm")?;
/// let packages = [(hello, "hello-2.0-1.x86_64.rpm".to_owned())];
/// let report = write_repository(directory.path(), &packages, "1704067200")?;
/// assert_eq!(report.packages[0].nevra, "hello-0:2.0-1.x86_64");
/// assert!(directory.path().join("repodata/repomd.xml").is_file());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_repository(
    directory: &Path,
    packages: &[(PathBuf, String)],
    revision: &str,
) -> Result<VendorReport, RepoError> {
    let packages = in_order(packages)?;
    let names: Vec<&str> = packages.iter().map(|(_, name)| name.as_str()).collect();
    let directory = Directory::open(directory)?;
    directory.begin(&names)?;
    let mut report = VendorReport::default();
    let mut copies = Vec::new();
    let mut repodata = Repodata::new(&directory, distinct(&names) as u64)?;
    for (number, (source, name)) in packages.iter().enumerate() {
        let mut record = read_whole_record(source)?;
        if let Some(before) = number.checked_sub(1).filter(|&before| names[before] == name) {
            // The same package twice is one.
            same_content(&report, &record, name, &packages[before].0, source)?;
            continue;
        }
        let path = format!("{PACKAGES}/{name}");
        record.set(Field::Location, &path);
        // When a copy was made says nothing, and would be different each time.
        record.time_file = record.time_build;
        repodata.add(&record)?;
        copies.extend(copy_of(&directory, source, name, &record)?);
        report.bytes += record.size_download_bytes;
        report.packages.push(VendoredPackage {
            nevra: nevra(&record),
            path,
            checksum: checksum(&record),
            size: record.size_download_bytes,
            key: None,
        });
    }
    let repomd = repodata.finish(revision)?;
    // What is new is in nobody's way; what replaces something is in the way of those who read the old repository.
    copies.sort_by_key(|copy| copy.replaces);
    for copy in copies {
        rename(copy.file, &copy.path)?;
    }
    directory.put_repomd(&repomd)?;
    report.removed = directory.clean(&names, &repomd)?;
    Ok(report)
}

/// The usual name of a package's file: `name-version-release.arch.rpm`. Characters that are not usual in such names are
/// written as `_` and their bytes in hexadecimal.
///
/// # Example
///
/// ```
/// use rpmsolve::EvrRef;
/// use rpmsolve_repo::package_file_name;
///
/// assert_eq!(package_file_name("hello", EvrRef::parse("1:2.0-1"), "x86_64"), "hello-2.0-1.x86_64.rpm");
/// assert_eq!(package_file_name("../up", EvrRef::parse("1"), "noarch"), "_2E._2Fup-1.noarch.rpm");
/// ```
pub fn package_file_name(name: &str, evr: EvrRef<'_>, arch: &str) -> String {
    let release = evr.release.map(|release| format!("-{release}")).unwrap_or_default();
    let mut file_name = String::new();
    for byte in format!("{name}-{}{release}.{arch}", evr.version).bytes() {
        let is_usual = byte.is_ascii_alphanumeric() || b"-_+~^".contains(&byte);
        if is_usual || byte == b'.' && !file_name.is_empty() {
            file_name.push(char::from(byte));
        } else {
            file_name.push_str(&format!("_{byte:02X}"));
        }
    }
    file_name + ".rpm"
}

impl Loaded {
    /// Gets packages ([`Self::fetch`]) and makes a directory a repository of them ([`write_repository`]). Its revision is
    /// the latest time at which one of them was built.
    ///
    /// # Errors
    ///
    /// As of these two.
    pub fn vendor(&self, packages: &[SolvableId], directory: &Path) -> Result<VendorReport, RepoError> {
        let fetched = self.fetch(packages)?;
        let solvables: Vec<Solvable<'_>> =
            fetched.iter().map(|fetched| self.pool.solvable(fetched.package)).collect();
        let revision = solvables.iter().map(|solvable| solvable.time_build()).max().unwrap_or_default();
        let names = solvables
            .iter()
            .map(|solvable| package_file_name(solvable.name(), solvable.evr(), solvable.arch()));
        let files: Vec<(PathBuf, String)> =
            fetched.iter().map(|fetched| fetched.path.clone()).zip(names).collect();
        let mut report = write_repository(directory, &files, &revision.to_string())?;
        for (fetched, (_, name)) in fetched.into_iter().zip(&files) {
            let path = format!("{PACKAGES}/{name}");
            if let Some(package) = report.packages.iter_mut().find(|package| package.path == path) {
                package.key = fetched.key;
            }
        }
        Ok(report)
    }
}

/// The packages by name.
fn in_order(packages: &[(PathBuf, String)]) -> Result<Vec<(PathBuf, String)>, RepoError> {
    for (_, name) in packages {
        if !is_package_name(name) {
            return Err(RepoError::FileName { name: name.clone() });
        }
    }
    let mut packages = packages.to_vec();
    packages.sort_by(|(one_path, one), (other_path, other)| (one, one_path).cmp(&(other, other_path)));
    Ok(packages)
}

/// Whether a file in `Packages` can have a name.
fn is_package_name(name: &str) -> bool {
    name.ends_with(".rpm") && !name.starts_with('.') && !name.contains(['/', '\\', '\0', '\n'])
}

fn distinct(sorted: &[&str]) -> usize {
    sorted.chunk_by(|one, other| one == other).count()
}

/// That the package which was reported last is the same as one of the same name.
fn same_content(
    report: &VendorReport,
    record: &PackageRecord,
    name: &str,
    first: &Path,
    second: &Path,
) -> Result<(), RepoError> {
    if report.packages.last().is_some_and(|package| package.checksum == checksum(record)) {
        return Ok(());
    }
    let (first, second) = (first.to_owned(), second.to_owned());
    Err(RepoError::SameFileName { name: name.to_owned(), first, second })
}

/// A package under a temporary name.
struct Copy {
    file: TempPath,
    path: PathBuf,
    /// Whether there is a file of this name.
    replaces: bool,
}

/// Copies a package, unless it is there.
fn copy_of(
    directory: &Directory,
    source: &Path,
    name: &str,
    record: &PackageRecord,
) -> Result<Option<Copy>, RepoError> {
    let path = directory.packages().join(name);
    let there = fs::symlink_metadata(&path).ok();
    if let Some(there) = &there
        && there.is_file()
        && there.len() == record.size_download_bytes
        && sha256(&path, |_| Ok(()))? == record.field(Field::Checksum)
    {
        return Ok(None);
    }
    let mut file = directory.temporary(&directory.packages())?;
    let copied = sha256(source, |piece| file.write_all(piece))?;
    if copied != record.field(Field::Checksum) {
        return Err(RepoError::Changed { path: source.to_owned() });
    }
    Ok(Some(Copy { file: synced(file)?, path, replaces: there.is_some() }))
}

/// The digest of a file, all of which goes to `on_piece`.
fn sha256(path: &Path, mut on_piece: impl FnMut(&[u8]) -> io::Result<()>) -> Result<String, RepoError> {
    let mut hasher = DigestAlgorithm::Sha256.hasher();
    let read = File::open(path).and_then(|mut file| {
        for_each_piece(&mut file, |piece| {
            hasher.update(piece);
            on_piece(piece)
        })
    });
    read.map_err(io_error(path))?;
    Ok(hasher.hex())
}

fn checksum(record: &PackageRecord) -> String {
    format!("{}:{}", record.field(Field::ChecksumType), record.field(Field::Checksum))
}

fn nevra(record: &PackageRecord) -> String {
    let EvrRef { epoch, version, release } = EvrRef::parse(record.field(Field::Evr));
    let release = release.map(|release| format!("-{release}")).unwrap_or_default();
    format!("{}-{epoch}:{version}{release}.{}", record.field(Field::Name), record.field(Field::Arch))
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> RepoError {
    move |source| RepoError::Io { path: path.to_owned(), source }
}
