//! SQLite, `rpmdb.sqlite` (rpm since 4.16): the rows of the table `Packages(hnum, blob)`, read from the pages of its
//! b-tree (sqlite.org/fileformat.html). All numbers are big-endian.

use std::borrow::Cow;
use std::ops::Range;

use super::Header;
use super::pages::{Page, Pages};
use crate::Broken;

pub(super) const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The file's header, in front of the first page's own.
const FILE_HEADER_BYTES: usize = 100;
/// Kinds of pages.
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;

/// The headers of all packages, by ascending number.
pub(super) fn headers(file: &[u8]) -> Result<Vec<Header<'_>>, Broken> {
    let mut database = Database::open(file)?;
    let mut root = None;
    database.for_each_row(1, |row| {
        let [kind, name] = [0, 1].map(|index| row.text(index));
        if kind == Some(b"table") && name == Some(b"Packages") {
            root = row.unsigned(3);
        }
        Ok(())
    })?;
    let Some(root) = root else {
        return Err(Broken { offset: FILE_HEADER_BYTES, reason: "there is no table Packages" });
    };
    let mut headers = Vec::new();
    database.for_each_row(root, |row| {
        let number = u32::try_from(row.id).map_err(|_| row.broken("a package's number is too large"))?;
        let blob = row.column(1).filter(|(kind, _)| *kind >= 12 && kind % 2 == 0);
        let (_, blob) = blob.ok_or_else(|| row.broken("a row without a blob"))?;
        let bytes = match row.bytes {
            Cow::Borrowed(bytes) => bytes[blob].into(),
            Cow::Owned(mut bytes) => {
                bytes.truncate(blob.end);
                bytes.drain(..blob.start);
                bytes.into()
            }
        };
        headers.push(Header { number, bytes });
        Ok(())
    })?;
    Ok(headers)
}

struct Database<'a> {
    pages: Pages<'a>,
    /// What b-trees use of each page.
    usable_bytes: usize,
    file_bytes: usize,
}

impl<'a> Database<'a> {
    fn open(file: &'a [u8]) -> Result<Self, Broken> {
        let header = Page { bytes: file, offset: 0 };
        header.slice(0, FILE_HEADER_BYTES)?;
        let page_bytes = match u16_at(header, 16)? {
            1 => 65536,
            bytes if bytes.is_power_of_two() && bytes >= 512 => bytes,
            _ => return Err(header.broken(16, "a page size that SQLite does not have")),
        };
        let usable_bytes = page_bytes - usize::from(file[20]);
        if usable_bytes < 480 {
            return Err(header.broken(20, "more of each page is reserved than SQLite allows"));
        }
        // 0 is that of a database without tables.
        if u32_at(header, 56)? > 1 {
            return Err(header.broken(56, "text in another encoding than UTF-8 is not read"));
        }
        // The number of pages counts if who wrote it also counted the change.
        let pages = u32_at(header, 28)? as usize;
        if pages > file.len() / page_bytes && file[24..28] == file[92..96] {
            return Err(Broken { offset: file.len(), reason: "the file has fewer pages than it says" });
        }
        Ok(Self { pages: Pages::new(file, page_bytes), usable_bytes, file_bytes: file.len() })
    }

