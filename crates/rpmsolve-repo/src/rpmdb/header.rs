//! A header as a database keeps it: as in a .rpm file, without lead, signatures and magic, and with what rpm added when
//! it installed the package behind everything else (rpm's lib/header.c).

use rpm::PackageMetadata;

use crate::structure::{HEADER_MAGIC, INTRO_BYTES, LEAD_BYTES, LEAD_MAGIC, number};
use crate::{Broken, check_structure};

/// What a .rpm file has in front of the entries' count: lead, signatures (here none), magic.
const FRONT_BYTES: usize = LEAD_BYTES + INTRO_BYTES + 8;
/// The counts of entries and bytes, in front of the entries; one entry.
const COUNTS_BYTES: usize = 8;
const ENTRY_BYTES: usize = 16;

/// Checks a header, then has it read.
pub(super) fn parse(header: &[u8]) -> Result<Result<PackageMetadata, rpm::Error>, Broken> {
    let mut package = vec![0; FRONT_BYTES];
    for (at, magic) in [(0, LEAD_MAGIC), (LEAD_BYTES, HEADER_MAGIC), (LEAD_BYTES + INTRO_BYTES, HEADER_MAGIC)]
    {
        package[at..at + magic.len()].copy_from_slice(&magic);
    }
    package.extend_from_slice(header);
    let end = check_structure(&package)
        .map_err(|Broken { offset, reason }| Broken { offset: offset.saturating_sub(FRONT_BYTES), reason })?;
    if end != package.len() {
        return Err(Broken { offset: end - FRONT_BYTES, reason: "something follows the header's data" });
    }
    // Of two entries with one tag the later is what was added, and counts; the `rpm` crate takes the first.
    let start = FRONT_BYTES + COUNTS_BYTES;
    let entries_end = start + ENTRY_BYTES * number(&package, FRONT_BYTES);
    package[start..entries_end].as_chunks_mut::<ENTRY_BYTES>().0.reverse();
    Ok(PackageMetadata::parse(&mut &package[..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(entries: &[[u32; 4]], data: &[u8]) -> Vec<u8> {
        let counts = [entries.len() as u32, data.len() as u32];
        let numbers = counts.iter().chain(entries.iter().flatten()).flat_map(|number| number.to_be_bytes());
        numbers.chain(data.iter().copied()).collect()
    }

    #[test]
    fn what_was_added_counts() {
        let relocated = header(&[[1000, 6, 0, 1], [1118, 8, 2, 1], [1118, 8, 8, 1]], b"a\0/usr/\0/opt/\0");
        let parsed = parse(&relocated).expect("sound").expect("readable");
        assert_eq!(parsed.get_name().ok(), Some("a"));
        let directories = parsed.header.get_entry_data_as_string_array(rpm::IndexTag::RPMTAG_DIRNAMES);
        assert_eq!(directories.ok(), Some(vec!["/opt/"]));
    }

    #[test]
    fn lengths_must_agree() {
        let sound = header(&[[1000, 6, 0, 1]], b"a\0");
        assert!(parse(&sound).is_ok());
        let longer = [&sound[..], b"b"].concat();
        assert_eq!(parse(&longer).expect_err("longer").offset, sound.len());
        for length in 0..sound.len() {
            assert!(parse(&sound[..length]).is_err(), "{length}");
        }
    }
}
