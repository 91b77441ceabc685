//! Bytes as they lie on disk or come from a server, unpacked: which codec it is the first bytes say, not the
//! name. All codecs are Rust. A limit holds off files that are small packed and endless unpacked.

use std::io::{self, BufRead, BufReader, Read};

use super::MetadataError;

/// More than any repository's metadata have: Fedora's filelists, the largest there are, unpack to 800 MB.
pub const UNPACKED_MAX_BYTES: u64 = 4 * 1024 * 1024 * 1024 - 1;

/// Opens a file's bytes for reading, unpacked.
///
/// gzip, xz, lzma, zstd and bzip2 are recognised by their first bytes; anything else is read as it is. Files of
/// several members or frames are read whole. `file` is for messages.
///
/// # Errors
///
/// [`MetadataError::Read`] if the first bytes cannot be read. Reading from the result fails with an error of kind
/// [`io::ErrorKind::FileTooLarge`] once more than `limit_bytes` have come out.
///
/// # Example
///
/// ```
/// use std::io::Read;
///
/// let mut text = String::new();
/// rpmsolve::metadata::decompress(&b"plain"[..], "example", 100)?.read_to_string(&mut text)?;
/// assert_eq!(text, "plain");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decompress<'a>(
    input: impl BufRead + 'a,
    file: &str,
    limit_bytes: u64,
) -> Result<Box<dyn BufRead + 'a>, MetadataError> {
    let read_error = |source| MetadataError::Read { file: file.to_owned(), source };
    let mut input = input;
    let start = input.fill_buf().map_err(read_error)?;
    let unpacked: Box<dyn Read + 'a> = match start {
        [0x1f, 0x8b, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Box::new(lzma_rust2::XzReader::new(input, true)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
            Box::new(ZstdFrames::new(input))
        }
        [b'B', b'Z', b'h', ..] => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
        [0x5d, 0, 0, ..] => {
            let reader = lzma_rust2::LzmaReader::new_mem_limit(input, 128 * 1024, None);
            Box::new(reader.map_err(read_error)?)
        }
        _ => return Ok(Box::new(BufReader::new(Limited { inner: input, left: limit_bytes }))),
    };
    Ok(Box::new(BufReader::with_capacity(128 * 1024, Limited { inner: unpacked, left: limit_bytes })))
}

/// Lets a number of bytes through, and fails on the next.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => {
                self.left = left;
                Ok(count)
            }
            None => Err(io::Error::from(io::ErrorKind::FileTooLarge)),
        }
    }
}

/// One zstd frame after the other; the decoder itself stops after the first.
struct ZstdFrames<R: BufRead> {
    state: Frames<R>,
}

enum Frames<R: BufRead> {
    Between(R),
    Inside(Box<ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>),
    Done,
}

impl<R: BufRead> ZstdFrames<R> {
    fn new(input: R) -> Self {
        Self { state: Frames::Between(input) }
    }
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.state = match std::mem::replace(&mut self.state, Frames::Done) {
                Frames::Done => return Ok(0),
                Frames::Between(mut input) => match input.fill_buf()? {
                    [] => return Ok(0),
                    // A skippable frame: a length, and that many bytes of no interest.
                    [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
                        let mut header = [0; 8];
                        input.read_exact(&mut header)?;
                        let length =
                            u64::from(u32::from_le_bytes([header[4], header[5], header[6], header[7]]));
                        let skipped = io::copy(&mut (&mut input).take(length), &mut io::sink())?;
                        if skipped < length {
                            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
                        }
                        Frames::Between(input)
                    }
                    _ => Frames::Inside(Box::new(
                        ruzstd::decoding::StreamingDecoder::new(input).map_err(io::Error::other)?,
                    )),
                },
                Frames::Inside(mut decoder) => {
                    let count = decoder.read(buffer)?;
                    if count > 0 {
                        self.state = Frames::Inside(decoder);
                        return Ok(count);
                    }
                    Frames::Between(decoder.into_inner())
                }
            };
        }
    }
}
