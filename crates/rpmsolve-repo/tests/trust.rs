//! Signatures and digests: of keys and packages made for the purpose (testdata/trust), of real ones (the corpus), and of
//! every damaged form of the former.

#[path = "../../rpmsolve/tests/common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rpmsolve_repo::{Fingerprint, Keyring, RepoError, TrustError, built_in, check_digests};

use common::corpus;

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/trust")
}

fn fixture(name: &str) -> Vec<u8> {
    let path = directory().join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn keyring(names: &[&str]) -> Keyring {
    let mut keyring = Keyring::new();
    for name in names {
        let name = format!("{name}.asc");
        keyring.add(&fixture(&format!("keys/{name}")), &name).unwrap_or_else(|error| panic!("{error}"));
    }
    keyring
}

fn only(keyring: &Keyring) -> Fingerprint {
    let all: Vec<_> = keyring.fingerprints().collect();
    assert_eq!(all.len(), 1);
    all[0]
}

/// Days in 2024; everything was signed on 1 March.
fn day(month: u64, day: u64) -> SystemTime {
    const NEW_YEAR_2024: u64 = 1_704_067_200;
    let before = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];
    UNIX_EPOCH + Duration::from_secs(NEW_YEAR_2024 + 86_400 * (before[month as usize - 1] + day - 1))
}

fn year(year: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs((year - 1970) * 31_556_952)
}

fn march() -> SystemTime {
    day(3, 2)
}

/// Checks repomd.xml against one of its signatures.
fn detached(keyring: &Keyring, signature: &str, now: SystemTime) -> Result<Fingerprint, TrustError> {
    let signature = fixture(&format!("repomd.xml.{signature}"));
    keyring.verify_detached(&fixture("repomd.xml")[..], &signature, "repomd.xml", now)
}

fn package(keyring: &Keyring, name: &str, now: SystemTime) -> Result<Fingerprint, TrustError> {
    keyring.verify_package(&fixture(name)[..], name, now).map(|signed| signed.fingerprint)
}

fn code<T>(result: Result<T, TrustError>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "good")
}

#[test]
fn the_built_in_key_is_amazons() {
    let keyring = built_in::amazon_linux_2023();
    assert_eq!(only(&keyring).to_string(), "B21C50FA44A99720EAA72F7FE951904AD832C631");
    assert!(built_in::AMAZON_LINUX_2.parse::<Fingerprint>().is_ok());
    let key = keyring.keys().next().expect("there is one");
    assert_eq!(key.user_ids().collect::<Vec<_>>(), ["Amazon Linux <amazon-linux@amazon.com>"]);
    assert_eq!(key.created(), UNIX_EPOCH + Duration::from_secs(1_670_516_089));
    assert_eq!(key.expires(year(2026)), None);
}

#[test]
fn what_is_signed_by_a_key_that_is_there_is_accepted() {
    for name in ["rsa", "ed25519", "sha1-self", "expired", "subkey"] {
        let keyring = keyring(&[name]);
        let signer = detached(&keyring, &format!("{name}.asc"), march());
        assert_eq!(signer.expect(name), only(&keyring), "{name}");
    }
    for (key, name) in [
        ("rsa", "rsa.rpm"),
        ("rsa", "rsa-v3.rpm"),
        ("rsa", "old.rpm"),
        ("rsa", "old-whole.rpm"),
        ("rsa", "six.rpm"),
        ("ed25519", "six.rpm"),
        ("ed25519", "ed25519.rpm"),
        ("expired", "expired.rpm"),
        ("subkey", "subkey.rpm"),
    ] {
        let keyring = keyring(&[key]);
        assert_eq!(package(&keyring, name, march()).expect(name), only(&keyring), "{name}");
        check_digests(&fixture(name)[..], name).unwrap_or_else(|error| panic!("{error}"));
    }
    assert_eq!(code(detached(&keyring(&["rsa"]), "rsa.sig", march())), "good");
    assert_eq!(code(detached(&keyring(&["rsa"]), "both.asc", march())), "good");
    assert_eq!(code(detached(&keyring(&["ed25519"]), "both.asc", march())), "good");
}

