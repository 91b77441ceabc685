//! One key as it was read: what its self-signatures say and prove, and whether it may sign at a given time.
//!
//! Self-signatures are checked once, when the key is read; what they say is weighed anew for each time that is asked
//! about (RFC 9580, sections 5.2.3.10 and 10.1).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{
    Packet, PublicKey, PublicSubkey, RevocationCode, Signature, SignatureType, Subpacket, SubpacketData,
    UserId,
};
use pgp::ser::Serialize;
use pgp::types::{
    EcdsaPublicParams, EddsaLegacyPublicParams, KeyDetails, KeyVersion, PublicParams, Tag, VerifyingKey,
};

use super::armor::Item;
use super::{Fingerprint, KeyId};

/// How far a clock may be behind.
pub(super) const TOLERANCE_SECONDS: u64 = 24 * 60 * 60;
/// How many self-signatures are checked of one file; those of whole distributions have a tenth.
pub(super) const CHECKS_MAX: usize = 2048;
const RSA_MIN_BITS: u16 = 2048;

/// A public key of a [`Keyring`](super::Keyring), usable or not.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::built_in;
///
/// let keyring = built_in::amazon_linux_2023();
/// let key = keyring.keys().next().expect("there is one");
/// assert_eq!(key.user_ids().collect::<Vec<_>>(), ["Amazon Linux <amazon-linux@amazon.com>"]);
/// assert!(key.is_trusted());
/// ```
#[derive(Clone, Debug)]
pub struct OpenPgpKey {
    pub(super) fingerprint: Fingerprint,
    pub(super) primary: PublicKey,
    pub(super) origin: String,
    pub(super) is_trusted: bool,
    users: Vec<User>,
    /// Of direct key signatures.
    direct: Vec<Claim>,
    revocation: Option<Box<str>>,
    pub(super) subkeys: Vec<Subkey>,
}

#[derive(Clone, Debug)]
struct User {
    name: String,
    claims: Vec<Claim>,
    revoked: Option<u64>,
}

#[derive(Clone, Debug)]
pub(super) struct Subkey {
    pub(super) key: PublicSubkey,
    pub(super) fingerprint: Fingerprint,
    claims: Vec<Claim>,
    revocation: Option<Box<str>>,
}

/// What a self-signature that was found to be good says.
#[derive(Clone, Debug, PartialEq)]
struct Claim {
    created: u64,
    /// When the signature expires.
    expires: Option<u64>,
    /// When the key expires.
    key_expires: Option<u64>,
    may_sign: Option<bool>,
    is_primary_user: bool,
    /// Of a subkey: whether it agrees to belong to the primary key.
    has_back_signature: bool,
}

/// Why a key must not be used.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    Revoked(Box<str>),
    Expired(SystemTime),
    Unusable(&'static str),
    Weak(Box<str>),
}

impl OpenPgpKey {
    /// The fingerprint of the primary key.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Whom the key says to be of, where it has signed that.
    pub fn user_ids(&self) -> impl Iterator<Item = &str> {
        self.users.iter().filter(|user| !user.claims.is_empty()).map(|user| user.name.as_str())
    }

    /// When it was made.
    pub fn created(&self) -> SystemTime {
        time(seconds_of(&self.primary))
    }

    /// When it expires, as the self-signatures in force at `now` have it.
    pub fn expires(&self, now: SystemTime) -> Option<SystemTime> {
        self.claim(seconds(now)).and_then(|claim| claim.key_expires).map(time)
    }

    /// Where it was read from.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether signatures with it are accepted ([`Keyring::only`](super::Keyring::only)).
    pub fn is_trusted(&self) -> bool {
        self.is_trusted
    }

    /// Whether the primary key may sign at `now`.
    pub(super) fn check_primary(&self, now: SystemTime) -> Result<(), Refusal> {
        let claim = self.check_whole(now)?;
        if claim.may_sign == Some(false) {
            return Err(Refusal::Unusable("its owner made it for other things than signing"));
        }
        check_params(self.primary.public_params())
    }

