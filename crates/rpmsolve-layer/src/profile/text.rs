//! A profile's file: one word and its value a line. docs/profiles.md is the specification.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rpmsolve::{Nevra, rpm_arch};
use rpmsolve_repo::{ElfClass, SonameCapability};

use super::Profile;
use crate::base::BaseLibrary;
use crate::error::LayerError;
use crate::path;

/// One file: what it says itself, and what it inherits.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// What errors call it.
    pub(super) file: String,
    /// The architectures that it is for.
    pub(super) arches: Vec<String>,
    /// The profile that it adds to, and the line that says so.
    pub(super) inherits: Option<(String, usize)>,
    /// What it says; the architecture is not set.
    pub(super) own: Profile,
}

impl Document {
    pub(super) fn bad(&self, line: usize, reason: impl Into<String>) -> LayerError {
        LayerError::BadProfile { profile: self.file.clone(), line, reason: reason.into() }
    }
}

/// What a line may begin with.
pub(super) const WORDS: [&str; 16] = [
    "runtime",
    "arch",
    "inherits",
    "language",
    "system",
    "status",
    "env",
    "package",
    "soname",
    "soname-32bit",
    "image-only",
    "image-only-32bit",
    "tree",
    "directory",
    "path",
    "layer-directory",
];

/// No version of a symbol: a library that is known to define none.
const NO_VERSIONS: &str = "-";

/// Reads a file.
pub(super) fn parse(file: &str, text: &str) -> Result<Document, LayerError> {
    let mut document =
        Document { file: file.to_owned(), arches: Vec::new(), inherits: None, own: Profile::default() };
    let mut open = Open::Nothing;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let read = if line.starts_with([' ', '\t']) {
            open.add(&mut document.own, line)
        } else {
            let (word, value) = line.split_once([' ', '\t']).unwrap_or((line, ""));
            add_line(&mut document, word, value.trim_start(), index + 1).map(|opened| open = opened)
        };
        read.map_err(|reason| document.bad(index + 1, reason))?;
    }
    if document.own.runtime.is_empty() {
        return Err(document.bad(1, "no line `runtime NAME` says what it is a profile of"));
    }
    if document.arches.is_empty() {
        return Err(document.bad(1, "no line `arch ARCH` says which architectures it is for"));
    }
    document.own.packages.sort_by_cached_key(Nevra::to_string);
    Ok(document)
}

/// What an indented line goes on with.
enum Open<'a> {
    Nothing,
    /// The names in a directory.
    Directory(&'a str),
    /// The symbol versions of a library.
    Library(ElfClass, &'a str),
}

impl Open<'_> {
    fn add(&self, profile: &mut Profile, line: &str) -> Result<(), String> {
        match *self {
            Open::Nothing => {
                Err("an indented line goes on with a `directory` or a library, and there is none".into())
            }
            Open::Directory(directory) => {
                let directory = directory.trim_end_matches('/');
                for name in line.split_ascii_whitespace() {
                    if name.contains('/') {
                        return Err(format!("{name}: a name below a `directory` has no slash"));
                    }
                    let path = format!("{directory}/{name}");
                    path::check(&path).map_err(|reason| format!("{path}: {reason}"))?;
                    profile.paths.insert(path);
                }
                Ok(())
            }
            Open::Library(class, soname) => match libraries(profile, class).get_mut(soname) {
                Some(library) => add_versions(library, line),
                None => Ok(()),
            },
        }
    }
}

