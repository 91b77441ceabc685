//! The bundle of certificate authorities that `update-ca-certificates` (Debian) or `update-ca-trust` (Red Hat) makes.
//!
//! Debian's is all files of `/usr/share/ca-certificates` one behind the other. Red Hat's are the certificates that are
//! trusted for servers: of a bundle in p11-kit's format, or of one in OpenSSL's with trust behind each certificate.

use super::scene::Scene;
use crate::error::LayerError;
use crate::tree::{Entry, FileEntry};

const DEBIAN_SOURCES: &str = "/usr/share/ca-certificates";
const DEBIAN_BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";
const RED_HAT_SOURCES: &str = "/usr/share/pki/ca-trust-source";
const RED_HAT_BUNDLE: &str = "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem";

/// The purpose `serverAuth`, 1.3.6.1.5.5.7.3.1, as DER has it.
const SERVER: [u8; 10] = [6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1];

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// Makes the bundles that the layer has the sources of.
pub(super) fn bundle(scene: &mut Scene<'_>) -> Result<(), LayerError> {
    let debian = sources(scene, DEBIAN_SOURCES, |bytes| String::from_utf8(bytes.to_vec()).ok())?;
    if write(scene, DEBIAN_BUNDLE, debian) {
        // Where OpenSSL looks by itself.
        let openssl = "/usr/lib/ssl";
        if let Some(package) = scene.node(openssl).and_then(|node| node.package) {
            scene.link(&format!("{openssl}/cert.pem"), DEBIAN_BUNDLE, package);
        }
    }
    let red_hat = sources(scene, RED_HAT_SOURCES, |bytes| Some(trusted(&String::from_utf8_lossy(bytes))))?;
    write(scene, RED_HAT_BUNDLE, red_hat);
    Ok(())
}

/// What `read` makes of every file below `directory`, with the package of the first.
fn sources(
    scene: &Scene<'_>,
    directory: &str,
    read: impl Fn(&[u8]) -> Option<String>,
) -> Result<Option<(String, usize)>, LayerError> {
    let mut found: Option<(String, usize)> = None;
    let start = format!("{directory}/");
    for (_, node, file) in scene.tree.files().filter(|(_, node, _)| node.origin.starts_with(&start)) {
        let bytes = file.content.read().map_err(LayerError::io("read", &node.origin))?;
        let Some(text) = read(&bytes).filter(|text| text.contains(BEGIN)) else { continue };
        let (bundle, _) = found.get_or_insert_with(|| (String::new(), node.package.unwrap_or_default()));
        bundle.push_str(text.trim_end());
        bundle.push('\n');
    }
    Ok(found)
}

/// Writes a bundle where there is none, or an empty one to be filled.
fn write(scene: &mut Scene<'_>, path: &str, bundle: Option<(String, usize)>) -> bool {
    let Some((bundle, package)) = bundle.filter(|_| !scene.base.contains(path)) else { return false };
    let count = bundle.matches(BEGIN).count();
    let entry = Entry::File(FileEntry::new(bundle.into_bytes(), false));
    let is_empty =
        scene.node(path).is_some_and(|node| matches!(&node.entry, Entry::File(file) if file.len() == 0));
    let is_made = match scene.place(path).filter(|_| is_empty).and_then(|place| scene.tree.get_mut(&place)) {
        Some(node) => {
            node.entry = entry;
            true
        }
        None => scene.put(path, entry, package),
    };
    if is_made {
        scene.info(package, path, format!("made of {count} certificates, as its scriptlet would"));
    }
    is_made
}

/// The certificates of a bundle that are trusted for servers, as PEM.
fn trusted(text: &str) -> String {
    let mut bundle = String::new();
    let mut objects = Vec::new();
    let mut lines = text.lines();
    let mut head = Vec::new();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix(BEGIN).and_then(|kind| kind.strip_suffix("-----")) else {
            if line == "[p11-kit-object-v1]" {
                objects.push(std::mem::take(&mut head));
            }
            head.push(line);
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with(END)).collect();
        match kind {
            "TRUSTED CERTIFICATE" => bundle.extend(split(&body).map(|certificate| pem(&certificate))),
            _ => head.extend(std::iter::once(kind).chain(body)),
        }
    }
    objects.push(head);
    let value = |object: &[&str], name: &str| -> Option<String> {
        let found = object.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))?;
        Some(found.trim_matches('"').to_owned())
    };
    for object in &objects {
        let is_trusted = value(object, "trusted").as_deref() == Some("true");
        let Some(at) = object.iter().position(|line| *line == "CERTIFICATE").filter(|_| is_trusted) else {
            continue;
        };
        // An extension of the same label restricts what the certificate is trusted for.
        let label = value(object, "label");
        let purposes = objects.iter().filter(|other| {
            value(other, "object-id").as_deref() == Some("2.5.29.37") && value(other, "label") == label
        });
        let mut purposes = purposes.filter_map(|other| value(other, "value")).peekable();
        if purposes.peek().is_none() || purposes.any(|value| has_server(&unescaped(&value))) {
            let body = object[at + 1..].iter().take_while(|line| is_base64(line)).copied();
            bundle += &armoured(body);
        }
    }
    bundle
}

