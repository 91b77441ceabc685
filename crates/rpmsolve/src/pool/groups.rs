//! Lists of lists in two vectors ("compressed sparse rows"): for each of `n` keys a slice of values. The
//! pool's relations are such lists by the hundred thousand, and one allocation each would be most of the
//! time that building a pool takes.

use std::marker::PhantomData;

/// For each key of type `K` a slice of `V`.
#[derive(Clone, Debug)]
pub(crate) struct Groups<K, V> {
    starts: Vec<u32>,
    values: Vec<V>,
    key: PhantomData<fn(K)>,
}

/// A key that counts from 0.
pub(crate) trait Key: Copy {
    fn index(self) -> usize;
}

impl<K, V> Default for Groups<K, V> {
    fn default() -> Self {
        Self { starts: vec![0], values: Vec::new(), key: PhantomData }
    }
}

impl<K: Key, V: Copy> Groups<K, V> {
    /// Appends the group of the next key.
    pub(crate) fn push_group(&mut self, values: impl IntoIterator<Item = V>) {
        self.values.extend(values);
        self.starts.push(self.values.len() as u32);
    }

    /// Groups pairs by key; within a group the order of the pairs is kept.
    pub(crate) fn from_pairs(key_count: usize, pairs: &[(K, V)]) -> Self {
        let mut starts = vec![0u32; key_count + 1];
        for (key, _) in pairs {
            starts[key.index() + 1] += 1;
        }
        for index in 0..key_count {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut order = vec![0u32; pairs.len()];
        for (position, (key, _)) in pairs.iter().enumerate() {
            let slot = &mut next[key.index()];
            order[*slot as usize] = position as u32;
            *slot += 1;
        }
        let values = order.into_iter().map(|position| pairs[position as usize].1).collect();
        Self { starts, values, key: PhantomData }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The group of a key; empty for a key beyond the last.
    #[inline]
    pub(crate) fn get(&self, key: K) -> &[V] {
        match self.starts.get(key.index() + 1) {
            Some(&end) => &self.values[self.starts[key.index()] as usize..end as usize],
            None => &[],
        }
    }
}
