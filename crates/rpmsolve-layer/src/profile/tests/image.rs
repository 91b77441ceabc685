//! Profiles of images that the tests make: small root file systems with real ELF files in them, and lists of packages.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rpmsolve_repo::ElfClass;

use crate::profile::{MadeProfile, Profile, elf};

const X86_64: u16 = 62;
const I386: u16 = 3;
const AARCH64: u16 = 183;

/// A shared library with nothing in it but a soname and version definitions, little-endian.
fn library(class: ElfClass, machine: u16, soname: &str, versions: &[&str]) -> Vec<u8> {
    let mut strings = vec![0u8];
    let mut offset_of = |text: &str| {
        let offset = strings.len() as u32;
        strings.extend_from_slice(text.as_bytes());
        strings.push(0);
        offset
    };
    let name = offset_of(soname);
    // The definition of the file itself comes first, and is called like the file.
    let mut definitions: Vec<u8> = Vec::new();
    let all: Vec<(u16, u32)> =
        [(1, name)].into_iter().chain(versions.iter().map(|version| (0, offset_of(version)))).collect();
    for (index, (flags, name)) in all.iter().enumerate() {
        for half in [1, *flags, index as u16 + 1, 1] {
            definitions.extend(half.to_le_bytes());
        }
        let next = if index + 1 == all.len() { 0 } else { 28 };
        for word in [0, 20, next, *name, 0] {
            definitions.extend(word.to_le_bytes());
        }
    }
    let wide = class == ElfClass::Elf64;
    let number = |value: u64| match wide {
        true => value.to_le_bytes().to_vec(),
        false => (value as u32).to_le_bytes().to_vec(),
    };
    let dynamic: Vec<u8> = [14, u64::from(name), 0, 0].into_iter().flat_map(number).collect();
    let header_bytes: u64 = if wide { 64 } else { 52 };
    let contents = [strings, dynamic, definitions];
    let starts: Vec<u64> = contents
        .iter()
        .scan(header_bytes, |at, content| {
            let start = *at;
            *at += content.len() as u64;
            Some(start)
        })
        .collect();
    let table = starts[2] + contents[2].len() as u64;
    let mut file = vec![0x7f, b'E', b'L', b'F', if wide { 2 } else { 1 }, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    file.extend([3u16, machine].iter().flat_map(|half| half.to_le_bytes()));
    file.extend(1u32.to_le_bytes());
    file.extend([0, 0, table].into_iter().flat_map(number));
    file.extend(0u32.to_le_bytes());
    let section_bytes: u16 = if wide { 64 } else { 40 };
    let halves = [header_bytes as u16, 0, 0, section_bytes, 4, 1];
    file.extend(halves.iter().flat_map(|half| half.to_le_bytes()));
    contents.iter().for_each(|content| file.extend(content));
    file.extend(vec![0; usize::from(section_bytes)]);
    for ((kind, link, info), (content, start)) in
        [(3u32, 0u32, 0u32), (6, 1, 0), (0x6fff_fffd, 1, all.len() as u32)]
            .iter()
            .zip(contents.iter().zip(starts))
    {
        file.extend([0, *kind].iter().flat_map(|word| word.to_le_bytes()));
        file.extend([0, 0, start, content.len() as u64].into_iter().flat_map(number));
        file.extend([*link, *info].iter().flat_map(|word| word.to_le_bytes()));
        file.extend([1, if *kind == 6 { if wide { 16 } else { 8 } } else { 0 }].into_iter().flat_map(number));
    }
    file
}

#[test]
fn libraries_say_what_they_are() {
    for (class, machine, arch) in [
        (ElfClass::Elf64, X86_64, Some("x86_64")),
        (ElfClass::Elf64, AARCH64, Some("aarch64")),
        (ElfClass::Elf32, I386, Some("i686")),
        (ElfClass::Elf64, I386, None),
    ] {
        let bytes = library(class, machine, "libz.so.1", &["Z_1", "Z_2"]);
        let read = elf::read(&bytes).expect("a library");
        assert_eq!((read.soname.as_str(), read.class, read.arch), ("libz.so.1", class, arch));
        assert_eq!(read.versions.iter().collect::<Vec<_>>(), ["Z_1", "Z_2"]);
        for length in 0..bytes.len() {
            assert_eq!(elf::read(&bytes[..length]), None, "cut off at {length}");
        }
    }
    let with_blanks = library(ElfClass::Elf64, X86_64, "lib z.so.1", &[]);
    assert_eq!(elf::read(&with_blanks), None);
}

proptest! {
    #[test]
    fn no_damage_panics(at in 0usize..600, value: u8) {
        let mut bytes = library(ElfClass::Elf64, X86_64, "libz.so.1", &["Z_1", "Z_2"]);
        let at = at % bytes.len();
        bytes[at] = value;
        drop(elf::read(&bytes));
    }
}

fn put(root: &Path, path: &str, content: impl AsRef<[u8]>) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().expect("it has one")).unwrap();
    fs::write(file, content).unwrap();
}

