//! Berkeley DB's hash access method, `Packages` (rpm before 4.16): buckets are chains of pages, large values chains of
//! overflow pages (Berkeley DB's dbinc/db_page.h and hash.src; rpm's lib/backend/bdb_ro.c). Of either byte order.

use std::borrow::Cow;

use super::Header;
use super::pages::{Page, Pages};
use crate::Broken;

const MAGIC: u32 = 0x0006_1561;
const MAGIC_AT: usize = 12;
/// Where the pages of each power of two of buckets begin.
const SPARES_AT: usize = 96;

/// Kinds of pages.
const HASH_UNSORTED: u8 = 2;
const HASH: u8 = 13;
const OVERFLOW: u8 = 7;
/// Length of what every page begins with.
const PAGE_START_BYTES: usize = 26;

/// Kinds of items: the bytes themselves, or where the chain of overflow pages begins.
const INLINE: u8 = 1;
const OFF_PAGE: u8 = 3;

/// Whether a file is such a database.
pub(super) fn is_hash(file: &[u8]) -> bool {
    let magic = Page { bytes: file, offset: 0 }.number(MAGIC_AT);
    magic.is_ok_and(|magic| [u32::from_le_bytes(magic), u32::from_be_bytes(magic)].contains(&MAGIC))
}

/// The headers of all packages, in no order.
pub(super) fn headers(file: &[u8]) -> Result<Vec<Header<'_>>, Broken> {
    let meta = Page { bytes: file, offset: 0 };
    let order = Order { is_big: meta.number(MAGIC_AT).map(u32::from_be_bytes)? == MAGIC };
    if !(8..=10).contains(&order.u32(meta, 16)?) {
        return Err(meta.broken(16, "a version of Berkeley DB's hash that is not known"));
    }
    let page_bytes = order.u32(meta, 20)? as usize;
    if !page_bytes.is_power_of_two() || !(512..=65536).contains(&page_bytes) {
        return Err(meta.broken(20, "a page size that Berkeley DB does not have"));
    }
    if meta.number(24)? != [0, 8] || meta.number::<1>(26)? != [0] {
        return Err(meta.broken(24, "encrypted, checksummed or partitioned databases are not read"));
    }
    let mut database = Database { order, pages: Pages::new(file, page_bytes) };
    database.pages.take(0)?;
    let mut headers = Vec::new();
    for bucket in 0..=order.u32(meta, 72)? {
        let spare = SPARES_AT + 4 * (u32::BITS - bucket.leading_zeros()).min(31) as usize;
        let mut next = bucket.saturating_add(order.u32(meta, spare)?);
        loop {
            let page = database.take(next, &[HASH, HASH_UNSORTED])?;
            database.add_headers(page, &mut headers)?;
            next = order.u32(page, 16)?;
            if next == 0 {
                break;
            }
        }
    }
    Ok(headers)
}

/// Which end of a number comes first.
#[derive(Clone, Copy)]
struct Order {
    is_big: bool,
}

impl Order {
    fn u16(self, page: Page<'_>, at: usize) -> Result<usize, Broken> {
        let read = if self.is_big { u16::from_be_bytes } else { u16::from_le_bytes };
        page.number(at).map(|number| read(number).into())
    }

    fn u32(self, page: Page<'_>, at: usize) -> Result<u32, Broken> {
        let read = if self.is_big { u32::from_be_bytes } else { u32::from_le_bytes };
        page.number(at).map(read)
    }
}

struct Database<'a> {
    order: Order,
    pages: Pages<'a>,
}

impl<'a> Database<'a> {
    /// Takes a page that must be of one of these kinds.
    fn take(&mut self, number: u32, kinds: &[u8]) -> Result<Page<'a>, Broken> {
        let page = self.pages.take(number as usize)?;
        if self.order.u32(page, 8)? != number {
            return Err(page.broken(8, "a page has another's number"));
        }
        let [kind] = page.number(25)?;
        if !kinds.contains(&kind) {
            return Err(page.broken(25, "a page is of another kind than its place"));
        }
        Ok(page)
    }

    /// Reads the items of a page, which are keys and values by turns.
    fn add_headers(&mut self, page: Page<'a>, headers: &mut Vec<Header<'a>>) -> Result<(), Broken> {
        let order = self.order;
        let count = order.u16(page, 20)?;
        if count % 2 != 0 {
            return Err(page.broken(20, "a key has no value"));
        }
        // Items lie one in front of the other, from the page's end on.
        let mut end = page.bytes.len();
        let mut item = |index| {
            let start = order.u16(page, PAGE_START_BYTES + 2 * index)?;
            let length = end.checked_sub(start).ok_or_else(|| page.broken(start, "items overlap"))?;
            end = start;
            Ok(Page { bytes: page.slice(start, length)?, offset: page.offset + start })
        };
        for pair in 0..count / 2 {
            let (key, value) = (item(2 * pair)?, item(2 * pair + 1)?);
            if key.bytes.len() != 5 || key.bytes[0] != INLINE {
                return Err(key.broken(0, "a key that is no package's number"));
            }
            // Number 0 is where rpm counts the packages.
            let number = order.u32(key, 1)?;
            if number != 0 {
                headers.push(Header { number, bytes: self.value(value)? });
            }
        }
        Ok(())
    }

    fn value(&mut self, item: Page<'a>) -> Result<Cow<'a, [u8]>, Broken> {
        match item.number(0)? {
            [INLINE] => Ok(item.bytes[1..].into()),
            [OFF_PAGE] => {
                let first = self.order.u32(item, 4)?;
                let length = self.order.u32(item, 8)? as usize;
                self.overflow(first, length).map(Cow::Owned)
            }
            _ => Err(item.broken(0, "an item of a kind that rpm does not write")),
        }
    }

    /// A value of so many bytes, from a chain of overflow pages.
    fn overflow(&mut self, first: u32, length: usize) -> Result<Vec<u8>, Broken> {
        let mut value = Vec::new();
        let mut next = first;
        while value.len() < length {
            let page = self.take(next, &[OVERFLOW])?;
            let used = self.order.u16(page, 22)?;
            if used > length - value.len() {
                return Err(page.broken(22, "a value is longer than it is said to be"));
            }
            value.extend_from_slice(page.slice(PAGE_START_BYTES, used)?);
            next = self.order.u32(page, 16)?;
        }
        Ok(value)
    }
}