/// Reads a line that is not indented; returns what indented ones after it would belong to.
fn add_line<'a>(
    document: &mut Document,
    word: &str,
    value: &'a str,
    line: usize,
) -> Result<Open<'a>, String> {
    let profile = &mut document.own;
    if !WORDS.contains(&word) {
        return Err(format!("`{word}` is not a word of profiles; there are {}", WORDS.join(", ")));
    }
    if value.trim().is_empty() {
        return Err(format!("`{word}` without a value"));
    }
    let twice = || format!("`{word}` a second time");
    let once = |place: &mut Option<String>, value: &str| match place.replace(value.to_owned()) {
        Some(_) => Err(twice()),
        None => Ok(()),
    };
    match word {
        "runtime" if !profile.runtime.is_empty() => return Err(twice()),
        "runtime" => profile.runtime = runtime_name(value)?.to_owned(),
        "arch" if !document.arches.is_empty() => return Err(twice()),
        "arch" => {
            document.arches = value.split_ascii_whitespace().map(|arch| rpm_arch(arch).to_owned()).collect();
        }
        "inherits" if document.inherits.is_some() => return Err(twice()),
        "inherits" => document.inherits = Some((runtime_name(value)?.to_owned(), line)),
        "language" => once(&mut profile.language, value)?,
        "system" => once(&mut profile.system, value)?,
        "status" if profile.status.is_some() => return Err(twice()),
        "status" => profile.status = Some(value.parse().map_err(|reason| format!("{value}: {reason}"))?),
        "env" => {
            let (name, value) = value.split_once(' ').ok_or("`env` without a value; write env NAME VALUE")?;
            if profile.environment.insert(name.to_owned(), value.to_owned()).is_some() {
                return Err(format!("{name} is set a second time"));
            }
        }
        "package" => {
            let nevra: Nevra = value.parse().map_err(|error| format!("{error}"))?;
            if profile.packages.contains(&nevra) {
                return Err(format!("{value} a second time"));
            }
            profile.packages.push(nevra);
        }
        "soname" | "image-only" | "soname-32bit" | "image-only-32bit" => {
            let class = if word.ends_with("-32bit") { ElfClass::Elf32 } else { ElfClass::Elf64 };
            let soname = add_library(profile, class, word.starts_with("image-only"), value)?;
            return Ok(Open::Library(class, soname));
        }
        "layer-directory" => {
            path::check(&format!("/{value}")).map_err(|reason| format!("{value}: {reason}"))?;
            if profile.layer_directories.iter().any(|known| known == value) {
                return Err(format!("{value} a second time"));
            }
            profile.layer_directories.push(value.to_owned());
        }
        _ => {
            path::check(value).map_err(|reason| format!("{value}: {reason}"))?;
            match word {
                "tree" => drop(profile.trees.insert(value.to_owned())),
                "path" => drop(profile.paths.insert(value.to_owned())),
                // A directory is there because of what is in it.
                _ => return Ok(Open::Directory(value)),
            }
        }
    }
    Ok(Open::Nothing)
}

/// What runtimes may be called: what can stand in a file name and on a command line.
pub(super) fn runtime_name(name: &str) -> Result<&str, String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+@".contains(&byte);
    if name.starts_with(|first: char| first.is_ascii_alphanumeric()) && name.bytes().all(is_plain) {
        return Ok(name);
    }
    Err(format!("{name}: not a name; write letters, digits and any of . _ - + @, a letter or digit first"))
}

/// Whether rpm would take a name for a library's.
pub(super) fn is_soname(name: &str) -> bool {
    SonameCapability::parse(name).is_some_and(|capability| capability.soname == name)
}

fn libraries(profile: &mut Profile, class: ElfClass) -> &mut BTreeMap<String, BaseLibrary> {
    match class {
        ElfClass::Elf64 => &mut profile.libraries,
        ElfClass::Elf32 => &mut profile.libraries_32bit,
    }
}

/// Reads `NAME [PATH] [VERSION…]`; returns the name.
fn add_library<'a>(
    profile: &mut Profile,
    class: ElfClass,
    image_only: bool,
    value: &'a str,
) -> Result<&'a str, String> {
    let (soname, rest) = value.split_once(' ').unwrap_or((value, ""));
    if !is_soname(soname) {
        return Err(format!("{soname}: not a soname such as libz.so.1"));
    }
    let rest = rest.trim_start();
    let (path, versions) = match rest.split_once(' ') {
        Some((path, versions)) if path.starts_with('/') => (path, versions),
        None if rest.starts_with('/') => (rest, ""),
        _ => ("", rest),
    };
    let mut library = if path.is_empty() {
        BaseLibrary::named(soname, class)
    } else {
        path::check(path).map_err(|reason| format!("{path}: {reason}"))?;
        BaseLibrary::at(path.to_owned())
    };
    library.image_only = image_only;
    add_versions(&mut library, versions)?;
    match libraries(profile, class).entry(soname.to_owned()) {
        Entry::Vacant(place) => drop(place.insert(library)),
        Entry::Occupied(_) => return Err(format!("{soname} a second time")),
    }
    Ok(soname)
}

