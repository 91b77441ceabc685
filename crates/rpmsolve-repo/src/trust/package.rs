//! Packages: whether the bytes are those that were built, and whether somebody who is trusted says so.
//!
//! Sources: rpm's manual (format_v4.md, format_v6.md, signatures_digests.md) and what rpm does (lib/rpmvs.cc).

use std::io::Read;
use std::time::SystemTime;

use digest::DynDigest;
use pgp::crypto::hash::HashAlgorithm;

use super::armor;
use super::head::{Head, Header};
use super::key;
use super::keyring::for_each_chunk;
use super::signature::{self, Pending, SIGNATURES_MAX, Signed, malformed};
use super::{Fingerprint, KeyId, Keyring, TrustError};

/// Tags of the signature header, by rpmtag.h (format_v4.md and format_v6.md are wrong about `SHA256HEADER`).
const DSAHEADER: u32 = 267;
const RSAHEADER: u32 = 268;
const SHA1HEADER: u32 = 269;
const LONGSIGSIZE: u32 = 270;
const SHA256HEADER: u32 = 273;
const OPENPGP: u32 = 278;
const SHA3_256HEADER: u32 = 279;
const RESERVED: u32 = 999;
const SIGSIZE: u32 = 1000;
const SIGPGP: u32 = 1002;
const SIGMD5: u32 = 1004;
const SIGGPG: u32 = 1005;
/// Tags of the header.
const PAYLOADDIGEST: u32 = 5092;
const PAYLOADDIGESTALGO: u32 = 5093;
const PAYLOADSIZE: u32 = 5112;
const PAYLOADSHA512: u32 = 5121;
const PAYLOADSHA3_256: u32 = 5123;

/// Who signed a package, and when.
///
/// # Example
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// use rpmsolve_repo::{Keyring, SignedPackage};
/// # let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/trust");
/// # let read = |name: &str| std::fs::read(format!("{directory}/{name}"));
///
/// let mut keyring = Keyring::new();
/// keyring.add(&read("keys/rsa.asc")?, "rsa.asc")?;
/// let now = UNIX_EPOCH + Duration::from_secs(1_750_000_000);
/// let signed: SignedPackage = keyring.verify_package(&read("rsa.rpm")?[..], "rsa.rpm", now)?;
/// assert_eq!(Some(signed.fingerprint), keyring.fingerprints().next());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedPackage {
    /// The primary key.
    pub fingerprint: Fingerprint,
    /// The key that signed: the primary key's id, or a subkey's.
    pub key_id: KeyId,
    /// When the signature says that it was made.
    pub created: SystemTime,
}

impl Keyring {
    /// Reads a package to its end and checks that a trusted key has signed all of it, that its digests are right, and
    /// that it is as long as it says.
    ///
    /// All of it is signed if the header is (`RSAHEADER`, `DSAHEADER`, or one of `OPENPGP`) and has a digest of the
    /// payload with SHA-2 or SHA-3 that is right (`PAYLOADDIGEST`, `PAYLOADSHA512`, `PAYLOADSHA3_256`), or if there is
    /// a signature over both (`SIGPGP`, `SIGGPG`), as packages from before rpm 4.14 have. One that is good is enough;
    /// what cannot be checked beside it (another key, a newer algorithm) does no harm.
    ///
    /// Not covered are the lead, which nobody reads but for its first four bytes, and the signature header, of which
    /// nothing is believed that is not proven by what it says.
    ///
    /// `package` is read in pieces; only its headers are ever in memory as a whole. `subject` is its file or URL, for
    /// messages.
    ///
    /// # Errors
    ///
    /// Why it is not accepted: the first digest or size that is wrong, else of all its signatures' reasons the one that
    /// says most.
    ///
    /// # Differs from rpm
    ///
    /// rpm refuses a package if any of its signatures is bad, even if another one proves all of it; and takes the digest
    /// of the uncompressed payload (`PAYLOADDIGESTALT`) for one of the compressed payload, which here it is not.
    pub fn verify_package(
        &self,
        package: impl Read,
        subject: &str,
        now: SystemTime,
    ) -> Result<SignedPackage, TrustError> {
        Check::new(package, subject)?.verify(self, now)
    }
}

/// Reads a package to its end and checks the digests and sizes in it, and that there are digests of all of it: header
/// and payload each have one, or there is `SIGMD5`, which is over both.
///
/// That shows damage. It shows no malice: whoever changes a package changes its digests as well.
///
/// # Example
///
/// ```
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/trust/unsigned.rpm");
/// let mut package = std::fs::read(path)?;
/// rpmsolve_repo::check_digests(&package[..], "unsigned.rpm")?;
///
/// *package.last_mut().expect("it has bytes") ^= 1;
/// let error = rpmsolve_repo::check_digests(&package[..], "unsigned.rpm").unwrap_err();
/// assert_eq!(error.code(), "package-digest");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The first digest or size that is wrong, or a part that has none.
pub fn check_digests(package: impl Read, subject: &str) -> Result<(), TrustError> {
    let mut check = Check::new(package, subject)?;
    let missing = |part| TrustError::PackageDigestMissing { subject: subject.to_owned(), part };
    let is_whole = check.payload.iter().any(|digest| digest.is_of_all);
    if !check.has_header_digest && !is_whole {
        return Err(missing("header"));
    }
    if check.payload.is_empty() {
        return Err(missing("payload"));
    }
    check.read_payload(&mut [])
}

