//! Kinds of files, by where they lie, and how much of a layer each kind is.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::defaults::Keep;
use crate::mapping;
use crate::package::{FileKind, Package};
use crate::path;

/// A kind of files.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::FileGroup;
/// assert_eq!(FileGroup::of("/usr/share/fonts/dejavu/DejaVuSans.ttf"), FileGroup::Fonts);
/// assert_eq!(FileGroup::of("/usr/share/man/man1/git.1.gz"), FileGroup::ManualPages);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FileGroup {
    /// `/usr/share/doc` (but for licences) and `/usr/share/gtk-doc`.
    Documentation,
    /// `/usr/share/man` and `/usr/share/info`.
    ManualPages,
    /// Translations and locale data: `/usr/share/locale`, `/usr/share/i18n`, `/usr/lib/locale`.
    Locales,
    /// `/usr/include`, pkg-config, CMake and aclocal files.
    Headers,
    /// `*.a`, and the `*.la` of libraries.
    StaticLibraries,
    /// Texts of licences, which always stay.
    Licences,
    /// Fonts, wherever they lie.
    Fonts,
    /// Shared libraries.
    Libraries,
    /// Programs: what lies in `bin`, `sbin` and `libexec`.
    Programs,
    /// Modules and plug-ins of other programs, whatever else lies below `lib` and `lib64`.
    Modules,
    /// `/etc`.
    Configuration,
    /// What else lies in `/usr/share`.
    Data,
    /// Everything else.
    Other,
}

/// How much of a layer a kind of files is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GroupShare {
    /// The kind.
    pub group: FileGroup,
    /// Number of files that the packages have.
    pub files: usize,
    /// Their size, in bytes; hard links count once.
    pub bytes: u64,
    /// True if they are in the layer, false if they were left out.
    pub kept: bool,
}

impl FileGroup {
    /// True for a kind that a layer leaves out unless it is asked to keep it.
    pub(crate) fn is_optional(self) -> bool {
        Keep::default().of(self).is_some()
    }

    /// The kind of a file by its path in the package.
    #[must_use]
    pub fn of(file_path: &str) -> FileGroup {
        let canonical = path::canonical(file_path);
        let name = path::name(&canonical);
        let is = |directories: &[&str]| {
            directories.iter().any(|directory| {
                canonical.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        if is(&["/usr/share/licenses"]) {
            FileGroup::Licences
        } else if is(&["/usr/share/doc", "/usr/share/gtk-doc"]) {
            if is_licence(name) { FileGroup::Licences } else { FileGroup::Documentation }
        } else if is(&["/usr/share/man", "/usr/share/info", "/usr/local/share/man"]) {
            FileGroup::ManualPages
        } else if is(&["/usr/share/locale", "/usr/share/i18n", "/usr/lib/locale"]) {
            FileGroup::Locales
        } else if canonical.contains("/pkgconfig/") && ends(&[".pc"])
            || canonical.ends_with("/pkgconfig")
            || is(&["/usr/include", "/usr/share/aclocal", "/usr/share/cmake"])
        {
            FileGroup::Headers
        } else if ends(&[".a"]) || ends(&[".la"]) && mapping::is_loader_directory(path::parent(&canonical)) {
            // libltdl loads modules by their `.la` files: those of libraries to link with are the other ones.
            FileGroup::StaticLibraries
        } else if is(&["/usr/share/fonts"]) || ends(&[".ttf", ".otf", ".ttc", ".pfb", ".pfa", ".t1"]) {
            FileGroup::Fonts
        } else if is(&["/usr/bin", "/usr/sbin", "/usr/libexec", "/usr/local/bin"]) {
            FileGroup::Programs
        } else if mapping::is_library_name(name) && mapping::is_loader_directory(path::parent(&canonical)) {
            FileGroup::Libraries
        } else if is(&["/usr/lib", "/usr/lib64"]) {
            FileGroup::Modules
        } else if is(&["/etc"]) {
            FileGroup::Configuration
        } else if is(&["/usr/share"]) {
            FileGroup::Data
        } else {
            FileGroup::Other
        }
    }
}

fn is_licence(name: &str) -> bool {
    ["copyright", "LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT"]
        .iter()
        .any(|word| name.starts_with(word))
}

/// The kinds of all files of some packages, those in the layer first, the largest first.
pub(super) fn shares<'a>(packages: impl Iterator<Item = &'a Package>, keep: &Keep) -> Vec<GroupShare> {
    let mut found: BTreeMap<(FileGroup, bool), (usize, u64)> = BTreeMap::new();
    for package in packages {
        let mut linked = BTreeSet::new();
        let records = package.files.iter().map(|file| &file.record);
        for record in records.filter(|record| record.kind == FileKind::Regular && !record.ghost) {
            let key = (FileGroup::of(&record.path), keep.wants(record));
            let (files, bytes) = found.entry(key).or_default();
            *files += 1;
            if record.is_first_link(&mut linked) {
                *bytes = bytes.saturating_add(record.size_bytes);
            }
        }
    }
    let mut shares: Vec<GroupShare> = found
        .into_iter()
        .map(|((group, kept), (files, bytes))| GroupShare { group, files, bytes, kept })
        .collect();
    shares.sort_by_key(|share| (!share.kept, std::cmp::Reverse(share.bytes), share.group));
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart() {
        use FileGroup::*;
        for (file, group) in [
            ("/usr/share/doc/git/README", Documentation),
            ("/usr/share/doc/git/copyright", Licences),
            ("/usr/share/licenses/git/COPYING", Licences),
            ("/usr/share/man/man1/git.1.gz", ManualPages),
            ("/usr/share/mandala/x", Data),
            ("/usr/share/locale/de/LC_MESSAGES/git.mo", Locales),
            ("/usr/include/zlib.h", Headers),
            ("/usr/lib64/pkgconfig/zlib.pc", Headers),
            ("/lib64/libz.a", StaticLibraries),
            ("/usr/lib64/libz.so.1", Libraries),
            ("/usr/lib64/python3.9/json/tool.py", Modules),
            ("/usr/share/ghostscript/fonts/a.t1", Fonts),
            ("/bin/sh", Programs),
            ("/etc/gitconfig", Configuration),
            ("/var/lib/x", Other),
        ] {
            assert_eq!(FileGroup::of(file), group, "{file}");
        }
    }
}
