//! What is small enough to be held: keys, lists of mirrors, repomd.xml.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::cancel::{Cancel, Stop};
use super::exchange::{Answer, Encoding, Problem, Question};
use super::{BUFFER_BYTES, FetchError, FetchReason, FetchedBytes, Fetcher, Validators, url};

impl Fetcher {
    /// Fetches something small from the first of `urls` that has it, no longer than `limit_bytes`. What a server has
    /// packed with gzip is unpacked, within the same bound. With `validators` of an earlier answer a server need not
    /// send again what has not changed since.
    ///
    /// # Errors
    ///
    /// [`FetchError::Failed`] if no place has it, [`FetchError::Cancelled`] if it was given up.
    pub fn fetch_bytes(
        &self,
        urls: &[String],
        limit_bytes: u64,
        validators: Option<&Validators>,
        cancel: &Cancel,
    ) -> Result<FetchedBytes, FetchError> {
        self.fetch_bytes_if(urls, limit_bytes, validators, cancel, &|_| Ok(()))
    }

    /// The same, but a place whose content `check` does not take is as good as one that does not answer: the next is
    /// asked.
    ///
    /// # Errors
    ///
    /// The same; what `check` says is a [`FetchReason::Content`].
    pub fn fetch_bytes_if(
        &self,
        urls: &[String],
        limit_bytes: u64,
        validators: Option<&Validators>,
        cancel: &Cancel,
        check: &dyn Fn(&[u8]) -> Result<(), String>,
    ) -> Result<FetchedBytes, FetchError> {
        let stop = Stop::alone(cancel);
        let what = urls.first().map_or_else(|| "no file".to_owned(), |url| url::without_userinfo(url));
        self.first(&what, urls, &stop, |mirror, url| {
            let mut answer = self.ask(&Question { url, offset_bytes: 0, validators }, &stop)?;
            let bytes = match answer.status {
                200 => Some(read(&mut answer, limit_bytes)?),
                304 if validators.is_some() => None,
                status => return Err(FetchReason::Status { status }.into()),
            };
            if let Some(bytes) = &bytes {
                check(bytes).map_err(|reason| FetchReason::Content { reason })?;
            }
            Ok(FetchedBytes { mirror, url: answer.url, bytes, validators: answer.validators })
        })
    }
}

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

fn read(answer: &mut Answer, limit_bytes: u64) -> Result<Vec<u8>, Problem> {
    let too_large = || Problem::from(FetchReason::TooLarge { limit_bytes });
    if answer.length_bytes.is_some_and(|length_bytes| length_bytes > limit_bytes) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let amount = answer.body.read(&mut buffer)?;
        if amount == 0 {
            break;
        }
        if (bytes.len() + amount) as u64 > limit_bytes {
            return Err(too_large());
        }
        bytes.extend_from_slice(&buffer[..amount]);
    }
    match &answer.encoding {
        Encoding::Identity => Ok(bytes),
        // Said of what is not packed at all.
        Encoding::Gzip if !bytes.starts_with(&GZIP_MAGIC) => Ok(bytes),
        Encoding::Other(name) => {
            let detail = format!("it is packed as {name}, which was not asked for");
            Err(FetchReason::Protocol { detail }.into())
        }
        Encoding::Gzip => {
            let mut unpacked = Vec::new();
            let packed = MultiGzDecoder::new(&bytes[..]);
            match packed.take(limit_bytes.saturating_add(1)).read_to_end(&mut unpacked) {
                Ok(length) if length as u64 > limit_bytes => Err(too_large()),
                Ok(_) => Ok(unpacked),
                Err(error) => {
                    Err(FetchReason::Protocol { detail: format!("its gzip is damaged: {error}") }.into())
                }
            }
        }
    }
}
