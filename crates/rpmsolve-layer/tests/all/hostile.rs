//! Packages that lie, escape, explode or are broken: each is refused with a clear error, and nothing is left behind.

use std::path::Path;

use crate::support::*;
use rpmsolve_layer::{
    BaseImage, LayerError, LayerOptions, LayerPackage, LayerReport, Limits, Output, build_layer,
};

/// Builds in a fresh directory; afterwards, on an error, the directory must hold nothing.
fn build_with(
    options: &LayerOptions,
    write: impl FnOnce(&Path) -> Vec<LayerPackage>,
) -> Result<LayerReport, LayerError> {
    let input = tempfile::tempdir().unwrap();
    let output = tempfile::tempdir().unwrap();
    let packages = write(input.path());
    let zip = Output::from_path(output.path().join("layer.zip"));
    let result = build_layer(&packages, &BaseImage::new(), options, &zip, &mut |_| {});
    let left: Vec<_> = std::fs::read_dir(output.path()).unwrap().flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.is_empty(), result.is_err(), "{left:?}");
    result
}

fn build(packages: &[Rpm]) -> Result<LayerReport, LayerError> {
    build_with(&LayerOptions::default(), |input| packages.iter().map(|rpm| rpm.write(input)).collect())
}

fn code(packages: &[Rpm]) -> &'static str {
    let error = build(packages).expect_err("refused");
    println!("{}: {error}", error.code());
    error.code()
}

#[test]
fn paths_that_leave_the_tree() {
    assert_eq!(code(&[rpm("a", [file("/usr/../../etc/passwd", "x")])]), "unsafe-path");
    assert_eq!(code(&[rpm("a", [file("../../etc/passwd", "x")])]), "unsafe-path");
    assert_eq!(code(&[rpm("a", [file("/usr/./x", "x")])]), "unsafe-path");
    let long = format!("/usr/{}", "a/".repeat(3000));
    assert_eq!(code(&[rpm("a", [file(&format!("{long}x"), "x")])]), "unsafe-path");
    // The header is clean, the archive is not.
    for name in ["../../etc/passwd", "./usr/../../etc/passwd", "/../etc/passwd"] {
        let member = File { archive_name: Some(name.into()), in_header: false, ..file("/usr/x", "x") };
        assert_eq!(code(&[rpm("a", [file("/usr/bin/a", "a"), member])]), "unsafe-path", "{name}");
    }
    let extra = File { in_header: false, ..file("/usr/bin/extra", "x") };
    assert_eq!(code(&[rpm("a", [file("/usr/bin/a", "a"), extra])]), "bad-payload");
}

#[test]
fn files_behind_links() {
    for target in ["/tmp/outside", "/etc", "../../../../tmp", "elsewhere"] {
        let files = [link("/usr/lib/evil", target), file("/usr/lib/evil/passwd", "x")];
        assert_eq!(code(&[rpm("a", files)]), "unsafe-path", "{target}");
    }
    let linked = rpm("a", [link("/usr/lib/evil", "/tmp/outside")]);
    assert_eq!(code(&[linked, rpm("b", [file("/usr/lib/evil/passwd", "x")])]), "unsafe-path");
    let circle = rpm("a", [link("/usr/lib/a", "b"), link("/usr/lib/b", "a")]);
    assert_eq!(code(&[circle, rpm("b", [file("/usr/lib/a/x", "x")])]), "unsafe-path");
}

#[test]
fn links_that_escape_are_left_out_and_told() {
    let files = [link("/usr/lib/evil", "../../../../etc/passwd"), link("/usr/lib/worse", "/proc/self/mem")];
    let report = build(&[rpm("a", files)]).unwrap();
    let kinds: Vec<String> = report.findings.iter().map(|f| format!("{} {:?}", f.path, f.kind)).collect();
    assert_eq!(kinds, ["lib/evil BrokenLink", "lib/worse BrokenLink", "lib EmptyDirectory"]);
    assert_eq!(report.files, 3, "only the manifest and the bills of materials");
}

