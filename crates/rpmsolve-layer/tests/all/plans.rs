//! Plans of several functions: what is in which layer, what stands in the way, and layers that work together as one
//! would.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use rpmsolve_layer::{
    AuditOptions, BaseImage, Finding, FindingKind, LayerError, LayerOptions, LayerPackage, Obstacle, Output,
    Plan, PlanFunction, PlanOptions, audit, build_layer, build_plan, plan,
};

use crate::support::*;

fn function(name: &str, packages: &[usize]) -> PlanFunction {
    PlanFunction { name: name.to_owned(), packages: packages.to_vec(), ..PlanFunction::default() }
}

/// A package with digests, as all real ones are.
fn real(name: &str, files: impl IntoIterator<Item = File>) -> Rpm {
    Rpm { digests: true, ..rpm(name, files) }
}

fn data(path: &str, length: usize) -> File {
    file(path, path.bytes().cycle().take(length).collect::<Vec<u8>>())
}

fn write(packages: &[Rpm], directory: &Path) -> Vec<LayerPackage> {
    packages.iter().map(|rpm| rpm.write(directory)).collect()
}

fn plan_of(packages: &[Rpm], functions: &[PlanFunction], options: &PlanOptions) -> Plan {
    let directory = tempfile::tempdir().unwrap();
    plan(&write(packages, directory.path()), functions, options).unwrap()
}

/// The layers with the names of their packages.
fn names(plan: &Plan) -> Vec<(&str, Vec<&str>)> {
    let package = |layer: usize, index: usize| {
        let nevra = plan.layers[layer].packages[index].as_str();
        nevra.split_once("-0:").map_or(nevra, |(name, _)| name)
    };
    let layer = |number: usize| {
        let packages = (0..plan.layers[number].packages.len()).map(|index| package(number, index));
        (plan.layers[number].name.as_str(), packages.collect())
    };
    (0..plan.layers.len()).map(layer).collect()
}

fn with_limit(limit_bytes: u64) -> PlanOptions {
    let layer = LayerOptions { limit_bytes: Some(limit_bytes), ..LayerOptions::default() };
    PlanOptions { layer, ..PlanOptions::default() }
}

#[test]
fn what_functions_share_is_in_one_layer() {
    let packages = [
        real("app", [data("/usr/bin/app", 1000)]),
        real("lib", [data("/usr/share/lib/data", 20_000), data("/usr/share/doc/lib/README", 50_000)]),
        real("tool", [data("/usr/bin/tool", 3000)]),
    ];
    let functions = [function("web", &[0, 1]), PlanFunction { own_bytes: 7, ..function("mail", &[1, 2]) }];
    let plan = plan_of(&packages, &functions, &PlanOptions::default());
    assert!(plan.is_possible() && plan.proved);
    assert_eq!(names(&plan), [("shared", vec!["lib"]), ("web", vec!["app"]), ("mail", vec!["tool"])]);
    assert_eq!(plan.layers[0].functions, ["web", "mail"]);
    let files: u64 = 1000 + 20_000 + 3000;
    assert!((files..files + 40_000).contains(&plan.total_bytes), "{}: no documentation", plan.total_bytes);
    let mail = &plan.functions[1];
    assert_eq!(
        (mail.layers.as_slice(), mail.packages, mail.waste_bytes),
        (&["shared".into(), "mail".into()][..], 2, 0)
    );
    assert_eq!(mail.bytes, plan.layers[0].bytes + plan.layers[2].bytes);
    assert_eq!(mail.left_bytes, Some(262_144_000 - mail.bytes - 7));
}

#[test]
fn hard_links_and_places_that_packages_share_count_once() {
    let hard = |path: &str| File { inode: 9, ..data(path, 50_000) };
    let twin = || data("/usr/share/licenses/common", 40_000);
    let packages = [
        real(
            "one",
            [File { data: hard("/usr/bin/b").data, ..hard("/usr/bin/a") }, hard("/usr/bin/b"), twin()],
        ),
        real("two", [twin()]),
    ];
    let plan = plan_of(&packages, &[function("f", &[0, 1])], &PlanOptions::default());
    let bytes = plan.total_bytes;
    assert!(
        (90_000..110_000).contains(&bytes),
        "{bytes}: the same file at one place is no clash and counts once"
    );
}