#[test]
fn signed_packages_say_when_and_with_which_key() {
    let keyring = keyring(&["subkey"]);
    let signed =
        keyring.verify_package(&fixture("subkey.rpm")[..], "subkey.rpm", march()).expect("it is good");
    assert_eq!(signed.created, day(3, 1));
    assert_ne!(signed.key_id, signed.fingerprint.key_id(), "a subkey signed");
    let keyring = self::keyring(&["rsa"]);
    let signed = keyring.verify_package(&fixture("rsa.rpm")[..], "rsa.rpm", march()).expect("it is good");
    assert_eq!(signed.key_id, signed.fingerprint.key_id());
}

#[test]
fn each_refusal_has_its_code() {
    let detached_cases = [
        ("rsa", "ed25519.asc", march(), "key-missing"),
        ("expired", "expired.asc", day(5, 31), "good"),
        ("expired", "expired.asc", day(6, 2), "key-expired"),
        ("revoked", "revoked.asc", march(), "key-revoked"),
        ("rsa1024", "rsa1024.asc", march(), "signature-weak"),
        ("dsa", "dsa.asc", march(), "signature-weak"),
        ("rsa", "sha1.asc", march(), "signature-weak"),
        ("rsa", "text.asc", march(), "signature-malformed"),
        ("rsa", "clear.asc", march(), "signature-malformed"),
        ("rsa", "brief.asc", march(), "good"),
        ("rsa", "brief.asc", day(3, 8), "signature-expired"),
        ("rsa", "rsa.asc", day(2, 29), "good"),
        ("rsa", "rsa.asc", day(2, 28), "signature-from-the-future"),
        ("rsa", "rsa.asc", year(2100), "good"),
        ("flags", "flags.asc", day(4, 2), "key-unusable"),
        ("subkey-expired", "subkey.asc", day(6, 2), "key-expired"),
        ("subkey-revoked", "subkey.asc", march(), "key-revoked"),
        ("rsa", "rsa.asc", UNIX_EPOCH, "key-unusable"),
    ];
    for (key, signature, now, expected) in detached_cases {
        assert_eq!(code(detached(&keyring(&[key]), signature, now)), expected, "{key} {signature} {now:?}");
    }
    let package_cases = [
        ("rsa", "unsigned.rpm", "signature-missing"),
        ("rsa", "old-unsigned.rpm", "signature-missing"),
        ("rsa", "ed25519.rpm", "key-missing"),
        ("revoked", "revoked.rpm", "key-revoked"),
        ("rsa1024", "rsa1024.rpm", "signature-weak"),
        ("dsa", "dsa.rpm", "signature-weak"),
        ("rsa", "sha1.rpm", "signature-weak"),
        ("rsa", "old-header.rpm", "payload-not-signed"),
        ("subkey-revoked", "subkey.rpm", "key-revoked"),
        ("dsa", "six.rpm", "key-missing"),
    ];
    for (key, name, expected) in package_cases {
        assert_eq!(code(package(&keyring(&[key]), name, march())), expected, "{key} {name}");
    }
    assert_eq!(code(package(&keyring(&["expired"]), "expired.rpm", day(7, 1))), "key-expired");
    assert_eq!(code(package(&keyring(&["rsa"]), "old.rpm", day(1, 10))), "signature-from-the-future");
    let empty = keyring(&["rsa"]).verify_detached(&b""[..], b" \n", "repomd.xml", march());
    assert_eq!(code(empty), "signature-missing");
    let changed = keyring(&["rsa"]).verify_detached(&b"?"[..], &fixture("repomd.xml.rsa.asc"), "x", march());
    assert_eq!(code(changed), "signature-bad");
}

