//! A repository that is written is what createrepo_c would make of the same packages; runs that end too soon are made
//! good by the next; and nothing that is not ours is touched.

#[path = "../../rpmsolve/tests/common/mod.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use rpmsolve::EvrRef;
use rpmsolve::metadata::{Field, RelationKind, Repomd, UNPACKED_MAX_BYTES, decompress};
use rpmsolve_repo::{Load, RepoError, VendorReport, package_file_name, write_repository};

const HELLO: &str = "hello-2.0-1.x86_64.rpm";
const LIBGREET: &str = "libgreet-1.1-1.x86_64.rpm";
const SCRIPT: &str = "hello-script-1.0-1.noarch.rpm";

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo")
}

fn packages(names: &[&str]) -> Vec<(PathBuf, String)> {
    names.iter().map(|name| (demo().join("Packages").join(name), (*name).to_owned())).collect()
}

fn write(directory: &Path, names: &[&str]) -> VendorReport {
    write_repository(directory, &packages(names), "1704067200").unwrap_or_else(|error| panic!("{error}"))
}

/// All files below a directory, by their paths in it.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![directory.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(next).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(directory).expect("it is below").display().to_string();
                found.insert(name, fs::read(path).expect("readable"));
            }
        }
    }
    found
}

/// The metadata of a kind, unpacked, once they are known to be what repomd.xml says.
fn metadata(directory: &Path, kind: &str) -> String {
    let repomd = fs::read(directory.join("repodata/repomd.xml")).expect("it is there");
    let repomd = Repomd::parse(&repomd, "repomd.xml").expect("sound");
    let file = repomd.file(kind).expect("it is listed");
    let packed = fs::read(directory.join(&file.href)).expect("it is there");
    file.verify(&packed[..]).expect("as repomd.xml says");
    let mut text = String::new();
    let mut unpacked = decompress(&packed[..], kind, UNPACKED_MAX_BYTES).expect("packed");
    unpacked.read_to_string(&mut text).expect("packed");
    assert_eq!(file.open_size_bytes, Some(text.len() as u64));
    let digest = rpmsolve::DigestAlgorithm::Sha256.hex(text.as_bytes());
    assert_eq!(file.open_checksum, Some(("sha256".to_owned(), digest)));
    text
}

/// The packages of a repository, as it is read.
fn listed(place: &Path) -> Vec<String> {
    let repositories = vec![format!("demo={}", place.display())];
    let loaded = Load { repositories, arch: "x86_64".to_owned(), ..Load::default() }.run().expect("sound");
    loaded.pool.solvables().map(|solvable| solvable.nevra()).collect()
}

/// Without the versions of the C library that are required, of which createrepo_c lists the latest only.
fn without_libc(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.contains("<rpm:entry name=\"libc.so.6(")).collect()
}

/// The demonstration repository was made by createrepo_c.
#[test]
fn the_same_metadata_as_createrepo_c() {
    let directory = tempfile::tempdir().expect("a directory");
    let all = fs::read_dir(demo().join("Packages")).expect("it is there");
    let names: Vec<String> =
        all.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let report = write(directory.path(), &names);
    for kind in ["primary", "filelists"] {
        let (ours, theirs) = (metadata(directory.path(), kind), metadata(&demo(), kind));
        let entries: Vec<&str> = ours.lines().collect();
        let (ours, theirs_without) = (without_libc(&ours), without_libc(&theirs));
        let differing = ours.iter().zip(&theirs_without).find(|(one, other)| one != other);
        assert_eq!(differing, None, "{kind}");
        assert_eq!(ours.len(), theirs_without.len(), "{kind}");
        assert!(theirs.lines().all(|line| entries.contains(&line)), "{kind}");
    }
    assert_eq!(report.packages.len(), names.len());
    let sizes =
        names.iter().map(|name| fs::metadata(demo().join("Packages").join(name)).expect("it is there"));
    assert_eq!(report.bytes, sizes.map(|metadata| metadata.len()).sum::<u64>());
    let leftovers: Vec<_> = files(directory.path()).into_keys().filter(|name| name.contains("/.")).collect();
    assert_eq!(leftovers, Vec::<String>::new());
}

