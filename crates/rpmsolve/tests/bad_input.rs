//! What damaged and hostile metadata get: an error with file and place, quickly, and never a panic.

use std::io::{Read, Write};

use proptest::prelude::*;
use rpmsolve::metadata::{
    Field, MetadataError, PackageRecord, RelationKind, Repomd, RepomdFile, UNPACKED_MAX_BYTES, decompress,
    read_filelists, read_primary,
};
use rpmsolve::testcase::Testcase;
use rpmsolve::{
    ArchPolicy, DigestAlgorithm, PoolBuilder, PoolError, RepositoryOptions, RichDep, RichDepError,
};

const PRIMARY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="1">
<package type="rpm">
  <name>hello</name><arch>x86_64</arch><version epoch="1" ver="2.10" rel="3"/>
  <checksum type="sha256" pkgid="YES">abc</checksum>
  <summary>Says &lt;hello&gt; &#38; more</summary>
  <size package="10" installed="20" archive="30"/>
  <location href="Packages/hello.rpm" xml:base="https://example.test/"/>
  <format>
    <rpm:license>MIT</rpm:license>
    <rpm:provides><rpm:entry name="hello" flags="EQ" epoch="1" ver="2.10" rel="3"/></rpm:provides>
    <rpm:requires>
      <rpm:entry name="libc.so.6()(64bit)"/>
      <rpm:entry name="bash" flags="GE" epoch="0" ver="5" pre="1"/>
      <rpm:entry name="odd" flags="" ver="1"/>
    </rpm:requires>
    <file>/usr/bin/hello</file><file type="dir">/etc/hello</file>
  </format>
</package>
</metadata>
"#;

fn read(xml: &[u8]) -> Result<Vec<PackageRecord>, MetadataError> {
    let mut packages = Vec::new();
    read_primary(xml, "primary.xml", |package| {
        packages.push(package.clone());
        Ok::<(), MetadataError>(())
    })?;
    Ok(packages)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("to memory");
    encoder.finish().expect("to memory")
}

#[test]
fn primary_is_read_whole() {
    let packages = read(PRIMARY.as_bytes()).expect("well-formed");
    let package = &packages[0];
    assert_eq!(package.nevra(), "hello-1:2.10-3.x86_64");
    assert_eq!(package.field(Field::Summary), "Says <hello> & more");
    assert_eq!(package.field(Field::LocationBase), "https://example.test/");
    assert_eq!(
        (package.size_download_bytes, package.size_installed_bytes, package.size_archive_bytes),
        (10, 20, 30)
    );
    let requires: Vec<_> = package.relations(RelationKind::Requires).collect();
    assert_eq!(requires.len(), 3);
    assert_eq!(
        requires[1].constraint.map(|(comparison, evr)| format!("{comparison} {evr}")).as_deref(),
        Some(">= 5")
    );
    assert!(requires[1].pre);
    assert_eq!(requires[2].constraint, None, "an empty flags attribute is none");
    assert_eq!(package.files().count(), 2);
}

#[test]
fn cut_off_xml_names_file_and_place() {
    for length in [PRIMARY.len() / 2, PRIMARY.len() - 13, 60] {
        let error = read(&PRIMARY.as_bytes()[..length]).expect_err("it is cut off");
        assert_eq!(error.code(), "xml");
        let text = error.to_string();
        assert!(text.starts_with("primary.xml: at byte "), "{text}");
    }
}

#[test]
fn undefined_entity_is_an_error() {
    for entity in ["&nbsp;", "&xxe;", "&#xFFFFFFFF;"] {
        let xml = PRIMARY.replace("&lt;", entity);
        let error = read(xml.as_bytes()).expect_err("not defined");
        assert_eq!(error.code(), "xml", "{error}");
    }
    let in_attribute = PRIMARY.replace("libc.so.6", "&boom;");
    assert_eq!(read(in_attribute.as_bytes()).expect_err("not defined").code(), "xml");
}

#[test]
fn document_types_are_refused() {
    let bomb = format!("<!DOCTYPE lolz [<!ENTITY lol \"lol\">]>{}", &PRIMARY[39..]);
    let error = read(bomb.as_bytes()).expect_err("a document type");
    assert!(error.to_string().contains("document type"), "{error}");
}

#[test]
fn depth_and_sizes_are_bounded() {
    let deep = format!("<metadata>{}", "<a>".repeat(100_000));
    assert_eq!(read(deep.as_bytes()).expect_err("too deep").code(), "xml");
    // A tag that never ends: 40 MB are not kept.
    struct Endless(usize);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = buffer.len().min(self.0);
            buffer[..count].fill(b'x');
            self.0 -= count;
            Ok(count)
        }
    }
    let endless = std::io::BufReader::new(b"<metadata a=\"".as_slice().chain(Endless(40 << 20)));
    let error = read_primary(endless, "primary.xml", |_| Ok::<(), MetadataError>(())).expect_err("endless");
    assert!(error.to_string().contains("longer than metadata"), "{error}");
}

