//! Databases of all forms are read, and broken ones of all kinds refused: never a panic, never without end.

mod build;
#[path = "../../../../rpmsolve/tests/common/mod.rs"]
mod common;
#[path = "../../../tests/common/installed.rs"]
mod installed;

use std::collections::HashMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use rpmsolve::metadata::PackageRecord;

use super::{Header, Installed, headers, read};
use common::corpus;

/// Reads all that is in a database, but for headers that are known by their numbers: how many there are, or none if
/// something is wrong.
fn count(file: &[u8], known: &HashMap<u32, Vec<u8>>) -> Option<usize> {
    let mut record = PackageRecord::default();
    let mut count = 0;
    for header in headers(file).ok()? {
        let is_known = known.get(&header.number).is_some_and(|known| *known == *header.bytes);
        if !is_known && let Some(package) = Installed::new(Path::new("database"), &header).ok()? {
            package.fill(&mut record).ok()?;
            package.for_each_path(|path| assert!(path.len() < file.len())).ok()?;
        }
        count += 1;
    }
    Some(count)
}

/// Some packages of the demonstration repository.
fn demo() -> Vec<Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo/Packages");
    let read = |name: &str| fs::read(directory.join(name)).expect("it is there");
    ["hello-2.0-1.x86_64.rpm", "libgreet-1.1-1.x86_64.rpm", "hello-script-1.0-1.noarch.rpm"].map(read).into()
}

/// The same packages in each form.
fn small() -> Vec<(&'static str, Vec<u8>)> {
    let packages = demo();
    let headers: Vec<&[u8]> = packages.iter().map(|package| installed::header_of(package)).collect();
    vec![
        ("sqlite", build::sqlite(&headers)),
        ("ndb", installed::ndb(&headers)),
        ("little", build::berkeley(&headers, 512, false)),
        ("big", build::berkeley(&headers, 4096, true)),
    ]
}

#[test]
fn every_form_is_read() {
    let demo = demo();
    for (form, file) in small() {
        let found = headers(&file).unwrap_or_else(|error| panic!("{form}: {error:?}"));
        let found: Vec<_> = found.iter().map(|header| (header.number, &*header.bytes)).collect();
        let expected: Vec<_> = (1..).zip(demo.iter().map(|package| installed::header_of(package))).collect();
        assert_eq!(found, expected, "{form}");
        assert_eq!(count(&file, &HashMap::new()), Some(3), "{form}");
    }
}

/// Chains that come back to themselves, and pages that two packages have.
#[test]
fn pages_are_used_once() {
    let blob = &[7; 9000][..];
    let blobs = [blob, blob];
    let cases = [
        // An overflow page whose next is itself; a root whose last leaf is itself; two rows that go on together.
        (build::sqlite(&blobs), 4 * 4096, 5u32.to_be_bytes()),
        (build::sqlite(&blobs), 4096 + 8, 2u32.to_be_bytes()),
        (build::sqlite(&blobs), 4 * 4096, 7u32.to_be_bytes()),
        // A bucket and an overflow page whose next is itself; two buckets with one value.
        (build::berkeley(&blobs, 4096, true), 4096 + 16, 1u32.to_be_bytes()),
        (build::berkeley(&blobs, 4096, false), 4 * 4096 + 16, 4u32.to_le_bytes()),
        (build::berkeley(&blobs, 4096, false), 3 * 4096 - 5 - 8, 7u32.to_le_bytes()),
    ];
    for (mut file, at, number) in cases {
        assert_eq!(headers(&file).map(|headers| headers.len()), Ok(2));
        file[at..at + 4].copy_from_slice(&number);
        assert_eq!(headers(&file).expect_err("a cycle").reason, "a page is used twice");
    }
    let mut ndb = installed::ndb(&blobs);
    ndb.copy_within(32..48, 48);
    assert_eq!(headers(&ndb).expect_err("twice").reason, "two packages have one number");
}

/// A header names each directory once: a long one, and many files in it, would be paths without end.
#[test]
fn paths_are_bounded() {
    let (files, directory) = (1000u32, [&b"/"[..], &[b'd'; 200_000], b"/\0"].concat());
    let names = b"f\0".repeat(files as usize);
    let data = [&b"name\0\0\0\0"[..], &vec![0; 4 * files as usize], &names, &directory].concat();
    let start = 8 + 4 * files;
    let entries =
        [[1000, 6, 0, 1], [1116, 4, 8, files], [1117, 8, start, files], [1118, 8, start + 2 * files, 1]];
    let numbers = [4, data.len() as u32].into_iter().chain(entries.into_iter().flatten());
    let header = numbers.flat_map(u32::to_be_bytes).chain(data).collect::<Vec<u8>>();
    let header = Header { number: 1, bytes: header.into() };
    let package = Installed::new(Path::new("database"), &header).expect("it is sound").expect("no key");
    let mut seen = 0;
    let error = package.for_each_path(|_| seen += 1).expect_err("200 MB of paths");
    assert!(error.to_string().contains("its paths take more than 128 MiB"), "{error}");
    assert!((1..1000).contains(&seen));
}

