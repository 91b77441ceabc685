//! Module streams: which are active, what they hide, and what is said where they cannot be.

use rpmsolve::metadata::read_primary;
use rpmsolve::{
    ActiveModules, ArchPolicy, ModuleError, Modules, Outcome, Pool, PoolBuilder, RepositoryOptions, Request,
    solve,
};

/// A build of a stream, as text.
struct Build<'a> {
    stream: &'a str,
    version: u64,
    context: &'a str,
    requires: &'a str,
    artifacts: &'a str,
}

const PLAIN: Build<'_> = Build { stream: "", version: 1, context: "c0", requires: "", artifacts: "" };

impl Build<'_> {
    fn yaml(&self) -> String {
        let (name, stream) = self.stream.split_once(':').expect("name:stream");
        format!(
            "---\ndocument: modulemd\nversion: 2\ndata:\n  name: {name}\n  stream: {stream}\n  version: {}\n  \
             context: {}\n  arch: x86_64\n  dependencies:\n  - requires: {{{}}}\n  artifacts:\n    rpms: [{}]\n  \
             profiles: {{common: {{rpms: [{name}]}}}}\n...\n",
            self.version, self.context, self.requires, self.artifacts
        )
    }
}

fn default_of(module: &str, stream: &str) -> String {
    format!(
        "---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: {module}\n  stream: {stream}\n...\n"
    )
}

fn modules(documents: &[String]) -> Modules {
    let mut modules = Modules::default();
    modules.read(documents.concat().as_bytes(), "modules.yaml").expect("well-formed");
    modules
}

/// A pool of `repository name-evr [PROVIDES | needs:REQUIRES]…`, each x86_64; the repository `base` is installed, `hotfix` has fixes.
fn pool(packages: &[&str]) -> Pool {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    for id in ["r", "hotfix", "base"] {
        let options = RepositoryOptions { module_hotfixes: id == "hotfix", ..RepositoryOptions::default() };
        let repository = builder.add_repository(id, options);
        if id == "base" {
            builder.set_base(repository);
        }
        let mut xml = String::new();
        for line in packages.iter().filter(|line| line.split(' ').next() == Some(id)) {
            let mut words = line.split(' ').skip(1);
            let mut parts = words.next().expect("a package").rsplitn(3, '-');
            let (release, version) = (parts.next().expect("a release"), parts.next().expect("a version"));
            let (mut provides, mut requires) = (String::new(), String::new());
            for word in words {
                match word.strip_prefix("needs:") {
                    Some(name) => requires += &format!("<entry name=\"{name}\"/>"),
                    None => provides += &format!("<entry name=\"{word}\"/>"),
                }
            }
            xml += &format!(
                "<package><name>{}</name><arch>x86_64</arch><version ver=\"{version}\" rel=\"{release}\"/>\
                 <format><provides>{provides}</provides><requires>{requires}</requires></format></package>",
                parts.next().expect("a name")
            );
        }
        read_primary(format!("<metadata>{xml}</metadata>").as_bytes(), "primary.xml", |package| {
            builder.add_package(repository, package)?;
            Ok::<(), Box<dyn std::error::Error>>(())
        })
        .expect("well-formed");
    }
    builder.build().expect("harmless")
}

fn activate(modules: &Modules, pool: &Pool, enabled: &[&str]) -> Result<ActiveModules, ModuleError> {
    let enabled: Vec<_> = enabled.iter().map(|spec| spec.parse().expect("a module")).collect();
    modules.activate(pool, &enabled)
}

fn hidden(modules: &Modules, pool: &Pool, enabled: &[&str]) -> Vec<String> {
    let active = activate(modules, pool, enabled).unwrap_or_else(|error| panic!("{error}"));
    active.hidden.iter().map(|&id| format!("{:?}", pool.solvable(id))).collect()
}

/// The active streams, `name:stream`.
fn active(modules: &Modules, enabled: &[&str]) -> Vec<String> {
    let active = activate(modules, &pool(&[]), enabled).unwrap_or_else(|error| panic!("{error}"));
    active.streams.iter().map(|(module, active)| format!("{module}:{}", active.stream)).collect()
}

