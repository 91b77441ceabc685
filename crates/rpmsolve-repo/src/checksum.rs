//! A checksum with the name of its algorithm, as repository metadata and locks write it.

use std::fmt;
use std::str::FromStr;

use rpmsolve::{DigestAlgorithm, Hasher};
use thiserror::Error;

/// `sha256:…`, or another algorithm that repositories use. `sha` is read as `sha1`, which is its name now.
///
/// # Example
///
/// ```
/// use rpmsolve::DigestAlgorithm;
/// use rpmsolve_repo::project::Checksum;
///
/// let checksum: Checksum = "md5:D41D8CD98F00B204E9800998ECF8427E".parse()?;
/// assert_eq!(checksum, Checksum::of(DigestAlgorithm::Md5, b""));
/// assert_eq!(checksum.to_string(), "md5:d41d8cd98f00b204e9800998ecf8427e");
/// # Ok::<(), rpmsolve_repo::project::ChecksumError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    algorithm: DigestAlgorithm,
    /// Lower case.
    hex: String,
}

/// Why a text is no checksum.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::{Checksum, ChecksumError};
///
/// assert_eq!("crc32:00000000".parse::<Checksum>(), Err(ChecksumError::Algorithm));
/// ```
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChecksumError {
    /// It begins with no algorithm that is known.
    #[error("it should begin with sha256:, sha512: or another algorithm that repositories use")]
    Algorithm,
    /// What follows is no digest of that algorithm.
    #[error("it should have as many hexadecimal digits as its algorithm makes")]
    Digits,
}

impl ChecksumError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Algorithm => "checksum-algorithm",
            Self::Digits => "checksum-digits",
        }
    }
}

impl Checksum {
    /// The checksum of some bytes.
    pub fn of(algorithm: DigestAlgorithm, bytes: &[u8]) -> Self {
        Self { algorithm, hex: algorithm.hex(bytes) }
    }

    /// What a hasher of this algorithm has come to.
    pub(crate) fn finished(algorithm: DigestAlgorithm, hasher: Hasher) -> Self {
        Self { algorithm, hex: hasher.hex() }
    }

    /// Of an algorithm by its name in metadata, and its digest.
    ///
    /// # Errors
    ///
    /// [`ChecksumError`] if the one is not known or the other not of its length.
    pub fn new(algorithm: &str, hex: &str) -> Result<Self, ChecksumError> {
        let algorithm = DigestAlgorithm::from_name(algorithm).ok_or(ChecksumError::Algorithm)?;
        let is_digest = hex.len() == digits(algorithm) && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_digest {
            return Err(ChecksumError::Digits);
        }
        Ok(Self { algorithm, hex: hex.to_ascii_lowercase() })
    }

    /// The algorithm.
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The algorithm's name, as metadata write it.
    pub fn algorithm_name(&self) -> &'static str {
        match self.algorithm {
            DigestAlgorithm::Md5 => "md5",
            DigestAlgorithm::Sha1 => "sha1",
            DigestAlgorithm::Sha224 => "sha224",
            DigestAlgorithm::Sha384 => "sha384",
            DigestAlgorithm::Sha512 => "sha512",
            _ => "sha256",
        }
    }

    /// The digest, lower-case hexadecimal.
    pub fn hex(&self) -> &str {
        &self.hex
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.algorithm_name(), self.hex)
    }
}

impl FromStr for Checksum {
    type Err = ChecksumError;

    fn from_str(text: &str) -> Result<Self, ChecksumError> {
        let (algorithm, hex) = text.split_once(':').ok_or(ChecksumError::Algorithm)?;
        Self::new(algorithm, hex)
    }
}

fn digits(algorithm: DigestAlgorithm) -> usize {
    match algorithm {
        DigestAlgorithm::Md5 => 32,
        DigestAlgorithm::Sha1 => 40,
        DigestAlgorithm::Sha224 => 56,
        DigestAlgorithm::Sha384 => 96,
        DigestAlgorithm::Sha512 => 128,
        _ => 64,
    }
}
