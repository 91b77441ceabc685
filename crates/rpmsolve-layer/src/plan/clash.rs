//! Which packages get in each other's way when one function has both.

use std::collections::{BTreeMap, BTreeSet};

use super::contents::{Contents, Entry, What};
use crate::assemble::Preference;
use crate::mapping::{self, Layout};
use crate::path;

/// Two packages and the place where they clash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Clash {
    pub(crate) packages: (usize, usize),
    pub(crate) kind: ClashKind,
    /// The path in the layer; of a library its name.
    pub(crate) place: String,
    /// Where the loader looks in a directory only because packages say so: of each directory those packages.
    pub(crate) configured_by: Vec<Vec<usize>>,
}

impl Clash {
    /// True if it is one in a function that has these packages.
    pub(crate) fn is_in(&self, packages: &BTreeSet<usize>) -> bool {
        let (one, two) = self.packages;
        let is_any = |list: &Vec<usize>| list.iter().any(|package| packages.contains(package));
        packages.contains(&one) && packages.contains(&two) && self.configured_by.iter().all(is_any)
    }
}

/// How two packages clash; what is worse comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ClashKind {
    /// Different files want one place.
    File,
    /// Two libraries, in two directories, go by one name.
    Library,
    /// There is a rule which of the two is taken, and it works inside a layer only: a 64-bit program before a 32-bit one,
    /// a preference, a directory that is a link in another package.
    SettledInLayer,
}

/// All clashes, sorted; of each pair of packages and each kind the first place.
pub(crate) fn find(contents: &[Contents], preferences: &[Preference], layout: Layout) -> Vec<Clash> {
    let mut finder = Finder { contents, preferences, found: BTreeMap::new() };
    finder.same_places();
    finder.same_libraries(layout);
    let clashes = finder.found.into_iter();
    let clash = |((packages, kind, configured_by), place)| Clash { packages, kind, place, configured_by };
    clashes.map(clash).collect()
}

/// Packages, kind, and the packages on which it depends.
type Key = ((usize, usize), ClashKind, Vec<Vec<usize>>);

struct Finder<'a> {
    contents: &'a [Contents],
    preferences: &'a [Preference],
    found: BTreeMap<Key, String>,
}

impl Finder<'_> {
    fn add(&mut self, one: usize, two: usize, kind: ClashKind, place: &str) {
        self.add_configured(one, two, kind, place, Vec::new());
    }

    fn add_configured(&mut self, one: usize, two: usize, kind: ClashKind, place: &str, by: Vec<Vec<usize>>) {
        let key = ((one.min(two), one.max(two)), kind, by);
        self.found.entry(key).or_insert_with(|| place.to_owned());
    }

    fn same_places(&mut self) {
        let is_directory = |entry: &Entry| matches!(entry.what, What::Directory);
        let mut owners: BTreeMap<&str, Vec<(usize, &Entry)>> = BTreeMap::new();
        for (number, contents) in self.contents.iter().enumerate() {
            for (place, entry) in &contents.entries {
                owners.entry(place).or_default().push((number, entry));
            }
        }
        // Directories are most of what is shared.
        let mut others = owners.clone();
        others.retain(|_, entries| entries.iter().any(|(_, entry)| !is_directory(entry)));
        for (place, entries) in &others {
            for (index, &(one, first)) in entries.iter().enumerate() {
                for &(two, second) in &entries[index + 1..] {
                    if let Some(kind) = self.judge(place, (one, first), (two, second)) {
                        self.add(one, two, kind, place);
                    }
                }
            }
        }
        // Nothing can be below a file, and what is below a link is elsewhere.
        for (place, entries) in &owners {
            for (above, holders) in path::ancestors(place).filter_map(|above| others.get_key_value(above)) {
                for &(holder, entry) in holders.iter().filter(|(_, entry)| !is_directory(entry)) {
                    let is_link = matches!(entry.what, What::Link { .. });
                    let kind = if is_link { ClashKind::SettledInLayer } else { ClashKind::File };
                    for &(below, _) in entries.iter().filter(|(below, _)| *below != holder) {
                        self.add(holder, below, kind, above);
                    }
                }
            }
        }
    }

    /// How what two packages have at one place clashes, if it does.
    fn judge(
        &self,
        place: &str,
        (one, first): (usize, &Entry),
        (two, second): (usize, &Entry),
    ) -> Option<ClashKind> {
        match (&first.what, &second.what) {
            (What::Directory, What::Directory) => return None,
            (What::Link { target: first }, What::Link { target: second }) if first == second => return None,
            (What::Link { .. }, What::Directory) | (What::Directory, What::Link { .. }) => {
                return Some(ClashKind::SettledInLayer);
            }
            (first, second) if first.is_same_file(second) => return None,
            (first, second) if first.differs_in_colour(second) => return Some(ClashKind::SettledInLayer),
            _ => {}
        }
        let is_preferred = [(one, first), (two, second)].into_iter().any(|(number, entry)| {
            let name = &self.contents[number].name;
            self.preferences.iter().any(|preference| preference.prefers(name, place, &entry.origin))
        });
        Some(if is_preferred { ClashKind::SettledInLayer } else { ClashKind::File })
    }

    /// Libraries that the loader would find under one name in different directories.
    fn same_libraries(&mut self, layout: Layout) {
        let contents = self.contents;
        let mut configured: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, contents) in contents.iter().enumerate() {
            for directory in &contents.loader_directories {
                configured.entry(directory).or_default().push(number);
            }
        }
        let is_built_in = |directory: &str| mapping::is_loader_directory(&format!("/usr/{directory}"));
        let mut named: BTreeMap<&str, Vec<(usize, &str, &What)>> = BTreeMap::new();
        for (number, contents) in contents.iter().enumerate() {
            for place in contents.entries.keys() {
                let (directory, name) = (path::parent(place), path::name(place));
                if (configured.contains_key(directory) || is_built_in(directory))
                    && mapping::is_library_name(name)
                    && let Some(file) = contents.file(place, layout)
                {
                    named.entry(name).or_default().push((number, directory, file));
                }
            }
        }
        for (name, libraries) in &named {
            for (index, &(one, first_directory, first)) in libraries.iter().enumerate() {
                for &(two, second_directory, second) in &libraries[index + 1..] {
                    let is_one = one == two || first_directory == second_directory;
                    if is_one || first.is_same_file(second) || first.differs_in_colour(second) {
                        continue;
                    }
                    let directories = [first_directory, second_directory].into_iter();
                    let by = directories
                        .filter(|it| !is_built_in(it))
                        .filter_map(|it| configured.get(it).cloned());
                    self.add_configured(one, two, ClashKind::Library, name, by.collect());
                }
            }
        }
    }
}
