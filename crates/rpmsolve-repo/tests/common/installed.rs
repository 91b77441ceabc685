//! Makes an rpm database in rpm's simplest form, ndb, of the headers of .rpm files; without rpm.

/// The header of a .rpm file as a database keeps it.
pub(crate) fn header_of(package: &[u8]) -> &[u8] {
    let number = |at: usize| u32::from_be_bytes(package[at..at + 4].try_into().expect("four bytes")) as usize;
    let end_of_header = |start: usize| start + 16 + 16 * number(start + 8) + number(start + 12);
    let start = end_of_header(96).next_multiple_of(8);
    &package[start + 8..end_of_header(start)]
}

/// A database of packages with these headers, numbered from 1.
pub(crate) fn ndb(headers: &[&[u8]]) -> Vec<u8> {
    let mut slots = Vec::new();
    let mut blobs = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let number = (index + 1) as u32;
        let length = header.len() as u32;
        let start = blobs.len();
        let words = |words: [u32; 3]| words.map(u32::to_le_bytes).concat();
        blobs.extend([b"BlbS", &words([number, 0, length])[..], header].concat());
        blobs.resize((blobs.len() + 12).next_multiple_of(16) - 12, 0);
        let checksum = blobs[start..].iter().fold((1, 0), |(low, high), &byte| {
            let low = (low + u32::from(byte)) % 65521;
            (low, (high + low) % 65521)
        });
        blobs.extend((checksum.1 << 16 | checksum.0).to_le_bytes());
        blobs.extend([&length.to_le_bytes()[..], b"BlbE"].concat());
        let blocks = ((blobs.len() - start) / 16) as u32;
        slots.extend([b"Slot", &words([number, ((4096 + start) / 16) as u32, blocks])[..]].concat());
    }
    let mut file =
        [&b"RpmP"[..], &[0, 1, 1, headers.len() as u32 + 1].map(u32::to_le_bytes).concat()].concat();
    file.resize(32, 0);
    file.extend(slots);
    while file.len() < 4096 {
        file.extend([b"Slot", &[0; 12][..]].concat());
    }
    assert_eq!(file.len(), 4096, "more packages than one page of slots has room for");
    file.extend(blobs);
    file
}
