//! What is kept of what came over the network: how long it counts, that damage to it does nothing, and who may be rid
//! of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rpmsolve_repo::{CacheDirectory, CachePart, Load, Network};

use crate::server::{Answer, Tls};
use crate::world::{World, assert_is_good, file, get, metadata};

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn what_is_fresh_is_not_asked_for_again() {
    let world = World::new(Tls::Good);
    let load = world.load("now");
    let baseline = get(&load).expect("nothing is wrong");
    let connections = world.server.connections();
    assert_eq!(get(&load).expect("it is kept"), baseline);
    assert_eq!(world.server.connections(), connections);

    let refresh = Load { network: Network { refresh: true, ..load.network.clone() }, ..load.clone() };
    assert_eq!(get(&refresh).expect("nothing has changed"), baseline);
    let asked = world.server.asked();
    let last = asked.last().expect("it was asked");
    assert!(last.target.ends_with("repomd.xml") && last.header("if-none-match").is_some(), "{last:?}");
    assert_eq!(world.times("primary.xml.gz"), 1);

    let mut expiring = load;
    expiring.options.push(("metadata_expire".to_owned(), "0".to_owned()));
    let before = world.times("repomd.xml");
    assert_eq!(get(&expiring).expect("nothing has changed"), baseline);
    assert_eq!(world.times("repomd.xml"), before + 1);
}

#[test]
fn what_is_new_is_noticed() {
    let world = World::new(Tls::Good);
    world.set(Some(Box::new(|asked| {
        let rest = asked.target.strip_prefix("/now/repodata")?;
        Some(Answer::file(asked, &file(&format!("before/repodata{rest}"))))
    })));
    let load = world.load("now");
    let old = get(&load).expect("nothing is wrong");
    assert!(old[0].starts_with("hello-0:1.0-1"), "{old:?}");
    world.set(None);
    assert_eq!(get(&load).expect("it is still fresh"), old);
    let refresh = Load { network: Network { refresh: true, ..load.network.clone() }, ..load };
    let new = get(&refresh).expect("nothing is wrong");
    assert!(new[0].starts_with("hello-0:2.0-1"), "{new:?}");
}

#[test]
fn offline_says_what_is_missing() {
    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    load.network.offline = true;
    let error = get(&load).expect_err("there is nothing yet");
    assert_eq!(error.code(), "offline");
    assert!(error.is_network() && error.to_string().contains("repomd.xml of r"), "{error}");
    load.network.offline = false;
    load.run().expect("now the metadata are there");
    load.network.offline = true;
    let error = get(&load).expect_err("the packages are not").to_string();
    assert!(
        error.contains("hello-2.0-1.x86_64.rpm") && error.contains("libgreet-1.1-1.x86_64.rpm"),
        "{error}"
    );
    let directory = tempfile::tempdir().expect("a directory");
    load.network.directory = Some(directory.path().join("elsewhere"));
    assert_eq!(load.run().expect_err("nothing is here").code(), "offline");
    assert!(files(directory.path()).is_empty(), "nothing was made either");
}

/// Every file of the cache is damaged in every way that a disk knows, one by one and all at once.
#[test]
fn damage_does_nothing() {
    let world = World::new(Tls::Good);
    let load = world.load("now");
    let baseline = get(&load).expect("nothing is wrong");
    let damages: [fn(&Path); 4] = [
        |path| fs::write(path, b"").expect("writable"),
        |path| {
            let mut bytes = fs::read(path).expect("readable");
            let middle = bytes.len() / 2;
            bytes.iter_mut().skip(middle).take(1).for_each(|byte| *byte ^= 4);
            fs::write(path, bytes).expect("writable");
        },
        |path| {
            let bytes = fs::read(path).expect("readable");
            fs::write(path, &bytes[..bytes.len() / 2]).expect("writable");
        },
        |path| fs::remove_file(path).expect("removable"),
    ];
    let paths = files(world.cache.path());
    assert!(paths.len() >= 8, "{paths:?}");
    for damage in damages {
        for path in &paths {
            damage(path);
            assert_eq!(get(&load).unwrap_or_else(|error| panic!("{}: {error}", path.display())), baseline);
        }
        files(world.cache.path()).iter().for_each(|path| damage(path));
        assert_eq!(get(&load).expect("all is got anew"), baseline);
    }
}

