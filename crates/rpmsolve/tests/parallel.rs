//! primary.xml read on several threads, in the regular form, says what the XML reader says, whatever is in it: the same
//! packages in the same order, or the same error.

mod common;

use std::fs;
use std::io::Read;

use proptest::prelude::*;
use rpmsolve::metadata::{
    Field, MetadataError, PackageRecord, RelationKind, UNPACKED_MAX_BYTES, decompress, read_primary,
    read_primary_in_parallel,
};

/// Everything that a record says.
fn described(record: &PackageRecord) -> String {
    let fields = [
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
    let fields = fields.map(|field| record.field(field));
    let relations: Vec<Vec<_>> =
        RelationKind::ALL.into_iter().map(|kind| record.relations(kind).collect()).collect();
    let files: Vec<_> = record.files().collect();
    let numbers = [
        record.size_download_bytes,
        record.size_installed_bytes,
        record.size_archive_bytes,
        record.time_file,
        record.time_build,
    ];
    format!("{fields:?} {relations:?} {files:?} {numbers:?} {:?}", record.header_range)
}

type Read1 = (Vec<String>, Result<u64, String>);

fn one_by_one(xml: &[u8]) -> Read1 {
    let mut found = Vec::new();
    let count = read_primary(xml, "primary.xml", |record| {
        found.push(described(record));
        Ok::<(), MetadataError>(())
    });
    (found, count.map_err(|error| error.to_string()))
}

fn in_parallel(xml: &[u8], threads: usize) -> Read1 {
    let mut found = Vec::new();
    let open = || Ok::<_, MetadataError>(xml);
    let count = read_primary_in_parallel(open, "primary.xml", threads, |record| {
        found.push(described(record));
        Ok::<(), MetadataError>(())
    });
    (found, count.map_err(|error| error.to_string()))
}

/// A repository of several pieces.
fn repository(packages: usize) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<metadata xmlns=\"c\" xmlns:rpm=\"r\" packages=\"{packages}\">\n"
    );
    for number in 0..packages {
        let longer_than_remembered = "a and ".repeat(if number % 50 == 0 { 100 } else { 1 });
        let words = "a long description of this package ".repeat(number % 7);
        xml += &format!(
            r#"<package type="rpm">
  <name>package{number}</name>
  <arch>x86_64</arch>
  <version epoch="{}" ver="1.{number}" rel="2"/>
  <checksum type="sha256" pkgid="YES">{number:064x}</checksum>
  <summary>It's the &lt;{number}th&gt; &amp; last</summary>
  <description>{words}&#233;ü</description>
  <packager/>
  <time file="1" build="{number}"/>
  <size package="{number}" installed="2" archive="3"/>
  <location href="p/package{number}.rpm"/>
  <format>
    <rpm:license>MIT</rpm:license>
    <rpm:header-range start="4504" end="8000"/>
    <rpm:provides>
      <rpm:entry name="package{number}" flags="EQ" epoch="0" ver="1.{number}" rel="2"/>
      <rpm:entry name="font(o'l=)"/>
      <rpm:entry name="odd="/>
    </rpm:provides>
    <rpm:requires>
      <rpm:entry name="libc.so.6()(64bit)"/>
      <rpm:entry name="(a &gt;= 1 if b)" pre="1"/>
      <rpm:entry name="c" flags="GE" epoch="1" ver="2"/>
      <rpm:entry name="({longer_than_remembered})"/>
    </rpm:requires>
    <file>/usr/bin/p{number}</file>
    <file type="dir">/etc/p</file>
  </format>
</package>
"#,
            number % 3
        );
    }
    xml + "</metadata>\n"
}

#[test]
fn several_pieces_are_one_file() {
    let xml = repository(400);
    let expected = one_by_one(xml.as_bytes());
    assert_eq!(expected.1, Ok(400));
    for threads in [0, 1, 2, 5] {
        assert!(in_parallel(xml.as_bytes(), threads) == expected, "{threads} threads");
    }
}

