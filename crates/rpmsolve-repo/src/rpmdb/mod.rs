//! What is installed in a root file system: its rpm database, in whichever of rpm's three forms it is kept. Nothing is
//! locked and nothing written, and no rpm is needed.
//!
//! The readers of the three forms find the headers of the packages; what a header says is read as in .rpm files.

mod berkeley;
mod header;
mod ndb;
mod pages;
mod sqlite;
#[cfg(test)]
mod tests;
mod wal;

use std::borrow::Cow;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use rpm::PackageMetadata;
use rpmsolve::DigestAlgorithm;
use rpmsolve::metadata::{Field, PackageRecord, UNPACKED_MAX_BYTES};

use crate::{Broken, RepoError, headers};

/// Where a root file system has its database: SUSE and Fedora, most others, rpm-ostree.
const DIRECTORIES: [&str; 3] = ["usr/lib/sysimage/rpm", "var/lib/rpm", "usr/share/rpm"];
/// What it is called. Where a system changed from one form to another both may be there, and the newer one counts.
const FILES: [&str; 3] = ["rpmdb.sqlite", "Packages.db", "Packages"];

/// The database of a directory that is a root file system, or the directory of a database itself.
///
/// A link that leads out of the root file system is refused: it would lead to the packages of another one.
pub(crate) fn find(root: &Path) -> Result<Option<PathBuf>, RepoError> {
    let absolute =
        |path: &Path| path.canonicalize().map_err(|source| RepoError::Io { path: path.to_owned(), source });
    for directory in DIRECTORIES.into_iter().chain([""]) {
        for file in FILES {
            let path = root.join(directory).join(file);
            if path.is_file() {
                return if directory.is_empty() || absolute(&path)?.starts_with(absolute(root)?) {
                    Ok(Some(path))
                } else {
                    let href = Path::new(directory).join(file).display().to_string();
                    Err(RepoError::Escape { repository: root.display().to_string(), href })
                };
            }
        }
    }
    Ok(None)
}

/// Whether a file is a database, by its name or by what it begins with.
pub(crate) fn is_database(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
    FILES.iter().any(|name| path.file_name().is_some_and(|own| own == *name))
        || read.is_ok() && reader(&start).is_some()
}

/// The files that a database consists of: what sqlite has not yet put into its own lies beside it.
pub(crate) fn files(path: &Path) -> [PathBuf; 2] {
    [path.to_owned(), beside(path, "-wal")]
}

/// Calls `on_record` with every installed package.
pub(crate) fn for_each_record(
    path: &Path,
    mut on_record: impl FnMut(&PackageRecord) -> Result<(), RepoError>,
) -> Result<(), RepoError> {
    let mut record = PackageRecord::default();
    for_each_package(path, |package| {
        package.fill(&mut record)?;
        on_record(&record)
    })
}

/// Calls `on_file` with the id of every installed package and each of its paths.
pub(crate) fn for_each_file(path: &Path, on_file: &mut impl FnMut(&str, &str)) -> Result<(), RepoError> {
    for_each_package(path, |package| package.for_each_path(|path| on_file(&package.id, path)))
}

fn for_each_package(
    path: &Path,
    mut visit: impl FnMut(Installed<'_>) -> Result<(), RepoError>,
) -> Result<(), RepoError> {
    let file = read(path)?;
    let broken = |Broken { offset, reason }| RepoError::RpmDatabase { path: path.to_owned(), offset, reason };
    for header in headers(&file).map_err(broken)? {
        if let Some(package) = Installed::new(path, &header)? {
            visit(package)?;
        }
    }
    Ok(())
}

/// An installed package.
struct Installed<'a> {
    database: &'a Path,
    /// Its number in the database.
    number: u32,
    /// The checksum of its header: that of its .rpm file is not known.
    id: String,
    header: PackageMetadata,
}

impl<'a> Installed<'a> {
    /// Reads a header; `None` if it is that of a key: rpm keeps the keys that it trusts among the packages.
    fn new(database: &'a Path, Header { number, bytes }: &Header<'_>) -> Result<Option<Self>, RepoError> {
        let number = *number;
        let parsed = header::parse(bytes).map_err(|Broken { offset, reason }| {
            RepoError::InstalledStructure { path: database.to_owned(), number, offset, reason }
        })?;
        let broken = |source| RepoError::InstalledPackage { path: database.to_owned(), number, source };
        let header = parsed.map_err(broken)?;
        let is_key = header.get_name().map_err(broken)? == "gpg-pubkey";
        Ok((!is_key).then(|| Self { database, number, id: DigestAlgorithm::Sha256.hex(bytes), header }))
    }

