//! What no solve looks at: summaries, locations, checksums, sizes, listed paths. In a mapped pool these lie behind
//! everything else and are not read, nor checked, before somebody asks for them.
//!
//! Most of it repeats: versions of a package share their description, a whole repository one vendor. So each text is
//! stored once, also here.

use std::array;
use std::sync::OnceLock;

use super::column::Column;
use super::groups::{Groups, GroupsBuilder, Key};
use super::solvable::SolvableId;
use super::strings::{Hashed, StringId, StringsBuilder};
use crate::metadata::{Field, PackageRecord};

/// The text fields that lie here.
pub(super) const COLD_FIELDS: [Field; 11] = [
    Field::Summary,
    Field::Description,
    Field::Url,
    Field::Location,
    Field::LocationBase,
    Field::ChecksumType,
    Field::Checksum,
    Field::License,
    Field::SourceRpm,
    Field::Packager,
    Field::Group,
];

/// The numbers of a package that lie here.
const NUMBERS: usize = 3;

/// The cold part of a pool.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cold {
    pub(super) text: Column<u8>,
    pub(super) ends: Column<u32>,
    /// For each package the texts of its fields.
    pub(super) fields: Column<StringId>,
    /// For each package its numbers: bytes to download, bytes when installed, when it was built.
    pub(super) numbers: Column<u64>,
    pub(super) files: Groups<SolvableId, StringId>,
    /// What a mapped file says its cold part is, and, once somebody has looked, whether it is that.
    pub(super) checksum: Option<Checksum>,
}

/// A promise about bytes that is kept or broken when somebody looks.
#[derive(Clone, Debug)]
pub(super) struct Checksum {
    pub(super) bytes: Column<u8>,
    pub(super) expected: u64,
    pub(super) is_kept: OnceLock<bool>,
}

impl Cold {
    /// Whether all of it is as it was written; looked at once.
    pub(super) fn is_sound(&self) -> bool {
        self.checksum.as_ref().is_none_or(|checksum| {
            *checksum.is_kept.get_or_init(|| super::cache::checksum(&checksum.bytes) == checksum.expected)
        })
    }

    /// A text field; empty if the metadata do not have it, or the file is damaged.
    pub(super) fn field(&self, id: SolvableId, field: Field) -> &str {
        let position = COLD_FIELDS.iter().position(|&cold| cold == field);
        let text = position.and_then(|position| self.fields.get(id.index() * COLD_FIELDS.len() + position));
        text.map_or("", |&text| self.text(text))
    }

    /// The paths that a package lists.
    pub(super) fn files(&self, id: SolvableId) -> impl Iterator<Item = &str> {
        self.files.get(id).iter().map(|&path| self.text(path))
    }

    pub(super) fn size_download_bytes(&self, id: SolvableId) -> u64 {
        self.number(id, 0)
    }

    pub(super) fn size_installed_bytes(&self, id: SolvableId) -> u64 {
        self.number(id, 1)
    }

    pub(super) fn time_build(&self, id: SolvableId) -> u64 {
        self.number(id, 2)
    }

    fn number(&self, id: SolvableId, number: usize) -> u64 {
        let known = self.numbers.get(id.index() * NUMBERS + number).filter(|_| self.is_sound());
        known.copied().unwrap_or_default()
    }

    fn text(&self, id: StringId) -> &str {
        let start = match id.index() {
            0 => Some(&0),
            index => self.ends.get(index - 1),
        };
        let bytes = match (start, self.ends.get(id.index())) {
            (Some(&start), Some(&end)) => self.text.get(start as usize..end as usize),
            _ => None,
        };
        let text = bytes.filter(|_| self.is_sound()).and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.unwrap_or_default()
    }
}

/// A text of a package, on its way to its number.
enum Text<'a> {
    /// The one that the package before has.
    Same(StringId),
    /// One that nobody else has.
    Own(&'a str),
    Other(Hashed<'a>),
}

/// The cold part while packages are being added.
#[derive(Clone, Debug, Default)]
pub(super) struct ColdBuilder {
    texts: StringsBuilder,
    fields: Vec<StringId>,
    numbers: Vec<u64>,
    files: GroupsBuilder<SolvableId, StringId>,
}

impl ColdBuilder {
    pub(super) fn add_package(&mut self, record: &PackageRecord) {
        // Neighbours have much in common, and nobody has another's location or checksum; the others are announced before
        // they are looked up (`SlotsBuilder::touch`).
        let before = self.fields.len().checked_sub(COLD_FIELDS.len());
        let texts: [_; COLD_FIELDS.len()] = array::from_fn(|position| {
            let (field, value) = (COLD_FIELDS[position], record.field(COLD_FIELDS[position]));
            let same = before.map(|before| self.fields[before + position]);
            match same.filter(|&same| self.texts.get(same) == value) {
                Some(same) => Text::Same(same),
                None if matches!(field, Field::Location | Field::Checksum) => Text::Own(value),
                None => {
                    let value = Hashed::new(value);
                    self.texts.touch(value);
                    Text::Other(value)
                }
            }
        });
        self.fields.extend(texts.map(|text| match text {
            Text::Same(id) => id,
            Text::Own(value) => self.texts.push(value),
            Text::Other(value) => self.texts.intern_hashed(value),
        }));
        self.numbers.extend([record.size_download_bytes, record.size_installed_bytes, record.time_build]);
        let texts = &mut self.texts;
        self.files.push_group(record.files().map(|(_, path)| texts.intern(path)));
    }

    /// How much text there is.
    pub(super) fn text_bytes(&self) -> usize {
        self.texts.text_bytes()
    }

    /// A text field of a package.
    pub(super) fn field(&self, id: SolvableId, field: Field) -> &str {
        let position = COLD_FIELDS.iter().position(|&cold| cold == field);
        position.map_or("", |position| self.texts.get(self.fields[id.index() * COLD_FIELDS.len() + position]))
    }

    /// The paths that a package lists, as numbers of texts.
    pub(super) fn files(&self, id: SolvableId) -> &[StringId] {
        self.files.get(id)
    }

    /// For each text that some package lists as a path: what `find` makes of it.
    pub(super) fn map_paths<T: Clone>(&self, find: impl Fn(&str) -> Option<T>) -> Vec<Option<T>> {
        let mut found = vec![None; self.texts.len()];
        let mut seen = vec![false; self.texts.len()];
        for &path in self.files.values() {
            if !std::mem::replace(&mut seen[path.index()], true) {
                found[path.index()] = find(self.texts.get(path));
            }
        }
        found
    }

    pub(super) fn finish(self) -> Cold {
        let (text, ends) = self.texts.finish_text();
        Cold {
            text,
            ends,
            fields: self.fields.into(),
            numbers: self.numbers.into(),
            files: self.files.finish(),
            checksum: None,
        }
    }
}
