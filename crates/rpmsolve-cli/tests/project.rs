//! A project from its beginning to its layers: init, add, lock, sync, build, diff, export; what each prints, with which
//! status it ends, and what it leaves as it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A directory with the demonstration repository and a project beside it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a directory"));
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo");
        copy(&demo, &place.0.path().join("repo"));
        fs::create_dir(place.project()).expect("writable");
        place
    }

    fn project(&self) -> PathBuf {
        self.0.path().join("project")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.project().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Runs a verb in a directory below the project, and reads the JSON.
    fn run(&self, arguments: &[&str]) -> (i32, Value) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
        command.current_dir(self.project()).env_remove("SOURCE_DATE_EPOCH").arg("--json").args(arguments);
        let output = command.output().expect("the command runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(text.lines().count(), 1, "one document on one line: {text}");
        (output.status.code().expect("a status"), serde_json::from_str(&text).expect("JSON"))
    }

    fn done(&self, arguments: &[&str]) -> Value {
        let (status, json) = self.run(arguments);
        assert_eq!(status, 0, "{arguments:?}: {json}");
        json
    }

    /// The same as people see it.
    fn shown(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
        let output = command.current_dir(self.project()).args(arguments).output().expect("the command runs");
        (output.status.code().expect("a status"), String::from_utf8(output.stdout).expect("UTF-8"))
    }

    /// A project over the demonstration repository, for both architectures.
    fn started() -> Self {
        let place = Self::new();
        place.done(&["init", "--repo", "demo=../repo", "--arch", "x86_64", "--arch", "arm64"]);
        place
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("writable");
    for entry in fs::read_dir(from).expect("a directory") {
        let path = entry.expect("readable").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

#[test]
fn from_nothing_to_layers() {
    let place = Place::started();
    assert!(place.text("rpmsolve.toml").starts_with("#:schema "));
    let (status, error) = place.run(&["init"]);
    assert_eq!((status, &error["code"]), (3, &"project-exists".into()));
    assert_eq!(place.done(&["init", "--schema"])["written"].as_array().map(Vec::len), Some(1));
    let schema: Value = serde_json::from_str(&place.text("rpmsolve.schema.json")).expect("JSON");
    assert!(schema["properties"]["layers"].is_object());

    let added = place.done(&["add", "hello"]);
    assert_eq!((&added["status"], &added["layer"]), (&"changed".into(), &"main".into()));
    assert_eq!(added["diff"]["arches"]["aarch64"]["new_packages"], 2);
    let lock = place.text("rpmsolve.lock");
    assert!(lock.contains("url = \"../repo/Packages/hello-2.0-1.aarch64.rpm\""), "{lock}");
    assert_eq!(place.done(&["lock"])["status"], "unchanged");
    assert_eq!(place.done(&["lock", "--check"])["status"], "unchanged");

    let synced = place.done(&["sync", "--locked"]);
    assert_eq!(synced["packages"].as_array().map(Vec::len), Some(4));
    let synced = place.done(&["sync", "--frozen", "--arch", "arm64"]);
    assert_eq!(synced["packages"][0]["nevra"], "hello-0:2.0-1.aarch64");

    let built = place.done(&["build"]);
    let layers = built["layers"].as_array().expect("a list");
    assert_eq!(
        layers.iter().map(|it| it["arch"].as_str()).collect::<Vec<_>>(),
        [Some("aarch64"), Some("x86_64")]
    );
    assert_eq!(layers[1]["packages"][0]["nevra"], "hello-0:2.0-1.x86_64");
    assert_eq!(layers[1]["packages"][0]["requested"], true);
    for arch in ["aarch64", "x86_64"] {
        assert!(fs::read(place.path(&format!("dist/main-{arch}.zip"))).expect("built").starts_with(b"PK"));
    }
    // What is locked makes the same bytes again, and so does the command that knows no projects.
    let first = fs::read(place.path("dist/main-x86_64.zip")).expect("built");
    place.done(&["build", "--frozen", "--arch", "amd64", "--layer", "main", "-o", "again"]);
    assert_eq!(fs::read(place.path("again/main-x86_64.zip")).expect("built"), first);
    assert!(!place.path("again/main-aarch64.zip").exists());
    place.done(&["layer", "--repo", "demo=../repo", "--arch", "x86_64", "-o", "plain.zip", "hello"]);
    assert_eq!(fs::read(place.path("plain.zip")).expect("built"), first);
}

#[test]
fn comments_and_files_stay_unless_there_is_a_lock() {
    let place = Place::started();
    let text =
        place.text("rpmsolve.toml") + "\n# Ours.\n[layers.a]\npackages = [\n  \"libgreet\", # small\n]\n";
    fs::write(place.path("rpmsolve.toml"), &text).expect("writable");
    place.done(&["add", "hello"]);
    let changed = text.replace("# small\n", "# small\n  \"hello\",\n");
    assert_eq!(place.text("rpmsolve.toml"), changed);
    let lock = place.text("rpmsolve.lock");

    let (status, refused) = place.run(&["add", "hello-broken"]);
    assert_eq!((status, &refused["status"]), (1, &"unsolvable".into()));
    let problem = &refused["problems"][0];
    assert_eq!((&problem["layer"], &problem["arch"]), (&"a".into(), &"aarch64".into()));
    assert_eq!(problem["rule"], "none-installable");
    assert!(refused["hints"].is_array());
    assert_eq!((place.text("rpmsolve.toml"), place.text("rpmsolve.lock")), (changed, lock.clone()));

    let (status, error) = place.run(&["remove", "helo"]);
    assert_eq!((status, &error["code"]), (2, &"project-unknown-spec".into()));
    place.done(&["remove", "--no-lock", "hello"]);
    assert_eq!((place.text("rpmsolve.toml"), place.text("rpmsolve.lock")), (text, lock.clone()));
    let (status, error) = place.run(&["add", "--layer", "a/b", "hello"]);
    assert_eq!((status, &error["code"]), (3, &"project-value".into()));

    // Now the lock is that of another project.
    for arguments in [&["sync", "--locked"][..], &["build", "--locked"], &["lock", "--check"]] {
        let (status, stale) = place.run(arguments);
        assert_eq!((status, &stale["status"]), (1, &"stale".into()), "{arguments:?}");
        assert_eq!(place.text("rpmsolve.lock"), lock);
    }
    assert_eq!(place.done(&["sync", "--frozen"])["packages"].as_array().map(Vec::len), Some(4));
    let (status, shown) = place.shown(&["lock", "--check"]);
    assert_eq!(status, 1);
    assert!(shown.contains("- hello-0:2.0-1.aarch64\n") && shown.contains("is not up to date"), "{shown}");
    assert_eq!(place.done(&["sync"])["packages"].as_array().map(Vec::len), Some(2));
    assert_ne!(place.text("rpmsolve.lock"), lock);

    let (status, error) = place.run(&["sync", "--arch", "s390x"]);
    assert_eq!((status, &error["code"]), (2, &"project-unknown-arch".into()));
    let (status, error) = place.run(&["build", "--layer", "b"]);
    assert_eq!((status, &error["code"]), (2, &"project-unknown-layer".into()));
    let (status, error) = place.run(&["sync", "--locked", "--frozen"]);
    assert_eq!((status, &error["code"]), (2, &"usage".into()));
}

#[test]
fn differences_and_upgrades() {
    let place = Place::started();
    place.done(&["add", "libgreet = 1.0"]);
    fs::rename(place.path("rpmsolve.lock"), place.path("old.lock")).expect("renamed");
    place.done(&["remove", "--no-lock", "libgreet = 1.0"]);
    place.done(&["add", "libgreet"]);
    let diff = place.done(&["diff", "old.lock", "rpmsolve.lock"]);
    assert_eq!(diff["status"], "different");
    let change = &diff["arches"]["x86_64"]["changes"][0];
    assert_eq!(
        (&change["change"], &change["from"], &change["to"]),
        (&"upgraded".into(), &"libgreet-0:1.0-1.x86_64".into(), &"libgreet-0:1.1-1.x86_64".into())
    );
    assert_eq!(place.shown(&["diff", "old.lock", "old.lock"]), (0, "no difference\n".to_owned()));
    // The older one is kept as long as nobody asks for a newer one.
    let older = place.text("old.lock");
    fs::write(place.path("rpmsolve.lock"), &older).expect("writable");
    place.done(&["lock"]);
    assert!(place.text("rpmsolve.lock").contains("libgreet-0:1.0-1.x86_64"));
    let (status, error) = place.run(&["lock", "--upgrade-package", "hello"]);
    assert_eq!((status, &error["code"]), (2, &"lock-unknown-package".into()));
    place.done(&["lock", "--upgrade-package", "libgreet"]);
    assert!(place.text("rpmsolve.lock").contains("libgreet-0:1.1-1.x86_64"));
    fs::write(place.path("rpmsolve.lock"), &older).expect("writable");
    assert_eq!(place.done(&["lock", "--upgrade"])["status"], "locked");
    assert!(place.text("rpmsolve.lock").contains("libgreet-0:1.1-1.x86_64"));
}

#[test]
fn other_forms() {
    let place = Place::started();
    let (status, _) = place.run(&["export", "--format", "rpms-lock"]);
    assert_eq!(status, 3, "there is no lock yet");
    place.done(&["add", "hello"]);
    let (status, text) = place.shown(&["export", "--format", "rpms-lock"]);
    assert_eq!(status, 0);
    assert!(text.starts_with("lockfileVersion: 1\nlockfileVendor: redhat\narches:\n"), "{text}");
    let exported = place.done(&["export", "--format", "packages-manifest", "-o", "packages.manifest.yaml"]);
    assert_eq!((&exported["output"], &exported["text"]), (&"packages.manifest.yaml".into(), &Value::Null));
    assert!(place.text("packages.manifest.yaml").starts_with("document: rpm-package-manifest\n"));
    assert_eq!(exported["warnings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn another_package_is_refused() {
    let place = Place::started();
    place.done(&["add", "hello"]);
    let packages = place.0.path().join("repo/Packages");
    let path = packages.join("hello-2.0-1.x86_64.rpm");
    let mut bytes = fs::read(&path).expect("readable");
    bytes[200] ^= 0x40;
    fs::write(&path, bytes).expect("writable");
    for verb in ["sync", "build"] {
        let (status, error) = place.run(&[verb, "--frozen", "--arch", "x86_64"]);
        assert_eq!((status, &error["code"]), (3, &"locked-checksum".into()), "{verb}");
    }
    assert!(!place.path("dist/main-x86_64.zip").exists());
    // A lock that leads elsewhere is none.
    let lock = place.text("rpmsolve.lock");
    let evil = lock.replace("location = \"Packages/", "location = \"/etc/../../../../../../");
    fs::write(place.path("rpmsolve.lock"), evil).expect("writable");
    let (status, error) = place.run(&["sync", "--frozen"]);
    assert_eq!((status, &error["code"]), (3, &"project-value".into()));
    fs::write(place.path("rpmsolve.lock"), lock.replace("version = 1", "version = 2")).expect("writable");
    let (status, error) = place.run(&["sync", "--frozen"]);
    assert_eq!((status, &error["code"]), (3, &"lock-version".into()));
}

#[test]
fn a_project_is_made_where_it_is_wanted() {
    let place = Place::new();
    let presets = ["--preset", "al2023@2023.9.20251110", "--preset", "al2+extras:nginx1"];
    place.done(&[&["init", "--project", "new/deep"], &presets[..]].concat());
    let text = place.text("new/deep/rpmsolve.toml");
    assert!(text.contains("[repositories.al2023]\npreset = \"al2023@2023.9.20251110\"\n"), "{text}");
    assert!(text.contains("[repositories.al2]\npreset = \"al2+extras:nginx1\"\n"), "{text}");
    let (status, error) = place.run(&["init", "--project", "other", "--preset", "al2", "--preset", "al2"]);
    assert_eq!((status, &error["code"]), (2, &"usage".into()), "{error}");
    place.done(&["init", "--project", "here.toml"]);
    assert!(place.path("here.toml").is_file());
}

/// Nobody's change is lost.
#[test]
fn several_at_once_change_one_project() {
    let place = Place::started();
    std::thread::scope(|scope| {
        for spec in ["a", "b", "c", "d", "e", "f"] {
            let place = &place;
            scope.spawn(move || place.done(&["add", "--no-lock", "--layer", "greeting", spec]));
        }
    });
    let text = place.text("rpmsolve.toml");
    assert!(
        ["a", "b", "c", "d", "e", "f"].iter().all(|spec| text.contains(&format!("\"{spec}\""))),
        "{text}"
    );
}

/// What cannot be read is made anew by who makes it anew in any case.
#[test]
fn a_lock_in_two_minds() {
    let place = Place::started();
    place.done(&["add", "--layer", "greeting", "hello"]);
    let good = place.text("rpmsolve.lock");
    for bad in [format!("<<<<<<< HEAD\n{good}"), good.replace("version = 1", "version = 7"), String::new()] {
        fs::write(place.path("rpmsolve.lock"), &bad).expect("writable");
        let (status, refused) = place.run(&["lock", "--check"]);
        assert_eq!(status, 3, "{refused}");
        place.done(&["lock"]);
        assert_eq!(place.text("rpmsolve.lock"), good);
    }
    fs::remove_file(place.path("rpmsolve.lock")).expect("removable");
    let (status, missing) = place.run(&["export", "--format", "rpms-lock"]);
    assert_eq!(status, 3);
    assert!(
        missing["message"].as_str().is_some_and(|text| text.contains("rpmsolve lock makes it")),
        "{missing}"
    );
}

/// An empty variable says nothing.
#[test]
fn variables_may_be_empty() {
    let place = Place::started();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
    command.current_dir(place.project()).env("RPMSOLVE_CACHE_DIR", "").env("RPMSOLVE_OFFLINE", "0");
    let output = command.args(["lock", "--refresh"]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn where_the_project_is() {
    let place = Place::started();
    place.done(&["add", "hello"]);
    let lock = place.text("rpmsolve.lock");
    fs::create_dir_all(place.path("below/it")).expect("writable");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
    let output =
        command.current_dir(place.path("below/it")).args(["lock", "--check"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let directory = place.project().display().to_string();
    for project in [&directory, &format!("{directory}/rpmsolve.toml")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
        let output = command.current_dir("/").args(["lock", "--project", project]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(place.text("rpmsolve.lock"), lock, "the same from everywhere");
    }
    // A preset stands in the file as it was given.
    let other = tempfile::tempdir().expect("a directory");
    let path = other.path().display().to_string();
    place.done(&["init", "--project", &path, "--preset", "al2023", "--runtime", "python3.13"]);
    let text = fs::read_to_string(other.path().join("rpmsolve.toml")).expect("made");
    assert!(
        text.contains("[repositories.al2023]\npreset = \"al2023\"\n") && text.contains("python3.13"),
        "{text}"
    );
    let (status, error) = place.run(&["lock", "--project", "/nowhere/at/all"]);
    assert_eq!((status, &error["code"]), (3, &"no-project".into()));
}
