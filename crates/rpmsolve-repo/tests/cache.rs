//! A pool from the cache is the pool that was put there; whatever happens to the file, a load never fails for it and
//! never believes it.

use std::fs;
use std::path::{Path, PathBuf};

use rpmsolve::metadata::{Field, RelationKind};
use rpmsolve::{CacheError, Pool, Request, Solver};
use rpmsolve_repo::Load;

fn demo(cache: &Path) -> Load {
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
    Load {
        repositories: vec![format!("demo={demo}")],
        arch: "x86_64".to_owned(),
        cache: Some(cache.to_owned()),
        ..Load::default()
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("it is there");
    entries.map(|entry| entry.expect("readable").path()).collect()
}

/// Everything that can be asked of a pool.
fn described(pool: &Pool) -> String {
    let mut text = format!("{:?} {:?}\n", pool.arch_policy(), pool.warnings());
    for solvable in pool.solvables() {
        let fields = [Field::Summary, Field::Location, Field::Checksum, Field::License, Field::Vendor];
        text += &format!("{solvable:?} {:?} ", fields.map(|field| solvable.field(field)));
        text += &format!("{:?} ", solvable.files().collect::<Vec<_>>());
        for kind in RelationKind::ALL {
            text += &format!("{:?} ", solvable.relations(kind).collect::<Vec<_>>());
        }
        text += &format!("{} {}\n", solvable.size_installed_bytes(), solvable.time_build());
    }
    let mut solver = Solver::new(pool);
    for name in pool.names() {
        let mut request = Request::default();
        request.install(pool, name).expect("a name");
        text += &format!("{name}: {:?} {:?}\n", solver.solve(&request), solver.statistics());
    }
    text
}

#[test]
fn the_second_load_finds_what_the_first_one_built() {
    let cache = tempfile::tempdir().expect("a directory");
    let directory = cache.path().join("made/as/needed");
    let first = demo(&directory).run().expect("it loads");
    let second = demo(&directory).run().expect("it loads");
    assert!(!first.is_cached && second.is_cached);
    assert_eq!(described(&first.pool), described(&second.pool));
    assert_eq!(files(&directory).len(), 1);
    let other = Load { arch: "aarch64".to_owned(), ..demo(&directory) }.run().expect("it loads");
    assert!(!other.is_cached, "another architecture is another pool");
    let paths = Load { paths: vec!["/usr/share/words".to_owned()], ..demo(&directory) };
    assert!(!paths.run().expect("it loads").is_cached, "another question is another pool");
    let priorities = Load { priorities: vec![("demo".to_owned(), 1)], ..demo(&directory) };
    assert!(!priorities.run().expect("it loads").is_cached, "another order is another pool");
}

#[test]
fn a_file_that_changes_is_read_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let primary = directory.path().join("primary.xml");
    let package = |name: &str| {
        format!(
            "<metadata packages=\"1\"><package type=\"rpm\"><name>{name}</name><arch>noarch</arch>\
             <version ver=\"1\" rel=\"1\"/></package></metadata>"
        )
    };
    let load = || {
        let repositories = vec![primary.display().to_string()];
        let cache = Some(directory.path().join("cache"));
        Load { repositories, arch: "x86_64".to_owned(), cache, ..Load::default() }.run().expect("it loads")
    };
    fs::write(&primary, package("one")).expect("writable");
    assert!(!load().is_cached && load().is_cached);
    fs::write(&primary, package("other")).expect("writable");
    let changed = load();
    assert!(!changed.is_cached);
    assert_eq!(changed.pool.named("other").count(), 1);
}

