//! SQLite's write-ahead log, `rpmdb.sqlite-wal`: pages that are committed and not yet in the database itself
//! (sqlite.org/fileformat.html#the_write_ahead_log, sqlite.org/walformat.html).
//!
//! What SQLite does not believe in a log is no error there either: it was not written to its end, or is an old one.

use super::pages::Page;
use crate::Broken;

/// The last bit says which end of the checksum's words comes first: set, the big one.
const MAGIC: u32 = 0x377f_0682;
/// What a rollback journal begins with while its transaction lasts: the other way in which SQLite does it, which leaves
/// a database that has to be mended first.
pub(super) const JOURNAL_MAGIC: &[u8] = &[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
const VERSION: u32 = 3_007_000;
const LOG_HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;

/// Writes the pages of all transactions that were committed in a log into the database.
pub(super) fn apply(log: &[u8], database: &mut Vec<u8>) -> Result<(), Broken> {
    let Some(log) = Log::open(log) else { return Ok(()) };
    if database.get(16..18).is_some_and(|stated| stated != log.stated_page_bytes()) {
        return Err(Broken { offset: 8, reason: "the log has pages of another size than the database" });
    }
    let (frames, pages) = log.committed();
    // Every page of the new database is one of the old or of the log.
    if pages > database.len() / log.page_bytes + frames.len() {
        return Err(Broken { offset: 0, reason: "the log makes the database larger than it has pages" });
    }
    if frames.is_empty() {
        return Ok(());
    }
    database.resize(pages * log.page_bytes, 0);
    for (number, page) in frames {
        let target = (number as usize)
            .checked_sub(1)
            .and_then(|index| database.chunks_exact_mut(log.page_bytes).nth(index));
        if let Some(target) = target {
            target.copy_from_slice(page);
        }
    }
    Ok(())
}

struct Log<'a> {
    bytes: Page<'a>,
    page_bytes: usize,
    is_big: bool,
    /// Of everything in front of the first frame.
    checksum: [u32; 2],
}

impl<'a> Log<'a> {
    /// A log that SQLite would read.
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let bytes = Page { bytes, offset: 0 };
        let magic = u32_at(bytes, 0)?;
        let page_bytes = u32_at(bytes, 8)? as usize;
        let is_known = magic & !1 == MAGIC && u32_at(bytes, 4)? == VERSION;
        if !is_known || !page_bytes.is_power_of_two() || !(512..=65536).contains(&page_bytes) {
            return None;
        }
        let mut log = Self { bytes, page_bytes, is_big: magic & 1 != 0, checksum: [0; 2] };
        log.checksum = log.checksum([0; 2], bytes.slice(0, 24).ok()?);
        (log.checksum == [u32_at(bytes, 24)?, u32_at(bytes, 28)?]).then_some(log)
    }

    /// The size of a page as a database's header states it.
    fn stated_page_bytes(&self) -> [u8; 2] {
        if self.page_bytes == 65536 { [0, 1] } else { (self.page_bytes as u16).to_be_bytes() }
    }

    /// The frames up to the last commit, each a page's number and its bytes, and of how many pages the database is
    /// then.
    fn committed(&self) -> (Vec<(u32, &'a [u8])>, usize) {
        let mut frames = Vec::new();
        let (mut committed, mut pages) = (0, 0);
        let mut checksum = self.checksum;
        while let Some((number, size, page)) = self.frame(frames.len(), &mut checksum) {
            frames.push((number, page));
            if size != 0 {
                (committed, pages) = (frames.len(), size as usize);
            }
        }
        frames.truncate(committed);
        (frames, pages)
    }

    /// A frame, if it is of this log: the number of its page, the size of the database if it is a commit, the page.
    fn frame(&self, index: usize, checksum: &mut [u32; 2]) -> Option<(u32, u32, &'a [u8])> {
        let at = LOG_HEADER_BYTES + index * (FRAME_HEADER_BYTES + self.page_bytes);
        let header = self.bytes.slice(at, FRAME_HEADER_BYTES).ok()?;
        let page = self.bytes.slice(at + FRAME_HEADER_BYTES, self.page_bytes).ok()?;
        let salt = self.bytes.slice(16, 8).ok()?;
        *checksum = self.checksum(self.checksum(*checksum, &header[..8]), page);
        let is_sound = header[8..16] == *salt
            && [u32_at(self.bytes, at + 16)?, u32_at(self.bytes, at + 20)?] == *checksum;
        is_sound.then_some((u32_at(self.bytes, at)?, u32_at(self.bytes, at + 4)?, page))
    }

    fn checksum(&self, [mut first, mut second]: [u32; 2], bytes: &[u8]) -> [u32; 2] {
        let word = if self.is_big { u32::from_be_bytes } else { u32::from_le_bytes };
        for &[a, b, c, d, e, f, g, h] in bytes.as_chunks().0 {
            first = first.wrapping_add(word([a, b, c, d])).wrapping_add(second);
            second = second.wrapping_add(word([e, f, g, h])).wrapping_add(first);
        }
        [first, second]
    }
}

fn u32_at(bytes: Page<'_>, at: usize) -> Option<u32> {
    bytes.number(at).ok().map(u32::from_be_bytes)
}
