//! Archives that a generator wrote to do harm, and tens of thousands of damaged ones: no panic, and nothing anywhere
//! but under the output's name.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use rpmsolve_layer::{
    BaseImage, Elf, LayerOptions, LayerPackage, Limits, Output, build_layer, read_package_from,
};

use crate::elf::Library;
use crate::support::*;

/// How many damaged archives are made, unless `RPMSOLVE_MUTATIONS` says it: 50,000 take a minute.
const CASES: u64 = 10_000;

fn cases() -> u64 {
    std::env::var("RPMSOLVE_MUTATIONS").ok().and_then(|number| number.parse().ok()).unwrap_or(CASES)
}

/// Numbers that look random and are the same every time (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn new(seed: u64) -> Self {
        Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// Names that lead out, in circles, or into each other, and some that are sound.
const PATHS: [&str; 12] = [
    "/usr/bin/a",
    "/usr/bin/../../../etc/passwd",
    "/usr/lib/evil",
    "/usr/lib/evil/passwd",
    "/usr/lib/evil/deeper/x",
    "/bin/a",
    "/etc/a",
    "//usr//x",
    "/usr/share/\u{fffe}",
    "/opt/bin/a",
    "/",
    "usr/x",
];

const TARGETS: [&str; 8] = ["a", "/etc/passwd", "../../../../../tmp", "/", ".", "evil", "/usr/lib/evil", ""];

fn generate(numbers: &mut Numbers) -> Rpm {
    let count = 1 + numbers.below(5);
    let files = (0..count).map(|_| {
        let path = numbers.one_of(&PATHS);
        let mut made = match numbers.below(5) {
            0 => link(path, numbers.one_of(&TARGETS)),
            1 => directory(path),
            2 => program(path, "#!/usr/bin/a\n/etc/a"),
            3 => program(path, Library { soname: "liba.so.1", ..Library::default() }.bytes()),
            _ => file(path, "x".repeat(numbers.below(300))),
        };
        let sizes = [0, 1, 0x7fff_ffff, u32::MAX];
        if numbers.below(12) == 0 {
            made.archive_size = Some(numbers.one_of(&sizes));
        }
        if numbers.below(12) == 0 {
            made.header_size = Some(numbers.one_of(&[0, 1, 1 << 31, u64::MAX]));
        }
        if numbers.below(12) == 0 {
            made.archive_name = Some(numbers.one_of(&PATHS).to_owned());
        }
        if numbers.below(12) == 0 {
            made.inode = 1 + numbers.below(2) as u32;
        }
        made.in_header = numbers.below(20) > 0;
        made.in_archive = numbers.below(20) > 0;
        made.ghost = numbers.below(20) == 0;
        made
    });
    let files: Vec<File> = files.collect();
    let compressor = (numbers.below(4) == 0).then_some("gzip");
    Rpm { stripped: numbers.below(4) == 0, compressor, ..rpm("a", files) }
}