    /// Whether a subkey may sign at `now`; the primary key has to be in order for that as well.
    pub(super) fn check_subkey(&self, subkey: &Subkey, now: SystemTime) -> Result<(), Refusal> {
        self.check_whole(now)?;
        check_params(self.primary.public_params())?;
        if let Some(reason) = &subkey.revocation {
            return Err(Refusal::Revoked(reason.clone()));
        }
        let now = seconds(now);
        let claim = newest(&subkey.claims, now)
            .ok_or(Refusal::Unusable("the primary key has not signed this subkey, or no longer"))?;
        check_expiry(claim, now)?;
        if claim.may_sign != Some(true) {
            return Err(Refusal::Unusable("its owner made this subkey for other things than signing"));
        }
        if !claim.has_back_signature {
            return Err(Refusal::Unusable("this subkey has not signed that it belongs to the primary key"));
        }
        check_params(subkey.key.public_params())
    }

    /// Everything but what the primary key may be used for.
    fn check_whole(&self, now: SystemTime) -> Result<Claim, Refusal> {
        if let Some(reason) = &self.revocation {
            return Err(Refusal::Revoked(reason.clone()));
        }
        let now = seconds(now);
        let claim = self.claim(now).ok_or(Refusal::Unusable("no signature of its own is in force on it"))?;
        check_expiry(&claim, now)?;
        Ok(claim)
    }

    /// What holds for the primary key: what the user id that is marked as the primary one says, else the newest; what
    /// that leaves open, the direct key signature. Keys of version 6 have all in the latter.
    fn claim(&self, now: u64) -> Option<Claim> {
        let direct = newest(&self.direct, now);
        if self.primary.version() == KeyVersion::V6 {
            return direct.cloned();
        }
        let users = self.users.iter().filter_map(|user| {
            let claim = newest(&user.claims, now)?;
            user.revoked.is_none_or(|revoked| revoked < claim.created).then_some(claim)
        });
        let user = users.max_by_key(|claim| (claim.is_primary_user, claim.created));
        let mut claim = user.or(direct)?.clone();
        if let Some(direct) = direct {
            claim.key_expires = claim.key_expires.or(direct.key_expires);
            claim.may_sign = claim.may_sign.or(direct.may_sign);
        }
        Some(claim)
    }

    /// Takes over what another copy of the same key says.
    pub(super) fn merge(&mut self, other: OpenPgpKey) {
        self.is_trusted = true;
        self.revocation = self.revocation.take().or(other.revocation);
        add(&mut self.direct, other.direct);
        for user in other.users {
            match self.users.iter_mut().find(|known| known.name == user.name) {
                Some(known) => {
                    add(&mut known.claims, user.claims);
                    known.revoked = known.revoked.max(user.revoked);
                }
                None => self.users.push(user),
            }
        }
        for subkey in other.subkeys {
            match self.subkeys.iter_mut().find(|known| known.fingerprint == subkey.fingerprint) {
                Some(known) => {
                    add(&mut known.claims, subkey.claims);
                    known.revocation = known.revocation.take().or(subkey.revocation);
                }
                None => self.subkeys.push(subkey),
            }
        }
    }
}

/// The keys of a file. Keys of versions that are not known here are left out.
///
/// # Errors
///
/// What is wrong with the file.
pub(super) fn read_keys(items: Vec<Item>, origin: &str) -> Result<Vec<OpenPgpKey>, String> {
    let mut reader = Reader { keys: Vec::new(), place: Place::Nowhere, checks: 0 };
    for item in items {
        match item {
            Item::Packet(packet) => reader.take(*packet, origin)?,
            Item::Unsupported(tag) => reader.skip(tag),
        }
    }
    Ok(reader.keys)
}

struct Reader {
    keys: Vec<OpenPgpKey>,
    place: Place,
    checks: usize,
}

/// What the next signature is about.
enum Place {
    /// Before the first key.
    Nowhere,
    Primary,
    User(UserId),
    Subkey,
    /// Behind something that is left out.
    Skipped,
    /// Behind a key that is left out.
    SkippedKey,
}

