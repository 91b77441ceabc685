//! What the base image has: the paths and sonames that a layer must not expect to replace.
//!
//! The base decides every rewrite: a path that it has stays as it is, whatever the layer brings.

use std::collections::{BTreeMap, BTreeSet};

use rpmsolve_repo::{ElfClass, SonameCapability};
use serde::Serialize;

use crate::mapping;
use crate::path;

/// Lambda's `PATH`, the same for every runtime.
pub const LAMBDA_PATH: &str = "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin";
/// Lambda's `LD_LIBRARY_PATH`, the same for every runtime.
pub const LAMBDA_LD_LIBRARY_PATH: &str =
    "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib";

/// The files known to be in the base image, under which the layer will be mounted at `/opt`.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::BaseImage;
/// let base = BaseImage::from_paths(["/bin/sh", "/usr/lib64/libc.so.6"]);
/// assert!(base.contains("/usr/bin/sh"), "/bin is a link to /usr/bin");
/// assert!(base.contains("/usr/lib64"), "directories are known by what is in them");
/// assert_eq!(base.libraries().map(|(soname, _)| soname).collect::<Vec<_>>(), ["libc.so.6"]);
/// assert!(base.search_path().contains(&"/opt/lib".to_owned()));
/// ```
#[derive(Debug, Clone)]
pub struct BaseImage {
    /// Paths with /bin, /sbin, /lib and /lib64 written as below /usr; directories above included.
    paths: BTreeSet<String>,
    /// Directories everything below which counts as present.
    trees: BTreeSet<String>,
    libraries: BTreeMap<String, BaseLibrary>,
    libraries_32bit: BTreeMap<String, BaseLibrary>,
    search_path: Vec<String>,
    program_path: Vec<String>,
}

/// A shared library of the base image.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::BaseImage;
/// let mut base = BaseImage::new();
/// base.add_capability("libc.so.6(GLIBC_2.34)(64bit)");
/// let library = base.library("libc.so.6").expect("it was added");
/// assert_eq!(library.path, "/usr/lib64/libc.so.6");
/// assert!(library.defines("GLIBC_2.34") && !library.defines("GLIBC_2.35"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BaseLibrary {
    /// Where it lies, absolute; where nobody said so, the place that it would have in the loader's own directory.
    pub path: String,
    /// The symbol versions that it defines; `None` where these are not known.
    pub versions: Option<BTreeSet<String>>,
    /// Whether only the container image has it, and the managed runtime does not: then nothing may rely on it, and
    /// nothing is sure not to meet it.
    pub image_only: bool,
}

impl BaseLibrary {
    /// A library of which nothing is known but its name and class.
    pub(crate) fn named(soname: &str, class: ElfClass) -> Self {
        let directory = match class {
            ElfClass::Elf64 => "/usr/lib64",
            ElfClass::Elf32 => "/usr/lib",
        };
        Self::at(format!("{directory}/{soname}"))
    }

    /// A library of which the path is known.
    pub(crate) fn at(path: String) -> Self {
        Self { path, versions: None, image_only: false }
    }

    /// Whether it may define a symbol version: it does, or it is not known which it does.
    #[must_use]
    pub fn defines(&self, version: &str) -> bool {
        self.versions.as_ref().is_none_or(|versions| versions.contains(version))
    }
}

impl Default for BaseImage {
    fn default() -> Self {
        Self {
            paths: BTreeSet::new(),
            trees: BTreeSet::new(),
            libraries: BTreeMap::new(),
            libraries_32bit: BTreeMap::new(),
            search_path: directories(LAMBDA_LD_LIBRARY_PATH),
            program_path: directories(LAMBDA_PATH),
        }
    }
}

impl BaseImage {
    /// A base that has nothing, with the search paths of Lambda.
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
    ///
    /// A path in one of the loader's directories whose name is that of a library counts as one: of 32 bits in
    /// `/usr/lib`, as RPM's distributions have it, of 64 bits in the others.
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

    /// Says what is known of a library; what was known of it before is forgotten. Its path counts as present unless
    /// the library is only in the container image.
    pub fn add_library(&mut self, soname: &str, class: ElfClass, library: BaseLibrary) {
        if !library.image_only {
            self.add_path(&library.path);
        }
        self.of_class(class).insert(soname.to_owned(), library);
    }

