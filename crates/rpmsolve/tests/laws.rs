//! Laws that hold for every input: of values, and of the solver against an exhaustive search over all subsets of
//! small random repositories, judged by the verifier.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use proptest::prelude::*;
use rpmsolve::metadata::{Field, PackageRecord, RelationKind};
use rpmsolve::{
    ArchPolicy, BasePolicy, BrokenPackage, Comparison, Dependency, Evr, EvrRef, Exact, Job, Outcome, Pool,
    PoolBuilder, RepositoryId, RepositoryOptions, Request, SolvableId, Solver, check, matches, solve,
    solve_smallest, vercmp, violations,
};

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn version() -> impl Strategy<Value = String> {
    "[0-9a-c~^._]{1,6}"
}

fn evr() -> impl Strategy<Value = String> {
    (proptest::option::of(0u32..3), version(), proptest::option::of(version())).prop_map(
        |(epoch, version, release)| {
            let epoch = epoch.map(|epoch| format!("{epoch}:")).unwrap_or_default();
            let release = release.map(|release| format!("-{release}")).unwrap_or_default();
            format!("{epoch}{version}{release}")
        },
    )
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(vec![
        Comparison::LESS,
        Comparison::LESS_OR_EQUAL,
        Comparison::EQUAL,
        Comparison::GREATER_OR_EQUAL,
        Comparison::GREATER,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn versions_are_totally_ordered(a in version(), b in version(), c in version()) {
        prop_assert_eq!(vercmp(&a, &b), vercmp(&b, &a).reverse());
        if vercmp(&a, &b).is_le() && vercmp(&b, &c).is_le() {
            prop_assert!(vercmp(&a, &c).is_le());
        }
    }

    #[test]
    fn equal_evrs_are_equal_in_every_way(a in evr(), b in evr()) {
        let (one, other) = (EvrRef::parse(&a), EvrRef::parse(&b));
        prop_assert_eq!(one == other, one.cmp(&other).is_eq());
        if one == other {
            prop_assert_eq!(hash(&one), hash(&other));
            prop_assert_eq!(hash(&one.to_owned()), hash(&other));
        }
    }

    #[test]
    fn evrs_print_what_they_read(text in evr()) {
        if let Ok(evr) = text.parse::<Evr>() {
            prop_assert_eq!(&evr.to_string().parse::<Evr>().expect("what is printed can be read"), &evr);
        }
    }

    #[test]
    fn overlap_is_symmetric(a in evr(), b in evr(), x in comparison(), y in comparison()) {
        let (one, other) = ((x, EvrRef::parse(&a)), (y, EvrRef::parse(&b)));
        prop_assert_eq!(matches(one, other), matches(other, one));
        prop_assert!(x == Comparison::GREATER || x == Comparison::LESS || matches(one, (Comparison::EQUAL, one.1)));
    }

    #[test]
    fn dependencies_print_what_they_read(text in "[()a-c<>= 1&|ifandorelsewithout]{0,40}") {
        if let Ok(dependency) = text.parse::<Dependency>() {
            prop_assert_eq!(dependency.to_string().parse::<Dependency>().expect("what is printed can be read"), dependency);
        }
    }
}

/// A package of a random repository: names a to e, versions 1 to 2, and relations among them.
#[derive(Clone, Debug)]
struct RandomPackage {
    name: usize,
    version: u8,
    arch: &'static str,
    requires: Vec<String>,
    conflicts: Vec<String>,
    obsoletes: Vec<String>,
    provides: Vec<String>,
    size_bytes: u64,
}

fn capability() -> impl Strategy<Value = String> {
    let constraints = prop::sample::select(vec!["", " = 1", " >= 2", " < 2"]);
    (0usize..7, constraints).prop_map(|(name, constraint)| format!("{}{constraint}", NAMES[name]))
}

fn dependency() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => capability(),
        1 => (capability(), capability()).prop_map(|(a, b)| format!("({a} or {b})")),
        1 => (capability(), capability()).prop_map(|(a, b)| format!("({a} and {b})")),
        1 => (capability(), capability()).prop_map(|(a, b)| format!("({a} if {b})")),
        1 => (capability(), capability(), capability()).prop_map(|(a, b, c)| format!("({a} if {b} else {c})")),
        1 => (capability(), capability()).prop_map(|(a, b)| format!("({a} unless {b})")),
        1 => (capability(), capability()).prop_map(|(a, b)| format!("({a} with {b})")),
        1 => (capability(), capability()).prop_map(|(a, b)| format!("({a} without {b})")),
    ]
}

