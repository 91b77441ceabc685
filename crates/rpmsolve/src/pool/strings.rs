//! Interned text: every name, version and capability of a pool is stored once and compared as a number.
//! One buffer holds all of it, so that loading a repository allocates a handful of times, not per string.

use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// A string of a [`Strings`] table. Equal ids are equal strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct StringId(u32);

impl StringId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The table. Ids are dense and count from 0 in the order of first use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
    table: HashTable<StringId>,
}

impl Strings {
    pub(crate) fn intern(&mut self, value: &str) -> StringId {
        let Self { text, ends, table } = self;
        let hash = hash(value);
        let entry =
            table.entry(hash, |&id| slice(text, ends, id) == value, |&id| self::hash(slice(text, ends, id)));
        match entry {
            hashbrown::hash_table::Entry::Occupied(found) => *found.get(),
            hashbrown::hash_table::Entry::Vacant(free) => {
                let id = StringId(ends.len() as u32);
                free.insert(id);
                text.push_str(value);
                ends.push(u32::try_from(text.len()).expect("add_package refuses what has more"));
                id
            }
        }
    }

    /// The id of a string that is already there.
    pub(crate) fn find(&self, value: &str) -> Option<StringId> {
        self.table.find(hash(value), |&id| self.get(id) == value).copied()
    }

    pub(crate) fn get(&self, id: StringId) -> &str {
        slice(&self.text, &self.ends, id)
    }

    /// How much text there is.
    pub(crate) fn text_bytes(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All strings with their ids, in the order of first use.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (StringId, &str)> {
        (0..self.ends.len() as u32).map(|index| (StringId(index), self.get(StringId(index))))
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], id: StringId) -> &'a str {
    let start = if id.0 == 0 { 0 } else { ends[id.index() - 1] as usize };
    &text[start..ends[id.index()] as usize]
}

fn hash(value: &str) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(value.as_bytes());
    hasher.finish()
}
