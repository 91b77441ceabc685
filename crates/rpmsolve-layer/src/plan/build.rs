//! Builds the layers of a plan. A layer finds in the others of its functions what a layer that stands alone would have to
//! have itself: libraries, the ends of links, files whose paths have moved to `/opt`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Serialize;

use super::{Plan, PlanOptions};
use crate::base::BaseImage;
use crate::budget::{BudgetReport, OtherLayer, PackageShare};
use crate::error::LayerError;
use crate::layer::{LayerOptions, LayerPackage, Progress, build_layer};
use crate::output::Output;
use crate::report::{LayerReport, PackageReport};

/// A layer of a plan that was built.
///
/// # Example
///
/// ```no_run
/// use rpmsolve_layer::{BaseImage, PlanOptions, build_plan, plan};
/// let options = PlanOptions::default();
/// let mut plan = plan(&[], &[], &options)?;
/// for built in build_plan(&mut plan, &[], &BaseImage::new(), &options, "layers".as_ref(), &mut |_, _| {})? {
///     println!("{}: {} bytes", built.name, built.report.archive_bytes);
/// }
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BuiltLayer {
    /// The layer's name in the plan.
    pub name: String,
    /// What was built.
    #[serde(flatten)]
    pub report: LayerReport,
}

/// Builds all layers of a plan as `NAME.zip` in a directory, and puts their true sizes into the plan. `packages` and
/// `options` are those that the plan was made of. `progress` gets the name of the layer too.
///
/// # Errors
///
/// Any [`LayerError`]; [`LayerError::OverBudget`] also if a function is over the limit with what the layers say about
/// themselves, which is only estimated before. No layer is left in the directory then.
pub fn build_plan(
    plan: &mut Plan,
    packages: &[LayerPackage],
    base: &BaseImage,
    options: &PlanOptions,
    directory: &Path,
    progress: &mut dyn FnMut(&str, Progress),
) -> Result<Vec<BuiltLayer>, LayerError> {
    fs::create_dir_all(directory).map_err(LayerError::io("create", directory))?;
    let making = tempfile::Builder::new()
        .prefix(".rpmsolve-")
        .tempdir_in(directory)
        .map_err(LayerError::io("create a directory in", directory))?;
    let zip = |name: &str| format!("{name}.zip");
    let mut built = Vec::with_capacity(plan.layers.len());
    for layer in &plan.layers {
        let own: Vec<LayerPackage> = layer.indexes.iter().map(|&index| packages[index].clone()).collect();
        let beside = plan.beside(&layer.name).into_iter().map(|index| packages[index].clone());
        let options = LayerOptions {
            limit_bytes: None,
            others: Vec::new(),
            beside: beside.collect(),
            ..options.layer.clone()
        };
        let output = Output::Zip(making.path().join(zip(&layer.name)));
        let report = build_layer(&own, base, &options, &output, &mut |step| progress(&layer.name, step))?;
        built.push(BuiltLayer { name: layer.name.clone(), report });
    }
    plan.measure(&built, options.layer.limit_bytes)?;
    for layer in &built {
        let (from, to) = (making.path().join(zip(&layer.name)), directory.join(zip(&layer.name)));
        fs::rename(from, &to).map_err(LayerError::io("rename a file to", to))?;
    }
    Ok(built)
}

impl Plan {
    /// The packages in the other layers of the functions that take a layer.
    fn beside(&self, name: &str) -> BTreeSet<usize> {
        let has = |layers: &[String], name: &str| layers.iter().any(|layer| layer == name);
        let functions = self.functions.iter().filter(|function| has(&function.layers, name));
        let names: BTreeSet<&String> = functions.flat_map(|function| &function.layers).collect();
        let others = self.layers.iter().filter(|layer| layer.name != name && names.contains(&layer.name));
        others.flat_map(|layer| layer.indexes.iter().copied()).collect()
    }

    /// Takes over the sizes that layers came to have.
    fn measure(&mut self, built: &[BuiltLayer], limit_bytes: Option<u64>) -> Result<(), LayerError> {
        for (layer, built) in self.layers.iter_mut().zip(built) {
            layer.bytes = built.report.bytes;
        }
        self.total_bytes = self.layers.iter().map(|layer| layer.bytes).sum();
        for function in &mut self.functions {
            let taken: Vec<OtherLayer> = self
                .layers
                .iter()
                .filter(|layer| function.layers.contains(&layer.name))
                .map(|layer| OtherLayer {
                    name: layer.name.clone(),
                    bytes: layer.bytes,
                    packages: Vec::new(),
                })
                .collect();
            function.bytes = taken.iter().map(|layer| layer.bytes).sum();
            let all = function.bytes.saturating_add(function.own_bytes);
            function.left_bytes = limit_bytes.map(|limit| limit.saturating_sub(all));
            if let Some(limit) = limit_bytes.filter(|limit| all > *limit) {
                let parts = built.iter().filter(|layer| function.layers.contains(&layer.name));
                let packages = parts.flat_map(|layer| &layer.report.packages);
                let share = |package: &PackageReport| PackageShare::new(&package.nevra, package.bytes);
                let budget = BudgetReport {
                    limit_bytes,
                    other_bytes: function.own_bytes,
                    bytes: function.bytes,
                    left_bytes: Some(0),
                    over_bytes: all - limit,
                    others: taken,
                    packages: PackageShare::largest(packages.map(share).collect()),
                    ..BudgetReport::default()
                };
                return Err(LayerError::OverBudget { budget: Box::new(budget) });
            }
        }
        Ok(())
    }
}