#[test]
fn sizes_that_are_claimed_are_not_believed() {
    let huge = File { header_size: Some(100 << 30), archive_size: Some(u32::MAX), ..file("/usr/huge", "x") };
    assert_eq!(code(&[rpm("a", [huge.clone()])]), "too-large");
    let stripped = Rpm { stripped: true, ..rpm("a", [huge]) };
    assert_eq!(code(&[stripped]), "too-large");
    let many = (0..30).map(|i| File { header_size: Some(100 << 20), ..file(&format!("/usr/{i}"), "x") });
    assert_eq!(code(&[rpm("a", many)]), "too-large");
    let within = File { header_size: Some(1 << 30), ..file("/usr/huge", "x") };
    assert_eq!(code(&[rpm("a", [within])]), "bad-payload");
    let archive = File { archive_size: Some(1 << 30), ..file("/usr/huge", "x") };
    assert_eq!(code(&[rpm("a", [archive])]), "bad-payload");
    let link = File { header_size: Some(1 << 30), archive_size: Some(1 << 30), ..link("/usr/l", "x") };
    assert_eq!(code(&[rpm("a", [link])]), "bad-payload");
    let directory = File { archive_size: Some(1 << 30), ..directory("/usr/d") };
    assert_eq!(code(&[rpm("a", [directory])]), "bad-payload");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = File { header_size: Some(10), ..file("/usr/bomb", vec![0; 64 << 20]) };
    let bomb = Rpm { compressor: Some("gzip"), ..rpm("a", [bomb]) };
    assert!(bomb.bytes().len() < 1 << 20, "it is small while it is packed");
    assert_eq!(code(&[bomb]), "bad-payload");
    let limits = Limits { files: 3, ..Limits::default() };
    let options = LayerOptions { limits, ..LayerOptions::default() };
    let many = rpm("a", (0..4).map(|i| file(&format!("/usr/{i}"), "")));
    let error = build_with(&options, |input| vec![many.write(input)]).unwrap_err();
    assert_eq!(error.code(), "too-large");
}

#[test]
fn the_archive_has_to_agree_with_the_header() {
    let twice = [file("/usr/a", "a"), File { in_header: false, ..file("/usr/a", "b") }];
    assert_eq!(code(&[rpm("a", twice)]), "bad-payload");
    let other_target = File { data: b"/etc/passwd".to_vec(), ..link("/usr/l", "x") };
    assert_eq!(code(&[rpm("a", [other_target])]), "bad-payload");
    let missing = File { in_archive: false, ..file("/usr/b", "b") };
    assert_eq!(code(&[rpm("a", [file("/usr/a", "a"), missing])]), "bad-payload");
    let lonely = File { inode: 7, archive_size: Some(0), header_size: Some(5), ..file("/usr/a", "") };
    assert_eq!(code(&[rpm("a", [lonely])]), "bad-payload");
}

#[test]
fn a_flipped_byte_under_a_checksum() {
    let sound = rpm("a", [file("/usr/share/a", "some text")]);
    let digest = rpmsolve::DigestAlgorithm::Sha256.hex(&sound.bytes());
    let with = |flip: bool, algorithm: &str| {
        build_with(&LayerOptions::default(), |input| {
            let mut package = sound.write(input);
            let mut bytes = sound.bytes();
            let last = bytes.len() - 200;
            bytes[last] ^= u8::from(flip);
            std::fs::write(&package.path, bytes).unwrap();
            package.checksum = Some((algorithm.to_owned(), digest.clone()));
            vec![package]
        })
    };
    assert!(with(false, "sha256").is_ok());
    let error = with(true, "sha256").unwrap_err();
    assert_eq!(error.code(), "checksum-mismatch");
    assert!(error.to_string().contains(&digest), "{error}");
    assert_eq!(with(false, "crc32").unwrap_err().code(), "unknown-checksum");
}

#[test]
fn a_wrong_length_is_told_before_anything_is_parsed() {
    let result = build_with(&LayerOptions::default(), |input| {
        let mut package = rpm("a", [file("/usr/a", "a")]).write(input);
        package.size_download_bytes = Some(5);
        vec![package]
    });
    assert_eq!(result.unwrap_err().code(), "size-mismatch");
}

/// Cut at every place and flipped at every place: an error or a sound layer, never a panic or a partial file.
#[test]
fn damage_everywhere() {
    let files = [directory("/usr/d"), program("/usr/bin/a", "#!/bin/sh\n"), link("/usr/bin/b", "a")];
    let bytes = Rpm { compressor: Some("gzip"), ..rpm("a", files) }.bytes();
    let attempt = |bytes: &[u8]| {
        build_with(&LayerOptions::default(), |input| {
            let path = input.join("a.rpm");
            std::fs::write(&path, bytes).unwrap();
            vec![LayerPackage::new("a", "test", path)]
        })
    };
    assert!(attempt(&bytes).is_ok());
    for cut in 0..bytes.len() - 30 {
        assert!(attempt(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    for at in 0..bytes.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= mask;
            let _ = attempt(&damaged);
        }
    }
}

#[test]
fn what_is_no_package() {
    for (bytes, reason) in [(&b""[..], "lead"), (b"PK\x03\x04", "lead"), (&[0; 4096], "magic")] {
        let result = build_with(&LayerOptions::default(), |input| {
            let path = input.join("a.rpm");
            std::fs::write(&path, bytes).unwrap();
            vec![LayerPackage::new("a", "test", path)]
        });
        let error = result.unwrap_err();
        assert_eq!(error.code(), "bad-header");
        assert!(error.to_string().contains(reason), "{error}");
    }
    let gone = build_with(&LayerOptions::default(), |input| {
        vec![LayerPackage::new("a", "test", input.join("gone.rpm"))]
    });
    assert_eq!(gone.unwrap_err().code(), "io");
}
