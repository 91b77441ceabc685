//! What damaged and hostile modules.yaml and comps.xml get: an error with file and place, quickly, and never a panic.

use proptest::prelude::*;
use rpmsolve::metadata::{Comps, MODULES_MAX_BYTES, MetadataError};
use rpmsolve::{ArchPolicy, Modules, PoolBuilder};

const MODULES: &str = "\
---
document: modulemd
version: 2
data:
  name: nodejs
  stream: 1.10
  version: 20180801080000
  context: \"6c81f848\"
  arch: x86_64
  summary: >-
    Javascript, that is:

    a runtime
  dependencies:
  - buildrequires: {platform: [f29]}
    requires: {platform: [f29], perl: []}
  profiles:
    default:
      rpms: [nodejs, npm]
  artifacts:
    rpms:
    - nodejs-1:8.11.4-1.x86_64
...
---
document: modulemd-defaults
version: 1
data:
  module: nodejs
  stream: 1.10
  profiles:
    1.10: [default]
...
---
document: modulemd-obsoletes
version: 1
data: {module: nodejs, stream: '5'}
...
";

fn read(yaml: impl AsRef<[u8]>) -> Result<Modules, MetadataError> {
    let mut modules = Modules::default();
    modules.read(yaml.as_ref(), "modules.yaml")?;
    Ok(modules)
}

fn reason(yaml: impl AsRef<[u8]>) -> String {
    let error = read(yaml).expect_err("it is damaged");
    assert_eq!(error.code(), "yaml", "{error}");
    error.to_string()
}

#[test]
fn modules_are_read_whole() {
    let modules = read(MODULES).expect("well-formed");
    let [stream] = modules.streams() else { panic!("there is one") };
    assert_eq!((stream.to_string().as_str(), stream.version), ("nodejs:1.10", 20_180_801_080_000));
    assert_eq!((stream.context.as_str(), stream.arch.as_str()), ("6c81f848", "x86_64"));
    let requires: Vec<String> = stream.requires.iter().map(ToString::to_string).collect();
    assert_eq!(requires, ["platform:[f29]", "perl:[]"]);
    assert_eq!(stream.artifacts, ["nodejs-1:8.11.4-1.x86_64"]);
    assert_eq!(stream.profiles["default"], ["nodejs", "npm"]);
    assert_eq!(modules.default_stream("nodejs"), Some("1.10"));
}

#[test]
fn version_1_has_one_stream_of_each_module() {
    let yaml = "document: modulemd\nversion: 1\ndata: {name: a, stream: b, version: 1,\n \
                dependencies: {requires: {platform: f29}}}\n";
    let modules = read(yaml).expect("well-formed");
    assert_eq!(modules.streams()[0].requires[0].to_string(), "platform:[f29]");
}

#[test]
fn bombs_are_refused() {
    let mut bomb = "document: modulemd\nversion: 2\na0: &a0 [x, x]\n".to_owned();
    for level in 1..40 {
        bomb += &format!("a{level}: &a{level} [*a{}, *a{}]\n", level - 1, level - 1);
    }
    assert!(reason(&bomb).contains("line 4: there is an alias"), "{}", reason(&bomb));
    assert!(reason("a: &a\n  b: *a\n").contains("an alias"));
    assert!(reason("<<: *a\n").starts_with("modules.yaml: line 1: "));
}

#[test]
fn depth_and_sizes_are_bounded() {
    for nested in ["[", "{a: ", "- ", "? ", "[[[[ "] {
        let deep = format!("document: {}", nested.repeat(100_000));
        assert!(read(&deep).is_err(), "{nested}");
        assert!(read(nested.repeat(100_000)).is_err(), "{nested}");
    }
    let indented: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert!(reason(&indented).contains("nested too deeply"));
    let long = format!("document: modulemd-translations\ndata: [{}]\n", "x,".repeat(1_100_000));
    assert!(reason(&long).contains("more than 1000000 values"));
    let error = read(vec![b'\n'; MODULES_MAX_BYTES as usize + 1]).expect_err("too large");
    assert_eq!(error.code(), "too-large");
}

