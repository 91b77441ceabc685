//! A root file system as a profile sees it: its paths, and the libraries in the loader's directories.
//!
//! No link is followed, neither out of the directory nor within it: a link counts as a path, and what it leads to is
//! found where it lies.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rpmsolve_repo::ElfClass;

use super::elf::{self, SharedLibrary};
use super::text;
use crate::base::{BaseLibrary, LAMBDA_LD_LIBRARY_PATH, directories};
use crate::error::LayerError;
use crate::mapping;
use crate::path;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// The architecture of most libraries.
    pub(super) arch: Option<String>,
    /// What os-release calls the system.
    pub(super) system: Option<String>,
    pub(super) paths: BTreeSet<String>,
    pub(super) trees: BTreeSet<String>,
    pub(super) libraries: BTreeMap<String, BaseLibrary>,
    pub(super) libraries_32bit: BTreeMap<String, BaseLibrary>,
    /// What was left out, as sentences for people.
    pub(super) warnings: Vec<String>,
}

/// Directories whose single files matter to nobody: documentation and translations, and the languages themselves.
const TREES: [&str; 11] = [
    "/usr/share/zoneinfo",
    "/usr/share/man",
    "/usr/share/doc",
    "/usr/share/licenses",
    "/usr/share/locale",
    "/usr/share/terminfo",
    "/usr/share/info",
    "/usr/share/i18n",
    "/usr/lib/locale",
    "/var/lang",
    "/var/runtime",
];

/// What the kernel puts there when the system runs.
const VIRTUAL: [&str; 4] = ["/dev", "/proc", "/run", "/sys"];

/// A root file system with everything in it has some 500,000.
const PATHS_MAX: usize = 2_000_000;
/// Larger files are not read as libraries.
const LIBRARY_MAX_BYTES: u64 = 256 << 20;
/// Configuration files are far smaller.
const TEXT_MAX_BYTES: u64 = 1 << 20;

/// Reads a root file system; `arch` where the user says which it is.
pub(super) fn walk(root: &Path, arch: Option<&str>) -> Result<Walked, LayerError> {
    let mut walk = Walk::new(root);
    while let Some(directory) = walk.open.pop() {
        walk.directory(&directory)?;
    }
    walk.found.warnings.extend(match walk.unreadable.len() {
        0 => None,
        count => Some(format!("{count} unreadable: {}", shortened(&walk.unreadable))),
    });
    walk.found.warnings.extend(match walk.unnameable {
        0 => None,
        count => Some(format!("{count} paths left out that no package could have")),
    });
    walk.read_libraries(arch)?;
    Ok(walk.found)
}