#[test]
fn unfinished_and_foreign_files_do_no_harm() {
    let world = World::new(Tls::Good);
    let load = world.load("now");
    let baseline = get(&load).expect("nothing is wrong");
    for path in files(world.cache.path()) {
        let directory = path.parent().expect("a directory");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        fs::write(directory.join(format!(".part-{name}")), b"half of somethi").expect("writable");
        fs::write(directory.join(".new-rest"), b"of somebody who was killed").expect("writable");
        fs::remove_file(path).expect("removable");
    }
    assert_eq!(get(&load).expect("all is got anew"), baseline);
    assert_is_good(world.cache.path());
}

#[test]
fn a_clock_that_went_back_makes_nothing_fresh() {
    let world = World::new(Tls::Good);
    let load = world.load("now");
    get(&load).expect("nothing is wrong");
    let state = files(&world.cache.path().join("repositories")).remove(0);
    let text = fs::read_to_string(&state).expect("text");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let future = (now + Duration::from_secs(1 << 30)).as_secs();
    let start = text.find("\"checked_seconds\": ").expect("it is there") + "\"checked_seconds\": ".len();
    let end = start + text[start..].find(',').expect("more follows");
    let json = format!("{}{future}{}", &text[..start], &text[end..]);
    let (json, _) = json.trim_end().rsplit_once('\n').expect("two parts");
    let digest = rpmsolve::DigestAlgorithm::Sha256.hex(json.as_bytes());
    fs::write(&state, format!("{json}\n{digest}\n")).expect("writable");
    let before = world.times("repomd.xml");
    get(&load).expect("nothing is wrong");
    assert_eq!(world.times("repomd.xml"), before + 1);
}

#[test]
fn several_at_once_share_it() {
    let world = World::new(Tls::Good);
    let load = world.load("now");
    let all: Vec<_> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..8).map(|_| scope.spawn(|| get(&load).expect("nothing is wrong"))).collect();
        started.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(world.times("hello-2.0-1.x86_64.rpm"), 1, "one gets it, the others wait");
    assert_is_good(world.cache.path());
}

#[test]
fn missing_file_lists_are_a_warning_and_asked_for_again() {
    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    load.paths = vec!["/usr/share/hello/banner.txt".to_owned()];
    world.set(Some(Box::new(|asked| asked.target.ends_with("filelists.xml.gz").then(|| Answer::of(404)))));
    let loaded = load.run().expect("that can be done without");
    assert!(loaded.warnings.iter().any(|warning| warning.contains("filelists")), "{:?}", loaded.warnings);
    world.set(None);
    let loaded = load.run().expect("now it is there");
    assert!(!loaded.is_cached && loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    assert_eq!(world.times(&metadata("now", "filelists")), 2);
}

#[test]
fn what_is_in_it_can_be_seen_and_removed() {
    let world = World::new(Tls::Good);
    let load = world.load("now");
    get(&load).expect("nothing is wrong");
    let cache = CacheDirectory::new(world.cache.path());
    let info = cache.info();
    assert_eq!((info.packages.files, info.pools.files, info.repositories.len()), (2, 1, 1), "{info:?}");
    assert!(info.repositories[0].signed && info.repositories[0].revision == "2000", "{info:?}");
    let foreign = world.cache.path().join("packages/notes.txt");
    fs::write(&foreign, "somebody's").expect("writable");
    let removed = cache.clean(&[CachePart::Packages]).expect("removable");
    assert_eq!((removed.files, removed.bytes), (2, info.packages.bytes));
    assert!(foreign.is_file());
    // What somebody else has put there is not ours.
    let others = ["mine.pool", "packages/mine.rpm", "metadata/notes", "keys/mine.asc"]
        .map(|name| world.cache.path().join(name));
    others.iter().for_each(|path| fs::write(path, "mine").expect("writable"));
    cache.clean(&[CachePart::Pools, CachePart::Metadata, CachePart::Packages]).expect("removable");
    assert!(others.iter().all(|path| path.exists()));
    others.iter().for_each(|path| fs::remove_file(path).expect("removable"));
    assert_eq!(cache.info().bytes, 0);
    get(&load).expect("all is got anew");
}
