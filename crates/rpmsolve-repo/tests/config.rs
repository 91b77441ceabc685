//! Repositories that `.repo` files describe are used as they say.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rpmsolve_repo::{Check, Load, Loaded, RepoError, RepositoryConfig, Resolve, Variables};

/// A repository of one package that needs nothing.
const HELLO: &str = r#"<metadata packages="1"><package type="rpm"><name>hello</name><arch>noarch</arch>
<version epoch="0" ver="1" rel="1"/></package></metadata>"#;

/// A directory of `.repo` files; in them `DEMO` is the demonstration repository, and `HERE` the directory itself.
struct Configured {
    directory: tempfile::TempDir,
}

impl Configured {
    fn new(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo");
        let demo = demo.canonicalize().expect("the repository is there");
        for (name, text) in files {
            let text = text.replace("DEMO", &demo.display().to_string());
            let text = text.replace("HERE", &directory.path().display().to_string());
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().expect("it is in a directory")).expect("writable");
            fs::write(path, text).expect("writable");
        }
        Self { directory }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn load(&self) -> Load {
        Load {
            repo_files: vec![self.directory.path().to_owned()],
            arch: "x86_64".to_owned(),
            ..Load::default()
        }
    }
}

fn ids(loaded: &Loaded) -> Vec<&str> {
    loaded.sources.iter().map(|source| source.id()).collect()
}

#[test]
fn what_is_enabled_is_loaded_in_the_order_of_the_files() {
    let configured = Configured::new(&[
        ("b.repo", "[second]\nbaseurl=DEMO\n[off]\nbaseurl=file:///nowhere\nenabled=0\n"),
        ("a.repo", "[first]\nbaseurl=file://DEMO\n"),
        ("c.repo.disabled", "[third]\nbaseurl=DEMO\n"),
    ]);
    let loaded = configured.load().run().expect("both are there");
    assert_eq!(ids(&loaded), ["first", "second"]);
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);

    let load = Load { enabled_repositories: vec!["off".to_owned()], ..configured.load() };
    assert!(matches!(load.run(), Err(RepoError::Io { .. })), "now it is looked for");

    let load = Load { enabled_repositories: vec!["none".to_owned()], ..configured.load() };
    let error = load.run().expect_err("nothing is called so");
    assert_eq!(
        error.to_string(),
        "there is no repository \"none\" in the configuration; those in it are first, second, off"
    );
}

#[test]
fn variables_come_from_directories_and_from_the_one_who_asks() {
    let configured = Configured::new(&[
        ("a.repo", "[demo]\nname=$channel $releasever_major $basearch\nbaseurl=DEMO/${none:+not}\n"),
        ("vars/channel", "stable\nnot this\n"),
        ("vars/basearch", "s390x\n"),
        ("vars/no-name", "x\n"),
        ("more/releasever", "8.1\n"),
    ]);
    let load = Load {
        variable_directories: vec![configured.path("vars"), configured.path("more"), configured.path("none")],
        ..configured.load()
    };
    assert_eq!(load.run().expect("it is there").configs[0].name, "stable 8 x86_64");
    let load = Load { variables: vec![("releasever".to_owned(), "9".to_owned())], ..load };
    assert_eq!(load.run().expect("it is there").configs[0].name, "stable 9 x86_64");
}

#[test]
fn the_first_place_that_is_there_is_taken() {
    let configured = Configured::new(&[
        ("a.repo", "[listed]\nbaseurl=file:///nowhere, https://example.test/\n  DEMO\nmirrorlist=/nowhere\n"),
        ("b.repo", "[mirrored]\nmirrorlist=file://HERE/mirrors\n"),
        ("mirrors", "# mirrors\n\nhttps://example.test/\nfile://DEMO\n"),
    ]);
    assert_eq!(ids(&configured.load().run().expect("the last of them is there")), ["listed", "mirrored"]);
}