struct Walk<'a> {
    root: &'a Path,
    found: Walked,
    /// Directories still to be read, as paths of the root file system.
    open: Vec<String>,
    /// Files that are called like libraries.
    candidates: Vec<String>,
    /// Links that are called like libraries, and what they name.
    links: HashMap<String, String>,
    /// Directories that ld.so.conf names, canonical.
    configured: Vec<String>,
    unreadable: Vec<String>,
    unnameable: usize,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Path) -> Self {
        Self {
            root,
            found: Walked::default(),
            open: vec![String::new()],
            candidates: Vec::new(),
            links: HashMap::new(),
            configured: Vec::new(),
            unreadable: Vec::new(),
            unnameable: 0,
        }
    }

    fn host(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// `None`, and a note, for what the user may not read: an image unpacked by somebody else has such files.
    fn allowed<T>(&mut self, path: &str, read: std::io::Result<T>) -> Result<Option<T>, LayerError> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                self.unreadable.push(if path.is_empty() { "/".to_owned() } else { path.to_owned() });
                Ok(None)
            }
            Err(error) => Err(LayerError::io("read", self.host(path))(error)),
        }
    }

    fn directory(&mut self, directory: &str) -> Result<(), LayerError> {
        let entries = fs::read_dir(self.host(directory));
        let Some(entries) = self.allowed(directory, entries)? else { return Ok(()) };
        for entry in entries {
            let entry = entry.map_err(LayerError::io("read", self.host(directory)))?;
            let name = entry.file_name();
            let path = match name.to_str() {
                Some(name) if !name.contains(char::is_control) => format!("{directory}/{name}"),
                _ => {
                    self.unnameable += 1;
                    continue;
                }
            };
            if path::check(&path).is_err() {
                self.unnameable += 1;
                continue;
            }
            // The entry's own type: links are not followed.
            let kind = entry.file_type().map_err(LayerError::io("read", entry.path()))?;
            if kind.is_dir() {
                if TREES.contains(&path::canonical(&path).as_str()) {
                    self.found.trees.insert(path.clone());
                } else if !VIRTUAL.contains(&path.as_str()) {
                    self.open.push(path.clone());
                }
            } else if kind.is_file() {
                self.file(&path)?;
            } else if kind.is_symlink() && mapping::is_library_name(path::name(&path)) {
                let target = fs::read_link(entry.path()).map_err(LayerError::io("read", entry.path()))?;
                self.links.extend(target.to_str().map(|target| (path.clone(), target.to_owned())));
            }
            self.found.paths.insert(path);
            if self.found.paths.len() > PATHS_MAX {
                return Err(LayerError::TooManyFiles { path: self.root.to_owned(), limit: PATHS_MAX });
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &str) -> Result<(), LayerError> {
        let canonical = path::canonical(path);
        if mapping::is_library_name(path::name(path)) {
            self.candidates.push(path.to_owned());
        } else if canonical == "/etc/ld.so.conf"
            || path::parent(&canonical) == "/etc/ld.so.conf.d" && path.ends_with(".conf")
        {
            let text = self.text(path)?;
            let named = text.lines().map(str::trim).filter(|line| line.starts_with('/'));
            self.configured.extend(named.map(|line| path::canonical(line.trim_end_matches('/'))));
        } else if canonical == "/etc/os-release"
            || canonical == "/usr/lib/os-release" && self.found.system.is_none()
        {
            let text = self.text(path)?;
            let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
            let name = name.map(|name| name.trim().trim_matches(['"', '\'']));
            let is_text = |name: &&str| !name.trim().is_empty() && !name.contains(char::is_control);
            self.found.system = name.filter(is_text).map(str::to_owned).or(self.found.system.take());
        }
        Ok(())
    }

    /// The text of a small file; nothing if it is none.
    fn text(&mut self, path: &str) -> Result<String, LayerError> {
        let bytes = self.bytes(path, TEXT_MAX_BYTES)?.unwrap_or_default();
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }

    fn bytes(&mut self, path: &str, limit_bytes: u64) -> Result<Option<Vec<u8>>, LayerError> {
        let host = self.host(path);
        if fs::symlink_metadata(&host).map_err(LayerError::io("read", &host))?.len() > limit_bytes {
            self.found.warnings.push(format!("{path} is larger than {limit_bytes} bytes, and was not read"));
            return Ok(None);
        }
        let read = fs::read(&host);
        self.allowed(path, read)
    }

    /// Where the loader looks, in order: what Lambda tells it first, what is configured, its own directories.
    fn loader_rank(&self, directory: &str) -> Option<usize> {
        let told = directories(LAMBDA_LD_LIBRARY_PATH);
        let told = told.iter().map(|directory| path::canonical(directory));
        let all = told.filter(|told| !told.starts_with(mapping::OPT)).chain(self.configured.iter().cloned());
        let all: Vec<String> = all.collect();
        all.iter()
            .position(|searched| searched == directory)
            .or_else(|| mapping::is_loader_directory(directory).then_some(all.len()))
    }

    fn read_libraries(&mut self, arch: Option<&str>) -> Result<(), LayerError> {
        let mut ranks: HashMap<String, Option<usize>> = HashMap::new();
        let mut read: Vec<Found> = Vec::new();
        for path in std::mem::take(&mut self.candidates) {
            let canonical = path::canonical(&path);
            let directory = path::parent(&canonical);
            let rank = *ranks.entry(directory.to_owned()).or_insert_with(|| self.loader_rank(directory));
            let Some(rank) = rank.filter(|_| !path.contains(char::is_whitespace)) else { continue };
            let Some(bytes) = self.bytes(&path, LIBRARY_MAX_BYTES)? else { continue };
            let Some(library) = elf::read(&bytes) else { continue };
            if !text::is_soname(&library.soname) {
                continue;
            }
            // Of two files with one soname, the loader takes the one that is called so, or linked to.
            let called = format!("{}/{}", path::parent(&path), library.soname);
            let is_meant = called == path
                || self.links.get(&called).is_some_and(|to| path::resolve_text(&called, to) == path);
            read.push(Found { order: (rank, !is_meant, path), called, library });
        }
        let arch = arch.map(str::to_owned).or_else(|| most_frequent(&read));
        let is_ours = |library: &SharedLibrary| {
            let arch = arch.as_deref().unwrap_or_default();
            library.arch.is_some_and(|its| its == arch || elf::companion(arch) == Some(its))
        };
        let all = read.len();
        read.retain(|found| is_ours(&found.library));
        if read.len() < all {
            let foreign = all - read.len();
            self.found.warnings.push(format!("{foreign} libraries of other architectures left out"));
        }
        read.sort_by(|one, other| one.order.cmp(&other.order));
        for Found { order: (_, _, path), called, library } in read {
            let SharedLibrary { soname, versions, class, .. } = library;
            let path = if self.found.paths.contains(&called) { called } else { path };
            let library = BaseLibrary { versions: Some(versions), ..BaseLibrary::at(path) };
            let libraries = match class {
                ElfClass::Elf64 => &mut self.found.libraries,
                ElfClass::Elf32 => &mut self.found.libraries_32bit,
            };
            libraries.entry(soname).or_insert(library);
        }
        self.found.arch = arch;
        Ok(())
    }
}

/// A library in one of the loader's directories.
struct Found {
    /// The loader takes the lowest: by directory, by whether the soname leads to the file, by path.
    order: (usize, bool, String),
    /// The path that has the soname for a name.
    called: String,
    library: SharedLibrary,
}

/// The architecture of most libraries, those of 64 bits first.
fn most_frequent(read: &[Found]) -> Option<String> {
    let mut counts: BTreeMap<(ElfClass, &str), usize> = BTreeMap::new();
    for Found { library, .. } in read {
        if let Some(arch) = library.arch {
            *counts.entry((library.class, arch)).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|((class, _), count)| (*class, *count));
    most.map(|((_, arch), _)| arch.to_owned())
}

fn shortened(paths: &[String]) -> String {
    let shown = paths.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    if paths.len() > 5 { format!("{shown} …") } else { shown }
}