#[test]
fn the_same_packages_give_the_same_bytes() {
    let [one, other, again] = [(); 3].map(|()| tempfile::tempdir().expect("a directory"));
    let first = write(one.path(), &[HELLO, LIBGREET, SCRIPT]);
    assert_eq!(write(other.path(), &[SCRIPT, HELLO, HELLO, LIBGREET]), first);
    write(again.path(), &[SCRIPT]);
    write(again.path(), &[LIBGREET, SCRIPT, HELLO]);
    assert!(files(one.path()) == files(other.path()), "in another order");
    assert!(files(one.path()) == files(again.path()), "over another repository");
}

#[cfg(unix)]
#[test]
fn what_is_there_stays() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let directory = tempfile::tempdir().expect("a directory");
    write(directory.path(), &[HELLO]);
    let path = directory.path().join("Packages").join(HELLO);
    let metadata = fs::metadata(&path).expect("it is there");
    let repomd = fs::metadata(directory.path().join("repodata/repomd.xml")).expect("it is there");
    assert_eq!(metadata.permissions().mode(), repomd.permissions().mode());
    write(directory.path(), &[HELLO, LIBGREET]);
    assert_eq!(fs::metadata(&path).expect("it is there").ino(), metadata.ino());
    fs::write(&path, "damaged").expect("writable");
    write(directory.path(), &[HELLO, LIBGREET]);
    assert!(
        fs::read(&path).expect("readable")
            == fs::read(demo().join("Packages").join(HELLO)).expect("readable")
    );
}

#[test]
fn what_is_not_wanted_any_more_goes() {
    let directory = tempfile::tempdir().expect("a directory");
    write(directory.path(), &[HELLO, LIBGREET, SCRIPT]);
    let foreign = ["Packages/theirs.rpm", "Packages/.hidden.rpm", "repodata/notes.txt", "README", "x.rpm"];
    for name in foreign {
        fs::write(directory.path().join(name), name).expect("writable");
    }
    let report = write(directory.path(), &[LIBGREET]);
    assert_eq!(report.removed, [HELLO, SCRIPT]);
    let mut left = files(directory.path());
    for name in foreign {
        assert_eq!(left.remove(name).as_deref(), Some(name.as_bytes()), "{name} is not ours");
    }
    let left: Vec<String> = left.into_keys().collect();
    assert_eq!(left.len(), 4, "{left:?}");
    assert_eq!(listed(directory.path()), ["libgreet-0:1.1-1.x86_64"]);
    assert_eq!(write(directory.path(), &[]).removed, [LIBGREET]);
    assert_eq!(listed(directory.path()), Vec::<String>::new());
}

/// Names in damaged or hostile metadata remove nothing elsewhere.
#[test]
fn nothing_else_is_removed() {
    let directory = tempfile::tempdir().expect("a directory");
    let place = directory.path().join("vendor");
    write(&place, &[LIBGREET]);
    fs::write(directory.path().join("theirs.rpm"), "theirs").expect("writable");
    fs::write(place.join("theirs.rpm"), "theirs").expect("writable");
    fs::write(place.join(".rpmsolve-unfinished"), "../theirs.rpm\n../../theirs.rpm\nno-end.rpm")
        .expect("writable");
    fs::write(place.join("Packages/no-end.rpm"), "theirs").expect("writable");
    write(&place, &[HELLO]);
    for name in ["theirs.rpm", "vendor/theirs.rpm", "vendor/Packages/no-end.rpm"] {
        assert!(directory.path().join(name).is_file(), "{name}");
    }
    assert!(!place.join("Packages").join(LIBGREET).exists());
    // Without its metadata nobody knows what was there.
    let repodata = fs::read_dir(place.join("repodata")).expect("readable");
    for path in repodata.map(|entry| entry.expect("readable").path()) {
        if path.display().to_string().contains("primary") {
            fs::write(path, "damaged").expect("writable");
        }
    }
    assert_eq!(write(&place, &[LIBGREET]).removed, Vec::<String>::new());
    assert!(place.join("Packages").join(HELLO).is_file());
}

