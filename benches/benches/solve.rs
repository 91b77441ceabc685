//! Loading a repository and solving every name in it, on the demonstration repository and, where the corpus is, on
//! CentOS 7.5, CentOS Stream 9 and openEuler: `cargo bench -p rpmsolve-benches`. Compare ratios of one run.

use std::path::{Path, PathBuf};

use rpmsolve::{Request, solve};
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
        "repodata/openeuler-2021-mainline/repodata/openeuler-primary.xml.gz",
    ];
    all.into_iter().filter(|name| place(name).exists()).collect()
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

fn loaded(name: &str) -> Loaded {
    let repositories = vec![place(name).display().to_string()];
    Load { repositories, arch: "x86_64".to_owned(), ..Load::default() }
        .run()
        .expect("the repository is sound")
}

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
    bencher.bench(|| {
        for request in &requests {
            divan::black_box(solve(&loaded.pool, request));
        }
    });
}
