//! What a layer leaves out unless it is asked to keep it.
//!
//! A function reads no manual. Licence texts (`/usr/share/licenses`, `/usr/share/doc/*/copyright` and `LICENSE*`,
//! `COPYING*`, `NOTICE*` files) stay with every choice: whoever hands the layer on has to hand them on too, and
//! they are small.

use serde::Serialize;

use crate::budget::FileGroup;
use crate::package::{FileKind, FileRecord};

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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
        let is_directory = record.kind == FileKind::Directory;
        match FileGroup::of(&record.path) {
            FileGroup::StaticLibraries => self.static_libraries || is_directory,
            group => self.of(group).unwrap_or(true),
        }
    }

    /// Whether a group of files that can be left out is kept; `None` for one that always is.
    pub(crate) fn of(&self, group: FileGroup) -> Option<bool> {
        Some(match group {
            FileGroup::Documentation => self.documentation,
            FileGroup::ManualPages => self.manual_pages,
            FileGroup::Locales => self.locales,
            FileGroup::Headers => self.headers,
            FileGroup::StaticLibraries => self.static_libraries,
            _ => return None,
        })
    }
}