#[test]
fn messages_name_the_file_the_key_and_what_to_do() {
    let revoked = detached(&keyring(&["revoked"]), "revoked.asc", march()).expect_err("it is revoked");
    let key = only(&keyring(&["revoked"]));
    assert_eq!(
        revoked.to_string(),
        format!(
            "repomd.xml: is signed by key {key} (signing key id {}), which its owner has revoked (compromised: It was \
             lost.); get the new key, and files signed with it",
            key.key_id()
        )
    );
    let expired = detached(&keyring(&["expired"]), "expired.asc", year(2025)).expect_err("it has expired");
    assert!(expired.to_string().contains("which expired on 2024-06-01;"), "{expired}");
    let short = detached(&keyring(&["rsa1024"]), "rsa1024.asc", march()).expect_err("it is short");
    assert!(short.to_string().contains("(its key is RSA of 1024 bits)"), "{short}");
    let sha1 = detached(&keyring(&["rsa"]), "sha1.asc", march()).expect_err("SHA-1");
    assert!(sha1.to_string().contains("(its hash is SHA1)"), "{sha1}");
    let missing = detached(&keyring(&["rsa"]), "ed25519.asc", march()).expect_err("there is none");
    let key = only(&keyring(&["ed25519"]));
    let expected = format!(
        "repomd.xml: is signed by key {key}, which is not there; name the file or URL with its public key (gpgkey=)"
    );
    assert_eq!(missing.to_string(), expected);
    let wrapped = RepoError::from(missing);
    assert_eq!((wrapped.to_string(), wrapped.code()), (expected, "key-missing"));
}

#[test]
fn keys_that_are_not_wanted_count_as_missing() {
    let mut keyring = keyring(&["rsa", "ed25519", "subkey"]);
    let wanted = only(&self::keyring(&["rsa"]));
    let elsewhere: Fingerprint = built_in::AMAZON_LINUX_2.parse().expect("it is one");
    assert_eq!(keyring.only(&[wanted, elsewhere]), [elsewhere]);
    assert_eq!(keyring.fingerprints().collect::<Vec<_>>(), [wanted]);
    assert_eq!(keyring.keys().count(), 3);
    assert_eq!(code(detached(&keyring, "rsa.asc", march())), "good");
    assert_eq!(code(detached(&keyring, "both.asc", march())), "good");
    let error = detached(&keyring, "ed25519.asc", march()).expect_err("it is not wanted");
    assert!(matches!(error, TrustError::KeyMissing { is_known: true, .. }), "{error:?}");
    assert!(error.to_string().contains("is there, but not among the keys that are trusted"), "{error}");
    // Whoever adds it again wants it.
    keyring.add(&fixture("keys/ed25519.asc"), "again").expect("it is in order");
    assert_eq!(code(detached(&keyring, "ed25519.asc", march())), "good");
}

#[test]
fn key_files_of_all_forms_are_read() {
    let mut keyring = Keyring::new();
    let several = keyring.add(&fixture("keys/several.asc"), "several").expect("two blocks with text between");
    assert_eq!(several.len(), 2);
    assert_eq!(keyring.add(&fixture("keys/rsa.gpg"), "binary").expect("binary"), several[..1]);
    assert_eq!(keyring.keys().count(), 2);
    let windows = String::from_utf8(fixture("keys/rsa.asc")).expect("ASCII").replace('\n', " \r\n");
    let mut other = Keyring::new();
    assert_eq!(other.add(windows.as_bytes(), "windows").expect("carriage returns"), several[..1]);
    // What happened to a key later is added to what is known of it.
    let mut keyring = self::keyring(&["subkey"]);
    assert_eq!(code(detached(&keyring, "subkey.asc", march())), "good");
    keyring.add(&fixture("keys/subkey-revoked.asc"), "later").expect("it is in order");
    keyring.add(&fixture("keys/subkey.asc"), "the old one again").expect("it is in order");
    assert_eq!(code(detached(&keyring, "subkey.asc", march())), "key-revoked");
    assert_eq!(keyring.keys().count(), 1);
}

