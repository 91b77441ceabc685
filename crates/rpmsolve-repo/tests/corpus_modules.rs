//! Module streams and groups of real repositories from the corpus.

#[path = "../../rpmsolve/tests/common/mod.rs"]
mod common;

use std::fs;
use std::path::Path;

use rpmsolve::metadata::{Comps, UNPACKED_MAX_BYTES, decompress};
use rpmsolve::{Modules, Nevra, Outcome};
use rpmsolve_repo::{Load, Resolve, ResolveError, Resolved};

use common::corpus;

struct Question {
    repositories: Vec<String>,
}

impl Question {
    fn of(corpus: &Path, places: &[&str]) -> Self {
        let place = |place: &&str| corpus.join(place).display().to_string();
        Self { repositories: places.iter().map(place).collect() }
    }

    fn try_ask(&self, modules: &[&str], specs: &[&str]) -> Result<Resolved, ResolveError> {
        let own = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let (repositories, arch) = (self.repositories.clone(), "x86_64".to_owned());
        let load = Load { repositories, arch, ..Load::default() };
        Resolve { load, modules: own(modules), specs: own(specs), ..Resolve::default() }.run()
    }

    fn ask(&self, modules: &[&str], specs: &[&str]) -> Vec<String> {
        let resolved = self.try_ask(modules, specs).unwrap_or_else(|error| panic!("{specs:?}: {error}"));
        let pool = &resolved.loaded.pool;
        match &resolved.outcome {
            Outcome::Unsolvable(problems) => panic!("{specs:?}: {}", problems[0].to_text(pool)),
            Outcome::Solved(transaction) => {
                transaction.installations.iter().map(|it| pool.solvable(it.package).nevra()).collect()
            }
        }
    }

    /// Version and architecture of the one package of a name in the answer.
    fn version_of(&self, name: &str, modules: &[&str], specs: &[&str]) -> String {
        let answer = self.ask(modules, specs);
        let named = |nevra: &String| nevra.parse::<Nevra>().expect("a NEVRA").name == name;
        let found: Vec<&String> = answer.iter().filter(|nevra| named(nevra)).collect();
        assert_eq!(found.len(), 1, "{answer:?}");
        found[0][name.len() + 1..].to_owned()
    }

    fn error_of(&self, modules: &[&str], specs: &[&str]) -> String {
        self.try_ask(modules, specs).map(|_| ()).expect_err("it is refused").to_string()
    }
}

#[test]
fn centos_stream_9() {
    let Some(corpus) = corpus() else { return };
    let question = Question::of(&corpus, &["repodata/cs9-baseos-2022", "repodata/cs9-appstream-2025"]);
    assert_eq!(question.version_of("nodejs", &[], &["nodejs"]), "1:16.20.2-8.el9.x86_64");
    let from_module = question.version_of("nodejs", &["nodejs:22"], &["nodejs"]);
    assert_eq!(from_module, "1:22.4.1-4.module_el9+1103+f54cc21b.x86_64");
    let newest_build = question.version_of("nodejs", &["nodejs:20"], &["nodejs"]);
    assert_eq!(newest_build, "1:20.18.1-1.module_el9+1145+0c321386.x86_64");
    // The default profile of the stream has npm beside it.
    let with_npm = question.ask(&[], &["@nodejs:18"]);
    assert!(
        with_npm.iter().any(|nevra| nevra.starts_with("npm-1:10.2.4-1.18.19.1.1.module")),
        "{with_npm:?}"
    );
    assert_eq!(
        question.error_of(&["nodejs:21"], &["nodejs"]),
        "module nodejs has no stream \"21\"; it has 18, 20, 22"
    );
    assert_eq!(
        question.error_of(&[], &["@devlopment"]),
        "there is no group \"devlopment\"; there is development"
    );
}

