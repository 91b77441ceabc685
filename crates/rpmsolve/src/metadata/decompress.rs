//! Metadata files unpacked, with a limit that holds off those that are small packed and endless unpacked.

use std::io::{self, BufRead, BufReader, Read};

use thiserror::Error;

use super::MetadataError;
use crate::Codec;

/// More than any repository's metadata have: Fedora's filelists, the largest there are, unpack to 800 MB.
pub const UNPACKED_MAX_BYTES: u64 = 4 * 1024 * 1024 * 1024 - 1;

/// Opens a file's bytes for reading, unpacked: by what they begin with ([`Codec::of`]), not by the file's name,
/// which is for messages.
///
/// # Errors
///
/// [`MetadataError::Read`] if the first bytes are damaged. Reading from the result fails with an error of kind
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
pub fn decompress<'a, I: BufRead + Send + 'a>(
    mut input: I,
    file: &str,
    limit_bytes: u64,
) -> Result<impl BufRead + Send + use<'a, I>, MetadataError> {
    let codec = input.fill_buf().map(Codec::of);
    let reader = codec.and_then(|codec| codec.reader(input));
    let inner = reader.map_err(|source| MetadataError::Read { file: file.to_owned(), source })?;
    Ok(BufReader::with_capacity(BUFFER_BYTES, Limited { inner, left: limit_bytes, limit_bytes }))
}

/// Those who read more at a time read it straight from the decoder.
const BUFFER_BYTES: usize = 32 * 1024;

/// Lets a number of bytes through, and fails on the next.
struct Limited<R> {
    inner: R,
    left: u64,
    limit_bytes: u64,
}

/// What a reader beyond its limit fails with.
#[derive(Debug, Error)]
#[error("unpacks to more than {limit_bytes} bytes")]
pub(super) struct TooLarge {
    pub(super) limit_bytes: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => {
                self.left = left;
                Ok(count)
            }
            None => {
                Err(io::Error::new(io::ErrorKind::FileTooLarge, TooLarge { limit_bytes: self.limit_bytes }))
            }
        }
    }
}
