//! A database file as pages of one size, each of which may be taken once: so no chain of pages can be endless, no
//! two packages can share one, and all that is taken together is no larger than the file.

use crate::Broken;

/// The pages that are not taken yet.
pub(super) struct Pages<'a> {
    file: &'a [u8],
    page_bytes: usize,
    taken: Vec<bool>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(file: &'a [u8], page_bytes: usize) -> Self {
        Self { file, page_bytes, taken: vec![false; file.len() / page_bytes] }
    }

    /// Takes a page; the file's first page has the index 0.
    pub(super) fn take(&mut self, index: usize) -> Result<Page<'a>, Broken> {
        match self.taken.get_mut(index) {
            None => Err(Broken { offset: self.file.len(), reason: "the file ends before a page of it" }),
            Some(true) => Err(Broken { offset: index * self.page_bytes, reason: "a page is used twice" }),
            Some(taken) => {
                *taken = true;
                let offset = index * self.page_bytes;
                Ok(Page { bytes: &self.file[offset..offset + self.page_bytes], offset })
            }
        }
    }
}

/// A page, or another piece of the file that numbers are read from.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) bytes: &'a [u8],
    /// Where in the file it lies.
    pub(super) offset: usize,
}

impl<'a> Page<'a> {
    /// `length` bytes at `at`.
    pub(super) fn slice(self, at: usize, length: usize) -> Result<&'a [u8], Broken> {
        let found = at.checked_add(length).and_then(|end| self.bytes.get(at..end));
        found.ok_or_else(|| self.broken(at, "something runs past the end of its page"))
    }

    /// The bytes of a number at `at`.
    pub(super) fn number<const N: usize>(self, at: usize) -> Result<[u8; N], Broken> {
        let found = self.bytes.get(at..).and_then(|rest| rest.first_chunk());
        found.copied().ok_or_else(|| self.broken(at, "a number runs past the end of its page"))
    }

    /// What is wrong at a place of this page.
    pub(super) fn broken(self, at: usize, reason: &'static str) -> Broken {
        Broken { offset: self.offset.saturating_add(at), reason }
    }
}
