//! Whom packages and repositories are from: OpenPGP signatures (RFC 9580), and the digests that packages carry.
//!
//! A [`Keyring`] holds public keys. It checks signatures that lie beside a file (`repomd.xml.asc`), and packages with
//! the signatures and digests in them. Nothing here reads a clock, a file or the network.
//!
//! # Rules
//!
//! A signature is good if all of this is so; where a rule has no source it is stricter than RPM on purpose:
//!
//! - It is one over bytes (type 0x00), of version 3, 4 or 6, and names its key. Version 3 is what RPM up to 4.14 made.
//! - Its hash is SHA-2 or SHA-3. MD5, SHA-1 and RIPEMD-160 are refused (RFC 9580, section 9.5; rpm-sequoia's default
//!   policy).
//! - Its key is RSA of 2048 bits or more, ECDSA (NIST P-256, P-384, P-521, secp256k1), Ed25519 or Ed448. Shorter RSA,
//!   DSA and Elgamal are refused (RFC 9580, section 12.1; Sequoia's standard policy).
//! - The key belongs to a key of the keyring that is trusted, and that key has signed what it is: a user id or, of
//!   itself, a direct key signature (keys of version 6 need the latter: RFC 9580, section 10.1.1). SHA-1 is accepted in
//!   these self-signatures, for keys as old as their distributions have nothing else; MD5 is not.
//! - Subkeys may sign if the primary key has bound them for signing and they have signed back (section 10.1.5).
//! - Neither the key nor, of a subkey, its primary key is expired or revoked *now*. Signatures from before count no more:
//!   when they were made is something only they themselves say. A revocation holds whatever its reason, and whatever
//!   came after it. Those by "designated revokers" are not supported: files with them are refused.
//! - The signature is not expired, not older than its key, and not from more than a day in the future.
//! - Parts of it that are marked as critical are known here (section 5.2.3.7).
//!
//! What a package must have besides is told at [`Keyring::verify_package`].

mod armor;
pub mod built_in;
mod error;
mod fingerprint;
mod head;
mod key;
mod keyring;
mod package;
mod signature;

pub use error::{KeyName, TrustError};
pub use fingerprint::{Fingerprint, FingerprintError, KeyId};
pub use key::OpenPgpKey;
pub use keyring::Keyring;
pub use package::{SignedPackage, check_digests};
