//! Compression as repositories and packages use it: gzip, bzip2, xz, lzma, zstd and none, each in Rust and bounded
//! in memory. How much is read from them is the reader's business: see [`crate::metadata::decompress`].

use std::io::{self, BufRead, Read};

use lzma_rust2::{LzmaReader, XzReader};
use ruzstd::decoding::FrameDecoder;

/// Most memory for an xz or lzma dictionary: `xz -9` needs 65 MiB.
const LZMA_MEMORY_KIB: u32 = 256 * 1024;
/// Largest zstd window: `zstd --ultra -22` uses 128 MiB.
const ZSTD_WINDOW_BYTES: u64 = 128 * 1024 * 1024;

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
    pub fn reader<'a>(self, compressed: impl BufRead + 'a) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Self::Plain => Box::new(compressed),
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(compressed)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(compressed)),
            Self::Xz => Box::new(XzReader::new_mem_limit(compressed, true, LZMA_MEMORY_KIB)),
            Self::Lzma => Box::new(LzmaReader::new_mem_limit(compressed, LZMA_MEMORY_KIB, None)?),
            Self::Zstd => Box::new(ZstdReader::new(compressed)),
        })
    }
}

/// All zstd frames of a source, one behind the other, each checked against its checksum.
struct ZstdReader<R> {
    source: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: BufRead> ZstdReader<R> {
    fn new(source: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(ZSTD_WINDOW_BYTES);
        ZstdReader { source, decoder, in_frame: false }
    }

    fn finish_frame(&mut self) -> io::Result<()> {
        self.in_frame = false;
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(stored), Some(computed)) if stored != computed => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "zstd frame checksum does not match"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for ZstdReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use ruzstd::decoding::BlockDecodingStrategy::UptoBlocks;
        use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
        loop {
            if !self.in_frame {
                if self.source.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                match self.decoder.reset(&mut self.source) {
                    Ok(()) => self.in_frame = true,
                    Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                        length,
                        ..
                    })) => {
                        io::copy(&mut self.source.by_ref().take(u64::from(length)), &mut io::sink())?;
                        continue;
                    }
                    Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
                }
            }
            let count = self.decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            if self.decoder.is_finished() {
                self.finish_frame()?;
                continue;
            }
            self.decoder
                .decode_blocks(&mut self.source, UptoBlocks(1))
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
    }
}
