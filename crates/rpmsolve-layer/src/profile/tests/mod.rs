//! Every built-in profile is whole; mistakes are told with file and line; what is written is read as the same.

mod image;

use std::fs;

use proptest::prelude::*;

use super::*;

#[test]
fn every_built_in_profile_is_whole() {
    let profiles = Profiles::default();
    assert_eq!(Profile::names().len(), 22);
    for runtime in Profile::names() {
        assert_eq!(profiles.architectures(runtime).unwrap(), ["x86_64", "aarch64"], "{runtime}");
        for arch in ["x86_64", "aarch64"] {
            let profile = Profile::named(runtime, arch).unwrap();
            assert_eq!((profile.runtime.as_str(), profile.arch.as_str()), (runtime, arch));
            assert_eq!(profile.language.is_none(), runtime.starts_with("provided"), "{runtime}");
            let base = profile.base_image();
            for path in
                ["/bin/sh", "/usr/bin/env", "/usr/lib64/libc.so.6", "/etc/passwd", "/usr/share/zoneinfo/UTC"]
            {
                assert!(base.contains(path), "{runtime} {arch}: {path}");
            }
            assert!(!base.contains("/usr/bin/git"));
            assert_eq!(profile.environment["PATH"], LAMBDA_PATH);
            assert_eq!(profile.environment["LD_LIBRARY_PATH"], LAMBDA_LD_LIBRARY_PATH);
            assert!(profile.packages.len() > 40);
            assert!(profile.packages.iter().all(|it| it.arch == arch || it.arch == "noarch"));
            assert!(profile.layer_directories.starts_with(&["bin".to_owned(), "lib".to_owned()]));
            let (system, glibc, status) = match runtime {
                "python3.10" | "python3.11" | "java8.al2" | "java11" | "java17" | "provided.al2" => {
                    ("Amazon Linux 2", "2.26", RuntimeStatus::Ending)
                }
                _ => ("Amazon Linux 2023", "2.34", RuntimeStatus::Supported),
            };
            assert_eq!(profile.system.as_deref(), Some(system), "{runtime}");
            assert_eq!(profile.glibc_version(), Some(glibc), "{runtime}");
            assert_eq!(profile.status, Some(status), "{runtime}");
            let libc = base.library("libc.so.6").expect("every image has one");
            let first = if arch == "x86_64" { "GLIBC_2.2.5" } else { "GLIBC_2.17" };
            assert!(libc.defines(first) && libc.defines(&format!("GLIBC_{glibc}")), "{runtime} {arch}");
            assert!(!libc.defines("GLIBC_2.35") && !libc.defines("GLIBC_2.16") | (arch == "x86_64"));
            let loader = if arch == "x86_64" { "ld-linux-x86-64.so.2" } else { "ld-linux-aarch64.so.1" };
            assert!(base.library(loader).is_some(), "{runtime} {arch}");
            assert_eq!(base.library_of_class(loader, ElfClass::Elf32), None, "{runtime} {arch}");
            assert_eq!(Profile::parse("again", &profile.to_string(), arch).unwrap(), profile);
        }
    }
}

#[test]
fn what_only_the_image_has_satisfies_nothing() {
    let profile = Profile::named("nodejs22.x", "x86_64").unwrap();
    let base = profile.base_image();
    for soname in ["libgcrypt.so.20", "libassuan.so.0", "libgobject-2.0.so.0", "libgpg-error.so.0"] {
        assert!(base.library(soname).is_some_and(|library| library.image_only), "{soname}");
        assert!(!base.contains(&format!("/usr/lib64/{soname}")));
        assert!(!profile.to_runtime().libraries.contains_key(&(soname.to_owned(), ElfClass::Elf64)));
    }
}