/// Reads `[VERSION…]`, or `-` where it is known that there are none.
fn add_versions(library: &mut BaseLibrary, words: &str) -> Result<(), String> {
    for word in words.split_ascii_whitespace() {
        if library.versions.as_ref().is_some_and(BTreeSet::is_empty) {
            return Err(format!("{word} after `{NO_VERSIONS}`, which says that there are no versions"));
        }
        match word {
            NO_VERSIONS if library.versions.is_none() => library.versions = Some(BTreeSet::new()),
            _ if word.starts_with(['/', '-']) => {
                return Err(format!("{word}: not a symbol version; write NAME [PATH] [VERSION…]"));
            }
            _ => drop(library.versions.get_or_insert_default().insert(word.to_owned())),
        }
    }
    Ok(())
}

/// Lines of names are broken where they would become longer.
const LINE_WIDTH: usize = 112;

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "runtime {}\narch {}", self.runtime, self.arch)?;
        for (word, value) in [("language", &self.language), ("system", &self.system)] {
            if let Some(value) = value {
                writeln!(formatter, "{word} {value}")?;
            }
        }
        if let Some(status) = self.status {
            writeln!(formatter, "status {status}")?;
        }
        for (name, value) in &self.environment {
            writeln!(formatter, "env {name} {value}")?;
        }
        for directory in &self.layer_directories {
            writeln!(formatter, "layer-directory {directory}")?;
        }
        for package in &self.packages {
            writeln!(formatter, "package {package}")?;
        }
        for (suffix, libraries) in [("", &self.libraries), ("-32bit", &self.libraries_32bit)] {
            for (soname, library) in libraries {
                let word = if library.image_only { "image-only" } else { "soname" };
                let head = format!("{word}{suffix} {soname} {}", library.path);
                write!(formatter, "{head}")?;
                match &library.versions {
                    None => writeln!(formatter)?,
                    Some(versions) if versions.is_empty() => writeln!(formatter, " {NO_VERSIONS}")?,
                    Some(versions) => {
                        write_words(formatter, head.len(), versions.iter().map(String::as_str))?;
                    }
                }
            }
        }
        for tree in &self.trees {
            writeln!(formatter, "tree {tree}")?;
        }
        self.write_paths(formatter)
    }
}

impl Profile {
    /// The paths: below their directories; one by one where a name has blanks.
    fn write_paths(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (single, mut named): (Vec<&str>, Vec<&str>) =
            self.paths.iter().map(String::as_str).partition(|path| {
                path::name(path).is_empty() || path::name(path).contains(char::is_whitespace)
            });
        for path in single {
            writeln!(formatter, "path {path}")?;
        }
        named.sort_by_key(|path| (path::parent(path), path::name(path)));
        for paths in named.chunk_by(|one, other| path::parent(one) == path::parent(other)) {
            let directory = path::parent(paths[0]);
            write!(formatter, "directory {}", if directory.is_empty() { "/" } else { directory })?;
            write_words(formatter, LINE_WIDTH, paths.iter().map(|path| path::name(path)))?;
        }
        Ok(())
    }
}

/// Goes on with a line that is `width` bytes long, and on indented ones.
fn write_words<'a>(
    formatter: &mut fmt::Formatter<'_>,
    mut width: usize,
    words: impl Iterator<Item = &'a str>,
) -> fmt::Result {
    for word in words {
        if width + 1 + word.len() > LINE_WIDTH {
            write!(formatter, "\n ")?;
            width = 1;
        }
        write!(formatter, " {word}")?;
        width += 1 + word.len();
    }
    writeln!(formatter)
}
