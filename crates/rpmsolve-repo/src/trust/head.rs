//! The head of a package, lead and both headers: read without trusting a length in it, and looked up by tag.
//!
//! `structure` proves that counts and offsets stay inside; a tag that is there twice, or with another type than RPM
//! gives it, is refused here, so that no two readers can take it for different things.

use std::io::Read;

use super::TrustError;
use crate::structure::{HEADER_MAGIC, INTRO_BYTES, LEAD_BYTES, number};
use crate::{Broken, check_structure};

/// Kinds of data (format_header.md of rpm's manual).
const INT32: usize = 4;
const INT64: usize = 5;
const STRING: usize = 6;
const BINARY: usize = 7;
const STRING_ARRAY: usize = 8;
/// What `check_structure` allows; nothing is read that it would refuse.
const ENTRIES_MAX: usize = 0xffff;
const DATA_MAX_BYTES: usize = 256 * 1024 * 1024;

/// Lead, signature header and header of a package.
pub(super) struct Head {
    bytes: Vec<u8>,
    header_start: usize,
}

/// One of the two headers.
pub(super) struct Header<'a> {
    index: &'a [u8],
    data: &'a [u8],
    start: usize,
    subject: &'a str,
}

struct Entry<'a> {
    kind: usize,
    count: usize,
    /// From where its data begin.
    data: &'a [u8],
    offset: usize,
}

impl Head {
    /// Reads up to the payload.
    pub(super) fn read(package: &mut impl Read, subject: &str) -> Result<Self, TrustError> {
        let mut bytes = Vec::new();
        let mut header_start = LEAD_BYTES;
        let mut end = LEAD_BYTES + INTRO_BYTES;
        if fill(package, &mut bytes, end, subject)?
            && let Some(signature_end) = claimed_end(&bytes, LEAD_BYTES)
        {
            header_start = signature_end.next_multiple_of(8);
            end = header_start + INTRO_BYTES;
            if fill(package, &mut bytes, end, subject)?
                && let Some(header_end) = claimed_end(&bytes, header_start)
            {
                end = header_end;
                fill(package, &mut bytes, end, subject)?;
            }
        }
        let structure =
            |offset, reason| TrustError::PackageStructure { subject: subject.to_owned(), offset, reason };
        let payload_start =
            check_structure(&bytes).map_err(|Broken { offset, reason }| structure(offset, reason))?;
        if payload_start != bytes.len() {
            return Err(structure(bytes.len(), "the headers are not as long as they say"));
        }
        for start in [LEAD_BYTES, header_start] {
            if bytes[start + 4..start + 8] != [0; 4] {
                return Err(structure(start + 4, "the reserved bytes of a header are not zero"));
            }
        }
        Ok(Self { bytes, header_start })
    }

    /// The bytes of the header, which is what signatures and digests are over.
    pub(super) fn header_bytes(&self) -> &[u8] {
        &self.bytes[self.header_start..]
    }

    pub(super) fn signature_header<'a>(&'a self, subject: &'a str) -> Header<'a> {
        Header::new(&self.bytes, LEAD_BYTES, subject)
    }

    pub(super) fn header<'a>(&'a self, subject: &'a str) -> Header<'a> {
        Header::new(&self.bytes, self.header_start, subject)
    }
}

impl<'a> Header<'a> {
    fn new(bytes: &'a [u8], start: usize, subject: &'a str) -> Self {
        let index_start = start + INTRO_BYTES;
        let data_start = index_start + number(bytes, start + 8) * INTRO_BYTES;
        let data_end = data_start + number(bytes, start + 12);
        Self { index: &bytes[index_start..data_start], data: &bytes[data_start..data_end], start, subject }
    }

    pub(super) fn has(&self, tag: u32) -> bool {
        self.index.chunks_exact(INTRO_BYTES).any(|entry| number(entry, 0) == tag as usize)
    }

    pub(super) fn int32(&self, tag: u32) -> Result<Option<u32>, TrustError> {
        let entry = self.single(tag, INT32)?;
        Ok(entry.and_then(|entry| entry.data.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))))
    }

    pub(super) fn int64(&self, tag: u32) -> Result<Option<u64>, TrustError> {
        let entry = self.single(tag, INT64)?;
        Ok(entry.and_then(|entry| entry.data.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))))
    }

    pub(super) fn binary(&self, tag: u32) -> Result<Option<&'a [u8]>, TrustError> {
        let entry = self.entry(tag, &[BINARY])?;
        Ok(entry.and_then(|entry| entry.data.get(..entry.count)))
    }

    /// The strings of a tag that is a string or a list of them.
    pub(super) fn strings(&self, tag: u32) -> Result<Vec<&'a [u8]>, TrustError> {
        let Some(entry) = self.entry(tag, &[STRING, STRING_ARRAY])? else { return Ok(Vec::new()) };
        let count = if entry.kind == STRING { 1 } else { entry.count };
        Ok(entry.data.split(|&byte| byte == 0).take(count).collect())
    }

    fn single(&self, tag: u32, kind: usize) -> Result<Option<Entry<'a>>, TrustError> {
        match self.entry(tag, &[kind])? {
            Some(entry) if entry.count != 1 => {
                Err(self
                    .broken(entry.offset, "a number that RPM has once is there several times, or not at all"))
            }
            entry => Ok(entry),
        }
    }

    fn entry(&self, tag: u32, kinds: &[usize]) -> Result<Option<Entry<'a>>, TrustError> {
        let mut found: Option<Entry<'a>> = None;
        for (number_of, bytes) in self.index.chunks_exact(INTRO_BYTES).enumerate() {
            if number(bytes, 0) != tag as usize {
                continue;
            }
            let offset = self.start + INTRO_BYTES * (1 + number_of);
            if found.is_some() {
                return Err(self.broken(offset, "a digest, signature or size is there twice"));
            }
            let kind = number(bytes, 4);
            let data = self.data.get(number(bytes, 8)..);
            let data = data.filter(|_| kinds.contains(&kind));
            let data =
                data.ok_or_else(|| self.broken(offset, "a digest, signature or size is of the wrong type"))?;
            found = Some(Entry { kind, count: number(bytes, 12), data, offset });
        }
        Ok(found)
    }

    fn broken(&self, offset: usize, reason: &'static str) -> TrustError {
        TrustError::PackageStructure { subject: self.subject.to_owned(), offset, reason }
    }
}

/// Reads until there are `length` bytes; whether there are. What is claimed takes no memory, only what is there.
fn fill(
    package: &mut impl Read,
    bytes: &mut Vec<u8>,
    length: usize,
    subject: &str,
) -> Result<bool, TrustError> {
    let missing = length.saturating_sub(bytes.len());
    let io = |source| TrustError::Io { subject: subject.to_owned(), source };
    package.by_ref().take(missing as u64).read_to_end(bytes).map_err(io)?;
    Ok(bytes.len() >= length)
}

/// Where the header at `start` ends, if what it says of itself is allowed.
fn claimed_end(bytes: &[u8], start: usize) -> Option<usize> {
    let intro = bytes.get(start..start + INTRO_BYTES)?;
    let (entries, data_bytes) = (number(intro, 8), number(intro, 12));
    let is_allowed = intro[..4] == HEADER_MAGIC && entries <= ENTRIES_MAX && data_bytes <= DATA_MAX_BYTES;
    is_allowed.then(|| start + INTRO_BYTES * (1 + entries) + data_bytes)
}
