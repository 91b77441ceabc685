//! What came of planning, as data: the fields of the command's JSON.

use serde::Serialize;

use crate::budget::PackageShare;

/// The layers for some functions; or why there are none.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::{PlanOptions, plan};
/// let plan = plan(&[], &[], &PlanOptions::default())?;
/// assert!(plan.is_possible() && plan.layers.is_empty());
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// The layers; those that most functions take come first.
    pub layers: Vec<PlannedLayer>,
    /// The functions, in the order in which they were given.
    pub functions: Vec<PlannedFunction>,
    /// Size of all layers, in bytes, unzipped.
    pub total_bytes: u64,
    /// Whether it is proved that no plan is better that keeps together what the same functions need.
    pub proved: bool,
    /// Why there is no plan; empty if there is one.
    pub reasons: Vec<Obstacle>,
}

/// A layer of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlannedLayer {
    /// Its name; [`build_plan`](crate::build_plan) writes it as `NAME.zip`.
    pub name: String,
    /// The NEVRAs of its packages, sorted.
    pub packages: Vec<String>,
    /// Size unzipped, in bytes: that of the files, and an allowance for what the layer says about itself.
    pub bytes: u64,
    /// The functions that take it.
    pub functions: Vec<String>,
    /// Its packages as indexes into those of the plan.
    #[serde(skip)]
    pub(super) indexes: Vec<usize>,
}

/// What a function gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlannedFunction {
    /// Its name.
    pub name: String,
    /// The names of its layers.
    pub layers: Vec<String>,
    /// How many packages it needs.
    pub packages: usize,
    /// Size of its layers unzipped, in bytes; without a plan that of one layer with what it needs.
    pub bytes: u64,
    /// How many of these bytes it does not need.
    pub waste_bytes: u64,
    /// What it has beside them, in bytes.
    pub own_bytes: u64,
    /// What is left of the limit, in bytes; `None` without a limit.
    pub left_bytes: Option<u64>,
}

/// Why a function cannot be, whatever the layers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Obstacle {
    /// What it needs is more than the limit.
    OverLimit {
        /// The function.
        function: String,
        /// How many bytes it is over the limit.
        over_bytes: u64,
        /// The largest packages that it needs.
        packages: Vec<PackageShare>,
    },
    /// Two packages that it needs have different files at one place.
    FileConflict {
        /// The function.
        function: String,
        /// The path in the layer.
        path: String,
        /// The NEVRAs of the packages.
        packages: [String; 2],
    },
    /// Two packages that it needs have different libraries of one name in different directories: the loader would take
    /// one of them for both.
    LibraryClash {
        /// The function.
        function: String,
        /// The library's name.
        soname: String,
        /// The NEVRAs of the packages.
        packages: [String; 2],
    },
}

impl Plan {
    /// True if there is one.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.reasons.is_empty()
    }
}
