//! What a layer looks like: places, links, rewriting, findings, and the same bytes every time.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use rpmsolve::DigestAlgorithm;
use rpmsolve_layer::{
    BaseImage, FindingKind, Keep, LayerError, LayerOptions, LayerReport, MANIFEST_PATH, Output, PackageShare,
    SbomFormat, build_layer,
};

use crate::support::*;

fn base() -> BaseImage {
    BaseImage::from_paths(["/bin/sh", "/usr/bin/env", "/usr/lib64/libc.so.6", "/usr/share/shared/base.txt"])
}

fn build_at(
    packages: &[Rpm],
    options: &LayerOptions,
    input: &Path,
    output: &Output,
) -> Result<LayerReport, LayerError> {
    let packages: Vec<_> = packages.iter().map(|rpm| rpm.write(input)).collect();
    build_layer(&packages, &base(), options, output, &mut |_| {})
}

/// A layer's entries: path → mode, and text or `-> target`.
type Contents = BTreeMap<String, (u32, String)>;

fn build(packages: &[Rpm]) -> (LayerReport, Contents) {
    build_with(packages, &LayerOptions::default()).unwrap()
}

fn build_with(packages: &[Rpm], options: &LayerOptions) -> Result<(LayerReport, Contents), LayerError> {
    let input = tempfile::tempdir().unwrap();
    let zip = input.path().join("layer.zip");
    let report = build_at(packages, options, input.path(), &Output::from_path(&zip))?;
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&zip).unwrap()).unwrap();
    let mut contents = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mode = entry.unix_mode().unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = if mode & 0o170_000 == 0o120_000 { format!("-> {text}") } else { text };
        contents.insert(entry.name().unwrap().trim_end_matches('/').to_owned(), (mode & 0o777, text));
    }
    Ok((report, contents))
}

fn text<'a>(contents: &'a Contents, path: &str) -> &'a str {
    &contents.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", contents.keys())).1
}

fn kinds(report: &LayerReport) -> Vec<FindingKind> {
    report.findings.iter().map(|finding| finding.kind).collect()
}

#[test]
fn paths_go_to_their_places_with_plain_modes() {
    let (report, contents) = build(&[rpm(
        "a",
        [
            directory("/usr"),
            directory("/usr/share/empty"),
            File { mode: 0o100_700, ..file("/usr/bin/tool", "x") },
            File { mode: 0o100_600, ..file("/etc/tool.conf", "y") },
            program("/bin/top", "z"),
            file("/opt/vendor/v", "v"),
            file("/var/lib/tool/state", "s"),
        ],
    )]);
    assert_eq!(contents["bin/tool"], (0o755, "x".into()));
    assert_eq!(contents["tool.conf"], (0o644, "y".into()));
    assert_eq!(contents["bin/top"].0, 0o755);
    assert_eq!(contents["share/empty"].0, 0o755);
    assert_eq!(text(&contents, "vendor/v"), "v");
    assert_eq!(text(&contents, "var/lib/tool/state"), "s");
    use FindingKind::{EmptyDirectory, OutsidePrefix, Unreadable};
    assert_eq!(kinds(&report), [OutsidePrefix, EmptyDirectory, Unreadable, Unreadable]);
    assert_eq!(report.files, 8, "five files, the manifest and two bills of materials");
}

#[test]
fn the_loader_and_the_shell_find_everything() {
    let (report, contents) = build(&[rpm(
        "a",
        [
            file("/usr/lib64/libone.so.1.2", "one"),
            link("/usr/lib64/libone.so.1", "libone.so.1.2"),
            file("/usr/lib/x86_64-linux-gnu/libtwo.so.2", "two"),
            file("/usr/lib64/special/libthree.so.3", "three"),
            file("/etc/ld.so.conf.d/special.conf", "# comment\n/usr/lib64/special\n"),
            file("/usr/lib64/private/libfour.so.4", "four"),
            file("/usr/lib64/libc.so.6", "another libc"),
            program("/usr/sbin/daemon", "d"),
            program("/usr/bin/both", "b"),
            program("/usr/sbin/both", "s"),
        ],
    )]);
    assert_eq!(text(&contents, "lib/libone.so.1"), "-> ../lib64/libone.so.1");
    assert_eq!(text(&contents, "lib/libtwo.so.2"), "-> x86_64-linux-gnu/libtwo.so.2");
    assert_eq!(text(&contents, "lib/libthree.so.3"), "-> ../lib64/special/libthree.so.3");
    assert!(!contents.contains_key("lib/libfour.so.4"), "not the loader's business");
    assert_eq!(text(&contents, "bin/daemon"), "-> ../sbin/daemon");
    assert_eq!(text(&contents, "bin/both"), "b", "a real file is never hidden");
    assert_eq!(kinds(&report), [FindingKind::ShadowedSoname, FindingKind::ProgramClash]);
}

