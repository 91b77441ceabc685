//! Groups and environments of comps.xml, and `includepkgs`.

use rpmsolve::metadata::{Comps, Field, GroupPackageKind, PackageRecord};
use rpmsolve::{
    ArchPolicy, GroupInstall, Outcome, Pool, PoolBuilder, RepositoryOptions, Request, SpecError, solve,
    violations,
};

const COMPS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
<comps>
  <group>
    <id>editors</id><name>Editors</name><name xml:lang="de">Bearbeiter</name>
    <packagelist>
      <packagereq type="mandatory">vim</packagereq>
      <packagereq type="default">nano</packagereq>
      <packagereq>joe</packagereq>
      <packagereq type="optional">emacs</packagereq>
      <packagereq type="conditional" requires="german">vim-german</packagereq>
      <packagereq type="conditional" requires="nowhere">vim-nowhere</packagereq>
      <packagereq type="mandatory">gone</packagereq>
    </packagelist>
  </group>
  <group><id>shells</id><name>Shells</name>
    <packagelist><packagereq type="mandatory">zsh</packagereq></packagelist></group>
  <category><id>all</id><name>All</name><grouplist><groupid>editors</groupid></grouplist></category>
  <environment>
    <id>desk</id><name>Editors and Shells</name>
    <grouplist><groupid>editors</groupid><groupid>lost</groupid></grouplist>
    <optionlist><groupid>shells</groupid></optionlist>
  </environment>
</comps>"#;

fn comps() -> Comps {
    let mut comps = Comps::default();
    comps.read(COMPS.as_bytes(), "comps.xml").expect("well-formed");
    comps
}

/// Packages of one version each, the last of them installed.
fn pool(names: &[&str], installed: &[&str]) -> Pool {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let mut record = PackageRecord::default();
    for (id, names) in [("r", names), ("base", installed)] {
        let repository = builder.add_repository(id, RepositoryOptions::default());
        if id == "base" {
            builder.set_base(repository);
        }
        for name in names {
            record.clear();
            record.set(Field::Name, name);
            record.set(Field::Evr, "1-1");
            record.set(Field::Arch, "noarch");
            builder.add_package(repository, &record).expect("harmless");
        }
    }
    builder.build().expect("harmless")
}

const ALL: [&str; 7] = ["vim", "nano", "joe", "emacs", "vim-german", "german", "zsh"];

fn install(pool: &Pool, specs: &[&str], groups: &[&str]) -> (Vec<GroupInstall>, Vec<String>) {
    let mut request = Request::default();
    for spec in specs {
        request.install(pool, spec).expect("a name");
    }
    let comps = comps();
    let found = groups.iter().map(|group| request.install_group(pool, &comps, group).expect("it is there"));
    let found = found.collect();
    let Outcome::Solved(transaction) = solve(pool, &request) else { panic!("nothing is in the way") };
    assert_eq!(violations(pool, &request, &transaction.installed), []);
    let mut names: Vec<String> =
        transaction.installations.iter().map(|it| pool.solvable(it.package).name().to_owned()).collect();
    names.sort();
    (found, names)
}

#[test]
fn comps_are_read() {
    let comps = comps();
    assert_eq!((comps.groups.len(), comps.environments.len()), (2, 1));
    let editors = &comps.groups["editors"];
    assert_eq!(editors.name, "Editors");
    assert_eq!(editors.packages["joe"], GroupPackageKind::Default);
    let conditional = GroupPackageKind::Conditional { requires: "german".to_owned() };
    assert_eq!(editors.packages["vim-german"], conditional);
    let desk = &comps.environments["desk"];
    assert_eq!((desk.groups.len(), &desk.optional_groups[..]), (2, &["shells".to_owned()][..]));
}

