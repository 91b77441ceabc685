//! Several requests as one: what they share is there in one version, each takes what it needs of it, and what cannot go
//! together is solved apart.

use rpmsolve::Outcome;
use rpmsolve_repo::{Load, Member, Resolve, ResolvedTogether, Together};

/// A package as a line: name, version, what it requires, provides and conflicts with.
fn package(name: &str, version: &str, relations: [&str; 3]) -> String {
    let list = |kind: &str, names: &str| {
        let entries: String =
            names.split_whitespace().map(|name| format!("<rpm:entry name=\"{name}\"/>")).collect();
        if entries.is_empty() { String::new() } else { format!("<rpm:{kind}>{entries}</rpm:{kind}>") }
    };
    let kinds = ["requires", "provides", "conflicts"].into_iter().zip(relations);
    let format: String = kinds.map(|(kind, names)| list(kind, names)).collect();
    format!(
        "<package type=\"rpm\"><name>{name}</name><arch>noarch</arch><version epoch=\"0\" ver=\"{version}\" rel=\"1\"/>\
         <format>{format}<rpm:provides><rpm:entry name=\"{name}\" flags=\"EQ\" epoch=\"0\" ver=\"{version}\" rel=\"1\"/>\
         </rpm:provides></format></package>"
    )
}

fn solve(packages: &[String], members: &[(&str, &[&str])]) -> ResolvedTogether {
    let directory = tempfile::tempdir().expect("a directory");
    let primary = directory.path().join("primary.xml");
    let text = format!("<metadata packages=\"{}\">{}</metadata>", packages.len(), packages.concat());
    std::fs::write(&primary, text).expect("writable");
    let load =
        Load { repositories: vec![primary.display().to_string()], arch: "x86_64".into(), ..Load::default() };
    let member = |(name, specs): &(&str, &[&str])| Member {
        name: (*name).to_owned(),
        specs: specs.iter().map(|spec| (*spec).to_owned()).collect(),
    };
    let resolve = Resolve { load, lock_base: true, ..Resolve::default() };
    Together { resolve, members: members.iter().map(member).collect() }.run().expect("an answer")
}

/// The packages of each member, in a line.
fn taken(resolved: &ResolvedTogether) -> Vec<String> {
    let pool = &resolved.loaded.pool;
    let names = |member: &rpmsolve_repo::MemberOutcome| {
        let packages = member.installations().iter().map(|it| pool.solvable(it.package));
        packages.map(|it| format!("{}-{}", it.name(), it.evr().version)).collect::<Vec<_>>().join(" ")
    };
    resolved.members.iter().map(names).collect()
}

#[test]
fn what_is_shared_is_there_in_one_version() {
    let packages = [
        package("one", "1", ["lib", "", ""]),
        package("two", "1", ["lib old", "", ""]),
        package("lib", "2", ["", "", ""]),
        package("lib", "1", ["", "old", ""]),
    ];
    let resolved = solve(&packages, &[("a", &["one"]), ("b", &["two"])]);
    // Alone, a would have lib 2.
    assert_eq!(taken(&resolved), ["lib-1 one-1", "lib-1 two-1"]);
    assert!(resolved.is_solved() && resolved.conflicts.is_empty());
    assert_eq!(taken(&solve(&packages, &[("a", &["one"])])), ["lib-2 one-1"]);
}

#[test]
fn each_takes_what_it_needs_and_no_more() {
    let packages = [
        package("app", "1", ["server", "", ""]),
        package("nginx", "1", ["", "server", ""]),
        package("httpd", "1", ["mime", "server", ""]),
        package("mime", "1", ["", "", ""]),
    ];
    let members: [(&str, &[&str]); 3] = [("a", &["app"]), ("b", &["nginx"]), ("c", &["httpd", "app"])];
    let resolved = solve(&packages, &members);
    // Of two that provide a server a takes one, and c has one already.
    assert_eq!(taken(&resolved), ["app-1 httpd-1 mime-1", "nginx-1", "app-1 httpd-1 mime-1"]);
    let graph = resolved.members[2].graph(&resolved.loaded).expect("it is solved");
    assert_eq!(graph.requested().len(), 2);
}

#[test]
fn what_cannot_go_together_is_solved_apart() {
    let packages = [
        package("old", "1", ["lib", "", ""]),
        package("new", "1", ["lib", "", "old"]),
        package("lib", "1", ["", "", ""]),
    ];
    let members: [(&str, &[&str]); 3] = [("a", &["old"]), ("b", &["new"]), ("c", &["lib"])];
    let resolved = solve(&packages, &members);
    assert!(resolved.is_solved());
    assert_eq!(taken(&resolved), ["lib-1 old-1", "lib-1 new-1", "lib-1"]);
    assert_eq!(resolved.members.iter().map(|member| member.solve).collect::<Vec<_>>(), [0, 1, 0]);
    assert_eq!(resolved.conflicts.len(), 1);
    let conflict = &resolved.conflicts[0];
    assert_eq!(conflict.members, [0, 1]);
    let text = conflict.problems[0].to_text(&resolved.loaded.pool);
    assert!(text.contains("new-1-1.noarch") && text.contains("old-1-1.noarch"), "{text}");
}

#[test]
fn the_conflict_names_the_two_that_it_is_about() {
    let packages = [
        package("old", "1", ["", "", ""]),
        package("new", "1", ["", "", "old"]),
        package("other", "1", ["", "", ""]),
    ];
    let members: [(&str, &[&str]); 4] =
        [("a", &["other"]), ("b", &["old"]), ("c", &["other"]), ("d", &["new"])];
    let resolved = solve(&packages, &members);
    assert_eq!(resolved.conflicts[0].members, [1, 3]);
    assert_eq!(resolved.members[3].solve, 1);
}

#[test]
fn who_cannot_be_alone_is_refused() {
    let packages = [package("app", "1", ["nowhere", "", ""]), package("lib", "1", ["", "", ""])];
    let resolved = solve(&packages, &[("a", &["lib"]), ("b", &["app"])]);
    let refused: Vec<usize> = resolved.refused().map(|(member, _)| member).collect();
    assert_eq!(refused, [1]);
    assert!(matches!(resolved.members[0].outcome, Outcome::Solved(_)));
    assert!(resolved.members[1].graph(&resolved.loaded).is_none());
}