impl Reader {
    fn skip(&mut self, tag: Tag) {
        match tag {
            Tag::PublicKey => self.place = Place::SkippedKey,
            Tag::Signature => {}
            _ if matches!(self.place, Place::SkippedKey) => {}
            _ => self.place = Place::Skipped,
        }
    }

    fn take(&mut self, packet: Packet, origin: &str) -> Result<(), String> {
        let is_skipped = matches!(self.place, Place::SkippedKey);
        match packet {
            Packet::PublicKey(primary) => {
                let Some(fingerprint) = Fingerprint::from_raw(&primary.fingerprint()) else {
                    self.place = Place::SkippedKey;
                    return Ok(());
                };
                self.keys.push(OpenPgpKey {
                    fingerprint,
                    primary,
                    origin: origin.to_owned(),
                    is_trusted: true,
                    users: Vec::new(),
                    direct: Vec::new(),
                    revocation: None,
                    subkeys: Vec::new(),
                });
                self.place = Place::Primary;
            }
            _ if matches!(self.place, Place::Nowhere) => {
                return Err("does not begin with a public key".to_owned());
            }
            _ if is_skipped => {}
            Packet::UserId(user) => {
                let name = String::from_utf8_lossy(user.id()).into_owned();
                if let Some(key) = self.keys.last_mut() {
                    key.users.push(User { name, claims: Vec::new(), revoked: None });
                }
                self.place = Place::User(user);
            }
            Packet::PublicSubkey(subkey) => {
                let fingerprint = Fingerprint::from_raw(&subkey.fingerprint());
                let key = self.keys.last_mut();
                self.place = Place::Skipped;
                if let (Some(fingerprint), Some(key)) = (fingerprint, key)
                    && subkey.version() == key.primary.version()
                {
                    key.subkeys.push(Subkey {
                        key: subkey,
                        fingerprint,
                        claims: Vec::new(),
                        revocation: None,
                    });
                    self.place = Place::Subkey;
                }
            }
            Packet::Signature(signature) => self.take_signature(&signature)?,
            _ => self.place = Place::Skipped,
        }
        Ok(())
    }