#[test]
fn packages_without_identity_are_errors() {
    for part in ["<name>hello</name>", "<arch>x86_64</arch>", "<version epoch=\"1\" ver=\"2.10\" rel=\"3\"/>"]
    {
        let error = read(PRIMARY.replace(part, "").as_bytes()).expect_err("something is missing");
        assert_eq!(error.code(), "element", "{error}");
    }
    let error = read(PRIMARY.replace("package=\"10\"", "package=\"ten\"").as_bytes()).expect_err("no number");
    assert!(error.to_string().contains("<size> holds \"ten\""), "{error}");
}

#[test]
fn truncated_gzip_is_an_error() {
    let packed = gzip(PRIMARY.as_bytes());
    for length in [packed.len() / 2, packed.len() - 4] {
        let unpacked =
            decompress(&packed[..length], "primary.xml.gz", UNPACKED_MAX_BYTES).expect("the header is there");
        let error =
            read_primary(unpacked, "primary.xml.gz", |_| Ok::<(), MetadataError>(())).expect_err("truncated");
        assert!(error.to_string().starts_with("primary.xml.gz: "), "{error}");
    }
}

#[test]
fn bombs_are_cut_short() {
    let bomb = gzip(&vec![b' '; 10 << 20]);
    let unpacked = decompress(&bomb[..], "primary.xml.gz", 1 << 20).expect("the header is there");
    let error =
        read_primary(unpacked, "primary.xml.gz", |_| Ok::<(), MetadataError>(())).expect_err("too large");
    assert_eq!(error.code(), "too-large");
    assert!(error.to_string().contains("1048576 bytes"), "{error}");
}

#[test]
fn several_members_are_read_whole() {
    let mut packed = gzip(&PRIMARY.as_bytes()[..300]);
    packed.extend(gzip(&PRIMARY.as_bytes()[300..]));
    let unpacked =
        decompress(&packed[..], "primary.xml.gz", UNPACKED_MAX_BYTES).expect("the header is there");
    let count =
        read_primary(unpacked, "primary.xml.gz", |_| Ok::<(), MetadataError>(())).expect("two members");
    assert_eq!(count, 1);
}

#[test]
fn flipped_bits_and_wrong_sizes_are_noticed() {
    let file = RepomdFile {
        href: "repodata/primary.xml".to_owned(),
        checksum: Some(("sha256".to_owned(), DigestAlgorithm::Sha256.hex(PRIMARY.as_bytes()))),
        size_bytes: Some(PRIMARY.len() as u64),
        ..RepomdFile::default()
    };
    file.verify(PRIMARY.as_bytes()).expect("unchanged");
    let mut flipped = PRIMARY.as_bytes().to_vec();
    flipped[100] ^= 1;
    assert_eq!(file.verify(&flipped[..]).expect_err("flipped").code(), "checksum");
    assert_eq!(file.verify(&flipped[1..]).expect_err("shorter").code(), "size");
    let weak = RepomdFile { checksum: Some(("md5".to_owned(), String::new())), ..file };
    assert_eq!(weak.verify(PRIMARY.as_bytes()).expect_err("md5").code(), "checksum-type");
}

#[test]
fn a_million_parentheses_are_refused() {
    let text = format!("{}a{}", "(".repeat(1_000_000), ")".repeat(1_000_000));
    assert!(matches!(text.parse::<RichDep>(), Err(RichDepError::TooDeep { .. })));
    let mut record = PackageRecord::default();
    record.set(Field::Name, "evil");
    record.set(Field::Evr, "1-1");
    record.set(Field::Arch, "noarch");
    record.add_relation(RelationKind::Requires, &text, None, false);
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let repository = builder.add_repository("r", RepositoryOptions::default());
    let error = builder.add_package(repository, &record).expect_err("hostile");
    assert!(matches!(error, PoolError::HostileDependency { .. }), "{error}");
    assert!(error.to_string().len() < 400, "the message is short");
}

#[test]
fn a_million_operators_are_refused() {
    for operator in ["without", "if", "unless", "and", "or", "with"] {
        let chain = vec!["a"; 1_000_000].join(&format!(" {operator} "));
        let parsed = format!("({chain})").parse::<RichDep>();
        assert_eq!(parsed.is_ok(), matches!(operator, "and" | "or" | "with"), "{operator}");
    }
    for operator in ["-", "<IF>", "& b |"] {
        let chain = vec!["a"; 100_000].join(&format!(" {operator} "));
        let text = format!("repo r 0 testtags <inline>\n#>=Pkg: p 1 1 noarch\n#>=Req: {chain}\n");
        let error = Testcase::parse(&text, "deep.t", &mut |_| Ok(Vec::new())).expect_err("too deep");
        assert!(error.to_string().starts_with("deep.t:3: "), "{operator}");
    }
}

