//! Lambda's runtimes as data: packages, libraries, paths and environment of what a layer is mounted into.
//!
//! The data are text files in `profiles/`, each with its origin in a comment; docs/profiles.md says how to write one.
//!
//! | file | what |
//! |---|---|
//! | `text` | one file: read and written |
//! | `built_in` | the files that come with the crate |
//! | `find` | which file a name means, and what it inherits |
//! | `make` | a profile of an image: its packages, or its root file system (`walk`, `elf`) |

mod built_in;
pub(crate) mod elf;
mod find;
mod has;
mod make;
mod text;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::io::Write as _;
use std::path::Path;
use std::str::FromStr;

use rpmsolve::{Nevra, vercmp};
use rpmsolve_repo::{ElfClass, Runtime};
use serde::{Serialize, Serializer};

use crate::archive;
use crate::base::{BaseImage, BaseLibrary, LAMBDA_LD_LIBRARY_PATH, LAMBDA_PATH};
use crate::error::LayerError;
use crate::path;

pub use find::Profiles;
pub use has::{Held, HeldKind};
pub use make::MadeProfile;

/// What a Lambda runtime has.
///
/// `Display` writes it as a file that [`Profile::parse`] reads.
///
/// # Example
///
/// ```
/// let profile = rpmsolve_layer::Profile::named("nodejs22.x", "arm64")?;
/// assert_eq!((profile.arch.as_str(), profile.language.as_deref()), ("aarch64", Some("nodejs22")));
/// let base = profile.base_image();
/// assert!(base.library("libssl.so.3").is_some() && base.library("libexpat.so.1").is_none());
/// assert!(base.library("libc.so.6").is_some_and(|libc| !libc.defines("GLIBC_2.38")));
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Profile {
    /// Lambda's name of the runtime.
    pub runtime: String,
    /// RPM's name of the architecture: `x86_64` or `aarch64`.
    pub arch: String,
    /// The language that it is for, with its version: `python3.13`.
    pub language: Option<String>,
    /// The operating system that it is made of: `Amazon Linux 2023`.
    pub system: Option<String>,
    /// Whether Lambda supports it.
    pub status: Option<RuntimeStatus>,
    /// Its packages, sorted; epochs may not be known.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub packages: Vec<Nevra>,
    /// The environment that programs are started with: `PATH`, `LD_LIBRARY_PATH`.
    pub environment: BTreeMap<String, String>,
    /// What is known of its 64-bit libraries beyond their paths, by soname.
    pub libraries: BTreeMap<String, BaseLibrary>,
    /// The same of its 32-bit libraries.
    pub libraries_32bit: BTreeMap<String, BaseLibrary>,
    /// Known paths, absolute.
    pub paths: BTreeSet<String>,
    /// Directories of which everything below counts as present.
    pub trees: BTreeSet<String>,
    /// Where the runtime looks for what layers bring, relative to a layer's root: `python`, `nodejs/node_modules`.
    pub layer_directories: Vec<String>,
}

fn as_text<S: Serializer>(packages: &[Nevra], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(packages.iter().map(Nevra::to_string))
}

/// Whether Lambda supports a runtime.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::{Profile, RuntimeStatus};
/// assert_eq!(Profile::named("provided.al2", "x86_64")?.status, Some(RuntimeStatus::Ending));
/// assert_eq!("ending".parse(), Ok(RuntimeStatus::Ending));
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RuntimeStatus {
    /// It does.
    Supported,
    /// It does, and has announced that it will not for long.
    Ending,
    /// It does no more.
    Ended,
}

impl FromStr for RuntimeStatus {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "supported" => Ok(Self::Supported),
            "ending" => Ok(Self::Ending),
            "ended" => Ok(Self::Ended),
            _ => Err("not a status; there are supported, ending and ended"),
        }
    }
}

impl fmt::Display for RuntimeStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Supported => "supported",
            Self::Ending => "ending",
            Self::Ended => "ended",
        })
    }
}

impl Profile {
    /// The built-in profile of a runtime; `arch` is RPM's or Lambda's name (`arm64` is `aarch64`).
    ///
    /// # Errors
    ///
    /// [`LayerError::UnknownRuntime`], with the names that exist.
    pub fn named(runtime: &str, arch: &str) -> Result<Profile, LayerError> {
        Profiles::default().named(runtime, arch)
    }

