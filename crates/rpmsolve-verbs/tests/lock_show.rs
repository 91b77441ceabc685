//! What is said of a lock: by itself, and beside a project that asks for the same or for something else.

use std::path::Path;

use rpmsolve_verbs::{Session, VerbError, call};
use serde_json::{Value, json};

const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/projects/demo");

#[test]
fn by_itself_it_is_no_projects() {
    assert_eq!(shown(&json!({"lock": lock()})).unwrap()["stale"], Value::Null);
}

#[test]
fn beside_its_project_it_is_fresh() {
    let shown = shown(&json!({"project": PROJECT})).unwrap();
    assert_eq!((&shown["stale"], &shown["layers"]), (&json!(false), &json!(["greeting", "library"])));
}

#[test]
fn beside_other_settings_it_is_stale() {
    let settings = json!({
        "arches": ["x86_64", "aarch64"],
        "base": ["image.xml"],
        "weak": true,
        "repositories": {"demo": {"url": "../../repos/demo"}},
        "layers": {"greeting": {"packages": ["hello"]}, "library": {"packages": ["libgreet"]}},
    });
    let project = Path::new(PROJECT).join("serverless.yml");
    let mut options = json!({"project": project, "settings": settings, "lock": lock()});
    assert_eq!(shown(&options).unwrap()["stale"], json!(false));
    options["settings"]["layers"]["library"]["packages"] = json!(["hello-script"]);
    assert_eq!(shown(&options).unwrap()["stale"], json!(true));
}

#[test]
fn one_that_is_not_there_is_an_error() {
    assert_eq!(shown(&json!({"lock": "no-such.lock"})).unwrap_err().code(), "unreadable");
}

fn shown(options: &Value) -> Result<Value, VerbError> {
    let answered = call("lock-show", &options.to_string(), &Session::default())?;
    Ok(serde_json::from_str(&answered.json)?)
}

fn lock() -> String {
    format!("{PROJECT}/rpmsolve.lock")
}
