//! The two files of a project as texts: what is wrong is told with its line, edits keep what people wrote, a lock that
//! was written is read as it was, and nothing that anybody can write makes more trouble than an error.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use rpmsolve::{DigestAlgorithm, Nevra};
use rpmsolve_repo::project::{
    Checksum, Init, InitRepository, Lock, LockedArch, LockedPackage, LockedRepository, Project, ProjectError,
    RepositoryPlace,
};

fn project(text: &str) -> Result<Project, ProjectError> {
    Project::parse(text, Path::new("rpmsolve.toml"))
}

fn parsed(text: &str) -> Project {
    project(text).expect("in order")
}

fn read(text: &str) -> Result<Lock, ProjectError> {
    Lock::parse(text, Path::new("rpmsolve.lock"))
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    for (text, expected) in [
        ("arches = 7\n", "rpmsolve.toml:1: invalid type: integer `7`, expected a sequence"),
        ("\n\n[layers.a\n", "rpmsolve.toml:3: "),
        (
            "[layers.a]\npackage = []\n",
            "rpmsolve.toml:2: \"package\" means nothing here; did you mean \"packages\"?",
        ),
        (
            "[repositories.a]\nurl = 'x'\n\nmodule-hotfixes = true\n",
            "rpmsolve.toml:4: \"module-hotfixes\" means nothing here; did you mean \"module_hotfixes\"?",
        ),
        (
            "weak = true\nzzz = 1\nyyy = 2\n",
            "rpmsolve.toml:2: \"zzz\" means nothing here; there are arches, ",
        ),
        (
            "objective = 'large'\n",
            "rpmsolve.toml:1: unknown variant `large`, expected `default` or `smallest`",
        ),
        (
            "arches = ['x 86']\n",
            "rpmsolve.toml:1: arches = \"x 86\": it should be the name of an architecture",
        ),
        ("\n[layers.'../up']\n", "rpmsolve.toml:2: layers.../up = \"../up\": it should be letters, digits"),
        ("[layers.a]\npackages = ['ok', ' ']\n", "rpmsolve.toml:2: layers.a.packages = \" \": "),
        (
            "[layers.a]\nprefer = ['vim']\n",
            "rpmsolve.toml:2: layers.a.prefer = \"vim\": it should be PACKAGE=PATTERN",
        ),
        (
            "[layers.a]\ncompression = 10\n",
            "rpmsolve.toml:2: layers.a.compression = \"10\": it should be a level",
        ),
        ("[layers.a]\ncompression = 1000\n", "rpmsolve.toml:2: invalid value: integer `1000`, expected u8"),
        ("\n[repositories.a]\n", "rpmsolve.toml:2: repository \"a\": say where it is with preset, url, "),
        (
            "[repositories.a]\nurl = 'a'\npreset = 'b'\n",
            "rpmsolve.toml:1: repository \"a\": has several of preset",
        ),
        ("[repositories.a]\nurl = ''\n", "rpmsolve.toml:1: repository \"a\": its place is empty"),
        (
            "[repositories.a]\nrepofile = 'a'\npriority = 1\n",
            "rpmsolve.toml:1: repository \"a\": a repofile says",
        ),
        (
            "[repositories.'a b']\nurl = 'x'\n",
            "rpmsolve.toml:1: repositories.a b = \"a b\": it should be letters",
        ),
        (
            "[repositories.a]\nurl = 'x'\nmetadata_expire = 'soon'\n",
            "rpmsolve.toml:3: repositories.a.metadata_expire = \"soon\": it should be a number of seconds, ",
        ),
    ] {
        let error = project(text).expect_err(text).to_string();
        assert!(error.starts_with(expected), "{text}\n{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

const COMMENTED: &str = "\
# Ours.
arches = ['x86_64'] # only one

[repositories.demo]
url = 'repo'

# What git needs.
[layers.git]
# Kept in order.
packages = [
  \"git\", # for clones
  # and then
  \"jq\", # for answers
]

[layers.other]   # on one line
packages = ['a', 'b']
limit = 7
";

#[test]
fn lines_end_as_they_did() {
    let text = format!("\u{feff}{}", COMMENTED.replace('\n', "\r\n"));
    let (changed, ..) = parsed(&text).add(Some("other"), &["c".to_owned()]).expect("in order");
    assert_eq!(changed.text(), text.replace("'a', 'b'", "'a', 'b', \"c\""));
    let (back, _) = changed.remove(Some("other"), &["c".to_owned()]).expect("in order");
    assert_eq!(back.text(), text);
}

#[test]
fn what_is_added_looks_like_what_is_there() {
    let specs = |specs: &[&str]| specs.iter().map(|spec| (*spec).to_owned()).collect::<Vec<_>>();
    let (changed, layer, added) =
        parsed(COMMENTED).add(Some("git"), &specs(&["jq", "less"])).expect("it can be");
    assert_eq!((layer.as_str(), added), ("git", specs(&["less"])));
    let expected = COMMENTED.replace("# for answers\n", "# for answers\n  \"less\",\n");
    assert_eq!(changed.text(), expected);
    let (changed, ..) = changed.add(Some("other"), &specs(&["perl(Carp) >= 1.2"])).expect("it can be");
    assert_eq!(changed.text(), expected.replace("['a', 'b']", "['a', 'b', \"perl(Carp) >= 1.2\"]"));
    // Without a comma at the end, a comment behind the last item stays behind it.
    let text = "[layers.a]\npackages = [\n    'x', # one\n    'y' # two\n]\n";
    let (changed, ..) = parsed(text).add(None, &specs(&["z"])).expect("it can be");
    assert_eq!(changed.text(), "[layers.a]\npackages = [\n    'x', # one\n    'y', # two\n    \"z\",\n]\n");
    // A layer that is not there is made.
    let (changed, layer, _) = parsed("arches = ['x86_64']\n").add(None, &specs(&["z"])).expect("it can be");
    assert_eq!(
        (layer.as_str(), changed.text()),
        ("main", "arches = ['x86_64']\n\n[layers.main]\npackages = [\"z\"]\n")
    );
    let (changed, ..) =
        parsed("layers = { a = { packages = [] } }\n").add(None, &specs(&["z"])).expect("it can be");
    assert_eq!(changed.settings().layers["a"].packages, ["z"]);
    let error = parsed(COMMENTED).add(None, &specs(&["z"])).expect_err("there are two");
    assert_eq!(error.to_string(), "rpmsolve.toml: say which layer is meant with --layer: git, other");
    let error = parsed("").add(Some("a/b"), &specs(&["z"])).expect_err("no file is called so");
    assert_eq!(error.code(), "project-value");
}

#[test]
fn what_is_removed_takes_only_its_own_comment_along() {
    let remove = |text: &str, layer: &str, spec: &str| {
        parsed(text).remove(Some(layer), &[spec.to_owned()]).map(|(project, _)| project.text().to_owned())
    };
    let without = remove(COMMENTED, "git", "git").expect("it is there");
    assert_eq!(without, COMMENTED.replace("  \"git\", # for clones\n", ""));
    let without = remove(COMMENTED, "git", "jq").expect("it is there");
    assert_eq!(without, COMMENTED.replace("  \"jq\", # for answers\n", ""));
    let without = remove(COMMENTED, "other", "a").expect("it is there");
    assert_eq!(without, COMMENTED.replace("['a', 'b']", "['b']"));
    let without = remove(&without, "other", "b").expect("it is there");
    assert_eq!(without, COMMENTED.replace("['a', 'b']", "[]"));
    let error = remove(COMMENTED, "git", "gti").expect_err("it is not there");
    assert_eq!(
        error.to_string(),
        "rpmsolve.toml: layer \"git\" does not ask for \"gti\"; it asks for git, jq"
    );
    assert_eq!(remove(COMMENTED, "none", "git").expect_err("no layer").code(), "project-unknown-layer");
}

#[test]
fn a_new_project_says_what_it_was_told() {
    let init = Init {
        arches: vec!["arm64".to_owned()],
        runtime: Some("python3.13".to_owned()),
        repositories: vec![
            ("al2023".to_owned(), InitRepository::Preset("al2023".to_owned())),
            ("a.b:c".to_owned(), InitRepository::Url("https://mirror.example/\"quoted\"".to_owned())),
        ],
    };
    let directory = tempfile::tempdir().expect("a directory");
    let made = init.write(directory.path()).expect("there is none yet");
    assert!(made.text().starts_with("#:schema "), "{}", made.text());
    assert_eq!((made.arches(), made.runtime().as_deref()), (&["aarch64".to_owned()][..], Some("python3.13")));
    let repositories = &made.settings().repositories;
    assert_eq!(repositories["al2023"].preset.as_deref(), Some("al2023"));
    assert_eq!(repositories["a.b:c"].url.as_deref(), Some("https://mirror.example/\"quoted\""));
    assert_eq!(init.write(directory.path()).expect_err("now there is one").code(), "project-exists");
    parsed(&Init::default().to_text());
}

const LOCK: &str = r#"version = 1
inputs = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
arches = ["x86_64"]
layers = ["git"]
packages = { x86_64 = 1 }

[[repository.x86_64]]
id = "updates"
url = "https://mirror.example/"
revision = "17"
repomd = "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709"

[[package.x86_64]]
nevra = "git-0:2.39.5-1.x86_64"
repository = "updates"
location = "../../blobstore/git.rpm"
url = "https://mirror.example/git.rpm"
checksum = "md5:d41d8cd98f00b204e9800998ecf8427e"
size = 1000
key = "B21C50FA44A99720EAA72F7FE951904AD832C631"
source = "git-2.39.5-1.src.rpm"
layers = ["git"]
requested = ["git"]
required-by = [
    "git-lfs-0:3-1.x86_64",
]
"#;

#[test]
fn locks_are_read_strictly() {
    let good = read(LOCK).expect("in order");
    assert!(good.to_string().ends_with(LOCK), "{good}");
    let package = &LOCK[LOCK.find("[[package").expect("there")..];
    for (from, to, expected) in [
        (
            "version = 1",
            "version = 2",
            "rpmsolve.lock:1: is a lock of version 2, and this rpmsolve knows version 1",
        ),
        ("version = 1", "version = 2\nnews = 1", "rpmsolve.lock:1: is a lock of version 2"),
        ("version = 1", "version = '1'", "rpmsolve.lock:1: invalid type: string \"1\", expected i64"),
        (
            "x86_64 = 1",
            "x86_64 = 2",
            "rpmsolve.lock:5: of 2 packages for x86_64 1 are there; make the lock again",
        ),
        ("version = 1", "version = 1\n<<<<<<< HEAD", "rpmsolve.lock:2: two versions of it were merged"),
        ("key = \"B21C", "key = \"X21C", "rpmsolve.lock:20: key = \"X21C"),
        ("version = 1\n", "", "rpmsolve.lock:1: missing field `version`"),
        ("size = 1000", "length = 1000", "rpmsolve.lock:19: \"length\" means nothing here; "),
        (
            "size = 1000",
            "size = 0",
            "rpmsolve.lock:19: size = \"0\": it should be a number of bytes, at least 1",
        ),
        ("size = 1000", "size = -1", "rpmsolve.lock:19: size = \"-1\": "),
        (
            "git-0:2.39.5-1.x86_64",
            "git-2.39.5-1.x86_64",
            "rpmsolve.lock:14: nevra = \"git-2.39.5-1.x86_64\": ",
        ),
        ("git-lfs-0:3-1.x86_64", "git-lfs", "rpmsolve.lock:25: required-by = \"git-lfs\": "),
        (
            "../../blobstore",
            "../../../../..",
            "rpmsolve.lock:16: location = \"../../../../../git.rpm\": it should be a place",
        ),
        (
            "../../blobstore",
            "",
            "rpmsolve.lock:16: location = \"/git.rpm\": it should be a place in its repository",
        ),
        ("md5:", "md6:", "rpmsolve.lock:18: checksum = \"md6:"),
        ("md5:d4", "md5:", "rpmsolve.lock:18: checksum = \"md5:"),
        ("md5:d4", "md5:D4", "rpmsolve.lock:18: checksum = \"md5:"),
        ("requested = [\"git\"]", "requested = [\"x\"]", "rpmsolve.lock:23: requested = \"x\": "),
        ("layers = [\"git\"]\nreq", "layers = [\"x\"]\nreq", "rpmsolve.lock:22: layers = \"x\": "),
        ("layers = [\"git\"]\nreq", "layers = []\nreq", "rpmsolve.lock:22: layers = \"\": "),
        (
            "repository = \"updates\"",
            "repository = \"x\"",
            "rpmsolve.lock:15: repository = \"x\": it should be one that",
        ),
        (
            "[[package.x86_64]]",
            "[[package.s390x]]",
            "rpmsolve.lock:13: package = \"s390x\": it should be one of arches",
        ),
        (
            "url = \"https://mirror.example/\"\n",
            "",
            "rpmsolve.lock:8: id = \"updates\": it should be with one of url",
        ),
        (
            "[[package",
            "[[repository.x86_64]]\nid = 'updates'\nurl = 'x'\n[[package",
            "rpmsolve.lock:14: id = \"updates\": it",
        ),
        (
            "\n[[package",
            &format!("\n{package}\n[[package"),
            "rpmsolve.lock:29: git-0:2.39.5-1.x86_64 is there twice",
        ),
        (
            "https://mirror.example/git.rpm",
            "a\\u0000b",
            "rpmsolve.lock:17: url = \"a\\0b\": it should be a line of text",
        ),
        ("https://mirror.example/git.rpm", &"x".repeat(5000), "rpmsolve.lock:17: url = \"xxxx"),
    ] {
        let text = LOCK.replacen(from, to, 1);
        assert_ne!(text, LOCK, "{from}");
        let error = read(&text).expect_err(&text).to_string();
        assert!(error.starts_with(expected) && error.len() < 600, "{from} → {to}\n{error}");
    }
}

#[test]
fn files_that_are_too_long_are_not_read() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("rpmsolve.toml");
    std::fs::write(&path, "#".repeat((1 << 20) + 1)).expect("writable");
    assert_eq!(Project::open(&path).expect_err("too long").code(), "project-too-large");
    std::fs::write(&path, [0xff, 0xfe]).expect("writable");
    assert_eq!(Project::open(&path).expect_err("no text").code(), "project-io");
    std::fs::write(&path, "[".repeat(1 << 20)).expect("writable");
    assert_eq!(Project::open(&path).expect_err("too deep").code(), "project-toml");
}

/// Every byte of a text changed, removed, doubled, and the rest of the text cut off.
fn mutations(text: &str) -> impl Iterator<Item = String> {
    (0..text.len()).flat_map(move |at| {
        let bytes = text.as_bytes();
        let with = |middle: &[u8], rest: usize| [&bytes[..at], middle, &bytes[rest..]].concat();
        let changed = [b'"', b'\n', b'[', b'=', b'.', 0].map(|byte| with(&[byte], at + 1));
        let others = [with(b"", at + 1), with(&[bytes[at]], at), bytes[..at].to_vec()];
        changed.into_iter().chain(others).filter_map(|bytes| String::from_utf8(bytes).ok())
    })
}

#[test]
fn nothing_that_can_be_written_is_more_than_an_error() {
    for text in mutations(COMMENTED) {
        if let Ok(project) = project(&text) {
            project.inputs().expect("there is no file to be read");
            let _ = project.add(Some("git"), &["x".to_owned()]).map(|(changed, ..)| changed.text().len());
            let _ = project.remove(Some("git"), &["git".to_owned()]);
        }
    }
    for text in mutations(LOCK) {
        if let Ok(lock) = read(&text) {
            assert_eq!(read(&lock.to_string()).expect("it was written"), lock);
        }
    }
}

fn texts(max: usize) -> impl Strategy<Value = Vec<String>> {
    proptest::collection::btree_set("[a-z][a-z0-9.-]{0,6}", 0..max).prop_map(|set| set.into_iter().collect())
}

/// Anything that may stand in a line, quotes and backslashes included.
const LINE: &str = "[ -~ä→\u{a0}\u{1f980}]{1,12}";

prop_compose! {
    fn package(layers: Vec<String>)(
        name in "[a-z][a-z0-9+-]{0,6}",
        epoch in any::<u32>(),
        (version, release) in ("[0-9a-z.~^]{1,6}", "[0-9a-z._]{1,6}"),
        (url, key, source) in (LINE, proptest::option::of("[0-9A-F]{40}"), proptest::option::of(LINE)),
        location in "[a-z\"']{1,8}(/[a-z ]{1,4}){0,2}",
        (content, size_bytes) in (any::<[u8; 4]>(), 1..=i64::MAX as u64),
        of in proptest::sample::subsequence(layers.clone(), 1..=layers.len()),
        is_requested in any::<bool>(),
        required_by in proptest::collection::btree_set("[a-z]{1,4}-[0-9]:1-1\\.noarch", 0..3),
    ) -> LockedPackage {
        let nevra: Nevra = format!("{name}-{epoch}:{version}-{release}.noarch").parse().expect("a NEVRA");
        let algorithm = [DigestAlgorithm::Md5, DigestAlgorithm::Sha256, DigestAlgorithm::Sha512][size_bytes as usize % 3];
        LockedPackage {
            nevra, repository: "r".to_owned(), location, url, checksum: Checksum::of(algorithm, &content), size_bytes,
            key, source, requested: if is_requested { of[..1].to_vec() } else { Vec::new() }, layers: of,
            required_by: required_by.into_iter().collect(),
        }
    }
}

fn locks() -> impl Strategy<Value = Lock> {
    let layers = texts(4).prop_map(|mut layers| {
        layers.insert(0, "0".to_owned());
        layers
    });
    layers.prop_flat_map(|layers| {
        let packages = proptest::collection::vec(package(layers.clone()), 0..4);
        let arches = proptest::collection::btree_map("[a-z0-9_]{1,6}", (packages, LINE), 0..3);
        (Just(layers), arches).prop_map(|(layers, arches)| {
            let arches = arches.into_iter().map(|(arch, (packages, url))| {
                let packages: BTreeMap<String, LockedPackage> =
                    packages.into_iter().map(|package| (package.nevra.with_epoch(), package)).collect();
                let place = RepositoryPlace::Mirrorlist(url);
                let repository = LockedRepository { id: "r".to_owned(), place, revision: None, repomd: None };
                let packages = packages.into_values().collect();
                (arch, LockedArch { repositories: vec![repository], packages })
            });
            Lock { inputs: Checksum::of(DigestAlgorithm::Sha256, b""), layers, arches: arches.collect() }
        })
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(lock in locks()) {
        let text = lock.to_string();
        let again = read(&text);
        prop_assert_eq!(again.as_ref().map_err(ToString::to_string), Ok(&lock), "{}", text);
    }
}
