//! Projects and their locks: what is locked, what stays, what is refused; over the demonstration repository, and over
//! repositories that change.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rpmsolve::DigestAlgorithm;
use rpmsolve_repo::project::{
    Checksum, ExportFormat, Getting, Lock, LockDiff, LockOptions, Locked, LockedPackage, PackageChange,
    Project, ProjectError, RepositoryPlace, Unlockable, Upgrade, fetch_locked,
};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

fn demo() -> Project {
    Project::open(&testdata().join("projects/demo")).expect("a project")
}

fn solved(locked: Locked) -> Lock {
    match locked {
        Locked::Solved { lock, warnings } => {
            assert!(warnings.is_empty(), "{warnings:?}");
            lock
        }
        Locked::Unsolvable { problems, .. } => panic!("{problems:?}"),
    }
}

fn make(project: &Project, previous: Option<&Lock>, upgrade: Upgrade) -> Lock {
    let options = LockOptions { previous, upgrade, ..LockOptions::default() };
    solved(Lock::make(project, &options).expect("the project is in order"))
}

fn lock(project: &Project) -> Lock {
    make(project, None, Upgrade::None)
}

fn nevras(lock: &Lock, layer: &str) -> Vec<String> {
    let packages = lock.packages_of("x86_64", Some(layer)).expect("it is there");
    packages.iter().map(|package| package.nevra.to_string()).collect()
}

/// What is kept in a file, which UPDATE_EXPECT=1 writes.
fn expect_file(path: &Path, text: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, text).expect("writable");
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(text, expected, "{}: UPDATE_EXPECT=1 writes it anew", path.display());
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

/// The demonstration project and its repository, elsewhere.
fn elsewhere() -> (tempfile::TempDir, Project) {
    let directory = tempfile::tempdir().expect("a directory");
    copy(&testdata().join("projects/demo"), &directory.path().join("a/projects/demo"));
    copy(&testdata().join("repos/demo"), &directory.path().join("a/repos/demo"));
    let project = Project::open(&directory.path().join("a/projects/demo")).expect("a project");
    (directory, project)
}

#[test]
fn a_lock_is_the_same_everywhere() {
    let text = lock(&demo()).to_string();
    expect_file(&testdata().join("projects/demo/rpmsolve.lock"), &text);
    let (_directory, moved) = elsewhere();
    assert_eq!(lock(&moved).to_string(), text);
    assert!(!text.contains(env!("CARGO_MANIFEST_DIR")) && !text.contains("/tmp"), "{text}");
    // Both architectures are there, whatever this machine is.
    for arch in ["x86_64", "aarch64"] {
        assert!(text.contains(&format!("nevra = \"hello-0:2.0-1.{arch}\"")), "{text}");
    }
}

#[test]
fn order_means_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    for id in ["one", "two"] {
        write_repository(
            &directory.path().join(format!("{id}.xml")),
            &[("app", "1", &["lib"]), ("lib", "1", &[])],
        );
    }
    let project =
        |text: &str| Project::parse(text, &directory.path().join("rpmsolve.toml")).expect("a project");
    let [one, two] = ["one", "two"].map(|id| format!("[repositories.{id}]\nurl = \"{id}.xml\"\n"));
    let first = format!(
        "base = []\narches = ['aarch64', 'x86_64']\n{one}{two}[layers.a]\npackages = ['app', 'lib']\n[layers.b]\npackages = ['lib']\n"
    );
    let second = format!(
        "# Another order.\narches = [ 'amd64','arm64' ]\nbase = []\n[layers.b]\npackages = ['lib']\n[layers.a]\npackages = ['lib', 'app']\nlimit = 7\n{two}{one}"
    );
    let (first, second) = (lock(&project(&first)), lock(&project(&second)));
    assert_eq!(first.to_string(), second.to_string());
    assert_eq!(first.packages_of("arm64", Some("b")).expect("there").len(), 1);
}

