//! Why a package is part of an answer: chains, trees, their text and JSON, case by case.

use rpmsolve::metadata::{Field, FileKind, PackageRecord, RelationKind};
use rpmsolve::report::{TreeReport, WhyReport};
use rpmsolve::{
    ArchPolicy, Capability, DependencyGraph, Outcome, Pool, PoolBuilder, RepositoryOptions, Request,
    Transaction, solve,
};

/// A pool of packages, and of those of a base. A package is a line: its name and version, then `; R lib >= 2` and the
/// like, F for a file.
fn pool(packages: &[&str], base: &[&str]) -> Pool {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    for (id, packages) in [("r", packages), ("base", base)] {
        let repository = builder.add_repository(id, RepositoryOptions::default());
        if id == "base" {
            builder.set_base(repository);
        }
        for line in packages {
            let mut parts = line.split("; ");
            let (name, version) = parts.next().and_then(|part| part.split_once(' ')).expect("a name");
            let mut record = PackageRecord::default();
            record.set(Field::Name, name);
            record.set(Field::Evr, &format!("{version}-1"));
            record.set(Field::Arch, "noarch");
            for part in parts {
                let (kind, text) = part.split_once(' ').expect("a relation");
                let kind = match kind {
                    "P" => RelationKind::Provides,
                    "R" => RelationKind::Requires,
                    "C" => RelationKind::Conflicts,
                    "M" => RelationKind::Recommends,
                    "S" => RelationKind::Supplements,
                    _ => {
                        record.add_file(FileKind::File, text);
                        continue;
                    }
                };
                if text.starts_with('(') {
                    record.add_relation(kind, text, None, false);
                    continue;
                }
                let Capability { name, constraint } = text.parse().expect("a capability");
                let constraint = constraint.map(|(comparison, evr)| (comparison, evr.to_string()));
                let constraint = constraint.as_ref().map(|(comparison, evr)| (*comparison, evr.as_str()));
                record.add_relation(kind, &name, constraint, false);
            }
            builder.add_package(repository, &record).expect("nothing here is hostile");
        }
    }
    builder.build().expect("nothing here is hostile")
}

fn answer(pool: &Pool, specs: &[&str]) -> (Request, Transaction) {
    let mut request = Request::default();
    for spec in specs {
        request.install(pool, spec).expect("a spec");
    }
    match solve(pool, &request) {
        Outcome::Solved(transaction) => (request, transaction),
        Outcome::Unsolvable(problems) => panic!("{}", problems[0].to_text(pool)),
    }
}

/// The chains to something as text.
fn why(pool: &Pool, specs: &[&str], what: &str) -> String {
    let (request, transaction) = answer(pool, specs);
    let graph = DependencyGraph::new(pool, &request, &transaction);
    let packages = graph.matching(what).expect("a spec");
    graph.chains(&packages, 10).to_text(&graph)
}

fn tree(pool: &Pool, specs: &[&str], depth: Option<usize>) -> String {
    let (request, transaction) = answer(pool, specs);
    let graph = DependencyGraph::new(pool, &request, &transaction);
    graph.tree(depth).to_text(&graph)
}

fn inverted(pool: &Pool, specs: &[&str], what: &str) -> String {
    let (request, transaction) = answer(pool, specs);
    let graph = DependencyGraph::new(pool, &request, &transaction);
    graph.inverted_tree(&graph.matching(what).expect("a spec"), None).to_text(&graph)
}

/// Two ways of one length from app to lib, a longer one, and a circle.
const DIAMOND: [&str; 5] = [
    "app 1; R left; R right",
    "left 1; R lib(x) >= 2; R lib(y); R far",
    "right 1; R lib",
    "far 1; R lib",
    "lib 2; P lib(x) = 3; P lib(y); F /usr/share/lib; R app",
];

#[test]
fn all_shortest_chains() {
    let pool = pool(&DIAMOND, &[]);
    let expected = "\
app-1-1.noarch  requested as app
└── left-1-1.noarch  for left
    └── lib-2-1.noarch  for lib(x) >= 2

app-1-1.noarch  requested as app
└── right-1-1.noarch  for right
    └── lib-2-1.noarch  for lib
";
    for what in ["lib", "lib-2", "lib.noarch", "lib(y)", "lib(x) = 3", "/usr/share/lib", "l?b"] {
        assert_eq!(why(&pool, &["app"], what), expected, "{what}");
    }
    for what in ["lib(x) = 4", "/usr/share/nothing", "no-such-package"] {
        assert_eq!(why(&pool, &["app"], what), "", "{what}");
    }
    assert_eq!(why(&pool, &["app"], "app"), "app-1-1.noarch  requested as app\n");
    // Each request has its own chains, the nearest first.
    let both = why(&pool, &["app", "far"], "lib");
    assert!(both.starts_with("far-1-1.noarch  requested as far\n└── lib"), "{both}");
    assert!(both.ends_with(expected), "{both}");
}

