//! The directory that a repository is written to: whether it may be, what of it is ours, and how files come into it
//! and go.
//!
//! Ours is what the repository names that is there, if its repomd.xml bears our mark; and what a run that did not come
//! to its end was about to add. That one has left a list of it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};

use rpmsolve::metadata::{Field, Repomd, UNPACKED_MAX_BYTES, decompress, read_primary};
use tempfile::{NamedTempFile, TempPath};

use super::repodata::KINDS;
use super::{PACKAGES, io_error, is_package_name};
use crate::RepoError;
use crate::claim::lock_directory;

/// By this tag in repomd.xml a repository is known to be ours.
pub(super) const TAG: &str = "rpmsolve-vendored";

/// The names of files that are still being written begin so.
const PREFIX: &str = ".rpmsolve-new-";
/// The list of the packages that are being added, one a line.
const UNFINISHED: &str = ".rpmsolve-unfinished";
const REPOMD: &str = "repomd.xml";

pub(super) struct Directory {
    path: PathBuf,
    /// The packages in it that are ours.
    known: BTreeSet<String>,
    /// Keeps others from writing to it as long as it is open.
    _lock: Option<File>,
}

impl Directory {
    /// Opens a directory to write to, and waits until nobody else does. It is made if it is not there.
    pub(super) fn open(path: &Path) -> Result<Self, RepoError> {
        fs::create_dir_all(path).map_err(io_error(path))?;
        let mut directory =
            Self { path: path.to_owned(), known: BTreeSet::new(), _lock: lock_directory(path) };
        directory.known = directory.find_known()?;
        Ok(directory)
    }

