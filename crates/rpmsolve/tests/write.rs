//! What is written of metadata says the same when it is read again, and is what createrepo_c writes, byte for byte.

mod common;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rpmsolve::metadata::{
    Field, FileKind, FilelistsWriter, MetadataError, PackageRecord, PrimaryWriter, Relation, RelationKind,
    Repomd, RepomdFile, UNPACKED_MAX_BYTES, decompress, read_filelists, read_primary,
};
use rpmsolve::{Comparison, is_primary_path};

const FIELDS: [Field; 16] = [
    Field::Name,
    Field::Arch,
    Field::Evr,
    Field::Summary,
    Field::Description,
    Field::Packager,
    Field::Url,
    Field::Location,
    Field::LocationBase,
    Field::ChecksumType,
    Field::Checksum,
    Field::License,
    Field::Vendor,
    Field::Group,
    Field::BuildHost,
    Field::SourceRpm,
];

/// Everything that primary.xml says of a package.
fn described(record: &PackageRecord) -> String {
    let fields = FIELDS.map(|field| record.field(field));
    let relations = RelationKind::ALL.map(|kind| record.relations(kind).collect::<Vec<_>>());
    let files: Vec<_> = record.files().filter(|(_, path)| is_primary_path(path)).collect();
    let numbers = [
        record.size_download_bytes,
        record.size_installed_bytes,
        record.size_archive_bytes,
        record.time_file,
        record.time_build,
    ];
    format!("{fields:?} {relations:?} {files:?} {numbers:?} {:?}", record.header_range)
}

fn written(records: &[PackageRecord]) -> Vec<u8> {
    let mut writer = PrimaryWriter::new(Vec::new(), records.len() as u64).expect("memory");
    records.iter().for_each(|record| writer.write(record).expect("memory"));
    writer.finish().expect("memory")
}

fn written_lists(records: &[PackageRecord]) -> Vec<u8> {
    let mut writer = FilelistsWriter::new(Vec::new(), records.len() as u64).expect("memory");
    records.iter().for_each(|record| writer.write(record).expect("memory"));
    writer.finish().expect("memory")
}

fn read(xml: &[u8]) -> Vec<PackageRecord> {
    let mut found = Vec::new();
    read_primary(xml, "primary.xml", |record| {
        found.push(record.clone());
        Ok::<(), MetadataError>(())
    })
    .unwrap_or_else(|error| panic!("{error}"));
    found
}

fn read_lists(xml: &[u8]) -> Vec<(String, String, FileKind, String)> {
    let mut found = Vec::new();
    read_filelists(xml, "filelists.xml", |file| {
        found.push((
            file.package_id.to_owned(),
            file.package_name.to_owned(),
            file.kind,
            file.path.to_owned(),
        ));
        Ok::<(), MetadataError>(())
    })
    .unwrap_or_else(|error| panic!("{error}"));
    found
}

fn unpacked(path: &Path) -> Vec<u8> {
    let packed = fs::read(path).expect("readable");
    let mut xml = Vec::new();
    let mut reader = decompress(&packed[..], "metadata", UNPACKED_MAX_BYTES).expect("it unpacks");
    reader.read_to_end(&mut xml).expect("it unpacks");
    xml
}

fn metadata_of(repository: &Path, kind: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(repository.join("repodata")).expect("it is there");
    entries
        .map(|entry| entry.expect("readable").path())
        .find(|path| path.display().to_string().contains(&format!("{kind}.xml")))
}

/// What createrepo_c has written is written again as it was.
#[test]
fn as_createrepo_c_writes() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo");
    let primary = unpacked(&metadata_of(&demo, "primary").expect("it has one"));
    let mut records = read(&primary);
    let again = written(&records);
    assert_eq!(first_difference(&again, &primary), None);
    // From file lists back to file lists: with the packages of the one, and the files of the other.
    let lists = unpacked(&metadata_of(&demo, "filelists").expect("it has one"));
    let files = read_lists(&lists);
    for record in &mut records {
        let mut listed = PackageRecord::default();
        [Field::Name, Field::Arch, Field::Evr, Field::Checksum]
            .into_iter()
            .for_each(|field| listed.set(field, record.field(field)));
        for (_, _, kind, path) in files.iter().filter(|(id, ..)| id == record.field(Field::Checksum)) {
            listed.add_file(*kind, path);
        }
        *record = listed;
    }
    assert_eq!(first_difference(&written_lists(&records), &lists), None);
    let repomd = fs::read(demo.join("repodata/repomd.xml")).expect("it has one");
    let mut again = Vec::new();
    Repomd::parse(&repomd, "repomd.xml").expect("sound").write(&mut again).expect("memory");
    assert_eq!(first_difference(&again, &repomd), None);
}

