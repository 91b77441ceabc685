//! The table of known programs, `hints.txt`, and what of it a layer matches.
//!
//! A block a program; its head says how to read it. Patterns are globs in which `*` stays within one component, and
//! `{v}` is a version that a setting and a reader have in common.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::base::BaseImage;
use crate::path;
use crate::tree::Tree;

const TEXT: &str = include_str!("../../hints.txt");

pub(super) struct Table {
    pub(super) blocks: Vec<Block>,
    /// All patterns of all blocks.
    set: GlobSet,
    /// What each pattern of the set is for.
    uses: Vec<Use>,
}

/// What is known of one program.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) program: &'static str,
    pub(super) why: &'static str,
    pub(super) readers: Vec<Reader>,
    pub(super) settings: Vec<Setting>,
}

/// Who looks for what a variable points to.
#[derive(Debug)]
pub(super) struct Reader {
    /// A file name of a library, or an absolute path.
    pattern: &'static str,
    /// The layer's own finds everything by itself; only that of the base image counts.
    pub(super) is_base_only: bool,
}

#[derive(Debug)]
pub(super) struct Setting {
    pub(super) name: &'static str,
    /// With `{path}` for what was found, `{directory}` for what that is in, `{mount}` for the layer.
    pub(super) value: &'static str,
    pub(super) is_list: bool,
    /// Paths in the layer, the better ones first; `perl` alone stands for the directories of Perl modules.
    patterns: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy)]
enum Use {
    Reader { block: usize },
    Place { block: usize, setting: usize, order: usize },
}

/// What of a layer the table's patterns match.
pub(super) struct Matches<'a> {
    readers: BTreeMap<usize, Vec<&'a str>>,
    places: BTreeMap<(usize, usize), Vec<(usize, &'a str)>>,
}

/// The table, read once.
pub(super) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| parse(TEXT).expect("a test reads the table"))
}

fn parse(text: &'static str) -> Result<Table, String> {
    let mut blocks: Vec<Block> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let bad = |what: &str| format!("hints.txt line {}: {what}", index + 1);
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let (word, rest) = line.split_once(' ').ok_or_else(|| bad("a word without a value"))?;
        if word == "program" {
            blocks.push(Block { program: rest, ..Block::default() });
            continue;
        }
        let block = blocks.last_mut().ok_or_else(|| bad("before any program"))?;
        match word {
            "why" => block.why = rest,
            "reader" | "base" => block.readers.extend(
                rest.split_ascii_whitespace().map(|pattern| Reader { pattern, is_base_only: word == "base" }),
            ),
            "set" | "list" => {
                let mut words = rest.split_ascii_whitespace();
                let (name, value) =
                    words.next().zip(words.next()).ok_or_else(|| bad("a variable without a value"))?;
                let patterns: Vec<&str> = words.collect();
                if patterns.is_empty() {
                    return Err(bad("a variable without a pattern"));
                }
                block.settings.push(Setting { name, value, is_list: word == "list", patterns });
            }
            _ => return Err(bad("an unknown word")),
        }
    }
    let (mut set, mut uses) = (GlobSetBuilder::new(), Vec::new());
    let mut add = |pattern: &str, used: Use| -> Result<(), String> {
        set.add(glob(pattern)?);
        uses.push(used);
        Ok(())
    };
    for (block, Block { readers, settings, .. }) in blocks.iter().enumerate() {
        for reader in readers.iter().filter(|reader| !reader.is_base_only) {
            add(&reader.in_layer(), Use::Reader { block })?;
        }
        for (setting, Setting { patterns, .. }) in settings.iter().enumerate() {
            for (order, pattern) in patterns.iter().enumerate() {
                add(pattern, Use::Place { block, setting, order })?;
            }
        }
    }
    Ok(Table { blocks, set: set.build().map_err(|error| error.to_string())?, uses })
}

fn glob(pattern: &str) -> Result<Glob, String> {
    let built = GlobBuilder::new(&pattern.replace("{v}", "*")).literal_separator(true).build();
    built.map_err(|error| format!("{pattern}: {error}"))
}

impl Table {
    /// Everything of `tree` that a pattern matches.
    pub(super) fn matches<'a>(&self, tree: &'a Tree) -> Matches<'a> {
        let mut matches = Matches { readers: BTreeMap::new(), places: BTreeMap::new() };
        for (place, node) in tree.iter() {
            for index in self.set.matches(place) {
                match self.uses[index] {
                    Use::Reader { block } if !node.is_directory() => {
                        matches.readers.entry(block).or_default().push(place);
                    }
                    Use::Reader { .. } => {}
                    Use::Place { block, setting, order } => {
                        matches.places.entry((block, setting)).or_default().push((order, place));
                    }
                }
            }
        }
        matches.places.values_mut().for_each(|places| places.sort());
        matches
    }
}

