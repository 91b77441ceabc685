//! dnf's own scenarios, from the corpus: every case whose verb is `install` must end as dnf's suite says it does. What
//! the harness does beside the solver is what dnf's command does beside libsolv, and stands here as its rules.

#[path = "../../rpmsolve/tests/common/mod.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use rpmsolve::metadata::{
    MetadataError, PackageRecord, Repomd, UNPACKED_MAX_BYTES, decompress, read_primary,
};
use rpmsolve::{
    ArchPolicy, Change, Job, Nevra, Outcome, Pool, PoolBuilder, RepositoryOptions, Request, SpecError,
    Transaction, solve,
};
use rpmsolve_repo::Source;
use serde_json::Value;

use common::corpus;

/// What a case starts from and asks for.
#[derive(Debug)]
struct Case {
    #[expect(dead_code, reason = "it is printed where a case fails")]
    title: String,
    /// Each with its priority, if it has one.
    repositories: BTreeMap<String, Option<i32>>,
    /// The NEVRAs of what is installed, and the repositories that describe them.
    installed: BTreeMap<String, String>,
    specs: Vec<String>,
    excludes: Vec<String>,
    best: bool,
    weak: bool,
    allow_erasing: bool,
    skip_broken: bool,
    skip_unavailable: bool,
}

/// How a case ends: what is added and what is removed without a successor of its name, or not at all.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Done { add: BTreeSet<String>, remove: BTreeSet<String> },
    Error,
}

