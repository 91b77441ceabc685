//! Root file systems with an rpm database: what is read from real ones is what rpm-md metadata of the same systems say,
//! and what rpm and SQLite themselves write is read.

#[path = "../../rpmsolve/tests/common/mod.rs"]
mod common;
#[path = "common/installed.rs"]
mod installed;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use rpmsolve::metadata::{Field, MetadataError, RelationKind, decompress, read_filelists};
use rpmsolve::{Outcome, Request, solve};
use rpmsolve_repo::{Load, Loaded, Source};

use common::corpus;

fn load(place: &Path) -> Loaded {
    let repositories = vec![place.display().to_string()];
    Load { repositories, arch: "x86_64".to_owned(), ..Load::default() }
        .run()
        .unwrap_or_else(|error| panic!("{error}"))
}

/// A root file system with a database of the corpus.
fn root_of(name: &str, database: &str) -> Option<tempfile::TempDir> {
    let packed = fs::read(corpus()?.join("rpmdb").join(name)).expect("the corpus can be read");
    let mut bytes = Vec::new();
    lzma_rust2::XzReader::new(&packed[..], true).read_to_end(&mut bytes).expect("it unpacks");
    let root = tempfile::tempdir().expect("a directory");
    let path = root.path().join(database);
    let directory = path.parent().expect("a directory");
    fs::create_dir_all(directory).expect("a directory");
    if name.contains(".tar.") {
        tar::Archive::new(&bytes[..]).unpack(root.path()).expect("it unpacks");
        let inside = name.split('.').next().expect("a name");
        fs::rename(root.path().join(inside).join("Packages"), &path).expect("the database is in it");
    } else {
        fs::write(&path, bytes).expect("writable");
    }
    Some(root)
}

/// Everything that solving may ask of the packages, but for what a package requires of itself and of rpm: headers
/// have it, repositories do not.
fn packages(loaded: &Loaded) -> BTreeMap<String, BTreeSet<String>> {
    let of = |solvable: rpmsolve::Solvable<'_>| {
        let provides: BTreeSet<String> = solvable.relations(RelationKind::Provides).collect();
        let files: BTreeSet<&str> = solvable.files().collect();
        let mut all = BTreeSet::new();
        for kind in RelationKind::ALL {
            for relation in solvable.relations(kind) {
                let is_own = provides.contains(&relation) || files.contains(relation.as_str());
                if kind != RelationKind::Requires || !is_own && !relation.starts_with("rpmlib(") {
                    all.insert(format!("{kind:?} {relation}"));
                }
            }
        }
        all.extend(files.iter().map(|path| format!("file {path}")));
        all.insert(format!("bytes {}", solvable.size_installed_bytes()));
        all.insert(format!("vendor {}", solvable.vendor()));
        (solvable.nevra(), all)
    };
    loaded.pool.solvables().map(of).collect()
}

/// The paths of each package.
fn paths(loaded: &Loaded) -> BTreeMap<String, BTreeSet<String>> {
    let solvables = loaded.pool.solvables();
    let nevras: BTreeMap<&str, String> =
        solvables.map(|solvable| (solvable.field(Field::Checksum), solvable.nevra())).collect();
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    loaded.sources[0]
        .for_each_file(|id, path| {
            paths.entry(nevras[id].clone()).or_default().insert(path.to_owned());
        })
        .unwrap_or_else(|error| panic!("{error}"));
    paths
}

fn assert_same(ours: &BTreeMap<String, BTreeSet<String>>, theirs: &BTreeMap<String, BTreeSet<String>>) {
    assert!(ours.keys().eq(theirs.keys()), "{:?}\n{:?}", ours.keys(), theirs.keys());
    for (nevra, own) in ours {
        let differences: Vec<_> = own.symmetric_difference(&theirs[nevra]).collect();
        assert!(differences.is_empty(), "{nevra}: {differences:?}");
    }
}

/// A database holds what createrepo_c would have said of the same packages.
fn assert_twins(packed: &str, database: &str, twin: &str, count: usize) {
    let Some(root) = root_of(packed, database) else { return };
    let loaded = load(root.path());
    assert_eq!(loaded.pool.len(), count);
    let twin = corpus().expect("it was there").join("rpmdb").join(twin);
    assert_same(&packages(&loaded), &packages(&load(&twin.join("primary.xml.gz"))));
    let mut listed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let nevras: BTreeMap<String, String> = load(&twin.join("primary.xml.gz"))
        .pool
        .solvables()
        .map(|solvable| (solvable.field(Field::Checksum).to_owned(), solvable.nevra()))
        .collect();
    let packed = fs::read(twin.join("filelists.xml.gz")).expect("the corpus can be read");
    let text = decompress(&packed[..], "filelists.xml.gz", u64::from(u32::MAX)).expect("it unpacks");
    read_filelists(text, "filelists.xml.gz", |file| {
        listed.entry(nevras[file.package_id].clone()).or_default().insert(file.path.to_owned());
        Ok::<(), MetadataError>(())
    })
    .expect("it is sound");
    assert_same(&paths(&loaded), &listed);
}

