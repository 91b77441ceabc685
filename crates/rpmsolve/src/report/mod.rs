//! Answers in the form in which scripts get them: the JSON of the command, of the Python package and of the Node
//! package is this, and nothing else. It is versioned by `schema` and changes on purpose only.

mod graph;

use serde::Serialize;

use crate::metadata::Field;
use crate::{
    BrokenPackage, Change, DependencyGraph, InstallReason, Outcome, Pool, Problem, Request, SizeBound,
    Solvable, SolvableId, Transaction, hints,
};

pub use graph::{StepReport, TreeNodeReport, TreeReport, WhyReport};

/// The version of everything in this module.
pub const SCHEMA: u32 = 1;

/// What came of a request.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, Request, solve};
/// use rpmsolve::report::Report;
///
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// let request = Request::default();
/// let report = Report::new(&pool, &request, &solve(&pool, &request));
/// let json = serde_json::to_value(&report)?;
/// assert_eq!(json["status"], "solved");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The answer, or the refusal.
    #[serde(flatten)]
    pub outcome: OutcomeReport,
    /// How small the answer is, if the smallest was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<ObjectiveReport>,
    /// Where the time went, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timings_ms: Option<TimingsReport>,
}

/// The answer, or the refusal.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum OutcomeReport {
    /// It can be done.
    Solved(SolvedReport),
    /// It cannot.
    Unsolvable {
        /// One tree of reasons for each independent problem.
        problems: Vec<ProblemReport>,
        /// What helps: what is near to what is missing, and changes with which there is an answer.
        hints: Vec<String>,
    },
}

/// What is to be done.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SolvedReport {
    /// What is added, sorted by `nevra`.
    pub packages: Vec<PackageReport>,
    /// What happens to the base; left out if nothing does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChangeReport>,
    /// Bytes that the added packages take when installed.
    pub installed_size: u64,
    /// Bytes to download for them.
    pub download_size: u64,
}

/// Which packages of a set of repositories cannot be installed.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, Request, check, checkable};
/// use rpmsolve::report::CheckReport;
///
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// let packages = checkable(&pool, &Request::default());
/// let broken = check(&pool, &Request::default(), &packages, 1, &mut |_, _| true);
/// let json = serde_json::to_value(CheckReport::new(&pool, packages.len(), &broken))?;
/// assert_eq!(json["status"], "ok");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// [`SCHEMA`].
    pub schema: u32,
    /// `ok` or `broken`.
    pub status: &'static str,
    /// How many packages were checked.
    pub packages: usize,
    /// Those that cannot be installed, sorted by `nevra`.
    pub broken: Vec<BrokenReport>,
}

/// A package that cannot be installed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BrokenReport {
    /// The package.
    pub nevra: String,
    /// The repository that it is in.
    pub repo: String,
    /// Why.
    pub problems: Vec<ProblemReport>,
}

/// A package of an answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "the fields are those of the package's metadata")]
pub struct PackageReport {
    pub name: String,
    pub epoch: u32,
    pub version: String,
    pub release: String,
    pub arch: String,
    pub repo: String,
    pub nevra: String,
    pub location: String,
    /// `type:hexadecimal`.
    pub checksum: String,
    pub size_download: u64,
    pub size_installed: u64,
    /// `requested`, `dependency` or `weak`.
    pub reason: &'static str,
    /// The NEVRAs of the packages that need it.
    pub required_by: Vec<String>,
}

/// Something that happens to a package of the base.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeReport {
    /// `upgrade`, `downgrade`, `reinstall`, `remove` or `obsoleted`.
    pub action: &'static str,
    /// The package of the base.
    pub from: String,
    /// What takes its place.
    pub to: Option<String>,
}

/// A reason, and the reasons for it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProblemReport {
    /// The name of the rule: see [`crate::Cause::rule`].
    pub rule: &'static str,
    /// The reason as a sentence.
    pub message: String,
    /// The NEVRA of the package that it is about.
    pub package: Option<String>,
    /// The capability that it is about.
    pub capability: Option<String>,
    /// The NEVRAs of other versions of the package of which the same is true; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Whether the reasons stand further up, where the same was said before; left out if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
    /// Why.
    pub children: Vec<ProblemReport>,
}

/// How small an answer is, and how small any could be: see [`SizeBound`].
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObjectiveReport {
    /// Bytes that the added packages take when installed.
    pub bytes: u64,
    /// No answer takes fewer.
    pub lower_bound: u64,
    /// Whether it is proved that no answer is smaller.
    pub optimal: bool,
}

impl From<SizeBound> for ObjectiveReport {
    fn from(size: SizeBound) -> Self {
        Self { bytes: size.bytes, lower_bound: size.lower_bound_bytes, optimal: size.is_optimal() }
    }
}

