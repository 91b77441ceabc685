//! One `.rpm` file: header, decompression, archive, digests; bytes in, checked files out.
//!
//! This is hostile-input code. The order of the checks is the safety argument: length and checksum of the whole
//! file, shape of the header ([`structure`]), every path and the sum of all sizes ([`record`]), and only then is
//! the payload decompressed, never further than the header said ([`cpio`], [`payload`]). Nothing here writes.

mod codec;
mod cpio;
mod digest;
mod payload;
mod record;
mod scriptlet;
mod structure;

pub(crate) use payload::unpack;
pub use payload::{Package, PackageFile, read_package};
pub use record::{FileKind, FileRecord};
pub use scriptlet::Scriptlet;

pub(crate) use digest::sha256_hex;