#[test]
fn groups_of_several_repositories_are_united() {
    let mut comps = comps();
    let more = r#"<comps><group><id>editors</id><name>Others</name><packagelist>
        <packagereq type="optional">vim</packagereq><packagereq type="mandatory">emacs</packagereq>
        <packagereq type="optional">ed</packagereq></packagelist></group></comps>"#;
    comps.read(more.as_bytes(), "comps.xml").expect("well-formed");
    let editors = &comps.groups["editors"];
    assert_eq!((editors.name.as_str(), editors.packages.len()), ("Editors", 8));
    assert_eq!(editors.packages["vim"], GroupPackageKind::Mandatory);
    assert_eq!(editors.packages["emacs"], GroupPackageKind::Mandatory);
}

#[test]
fn a_group_is_its_mandatory_and_default_packages() {
    let (found, names) = install(&pool(&ALL, &[]), &[], &["editors"]);
    assert_eq!(names, ["joe", "nano", "vim"]);
    assert_eq!(found[0].missing_packages, ["gone"]);
    assert_eq!(found[0].groups, ["editors"]);
}

#[test]
fn conditional_packages_follow_what_they_are_conditional_on() {
    assert_eq!(
        install(&pool(&ALL, &[]), &["german"], &["@editors"]).1,
        ["german", "joe", "nano", "vim", "vim-german"]
    );
    let base = pool(&["vim", "nano", "joe", "vim-german"], &["german"]);
    assert_eq!(install(&base, &[], &["editors"]).1, ["joe", "nano", "vim", "vim-german"]);
}

#[test]
fn an_environment_is_its_groups() {
    let pool = pool(&ALL, &[]);
    for spec in ["@^desk", "desk", "Editors and Shells", "@^editors AND shells", "de?k"] {
        let (found, names) = install(&pool, &[], &[spec]);
        assert_eq!(names, ["joe", "nano", "vim"], "{spec}");
        assert_eq!(found[0].missing_groups, ["lost"]);
    }
    assert_eq!(install(&pool, &[], &["*"]).1, ["joe", "nano", "vim", "zsh"]);
}

#[test]
fn unknown_groups_have_neighbours() {
    let ask = |spec| {
        Request::default().install_group(&pool(&[], &[]), &comps(), spec).expect_err("it is not there")
    };
    assert_eq!(ask("@editor").to_string(), "there is no group \"editor\"; there is editors");
    assert_eq!(ask("@^editors").to_string(), "there is no group \"editors\"");
    assert_eq!(ask("@all").code(), "unknown-group");
    assert_eq!(ask("@"), SpecError::Empty);
    let as_package = Request::default().install(&pool(&[], &[]), "@editors");
    assert_eq!(as_package.expect_err("a group").code(), "group-spec");
}

#[test]
fn a_package_that_exists_and_cannot_be_installed_is_a_problem() {
    let pool = pool(&ALL, &[]);
    let mut request = Request::default();
    request.install_group(&pool, &comps(), "editors").expect("it is there");
    request.exclude(&pool, "nano").expect("a name");
    let Outcome::Unsolvable(problems) = solve(&pool, &request) else { panic!("nano is excluded") };
    assert_eq!(
        problems[0].to_text(&pool),
        "nothing that provides requested nano of @editors can be installed\n  package nano-1-1.noarch from r is filtered out \
         by exclude filtering\n"
    );
    // Excluded before, it does not exist for the group.
    let mut request = Request::default();
    request.exclude(&pool, "nano").expect("a name");
    let found = request.install_group(&pool, &comps(), "editors").expect("it is there");
    assert_eq!(found.missing_packages, ["gone", "nano"]);
    assert!(matches!(solve(&pool, &request), Outcome::Solved(_)));
}

#[test]
fn only_what_is_included_exists() {
    let pool = pool(&["vim", "nano"], &["joe"]);
    let excluded = |repository| {
        let mut request = Request::default();
        request.include_only(&pool, ["v*"], repository).expect("a pattern");
        request.excluded.iter().map(|&id| pool.solvable(id).name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(excluded(None), ["nano"]);
    assert_eq!(excluded(Some("r")), ["nano"]);
    assert_eq!(excluded(Some("elsewhere")), [""; 0]);
}