    fn take_signature(&mut self, signature: &Signature) -> Result<(), String> {
        let Some(key) = self.keys.last_mut() else { return Ok(()) };
        let Some(typ) = signature.typ() else { return Ok(()) };
        // What others sign says nothing here. Revocations of keys by others do not exist (those by a "designated
        // revoker" cannot be checked without that one's key), so that one that is no good is damaged, and what it
        // revokes has to be taken for revoked.
        let is_revocation = matches!(typ, SignatureType::KeyRevocation | SignatureType::SubkeyRevocation);
        if !is_revocation && !is_by(signature, &key.primary) || matches!(self.place, Place::Skipped) {
            return Ok(());
        }
        self.checks += 1;
        if self.checks > CHECKS_MAX {
            return Err(format!("has more than {CHECKS_MAX} self-signatures"));
        }
        let broken = |of| format!("has a revocation of {of} that is damaged, or by somebody else");
        match (&self.place, typ) {
            (_, SignatureType::KeyRevocation) => {
                signature.verify_key(&key.primary).map_err(|_| broken("a key"))?;
                key.revocation = Some(revocation_reason(signature));
            }
            (Place::Primary, SignatureType::Key)
                if is_strong_enough(signature) && signature.verify_key(&key.primary).is_ok() =>
            {
                key.direct.extend(Claim::new(signature, &key.primary));
            }
            (
                Place::User(id),
                SignatureType::CertGeneric
                | SignatureType::CertPersona
                | SignatureType::CertCasual
                | SignatureType::CertPositive,
            ) => {
                if is_strong_enough(signature)
                    && signature.verify_certification(&key.primary, Tag::UserId, id).is_ok()
                    && let Some(user) = key.users.last_mut()
                {
                    user.claims.extend(Claim::new(signature, &key.primary));
                }
            }
            (Place::User(id), SignatureType::CertRevocation) => {
                signature
                    .verify_certification(&key.primary, Tag::UserId, id)
                    .map_err(|_| broken("a user id"))?;
                if let Some(user) = key.users.last_mut() {
                    user.revoked = user.revoked.max(Some(created_seconds(signature)));
                }
            }
            (Place::Subkey, SignatureType::SubkeyBinding) => {
                if let Some(subkey) = key.subkeys.last_mut()
                    && is_strong_enough(signature)
                    && signature.verify_subkey_binding(&key.primary, &subkey.key).is_ok()
                    && let Some(mut claim) = Claim::new(signature, &subkey.key)
                {
                    claim.has_back_signature = signature.embedded_signature().is_some_and(|back| {
                        is_strong_enough(back)
                            && back.verify_primary_key_binding(&subkey.key, &key.primary).is_ok()
                    });
                    subkey.claims.push(claim);
                }
            }
            (Place::Subkey, SignatureType::SubkeyRevocation) => {
                if let Some(subkey) = key.subkeys.last_mut() {
                    signature
                        .verify_subkey_binding(&key.primary, &subkey.key)
                        .map_err(|_| broken("a subkey"))?;
                    subkey.revocation = Some(revocation_reason(signature));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Claim {
    fn new(signature: &Signature, key: &impl KeyDetails) -> Option<Self> {
        let config = signature.config()?;
        if unknown_critical(config.hashed_subpackets()).is_some() {
            return None;
        }
        let created = u64::from(config.created()?.as_secs());
        let after = |start: u64, seconds: u32| (seconds != 0).then(|| start + u64::from(seconds));
        let may_sign = config.hashed_subpackets().find_map(|subpacket| match &subpacket.data {
            SubpacketData::KeyFlags(flags) => Some(flags.sign()),
            _ => None,
        });
        Some(Self {
            created,
            expires: signature
                .signature_expiration_time()
                .and_then(|duration| after(created, duration.as_secs())),
            key_expires: signature
                .key_expiration_time()
                .and_then(|duration| after(seconds_of(key), duration.as_secs())),
            may_sign,
            is_primary_user: signature.is_primary(),
            has_back_signature: false,
        })
    }
}

fn add(claims: &mut Vec<Claim>, others: Vec<Claim>) {
    for claim in others {
        if !claims.contains(&claim) {
            claims.push(claim);
        }
    }
}

/// The newest claim that is in force.
fn newest(claims: &[Claim], now: u64) -> Option<&Claim> {
    claims
        .iter()
        .filter(|claim| claim.created <= now.saturating_add(TOLERANCE_SECONDS))
        .filter(|claim| claim.expires.is_none_or(|expires| now < expires))
        .max_by_key(|claim| claim.created)
}

fn check_expiry(claim: &Claim, now: u64) -> Result<(), Refusal> {
    match claim.key_expires {
        Some(expires) if expires <= now => Err(Refusal::Expired(time(expires))),
        _ => Ok(()),
    }
}

/// Whether keys of this kind are strong enough to be believed, and known here.
fn check_params(params: &PublicParams) -> Result<(), Refusal> {
    let unknown = Err(Refusal::Unusable("its algorithm is not known here"));
    match params {
        PublicParams::RSA(rsa) => {
            // The number of bits stands before the modulus.
            let bytes = rsa.to_bytes().unwrap_or_default();
            let bits = bytes.first_chunk().map_or(0, |bits| u16::from_be_bytes(*bits));
            if bits < RSA_MIN_BITS {
                return Err(Refusal::Weak(format!("its key is RSA of {bits} bits").into()));
            }
            Ok(())
        }
        PublicParams::DSA(_) => Err(Refusal::Weak("its key is DSA".into())),
        PublicParams::Elgamal(_) => Err(Refusal::Weak("its key is Elgamal".into())),
        PublicParams::ECDSA(EcdsaPublicParams::Unsupported { .. })
        | PublicParams::EdDSALegacy(EddsaLegacyPublicParams::Unsupported { .. }) => unknown,
        PublicParams::ECDSA(_)
        | PublicParams::EdDSALegacy(_)
        | PublicParams::Ed25519(_)
        | PublicParams::Ed448(_) => Ok(()),
        _ => unknown,
    }
}

/// Self-signatures with SHA-1 are accepted: those of CentOS 7 have nothing better, and whoever could forge one would
/// have to have had a hand in the key as it was made.
fn is_strong_enough(signature: &Signature) -> bool {
    signature.hash_alg().is_some_and(|hash| hash == HashAlgorithm::Sha1 || is_strong(hash))
}

/// Whether nobody can make two texts with the same hash.
pub(super) fn is_strong(hash: HashAlgorithm) -> bool {
    matches!(
        hash,
        HashAlgorithm::Sha224
            | HashAlgorithm::Sha256
            | HashAlgorithm::Sha384
            | HashAlgorithm::Sha512
            | HashAlgorithm::Sha3_256
            | HashAlgorithm::Sha3_512
    )
}

/// What a signature marks as critical and nobody here knows; then it is no good (RFC 9580, section 5.2.3.7).
pub(super) fn unknown_critical<'a>(subpackets: impl Iterator<Item = &'a Subpacket>) -> Option<u8> {
    subpackets.filter(|subpacket| subpacket.is_critical).find_map(|subpacket| match &subpacket.data {
        SubpacketData::Other(number, _) | SubpacketData::Experimental(number, _) => Some(*number),
        SubpacketData::Notation(_) => Some(20),
        _ => None,
    })
}

/// Whether a signature says to be by this key, or does not say.
pub(super) fn is_by(signature: &Signature, key: &impl KeyDetails) -> bool {
    let (ids, fingerprints) = (signature.issuer_key_id(), signature.issuer_fingerprint());
    if !fingerprints.is_empty() {
        return fingerprints.contains(&&key.fingerprint());
    }
    ids.is_empty() || ids.contains(&&key.legacy_key_id())
}

fn revocation_reason(signature: &Signature) -> Box<str> {
    let reason = match signature.revocation_reason_code() {
        Some(RevocationCode::KeySuperseded) => "superseded by another key",
        Some(RevocationCode::KeyCompromised) => "compromised",
        Some(RevocationCode::KeyRetired) => "no longer used",
        _ => "no reason given",
    };
    let text =
        signature.revocation_reason_string().map(|text| String::from_utf8_lossy(text)).unwrap_or_default();
    let text: String = text.chars().filter(|character| !character.is_control()).take(200).collect();
    if text.is_empty() { reason.into() } else { format!("{reason}: {text}").into() }
}

fn created_seconds(signature: &Signature) -> u64 {
    signature.created().map_or(0, |created| u64::from(created.as_secs()))
}

pub(super) fn seconds_of(key: &impl KeyDetails) -> u64 {
    u64::from(key.created_at().as_secs())
}

pub(super) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map(|duration| duration.as_secs()).unwrap_or_default()
}

pub(super) fn time(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// The key of a signature, primary or sub.
pub(super) enum Signer<'a> {
    Primary(&'a OpenPgpKey),
    Subkey(&'a OpenPgpKey, &'a Subkey),
}

impl<'a> Signer<'a> {
    pub(super) fn whole(&self) -> &'a OpenPgpKey {
        match self {
            Self::Primary(key) | Self::Subkey(key, _) => key,
        }
    }

    pub(super) fn verifying(&self) -> &'a dyn VerifyingKey {
        match self {
            Self::Primary(key) => &key.primary,
            Self::Subkey(_, subkey) => &subkey.key,
        }
    }

    pub(super) fn key_id(&self) -> KeyId {
        match self {
            Self::Primary(key) => key.fingerprint.key_id(),
            Self::Subkey(_, subkey) => subkey.fingerprint.key_id(),
        }
    }

    pub(super) fn created_seconds(&self) -> u64 {
        u64::from(self.verifying().created_at().as_secs())
    }

    pub(super) fn check(&self, now: SystemTime) -> Result<(), Refusal> {
        match self {
            Self::Primary(key) => key.check_primary(now),
            Self::Subkey(key, subkey) => key.check_subkey(subkey, now),
        }
    }
}
