//! rpm's own database, `Packages.db` (SUSE): slots that say where each package's blob lies, as rpm reads them
//! (lib/backend/ndb/rpmpkg.c). All numbers are little-endian.

use super::Header;
use super::pages::Page;
use crate::Broken;

pub(super) const MAGIC: &[u8; 4] = b"RpmP";

const SLOT_MAGIC: &[u8; 4] = b"Slot";
const SLOT_PAGE_BYTES: usize = 4096;
const SLOT_BYTES: usize = 16;
/// The first slots are the file's header.
const FILE_HEADER_BYTES: usize = 2 * SLOT_BYTES;

/// Blobs lie at multiples of this, and are padded to one.
const BLOCK_BYTES: usize = 16;
const BLOB_START_MAGIC: &[u8; 4] = b"BlbS";
const BLOB_END_MAGIC: &[u8; 4] = b"BlbE";
/// In front of a blob: magic, the package's number, a time, the length.
const BLOB_START_BYTES: usize = 16;
/// Behind it: checksum, the length, magic.
const BLOB_END_BYTES: usize = 12;

/// The headers of all packages, in the order of the slots.
pub(super) fn headers(file: &[u8]) -> Result<Vec<Header<'_>>, Broken> {
    let whole = Page { bytes: file, offset: 0 };
    if u32_at(whole, 4)? != 0 {
        return Err(whole.broken(4, "a version of ndb that is not known"));
    }
    let slots_end = (u32_at(whole, 12)? as usize).saturating_mul(SLOT_PAGE_BYTES);
    whole.slice(0, slots_end)?;
    let mut headers = Vec::new();
    for at in (FILE_HEADER_BYTES..slots_end).step_by(SLOT_BYTES) {
        if whole.number(at)? != *SLOT_MAGIC {
            return Err(whole.broken(at, "no slot of ndb"));
        }
        let number = u32_at(whole, at + 4)?;
        let block = u32_at(whole, at + 8)?;
        let blocks = u32_at(whole, at + 12)?;
        if block != 0 {
            headers.push(Header { number, bytes: blob(whole, number, block, blocks)?.into() });
        }
    }
    Ok(headers)
}

/// The blob of a package, in the blocks that its slot names.
fn blob(whole: Page<'_>, number: u32, block: u32, blocks: u32) -> Result<&[u8], Broken> {
    let start = (block as usize).saturating_mul(BLOCK_BYTES);
    let space = (blocks as usize).saturating_mul(BLOCK_BYTES);
    let blob = Page { bytes: whole.slice(start, space)?, offset: start };
    if blob.number(0)? != *BLOB_START_MAGIC || u32_at(blob, 4)? != number {
        return Err(blob.broken(0, "not the blob that a slot says is here"));
    }
    let length = u32_at(blob, 12)? as usize;
    let needed = (length.saturating_add(BLOB_START_BYTES + BLOB_END_BYTES)).div_ceil(BLOCK_BYTES);
    if needed != blocks as usize {
        return Err(blob.broken(12, "a blob has another length than its slot"));
    }
    let end = space - BLOB_END_BYTES;
    if u32_at(blob, end + 4)? as usize != length || blob.number(end + 8)? != *BLOB_END_MAGIC {
        return Err(blob.broken(end, "a blob's end does not belong to its start"));
    }
    if u32_at(blob, end)? != adler32(blob.slice(0, end)?) {
        return Err(blob.broken(end, "a blob's checksum is wrong"));
    }
    blob.slice(BLOB_START_BYTES, length)
}

fn u32_at(page: Page<'_>, at: usize) -> Result<u32, Broken> {
    page.number(at).map(u32::from_le_bytes)
}

/// The checksum of RFC 1950.
fn adler32(bytes: &[u8]) -> u32 {
    const BASE: u32 = 65521;
    let (mut low, mut high) = (1u32, 0u32);
    // After so many bytes neither sum can have overflowed.
    for chunk in bytes.chunks(5552) {
        for &byte in chunk {
            low += u32::from(byte);
            high += low;
        }
        low %= BASE;
        high %= BASE;
    }
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adler32_is_that_of_the_rfc() {
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
        assert_eq!(adler32(&[0xff; 100_000]), {
            let sums = (0..100_000u64).fold((1, 0), |(low, high), _| {
                let low = (low + 255) % 65521;
                (low, (high + low) % 65521)
            });
            (sums.1 << 16 | sums.0) as u32
        });
    }
}