/// Packages with a name, a version and requirements, all noarch, as a primary.xml.
fn write_repository(path: &Path, packages: &[(&str, &str, &[&str])]) {
    let package = |(name, version, requires): &(&str, &str, &[&str])| {
        let checksum = DigestAlgorithm::Sha256.hex(format!("{name}-{version}").as_bytes());
        let requires: String = requires.iter().map(|entry| requirement(entry)).collect();
        format!(
            r#"<package type="rpm"><name>{name}</name><arch>noarch</arch><version epoch="0" ver="{version}" rel="1"/>
            <checksum type="sha256" pkgid="YES">{checksum}</checksum><size package="{size}" installed="1" archive="1"/>
            <location href="{name}-{version}-1.noarch.rpm"/><format><provides>
            <entry name="{name}" flags="EQ" epoch="0" ver="{version}" rel="1"/></provides>
            <requires>{requires}</requires></format></package>"#,
            size = 1000 + version.len()
        )
    };
    let text: String = packages.iter().map(package).collect();
    fs::write(path, format!("<metadata packages=\"{}\">{text}</metadata>", packages.len()))
        .expect("writable");
}

/// `name` or `name >= version`.
fn requirement(text: &str) -> String {
    match text.split_once(" >= ") {
        Some((name, version)) => {
            format!("<entry name=\"{name}\" flags=\"GE\" epoch=\"0\" ver=\"{version}\"/>")
        }
        None => format!("<entry name=\"{text}\"/>"),
    }
}

/// A project over a repository that changes.
struct Changing {
    directory: tempfile::TempDir,
}

impl Changing {
    fn new(packages: &[(&str, &str, &[&str])]) -> Self {
        let changing = Self { directory: tempfile::tempdir().expect("a directory") };
        changing.set(packages);
        changing
    }

    fn set(&self, packages: &[(&str, &str, &[&str])]) {
        write_repository(&self.directory.path().join("primary.xml"), packages);
    }

    fn project(&self, layers: &str) -> Project {
        let text = format!("base = []\n[repositories.r]\nurl = 'primary.xml'\n{layers}");
        Project::parse(&text, &self.directory.path().join("rpmsolve.toml")).expect("a project")
    }
}

const APP: &str = "[layers.app]\npackages = ['app']\n";

#[test]
fn what_is_locked_stays() {
    let changing = Changing::new(&[("app", "1", &["lib >= 1"]), ("lib", "1", &[])]);
    let project = changing.project(APP);
    let first = lock(&project);
    assert_eq!(nevras(&first, "app"), ["app-1-1.noarch", "lib-1-1.noarch"]);
    let both =
        [("app", "1", &["lib >= 1"][..]), ("lib", "1", &[]), ("app", "2", &["lib >= 1"]), ("lib", "2", &[])];
    changing.set(&both);
    assert_eq!(make(&project, Some(&first), Upgrade::None).to_string(), first.to_string());
    assert_eq!(
        nevras(&make(&project, Some(&first), Upgrade::All), "app"),
        ["app-2-1.noarch", "lib-2-1.noarch"]
    );
    let only = |name: &str| make(&project, Some(&first), Upgrade::Packages(vec![name.to_owned()]));
    assert_eq!(nevras(&only("app"), "app"), ["app-2-1.noarch", "lib-1-1.noarch"]);
    assert_eq!(nevras(&only("lib"), "app"), ["app-1-1.noarch", "lib-2-1.noarch"]);
    let options = LockOptions {
        previous: Some(&first),
        upgrade: Upgrade::Packages(vec!["ap".to_owned()]),
        ..LockOptions::default()
    };
    let error = Lock::make(&project, &options).expect_err("there is none");
    assert_eq!(
        error.to_string(),
        "there is no package \"ap\" in the lock that could be upgraded; did you mean app?"
    );
}

