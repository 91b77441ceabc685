//! One signature over data that is read once: hashed as it comes, held against the key in the end.

use std::time::SystemTime;

use digest::DynDigest;
use pgp::packet::{
    Packet, Signature, SignatureConfig, SignatureType, SignatureVersion, SignatureVersionSpecific,
    SubpacketData,
};
use pgp::types::{KeyVersion, SignatureBytes};

use super::armor::{self, Item, Malformed};
use super::error::KeyName;
use super::key::{self, Refusal, Signer, TOLERANCE_SECONDS};
use super::{Fingerprint, KeyId, TrustError};

/// How many signatures of one file are looked at.
pub(super) const SIGNATURES_MAX: usize = 32;

/// Who signed, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signed {
    pub(super) fingerprint: Fingerprint,
    pub(super) key_id: KeyId,
    pub(super) created: SystemTime,
}

/// A signature whose data are still to come.
pub(super) struct Pending<'a> {
    signature: Signature,
    signers: Vec<Signer<'a>>,
    hasher: Box<dyn DynDigest + Send>,
}

/// The signatures of a file.
pub(super) fn read_signatures(bytes: &[u8], subject: &str) -> Result<Vec<Signature>, TrustError> {
    let items = armor::packets(bytes, "SIGNATURE").map_err(|error| {
        let reason = match error {
            Malformed::Secret => "it is a secret key".to_owned(),
            Malformed::Reason(reason) => format!("it {reason}"),
        };
        malformed(subject, &reason)
    })?;
    let mut signatures = Vec::new();
    for item in items {
        match item {
            Item::Packet(packet) => match *packet {
                Packet::Signature(signature) => signatures.push(signature),
                _ => return Err(malformed(subject, "it holds other things than signatures")),
            },
            Item::Unsupported(_) => {}
        }
    }
    if signatures.is_empty() {
        return Err(malformed(subject, "it is of a kind that is not known here"));
    }
    if signatures.len() > SIGNATURES_MAX {
        return Err(malformed(subject, "there are more than 32"));
    }
    Ok(signatures)
}

impl<'a> Pending<'a> {
    /// Looks at all of a signature that does not depend on the data; `keys` are those that may have made it.
    pub(super) fn new(
        signature: Signature,
        keys: impl Iterator<Item = &'a key::OpenPgpKey>,
        subject: &str,
    ) -> Result<Self, TrustError> {
        let Some(config) = signature.config() else {
            return Err(malformed(subject, "it is of a version that is not known here"));
        };
        if config.version() == SignatureVersion::V2 {
            return Err(malformed(subject, "it is of a version that is not known here"));
        }
        if config.typ != SignatureType::Binary {
            return Err(malformed(subject, "it is not one over a file's bytes"));
        }
        if config.created().is_none() {
            return Err(malformed(subject, "it does not say when it was made"));
        }
        if let Some(number) = key::unknown_critical(config.hashed_subpackets()) {
            return Err(malformed(subject, &format!("part {number} of it is critical, and not known here")));
        }
        let name = issuer(&signature).ok_or_else(|| malformed(subject, "it does not say whose it is"))?;
        let (trusted, others): (Vec<_>, Vec<_>) = keys
            .flat_map(|key| {
                let primary = key::is_by(&signature, &key.primary).then_some(Signer::Primary(key));
                let subkeys = key.subkeys.iter().filter(|subkey| key::is_by(&signature, &subkey.key));
                primary.into_iter().chain(subkeys.map(|subkey| Signer::Subkey(key, subkey)))
            })
            .partition(|signer| signer.whole().is_trusted);
        if trusted.is_empty() {
            let is_known = !others.is_empty();
            return Err(TrustError::KeyMissing { subject: subject.to_owned(), key: name, is_known });
        }
        if !key::is_strong(config.hash_alg) {
            let weakness = format!("its hash is {}", config.hash_alg).into();
            return Err(TrustError::SignatureWeak { subject: subject.to_owned(), key: name, weakness });
        }
        let mut hasher = config
            .hash_alg
            .new_hasher()
            .map_err(|_| malformed(subject, "its hash is of a kind that is not known here"))?;
        if let SignatureVersionSpecific::V6 { salt } = &config.version_specific {
            if config.hash_alg.salt_len() != Some(salt.len()) {
                return Err(malformed(subject, "its salt is of the wrong length"));
            }
            hasher.update(salt);
        }
        Ok(Self { signature, signers: trusted, hasher })
    }

