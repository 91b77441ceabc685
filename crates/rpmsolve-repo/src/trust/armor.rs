//! From the bytes of a file of keys or signatures to OpenPGP packets: armour taken off, every length checked (RFC 9580,
//! sections 4.2 and 6.2).
//!
//! Readers that leave out what they cannot read make a cut-off file look whole; here such a file is an error.

use std::io::Read;

use memchr::memmem;
use pgp::armor::{Dearmor, DearmorOptions};
use pgp::base64::{Base64Decoder, Base64Reader};
use pgp::errors::Error;
use pgp::packet::{Packet, PacketHeader};
use pgp::types::{PacketLength, Tag};

/// How long a file of keys or signatures may be; those of whole distributions take a tenth.
pub(super) const FILE_MAX_BYTES: usize = 1024 * 1024;

const BEGIN: &[u8] = b"-----BEGIN PGP ";
const END: &[u8] = b"-----END PGP ";

/// Why bytes are not what they should be.
pub(super) enum Malformed {
    /// A secret key.
    Secret,
    Reason(String),
}

/// A packet, or one of a kind that is not known here, which RFC 9580 wants left alone.
pub(super) enum Item {
    Packet(Box<Packet>),
    Unsupported(Tag),
}

/// The packets of a file. Armoured blocks with the label `wanted` may follow each other, with text between them.
pub(super) fn packets(bytes: &[u8], wanted: &str) -> Result<Vec<Item>, Malformed> {
    if bytes.len() > FILE_MAX_BYTES {
        return Err(Malformed::Reason("has more than 1 MiB".to_owned()));
    }
    let mut items = Vec::new();
    if memmem::find(bytes, BEGIN).is_some() {
        for block in blocks(bytes, wanted)? {
            read_packets(&block, &mut items)?;
        }
    } else if bytes.first().is_some_and(|first| first & 0x80 != 0) {
        read_packets(bytes, &mut items)?;
    } else {
        return Err(reason("holds no OpenPGP data, neither armoured nor binary"));
    }
    Ok(items)
}

/// What base64 stands for, if that is all there is.
pub(super) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
    let mut bytes = Vec::new();
    Base64Decoder::new(Base64Reader::new(text)).read_to_end(&mut bytes).ok()?;
    (bytes.len().div_ceil(3) * 4 == digits).then_some(bytes)
}

/// The content of each armoured block.
fn blocks(bytes: &[u8], wanted: &str) -> Result<Vec<Vec<u8>>, Malformed> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<u8>> = None;
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.trim_ascii_end();
        if let Some(label) = label(line, BEGIN) {
            if open.is_some() {
                return Err(reason("an armoured block begins before the one before it ends"));
            }
            if label.starts_with(b"PRIVATE KEY") || label.starts_with(b"SECRET KEY") {
                return Err(Malformed::Secret);
            }
            if label != wanted.as_bytes() {
                let label = String::from_utf8_lossy(&label[..label.len().min(40)]);
                return Err(Malformed::Reason(format!("holds a PGP {label:?}, not a PGP {wanted}")));
            }
            open = Some(Vec::new());
        }
        if let Some(block) = &mut open {
            block.extend_from_slice(line);
            block.push(b'\n');
            if label(line, END).is_some() {
                blocks.push(dearmor(block)?);
                open = None;
            }
        }
    }
    if open.is_some() {
        return Err(reason("an armoured block has no end"));
    }
    Ok(blocks)
}

fn label<'a>(line: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    line.strip_prefix(start)?.strip_suffix(b"-----")
}

/// The checksum at the end is not looked at, as RFC 9580 has it (section 6.1): signatures say more.
fn dearmor(block: &[u8]) -> Result<Vec<u8>, Malformed> {
    let damaged = |_| reason("its armour is damaged");
    let mut dearmor = Dearmor::with_options(block, DearmorOptions::new().set_limit(FILE_MAX_BYTES));
    dearmor.read_header().map_err(|_| reason("its armour has no proper head"))?;
    let mut content = Vec::new();
    dearmor.read_to_end(&mut content).map_err(damaged)?;
    Ok(content)
}

fn read_packets(mut bytes: &[u8], items: &mut Vec<Item>) -> Result<(), Malformed> {
    while !bytes.is_empty() {
        let cut_off = || reason("ends in the middle of an OpenPGP packet");
        let header = PacketHeader::try_from_reader(&mut bytes).map_err(|_| cut_off())?;
        let PacketLength::Fixed(length) = header.packet_length() else {
            return Err(reason(
                "has an OpenPGP packet of no fixed length, which keys and signatures may not be",
            ));
        };
        let (mut body, rest) = bytes.split_at_checked(length as usize).ok_or_else(cut_off)?;
        bytes = rest;
        match header.tag() {
            Tag::SecretKey | Tag::SecretSubkey => return Err(Malformed::Secret),
            Tag::PublicKey | Tag::PublicSubkey | Tag::UserId | Tag::UserAttribute | Tag::Signature => {}
            // Of no meaning here: trust packets of GnuPG's own keyrings, markers, padding.
            Tag::Trust | Tag::Marker | Tag::Padding => continue,
            tag => {
                return Err(Malformed::Reason(format!(
                    "has an OpenPGP packet of type {}, which belongs in no file of keys or signatures",
                    u8::from(tag)
                )));
            }
        }
        match Packet::from_reader(header, &mut body) {
            Ok(packet) => items.push(Item::Packet(Box::new(packet))),
            Err(error) if is_unsupported(&error) => items.push(Item::Unsupported(header.tag())),
            Err(_) => {
                return Err(Malformed::Reason(format!(
                    "has a damaged OpenPGP packet of type {}",
                    u8::from(header.tag())
                )));
            }
        }
    }
    Ok(())
}

fn is_unsupported(error: &Error) -> bool {
    match error {
        Error::Unsupported { .. } | Error::Unimplemented { .. } => true,
        Error::InvalidPacketContent { source } => is_unsupported(source),
        _ => false,
    }
}

fn reason(text: &str) -> Malformed {
    Malformed::Reason(text.to_owned())
}