/// Numbers without order, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Flips bits and cuts off ends, so many times; says how many of the results could still be read.
fn damage(file: &mut [u8], times: usize) -> usize {
    let sound = headers(file).expect("it is sound").into_iter();
    let known = sound.map(|header| (header.number, header.bytes.into_owned())).collect();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut sound = 0;
    for round in 0..times {
        let left = if round % 8 == 0 { dice.below(file.len()) } else { file.len() };
        let flips: Vec<_> = (0..dice.below(5))
            .map(|_| {
                // Half of the times where a page says what is in it.
                let anywhere = dice.below(file.len());
                let at = if round % 2 == 0 { anywhere } else { anywhere / 4096 * 4096 + anywhere % 64 };
                (at.min(file.len() - 1), 1 << dice.below(8))
            })
            .collect();
        flips.iter().for_each(|&(at, bit): &(usize, u8)| file[at] ^= bit);
        sound += usize::from(count(&file[..left], &known).is_some());
        flips.iter().for_each(|&(at, bit)| file[at] ^= bit);
    }
    sound
}

#[test]
fn damaged_databases_are_refused_or_read() {
    for (form, mut file) in small() {
        let sound = damage(&mut file, 4000);
        println!("{form}: {sound} of 4000 could be read all the same");
        assert!(sound < 3600, "most truncations are seen");
    }
}

/// Unpacks a database of the corpus.
fn unpacked(name: &str) -> Option<Vec<u8>> {
    let packed = fs::read(corpus()?.join("rpmdb").join(name)).expect("the corpus can be read");
    let mut bytes = Vec::new();
    lzma_rust2::XzReader::new(&packed[..], true).read_to_end(&mut bytes).expect("it unpacks");
    if !name.contains(".tar.") {
        return Some(bytes);
    }
    let mut archive = tar::Archive::new(&bytes[..]);
    let mut entries = archive.entries().expect("an archive").map(|entry| entry.expect("an entry"));
    let mut packages = entries
        .find(|entry| entry.path().is_ok_and(|path| path.ends_with("Packages")))
        .expect("the database is in it");
    let mut bytes = Vec::new();
    packages.read_to_end(&mut bytes).expect("it unpacks");
    Some(bytes)
}

/// The same of real systems, which have b-trees of several levels, packages of all sizes, and free pages.
fn damage_real(name: &str, headers: usize) {
    let Some(mut file) = unpacked(name) else { return };
    assert_eq!(count(&file, &HashMap::new()), Some(headers));
    let sound = damage(&mut file, 1000);
    println!("{name}: {sound} of 1000 could be read all the same");
    assert!(sound < 900, "most truncations are seen");
}

#[test]
fn damaged_sqlite() {
    // One is that of a key.
    damage_real("amazonlinux2023-plain.rpmdb.sqlite.xz", 103);
}

#[test]
fn damaged_ndb() {
    damage_real("sle15-bci.Packages.db.xz", 35);
}

#[test]
fn damaged_berkeley_db() {
    damage_real("centos7-plain.bdb.tar.xz", 144);
}

/// Runs SQLite's own command; says that the test is skipped if there is none.
fn sqlite3(database: &Path, script: &str) -> Option<()> {
    let mut command = Command::new("sqlite3");
    command.arg("-bail").arg(database).stdin(Stdio::piped()).stdout(Stdio::null());
    let Ok(mut child) = command.spawn() else {
        println!("skipped: no sqlite3");
        return None;
    };
    child.stdin.take().expect("it is piped").write_all(script.as_bytes()).expect("it reads");
    assert!(child.wait().expect("it ends").success());
    Some(())
}

const TABLE: &str = "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL);
    CREATE TABLE 'Name' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL);";

/// Adds a package of so many bytes.
fn insert(number: u32, length: usize) -> (u32, Vec<u8>, String) {
    let blob: Vec<u8> = (0..length).map(|at| (at as u32 * 7 + number) as u8).collect();
    let digits: String = blob.iter().map(|byte| format!("{byte:02x}")).collect();
    let statement = format!(
        "INSERT INTO Packages VALUES ({number}, x'{digits}'); INSERT INTO Name VALUES ('name', {number}, 0);\n"
    );
    (number, blob, statement)
}