#[test]
fn other_directories_are_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let refused = |place: &Path| {
        let before = files(place);
        let error = write_repository(place, &packages(&[HELLO]), "1").expect_err("it is something else");
        assert!(matches!(error, RepoError::Occupied { .. }), "{error}");
        assert!(files(place) == before);
    };
    // Somebody's files.
    let theirs = directory.path().join("theirs");
    fs::create_dir_all(theirs.join("Packages")).expect("writable");
    fs::write(theirs.join("Packages").join(HELLO), "theirs").expect("writable");
    refused(&theirs);
    // A repository that another program has written: it may be the only copy of a mirror.
    let mirror = directory.path().join("mirror");
    fs::create_dir_all(mirror.join("repodata")).expect("writable");
    fs::copy(demo().join("repodata/repomd.xml"), mirror.join("repodata/repomd.xml")).expect("writable");
    refused(&mirror);
    let file = directory.path().join("file");
    fs::write(&file, "").expect("writable");
    assert!(matches!(write_repository(&file, &[], "1"), Err(RepoError::Io { .. })));
}

#[test]
fn names_that_cannot_be() {
    let directory = tempfile::tempdir().expect("a directory");
    for name in ["", "a", ".rpm", ".a.rpm", "../a.rpm", "a/b.rpm", "/a.rpm", "a\\b.rpm", "a\nb.rpm"] {
        let packages = [(demo().join("Packages").join(HELLO), name.to_owned())];
        let error = write_repository(directory.path(), &packages, "1").expect_err(name);
        assert_eq!(error.code(), "file-name", "{name}");
    }
    let [(one, name), (other, _)] = &packages(&[HELLO, LIBGREET])[..] else { panic!("there are two") };
    let both = [(one.clone(), name.clone()), (other.clone(), name.clone())];
    let error = write_repository(directory.path(), &both, "1").expect_err("one name, two packages");
    assert!(error.to_string().starts_with(&format!("{HELLO}: two packages")), "{error}");
    assert_eq!(error.code(), "same-file-name");
    for (name, expected) in
        [("a/../b", "a_2F.._2Fb-1.noarch.rpm"), ("é", "_C3_A9-1.noarch.rpm"), ("", "-1.noarch.rpm")]
    {
        assert_eq!(package_file_name(name, EvrRef::parse("3:1"), "noarch"), expected);
    }
}

/// A package that is none changes nothing, and says what headers say.
#[test]
fn a_broken_package_changes_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    write(directory.path(), &[LIBGREET]);
    let before = files(directory.path());
    let whole = fs::read(demo().join("Packages").join(HELLO)).expect("readable");
    let broken = tempfile::tempdir().expect("a directory");
    let path = broken.path().join(HELLO);
    for (length, reason) in [
        (0, "the file ends inside the lead"),
        (100, "the file ends before its header"),
        (600, "the file ends inside its header"),
        (4500, "the file ends before its header"),
        (5000, "the file ends inside its header"),
    ] {
        fs::write(&path, &whole[..length]).expect("writable");
        let wanted = [packages(&[LIBGREET]), vec![(path.clone(), HELLO.to_owned())]].concat();
        let error = write_repository(directory.path(), &wanted, "1").expect_err("it is cut off");
        assert_eq!(
            error.to_string(),
            format!("{}: at byte {length}: {reason}; fetch the package again", path.display())
        );
        let mut after = files(directory.path());
        assert!(after.remove(".rpmsolve-unfinished").is_some());
        assert!(after == before, "{length}");
    }
    assert_eq!(write(directory.path(), &[LIBGREET]).removed, Vec::<String>::new());
    assert!(files(directory.path()) == before);
}

