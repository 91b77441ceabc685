//! Walks the two headers of an `.rpm` file and checks that every count and offset stays inside.
//!
//! The `rpm` crate trusts offsets and counts while it reads; this pass makes that trust right. The limits are
//! rpm's own (`lib/header.c`: at most 65,535 entries and 256 MiB of data, of which no two entries have the same).

/// Length of the lead, the fixed block in front of everything.
pub(crate) const LEAD_BYTES: usize = 96;
pub(crate) const LEAD_MAGIC: [u8; 4] = [0xed, 0xab, 0xee, 0xdb];
pub(crate) const HEADER_MAGIC: [u8; 4] = [0x8e, 0xad, 0xe8, 0x01];
/// Length of the fixed part of a header and of one index entry.
pub(crate) const INTRO_BYTES: usize = 16;
pub(crate) const MAX_ENTRIES: usize = 0xffff;
pub(crate) const MAX_DATA_BYTES: usize = 256 * 1024 * 1024;

/// Where the headers of a package are broken.
///
/// # Example
///
/// ```
/// let broken = rpmsolve_repo::check_structure(b"no package").unwrap_err();
/// assert_eq!(broken.reason, "the file ends inside the lead");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Offset into the file, in bytes.
    pub offset: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

/// Checks lead, signature header and header of a package; returns the offset of the payload. To be called before
/// `rpm::PackageMetadata::parse` on anything that comes from elsewhere.
///
/// # Errors
///
/// The first place that is broken.
pub fn check_structure(bytes: &[u8]) -> Result<usize, Broken> {
    if bytes.len() < LEAD_BYTES {
        return Err(Broken { offset: bytes.len(), reason: "the file ends inside the lead" });
    }
    if bytes[..4] != LEAD_MAGIC {
        return Err(Broken { offset: 0, reason: "it does not begin with the RPM magic ed ab ee db" });
    }
    let signature_end = check_header(bytes, LEAD_BYTES)?;
    let header = signature_end.next_multiple_of(8);
    check_header(bytes, header)
}

/// Checks the header at `start`; returns the offset behind it.
fn check_header(bytes: &[u8], start: usize) -> Result<usize, Broken> {
    let broken = |offset, reason| Broken { offset, reason };
    let Some(intro) = bytes.get(start..start + INTRO_BYTES) else {
        return Err(broken(bytes.len(), "the file ends before its header"));
    };
    if intro[..4] != HEADER_MAGIC {
        return Err(broken(start, "no header magic 8e ad e8 01"));
    }
    let entries = number(intro, 8);
    let data_bytes = number(intro, 12);
    if entries > MAX_ENTRIES {
        return Err(broken(start + 8, "the header claims more than 65535 entries"));
    }
    if data_bytes > MAX_DATA_BYTES {
        return Err(broken(start + 12, "the header claims more than 256 MiB of data"));
    }
    let index_start = start + INTRO_BYTES;
    let data_start = index_start + entries * INTRO_BYTES;
    let end = data_start + data_bytes;
    let Some(data) = bytes.get(data_start..end) else {
        return Err(broken(bytes.len(), "the file ends inside its header"));
    };
    let mut left = data_bytes;
    for entry in 0..entries {
        let at = index_start + entry * INTRO_BYTES;
        let used = check_entry(&bytes[at..at + INTRO_BYTES], data).map_err(|reason| broken(at, reason))?;
        left = left.checked_sub(used).ok_or_else(|| broken(at, "entries share their data"))?;
    }
    Ok(end)
}

/// Checks one index entry (tag, type, offset, count) against the data it points into; returns how many bytes of them
/// are its own.
fn check_entry(entry: &[u8], data: &[u8]) -> Result<usize, &'static str> {
    let kind = number(entry, 4);
    let offset = number(entry, 8);
    let count = number(entry, 12);
    let Some(here) = data.get(offset..) else {
        return Err("an entry's offset lies outside the header");
    };
    let width = match kind {
        0 => return Ok(0),
        1 | 2 | 7 => 1,
        3 => 2,
        4 => 4,
        5 => 8,
        6 | 8 | 9 => return check_strings(here, if kind == 6 { 1 } else { count }),
        _ => return Err("an entry's type is unknown"),
    };
    let needed = count.checked_mul(width).filter(|&needed| needed <= here.len());
    needed.ok_or("an entry's data runs past the header's end")
}

/// Checks that `count` NUL-terminated strings begin `here`; returns their length.
fn check_strings(here: &[u8], count: usize) -> Result<usize, &'static str> {
    if count > here.len() {
        return Err("an entry claims more strings than the header has bytes");
    }
    let mut end = 0;
    for _ in 0..count {
        let nul = memchr::memchr(0, &here[end..]).ok_or("a string runs past the header's end")?;
        end += nul + 1;
    }
    Ok(end)
}

/// The number in the four bytes at a place that is known to be inside.
pub(crate) fn number(bytes: &[u8], at: usize) -> usize {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(entries: &[[u32; 4]], data: &[u8]) -> Vec<u8> {
        let mut bytes = HEADER_MAGIC.to_vec();
        bytes.extend([0; 4]);
        bytes.extend((entries.len() as u32).to_be_bytes());
        bytes.extend((data.len() as u32).to_be_bytes());
        entries.iter().flatten().for_each(|number| bytes.extend(number.to_be_bytes()));
        bytes.extend(data);
        bytes
    }

    #[test]
    fn sound_headers_pass() {
        let bytes =
            header(&[[1000, 6, 0, 1], [1001, 8, 2, 1], [1028, 4, 4, 2]], b"a\0b\0\0\0\0\x01\0\0\0\x02");
        assert_eq!(check_header(&bytes, 0), Ok(bytes.len()));
    }

    #[test]
    fn every_lie_is_found() {
        for (entry, data) in [
            ([1000, 6, 9, 1], &b"a\0"[..]),
            ([1000, 6, 0, 1], b"abc"),
            ([1000, 8, 0, 3], b"a\0b\0"),
            ([1000, 4, 0, 2], b"\0\0\0\x01"),
            ([1000, 4, 0, u32::MAX], b"\0\0\0\x01"),
            ([1000, 7, 0, 5], b"abcd"),
            ([1000, 7, u32::MAX, 1], b"abcd"),
            ([1000, 42, 0, 1], b"abcd"),
        ] {
            assert!(check_header(&header(&[entry], data), 0).is_err(), "{entry:?}");
        }
        let shared = check_header(&header(&[[1000, 6, 0, 1], [1001, 6, 0, 1]], b"a\0b"), 0);
        assert_eq!(shared.unwrap_err().reason, "entries share their data");
        let mut claims = header(&[], b"");
        claims[8..12].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(check_header(&claims, 0).unwrap_err().offset, 8);
    }
}
