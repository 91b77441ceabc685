//! The digests that repositories and package headers use, by RPM's own names and numbers.
//!
//! MD5 and SHA-1 are here because old packages carry nothing better: they show damage, not malice.

use sha2::digest::DynDigest;

/// A digest algorithm of repository metadata or of `FILEDIGESTALGO`.
///
/// # Example
///
/// ```
/// use rpmsolve::DigestAlgorithm;
///
/// let sha1 = DigestAlgorithm::from_name("sha").expect("an old name of sha1");
/// assert_eq!(sha1.hex(b""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub enum DigestAlgorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl DigestAlgorithm {
    /// By the name in repository metadata; `sha` is an old spelling of `sha1`.
    pub fn from_name(name: &str) -> Option<DigestAlgorithm> {
        Some(match name {
            "md5" => DigestAlgorithm::Md5,
            "sha" | "sha1" => DigestAlgorithm::Sha1,
            "sha224" => DigestAlgorithm::Sha224,
            "sha256" => DigestAlgorithm::Sha256,
            "sha384" => DigestAlgorithm::Sha384,
            "sha512" => DigestAlgorithm::Sha512,
            _ => return None,
        })
    }

    /// By OpenPGP's number (RFC 9580, section 9.5), as `FILEDIGESTALGO` has it.
    pub fn from_number(number: u32) -> Option<DigestAlgorithm> {
        Some(match number {
            1 => DigestAlgorithm::Md5,
            2 => DigestAlgorithm::Sha1,
            8 => DigestAlgorithm::Sha256,
            9 => DigestAlgorithm::Sha384,
            10 => DigestAlgorithm::Sha512,
            11 => DigestAlgorithm::Sha224,
            _ => return None,
        })
    }

    /// The digest of `bytes`, lower-case hexadecimal.
    pub fn hex(self, bytes: &[u8]) -> String {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.hex()
    }

    /// For bytes that come one part after the other.
    pub fn hasher(self) -> Hasher {
        Hasher(match self {
            DigestAlgorithm::Md5 => Box::new(md5::Md5::default()),
            DigestAlgorithm::Sha1 => Box::new(sha1::Sha1::default()),
            DigestAlgorithm::Sha224 => Box::new(sha2::Sha224::default()),
            DigestAlgorithm::Sha256 => Box::new(sha2::Sha256::default()),
            DigestAlgorithm::Sha384 => Box::new(sha2::Sha384::default()),
            DigestAlgorithm::Sha512 => Box::new(sha2::Sha512::default()),
        })
    }
}

/// A digest in the making.
///
/// # Example
///
/// ```
/// use rpmsolve::DigestAlgorithm;
///
/// let mut hasher = DigestAlgorithm::Sha256.hasher();
/// hasher.update(b"in two ");
/// hasher.update(b"parts");
/// assert_eq!(hasher.hex(), DigestAlgorithm::Sha256.hex(b"in two parts"));
/// ```
pub struct Hasher(Box<dyn DynDigest + Send + Sync>);

impl Hasher {
    /// Takes the next bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that came in.
    pub fn finish(self) -> Box<[u8]> {
        self.0.finalize()
    }

    /// The digest of all that came in, lower-case hexadecimal.
    pub fn hex(self) -> String {
        hexadecimal(&self.finish())
    }
}

/// `bytes` in lower-case hexadecimal.
fn hexadecimal(bytes: &[u8]) -> String {
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
        assert_eq!(DigestAlgorithm::Md5.hex(b""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(DigestAlgorithm::Sha1.hex(b""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert!(DigestAlgorithm::Sha256.hex(b"").starts_with("e3b0c44298fc1c149afbf4c8996fb924"));
        assert_eq!(DigestAlgorithm::from_name("sha"), Some(DigestAlgorithm::Sha1));
        assert_eq!(DigestAlgorithm::from_name("crc32"), None);
    }
}
