//! Where a layer goes: a zip, a tar or a directory, by the path's looks.

use std::path::{Path, PathBuf};

/// The form of the result, with its path.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::Output;
/// assert!(matches!(Output::from_path("git.zip"), Output::Zip(_)));
/// assert!(matches!(Output::from_path("git.tar"), Output::Tar(_)));
/// assert!(matches!(Output::from_path("build/layer/"), Output::Directory(_)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// A zip as Lambda takes it.
    Zip(PathBuf),
    /// A plain tar.
    Tar(PathBuf),
    /// A directory, to be mounted or zipped by something else.
    Directory(PathBuf),
}

impl Output {
    /// `.zip` and `.tar` are archives; an existing directory, a trailing slash or any other name a directory.
    pub fn from_path(path: impl AsRef<Path>) -> Output {
        let path = path.as_ref();
        let text = path.to_string_lossy();
        let is_directory = text.ends_with('/') || text.ends_with(std::path::MAIN_SEPARATOR) || path.is_dir();
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        match extension.as_ref().and_then(|extension| extension.to_str()) {
            Some("zip") if !is_directory => Output::Zip(path.to_owned()),
            Some("tar") if !is_directory => Output::Tar(path.to_owned()),
            _ => Output::Directory(path.to_owned()),
        }
    }

    /// The path that was asked for.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Output::Zip(path) | Output::Tar(path) | Output::Directory(path) => path,
        }
    }
}
