//! Every real package of the corpus unpacks, with every file digest of its header checked; the one that is corrupt
//! on purpose is refused. The built-in profiles agree with what was seen of the images, and profiles can be made of
//! real lists of installed packages.
//!
//! Reads `RPMSOLVE_CORPUS`, or `shared/corpus` beside the workspace; skipped where it is missing.

use std::path::{Path, PathBuf};

use rpmsolve_layer::{LayerError, Limits, MadeProfile, Profile, read_package};

pub(crate) fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let path = std::env::var_os("RPMSOLVE_CORPUS").map_or(beside, PathBuf::from);
    let found = path.join("rpms").is_dir();
    if !found {
        println!("skipped: no corpus");
    }
    found.then_some(path)
}

pub(crate) fn packages(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).expect("a readable corpus").flatten() {
        let path = entry.path();
        if path.is_dir() {
            packages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rpm") {
            found.push(path);
        }
    }
}

#[test]
fn every_package_unpacks_or_says_why_not() {
    let Some(corpus) = corpus() else { return };
    let mut paths = Vec::new();
    packages(&corpus.join("rpms"), &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let (mut files, mut bytes, mut sources) = (0, 0_u64, 0);
    let mut refused = Vec::new();
    for path in &paths {
        match read_package(path, None, None, &Limits::default(), &|_| true) {
            Ok(package) => {
                files += package.files.len();
                bytes += package
                    .files
                    .iter()
                    .filter_map(|f| f.content.as_ref())
                    .map(rpmsolve_layer::Content::len)
                    .sum::<u64>();
            }
            Err(LayerError::SourcePackage { .. }) => sources += 1,
            Err(error) => refused.push((path.clone(), error)),
        }
    }
    println!("{} packages, {sources} of them sources: {files} files, {bytes} bytes", paths.len());
    let bad: Vec<_> =
        refused.iter().filter(|(path, _)| !path.to_string_lossy().contains("corrupted")).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert_eq!(refused.len(), 1, "the corrupt package is refused");
}

/// One byte flipped at many places of real packages of every payload format: an error or a sound package, never a
/// panic. (What is accepted was hit in the lead, the signatures or padding.)
#[test]
fn flipped_bytes_in_real_packages() {
    let Some(corpus) = corpus() else { return };
    let mut paths = Vec::new();
    packages(&corpus.join("rpms"), &mut paths);
    paths.sort();
    let scratch = tempfile::tempdir().unwrap();
    let damaged_path = scratch.path().join("damaged.rpm");
    let (mut tried, mut refused) = (0, 0);
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        if bytes.len() > 40_000 {
            continue;
        }
        let step = bytes.len() / 25 + 1;
        for at in (0..bytes.len()).step_by(step) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            std::fs::write(&damaged_path, damaged).unwrap();
            tried += 1;
            refused +=
                usize::from(read_package(&damaged_path, None, None, &Limits::default(), &|_| true).is_err());
        }
    }
    println!("{tried} tried, {refused} refused");
    assert!(refused > 0);
}

#[test]
fn built_in_profiles_have_what_was_seen() {
    let Some(corpus) = corpus() else { return };
    for (arch, list) in [("x86_64", "x86_64"), ("aarch64", "arm64")] {
        let base = Profile::named("provided.al2023", arch).unwrap().base_image();
        let list = corpus.join(format!("lambda-base/lambda-al2023-provided-{list}.lib64.txt"));
        let seen = std::fs::read_to_string(list).unwrap();
        let image_only: Vec<String> = base
            .libraries()
            .filter(|(_, library)| library.image_only)
            .map(|(soname, _)| format!("{soname}."))
            .collect();
        assert_eq!(image_only.len(), 11);
        for name in seen.lines().filter(|name| name.contains(".so") && !name.starts_with('.')) {
            let is_behind_image_only = image_only.iter().any(|soname| name.starts_with(soname.as_str()));
            assert!(base.library(name).is_some() || is_behind_image_only, "{arch}: {name}");
        }
    }
    let al2 = Profile::named("provided.al2", "x86_64").unwrap().base_image();
    let files = std::fs::read_to_string(corpus.join("lambda-base/lambda-al2-provided.files.txt")).unwrap();
    for name in files.lines().filter_map(|line| line.strip_prefix("usr/lib64/")) {
        let is_library = name.starts_with("lib") && name.contains(".so.") && !name.contains('/');
        assert!(!is_library || al2.library(name).is_some(), "{name}");
    }
}

/// A library has at least the symbol versions that an older one of the same kind had.
#[test]
fn symbol_versions_grow() {
    let Some(corpus) = corpus() else { return };
    for (runtime, older) in [("provided.al2023", "amazonlinux2023-plain"), ("provided.al2", "centos7-plain")]
    {
        let made = corpus.join("rpmdb").join(older).join("primary.xml.gz");
        let older = MadeProfile::from_place(&made, Some("older"), None).unwrap().profile;
        let base = Profile::named(runtime, "x86_64").unwrap().base_image();
        let mut compared = 0;
        for (soname, library) in &older.libraries {
            let Some(ours) = base.library(soname) else { continue };
            for version in library.versions.iter().flatten() {
                assert!(ours.defines(version), "{runtime}: {soname}({version})");
                compared += usize::from(ours.versions.is_some());
            }
        }
        println!("{runtime}: {compared} symbol versions");
        assert!(compared > 100);
    }
}

#[test]
fn profiles_of_installed_packages_are_read_as_they_were_written() {
    let Some(corpus) = corpus() else { return };
    for system in ["amazonlinux2023-plain", "centos7-plain", "centos8-modularitylabel", "cbl-mariner-2.0"] {
        let place = corpus.join("rpmdb").join(system).join("primary.xml.gz");
        let profile = MadeProfile::from_place(&place, Some(system), None).unwrap().profile;
        assert!(profile.packages.len() > 90 && profile.libraries.len() > 90, "{system}");
        assert_eq!(Profile::parse(system, &profile.to_string(), "x86_64").unwrap(), profile);
    }
}
