//! Files of a project, read within bounds and written whole or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::ProjectError;

/// Reads a text that is no longer than it may be; `None` if there is no such file.
pub(super) fn read(path: &Path, limit_bytes: u64) -> Result<Option<String>, ProjectError> {
    let error = |source| ProjectError::Io { path: path.to_owned(), source };
    let file = match File::open(path) {
        Err(source) if source.kind() == ErrorKind::NotFound => return Ok(None),
        file => file.map_err(error)?,
    };
    let mut text = String::new();
    let length = file.take(limit_bytes + 1).read_to_string(&mut text).map_err(error)?;
    if length as u64 > limit_bytes {
        return Err(ProjectError::TooLarge { path: path.to_owned(), limit_bytes });
    }
    Ok(Some(text))
}

/// Writes a file under another name in its directory and renames it: whoever looks sees the old one or the new one,
/// whole, and so it is after a loss of power. A link stays a link, and permissions stay as they are.
///
/// # Errors
///
/// [`ProjectError::Io`].
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::write_whole;
///
/// let directory = tempfile::tempdir()?;
/// let path = directory.path().join("rpmsolve.lock");
/// write_whole(&path, b"version = 1\n")?;
/// assert_eq!(std::fs::read(&path)?, b"version = 1\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ProjectError> {
    let error = |source| ProjectError::Io { path: path.to_owned(), source };
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let directory = directory_of(&target);
    let mut builder = tempfile::Builder::new();
    let prefix = format!(".{}.", target.file_name().unwrap_or_default().to_string_lossy());
    builder.prefix(&prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut new = builder.tempfile_in(&directory).map_err(error)?;
    new.write_all(bytes).map_err(error)?;
    if let Ok(metadata) = fs::metadata(&target) {
        new.as_file().set_permissions(metadata.permissions()).map_err(error)?;
    }
    new.as_file().sync_all().map_err(error)?;
    new.persist(&target).map_err(|failed| error(failed.error))?;
    // Not every system lets a directory be opened; the file itself is safe by now.
    if let Ok(directory) = File::open(&directory) {
        let _ = directory.sync_all();
    }
    Ok(())
}

/// The directory that a file is in.
pub(super) fn directory_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
