//! Compression as repositories and packages use it: gzip, bzip2, xz, lzma, zstd and none, each in Rust and bounded
//! in memory. How much is read from them is the reader's business: see [`crate::metadata::decompress`].

use std::io::{self, BufRead, Read};

use lzma_rust2::{LzmaReader, XzReader};
use zrip_decode::streaming::FrameDecoder;

/// Most memory for an xz or lzma dictionary: `xz -9` needs 65 MiB.
const LZMA_MEMORY_KIB: u32 = 256 * 1024;

/// How bytes are compressed.
///
/// # Example
///
/// ```
/// use rpmsolve::Codec;
///
/// assert_eq!(Codec::of(&[0x1f, 0x8b, 8, 0]), Codec::Gzip);
/// assert_eq!(Codec::of(b"<?xml"), Codec::Plain);
/// assert_eq!(Codec::named("zstd"), Some(Codec::Zstd));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Codec {
    /// Not at all.
    Plain,
    /// gzip (RFC 1952).
    Gzip,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// The older format of xz's algorithm.
    Lzma,
    /// Zstandard (RFC 8878).
    Zstd,
}

impl Codec {
    /// By the first bytes; what none of the formats begins with is plain.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [b'B', b'Z', b'h', ..] => Self::Bzip2,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            [0x5d, 0, 0, ..] => Self::Lzma,
            _ => Self::Plain,
        }
    }

    /// By the name in a package's `PAYLOADCOMPRESSOR`; `None` for one that is not known.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "identity" => Self::Plain,
            "gzip" => Self::Gzip,
            "bzip2" => Self::Bzip2,
            "xz" => Self::Xz,
            "lzma" => Self::Lzma,
            "zstd" => Self::Zstd,
            _ => return None,
        })
    }

    /// A reader of what compressed bytes hold; all members, streams or frames of it.
    ///
    /// # Errors
    ///
    /// If the bytes do not begin as the codec's must; the reader fails on what is damaged later.
    pub fn reader<'a>(self, compressed: impl BufRead + Send + 'a) -> io::Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::Plain => Box::new(compressed),
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(compressed)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(compressed)),
            Self::Xz => Box::new(XzReader::new_mem_limit(compressed, true, LZMA_MEMORY_KIB)),
            Self::Lzma => Box::new(LzmaReader::new_mem_limit(compressed, LZMA_MEMORY_KIB, None)?),
            // It checks checksums, and refuses windows beyond the 128 MiB of `zstd --ultra -22`. How much comes out is
            // limited where it is read.
            Self::Zstd => Box::new(FrameDecoder::with_limit(compressed, usize::MAX)),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    proptest! {
        #[test]
        fn zstd_is_what_another_library_wrote(
            words in prop::collection::vec("[a-c]{1,9}", 0..400),
            repeats in 1usize..40,
        ) {
            let text = words.join(" ").repeat(repeats).into_bytes();
            // Two frames, one behind the other.
            let mut packed = compress_to_vec(&text[..], CompressionLevel::Fastest);
            packed.extend(compress_to_vec(&text[..], CompressionLevel::Uncompressed));
            let mut unpacked = Vec::new();
            Codec::Zstd.reader(&packed[..]).and_then(|mut reader| reader.read_to_end(&mut unpacked)).unwrap();
            prop_assert_eq!(&unpacked, &[&text[..], &text[..]].concat());
            // A flipped bit is an error, or is seen by the checksum, which is one too.
            let place = packed.len() / 3;
            packed[place] ^= 4;
            let mut damaged = Vec::new();
            let result = Codec::Zstd.reader(&packed[..]).and_then(|mut it| it.read_to_end(&mut damaged));
            prop_assert!(result.is_err() || damaged == unpacked, "{result:?}");
        }
    }
}