#[test]
fn what_an_upgrade_needs_comes_along_and_nothing_else() {
    let old = [("app", "1", &["lib", "other"][..]), ("lib", "1", &[]), ("other", "1", &[])];
    let changing = Changing::new(&old);
    let project = changing.project(APP);
    let first = lock(&project);
    changing.set(&[
        ("app", "1", &["lib", "other"]),
        ("lib", "1", &[]),
        ("other", "1", &[]),
        ("app", "2", &["lib >= 2", "other"]),
        ("lib", "2", &[]),
        ("other", "2", &[]),
    ]);
    let upgraded = make(&project, Some(&first), Upgrade::Packages(vec!["app".to_owned()]));
    assert_eq!(nevras(&upgraded, "app"), ["app-2-1.noarch", "lib-2-1.noarch", "other-1-1.noarch"]);
    // So it is where somebody asks for more than the lock has.
    let layers = "[layers.app]\npackages = ['app', 'lib >= 2']\n";
    let asked = make(&changing.project(layers), Some(&first), Upgrade::None);
    assert_eq!(nevras(&asked, "app"), ["app-1-1.noarch", "lib-2-1.noarch", "other-1-1.noarch"]);
    // And where something is gone.
    changing.set(&[
        ("app", "1", &["lib", "other"]),
        ("lib", "2", &[]),
        ("other", "1", &[]),
        ("other", "2", &[]),
    ]);
    let without = make(&project, Some(&first), Upgrade::None);
    assert_eq!(nevras(&without, "app"), ["app-1-1.noarch", "lib-2-1.noarch", "other-1-1.noarch"]);
}

#[test]
fn layers_share_versions_even_where_they_exclude_different_things() {
    let changing = Changing::new(&[
        ("app", "1", &["lib"]),
        ("tool", "1", &["lib"]),
        ("lib", "1", &[]),
        ("lib", "2", &[]),
    ]);
    let layers = "[layers.a]\npackages = ['app']\nexclude = ['lib-2*']\n[layers.b]\npackages = ['tool']\n\
                  [layers.c]\npackages = ['tool']\nexclude = ['something-else']\n";
    let locked = lock(&changing.project(layers));
    assert_eq!(nevras(&locked, "a"), ["app-1-1.noarch", "lib-1-1.noarch"], "its own exclusion holds");
    assert_eq!(nevras(&locked, "b"), ["lib-2-1.noarch", "tool-1-1.noarch"]);
    assert_eq!(nevras(&locked, "c"), nevras(&locked, "b"), "what was chosen before is taken again");
    let lib = locked.packages_of("x86_64", None).expect("there").into_iter().find(|it| it.is_in("c"));
    let lib = lib.expect("lib");
    assert_eq!((lib.layers.join(" "), lib.required_by.join(" ")), ("b c".into(), "tool-0:1-1.noarch".into()));
    assert!(!lib.is_requested_in("b"));
}

#[test]
fn a_layer_that_cannot_be_had_is_named() {
    let changing = Changing::new(&[("app", "1", &["missing"]), ("lib", "1", &[])]);
    let layers = "[layers.bad]\npackages = ['app']\n[layers.good]\npackages = ['lib']\n";
    let text = format!("arches = ['aarch64', 'x86_64']\n{}", changing.project(layers).text());
    let project = Project::parse(&text, &changing.directory.path().join("rpmsolve.toml")).expect("a project");
    let Locked::Unsolvable { problems, .. } =
        Lock::make(&project, &LockOptions::default()).expect("in order")
    else {
        panic!("nothing provides what is missing");
    };
    let which: Vec<(&str, &str)> =
        problems.iter().map(|Unlockable { layer, arch, .. }| (layer.as_str(), arch.as_str())).collect();
    assert_eq!(which, [("bad", "aarch64"), ("bad", "x86_64")]);
    assert!(
        problems[0].texts[0].contains("nothing provides missing needed by app-1-1.noarch"),
        "{problems:?}"
    );
    let json = serde_json::to_value(&problems[1]).expect("JSON");
    assert_eq!((&json["layer"], &json["problems"][0]["rule"]), (&"bad".into(), &"none-installable".into()));
}