#[test]
fn whatever_is_irregular_is_read_all_the_same() {
    let xml = repository(200);
    let half = xml.len() / 2;
    let package = half + xml[half..].find("<package ").expect("there is another");
    for odd in [
        "<!-- </package> -->",
        "<![CDATA[</package>]]>",
        "<?pi </package>?>",
        "<package type='rpm'><name>x</name><arch>noarch</arch><version ver='1>2'/></package>",
        "<c:package><c:name>x</c:name><c:arch>a</c:arch><c:version ver = \"1\"/></c:package>",
        "<package><name>x&unknown;</name></package>",
        "&unknown;<package><name>x</name><arch>a</arch><version ver=\"1\"/></package>",
        "<package><name>x</name></package>",
        "<package><name><![CDATA[y]]>x</name><arch>a</arch><version epoch=\"0\" ver=\"1\"/></package>",
        "</metadata>",
        "<",
        "\u{0}",
    ] {
        let mut changed = xml.clone();
        changed.insert_str(package, odd);
        let (fast, slow) = (in_parallel(changed.as_bytes(), 2), one_by_one(changed.as_bytes()));
        assert_eq!(fast.1, slow.1, "{odd}");
        assert!(fast == slow, "{odd}");
    }
    for xml in ["", "<metadata/>", "<metadata></metadata>", "<other/>", "\u{feff}<metadata/>", "<metadata>"] {
        assert_eq!(in_parallel(xml.as_bytes(), 2), one_by_one(xml.as_bytes()), "{xml}");
    }
}

#[test]
fn an_error_of_the_caller_ends_it() {
    let xml = repository(400);
    let mut left = 300;
    let result = read_primary_in_parallel(
        || Ok::<_, MetadataError>(xml.as_bytes()),
        "x",
        2,
        |_| {
            left -= 1;
            if left > 0 {
                return Ok(());
            }
            let error = MetadataError::TooLarge { file: "x".to_owned(), limit_bytes: 1 };
            Err(error)
        },
    );
    assert_eq!((left, result.expect_err("it was made to fail").code()), (0, "too-large"));
}

/// What may happen to a file: bytes that are written over, taken out, or put in.
fn changed(mut xml: Vec<u8>, changes: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    const PIECES: [&[u8]; 8] =
        [b"<", b">", b"\"", b"'", b"&amp;", b"<!-- -->", b"</package>", b"<package type=\"rpm\">"];
    for (place, kind, byte) in changes {
        let place = place.index(xml.len());
        match kind % 3 {
            0 => xml[place] = *byte,
            1 => drop(xml.drain(place..(place + usize::from(byte % 40)).min(xml.len()))),
            _ => drop(xml.splice(place..place, PIECES[usize::from(*byte) % PIECES.len()].iter().copied())),
        }
    }
    xml
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_means_the_same(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<u8>()), 1..4),
    ) {
        let xml = changed(repository(150).into_bytes(), &changes);
        let (fast, slow) = (in_parallel(&xml, 2), one_by_one(&xml));
        prop_assert_eq!((fast.0.len(), &fast.1), (slow.0.len(), &slow.1));
        prop_assert!(fast == slow);
    }
}

/// All real repositories are read the same, and fast: none of them needs the XML reader.
#[test]
fn real_repositories_are_read_the_same() {
    let Some(corpus) = common::corpus() else { return };
    for entry in fs::read_dir(corpus.join("repodata")).expect("the corpus can be read") {
        let directory = entry.expect("the corpus can be read").path().join("repodata");
        for file in fs::read_dir(directory).expect("the corpus can be read") {
            let path = file.expect("the corpus can be read").path();
            if !path.display().to_string().contains("primary.xml") {
                continue;
            }
            let packed = fs::read(&path).expect("readable");
            let mut xml = Vec::new();
            let mut unpacked =
                decompress(&packed[..], "primary.xml", UNPACKED_MAX_BYTES).expect("it unpacks");
            unpacked.read_to_end(&mut xml).expect("it unpacks");
            let expected = one_by_one(&xml);
            assert!(expected.1.is_ok(), "{}", path.display());
            assert!(in_parallel(&xml, 2) == expected, "{}", path.display());
        }
    }
}