#[test]
fn few_layers_are_shared_by_functions_that_need_part_of_them() {
    let sizes = [40_000, 90_000, 50_000, 30_000];
    let packages: Vec<Rpm> =
        (0..4).map(|i| real(&format!("p{i}"), [data(&format!("/usr/share/p{i}"), sizes[i])])).collect();
    let functions = [function("a", &[0, 1, 2]), function("b", &[0, 1]), function("c", &[0, 3])];
    let options = PlanOptions { layers_max: 2, ..PlanOptions::default() };
    let plan = plan_of(&packages, &functions, &options);
    assert_eq!(names(&plan), [("shared", vec!["p0"]), ("shared-a-b", vec!["p1", "p2"]), ("c", vec!["p3"])]);
    let waste: Vec<u64> = plan.functions.iter().map(|function| function.waste_bytes).collect();
    assert!(waste[0] == 0 && waste[2] == 0 && (50_000..60_000).contains(&waste[1]), "{waste:?}");
    // Without room for what they do not need, functions cannot share all that they could.
    let mut tight = functions;
    tight[1].own_bytes = 262_144_000 - 180_000;
    tight[2].own_bytes = 262_144_000 - 130_000;
    let plan = plan_of(&packages, &tight, &options);
    let stored: usize = plan.layers.iter().map(|layer| layer.packages.len()).sum();
    assert!(stored > 4, "{:?}", names(&plan));
}

#[test]
fn a_function_over_the_limit_is_named_with_its_packages() {
    let packages = [real("big", [data("/usr/big", 70_000)]), real("small", [data("/usr/small", 9000)])];
    let functions = [function("one", &[0, 1]), PlanFunction { own_bytes: 60_000, ..function("two", &[1]) }];
    let plan = plan_of(&packages, &functions, &with_limit(60_000));
    assert!(!plan.is_possible() && plan.layers.is_empty());
    let [
        Obstacle::OverLimit { function, over_bytes, packages },
        Obstacle::OverLimit { function: second, over_bytes: second_over, .. },
    ] = plan.reasons.as_slice()
    else {
        panic!("{:?}", plan.reasons)
    };
    assert_eq!((function.as_str(), second.as_str()), ("one", "two"));
    assert!((19_000..60_000).contains(over_bytes) && *second_over >= 9000, "{over_bytes} {second_over}");
    assert_eq!((packages[0].nevra.as_str(), packages[0].bytes), ("big-0:1-1.x86_64", 70_000));
}

#[test]
fn a_clash_inside_a_function_is_told_and_one_between_functions_is_kept_apart() {
    let packages = [
        real("one", [data("/usr/share/x", 10)]),
        real("two", [data("/usr/share/x", 20)]),
        real("lib", [data("/usr/share/lib", 10)]),
    ];
    let both = plan_of(&packages, &[function("f", &[0, 1])], &PlanOptions::default());
    let nevras = ["one-0:1-1.x86_64".to_owned(), "two-0:1-1.x86_64".to_owned()];
    let conflict = Obstacle::FileConflict { function: "f".into(), path: "share/x".into(), packages: nevras };
    assert_eq!(both.reasons, [conflict]);
    // With one layer each, sharing lib would give each function the other's file.
    let options = PlanOptions { layers_max: 1, ..PlanOptions::default() };
    let plan = plan_of(&packages, &[function("f", &[0, 2]), function("g", &[1, 2])], &options);
    assert_eq!(names(&plan), [("f", vec!["lib", "one"]), ("g", vec!["lib", "two"])]);
    let prefer = vec![("one".to_owned(), "share/x".to_owned())];
    let layer = LayerOptions { prefer, ..LayerOptions::default() };
    let options = PlanOptions { layer, ..PlanOptions::default() };
    let settled = plan_of(&packages, &[function("f", &[0, 1]), function("g", &[1])], &options);
    assert_eq!(
        names(&settled),
        [("f", vec!["one", "two"]), ("g", vec!["two"])],
        "it is settled in one layer only"
    );
}

