//! What the smallest install may take and what not, case by case; that it is the smallest is in `laws.rs`.

use rpmsolve::metadata::{Field, PackageRecord, RelationKind};
use rpmsolve::{
    ArchPolicy, BasePolicy, Nevra, Outcome, Pool, PoolBuilder, RepositoryId, RepositoryOptions, Request,
    Smallest, solve_smallest,
};

/// A pool of a base and repositories. A package is a line: NEVRA, bytes, then `P:`, `R:`, `C:` or `O:` and a capability.
fn pool(base: &str, repositories: &[(&str, RepositoryOptions)]) -> Pool {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let installed = builder.add_repository("base", RepositoryOptions::default());
    builder.set_base(installed);
    add(&mut builder, installed, base);
    for (packages, options) in repositories {
        let repository = builder.add_repository("r", *options);
        add(&mut builder, repository, packages);
    }
    builder.build().expect("nothing here is hostile")
}

fn add(builder: &mut PoolBuilder, repository: RepositoryId, packages: &str) {
    for line in packages.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let nevra: Nevra = words.next().expect("a NEVRA").parse().expect("a NEVRA");
        let mut record = PackageRecord::default();
        record.set(Field::Name, &nevra.name);
        record.set(Field::Evr, &nevra.evr.to_string());
        record.set(Field::Arch, &nevra.arch);
        record.size_installed_bytes = words.next().expect("a size").parse().expect("a number");
        for word in words {
            let (kind, name) = word.split_once(':').expect("a relation");
            let kind = match kind {
                "P" => RelationKind::Provides,
                "R" => RelationKind::Requires,
                "C" => RelationKind::Conflicts,
                _ => RelationKind::Obsoletes,
            };
            let (name, constraint) = match name.split_once('=') {
                Some((name, evr)) => (name, Some((rpmsolve::Comparison::EQUAL, evr))),
                None => (name, None),
            };
            record.add_relation(kind, name, constraint, false);
        }
        builder.add_package(repository, &record).expect("nothing here is hostile");
    }
}

fn one(packages: &str) -> Pool {
    pool("", &[(packages, RepositoryOptions::default())])
}

fn smallest(pool: &Pool, request: Request, spec: &str) -> Smallest {
    let mut request = request;
    request.install(pool, spec).expect("a spec");
    solve_smallest(pool, &request, &mut || false)
}

/// What is added, without the epoch.
fn added(pool: &Pool, smallest: &Smallest) -> Vec<String> {
    let Outcome::Solved(transaction) = &smallest.outcome else { panic!("there is an answer") };
    assert!(smallest.size.is_some_and(|size| size.is_optimal()));
    transaction.installations.iter().map(|it| pool.solvable(it.package).to_string()).collect()
}