    /// Takes the next of the data.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    /// Says whether the signature is good, now that all data are there.
    pub(super) fn finish(self, subject: &str, now: SystemTime) -> Result<Signed, TrustError> {
        let Self { signature, signers, hasher } = self;
        let whole = (signature.config(), signature.signature(), signature.signed_hash_value());
        let (Some(config), Some(bytes), Some(start)) = whole else {
            return Err(malformed(subject, "it is of a version that is not known here"));
        };
        let hash = hash(config, hasher).ok_or_else(|| malformed(subject, "it contradicts itself"))?;
        let has_start = hash.starts_with(&start);
        best(signers.iter().map(|signer| {
            let is_right = has_start && verifies(signer, config, &hash, bytes);
            check(signer, config, is_right, subject, now)
        }))
        .unwrap_or_else(|| Err(malformed(subject, "it does not say whose it is")))
    }
}

/// The first success, else the error that says most; nothing of nothing.
pub(super) fn best<T>(
    results: impl IntoIterator<Item = Result<T, TrustError>>,
) -> Option<Result<T, TrustError>> {
    let mut worst: Option<TrustError> = None;
    for result in results {
        match result {
            Ok(value) => return Some(Ok(value)),
            Err(error) if worst.as_ref().is_none_or(|worst| worst.weight() < error.weight()) => {
                worst = Some(error);
            }
            Err(_) => {}
        }
    }
    worst.map(Err)
}

pub(super) fn malformed(subject: &str, reason: &str) -> TrustError {
    TrustError::SignatureMalformed { subject: subject.to_owned(), reason: reason.into() }
}

/// What is signed: the data, then what the signature says of itself (RFC 9580, section 5.2.4).
fn hash(config: &SignatureConfig, mut hasher: Box<dyn DynDigest + Send>) -> Option<Box<[u8]>> {
    let length = config.hash_signature_data(&mut hasher).ok()?;
    hasher.update(&config.trailer(length).ok()?);
    Some(hasher.finalize())
}

fn verifies(signer: &Signer<'_>, config: &SignatureConfig, hash: &[u8], bytes: &SignatureBytes) -> bool {
    let key = signer.verifying();
    // Keys of version 6 make signatures of version 6, and no others do.
    let is_of_version = (key.version() == KeyVersion::V6) == (config.version() == SignatureVersion::V6);
    is_of_version && key.verify(config.hash_alg, hash, bytes).is_ok()
}

fn check(
    signer: &Signer<'_>,
    config: &SignatureConfig,
    is_right: bool,
    subject: &str,
    now: SystemTime,
) -> Result<Signed, TrustError> {
    let subject = || subject.to_owned();
    let (key, key_id) = (signer.whole().fingerprint, signer.key_id());
    let refusal = signer.check(now).err();
    // A key that is no good in itself is the better reason; an expired one is not, where the signature is bad.
    match refusal {
        Some(Refusal::Weak(weakness)) => {
            let key = KeyName::Fingerprint(key);
            return Err(TrustError::SignatureWeak { subject: subject(), key, weakness });
        }
        Some(Refusal::Unusable(reason)) => {
            return Err(TrustError::KeyUnusable { subject: subject(), key, key_id, reason });
        }
        _ if !is_right => return Err(TrustError::SignatureBad { subject: subject(), key, key_id }),
        Some(Refusal::Revoked(reason)) => {
            return Err(TrustError::KeyRevoked { subject: subject(), key, key_id, reason });
        }
        Some(Refusal::Expired(expired)) => {
            return Err(TrustError::KeyExpired { subject: subject(), key, key_id, expired });
        }
        None => {}
    }
    let now = key::seconds(now);
    let created = config.created().map_or(0, |created| u64::from(created.as_secs()));
    if created > now.saturating_add(TOLERANCE_SECONDS) {
        let created = key::time(created);
        return Err(TrustError::SignatureFromTheFuture { subject: subject(), key, key_id, created });
    }
    if created < signer.created_seconds() {
        let reason = "the signature says to be older than the key";
        return Err(TrustError::KeyUnusable { subject: subject(), key, key_id, reason });
    }
    let lasts = config.hashed_subpackets().find_map(|subpacket| match subpacket.data {
        SubpacketData::SignatureExpirationTime(duration) => Some(u64::from(duration.as_secs())),
        _ => None,
    });
    if let Some(seconds) = lasts
        && seconds != 0
        && created + seconds <= now
    {
        let expired = key::time(created + seconds);
        return Err(TrustError::SignatureExpired { subject: subject(), key, key_id, expired });
    }
    Ok(Signed { fingerprint: key, key_id, created: key::time(created) })
}

/// What a signature calls its key.
fn issuer(signature: &Signature) -> Option<KeyName> {
    let fingerprint = signature.issuer_fingerprint().into_iter().find_map(Fingerprint::from_raw);
    let id = || signature.issuer_key_id().first().map(|id| KeyName::Id(KeyId::from_raw(id)));
    fingerprint.map(KeyName::Fingerprint).or_else(id)
}
