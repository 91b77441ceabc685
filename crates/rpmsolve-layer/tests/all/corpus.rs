//! Every real package of the corpus unpacks, with every file digest of its header checked; the one that is corrupt
//! on purpose is refused.
//!
//! Reads `RPMSOLVE_CORPUS`, or `shared/corpus` beside the workspace; skipped where it is missing.

use std::path::{Path, PathBuf};

use rpmsolve_layer::{LayerError, Limits, read_package};

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