impl<'a> Matches<'a> {
    /// The layer's files that read a block's variables.
    pub(super) fn readers(&self, block: usize) -> &[&'a str] {
        self.readers.get(&block).map_or(&[], Vec::as_slice)
    }

    /// What a setting could point to, the better ones first.
    pub(super) fn places(&self, block: usize, setting: usize) -> impl Iterator<Item = &'a str> {
        self.places.get(&(block, setting)).into_iter().flatten().map(|(_, place)| *place)
    }
}

impl Reader {
    /// The pattern for the layer's paths.
    fn in_layer(&self) -> String {
        match self.pattern.strip_prefix("/usr/") {
            Some(inside) => inside.to_owned(),
            None => format!("**/{}", self.pattern.trim_start_matches('/')),
        }
    }

    /// True when the base image has it, in that version if there is one.
    pub(super) fn is_in_base(&self, base: &BaseImage, version: Option<&str>) -> bool {
        if self.pattern.starts_with('/') {
            return base.contains(&self.pattern.replace("{v}", version.unwrap_or_default()));
        }
        base.libraries().any(|(soname, _)| self.is_library(soname))
    }

    /// True when the library of that name is it.
    pub(super) fn is_library(&self, soname: &str) -> bool {
        match self.pattern.split_once('*') {
            Some((start, end)) => soname.starts_with(start) && soname.ends_with(end),
            None => soname == self.pattern,
        }
    }

    /// True when a script's interpreter is it: the absolute path of one in the base image.
    pub(super) fn is_interpreter(&self, program: &str) -> bool {
        let (start, end) = self.pattern.split_once("{v}").unwrap_or((self.pattern, ""));
        self.pattern.starts_with('/') && program.strip_prefix(start).is_some_and(|rest| rest.ends_with(end))
    }
}

impl Setting {
    /// Perl's directories are found otherwise.
    pub(super) fn is_perl(&self) -> bool {
        self.patterns == ["perl"]
    }

    /// What `{v}` stands for at `place`.
    pub(super) fn version<'p>(&self, place: &'p str) -> Option<&'p str> {
        self.patterns.iter().find_map(|pattern| {
            let names = pattern.split('/').zip(place.split('/'));
            names.filter(|(pattern, _)| pattern.contains("{v}")).find_map(|(pattern, name)| {
                let (start, end) = pattern.split_once("{v}")?;
                path::name(name).strip_prefix(start)?.strip_suffix(end)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let table = parse(TEXT).unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for block in &table.blocks {
            let Block { program, why, readers, settings } = block;
            assert!(seen.insert(program), "{program} twice");
            assert!(!why.is_empty() && !readers.is_empty() && !settings.is_empty(), "{program}");
            for setting in settings {
                let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
                assert!(setting.name.chars().all(is_name), "{program}: {}", setting.name);
                let points =
                    ["{path}", "{directory}", "{mount}"].iter().any(|word| setting.value.contains(word));
                assert!(points, "{program}: {} = {}", setting.name, setting.value);
                assert!(setting.patterns.iter().all(|pattern| !pattern.starts_with('/')), "{program}");
            }
            for reader in readers {
                let Reader { pattern, .. } = reader;
                assert!(pattern.starts_with('/') || pattern.contains(".so"), "{program}: {pattern}");
            }
        }
        assert!(seen.len() > 40);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for text in
            ["set A {path} x", "program x\nset A", "program x\nset A {path}", "program x\nhow y", "program"]
        {
            let error = parse(text).err().unwrap();
            assert!(error.contains(&format!("line {}", text.lines().count())), "{error}");
        }
    }

    #[test]
    fn versions_are_what_patterns_and_readers_share() {
        let setting = Setting {
            name: "X",
            value: "{path}",
            is_list: true,
            patterns: vec!["lib*/python{v}/site-packages"],
        };
        assert_eq!(setting.version("lib64/python3.9/site-packages"), Some("3.9"));
        let reader = Reader { pattern: "/usr/bin/python{v}", is_base_only: true };
        let base = BaseImage::from_paths(["/usr/bin/python3.9"]);
        assert!(reader.is_in_base(&base, Some("3.9")) && !reader.is_in_base(&base, Some("3.11")));
        assert!(reader.is_interpreter("/usr/bin/python3.9") && !reader.is_interpreter("/usr/bin/perl"));
    }
}