#[test]
fn key_files_that_are_none_say_why() {
    let secret = "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nxx\n-----END PGP PRIVATE KEY BLOCK-----\n";
    let huge = vec![b'\n'; 1024 * 1024 + 1];
    let signature = fixture("repomd.xml.rsa.asc");
    let headless = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n";
    let cases: [(&[u8], &str, &str); 7] = [
        (b"", "key-malformed", "holds no OpenPGP data"),
        (b"<html>404</html>", "key-malformed", "holds no OpenPGP data"),
        (secret.as_bytes(), "key-secret", "holds a secret key"),
        (&huge, "key-malformed", "has more than 1 MiB"),
        (&signature, "key-malformed", "holds a PGP \"SIGNATURE\", not a PGP PUBLIC KEY BLOCK"),
        (headless.as_bytes(), "key-malformed", "armour"),
        (&fixture("repomd.xml.rsa.sig"), "key-malformed", "does not begin with a public key"),
    ];
    for (bytes, code, text) in cases {
        let error = Keyring::new().add(bytes, "keys").expect_err(text);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().starts_with("keys: ") && error.to_string().contains(text), "{error}");
    }
}

#[test]
fn digests_tell_which_part_is_damaged() {
    for (name, offset_from_end, digest) in [
        ("rsa.rpm", 1, "PAYLOADDIGEST"),
        ("six.rpm", 1, "PAYLOADDIGEST"),
        ("old.rpm", 1, "SIGMD5"),
        ("old-unsigned.rpm", 1, "SIGMD5"),
        ("rsa.rpm", 300, "SHA1HEADER"),
    ] {
        let mut bytes = fixture(name);
        let at = bytes.len() - offset_from_end;
        bytes[at] ^= 1;
        for result in [
            check_digests(&bytes[..], name),
            keyring(&["rsa"]).verify_package(&bytes[..], name, march()).map(|_| ()),
        ] {
            match result {
                Err(TrustError::PackageDigest { digest: found, expected, actual, .. }) => {
                    assert_eq!(found, digest, "{name}");
                    assert_ne!(expected, actual);
                }
                // What is not signed is not read to the end.
                Err(TrustError::SignatureMissing { .. }) => assert_eq!(name, "old-unsigned.rpm"),
                other => panic!("{name}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_package_that_is_too_long_or_short_says_so() {
    for name in ["rsa.rpm", "old.rpm"] {
        let mut bytes = fixture(name);
        bytes.push(0);
        let error = check_digests(&bytes[..], name).expect_err("too long");
        assert!(matches!(error, TrustError::PackageSize { tag: "SIGSIZE", .. }), "{error:?}");
        let error = check_digests(&bytes[..bytes.len() - 10], name).expect_err("too short");
        assert_eq!(error.code(), "package-size");
    }
}

/// A reader that gives a byte at a time, and one that fails.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(1);
        self.0.read(&mut buffer[..count])
    }
}

struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("no"))
    }
}

#[test]
fn how_a_reader_gives_its_bytes_makes_no_difference() {
    let keyring = keyring(&["rsa"]);
    for name in ["rsa.rpm", "old.rpm"] {
        assert_eq!(code(keyring.verify_package(Slow(&fixture(name)), name, march())), "good");
        let part = fixture(name);
        let failing = part[..part.len() - 5].chain(Failing);
        assert_eq!(code(keyring.verify_package(failing, name, march())), "unreadable");
    }
    let signature = fixture("repomd.xml.rsa.asc");
    assert_eq!(code(keyring.verify_detached(Slow(&fixture("repomd.xml")), &signature, "x", march())), "good");
    assert_eq!(code(keyring.verify_detached(Failing, &signature, "x", march())), "unreadable");
}

