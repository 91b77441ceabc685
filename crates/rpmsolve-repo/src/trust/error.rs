//! Why something is not trusted. Each case has its own code, says whose signature it is about, and what to do.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use thiserror::Error;

use super::{Fingerprint, KeyId};

/// Why a signature, a digest or a key is not accepted. `subject` is the file or URL that was looked at, `key` the
/// fingerprint of the primary key, `key_id` the id of the key that signed: the primary key's, or a subkey's.
///
/// # Example
///
/// ```
/// use std::time::UNIX_EPOCH;
///
/// use rpmsolve_repo::Keyring;
///
/// let error = Keyring::new().verify_detached(&b"data"[..], b"", "repomd.xml", UNIX_EPOCH).unwrap_err();
/// assert_eq!(error.code(), "signature-missing");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TrustError {
    /// There is no signature.
    #[error(
        "{subject}: is not signed; if that is as it should be, say gpgcheck=0 (packages) or repo_gpgcheck=0 (repositories)"
    )]
    SignatureMissing {
        /// What should have been signed.
        subject: String,
    },
    /// The signature is by a key that is not there, or not among those that are asked for.
    #[error("{subject}: is signed by key {key}, which {}", key_missing(*is_known))]
    KeyMissing {
        /// What is signed.
        subject: String,
        /// What the signature calls its key.
        key: KeyName,
        /// Whether the key was read, but is not among those that are trusted.
        is_known: bool,
    },
    /// The signature is not one over these bytes.
    #[error(
        "{subject}: the signature by key {key} (signing key id {key_id}) is bad: the file was changed or damaged; fetch it again, elsewhere if it stays so"
    )]
    SignatureBad {
        /// What is signed.
        subject: String,
        /// The primary key.
        key: Fingerprint,
        /// The key that should have signed.
        key_id: KeyId,
    },
    /// The signature is right, but its key has expired.
    #[error("{subject}: is signed by key {key} (signing key id {key_id}), which expired on {}; get the key anew from its owner, it may have been prolonged", Day(*expired))]
    KeyExpired {
        /// What is signed.
        subject: String,
        /// The primary key.
        key: Fingerprint,
        /// The key that signed.
        key_id: KeyId,
        /// When the one or the other expired.
        expired: SystemTime,
    },
    /// The signature is right, but its key has been revoked.
    #[error(
        "{subject}: is signed by key {key} (signing key id {key_id}), which its owner has revoked ({reason}); get the new key, and files signed with it"
    )]
    KeyRevoked {
        /// What is signed.
        subject: String,
        /// The primary key.
        key: Fingerprint,
        /// The key that signed.
        key_id: KeyId,
        /// What the owner gives as the reason.
        reason: Box<str>,
    },
    /// The signature is right, but holds no longer.
    #[error("{subject}: the signature by key {key} (signing key id {key_id}) expired on {}; fetch a newer file", Day(*expired))]
    SignatureExpired {
        /// What is signed.
        subject: String,
        /// The primary key.
        key: Fingerprint,
        /// The key that signed.
        key_id: KeyId,
        /// When the signature expired.
        expired: SystemTime,
    },
    /// The signature will be made only more than a day from now.
    #[error("{subject}: the signature by key {key} (signing key id {key_id}) is of {}, which is yet to come; set this machine's clock", Day(*created))]
    SignatureFromTheFuture {
        /// What is signed.
        subject: String,
        /// The primary key.
        key: Fingerprint,
        /// The key that signed.
        key_id: KeyId,
        /// When the signature says that it was made.
        created: SystemTime,
    },
    /// The signature or its key is of a kind that can be forged.
    #[error(
        "{subject}: the signature by key {key} is too weak ({weakness}); ask whoever publishes it to sign with SHA-256 and a key of RSA 3072 or Ed25519"
    )]
    SignatureWeak {
        /// What is signed.
        subject: String,
        /// What the signature calls its key.
        key: KeyName,
        /// What is weak.
        weakness: Box<str>,
    },
    /// The key must not sign, or nothing proves that it may.
    #[error(
        "{subject}: is signed by key {key} (signing key id {key_id}), which cannot be used: {reason}; get the key anew from its owner"
    )]
    KeyUnusable {
        /// What is signed.
        subject: String,
        /// The primary key.
        key: Fingerprint,
        /// The key that signed.
        key_id: KeyId,
        /// Why not.
        reason: &'static str,
    },
    /// A file that should hold keys does not, or is damaged.
    #[error("{origin}: {reason}; it should hold OpenPGP public keys, as gpg --export --armor writes them")]
    KeyMalformed {
        /// Where the file is from.
        origin: String,
        /// What is wrong with it.
        reason: Box<str>,
    },
    /// A file of keys with a secret one among them.
    #[error(
        "{origin}: holds a secret key, which nobody but its owner should have; name the public key (gpg --export --armor)"
    )]
    SecretKey {
        /// Where the file is from.
        origin: String,
    },
    /// A signature that cannot be read.
    #[error(
        "{subject}: its signature cannot be used: {reason}; fetch it again, or ask whoever publishes it for a plain OpenPGP signature (gpg --detach-sign)"
    )]
    SignatureMalformed {
        /// What is signed.
        subject: String,
        /// What is wrong with it.
        reason: Box<str>,
    },
    /// A digest in a package is not that of its content.
    #[error(
        "{subject}: {digest} should be {expected} and is {actual}: the package was damaged or changed; fetch it again"
    )]
    PackageDigest {
        /// The package.
        subject: String,
        /// Which digest, by RPM's name.
        digest: &'static str,
        /// What the package says.
        expected: Box<str>,
        /// What it is.
        actual: Box<str>,
    },
    /// A package is shorter or longer than it says.
    #[error(
        "{subject}: should have {expected} bytes and has {actual} ({tag}): it was cut off or added to; fetch it again"
    )]
    PackageSize {
        /// The package.
        subject: String,
        /// Which size, by RPM's name.
        tag: &'static str,
        /// What the package says, in bytes.
        expected: u64,
        /// What it is, in bytes.
        actual: u64,
    },
    /// The headers of a package are damaged, or made to mislead.
    #[error("{subject}: at byte {offset}: {reason}; fetch the package again")]
    PackageStructure {
        /// The package.
        subject: String,
        /// Where in the file.
        offset: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// A package without digests of all its content.
    #[error(
        "{subject}: has no digest of its {part}, so that damage would not be seen; get it from elsewhere, or build it with rpm 4.14 or later"
    )]
    PackageDigestMissing {
        /// The package.
        subject: String,
        /// Header or payload.
        part: &'static str,
    },
    /// Only the header of a package is signed, and the header says nothing of the payload.
    #[error(
        "{subject}: the signature by key {key} (signing key id {key_id}) is over the header, which has no strong digest of the payload, so that the payload is not signed; have it signed anew (rpmsign --addsign --rpmv3)"
    )]
    PayloadNotSigned {
        /// The package.
        subject: String,
        /// The primary key.
        key: Fingerprint,
        /// The key that signed.
        key_id: KeyId,
    },
    /// A file cannot be read.
    #[error("{subject}: {source}")]
    Io {
        /// The file or URL.
        subject: String,
        /// What the system says.
        source: std::io::Error,
    },
}