#[test]
fn a_bounded_number_of_chains() {
    // Two packages on each of sixty levels, each of which needs both of the next: 2 to the 60th ways.
    let mut packages = vec!["app 1; R l0a; R l0b".to_owned(), "l60a 1; R end".to_owned()];
    packages.extend(["l60b 1; R end".to_owned(), "end 1".to_owned()]);
    for level in 0..60 {
        for side in ["a", "b"] {
            packages.push(format!("l{level}{side} 1; R l{next}a; R l{next}b", next = level + 1));
        }
    }
    let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
    let pool = pool(&packages, &[]);
    let (request, transaction) = answer(&pool, &["app"]);
    let graph = DependencyGraph::new(&pool, &request, &transaction);
    let end = graph.matching("end").expect("a name");
    let chains = graph.chains(&end, 7);
    assert_eq!((chains.chains.len(), chains.is_truncated), (7, true));
    assert!(chains.chains.iter().all(|chain| chain.len() == 63));
    let first = graph.matching("l0a").expect("a name");
    assert!(!graph.chains(&first, 1).is_truncated, "there is one");
    let report = serde_json::to_value(WhyReport::new(&graph, "end", &graph.chains(&end, 0))).expect("JSON");
    assert_eq!((&report["status"], &report["truncated"]), (&"found".into(), &true.into()));
}

/// A weak dependency is a link where it did something, and only there.
#[test]
fn weak_dependencies() {
    let packages = [
        "app 1; R lib; M extra",
        "lib 1; R extra-lib",
        "extra 1; R extra-lib",
        "extra-lib 1",
        "app-langpack 1; S (app and lang)",
        "lang 1; M extra-lib; M (extra if app)",
    ];
    let pool = pool(&packages, &[]);
    assert_eq!(
        tree(&pool, &["app", "lang"], None),
        "\
app-1-1.noarch  requested as app
├── app-langpack-1-1.noarch  by Supplements: (app and lang)
├── extra-1-1.noarch  by Recommends: extra
│   └── extra-lib-1-1.noarch  for extra-lib
└── lib-1-1.noarch  for lib
    └── extra-lib-1-1.noarch  for extra-lib
lang-1-1.noarch  requested as lang
├── app-langpack-1-1.noarch  by Supplements: (app and lang)
└── extra-1-1.noarch  by Recommends: (extra if app) (*)
"
    );
}

/// What a rich dependency needs under a condition, it needs only if the condition holds.
#[test]
fn conditions() {
    let packages = ["app 1; R (one if two); R (three if four)", "one 1", "two 1", "three 1", "four 1"];
    let pool = pool(&packages, &[]);
    assert_eq!(
        tree(&pool, &["app", "two", "three"], None),
        "\
app-1-1.noarch  requested as app
└── one-1-1.noarch  for (one if two)
two-1-1.noarch  requested as two
three-1-1.noarch  requested as three
"
    );
}

#[test]
fn trees() {
    let pool = pool(&DIAMOND, &[]);
    assert_eq!(
        tree(&pool, &["app"], None),
        "\
app-1-1.noarch  requested as app
├── left-1-1.noarch  for left
│   ├── far-1-1.noarch  for far
│   │   └── lib-2-1.noarch  for lib (*)
│   └── lib-2-1.noarch  for lib(x) >= 2
│       └── app-1-1.noarch  for app, requested as app (*)
└── right-1-1.noarch  for right
    └── lib-2-1.noarch  for lib (*)
"
    );
    assert_eq!(
        tree(&pool, &["app"], Some(1)),
        "\
app-1-1.noarch  requested as app
├── left-1-1.noarch  for left (+2)
└── right-1-1.noarch  for right (+1)
"
    );
    assert_eq!(tree(&pool, &["app"], Some(0)), "app-1-1.noarch  requested as app (+2)\n");
    assert_eq!(
        inverted(&pool, &["app"], "lib"),
        "\
lib-2-1.noarch
├── far-1-1.noarch  for lib
│   └── left-1-1.noarch  for far (*)
├── left-1-1.noarch  for lib(x) >= 2
│   └── app-1-1.noarch  for left, requested as app
│       └── lib-2-1.noarch  for app (*)
└── right-1-1.noarch  for lib
    └── app-1-1.noarch  for right, requested as app (*)
"
    );
    assert_eq!(inverted(&pool, &["app"], "nothing"), "");
}