#[test]
fn a_repository_that_may_be_missing_is_a_warning() {
    let configured = Configured::new(&[
        ("a.repo", "[here]\nbaseurl=DEMO\n"),
        ("b.repo", "[gone]\nbaseurl=file:///nowhere\nskip_if_unavailable=True\n"),
    ]);
    let loaded = configured.load().run().expect("the other one is there");
    assert_eq!(ids(&loaded), ["here"]);
    assert!(loaded.warnings[0].starts_with("gone: left out"), "{:?}", loaded.warnings);
}

#[test]
fn an_id_that_is_taken_is_refused() {
    let configured = Configured::new(&[("a.repo", "\n[r0]\nbaseurl=DEMO\n")]);
    let demo = configured.load().run().expect("it is there").configs[0].baseurl[0].clone();
    let error = Load { repositories: vec![demo], ..configured.load() }.run().expect_err("both are r0");
    assert_eq!(error.code(), "config-named-as-well");
    assert!(error.to_string().contains("a.repo:2: [r0]"), "{error}");
}

#[test]
fn a_signature_that_is_asked_for_is_needed() {
    let text = "[one]\nbaseurl=DEMO\ngpgcheck=0\n[two]\nbaseurl=DEMO\nrepo_gpgcheck=1\n";
    let configured = Configured::new(&[("a.repo", text)]);
    assert_eq!(configured.load().run().expect_err("nobody has signed it").code(), "signature-missing");
}

#[test]
fn the_network_needs_somewhere_to_put_things() {
    for place in ["baseurl=https://example.test/", "mirrorlist=https://x.test/", "metalink=https://x.test/"] {
        let configured = Configured::new(&[("a.repo", &format!("[far]\n{place}\n"))]);
        let error = configured.load().run().expect_err(place);
        assert_eq!(error.code(), "no-cache-directory", "{place}: {error}");
    }
    let configured = Configured::new(&[("a.repo", "[empty]\nmirrorlist=HERE/mirrors\n"), ("mirrors", "#\n")]);
    assert!(matches!(configured.load().run(), Err(RepoError::NoMirrors { .. })));
}

