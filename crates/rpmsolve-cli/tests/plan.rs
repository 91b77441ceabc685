//! The contract of `plan`, and of budgets in `layer`: exit status and JSON, on the demonstration repository.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
    command.env_remove("SOURCE_DATE_EPOCH").args(arguments).output().expect("the command runs")
}

/// Runs a verb on the demonstration repository, for people.
fn text(verb: &str, arguments: &[&str]) -> (i32, String, String) {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo");
    let repository = format!("demo={}", demo.display());
    let output = run(&[&[verb, "--arch", "x86_64", "--repo", &repository], arguments].concat());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit status"), text(output.stdout), text(output.stderr))
}

fn answer(verb: &str, arguments: &[&str]) -> (i32, Value) {
    let (status, stdout, _) = text(verb, &[&["--json"], arguments].concat());
    assert_eq!(stdout.lines().count(), 1, "one document on one line: {stdout}");
    (status, serde_json::from_str(&stdout).expect("JSON"))
}

fn plan(arguments: &[&str]) -> (i32, Value) {
    answer("plan", arguments)
}

fn list<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    value[key].as_array().expect("a list").iter().collect()
}

#[test]
fn planned() {
    let arguments =
        ["--function", "web=hello", "--function", "mail=libgreet", "--function-bytes", "mail=1000"];
    let (status, planned) = plan(&arguments);
    assert_eq!((status, &planned["schema"], &planned["status"]), (0, &1.into(), &"planned".into()));
    assert_eq!((&planned["shared"], &planned["proved"]), (&true.into(), &true.into()));
    assert_eq!(
        (&planned["reasons"], &planned["conflicts"], &planned["runtime"]),
        (&json!([]), &json!([]), &"provided.al2023".into())
    );
    let layers = list(&planned, "layers");
    assert_eq!(layers[0]["name"], "shared");
    assert_eq!(layers[0]["packages"], json!(["libgreet-0:1.1-1.x86_64"]));
    assert_eq!(layers[0]["functions"], json!(["web", "mail"]));
    assert_eq!(layers[1]["packages"], json!(["hello-0:2.0-1.x86_64"]));
    let number = |value: &Value| value.as_u64().expect("a number");
    assert_eq!(planned["total_bytes"], layers.iter().map(|layer| number(&layer["bytes"])).sum::<u64>());
    let mail = list(&planned, "functions")[1];
    assert_eq!(
        (&mail["name"], &mail["layers"], &mail["packages"]),
        (&"mail".into(), &json!(["shared"]), &1.into())
    );
    assert_eq!(
        (&mail["own_bytes"], &mail["bytes"], &mail["waste_bytes"]),
        (&1000.into(), &layers[0]["bytes"], &0.into())
    );
    assert_eq!(mail["left_bytes"], 262_144_000 - 1000 - number(&mail["bytes"]));

    let (status, stdout, stderr) = text("plan", &arguments);
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(
        stdout.starts_with("2 layers, ") && stdout.contains("shared") && stdout.contains("mail: "),
        "{stdout}"
    );
}

#[test]
fn built() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().join("layers");
    let place = out.display().to_string();
    let functions = ["--function", "web=hello", "--function", "mail=libgreet"];
    let (status, planned) = plan(&[&functions[..], &["-o", &place]].concat());
    assert_eq!(status, 0);
    for (layer, built) in list(&planned, "layers").into_iter().zip(list(&planned, "built")) {
        assert_eq!(layer["bytes"], built["bytes"], "sizes are those of what was built");
        let zip = built["output"].as_str().expect("a path");
        assert_eq!(std::fs::metadata(zip).expect("written").len(), built["archive_bytes"]);
    }
    let web = ["shared.zip", "web.zip"].map(|name| out.join(name).display().to_string());
    let audit = |layers: &[&str]| {
        let output = run(&[&["audit", "--json", "--arch", "x86_64", "--fail-on", "never"], layers].concat());
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")
    };
    let together = audit(&[&web[0], &web[1]]);
    let single = out.join("single.zip").display().to_string();
    assert_eq!(answer("layer", &["-o", &single, "hello"]).0, 0);
    let told = |report: &Value| {
        let findings = list(report, "findings").into_iter();
        let mut told: Vec<String> =
            findings.map(|it| format!("{} {} {}", it["kind"], it["path"], it["package"])).collect();
        told.sort();
        told
    };
    assert_eq!(told(&together), told(&audit(&[&single])), "two layers are as good as one");
}

