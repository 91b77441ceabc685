//! Plans the layers of several functions: which package goes into which layer, so that every function has what it
//! needs within its limits, nothing twice and nothing that clashes, and what functions share is stored once.
//!
//! 1. [`contents`] reads from the packages' headers what each would put into a layer,
//! 2. [`clash`] finds which of them get in each other's way,
//! 3. a function that cannot be, even with a layer of its own, is a reason why there is no plan ([`Obstacle`]),
//! 4. [`split`] finds the best layers,
//! 5. [`build_plan`] builds them: each knows the others that its functions have.

mod build;
mod clash;
mod contents;
mod name;
mod report;
mod split;

use std::collections::{BTreeMap, BTreeSet};

pub use build::{BuiltLayer, build_plan};
pub use report::{Obstacle, Plan, PlannedFunction, PlannedLayer};

use crate::budget::PackageShare;
use crate::error::LayerError;
use crate::layer::{self, LayerOptions, LayerPackage};
use clash::{Clash, ClashKind};
use contents::Contents;
use rpmsolve_repo::parallel;
use split::{Atom, Functions, Instance, Layer};

/// What a layer says about itself, in bytes, as far as that is known before it is built: its manifest has an entry for
/// each package and each file, and its bills of materials one for each package.
const ABOUT_LAYER_BYTES: u64 = 6144;
const ABOUT_PACKAGE_BYTES: u64 = 3072;
const ABOUT_FILE_BYTES: u64 = 300;

/// A function to plan for.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::PlanFunction;
/// let function = PlanFunction { name: "thumbnails".into(), packages: vec![0, 3], ..PlanFunction::default() };
/// assert_eq!(function.own_bytes, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanFunction {
    /// Its name: letters, digits, `-` and `_`, 64 of them at most.
    pub name: String,
    /// What it needs: indexes into the packages of the plan.
    pub packages: Vec<usize>,
    /// What it has beside the layers of the plan, unzipped, in bytes.
    pub own_bytes: u64,
    /// The solve that its packages come from: a function may get in vain only what belongs to its own.
    pub solve: usize,
}

/// By what a plan is made.
///
/// # Example
///
/// ```
/// let options = rpmsolve_layer::PlanOptions::default();
/// assert_eq!((options.layers_max, options.layer.limit_bytes), (5, Some(262_144_000)));
/// ```
#[derive(Debug, Clone)]
pub struct PlanOptions {
    /// How each layer is built; `limit_bytes` is what a function may have in all, `beside` and `others` are not used.
    pub layer: LayerOptions,
    /// The most layers of a function.
    pub layers_max: usize,
}

impl Default for PlanOptions {
    /// Lambda's limits.
    fn default() -> Self {
        let layer = LayerOptions { limit_bytes: Some(262_144_000), ..LayerOptions::default() };
        PlanOptions { layer, layers_max: 5 }
    }
}

