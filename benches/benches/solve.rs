//! The pieces of loading and solving, each by itself, on the demonstration repository and, where the corpus is, on
//! CentOS 7.5, CentOS Stream 9 and openEuler: `cargo bench -p rpmsolve-benches`. Compare ratios of one run; `cargo xtask
//! bench` measures the whole beside other solvers.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use divan::counter::BytesCount;
use rpmsolve::metadata::{MetadataError, UNPACKED_MAX_BYTES, decompress, read_primary};
use rpmsolve::{ArchPolicy, PoolBuilder, PoolError, RepositoryOptions, Request, Solver, check, checkable};
use rpmsolve_repo::{Load, Loaded};

fn main() {
    divan::main();
}

/// The repositories that are here.
fn repositories() -> Vec<&'static str> {
    let all = [
        "demo",
        "repodata/cs9-baseos-2022",
        "repodata/centos-7.5.1804-dvd",
        "repodata/openeuler-2021-mainline",
    ];
    all.into_iter().filter(|name| place(name).exists()).collect()
}

/// What packs files, as far as it is here.
fn codecs() -> Vec<&'static str> {
    let is_here = |program: &&str| Command::new(program).arg("--version").output().is_ok();
    ["gzip", "bzip2", "xz", "zstd"].into_iter().filter(is_here).collect()
}

fn place(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if name == "demo" {
        return root.join("testdata/repos/demo");
    }
    let corpus =
        std::env::var_os("RPMSOLVE_CORPUS").map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    corpus.join(name)
}

/// Its primary.xml.gz: not every one has a repomd.xml.
fn primary(name: &str) -> PathBuf {
    let entries = place(name).join("repodata").read_dir().expect("it was there a moment ago");
    let mut paths = entries.flatten().map(|entry| entry.path());
    paths.find(|path| path.to_string_lossy().ends_with("primary.xml.gz")).expect("it has packages")
}

/// The same, unpacked.
fn unpacked(name: &str) -> Vec<u8> {
    let packed = std::fs::read(primary(name)).expect("it can be read");
    read_all(&packed)
}

fn read_all(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut reader = decompress(packed, "primary.xml", UNPACKED_MAX_BYTES).expect("it is sound");
    reader.read_to_end(&mut bytes).expect("it is sound");
    bytes
}

fn loaded(name: &str) -> Loaded {
    let repositories = vec![primary(name).display().to_string()];
    Load { repositories, arch: "x86_64".to_owned(), ..Load::default() }
        .run()
        .expect("the repository is sound")
}

/// A builder with all packages in it.
fn filled(primary: &[u8]) -> PoolBuilder {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let repository = builder.add_repository("bench", RepositoryOptions::default());
    read_primary(primary, "primary.xml", |package| {
        builder.add_package(repository, package)?;
        Ok::<(), Box<dyn std::error::Error>>(())
    })
    .expect("the repository is sound");
    builder
}

/// The largest repository's metadata, packed by each program as it does by default.
#[divan::bench(args = codecs(), sample_count = 10)]
fn unpack(bencher: divan::Bencher<'_, '_>, program: &str) {
    let plain = unpacked(repositories().last().expect("the demonstration is always there"));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{program}.xml"));
    std::fs::write(&file, &plain).expect("the target directory can be written");
    let packed = Command::new(program).arg("-c").arg(&file).stderr(Stdio::inherit()).output();
    let packed = packed.expect("it was there a moment ago").stdout;
    bencher.counter(BytesCount::new(plain.len())).bench(|| read_all(&packed));
}

/// Packages read, and nothing done with them.
#[divan::bench(args = repositories(), sample_count = 10)]
fn parse(bencher: divan::Bencher<'_, '_>, name: &str) {
    let primary = unpacked(name);
    bencher
        .counter(BytesCount::new(primary.len()))
        .bench(|| read_primary(&primary[..], "primary.xml", |_| Ok::<(), MetadataError>(())));
}

/// The same, and their names, versions and dependencies interned.
#[divan::bench(args = repositories(), sample_count = 10)]
fn parse_and_intern(bencher: divan::Bencher<'_, '_>, name: &str) {
    let primary = unpacked(name);
    bencher.counter(BytesCount::new(primary.len())).bench(|| filled(&primary));
}

/// Who provides what, and what packages demand of each other.
#[divan::bench(args = repositories(), sample_count = 10)]
fn index(bencher: divan::Bencher<'_, '_>, name: &str) {
    let builder = filled(&unpacked(name));
    bencher.with_inputs(|| builder.clone()).bench_values(|builder| {
        builder.build().map(|pool| pool.len()).map_err(|error: PoolError| error.code())
    });
}

/// All of that, from the file.
#[divan::bench(args = repositories(), sample_count = 10)]
fn load(name: &str) -> usize {
    loaded(name).pool.len()
}

/// All names, one after the other: divide by their number.
#[divan::bench(args = repositories(), sample_count = 10)]
fn solve_every_name(bencher: divan::Bencher<'_, '_>, name: &str) {
    let loaded = loaded(name);
    let requests: Vec<Request> = loaded
        .pool
        .names()
        .into_iter()
        .map(|name| {
            let mut request = Request { weak_dependencies: false, ..Request::default() };
            request.install(&loaded.pool, name).expect("a name");
            request
        })
        .collect();
    let mut solver = Solver::new(&loaded.pool);
    bencher.bench_local(|| {
        for request in &requests {
            divan::black_box(solver.solve(request));
        }
    });
}

/// Every package, on one processor.
#[divan::bench(args = repositories(), sample_count = 10)]
fn check_every_package(bencher: divan::Bencher<'_, '_>, name: &str) {
    let pool = loaded(name).pool;
    let request = Request::default();
    let packages = checkable(&pool, &request);
    bencher.bench(|| check(&pool, &request, &packages, 1, &mut |_, _| true).len());
}