const NODE_18: Build<'_> = Build {
    stream: "nodejs:18",
    artifacts: "nodejs-1:18-1.x86_64, npm-0:9-1.x86_64, shared-0:1-1.x86_64, helper-0:1-1.src",
    ..PLAIN
};
const NODE_22: Build<'_> =
    Build { stream: "nodejs:22", artifacts: "nodejs-1:22-1.x86_64, shared-0:1-1.x86_64", ..PLAIN };

#[test]
fn streams_that_are_not_active_are_hidden() {
    let modules = modules(&[NODE_18.yaml(), NODE_22.yaml()]);
    let pool = pool(&["r nodejs-16-1", "r nodejs-22-1", "r shared-1-1", "r npm-9-1", "r helper-1-1"]);
    // The epoch is part of a NEVRA: this nodejs-22-1 is no artifact of the stream.
    assert_eq!(hidden(&modules, &pool, &[]), ["shared-1-1.x86_64@r", "npm-9-1.x86_64@r"]);
    // An artifact of an active stream is seen, whoever else has it; so is a namesake of a source package.
    let namesakes = ["nodejs-16-1.x86_64@r", "nodejs-22-1.x86_64@r"];
    assert_eq!(hidden(&modules, &pool, &["nodejs:18"]), namesakes);
    assert_eq!(hidden(&modules, &pool, &["nodejs:22"]), [&namesakes[..], &["npm-9-1.x86_64@r"]].concat());
}

#[test]
fn namesakes_and_providers_of_active_artifacts_are_hidden() {
    let modules = modules(&[NODE_18.yaml(), default_of("nodejs", "18")]);
    let pool =
        pool(&["r other-1-1 npm", "r npm-8-1", "hotfix npm-10-1", "hotfix fork-1-1 npm", "base npm-7-1"]);
    assert_eq!(hidden(&modules, &pool, &[]), ["other-1-1.x86_64@r", "npm-8-1.x86_64@r"]);
}

#[test]
fn what_is_hidden_is_no_candidate_and_a_refusal_says_so() {
    let modules = modules(&[NODE_18.yaml()]);
    let pool = pool(&["r npm-8-1", "r npm-9-1", "r helper-1-1 npm"]);
    let active = activate(&modules, &pool, &[]).expect("nothing is asked");
    let ask = |spec: &str| {
        let mut request = Request::default();
        active.hide(&mut request);
        request.install(&pool, spec).expect("a spec");
        solve(&pool, &request)
    };
    let Outcome::Solved(transaction) = ask("npm") else { panic!("there is another") };
    assert_eq!(pool.solvable(transaction.installed[0]).to_string(), "npm-8-1.x86_64");
    let Outcome::Unsolvable(problems) = ask("npm-9-1.x86_64") else { panic!("it is hidden") };
    assert_eq!(
        problems[0].to_text(&pool),
        "nothing that provides requested npm-9-1.x86_64 can be installed\n  package npm-9-1.x86_64 from r is filtered out by \
         modular filtering\n"
    );
    assert_eq!(problems[0].children[0].cause.rule(), "modular");
}

#[test]
fn what_is_hidden_is_that_first_whatever_else_is_wrong_with_it() {
    let modules = modules(&[NODE_18.yaml()]);
    let pool = pool(&["r npm-9-1 needs:nothing", "r app-1-1 needs:npm"]);
    let mut request = Request::default();
    activate(&modules, &pool, &[]).expect("nothing is asked").hide(&mut request);
    request.install(&pool, "app").expect("a name");
    let Outcome::Unsolvable(problems) = solve(&pool, &request) else { panic!("npm is hidden") };
    assert_eq!(
        problems[0].to_text(&pool),
        "nothing that provides requested app can be installed\n  package app-1-1.x86_64 from r requires npm, but none of the \
         providers can be installed\n    package npm-9-1.x86_64 from r is filtered out by modular filtering\n"
    );
}

