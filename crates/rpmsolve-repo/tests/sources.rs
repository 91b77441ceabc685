//! Places that are no sources of packages say what they are and what to do; the base may be a list.

use std::fs;

use rpmsolve::{Outcome, Request, solve};
use rpmsolve_repo::{ElfClass, Load, RepoError, Runtime, Source};

#[test]
fn places_that_are_no_sources() {
    let empty = tempfile::tempdir().expect("a directory");
    let place = empty.path().display().to_string();
    assert!(matches!(Source::open(&place, "r0"), Err(RepoError::NotARepository { .. })));
    assert!(matches!(Source::open("https://example.test/repo", "r0"), Err(RepoError::Network { .. })));
    assert!(matches!(Source::open("/nonexistent/place", "r0"), Err(RepoError::Io { .. })));
    fs::create_dir_all(empty.path().join("var/lib/rpm")).expect("a directory");
    let error = Source::open(&place, "r0").expect_err("the directory of a database, and none in it");
    assert!(matches!(error, RepoError::NotARepository { .. }), "{error}");
}

const PRIMARY: &str = r#"<metadata packages="2">
<package type="rpm"><name>app</name><arch>x86_64</arch><version epoch="0" ver="1" rel="1"/>
  <location href="../../escape/app.rpm"/>
  <format><requires>
    <entry name="libc.so.6(GLIBC_2.17)(64bit)"/><entry name="/bin/sh"/><entry name="lib"/>
  </requires></format></package>
<package type="rpm"><name>new</name><arch>x86_64</arch><version epoch="0" ver="1" rel="1"/>
  <format><requires><entry name="libc.so.6(GLIBC_2.99)(64bit)"/></requires></format></package>
</metadata>"#;

#[test]
fn a_runtime_and_a_list_make_a_base() {
    let directory = tempfile::tempdir().expect("a directory");
    let primary = directory.path().join("primary.xml");
    fs::write(&primary, PRIMARY).expect("writable");
    let list = directory.path().join("installed.txt");
    fs::write(&list, "# rpm -qa\nlib-1.0-1.x86_64\ngpg-pubkey-d34db33f-5a5a5a5a\n").expect("writable");
    let runtime = Runtime {
        name: "image".to_owned(),
        packages: vec!["glibc-2.34-1.x86_64".parse().expect("a NEVRA")],
        libraries: [(
            ("libc.so.6".to_owned(), ElfClass::Elf64),
            Some(["GLIBC_2.17".to_owned(), "GLIBC_2.34".to_owned()].into()),
        )]
        .into(),
        paths: vec!["/bin/sh".to_owned()],
    };
    let load = Load {
        repositories: vec![primary.display().to_string()],
        base: vec![list.display().to_string()],
        runtime: Some(runtime),
        arch: "x86_64".to_owned(),
        ..Load::default()
    };
    let loaded = load.run().expect("all is well");
    let answer = |spec| {
        let mut request = Request::default();
        request.install(&loaded.pool, spec).expect("a name");
        solve(&loaded.pool, &request)
    };
    let Outcome::Solved(transaction) = answer("app") else { panic!("the base has all that it needs") };
    assert_eq!(transaction.installations.len(), 1);
    assert!(matches!(answer("new"), Outcome::Unsolvable(_)), "the C library is older");
    let broken = directory.path().join("broken.txt");
    fs::write(&broken, "lib-1.0-1.x86_64\nnonsense\n").expect("writable");
    let error = Load { base: vec![broken.display().to_string()], ..load }.run().expect_err("no NEVRA");
    assert!(error.to_string().contains("broken.txt:2: "), "{error}");
}

#[test]
fn a_soname_is_enough() {
    let directory = tempfile::tempdir().expect("a directory");
    let primary = directory.path().join("primary.xml");
    let text = r#"<metadata packages="2">
<package type="rpm"><name>app</name><arch>x86_64</arch><version epoch="0" ver="1" rel="1"/>
  <format><requires><entry name="libx.so.1()(64bit)"/><entry name="libx.so.1(X_2)(64bit)"/></requires>
</format></package>
<package type="rpm"><name>app32</name><arch>i686</arch><version epoch="0" ver="1" rel="1"/>
  <format><requires><entry name="libx.so.1"/></requires></format></package>
</metadata>"#;
    fs::write(&primary, text).expect("writable");
    let libraries = [(("libx.so.1".to_owned(), ElfClass::Elf64), None)].into();
    let load = Load {
        repositories: vec![primary.display().to_string()],
        runtime: Some(Runtime { name: "image".to_owned(), libraries, ..Runtime::default() }),
        arch: "x86_64".to_owned(),
        ..Load::default()
    };
    let loaded = load.run().expect("all is well");
    let is_solved = |spec| {
        let mut request = Request::default();
        request.install(&loaded.pool, spec).expect("a name");
        matches!(solve(&loaded.pool, &request), Outcome::Solved(_))
    };
    assert!(is_solved("app"), "no package list is known, and none is needed");
    assert!(!is_solved("app32"), "the library is of 64 bits");
}

#[test]
fn a_namesake_is_not_believed_against_the_image() {
    let directory = tempfile::tempdir().expect("a directory");
    let primary = directory.path().join("primary.xml");
    let text = r#"<metadata packages="1">
<package type="rpm"><name>glibc</name><arch>x86_64</arch><version epoch="0" ver="2.99" rel="1"/>
  <format><provides><entry name="glibc" flags="EQ" epoch="0" ver="2.99" rel="1"/>
    <entry name="libc.so.6(GLIBC_2.17)(64bit)"/><entry name="libc.so.6(GLIBC_2.99)(64bit)"/>
    <entry name="libm.so.6(GLIBC_2.99)(64bit)"/></provides></format></package>
</metadata>"#;
    fs::write(&primary, text).expect("writable");
    let versions = Some(["GLIBC_2.17".to_owned()].into());
    let runtime = Runtime {
        name: "image".to_owned(),
        packages: vec!["glibc-2.34-1.x86_64".parse().expect("a NEVRA")],
        libraries: [(("libc.so.6".to_owned(), ElfClass::Elf64), versions)].into(),
        ..Runtime::default()
    };
    let load = Load {
        repositories: vec![primary.display().to_string()],
        runtime: Some(runtime),
        arch: "x86_64".to_owned(),
        ..Load::default()
    };
    let loaded = load.run().expect("all is well");
    let installed = loaded.pool.named("glibc").find(|glibc| glibc.is_base()).expect("it is installed");
    let provides: Vec<&str> = installed.provides().map(|(name, _)| name).collect();
    assert!(provides.contains(&"libc.so.6(GLIBC_2.17)(64bit)"), "{provides:?}");
    assert!(provides.contains(&"libm.so.6(GLIBC_2.99)(64bit)"), "nothing is known of it: {provides:?}");
    assert!(!provides.contains(&"libc.so.6(GLIBC_2.99)(64bit)"), "{provides:?}");
}

#[test]
fn locations_stay_inside() {
    let directory = tempfile::tempdir().expect("a directory");
    let primary = directory.path().join("primary.xml");
    fs::write(&primary, PRIMARY).expect("writable");
    let source = Source::open(&primary.display().to_string(), "r0").expect("a file");
    source.package_path("Packages/a.rpm").expect("inside");
    source.package_path("../../../../blobstore/a.rpm").expect("where Amazon Linux keeps them");
    for outside in ["/etc/passwd", "../../../../../../../../../etc/passwd"] {
        assert!(matches!(source.package_path(outside), Err(RepoError::Escape { .. })), "{outside}");
    }
}
