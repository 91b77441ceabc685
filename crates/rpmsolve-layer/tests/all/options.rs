//! What a user can decide: the layout, which files stay as they are, whose file is taken.

use std::fs;
use std::path::PathBuf;

use rpmsolve_layer::{
    BaseImage, FindingKind, LayerError, LayerOptions, LayerReport, Layout, LeftReason, Output, build_layer,
};
use tempfile::TempDir;

use crate::elf::Library;
use crate::support::*;

fn build(packages: &[Rpm], options: &LayerOptions) -> Result<(LayerReport, TempDir, PathBuf), LayerError> {
    let scratch = tempfile::tempdir().unwrap();
    let layer = scratch.path().join("layer");
    let base = BaseImage::from_paths(["/bin/sh", "/usr/bin/env", "/usr/share/base"]);
    let packages: Vec<_> = packages.iter().map(|rpm| rpm.write(scratch.path())).collect();
    let report = build_layer(&packages, &base, options, &Output::Directory(layer.clone()), &mut |_| {})?;
    Ok((report, scratch, layer))
}

fn tool() -> Rpm {
    rpm(
        "tool",
        [
            program("/usr/bin/tool", Library { text: "/usr/share/tool", ..Library::default() }.bytes()),
            program("/usr/bin/script", "#!/usr/bin/tool\n. /etc/tool.conf\n"),
            file("/usr/share/tool/data", "data"),
            file("/etc/tool.conf", "data=/usr/share/tool/data\n"),
            link("/usr/bin/other", "/usr/bin/tool"),
        ],
    )
}

#[test]
fn a_function_gets_what_text_and_links_allow() {
    let options = LayerOptions { layout: Layout::Task, ..LayerOptions::default() };
    let (report, _scratch, layer) = build(&[tool()], &options).unwrap();
    let read = |path: &str| fs::read_to_string(layer.join(path)).unwrap();
    assert_eq!(read("bin/script"), "#!/var/task/bin/tool\n. /var/task/tool.conf\n");
    assert_eq!(read("tool.conf"), "data=/var/task/share/tool/data\n");
    assert!(fs::read(layer.join("bin/tool")).unwrap().windows(15).any(|text| text == b"/usr/share/tool"));
    assert_eq!(fs::read_link(layer.join("bin/other")).unwrap(), PathBuf::from("tool"));
    let left: Vec<_> =
        report.left.iter().filter(|left| left.reason == LeftReason::Longer).map(|left| &left.path).collect();
    assert_eq!(left, ["bin/tool"]);
    assert!(report.findings.iter().any(|it| it.kind == FindingKind::HardCodedPath && it.path == "bin/tool"));
}

#[test]
fn an_image_is_not_rewritten() {
    let options = LayerOptions { layout: Layout::Keep, ..LayerOptions::default() };
    let (report, _scratch, layer) = build(&[tool()], &options).unwrap();
    assert_eq!(
        fs::read_to_string(layer.join("usr/bin/script")).unwrap(),
        "#!/usr/bin/tool\n. /etc/tool.conf\n"
    );
    assert_eq!(fs::read_to_string(layer.join("etc/tool.conf")).unwrap(), "data=/usr/share/tool/data\n");
    assert_eq!(fs::read_link(layer.join("usr/bin/other")).unwrap(), PathBuf::from("tool"));
    assert_eq!(report.rewritten, []);
    assert_eq!(report.findings, []);
}

#[test]
fn an_image_keeps_links_that_lead_to_what_it_has() {
    let links = [
        link("/usr/bin/own", "/usr/bin/tool"),
        link("/usr/bin/sh2", "/bin/sh"),
        link("/etc/later", "/run/x"),
    ];
    let package = rpm("a", links.into_iter().chain([program("/usr/bin/tool", "x")]));
    let options = LayerOptions { layout: Layout::Keep, ..LayerOptions::default() };
    let (report, _scratch, layer) = build(&[package], &options).unwrap();
    let targets =
        ["usr/bin/own", "usr/bin/sh2", "etc/later"].map(|path| fs::read_link(layer.join(path)).unwrap());
    assert_eq!(targets, ["tool", "/bin/sh", "/run/x"].map(PathBuf::from));
    let told: Vec<_> = report.findings.iter().map(|finding| (finding.kind, finding.path.as_str())).collect();
    assert_eq!(told, [(FindingKind::BrokenLink, "etc/later")]);
}

