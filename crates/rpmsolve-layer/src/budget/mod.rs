//! Where a layer's bytes go, what is left of the function's limit, and what would make the layer smaller.
//!
//! [`BudgetReport::new`] knows the layer and what else the function has; [`BudgetReport::advise`] adds what only the
//! solver knows: why a package is there, and what would be there instead.

mod advice;
mod group;
mod other;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rpmsolve::DependencyGraph;
use rpmsolve::report::StepReport;
use serde::Serialize;

pub use advice::Advice;
pub use group::{FileGroup, GroupShare};
pub use other::{OtherLayer, OtherPackage};

use crate::defaults::Keep;
use crate::package::Package;

/// How many packages a report names.
const LARGEST: usize = 10;

/// What a layer takes of what a function may have.
///
/// # Example
///
/// ```no_run
/// # use rpmsolve_layer::{BaseImage, LayerOptions, Output, build_layer};
/// let report =
///     build_layer(&[], &BaseImage::new(), &LayerOptions::default(), &Output::from_path("x.zip"), &mut |_| {})?;
/// for package in &report.budget.packages {
///     println!("{:>12} {}", package.bytes, package.nevra);
/// }
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetReport {
    /// What the function may have in all, unzipped, in bytes; `None` for no limit.
    pub limit_bytes: Option<u64>,
    /// What else it has, in bytes.
    pub other_bytes: u64,
    /// Size of this layer, in bytes.
    pub bytes: u64,
    /// What is left of the limit, in bytes; `None` without a limit.
    pub left_bytes: Option<u64>,
    /// How much is too much, in bytes.
    pub over_bytes: u64,
    /// What else the function has, one by one.
    pub others: Vec<OtherLayer>,
    /// The largest packages, the largest first.
    pub packages: Vec<PackageShare>,
    /// What kinds of files there are and were left out, the largest first.
    pub groups: Vec<GroupShare>,
    /// What would make the layer smaller, what saves most first.
    pub advice: Vec<Advice>,
    /// The size of every package in the layer, by NEVRA.
    #[serde(skip)]
    pub(crate) sizes_bytes: BTreeMap<String, u64>,
}

/// A package's share of a layer.
///
/// # Example
///
/// ```
/// let share = rpmsolve_layer::PackageShare::new("jq-0:1.6-1.x86_64", 1000);
/// assert!(share.road.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackageShare {
    /// The package.
    pub nevra: String,
    /// Size of its files in the layer, in bytes.
    pub bytes: u64,
    /// The shortest way from what was asked for to the package; empty where nobody has worked it out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub road: Vec<StepReport>,
}

impl PackageShare {
    /// A share of so many bytes.
    #[must_use]
    pub fn new(nevra: &str, bytes: u64) -> Self {
        PackageShare { nevra: nevra.to_owned(), bytes, road: Vec::new() }
    }

    /// Says how the package comes to be there: by the shortest chain of what needs what.
    pub fn add_road(&mut self, graph: &DependencyGraph<'_>) {
        let packages = graph.matching(&self.nevra).unwrap_or_default();
        let chains = graph.chains(&packages, 1).chains;
        let road = chains.iter().flatten().map(|step| StepReport::new(graph.pool(), step));
        self.road = road.collect();
    }

    /// The largest of some, in order.
    pub(crate) fn largest(mut shares: Vec<PackageShare>) -> Vec<PackageShare> {
        shares.sort_by(PackageShare::by_size);
        shares.truncate(LARGEST);
        shares
    }

    /// The larger one first.
    fn by_size(one: &PackageShare, other: &PackageShare) -> Ordering {
        other.bytes.cmp(&one.bytes).then_with(|| one.nevra.cmp(&other.nevra))
    }
}

/// What a layer is measured against.
pub(crate) struct Allowed<'a> {
    pub(crate) limit_bytes: Option<u64>,
    pub(crate) others: &'a [OtherLayer],
    pub(crate) keep: &'a Keep,
}

impl BudgetReport {
    /// The report of a layer of so many bytes, made of `packages`, whose sizes in it are known by NEVRA.
    pub(crate) fn new(
        bytes: u64,
        packages: &[(String, Package)],
        sizes_bytes: BTreeMap<String, u64>,
        allowed: &Allowed<'_>,
    ) -> Self {
        let other_bytes = allowed.others.iter().fold(0_u64, |sum, other| sum.saturating_add(other.bytes));
        let all = other_bytes.saturating_add(bytes);
        let shares = sizes_bytes.iter().map(|(nevra, bytes)| PackageShare::new(nevra, *bytes));
        let shares = PackageShare::largest(shares.collect());
        let groups = group::shares(packages.iter().map(|(_, package)| package), allowed.keep);
        let mut report = BudgetReport {
            limit_bytes: allowed.limit_bytes,
            other_bytes,
            bytes,
            left_bytes: allowed.limit_bytes.map(|limit| limit.saturating_sub(all)),
            over_bytes: allowed.limit_bytes.map_or(0, |limit| all.saturating_sub(limit)),
            others: allowed.others.to_vec(),
            packages: shares,
            groups,
            advice: Vec::new(),
            sizes_bytes,
        };
        let by_layer = report.in_other_layers();
        let by_group = report.not_needed();
        report.add(by_layer.into_iter().chain(by_group));
        report
    }

    /// True if the function has more than it may.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over_bytes > 0
    }
}