#[test]
fn links_become_relative_or_are_left_out() {
    let (report, contents) = build(&[rpm(
        "a",
        [
            file("/etc/tool/real.conf", "c"),
            link("/usr/share/tool.conf", "/etc/tool/real.conf"),
            link("/usr/share/tool", "../../etc/tool"),
            link("/usr/bin/shell", "/bin/sh"),
            link("/usr/share/nowhere", "/usr/share/missing"),
            link("/usr/share/readme", "doc/a/README"),
            file("/usr/share/doc/a/README", "r"),
            link("/usr/share/chain", "nowhere"),
        ],
    )]);
    assert_eq!(text(&contents, "share/tool.conf"), "-> ../tool/real.conf");
    assert_eq!(text(&contents, "share/tool"), "-> ../tool");
    for gone in ["bin/shell", "share/nowhere", "share/readme", "share/chain"] {
        assert!(!contents.contains_key(gone), "{gone}");
    }
    use FindingKind::{BrokenLink, EmptyDirectory, LinkToBase};
    assert_eq!(kinds(&report), [BrokenLink, BrokenLink, LinkToBase, EmptyDirectory]);
}

#[test]
fn hard_links_become_one_file_and_links() {
    for stripped in [false, true] {
        let empty =
            |path: &str| File { inode: 7, archive_size: Some(0), header_size: Some(4), ..program(path, "") };
        let last = File { inode: 7, ..program("/usr/libexec/core/tool-a", "data") };
        let files = [empty("/usr/bin/tool"), empty("/usr/libexec/core/tool-b"), last];
        let (_, contents) = build(&[Rpm { stripped, ..rpm("a", files) }]);
        assert_eq!(contents["bin/tool"], (0o755, "data".into()));
        assert_eq!(text(&contents, "libexec/core/tool-a"), "-> ../../bin/tool");
        assert_eq!(text(&contents, "libexec/core/tool-b"), "-> ../../bin/tool");
    }
}

#[test]
fn compiled_in_paths_move_with_their_files() {
    let elf = "\x7fELF\0/usr\0/etc/hello.conf\0/usr/share/hello\0/bin/sh\0/etc/resolv.conf\0";
    let (report, contents) = build(&[rpm(
        "hello",
        [
            program("/usr/bin/hello", elf),
            file("/etc/hello.conf", "greeting=hello\n"),
            file("/usr/share/hello/text", "see /usr/share/shared and /usr/share/hello/text.\n"),
            file("/usr/share/shared/layer.txt", ""),
            program("/usr/bin/script", "#!/usr/bin/hello -x\nexec /usr/bin/env\n"),
        ],
    )]);
    assert_eq!(
        text(&contents, "bin/hello"),
        "\x7fELF\0/opt\0/opt/hello.conf\0/opt/share/hello\0/bin/sh\0/etc/resolv.conf\0"
    );
    assert_eq!(text(&contents, "share/hello/text"), "see /usr/share/shared and /opt/share/hello/text.\n");
    assert_eq!(text(&contents, "bin/script"), "#!/opt/bin/hello -x\nexec /usr/bin/env\n");
    use FindingKind::{BarePrefix, HardCodedPath};
    assert_eq!(kinds(&report), [HardCodedPath, HardCodedPath, BarePrefix]);
    assert_eq!(report.rewritten.iter().map(|rewritten| rewritten.offsets.len()).sum::<usize>(), 5);
}

#[test]
fn conflicts_name_both_packages() {
    let same = [rpm("a", [file("/usr/share/x", "1")]), rpm("b", [file("/usr/share/x", "1")])];
    assert!(build_with(&same, &LayerOptions::default()).is_ok(), "identical files are fine");
    for (first, second) in [
        (file("/usr/share/x", "1"), file("/usr/share/x", "2")),
        (file("/usr/x.conf", "1"), file("/etc/x.conf", "2")),
        (file("/usr/share/x", "1"), file("/usr/share/x/y", "2")),
        (file("/usr/share/x/y", "1"), file("/usr/share/x", "2")),
        (file("/usr/share/x", "1"), link("/usr/share/x", "y")),
        (link("/usr/share/x", "z"), link("/usr/share/x", "y")),
    ] {
        let error =
            build_with(&[rpm("a", [first]), rpm("b", [second])], &LayerOptions::default()).unwrap_err();
        assert_eq!(error.code(), "file-conflict");
        let message = error.to_string();
        assert!(message.contains("a-0:1-1.x86_64") && message.contains("b-0:1-1.x86_64"), "{message}");
    }
}

#[test]
fn what_a_function_does_not_need_is_left_out() {
    let package = || {
        rpm(
            "a",
            [
                file("/usr/share/doc/a/README", "r"),
                file("/usr/share/doc/a/copyright", "(c)"),
                file("/usr/share/man/man1/a.1", "m"),
                file("/usr/share/locale/de/LC_MESSAGES/a.mo", "l"),
                file("/usr/include/a.h", "h"),
                file("/usr/lib64/liba.a", "s"),
                file("/usr/share/licenses/a/COPYING", "gpl"),
            ],
        )
    };
    let (_, contents) = build(&[package()]);
    let files: Vec<&str> =
        contents.iter().filter(|(_, (mode, _))| *mode == 0o644).map(|(path, _)| path.as_str()).collect();
    let bills = [SbomFormat::CycloneDx, SbomFormat::Spdx].map(SbomFormat::path_in_layer);
    let licences = ["share/doc/a/copyright", "share/licenses/a/COPYING"];
    assert_eq!(files, [licences[0], licences[1], MANIFEST_PATH, bills[0], bills[1]]);
    let options = LayerOptions { keep: Keep::ALL, ..LayerOptions::default() };
    let (report, _) = build_with(&[package()], &options).unwrap();
    assert_eq!(report.files, 10);
}