/// Trees of several levels of pages of all sizes, rows of all lengths around those where they leave their page.
#[test]
fn what_sqlite_writes_is_read() {
    let directory = tempfile::tempdir().expect("a directory");
    for page_bytes in [512, 1024, 4096, 65536] {
        let path = directory.path().join(format!("{page_bytes}.sqlite"));
        let lengths = (0..60).map(|step| page_bytes - 50 + step).chain((0..400).map(|step| step * 37 % 3000));
        let rows: Vec<_> = (1..).zip(lengths).map(|(number, length)| insert(number * 5, length)).collect();
        let statements: String = rows.iter().map(|(_, _, statement)| statement.as_str()).collect();
        let script = format!(
            "PRAGMA page_size={page_bytes}; {TABLE} BEGIN; {statements} DELETE FROM Packages WHERE hnum % 35 = 0; COMMIT;"
        );
        let Some(()) = sqlite3(&path, &script) else { return };
        let file = read(&path).expect("it is there");
        let found = headers(&file).unwrap_or_else(|error| panic!("{page_bytes}: {error:?}"));
        let found: Vec<_> = found.iter().map(|header| (header.number, &*header.bytes)).collect();
        let left = rows.iter().filter(|(number, ..)| number % 35 != 0);
        let expected: Vec<_> = left.map(|(number, blob, _)| (*number, &blob[..])).collect();
        assert!(found == expected, "{page_bytes}");
    }
}

/// What is in the log counts as far as it was committed; a log that breaks off is one of fewer transactions.
#[test]
fn the_log_of_sqlite_counts() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("rpmdb.sqlite");
    let (copy, log) = (directory.path().join("copy.sqlite"), directory.path().join("copy.sqlite-wal"));
    let statements: String = (1..=40).map(|number| insert(number, 2000).2).collect();
    let script = format!(
        "PRAGMA page_size=1024; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; {TABLE} {statements}
         DELETE FROM Packages WHERE hnum = 7;\n.shell cp {0} {1} && cp {0}-wal {1}-wal\n",
        path.display(),
        copy.display()
    );
    let Some(()) = sqlite3(&path, &script) else { return };
    let numbers = || {
        let file = read(&copy).unwrap_or_else(|error| panic!("{error}"));
        match headers(&file) {
            Ok(headers) => headers.iter().map(|header| header.number).collect(),
            Err(error) => {
                assert_eq!(error.reason, "there is no table Packages");
                Vec::new()
            }
        }
    };
    assert_eq!(numbers(), (1..=40).filter(|number| *number != 7).collect::<Vec<_>>());
    let whole = fs::read(&log).expect("it was copied");
    let mut last = 0;
    for length in (0..whole.len()).step_by(700) {
        fs::write(&log, &whole[..length]).expect("writable");
        let found = numbers();
        assert!(
            found.len() >= last && found.iter().copied().eq(1..=found.len() as u32),
            "{length}: {found:?}"
        );
        last = found.len();
    }
    assert_eq!(last, 40);
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    fs::write(&log, &flipped).expect("writable");
    assert!((1..40).contains(&numbers().len()), "up to the frame whose checksum is wrong");
    // A database that nothing was written back to yet.
    fs::write(&copy, "").expect("writable");
    fs::write(&log, &whole).expect("writable");
    assert_eq!(numbers().len(), 39, "all pages are in the log");
    let journal = directory.path().join("copy.sqlite-journal");
    fs::write(&journal, super::wal::JOURNAL_MAGIC).expect("writable");
    assert_eq!(read(&copy).expect_err("half a transaction").code(), "rpmdb");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Anything at all behind each form's magic.
    #[test]
    fn noise_is_refused_or_read(mut noise in proptest::collection::vec(any::<u8>(), 0..3000), form in 0usize..4) {
        let (_, sound) = small().swap_remove(form);
        let kept = [100, 32, 100, 100][form].min(noise.len());
        noise[..kept].copy_from_slice(&sound[..kept]);
        count(&noise, &HashMap::new());
    }

    /// Whatever is written is read again, whatever its size and wherever it then lies.
    #[test]
    fn what_is_written_is_read(
        blobs in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..20_000), 0..6),
        is_big in any::<bool>(),
        page_bits in 9u32..16,
    ) {
        let blobs: Vec<&[u8]> = blobs.iter().map(|blob| &blob[..]).collect();
        let files = [
            installed::ndb(&blobs),
            build::berkeley(&blobs, 1 << page_bits, is_big),
            build::sqlite(&blobs),
        ];
        for file in &files {
            let found = headers(file).expect("it is sound");
            let found: Vec<&[u8]> = found.iter().map(|header| &*header.bytes).collect();
            prop_assert_eq!(&found, &blobs);
        }
    }
}