#[test]
fn installs_end_as_in_dnf() {
    let Some(corpus) = corpus().map(|root| root.join("ci-dnf")) else { return };
    let text = fs::read_to_string(corpus.join("cases.json")).expect("the corpus can be read");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let (installs, others): (Vec<&Value>, Vec<&Value>) =
        cases.iter().partition(|case| case["verb"] == "install");
    let mut packages = Packages { corpus, known: HashMap::new() };
    let mut formulas = 0;
    let failures: Vec<String> = installs
        .iter()
        .filter_map(|value| {
            let case = Case::read(value);
            let expected = End::read(&value["expected"]);
            let Some(actual) = run(&case, &mut packages) else {
                formulas += 1;
                return None;
            };
            (expected != actual).then(|| format!("{case:#?}\nexpected {expected:#?}\nnot {actual:#?}"))
        })
        .collect();
    println!(
        "{} of {} installs end as in dnf; unsupported: {formulas} specs that are formulas, {} cases with other verbs",
        installs.len() - failures.len() - formulas,
        installs.len(),
        others.len()
    );
    assert!(installs.len() > 200, "only {} cases", installs.len());
    assert_eq!(formulas, 2, "specs that are formulas");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Solves a case under dnf5's rules; `None` if a spec is a rich dependency that is no choice among packages.
fn run(case: &Case, packages: &mut Packages) -> Option<End> {
    let pool = pool(case, packages);
    let mut request = Request {
        weak_dependencies: case.weak,
        allow_erasing: case.allow_erasing,
        allow_downgrade: true,
        allow_vendor_change: true,
        ..Request::default()
    };
    for spec in &case.excludes {
        request.exclude(&pool, spec).expect("the excludes are well-formed");
    }
    for spec in &case.specs {
        let before = request.jobs.len();
        match request.install(&pool, spec) {
            Ok(()) => {}
            Err(SpecError::Formula { .. }) => return None,
            Err(_) => return Some(End::Error),
        }
        for job in &mut request.jobs[before..] {
            if let Job::Install { best, .. } = job {
                *best = case.best;
            }
        }
    }
    if case.skip_unavailable {
        request.jobs.retain(|job| !matches!(job, Job::Install { candidates, .. } if candidates.is_empty()));
    }
    if case.skip_broken {
        drop_broken_jobs(&pool, &mut request);
    }
    Some(match solve(&pool, &request) {
        Outcome::Solved(transaction) => End::of(&pool, &transaction),
        Outcome::Unsolvable(_) => End::Error,
    })
}

/// dnf's `--skip-broken`: what cannot be done together with what was asked for before it is left out. (dnf gives libsolv
/// weak jobs; libsolv gives up the last of those that contradict.)
fn drop_broken_jobs(pool: &Pool, request: &mut Request) {
    let jobs = std::mem::take(&mut request.jobs);
    for job in jobs {
        request.jobs.push(job);
        if matches!(solve(pool, request), Outcome::Unsolvable(_)) {
            request.jobs.pop();
        }
    }
}

fn pool(case: &Case, packages: &mut Packages) -> Pool {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let base = builder.add_repository("@System", RepositoryOptions::default());
    builder.set_base(base);
    for (nevra, repository) in &case.installed {
        let known = packages.of(repository);
        let record = known.iter().find(|record| nevra_of(record) == *nevra);
        let record = record.unwrap_or_else(|| panic!("{nevra} is not in {repository}"));
        builder.add_package(base, record).expect("nothing here is hostile");
    }
    let mut repositories = Vec::new();
    for (name, priority) in &case.repositories {
        let mut options = RepositoryOptions::default();
        options.priority = priority.unwrap_or(options.priority);
        let repository = builder.add_repository(name, options);
        for record in packages.of(name) {
            builder.add_package(repository, record).expect("nothing here is hostile");
        }
        repositories.push((name, repository));
    }
    for path in case.specs.iter().filter(|spec| spec.starts_with('/')) {
        builder.want_path(path);
    }
    if !builder.unlisted_paths().is_empty() {
        for (name, repository) in repositories {
            packages.source(name).add_file_lists(&mut builder, repository).expect("the corpus can be read");
        }
    }
    builder.build().expect("nothing here is hostile")
}

/// What repositories hold, each read once.
struct Packages {
    corpus: PathBuf,
    known: HashMap<String, Vec<PackageRecord>>,
}

impl Packages {
    fn of(&mut self, repository: &str) -> &[PackageRecord] {
        let directory = self.directory(repository);
        self.known.entry(repository.to_owned()).or_insert_with(|| {
            let read = |path: &Path| fs::read(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
            let repomd =
                Repomd::parse(&read(&directory.join("repodata/repomd.xml")), repository).expect("repomd.xml");
            let file = repomd.file("primary").expect("a primary");
            let packed = read(&directory.join(&file.href));
            let unpacked = decompress(&packed[..], &file.href, UNPACKED_MAX_BYTES).expect("it unpacks");
            let mut records = Vec::new();
            let count = read_primary(unpacked, &file.href, |record| {
                records.push(record.clone());
                Ok::<(), MetadataError>(())
            });
            assert_eq!(count.expect("well-formed"), records.len() as u64);
            records
        })
    }

    fn source(&self, repository: &str) -> Source {
        Source::open(&self.directory(repository).display().to_string(), repository).expect("a repository")
    }

    fn directory(&self, repository: &str) -> PathBuf {
        self.corpus.join("repos").join(repository)
    }
}

impl Case {
    fn read(value: &Value) -> Self {
        let texts = |key: &str| value[key].as_array().expect("a list").iter().map(text).collect();
        let is = |key: &str| value[key].as_bool().expect("true or false");
        let entries = |key: &str| value[key].as_object().expect("an object").iter();
        Self {
            title: format!("{}: {}", text(&value["feature"]), text(&value["scenario"])),
            repositories: entries("repos")
                .map(|(name, options)| {
                    let priority = options.get("priority").map(|it| text(it).parse().expect("a number"));
                    (name.clone(), priority)
                })
                .collect(),
            installed: entries("installed").map(|(nevra, from)| (nevra.clone(), text(from))).collect(),
            specs: texts("specs"),
            excludes: texts("excludes"),
            best: is("best"),
            weak: is("weak"),
            allow_erasing: is("allowerasing"),
            skip_broken: is("skip_broken"),
            // The one option that the cases do not record otherwise.
            skip_unavailable: text(&value["scenario"]).contains("--skip-unavailable"),
        }
    }
}

impl End {
    fn read(value: &Value) -> Self {
        if value["error"] == true {
            return Self::Error;
        }
        let texts = |key: &str| value[key].as_array().expect("a list").iter().map(text).collect();
        Self::Done { add: texts("add"), remove: texts("remove") }
    }

    fn of(pool: &Pool, transaction: &Transaction) -> Self {
        let nevra = |id| pool.solvable(id).nevra();
        let gone = transaction.changes.iter().filter_map(|change| match *change {
            Change::Remove { from } | Change::Obsoleted { from, .. } => Some(nevra(from)),
            _ => None,
        });
        Self::Done {
            add: transaction.installations.iter().map(|it| nevra(it.package)).collect(),
            remove: gone.collect(),
        }
    }
}

/// Always with the epoch, as the cases have it.
fn nevra_of(record: &PackageRecord) -> String {
    let nevra: Nevra = record.nevra().parse().expect("a NEVRA");
    format!(
        "{}-{}:{}-{}.{}",
        nevra.name,
        nevra.evr.epoch(),
        nevra.evr.version(),
        nevra.evr.release().unwrap_or_default(),
        nevra.arch
    )
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
