//! An audit is quiet about a sound layer and finds every fault that is planted into it.

use std::fs;
use std::path::{Path, PathBuf};

use rpmsolve_layer::{
    AuditOptions, AuditReport, BaseImage, FindingKind, LayerOptions, Output, Severity, audit, build_layer,
};
use tempfile::TempDir;

use crate::elf::Library;
use crate::support::*;

fn base() -> BaseImage {
    BaseImage::from_paths([
        "/bin/sh",
        "/usr/lib64/libc.so.6",
        "/usr/share/base",
        "/var/lib/base",
        "/etc/hosts",
    ])
}

fn tool() -> Library {
    Library {
        needed: vec!["libgood.so.1", "libc.so.6", "libhidden.so.2"],
        wants: vec![("libgood.so.1", "GOOD_1.0"), ("libc.so.6", "GLIBC_2.34")],
        text: "/usr/share/tool",
        ..Library::default()
    }
}

fn good() -> Library {
    Library { soname: "libgood.so.1", defines: vec!["GOOD_1.0"], ..Library::default() }
}

/// A sound layer as a directory.
fn layer() -> (TempDir, PathBuf) {
    let scratch = tempfile::tempdir().unwrap();
    let packages = [
        rpm(
            "tool",
            [
                program("/usr/bin/tool", tool().bytes()),
                program("/usr/bin/script", "#!/bin/sh\nexec /usr/bin/tool /usr/share/tool/data\n"),
                file("/usr/share/tool/data", "data"),
                link("/usr/share/tool/link", "data"),
            ],
        ),
        rpm(
            "good",
            [
                program("/usr/lib64/libgood.so.1.2", good().bytes()),
                link("/usr/lib64/libgood.so.1", "libgood.so.1.2"),
                program(
                    "/usr/lib64/hidden/libhidden.so.2",
                    Library { soname: "libhidden.so.2", ..Library::default() }.bytes(),
                ),
            ],
        ),
    ]
    .map(|rpm| rpm.write(scratch.path()));
    let directory = scratch.path().join("layer");
    let output = Output::Directory(directory.clone());
    let report = build_layer(&packages, &base(), &LayerOptions::default(), &output, &mut |_| {}).unwrap();
    assert_eq!(report.findings, []);
    (scratch, directory)
}

fn look(layer: &Path) -> AuditReport {
    audit(&[layer], &base(), &AuditOptions::default()).unwrap()
}

/// What an audit tells after `plant` has changed the layer: kind and path, without what is only good to know.
fn told(plant: impl FnOnce(&Path)) -> Vec<(FindingKind, String)> {
    let (_scratch, layer) = layer();
    plant(&layer);
    let findings = look(&layer).findings.into_iter();
    let told = findings.filter(|finding| finding.severity > Severity::Info);
    told.map(|finding| {
        println!("{:?} {} {}", finding.kind, finding.path, finding.detail);
        (finding.kind, finding.path)
    })
    .collect()
}

#[test]
fn a_sound_layer_is_sound() {
    let (_scratch, layer) = layer();
    let report = look(&layer);
    assert_eq!(report.findings, []);
    assert_eq!(report.arch.as_deref(), Some("x86_64"));
    let by = |soname: &str| {
        let need = report.needs.iter().find(|need| need.soname == soname).unwrap();
        need.provided_by.clone().unwrap_or_default()
    };
    assert_eq!(by("libgood.so.1"), "/opt/lib64/libgood.so.1.2");
    assert_eq!(by("libc.so.6"), "/usr/lib64/libc.so.6");
    assert_eq!(by("libhidden.so.2"), "/opt/lib64/hidden/libhidden.so.2", "linked as it is needed");
}

#[test]
fn a_removed_library() {
    let told = told(|layer| fs::remove_file(layer.join("lib64/libgood.so.1.2")).unwrap());
    assert!(told.contains(&(FindingKind::MissingSoname, "bin/tool".into())));
    assert!(told.contains(&(FindingKind::BrokenLink, "lib/libgood.so.1".into())));
    assert!(told.contains(&(FindingKind::Altered, "lib64/libgood.so.1.2".into())));
}