#[test]
fn unsolvable_and_impossible() {
    let (status, refused) = plan(&["--function", "a=hello", "--function", "b=hello-broken"]);
    assert_eq!((status, &refused["status"]), (1, &"unsolvable".into()));
    assert_eq!(
        refused["functions"],
        json!([{"name": "a", "solvable": true}, {"name": "b", "solvable": false}])
    );
    let problem = &refused["problems"][0];
    assert_eq!((&problem["function"], &problem["rule"]), (&"b".into(), &"none-installable".into()));
    assert!(refused["hints"].is_array());

    let (status, refused) = plan(&["--function", "a=hello,hello-rival"]);
    assert_eq!((status, &refused["status"]), (1, &"impossible".into()));
    let reason = &refused["reasons"][0];
    assert_eq!((&reason["code"], &reason["function"]), (&"file-conflict".into(), &"a".into()));
    assert_eq!(reason["path"], "bin/hello");
    assert_eq!(reason["packages"], json!(["hello-0:2.0-1.x86_64", "hello-rival-0:1.0-1.noarch"]));
    let (status, _) = plan(&["--function", "a=hello", "--function", "b=hello-rival"]);
    assert_eq!(status, 0, "they are in different functions");

    let (status, refused) = plan(&["--function", "a=hello", "--limit", "100"]);
    assert_eq!((status, &refused["status"]), (1, &"impossible".into()));
    let reason = &refused["reasons"][0];
    assert_eq!(reason["code"], "over-limit");
    assert!(reason["over_bytes"].as_u64().is_some_and(|bytes| bytes > 0));
    let road = &reason["packages"][0]["road"][0];
    assert_eq!((&road["for"], &road["kind"]), (&"hello".into(), &"requested".into()));
    let (status, stdout, stderr) = text("plan", &["--function", "a=hello", "--limit", "100"]);
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert!(stderr.starts_with("impossible: a is ") && stderr.contains("hello is asked for"), "{stderr}");
}

#[test]
fn functions_that_want_different_versions_are_solved_apart() {
    let arguments = ["--function", "old=libgreet-1.0", "--function", "new=libgreet-1.1"];
    let (status, planned) = plan(&arguments);
    assert_eq!((status, &planned["status"], &planned["shared"]), (0, &"planned".into(), &false.into()));
    let conflict = &planned["conflicts"][0];
    assert_eq!(conflict["functions"], json!(["old", "new"]));
    assert!(conflict["problems"][0]["message"].is_string());
    let layers = list(&planned, "layers");
    assert_eq!(layers.iter().map(|layer| &layer["name"]).collect::<Vec<_>>(), ["old", "new"]);
    let (_, _, stderr) = text("plan", &arguments);
    assert!(stderr.contains("old and new cannot have the same versions"), "{stderr}");
}

#[test]
fn files_and_mistakes() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("plan.json");
    let place = file.display().to_string();
    let write = |text: &str| std::fs::write(&file, text).expect("writable");
    write(r#"{"functions": {"web": {"specs": ["hello"], "bytes": 5}}, "limit": 1000000, "layers": 1}"#);
    let (status, planned) = plan(&["--file", &place]);
    assert_eq!((status, &planned["functions"][0]["own_bytes"]), (0, &5.into()));
    write(r#"{"functions": {"web": {"spec": ["hello"]}}}"#);
    let (status, error) = plan(&["--file", &place]);
    assert_eq!((status, &error["code"]), (3, &"bad-plan-file".into()));
    let (status, error) = plan(&["--file", "/nonexistent/plan.json"]);
    assert_eq!((status, &error["code"]), (3, &"unreadable".into()));
    for wrong in [
        &[][..],
        &["--function", "web"],
        &["--function", "web="],
        &["--function", "web=hello", "--function-bytes", "mail=5"],
        &["--function", "web=hello", "--layers", "0"],
        &["--function", "web=hello", "--file", &place],
    ] {
        let (status, error) = plan(wrong);
        assert_eq!((status, &error["code"]), (2, &"usage".into()), "{wrong:?}");
    }
    let (status, error) = plan(&["--function", "a/b=hello"]);
    assert_eq!((status, &error["code"]), (2, &"bad-plan".into()));
}

#[test]
fn budgets() {
    let directory = tempfile::tempdir().expect("a directory");
    let zip = |name: &str| directory.path().join(name).display().to_string();
    let layer = |name: &str, more: &[&str]| answer("layer", &[&["-o", &zip(name)], more].concat());
    let (_, first) = layer("first.zip", &["hello"]);
    let budget = &first["budget"];
    assert_eq!(
        (&budget["limit_bytes"], &budget["bytes"], &budget["over_bytes"]),
        (&262_144_000.into(), &first["bytes"], &0.into())
    );
    assert_eq!(budget["packages"].as_array().expect("a list").len(), 2);
    assert_eq!(budget["packages"][0]["road"][0]["kind"], "requested");

    let other = zip("first.zip");
    let (status, error) =
        layer("second.zip", &["--other", &other, "--other", "500", "--limit", "3000", "hello"]);
    assert_eq!((status, &error["code"]), (1, &"over-budget".into()));
    let budget = &error["context"]["budget"];
    assert_eq!(budget["other_bytes"], first["bytes"].as_u64().expect("a number") + 500);
    assert_eq!(budget["left_bytes"], 0);
    let advice = list(budget, "advice");
    assert_eq!((&advice[0]["kind"], &advice[0]["layer"]), (&"share-layer".into(), &other.into()));
    assert!(!directory.path().join("second.zip").exists());

    let (_, both) = layer("both.zip", &["hello", "hello-script"]);
    let advice = list(&both["budget"], "advice").into_iter().filter(|it| it["kind"] == "leave-out-spec");
    let specs: Vec<&str> = advice.filter_map(|it| it["spec"].as_str()).collect();
    assert_eq!(specs, ["hello-script"], "which needs hello: leaving out that saves nothing");
    let (status, error) = layer("third.zip", &["--other", "/nonexistent.zip", "hello"]);
    assert_eq!((status, &error["code"]), (3, &"io".into()));
}