/// The headers of a package, by what its own numbers say.
struct Layout {
    signature_data: usize,
    header: usize,
}

impl Layout {
    fn of(bytes: &[u8]) -> Self {
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four")) as usize;
        let signature_data = 96 + 16 + 16 * number(104);
        Self { signature_data, header: (signature_data + number(108)).next_multiple_of(8) }
    }

    /// The index entry of a tag of the signature header, and its data.
    fn entry(&self, bytes: &[u8], tag: u32) -> Option<(usize, usize, usize)> {
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four"));
        let at = (112..self.signature_data).step_by(16).find(|&at| number(at) == tag)?;
        let start = self.signature_data + number(at + 8) as usize;
        let length = match number(at + 4) {
            6 => bytes[start..].iter().position(|&byte| byte == 0).expect("it ends") + 1,
            kind => {
                number(at + 12) as usize
                    * match kind {
                        4 => 4,
                        5 => 8,
                        _ => 1,
                    }
            }
        };
        Some((at, start, start + length))
    }
}

/// What is covered: every byte of header and payload, the magic numbers, and of the signature header whatever proves
/// something. Not covered: the lead behind its magic number; of the signature header the region's trailer, the space
/// that is kept free, the uncompressed size, padding; whatever makes a digest or a size unreadable as one (its tag);
/// MD5 where there is better; whether digests are written in capitals; and of a signature what its key did not sign of it: its unhashed part and
/// how many leading zero bits its number has.
#[test]
fn no_changed_byte_of_a_signed_package_is_accepted_where_it_counts() {
    for name in ["rsa.rpm", "rsa-v3.rpm", "old.rpm", "old-whole.rpm", "ed25519.rpm"] {
        let keyring = keyring(&[if name == "ed25519.rpm" { name.trim_end_matches(".rpm") } else { "rsa" }]);
        let bytes = fixture(name);
        let layout = Layout::of(&bytes);
        let good = keyring.verify_package(&bytes[..], name, march()).expect("it is good");
        // Where changes may go by: the lead, how much of the padding is padding, index entries, free space, …
        let mut free: Vec<(usize, usize)> = vec![(4, 96), (111, layout.signature_data)];
        for tag in [62, 1007, 1008] {
            free.extend(layout.entry(&bytes, tag).map(|(_, start, end)| (start, end)));
        }
        // … MD5 where there is better, …
        if !name.starts_with("old") {
            free.extend(layout.entry(&bytes, 1004).map(|(_, start, end)| (start, end)));
        }
        // … capitals in digests, the parts of signatures that are not signed, …
        let capitals: Vec<_> = [269, 273].iter().filter_map(|&tag| layout.entry(&bytes, tag)).collect();
        let mut signatures = Vec::new();
        for tag in [267, 268, 1002, 1005] {
            if let Some((_, start, end)) = layout.entry(&bytes, tag) {
                signatures.push((tag, start, end));
                free.extend(unsigned_parts(&bytes[start..end]).map(|(from, to)| (start + from, start + to)));
            }
        }
        // … and signatures where another one proves all.
        let proves_all = match name {
            "rsa-v3.rpm" => Some(268),
            "old.rpm" => Some(1002),
            _ => None,
        };
        for &(tag, start, end) in &signatures {
            if proves_all.is_some_and(|proof| proof != tag) || name == "rsa-v3.rpm" {
                free.push((start, end));
            }
        }
        // Padding between the entries' data and behind them.
        let used: Vec<_> = (112..layout.signature_data)
            .step_by(16)
            .filter_map(|at| {
                layout.entry(&bytes, u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four")))
            })
            .collect();
        let is_padding = |at: usize| {
            (layout.signature_data..layout.header).contains(&at)
                && !used.iter().any(|&(_, start, end)| (start..end).contains(&at))
        };
        let (mut accepted, mut refused) = (0, 0);
        let mut changed = bytes.clone();
        for at in 0..bytes.len() {
            // Of each byte a bit, the case of a letter, and all of it; of the free space one here and there.
            let is_space =
                layout.entry(&bytes, 1008).is_some_and(|(_, start, end)| (start..end).contains(&at));
            let bit = 1 << (at % 8);
            let masks = match at {
                _ if is_space && at % 64 != 0 => vec![],
                _ if at < layout.header => vec![bit, 32, 255],
                _ => vec![bit],
            };
            for mask in masks {
                changed[at] = bytes[at] ^ mask;
                match keyring.verify_package(&changed[..], name, march()) {
                    Ok(signed) => {
                        accepted += 1;
                        assert_eq!(signed, good, "{name}: byte {at} ^ {mask}");
                        let is_free = free.iter().any(|&(start, end)| (start..end).contains(&at))
                            || mask == 32
                                && capitals.iter().any(|&(_, start, end)| (start..end).contains(&at))
                            || is_padding(at);
                        assert!(is_free && at < layout.header, "{name}: byte {at} ^ {mask} was accepted");
                    }
                    Err(_) => refused += 1,
                }
            }
            changed[at] = bytes[at];
        }
        assert!(accepted > 92 && refused > bytes.len() - layout.header, "{name}: {accepted}, {refused}");
    }
}

#[test]
fn a_part_without_a_digest_is_named() {
    for (tags, part) in [(&[1004][..], "payload"), (&[269, 1004], "header")] {
        let mut bytes = fixture("old-unsigned.rpm");
        for &tag in tags {
            let (at, _, _) = Layout::of(&bytes).entry(&bytes, tag).expect("it is there");
            bytes[at..at + 4].copy_from_slice(&9999u32.to_be_bytes());
        }
        let error = check_digests(&bytes[..], "old").expect_err("there is no digest");
        assert_eq!(error.code(), "package-digest-missing");
        assert!(error.to_string().contains(&format!("has no digest of its {part}")), "{error}");
    }
    // MD5 over both makes up for a header's digest that is not there.
    let mut bytes = fixture("old-unsigned.rpm");
    let (at, _, _) = Layout::of(&bytes).entry(&bytes, 269).expect("it is there");
    bytes[at..at + 4].copy_from_slice(&9999u32.to_be_bytes());
    check_digests(&bytes[..], "old").expect("MD5 is over both");
}

/// The parts of a signature packet of version 4 that its key did not sign: the unhashed subpackets, and the numbers of
/// bits.
fn unsigned_parts(packet: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let body = match packet[0] {
        0x88 => 2,
        0x89 => 3,
        other => panic!("packet {other:x}"),
    };
    assert_eq!(packet[body], 4, "version 4");
    let number = |at: usize| usize::from(u16::from_be_bytes([packet[at], packet[at + 1]]));
    let unhashed = body + 6 + number(body + 4);
    let start = unhashed + 2 + number(unhashed) + 2;
    let mut parts = vec![(unhashed + 2, start - 2)];
    let mut at = start;
    while at + 2 <= packet.len() {
        parts.push((at, at + 2));
        at += 2 + number(at).div_ceil(8);
    }
    parts.into_iter()
}

#[test]
fn no_package_that_is_cut_off_is_accepted() {
    for name in ["rsa.rpm", "old.rpm", "old-whole.rpm", "six.rpm", "ed25519.rpm"] {
        let keyring = keyring(&["rsa", "ed25519"]);
        let bytes = fixture(name);
        for length in 0..bytes.len() {
            keyring.verify_package(&bytes[..length], name, march()).expect_err("it is cut off");
            check_digests(&bytes[..length], name).expect_err("it is cut off");
        }
    }
}

#[test]
fn no_changed_byte_of_a_detached_signature_is_accepted_where_it_counts() {
    let keyring = keyring(&["rsa"]);
    let data = fixture("repomd.xml");
    let signature = fixture("repomd.xml.rsa.sig");
    let free: Vec<_> = unsigned_parts(&signature).collect();
    let mut accepted = 0;
    for at in 0..signature.len() {
        for mask in [1, 2, 4, 8, 16, 32, 64, 128, 255, 3, 129] {
            let mut changed = signature.clone();
            changed[at] ^= mask;
            if let Ok(signer) = keyring.verify_detached(&data[..], &changed, "x", march()) {
                accepted += 1;
                assert_eq!(signer, only(&keyring));
                assert!(free.iter().any(|&(start, end)| (start..end).contains(&at)), "byte {at} ^ {mask}");
            }
        }
    }
    assert!(accepted > 0, "some of the unsigned part can be changed");
    for length in 0..signature.len() {
        keyring.verify_detached(&data[..], &signature[..length], "x", march()).expect_err("it is cut off");
    }
    for at in 0..data.len() {
        let mut changed = data.clone();
        changed[at] ^= 1;
        let error =
            keyring.verify_detached(&changed[..], &signature, "x", march()).expect_err("it is changed");
        assert_eq!(error.code(), "signature-bad");
    }
}

#[test]
fn armour_that_is_damaged_lets_nothing_else_through() {
    let keyring = keyring(&["rsa"]);
    let data = fixture("repomd.xml");
    let signature = fixture("repomd.xml.rsa.asc");
    for at in 0..signature.len() {
        for mask in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
            let mut changed = signature.clone();
            changed[at] ^= mask;
            let result = keyring.verify_detached(&data[..], &changed, "x", march());
            assert!(result.is_err() || result.is_ok_and(|signer| signer == only(&keyring)));
        }
    }
    let end = signature.windows(5).rposition(|window| window == b"-----").expect("it has an end");
    for length in 0..end + 5 {
        keyring.verify_detached(&data[..], &signature[..length], "x", march()).expect_err("it is cut off");
    }
}