impl TrustError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignatureMissing { .. } => "signature-missing",
            Self::KeyMissing { .. } => "key-missing",
            Self::SignatureBad { .. } => "signature-bad",
            Self::KeyExpired { .. } => "key-expired",
            Self::KeyRevoked { .. } => "key-revoked",
            Self::SignatureExpired { .. } => "signature-expired",
            Self::SignatureFromTheFuture { .. } => "signature-from-the-future",
            Self::SignatureWeak { .. } => "signature-weak",
            Self::KeyUnusable { .. } => "key-unusable",
            Self::KeyMalformed { .. } => "key-malformed",
            Self::SecretKey { .. } => "key-secret",
            Self::SignatureMalformed { .. } => "signature-malformed",
            Self::PackageDigest { .. } => "package-digest",
            Self::PackageSize { .. } => "package-size",
            Self::PackageStructure { .. } => "package-structure",
            Self::PackageDigestMissing { .. } => "package-digest-missing",
            Self::PayloadNotSigned { .. } => "payload-not-signed",
            Self::Io { .. } => "unreadable",
        }
    }

    /// Of several signatures that are no good, the one that says most: what was forged before what is worn out, before
    /// what is unknown.
    pub(super) fn weight(&self) -> u8 {
        match self {
            Self::SignatureBad { .. } => 9,
            Self::KeyRevoked { .. } => 8,
            Self::KeyExpired { .. } => 7,
            Self::SignatureExpired { .. } => 6,
            Self::SignatureFromTheFuture { .. } => 5,
            Self::KeyUnusable { .. } => 4,
            Self::SignatureWeak { .. } => 3,
            Self::KeyMissing { is_known: true, .. } => 2,
            Self::KeyMissing { .. } => 1,
            _ => 0,
        }
    }
}

/// What a signature calls the key it was made with.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Fingerprint, KeyName};
///
/// let fingerprint: Fingerprint = "99E617FE5DB527C0D8BD5F8E11CF1F95C87F5B1A".parse()?;
/// assert_eq!(KeyName::Id(fingerprint.key_id()).to_string(), "11CF1F95C87F5B1A");
/// # Ok::<(), rpmsolve_repo::FingerprintError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// By its fingerprint.
    Fingerprint(Fingerprint),
    /// Old signatures: by its id alone.
    Id(KeyId),
}

impl fmt::Display for KeyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fingerprint(fingerprint) => fingerprint.fmt(formatter),
            Self::Id(id) => id.fmt(formatter),
        }
    }
}

fn key_missing(is_known: bool) -> &'static str {
    if is_known {
        "is there, but not among the keys that are trusted for this; if it should be, add its fingerprint to them"
    } else {
        "is not there; name the file or URL with its public key (gpgkey=)"
    }
}

/// A day as people write it, in UTC.
struct Day(SystemTime);

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds =
            self.0.duration_since(UNIX_EPOCH).map(|duration| duration.as_secs()).unwrap_or_default();
        let mut days = seconds / 86_400;
        let mut year = 1970;
        loop {
            let length = if is_leap(year) { 366 } else { 365 };
            if days < length {
                break;
            }
            days -= length;
            year += 1;
        }
        let february = if is_leap(year) { 29 } else { 28 };
        let mut month = 1;
        for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
            if days < length {
                break;
            }
            days -= length;
            month += 1;
        }
        write!(formatter, "{year}-{month:02}-{:02}", days + 1)
    }
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn days_are_right() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_709_251_199, "2024-02-29"),
            (1_709_251_200, "2024-03-01"),
            (1_735_689_599, "2024-12-31"),
            (u64::from(u32::MAX) * 2, "2242-03-16"),
        ] {
            assert_eq!(Day(UNIX_EPOCH + Duration::from_secs(seconds)).to_string(), day);
        }
    }

    #[test]
    fn errors_are_small() {
        assert!(size_of::<TrustError>() <= 128, "{}", size_of::<TrustError>());
    }
}