#[test]
fn a_pattern_means_what_can_be_seen() {
    let modules = modules(&[NODE_18.yaml()]);
    let pool = pool(&["r npm-9-1", "r npx-1-1"]);
    let mut request = Request::default();
    activate(&modules, &pool, &[]).expect("nothing is asked").hide(&mut request);
    request.install(&pool, "np*").expect("a pattern");
    assert_eq!(request.jobs.len(), 1);
    assert!(matches!(solve(&pool, &request), Outcome::Solved(_)));
}

#[test]
fn enabled_streams_take_the_place_of_defaults() {
    let modules = modules(&[NODE_18.yaml(), NODE_22.yaml(), default_of("nodejs", "18")]);
    assert_eq!(active(&modules, &[]), ["nodejs:18"]);
    assert_eq!(active(&modules, &["nodejs:22"]), ["nodejs:22"]);
    assert_eq!(active(&modules, &["nodejs"]), ["nodejs:18"]);
    assert_eq!(active(&modules, &["nodejs", "nodejs:22"]), ["nodejs:22"]);
    assert!(activate(&modules, &pool(&[]), &["nodejs"]).expect("the default").streams["nodejs"].is_enabled);
}

#[test]
fn defaults_that_contradict_each_other_are_none() {
    let documents = [NODE_18.yaml(), NODE_22.yaml(), default_of("nodejs", "18"), default_of("nodejs", "22")];
    assert_eq!(active(&modules(&documents), &[]), [""; 0]);
}

#[test]
fn what_is_not_there_is_an_error_that_names_what_is() {
    let documents = [NODE_18.yaml(), NODE_22.yaml(), Build { stream: "perl:5.30", ..PLAIN }.yaml()];
    let modules = modules(&documents);
    let error = |enabled: &[&str]| {
        let error = activate(&modules, &pool(&[]), enabled).expect_err("it is not there");
        (error.code(), error.to_string())
    };
    assert_eq!(
        error(&["nodjs:18"]),
        ("unknown-module", "there is no module \"nodjs\"; there is nodejs".into())
    );
    assert_eq!(
        error(&["nodejs:20"]),
        ("unknown-stream", "module nodejs has no stream \"20\"; it has 18, 22".into())
    );
    assert_eq!(
        error(&["nodejs:18", "nodejs:22"]),
        ("two-streams", "module nodejs cannot have two streams enabled: 18 and 22".into())
    );
    assert_eq!(
        error(&["nodejs"]),
        ("no-stream", "module nodejs has no default stream; enable one of nodejs:18, nodejs:22".into())
    );
}

#[test]
fn what_a_stream_needs_is_active_too() {
    let perl = |stream| Build { stream, ..PLAIN }.yaml();
    let app = Build { stream: "app:1", requires: "lib: []", ..PLAIN };
    let lib = Build { stream: "lib:1", requires: "perl: [5.30]", ..PLAIN };
    let documents = [app.yaml(), lib.yaml(), perl("perl:5.26"), perl("perl:5.30")];
    assert_eq!(active(&modules(&documents), &["app:1"]), ["app:1", "lib:1", "perl:5.30"]);
    // A default that is in the way goes.
    let with_default = modules(&[&documents[..], &[default_of("perl", "5.26")]].concat());
    let found = activate(&with_default, &pool(&[]), &["app:1"]).expect("the default gives way");
    assert_eq!(found.streams["perl"].stream, "5.30");
    assert_eq!(found.warnings, ["the default stream perl:5.26 cannot be active beside the others"]);
    // What is enabled does not.
    let error =
        activate(&with_default, &pool(&[]), &["app:1", "perl:5.26"]).expect_err("they exclude each other");
    assert_eq!(error.code(), "module-conflict");
    assert!(
        error
            .to_string()
            .contains("package lib:1:c0-1.x86_64 from modules requires module(perl:5.30), but none"),
        "{error}"
    );
}