/// A package of which the head is read and its digests are right.
struct Check<'a, R> {
    package: R,
    head: Head,
    subject: &'a str,
    has_header_digest: bool,
    /// Digests with the payload still to come.
    payload: Vec<Digest>,
}

/// Signatures as they stand in a package, or why one of them cannot be read.
type Packets = Vec<Result<Vec<u8>, TrustError>>;

/// A digest that is being made, and what it should be.
struct Digest {
    name: &'static str,
    expected: String,
    hasher: Box<dyn DynDigest + Send>,
    /// Nobody can make two payloads that have it.
    is_strong: bool,
    /// Over header and payload.
    is_of_all: bool,
}

impl<'a, R: Read> Check<'a, R> {
    fn new(mut package: R, subject: &'a str) -> Result<Self, TrustError> {
        let head = Head::read(&mut package, subject)?;
        let (signature_header, header) = (head.signature_header(subject), head.header(subject));
        let mut has_header_digest = false;
        for (tag, name, algorithm) in [
            (SHA1HEADER, "SHA1HEADER", HashAlgorithm::Sha1),
            (SHA256HEADER, "SHA256HEADER", HashAlgorithm::Sha256),
            (SHA3_256HEADER, "SHA3_256HEADER", HashAlgorithm::Sha3_256),
        ] {
            for expected in signature_header.strings(tag)? {
                if let Some(mut digest) = Digest::new(name, algorithm, expected) {
                    digest.hasher.update(head.header_bytes());
                    digest.check(subject)?;
                    has_header_digest = true;
                }
            }
        }
        let mut payload = payload_digests(&header)?;
        // "Where nothing better is there": MD5 says nothing that the others do not.
        if (payload.is_empty() || !has_header_digest)
            && !is_version_6(&signature_header)
            && let Some(expected) = signature_header.binary(SIGMD5)?
            && let Some(mut digest) = Digest::new("SIGMD5", HashAlgorithm::Md5, hex(expected).as_bytes())
        {
            digest.hasher.update(head.header_bytes());
            digest.is_of_all = true;
            payload.push(digest);
        }
        Ok(Self { package, head, subject, has_header_digest, payload })
    }

    fn verify(mut self, keyring: &Keyring, now: SystemTime) -> Result<SignedPackage, TrustError> {
        let subject = self.subject;
        let (over_header, over_all) = self.signatures()?;
        if over_header.is_empty() && over_all.is_empty() {
            return Err(TrustError::SignatureMissing { subject: subject.to_owned() });
        }
        let header_bytes = self.head.header_bytes();
        let start = |bytes: Result<Vec<u8>, TrustError>| {
            let mut signatures = signature::read_signatures(&bytes?, subject)?.into_iter();
            match (signatures.next(), signatures.next()) {
                (Some(signature), None) => {
                    let mut pending = Pending::new(signature, keyring.keys(), subject)?;
                    pending.update(header_bytes);
                    Ok(pending)
                }
                _ => Err(malformed(subject, "there are several where one should be")),
            }
        };
        let of_header = over_header.into_iter().map(|bytes| start(bytes)?.finish(subject, now));
        let of_header = signature::best(of_header);
        let has_strong_digest = self.payload.iter().any(|digest| digest.is_strong);
        if let (Some(Ok(signed)), true) = (&of_header, has_strong_digest) {
            let signed = *signed;
            self.read_payload(&mut [])?;
            return Ok(signed.into());
        }
        let (mut pending, mut errors) = (Vec::new(), Vec::new());
        for bytes in over_all {
            match start(bytes) {
                Ok(signature) => pending.push(signature),
                Err(error) => errors.push(Err(error)),
            }
        }
        if !pending.is_empty() {
            self.read_payload(&mut pending)?;
        }
        let results = pending.into_iter().map(|signature| signature.finish(subject, now));
        let of_all = signature::best(results.chain(errors));
        let signed = match (of_all, of_header) {
            (Some(Ok(signed)), _) => signed,
            (None, Some(Ok(Signed { fingerprint: key, key_id, .. }))) => {
                return Err(TrustError::PayloadNotSigned { subject: subject.to_owned(), key, key_id });
            }
            (Some(error), Some(Ok(_))) => error?,
            (of_all, of_header) => {
                let missing = || Err(TrustError::SignatureMissing { subject: subject.to_owned() });
                signature::best(of_header.into_iter().chain(of_all)).unwrap_or_else(missing)?
            }
        };
        Ok(signed.into())
    }

