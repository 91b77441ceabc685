//! Reads cpio archives member by member: `070701` (newc), `070702` (crc) and rpm's stripped `07070X`.
//!
//! Written for untrusted input: a member's size is the caller's to judge before any byte of it is read. The
//! formats: cpio(5) "New ASCII Format"; rpm's `docs/manual/format_payload.md` for the stripped form, whose
//! members carry only an index into the header's file list.

use std::io::{self, Read};

const TRAILER: &str = "TRAILER!!!";
/// Longest member name that is read: `PATH_MAX` and room for `./` and the NUL.
const MAX_NAME_BYTES: u32 = 4096 + 8;

/// What stands in front of a member's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MemberHead {
    /// A member with name and size of its own.
    Named {
        /// The name as written.
        name: String,
        /// Size of the data that follows, in bytes.
        size_bytes: u64,
        /// Inode and device: equal ones are hard links.
        inode: (u32, u32, u32),
        /// Number of hard links.
        links: u32,
        /// Sum of the data's bytes, in the crc form.
        sum: Option<u32>,
    },
    /// A member that is the header's file of this index.
    Indexed(u32),
}

/// Reads an archive from front to back.
pub(crate) struct Reader<R> {
    source: R,
    /// Bytes of the unpacked archive that are behind us.
    pub(crate) offset: u64,
}

impl<R: Read> Reader<R> {
    pub(crate) fn new(source: R) -> Self {
        Reader { source, offset: 0 }
    }

    /// The next member's head, or `None` at the trailer.
    pub(crate) fn next_head(&mut self) -> io::Result<Option<MemberHead>> {
        self.align()?;
        let magic: [u8; 6] = self.array()?;
        let with_sum = match &magic {
            b"070701" => false,
            b"070702" => true,
            b"07070X" => return Ok(Some(MemberHead::Indexed(self.hex()?))),
            _ => return Err(invalid("no cpio magic (070701, 070702 or 07070X) where a member should begin")),
        };
        let mut fields = [0_u32; 13];
        for field in &mut fields {
            *field = self.hex()?;
        }
        let [ino, _mode, _uid, _gid, links, _mtime, size, major, minor, _, _, name_size, sum] = fields;
        if name_size == 0 || name_size > MAX_NAME_BYTES {
            return Err(invalid("a member's name is empty or longer than a path may be"));
        }
        let mut name = vec![0; name_size as usize];
        self.read_exact(&mut name)?;
        if name.pop() != Some(0) || name.contains(&0) {
            return Err(invalid("a member's name does not end with its first NUL"));
        }
        let name = String::from_utf8_lossy(&name).into_owned();
        if name == TRAILER {
            return Ok(None);
        }
        Ok(Some(MemberHead::Named {
            name,
            size_bytes: u64::from(size),
            inode: (ino, major, minor),
            links,
            sum: with_sum.then_some(sum),
        }))
    }

    /// Reads exactly `size_bytes` of data and hands them over part by part.
    pub(crate) fn data(
        &mut self,
        size_bytes: u64,
        sink: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.align()?;
        let mut left = size_bytes;
        let mut buffer = [0; 32 * 1024];
        while left > 0 {
            let want = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.read_exact(&mut buffer[..want])?;
            sink(&buffer[..want])?;
            left -= want as u64;
        }
        Ok(())
    }

    /// Skips to the next multiple of four: heads and data both start there.
    fn align(&mut self) -> io::Result<()> {
        let gap = (4 - self.offset % 4) % 4;
        let mut padding = [0; 3];
        self.read_exact(&mut padding[..gap as usize])
    }

    fn hex(&mut self) -> io::Result<u32> {
        let digits: [u8; 8] = self.array()?;
        digits.iter().try_fold(0_u32, |value, digit| {
            let digit =
                char::from(*digit).to_digit(16).ok_or_else(|| invalid("a field is not hexadecimal"))?;
            Ok(value << 4 | digit)
        })
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn read_exact(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        self.source.read_exact(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => invalid("the archive ends too early"),
            _ => error,
        })?;
        self.offset += buffer.len() as u64;
        Ok(())
    }
}

fn invalid(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(magic: &str, name: &str, data: &[u8]) -> Vec<u8> {
        let mut fields = [0_u32; 13];
        fields[6] = data.len() as u32;
        fields[11] = name.len() as u32 + 1;
        let mut bytes = magic.as_bytes().to_vec();
        fields.iter().for_each(|field| bytes.extend(format!("{field:08x}").bytes()));
        bytes.extend(name.bytes().chain([0]));
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    #[test]
    fn members_come_one_by_one() {
        let mut archive = member("070701", "./usr/bin/a", b"hello");
        archive.extend(member("070702", "b", b""));
        archive.extend(member("070701", TRAILER, b""));
        let mut reader = Reader::new(&archive[..]);
        let Some(MemberHead::Named { name, size_bytes, .. }) = reader.next_head().unwrap() else { panic!() };
        assert_eq!((name.as_str(), size_bytes), ("./usr/bin/a", 5));
        let mut data: Vec<u8> = Vec::new();
        reader
            .data(5, &mut |bytes| {
                data.extend(bytes);
                Ok(())
            })
            .unwrap();
        assert_eq!(data, b"hello");
        assert!(matches!(reader.next_head().unwrap(), Some(MemberHead::Named { sum: Some(0), .. })));
        assert_eq!(reader.next_head().unwrap(), None);
    }

    #[test]
    fn stripped_members_are_indexes() {
        let mut reader = Reader::new(&b"07070X0000000a\0\0abc\0"[..]);
        assert_eq!(reader.next_head().unwrap(), Some(MemberHead::Indexed(10)));
        let mut data: Vec<u8> = Vec::new();
        reader
            .data(3, &mut |bytes| {
                data.extend(bytes);
                Ok(())
            })
            .unwrap();
        assert_eq!(data, b"abc");
    }

    #[test]
    fn damage_is_an_error() {
        let good = member("070701", "a", b"hello");
        for cut in 0..good.len() {
            let mut reader = Reader::new(&good[..cut]);
            let whole = reader.next_head().and_then(|_| reader.data(5, &mut |_| Ok(())));
            assert!(cut >= good.len() - 3 || whole.is_err(), "{cut}");
        }
        assert!(Reader::new(&member("070707", "a", b"")[..]).next_head().is_err());
        let mut long = member("070701", "a", b"");
        long[6 + 11 * 8..6 + 12 * 8].copy_from_slice(b"ffffffff");
        assert!(Reader::new(&long[..]).next_head().is_err());
    }
}
