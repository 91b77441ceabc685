//! Whole real repositories from the corpus: they are read, every package name is installed alone, every answer is
//! checked, and yes and no are compared with libsolv's.

#[path = "../../rpmsolve/tests/common/mod.rs"]
mod common;

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use rpmsolve::metadata::{MetadataError, Repomd, UNPACKED_MAX_BYTES, decompress, read_primary};
use rpmsolve::{DependencyGraph, Outcome, Request, Via, check, checkable, solve, violations};
use rpmsolve_repo::{Load, Loaded};

use common::corpus;

fn load(place: &Path) -> Loaded {
    let repositories = vec![place.display().to_string()];
    Load { repositories, arch: "x86_64".to_owned(), ..Load::default() }
        .run()
        .unwrap_or_else(|error| panic!("{error}"))
}

/// A check agrees with libsolv on every package, whatever the number of threads; every name alone, with and without weak
/// dependencies, gets an answer that the verifier accepts, or reasons.
fn sweep(place: &str, answers: &str) {
    let Some(corpus) = corpus() else { return };
    let loaded = load(&corpus.join(place));
    let pool = &loaded.pool;
    let text = fs::read_to_string(corpus.join("answers").join(answers)).expect("the corpus can be read");
    let answers: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let expected: HashSet<String> =
        answers["uninstallable"].as_object().expect("an object").keys().cloned().collect();
    let packages = checkable(pool, &Request::default());
    let broken = check(pool, &Request::default(), &packages, 1, &mut |_, _| true);
    for broken in &broken {
        assert!(!broken.problems[0].to_text(pool).is_empty());
    }
    let refused: HashSet<String> =
        broken.iter().map(|broken| pool.solvable(broken.package).to_string()).collect();
    assert_eq!(refused, expected);
    for threads in [2, 7] {
        assert!(
            check(pool, &Request::default(), &packages, threads, &mut |_, _| true) == broken,
            "{threads}"
        );
    }
    let mut names = 0;
    for name in pool.names() {
        names += 1;
        for weak_dependencies in [false, true] {
            let mut request = Request { weak_dependencies, ..Request::default() };
            request.install(pool, name).expect("a name");
            if let Outcome::Solved(transaction) = solve(pool, &request) {
                assert_eq!(violations(pool, &request, &transaction.installed), vec![], "{name}");
            }
        }
    }
    println!("{place}: {names} names, {} packages that cannot be installed", refused.len());
}

#[test]
fn centos_7_5() {
    sweep("repodata/centos-7.5.1804-dvd", "installable.centos-7.5-dvd.json");
}

#[test]
fn cs9_baseos() {
    sweep("repodata/cs9-baseos-2022", "installable.cs9-baseos-2022.json");
}

#[test]
fn openeuler() {
    sweep("repodata/openeuler-2021-mainline", "installable.openeuler-2021.json");
}

/// What dnf itself installed, weak dependencies and all.
#[test]
fn dnf_installs_the_same() {
    let Some(corpus) = corpus() else { return };
    let loaded = load(&corpus.join("repodata/cs9-baseos-2022"));
    let text =
        fs::read_to_string(corpus.join("answers/cs9-baseos-kernel-vim-tmux-zsh.json")).expect("readable");
    let recorded: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let list = |key: &str| recorded[key].as_array().expect("a list").clone();
    let mut request = Request::default();
    for spec in list("install") {
        request.install(&loaded.pool, spec.as_str().expect("a name")).expect("a name");
    }
    let expected: BTreeSet<String> = list("result")
        .iter()
        .map(|package| {
            let text = |key: &str| package[key].as_str().expect("a text").to_owned();
            format!(
                "{}-{}:{}-{}.{}",
                text("name"),
                package["epoch"],
                text("version"),
                text("release"),
                text("arch")
            )
        })
        .collect();
    let Outcome::Solved(transaction) = solve(&loaded.pool, &request) else { panic!("dnf can") };
    let ours = transaction
        .installations
        .iter()
        .map(|it| loaded.pool.solvable(it.package).nevra())
        .collect::<BTreeSet<_>>();
    assert_eq!(ours, expected);
}

/// Every primary.xml of the corpus holds as many packages as it says.
#[test]
fn all_metadata_are_read() {
    let Some(corpus) = corpus() else { return };
    let mut read = 0;
    for parent in ["repodata", "ci-dnf/repos"] {
        for entry in fs::read_dir(corpus.join(parent)).expect("the corpus can be read") {
            let directory = entry.expect("the corpus can be read").path();
            let Ok(bytes) = fs::read(directory.join("repodata/repomd.xml")) else { continue };
            let repomd =
                Repomd::parse(&bytes, "repomd.xml").unwrap_or_else(|error| panic!("{directory:?}: {error}"));
            let file = repomd.file("primary").expect("a primary");
            let Ok(packed) = fs::read(directory.join(&file.href)) else { continue };
            file.verify(&packed[..]).unwrap_or_else(|error| panic!("{directory:?}: {error}"));
            let unpack = || decompress(&packed[..], &file.href, UNPACKED_MAX_BYTES).expect("it unpacks");
            let count = read_primary(unpack(), &file.href, |_| Ok::<(), MetadataError>(()))
                .unwrap_or_else(|error| panic!("{directory:?}: {error}"));
            let mut text = String::new();
            std::io::Read::read_to_string(&mut unpack(), &mut text).expect("it is text");
            let stated =
                text.split("packages=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a count");
            assert_eq!(count.to_string(), stated, "{directory:?}");
            read += 1;
        }
    }
    assert!(read > 90, "only {read} repositories");
}

