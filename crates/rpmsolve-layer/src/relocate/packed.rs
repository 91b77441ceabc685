//! Looks into packed files for paths of the layer: they are not rewritten, but should be known.
//!
//! A zip, a jar or a gzip file is opened as far as a bound on its contents allows; what is damaged is not looked at.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use rpmsolve::Codec;

/// Most bytes that are unpacked of one file to look for paths.
const MAX_UNPACKED_BYTES: u64 = 32 << 20;

/// Calls `look` on the contents of every part of a packed file, and gathers what it finds.
pub(super) fn paths_in(bytes: &[u8], look: impl Fn(&[u8]) -> Vec<String>) -> BTreeSet<String> {
    if bytes.starts_with(b"PK\x03\x04") {
        return in_zip(bytes, look).unwrap_or_default();
    }
    let codec = Codec::of(bytes);
    // Lzma has no magic number worth the name.
    if matches!(codec, Codec::Plain | Codec::Lzma) {
        return BTreeSet::new();
    }
    let mut unpacked = Vec::new();
    let read =
        codec.reader(bytes).and_then(|packed| packed.take(MAX_UNPACKED_BYTES).read_to_end(&mut unpacked));
    if read.is_err() { BTreeSet::new() } else { look(&unpacked).into_iter().collect() }
}

fn in_zip(bytes: &[u8], look: impl Fn(&[u8]) -> Vec<String>) -> zip::result::ZipResult<BTreeSet<String>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut found = BTreeSet::new();
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..archive.len() {
        let mut content = Vec::new();
        archive.by_index(index)?.take(left).read_to_end(&mut content)?;
        left -= content.len() as u64;
        found.extend(look(&content));
        if left == 0 {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn gzip_and_zip_are_opened() {
        let look = |bytes: &[u8]| vec![String::from_utf8_lossy(bytes).into_owned()];
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"in gzip").unwrap();
        assert!(paths_in(&gzip.finish().unwrap(), look).contains("in gzip"));
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"in zip").unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        assert!(paths_in(&bytes, look).contains("in zip"));
        assert!(paths_in(&bytes[..bytes.len() - 9], look).is_empty(), "damaged");
        assert!(paths_in(b"plain", look).is_empty());
    }
}