const NAMES: [&str; 7] = ["A", "B", "C", "D", "E", "X", "Y"];

fn package() -> impl Strategy<Value = RandomPackage> {
    (
        0usize..5,
        1u8..3,
        prop::collection::vec(dependency(), 0..3),
        prop::collection::vec(dependency(), 0..2),
        prop::collection::vec(capability(), 0..2),
        prop::collection::vec(
            prop::sample::select(vec!["X", "Y", "X = 1", "Y = 2"]).prop_map(str::to_owned),
            0..2,
        ),
        0u64..20,
    )
        .prop_map(|(name, version, requires, conflicts, obsoletes, provides, size_bytes)| {
            RandomPackage {
                name,
                version,
                arch: "x86_64",
                requires,
                conflicts,
                obsoletes,
                provides,
                size_bytes,
            }
        })
}

/// One of one of these architectures, not the best only.
fn package_of(arches: &'static [&'static str]) -> impl Strategy<Value = RandomPackage> {
    (package(), prop::sample::select(arches)).prop_map(|(package, arch)| RandomPackage { arch, ..package })
}

fn pool(packages: &[RandomPackage]) -> Pool {
    pool_with_base(&[], packages)
}

fn pool_with_base(base: &[RandomPackage], packages: &[RandomPackage]) -> Pool {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    let installed = builder.add_repository("base", RepositoryOptions::default());
    builder.set_base(installed);
    add(&mut builder, installed, base);
    let repository = builder.add_repository("r", RepositoryOptions::default());
    add(&mut builder, repository, packages);
    builder.build().expect("nothing here is hostile")
}

fn add(builder: &mut PoolBuilder, repository: RepositoryId, packages: &[RandomPackage]) {
    for package in packages {
        let mut record = PackageRecord::default();
        record.set(Field::Name, NAMES[package.name]);
        record.set(Field::Arch, package.arch);
        record.set(Field::Evr, &format!("{}-1", package.version));
        record.size_installed_bytes = package.size_bytes;
        let lists = [
            (RelationKind::Requires, &package.requires),
            (RelationKind::Conflicts, &package.conflicts),
            (RelationKind::Obsoletes, &package.obsoletes),
            (RelationKind::Provides, &package.provides),
        ];
        for (kind, list) in lists {
            for text in list {
                // What a formula about the package itself means in its own Conflicts, rpm leaves open.
                let own = package
                    .provides
                    .iter()
                    .filter_map(|name| name.split(' ').next())
                    .chain([NAMES[package.name]]);
                let is_about_itself = own.into_iter().any(|own| text.contains(own));
                if kind == RelationKind::Conflicts && text.starts_with('(') && is_about_itself {
                    continue;
                }
                match text.parse().expect("well-formed") {
                    Dependency::Rich(rich) => record.add_relation(kind, &rich.to_string(), None, false),
                    Dependency::Capability(capability) => {
                        let evr = capability
                            .constraint
                            .as_ref()
                            .map(|(comparison, evr)| (*comparison, evr.to_string()));
                        let constraint = evr.as_ref().map(|(comparison, evr)| (*comparison, evr.as_str()));
                        record.add_relation(kind, &capability.name, constraint, false);
                    }
                }
            }
        }
        builder.add_package(repository, &record).expect("nothing here is hostile");
    }
}

