//! Interned text: every name, version and capability of a pool is stored once and compared as a number.
//! One buffer holds all of it, so that loading a repository allocates a handful of times, not per string.

use bytemuck::{Pod, Zeroable};

use super::column::{Column, Text};
use super::groups::Key;
use super::slots::{self, SlotsBuilder, hash};

/// A string of a [`Strings`] table. Equal ids are equal strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct StringId(pub(super) u32);

impl Key for StringId {
    #[inline]
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// A string whose hash is known: that can be worked out where there is time for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hashed<'a> {
    pub(crate) text: &'a str,
    pub(crate) hash: u32,
}

impl<'a> Hashed<'a> {
    #[inline]
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, hash: hash(text.as_bytes()) }
    }
}

/// How many strings a table may have: some of the bits of an id are needed elsewhere.
pub(crate) const STRINGS_MAX: usize = 1 << 28;

/// The finished table. Ids are dense and count from 0 in the order of first use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strings {
    text: Text,
    ends: Column<u32>,
    slots: Column<u32>,
}

impl Strings {
    /// From its arrays; `None` if they do not fit each other.
    pub(crate) fn from_columns(text: Column<u8>, ends: Column<u32>, slots: Column<u32>) -> Option<Self> {
        let text = Text::new(text)?;
        let last = ends.last().map_or(0, |&end| end as usize);
        let is_sound = last == text.len()
            && ends.is_sorted()
            && ends.len() <= STRINGS_MAX
            && ends.iter().all(|&end| text.is_char_boundary(end as usize));
        is_sound.then_some(Self { text, ends, slots })
    }

    /// Its arrays: text, ends, slots.
    pub(crate) fn columns(&self) -> (&[u8], &Column<u32>, &Column<u32>) {
        (self.text.bytes(), &self.ends, &self.slots)
    }

    /// The id of a string that is there.
    pub(crate) fn find(&self, value: &str) -> Option<StringId> {
        let is_same = |number| self.at(number) == Some(value);
        slots::find(&self.slots, hash(value.as_bytes()), is_same).map(StringId)
    }

    #[inline]
    pub(crate) fn get(&self, id: StringId) -> &str {
        slice(&self.text, &self.ends, id.0)
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All strings with their ids, in the order of first use.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (StringId, &str)> {
        (0..self.ends.len() as u32).map(|index| (StringId(index), self.get(StringId(index))))
    }

    fn at(&self, number: u32) -> Option<&str> {
        ((number as usize) < self.ends.len()).then(|| self.get(StringId(number)))
    }
}

/// The table while strings are being added.
#[derive(Clone, Debug, Default)]
pub(crate) struct StringsBuilder {
    text: String,
    ends: Vec<u32>,
    slots: SlotsBuilder,
}

impl StringsBuilder {
    pub(crate) fn intern(&mut self, value: &str) -> StringId {
        self.intern_hashed(Hashed::new(value))
    }

    #[inline]
    pub(crate) fn intern_hashed(&mut self, value: Hashed<'_>) -> StringId {
        let Self { text, ends, slots } = self;
        let count = ends.len() as u32;
        let is_same = |number| slice(text, ends, number) == value.text;
        let number = slots.find_or_add(value.hash, is_same, count);
        if number == count {
            self.push(value.text);
        }
        StringId(number)
    }

    /// The same for what may well be the string that was interned `last`.
    #[inline]
    pub(crate) fn intern_again(&mut self, value: Hashed<'_>, last: &mut Option<StringId>) -> StringId {
        match *last {
            Some(last) if self.get(last) == value.text => last,
            _ => *last.insert(self.intern_hashed(value)),
        }
    }

    /// See [`SlotsBuilder::touch`].
    #[inline]
    pub(super) fn touch(&self, value: Hashed<'_>) {
        self.slots.touch(value.hash);
    }

    /// Adds a string that is not looked for, neither now nor later.
    pub(super) fn push(&mut self, value: &str) -> StringId {
        self.text.push_str(value);
        self.ends.push(u32::try_from(self.text.len()).expect("add_package refuses what has more"));
        StringId(self.ends.len() as u32 - 1)
    }

    /// The id of a string that is already there.
    pub(crate) fn find(&self, value: &str) -> Option<StringId> {
        let is_same = |number| slice(&self.text, &self.ends, number) == value;
        self.slots.find(hash(value.as_bytes()), is_same).map(StringId)
    }

    #[inline]
    pub(crate) fn get(&self, id: StringId) -> &str {
        slice(&self.text, &self.ends, id.0)
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

    /// The text and its ends, for those who will look nothing up.
    pub(super) fn finish_text(self) -> (Column<u8>, Column<u32>) {
        (self.text.into_bytes().into(), self.ends.into())
    }

    pub(crate) fn finish(self) -> Strings {
        Strings { text: self.text.into(), ends: self.ends.into(), slots: self.slots.finish() }
    }
}

#[inline]
fn slice<'a>(text: &'a str, ends: &[u32], number: u32) -> &'a str {
    let start = if number == 0 { 0 } else { ends[number as usize - 1] as usize };
    &text[start..ends[number as usize] as usize]
}