#[test]
fn what_cannot_be_asked_for_is_told_with_its_file() {
    let demo = testdata().join("repos/demo");
    for (line, expected) in [
        ("modules = ['nodejs:99']", "sub/rpmsolve.toml: there is no module \"nodejs\""),
        (
            "exclude = ['libgreet >=']",
            "sub/rpmsolve.toml: \"libgreet >=\" is neither a package nor a dependency",
        ),
    ] {
        let text = format!(
            "base = []\n{line}\n[repositories.demo]\nurl = '{}'\n[layers.a]\npackages = ['hello']\n",
            demo.canonicalize().expect("it is there").display()
        );
        let project = Project::parse(&text, Path::new("sub/rpmsolve.toml")).expect("in order");
        let error = Lock::make(&project, &LockOptions::default()).expect_err(line).to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn a_lock_is_stale_if_something_else_is_asked_for() {
    let changing = Changing::new(&[("app", "1", &[]), ("lib", "1", &[])]);
    let project = changing.project(APP);
    let locked = lock(&project);
    assert!(!locked.is_stale(&project).expect("readable"));
    let same =
        ["limit = 7", "compression = 1", "keep = ['docs']", "wrappers = true", "no_rewrite = ['a']", "# b"];
    for line in same {
        assert!(!locked.is_stale(&changing.project(&format!("{APP}{line}\n"))).expect("readable"), "{line}");
    }
    let other = ["exclude = ['x']", "[layers.b]", "[repositories.s]\nurl = 'x'", "[variables]\na = 'b'"];
    for line in other {
        assert!(locked.is_stale(&changing.project(&format!("{APP}{line}\n"))).expect("readable"), "{line}");
    }
    // What a .repo file says is part of what is asked for.
    let path = changing.directory.path().join("some.repo");
    let text = "base = []\n[repositories.r]\nrepofile = 'some.repo'\n[layers.app]\npackages = ['app']\n";
    let with_file = |repo: &str| {
        fs::write(&path, repo).expect("writable");
        Project::parse(text, &changing.directory.path().join("rpmsolve.toml")).expect("a project")
    };
    let place = changing.directory.path().join("primary.xml").display().to_string();
    let project = with_file(&format!("[mine]\nbaseurl=file://{place}\n[off]\nenabled=0\nbaseurl=x\n"));
    let locked = lock(&project);
    assert_eq!(locked.arches["x86_64"].repositories[0].id, "mine");
    assert!(!locked.is_stale(&project).expect("readable"));
    assert!(locked.is_stale(&with_file("[mine]\nbaseurl=elsewhere\n")).expect("readable"));
}

#[test]
fn packages_are_those_that_are_locked_or_none() {
    let (directory, project) = elsewhere();
    let locked = lock(&project);
    let files = fetch_locked(&project, &locked, "arm64", &Getting::default()).expect("they are there");
    let names: Vec<String> = files.iter().map(|file| file.package.nevra.to_string()).collect();
    assert_eq!(names, ["hello-2.0-1.aarch64", "hello-script-1.0-1.noarch", "libgreet-1.1-1.aarch64"]);
    assert!(files.iter().all(|file| file.path.starts_with(directory.path())));
    // Nothing but the packages is needed: neither metadata nor a solver.
    fs::remove_dir_all(directory.path().join("a/repos/demo/repodata")).expect("removable");
    assert_eq!(
        fetch_locked(&project, &locked, "aarch64", &Getting::default()).expect("they are there"),
        files
    );

    let path = &files[0].path;
    let good = fs::read(path).expect("readable");
    let mut bad = good.clone();
    let last = bad.len() - 1;
    bad[last] ^= 1;
    fs::write(path, &bad).expect("writable");
    let error = fetch_locked(&project, &locked, "aarch64", &Getting::default()).expect_err("other bytes");
    assert_eq!(error.code(), "locked-checksum");
    assert!(error.to_string().contains("hello-0:2.0-1.aarch64 is locked as sha256:"), "{error}");
    fs::write(path, &bad[1..]).expect("writable");
    assert_eq!(
        fetch_locked(&project, &locked, "aarch64", &Getting::default()).expect_err("shorter").code(),
        "locked-size"
    );
    fs::remove_file(path).expect("removable");
    assert_eq!(
        fetch_locked(&project, &locked, "aarch64", &Getting::default()).expect_err("gone").code(),
        "project-io"
    );
    fs::write(path, &good).expect("writable");
    assert!(fetch_locked(&project, &locked, "aarch64", &Getting::default()).is_ok());
    // Another package under the name of the locked one is another package.
    fs::copy(path.with_file_name("hello-1.0-1.aarch64.rpm"), path).expect("copied");
    assert!(fetch_locked(&project, &locked, "aarch64", &Getting::default()).is_err());
    assert_eq!(
        fetch_locked(&project, &locked, "s390x", &Getting::default()).expect_err("not for it").code(),
        "project-unknown-arch"
    );
}

/// What is locked is believed of no file that says it is something else, or is signed by somebody else.
#[test]
fn a_lock_gives_no_package_another_name() {
    let signed = testdata().join("signed").canonicalize().expect("it is there");
    let directory = tempfile::tempdir().expect("a directory");
    let project = |keys: &str| {
        let text = format!(
            "base = ['{}']\n[repositories.r]\nurl = '{}'\nkeys = ['{}']\n[layers.a]\npackages = ['hello']\n",
            testdata().join("projects/demo/image.xml").display(),
            signed.join("now").display(),
            signed.join("keys").join(keys).display(),
        );
        Project::parse(&text, &directory.path().join("rpmsolve.toml")).expect("in order")
    };
    let get = |project: &Project, lock: &Lock| fetch_locked(project, lock, "x86_64", &Getting::default());
    let right = project("right.asc");
    let locked = lock(&right);
    assert_eq!(get(&right, &locked).expect("they are there").len(), 2);
    let changed = |change: &dyn Fn(&mut LockedPackage)| {
        let mut changed = locked.clone();
        change(&mut changed.arches.get_mut("x86_64").expect("it is locked").packages[0]);
        changed
    };
    let renamed = changed(&|package| package.nevra = "hello-0:3.0-1.x86_64".parse().expect("a NEVRA"));
    let error = get(&right, &renamed).expect_err("it is 2.0");
    assert_eq!(error.code(), "other-package");
    assert!(error.to_string().contains("is hello-0:2.0-1.x86_64, and not hello-0:3.0-1.x86_64"), "{error}");
    let by_another = changed(&|package| package.key = Some("0".repeat(40)));
    assert_eq!(get(&right, &by_another).expect_err("by somebody else").code(), "locked-key");
    let other = project("other.asc");
    assert_eq!(get(&other, &locked).expect_err("its key is not there").code(), "key-missing");
}

/// Of several places the first that has a package counts, and a lock says the same wherever it is.
#[test]
fn the_places_of_a_repository_make_up_for_each_other() {
    let (_directory, project) = elsewhere();
    let file = project.directory().join("r.repo");
    fs::write(&file, "[demo]\nbaseurl=nowhere ../../repos/demo\ncolour=blue\n").expect("writable");
    let text =
        "base = ['image.xml']\n[repositories.demo]\nrepofile = 'r.repo'\n[layers.a]\npackages = ['hello']\n";
    let project = Project::parse(text, project.path()).expect("in order");
    let Locked::Solved { lock, warnings } = Lock::make(&project, &LockOptions::default()).expect("in order")
    else {
        panic!("hello can be had")
    };
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].ends_with("r.repo:3: [demo]: \"colour\" is no option of a repository; left out"),
        "{warnings:?}"
    );
    assert_eq!(
        fetch_locked(&project, &lock, "x86_64", &Getting::default()).expect("they are there").len(),
        2
    );
}

