//! Decompression of payloads: gzip, bzip2, xz, lzma, zstd and none, as one reader.
//!
//! All decoders are Rust and bounded in memory; how much is read from them is the caller's business.

use std::io::{self, Read};

use lzma_rust2::{LzmaReader, XzReader};
use ruzstd::decoding::FrameDecoder;

/// Most memory for an xz or lzma dictionary: `xz -9` needs 65 MiB.
const LZMA_MEMORY_KIB: u32 = 256 * 1024;
/// Largest zstd window: `zstd --ultra -22` uses 128 MiB.
const ZSTD_WINDOW_BYTES: u64 = 128 * 1024 * 1024;

/// A reader of what `compressed` holds, or `None` when `PAYLOADCOMPRESSOR` is a name that is not known.
///
/// Without a name the data is taken by its magic number: packages of rpm 3 have no `PAYLOADCOMPRESSOR` and are
/// gzip, later ones without it are not compressed at all.
pub(crate) fn decompress<'a>(
    compressor: Option<&str>,
    compressed: &'a [u8],
) -> io::Result<Option<Box<dyn Read + 'a>>> {
    let name = match compressor {
        None | Some("(none)" | "") => by_magic(compressed),
        Some(name) => name,
    };
    Ok(Some(match name {
        "identity" => Box::new(compressed),
        "gzip" => Box::new(flate2::bufread::MultiGzDecoder::new(compressed)),
        "bzip2" => Box::new(bzip2::bufread::MultiBzDecoder::new(compressed)),
        "xz" => Box::new(XzReader::new_mem_limit(compressed, true, LZMA_MEMORY_KIB)),
        "lzma" => Box::new(LzmaReader::new_mem_limit(compressed, LZMA_MEMORY_KIB, None)?),
        "zstd" => Box::new(ZstdReader::new(compressed)),
        _ => return Ok(None),
    }))
}

fn by_magic(compressed: &[u8]) -> &'static str {
    match compressed {
        [0x1f, 0x8b, ..] => "gzip",
        [b'B', b'Z', b'h', ..] => "bzip2",
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => "xz",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "zstd",
        [0x5d, 0, 0, ..] => "lzma",
        _ => "identity",
    }
}

/// All zstd frames of a slice, one behind the other, each checked against its checksum.
struct ZstdReader<'a> {
    source: &'a [u8],
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<'a> ZstdReader<'a> {
    fn new(source: &'a [u8]) -> Self {
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

impl Read for ZstdReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use ruzstd::decoding::BlockDecodingStrategy::UptoBlocks;
        use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
        loop {
            if !self.in_frame {
                if self.source.is_empty() {
                    return Ok(0);
                }
                match self.decoder.reset(&mut self.source) {
                    Ok(()) => self.in_frame = true,
                    Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                        length,
                        ..
                    })) => {
                        let skip = (length as usize).min(self.source.len());
                        self.source = &self.source[skip..];
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