#[cfg(unix)]
#[test]
fn an_image_keeps_modes() {
    use std::os::unix::fs::PermissionsExt as _;
    let secret = File { mode: 0o100_640, ..file("/etc/secret", "x") };
    let closed = File { mode: 0o040_555, ..directory("/usr/closed") };
    let package = || rpm("a", [secret.clone(), closed.clone(), program("/usr/closed/x", "x")]);
    for (layout, modes) in [(Layout::Keep, [0o640, 0o555, 0o755]), (Layout::Opt, [0o644, 0o755, 0o755])] {
        let (_, _scratch, layer) =
            build(&[package()], &LayerOptions { layout, ..Default::default() }).unwrap();
        let paths = match layout {
            Layout::Keep => ["etc/secret", "usr/closed", "usr/closed/x"],
            _ => ["secret", "closed", "closed/x"],
        };
        let mode = |path: &str| fs::metadata(layer.join(path)).unwrap().permissions().mode() & 0o7777;
        assert_eq!(paths.map(mode), modes);
    }
}

#[test]
fn some_files_stay_as_they_are() {
    for pattern in ["bin/tool", "/usr/bin/too*", "b*/tool", "tool"] {
        let options = LayerOptions { no_rewrite: vec![pattern.into()], ..LayerOptions::default() };
        let (report, _scratch, _) = build(&[tool()], &options).unwrap();
        let asked: Vec<_> = report.left.iter().filter(|left| left.reason == LeftReason::Asked).collect();
        assert!(
            asked.iter().any(|left| left.path == "bin/tool" && left.text == "/usr/share/tool"),
            "{pattern}"
        );
        assert!(report.rewritten.iter().all(|rewritten| rewritten.path != "bin/tool"), "{pattern}");
        let whole_package = pattern == "tool";
        assert_eq!(report.rewritten.is_empty(), whole_package, "{pattern}");
    }
    let options = LayerOptions { no_rewrite: vec!["a[".into()], ..LayerOptions::default() };
    assert_eq!(build(&[tool()], &options).unwrap_err().code(), "bad-pattern");
}

#[test]
fn whose_file_is_taken() {
    let packages = || [rpm("first", [file("/usr/share/x", "1")]), rpm("second", [file("/usr/share/x", "2")])];
    let error = build(&packages(), &LayerOptions::default()).unwrap_err().to_string();
    assert!(
        error.contains("first-0:1-1") && error.contains("second-0:1-1") && error.contains("--prefer"),
        "{error}"
    );
    for (package, pattern, content) in [("first", "share/*", "1"), ("second", "/usr/share/x", "2")] {
        let options =
            LayerOptions { prefer: vec![(package.into(), pattern.into())], ..LayerOptions::default() };
        let (report, _scratch, layer) = build(&packages(), &options).unwrap();
        assert_eq!(fs::read_to_string(layer.join("share/x")).unwrap(), content);
        assert_eq!(report.findings[0].kind, FindingKind::FileConflict);
        assert!(report.findings[0].package.starts_with(package));
    }
    let elsewhere =
        LayerOptions { prefer: vec![("first".into(), "lib/*".into())], ..LayerOptions::default() };
    assert_eq!(build(&packages(), &elsewhere).unwrap_err().code(), "file-conflict");
}

#[test]
fn of_two_widths_the_wider_program_is_taken() {
    let wide = Library { text: "wide", ..Library::default() }.bytes();
    for order in [["a", "b"], ["b", "a"]] {
        let packages = [
            rpm(order[0], [program("/usr/bin/x", &wide)]),
            rpm(order[1], [program("/usr/bin/x", narrow_elf())]),
        ];
        let (_, _scratch, layer) = build(&packages, &LayerOptions::default()).unwrap();
        assert!(fs::read(layer.join("bin/x")).unwrap() == wide);
    }
}

/// A program of 32 bits: no more than its header.
fn narrow_elf() -> Vec<u8> {
    let mut bytes = b"\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x03\0\x01\0\0\0".to_vec();
    bytes.resize(52, 0);
    bytes[40] = 52;
    bytes
}