#[test]
fn what_looks_larger_may_be_smaller_with_all_it_needs() {
    let pool = one("app-1-1.noarch 1 R:data
        data-a-1-1.noarch 10 P:data R:heavy
        data-b-1-1.noarch 40 P:data
        heavy-1-1.noarch 100");
    assert_eq!(
        added(&pool, &smallest(&pool, Request::default(), "app")),
        ["app-1-1.noarch", "data-b-1-1.noarch"]
    );
}

#[test]
fn what_is_needed_anyway_is_shared() {
    let pool = one("app-1-1.noarch 1 R:data R:other
        data-a-1-1.noarch 10 P:data R:heavy
        data-b-1-1.noarch 40 P:data
        other-1-1.noarch 1 R:heavy
        heavy-1-1.noarch 100");
    let answer = smallest(&pool, Request::default(), "app");
    assert_eq!(
        added(&pool, &answer),
        ["app-1-1.noarch", "data-a-1-1.noarch", "heavy-1-1.noarch", "other-1-1.noarch"]
    );
}

#[test]
fn old_versions_do_not_count() {
    let pool = one("app-1-1.noarch 1 R:data
        data-1-1.noarch 1
        data-2-1.noarch 50");
    assert_eq!(
        added(&pool, &smallest(&pool, Request::default(), "app")),
        ["app-1-1.noarch", "data-2-1.noarch"]
    );
    assert_eq!(added(&pool, &smallest(&pool, Request::default(), "data")), ["data-2-1.noarch"]);
    assert_eq!(added(&pool, &smallest(&pool, Request::default(), "data-1")), ["data-1-1.noarch"], "as asked");
}

#[test]
fn old_versions_count_where_newer_ones_are_impossible() {
    let repository = "app-1-1.noarch 1 R:data
        data-full-1-1.noarch 90 P:data R:libc=1-1
        data-full-2-1.noarch 90 P:data R:libc=2-1
        data-minimal-1-1.noarch 5 P:data R:libc=1-1
        data-minimal-2-1.noarch 4 P:data R:libc=2-1
        libc-1-1.noarch 100
        libc-2-1.noarch 100";
    let pool = pool("libc-1-1.noarch 100", &[(repository, RepositoryOptions::default())]);
    let locked = Request { base: BasePolicy::Locked, ..Request::default() };
    assert_eq!(added(&pool, &smallest(&pool, locked, "app")), ["app-1-1.noarch", "data-minimal-1-1.noarch"]);
    // An update of the base counts in full, so it stays.
    let answer = smallest(&pool, Request::default(), "app");
    assert_eq!(added(&pool, &answer), ["app-1-1.noarch", "data-minimal-1-1.noarch"]);
}

#[test]
fn lesser_architectures_do_not_count() {
    let pool = one("app-1-1.x86_64 1 R:data
        data-1-1.x86_64 50
        data-1-1.i686 10");
    assert_eq!(
        added(&pool, &smallest(&pool, Request::default(), "app")),
        ["app-1-1.x86_64", "data-1-1.x86_64"]
    );
    assert_eq!(added(&pool, &smallest(&pool, Request::default(), "data")), ["data-1-1.x86_64"]);
}

#[test]
fn repositories_of_worse_priority_do_not_count_for_a_name() {
    let worse = RepositoryOptions { priority: 100, ..RepositoryOptions::default() };
    let better = "app-1-1.noarch 1 R:data
        data-1-1.noarch 50";
    let pool = pool("", &[(better, RepositoryOptions::default()), ("data-1-1.noarch 10", worse)]);
    let answer = smallest(&pool, Request::default(), "app");
    assert_eq!(answer.size.map(|size| size.bytes), Some(51));
}

#[test]
fn weak_dependencies_are_left_out() {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let repository = builder.add_repository("r", RepositoryOptions::default());
    let mut record = PackageRecord::default();
    record.set(Field::Name, "app");
    record.set(Field::Evr, "1-1");
    record.set(Field::Arch, "noarch");
    record.add_relation(RelationKind::Recommends, "extra", None, false);
    builder.add_package(repository, &record).expect("nothing here is hostile");
    add(&mut builder, repository, "extra-1-1.noarch 1");
    let pool = builder.build().expect("nothing here is hostile");
    let request = Request { weak_dependencies: true, ..Request::default() };
    assert_eq!(added(&pool, &smallest(&pool, request, "app")), ["app-1-1.noarch"]);
}

#[test]
fn nothing_of_the_base_is_erased_for_the_sake_of_bytes() {
    let repository = "app-1-1.noarch 1 R:data
        data-a-1-1.noarch 10 P:data
        data-b-1-1.noarch 5 P:data C:editor";
    let pool = pool("editor-1-1.noarch 30", &[(repository, RepositoryOptions::default())]);
    let request = Request { allow_erasing: true, ..Request::default() };
    assert_eq!(added(&pool, &smallest(&pool, request, "app")), ["app-1-1.noarch", "data-a-1-1.noarch"]);
}

#[test]
fn of_equal_size_fewer_packages_and_then_the_usual_ones() {
    let pool = one("app-1-1.noarch 1 R:data R:font
        data-a-1-1.noarch 10 P:data R:data-common
        data-common-1-1.noarch 0
        data-z-1-1.noarch 10 P:data
        font-a-1-1.noarch 7 P:font
        font-b-1-1.noarch 7 P:font");
    let answer = smallest(&pool, Request::default(), "app");
    assert_eq!(added(&pool, &answer), ["app-1-1.noarch", "data-z-1-1.noarch", "font-a-1-1.noarch"]);
}

#[test]
fn sizes_may_lie() {
    let lie = u64::MAX;
    let pool = one(&format!(
        "app-1-1.noarch {lie} R:data R:font\n data-1-1.noarch {lie}\n font-a-1-1.noarch {lie} P:font\n
        font-b-1-1.noarch 3 P:font"
    ));
    let answer = smallest(&pool, Request::default(), "app");
    assert_eq!(added(&pool, &answer), ["app-1-1.noarch", "data-1-1.noarch", "font-b-1-1.noarch"]);
    assert_eq!(answer.size.map(|size| size.bytes), Some(u64::MAX));
}

#[test]
fn a_no_has_its_reasons() {
    let pool = one("app-1-1.noarch 1 R:nosuch");
    let answer = smallest(&pool, Request::default(), "app");
    assert_eq!(answer.size, None);
    assert!(matches!(answer.outcome, Outcome::Unsolvable(problems) if !problems.is_empty()));
}