#[test]
fn a_stream_is_not_chosen_for_the_user() {
    let perl = |stream| Build { stream, ..PLAIN }.yaml();
    let documents = |requires| {
        [Build { stream: "app:1", requires, ..PLAIN }.yaml(), perl("perl:5.26"), perl("perl:5.30")]
    };
    let error = activate(&modules(&documents("perl: []")), &pool(&[]), &["app:1"]).expect_err("which?");
    assert_eq!(
        error.to_string(),
        "app:1 needs module perl; module perl has no default stream; enable one of perl:5.26, perl:5.30"
    );
    assert_eq!(active(&modules(&documents("perl: []")), &["app:1", "perl:5.30"]), ["app:1", "perl:5.30"]);
    assert_eq!(active(&modules(&documents("perl: [-5.30]")), &["app:1"]), ["app:1", "perl:5.26"]);
    let error = activate(&modules(&documents("perl: [-5.26, -5.30]")), &pool(&[]), &["app:1"]);
    assert_eq!(error.expect_err("none is left").code(), "module-conflict");
}

#[test]
fn contexts_are_chosen_by_what_they_need() {
    let perl = |stream| Build { stream, ..PLAIN }.yaml();
    let dbi = |context, requires, artifacts, version| {
        Build { stream: "dbi:1", version, context, requires, artifacts }.yaml()
    };
    let documents = [
        perl("perl:5.26"),
        perl("perl:5.30"),
        dbi("aa", "perl: [5.26]", "dbi-0:1-1.x86_64", 1),
        dbi("bb", "perl: [5.30]", "dbi-0:1-2.x86_64", 1),
        // The context is a hash of the moment; what it requires makes it a new version of the second.
        dbi("cc", "perl: [5.30]", "dbi-0:2-1.x86_64", 2),
    ];
    let modules = modules(&documents);
    let pool = pool(&["r dbi-1-1", "r dbi-1-2", "r dbi-2-1", "r dbi-3-1"]);
    let mut found = hidden(&modules, &pool, &["dbi:1", "perl:5.30"]);
    assert_eq!(found, ["dbi-1-1.x86_64@r", "dbi-3-1.x86_64@r"], "older builds of an active stream are seen");
    found = hidden(&modules, &pool, &["dbi:1", "perl:5.26"]);
    assert_eq!(found, ["dbi-1-2.x86_64@r", "dbi-2-1.x86_64@r", "dbi-3-1.x86_64@r"]);
}

#[test]
fn the_platform_is_what_the_packages_say() {
    let documents = [Build { stream: "app:1", requires: "platform: [el9]", ..PLAIN }.yaml()];
    let modules = modules(&documents);
    activate(&modules, &pool(&[]), &["app:1"]).expect("nobody says which platform it is");
    let release =
        |platform| pool(&[&format!("r release-1-1 system-release base-module(platform:{platform})")]);
    activate(&modules, &release("el9"), &["app:1"]).expect("this is it");
    let error = activate(&modules, &release("el8"), &["app:1"]).expect_err("this is another");
    assert!(error.to_string().contains("nothing provides module(platform:el9)"), "{error}");
}

#[test]
fn profiles_are_those_of_the_defaults() {
    let defaults =
        "---\ndocument: modulemd-defaults\nversion: 1\ndata: {module: nodejs, profiles: {18: [common]}}\n";
    let modules = modules(&[NODE_18.yaml(), NODE_22.yaml(), defaults.to_owned()]);
    let packages = |spec: &str| {
        let spec = spec.parse().expect("a module");
        let active = modules.activate(&pool(&[]), std::slice::from_ref(&spec)).expect("it is there");
        modules
            .profile_packages(&spec, &active)
            .map(|packages| packages.join(" "))
            .map_err(|error| error.to_string())
    };
    assert_eq!(packages("nodejs:18").as_deref(), Ok("nodejs"));
    assert_eq!(packages("nodejs:22/common").as_deref(), Ok("nodejs"));
    let refusal =
        "module stream nodejs:22 has no profile \"default\"; write NAME:STREAM/PROFILE with one of common";
    assert_eq!(packages("nodejs:22"), Err(refusal.to_owned()));
}