#[test]
fn exclusions_hold_for_their_repository_alone() {
    let solved = |options: &str, specs: &[&str]| {
        let configured = Configured::new(&[
            ("a.repo", &format!("[one]\nbaseurl=HERE/hello\n{options}\n")),
            ("b.repo", "[two]\nbaseurl=HERE/hello\npriority=100\n"),
            ("hello/repodata/primary.xml", HELLO),
        ]);
        let resolve = Resolve {
            load: configured.load(),
            specs: specs.iter().map(|&spec| spec.to_owned()).collect(),
            ..Resolve::default()
        };
        let resolved = resolve.run().expect("the question makes sense");
        let rpmsolve::Outcome::Solved(transaction) = &resolved.outcome else { panic!("there is an answer") };
        let pool = &resolved.loaded.pool;
        let installed =
            transaction.installations.iter().map(|installation| pool.solvable(installation.package));
        let hello = installed.filter(|solvable| solvable.name() == "hello");
        hello.map(|solvable| solvable.repository().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(solved("", &["hello"]), ["one"], "99 is less than 100");
    assert_eq!(solved("priority=200", &["hello"]), ["two"]);
    assert_eq!(solved("excludepkgs=hell*, other", &["hello"]), ["two"]);
    assert_eq!(solved("exclude=other", &["hello"]), ["one"]);
    assert_eq!(solved("includepkgs=nothing-else", &["hello"]), ["two"]);
    assert_eq!(solved("includepkgs=hello*", &["hello"]), ["one"]);
}

#[test]
fn what_is_excluded_is_not_checked() {
    let configured = Configured::new(&[("a.repo", "[demo]\nbaseurl=DEMO\nincludepkgs=hello-broken\n")]);
    let checked = Check { load: configured.load(), ..Check::default() }
        .run(&mut |_, _| {})
        .expect("the question makes sense");
    assert_eq!(checked.packages, 1);
}

#[test]
fn what_is_said_wrongly_is_told_with_its_line() {
    let parse = |text: &str| {
        let mut warnings = Vec::new();
        RepositoryConfig::parse(text, Path::new("a.repo"), &Variables::new("x86_64"), &[], &mut warnings)
            .map(|configs| (configs, warnings))
    };
    for (text, expected) in [
        ("[a]\nname=A\n", "a.repo:1: [a]: has neither baseurl nor mirrorlist nor metalink; say where it is"),
        ("[a b]\nbaseurl=/\n", "a.repo:1: [a b]: an id consists of letters, digits and -_.:"),
        ("[a]\nbaseurl=/\npriority=high\n", "a.repo:3: [a]: priority=high: it should be a number"),
        (
            "[a]\nbaseurl=/\n\n[a]\nbaseurl=/\n",
            "a.repo:4: [a]: is in a.repo:1 already; give one of them another id",
        ),
        (
            "baseurl=/\n",
            "a.repo:1: stands before the first [section]; the form is [id] on a line, then key=value on others",
        ),
    ] {
        assert_eq!(parse(text).expect_err(text).to_string(), expected);
    }
    let (configs, warnings) =
        parse("[main]\ngpgcheck=1\nfastestmirror=1\n[a]\nbaseurl=/\nsslverify=0\nbaseurls=/\nBASEURL=/\ntimeout=2m\n")
            .expect("it can be used");
    assert_eq!((configs[0].gpgcheck, configs[0].access.sslverify), (Some(true), false));
    assert_eq!(configs[0].access.timeout.as_secs(), 120);
    assert_eq!(
        warnings,
        [
            "a.repo:7: [a]: \"baseurls\" is no option of a repository; left out",
            "a.repo:8: [a]: \"BASEURL\" is no option of a repository; left out"
        ]
    );
}

#[test]
fn a_directory_without_files_and_a_file_too_long_are_errors() {
    let configured = Configured::new(&[("notes.txt", "")]);
    let error = configured.load().run().expect_err("no .repo file");
    assert_eq!(error.code(), "config-no-files", "{error}");
    let configured = Configured::new(&[("a.repo", &"#".repeat(2 << 20))]);
    let error = configured.load().run().expect_err("two megabytes");
    assert_eq!(error.code(), "config-too-large", "{error}");
}

#[test]
fn the_cache_tells_descriptions_apart() {
    let configured = Configured::new(&[("a.repo", "[demo]\nbaseurl=DEMO\n")]);
    let cache = tempfile::tempdir().expect("a directory");
    let load = Load { cache: Some(cache.path().to_owned()), ..configured.load() };
    assert!(!load.run().expect("it is there").is_cached);
    assert!(load.run().expect("it is there").is_cached);
    let text = fs::read_to_string(configured.path("a.repo")).expect("it was written");
    fs::write(configured.path("a.repo"), text + "priority=5\n").expect("writable");
    assert!(!load.run().expect("it is there").is_cached, "priorities lie in the pool");
    assert!(load.run().expect("it is there").is_cached);
}

proptest! {
    #[test]
    fn nothing_that_is_written_panics(lines in prop::collection::vec(
        "\\[?[ab$\\]]{0,3}|(baseurl|enabled|timeout|minrate|priority|proxy) ?= ?[-0-9a-z$:{}+,.\"' ]{0,12}|[ \t#;]{0,2}.{0,8}", 0..12
    )) {
        let text = lines.join("\n");
        let mut warnings = Vec::new();
        let parsed = RepositoryConfig::parse(&text, Path::new("a.repo"), &Variables::new("x86_64"), &[], &mut warnings);
        if let Ok(configs) = parsed {
            prop_assert!(configs.iter().all(|config| !config.id.is_empty()));
        }
    }

    #[test]
    fn text_without_variables_stays(text in "[^$]{0,40}") {
        prop_assert_eq!(Variables::new("x86_64").substitute(&text), text);
    }
}