#[test]
fn differences_are_told_package_by_package() {
    let changing = Changing::new(&[("app", "1", &["lib"]), ("lib", "2", &[]), ("gone", "1", &[])]);
    let old = lock(&changing.project("[layers.a]\npackages = ['app', 'gone']\n"));
    changing.set(&[("app", "2", &["lib"]), ("lib", "1", &[]), ("new", "10", &[])]);
    let new = lock(&changing.project("[layers.a]\npackages = ['app', 'new']\n"));
    let diff = LockDiff::new(&old, &new);
    assert_eq!(
        diff.to_string(),
        "x86_64: 3 → 3 packages, 3003 → 3004 bytes (+1)\n  \
         app-0:1-1.noarch → app-0:2-1.noarch\n- gone-0:1-1.noarch\n  \
         lib-0:2-1.noarch → lib-0:1-1.noarch (older)\n+ new-0:10-1.noarch\n\
         what rpmsolve.toml asks for is different\n"
    );
    let json = serde_json::to_value(&diff).expect("JSON");
    assert_eq!(json["arches"]["x86_64"]["changes"][0]["change"], "upgraded");
    assert_eq!(json["arches"]["x86_64"]["new_size"], 3004);
    // The same version with other bytes is what people must see.
    let mut rebuilt = new.clone();
    let packages = &mut rebuilt.arches.get_mut("x86_64").expect("there").packages;
    packages[0].checksum = Checksum::of(DigestAlgorithm::Sha256, b"other");
    packages[1].url = "elsewhere".to_owned();
    let diff = LockDiff::new(&new, &rebuilt);
    assert!(
        matches!(&diff.arches["x86_64"].changes[..], [PackageChange::OtherBytes { nevra, .. }] if nevra == "app-0:2-1.noarch")
    );
    assert!(diff.to_string().contains("HAS OTHER BYTES UNDER THE SAME VERSION"), "{diff}");
    assert_eq!(diff.arches["x86_64"].moved, ["lib-0:1-1.noarch"]);
    assert!(LockDiff::new(&new, &new).is_empty());
    let none = Lock { arches: BTreeMap::new(), ..new.clone() };
    assert_eq!(LockDiff::new(&none, &new).arches["x86_64"].changes.len(), 3);
}