/// The order in which packages and requirements are written changes nothing but which dependency stands for several.
#[test]
fn the_order_of_the_metadata_does_not_matter() {
    let forth = pool(&DIAMOND, &[]);
    let mut packages = DIAMOND;
    packages.reverse();
    let back = pool(&packages, &[]);
    assert_eq!(tree(&forth, &["app"], None), tree(&back, &["app"], None));
    assert_eq!(why(&forth, &["app"], "lib"), why(&back, &["app"], "lib"));
}

/// Packages of the base end chains; what they need of each other is nobody's business.
#[test]
fn the_base_is_where_chains_end() {
    let pool = pool(&["app 1; R libc"], &["libc 1; R filesystem", "filesystem 1"]);
    assert_eq!(
        why(&pool, &["app"], "libc"),
        "app-1-1.noarch  requested as app\n└── libc-1-1.noarch  for libc, in the base\n"
    );
    assert_eq!(why(&pool, &["app"], "filesystem"), "filesystem-1-1.noarch  in the base\n");
    assert_eq!(
        tree(&pool, &["app"], None),
        "app-1-1.noarch  requested as app\n└── libc-1-1.noarch  for libc, in the base\n"
    );
    assert_eq!(
        tree(&pool, &["app", "libc"], None).lines().last(),
        Some("libc-1-1.noarch  requested as libc, in the base")
    );
}

/// What no request leads to is there in place of something of the base, or because the base needs it.
#[test]
fn replacements() {
    let pool = pool(&["app 1; C old < 2", "old 2; R new-need", "new-need 1"], &["old 1"]);
    let expected = "\
old-2-1.noarch  in place of old-1-1.noarch
└── new-need-1-1.noarch  for new-need
";
    assert_eq!(why(&pool, &["app"], "new-need"), expected);
    assert_eq!(tree(&pool, &["app"], None), format!("app-1-1.noarch  requested as app\n{expected}"));
    let (request, transaction) = answer(&pool, &["app"]);
    let graph = DependencyGraph::new(&pool, &request, &transaction);
    let chains = graph.chains(&graph.matching("new-need").expect("a name"), 10);
    let report = serde_json::to_value(WhyReport::new(&graph, "new-need", &chains)).expect("JSON");
    assert_eq!(
        report["chains"][0][0],
        serde_json::json!({"nevra": "old-0:2-1.noarch", "repo": "r", "for": "old-0:1-1.noarch", "kind": "replaces"})
    );
}

#[test]
fn the_base_can_need_something_new() {
    let pool = pool(&["plugin 1", "app 1; R (x or y)", "x 1"], &["tool 1; R (plugin if app)"]);
    assert_eq!(
        why(&pool, &["app"], "plugin"),
        "tool-1-1.noarch  in the base\n└── plugin-1-1.noarch  for (plugin if app)\n"
    );
    assert_eq!(
        tree(&pool, &["app"], None),
        "\
app-1-1.noarch  requested as app
└── x-1-1.noarch  for (x or y)
tool-1-1.noarch  in the base
└── plugin-1-1.noarch  for (plugin if app)
"
    );
}

/// The graph and [`Transaction::required_by`] are one thing.
#[test]
fn required_by() {
    let pool = pool(&DIAMOND, &[]);
    let (request, transaction) = answer(&pool, &["app"]);
    let graph = DependencyGraph::new(&pool, &request, &transaction);
    for &installation in &transaction.installations {
        let links = graph.needed_by(installation.package).iter().map(|link| link.from);
        assert_eq!(transaction.required_by(&pool, installation), links.collect::<Vec<_>>());
    }
    let lib = graph.matching("lib").expect("a name")[0];
    let names = graph.needed_by(lib).iter().map(|link| pool.solvable(link.from).name());
    assert_eq!(names.collect::<Vec<_>>(), ["far", "left", "right"]);
}