#[test]
fn amazon_linux_2023() {
    let packed = "amazonlinux2023-plain.rpmdb.sqlite.xz";
    assert_twins(packed, "var/lib/rpm/rpmdb.sqlite", "amazonlinux2023-plain", 102);
}

#[test]
fn centos_7() {
    assert_twins("centos7-plain.bdb.tar.xz", "var/lib/rpm/Packages", "centos7-plain", 144);
}

#[test]
fn sle_15() {
    let Some(root) = root_of("sle15-bci.Packages.db.xz", "usr/lib/sysimage/rpm/Packages.db") else { return };
    let loaded = load(root.path());
    assert_eq!(loaded.pool.len(), 35);
    let glibc = loaded.pool.named("glibc").next().expect("it is installed");
    assert_eq!(glibc.nevra(), "glibc-0:2.31-9.3.2.x86_64");
    assert!(glibc.provides().any(|(name, _)| name == "libc.so.6(GLIBC_2.17)(64bit)"));
    assert!(paths(&loaded)[&glibc.nevra()].contains("/lib64/libc.so.6"));
}

/// These systems are whole, so their packages can be had together: nothing they need was lost.
#[test]
fn what_is_installed_can_be_installed() {
    for (packed, database) in [
        ("amazonlinux2023-plain.rpmdb.sqlite.xz", "var/lib/rpm/rpmdb.sqlite"),
        ("centos7-plain.bdb.tar.xz", "var/lib/rpm/Packages"),
    ] {
        let Some(root) = root_of(packed, database) else { return };
        let loaded = load(root.path());
        let mut request = Request { weak_dependencies: false, ..Request::default() };
        for name in loaded.pool.names() {
            request.install(&loaded.pool, name).expect("a name");
        }
        match solve(&loaded.pool, &request) {
            Outcome::Solved(transaction) => assert_eq!(transaction.installed.len(), loaded.pool.len()),
            Outcome::Unsolvable(problems) => panic!("{packed}: {}", problems[0].to_text(&loaded.pool)),
        }
    }
}

/// A database is a base like any other: what it has is not installed again, by file lists either.
#[test]
fn a_database_is_a_base() {
    let Some(root) = root_of("amazonlinux2023-plain.rpmdb.sqlite.xz", "var/lib/rpm/rpmdb.sqlite") else {
        return;
    };
    let directory = tempfile::tempdir().expect("a directory");
    let primary = directory.path().join("primary.xml");
    let needs = r#"<metadata packages="1"><package type="rpm"><name>app</name><arch>x86_64</arch>
        <version epoch="0" ver="1" rel="1"/><format><requires><entry name="libc.so.6(GLIBC_2.34)(64bit)"/>
        <entry name="/bin/sh"/><entry name="/usr/share/licenses/bash/COPYING"/><entry name="bash" flags="GE" ver="5"/>
        </requires></format></package></metadata>"#;
    fs::write(&primary, needs).expect("writable");
    let loaded = Load {
        repositories: vec![primary.display().to_string()],
        base: vec![root.path().display().to_string()],
        arch: "x86_64".to_owned(),
        ..Load::default()
    };
    let loaded = loaded.run().expect("all is well");
    let mut request = Request::default();
    request.install(&loaded.pool, "app").expect("a name");
    let Outcome::Solved(transaction) = solve(&loaded.pool, &request) else {
        panic!("the base has what it needs")
    };
    assert_eq!((transaction.installations.len(), transaction.changes.len()), (1, 0));
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo/Packages")
}

/// A database of the demonstration's packages for x86-64.
fn small_database() -> Vec<u8> {
    let names = ["hello-2.0-1.x86_64.rpm", "libgreet-1.1-1.x86_64.rpm"];
    let packages = names.map(|name| fs::read(demo().join(name)).expect("it is there"));
    installed::ndb(&packages.each_ref().map(|package| installed::header_of(package)))
}