/// Whatever a run has left that was killed, the next one makes it good.
#[test]
fn a_run_that_was_killed_is_made_good() {
    let expected = tempfile::tempdir().expect("a directory");
    write(expected.path(), &[HELLO, LIBGREET]);
    let expected = files(expected.path());
    let old = tempfile::tempdir().expect("a directory");
    write(old.path(), &[LIBGREET, SCRIPT]);
    let old = files(old.path());
    let unfinished = (".rpmsolve-unfinished", format!("{HELLO}\n{LIBGREET}\n{SCRIPT}\n").into_bytes());
    let whole = ("Packages/hello-2.0-1.x86_64.rpm", expected[&format!("Packages/{HELLO}")].clone());
    let damaged = ("Packages/hello-1.0-1.x86_64.rpm", b"half".to_vec());
    let primary = expected.iter().find(|(name, _)| name.ends_with("-primary.xml.gz")).expect("there is one");
    let primary = (primary.0.as_str(), primary.1.clone());
    let half = ("repodata/.rpmsolve-new-abcdef", b"half".to_vec());
    let other_half = ("Packages/.rpmsolve-new-abcdef", b"half".to_vec());
    let mut steps = vec![
        vec![],
        vec![(".rpmsolve-new-abcdef", b"half".to_vec())],
        vec![unfinished.clone()],
        vec![unfinished.clone(), half.clone(), other_half],
        vec![unfinished.clone(), primary.clone(), half.clone()],
        vec![unfinished.clone(), primary.clone(), whole.clone(), half],
        vec![(".rpmsolve-unfinished", format!("{HELLO}\nhello-1.0-1.x86_64.rpm\n").into_bytes()), damaged],
    ];
    for before in [BTreeMap::new(), old] {
        for step in &mut steps {
            let directory = tempfile::tempdir().expect("a directory");
            let state = before.iter().map(|(name, bytes)| (name.as_str(), bytes));
            for (name, bytes) in state.chain(step.iter().map(|(name, bytes)| (*name, bytes))) {
                let path = directory.path().join(name);
                fs::create_dir_all(path.parent().expect("it has one")).expect("writable");
                fs::write(path, bytes).expect("writable");
            }
            write(directory.path(), &[HELLO, LIBGREET]);
            let left = files(directory.path());
            assert_eq!(left.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{step:?}");
            assert!(left == expected);
        }
    }
}

/// Those who write at the same time do so one after the other.
#[cfg(unix)]
#[test]
fn several_at_a_time() {
    let expected = tempfile::tempdir().expect("a directory");
    write(expected.path(), &[HELLO, LIBGREET]);
    let directory = tempfile::tempdir().expect("a directory");
    std::thread::scope(|scope| {
        for number in 0..4 {
            let place = directory.path();
            scope.spawn(move || {
                for _ in 0..5 {
                    write(place, if number % 2 == 0 { &[HELLO, LIBGREET] } else { &[SCRIPT] });
                }
            });
        }
    });
    write(directory.path(), &[HELLO, LIBGREET]);
    assert!(files(directory.path()) == files(expected.path()));
}

/// Real packages, old and new: the repository says of them what their headers say, or the metadata that createrepo_c has
/// made of them, but for the versions of the C library, as above.
#[test]
fn real_packages() {
    let Some(corpus) = common::corpus() else { return };
    let mut directories: Vec<PathBuf> = fs::read_dir(corpus.join("rpms"))
        .expect("the corpus can be read")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.is_dir())
        .collect();
    directories.sort();
    let mut seen = 0;
    for source in directories {
        let described = |place: &Path| {
            let repositories = vec![format!("r={}", place.display())];
            let load = Load { repositories, arch: "x86_64".to_owned(), ..Load::default() };
            let loaded = load.run().ok()?;
            let describe = |solvable: rpmsolve::Solvable<'_>| {
                let relations = RelationKind::ALL.map(|kind| {
                    let relations = solvable.relations(kind);
                    relations.filter(|text| !text.starts_with("libc.so.6(")).collect::<BTreeSet<_>>()
                });
                let files: BTreeSet<String> = solvable.files().map(str::to_owned).collect();
                let checksum = solvable.field(Field::Checksum).to_owned();
                let text = format!("{} {checksum} {relations:?} {files:?}", solvable.nevra());
                // What XML cannot hold; rpmlint's packages have it on purpose.
                text.replace("\\u{2}", "").replace("\\u{6}", "")
            };
            Some(loaded.pool.solvables().map(describe).collect::<BTreeSet<_>>())
        };
        // Some directories hold packages that are broken on purpose.
        let Some(expected) = described(&source) else { continue };
        let names = fs::read_dir(&source).expect("readable").map(|entry| entry.expect("readable").path());
        let names = names.filter(|path| path.extension().is_some_and(|extension| extension == "rpm"));
        let packages: Vec<_> = names
            .map(|path| (path.clone(), path.file_name().expect("it has one").to_string_lossy().into_owned()))
            .collect();
        let directory = tempfile::tempdir().expect("a directory");
        write_repository(directory.path(), &packages, "1").unwrap_or_else(|error| panic!("{error}"));
        let found = described(directory.path()).expect("it can be read");
        let differing = found.symmetric_difference(&expected).next();
        assert_eq!(differing, None, "{}", source.display());
        seen += packages.len();
    }
    assert!(seen > 0);
}