/// A key file that was changed is refused, or has the same keys, or others; what the keys of the file signed is then
/// accepted or not. What was not signed with them never is, and what is revoked or expired does not come to life by a
/// change of what its owner signed.
#[test]
fn damaged_key_files_trust_nobody_else() {
    let data = fixture("repomd.xml");
    for (name, expected) in [("rsa", "good"), ("subkey", "good"), ("revoked", "key-revoked")] {
        let key = fixture(&format!("keys/{name}.asc"));
        let signature = fixture(&format!("repomd.xml.{name}.asc"));
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        let all = (0..key.len()).flat_map(|at| [1, 4, 32, 128, 255].map(|mask| (at, mask)));
        for (at, mask) in all {
            let mut changed = key.clone();
            changed[at] ^= mask;
            let mut keyring = Keyring::new();
            let added = keyring.add(&changed, "changed");
            let code = match added {
                Ok(_) => code(keyring.verify_detached(&data[..], &signature, "x", march())),
                Err(error) => error.code(),
            };
            *codes.entry(code).or_default() += 1;
            assert!(code != "signature-bad" || name != "revoked" || at > 60, "{name}: byte {at} ^ {mask}");
        }
        assert!(codes.contains_key(expected) && codes.contains_key("key-malformed"), "{name}: {codes:?}");
        // A cut-off file is not taken for a whole one with less in it.
        let end = key.windows(5).rposition(|window| window == b"-----").expect("it has an end");
        for length in 0..end + 5 {
            Keyring::new().add(&key[..length], "cut off").expect_err("it is cut off");
        }
    }
    let binary = fixture("keys/rsa.gpg");
    for length in 0..binary.len() {
        match Keyring::new().add(&binary[..length], "cut off") {
            // Between two packets nothing shows that more was to come; what is missing is then missed.
            Ok(_) => {
                let mut keyring = Keyring::new();
                keyring.add(&binary[..length], "cut off").expect("as before");
                assert_eq!(code(detached(&keyring, "rsa.asc", march())), "key-unusable", "{length}");
            }
            Err(error) => assert_eq!(error.code(), "key-malformed"),
        }
    }
}