#[test]
fn what_a_layer_cannot_carry_is_told() {
    let (report, contents) = build(&[Rpm {
        post: Some("useradd tool\n".into()),
        ..rpm(
            "a",
            [
                File { mode: 0o104_755, ..file("/usr/bin/setuid", "x") },
                File { capabilities: "cap_net_raw=ep".into(), ..program("/usr/bin/ping", "x") },
                File { mode: 0o020_666, ..file("/usr/lib/null", "") },
                File { ghost: true, header_size: Some(9), ..file("/etc/made-later", "") },
            ],
        )
    }]);
    use FindingKind::{Capabilities, Scriptlet, Setuid, SpecialFile};
    assert_eq!(kinds(&report), [Scriptlet, Setuid, Capabilities, SpecialFile]);
    assert_eq!(contents["bin/setuid"].0, 0o755);
    assert!(!contents.contains_key("made-later") && !contents.contains_key("lib/null"));
}

#[test]
fn a_layer_over_budget_names_the_largest_packages() {
    let packages = [rpm("small", [file("/usr/s", "s")]), rpm("big", [file("/usr/b", vec![b'x'; 5000])])];
    let options = LayerOptions { limit_bytes: Some(4000), ..LayerOptions::default() };
    match build_with(&packages, &options).unwrap_err() {
        LayerError::OverBudget { budget } => {
            assert_eq!((budget.limit_bytes, budget.bytes, budget.over_bytes), (Some(4000), 5001, 1001));
            assert_eq!(budget.packages[0], PackageShare::new("big-0:1-1.x86_64", 5000));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn the_same_packages_give_the_same_bytes() {
    let packages = || {
        let mut packages: Vec<Rpm> = (0..6_u8)
            .map(|number| {
                let noise: Vec<u8> = (0..60_000_u32).map(|i| ((i * u32::from(number)) >> 5) as u8).collect();
                rpm(
                    &format!("p{number}"),
                    [
                        file(&format!("/usr/share/p{number}"), noise),
                        link(&format!("/usr/l{number}"), "share/p0"),
                    ],
                )
            })
            .collect();
        packages.push(rpm("lib", [file("/usr/lib64/libp.so.1", "lib"), directory("/usr/share/p")]));
        packages
    };
    let build = |reverse: bool, name: &str| {
        let input = tempfile::tempdir().unwrap();
        let mut packages = packages();
        if reverse {
            packages.reverse();
        }
        let target = input.path().join("deep/er").join(name);
        build_at(&packages, &LayerOptions::default(), input.path(), &Output::from_path(&target)).unwrap();
        std::fs::read(target).unwrap()
    };
    for name in ["layer.zip", "layer.tar"] {
        assert!(build(false, name) == build(true, name), "{name}");
    }
}

#[test]
fn a_directory_is_replaced_only_when_it_is_a_layer() {
    let input = tempfile::tempdir().unwrap();
    let target = input.path().join("layer");
    let output = Output::Directory(target.clone());
    let build = |rpm: Rpm| build_at(&[rpm], &LayerOptions::default(), input.path(), &output);
    build(rpm("a", [program("/usr/bin/a", "a"), link("/usr/bin/b", "a")])).unwrap();
    assert_eq!(std::fs::read_to_string(target.join("bin/b")).unwrap(), "a");
    build(rpm("a", [program("/usr/bin/c", "c")])).unwrap();
    assert!(target.join("bin/c").exists() && !target.join("bin/a").exists());
    std::fs::remove_file(target.join(MANIFEST_PATH)).unwrap();
    let error = build(rpm("a", [program("/usr/bin/d", "d")])).unwrap_err();
    assert_eq!(error.code(), "output-not-empty");
    assert!(target.join("bin/c").exists());
}

#[test]
fn the_manifest_is_in_the_layer() {
    let (report, contents) = build(&[rpm("a", [file("/usr/share/x", "see /usr/share/x")])]);
    let manifest: serde_json::Value = serde_json::from_str(text(&contents, MANIFEST_PATH)).unwrap();
    assert_eq!(manifest["schema"], 1);
    assert_eq!(manifest["packages"][0]["nevra"], "a-0:1-1.x86_64");
    assert_eq!(manifest["packages"][0]["sha256"], report.packages[0].sha256.as_str());
    assert_eq!(manifest["rewritten"][0]["new"], "/opt/share/x");
    let files = manifest["files"].as_array().unwrap();
    let listed = files.iter().find(|listed| listed["path"] == "share/x").unwrap();
    assert_eq!(listed["sha256"], DigestAlgorithm::Sha256.hex(b"see /opt/share/x"));
}