#[cfg(unix)]
#[test]
fn a_root_file_system() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    put(outside.path(), "secret/libs.so.1", library(ElfClass::Elf64, X86_64, "libs.so.1", &[]));
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    let wide = |soname, versions: &[&str]| library(ElfClass::Elf64, X86_64, soname, versions);
    put(root, "usr/lib64/libz.so.1.2", wide("libz.so.1", &["Z_1"]));
    put(root, "usr/lib64/libz.so.1.3", wide("libz.so.1", &["Z_1", "Z_3"]));
    symlink("libz.so.1.3", root.join("usr/lib64/libz.so.1")).unwrap();
    put(root, "usr/lib64/libplain.so.2", wide("libplain.so.2", &[]));
    put(root, "usr/lib64/libscript.so", "GROUP ( libz.so.1 )");
    put(root, "usr/lib64/mysql/libm.so.9", wide("libm.so.9", &["M_9"]));
    put(root, "usr/lib64/private/libp.so.1", wide("libp.so.1", &[]));
    put(root, "usr/lib/libz.so.1", library(ElfClass::Elf32, I386, "libz.so.1", &["Z_0"]));
    put(root, "usr/lib64/libarm.so.1", library(ElfClass::Elf64, AARCH64, "libarm.so.1", &[]));
    put(root, "var/task/libt.so.1", wide("libt.so.1", &[]));
    put(root, "etc/ld.so.conf.d/mysql.conf", "# comment\n/usr/lib64/mysql/\n");
    put(root, "etc/os-release", "NAME=x\nPRETTY_NAME=\"Test Linux 1\"\n");
    put(root, "usr/bin/a tool", "");
    put(root, "usr/bin/new\nline", "");
    put(root, "usr/share/doc/x/README", "");
    put(root, "proc/1/maps", "");
    symlink("usr/lib64", root.join("lib64")).unwrap();
    symlink(outside.path().join("secret"), root.join("usr/lib64/out")).unwrap();
    symlink(outside.path().join("secret/libs.so.1"), root.join("usr/lib64/libs.so.1")).unwrap();

    let MadeProfile { profile, warnings } = MadeProfile::from_place(root, Some("test"), None).unwrap();
    assert_eq!((profile.arch.as_str(), profile.system.as_deref()), ("x86_64", Some("Test Linux 1")));
    let library = |soname: &str| {
        let library = &profile.libraries[soname];
        let versions = library.versions.as_ref().expect("they are known");
        (library.path.as_str(), versions.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(library("libz.so.1"), ("/usr/lib64/libz.so.1", vec!["Z_1", "Z_3"]));
    assert_eq!(library("libplain.so.2"), ("/usr/lib64/libplain.so.2", vec![]));
    assert_eq!(library("libm.so.9"), ("/usr/lib64/mysql/libm.so.9", vec!["M_9"]));
    assert_eq!(library("libt.so.1").0, "/var/task/libt.so.1");
    assert_eq!(profile.libraries.len(), 4, "neither private ones, nor foreign, nor outside: {profile}");
    assert_eq!(profile.libraries_32bit["libz.so.1"].path, "/usr/lib/libz.so.1");
    assert!(profile.trees.contains("/usr/share/doc"));
    for path in ["/usr/bin/a tool", "/usr/lib64/out", "/lib64", "/proc", "/usr/share/doc"] {
        assert!(profile.paths.contains(path), "{path}");
    }
    for path in ["/usr/lib64/out/libs.so.1", "/proc/1", "/usr/share/doc/x"] {
        assert!(!profile.paths.contains(path), "{path}");
    }
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    assert!(warnings.iter().any(|it| it.contains("1 libraries of other architectures")), "{warnings:?}");
    let base = profile.base_image();
    assert!(
        base.library("libs.so.1").is_some_and(|library| library.versions.is_none()),
        "a link to somewhere"
    );
    assert!(base.library("libz.so.1").is_some_and(|library| !library.defines("Z_0")));
    assert_eq!(Profile::parse("again", &profile.to_string(), "x86_64").unwrap(), profile);

    let arm = MadeProfile::from_place(root, Some("test"), Some("arm64")).unwrap().profile;
    assert_eq!(arm.libraries.keys().collect::<Vec<_>>(), ["libarm.so.1"]);
    let error = MadeProfile::from_place(outside.path(), Some("../x"), None).unwrap_err();
    assert_eq!(error.code(), "bad-runtime-name", "{error}");
    fs::create_dir(outside.path().join("etc")).unwrap();
    let error = MadeProfile::from_place(outside.path(), Some("x"), None).unwrap_err();
    assert_eq!(error.code(), "unknown-architecture", "{error}");
}

#[test]
fn installed_packages() {
    let directory = tempfile::tempdir().unwrap();
    let primary = directory.path().join("primary.xml");
    let text = r#"<metadata packages="3">
<package type="rpm"><name>zlib</name><arch>aarch64</arch><version epoch="1" ver="1" rel="1"/>
  <format><provides><entry name="libz.so.1()(64bit)"/><entry name="libz.so.1(Z_1)(64bit)"/>
    <entry name="libodd.so.single()(64bit)"/><entry name="zlib" flags="EQ" epoch="1" ver="1" rel="1"/></provides>
  <file>/usr/bin/zip</file><file type="dir">/etc/z</file></format></package>
<package type="rpm"><name>data</name><arch>noarch</arch><version epoch="0" ver="1" rel="1"/><format/></package>
<package type="rpm"><name>gpg-pubkey</name><arch>(none)</arch><version epoch="0" ver="1" rel="1"/><format/></package>
</metadata>"#;
    fs::write(&primary, text).unwrap();
    assert_eq!(MadeProfile::from_place(&primary, None, None).unwrap_err().code(), "bad-runtime-name");
    let profile = MadeProfile::from_place(&primary, Some("image"), None).unwrap().profile;
    assert_eq!(profile.arch, "aarch64");
    let packages: Vec<String> = profile.packages.iter().map(ToString::to_string).collect();
    assert_eq!(packages, ["data-1-1.noarch", "zlib-1:1-1.aarch64"]);
    assert_eq!(profile.libraries["libz.so.1"].versions, Some(["Z_1".to_owned()].into()));
    assert_eq!(profile.libraries["libodd.so.single"].path, "/usr/lib64/libodd.so.single");
    assert!(profile.paths.contains("/usr/bin/zip"));
    assert_eq!(Profile::parse("again", &profile.to_string(), "aarch64").unwrap(), profile);
}