    /// The signatures over the header, and those over header and payload.
    fn signatures(&self) -> Result<(Packets, Packets), TrustError> {
        let subject = self.subject;
        let header = self.head.signature_header(subject);
        let mut over_header = Vec::new();
        for text in header.strings(OPENPGP)? {
            let bytes = armor::from_base64(text);
            over_header.push(bytes.ok_or_else(|| malformed(subject, "it is not base64")));
        }
        if over_header.len() > SIGNATURES_MAX {
            return Err(malformed(subject, "there are more than 32"));
        }
        let binary = |tag| Ok(header.binary(tag)?.map(|bytes| Ok(bytes.to_vec())));
        over_header.extend(binary(RSAHEADER)?);
        over_header.extend(binary(DSAHEADER)?);
        let mut over_all = Vec::new();
        if !is_version_6(&header) {
            over_all.extend(binary(SIGPGP)?);
            over_all.extend(binary(SIGGPG)?);
        }
        Ok((over_header, over_all))
    }

    /// Reads the payload, for digests and signatures; checks digests and sizes.
    fn read_payload(&mut self, signatures: &mut [Pending<'_>]) -> Result<(), TrustError> {
        let (subject, payload) = (self.subject, &mut self.payload);
        let length = for_each_chunk(&mut self.package, subject, |chunk| {
            payload.iter_mut().for_each(|digest| digest.hasher.update(chunk));
            signatures.iter_mut().for_each(|signature| signature.update(chunk));
        })?;
        let whole = length + self.head.header_bytes().len() as u64;
        let signature_header = self.head.signature_header(subject);
        let mut sizes = vec![("PAYLOADSIZE", self.head.header(subject).int64(PAYLOADSIZE)?, length)];
        if !is_version_6(&signature_header) {
            sizes.push(("SIGSIZE", signature_header.int32(SIGSIZE)?.map(u64::from), whole));
            sizes.push(("LONGSIGSIZE", signature_header.int64(LONGSIGSIZE)?, whole));
        }
        for (tag, expected, actual) in sizes {
            if let Some(expected) = expected.filter(|&expected| expected != actual) {
                return Err(TrustError::PackageSize { subject: subject.to_owned(), tag, expected, actual });
            }
        }
        self.payload.drain(..).try_for_each(|digest| digest.check(subject))
    }
}

impl Digest {
    fn new(name: &'static str, algorithm: HashAlgorithm, expected: &[u8]) -> Option<Self> {
        let expected = expected[..expected.len().min(256)].to_ascii_lowercase();
        Some(Self {
            name,
            expected: String::from_utf8_lossy(&expected).into_owned(),
            hasher: algorithm.new_hasher().ok()?,
            is_strong: key::is_strong(algorithm),
            is_of_all: false,
        })
    }

    fn check(self, subject: &str) -> Result<(), TrustError> {
        let actual = hex(&self.hasher.finalize());
        if actual == self.expected {
            return Ok(());
        }
        Err(TrustError::PackageDigest {
            subject: subject.to_owned(),
            digest: self.name,
            expected: self.expected.into(),
            actual: actual.into(),
        })
    }
}

impl From<Signed> for SignedPackage {
    fn from(signed: Signed) -> Self {
        Self { fingerprint: signed.fingerprint, key_id: signed.key_id, created: signed.created }
    }
}

/// The digests of the compressed payload that a header has.
fn payload_digests(header: &Header<'_>) -> Result<Vec<Digest>, TrustError> {
    let algorithm = header.int32(PAYLOADDIGESTALGO)?.unwrap_or(8);
    let algorithm = HashAlgorithm::from(u8::try_from(algorithm).unwrap_or_default());
    let mut digests = Vec::new();
    for (tag, name, algorithm) in [
        (PAYLOADDIGEST, "PAYLOADDIGEST", algorithm),
        (PAYLOADSHA512, "PAYLOADSHA512", HashAlgorithm::Sha512),
        (PAYLOADSHA3_256, "PAYLOADSHA3_256", HashAlgorithm::Sha3_256),
    ] {
        // rpm has never written more than one; they would all have to be the same.
        let expected = header.strings(tag)?.into_iter().take(1);
        digests.extend(expected.filter_map(|expected| Digest::new(name, algorithm, expected)));
    }
    Ok(digests)
}

/// Whether a package is one of rpm 6, as rpm tells it: then tags from 1000 on mean nothing in the signature header.
fn is_version_6(signature_header: &Header<'_>) -> bool {
    signature_header.has(RESERVED) && signature_header.has(SHA3_256HEADER)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
