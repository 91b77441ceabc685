//! An image of which more is known than its packages, as one package of the base; and the capabilities that rpm
//! makes of shared libraries (rpm's `tools/elfdeps.c`).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rpmsolve::metadata::{Field, FileKind, PackageRecord, RelationKind};
use rpmsolve::{Comparison, Nevra};

use crate::cache::Identity;

/// What kind of machine code an ELF file holds (`EI_CLASS`): a program of one class cannot load a library of the
/// other.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{ElfClass, SonameCapability};
///
/// let capability = SonameCapability::parse("libz.so.1()(64bit)");
/// assert_eq!(capability.map(|it| it.class), Some(ElfClass::Elf64));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ElfClass {
    /// 32 bits.
    Elf32,
    /// 64 bits.
    Elf64,
}

/// What rpm writes where a package provides or requires a shared library: `libc.so.6(GLIBC_2.34)(64bit)`.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{ElfClass, SonameCapability};
///
/// let capability = SonameCapability::parse("libc.so.6(GLIBC_2.34)(64bit)").expect("a library");
/// assert_eq!((capability.soname, capability.version), ("libc.so.6", Some("GLIBC_2.34")));
/// let capability = SonameCapability::parse("libc.so.6").expect("a library");
/// assert_eq!((capability.version, capability.class), (None, ElfClass::Elf32));
/// assert_eq!(SonameCapability::parse("perl(Carp)"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SonameCapability<'a> {
    /// The library's name, as programs ask for it.
    pub soname: &'a str,
    /// The symbol version; `None` where the library itself is meant.
    pub version: Option<&'a str>,
    /// Whether the code is of 32 or 64 bits.
    pub class: ElfClass,
}

impl<'a> SonameCapability<'a> {
    /// Takes a capability's name apart; `None` if it does not speak of a shared library.
    #[must_use]
    pub fn parse(name: &'a str) -> Option<Self> {
        let (soname, version, class) = match name.strip_suffix("(64bit)") {
            Some(rest) => {
                let (soname, version) = rest.strip_suffix(')')?.split_once('(')?;
                (soname, version, ElfClass::Elf64)
            }
            None => match name.strip_suffix(')') {
                Some(rest) => {
                    let (soname, version) = rest.split_once('(')?;
                    (soname, version, ElfClass::Elf32)
                }
                None => (name, "", ElfClass::Elf32),
            },
        };
        let is_soname = soname.contains(".so") && !soname.contains(|c: char| c == '/' || c.is_whitespace());
        let version = Some(version).filter(|version| !version.is_empty());
        is_soname.then_some(Self { soname, version, class })
    }
}

/// What is known of an image on which programs are to run.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{ElfClass, Load, Runtime};
///
/// let mut runtime = Runtime { name: "image".into(), ..Runtime::default() };
/// runtime.libraries.insert(("libc.so.6".into(), ElfClass::Elf64), None);
/// let loaded = Load { runtime: Some(runtime), arch: "x86_64".into(), ..Load::default() }.run()?;
/// assert!(loaded.pool.named("image").all(|solvable| solvable.is_base()));
/// # Ok::<(), rpmsolve_repo::RepoError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Runtime {
    /// Its name.
    pub name: String,
    /// The packages that it was made of.
    pub packages: Vec<Nevra>,
    /// The shared libraries that programs find on it, by soname, with the symbol versions that they define; `None`
    /// where these are not known.
    pub libraries: BTreeMap<(String, ElfClass), Option<BTreeSet<String>>>,
    /// The paths that it has.
    pub paths: Vec<String>,
}

impl Runtime {
    /// Whether the image has a library; `None` if the capability speaks of none that it is known to have.
    ///
    /// A library of which no symbol versions are known is taken to have any.
    fn has_library(&self, capability: &str) -> Option<bool> {
        let SonameCapability { soname, version, class } = SonameCapability::parse(capability)?;
        let versions = self.libraries.get(&(soname.to_owned(), class))?;
        Some(match (version, versions) {
            (Some(version), Some(versions)) => versions.contains(version),
            _ => true,
        })
    }

