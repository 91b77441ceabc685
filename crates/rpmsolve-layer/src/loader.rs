//! Which library the system's loader would find for a program of the layer, without running it.
//!
//! The order of ld.so(8): `DT_RPATH` (where there is no `DT_RUNPATH`), `LD_LIBRARY_PATH`, `DT_RUNPATH`, the base
//! image's own directories. Lambda's `LD_LIBRARY_PATH` has all of the image's directories first and the layer's `lib/`
//! last, so a library of the image always comes before one of the layer, but for `DT_RPATH`.

use crate::base::{BaseImage, BaseLibrary};
use crate::elf::{Elf, SearchPath};
use crate::mapping::Layout;
use crate::path;
use crate::tree::{FileEntry, Tree};

/// Where the loader looks.
pub(crate) struct Loader<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) base: &'a BaseImage,
    pub(crate) layout: Layout,
}

/// What the loader finds.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    /// A file of the layer, by its path.
    Layer(String, &'a Elf),
    Base(&'a BaseLibrary),
    /// A path of the base image of which only the name is known.
    BasePath,
}

impl<'a> Loader<'a> {
    /// What would be loaded for `name` (a soname, or a path) needed by the file at `needed_by`.
    pub(crate) fn find(&self, needed_by: &str, elf: &Elf, name: &str) -> Option<Found<'a>> {
        if name.contains('/') {
            return self.at(name, elf);
        }
        let directories = |is_runpath| {
            let path = elf.search_path.as_ref().filter(|path| path.is_runpath == is_runpath);
            path.map(|path| self.directories(path, needed_by)).unwrap_or_default()
        };
        let in_directories = |list: Vec<String>| {
            list.iter().find_map(|directory| self.at(&format!("{directory}/{name}"), elf))
        };
        in_directories(directories(false))
            .or_else(|| self.in_base(name, elf).map(Found::Base))
            .or_else(|| self.in_layer(&format!("lib/{name}"), elf))
            .or_else(|| in_directories(directories(true)))
    }

    /// The library at an absolute path.
    fn at(&self, absolute: &str, elf: &Elf) -> Option<Found<'a>> {
        let mount = self.layout.mount();
        if let Some(inside) = absolute.strip_prefix(mount).and_then(|rest| rest.strip_prefix('/'))
            && let Some(found) = self.in_layer(inside, elf)
        {
            return Some(found);
        }
        let name = path::name(absolute);
        let is_there = self.base.contains(absolute);
        is_there.then(|| match self.in_base(name, elf) {
            Some(library) if path::canonical(&library.path) == path::canonical(absolute) => {
                Found::Base(library)
            }
            _ => Found::BasePath,
        })
    }

    /// The base image's library of a name, for programs like `elf`.
    pub(crate) fn in_base(&self, name: &str, elf: &Elf) -> Option<&'a BaseLibrary> {
        self.base.library_of_class(name, elf.kind.class()).filter(|library| !library.image_only)
    }

    fn in_layer(&self, inside: &str, elf: &Elf) -> Option<Found<'a>> {
        let end = self.tree.resolve(&path::normal(inside)?)?;
        let found = self.tree.file(&end)?.elf.as_deref().filter(|found| found.kind == elf.kind)?;
        Some(Found::Layer(end, found))
    }

    /// The directories of a search path; `$ORIGIN` is where the file lies that has it.
    fn directories(&self, search_path: &SearchPath, needed_by: &str) -> Vec<String> {
        let real = self.tree.resolve(needed_by).unwrap_or_else(|| needed_by.to_owned());
        let origin = format!("{}/{}", self.layout.mount(), path::parent(&real));
        let expand = |directory: &str| {
            let expanded = directory.replace("${ORIGIN}", &origin).replace("$ORIGIN", &origin);
            path::resolve_text("/", &expanded.replace("$LIB", "lib64").replace("${LIB}", "lib64"))
        };
        search_path.text.split(':').filter(|directory| !directory.is_empty()).map(expand).collect()
    }
}

/// The file that the loader could take for `name`, wherever it lies in the layer: by its own soname or by file name, of
/// several the one with the shortest path.
pub(crate) fn anywhere<'a>(tree: &'a Tree, elf: &Elf, name: &str) -> Option<&'a str> {
    let fits = |path: &str, file: &FileEntry| {
        file.elf.as_ref().is_some_and(|found| {
            found.kind == elf.kind && (found.soname.as_deref() == Some(name) || path::name(path) == name)
        })
    };
    let all = tree.files().filter(|(path, _, file)| fits(path, file)).map(|(path, _, _)| path);
    all.min_by_key(|path| (path::name(path) != name, path.len(), *path))
}
