//! What each package would put into a layer, by its header alone: nothing is unpacked, but for the few files that say
//! where the loader looks.

use std::collections::{BTreeMap, BTreeSet};

use rpmsolve::DigestAlgorithm;

use crate::elf::ElfKind;
use crate::error::LayerError;
use crate::layer::{LayerOptions, LayerPackage};
use crate::mapping::{self, Layout, Place};
use crate::package::{self, FileKind, FileRecord};
use crate::{assemble, path, reach};

/// A package's part in any layer that it is in.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    /// Name of the package.
    pub(crate) name: String,
    /// Size of its files; hard links count once.
    pub(crate) bytes: u64,
    /// What stands at its places in the layer.
    pub(crate) entries: BTreeMap<String, Entry>,
    /// Directories of the layer in which it has the loader look.
    pub(crate) loader_directories: Vec<String>,
}

/// What a package has at a place.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its path in the package.
    pub(crate) origin: String,
    pub(crate) what: What,
}

/// A directory, a file or a link, as far as it can clash with another.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Directory,
    File {
        bytes: u64,
        digest: Option<(DigestAlgorithm, String)>,
        /// 1 for a 32-bit ELF file, 2 for a 64-bit one, 0 for neither.
        colour: u32,
    },
    Link {
        /// The absolute path that it names, canonical.
        target: String,
    },
}

/// Reads what a package would put into a layer.
pub(crate) fn read(package: &LayerPackage, options: &LayerOptions) -> Result<Contents, LayerError> {
    let header = package::read_header(&package.path, &options.limits)?;
    let mut contents =
        Contents { name: header.name, bytes: 0, entries: BTreeMap::new(), loader_directories: Vec::new() };
    let mut hard_links = BTreeSet::new();
    let mut is_configuring = false;
    for record in header.records.iter().filter(|record| options.keep.wants(record)) {
        let Some((place, what)) = entry(record, &header.arch, options.layout) else { continue };
        if matches!(what, What::File { .. }) && record.is_first_link(&mut hard_links) {
            contents.bytes = contents.bytes.saturating_add(record.size_bytes);
        }
        is_configuring |= reach::is_configuration(&place);
        contents.entries.insert(place, Entry { origin: record.path.clone(), what });
    }
    if is_configuring {
        contents.loader_directories = loader_directories(package, options)?;
    }
    Ok(contents)
}

/// Where a path of a package lands, and what it is there; `None` for what no layer carries.
fn entry(record: &FileRecord, arch: &str, layout: Layout) -> Option<(String, What)> {
    let place = match layout.place(&record.path) {
        Place::Root => return None,
        Place::Inside(place) | Place::Outside(place) => place,
    };
    let what = match record.kind {
        _ if record.ghost => return None,
        FileKind::Special => return None,
        FileKind::Symlink if assemble::is_merged_top(&record.path) => return None,
        FileKind::Directory => What::Directory,
        FileKind::Regular => What::File {
            bytes: record.size_bytes,
            digest: record.digest.clone(),
            colour: match record.colour {
                // Not all who make packages colour the files.
                0 if mapping::is_library_name(path::name(&place)) => colour_of(arch),
                colour => colour,
            },
        },
        FileKind::Symlink => {
            What::Link { target: path::canonical(&path::resolve_text(&record.path, &record.link_target)) }
        }
    };
    Some((place, what))
}

/// The colour of an architecture's libraries.
fn colour_of(arch: &str) -> u32 {
    ElfKind::of_arch(arch).map_or(0, |kind| if kind.is_64_bit { 2 } else { 1 })
}

fn loader_directories(package: &LayerPackage, options: &LayerOptions) -> Result<Vec<String>, LayerError> {
    let is_wanted = |record: &FileRecord| match options.layout.place(&record.path) {
        Place::Inside(place) => reach::is_configuration(&place),
        Place::Root | Place::Outside(_) => false,
    };
    let read = package::read_package(&package.path, None, None, &options.limits, &is_wanted)?;
    let mut directories = Vec::new();
    for content in read.files.iter().filter_map(|file| file.content.as_ref()) {
        let bytes = content.read().map_err(LayerError::io("read", &package.path))?;
        directories.extend(reach::configured(&bytes, options.layout));
    }
    Ok(directories)
}

impl Contents {
    /// Number of files and links.
    pub(crate) fn files(&self) -> usize {
        self.entries.values().filter(|entry| !matches!(entry.what, What::Directory)).count()
    }

    /// The file at a place, where links of the package lead to one.
    pub(crate) fn file(&self, place: &str, layout: Layout) -> Option<&What> {
        let mut place = place.to_owned();
        for _ in 0..assemble::MAX_LINKS {
            match &self.entries.get(&place)?.what {
                What::Link { target } => match layout.place(target) {
                    Place::Inside(next) => place = next,
                    Place::Root | Place::Outside(_) => return None,
                },
                What::Directory => return None,
                file @ What::File { .. } => return Some(file),
            }
        }
        None
    }
}

impl What {
    /// Size of a file, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            What::File { bytes, .. } => *bytes,
            What::Directory | What::Link { .. } => 0,
        }
    }

    /// True for two files with the same bytes, by their digests.
    pub(crate) fn is_same_file(&self, other: &What) -> bool {
        match (self, other) {
            (What::File { bytes: 0, .. }, What::File { bytes: 0, .. }) => true,
            (What::File { digest: Some(one), .. }, What::File { digest: Some(two), .. }) => one == two,
            _ => false,
        }
    }

    /// True for an ELF file of 32 bits and one of 64.
    pub(crate) fn differs_in_colour(&self, other: &What) -> bool {
        match (self, other) {
            (What::File { colour: one, .. }, What::File { colour: two, .. }) => {
                *one != 0 && *two != 0 && one != two
            }
            _ => false,
        }
    }
}
