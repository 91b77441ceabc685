//! The command's contract: exit status, JSON, what is on which stream, on the demonstration repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo")
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
    command.env_remove("SOURCE_DATE_EPOCH").args(arguments).output().expect("the command runs")
}

/// Runs a verb on the demonstration repository and reads the JSON.
fn json(verb: &str, arguments: &[&str]) -> (i32, Value) {
    let repository = format!("demo={}", demo().display());
    let common = [verb, "--json", "--arch", "x86_64", "--repo", &repository];
    let output = run(&[&common[..], arguments].concat());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(text.lines().count(), 1, "one document on one line: {text}");
    (output.status.code().expect("an exit status"), serde_json::from_str(&text).expect("JSON"))
}

#[test]
fn solved() {
    let base = tempfile::tempdir().expect("a directory");
    let (status, answer) = json("resolve", &["--base", &place_of_base(base.path()), "--timings", "hello"]);
    assert_eq!(status, 0);
    assert_eq!((&answer["schema"], &answer["status"]), (&1.into(), &"solved".into()));
    let packages = answer["packages"].as_array().expect("a list");
    let nevras: Vec<_> = packages.iter().map(|package| package["nevra"].as_str().expect("a text")).collect();
    assert_eq!(nevras, ["hello-0:2.0-1.x86_64", "hello-script-0:1.0-1.noarch", "libgreet-0:1.1-1.x86_64"]);
    let reasons: Vec<_> =
        packages.iter().map(|package| package["reason"].as_str().expect("a text")).collect();
    assert_eq!(reasons, ["requested", "weak", "dependency"]);
    let libgreet = &packages[2];
    assert_eq!(libgreet["repo"], "demo");
    assert_eq!(libgreet["epoch"], 0);
    assert_eq!(libgreet["location"], "Packages/libgreet-1.1-1.x86_64.rpm");
    assert!(libgreet["checksum"].as_str().expect("a text").starts_with("sha256:"));
    assert_eq!(libgreet["required_by"], serde_json::json!(["hello-0:2.0-1.x86_64"]));
    let sum =
        |key: &str| packages.iter().map(|package| package[key].as_u64().expect("a number")).sum::<u64>();
    assert_eq!(answer["installed_size"], sum("size_installed"));
    assert_eq!(answer["download_size"], sum("size_download"));
    for key in ["load", "index", "solve", "total"] {
        assert!(answer["timings_ms"][key].is_number(), "{key}");
    }
}

const BASE: &str = r#"<metadata packages="1"><package type="rpm"><name>glibc</name><arch>x86_64</arch>
<version epoch="0" ver="2.34" rel="1"/><format><provides>
<entry name="libc.so.6()(64bit)"/><entry name="libc.so.6(GLIBC_2.34)(64bit)"/><entry name="rtld(GNU_HASH)"/>
<entry name="libc.so.6(GLIBC_2.2.5)(64bit)"/><entry name="libc.so.6(GLIBC_2.7)(64bit)"/><entry name="/bin/sh"/>
</provides></format></package></metadata>"#;

#[test]
fn unsolvable() {
    let (status, answer) = json("resolve", &["hello-broken"]);
    assert_eq!(status, 1);
    assert_eq!(answer["status"], "unsolvable");
    let problem = &answer["problems"][0];
    assert_eq!(problem["rule"], "none-installable");
    assert_eq!(problem["children"][0]["rule"], "nothing-provides");
    assert_eq!(problem["children"][0]["package"], "hello-broken-0:1.0-1.noarch");
    assert!(answer["hints"].is_array());
    let (status, answer) = json("resolve", &["no-such-package"]);
    assert_eq!(
        (status, &answer["problems"][0]["message"]),
        (1, &"nothing provides requested no-such-package".into())
    );
}