#[test]
fn claimed_lengths_take_no_memory() {
    // Signature header and header that claim 256 MiB, keys and signatures that claim 4 GiB.
    let mut package = fixture("rsa.rpm")[..112].to_vec();
    package[108..112].copy_from_slice(&(256u32 * 1024 * 1024).to_be_bytes());
    assert_eq!(code(check_digests(&package[..], "x")), "package-structure");
    for tag in [0xc6u8, 0xc2] {
        let claims = [&[tag, 0xff, 0xff, 0xff, 0xff, 0xff, 4], &[0; 64][..]].concat();
        assert_eq!(code(Keyring::new().add(&claims, "x")), "key-malformed");
        assert_eq!(
            code(keyring(&["rsa"]).verify_detached(&b""[..], &claims, "x", march())),
            "signature-malformed"
        );
    }
}

#[test]
fn real_packages_of_centos_7_are_verified() {
    let Some(corpus) = corpus() else { return };
    let keyring = keyring(&["centos-7"]);
    let mut checked = 0;
    for entry in fs::read_dir(corpus.join("rpms/el7-x86_64")).expect("the corpus can be read") {
        let path = entry.expect("an entry").path();
        let name = path.display().to_string();
        if !name.ends_with(".rpm") {
            continue;
        }
        let open = || File::open(&path).expect("it can be read");
        check_digests(open(), &name).unwrap_or_else(|error| panic!("{error}"));
        match keyring.verify_package(open(), &name, year(2020)) {
            Ok(signed) => {
                assert_eq!(signed.fingerprint, only(&keyring));
                checked += 1;
            }
            // Those of EPEL and others.
            Err(error) => assert_eq!(error.code(), "key-missing", "{error}"),
        }
    }
    assert_eq!(checked, 99);
}

