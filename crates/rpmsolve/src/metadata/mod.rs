//! Repository metadata: bytes in, packages out.

mod record;

pub use record::{Field, FileKind, PackageRecord, Relation, RelationKind};
