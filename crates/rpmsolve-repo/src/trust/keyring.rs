//! The keys that signatures are held against.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};
use std::time::SystemTime;

use super::armor::{self, Malformed};
use super::key::{self, OpenPgpKey};
use super::signature::{self, Pending};
use super::{Fingerprint, TrustError};

/// Public keys, and which of them are trusted. A signature is accepted if one of them made it and nothing speaks
/// against it: the rules stand in docs/decisions/0007 and at the head of `trust/mod.rs`.
///
/// # Example
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// use rpmsolve_repo::Keyring;
/// # let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/trust");
/// # let read = |name: &str| std::fs::read(format!("{directory}/{name}"));
///
/// let mut keyring = Keyring::new();
/// keyring.add(&read("keys/rsa.asc")?, "rsa.asc")?;
/// let (data, signature) = (read("repomd.xml")?, read("repomd.xml.rsa.asc")?);
/// let now = UNIX_EPOCH + Duration::from_secs(1_750_000_000);
/// let signer = keyring.verify_detached(&data[..], &signature, "repomd.xml", now)?;
/// assert_eq!(Some(signer), keyring.fingerprints().next());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    keys: BTreeMap<Fingerprint, OpenPgpKey>,
}

impl Keyring {
    /// One without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the public keys of a file, armoured (any number of blocks, with text between them) or binary, and says
    /// which. They are trusted from now on. A key that is there already is brought up to date with what the file says
    /// of it. Keys that cannot be used stay, so that errors can say why; those of versions 2 and 3 are left out.
    ///
    /// `origin` is the file or URL, for messages.
    ///
    /// # Errors
    ///
    /// [`TrustError::KeyMalformed`] if the file is longer than 1 MiB, damaged or cut off anywhere, or holds no key of
    /// version 4 or 6; [`TrustError::SecretKey`] if a secret key is in it. Then no key of it is added.
    pub fn add(&mut self, bytes: &[u8], origin: &str) -> Result<Vec<Fingerprint>, TrustError> {
        let malformed =
            |reason: String| TrustError::KeyMalformed { origin: origin.to_owned(), reason: reason.into() };
        let items = armor::packets(bytes, "PUBLIC KEY BLOCK").map_err(|error| match error {
            Malformed::Secret => TrustError::SecretKey { origin: origin.to_owned() },
            Malformed::Reason(reason) => malformed(reason),
        })?;
        let keys = key::read_keys(items, origin).map_err(malformed)?;
        if keys.is_empty() {
            return Err(malformed("holds no key of version 4 or 6".to_owned()));
        }
        let mut fingerprints = Vec::new();
        for key in keys {
            let fingerprint = key.fingerprint();
            if !fingerprints.contains(&fingerprint) {
                fingerprints.push(fingerprint);
            }
            match self.keys.get_mut(&fingerprint) {
                Some(known) => known.merge(key),
                None => {
                    self.keys.insert(fingerprint, key);
                }
            }
        }
        Ok(fingerprints)
    }

    /// All keys, trusted or not, in the order of their fingerprints.
    pub fn keys(&self) -> impl Iterator<Item = &OpenPgpKey> {
        self.keys.values()
    }

    /// The fingerprints of the trusted keys, in order.
    pub fn fingerprints(&self) -> impl Iterator<Item = Fingerprint> {
        self.keys().filter(|key| key.is_trusted).map(OpenPgpKey::fingerprint)
    }

    /// Trusts only these of the keys that are there now. The others stay, so that errors can tell a key that is not
    /// wanted from one that is not there. Returns which of `fingerprints` are not there.
    pub fn only(&mut self, fingerprints: &[Fingerprint]) -> Vec<Fingerprint> {
        self.retain(|fingerprint| fingerprints.contains(fingerprint));
        fingerprints.iter().copied().filter(|fingerprint| !self.keys.contains_key(fingerprint)).collect()
    }

    /// Trusts only those keys for which `is_wanted` says so, of those that are trusted now.
    pub fn retain(&mut self, is_wanted: impl Fn(&Fingerprint) -> bool) {
        for (fingerprint, key) in &mut self.keys {
            key.is_trusted &= is_wanted(fingerprint);
        }
    }

    /// Checks a signature that lies beside what it is about, as `repomd.xml.asc` does beside `repomd.xml`, and says
    /// whose it is: the fingerprint of the primary key. Of several signatures a good one by a trusted key is enough.
    ///
    /// `data` is read to its end; `subject` is its file or URL, for messages.
    ///
    /// # Errors
    ///
    /// Why no signature is good; of several reasons the one that says most.
    pub fn verify_detached(
        &self,
        data: impl Read,
        signature: &[u8],
        subject: &str,
        now: SystemTime,
    ) -> Result<Fingerprint, TrustError> {
        if signature.trim_ascii().is_empty() {
            return Err(TrustError::SignatureMissing { subject: subject.to_owned() });
        }
        let (mut pending, mut errors) = (Vec::new(), Vec::new());
        for signature in signature::read_signatures(signature, subject)? {
            match Pending::new(signature, self.keys(), subject) {
                Ok(signature) => pending.push(signature),
                Err(error) => errors.push(Err(error)),
            }
        }
        if !pending.is_empty() {
            for_each_chunk(data, subject, |chunk| {
                pending.iter_mut().for_each(|signature| signature.update(chunk));
            })?;
        }
        let results = pending.into_iter().map(|signature| signature.finish(subject, now));
        let signed = signature::best(results.chain(errors));
        let missing = || Err(TrustError::SignatureMissing { subject: subject.to_owned() });
        Ok(signed.unwrap_or_else(missing)?.fingerprint)
    }
}

/// Reads to the end, a piece at a time; returns how many bytes.
pub(super) fn for_each_chunk(
    mut data: impl Read,
    subject: &str,
    mut take: impl FnMut(&[u8]),
) -> Result<u64, TrustError> {
    let mut buffer = vec![0; 64 * 1024];
    let mut length = 0;
    loop {
        match data.read(&mut buffer) {
            Ok(0) => return Ok(length),
            Ok(count) => {
                take(&buffer[..count]);
                length += count as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(source) => return Err(TrustError::Io { subject: subject.to_owned(), source }),
        }
    }
}