    /// Whether the image is known not to have what a capability names: a symbol version that its library lacks.
    pub(crate) fn lacks(&self, capability: &str) -> bool {
        self.has_library(capability) == Some(false)
    }

    /// Tells the image from all others.
    pub(crate) fn identify(&self, identity: &mut Identity) {
        identity.text(&self.name);
        self.packages.iter().for_each(|nevra| identity.text(&nevra.to_string()));
        for ((soname, class), versions) in &self.libraries {
            identity.text(soname);
            identity.number(u64::from(*class == ElfClass::Elf64));
            identity.number(versions.as_ref().map_or(0, |versions| 1 + versions.len() as u64));
            versions.iter().flatten().for_each(|version| identity.text(version));
        }
        self.paths.iter().for_each(|path| identity.text(path));
    }

    /// The image as a package: it provides what its libraries and paths provide, as far as anybody needs it.
    pub(crate) fn record(&self, needed: &[&str]) -> PackageRecord {
        let mut record = PackageRecord::default();
        record.set(Field::Name, &self.name);
        record.set(Field::Evr, "0");
        record.set(Field::Arch, "noarch");
        let paths: HashSet<&str> = self.paths.iter().map(String::as_str).collect();
        for &name in needed {
            // Any loader of this century reads the GNU hash section.
            if name == "rtld(GNU_HASH)" || self.has_library(name) == Some(true) {
                record.add_relation(RelationKind::Provides, name, None, false);
            } else if paths.contains(name) {
                record.add_file(FileKind::File, name);
            }
        }
        record.add_relation(RelationKind::Provides, &self.name, Some((Comparison::EQUAL, "0")), false);
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_libraries_are_sonames() {
        let parse = |name| SonameCapability::parse(name).map(|it| (it.soname, it.version, it.class));
        for (name, expected) in [
            ("libz.so.1()(64bit)", Some(("libz.so.1", None, ElfClass::Elf64))),
            ("libz.so.1(ZLIB_1.2.9)(64bit)", Some(("libz.so.1", Some("ZLIB_1.2.9"), ElfClass::Elf64))),
            ("libz.so.1", Some(("libz.so.1", None, ElfClass::Elf32))),
            ("libz.so.1(ZLIB_1.2.9)", Some(("libz.so.1", Some("ZLIB_1.2.9"), ElfClass::Elf32))),
            ("glibc(64bit)", None),
            ("perl(Carp.so)", None),
            ("/usr/lib64/libz.so.1", None),
            ("libz.so.1(64bit)", None),
            ("(64bit)", None),
            ("bash", None),
        ] {
            assert_eq!(parse(name), expected, "{name}");
        }
    }

    #[test]
    fn a_class_and_a_version_are_those_of_the_library() {
        let key = |name: &str, class| (name.to_owned(), class);
        let versions = |list: &[&str]| Some(list.iter().map(|&it| it.to_owned()).collect());
        let libraries = [
            (key("libc.so.6", ElfClass::Elf64), versions(&["GLIBC_2.17"])),
            (key("liba.so.1", ElfClass::Elf64), None),
            (key("libb.so.1", ElfClass::Elf32), None),
            (key("libc2.so.1", ElfClass::Elf64), versions(&[])),
        ];
        let runtime = Runtime { libraries: libraries.into(), ..Runtime::default() };
        for (capability, expected) in [
            ("libc.so.6()(64bit)", Some(true)),
            ("libc.so.6(GLIBC_2.17)(64bit)", Some(true)),
            ("libc.so.6(GLIBC_2.99)(64bit)", Some(false)),
            ("libc.so.6", None),
            ("libc.so.6(GLIBC_2.17)", None),
            ("liba.so.1(A_1)(64bit)", Some(true)),
            ("libb.so.1()(64bit)", None),
            ("libb.so.1", Some(true)),
            ("libc2.so.1()(64bit)", Some(true)),
            ("libc2.so.1(X)(64bit)", Some(false)),
        ] {
            assert_eq!(runtime.has_library(capability), expected, "{capability}");
        }
    }
}