/// The repositories of the corpus that createrepo_c has written, as far as it writes today as it did then.
const OF_CREATEREPO_C: [&str; 5] =
    ["cs9-appstream-2025", "cs9-baseos-2022", "epel8-2025-03", "openeuler-2021-mainline", "osbuild-custom"];

#[test]
fn real_repositories_are_written_as_they_were() {
    let Some(corpus) = common::corpus() else { return };
    let mut seen = 0;
    for entry in fs::read_dir(corpus.join("repodata")).expect("the corpus can be read") {
        let directory = entry.expect("the corpus can be read").path();
        let Some(path) = metadata_of(&directory, "primary") else { continue };
        let primary = unpacked(&path);
        let records = read(&primary);
        let again = written(&records);
        let back = read(&again);
        assert_eq!(back.len(), records.len());
        for (one, other) in records.iter().zip(&back) {
            assert_eq!(described(one), described(other), "{}", directory.display());
        }
        let is_same = first_difference(&again, &primary).is_none();
        if OF_CREATEREPO_C.iter().any(|name| directory.ends_with(name)) {
            assert_eq!(first_difference(&again, &primary), None, "{}", directory.display());
            seen += 1;
        }
        println!("{}: {is_same}", directory.display());
    }
    assert_eq!(seen, OF_CREATEREPO_C.len());
}

/// The first lines that differ.
fn first_difference(one: &[u8], other: &[u8]) -> Option<(String, String)> {
    let text = |line: Option<&[u8]>| String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
    let (mut one, mut other) = (one.split(|&byte| byte == b'\n'), other.split(|&byte| byte == b'\n'));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return None,
            (one, other) if one == other => {}
            (one, other) => return Some((text(one), text(other))),
        }
    }
}

/// Texts with whatever XML has a meaning for, and what it cannot hold.
fn text() -> impl Strategy<Value = String> {
    "[a-z<>&\"' ;#\\t\\n\\r\\]\\[/é\u{7f}\u{85}\u{2028}\u{fffd}😀\u{0}\u{1b}\u{ffff}]{0,12}"
}

fn evr() -> impl Strategy<Value = String> {
    "([1-9][0-9]?:)?[0-9a-z~^.&<é]{1,6}(-[0-9a-z~^.]{1,6})?"
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(vec![
        Comparison::LESS,
        Comparison::LESS_OR_EQUAL,
        Comparison::EQUAL,
        Comparison::GREATER_OR_EQUAL,
        Comparison::GREATER,
        Comparison::NOT_EQUAL,
    ])
}

type Numbers = (u64, u64, u64, u64, u64, Option<(u64, u64)>);
type Listed = (usize, String, Option<(Comparison, String)>, bool);

fn record() -> impl Strategy<Value = PackageRecord> {
    let fields = (prop::collection::vec(text(), 16), "[a-z]{1,3}", "[a-z]{1,3}", evr());
    let relation =
        (0..8usize, text(), prop::option::of((comparison(), evr())), any::<bool>()).prop_map(|it: Listed| it);
    let kinds = prop::sample::select(vec![FileKind::File, FileKind::Directory, FileKind::Ghost]);
    let file = (kinds, prop::sample::select(vec!["/etc/", "/usr/bin/", "/usr/share/"]), text());
    let lists = (prop::collection::vec(relation, 0..6), prop::collection::vec(file, 0..6));
    (fields, lists, any::<Numbers>()).prop_map(|((texts, name, arch, evr), (relations, files), numbers)| {
        let mut record = PackageRecord::default();
        FIELDS.into_iter().zip(&texts).for_each(|(field, text)| record.set(field, text));
        record.set(Field::Name, &(name + &texts[0]));
        record.set(Field::Arch, &(arch + &texts[1]));
        record.set(Field::Evr, &evr);
        record.set(Field::ChecksumType, "sha256");
        for (kind, name, constraint, pre) in relations {
            let constraint = constraint.as_ref().map(|(comparison, evr)| (*comparison, evr.as_str()));
            record.add_relation(RelationKind::ALL[kind], &format!("r{name}"), constraint, pre);
        }
        files.into_iter().for_each(|(kind, start, rest)| record.add_file(kind, &format!("{start}{rest}")));
        let (download, installed, archive, file, build, header_range) = numbers;
        (record.size_download_bytes, record.size_installed_bytes) = (download, installed);
        (record.size_archive_bytes, record.time_file, record.time_build) = (archive, file, build);
        record.header_range = header_range;
        record
    })
}