    fn fill(&self, record: &mut PackageRecord) -> Result<(), RepoError> {
        record.clear();
        headers::fill(&self.header, record).map_err(|source| self.broken(source))?;
        record.set(Field::Checksum, &self.id);
        Ok(())
    }

    fn for_each_path(&self, on_path: impl FnMut(&str)) -> Result<(), RepoError> {
        headers::for_each_path(&self.header, on_path).map_err(|source| self.broken(source))
    }

    fn broken(&self, source: rpm::Error) -> RepoError {
        RepoError::InstalledPackage { path: self.database.to_owned(), number: self.number, source }
    }
}

/// The header of a package, as it lies in a database.
#[derive(Debug, PartialEq)]
struct Header<'a> {
    /// The package's number in the database.
    number: u32,
    bytes: Cow<'a, [u8]>,
}

/// The headers of all packages, by ascending number.
fn headers(file: &[u8]) -> Result<Vec<Header<'_>>, Broken> {
    // What was created and never written to.
    if file.is_empty() {
        return Ok(Vec::new());
    }
    let Some(reader) = reader(file) else {
        return Err(Broken { offset: 0, reason: "neither SQLite, nor ndb, nor a Berkeley DB hash" });
    };
    let mut headers = reader(file)?;
    headers.sort_unstable_by_key(|header| header.number);
    if headers.windows(2).any(|pair| pair[0].number == pair[1].number) {
        return Err(Broken { offset: 0, reason: "two packages have one number" });
    }
    if headers.iter().map(|header| header.bytes.len()).sum::<usize>() > file.len() {
        return Err(Broken { offset: 0, reason: "packages overlap: together they are larger than the file" });
    }
    Ok(headers)
}

type Reader = fn(&[u8]) -> Result<Vec<Header<'_>>, Broken>;

/// Who reads a file that begins so.
fn reader(start: &[u8]) -> Option<Reader> {
    if start.starts_with(sqlite::MAGIC) {
        Some(sqlite::headers)
    } else if start.starts_with(ndb::MAGIC) {
        Some(ndb::headers)
    } else if berkeley::is_hash(start) {
        Some(berkeley::headers)
    } else {
        None
    }
}

/// The database's bytes, as they are when what SQLite keeps beside them is taken in.
fn read(path: &Path) -> Result<Vec<u8>, RepoError> {
    let not_found = || RepoError::Io { path: path.to_owned(), source: ErrorKind::NotFound.into() };
    let mut file = read_bounded(path)?.ok_or_else(not_found)?;
    if file.is_empty() || file.starts_with(sqlite::MAGIC) {
        let broken = |path, Broken { offset, reason }| RepoError::RpmDatabase { path, offset, reason };
        let journal = beside(path, "-journal");
        if read_bounded(&journal)?.is_some_and(|journal| journal.starts_with(wal::JOURNAL_MAGIC)) {
            return Err(broken(
                journal,
                Broken { offset: 0, reason: "a transaction was begun and not ended" },
            ));
        }
        let log = beside(path, "-wal");
        if let Some(bytes) = read_bounded(&log)? {
            wal::apply(&bytes, &mut file).map_err(|fault| broken(log, fault))?;
        }
    }
    Ok(file)
}

/// A file's bytes, if it is there.
fn read_bounded(path: &Path) -> Result<Option<Vec<u8>>, RepoError> {
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(UNPACKED_MAX_BYTES + 1).read_to_end(&mut bytes)) {
        Ok(read) if read as u64 > UNPACKED_MAX_BYTES => Err(RepoError::RpmDatabase {
            path: path.to_owned(),
            offset: read,
            reason: "it goes on beyond the 4 GiB that are read",
        }),
        Ok(_) => Ok(Some(bytes)),
        Err(source) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(RepoError::Io { path: path.to_owned(), source }),
    }
}

/// The file next to another that is called the same but for its end.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
