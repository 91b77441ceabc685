//! Repository metadata: bytes in, packages out. Nothing here knows where the bytes come from.
//!
//! A repository begins with [`Repomd`], which names the other files and their checksums; [`decompress`] unpacks
//! them; [`read_primary`] and [`read_filelists`] hand over their content piece by piece, as [`PackageRecord`]s
//! and paths. [`read_modules`] and [`Comps`] are for what stands beside the packages. [`PrimaryWriter`],
//! [`FilelistsWriter`] and [`Repomd::write`] go the other way.

mod by_heart;
mod comps;
mod decompress;
mod entry;
mod error;
mod filelists;
mod metalink;
mod modules;
mod parallel;
mod primary;
mod record;
mod regular;
mod repomd;
mod write;
mod xml;
mod yaml;

pub use comps::{Comps, Environment, Group, GroupPackageKind};
pub use decompress::{UNPACKED_MAX_BYTES, decompress};
pub use error::MetadataError;
pub use filelists::{ListedFile, read_filelists};
pub use metalink::{Metalink, MetalinkState};
pub use modules::{
    MODULES_MAX_BYTES, ModuleDefaults, ModuleDocument, ModuleRequirement, ModuleStream, read_modules,
};
pub use parallel::read_primary_in_parallel;
pub use primary::read_primary;
pub use record::{Field, FileKind, PackageRecord, Relation, RelationKind};
pub(crate) use record::{HashedRelation, Mark};
pub use repomd::{Repomd, RepomdFile};
pub use write::{FilelistsWriter, PrimaryWriter};
