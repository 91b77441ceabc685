//! Budgets: what else a function has, where a layer's bytes go, and zips that lie about their sizes.

use std::io::Write as _;
use std::path::Path;

use rpmsolve_layer::{
    Advice, BaseImage, FileGroup, Keep, LayerError, LayerOptions, LayerReport, Limits, OtherLayer, Output,
    build_layer,
};

use crate::support::*;

fn build(packages: &[Rpm], options: &LayerOptions, directory: &Path) -> Result<LayerReport, LayerError> {
    let packages: Vec<_> = packages.iter().map(|rpm| rpm.write(directory)).collect();
    let output = Output::from_path(directory.join("layer.zip"));
    build_layer(&packages, &BaseImage::new(), options, &output, &mut |_| {})
}

fn git() -> Rpm {
    rpm(
        "git",
        [
            program("/usr/bin/git", vec![b'g'; 3000]),
            file("/usr/share/locale/de/git.mo", vec![b'l'; 900]),
            file("/usr/share/doc/git/README", vec![b'd'; 500]),
            file("/usr/share/doc/git/LICENSE", vec![b'c'; 100]),
            file("/usr/share/fonts/git.ttf", vec![b'f'; 50]),
        ],
    )
}

#[test]
fn the_report_says_where_bytes_go_and_what_can_go() {
    let directory = tempfile::tempdir().unwrap();
    let options = LayerOptions {
        keep: Keep { locales: true, ..Keep::default() },
        limit_bytes: Some(100_000),
        others: vec![OtherLayer { name: "code".into(), bytes: 40_000, packages: Vec::new() }],
        ..LayerOptions::default()
    };
    let report = build(&[git()], &options, directory.path()).unwrap();
    let budget = &report.budget;
    assert_eq!((budget.bytes, budget.other_bytes, budget.over_bytes), (report.bytes, 40_000, 0));
    assert_eq!(budget.left_bytes, Some(60_000 - report.bytes));
    assert_eq!(budget.packages[0].bytes, 3000 + 900 + 100 + 50);
    let groups: Vec<_> = budget.groups.iter().map(|share| (share.group, share.bytes, share.kept)).collect();
    use FileGroup::{Documentation, Fonts, Licences, Locales, Programs};
    assert_eq!(
        groups,
        [
            (Programs, 3000, true),
            (Locales, 900, true),
            (Licences, 100, true),
            (Fonts, 50, true),
            (Documentation, 500, false)
        ]
    );
    assert_eq!(budget.advice, [Advice::DropFiles { group: Locales, saving_bytes: 900 }]);
}

#[test]
fn other_layers_count_and_their_packages_are_known() {
    let directory = tempfile::tempdir().unwrap();
    let first = build(&[git()], &LayerOptions::default(), directory.path()).unwrap();
    let zip = directory.path().join("layer.zip").display().to_string();
    let other = OtherLayer::read(&zip, &Limits::default()).unwrap();
    assert_eq!((other.bytes, other.packages.len()), (first.bytes, 1));
    let unpacked = tempfile::tempdir().unwrap();
    zip::ZipArchive::new(std::fs::File::open(&zip).unwrap()).unwrap().extract(unpacked.path()).unwrap();
    let same = OtherLayer::read(&unpacked.path().display().to_string(), &Limits::default()).unwrap();
    assert_eq!((same.bytes, &same.packages), (other.bytes, &other.packages));

    let limit_bytes = Some(first.bytes + 3000);
    let options = LayerOptions { limit_bytes, others: vec![other], ..LayerOptions::default() };
    match build(&[git(), rpm("jq", [file("/usr/jq", "j")])], &options, directory.path()).unwrap_err() {
        LayerError::OverBudget { budget } => {
            assert_eq!(budget.over_bytes, budget.bytes - 3000);
            let packages = vec!["git-0:1-1.x86_64".to_owned()];
            let advice = Advice::ShareLayer { layer: zip, packages, saving_bytes: 3150 };
            assert_eq!(budget.advice, [advice]);
        }
        other => panic!("{other}"),
    }
}

/// A zip whose only file is said to have `claimed` bytes, in both places where a zip says so.
fn lying(directory: &Path, content: &[u8], claimed: u32) -> String {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = zip::ZipWriter::new(&mut bytes);
    writer.start_file("bomb", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap();
    let mut bytes = bytes.into_inner();
    let true_size = (content.len() as u32).to_le_bytes();
    let positions: Vec<usize> = (0..bytes.len() - 4).filter(|&at| bytes[at..at + 4] == true_size).collect();
    assert_eq!(positions.len(), 2, "the local and the central header");
    for at in positions {
        bytes[at..at + 4].copy_from_slice(&claimed.to_le_bytes());
    }
    let path = directory.join("lying.zip");
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

#[test]
fn a_zip_that_lies_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let content = vec![b'x'; 70_003];
    for claimed in [0, 10, 70_002, 70_004, 1 << 30] {
        let zip = lying(directory.path(), &content, claimed);
        let error = OtherLayer::read(&zip, &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "bad-layer", "{claimed}: {error}");
    }
    let honest = lying(directory.path(), &content, 70_003);
    assert_eq!(OtherLayer::read(&honest, &Limits::default()).unwrap().bytes, 70_003);
    let limits = Limits { unpacked_bytes: 70_000, ..Limits::default() };
    assert!(OtherLayer::read(&honest, &limits).is_err());
    std::fs::write(directory.path().join("text.zip"), "no zip").unwrap();
    let text = directory.path().join("text.zip").display().to_string();
    assert_eq!(OtherLayer::read(&text, &Limits::default()).unwrap_err().code(), "bad-layer");
}