    /// Begins to write: makes the directories, leaves word of what will be added, and removes what was left behind.
    pub(super) fn begin(&self, names: &[&str]) -> Result<(), RepoError> {
        let mut list = self.temporary(&self.path)?;
        let all = self.known.iter().map(String::as_str).chain(names.iter().copied());
        let text: String = all.map(|name| format!("{name}\n")).collect();
        let unfinished = self.path.join(UNFINISHED);
        list.write_all(text.as_bytes()).map_err(io_error(&unfinished))?;
        self.put(list, &unfinished)?;
        for directory in [self.packages(), self.repodata()] {
            fs::create_dir_all(&directory).map_err(io_error(&directory))?;
        }
        for directory in [self.path.clone(), self.packages(), self.repodata()] {
            for name in names_in(&directory)? {
                if name.starts_with(PREFIX) {
                    remove(&directory.join(name))?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn packages(&self) -> PathBuf {
        self.path.join(PACKAGES)
    }

    pub(super) fn repodata(&self) -> PathBuf {
        self.path.join("repodata")
    }

    /// A file under a name that nobody looks at, that all may read whom the system lets.
    pub(super) fn temporary(&self, directory: &Path) -> Result<NamedTempFile, RepoError> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder.tempfile_in(directory).map_err(io_error(directory))
    }

    /// Gives a file that is written the name under which it will be looked for.
    pub(super) fn put(&self, file: NamedTempFile, path: &Path) -> Result<(), RepoError> {
        rename(synced(file)?, path)
    }

    /// From here on the new repository is the one that is seen.
    pub(super) fn put_repomd(&self, repomd: &Repomd) -> Result<(), RepoError> {
        let mut file = self.temporary(&self.repodata())?;
        let path = self.repodata().join(REPOMD);
        repomd.write(&mut file).map_err(io_error(&path))?;
        self.put(file, &path)
    }

    /// Removes what is ours and not needed any more; `names`, in order, are. The names of the packages that are gone.
    pub(super) fn clean(&self, names: &[&str], repomd: &Repomd) -> Result<Vec<String>, RepoError> {
        let mut removed = Vec::new();
        for name in self.known.iter().filter(|name| names.binary_search(&name.as_str()).is_err()) {
            if remove(&self.packages().join(name))? {
                removed.push(name.clone());
            }
        }
        let is_named =
            |name: &str| repomd.files.iter().any(|file| file.href.strip_prefix("repodata/") == Some(name));
        for name in names_in(&self.repodata())? {
            if is_metadata_name(&name) && !is_named(&name) {
                remove(&self.repodata().join(name))?;
            }
        }
        remove(&self.path.join(UNFINISHED))?;
        Ok(removed)
    }

    /// The packages that are ours; an error if the directory is not.
    fn find_known(&self) -> Result<BTreeSet<String>, RepoError> {
        let unfinished = self.path.join(UNFINISHED);
        let mut known = BTreeSet::new();
        let is_unfinished = match fs::read_to_string(&unfinished) {
            Ok(text) => {
                // A line without an end may be half a name.
                let lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
                known.extend(lines.filter(|name| is_package_name(name)).map(str::to_owned));
                true
            }
            Err(source) if source.kind() == ErrorKind::NotFound => false,
            Err(source) => return Err(io_error(&unfinished)(source)),
        };
        let repomd = fs::read(self.repodata().join(REPOMD)).ok();
        let repomd = repomd.and_then(|bytes| Repomd::parse(&bytes, REPOMD).ok());
        match repomd.filter(|repomd| repomd.content_tags.iter().any(|tag| tag == TAG)) {
            Some(repomd) => known.extend(self.named_by(&repomd)),
            None if is_unfinished => {}
            // Nothing, or no more than a run has left that was killed at its beginning.
            None if names_in(&self.path)?.iter().all(|name| name.starts_with(PREFIX)) => {}
            None => return Err(RepoError::Occupied { path: self.path.clone() }),
        }
        Ok(known)
    }

    /// The packages that a repository names. None if its primary metadata are not what they should be: what is there
    /// then stays.
    fn named_by(&self, repomd: &Repomd) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let mut read = || {
            let file = repomd.file(KINDS[0])?;
            let name = file.href.strip_prefix("repodata/").filter(|name| is_metadata_name(name))?;
            let path = self.repodata().join(name);
            file.verify(File::open(&path).ok()?).ok()?;
            let unpacked =
                decompress(BufReader::new(File::open(&path).ok()?), name, UNPACKED_MAX_BYTES).ok()?;
            read_primary(unpacked, name, |record| {
                let name = record.field(Field::Location).strip_prefix(PACKAGES);
                let name = name.and_then(|name| name.strip_prefix('/')).filter(|name| is_package_name(name));
                names.extend(name.map(str::to_owned));
                Ok::<(), RepoError>(())
            })
            .ok()
        };
        if read().is_some() { names } else { BTreeSet::new() }
    }
}

/// A file that is on the disk, and not open any more.
pub(super) fn synced(file: NamedTempFile) -> Result<TempPath, RepoError> {
    file.as_file().sync_all().map_err(io_error(file.path()))?;
    Ok(file.into_temp_path())
}

/// Gives it its name.
pub(super) fn rename(file: TempPath, path: &Path) -> Result<(), RepoError> {
    file.persist(path).map_err(|error| io_error(path)(error.error))
}

/// Whether metadata that we have written could have this name: `<sha256>-primary.xml.gz`.
fn is_metadata_name(name: &str) -> bool {
    name.split_once('-').is_some_and(|(digest, rest)| {
        digest.len() == 64
            && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && rest.strip_suffix(".xml.gz").is_some_and(|kind| KINDS.contains(&kind))
    })
}

fn names_in(directory: &Path) -> Result<Vec<String>, RepoError> {
    let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
    let names = fs::read_dir(directory).and_then(|entries| entries.map(name).collect());
    names.map_err(io_error(directory))
}

/// Removes a file; whether there was one.
fn remove(path: &Path) -> Result<bool, RepoError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(source) if source.kind() == ErrorKind::NotFound => Ok(false),
        Err(source) => Err(io_error(path)(source)),
    }
}
