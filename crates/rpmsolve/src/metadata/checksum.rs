//! Checksums of metadata and packages, under the names that repositories use for them.

use std::fmt::Write as _;

use sha1::Digest as _;

/// The checksum of some bytes in lower-case hexadecimal; `None` for a type that is not supported (md5 is not:
/// it protects nothing).
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::checksum;
///
/// assert_eq!(checksum("sha", b"").as_deref(), Some("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
/// assert_eq!(checksum("md5", b""), None);
/// ```
pub fn checksum(algorithm: &str, bytes: &[u8]) -> Option<String> {
    let digest = match algorithm {
        // createrepo's own name for SHA-1 is "sha".
        "sha" | "sha1" => sha1::Sha1::digest(bytes).to_vec(),
        "sha224" => sha2::Sha224::digest(bytes).to_vec(),
        "sha256" => sha2::Sha256::digest(bytes).to_vec(),
        "sha384" => sha2::Sha384::digest(bytes).to_vec(),
        "sha512" => sha2::Sha512::digest(bytes).to_vec(),
        _ => return None,
    };
    let mut text = String::with_capacity(digest.len() * 2);
    for byte in digest {
        let _ = write!(text, "{byte:02x}");
    }
    Some(text)
}