    /// Reads a profile's text for one of its architectures. `file` is what errors call it; what it inherits is looked
    /// for among the built-in profiles.
    ///
    /// ```
    /// use rpmsolve_layer::Profile;
    /// let text = "runtime mine\narch x86_64\ninherits provided.al2023\nsoname libx.so.1\n";
    /// let mine = Profile::parse("mine.txt", text, "x86_64")?;
    /// assert_eq!(mine.base_image().library("libx.so.1").map(|it| it.path.as_str()), Some("/usr/lib64/libx.so.1"));
    /// assert!(mine.base_image().contains("/bin/sh"));
    /// # Ok::<(), rpmsolve_layer::LayerError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LayerError::BadProfile`] with the line; [`LayerError::UnknownRuntime`] if it is for other architectures.
    pub fn parse(file: &str, text: &str, arch: &str) -> Result<Profile, LayerError> {
        Profiles::default().resolve(text::parse(file, text)?, arch)
    }

    /// The built-in runtimes, each once.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        built_in::names()
    }

    /// The version of the C library, if its package or its symbol versions are known.
    #[must_use]
    pub fn glibc_version(&self) -> Option<&str> {
        if let Some(glibc) = self.packages.iter().find(|package| package.name == "glibc") {
            return Some(glibc.evr.version());
        }
        let versions = self.libraries.get("libc.so.6")?.versions.as_ref()?;
        let versions = versions.iter().filter_map(|version| version.strip_prefix("GLIBC_"));
        versions
            .filter(|version| version.starts_with(|first: char| first.is_ascii_digit()))
            .max_by(|one, other| vercmp(one, other))
    }

    /// The profile as what a layer must not replace.
    #[must_use]
    pub fn base_image(&self) -> BaseImage {
        let mut base = BaseImage::new();
        let variable = |name, usual| self.environment.get(name).map_or(usual, String::as_str);
        base.set_search_paths(
            variable("LD_LIBRARY_PATH", LAMBDA_LD_LIBRARY_PATH),
            variable("PATH", LAMBDA_PATH),
        );
        let all = || {
            let wide = self.libraries.iter().map(|known| (ElfClass::Elf64, known));
            wide.chain(self.libraries_32bit.iter().map(|known| (ElfClass::Elf32, known)))
        };
        let absent: HashSet<String> = all()
            .filter(|(_, (_, library))| library.image_only)
            .map(|(_, (_, library))| path::canonical(&library.path))
            .collect();
        base.add_paths(self.paths.iter().filter(|path| !absent.contains(&path::canonical(path))));
        for tree in &self.trees {
            base.add_tree(tree);
        }
        for (class, (soname, library)) in all() {
            base.add_library(soname, class, library.clone());
        }
        base
    }

    /// The profile as the base that packages are solved against. What only the container image has does not count.
    ///
    /// ```
    /// use rpmsolve_layer::Profile;
    /// use rpmsolve_repo::Load;
    /// let runtime = Profile::named("provided.al2023", "x86_64")?.to_runtime();
    /// let loaded = Load { runtime: Some(runtime), arch: "x86_64".into(), ..Load::default() }.run()?;
    /// assert!(loaded.pool.named("glibc").all(|glibc| glibc.is_base()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_runtime(&self) -> Runtime {
        let base = self.base_image();
        let libraries = base.all_libraries().filter(|(_, _, library)| !library.image_only);
        Runtime {
            name: self.runtime.clone(),
            packages: self.packages.clone(),
            libraries: libraries
                .map(|(class, soname, library)| ((soname.to_owned(), class), library.versions.clone()))
                .collect(),
            paths: base
                .paths()
                .flat_map(|path| [Some(path), path::short(path)])
                .flatten()
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Writes the profile into a file, under its name only when it is whole.
    ///
    /// # Errors
    ///
    /// [`LayerError::Io`].
    pub fn write(&self, file: &Path) -> Result<(), LayerError> {
        archive::write_file(file, |out| Ok(write!(out, "{self}")?))?;
        Ok(())
    }

    /// Lays what `other` says over this profile.
    fn extend(&mut self, other: Profile) {
        self.runtime = other.runtime;
        self.arch = other.arch;
        self.language = other.language.or(self.language.take());
        self.system = other.system.or(self.system.take());
        self.status = other.status.or(self.status);
        let named = |package: &Nevra| (package.name.clone(), package.arch.clone());
        let replaced: HashSet<_> = other.packages.iter().map(named).collect();
        self.packages.retain(|package| !replaced.contains(&named(package)));
        self.packages.extend(other.packages);
        self.packages.sort_by_cached_key(Nevra::to_string);
        self.environment.extend(other.environment);
        self.libraries.extend(other.libraries);
        self.libraries_32bit.extend(other.libraries_32bit);
        self.paths.extend(other.paths);
        self.trees.extend(other.trees);
        for directory in other.layer_directories {
            if !self.layer_directories.contains(&directory) {
                self.layer_directories.push(directory);
            }
        }
    }
}
