//! Where a layer goes: a zip, a tar or a directory, by the path's looks.

use std::path::{Path, PathBuf};

/// The form of the result, with its path.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::{Output, TarPacking};
/// assert!(matches!(Output::from_path("git.zip"), Output::Zip(_)));
/// assert!(matches!(Output::from_path("git.tar.gz"), Output::Tar(_, TarPacking::Gzip)));
/// assert!(matches!(Output::from_path("build/layer/"), Output::Directory(_)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// A zip as Lambda takes it.
    Zip(PathBuf),
    /// A tar, packed or not.
    Tar(PathBuf, TarPacking),
    /// A directory, to be mounted or zipped by something else.
    Directory(PathBuf),
}

/// How a tar is packed.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::{Output, TarPacking};
/// assert_eq!(Output::from_path("x.tar.zst"), Output::Tar("x.tar.zst".into(), TarPacking::Zstd));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TarPacking {
    /// Not at all.
    None,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// Endings of archive names.
const TARS: [(&str, TarPacking); 5] = [
    (".tar", TarPacking::None),
    (".tar.gz", TarPacking::Gzip),
    (".tgz", TarPacking::Gzip),
    (".tar.zst", TarPacking::Zstd),
    (".tzst", TarPacking::Zstd),
];

impl Output {
    /// `.zip`, `.tar`, `.tar.gz` and `.tar.zst` are archives; an existing directory, a trailing slash or any other name a directory.
    pub fn from_path(path: impl AsRef<Path>) -> Output {
        let path = path.as_ref();
        let text = path.to_string_lossy();
        let is_directory = text.ends_with('/') || text.ends_with(std::path::MAIN_SEPARATOR) || path.is_dir();
        let name = text.to_ascii_lowercase();
        let tar = TARS.iter().find(|(ending, _)| name.ends_with(ending));
        match tar {
            _ if is_directory => Output::Directory(path.to_owned()),
            _ if name.ends_with(".zip") => Output::Zip(path.to_owned()),
            Some((_, packing)) => Output::Tar(path.to_owned(), *packing),
            None => Output::Directory(path.to_owned()),
        }
    }

    /// The path that was asked for.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Output::Zip(path) | Output::Tar(path, _) | Output::Directory(path) => path,
        }
    }
}
