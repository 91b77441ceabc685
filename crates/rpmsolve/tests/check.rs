//! Repository closure on small repositories: what is broken, what may not be taken for a proof that something is not,
//! and that neither order nor threads show.

use rpmsolve::metadata::{MetadataError, read_primary};
use rpmsolve::{
    ArchPolicy, BrokenPackage, Pool, PoolBuilder, RepositoryOptions, Request, check, checkable,
    newest_versions,
};

/// A pool of packages, each a line: `name version arch`, and after that relations, `requires:lib` and so on.
fn pool(packages: &str) -> Pool {
    let mut xml = String::from("<metadata>");
    for line in packages.lines() {
        let mut words = line.split_whitespace();
        let mut next = || words.next().expect("a word");
        let (name, version, arch) = (next(), next(), next());
        let relations: String = words
            .map(|word| {
                let (kind, name) = word.split_once(':').expect("kind:name");
                format!("<{kind}><entry name=\"{name}\"/></{kind}>")
            })
            .collect();
        xml += &format!(
            "<package><name>{name}</name><arch>{arch}</arch><version ver=\"{version}\" rel=\"1\"/>\
             <format>{relations}</format></package>"
        );
    }
    xml += "</metadata>";
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let repository = builder.add_repository("r", RepositoryOptions::default());
    read_primary(xml.as_bytes(), "primary.xml", |package| {
        builder.add_package(repository, package).expect("nothing here is hostile");
        Ok::<(), MetadataError>(())
    })
    .expect("well-formed");
    builder.build().expect("a pool")
}

fn check_all(pool: &Pool, template: &Request, threads: usize) -> Vec<BrokenPackage> {
    check(pool, template, &checkable(pool, template), threads, &mut |_, _| true)
}

fn names(pool: &Pool, broken: &[BrokenPackage]) -> Vec<String> {
    broken.iter().map(|broken| pool.solvable(broken.package).to_string()).collect()
}

#[test]
fn broken_packages_are_found_with_their_reasons() {
    let pool = pool(
        "app 1 noarch requires:lib\n\
         lib 1 noarch requires:nowhere\n\
         tool 1 noarch requires:data\n\
         data 1 noarch\n\
         rival 1 noarch requires:data conflicts:tool\n\
         both 1 noarch requires:tool requires:rival\n\
         alien 1 aarch64 requires:nowhere",
    );
    let request = Request::default();
    assert_eq!(checkable(&pool, &request).len(), 6, "what is for another machine is nobody's concern here");
    let broken = check_all(&pool, &request, 1);
    assert_eq!(names(&pool, &broken), ["app-1-1.noarch", "both-1-1.noarch", "lib-1-1.noarch"]);
    let text = |index: usize| broken[index].problems[0].to_text(&pool);
    assert!(text(0).contains("nothing provides nowhere needed by lib-1-1.noarch"), "{}", text(0));
    assert!(text(1).contains("package rival-1-1.noarch from r conflicts with tool"), "{}", text(1));
}

/// Where only the 32-bit build has what an old package needs, that build may be installed with it when both were asked
/// for, but not for a package within whose reach the 64-bit build is.
#[test]
fn lesser_architectures_prove_nothing() {
    let pool = pool(
        "lib 2 x86_64 provides:new\n\
         lib 1 i686 provides:old requires:friend\n\
         friend 1 noarch requires:old requires:helper\n\
         helper 1 noarch recommends:new",
    );
    for threads in [1, 3] {
        let broken = check_all(&pool, &Request { colours: false, ..Request::default() }, threads);
        assert_eq!(names(&pool, &broken), ["friend-1-1.noarch"]);
    }
}

#[test]
fn what_comes_on_request_only_proves_nothing() {
    let pool = pool("special 1 noarch requires:app\napp 1 noarch requires:special");
    let only_on_request = pool.named("special").map(|solvable| solvable.id()).collect();
    let broken = check_all(&pool, &Request { only_on_request, ..Request::default() }, 1);
    assert_eq!(names(&pool, &broken), ["app-1-1.noarch"], "special can be had, but not by asking for app");
}

#[test]
fn excluded_packages_are_neither_checked_nor_chosen() {
    let pool = pool("app 1 noarch requires:lib\nlib 1 noarch");
    let mut request = Request::default();
    request.exclude(&pool, "lib").expect("a name");
    assert_eq!(checkable(&pool, &request).len(), 1);
    assert_eq!(names(&pool, &check_all(&pool, &request, 1)), ["app-1-1.noarch"]);
}

#[test]
fn only_the_newest_of_each_architecture() {
    let pool = pool(
        "app 1 x86_64 requires:nowhere\napp 2 x86_64\napp 1 i686 requires:nowhere\napp 2 aarch64\nlib 1 noarch",
    );
    let request = Request::default();
    let newest = newest_versions(&pool, &checkable(&pool, &request));
    let newest: Vec<String> = newest.iter().map(|&id| pool.solvable(id).to_string()).collect();
    assert_eq!(newest, ["app-2-1.x86_64", "app-1-1.i686", "lib-1-1.noarch"]);
}

/// Many packages, of which every seventh is broken, and pairs that cannot be together.
#[test]
fn threads_do_not_show_and_progress_counts() {
    let lines = (0..200).map(|number| match number % 7 {
        0 => format!("p{number} 1 noarch requires:nowhere{number}"),
        1 => format!("p{number} 1 noarch requires:p{} conflicts:p{}", number + 2, number + 1),
        6 => format!("p{number} 1 noarch requires:p{}", number - 6),
        _ => format!("p{number} 1 noarch"),
    });
    let pool = pool(&lines.collect::<Vec<_>>().join("\n"));
    let request = Request::default();
    let packages = checkable(&pool, &request);
    let mut backwards = packages.clone();
    backwards.reverse();
    backwards.extend(&packages);
    let expected = check_all(&pool, &request, 1);
    assert_eq!(expected.len(), 29 + 28);
    for threads in [0, 1, 2, 7, 1000] {
        let mut seen = Vec::new();
        let broken = check(&pool, &request, &backwards, threads, &mut |done, total| {
            seen.push((done, total));
            true
        });
        assert_eq!(broken, expected, "{threads} threads");
        assert!(seen.is_sorted(), "{seen:?}");
        assert_eq!(seen.last(), Some(&(200, 200)));
    }
}

#[test]
fn nothing_to_check() {
    let pool = pool("");
    assert!(check_all(&pool, &Request::default(), 2).is_empty());
}
