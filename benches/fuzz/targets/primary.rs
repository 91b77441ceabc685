//! Bytes taken for a primary.xml: what reads fast says what the XML reader says. Start it from real ones.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rpmsolve::metadata::{
    MetadataError, PackageRecord, RelationKind, read_primary, read_primary_in_parallel,
};

/// What a record says of relations and files; its fields go by the same way as its name.
fn described(record: &PackageRecord) -> String {
    let relations =
        RelationKind::ALL.map(|kind| record.relations(kind).map(|it| format!("{it:?}")).collect::<String>());
    format!("{} {relations:?} {:?}", record.nevra(), record.files().collect::<Vec<_>>())
}

fuzz_target!(|bytes: &[u8]| {
    let (mut slowly, mut fast) = (Vec::new(), Vec::new());
    let expected = read_primary(bytes, "fuzz.xml", |record| {
        slowly.push(described(record));
        Ok::<(), MetadataError>(())
    });
    let found = read_primary_in_parallel(
        || Ok::<_, MetadataError>(bytes),
        "fuzz.xml",
        1,
        |record| {
            fast.push(described(record));
            Ok::<(), MetadataError>(())
        },
    );
    assert_eq!(slowly, fast);
    assert_eq!(expected.map_err(|error| error.to_string()), found.map_err(|error| error.to_string()));
});