#[test]
fn mistakes_are_told_with_their_line() {
    for (text, line, reason) in [
        ("runtime x\n  name\n", 2, "goes on with"),
        ("word x\n", 1, "not a word of profiles; there are runtime, arch"),
        ("# c\nruntime\n", 2, "`runtime` without a value"),
        ("runtime x\nruntime y\n", 2, "second time"),
        ("runtime ../x\n", 1, "not a name"),
        ("inherits a\ninherits b\n", 2, "second time"),
        ("tree usr\n", 1, "not absolute"),
        ("directory /usr/../etc\n", 1, "`..`"),
        ("directory /usr\n  a b/c\n", 2, "no slash"),
        ("directory /usr\n  ..\n", 2, "`..`"),
        ("path /usr/\n", 1, "empty component"),
        ("layer-directory ../x\n", 1, "`..`"),
        ("layer-directory /x\n", 1, "empty component"),
        ("env PATH\n", 1, "env NAME VALUE"),
        ("env A 1\nenv A 2\n", 2, "second time"),
        ("package bash\n", 1, "bash"),
        ("package a-1-1.x86_64\npackage a-1-1.x86_64\n", 2, "second time"),
        ("soname zlib\n", 1, "not a soname"),
        ("soname liba.so.1\nimage-only liba.so.1\n", 2, "second time"),
        ("soname liba.so.1 A_1 /usr/lib64/liba.so.1\n", 1, "not a symbol version"),
        ("soname liba.so.1 -\n  A_1\n", 2, "after `-`"),
        ("status new\n", 1, "supported, ending and ended"),
        ("arch x86_64\n", 1, "runtime NAME"),
        ("runtime x\n", 1, "arch ARCH"),
        ("runtime x\narch x86_64\ninherits nosuch\n", 3, "known are provided.al2023"),
        ("runtime x\narch s390x\ninherits java21\n", 3, "no profile for s390x"),
    ] {
        let error = Profile::parse("mine.txt", text, if text.contains("s390x") { "s390x" } else { "x86_64" });
        let error = error.unwrap_err();
        assert_eq!(error.code(), "bad-profile", "{error}");
        let message = error.to_string();
        assert!(message.contains(&format!("profile mine.txt, line {line}:")), "{message}");
        assert!(message.contains(reason), "{message}");
    }
    let error = Profile::parse("mine.txt", "runtime x\narch x86_64\n", "aarch64").unwrap_err();
    assert_eq!(error.code(), "unknown-runtime");
}

#[test]
fn a_profile_adds_to_what_it_inherits() {
    let text = "runtime mine\narch x86_64\ninherits python3.13\nenv PATH /usr/bin\n\
                package bash-9-1.x86_64\nimage-only libz.so.1 /usr/lib64/libz.so.1\nsoname libgpgme.so.11\n\
                layer-directory python\nlayer-directory mine\n";
    let mine = Profile::parse("mine.txt", text, "x86_64").unwrap();
    let parent = Profile::named("python3.13", "x86_64").unwrap();
    assert_eq!((mine.language.as_deref(), mine.status), (Some("python3.13"), Some(RuntimeStatus::Supported)));
    assert_eq!(mine.packages.len(), parent.packages.len());
    assert!(mine.packages.iter().any(|package| package.to_string() == "bash-9-1.x86_64"));
    assert_eq!(mine.layer_directories.len(), parent.layer_directories.len() + 1);
    let base = mine.base_image();
    assert_eq!(base.program_path(), ["/usr/bin"]);
    assert!(!base.contains("/lib64/libz.so.1") && base.contains("/usr/lib64/libgpgme.so.11"));
    assert!(base.library("libgpgme.so.11").is_some_and(|library| !library.image_only));
}

#[test]
fn the_example_of_the_documentation_is_one() {
    let documentation = include_str!("../../../../../docs/profiles.md");
    let example = documentation.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let ours = Profile::parse("docs/profiles.md", example.expect("there is one"), "arm64").unwrap();
    let versions = ours.libraries["libours.so.1"].versions.as_ref().expect("they are listed");
    assert_eq!(versions.iter().collect::<Vec<_>>(), ["OURS_1.0", "OURS_1.1", "OURS_2.0"]);
    assert!(ours.paths.contains("/usr/local/bin/ours-admin") && ours.paths.contains("/etc/passwd"));
    for word in crate::profile::text::WORDS {
        assert!(documentation.contains(&format!("`{word}")), "{word} is not documented");
    }
}