    /// Adds what a package of the base provides: a library, or one of its symbol versions. Anything else is ignored.
    ///
    /// ```
    /// # let mut base = rpmsolve_layer::BaseImage::new();
    /// base.add_capability("libz.so.1()(64bit)");
    /// assert_eq!(base.library("libz.so.1").map(|it| it.versions.is_none()), Some(true));
    /// base.add_capability("libz.so.1(ZLIB_1.2.9)(64bit)");
    /// assert_eq!(base.library("libz.so.1").map(|it| it.defines("ZLIB_1.2.12")), Some(false));
    /// ```
    pub fn add_capability(&mut self, name: &str) {
        let Some(SonameCapability { soname, version, class }) = SonameCapability::parse(name) else { return };
        let library = self
            .of_class(class)
            .entry(soname.to_owned())
            .or_insert_with(|| BaseLibrary::named(soname, class));
        library.image_only = false;
        if let Some(version) = version {
            library.versions.get_or_insert_default().insert(version.to_owned());
        }
    }

    /// Sets where the loader and the shell look, as `LD_LIBRARY_PATH` and `PATH` are written. Libraries in these
    /// directories are known as such if their paths are added afterwards.
    pub fn set_search_paths(&mut self, libraries: &str, programs: &str) {
        self.search_path = directories(libraries);
        self.program_path = directories(programs);
    }

    fn of_class(&mut self, class: ElfClass) -> &mut BTreeMap<String, BaseLibrary> {
        match class {
            ElfClass::Elf64 => &mut self.libraries,
            ElfClass::Elf32 => &mut self.libraries_32bit,
        }
    }

    fn add_path(&mut self, given: &str) {
        let path = path::canonical(given);
        let (above, name) = (path::parent(&path), path::name(&path));
        if mapping::is_library_name(name) && self.is_searched(above) {
            let known = self.of_class(class_of(above, name)).entry(name.to_owned());
            let library = known.or_insert_with(|| BaseLibrary::at(given.to_owned()));
            library.image_only = false;
        }
        for directory in path::ancestors(&path) {
            if !self.paths.insert(directory.to_owned()) {
                break;
            }
        }
        self.paths.insert(path);
    }