#[test]
fn damage_is_noticed_and_repaired() {
    let cache = tempfile::tempdir().expect("a directory");
    let expected = described(&demo(cache.path()).run().expect("it loads").pool);
    let file = files(cache.path()).remove(0);
    let good = fs::read(&file).expect("readable");
    for length in (0..good.len()).step_by(997) {
        fs::write(&file, &good[..length]).expect("writable");
        let loaded = demo(cache.path()).run().expect("it loads");
        // What is cut off behind the last byte that matters is not missed.
        assert_eq!(described(&loaded.pool), expected, "cut off at {length}");
    }
    for place in (0..good.len()).step_by(61) {
        let mut bad = good.clone();
        bad[place] ^= 1 << (place % 8);
        fs::remove_file(&file).expect("removable");
        fs::write(&file, bad).expect("writable");
        let loaded = demo(cache.path()).run().expect("it loads");
        if !loaded.is_cached {
            assert_eq!(fs::read(&file).expect("readable"), good, "it is written again");
        }
        // A field of a package that nothing solves by is empty rather than wrong.
        let wrong = loaded.pool.solvables().find(|solvable| {
            let location = solvable.field(Field::Location);
            !location.is_empty() && !location.starts_with("Packages/")
        });
        assert!(wrong.is_none(), "{wrong:?} after a flipped bit at {place}");
    }
}

#[test]
fn what_is_no_cache_is_said_to_be_none() {
    let cache = tempfile::tempdir().expect("a directory");
    demo(cache.path()).run().expect("it loads");
    let good = fs::read(files(cache.path()).remove(0)).expect("readable");
    assert_eq!(Pool::from_cache(Vec::new(), &[0; 32]).unwrap_err(), CacheError::Foreign);
    assert_eq!(Pool::from_cache(good.clone(), &[0; 32]).unwrap_err(), CacheError::OtherSource);
    let mut newer = good.clone();
    newer[8] += 1;
    assert_eq!(Pool::from_cache(newer, &[0; 32]).unwrap_err().code(), "cache-format");
    let mut bent = good;
    bent[100] ^= 1;
    assert_eq!(Pool::from_cache(bent, &[0; 32]).unwrap_err().code(), "cache-damaged");
}

#[test]
fn a_cache_that_cannot_be_written_is_a_warning() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("file");
    fs::write(&file, "not a directory").expect("writable");
    let loaded = demo(&file).run().expect("it loads all the same");
    assert!(!loaded.is_cached);
    assert!(
        loaded.warnings.iter().any(|warning| warning.contains("cannot be written")),
        "{:?}",
        loaded.warnings
    );
}

#[test]
fn what_others_left_is_removed_unless_they_are_at_work() {
    let cache = tempfile::tempdir().expect("a directory");
    let (left, busy) = (cache.path().join(".new-left.pool"), cache.path().join(".new-busy.pool"));
    fs::write(&left, "half").expect("writable");
    fs::write(&busy, "half").expect("writable");
    let lock = fs::File::open(&busy).expect("readable");
    lock.lock().expect("nobody else has it");
    demo(cache.path()).run().expect("it loads");
    assert!(!left.exists() && busy.exists());
    drop(lock);
}

#[test]
fn the_pools_that_nobody_used_make_room() {
    let cache = tempfile::tempdir().expect("a directory");
    for number in 0..40 {
        let old = fs::File::create(cache.path().join(format!("{number}.pool"))).expect("writable");
        let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(number);
        old.set_modified(time).expect("it is ours");
    }
    demo(cache.path()).run().expect("it loads");
    assert_eq!(files(cache.path()).len(), 32);
    assert!(demo(cache.path()).run().expect("it loads").is_cached, "the newest stays");
}

#[test]
fn many_at_once_do_not_disturb_each_other() {
    let cache = tempfile::tempdir().expect("a directory");
    let expected = described(&demo(cache.path()).run().expect("it loads").pool);
    fs::remove_file(files(cache.path()).remove(0)).expect("removable");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let loaded = demo(cache.path()).run().expect("it loads");
                    assert_eq!(described(&loaded.pool), expected);
                }
            });
        }
    });
    assert_eq!(files(cache.path()).len(), 1);
}
