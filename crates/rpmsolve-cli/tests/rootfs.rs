//! The command on top of a root file system: what its rpm database has is installed already.

#[path = "../../rpmsolve-repo/tests/common/installed.rs"]
mod installed;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo")
}

/// A root file system in which these packages of the demonstration are installed.
fn root_with(packages: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a directory");
    let directory = root.path().join("usr/lib/sysimage/rpm");
    fs::create_dir_all(&directory).expect("a directory");
    let read = |name: &&str| fs::read(demo().join("Packages").join(name)).expect("it is there");
    let packages: Vec<Vec<u8>> = packages.iter().map(read).collect();
    let headers: Vec<&[u8]> = packages.iter().map(|package| installed::header_of(package)).collect();
    fs::write(directory.join("Packages.db"), installed::ndb(&headers)).expect("writable");
    root
}

/// What the demonstration needs of other repositories.
const GLIBC: &str = r#"<metadata packages="1"><package type="rpm"><name>glibc</name><arch>x86_64</arch>
<version epoch="0" ver="2.34" rel="1"/><format><provides>
<entry name="libc.so.6()(64bit)"/><entry name="libc.so.6(GLIBC_2.34)(64bit)"/><entry name="rtld(GNU_HASH)"/>
<entry name="libc.so.6(GLIBC_2.2.5)(64bit)"/><entry name="libc.so.6(GLIBC_2.7)(64bit)"/><entry name="/bin/sh"/>
</provides></format></package></metadata>"#;

fn resolve(root: &Path, specs: &[&str]) -> (i32, Value) {
    let directory = tempfile::tempdir().expect("a directory");
    let glibc = directory.path().join("primary.xml");
    fs::write(&glibc, GLIBC).expect("writable");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
    command.args(["resolve", "--json", "--arch", "x86_64", "--repo"]).arg(demo());
    command.arg("--base").arg(root).arg("--base").arg(&glibc).args(specs);
    let output = command.output().expect("the command runs");
    let answer = serde_json::from_slice(&output.stdout).expect("JSON");
    (output.status.code().expect("an exit status"), answer)
}

fn nevras(answer: &Value) -> Vec<&str> {
    let packages = answer["packages"].as_array().expect("a list").iter();
    packages.map(|package| package["nevra"].as_str().expect("a text")).collect()
}

#[test]
fn what_is_installed_is_not_installed_again() {
    let root = root_with(&["libgreet-1.1-1.x86_64.rpm"]);
    let (status, answer) = resolve(root.path(), &["hello"]);
    assert_eq!(status, 0, "{answer}");
    assert_eq!(nevras(&answer), ["hello-0:2.0-1.x86_64", "hello-script-0:1.0-1.noarch"]);
    assert!(answer["changes"].is_null(), "{answer}");
}

#[test]
fn what_is_installed_is_upgraded() {
    let root = root_with(&["libgreet-1.0-1.x86_64.rpm"]);
    let (status, answer) = resolve(root.path(), &["hello"]);
    assert_eq!(status, 0, "{answer}");
    let upgrade = serde_json::json!([
        {"action": "upgrade", "from": "libgreet-0:1.0-1.x86_64", "to": "libgreet-0:1.1-1.x86_64"}
    ]);
    assert_eq!(answer["changes"], upgrade);
}

#[test]
fn a_damaged_database_is_bad_input() {
    let root = root_with(&["libgreet-1.1-1.x86_64.rpm"]);
    let path = root.path().join("usr/lib/sysimage/rpm/Packages.db");
    let mut bytes = fs::read(&path).expect("it was written");
    bytes[5000] ^= 1;
    fs::write(&path, bytes).expect("writable");
    let (status, error) = resolve(root.path(), &["hello"]);
    assert_eq!((status, &error["code"]), (3, &"rpmdb".into()));
    let message = error["message"].as_str().expect("a text");
    assert!(
        message.contains("Packages.db: at byte ") && message.contains("a blob's checksum is wrong"),
        "{message}"
    );
}