/// The same without what XML cannot hold.
fn storable(text: &str) -> String {
    text.replace(['\u{0}', '\u{1b}', '\u{ffff}'], "")
}

/// Everything that primary.xml can say of a package.
fn storable_record(record: &PackageRecord) -> PackageRecord {
    let mut changed = record.clone();
    changed.clear();
    FIELDS.into_iter().for_each(|field| changed.set(field, &storable(record.field(field))));
    for kind in RelationKind::ALL {
        for Relation { name, constraint, pre } in record.relations(kind) {
            changed.add_relation(kind, &storable(name), constraint, pre);
        }
    }
    record.files().for_each(|(kind, path)| changed.add_file(kind, &storable(path)));
    (changed.size_download_bytes, changed.size_installed_bytes) =
        (record.size_download_bytes, record.size_installed_bytes);
    (changed.size_archive_bytes, changed.time_file, changed.time_build) =
        (record.size_archive_bytes, record.time_file, record.time_build);
    changed.header_range = record.header_range;
    changed
}

fn repomd() -> impl Strategy<Value = Repomd> {
    // Around these a reader takes no notice of blanks.
    let word = || "[a-z0-9<>&\"'é😀]{1,8}";
    let checksum = || prop::option::of((word(), "[0-9a-f]{1,8}"));
    let numbers = || prop::array::uniform3(prop::option::of(any::<u64>()));
    let file = (word(), text(), prop::option::of(word()), (checksum(), checksum()), numbers());
    let file = file.prop_map(|(kind, href, base, (checksum, open_checksum), numbers)| {
        let [timestamp, size_bytes, open_size_bytes] = numbers;
        let href = format!("x{}", storable(&href));
        RepomdFile { kind, href, base, checksum, open_checksum, timestamp, size_bytes, open_size_bytes }
    });
    (word(), prop::collection::vec(word(), 0..3), prop::collection::vec(file, 0..4))
        .prop_map(|(revision, content_tags, files)| Repomd { revision, content_tags, files })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(records in prop::collection::vec(record(), 0..4)) {
        let expected: Vec<_> = records.iter().map(storable_record).collect();
        let back = read(&written(&records));
        prop_assert_eq!(
            back.iter().map(described).collect::<Vec<_>>(),
            expected.iter().map(described).collect::<Vec<_>>()
        );
        let lists = expected.iter().flat_map(|record| record.files().map(move |(kind, path)| {
            let [id, name] = [Field::Checksum, Field::Name].map(|field| record.field(field).to_owned());
            (id, name, kind, path.to_owned())
        }));
        prop_assert_eq!(read_lists(&written_lists(&records)), lists.collect::<Vec<_>>());
    }

    #[test]
    fn repomd_is_read_again(repomd in repomd()) {
        let mut xml = Vec::new();
        repomd.write(&mut xml).expect("memory");
        prop_assert_eq!(Repomd::parse(&xml, "repomd.xml").expect("sound"), repomd);
    }
}

#[test]
fn versions_are_taken_apart_and_put_together() {
    for (evr, expected) in [
        ("1", "epoch=\"0\" ver=\"1\" rel=\"\""),
        ("1-2", "epoch=\"0\" ver=\"1\" rel=\"2\""),
        ("3:1-2-4", "epoch=\"3\" ver=\"1-2\" rel=\"4\""),
        ("1-", "epoch=\"0\" ver=\"1-\" rel=\"\""),
        (":1", "epoch=\"0\" ver=\":1\" rel=\"\""),
        ("a:1", "epoch=\"0\" ver=\"a:1\" rel=\"\""),
        ("-1", "epoch=\"0\" ver=\"\" rel=\"1\""),
    ] {
        let mut record = PackageRecord::default();
        record.set(Field::Name, "p");
        record.set(Field::Arch, "noarch");
        record.set(Field::Evr, evr);
        record.add_relation(RelationKind::Provides, "p", Some((Comparison::EQUAL, evr)), false);
        let xml = written(std::slice::from_ref(&record));
        assert!(String::from_utf8_lossy(&xml).contains(expected), "{evr}");
        assert_eq!(described(&read(&xml)[0]), described(&record), "{evr}");
    }
}