#[test]
fn files_and_links_do_not_stand_in_the_way_of_directories() {
    let packages = [
        real("file", [data("/usr/share/x", 10)]),
        real("below", [data("/usr/share/x/y", 10)]),
        real("link", [link("/usr/share/x", "z")]),
        real("directory", [directory("/usr/share/x"), data("/usr/share/z", 1)]),
    ];
    let clash = |one, two| {
        let plan = plan_of(&packages, &[function("f", &[one, two])], &PlanOptions::default());
        (plan.is_possible(), plan.layers.len())
    };
    assert_eq!(clash(0, 1), (false, 0));
    assert_eq!(clash(0, 3), (false, 0));
    assert_eq!((clash(1, 2), clash(2, 3), clash(1, 3)), ((true, 1), (true, 1), (true, 1)));
}

#[test]
fn a_library_has_one_place_in_a_function() {
    let wide = |name, directory: &str, width| Rpm {
        width,
        ..real(name, [program(&format!("/usr/{directory}/libz.so.1"), name)])
    };
    let packages = [
        wide("one", "lib64", 64),
        wide("two", "lib64/special", 64),
        wide("narrow", "lib", 32),
        real("config", [file("/etc/ld.so.conf.d/special.conf", "/usr/lib64/special\n")]),
    ];
    let reasons = |needed: &[usize]| {
        plan_of(&packages, &[function("f", needed)], &PlanOptions::default()).reasons.len()
    };
    assert_eq!(reasons(&[0, 1]), 0, "nobody looks there");
    assert_eq!(reasons(&[0, 1, 3]), 1);
    assert_eq!(reasons(&[0, 2]), 0, "a library for programs of 32 bits is another one");
}