/// A repository may make a chain as long as it likes: nothing recurses, no line grows without end, and the JSON is
/// no deeper than its readers can take.
#[test]
fn long_chains() {
    const LENGTH: usize = 10_000;
    let packages: Vec<String> = (0..LENGTH)
        .map(|number| match number {
            0 => "p0 1".to_owned(),
            _ => format!("p{number} 1; R p{}", number - 1),
        })
        .collect();
    let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
    let pool = pool(&packages, &[]);
    let (request, transaction) = answer(&pool, &["p9999"]);
    let graph = DependencyGraph::new(&pool, &request, &transaction);
    let bottom = graph.matching("p0").expect("a name");
    let chains = graph.chains(&bottom, 10);
    assert_eq!(chains.chains.iter().map(Vec::len).collect::<Vec<_>>(), [LENGTH]);
    let tree = graph.tree(None);
    for text in [chains.to_text(&graph), tree.to_text(&graph)] {
        assert_eq!(text.lines().count(), LENGTH);
        assert!(text.lines().all(|line| line.chars().count() < 300));
        assert!(text.lines().last().is_some_and(|line| line.ends_with("└── p0-1-1.noarch  for p0")));
    }
    assert_eq!(graph.inverted_tree(&bottom, None).nodes.len(), LENGTH);
    assert_eq!(tree.to_dot(&graph).lines().filter(|line| line.contains(" -> ")).count(), LENGTH - 1);
    let json = serde_json::to_string(&TreeReport::new(&graph, &tree)).expect("JSON");
    let json: serde_json::Value = serde_json::from_str(&json).expect("no deeper than serde_json reads");
    let mut node = &json["roots"][0];
    for _ in 0..TreeReport::DEPTH_MAX {
        assert!(node["hidden"].is_null());
        node = &node["children"][0];
    }
    assert_eq!((&node["hidden"], &node["children"]), (&1.into(), &serde_json::json!([])));
    assert_eq!(node["nevra"], "p9939-0:1-1.noarch");
}

#[test]
fn reports() {
    let pool = pool(&["app 1; R lib; R far", "lib 1; R far", "far 1"], &[]);
    let (request, transaction) = answer(&pool, &["app", "far"]);
    let graph = DependencyGraph::new(&pool, &request, &transaction);
    let json = |tree| serde_json::to_value(TreeReport::new(&graph, &tree)).expect("JSON");
    let far = |reason: &str, kind: &str| {
        serde_json::json!({
            "nevra": "far-0:1-1.noarch", "repo": "r", "for": reason, "kind": kind, "requested": "far",
            "repeated": true, "children": []
        })
    };
    assert_eq!(
        json(graph.tree(None)),
        serde_json::json!({"schema": 1, "status": "solved", "roots": [
            {"nevra": "app-0:1-1.noarch", "repo": "r", "for": "app", "kind": "requested", "repeated": false,
             "children": [
                far("far", "requires"),
                {"nevra": "lib-0:1-1.noarch", "repo": "r", "for": "lib", "kind": "requires", "repeated": false,
                 "children": [far("far", "requires")]},
            ]},
            {"nevra": "far-0:1-1.noarch", "repo": "r", "for": "far", "kind": "requested", "repeated": false,
             "children": []},
        ]})
    );
    let lib = graph.matching("lib").expect("a name");
    let inverted = json(graph.inverted_tree(&lib, Some(0)));
    assert_eq!(
        inverted["roots"][0],
        serde_json::json!({"nevra": "lib-0:1-1.noarch", "repo": "r", "for": null, "kind": "installed",
            "repeated": false, "hidden": 1, "children": []})
    );
}

/// Whatever a repository writes, a label is one quoted string.
#[test]
fn dot_is_quoted() {
    let odd = r#"odd("a\N")"#;
    let packages = [format!("app 1; R {odd}; M more"), format!("lib 1; P {odd}"), "more 1".to_owned()];
    let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
    let pool = pool(&packages, &[]);
    let (request, transaction) = answer(&pool, &["app"]);
    let graph = DependencyGraph::new(&pool, &request, &transaction);
    let expected = "\
digraph rpmsolve {
    rankdir=LR;
    node [shape=box];
    n0 [label=\"app-0:1-1.noarch\\nrequested as app\"];
    n1 [label=\"lib-0:1-1.noarch\"];
    n0 -> n1 [label=\"odd(\\\"a\\\\N\\\")\"];
    n2 [label=\"more-0:1-1.noarch\"];
    n0 -> n2 [label=\"more\", style=dashed];
}
";
    assert_eq!(graph.tree(None).to_dot(&graph), expected);
    let chains = graph.chains(&graph.matching("lib").expect("a name"), 10);
    assert_eq!(chains.to_dot(&graph).lines().filter(|line| line.contains("->")).count(), 1);
}