#[test]
fn real_packages_of_all_formats_are_told_apart() {
    let Some(corpus) = corpus() else { return };
    let keyring = keyring(&["rpm-rs-v4-ed25519", "rpm-rs-v6-ed25519"]);
    let mut codes: BTreeMap<String, &str> = BTreeMap::new();
    for directory in
        ["rpm-rs-assets", "payload-formats", "rpm-upstream-testdata", "rpmlint-binaries", "al2023-nagios"]
    {
        for entry in fs::read_dir(corpus.join("rpms").join(directory)).expect("the corpus can be read") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if !name.ends_with(".rpm") {
                continue;
            }
            let open = || File::open(&path).expect("it can be read");
            let digests = code(check_digests(open(), &name));
            if digests != "good" {
                codes.insert(format!("{directory} {name} digests"), digests);
            }
            let signature = code(keyring.verify_package(open(), &name, year(2027)));
            if !["signature-missing", "key-missing"].contains(&signature) {
                codes.insert(format!("{directory} {name}"), signature);
            }
        }
    }
    let found: Vec<String> = codes.iter().map(|(name, code)| format!("{name}: {code}")).collect();
    let expected = [
        "rpm-rs-assets RPMS__v4__signed__rpm-basic-with-ed25519-2.3.4-5.el9.noarch.rpm: good",
        "rpm-rs-assets RPMS__v4__signed__rpm-basic-with-ima-2.3.4-5.el9.noarch.rpm: good",
        "rpm-rs-assets RPMS__v6__signed__rpm-basic-multiple-signatures-2.3.4-5.el9.noarch.rpm: good",
        "rpm-rs-assets RPMS__v6__signed__rpm-basic-with-ed25519-2.3.4-5.el9.noarch.rpm: good",
        "rpm-upstream-testdata RPMS__hello-2.0-1.x86_64-corrupted.rpm digests: package-digest",
    ];
    assert_eq!(found, expected);
}
