//! Arrays that never change, and do not care where they lie: in memory of their own, or in a mapped cache file. A pool
//! consists of them, so that one that was built and one that was mapped are the same to everything that reads them.
//!
//! This is the one place with unsafe code: an array remembers where it begins, and shares the ownership of what it
//! lies in. Nothing that is owned by an `Arc` moves or changes as long as one of them is left, and nobody here ever
//! asks for a mutable reference.
#![expect(unsafe_code, reason = "a self-referential slice; see the module's head")]

use std::any::Any;
use std::fmt;
use std::ops::{Deref, Range};
use std::ptr::NonNull;
use std::sync::Arc;

use bytemuck::Pod;

/// What the arrays of a mapped pool lie in.
pub(crate) type Storage = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// An array of a pool.
pub(crate) struct Column<T: 'static> {
    start: NonNull<T>,
    len: usize,
    _owner: Option<Arc<dyn Any + Send + Sync>>,
}

/// Keeps a storage alive as something of no particular type.
struct Kept(#[expect(dead_code, reason = "it is only dropped")] Storage);

impl<T: Pod + Send + Sync> Column<T> {
    /// The part of a storage that lies in a range of bytes; `None` if it is not inside, or not aligned.
    pub(crate) fn part_of(storage: &Storage, range: Range<usize>) -> Option<Self> {
        let bytes = (**storage).as_ref().get(range)?;
        let values: &[T] = bytemuck::try_cast_slice(bytes).ok()?;
        let owner: Arc<dyn Any + Send + Sync> = Arc::new(Kept(Arc::clone(storage)));
        Some(Self { start: NonNull::from(values).cast(), len: values.len(), _owner: Some(owner) })
    }
}

impl<T: Send + Sync> From<Vec<T>> for Column<T> {
    fn from(mut values: Vec<T>) -> Self {
        values.shrink_to_fit();
        let values = Arc::new(values);
        Self { start: NonNull::from(values.as_slice()).cast(), len: values.len(), _owner: Some(values) }
    }
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { start: NonNull::dangling(), len: 0, _owner: None }
    }
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        Self { start: self.start, len: self.len, _owner: self._owner.clone() }
    }
}

impl<T> Deref for Column<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: `start` and `len` come from a slice of what the owner owns (or the slice is empty), the owner is
        // alive as long as `self` is, and never gives out a mutable reference.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.len) }
    }
}

// SAFETY: a column only ever gives out `&[T]`, and its owner may be dropped on any thread.
unsafe impl<T: Send + Sync> Send for Column<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for Column<T> {}

impl<T: fmt::Debug> fmt::Debug for Column<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

/// Text of a pool.
#[derive(Clone, Default)]
pub(crate) struct Text(Column<u8>);

impl Text {
    /// `None` if the bytes are not UTF-8.
    pub(crate) fn new(bytes: Column<u8>) -> Option<Self> {
        std::str::from_utf8(&bytes).is_ok().then(|| Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Column::from(text.into_bytes()))
    }
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        // SAFETY: both ways to make a `Text` begin with UTF-8, and a column does not change.
        unsafe { std::str::from_utf8_unchecked(&self.0) }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes of text", self.0.len())
    }
}