#[test]
fn repositories_that_change_elsewhere_change_no_lock() {
    let (directory, project) = elsewhere();
    let first = lock(&project);
    let repomd = directory.path().join("a/repos/demo/repodata/repomd.xml");
    let text = fs::read_to_string(&repomd).expect("readable");
    fs::write(&repomd, text.replace("<revision>", "<revision>9")).expect("writable");
    assert_ne!(lock(&project).to_string(), first.to_string());
    assert_eq!(make(&project, Some(&first), Upgrade::None).to_string(), first.to_string());
    assert_eq!(make(&project, Some(&first), Upgrade::All).to_string(), first.to_string());
}

#[test]
fn other_tools_read_what_is_locked() {
    let locked = lock(&demo());
    let exported = locked.export(ExportFormat::RpmsLock).expect("YAML");
    assert_eq!(exported.warnings, ["demo is a directory of this machine; other tools cannot fetch from it"]);
    let yaml: serde_json::Value = serde_saphyr::from_str(&exported.text).expect("YAML");
    assert_eq!((&yaml["lockfileVersion"], &yaml["lockfileVendor"]), (&1.into(), &"redhat".into()));
    let arches = yaml["arches"].as_array().expect("a list");
    assert_eq!((arches.len(), &arches[1]["arch"]), (2, &"x86_64".into()));
    for (arch, name) in arches.iter().zip(["aarch64", "x86_64"]) {
        let packages = locked.packages_of(name, None).expect("there");
        let theirs = arch["packages"].as_array().expect("a list");
        assert_eq!(theirs.len(), packages.len());
        for (theirs, ours) in theirs.iter().zip(packages) {
            assert_eq!(theirs["url"], ours.url);
            assert_eq!(theirs["repoid"], "demo");
            assert_eq!(theirs["size"], ours.size_bytes);
            assert_eq!(theirs["checksum"], ours.checksum.to_string());
            assert_eq!(theirs["name"], ours.nevra.name);
            assert_eq!(theirs["evr"], ours.nevra.evr.to_string());
            assert_eq!(theirs["sourcerpm"].as_str(), ours.source.as_deref());
        }
    }
    let exported = locked.export(ExportFormat::PackagesManifest).expect("YAML");
    let yaml: serde_json::Value = serde_saphyr::from_str(&exported.text).expect("YAML");
    assert_eq!((&yaml["document"], &yaml["version"]), (&"rpm-package-manifest".into(), &"0.2.2".into()));
    assert_eq!(
        yaml["data"]["repositories"],
        serde_json::json!([{"id": "demo", "baseurl": "../../repos/demo"}])
    );
    let script = &yaml["data"]["packages"]["noarch"][0];
    assert_eq!(
        (&script["name"], &script["srpm"]),
        (&"hello-script".into(), &"hello-script-1.0-1.src".into())
    );
    assert_eq!(script["parent_archs"], serde_json::json!(["aarch64", "x86_64"]));
    let hello = &yaml["data"]["packages"]["x86_64"][0];
    assert_eq!(
        (&hello["evr"], &hello["location"]),
        (&"2.0-1".into(), &"Packages/hello-2.0-1.x86_64.rpm".into())
    );
}

