//! What a layer leaves out unless it is asked to keep it.
//!
//! A function reads no manual. Licence texts (`/usr/share/licenses`, `/usr/share/doc/*/copyright` and `LICENSE*`,
//! `COPYING*`, `NOTICE*` files) stay with every choice: whoever hands the layer on has to hand them on too, and
//! they are small.

use serde::Serialize;

use crate::package::{FileKind, FileRecord};
use crate::{mapping, path};

/// Which groups of files to keep; all are left out by default.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::Keep;
/// let keep = Keep { headers: true, ..Keep::default() };
/// assert!(!keep.documentation);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Keep {
    /// `/usr/share/doc` (but for licences, which always stay) and `/usr/share/gtk-doc`.
    pub documentation: bool,
    /// `/usr/share/man` and `/usr/share/info`.
    pub manual_pages: bool,
    /// Translations and locale data: `/usr/share/locale`, `/usr/share/i18n`, `/usr/lib/locale`.
    pub locales: bool,
    /// `/usr/include`, pkg-config, CMake and aclocal files.
    pub headers: bool,
    /// `*.a`, and `*.la` beside libraries.
    pub static_libraries: bool,
}

impl Keep {
    /// Keeps everything.
    pub const ALL: Keep = Keep {
        documentation: true,
        manual_pages: true,
        locales: true,
        headers: true,
        static_libraries: true,
    };

    /// True when the file belongs into the layer.
    pub(crate) fn wants(&self, record: &FileRecord) -> bool {
        match group(&record.path, record.kind) {
            Some(Group::Documentation) => self.documentation,
            Some(Group::Manual) => self.manual_pages,
            Some(Group::Locales) => self.locales,
            Some(Group::Headers) => self.headers,
            Some(Group::Static) => self.static_libraries,
            None => true,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Group {
    Documentation,
    Manual,
    Locales,
    Headers,
    Static,
}

fn group(file_path: &str, kind: FileKind) -> Option<Group> {
    let canonical = path::canonical(file_path);
    let name = path::name(&canonical);
    let is = |directories: &[&str]| {
        directories.iter().any(|directory| {
            canonical.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    if is(&["/usr/share/doc", "/usr/share/gtk-doc"]) {
        return (!is_licence(name)).then_some(Group::Documentation);
    }
    if is(&["/usr/share/man", "/usr/share/info", "/usr/local/share/man"]) {
        return Some(Group::Manual);
    }
    if is(&["/usr/share/locale", "/usr/share/i18n", "/usr/lib/locale"]) {
        return Some(Group::Locales);
    }
    let in_pkgconfig = canonical.contains("/pkgconfig/") && name.ends_with(".pc");
    if in_pkgconfig || is(&["/usr/include", "/usr/share/aclocal", "/usr/share/cmake"]) {
        return Some(Group::Headers);
    }
    if kind == FileKind::Directory && canonical.ends_with("/pkgconfig") {
        return Some(Group::Headers);
    }
    // libltdl loads modules by their `.la` files: those of libraries to link with are the other ones.
    let is_static = name.ends_with(".a")
        || name.ends_with(".la") && mapping::is_loader_directory(path::parent(&canonical));
    (is_static && kind != FileKind::Directory).then_some(Group::Static)
}

fn is_licence(name: &str) -> bool {
    ["copyright", "LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT"]
        .iter()
        .any(|word| name.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_told_apart() {
        let of = |path| group(path, FileKind::Regular);
        assert_eq!(of("/usr/share/doc/git/README"), Some(Group::Documentation));
        assert_eq!(of("/usr/share/doc/git/copyright"), None, "licences stay");
        assert_eq!(of("/usr/share/licenses/git/COPYING"), None);
        assert_eq!(of("/usr/share/man/man1/git.1.gz"), Some(Group::Manual));
        assert_eq!(of("/usr/share/mandala/x"), None);
        assert_eq!(of("/usr/share/locale/de/LC_MESSAGES/git.mo"), Some(Group::Locales));
        assert_eq!(of("/usr/include/zlib.h"), Some(Group::Headers));
        assert_eq!(of("/usr/lib64/pkgconfig/zlib.pc"), Some(Group::Headers));
        assert_eq!(of("/lib64/libz.a"), Some(Group::Static));
        assert_eq!(of("/usr/lib64/libz.la"), Some(Group::Static));
        assert_eq!(of("/usr/lib64/ImageMagick-6.9/modules-Q16/coders/png.la"), None, "what libltdl loads");
        assert_eq!(of("/usr/lib64/libz.so.1"), None);
    }
}