    /// Visits the rows of the table whose b-tree begins at a page, in order.
    fn for_each_row(
        &mut self,
        root: u64,
        mut visit: impl FnMut(Row<'a>) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let mut open = vec![root];
        let mut last_id = None;
        while let Some(number) = open.pop() {
            let page = self.take(number)?;
            let start = if number == 1 { FILE_HEADER_BYTES } else { 0 };
            let [kind] = page.number(start)?;
            let cells = u16_at(page, start + 3)?;
            match kind {
                INTERIOR => {
                    open.push(u32_at(page, start + 8)?.into());
                    for cell in (0..cells).rev() {
                        let at = u16_at(page, start + 12 + 2 * cell)?;
                        open.push(u32_at(page, at)?.into());
                    }
                }
                LEAF => {
                    for cell in 0..cells {
                        let at = u16_at(page, start + 8 + 2 * cell)?;
                        let row = self.row(page, at)?;
                        if last_id.is_some_and(|last| last >= row.id) {
                            return Err(page.broken(at, "the rows of a table are out of order"));
                        }
                        last_id = Some(row.id);
                        visit(row)?;
                    }
                }
                _ => return Err(page.broken(start, "not a page of a table")),
            }
        }
        Ok(())
    }

    /// The row whose cell is at a place of a leaf: its length, its number, its bytes, and where those go on that have
    /// no room in the leaf.
    fn row(&mut self, page: Page<'a>, cell: usize) -> Result<Row<'a>, Broken> {
        let numbers = page.bytes.get(cell..).and_then(|rest| {
            let (length, id_at) = varint(rest)?;
            let (id, used) = varint(&rest[id_at..])?;
            Some((length, id, cell + id_at + used))
        });
        let (length, id, start) = numbers.ok_or_else(|| page.broken(cell, "a row runs past its page"))?;
        let length = usize::try_from(length).ok().filter(|&length| length <= self.file_bytes);
        let length = length.ok_or_else(|| page.broken(cell, "a row is longer than the file"))?;
        let offset = page.offset + cell;
        let local = self.local_bytes(length);
        if local == length {
            return Ok(Row { id, bytes: page.slice(start, length)?.into(), offset });
        }
        let mut bytes = page.slice(start, local)?.to_vec();
        let mut next = u32_at(page, start + local)?;
        while bytes.len() < length {
            let page = self.take(next.into())?;
            next = u32_at(page, 0)?;
            let used = (self.usable_bytes - 4).min(length - bytes.len());
            bytes.extend_from_slice(page.slice(4, used)?);
        }
        Ok(Row { id, bytes: bytes.into(), offset })
    }

    /// How much of a row lies in its leaf.
    fn local_bytes(&self, length: usize) -> usize {
        let most = self.usable_bytes - 35;
        if length <= most {
            return length;
        }
        let least = (self.usable_bytes - 12) * 32 / 255 - 23;
        let fitting = least + (length - least) % (self.usable_bytes - 4);
        if fitting <= most { fitting } else { least }
    }

    fn take(&mut self, number: u64) -> Result<Page<'a>, Broken> {
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        index.map_or_else(
            || Err(Broken { offset: 0, reason: "a page that cannot be is referred to" }),
            |index| self.pages.take(index),
        )
    }
}

/// A row of a table: a header that says of which type each column is, and the columns.
struct Row<'a> {
    id: u64,
    bytes: Cow<'a, [u8]>,
    /// Where in the file its cell is.
    offset: usize,
}

impl Row<'_> {
    /// A column's type, and where its bytes lie.
    fn column(&self, index: usize) -> Option<(u64, Range<usize>)> {
        let (header_bytes, mut at) = varint(&self.bytes)?;
        let mut header = self.bytes.get(at..usize::try_from(header_bytes).ok()?)?;
        at = header_bytes as usize;
        for column in 0.. {
            let (kind, used) = varint(header)?;
            header = &header[used..];
            let length = match kind {
                0 | 8 | 9 => 0,
                1..=4 => kind,
                5 => 6,
                6 | 7 => 8,
                10 | 11 => return None,
                _ => (kind - 12) / 2,
            };
            let end = at.checked_add(usize::try_from(length).ok()?)?;
            self.bytes.get(at..end)?;
            if column == index {
                return Some((kind, at..end));
            }
            at = end;
        }
        None
    }

    fn text(&self, index: usize) -> Option<&[u8]> {
        let (kind, place) = self.column(index)?;
        (kind >= 13 && kind % 2 == 1).then(|| &self.bytes[place])
    }

    /// A whole number that is not negative.
    fn unsigned(&self, index: usize) -> Option<u64> {
        match self.column(index)? {
            (8, _) => Some(0),
            (9, _) => Some(1),
            (1..=6, place) => {
                let bytes = &self.bytes[place];
                let is_negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
                (!is_negative).then(|| bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
            }
            _ => None,
        }
    }

    fn broken(&self, reason: &'static str) -> Broken {
        Broken { offset: self.offset, reason }
    }
}

/// A number of one to nine bytes, seven bits in each but the ninth, and how many bytes it has.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0;
    for (index, &byte) in bytes.iter().take(8).enumerate() {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((number, index + 1));
        }
    }
    bytes.get(8).map(|&last| (number << 8 | u64::from(last), 9))
}

fn u16_at(page: Page<'_>, at: usize) -> Result<usize, Broken> {
    page.number(at).map(|number| u16::from_be_bytes(number).into())
}

fn u32_at(page: Page<'_>, at: usize) -> Result<u32, Broken> {
    page.number(at).map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints() {
        assert_eq!(varint(&[0x7f, 1]), Some((127, 1)));
        assert_eq!(varint(&[0x81, 0]), Some((128, 2)));
        assert_eq!(varint(&[0xff; 9]), Some((u64::MAX, 9)));
        assert_eq!(varint(&[0xff; 8]), None);
        assert_eq!(varint(&[]), None);
    }
}