#[test]
fn every_place_of_a_database_is_found() {
    let root = tempfile::tempdir().expect("a directory");
    for directory in ["usr/lib/sysimage/rpm", "var/lib/rpm", "usr/share/rpm", "."] {
        let directory = root.path().join(directory);
        fs::create_dir_all(&directory).expect("a directory");
        let path = directory.join("Packages.db");
        fs::write(&path, small_database()).expect("writable");
        for place in [root.path(), &directory, &path] {
            assert_eq!(load(place).pool.len(), 2, "{}", place.display());
        }
        fs::remove_file(&path).expect("removable");
    }
    let other = root.path().join("copy-of-a-database");
    fs::write(&other, small_database()).expect("writable");
    assert_eq!(load(&other).pool.len(), 2, "it is known by its beginning");
    fs::write(&other, "").expect("writable");
    fs::rename(&other, root.path().join("Packages")).expect("writable");
    assert_eq!(load(root.path()).pool.len(), 0, "nothing is installed yet");
}

#[test]
fn what_is_no_database_is_refused() {
    let root = tempfile::tempdir().expect("a directory");
    let refused = |name: &str, bytes: &[u8]| {
        let path = root.path().join(name);
        fs::write(&path, bytes).expect("writable");
        let source = Source::open(&path.display().to_string(), "r0").expect("a file");
        let error = source.for_each_file(|_, _| {}).expect_err("no database");
        fs::remove_file(&path).expect("removable");
        (error.code(), error.to_string())
    };
    let (code, message) = refused("Packages", b"nonsense");
    assert_eq!(code, "rpmdb");
    assert!(
        message.contains("Packages: at byte 0: neither SQLite, nor ndb, nor a Berkeley DB hash; "),
        "{message}"
    );
    let sound = small_database();
    assert_eq!(refused("Packages.db", &sound[..sound.len() - 1]).0, "rpmdb");
    // The first blob is right after the slots; its first entry is of a type that is none.
    let mut header =
        installed::header_of(&fs::read(demo().join("hello-2.0-1.x86_64.rpm")).expect("there")).to_vec();
    header[12..16].copy_from_slice(&99u32.to_be_bytes());
    let (code, message) = refused("Packages.db", &installed::ndb(&[&header]));
    assert_eq!(code, "rpmdb-package-structure");
    assert!(
        message.contains("package number 1: at byte 8 of its header: an entry's type is unknown"),
        "{message}"
    );
    let (code, _) = refused("Packages.db", &installed::ndb(&[&[0; 8]]));
    assert_eq!(code, "rpmdb-package");
}

/// A link of a root file system to /var/lib/rpm is one to the packages of this machine.
#[cfg(unix)]
#[test]
fn links_out_of_the_root_are_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let (root, outside) = (directory.path().join("root"), directory.path().join("outside"));
    fs::create_dir_all(root.join("var/lib")).expect("a directory");
    fs::create_dir_all(root.join("real")).expect("a directory");
    fs::create_dir(&outside).expect("a directory");
    for place in [&outside, &root.join("real")] {
        fs::write(place.join("Packages.db"), small_database()).expect("writable");
    }
    let link = root.join("var/lib/rpm");
    std::os::unix::fs::symlink(&outside, &link).expect("a link");
    let error = Source::open(&root.display().to_string(), "r0").expect_err("it leads out");
    assert_eq!(error.code(), "path-escape");
    fs::remove_file(&link).expect("removable");
    std::os::unix::fs::symlink("../../real", &link).expect("a link");
    assert_eq!(load(&root).pool.len(), 2);
}

/// What rpm itself writes, in whichever forms it can.
#[test]
fn rpm_writes_what_is_read() {
    let names = ["hello-2.0-1.x86_64.rpm", "hello-script-1.0-1.noarch.rpm", "libgreet-1.1-1.x86_64.rpm"];
    let directory = tempfile::tempdir().expect("a directory");
    let files = load(&demo());
    let some = |mut all: BTreeMap<String, BTreeSet<String>>| {
        all.retain(|nevra, _| names.contains(&format!("{}.rpm", nevra.replace("0:", "")).as_str()));
        all
    };
    for form in ["sqlite", "ndb"] {
        let place = directory.path().join(form);
        let rpm = |arguments: &[&str]| {
            let mut command = Command::new("rpm");
            let backend = format!("_db_backend {form}");
            command.args(["--define", &backend, "--dbpath"]).arg(&place).args(arguments).current_dir(demo());
            command.output().is_ok_and(|output| output.status.success())
        };
        let install =
            ["-i", "--justdb", "--nodeps", "--noscripts", "--nosignature", "--ignorearch", "--ignoreos"];
        if !rpm(&["--initdb"]) || !rpm(&[&install[..], &names].concat()) {
            println!("skipped: no rpm, or none that writes {form}");
            continue;
        }
        let loaded = load(&place);
        assert_same(&packages(&loaded), &some(packages(&files)));
        assert_same(&paths(&loaded), &some(paths(&files)));
        println!("{form}: {} packages", loaded.pool.len());
    }
}
