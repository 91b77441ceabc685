//! A table from hashes to numbers, in one array that can lie in a cache file: open addressing with linear probing.
//! While it grows, a slot holds the number and the hash, so that hardly any slot is looked at in vain and growing hashes
//! nothing; the finished table, in which few things are looked up, holds the numbers alone.

use std::hash::{BuildHasher, Hasher};

use rustc_hash::FxBuildHasher;

use super::column::Column;

/// A slot of a table that grows: the hash in the upper half, the number plus one in the lower; 0 is empty.
type Slot = u64;

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
    slots: Vec<Slot>,
    used: usize,
}

impl SlotsBuilder {
    /// The number with this hash of which `is_same` is true; if there is none, the one that `add` makes.
    #[inline]
    pub(crate) fn find_or_add(
        &mut self,
        hash: u32,
        is_same: impl FnMut(u32) -> bool,
        add: impl FnOnce() -> u32,
    ) -> u32 {
        // At most two thirds are ever in use.
        if self.used * 3 >= self.slots.len() * 2 {
            self.grow();
        }
        match probe(&self.slots, hash, same_hash(hash, is_same)) {
            Probe::Found(number) => number,
            Probe::Free(position) => {
                let number = add();
                self.slots[position] = slot(hash, number);
                self.used += 1;
                number
            }
            Probe::Full => unreachable!("a third of the slots is free"),
        }
    }

    /// The number with this hash of which `is_same` is true.
    pub(crate) fn find(&self, hash: u32, is_same: impl FnMut(u32) -> bool) -> Option<u32> {
        probe(&self.slots, hash, same_hash(hash, is_same)).found()
    }

    fn grow(&mut self) {
        let length = (self.slots.len() * 2).max(1 << 10);
        let old = std::mem::replace(&mut self.slots, vec![0; length]);
        for full in old.into_iter().filter(|&slot| slot != 0) {
            let mut position = (full >> 32) as usize & (length - 1);
            while self.slots[position] != 0 {
                position = (position + 1) & (length - 1);
            }
            self.slots[position] = full;
        }
    }

    pub(crate) fn finish(self) -> Column<u32> {
        self.slots.into_iter().map(|slot| slot as u32).collect::<Vec<_>>().into()
    }
}

/// As [`SlotsBuilder::find`], in finished slots, whatever is in them.
pub(crate) fn find(slots: &[u32], hash: u32, mut is_same: impl FnMut(u32) -> bool) -> Option<u32> {
    probe(slots, hash, |&slot| is_same(slot.wrapping_sub(1)).then(|| slot.wrapping_sub(1))).found()
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
fn probe<S: Copy + Default + PartialEq>(
    slots: &[S],
    hash: u32,
    mut number_of: impl FnMut(&S) -> Option<u32>,
) -> Probe {
    if !slots.len().is_power_of_two() {
        return Probe::Full;
    }
    let mask = slots.len() - 1;
    for step in 0..slots.len() {
        let position = (hash as usize).wrapping_add(step) & mask;
        let slot = &slots[position];
        if *slot == S::default() {
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
fn same_hash(hash: u32, mut is_same: impl FnMut(u32) -> bool) -> impl FnMut(&Slot) -> Option<u32> {
    move |&slot| {
        let number = (slot as u32).wrapping_sub(1);
        ((slot >> 32) as u32 == hash && is_same(number)).then_some(number)
    }
}

fn slot(hash: u32, number: u32) -> Slot {
    u64::from(hash) << 32 | u64::from(number + 1)
}