    /// Whether the loader looks into a directory of the image: by itself, or because it is told to.
    fn is_searched(&self, directory: &str) -> bool {
        mapping::is_loader_directory(directory)
            || self.search_path.iter().any(|searched| searched == directory)
                && directory != mapping::OPT
                && !path::ancestors(directory).any(|above| above == mapping::OPT)
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

    /// The 64-bit library that programs find under a soname. One that is [`BaseLibrary::image_only`] is told as well.
    #[must_use]
    pub fn library(&self, soname: &str) -> Option<&BaseLibrary> {
        self.library_of_class(soname, ElfClass::Elf64)
    }

    /// As [`Self::library`], for programs of either class: one of 32 bits cannot load a library of 64, nor the other
    /// way round.
    #[must_use]
    pub fn library_of_class(&self, soname: &str, class: ElfClass) -> Option<&BaseLibrary> {
        match class {
            ElfClass::Elf64 => self.libraries.get(soname),
            ElfClass::Elf32 => self.libraries_32bit.get(soname),
        }
    }

    /// All 64-bit libraries by soname, in order of names; of those that are known from a path alone, by file name.
    pub fn libraries(&self) -> impl Iterator<Item = (&str, &BaseLibrary)> {
        self.libraries.iter().map(|(soname, library)| (soname.as_str(), library))
    }

    /// Every library of either class.
    pub(crate) fn all_libraries(&self) -> impl Iterator<Item = (ElfClass, &str, &BaseLibrary)> {
        let wide = self.libraries().map(|(soname, library)| (ElfClass::Elf64, soname, library));
        let narrow = self.libraries_32bit.iter();
        wide.chain(narrow.map(|(soname, library)| (ElfClass::Elf32, soname.as_str(), library)))
    }

    /// Every path, directories included, as [`path::canonical`] writes them.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// The directories of `LD_LIBRARY_PATH`, in order, without a slash at the end.
    #[must_use]
    pub fn search_path(&self) -> &[String] {
        &self.search_path
    }

    /// The directories of `PATH`, in order, without a slash at the end.
    #[must_use]
    pub fn program_path(&self) -> &[String] {
        &self.program_path
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

/// What a variable such as `PATH` lists. An empty entry would be the directory that a program is started in, which
/// nobody knows.
pub(crate) fn directories(variable: &str) -> Vec<String> {
    let absolute = variable.split(':').filter(|directory| directory.starts_with('/'));
    absolute.map(|directory| directory.trim_end_matches('/').to_owned()).collect()
}

/// The class of a library, going by where it lies (canonical) and what it is called.
fn class_of(directory: &str, name: &str) -> ElfClass {
    let is_narrow = match directory.strip_prefix("/usr/lib") {
        // By its ABI, the loader of aarch64 lies in /lib.
        Some("") => name != "ld-linux-aarch64.so.1",
        Some(triplet) => triplet.starts_with('/') && !triplet.contains("64") && !triplet.contains("s390x"),
        None => false,
    };
    if is_narrow { ElfClass::Elf32 } else { ElfClass::Elf64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_belongs_to_the_class_of_its_directory() {
        let base = BaseImage::from_paths([
            "/lib64/liba.so.1",
            "/usr/lib/libb.so.1",
            "/usr/lib/x86_64-linux-gnu/libc.so.6",
            "/lib/i386-linux-gnu/libd.so.1",
            "/var/lang/lib/libpython3.12.so.1.0",
            "/opt/lib/libe.so.1",
            "/usr/lib64/mysql/libf.so.1",
            "/lib/ld-linux-aarch64.so.1",
        ]);
        let classes = |soname| {
            [ElfClass::Elf64, ElfClass::Elf32].map(|class| base.library_of_class(soname, class).is_some())
        };
        for (soname, expected) in [
            ("liba.so.1", [true, false]),
            ("libb.so.1", [false, true]),
            ("libc.so.6", [true, false]),
            ("libd.so.1", [false, true]),
            ("libpython3.12.so.1.0", [true, false]),
            ("libe.so.1", [false, false]),
            ("libf.so.1", [false, false]),
            ("ld-linux-aarch64.so.1", [true, false]),
        ] {
            assert_eq!(classes(soname), expected, "{soname}");
        }
    }

    #[test]
    fn what_only_the_image_has_is_no_path_until_somebody_brings_it() {
        let mut base = BaseImage::new();
        let library =
            BaseLibrary { image_only: true, ..BaseLibrary::at("/usr/lib64/libgpgme.so.11".to_owned()) };
        base.add_library("libgpgme.so.11", ElfClass::Elf64, library);
        assert!(!base.contains("/usr/lib64/libgpgme.so.11"));
        assert!(base.library("libgpgme.so.11").is_some_and(|library| library.image_only));
        base.add_capability("libgpgme.so.11()(64bit)");
        assert!(base.library("libgpgme.so.11").is_some_and(|library| !library.image_only));
    }

    #[test]
    fn capabilities_add_to_what_paths_say() {
        let mut base = BaseImage::from_paths(["/usr/lib64/libz.so.1"]);
        for capability in ["libz.so.1()(64bit)", "libz.so.1(Z_1)(64bit)", "libz.so.1", "zlib", "perl(x)"] {
            base.add_capability(capability);
        }
        let library = base.library("libz.so.1").expect("it is there");
        assert_eq!(library.path, "/usr/lib64/libz.so.1");
        assert_eq!(library.versions, Some(["Z_1".to_owned()].into()));
        let narrow = base.library_of_class("libz.so.1", ElfClass::Elf32).expect("it is there");
        assert_eq!((narrow.path.as_str(), &narrow.versions), ("/usr/lib/libz.so.1", &None));
    }

    #[test]
    fn variables_are_lists_of_directories() {
        assert_eq!(directories("/usr/bin/:/bin::x:/opt/bin"), ["/usr/bin", "/bin", "/opt/bin"]);
        assert_eq!(BaseImage::new().program_path()[2], "/usr/bin");
        assert_eq!(BaseImage::new().search_path().last().map(String::as_str), Some("/opt/lib"));
    }
}
