//! What was fetched into a directory gives the same answers and the same layers as what it was fetched from.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");

fn run(verb: &str, repository: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
    command.env_remove("SOURCE_DATE_EPOCH").env_remove("RPMSOLVE_CACHE_DIR");
    command.args([verb, "--json", "--arch", "x86_64", "--repo", &format!("demo={repository}")]);
    command.args(arguments).output().expect("the command runs")
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// A base with what the demonstration's packages need of a system.
fn base(directory: &Path) -> String {
    let xml = r#"<metadata packages="1"><package type="rpm"><name>glibc</name><arch>x86_64</arch>
<version epoch="0" ver="2.34" rel="1"/><format><provides>
<entry name="libc.so.6()(64bit)"/><entry name="libc.so.6(GLIBC_2.34)(64bit)"/><entry name="rtld(GNU_HASH)"/>
<entry name="libc.so.6(GLIBC_2.2.5)(64bit)"/><entry name="libc.so.6(GLIBC_2.7)(64bit)"/><entry name="/bin/sh"/>
</provides></format></package></metadata>"#;
    let path = directory.join("base-primary.xml");
    fs::write(&path, xml).expect("writable");
    path.display().to_string()
}

#[test]
fn a_vendored_directory_answers_the_same() {
    let work = tempfile::tempdir().expect("a directory");
    let base = base(work.path());
    let vendored = work.path().join("vendored").display().to_string();
    let fetched = run("fetch", DEMO, &["--base", &base, "-o", &vendored, "hello"]);
    let report = json_of(&fetched);
    assert_eq!(fetched.status.code(), Some(0), "{report}");
    assert_eq!((&report["schema"], &report["status"]), (&json!(1), &json!("fetched")));
    assert_eq!(report["output"], json!(vendored));
    let packages = report["packages"].as_array().expect("a list");
    let expected = run("resolve", DEMO, &["--base", &base, "hello"]);
    let answer = run("resolve", &vendored, &["--base", &base, "hello"]);
    let (expected, answer) = (json_of(&expected), json_of(&answer));
    assert_eq!(answer["status"], "solved");
    assert_eq!(answer["packages"], expected["packages"]);
    for (package, resolved) in packages.iter().zip(expected["packages"].as_array().expect("a list")) {
        assert_eq!(package["nevra"], resolved["nevra"]);
        assert_eq!(
            (&package["checksum"], &package["size"]),
            (&resolved["checksum"], &resolved["size_download"])
        );
        assert_eq!((&package["path"], &package["key"]), (&resolved["location"], &Value::Null));
    }
    let sizes = packages.iter().map(|package| package["size"].as_u64().expect("a number"));
    assert_eq!(report["bytes"], json!(sizes.sum::<u64>()));
    let layer = |repository: &str, name: &str| {
        let output = work.path().join(name);
        let built = run("layer", repository, &["-o", &output.display().to_string(), "hello"]);
        assert_eq!(built.status.code(), Some(0), "{}", String::from_utf8_lossy(&built.stderr));
        fs::read(output).expect("it was written")
    };
    assert!(layer(DEMO, "from-demo.zip") == layer(&vendored, "from-vendored.zip"));
    // What was vendored can be vendored again, in its own place too.
    let repomd = || fs::read(Path::new(&vendored).join("repodata/repomd.xml")).expect("it is there");
    let before = repomd();
    let again = run("fetch", &vendored, &["--base", &base, "-o", &vendored, "hello"]);
    assert_eq!(json_of(&again), report);
    assert_eq!(repomd(), before);
}

#[test]
fn what_cannot_be_is_said() {
    let work = tempfile::tempdir().expect("a directory");
    let vendored = work.path().join("vendored").display().to_string();
    let refused = run("fetch", DEMO, &["-o", &vendored, "hello-broken"]);
    assert_eq!((refused.status.code(), &json_of(&refused)["status"]), (Some(1), &json!("unsolvable")));
    assert!(!Path::new(&vendored).exists());
    let base = base(work.path());
    let occupied = run("fetch", DEMO, &["--base", &base, "-o", &work.path().display().to_string(), "hello"]);
    assert_eq!((occupied.status.code(), &json_of(&occupied)["code"]), (Some(3), &json!("occupied")));
}