/// A directory of .rpm files is a repository like any other.
#[test]
fn a_directory_of_packages_is_read() {
    let Some(corpus) = corpus() else { return };
    let loaded = load(&corpus.join("rpms/el7-x86_64"));
    assert_eq!(loaded.pool.len(), 105);
    let glibc = loaded.pool.named("glibc").next().expect("it is there");
    assert_eq!(glibc.nevra(), "glibc-0:2.17-157.el7_3.5.x86_64");
    assert!(glibc.provides().any(|(name, _)| name == "libc.so.6(GLIBC_2.17)(64bit)"));
    let path = loaded.path_of(glibc).expect("not of the base").expect("inside");
    assert!(path.is_file(), "{}", path.display());
}

/// A flipped byte under a checksum, a truncated file and a missing one are told apart.
#[test]
fn damaged_repositories_are_refused() {
    let Some(corpus) = corpus() else { return };
    let original = corpus.join("repodata/cs9-baseos-2022/repodata");
    let copy = tempfile::tempdir().expect("a directory");
    fs::create_dir(copy.path().join("repodata")).expect("a directory");
    let mut primary = None;
    for entry in fs::read_dir(original).expect("the corpus can be read") {
        let path = entry.expect("the corpus can be read").path();
        let target = copy.path().join("repodata").join(path.file_name().expect("a name"));
        fs::write(&target, fs::read(&path).expect("readable")).expect("writable");
        if target.display().to_string().ends_with("primary.xml.gz") {
            primary = Some(target);
        }
    }
    let primary = primary.expect("there is one");
    let repositories = vec![copy.path().display().to_string()];
    let load = Load { repositories, arch: "x86_64".to_owned(), ..Load::default() };
    load.run().expect("undamaged");
    let bytes = fs::read(&primary).expect("readable");
    let mut flipped = bytes.clone();
    flipped[5000] ^= 0x10;
    fs::write(&primary, &flipped).expect("writable");
    assert_eq!(load.run().expect_err("flipped").code(), "checksum");
    fs::write(&primary, &bytes[..bytes.len() / 2]).expect("writable");
    assert_eq!(load.run().expect_err("truncated").code(), "size");
    fs::remove_file(&primary).expect("removable");
    assert_eq!(load.run().expect_err("missing").code(), "unreadable");
}

/// Every package of every answer has a reason that can be shown, and is expanded in the tree once.
#[test]
fn every_package_is_explained() {
    let Some(corpus) = corpus() else { return };
    let loaded = load(&corpus.join("repodata/cs9-baseos-2022"));
    let pool = &loaded.pool;
    let (mut explained, mut weak) = (0, 0);
    for name in pool.names() {
        for weak_dependencies in [false, true] {
            let mut request = Request { weak_dependencies, ..Request::default() };
            request.install(pool, name).expect("a name");
            let Outcome::Solved(transaction) = solve(pool, &request) else { continue };
            let graph = DependencyGraph::new(pool, &request, &transaction);
            for installation in &transaction.installations {
                let package = pool.solvable(installation.package);
                let found = graph.chains(&[package.id()], 1);
                let chain = found.chains.first().expect("it is installed");
                assert!(matches!(chain[0].via, Via::Request(_)), "{name} brings {package} for no reason");
                assert_eq!(chain.last().map(|step| step.package), Some(package.id()));
                for pair in chain.windows(2) {
                    let Via::Link(link) = pair[1].via else { panic!("{name}: a chain has links") };
                    assert_eq!((link.from, link.to), (pair[0].package, pair[1].package));
                }
                weak += usize::from(chain.iter().any(|step| step.via.kind() == "recommends"));
                explained += 1;
            }
            let tree = graph.tree(None);
            let expanded: Vec<_> =
                tree.nodes.iter().filter(|node| !node.is_repeated).map(|node| node.step.package).collect();
            let once: HashSet<_> = expanded.iter().copied().collect();
            assert_eq!((expanded.len(), once.len()), (transaction.installed.len(), expanded.len()), "{name}");
        }
    }
    println!("{explained} packages are explained, {weak} of them by a recommendation");
    assert!(explained > 20_000 && weak > 0);
}
