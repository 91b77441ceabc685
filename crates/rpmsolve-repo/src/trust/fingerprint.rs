//! What keys are called by: fingerprints and key ids (RFC 9580, section 5.5.4).

use std::fmt;
use std::str::FromStr;

use pgp::types::{Fingerprint as Raw, KeyId as RawId};
use thiserror::Error;

/// The fingerprint of an OpenPGP key: 20 bytes (keys of version 4) or 32 bytes (version 6).
///
/// # Example
///
/// ```
/// use rpmsolve_repo::Fingerprint;
///
/// let fingerprint: Fingerprint = "b21c 50fa 44a9 9720 eaa7  2f7f e951 904a d832 c631".parse()?;
/// assert_eq!(fingerprint.to_string(), "B21C50FA44A99720EAA72F7FE951904AD832C631");
/// assert_eq!(fingerprint.key_id().to_string(), "E951904AD832C631");
/// # Ok::<(), rpmsolve_repo::FingerprintError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(Bytes);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Bytes {
    V4([u8; 20]),
    V6([u8; 32]),
}

/// The short name of a key: eight bytes of its fingerprint. Two keys may share it, so nothing is trusted by it.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Fingerprint, KeyId};
///
/// let fingerprint: Fingerprint = "99E617FE5DB527C0D8BD5F8E11CF1F95C87F5B1A".parse()?;
/// let key_id: KeyId = fingerprint.key_id();
/// assert_eq!(key_id.to_string(), "11CF1F95C87F5B1A");
/// # Ok::<(), rpmsolve_repo::FingerprintError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

/// A text that is no fingerprint.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::Fingerprint;
///
/// let error = "E951904AD832C631".parse::<Fingerprint>().unwrap_err();
/// assert!(error.to_string().contains("has 16 hexadecimal digits"));
/// assert_eq!(error.code(), "fingerprint");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "\"{text}\" {reason}; a fingerprint has 40 hexadecimal digits, or 64 of a key of version 6 (gpg --show-keys)"
)]
pub struct FingerprintError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

impl FingerprintError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        "fingerprint"
    }
}

impl Fingerprint {
    /// The key id: the last eight bytes (version 4), the first eight (version 6).
    pub fn key_id(&self) -> KeyId {
        let mut id = [0; 8];
        match &self.0 {
            Bytes::V4(bytes) => id.copy_from_slice(&bytes[12..]),
            Bytes::V6(bytes) => id.copy_from_slice(&bytes[..8]),
        }
        KeyId(id)
    }

    /// The bytes themselves.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::V4(bytes) => bytes,
            Bytes::V6(bytes) => bytes,
        }
    }

    /// Of a version that is known here: neither 2, 3 (MD5) nor 5 (never standardised).
    pub(super) fn from_raw(raw: &Raw) -> Option<Self> {
        match raw {
            Raw::V4(bytes) => Some(Self(Bytes::V4(*bytes))),
            Raw::V6(bytes) => Some(Self(Bytes::V6(*bytes))),
            _ => None,
        }
    }
}

impl KeyId {
    pub(super) fn from_raw(raw: &RawId) -> Self {
        let mut id = [0; 8];
        id.copy_from_slice(raw.as_ref());
        Self(id)
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let error = |reason| FingerprintError { text: text.chars().take(100).collect(), reason };
        let digits = text.trim();
        let digits = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")).unwrap_or(digits);
        let mut values = Vec::new();
        for character in digits.chars().filter(|character| !character.is_whitespace() && *character != ':') {
            match character.to_digit(16) {
                Some(value) => values.push(value as u8),
                None => return Err(error(format!("has a \"{}\" in it", character.escape_default()))),
            }
        }
        let bytes: Vec<u8> = values.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        let known = match values.len() {
            40 => bytes.try_into().map(Bytes::V4).ok(),
            64 => bytes.try_into().map(Bytes::V6).ok(),
            _ => None,
        };
        known.map(Self).ok_or_else(|| error(format!("has {} hexadecimal digits", values.len())))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(self.as_bytes(), formatter)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(self.as_bytes(), formatter)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, formatter)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, formatter)
    }
}

fn write_hex(bytes: &[u8], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(formatter, "{byte:02X}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMAZON: &str = "B21C50FA44A99720EAA72F7FE951904AD832C631";

    #[test]
    fn all_ways_to_write_one_are_read() {
        let expected: Fingerprint = AMAZON.parse().expect("it is one");
        for text in [
            "0xB21C50FA44A99720EAA72F7FE951904AD832C631",
            "b21c50fa44a99720eaa72f7fe951904ad832c631",
            " B21C 50FA 44A9 9720 EAA7  2F7F E951 904A D832 C631\n",
            "B2:1C:50:FA:44:A9:97:20:EA:A7:2F:7F:E9:51:90:4A:D8:32:C6:31",
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        assert_eq!(expected.to_string(), AMAZON);
        let six: Fingerprint = "0123456789ABCDEF".repeat(4).parse().expect("it is one");
        assert_eq!(six.key_id().to_string(), "0123456789ABCDEF");
        assert_eq!(six.to_string().parse(), Ok(six));
    }

    #[test]
    fn what_is_none_says_why() {
        for (text, reason) in [
            ("", "has 0 hexadecimal digits"),
            ("E951904AD832C631", "has 16 hexadecimal digits"),
            ("0x0xB21C50FA44A99720EAA72F7FE951904AD832C631", "has a \"x\" in it"),
            ("B21C50FA44A99720EAA72F7FE951904AD832C63G", "has a \"G\" in it"),
            ("B21C50FA44A99720EAA72F7FE951904AD832C6311", "has 41 hexadecimal digits"),
        ] {
            assert_eq!(text.parse::<Fingerprint>().expect_err(text).reason, reason, "{text}");
        }
    }
}
