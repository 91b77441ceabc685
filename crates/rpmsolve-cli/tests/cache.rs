//! The cache of a process that is killed while it writes is good, or there is none, and the next one cleans up.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn rpmsolve(cache: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
    command.args(["resolve", "hello", "--json", "--arch", "x86_64", "--repo", demo]);
    command.env("RPMSOLVE_CACHE_DIR", cache);
    command
}

fn answer(output: Output) -> String {
    String::from_utf8(output.stdout).expect("JSON is text")
}

#[test]
fn killed_at_any_moment() {
    let cache = tempfile::tempdir().expect("a directory");
    let expected = answer(rpmsolve(cache.path()).output().expect("it runs"));
    assert!(expected.contains("\"hello\""), "{expected}");
    for number in 0..60u64 {
        fs::read_dir(cache.path()).expect("it is there").for_each(|entry| {
            let path = entry.expect("readable").path();
            // Every other time there is none yet.
            if number % 2 == 0 && path.extension().is_some_and(|it| it == "pool") {
                fs::remove_file(path).expect("removable");
            }
        });
        let mut killed = rpmsolve(cache.path()).stdout(Stdio::null()).spawn().expect("it runs");
        std::thread::sleep(Duration::from_micros(number * 350));
        killed.kill().expect("it is ours");
        killed.wait().expect("it is ours");
        assert_eq!(answer(rpmsolve(cache.path()).output().expect("it runs")), expected);
    }
    fs::remove_dir_all(cache.path()).expect("removable");
    assert_eq!(answer(rpmsolve(cache.path()).output().expect("it runs")), expected);
    let names: Vec<_> =
        fs::read_dir(cache.path()).expect("it is there").map(|it| it.expect("readable")).collect();
    assert_eq!(names.len(), 1, "{names:?}");
}