/// dnf has one place for each repository, with a variable in it.
#[test]
fn other_tools_know_architectures() {
    let exported = |place: fn(&str) -> String| {
        let mut locked = lock(&demo());
        for (arch, of_arch) in &mut locked.arches {
            of_arch.repositories[0].place = RepositoryPlace::Url(place(arch));
        }
        let exported = locked.export(ExportFormat::PackagesManifest).expect("YAML");
        let yaml: serde_json::Value = serde_saphyr::from_str(&exported.text).expect("YAML");
        let of = |arch: &str| yaml["data"]["packages"][arch][0]["repo_id"].clone();
        (yaml["data"]["repositories"].clone(), of("aarch64"), of("x86_64"))
    };
    let one = serde_json::json!([{"id": "demo", "baseurl": "https://a.example/$arch/os"}]);
    let both = exported(|arch| format!("https://a.example/{arch}/os"));
    assert_eq!(both, (one, "demo".into(), "demo".into()));
    let two = serde_json::json!([
        {"id": "demo-aarch64", "baseurl": "https://a.example/arm"},
        {"id": "demo-x86_64", "baseurl": "https://a.example/intel"}
    ]);
    let each =
        exported(|arch| format!("https://a.example/{}", if arch == "aarch64" { "arm" } else { "intel" }));
    assert_eq!(each, (two, "demo-aarch64".into(), "demo-x86_64".into()));
    let mut locked = lock(&demo());
    for of_arch in locked.arches.values_mut() {
        of_arch.repositories[0].place = RepositoryPlace::Preset("al2023".to_owned());
        of_arch.packages.iter_mut().for_each(|package| {
            package.location = "../../../../blobstore/a.rpm".to_owned();
            package.url = "https://a.example/al2023/blobstore/a.rpm".to_owned();
        });
    }
    let exported = locked.export(ExportFormat::PackagesManifest).expect("YAML").text;
    assert!(exported.contains("baseurl: https://a.example/\n"), "{exported}");
    assert!(exported.contains("location: al2023/blobstore/a.rpm\n"), "{exported}");
}

#[test]
fn versions_that_look_like_numbers_stay_texts() {
    let changing = Changing::new(&[("app", "1e3", &[]), ("true", "0x10", &[])]);
    let locked = lock(&changing.project("[layers.a]\npackages = ['app', 'true']\n"));
    for format in [ExportFormat::RpmsLock, ExportFormat::PackagesManifest] {
        let yaml: serde_json::Value =
            serde_saphyr::from_str(&locked.export(format).expect("YAML").text).expect("YAML");
        let packages = match format {
            ExportFormat::RpmsLock => &yaml["arches"][0]["packages"],
            _ => &yaml["data"]["packages"]["noarch"],
        };
        assert_eq!((&packages[1]["name"], &packages[1]["evr"]), (&"true".into(), &"0x10-1".into()), "{yaml}");
    }
}

#[test]
fn the_schema_is_that_of_the_code() {
    let schema = serde_json::to_string_pretty(&Project::schema()).expect("JSON") + "\n";
    let path = testdata().join("../docs/rpmsolve.schema.json");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &schema).expect("writable");
    }
    let kept = fs::read_to_string(&path).expect("readable");
    let kept: serde_json::Value = serde_json::from_str(&kept).expect("JSON");
    assert_eq!(kept, Project::schema(), "UPDATE_EXPECT=1 writes docs/rpmsolve.schema.json anew");
    assert!(schema.contains("The architectures to lock and to build for"), "it has the doc comments");
    assert!(!schema.contains("# Example"), "it is for people who write the file");
}

#[test]
fn a_project_is_found_from_below() {
    let (directory, project) = elsewhere();
    let below = directory.path().join("a/projects/demo/some/where");
    fs::create_dir_all(&below).expect("writable");
    let found = Project::find(&below).expect("it is above");
    assert_eq!(fs::canonicalize(found.path()).ok(), fs::canonicalize(project.path()).ok());
    let error = Project::find(&directory.path().join("a/repos")).expect_err("there is none");
    assert!(matches!(error, ProjectError::NotFound { .. }), "{error}");
}