/// Plans the layers of `functions`, whose packages are among `packages`.
///
/// Nothing is unpacked: sizes and digests are those of the packages' headers, which [`build_plan`] holds the payload
/// against. The plan depends on the arguments alone. Packages that exactly the same functions need stay together. Of all
/// such plans the best stores the fewest bytes, then gives functions the fewest bytes that they do not need, then has
/// the fewest layers.
///
/// # Errors
///
/// [`LayerError::BadPlan`] for functions that cannot be told apart or are too many, and whatever reading a package's
/// header can end in. That a function cannot be is no error but an [`Obstacle`].
///
/// # Example
///
/// ```no_run
/// use rpmsolve_layer::{LayerPackage, PlanFunction, PlanOptions, plan};
/// let packages = [
///     LayerPackage::new("git-0:2.40-1.x86_64", "base", "git-2.40-1.x86_64.rpm"),
///     LayerPackage::new("jq-0:1.6-1.x86_64", "base", "jq-1.6-1.x86_64.rpm"),
/// ];
/// let functions = [
///     PlanFunction { name: "clone".into(), packages: vec![0], ..PlanFunction::default() },
///     PlanFunction { name: "query".into(), packages: vec![0, 1], ..PlanFunction::default() },
/// ];
/// let plan = plan(&packages, &functions, &PlanOptions::default())?;
/// assert_eq!(plan.layers[0].name, "shared");
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
pub fn plan(
    packages: &[LayerPackage],
    functions: &[PlanFunction],
    options: &PlanOptions,
) -> Result<Plan, LayerError> {
    check(packages, functions, options)?;
    let read = |package: &LayerPackage| contents::read(package, &options.layer);
    let contents = parallel::try_map(packages, read, |_| {})?;
    let preferences = layer::preferences(&options.layer.prefer)?;
    let clashes = clash::find(&contents, &preferences, options.layer.layout);
    let planning = Planning { packages, functions, options, contents: &contents, clashes: &clashes };
    let reasons = planning.obstacles();
    if !reasons.is_empty() {
        return Ok(planning.impossible(reasons));
    }
    let (instance, atoms) = planning.instance();
    let split = split::split(&instance);
    Ok(planning.planned(&split.layers, &atoms, split.is_proved))
}

fn check(
    packages: &[LayerPackage],
    functions: &[PlanFunction],
    options: &PlanOptions,
) -> Result<(), LayerError> {
    let bad = |reason: String| Err(LayerError::BadPlan { reason });
    if functions.len() > split::FUNCTIONS_MAX {
        return bad(format!("{} functions; plan {} at a time", functions.len(), split::FUNCTIONS_MAX));
    }
    if options.layers_max == 0 {
        return bad("no function may have a layer; allow at least one".to_owned());
    }
    let mut names = BTreeSet::new();
    for function in functions {
        let name = &function.name;
        if !name::is_name(name) {
            return bad(format!(
                "{name:?} is no name of a function; take letters, digits, - and _, at most 64"
            ));
        }
        // Layers become files, and not every file system tells cases apart.
        if !names.insert(name.to_ascii_lowercase()) {
            return bad(format!("two functions are called {name}"));
        }
        if let Some(index) = function.packages.iter().find(|index| **index >= packages.len()) {
            return bad(format!("{name} needs package {index} of {}", packages.len()));
        }
    }
    Ok(())
}

struct Planning<'a> {
    packages: &'a [LayerPackage],
    functions: &'a [PlanFunction],
    options: &'a PlanOptions,
    contents: &'a [Contents],
    clashes: &'a [Clash],
}