#[test]
fn smallest() {
    let directory = tempfile::tempdir().expect("a directory");
    let primary = directory.path().join("primary.xml");
    std::fs::write(&primary, CHOICE).expect("writable");
    let place = primary.display().to_string();
    let resolve = |arguments: &[&str]| json("resolve", &[&["--repo", &place, "app"], arguments].concat());
    let names = |answer: &Value| {
        let packages = answer["packages"].as_array().expect("a list").iter();
        packages.map(|package| package["name"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    let (status, answer) = resolve(&["--no-weak"]);
    assert_eq!((status, names(&answer)), (0, vec!["app".to_owned(), "data-full".to_owned()]));
    assert!(answer["objective"].is_null(), "nobody asked");
    let (status, answer) = resolve(&["--objective", "smallest"]);
    assert_eq!((status, names(&answer)), (0, vec!["app".to_owned(), "data-minimal".to_owned()]));
    assert_eq!(answer["objective"], serde_json::json!({"bytes": 1100, "lower_bound": 1100, "optimal": true}));
    assert_eq!(answer["installed_size"], 1100);
    let (_, answer) = resolve(&["--objective", "smallest", "--time-limit", "0"]);
    assert_eq!(names(&answer), ["app", "data-full"], "the default answer is the first that is known");
    assert_eq!(
        answer["objective"],
        serde_json::json!({"bytes": 51000, "lower_bound": 1000, "optimal": false})
    );
    let (status, error) = resolve(&["--objective", "smallest", "--weak"]);
    assert_eq!((status, &error["code"]), (2, &"usage".into()));
    let (status, error) = resolve(&["--time-limit", "1"]);
    assert_eq!((status, &error["code"]), (2, &"usage".into()));
    let (status, error) = resolve(&["--objective", "smallest", "--time-limit", "-1"]);
    assert_eq!((status, &error["code"]), (2, &"usage".into()));
    let printed = run(&["resolve", "--arch", "x86_64", "--repo", &place, "--objective", "smallest", "app"]);
    let printed = String::from_utf8(printed.stdout).expect("UTF-8");
    let last = printed.lines().last().expect("a line");
    assert_eq!(last, "48.73 KiB less than the default without weak dependencies; no answer is smaller");
}

/// Two ways to get what app needs; dnf takes the first in the alphabet.
const CHOICE: &str = r#"<metadata packages="4">
<package type="rpm"><name>app</name><arch>noarch</arch><version epoch="0" ver="1" rel="1"/>
<size package="1" installed="1000" archive="1"/><format><rpm:requires><rpm:entry name="data"/></rpm:requires>
<rpm:recommends><rpm:entry name="extra"/></rpm:recommends></format></package>
<package type="rpm"><name>data-full</name><arch>noarch</arch><version epoch="0" ver="1" rel="1"/>
<size package="1" installed="50000" archive="1"/><format><rpm:provides><rpm:entry name="data"/></rpm:provides></format></package>
<package type="rpm"><name>data-minimal</name><arch>noarch</arch><version epoch="0" ver="1" rel="1"/>
<size package="1" installed="100" archive="1"/><format><rpm:provides><rpm:entry name="data"/></rpm:provides></format></package>
<package type="rpm"><name>extra</name><arch>noarch</arch><version epoch="0" ver="1" rel="1"/>
<size package="1" installed="7" archive="1"/><format></format></package></metadata>"#;

#[test]
fn errors() {
    let (status, error) = json("resolve", &["@group"]);
    assert_eq!((status, &error["status"], &error["code"]), (2, &"error".into(), &"unknown-group".into()));
    assert!(error["message"].is_string() && error["context"].is_object());
    let (status, error) = json("resolve", &["--repo", "/nonexistent/repository", "hello"]);
    assert_eq!((status, &error["code"]), (3, &"unreadable".into()));
    let nobody = ["--repo", "https://127.0.0.1:1/", "--setopt", "retries=1", "hello"];
    let (status, error) = json("resolve", &nobody);
    assert_eq!((status, &error["code"]), (4, &"network-unreachable".into()));
    let (status, error) =
        json("resolve", &["--repo", "al2023", "--offline", "--cache", "/nonexistent", "hello"]);
    assert_eq!((status, &error["code"]), (4, &"offline".into()));
    let (status, error) = json("resolve", &["--priority", "nosuch=1", "hello"]);
    assert_eq!((status, &error["code"]), (2, &"unknown-repository".into()));
    let (status, error) = json("resolve", &["(hello if libgreet)"]);
    assert_eq!((status, &error["code"]), (2, &"formula-spec".into()));
    let (status, error) = json("resolve", &["--no-such-option", "hello"]);
    assert_eq!((status, &error["code"]), (2, &"usage".into()));
}

#[test]
fn check() {
    let (status, answer) = json("check", &["--jobs", "2"]);
    assert_eq!((status, &answer["schema"], &answer["status"]), (1, &1.into(), &"broken".into()));
    let broken = answer["broken"].as_array().expect("a list");
    let nevras: Vec<_> = broken.iter().map(|it| it["nevra"].as_str().expect("a text")).collect();
    assert!(nevras.contains(&"hello-broken-0:1.0-1.noarch") && nevras.is_sorted(), "{nevras:?}");
    let found = broken.iter().find(|it| it["nevra"] == "hello-broken-0:1.0-1.noarch").expect("it is there");
    assert_eq!(found["repo"], "demo");
    assert_eq!(found["problems"][0]["children"][0]["rule"], "nothing-provides");
    for jobs in ["1", "7"] {
        assert_eq!(json("check", &["--jobs", jobs]), (status, answer.clone()), "{jobs} jobs");
    }

    // On top of a C library only what is broken by itself is left.
    let directory = tempfile::tempdir().expect("a directory");
    let base = directory.path().join("primary.xml");
    std::fs::write(&base, BASE).expect("writable");
    let base = base.display().to_string();
    let (status, answer) = json("check", &["--base", &base]);
    assert_eq!((status, answer["broken"].as_array().expect("a list").len()), (1, 1), "{answer}");
    let packages = answer["packages"].as_u64().expect("a number");
    let (_, answer) = json("check", &["--base", &base, "--newest"]);
    assert_eq!(answer["packages"], packages - 2, "of hello and libgreet there are two versions");
    let (status, answer) = json("check", &["--base", &base, "--exclude", "hello-broken"]);
    assert_eq!((status, &answer["status"]), (0, &"ok".into()));
    assert_eq!(answer["broken"], serde_json::json!([]));

    let place = format!("demo={}", demo().display());
    let output = run(&["check", "--arch", "x86_64", "--repo", &place, "--base", &base]);
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(1), ""));
    let expected = format!(
        "hello-broken-0:1.0-1.noarch from demo cannot be installed:\n  \
         nothing that provides requested hello-broken-1.0-1.noarch can be installed\n    \
         nothing provides libgreet >= 9 needed by hello-broken-1.0-1.noarch from demo\n    \
         nothing provides libnowhere.so.7()(64bit) needed by hello-broken-1.0-1.noarch from demo\n\
         {packages} packages checked, 1 cannot be installed\n"
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    let (status, error) = json("check", &["--jobs", "0"]);
    assert_eq!((status, &error["code"]), (2, &"usage".into()));
}

#[test]
fn layer() {
    let directory = tempfile::tempdir().expect("a directory");
    let zip = directory.path().join("hello.zip");
    let (status, built) = json("layer", &["-o", &zip.display().to_string(), "hello"]);
    assert_eq!((status, &built["status"]), (0, &"built".into()));
    assert_eq!(built["runtime"], "provided.al2023");
    assert_eq!(built["packages"].as_array().expect("a list").len(), 2);
    assert_eq!(std::fs::metadata(&zip).expect("written").len(), built["archive_bytes"]);
    // A layer that cannot be is not written, and nothing is left of the attempt.
    let rival = directory.path().join("rival.zip");
    let (status, error) = json("layer", &["-o", &rival.display().to_string(), "hello", "hello-rival"]);
    assert_eq!((status, &error["code"]), (1, &"file-conflict".into()));
    let (status, error) = json("layer", &["-o", &rival.display().to_string(), "--limit", "1000", "hello"]);
    assert_eq!((status, &error["code"]), (1, &"over-budget".into()));
    let (status, answer) =
        json("layer", &["-o", &rival.display().to_string(), "--runtime", "provided.al2", "hello"]);
    assert_eq!((status, &answer["status"]), (1, &"unsolvable".into()), "its C library is older");
    let left: Vec<_> =
        std::fs::read_dir(directory.path()).expect("readable").flatten().map(|it| it.file_name()).collect();
    assert_eq!(left, ["hello.zip"]);
}

#[test]
fn queries() {
    let (status, found) = json("search", &["greet"]);
    assert_eq!((status, &found["status"]), (0, &"ok".into()));
    assert_eq!(found["packages"][0]["name"], "libgreet");
    let (_, found) = json("provides", &["hello-script"]);
    assert_eq!(found["packages"][0]["nevra"], "hello-script-0:1.0-1.noarch");
    let (_, found) = json("provides", &["/usr/share/hello/banner.txt"]);
    assert_eq!(found["packages"].as_array().expect("a list").len(), 2, "from the file lists");
    let (_, found) = json("info", &["libgreet-1.0"]);
    assert_eq!(found["packages"][0]["source_rpm"], "libgreet-1.0-1.src.rpm");
    let (_, found) = json("list", &["hello*"]);
    assert!(found["packages"].as_array().unwrap().len() > 1, "{found}");
    let (status, found) = json("provides", &["--runtime", "provided.al2023", "libssl.so.3", "libgreet.so.1"]);
    assert_eq!((status, &found["runtime"]), (0, &"provided.al2023".into()));
    assert_eq!(found["in_runtime"][0]["name"], "/usr/lib64/libssl.so.3");
    assert_eq!(found["in_runtime"].as_array().unwrap().len(), 1, "{found}");
    let (status, found) = json("search", &["no-such-thing"]);
    assert_eq!((status, &found["status"]), (1, &"none".into()));
}

#[test]
fn testcases() {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/scenarios/arch/inferior.txt");
    let text = std::fs::read_to_string(scenario).expect("readable");
    let question = text.split("--- answer").next().expect("a question");
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("case.t");
    let result = "result transaction,problems <inline>\n#>install wrong-1-1.noarch@r\n";
    std::fs::write(&file, format!("{question}{result}")).expect("writable");
    let place = file.display().to_string();
    let output = run(&["testcase", "--check", &place]);
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(printed, format!("{place}#1 unsupported\n{place}#2 differs\n"));
}

/// A repository with two streams of a module beside a package that belongs to none, and a group.
fn modular(directory: &Path) -> String {
    let repodata = directory.join("repodata");
    std::fs::create_dir(&repodata).expect("writable");
    let package = |version: &str| {
        format!(
            "<package><name>node</name><arch>noarch</arch><version ver=\"{version}\" rel=\"1\"/><format/></package>"
        )
    };
    let build = |stream: &str| {
        format!(
            "---\ndocument: modulemd\nversion: 2\ndata: {{name: node, stream: {stream}, version: 1,\n  \
             profiles: {{default: {{rpms: [node]}}}}, artifacts: {{rpms: ['node-0:{stream}-1.noarch']}}}}\n"
        )
    };
    let primary: String = ["16", "18", "22"].map(package).concat();
    let list = ["primary.xml", "modules.yaml", "comps.xml"].map(|file| {
        let kind = if file == "comps.xml" { "group" } else { file.split('.').next().expect("a name") };
        format!("<data type=\"{kind}\"><location href=\"repodata/{file}\"/></data>")
    });
    for (file, text) in [
        ("primary.xml", format!("<metadata>{primary}</metadata>")),
        ("modules.yaml", ["18", "22"].map(build).concat()),
        ("comps.xml", GROUP.to_owned()),
        ("repomd.xml", format!("<repomd>{}</repomd>", list.concat())),
    ] {
        std::fs::write(repodata.join(file), text).expect("writable");
    }
    directory.display().to_string()
}

const GROUP: &str = r#"<comps><group><id>runtimes</id><name>Runtimes</name><packagelist>
<packagereq type="mandatory">node</packagereq><packagereq type="mandatory">gone</packagereq>
</packagelist></group></comps>"#;

#[test]
fn modules_and_groups() {
    let directory = tempfile::tempdir().expect("a directory");
    let place = modular(directory.path());
    let ask = |arguments: &[&str]| json("resolve", &[&["--repo", &place][..], arguments].concat());
    let version = |arguments: &[&str]| {
        let (status, answer) = ask(arguments);
        assert_eq!(status, 0, "{answer}");
        answer["packages"][0]["version"].as_str().expect("a text").to_owned()
    };
    assert_eq!(version(&["node"]), "16");
    assert_eq!(version(&["--module", "node:22", "node"]), "22");
    assert_eq!(version(&["--module", "node:18", "@runtimes"]), "18");
    assert_eq!(version(&["@node:22/default"]), "22");
    assert_eq!(version(&["--includepkgs", "n*", "@Runtimes"]), "16");
    let refused = |arguments: &[&str]| {
        let (status, error) = ask(arguments);
        (status, error["code"].as_str().expect("a text").to_owned())
    };
    assert_eq!(refused(&["--module", "node:20", "node"]), (2, "unknown-stream".to_owned()));
    assert_eq!(refused(&["--module", "nod:18", "node"]), (2, "unknown-module".to_owned()));
    assert_eq!(
        refused(&["--module", "node:18", "--module", "node:22", "node"]),
        (2, "two-streams".to_owned())
    );
    assert_eq!(refused(&["--module", ":", "node"]), (2, "module-spec".to_owned()));
    assert_eq!(refused(&["@node"]), (2, "no-stream".to_owned()));
    assert_eq!(refused(&["@runtime"]), (2, "unknown-group".to_owned()));
    let (status, answer) = ask(&["node-22"]);
    assert_eq!((status, &answer["problems"][0]["children"][0]["rule"]), (1, &"modular".into()));
    // What of a group is nowhere is a warning, not a refusal.
    let output = run(&["resolve", "--arch", "x86_64", "--repo", &place, "@runtimes"]);
    let warnings = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(warnings.contains("warning: there is no package \"gone\", which @runtimes has"), "{warnings}");
    std::fs::write(directory.path().join("repodata/modules.yaml"), "a: &a [x]\nb: *a\n").expect("writable");
    assert_eq!(refused(&["node"]), (3, "yaml".to_owned()));
    std::fs::remove_file(directory.path().join("repodata/modules.yaml")).expect("removable");
    let output = run(&["resolve", "--arch", "x86_64", "--repo", &place, "node"]);
    let warnings = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        warnings.contains("modules.yaml: not there; packages of all module streams can be chosen"),
        "{warnings}"
    );
}

/// A place that provides what the demonstration packages need of glibc.
fn place_of_base(directory: &Path) -> String {
    let primary = directory.join("primary.xml");
    std::fs::write(&primary, BASE).expect("writable");
    primary.display().to_string()
}

/// Runs a verb on the demonstration repository; the exit status, and both streams.
fn text(verb: &str, arguments: &[&str]) -> (i32, String, String) {
    let repository = format!("demo={}", demo().display());
    let output = run(&[&[verb, "--arch", "x86_64", "--repo", &repository], arguments].concat());
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit status"), text(output.stdout), text(output.stderr))
}

#[test]
fn why() {
    let directory = tempfile::tempdir().expect("a directory");
    let base = place_of_base(directory.path());
    let ask = |arguments: &[&str]| json("why", &[arguments, &["--base", &base]].concat());
    let hello = serde_json::json!({"nevra": "hello-0:2.0-1.x86_64", "repo": "demo", "for": "hello", "kind": "requested"});
    let (status, answer) = ask(&["libgreet", "--for", "hello"]);
    assert_eq!(status, 0);
    let libgreet = serde_json::json!({"nevra": "libgreet-0:1.1-1.x86_64", "repo": "demo", "for": "libgreet >= 1.1",
        "kind": "requires"});
    assert_eq!(
        answer,
        serde_json::json!({"schema": 1, "status": "found", "what": "libgreet", "chains": [[hello, libgreet]],
            "truncated": false})
    );
    // A NEVRA, a capability, a path that only the file lists have: the same package.
    for what in ["libgreet-0:1.1-1.x86_64", "libgreet.so.1()(64bit)", "/usr/lib64/libgreet.so.1"] {
        let (status, other) = ask(&[what, "--for", "hello"]);
        assert_eq!((status, &other["chains"]), (0, &answer["chains"]), "{what}");
    }
    let (status, weak) = ask(&["hello-script", "--for", "hello"]);
    assert_eq!((status, &weak["chains"][0][1]["kind"]), (0, &"recommends".into()));
    let (status, absent) = ask(&["hello-script", "--for", "hello", "--no-weak"]);
    assert_eq!(status, 1);
    assert_eq!(
        absent,
        serde_json::json!({"schema": 1, "status": "absent", "what": "hello-script", "chains": [], "truncated": false})
    );
    let (status, end) = ask(&["glibc", "--for", "hello", "libgreet", "--chains", "1"]);
    assert_eq!((status, &end["truncated"]), (0, &true.into()));
    assert_eq!(end["chains"][0][1]["repo"], "base");
}

#[test]
fn tree() {
    let directory = tempfile::tempdir().expect("a directory");
    let base = place_of_base(directory.path());
    let ask = |arguments: &[&str]| json("tree", &[arguments, &["--base", &base]].concat());
    let (status, answer) = ask(&["hello"]);
    assert_eq!((status, &answer["schema"], &answer["status"]), (0, &1.into(), &"solved".into()));
    let root = &answer["roots"][0];
    assert_eq!((&root["nevra"], &root["kind"]), (&"hello-0:2.0-1.x86_64".into(), &"requested".into()));
    let children = root["children"].as_array().expect("a list");
    let nevras: Vec<&str> = children.iter().map(|child| child["nevra"].as_str().expect("a text")).collect();
    assert_eq!(nevras, ["glibc-0:2.34-1.x86_64", "hello-script-0:1.0-1.noarch", "libgreet-0:1.1-1.x86_64"]);
    assert_eq!(children[2]["children"][0]["repeated"], true, "{answer}");
    let (_, flat) = ask(&["--depth", "0", "hello"]);
    assert_eq!(
        (&flat["roots"][0]["hidden"], &flat["roots"][0]["children"]),
        (&3.into(), &serde_json::json!([]))
    );
    let (status, inverted) = ask(&["--invert", "glibc", "--no-weak", "hello"]);
    assert_eq!((status, &inverted["roots"][0]["nevra"]), (0, &"glibc-0:2.34-1.x86_64".into()));
    assert_eq!(inverted["roots"][0]["children"][0]["requested"], "hello");
    let (status, absent) = ask(&["--invert", "perl", "hello"]);
    assert_eq!((status, absent), (1, serde_json::json!({"schema": 1, "status": "absent", "roots": []})));
}

#[test]
fn text_for_people() {
    let options = ["--no-weak", "--disablerepo", "demo"];
    let (status, printed, _) = text("tree", &[&options[..], &["libgreet"]].concat());
    assert_eq!((status, printed.as_str()), (1, ""), "refusals are on standard error");
    let directory = tempfile::tempdir().expect("a directory");
    let base = place_of_base(directory.path());
    let (status, printed, _) = text("tree", &["--base", &base, "--no-weak", "hello"]);
    assert_eq!(status, 0);
    assert!(printed.starts_with("hello-2.0-1.x86_64  requested as hello\n├── glibc-2.34-1.x86_64  for "));
    assert!(printed.contains("\n└── libgreet-1.1-1.x86_64  for libgreet >= 1.1\n    └── glibc"), "{printed}");
    let (status, printed, _) = text("why", &["libgreet", "--base", &base, "--for", "hello"]);
    assert_eq!(
        (status, printed.as_str()),
        (
            0,
            "hello-2.0-1.x86_64  requested as hello\n\
             └── libgreet-1.1-1.x86_64  for libgreet >= 1.1\n"
        )
    );
    let (status, _, told) = text("why", &["perl", "--base", &base, "--for", "hello"]);
    assert_eq!(status, 1);
    assert!(told.contains("hello needs nothing that is or provides perl"), "{told}");
    for arguments in [&["libgreet", "--for", "hello"][..], &["hello"]] {
        let verb = if arguments.len() > 1 { "why" } else { "tree" };
        let (status, dot, _) = text(verb, &[arguments, &["--base", &base, "--dot"]].concat());
        assert_eq!(status, 0);
        assert!(dot.starts_with("digraph rpmsolve {\n") && dot.ends_with("}\n"), "{dot}");
        assert!(dot.contains("[label=\"libgreet >= 1.1\"]"), "{dot}");
    }
}

/// What cannot be solved is refused as `resolve` refuses it; what cannot be read is an error.
#[test]
fn refusals_and_errors() {
    let (_, refused) = json("resolve", &["hello-broken"]);
    assert_eq!(json("why", &["glibc", "--for", "hello-broken"]), (1, refused.clone()));
    assert_eq!(json("tree", &["hello-broken"]), (1, refused));
    let code = |(status, error): (i32, Value)| (status, error["code"].as_str().expect("a code").to_owned());
    assert_eq!(code(json("why", &["libgreet", "--dot", "--for", "libgreet"])), (2, "usage".to_owned()));
    assert_eq!(code(json("tree", &["--dot", "libgreet"])), (2, "usage".to_owned()));
    assert_eq!(code(json("why", &["libgreet"])), (2, "usage".to_owned()), "for what?");
    let directory = tempfile::tempdir().expect("a directory");
    let base = place_of_base(directory.path());
    let formula = json("tree", &["--base", &base, "--invert", "(a if b)", "libgreet"]);
    assert_eq!(code(formula), (2, "formula-spec".to_owned()));
    assert_eq!(code(json("tree", &["@nothing"])), (2, "unknown-group".to_owned()));
}
