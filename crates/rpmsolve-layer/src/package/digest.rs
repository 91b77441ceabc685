//! The digests that repositories and package headers use, by RPM's own names and numbers.
//!
//! MD5 and SHA-1 are here because old packages carry nothing better: they show damage, not malice.

use sha2::Digest as _;

/// A digest algorithm of repository metadata or of `FILEDIGESTALGO`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    /// By the name in repository metadata; `sha` is an old spelling of `sha1`.
    pub(crate) fn from_name(name: &str) -> Option<Algorithm> {
        Some(match name {
            "md5" => Algorithm::Md5,
            "sha" | "sha1" => Algorithm::Sha1,
            "sha224" => Algorithm::Sha224,
            "sha256" => Algorithm::Sha256,
            "sha384" => Algorithm::Sha384,
            "sha512" => Algorithm::Sha512,
            _ => return None,
        })
    }

    /// By OpenPGP's number (RFC 9580, section 9.5), as `FILEDIGESTALGO` has it.
    pub(crate) fn from_number(number: u32) -> Option<Algorithm> {
        Some(match number {
            1 => Algorithm::Md5,
            2 => Algorithm::Sha1,
            8 => Algorithm::Sha256,
            9 => Algorithm::Sha384,
            10 => Algorithm::Sha512,
            11 => Algorithm::Sha224,
            _ => return None,
        })
    }

    /// The digest of `bytes`, lower-case hexadecimal.
    pub(crate) fn hex(self, bytes: &[u8]) -> String {
        match self {
            Algorithm::Md5 => hexadecimal(&md5::Md5::digest(bytes)),
            Algorithm::Sha1 => hexadecimal(&sha1::Sha1::digest(bytes)),
            Algorithm::Sha224 => hexadecimal(&sha2::Sha224::digest(bytes)),
            Algorithm::Sha256 => hexadecimal(&sha2::Sha256::digest(bytes)),
            Algorithm::Sha384 => hexadecimal(&sha2::Sha384::digest(bytes)),
            Algorithm::Sha512 => hexadecimal(&sha2::Sha512::digest(bytes)),
        }
    }
}

/// SHA-256 of `bytes`, lower-case hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Algorithm::Sha256.hex(bytes)
}

/// `bytes` in lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_of_nothing_are_the_known_ones() {
        assert_eq!(Algorithm::Md5.hex(b""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(Algorithm::Sha1.hex(b""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert!(sha256_hex(b"").starts_with("e3b0c44298fc1c149afbf4c8996fb924"));
        assert_eq!(Algorithm::from_name("sha"), Some(Algorithm::Sha1));
        assert_eq!(Algorithm::from_name("crc32"), None);
    }
}