#[test]
fn directories_of_profiles() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(directory.path().join(name), text).unwrap();
    write("a.txt", "runtime a\narch x86_64\ninherits b\nsoname liba.so.1\n");
    write("b.txt", "runtime b\narch x86_64 arm64\nsoname libb.so.1\n");
    // It stands in for the built-in profile that it inherits.
    write("p.txt", "runtime provided.al2\narch x86_64\ninherits provided.al2\nsoname libp.so.1\n");
    write("notes.md", "not a profile");
    let open = || Profiles::open([directory.path()]);
    let profiles = open().unwrap();
    let a = profiles.find("a", "x86_64").unwrap();
    assert_eq!(a.libraries.keys().collect::<Vec<_>>(), ["liba.so.1", "libb.so.1"]);
    assert_eq!(profiles.find("b", "arm64").unwrap().arch, "aarch64");
    assert_eq!(profiles.find("a", "arm64").unwrap_err().code(), "unknown-runtime");
    let file = directory.path().join("a.txt");
    assert_eq!(profiles.find(file.to_str().unwrap(), "x86_64").unwrap(), a);
    let java = profiles.find("java17", "x86_64").unwrap();
    assert!(java.libraries.contains_key("libp.so.1") && java.libraries.contains_key("libc.so.6"));
    assert_eq!(profiles.names().len(), Profile::names().len() + 2);
    assert_eq!(profiles.find("nosuch/x.txt", "x86_64").unwrap_err().code(), "io");

    write("c.txt", "runtime c\narch x86_64\ninherits d\n");
    write("d.txt", "runtime d\narch x86_64\ninherits c\n");
    let error = open().unwrap().find("c", "x86_64").unwrap_err().to_string();
    assert!(error.contains("d.txt, line 3: inherits c, which leads back to itself"), "{error}");
    write("e.txt", "runtime b\narch aarch64\n");
    let error = open().unwrap_err().to_string();
    assert!(error.contains("e.txt, line 1: ") && error.contains("b.txt is a profile of b, too"), "{error}");
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-zA-Z0-9._+-]{0,8}( [a-z#ä]{1,4})?"
}

fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(name(), 1..4).prop_map(|names| format!("/{}", names.join("/")))
}

fn library() -> impl Strategy<Value = (String, BaseLibrary)> {
    let versions = prop::option::of(prop::collection::btree_set("[A-Z][A-Z0-9_.]{0,12}", 0..20));
    ("lib[a-z]{1,6}\\.so\\.[0-9]", "/[a-z0-9]{1,8}/[a-z.]{3,8}", versions, any::<bool>())
        .prop_map(|(soname, path, versions, image_only)| (soname, BaseLibrary { path, versions, image_only }))
}

prop_compose! {
    fn profile()(
        (language, system) in (prop::option::of("[a-z]{1,5}[0-9.]{0,3}"), prop::option::of(name())),
        status in prop::option::of(prop::sample::select(vec!["supported", "ending", "ended"])),
        packages in prop::collection::btree_set("[a-z]{1,5}-([1-9]:)?[0-9]{1,2}-[0-9]\\.(noarch|x86_64)", 0..6),
        environment in prop::collection::btree_map("[A-Z]{1,6}", name(), 0..3),
        libraries in prop::collection::btree_map("lib[a-z]\\.so\\.[0-9]", library(), 0..4),
        narrow in prop::collection::vec(library(), 0..3),
        (paths, trees) in (prop::collection::btree_set(path(), 0..20), prop::collection::btree_set(path(), 0..3)),
        layer in prop::collection::btree_set("[a-z]{1,4}(/[a-z]{1,4})?", 0..3),
    ) -> Profile {
        Profile {
            runtime: "mine".to_owned(),
            arch: "x86_64".to_owned(),
            language,
            system,
            status: status.map(|status| status.parse().unwrap()),
            packages: packages.iter().map(|package| package.parse().unwrap()).collect(),
            environment,
            libraries: libraries.into_values().collect(),
            libraries_32bit: narrow.into_iter().collect(),
            paths,
            trees,
            layer_directories: layer.into_iter().collect(),
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(profile in profile()) {
        let text = profile.to_string();
        let again = Profile::parse("again", &text, "x86_64");
        prop_assert_eq!(again.expect(&text), profile);
    }

    #[test]
    fn no_text_panics(text in "((runtime|arch|inherits|soname|directory|path|env|package| ) ?[ -~\n/]{0,12}\n){0,8}") {
        drop(Profile::parse("any", &text, "x86_64"));
    }
}
