//! The other oracle: all subsets of a case's packages, each judged by the verifier. It knows nothing of preferences, but
//! everything of what is possible and what is valid.

use rpmsolve::metadata::{Field, PackageRecord, RelationKind};
use rpmsolve::{
    ArchPolicy, BasePolicy, Comparison, Exact, Job as SolverJob, Outcome, Pool, PoolBuilder,
    RepositoryOptions, Request, SolvableId, solve, violations,
};

use crate::case::{Case, Dependency, Kind, Package, REPOSITORIES, Selection};

/// What is wrong with our answer to a case; `None` if nothing is. Jobs for the best only are taken as jobs for any.
///
/// # Panics
///
/// If the case is not well-formed.
pub fn check(case: &Case) -> Option<String> {
    let pool = pool(case);
    let request = request(case, &pool);
    let ids: Vec<SolvableId> = pool.solvables().map(|solvable| solvable.id()).collect();
    let subset =
        |bits: u32| ids.iter().enumerate().filter(move |(bit, _)| bits >> bit & 1 == 1).map(|(_, &id)| id);
    let is_valid = |bits: &u32| violations(&pool, &request, &subset(*bits).collect::<Vec<_>>()).is_empty();
    match solve(&pool, &request) {
        Outcome::Solved(transaction) => {
            let found = violations(&pool, &request, &transaction.installed);
            (!found.is_empty()).then(|| {
                let found: Vec<String> = found.iter().map(ToString::to_string).collect();
                format!("the answer is not valid: {}", found.join("; "))
            })
        }
        Outcome::Unsolvable(problems) => {
            let text: String = problems.iter().map(|problem| problem.to_text(&pool)).collect();
            if text.is_empty() {
                return Some("refused without a reason".to_owned());
            }
            // That a lesser architecture must not be taken where a better one is in reach, no set shows by itself.
            let is_inferior = |id: SolvableId| {
                let solvable = pool.solvable(id);
                solvable.arch() == "i686"
                    && !solvable.is_base()
                    && pool.named(solvable.name()).any(|other| other.arch() == "x86_64")
            };
            let better = (0..1u32 << ids.len()).filter(is_valid).find(|&bits| !subset(bits).any(is_inferior));
            better.map(|bits| {
                let set: Vec<String> = subset(bits).map(|id| pool.solvable(id).to_string()).collect();
                format!("refused, but possible: {}\n{text}", set.join(" "))
            })
        }
    }
}

fn request(case: &Case, pool: &Pool) -> Request {
    let jobs = case.jobs.iter().map(|job| {
        let (wanted, candidates, is_exact) = match &job.selection {
            Selection::Name(name) => (*name, named(pool, name), false),
            Selection::OneOf(name) => (*name, named(pool, name), true), // excluded ones are never chosen anyway
            Selection::Provides(name, constraint) => {
                let capability = text(&Dependency::Capability(name, *constraint));
                let capability = capability.parse().expect("well-formed");
                (*name, pool.what_provides(&capability).into_iter().map(|it| it.id()).collect(), false)
            }
        };
        let exact = if is_exact { Exact::ALL } else { Exact::default() };
        SolverJob::Install { wanted: wanted.to_owned(), candidates, exact, best: false, optional: false }
    });
    let excluded = |solvable: &rpmsolve::Solvable<'_>| {
        let full_name = format!("{solvable}@{}", solvable.repository());
        case.packages.iter().any(|package| package.excluded && package.full_name() == full_name)
    };
    Request {
        jobs: jobs.collect(),
        weak_dependencies: case.rules.weak,
        base: if case.rules.locked { BasePolicy::Locked } else { BasePolicy::Changeable },
        allow_erasing: case.rules.allow_erasing,
        allow_downgrade: case.rules.allow_downgrade,
        excluded: pool.solvables().filter(excluded).map(|solvable| solvable.id()).collect(),
        install_only: case.install_only.iter().map(|&name| name.to_owned()).collect(),
        colours: case.rules.colours,
        ..Request::default()
    }
}

fn named(pool: &Pool, name: &str) -> Vec<SolvableId> {
    pool.named(name).map(|solvable| solvable.id()).collect()
}

fn pool(case: &Case) -> Pool {
    let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
    for (index, name) in REPOSITORIES.iter().enumerate() {
        let mut options = RepositoryOptions::default();
        if index > 0 {
            options.priority = -case.priorities[index - 1];
        }
        let id = builder.add_repository(name, options);
        if index == 0 {
            builder.set_base(id);
        }
        for package in case.packages.iter().filter(|package| package.repository == index) {
            builder.add_package(id, &record(package)).expect("nothing here is hostile");
        }
    }
    builder.build().expect("nothing here is hostile")
}

fn record(package: &Package) -> PackageRecord {
    let mut record = PackageRecord::default();
    record.set(Field::Name, package.name);
    record.set(Field::Arch, package.arch);
    record.set(Field::Evr, &format!("{}-1", package.version));
    for (kind, dependency) in &package.relations {
        let kind = match kind {
            Kind::Provides => RelationKind::Provides,
            Kind::Requires => RelationKind::Requires,
            Kind::Conflicts => RelationKind::Conflicts,
            Kind::Obsoletes => RelationKind::Obsoletes,
            Kind::Recommends => RelationKind::Recommends,
            Kind::Suggests => RelationKind::Suggests,
            Kind::Supplements => RelationKind::Supplements,
            Kind::Enhances => RelationKind::Enhances,
        };
        match dependency {
            Dependency::Capability(name, constraint) => {
                let constraint = constraint.map(|(comparison, version)| (comparison_of(comparison), version));
                record.add_relation(kind, name, constraint, false);
            }
            rich => record.add_relation(kind, &text(rich), None, false),
        }
    }
    record
}

fn comparison_of(text: &str) -> Comparison {
    match text {
        "<" => Comparison::LESS,
        "<=" => Comparison::LESS_OR_EQUAL,
        "=" => Comparison::EQUAL,
        ">=" => Comparison::GREATER_OR_EQUAL,
        _ => Comparison::GREATER,
    }
}

/// As rpm spells it.
fn text(dependency: &Dependency) -> String {
    let word = |operator: &str| match operator {
        "&" => "and",
        "|" => "or",
        "+" => "with",
        "-" => "without",
        "<IF>" => "if",
        _ => "unless",
    };
    match dependency {
        Dependency::Capability(..) => dependency.to_string(),
        Dependency::Joined(operator, parts) => {
            format!("({} {} {})", text(&parts[0]), word(operator), text(&parts[1]))
        }
        Dependency::Conditional(operator, parts) => {
            let [then, condition, otherwise] = [0, 1, 2].map(|index| text(&parts[index]));
            format!("({then} {} {condition} else {otherwise})", word(operator))
        }
    }
}