#[test]
fn fedora_with_modules() {
    let Some(corpus) = corpus() else { return };
    let repos = |names: &[&str]| {
        let places: Vec<String> = names.iter().map(|name| format!("ci-dnf/repos/{name}")).collect();
        Question::of(&corpus, &places.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let fedora = repos(&["dnf-ci-fedora", "dnf-ci-fedora-modular"]);
    let nodejs = |modules: &[&str]| fedora.version_of("nodejs", modules, &["nodejs"]);
    assert_eq!(nodejs(&[]), "1:8.11.4-1.module_2030+42747d40.x86_64", "the default stream");
    assert_eq!(nodejs(&["nodejs:5"]), "1:5.3.1-1.module_2011+41787af0.x86_64");
    assert_eq!(nodejs(&["nodejs:11"]), "1:11.0.0-1.module_2311+8d497411.x86_64");
    let ninja = fedora.version_of("ninja-build", &["ninja:legacy"], &["@meson", "ninja-build"]);
    assert_eq!(ninja, "0:1.5.2-1.module_1991+4e5efe2f.x86_64");
    // nodejs:11 needs postgresql:9.6.
    let error = fedora.error_of(&["nodejs:11", "postgresql:6"], &["nodejs"]);
    assert!(
        error.starts_with("the module streams nodejs:11, postgresql:6 cannot be active together:\n"),
        "{error}"
    );

    let contexts = repos(&["dnf-ci-multicontext-modular"]);
    for (stream, version) in [
        ("postgresql:9.6", "1:5.3.1-1.module_2011+41787af0.x86_64"),
        ("postgresql:9.8", "1:5.3.1-1.module_3012+41787ba3.x86_64"),
    ] {
        assert_eq!(contexts.version_of("nodejs", &["nodejs:5", stream], &["nodejs"]), version);
    }
    let statics = repos(&["dnf-ci-multicontext-hybrid-multiversion-modular-static-context"]);
    let newest = statics.version_of("nodejs", &["nodejs:5", "postgresql:9.8"], &["nodejs"]);
    assert_eq!(newest, "1:5.4.1-2.module_3012+41787ba4_V3.x86_64");

    // Streams that exclude others, and one that nothing can meet.
    let food = repos(&["dnf-ci-thirdparty-modular"]);
    assert_eq!(food.ask(&["food-type:vegan"], &["orange"]), ["orange-0:1.0-1.x86_64"]);
    let meat =
        food.try_ask(&["food-type:meat"], &["orange"]).expect("the default ingredience:orange gives way");
    assert!(!meat.is_solved(), "orange is hidden");
    let warnings: Vec<_> = meat.warnings.iter().filter(|warning| warning.contains("ingredience")).collect();
    assert_eq!(warnings, ["the default stream ingredience:orange cannot be active beside the others"]);
    for biotope in ["garden", "wood"] {
        let modules = ["berry:raspberry", &format!("biotope:{biotope}")];
        assert_eq!(food.ask(&modules, &["raspberry"]), [format!("raspberry-0:1.0-1.{biotope}.x86_64")]);
    }
    assert!(food.error_of(&["food-type:hungry"], &["orange"]).contains("cannot be active together"));
    let platform = repos(&["dnf-ci-pseudo-platform-modular"]);
    assert!(
        platform.error_of(&["dwm:6.0"], &["dwm"]).contains("nothing provides module(pseudoplatform:6.0)")
    );
}

#[test]
fn groups() {
    let Some(corpus) = corpus() else { return };
    let question = Question::of(&corpus, &["repodata/centos-7.5.1804-dvd"]);
    let core = question.ask(&[], &["@core"]);
    assert!(core.iter().any(|nevra| nevra.starts_with("yum-0:3.4.3")), "{core:?}");
    assert_eq!(question.ask(&[], &["@Core"]), core, "the name of the same group");
    let minimal = question.ask(&[], &["@^minimal"]);
    assert_eq!(minimal, core, "its only mandatory group");
    let development = question.ask(&[], &["@Development Tools"]);
    assert!(development.iter().any(|nevra| nevra.starts_with("gcc-0:4.8.5")), "{development:?}");

    // Two repositories with the same group: both halves.
    let places = ["ci-dnf/repos/comps-same-id-1", "ci-dnf/repos/comps-same-id-2"];
    let mut comps = Comps::default();
    for place in places {
        let bytes = fs::read(corpus.join(place).join("repodata/comps.xml")).expect("readable");
        comps.read(&bytes[..], "comps.xml").expect("well-formed");
    }
    let united = comps.groups.values().map(|group| group.packages.len()).max();
    assert!(united > Some(1), "{comps:?}");
}

fn is_comps(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.contains("comps") && name.contains(".xml")
}

/// Every modules.yaml and comps.xml of the corpus is read.
#[test]
fn all_metadata_are_read() {
    let Some(corpus) = corpus() else { return };
    let (mut yaml, mut xml) = (0, 0);
    let mut stack = vec![corpus.join("repodata"), corpus.join("ci-dnf/repos"), corpus.join("modular")];
    while let Some(directory) = stack.pop() {
        for entry in fs::read_dir(&directory).expect("the corpus can be read") {
            let path = entry.expect("the corpus can be read").path();
            let name = path.display().to_string();
            if path.is_dir() {
                stack.push(path);
                continue;
            }
            let unpack = |bytes: &[u8]| {
                let mut text = Vec::new();
                let mut reader = decompress(bytes, &name, UNPACKED_MAX_BYTES).expect("it unpacks");
                std::io::Read::read_to_end(&mut reader, &mut text).expect("it unpacks");
                text
            };
            if name.contains("modules.yaml") {
                let mut modules = Modules::default();
                let text = unpack(&fs::read(&path).expect("readable"));
                modules.read(&text[..], &name).unwrap_or_else(|error| panic!("{error}"));
                let documents = String::from_utf8_lossy(&text).matches("document: modulemd\n").count();
                assert_eq!(modules.streams().len(), documents, "{name}");
                yaml += 1;
            } else if is_comps(&path) {
                let mut comps = Comps::default();
                comps
                    .read(&unpack(&fs::read(&path).expect("readable"))[..], &name)
                    .unwrap_or_else(|error| panic!("{error}"));
                assert!(!comps.is_empty(), "{name}");
                xml += 1;
            }
        }
    }
    assert!(yaml > 20 && xml > 20, "only {yaml} and {xml}");
}