/// The package's bytes, damaged mostly behind the headers.
fn damage(package: &Rpm, numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = package.bytes();
    let payload = memchr::memmem::rfind(&bytes, b"07070").unwrap_or(0);
    for _ in 0..numbers.below(4) {
        let from = if numbers.below(4) == 0 { 0 } else { payload.min(bytes.len() - 1) };
        let at = from + numbers.below(bytes.len() - from);
        match numbers.below(4) {
            0 => bytes[at] ^= 1 << numbers.below(8),
            1 => bytes[at] = numbers.one_of(b"0f/.\0\xff"),
            2 => drop(bytes.drain(at..(at + numbers.below(40)).min(bytes.len()))),
            _ => {
                let copied = bytes[at..(at + numbers.below(200)).min(bytes.len())].to_vec();
                bytes.splice(at..at, copied);
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

fn names_in(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Every link below `directory` stays in it.
fn links_stay(directory: &Path, root: &Path) {
    for entry in fs::read_dir(directory).unwrap().flatten() {
        let kind = entry.file_type().unwrap();
        if kind.is_symlink() {
            let end = entry.path().canonicalize().expect("a layer has no broken links");
            assert!(end.starts_with(root), "{}", entry.path().display());
        } else if kind.is_dir() {
            links_stay(&entry.path(), root);
        }
    }
}

fn attempt(seeds: impl Iterator<Item = u64>) -> BTreeMap<&'static str, usize> {
    let scratch = tempfile::tempdir().unwrap();
    let (input, outside) = (scratch.path().join("a.rpm"), scratch.path().join("outside"));
    let layer = outside.join("layer");
    fs::create_dir(&outside).unwrap();
    let limits = Limits { unpacked_bytes: 1 << 20, memory_bytes: 1 << 10, ..Limits::default() };
    let options = LayerOptions { limits, ..LayerOptions::default() };
    let mut outcomes = BTreeMap::new();
    for seed in seeds {
        let mut numbers = Numbers::new(seed);
        let package = generate(&mut numbers);
        fs::write(&input, damage(&package, &mut numbers)).unwrap();
        let packages = [LayerPackage::new("a-0:1-1.x86_64", "test", &input)];
        let output = Output::Directory(layer.clone());
        let result =
            build_layer(&packages, &BaseImage::from_paths(["/etc/passwd"]), &options, &output, &mut |_| {});
        assert_eq!(names_in(scratch.path()), ["a.rpm", "outside"], "seed {seed}");
        match result {
            Ok(_) => {
                assert_eq!(names_in(&outside), ["layer"], "seed {seed}");
                links_stay(&layer, &layer.canonicalize().unwrap());
                fs::remove_dir_all(&layer).unwrap();
                *outcomes.entry("built").or_default() += 1;
            }
            Err(error) => {
                assert!(names_in(&outside).is_empty(), "seed {seed}: {error}");
                assert_ne!(error.code(), "io", "seed {seed}: {error}");
                *outcomes.entry(error.code()).or_default() += 1;
            }
        }
    }
    outcomes
}

#[test]
fn damaged_archives_do_no_harm() {
    let (cases, half) = (cases(), cases() / 2);
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| attempt(0..half));
        (scope.spawn(|| attempt(half..cases)).join().unwrap(), first.join().unwrap())
    });
    println!("{first:?} {second:?}");
    for code in ["built", "bad-payload", "unsafe-path", "too-large", "file-conflict"] {
        assert!(first.contains_key(code), "the generator makes no {code} any more");
    }
}

#[test]
fn damaged_libraries_do_no_harm() {
    let sound = Library {
        soname: "liba.so.1",
        needed: vec!["libc.so.6"],
        wants: vec![("libc.so.6", "GLIBC_2.34")],
        defines: vec!["A_1.0"],
        runpath: "$ORIGIN",
        ..Library::default()
    }
    .bytes();
    let elf = Elf::parse(&sound).expect("it is one");
    assert_eq!(elf.requires(), ["libc.so.6()(64bit)", "libc.so.6(GLIBC_2.34)(64bit)"]);
    assert!(elf.versions.contains("A_1.0") && elf.search_path.is_some());
    for seed in 0..200_000 {
        let mut numbers = Numbers::new(seed);
        let mut bytes = sound.clone();
        for _ in 0..1 + numbers.below(6) {
            let at = numbers.below(bytes.len());
            bytes[at] = numbers.one_of(b"\0\x01\x7f\x80\xff ");
        }
        bytes.truncate(bytes.len() - if numbers.below(3) == 0 { numbers.below(bytes.len()) } else { 0 });
        let _ = Elf::parse(&bytes);
    }
}

#[test]
fn a_package_may_be_in_memory() {
    let package = rpm("a", [file("/usr/share/a", "text")]);
    let read = read_package_from(Cursor::new(package.bytes()), "a.rpm".as_ref(), &Limits::default()).unwrap();
    assert_eq!(&*read.files[0].content.as_ref().unwrap().read().unwrap(), b"text");
}
