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
        .run(&mut |_, _| true)
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
fn what_dnf_can_use_can_be_used() {
    let warned = |files: &[(&str, &str)]| {
        let loaded = Configured::new(files).load().run().expect("it can be used");
        let configs: Vec<(String, i32)> =
            loaded.configs.iter().map(|config| (config.id.clone(), config.priority)).collect();
        (configs, loaded.warnings)
    };
    // A section in two pieces, and one that is in two files.
    let (configs, warnings) = warned(&[
        ("a.repo", "[a]\nbaseurl=DEMO\npriority=1\n[b]\nbaseurl=DEMO\n[a]\npriority=2\n"),
        ("b.repo", "[b]\nbaseurl=/nowhere\n"),
        (".c.repo", "[c]\nbaseurl=/nowhere\n"),
    ]);
    assert_eq!(configs, [("a".to_owned(), 2), ("b".to_owned(), 99)]);
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].ends_with("a.repo:6: [a]: goes on from line 1"), "{warnings:?}");
    assert!(
        warnings[1].contains("b.repo:1: [b]: is in ") && warnings[1].ends_with("left out"),
        "{warnings:?}"
    );
    // What is off may be as it likes.
    let (configs, warnings) = warned(&[(
        "a.repo",
        "[a-$basearch]\nbaseurl=DEMO\n[b]\nenabled=0\nbaseurl=\n[c]\nenabled=no\npriority=x\n",
    )]);
    assert_eq!(configs, [("a-x86_64".to_owned(), 99)]);
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings.iter().all(|warning| warning.ends_with("left out")), "{warnings:?}");
    // Options of dnf's that mean nothing here say nothing; others are told once, wherever they are.
    let (_, warnings) = warned(&[(
        "a.repo",
        "[main]\nkeepcache=1\n[a]\nbaseurl=DEMO\nproxy_sslverify=1\ncachedir=/x\n[b]\nbaseurl=DEMO\nproxy=_NONE_\n",
    )]);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("a.repo:2: [a]: \"keepcache\""), "{warnings:?}");
}

#[test]
fn ids_are_patterns_where_they_are_asked_for() {
    let text = "[one]\nbaseurl=DEMO\nenabled=0\n[one-more]\nbaseurl=DEMO\nenabled=0\n[two]\nbaseurl=DEMO\nenabled=0\n";
    let configured = Configured::new(&[("a.repo", text)]);
    let enabling = |ids: &str| Load { enabled_repositories: vec![ids.to_owned()], ..configured.load() }.run();
    assert_eq!(ids(&enabling("one*").expect("there are two")), ["one", "one-more"]);
    assert_eq!(ids(&enabling("one,two").expect("there are two")), ["one", "two"]);
    assert_eq!(enabling("three").expect_err("there is none").code(), "config-unknown-repository");
    let option = |key: &str| (key.to_owned(), "7".to_owned());
    let load = Load {
        options: vec![option("o*.priority"), option("three.priority"), option("one.colour")],
        enabled_repositories: vec!["*".to_owned()],
        ..configured.load()
    };
    let loaded = load.run().expect("they are there");
    assert_eq!(loaded.configs.iter().map(|config| config.priority).collect::<Vec<_>>(), [7, 7, 99]);
    assert_eq!(
        loaded.warnings,
        [
            "--setopt: [one]: \"colour\" is no option of a repository; left out",
            "--setopt three.priority: there is no repository \"three\""
        ]
    );
    let warnings = configured.load().run().expect("nothing is on").warnings;
    assert_eq!(warnings, ["of the repositories that are described none is on (enabled=1)"]);
}

#[test]
fn what_is_named_has_an_id_of_its_own() {
    let configured = Configured::new(&[("a.repo", "[a]\nbaseurl=DEMO\n")]);
    let demo = configured.load().run().expect("it is there").configs[0].baseurl[0].clone();
    let naming = |specs: &[String]| {
        Load { repositories: specs.to_vec(), arch: "x86_64".to_owned(), ..Load::default() }.run()
    };
    let loaded = naming(&[format!("r0={demo}"), demo.clone(), demo.clone()]).expect("they are there");
    assert_eq!(ids(&loaded), ["r0", "r1", "r2"]);
    let error = naming(&[format!("a={demo}"), format!("a={demo}")]).expect_err("they are both a");
    assert_eq!(error.code(), "config-named-twice");
}

#[test]
fn a_place_may_be_written_as_a_url() {
    let configured = Configured::new(&[
        ("a.repo", "[a]\nbaseurl=file://HERE/my%20repo\n[b]\nbaseurl=FILE://localhostHERE/my%20repo\n"),
        ("my repo/repodata/primary.xml", HELLO),
    ]);
    assert_eq!(ids(&configured.load().run().expect("they are there")), ["a", "b"]);
}

#[test]
fn a_lock_can_be_a_base() {
    let lock = "version = 1\ninputs = \"md5:d41d8cd98f00b204e9800998ecf8427e\"\narches = [\"x86_64\"]\nlayers = [\"a\"]\n\
        [[repository.x86_64]]\nid = \"r\"\nurl = \"r\"\n[[package.x86_64]]\nnevra = \"hello-0:1-1.noarch\"\nrepository = \"r\"\n\
        location = \"a.rpm\"\nurl = \"r/a.rpm\"\nchecksum = \"md5:d41d8cd98f00b204e9800998ecf8427e\"\nsize = 1\nlayers = [\"a\"]\n";
    let configured = Configured::new(&[
        ("a.repo", "[a]\nbaseurl=HERE/hello\n"),
        ("hello/repodata/primary.xml", HELLO),
        ("rpmsolve.lock", lock),
        ("other.lock", &lock.replace("x86_64", "aarch64")),
    ]);
    let on = |name: &str| {
        Load { base: vec![configured.path(name).display().to_string()], ..configured.load() }.run()
    };
    let pool = on("rpmsolve.lock").expect("it is a lock").pool;
    assert_eq!(pool.named("hello").filter(|solvable| solvable.is_base()).count(), 1);
    assert_eq!(on("other.lock").expect_err("of another architecture").code(), "project-unknown-arch");
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