/// The answer is yes exactly if some subset of the packages is one, and then it is one itself.
fn agrees_with_exhaustive_search(pool: &Pool, request: &Request) -> Result<(), TestCaseError> {
    let ids: Vec<SolvableId> = pool.solvables().map(|solvable| solvable.id()).collect();
    let subset =
        |bits: u32| ids.iter().enumerate().filter(move |(bit, _)| bits >> bit & 1 == 1).map(|(_, &id)| id);
    let is_answer = |bits: u32| violations(pool, request, &subset(bits).collect::<Vec<_>>()).is_empty();
    let is_possible = (0..1 << ids.len()).any(is_answer);
    match solve(pool, request) {
        Outcome::Solved(transaction) => {
            prop_assert_eq!(violations(pool, request, &transaction.installed), vec![]);
            prop_assert!(is_possible);
        }
        Outcome::Unsolvable(problems) => {
            let text: String = problems.iter().map(|problem| problem.to_text(pool)).collect();
            prop_assert!(!is_possible, "{}", text);
            prop_assert!(!text.is_empty());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// The solver says yes exactly when some subset of the packages is valid, and what it says is valid.
    #[test]
    fn the_solver_agrees_with_exhaustive_search(packages in prop::collection::vec(package(), 1..9), wanted in prop::collection::vec(0usize..5, 1..3)) {
        let pool = pool(&packages);
        let jobs = wanted.iter().map(|&name| {
            Job::install(NAMES[name], pool.named(NAMES[name]).map(|solvable| solvable.id()).collect())
        });
        let request = Request { jobs: jobs.collect(), weak_dependencies: false, ..Request::default() };
        agrees_with_exhaustive_search(&pool, &request)?;
    }

    /// The same with packages installed already, which may or may not change.
    #[test]
    fn the_base_is_treated_as_the_request_says(
        base in prop::collection::vec(package(), 1..4),
        packages in prop::collection::vec(package(), 1..7),
        wanted in 0usize..5,
        locked: bool,
        allow_erasing: bool,
        allow_downgrade: bool,
        weak_dependencies: bool,
    ) {
        let pool = pool_with_base(&base, &packages);
        let candidates = pool.named(NAMES[wanted]).map(|solvable| solvable.id()).collect();
        let job = Job::install(NAMES[wanted], candidates);
        let request = Request {
            jobs: vec![job],
            weak_dependencies,
            base: if locked { BasePolicy::Locked } else { BasePolicy::Changeable },
            allow_erasing,
            allow_downgrade,
            ..Request::default()
        };
        agrees_with_exhaustive_search(&pool, &request)?;
    }

    /// A check of all packages says of each what a solve for it alone says, whatever the number of threads.
    #[test]
    fn a_check_says_what_a_solve_says(
        base in prop::collection::vec(package_of(&["x86_64", "i686", "noarch", "aarch64"]), 0..4),
        packages in prop::collection::vec(package_of(&["x86_64", "x86_64", "i686", "noarch", "aarch64"]), 1..14),
        on_request in prop::collection::vec(prop::bool::weighted(0.1), 14),
        excluded in prop::collection::vec(prop::bool::weighted(0.1), 14),
        locked: bool,
        allow_erasing: bool,
        colours: bool,
        threads in 1usize..4,
    ) {
        let pool = pool_with_base(&base, &packages);
        let all: Vec<SolvableId> =
            pool.solvables().filter(|it| !it.is_base()).map(|solvable| solvable.id()).collect();
        let some = |chosen: &[bool]| all.iter().zip(chosen).filter(|it| *it.1).map(|it| *it.0).collect();
        let template = Request {
            base: if locked { BasePolicy::Locked } else { BasePolicy::Changeable },
            allow_erasing,
            colours,
            only_on_request: some(&on_request),
            excluded: some(&excluded),
            weak_dependencies: false,
            ..Request::default()
        };
        let broken = check(&pool, &template, &all, threads, &mut |_, _| true);
        let alone = all.iter().filter_map(|&id| {
            let job = Job::Install {
                wanted: pool.solvable(id).to_string(),
                candidates: vec![id],
                exact: Exact::ALL,
                best: false,
                optional: false,
            };
            match solve(&pool, &Request { jobs: vec![job], ..template.clone() }) {
                Outcome::Solved(_) => None,
                Outcome::Unsolvable(problems) => Some(BrokenPackage { package: id, problems }),
            }
        });
        let mut alone: Vec<BrokenPackage> = alone.collect();
        alone.sort_by_key(|broken| (pool.solvable(broken.package).nevra(), broken.package));
        prop_assert_eq!(broken, alone);
    }

    /// The same question has the same answer.
    #[test]
    fn answers_do_not_vary(packages in prop::collection::vec(package(), 1..9), wanted in 0usize..5) {
        let mut answers = Vec::new();
        for _ in 0..3 {
            let pool = pool(&packages);
            let mut request = Request::default();
            request.install(&pool, NAMES[wanted]).expect("a name");
            answers.push(solve(&pool, &request));
        }
        prop_assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    }
}

/// The least that any valid subset of some packages costs: bytes, then packages that are added or leave the base.
fn least(pool: &Pool, request: &Request, allowed: impl Fn(SolvableId) -> bool) -> Option<(u64, usize)> {
    let ids: Vec<SolvableId> =
        pool.solvables().map(|solvable| solvable.id()).filter(|&id| allowed(id)).collect();
    let subsets = (0u32..1 << ids.len()).map(|bits| {
        ids.iter().enumerate().filter(|&(bit, _)| bits >> bit & 1 == 1).map(|(_, &id)| id).collect::<Vec<_>>()
    });
    let valid = subsets.filter(|subset| violations(pool, request, subset).is_empty());
    valid.map(|subset| cost(pool, &subset)).min()
}

fn cost(pool: &Pool, installed: &[SolvableId]) -> (u64, usize) {
    let added = || installed.iter().map(|&id| pool.solvable(id)).filter(|solvable| !solvable.is_base());
    let lost = pool.solvables().filter(|it| it.is_base() && !installed.contains(&it.id())).count();
    (added().map(|solvable| solvable.size_installed_bytes()).sum(), added().count() + lost)
}

/// The newest of its name in the repositories.
fn is_newest(pool: &Pool, id: SolvableId) -> bool {
    let solvable = pool.solvable(id);
    pool.named(solvable.name()).all(|other| other.is_base() || other.evr() <= solvable.evr())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// The smallest answer costs no more than any of newest packages, or of those that the default answer takes, and no
    /// less than any at all; one that was stopped lies between its bound and the default answer.
    #[test]
    fn no_answer_is_smaller(
        base in prop::collection::vec(package(), 0..3),
        packages in prop::collection::vec(package(), 1..9),
        wanted in prop::collection::vec(0usize..5, 1..3),
        locked: bool,
        allow_erasing: bool,
        patience in 0u32..6,
    ) {
        let pool = pool_with_base(&base, &packages);
        let jobs = wanted.iter().map(|&name| Job::Install {
            wanted: NAMES[name].to_owned(),
            candidates: pool.named(NAMES[name]).map(|solvable| solvable.id()).collect(),
            exact: rpmsolve::Exact::default(),
            optional: false,
            best: false,
        });
        let request = Request {
            jobs: jobs.collect(),
            weak_dependencies: false,
            base: if locked { BasePolicy::Locked } else { BasePolicy::Changeable },
            allow_erasing,
            ..Request::default()
        };
        let smallest = solve_smallest(&pool, &request, &mut || false);
        prop_assert_eq!(&smallest, &solve_smallest(&pool, &request, &mut || false));
        let Outcome::Solved(default) = solve(&pool, &request) else {
            prop_assert!(smallest.size.is_none());
            return Ok(());
        };
        let Outcome::Solved(transaction) = &smallest.outcome else { panic!("there is an answer") };
        let size = smallest.size.expect("there is an answer");
        let found = cost(&pool, &transaction.installed);
        prop_assert_eq!(violations(&pool, &request, &transaction.installed), vec![]);
        prop_assert!(size.is_optimal());
        prop_assert_eq!(size.bytes, found.0);
        prop_assert_eq!(size.default_bytes, default.installed_size_bytes(&pool));
        prop_assert!(found <= cost(&pool, &default.installed));
        prop_assert!(Some(found) >= least(&pool, &request, |_| true));
        if !allow_erasing {
            let counts = |id| is_newest(&pool, id) || pool.solvable(id).is_base() || default.installed.contains(&id);
            prop_assert!(Some(found) <= least(&pool, &request, counts));
        }
        let mut asked = 0;
        let stopped = solve_smallest(&pool, &request, &mut || { asked += 1; asked > patience });
        let Outcome::Solved(transaction) = &stopped.outcome else { panic!("there is an answer") };
        prop_assert_eq!(violations(&pool, &request, &transaction.installed), vec![]);
        let bound = stopped.size.expect("there is an answer");
        prop_assert!(bound.lower_bound_bytes <= size.bytes && size.bytes <= bound.bytes);
        prop_assert!(bound.bytes <= bound.default_bytes);
    }

    #[test]
    fn a_solver_answers_as_if_nothing_had_been_asked_before(
        base in prop::collection::vec(package(), 0..3),
        packages in prop::collection::vec(package(), 1..12),
        asked in prop::collection::vec((prop::collection::vec(0usize..5, 1..3), 0u8..32), 2..8),
    ) {
        let pool = pool_with_base(&base, &packages);
        let mut solver = Solver::new(&pool);
        for (wanted, flags) in asked {
            let is_set = |bit: u8| flags >> bit & 1 == 1;
            let candidates = |name: usize| -> Vec<SolvableId> {
                pool.named(NAMES[name]).map(|solvable| solvable.id()).collect()
            };
            let request = Request {
                jobs: wanted.into_iter().map(|name| Job::install(NAMES[name], candidates(name))).collect(),
                weak_dependencies: is_set(0),
                base: if is_set(1) { BasePolicy::Locked } else { BasePolicy::Changeable },
                allow_erasing: is_set(2),
                colours: is_set(3),
                favoured: if is_set(4) { candidates(0) } else { Vec::new() },
                ..Request::default()
            };
            let mut fresh = Solver::new(&pool);
            prop_assert_eq!(solver.solve(&request), fresh.solve(&request));
            prop_assert_eq!(solver.statistics(), fresh.statistics());
        }
    }
}
