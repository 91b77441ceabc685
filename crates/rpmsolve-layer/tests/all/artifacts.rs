//! The forms that a layer is written in: packed tars, many entries, names that are no UTF-8.

use std::io::Read as _;
use std::path::Path;

use rpmsolve::Codec;
use rpmsolve_layer::{
    BaseImage, FindingKind, LayerOptions, LayerPackage, LayerReport, Limits, Output, build_layer,
};

use crate::support::*;

/// Builds for a base that has nothing.
fn build(packages: &[LayerPackage], options: &LayerOptions, path: &Path) -> LayerReport {
    build_layer(packages, &BaseImage::new(), options, &Output::from_path(path), &mut |_| {}).unwrap()
}

#[test]
fn packed_tars_hold_the_plain_one() {
    let scratch = tempfile::tempdir().unwrap();
    let noise: Vec<u8> = (0..3_000_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let package =
        rpm("a", [file("/usr/share/noise", noise), link("/usr/share/link", "noise")]).write(scratch.path());
    let mut written = ["layer.tar", "layer.tar.gz", "layer.tgz", "layer.tar.zst"].map(|name| {
        let path = scratch.path().join(name);
        build(std::slice::from_ref(&package), &LayerOptions::default(), &path);
        std::fs::read(path).unwrap()
    });
    let [plain, packed @ ..] = &mut written;
    assert_eq!([&packed[0], &packed[2]].map(|bytes| Codec::of(bytes)), [Codec::Gzip, Codec::Zstd]);
    for bytes in packed {
        let mut unpacked = Vec::new();
        Codec::of(bytes).reader(&bytes[..]).unwrap().read_to_end(&mut unpacked).unwrap();
        assert!(unpacked == *plain);
    }
}

#[test]
fn more_entries_than_an_old_zip_can_count() {
    let scratch = tempfile::tempdir().unwrap();
    let files = (0..70_000).map(|number| file(&format!("/usr/share/many/{number}"), ""));
    let package = rpm("many", files).write(scratch.path());
    let path = scratch.path().join("layer.zip");
    build(&[package], &LayerOptions::default(), &path);
    let archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    assert!(archive.len() > 70_000, "{}", archive.len());
}

#[test]
fn names_that_are_no_utf8() {
    let scratch = tempfile::tempdir().unwrap();
    let package = rpm("a", [file(&format!("/usr/share/caf{NOT_UTF8}"), "x")]).write(scratch.path());
    let path = scratch.path().join("layer/");
    let report = build(&[package], &LayerOptions::default(), &path);
    assert_eq!(report.findings[0].kind, FindingKind::NotUtf8);
    assert_eq!(std::fs::read_to_string(path.join("share/caf\u{fffd}")).unwrap(), "x");
}

#[test]
fn what_has_no_room_in_memory_makes_the_same_layer() {
    let scratch = tempfile::tempdir().unwrap();
    let packages = [0_u8, 1, 2].map(|number| {
        let text = format!("#!/usr/bin/tool\n/usr/share/p{number}/data {}", "text ".repeat(50_000));
        let name = format!("p{number}");
        rpm(&name, [file(&format!("/usr/share/p{number}/data"), text), program("/usr/bin/tool", "x")])
            .write(scratch.path())
    });
    let layers = [64 << 20, 100_000, 0].map(|memory_bytes| {
        let path = scratch.path().join(format!("{memory_bytes}.zip"));
        let limits = Limits { memory_bytes, ..Limits::default() };
        let options = LayerOptions { limits, ..LayerOptions::default() };
        build(&packages, &options, &path);
        std::fs::read(path).unwrap()
    });
    assert!(layers[0] == layers[1] && layers[1] == layers[2]);
}
