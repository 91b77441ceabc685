//! Lists of lists in two arrays ("compressed sparse rows"): for each of `n` keys a slice of values. The pool's
//! relations are such lists by the hundred thousand, and one allocation each would be most of the time that
//! building a pool takes.

use std::marker::PhantomData;

use super::column::Column;

/// For each key of type `K` a slice of `V`.
#[derive(Clone, Debug)]
pub(crate) struct Groups<K, V: 'static> {
    starts: Column<u32>,
    values: Column<V>,
    key: PhantomData<fn(K)>,
}

/// A key that counts from 0.
pub(crate) trait Key: Copy {
    fn index(self) -> usize;
}

impl<K, V> Default for Groups<K, V> {
    fn default() -> Self {
        Self { starts: Column::default(), values: Column::default(), key: PhantomData }
    }
}

impl<K: Key, V: Copy + Send + Sync> Groups<K, V> {
    /// Groups pairs by key; within a group the order of the pairs is kept.
    pub(crate) fn from_pairs(key_count: usize, pairs: impl Iterator<Item = (K, V)> + Clone) -> Self {
        let mut starts = vec![0u32; key_count + 1];
        let mut filler = None;
        for (key, value) in pairs.clone() {
            starts[key.index() + 1] += 1;
            filler = Some(value);
        }
        for index in 0..key_count {
            starts[index + 1] += starts[index];
        }
        let count = starts[key_count] as usize;
        let mut values = filler.map_or_else(Vec::new, |filler| vec![filler; count]);
        // The start of each group moves along as it is filled, and in the end stands where the next one begins.
        for (key, value) in pairs {
            let slot = &mut starts[key.index()];
            values[*slot as usize] = value;
            *slot += 1;
        }
        starts.copy_within(0..key_count, 1);
        starts[0] = 0;
        Self { starts: starts.into(), values: values.into(), key: PhantomData }
    }

    /// From its two arrays; `None` if they do not fit each other.
    pub(crate) fn from_columns(starts: Column<u32>, values: Column<V>) -> Option<Self> {
        let is_sound = match (starts.first(), starts.last()) {
            (Some(0), Some(&last)) => last as usize == values.len() && starts.is_sorted(),
            (None, None) => values.is_empty(),
            _ => false,
        };
        is_sound.then_some(Self { starts, values, key: PhantomData })
    }

    /// From its two arrays, whether they fit each other or not: what does not is empty.
    pub(crate) fn from_unchecked_columns(starts: Column<u32>, values: Column<V>) -> Self {
        Self { starts, values, key: PhantomData }
    }

    /// Where each group starts, and where the last one ends.
    pub(crate) fn starts(&self) -> &Column<u32> {
        &self.starts
    }

    /// All values, group after group.
    pub(crate) fn values(&self) -> &Column<V> {
        &self.values
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The group of a key; empty for a key beyond the last.
    #[inline]
    pub(crate) fn get(&self, key: K) -> &[V] {
        match self.starts.get(key.index() + 1) {
            Some(&end) => {
                self.values.get(self.starts[key.index()] as usize..end as usize).unwrap_or_default()
            }
            None => &[],
        }
    }
}

/// Groups that are added one after the other.
#[derive(Clone, Debug)]
pub(crate) struct GroupsBuilder<K, V> {
    starts: Vec<u32>,
    values: Vec<V>,
    key: PhantomData<fn(K)>,
}

impl<K, V> Default for GroupsBuilder<K, V> {
    fn default() -> Self {
        Self { starts: vec![0], values: Vec::new(), key: PhantomData }
    }
}

impl<K: Key, V: Copy + Send + Sync + 'static> GroupsBuilder<K, V> {
    /// Appends the group of the next key.
    pub(crate) fn push_group(&mut self, values: impl IntoIterator<Item = V>) {
        self.values.extend(values);
        self.starts.push(self.values.len() as u32);
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The group of a key that is there.
    pub(crate) fn get(&self, key: K) -> &[V] {
        &self.values[self.starts[key.index()] as usize..self.starts[key.index() + 1] as usize]
    }

    /// All values, group after group.
    pub(crate) fn values(&self) -> &[V] {
        &self.values
    }

    pub(crate) fn finish(self) -> Groups<K, V> {
        Groups { starts: self.starts.into(), values: self.values.into(), key: PhantomData }
    }
}