impl Planning<'_> {
    /// What a package takes in a layer, with its part of what the layer says about itself.
    fn bytes(&self, package: usize) -> u64 {
        let contents = &self.contents[package];
        contents.bytes.saturating_add(about(1, contents.files()))
    }

    /// How many bytes a function may take in layers; none if it has more already.
    fn room_bytes(&self, function: &PlanFunction) -> u64 {
        self.options.layer.limit_bytes.unwrap_or(u64::MAX).saturating_sub(function.own_bytes)
    }

    /// What stands in the way of each function, even alone.
    fn obstacles(&self) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        for function in self.functions {
            let needed: BTreeSet<usize> = function.packages.iter().copied().collect();
            obstacles.extend(self.over_limit(function, &needed));
            let mut clashes: Vec<(&str, [&str; 2], ClashKind)> = self
                .clashes
                .iter()
                .filter(|clash| clash.is_in(&needed))
                .map(|clash| {
                    let (one, two) = clash.packages;
                    let mut packages = [one, two].map(|package| self.packages[package].nevra.as_str());
                    packages.sort_unstable();
                    (clash.place.as_str(), packages, clash.kind)
                })
                .collect();
            clashes.sort_unstable();
            clashes.dedup();
            for (place, packages, kind) in clashes {
                let (function, place) = (function.name.clone(), place.to_owned());
                let packages = packages.map(str::to_owned);
                obstacles.extend(match kind {
                    ClashKind::File => Some(Obstacle::FileConflict { function, path: place, packages }),
                    ClashKind::Library => Some(Obstacle::LibraryClash { function, soname: place, packages }),
                    ClashKind::SettledInLayer => None,
                });
            }
        }
        obstacles
    }

    fn over_limit(&self, function: &PlanFunction, needed: &BTreeSet<usize>) -> Option<Obstacle> {
        let limit = self.options.layer.limit_bytes?;
        let about = if needed.is_empty() { 0 } else { ABOUT_LAYER_BYTES };
        let bytes = needed.iter().fold(about, |sum, &package| sum.saturating_add(self.bytes(package)));
        let over_bytes = bytes.saturating_add(function.own_bytes).saturating_sub(limit);
        let share =
            |&package: &usize| PackageShare::new(&self.packages[package].nevra, self.contents[package].bytes);
        let packages = PackageShare::largest(needed.iter().map(share).collect());
        let function = function.name.clone();
        (over_bytes > 0).then_some(Obstacle::OverLimit { function, over_bytes, packages })
    }

    /// The functions that need each package.
    fn needed_by(&self) -> Vec<Functions> {
        let mut needed_by = vec![0; self.packages.len()];
        for (number, function) in self.functions.iter().enumerate() {
            for &package in &function.packages {
                needed_by[package] |= 1 << number;
            }
        }
        needed_by
    }

    /// The functions whose solve has nothing to do with a package that some functions need.
    fn banned_from(&self, needed_by: Functions) -> Functions {
        let solves: BTreeSet<usize> = split::members(needed_by).map(|f| self.functions[f].solve).collect();
        let functions = self.functions.iter().enumerate();
        let banned = functions.filter(|(_, function)| !solves.contains(&function.solve));
        banned.fold(0, |banned, (number, _)| banned | 1 << number)
    }

    /// What is to be split, and the packages of each atom.
    fn instance(&self) -> (Instance, Vec<Vec<usize>>) {
        let needed_by = self.needed_by();
        let mut groups: BTreeMap<Functions, Vec<usize>> = BTreeMap::new();
        for (package, &functions) in needed_by.iter().enumerate().filter(|(_, functions)| **functions != 0) {
            groups.entry(functions).or_default().push(package);
        }
        let mut atoms: Vec<Atom> = Vec::with_capacity(groups.len());
        let mut atom_of = vec![None; self.packages.len()];
        for (&functions, packages) in &groups {
            packages.iter().for_each(|&package| atom_of[package] = Some(atoms.len()));
            let bytes = packages.iter().fold(0_u64, |sum, &package| sum.saturating_add(self.bytes(package)));
            let banned_from = self.banned_from(functions);
            atoms.push(Atom { bytes, needed_by: functions, banned_from, ..Atom::default() });
        }
        for Clash { packages: (one, two), kind, .. } in self.clashes {
            let (Some(one), Some(two)) = (atom_of[*one], atom_of[*two]) else { continue };
            for (one, two) in [(one, two), (two, one)].into_iter().filter(|(one, two)| one != two) {
                // What is settled inside a layer is settled for those that need both, and for nobody else.
                atoms[one].apart.push(two);
                if *kind == ClashKind::SettledInLayer {
                    atoms[one].joint.push(two);
                }
            }
        }
        for atom in &mut atoms {
            for list in [&mut atom.apart, &mut atom.joint] {
                list.sort_unstable();
                list.dedup();
            }
        }
        let rooms_bytes = self.functions.iter().map(|function| self.room_bytes(function)).collect();
        let (layers_max, layer_bytes) = (self.options.layers_max, ABOUT_LAYER_BYTES);
        let instance = Instance { atoms, rooms_bytes, layers_max, layer_bytes };
        (instance, groups.into_values().collect())
    }

    /// Size of a layer unzipped: each place counts once.
    fn layer_bytes(&self, packages: &[usize]) -> u64 {
        if packages.is_empty() {
            return 0;
        }
        let mut places: BTreeSet<&str> = BTreeSet::new();
        let entries = packages.iter().flat_map(|&package| &self.contents[package].entries);
        let again = entries.filter(|(place, _)| !places.insert(place)).map(|(_, entry)| entry.what.bytes());
        let again: u64 = again.sum();
        let bytes = packages.iter().fold(ABOUT_LAYER_BYTES, |sum, &p| sum.saturating_add(self.bytes(p)));
        bytes.saturating_sub(again)
    }

    fn planned(&self, layers: &[Layer], atoms: &[Vec<usize>], proved: bool) -> Plan {
        let needed_by = self.needed_by();
        let mut layers: Vec<(Vec<usize>, Functions)> = layers
            .iter()
            .map(|layer| {
                let mut packages: Vec<usize> =
                    layer.atoms.iter().flat_map(|&atom| atoms[atom].iter().copied()).collect();
                packages.sort_by(|a, b| self.packages[*a].nevra.cmp(&self.packages[*b].nevra));
                (packages, layer.functions)
            })
            .collect();
        // What most functions have comes first, and so lies below.
        layers.sort_by_key(|(_, functions)| {
            std::cmp::Reverse((functions.count_ones(), functions.reverse_bits()))
        });
        let of = |functions: Functions| -> Vec<&str> {
            split::members(functions).map(|f| self.functions[f].name.as_str()).collect()
        };
        let users: Vec<Vec<&str>> = layers.iter().map(|(_, functions)| of(*functions)).collect();
        let names = name::names(&users, self.functions.len());
        let planned: Vec<PlannedLayer> = layers
            .iter()
            .zip(names)
            .map(|((packages, functions), name)| PlannedLayer {
                name,
                packages: packages.iter().map(|&package| self.packages[package].nevra.clone()).collect(),
                bytes: self.layer_bytes(packages),
                functions: of(*functions).into_iter().map(str::to_owned).collect(),
                indexes: packages.clone(),
            })
            .collect();
        let functions = self.functions.iter().enumerate().map(|(number, function)| {
            let taken =
                || layers.iter().zip(&planned).filter(|((_, users), _)| split::contains(*users, number));
            let wasted = taken().flat_map(|((packages, _), _)| packages);
            let wasted = wasted.filter(|package| !split::contains(needed_by[**package], number));
            PlannedFunction {
                layers: taken().map(|(_, layer)| layer.name.clone()).collect(),
                waste_bytes: wasted.map(|&package| self.contents[package].bytes).sum(),
                ..self.function(function, taken().map(|(_, layer)| layer.bytes).sum())
            }
        });
        Plan {
            functions: functions.collect(),
            total_bytes: planned.iter().map(|layer| layer.bytes).sum(),
            layers: planned,
            proved,
            reasons: Vec::new(),
        }
    }

    fn function(&self, function: &PlanFunction, bytes: u64) -> PlannedFunction {
        let left = |limit: u64| limit.saturating_sub(bytes.saturating_add(function.own_bytes));
        PlannedFunction {
            name: function.name.clone(),
            layers: Vec::new(),
            packages: function.packages.iter().collect::<BTreeSet<_>>().len(),
            bytes,
            waste_bytes: 0,
            own_bytes: function.own_bytes,
            left_bytes: self.options.layer.limit_bytes.map(left),
        }
    }

    fn impossible(&self, reasons: Vec<Obstacle>) -> Plan {
        let functions = self.functions.iter().map(|it| self.function(it, self.layer_bytes(&it.packages)));
        let functions = functions.collect();
        Plan { layers: Vec::new(), functions, total_bytes: 0, proved: true, reasons }
    }
}

/// Size of a package's files in a layer, in bytes, by its header.
pub(crate) fn size_bytes(package: &LayerPackage, options: &LayerOptions) -> Result<u64, LayerError> {
    contents::read(package, options).map(|contents| contents.bytes)
}

/// What a layer says about so many of its packages and files, in bytes.
fn about(packages: usize, files: usize) -> u64 {
    packages as u64 * ABOUT_PACKAGE_BYTES + files as u64 * ABOUT_FILE_BYTES
}