#[test]
fn bad_functions_are_refused() {
    let check = |functions: &[PlanFunction]| match plan(&[], functions, &PlanOptions::default()) {
        Err(LayerError::BadPlan { reason }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(check(&[function("a/b", &[])]).contains("no name of a function"));
    assert!(check(&[function("a", &[]), function("A", &[])]).contains("two functions"));
    assert!(check(&[function("a", &[0])]).contains("package 0 of 0"));
    let many: Vec<_> = (0..129).map(|number| function(&format!("f{number}"), &[])).collect();
    assert!(check(&many).contains("129 functions"));
}

/// What somebody should know of some layers together, but for what is told of every layer by itself.
fn told(layers: &[impl AsRef<Path>], base: &BaseImage) -> BTreeSet<(FindingKind, String, String)> {
    let tell = |finding: Finding| (finding.kind, finding.path, finding.package);
    audit(layers, base, &AuditOptions::default()).unwrap().findings.into_iter().map(tell).collect()
}

#[test]
fn layers_find_in_each_other_what_one_would_have_itself() {
    let directory = tempfile::tempdir().unwrap();
    let packages = write(
        &[
            real(
                "app",
                [
                    program(
                        "/usr/bin/app",
                        "#!/usr/bin/lang\nread /usr/share/lang/table and /usr/share/zoneinfo\n",
                    ),
                    link("/usr/share/app/table", "../lang/table"),
                    link("/usr/share/app/gone", "../nowhere"),
                ],
            ),
            real(
                "lang",
                [
                    program("/usr/bin/lang", "x"),
                    data("/usr/share/lang/table", 10),
                    program("/usr/sbin/langd", "d"),
                ],
            ),
            real("other", [file("/usr/share/other/list", "/usr/bin/app /usr/bin/lang")]),
        ],
        directory.path(),
    );
    let base = BaseImage::from_paths(["/bin/sh", "/usr/share/zoneinfo"]);
    let functions = [function("one", &[0, 1]), function("two", &[1, 2])];
    let options = PlanOptions::default();
    let mut plan = plan(&packages, &functions, &options).unwrap();
    let estimated: Vec<u64> = plan.layers.iter().map(|layer| layer.bytes).collect();
    let out = directory.path().join("layers");
    let built = build_plan(&mut plan, &packages, &base, &options, &out, &mut |_, _| {}).unwrap();
    assert_eq!(
        plan.layers.iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>(),
        ["shared", "one", "two"]
    );
    for (layer, estimated) in plan.layers.iter().zip(estimated) {
        assert!(layer.bytes <= estimated, "{}: {} of {estimated}", layer.name, layer.bytes);
    }
    assert_eq!(plan.total_bytes, built.iter().map(|layer| layer.report.bytes).sum::<u64>());

    let text = |layer: &str, path: &str| {
        let mut archive =
            zip::ZipArchive::new(std::fs::File::open(out.join(format!("{layer}.zip"))).unwrap()).unwrap();
        let entry = archive.by_name(path).ok();
        entry.map(|mut entry| std::io::read_to_string(&mut entry).unwrap())
    };
    let app = "#!/opt/bin/lang\nread /opt/share/lang/table and /usr/share/zoneinfo\n";
    assert_eq!(text("one", "bin/app").as_deref(), Some(app));
    assert_eq!(text("one", "share/app/table").as_deref(), Some("../lang/table"), "it is in another layer");
    assert_eq!(text("one", "share/app/gone"), None);
    assert_eq!(
        (text("one", "bin/lang"), text("one", "bin/langd")),
        (None, None),
        "what others have is not put in"
    );
    assert!(text("shared", "bin/langd").is_some());
    // No function has both other and app, so what app is called after the move is nobody's affair.
    assert_eq!(text("two", "share/other/list").as_deref(), Some("/usr/bin/app /opt/bin/lang"));
    let manifest = text("one", "share/rpmsolve/manifest.json").unwrap();
    assert!(manifest.contains(r#""beside":["lang-0:1-1.x86_64"]"#), "{manifest}");

    // What is said about one function is what would be said if it had one layer.
    let single = directory.path().join("single.zip");
    build_layer(&packages[..2], &base, &LayerOptions::default(), &Output::from_path(&single), &mut |_| {})
        .unwrap();
    let paths = ["shared.zip", "one.zip"].map(|name| out.join(name));
    assert_eq!(told(&paths, &base), told(&[&single], &base));
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 3, "nothing is left of the making");
}

#[test]
fn a_plan_that_was_too_hopeful_leaves_no_layers() {
    let directory = tempfile::tempdir().unwrap();
    let packages = write(&[real("app", [data("/usr/app", 1000)])], directory.path());
    let options = PlanOptions::default();
    let mut plan = plan(&packages, &[function("f", &[0])], &options).unwrap();
    let out = directory.path().join("layers");
    let build = |plan: &mut Plan| {
        build_plan(plan, &packages, &BaseImage::new(), &with_limit(900), &out, &mut |_, _| {})
    };
    match build(&mut plan).unwrap_err() {
        LayerError::OverBudget { budget } => assert_eq!(budget.packages[0].nevra, "app-0:1-1.x86_64"),
        other => panic!("{other}"),
    }
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0);
}

/// Real libraries, some in one layer and some in another, are found as they are when they are in one.
#[test]
fn real_libraries_are_found_across_layers() {
    let Some(corpus) = crate::corpus::corpus() else { return };
    let at = |name: &str| corpus.join("rpms/el7-x86_64").join(format!("{name}.rpm"));
    let names = [
        "nspr-4.13.1-1.0.el7_3.x86_64",
        "nss-util-3.28.4-1.0.el7_3.x86_64",
        "nss-3.28.4-1.2.el7_3.x86_64",
        "nss-tools-3.28.4-1.2.el7_3.x86_64",
        "nss-sysinit-3.28.4-1.2.el7_3.x86_64",
    ];
    if names.iter().any(|name| !at(name).is_file()) {
        return println!("skipped: no corpus");
    }
    let packages = names.map(|name| LayerPackage::new(name, "el7", at(name)));
    let base = BaseImage::from_paths(
        ["libc.so.6", "libpthread.so.0", "libdl.so.2", "ld-linux-x86-64.so.2"]
            .map(|name| format!("/lib64/{name}")),
    );
    let functions = [function("tools", &[0, 1, 2, 3]), function("init", &[0, 1, 2, 4])];
    let options = PlanOptions::default();
    let directory = tempfile::tempdir().unwrap();
    let mut plan = plan(&packages, &functions, &options).unwrap();
    build_plan(&mut plan, &packages, &base, &options, directory.path(), &mut |_, _| {}).unwrap();
    let zip = |name: &str| directory.path().join(format!("{name}.zip"));
    let single = zip("single");
    let together = told(&[zip("shared"), zip("tools")], &base);
    build_layer(&packages[..4], &base, &LayerOptions::default(), &Output::from_path(&single), &mut |_| {})
        .unwrap();
    assert_eq!(together, told(&[single], &base));
    let missing = |layers: &[&str]| {
        let layers: Vec<_> = layers.iter().map(|name| zip(name)).collect();
        let needs = audit(&layers, &base, &AuditOptions::default()).unwrap().needs;
        needs
            .into_iter()
            .filter(|need| need.provided_by.is_none())
            .map(|need| need.soname)
            .collect::<BTreeSet<_>>()
    };
    assert!(missing(&["tools"]).contains("libnss3.so"), "alone it has not what it needs");
    assert!(!missing(&["shared", "tools"]).contains("libnss3.so"));
}

/// Size and kind of each package, what each function needs, how many layers, and the limit.
type Case = (Vec<(usize, u8)>, Vec<Vec<bool>>, usize, u64);

/// Packages of random sizes, some of which have a file in common or clash, and functions that need some of them.
fn cases() -> impl Strategy<Value = Case> {
    let package = (1_usize..3000, 0_u8..12);
    (1_usize..7).prop_flat_map(move |count| {
        let packages = proptest::collection::vec(package.clone(), count);
        let functions = proptest::collection::vec(proptest::collection::vec(any::<bool>(), count), 1..5);
        (packages, functions, 1_usize..4, 20_000_u64..60_000)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_plan_holds_what_it_promises((sizes, needs, layers_max, limit) in cases()) {
        let rpms: Vec<Rpm> = sizes
            .iter()
            .enumerate()
            .map(|(number, &(size, common))| {
                let own = data(&format!("/usr/share/p{number}"), size);
                // 0 to 2: a file that others have too; 3 and 4: one of another size at the same place.
                let shared = (common < 5).then(|| data("/usr/share/common", 10 + usize::from(common / 3)));
                real(&format!("p{number}"), std::iter::once(own).chain(shared))
            })
            .collect();
        let directory = tempfile::tempdir().unwrap();
        let packages = write(&rpms, directory.path());
        let functions: Vec<PlanFunction> = needs
            .iter()
            .enumerate()
            .map(|(number, needs)| {
                let needed: Vec<usize> = (0..needs.len()).filter(|&package| needs[package]).collect();
                function(&format!("f{number}"), &needed)
            })
            .collect();
        let options = PlanOptions { layers_max, ..with_limit(limit) };
        let made = plan(&packages, &functions, &options).unwrap();

        // The order of packages does not matter.
        let mirrored: Vec<LayerPackage> = packages.iter().rev().cloned().collect();
        let mirror = |function: &PlanFunction| PlanFunction {
            packages: function.packages.iter().map(|package| packages.len() - 1 - package).collect(),
            ..function.clone()
        };
        let again = plan(&mirrored, &functions.iter().map(mirror).collect::<Vec<_>>(), &options).unwrap();
        prop_assert_eq!(serde_json::to_value(&made).unwrap(), serde_json::to_value(&again).unwrap());

        let kind = |package: usize| (sizes[package].1 < 5).then_some(sizes[package].1 / 3);
        let clash = |needed: &[usize]| {
            needed.iter().filter_map(|&package| kind(package)).collect::<BTreeSet<u8>>().len() > 1
        };
        let has_clash = functions.iter().any(|function| clash(&function.packages));
        if !made.is_possible() {
            let over = |reason: &Obstacle| matches!(reason, Obstacle::OverLimit { .. });
            prop_assert!(has_clash || made.reasons.iter().all(over));
            return Ok(());
        }
        prop_assert!(!has_clash);
        let number: BTreeMap<&str, usize> =
            packages.iter().enumerate().map(|(number, package)| (package.nevra.as_str(), number)).collect();
        for (wanted, got) in functions.iter().zip(&made.functions) {
            let layers: Vec<_> = made.layers.iter().filter(|layer| got.layers.contains(&layer.name)).collect();
            prop_assert!(layers.len() == got.layers.len() && layers.len() <= layers_max);
            let all: Vec<usize> =
                layers.iter().flat_map(|layer| &layer.packages).map(|nevra| number[nevra.as_str()]).collect();
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "no package twice");
            prop_assert!(wanted.packages.iter().all(|package| all.contains(package)), "every package");
            prop_assert!(!clash(&all), "nothing that clashes");
            prop_assert_eq!(got.bytes, layers.iter().map(|layer| layer.bytes).sum::<u64>());
            prop_assert!(got.bytes <= limit);
        }
    }
}