#[test]
fn a_wrong_symbol_version() {
    let old = Library { defines: vec!["GOOD_0.9"], ..good() };
    let told = told(|layer| fs::write(layer.join("lib64/libgood.so.1.2"), old.bytes()).unwrap());
    assert!(told.contains(&(FindingKind::MissingSymbolVersion, "bin/tool".into())));
    assert!(told.contains(&(FindingKind::Altered, "lib64/libgood.so.1.2".into())));
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_out() {
    use std::os::unix::fs::symlink;
    let told = told(|layer| {
        symlink("nowhere", layer.join("share/dangling")).unwrap();
        symlink("../../../etc/hosts", layer.join("share/out")).unwrap();
        symlink("/opt/share/tool/data", layer.join("share/absolute")).unwrap();
    });
    let expected = [
        (FindingKind::BrokenLink, "share/absolute"),
        (FindingKind::BrokenLink, "share/dangling"),
        (FindingKind::LinkToBase, "share/out"),
    ];
    assert_eq!(told, expected.map(|(kind, path)| (kind, path.to_owned())));
}

#[test]
fn a_hard_coded_path() {
    let told = told(|layer| {
        fs::write(layer.join("bin/new"), "#!/bin/sh\ncat /usr/share/tool/data /etc/hosts\n").unwrap();
    });
    assert_eq!(told, [(FindingKind::HardCodedPath, "bin/new".into())]);
    let (_scratch, layer) = layer();
    fs::write(layer.join("bin/new"), "cat /usr/share/none /var/none /etc/hosts\n").unwrap();
    let report = look(&layer);
    let finding = report.findings.iter().find(|finding| finding.path == "bin/new").unwrap();
    assert_eq!((finding.kind, finding.severity), (FindingKind::HardCodedPath, Severity::Info));
    assert!(finding.detail.contains("neither"), "{}", finding.detail);
    let left: Vec<&str> =
        report.left.iter().filter(|left| left.path == "bin/new").map(|left| left.text.as_str()).collect();
    assert_eq!(left, ["/etc/hosts", "/usr/share/none", "/var/none"]);
}

#[test]
fn another_architecture() {
    let arm = Library { soname: "libarm.so.1", machine: 183, ..Library::default() };
    let told = told(|layer| fs::write(layer.join("lib64/libarm.so.1"), arm.bytes()).unwrap());
    assert_eq!(told, [(FindingKind::ForeignArchitecture, "lib64/libarm.so.1".into())]);
}

#[cfg(unix)]
#[test]
fn what_the_function_cannot_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let told = told(|layer| {
        fs::set_permissions(layer.join("share/tool/data"), fs::Permissions::from_mode(0o600)).unwrap();
    });
    assert_eq!(told, [(FindingKind::Unreadable, "share/tool/data".into())]);
}

#[test]
fn layers_that_clash() {
    let (_scratch, first) = layer();
    let (_other, second) = layer();
    fs::write(second.join("share/tool/data"), "other data").unwrap();
    let report = audit(&[&first, &second], &base(), &AuditOptions::default()).unwrap();
    let clash = report.findings.iter().find(|finding| finding.kind == FindingKind::FileConflict).unwrap();
    assert_eq!(clash.path, "share/tool/data");
    let tight = AuditOptions { limit_bytes: Some(10), ..AuditOptions::default() };
    let report = audit(&[&first], &base(), &tight).unwrap();
    assert!(report.findings.iter().any(|finding| finding.kind == FindingKind::OverBudget));
}

#[test]
fn what_is_no_layer() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("x.zip");
    fs::write(&path, "no zip").unwrap();
    assert_eq!(audit(&[&path], &base(), &AuditOptions::default()).unwrap_err().code(), "bad-layer");
    let missing = scratch.path().join("missing.zip");
    assert_eq!(audit(&[&missing], &base(), &AuditOptions::default()).unwrap_err().code(), "io");
}
