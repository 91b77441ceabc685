//! One `.rpm` file: header, decompression, archive, digests; bytes in, checked files out.
//!
//! This is hostile-input code. The order of the checks is the safety argument: length and checksum of the whole
//! file, shape of the header ([`rpmsolve_repo::check_structure`]), every path and the sum of all sizes ([`record`]), and only then is
//! the payload decompressed, never further than the header said ([`cpio`], [`payload`]). Nothing here writes.

mod cpio;
mod payload;
mod record;
mod scriptlet;

pub use payload::{HeaderFacts, Package, PackageFile, read_package, read_package_from};
pub(crate) use payload::{Promise, read_header, unpack};
pub use record::{FileKind, FileRecord};
pub use scriptlet::Scriptlet;