#[test]
fn long_lists_take_no_more_than_their_length() {
    let mut record = PackageRecord::default();
    record.set(Field::Name, "long");
    record.set(Field::Evr, "1-1");
    record.set(Field::Arch, "noarch");
    record.add_relation(RelationKind::Provides, "a", None, false);
    let chain = vec!["a"; 300_000];
    record.add_relation(RelationKind::Requires, &format!("({})", chain.join(" or ")), None, false);
    record.add_relation(RelationKind::Requires, &format!("({})", chain.join(" and ")), None, false);
    for number in 0..300_000 {
        record.add_relation(RelationKind::Requires, &format!("capability-{}", number % 100_000), None, false);
    }
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let repository = builder.add_repository("r", RepositoryOptions::default());
    builder.add_package(repository, &record).expect("long, and well-formed");
    let pool = builder.build().expect("long, and well-formed");
    assert_eq!(pool.len(), 1);
}

#[test]
fn packages_that_all_exclude_each_other_are_refused() {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let repository = builder.add_repository("r", RepositoryOptions::default());
    let mut record = PackageRecord::default();
    for number in 0..10_000 {
        record.clear();
        record.set(Field::Name, &format!("p{number}"));
        record.set(Field::Evr, "1-1");
        record.set(Field::Arch, "noarch");
        record.add_relation(RelationKind::Provides, "only-one", None, false);
        record.add_relation(RelationKind::Conflicts, "only-one", None, false);
        builder.add_package(repository, &record).expect("well-formed");
    }
    assert!(matches!(builder.build(), Err(PoolError::HostileDependency { .. })));
}

#[test]
fn another_file_is_not_an_empty_repository() {
    for other in ["<html><body/></html>", "<repomd/>", "<filelists packages=\"0\"/>"] {
        let error = read(other.as_bytes()).expect_err("another file");
        assert!(error.to_string().contains("not <metadata>"), "{error}");
    }
    assert!(Repomd::parse(PRIMARY.as_bytes(), "repomd.xml").is_err());
    assert_eq!(read(b"<metadata/><metadata/>").expect_err("two roots").code(), "xml");
}

#[test]
fn formulas_that_explode_are_refused() {
    // Each side has many clauses; written out the disjunction has their product.
    let side = |prefix: char| {
        let pairs: Vec<String> = (0..2000).map(|number| format!("{prefix}{number}")).collect();
        format!("({})", pairs.join(" and "))
    };
    let text = format!("({} or {})", side('a'), side('b'));
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let repository = builder.add_repository("r", RepositoryOptions::default());
    let mut record = PackageRecord::default();
    record.set(Field::Evr, "1-1");
    record.set(Field::Arch, "noarch");
    for number in 0..2000 {
        for prefix in ['a', 'b'] {
            record.set(Field::Name, &format!("{prefix}{number}"));
            builder.add_package(repository, &record).expect("well-formed");
        }
    }
    record.set(Field::Name, "evil");
    record.add_relation(RelationKind::Requires, &text, None, false);
    builder.add_package(repository, &record).expect("well-formed");
    assert!(matches!(builder.build(), Err(PoolError::HostileDependency { .. })));
}

#[test]
fn malformed_rich_dependencies_are_left_out_with_a_warning() {
    let mut record = PackageRecord::default();
    record.set(Field::Name, "odd");
    record.set(Field::Evr, "1-1");
    record.set(Field::Arch, "noarch");
    record.add_relation(RelationKind::Requires, "(a and b or c)", None, false);
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let repository = builder.add_repository("r", RepositoryOptions::default());
    builder.add_package(repository, &record).expect("not hostile");
    let pool = builder.build().expect("not hostile");
    assert_eq!(pool.warnings().len(), 1);
    assert!(pool.warnings()[0].contains("\"or\" follows \"and\""), "{:?}", pool.warnings());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn damaged_metadata_never_panic(position in 0..PRIMARY.len(), byte: u8, cut in 0..PRIMARY.len()) {
        let mut damaged = PRIMARY.as_bytes().to_vec();
        damaged[position] = byte;
        let _ = read(&damaged);
        let _ = read(&damaged[..cut]);
        let _ = read_filelists(&damaged[..], "filelists.xml", |_| Ok::<(), MetadataError>(()));
        let _ = Repomd::parse(&damaged, "repomd.xml");
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), magic in 0usize..5) {
        let start: &[u8] = [&[0x1f, 0x8b, 8][..], b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"BZh9", b"\x5d\0\0"][magic];
        let packed = [start, &bytes].concat();
        if let Ok(unpacked) = decompress(&packed[..], "fuzz", 1 << 20) {
            let _ = read_primary(unpacked, "fuzz", |_| Ok::<(), MetadataError>(()));
        }
        let text = String::from_utf8_lossy(&bytes);
        let _ = text.parse::<RichDep>();
        let _ = text.parse::<rpmsolve::Nevra>();
        let _ = text.parse::<rpmsolve::Evr>();
        let _ = Testcase::parse(&text, "fuzz.t", &mut |_| Ok(Vec::new()));
    }
}
