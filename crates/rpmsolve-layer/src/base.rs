//! What the base image has: the paths and sonames that a layer must not expect to replace.
//!
//! The base decides every rewrite: a path that it has stays as it is, whatever the layer brings.

use std::collections::{BTreeMap, BTreeSet};

use crate::mapping;
use crate::path;

/// A shared library of the base image.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::BaseImage;
/// let base = BaseImage::from_paths(["/usr/lib64/libc.so.6"]);
/// let library = base.library("libc.so.6").expect("it is there");
/// assert_eq!((library.path.as_str(), &library.versions), ("/usr/lib64/libc.so.6", &None));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseLibrary {
    /// Where it is.
    pub path: String,
    /// The symbol versions that it defines; `None` where they are not known.
    pub versions: Option<BTreeSet<String>>,
    /// True for a library of the container image that the managed runtime has not.
    pub image_only: bool,
}

/// The files known to be in the base image, under which the layer will be mounted at `/opt`.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::BaseImage;
/// let base = BaseImage::from_paths(["/bin/sh", "/usr/lib64/libc.so.6"]);
/// assert!(base.contains("/usr/bin/sh"), "/bin is a link to /usr/bin");
/// assert!(base.contains("/usr/lib64"), "directories are known by what is in them");
/// assert_eq!(base.libraries().map(|(name, _)| name).collect::<Vec<_>>(), ["libc.so.6"]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct BaseImage {
    /// Paths with /bin, /sbin, /lib and /lib64 written as below /usr; directories above included.
    paths: BTreeSet<String>,
    /// Directories everything below which counts as present.
    trees: BTreeSet<String>,
    libraries: BTreeMap<String, BaseLibrary>,
}

impl BaseImage {
    /// A base that has nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A base that has these absolute paths, for instance the file lists of its packages.
    pub fn from_paths(paths: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut base = Self::new();
        base.add_paths(paths);
        base
    }

    /// Adds absolute paths; a directory may end with a slash. What is not absolute is ignored.
    pub fn add_paths(&mut self, paths: impl IntoIterator<Item = impl AsRef<str>>) {
        for path in paths {
            let path = path.as_ref().trim_end_matches('/');
            if path.starts_with('/') {
                self.add_path(path);
            }
        }
    }

    /// Says that the base has `directory` and everything that could be below it.
    pub fn add_tree(&mut self, directory: &str) {
        self.add_path(directory);
        self.trees.insert(path::canonical(directory));
    }

    fn add_path(&mut self, given: &str) {
        let path = path::canonical(given);
        let (above, name) = (path::parent(&path), path::name(&path));
        if mapping::is_library_name(name) && mapping::is_loader_directory(above) {
            let library = BaseLibrary { path: given.to_owned(), ..BaseLibrary::default() };
            self.libraries.entry(name.to_owned()).or_insert(library);
        }
        for directory in path::ancestors(&path) {
            if !self.paths.insert(directory.to_owned()) {
                break;
            }
        }
        self.paths.insert(path);
    }

    /// True when the base has `path`, as a file or as a directory.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        let path = path::canonical(path);
        self.paths.contains(&path)
            || !self.trees.is_empty() && path::ancestors(&path).any(|above| self.trees.contains(above))
    }

    /// True when the base has a path in `directory` whose name begins with `start`.
    pub(crate) fn has_name_beginning(&self, directory: &str, start: &str) -> bool {
        let beginning = path::canonical(&format!("{directory}/{start}"));
        let first = self.paths.range(beginning.clone()..).next();
        first.is_some_and(|path| path.starts_with(&beginning)) || self.contains(&beginning)
    }

    /// The shared libraries in the loader's directories by soname (as a rule the file name), in order of names.
    pub fn libraries(&self) -> impl Iterator<Item = (&str, &BaseLibrary)> {
        self.libraries.iter().map(|(name, library)| (name.as_str(), library))
    }

    /// The shared library that the loader finds under a soname.
    #[must_use]
    pub fn library(&self, soname: &str) -> Option<&BaseLibrary> {
        self.libraries.get(soname)
    }

    /// The number of paths known, directories included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// True when nothing is known about the base.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }
}
