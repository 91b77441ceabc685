//! A table from hashes to numbers, in one array that can lie in a cache file: open addressing with linear probing.
//! While it grows, a slot holds as much of the hash as there is room for beside the number, so that hardly anything is
//! looked at in vain; the finished table, in which few things are looked up, holds the numbers alone.

use std::hash::{BuildHasher, Hasher};
use std::hint::black_box;

use rustc_hash::FxBuildHasher;

use super::column::Column;

/// A hash of text, the same for as long as the format of cache files is.
#[inline]
pub(crate) fn hash(text: &[u8]) -> u32 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(text);
    let hash = hasher.finish();
    (hash ^ hash >> 32) as u32
}

/// The slots while numbers are being added.
#[derive(Clone, Debug, Default)]
pub(crate) struct SlotsBuilder {
    /// The number plus one in the lower bits, those of the hash in the others; 0 is empty.
    slots: Vec<u32>,
    used: usize,
    /// The bits of a slot that are the number's.
    number_mask: u32,
    /// The hash of each number.
    hashes: Vec<u32>,
}

impl SlotsBuilder {
    /// The number with this hash of which `is_same` is true; if there is none, `next`, which is more than all before.
    #[inline]
    pub(crate) fn find_or_add(&mut self, hash: u32, is_same: impl FnMut(u32) -> bool, next: u32) -> u32 {
        // At most two thirds are ever in use.
        if self.used * 3 >= self.slots.len() * 2 || next >= self.number_mask {
            self.grow(next);
        }
        match probe(&self.slots, hash, same_hash(hash, self.number_mask, is_same)) {
            Probe::Found(number) => number,
            Probe::Free(position) => {
                self.slots[position] = hash & !self.number_mask | (next + 1);
                self.used += 1;
                self.hashes.resize(next as usize, 0);
                self.hashes.push(hash);
                next
            }
            Probe::Full => unreachable!("a third of the slots is free"),
        }
    }

    /// Reads the slot where a search for this hash begins, and that is all: of several that will be searched for, the
    /// memory can be on its way at the same time.
    #[inline]
    pub(crate) fn touch(&self, hash: u32) {
        if let Some(mask) = self.slots.len().checked_sub(1) {
            black_box(self.slots.get(hash as usize & mask).copied());
        }
    }

    /// The number with this hash of which `is_same` is true.
    pub(crate) fn find(&self, hash: u32, is_same: impl FnMut(u32) -> bool) -> Option<u32> {
        probe(&self.slots, hash, same_hash(hash, self.number_mask, is_same)).found()
    }

    /// Makes room for more slots, and for `next` in each of them.
    fn grow(&mut self, next: u32) {
        let is_full = self.used * 3 >= self.slots.len() * 2;
        let length = if is_full { (self.slots.len() * 2).max(1 << 10) } else { self.slots.len() };
        let before = self.number_mask;
        self.number_mask = (length as u32 - 1).max(next.next_power_of_two() * 2 - 1);
        let old = std::mem::replace(&mut self.slots, vec![0; length]);
        for number in old.into_iter().filter(|&slot| slot != 0).map(|slot| slot & before) {
            let hash = self.hashes[number as usize - 1];
            let mut position = hash as usize & (length - 1);
            while self.slots[position] != 0 {
                position = (position + 1) & (length - 1);
            }
            self.slots[position] = hash & !self.number_mask | number;
        }
    }

    pub(crate) fn finish(mut self) -> Column<u32> {
        self.slots.iter_mut().for_each(|slot| *slot &= self.number_mask);
        self.slots.into()
    }
}

/// As [`SlotsBuilder::find`], in finished slots, whatever is in them.
pub(crate) fn find(slots: &[u32], hash: u32, mut is_same: impl FnMut(u32) -> bool) -> Option<u32> {
    probe(slots, hash, |slot| is_same(slot.wrapping_sub(1)).then(|| slot.wrapping_sub(1))).found()
}

enum Probe {
    Found(u32),
    Free(usize),
    Full,
}

impl Probe {
    fn found(self) -> Option<u32> {
        match self {
            Self::Found(number) => Some(number),
            Self::Free(_) | Self::Full => None,
        }
    }
}

/// Looks at one slot after the other until `number_of` knows the number in one, or one is empty.
#[inline]
fn probe(slots: &[u32], hash: u32, mut number_of: impl FnMut(u32) -> Option<u32>) -> Probe {
    if !slots.len().is_power_of_two() {
        return Probe::Full;
    }
    let mask = slots.len() - 1;
    for step in 0..slots.len() {
        let position = (hash as usize).wrapping_add(step) & mask;
        let slot = slots[position];
        if slot == 0 {
            return Probe::Free(position);
        }
        if let Some(number) = number_of(slot) {
            return Probe::Found(number);
        }
    }
    Probe::Full
}

/// The number in a slot with this hash of which `is_same` is true.
#[inline]
fn same_hash(
    hash: u32,
    number_mask: u32,
    mut is_same: impl FnMut(u32) -> bool,
) -> impl FnMut(u32) -> Option<u32> {
    move |slot| {
        let number = (slot & number_mask).wrapping_sub(1);
        ((slot ^ hash) & !number_mask == 0 && is_same(number)).then_some(number)
    }
}
