//! `rpmsolve runtimes`, `rpmsolve profile`, and profiles of one's own: exit status, JSON, files.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rpmsolve")).args(arguments).output().expect("the command runs")
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let output = run(&[arguments, &["--json"]].concat());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(text.lines().count(), 1, "one document on one line: {text}");
    (output.status.code().expect("an exit status"), serde_json::from_str(&text).expect("JSON"))
}

fn layer(zip: &Path, runtime: &[&str], spec: &str) -> (i32, Value) {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo");
    let (repository, zip) = (format!("demo={}", demo.display()), zip.display().to_string());
    let common = ["layer", "--arch", "x86_64", "--repo", &repository, "-o", &zip];
    json(&[&common[..], runtime, &[spec]].concat())
}

#[test]
fn runtimes() {
    let (status, listed) = json(&["runtimes"]);
    assert_eq!((status, &listed["schema"], &listed["status"]), (0, &1.into(), &"ok".into()));
    let runtimes = listed["runtimes"].as_array().expect("a list");
    assert_eq!(runtimes.len(), 22);
    let python = runtimes.iter().find(|it| it["name"] == "python3.11").expect("it is known");
    assert_eq!((&python["system"], &python["status"]), (&"Amazon Linux 2".into(), &"ending".into()));
    assert_eq!(python["language"], "python3.11");
    let directories = &python["layer_directories"];
    assert_eq!(
        *directories,
        serde_json::json!(["bin", "lib", "python", "python/lib/python3.11/site-packages"])
    );
    let [wide, arm] = &python["architectures"].as_array().expect("a list")[..] else { panic!("{python}") };
    assert_eq!((&wide["arch"], &arm["arch"]), (&"x86_64".into(), &"aarch64".into()));
    assert_eq!((&wide["glibc"], &wide["packages"]), (&"2.26".into(), &44.into()));
    assert!(wide["libraries"].as_u64() > Some(100) && wide["symbol_versions"].as_u64() > Some(10), "{wide}");
    let output = run(&["runtimes"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.starts_with("RUNTIME ") && text.contains("\nnodejs24.x "), "{text}");
}

#[test]
fn a_profile_of_ones_own() {
    let directory = tempfile::tempdir().expect("a directory");
    let zip = directory.path().join("out.zip");
    let file = directory.path().join("mine.txt");
    let text = "runtime mine\narch x86_64 aarch64\ninherits nodejs22.x\npackage libgreet-9-1.x86_64\n";
    std::fs::write(&file, text).expect("writable");
    let (path, place) = (file.display().to_string(), directory.path().display().to_string());
    let (status, refused) = layer(&zip, &["--runtime", &path], "hello-broken");
    assert_eq!((status, &refused["status"]), (1, &"unsolvable".into()), "nothing has libnowhere.so.7");
    std::fs::write(&file, format!("{text}soname libnowhere.so.7\n")).expect("writable");
    let (status, built) = layer(&zip, &["--runtime", &path], "hello-broken");
    assert_eq!((status, &built["runtime"]), (0, &"mine".into()), "{built}");
    let (status, _) = layer(&zip, &["--profiles", &place, "--runtime", "mine"], "hello-broken");
    assert_eq!(status, 0);
    let (status, error) = layer(&zip, &["--runtime", "mine"], "hello-broken");
    assert_eq!((status, &error["code"]), (3, &"unknown-runtime".into()));

    // Nothing but sonames: no packages, no paths.
    let bare = directory.path().join("bare.txt");
    std::fs::write(&bare, "runtime bare\narch x86_64\nsoname libc.so.6\n").expect("writable");
    let (status, built) = layer(&zip, &["--runtime", &bare.display().to_string()], "hello");
    assert_eq!((status, built["packages"].as_array().map(Vec::len)), (0, Some(2)), "{built}");
    let narrow = "runtime bare\narch x86_64\nsoname-32bit libc.so.6\n";
    std::fs::write(&bare, narrow).expect("writable");
    let (status, _) = layer(&zip, &["--runtime", &bare.display().to_string()], "hello");
    assert_eq!(status, 1, "a 64-bit program cannot use a 32-bit library");

    std::fs::write(&bare, "runtime bare\narch x86_64\nsoname libc\n").expect("writable");
    let (status, error) = layer(&zip, &["--runtime", &bare.display().to_string()], "hello");
    assert_eq!((status, &error["code"]), (3, &"bad-profile".into()));
    let message = error["message"].as_str().expect("a message");
    assert!(message.contains("bare.txt, line 3: libc: not a soname"), "{message}");
}

#[test]
fn make_and_show() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path().join("image");
    std::fs::create_dir_all(root.join("usr/bin")).expect("writable");
    std::fs::write(root.join("usr/bin/tool"), "").expect("writable");
    let (place, file) = (root.display().to_string(), directory.path().join("image.txt"));
    let output = file.display().to_string();
    let (status, error) = json(&["profile", "make", &place, "-o", &output]);
    assert_eq!((status, &error["code"]), (2, &"unknown-architecture".into()));
    assert!(!file.exists());
    let (status, made) = json(&["profile", "make", &place, "--arch", "arm64", "-o", &output]);
    assert_eq!((status, &made["status"], &made["output"]), (0, &"made".into(), &output.as_str().into()));
    assert_eq!(
        (&made["name"], &made["arch"], &made["packages"]),
        (&"image".into(), &"aarch64".into(), &0.into())
    );
    assert_eq!(made["warnings"][0], "no packages are known: there is no rpm database");
    let (status, shown) = json(&["profile", "show", &output, "--arch", "arm64"]);
    assert_eq!(
        (status, &shown["profile"]["paths"]),
        (0, &serde_json::json!(["/usr", "/usr/bin", "/usr/bin/tool"]))
    );
    let text = run(&["profile", "show", &output, "--arch", "aarch64"]).stdout;
    assert_eq!(text, std::fs::read(&file).expect("written"));
    let (_, made) = json(&["profile", "make", &place, "--arch", "aarch64"]);
    assert_eq!(made["text"].as_str().map(str::as_bytes), Some(&text[..]));
    let (status, shown) = json(&["profile", "show", "ruby3.4", "--arch", "x86_64"]);
    assert_eq!((status, &shown["profile"]["language"]), (0, &"ruby3.4".into()));
    assert_eq!(shown["profile"]["libraries"]["libgcrypt.so.20"]["image_only"], true);
    let (status, error) = json(&["profile", "make", "/nonexistent/place", "--name", "x"]);
    assert_eq!((status, &error["code"]), (3, &"unreadable".into()));
}
