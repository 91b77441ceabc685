//! Files in the making, and whose they are: as long as one is locked, somebody is at work on it. What a killed process
//! leaves is not, and whoever comes next may take it up or remove it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of files begin that become others when they are whole.
pub(crate) const PREFIX: &str = ".new-";

/// A new file of ours, in a directory from which what killed processes have left is removed.
pub(crate) fn new_file(directory: &Path, suffix: &str) -> io::Result<NamedTempFile> {
    remove_leftovers(directory)?;
    loop {
        let new = tempfile::Builder::new().prefix(PREFIX).suffix(suffix).tempfile_in(directory)?;
        // Before it was locked, somebody else may have taken it for a leftover.
        if try_lock(new.as_file())? && is_at(new.as_file(), new.path()) {
            return Ok(new);
        }
    }
}

fn remove_leftovers(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX)
            && let Some(_ours) = abandoned(&entry.path())
        {
            // Somebody else may have done so in the meantime.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// A file that nobody is at work on; it is ours until it is dropped.
pub(crate) fn abandoned(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    file.try_lock().is_ok().then_some(file)
}

/// Locks a file, unless somebody else has. Of file systems without locks no more can be had.
pub(crate) fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        _ => Ok(true),
    }
}

/// Waits for a directory to be ours alone. Where the system has no such thing, nobody waits.
pub(crate) fn lock_directory(path: &Path) -> Option<File> {
    let directory = File::open(path).ok()?;
    directory.lock().ok()?;
    Some(directory)
}

/// Whether this is the file that has the name.
#[cfg(unix)]
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let numbers = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(one), Ok(other)) => numbers(one) == numbers(other),
        _ => false,
    }
}

/// As near as can be told.
#[cfg(not(unix))]
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(one), Ok(other)) => one.len() == other.len() && one.created().ok() == other.created().ok(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_go_and_what_is_worked_on_stays() {
        let directory = tempfile::tempdir().expect("writable");
        let left = directory.path().join(format!("{PREFIX}left"));
        let other = directory.path().join("other");
        for path in [&left, &other] {
            fs::write(path, "").expect("writable");
        }
        let first = new_file(directory.path(), "").expect("writable");
        let second = new_file(directory.path(), "").expect("writable");
        assert!(!left.exists() && other.exists() && first.path().exists() && second.path().exists());
    }

    #[test]
    fn many_at_once_lose_nothing() {
        let directory = tempfile::tempdir().expect("writable");
        let path = |number: usize| directory.path().join(number.to_string());
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (directory, path) = (&directory, &path);
                scope.spawn(move || {
                    for number in thread * 100..(thread + 1) * 100 {
                        let new = new_file(directory.path(), "").expect("writable");
                        new.persist(path(number)).expect("nobody has removed it");
                    }
                });
            }
        });
        assert!((0..800).all(|number| path(number).exists()));
    }
}
