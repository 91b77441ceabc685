//! What comes out of a package is what rpm itself says of its files: paths, kinds, modes, sizes, digests, links.
//!
//! Needs the corpus and Debian's or anybody's `rpm`; says so where one is missing.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use rpmsolve::DigestAlgorithm;
use rpmsolve_layer::{FileKind, LayerError, Limits, PackageFile, read_package};

use crate::corpus::{corpus, packages};

const FORMAT: &str =
    "[%{FILENAMES}\t%{FILEMODES:octal}\t%{LONGFILESIZES}\t%{FILEDIGESTS}\t%{FILELINKTOS}\t%{FILEFLAGS}\n]";
const GHOST: u32 = 1 << 6;

/// Type and mode, size, digest, link target, is it a ghost.
type Line = (String, String, String, String, bool);

fn said_by_rpm(path: &Path) -> Option<BTreeMap<String, Line>> {
    let mut rpm = Command::new("rpm");
    let output = rpm.args(["-qp", "--nosignature", "--nodigest", "--qf", FORMAT]).arg(path).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = |line: &str| {
        let [path, mode, size, digest, link, flags] = line.split('\t').collect::<Vec<_>>()[..] else {
            return None;
        };
        let ghost = flags.parse::<u32>().is_ok_and(|flags| flags & GHOST != 0);
        Some((path.to_owned(), (mode.to_owned(), size.to_owned(), digest.to_owned(), link.to_owned(), ghost)))
    };
    Some(text.lines().filter_map(line).collect())
}

fn as_unpacked(file: &PackageFile, digest: &str) -> Line {
    let record = &file.record;
    let kind = match record.kind {
        FileKind::Regular => 0o100_000,
        FileKind::Directory => 0o040_000,
        FileKind::Symlink => 0o120_000,
        _ => 0,
    };
    let algorithm = match digest.len() {
        32 => DigestAlgorithm::Md5,
        40 => DigestAlgorithm::Sha1,
        96 => DigestAlgorithm::Sha384,
        128 => DigestAlgorithm::Sha512,
        _ => DigestAlgorithm::Sha256,
    };
    let content = file.content.as_ref().filter(|_| !digest.is_empty());
    let digest = content.map(|content| algorithm.hex(&content.read().unwrap())).unwrap_or_default();
    let size = file.content.as_ref().map_or(record.size_bytes, rpmsolve_layer::Content::len);
    let mode = format!("{:o}", kind | u32::from(record.mode));
    (mode, size.to_string(), digest, record.link_target.clone(), record.ghost)
}

#[test]
fn every_package_has_the_tree_that_rpm_says() {
    let Some(corpus) = corpus() else { return };
    if Command::new("rpm").arg("--version").output().is_err() {
        println!("skipped: no rpm");
        return;
    }
    let mut paths = Vec::new();
    packages(&corpus.join("rpms"), &mut paths);
    let (mut compared, mut files) = (0, 0);
    for path in paths {
        let package = match read_package(&path, None, None, &Limits::default(), &|_| true) {
            Ok(package) => package,
            Err(
                LayerError::SourcePackage { .. }
                | LayerError::BadHeader { .. }
                | LayerError::BadPayload { .. },
            ) => {
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        let said = said_by_rpm(&path).unwrap();
        let is_special = |line: &Line| !["10", "12", "4"].iter().any(|kind| line.0.starts_with(kind));
        for file in &package.files {
            let expected = &said[&file.record.path];
            let mut unpacked = as_unpacked(file, &expected.2);
            if expected.4 || is_special(expected) {
                // What is not in the payload has no bytes to compare; a device is only counted.
                unpacked.2.clone_from(&expected.2);
                if is_special(expected) {
                    unpacked.0.clone_from(&expected.0);
                }
            }
            assert_eq!(&unpacked, expected, "{}: {}", path.display(), file.record.path);
        }
        assert_eq!(package.files.len(), said.len(), "{}", path.display());
        compared += 1;
        files += said.len();
    }
    println!("{compared} packages, {files} files");
    assert!(compared > 200);
}
