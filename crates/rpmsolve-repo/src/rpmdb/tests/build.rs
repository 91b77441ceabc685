//! Makes small databases of the other two forms: what no file at hand has (either byte order, any page size) can be
//! tested so.

/// A Berkeley DB hash of one bucket for each package, of either byte order. Values lie in overflow pages if they are
/// larger than a quarter of a page.
pub(super) fn berkeley(headers: &[&[u8]], page_bytes: usize, is_big: bool) -> Vec<u8> {
    let u16s = |number: usize| {
        let number = number as u16;
        if is_big { number.to_be_bytes() } else { number.to_le_bytes() }
    };
    let u32s = |number: usize| {
        let number = number as u32;
        if is_big { number.to_be_bytes() } else { number.to_le_bytes() }
    };
    let buckets = headers.len() + 1;
    let mut file = vec![0; page_bytes * (buckets + 1)];
    let put = |file: &mut Vec<u8>, at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    for (at, number) in [(12, 0x0006_1561), (16, 9), (20, page_bytes), (72, buckets - 1)] {
        put(&mut file, at, &u32s(number));
    }
    file[25] = 8;
    // All buckets lie one behind the other from page 1 on.
    for spare in 0..32 {
        put(&mut file, 96 + 4 * spare, &u32s(1));
    }
    let count = (u32s(0), u32s(headers.len()).to_vec());
    let numbered = headers.iter().enumerate().map(|(index, header)| (u32s(index + 1), header.to_vec()));
    for (bucket, (key, value)) in [count].into_iter().chain(numbered).enumerate() {
        let value = if value.len() > page_bytes / 4 {
            let first = file.len() / page_bytes;
            let mut chunks = value.chunks(page_bytes - 26).peekable();
            while let Some(chunk) = chunks.next() {
                let start = file.len();
                file.resize(start + page_bytes, 0);
                put(&mut file, start + 8, &u32s(start / page_bytes));
                put(
                    &mut file,
                    start + 16,
                    &u32s(if chunks.peek().is_some() { start / page_bytes + 1 } else { 0 }),
                );
                put(&mut file, start + 22, &u16s(chunk.len()));
                file[start + 25] = 7;
                put(&mut file, start + 26, chunk);
            }
            [&[3, 0, 0, 0], &u32s(first)[..], &u32s(value.len())].concat()
        } else {
            [&[1], &value[..]].concat()
        };
        let page = page_bytes * (bucket + 1);
        let key_at = page_bytes - 5;
        let value_at = key_at - value.len();
        put(&mut file, page + 8, &u32s(bucket + 1));
        for (at, number) in [(20, 2), (26, key_at), (28, value_at)] {
            put(&mut file, page + at, &u16s(number));
        }
        file[page + 25] = 13;
        put(&mut file, page + value_at, &[&value[..], &[1], &key].concat());
    }
    file
}

/// An SQLite database of pages of 4,096 bytes: a root, a leaf for each package, and what has no room there.
pub(super) fn sqlite(headers: &[&[u8]]) -> Vec<u8> {
    const PAGE_BYTES: usize = 4096;
    const LOCAL_BYTES: usize = 489;
    let mut file = [&b"SQLite format 3\0\x10\0\x01\x01"[..], &[0; 80]].concat();
    file[59] = 1;
    let schema = b"\x06\x17\x1d\x1d\x01\x00tablePackagesPackages\x02";
    file.extend([&[13, 0, 0, 0, 1, 0, 0, 0, 0, 110, schema.len() as u8, 1], &schema[..]].concat());
    // The root, which has no row of its own: of each leaf but the last its page and its row.
    file.resize(PAGE_BYTES, 0);
    let leaf = |index: usize| (index as u32 + 3).to_be_bytes();
    let cells = headers.len().saturating_sub(1);
    let first_cell = 12 + 2 * cells;
    file.extend([if headers.is_empty() { 13 } else { 5 }, 0, 0, 0, cells as u8, 0, 0, 0]);
    file.extend(leaf(cells));
    file.extend((0..cells).flat_map(|cell| ((first_cell + 5 * cell) as u16).to_be_bytes()));
    file.extend((0..cells).flat_map(|cell| [&leaf(cell)[..], &[cell as u8 + 1]].concat()));
    file.resize(PAGE_BYTES * (2 + headers.len()), 0);
    for (index, header) in headers.iter().enumerate() {
        let kind = varint(12 + 2 * header.len());
        let row = [&[2 + kind.len() as u8, 0][..], &kind, header].concat();
        let fitting = LOCAL_BYTES + row.len().saturating_sub(LOCAL_BYTES) % (PAGE_BYTES - 4);
        let local = match row.len() {
            length if length <= PAGE_BYTES - 35 => length,
            _ if fitting <= PAGE_BYTES - 35 => fitting,
            _ => LOCAL_BYTES,
        };
        let mut cell = [&varint(row.len()), &varint(index + 1), &row[..local]].concat();
        let mut chunks = row[local..].chunks(PAGE_BYTES - 4).peekable();
        if chunks.peek().is_some() {
            cell.extend(((file.len() / PAGE_BYTES + 1) as u32).to_be_bytes());
        }
        while let Some(chunk) = chunks.next() {
            let next = if chunks.peek().is_some() { file.len() / PAGE_BYTES + 2 } else { 0 };
            file.extend([&(next as u32).to_be_bytes(), chunk].concat());
            file.resize(file.len().next_multiple_of(PAGE_BYTES), 0);
        }
        let leaf = &mut file[PAGE_BYTES * (2 + index)..PAGE_BYTES * (3 + index)];
        leaf[..10].copy_from_slice(&[13, 0, 0, 0, 1, 0, 0, 0, 0, 10]);
        leaf[10..10 + cell.len()].copy_from_slice(&cell);
    }
    file
}

fn varint(number: usize) -> Vec<u8> {
    let mut bytes = vec![(number & 0x7f) as u8];
    let mut rest = number >> 7;
    while rest > 0 {
        bytes.insert(0, (rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    bytes
}