/// Where the time went, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "the names say it")]
pub struct TimingsReport {
    pub load: f64,
    pub index: f64,
    pub solve: f64,
    pub total: f64,
}

impl Report {
    /// The report of what came of a request.
    pub fn new(pool: &Pool, request: &Request, outcome: &Outcome) -> Self {
        let outcome = match outcome {
            Outcome::Solved(transaction) => {
                OutcomeReport::Solved(SolvedReport::new(pool, request, transaction))
            }
            Outcome::Unsolvable(problems) => {
                let (problems, hints) = refusal(pool, request, problems);
                OutcomeReport::Unsolvable { problems, hints }
            }
        };
        Self { schema: SCHEMA, outcome, objective: None, timings_ms: None }
    }
}

impl CheckReport {
    /// The report of a check of so many packages.
    pub fn new(pool: &Pool, packages: usize, broken: &[BrokenPackage]) -> Self {
        let report = |broken: &BrokenPackage| BrokenReport {
            nevra: nevra(pool, broken.package),
            repo: pool.solvable(broken.package).repository().to_owned(),
            problems: broken.problems.iter().map(|problem| ProblemReport::new(pool, problem)).collect(),
        };
        Self {
            schema: SCHEMA,
            status: if broken.is_empty() { "ok" } else { "broken" },
            packages,
            broken: broken.iter().map(report).collect(),
        }
    }
}

impl ProblemReport {
    fn new(pool: &Pool, problem: &Problem) -> Self {
        Self {
            rule: problem.cause.rule(),
            message: problem.message(pool),
            package: problem.cause.package().map(|id| pool.solvable(id).nevra()),
            capability: problem.cause.capability().map(str::to_owned),
            also: problem.also.iter().map(|&id| nevra(pool, id)).collect(),
            repeated: problem.is_repeated,
            children: problem.children.iter().map(|child| Self::new(pool, child)).collect(),
        }
    }
}

impl SolvedReport {
    /// The report of an answer.
    pub fn new(pool: &Pool, request: &Request, transaction: &Transaction) -> Self {
        let graph = DependencyGraph::new(pool, request, transaction);
        let packages = transaction.installations.iter().map(|installation| {
            let reason = match installation.reason {
                InstallReason::Requested => "requested",
                InstallReason::Dependency => "dependency",
                InstallReason::Weak => "weak",
            };
            package(
                pool.solvable(installation.package),
                reason,
                graph.needed_by(installation.package).iter().map(|link| nevra(pool, link.from)).collect(),
            )
        });
        Self {
            packages: packages.collect(),
            changes: transaction.changes.iter().map(|change| change_report(pool, *change)).collect(),
            installed_size: transaction.installed_size_bytes(pool),
            download_size: transaction.download_size_bytes(pool),
        }
    }
}

/// Why there is no answer, and what helps.
pub fn refusal(pool: &Pool, request: &Request, problems: &[Problem]) -> (Vec<ProblemReport>, Vec<String>) {
    (
        problems.iter().map(|problem| ProblemReport::new(pool, problem)).collect(),
        hints(pool, request, problems).iter().map(|hint| hint.message(pool)).collect(),
    )
}

fn package(solvable: Solvable<'_>, reason: &'static str, required_by: Vec<String>) -> PackageReport {
    let evr = solvable.evr();
    PackageReport {
        name: solvable.name().to_owned(),
        epoch: evr.epoch,
        version: evr.version.to_owned(),
        release: evr.release.unwrap_or_default().to_owned(),
        arch: solvable.arch().to_owned(),
        repo: solvable.repository().to_owned(),
        nevra: solvable.nevra(),
        location: solvable.field(Field::Location).to_owned(),
        checksum: solvable.checksum(),
        size_download: solvable.size_download_bytes(),
        size_installed: solvable.size_installed_bytes(),
        reason,
        required_by,
    }
}

fn change_report(pool: &Pool, change: Change) -> ChangeReport {
    let (action, from, to) = match change {
        Change::Upgrade { from, to } => ("upgrade", from, Some(to)),
        Change::Downgrade { from, to } => ("downgrade", from, Some(to)),
        Change::Reinstall { from, to } => ("reinstall", from, Some(to)),
        Change::Obsoleted { from, to } => ("obsoleted", from, Some(to)),
        Change::Remove { from } => ("remove", from, None),
    };
    ChangeReport { action, from: nevra(pool, from), to: to.map(|to| nevra(pool, to)) }
}

fn nevra(pool: &Pool, id: SolvableId) -> String {
    pool.solvable(id).nevra()
}