/// The certificate of OpenSSL's `TRUSTED CERTIFICATE`, if it is trusted for servers: the trust is a second sequence.
fn split(body: &[&str]) -> Option<Vec<u8>> {
    let bytes = decoded(body)?;
    let length = der_length(&bytes)?;
    let (certificate, trust) = bytes.split_at_checked(length)?;
    // SEQUENCE { SEQUENCE OF purposes, [0] refused purposes, … }
    let inside = der_content(trust)?;
    let purposes =
        if inside.first() == Some(&0x30) { &inside[..der_length(inside)?.min(inside.len())] } else { &[] };
    has_server(purposes).then(|| certificate.to_vec())
}

fn has_server(purposes: &[u8]) -> bool {
    memchr::memmem::find(purposes, &SERVER).is_some()
}

/// The number of bytes of the DER value that `bytes` begin with, its head included.
fn der_length(bytes: &[u8]) -> Option<usize> {
    let (head, length) = der_head(bytes)?;
    head.checked_add(length)
}

fn der_content(bytes: &[u8]) -> Option<&[u8]> {
    let (head, length) = der_head(bytes)?;
    bytes.get(head..head.checked_add(length)?)
}

/// Length of the head, and of what it announces.
fn der_head(bytes: &[u8]) -> Option<(usize, usize)> {
    match *bytes.get(1)? {
        short @ 0..0x80 => Some((2, usize::from(short))),
        long => {
            let count = usize::from(long & 0x7f);
            let digits = bytes.get(2..2 + count).filter(|digits| (1..=4).contains(&digits.len()))?;
            Some((2 + count, digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit))))
        }
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let escaped =
            behind.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    bytes
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn is_base64(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|byte| ALPHABET.contains(&byte) || byte == b'=')
}

fn decoded(lines: &[&str]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in lines.iter().flat_map(|line| line.trim().bytes()).filter(|byte| *byte != b'=') {
        bits = bits << 6 | u32::try_from(ALPHABET.iter().position(|letter| *letter == byte)?).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(bytes)
}

fn pem(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte))
            << (8 * (3 - chunk.len()));
        for index in 0..4 {
            let letter = ALPHABET[bits >> (18 - 6 * index) & 63];
            text.push(if index <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
    armoured(lines.into_iter())
}

fn armoured<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<&str> = lines.collect();
    format!("{BEGIN}CERTIFICATE-----\n{}\n{END}CERTIFICATE-----\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A DER sequence.
    fn sequence(content: &[u8]) -> Vec<u8> {
        [&[0x30, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn trusted_certificate(certificate: &[u8], purposes: &[u8], refused: &[u8]) -> String {
        let refused = [&[0xa0, u8::try_from(refused.len()).unwrap()], refused].concat();
        let trust = sequence(&[sequence(purposes), refused].concat());
        pem(&[certificate, &trust].concat()).replace("CERTIFICATE", "TRUSTED CERTIFICATE")
    }

    #[test]
    fn of_trusted_certificates_those_for_servers_are_taken() {
        let certificate =
            sequence(b"anything at all, long enough for two lines of base64 when it is written out");
        let other = sequence(b"for mail only");
        let text = trusted_certificate(&certificate, &SERVER, b"")
            + &trusted_certificate(&other, b"\x06\x01\x2b", &SERVER);
        assert_eq!(trusted(&text), pem(&certificate));
    }

    #[test]
    fn of_p11_kit_objects_those_that_are_trusted_for_servers_are_taken() {
        let object = |label: &str, trust: &str| {
            let certificate = pem(label.as_bytes());
            format!(
                "[p11-kit-object-v1]\nlabel: \"{label}\"\n{trust}: true\nmodifiable: false\n{certificate}\n"
            )
        };
        let purpose = |label: &str, value: &str| {
            format!(
                "[p11-kit-object-v1]\nlabel: \"{label}\"\nclass: x-certificate-extension\nobject-id: 2.5.29.37\n\
                 value: \"{value}\"\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
            )
        };
        let text = object("all", "trusted")
            + &object("mail", "trusted")
            + &purpose("mail", "0%14%06%08%2B%06%01%05%05%07%03%04")
            + &object("web", "trusted")
            + &purpose("web", "0%0A%06%08%2B%06%01%05%05%07%03%01")
            + &object("gone", "x-distrusted");
        assert_eq!(trusted(&text), pem(b"all") + &pem(b"web"));
    }

    #[test]
    fn base64_goes_both_ways() {
        for text in ["", "a", "ab", "abc", "abcd"] {
            let armoured = pem(text.as_bytes());
            let body: Vec<&str> = armoured.lines().filter(|line| !line.starts_with('-')).collect();
            assert_eq!(decoded(&body).unwrap(), text.as_bytes());
        }
        assert_eq!(pem(b"hello"), "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n");
        assert_eq!(trusted("-----BEGIN TRUSTED CERTIFICATE-----\nMIIB\n-----END"), "");
    }
}