#[test]
fn wrong_types_name_the_line() {
    for (good, bad, expected) in [
        ("name: nodejs", "name: [nodejs]", "line 5: name is not a text"),
        ("name: nodejs", "name:", "a document has no name"),
        ("name: nodejs", "name: a:b", "line 5: name holds \"a:b\", which is no name"),
        ("stream: 1.10\n  version", "streem: 1.10\n  version", "a document has no stream"),
        ("20180801080000", "-1", "line 7: version is not a number"),
        ("[nodejs, npm]", "nodejs", "line 19: rpms is not a list"),
        ("- buildrequires", "buildrequires", "line 16: "),
        ("perl: []", "perl: {a: b}", "line 16: requires is not a list of streams"),
        ("document: modulemd\n", "document: [modulemd]\n", "line 2: document is not a text"),
        ("version: 2\n", "version: 3\n", "version 3 of a modulemd document is not known"),
        ("document: modulemd\n", "", "a document does not say what it is"),
        ("1.10: [default]", "? [a, b]\n    : c", "a key is not a plain text"),
    ] {
        let text = reason(MODULES.replacen(good, bad, 1));
        assert!(text.contains(expected), "{bad}: {text}");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let mut bytes = MODULES.as_bytes().to_vec();
    let place = MODULES.find("Javascript").expect("it is there");
    bytes[place] = 0xff;
    assert!(reason(&bytes).contains("line 11: is not UTF-8"));
    assert!(read(b"\0\0\0\0").is_err());
}

#[test]
fn cut_off_documents_are_errors_or_shorter() {
    for length in (0..MODULES.len()).filter(|&length| MODULES.is_char_boundary(length)) {
        if let Ok(modules) = read(&MODULES[..length]) {
            assert!(modules.streams().len() <= 1);
        }
    }
    assert!(reason(&MODULES[..MODULES.find("context").expect("it is there") + 12]).contains("line "));
}

#[test]
fn many_builds_of_one_module_end() {
    let build = |number: usize| {
        format!(
            "---\ndocument: modulemd\nversion: 2\ndata: {{name: a, stream: s{}, version: {number}, context: c}}\n",
            number % 2000
        )
    };
    let yaml: String = (0..8000).map(build).collect();
    let modules = read(yaml).expect("well-formed");
    let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build().expect("empty");
    let error = modules.activate(&pool, &["a:s7".parse().expect("a module")]).expect_err("hostile");
    assert_eq!(error.code(), "hostile-dependency");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn no_modules_panic(changes in prop::collection::vec((0..MODULES.len(), prop::sample::select(
        &b" \n:-[]{}&*!|>'\"%@`#?,x\t\0"[..])), 1..8)) {
        let mut bytes = MODULES.as_bytes().to_vec();
        for (place, byte) in changes {
            bytes[place] = byte;
        }
        let _ = read(bytes);
    }

    #[test]
    fn no_text_panics(text in "[-a: \\n\\[\\]{}&*!|>'\"%,?#]{0,60}") {
        let _ = read(text);
    }
}

fn comps(xml: &str) -> Result<Comps, MetadataError> {
    let mut comps = Comps::default();
    comps.read(xml.as_bytes(), "comps.xml")?;
    Ok(comps)
}

#[test]
fn damaged_comps_are_refused() {
    for (xml, code) in [
        ("<comps><group><name>x</name></group></comps>", "element"),
        ("<comps><environment/></comps>", "element"),
        ("<comps><group><id>x</id>", "xml"),
        ("<metadata/>", "xml"),
        ("<!DOCTYPE comps [<!ENTITY a \"b\">]><comps/>", "xml"),
        ("<!DOCTYPE comps PUBLIC \"a\" \"b\"><comps><group><id>&a;</id></group></comps>", "xml"),
        ("", "xml"),
    ] {
        assert_eq!(comps(xml).expect_err(xml).code(), code, "{xml}");
    }
    assert!(comps("<comps/>").expect("empty, but well-formed").is_empty());
}

#[test]
fn long_environments_are_read_in_linear_time() {
    let members: String = (0..200_000).map(|number| format!("<groupid>g{number}</groupid>")).collect();
    let environment = format!("<environment><id>e</id><grouplist>{members}</grouplist></environment>");
    let comps = comps(&format!("<comps>{environment}{environment}</comps>")).expect("long, but well-formed");
    assert_eq!(comps.environments["e"].groups.len(), 200_000);
}
