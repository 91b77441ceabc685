//! What would make a layer smaller, each with what it saves. What is solved for it is solved with what is loaded.

use std::collections::BTreeSet;

use rpmsolve::{
    DependencyGraph, Job, Outcome, Request, SizeBound, SolvableId, Transaction, solve_part, solve_smallest,
};
use rpmsolve_repo::Resolved;
use serde::Serialize;

use super::{BudgetReport, FileGroup, PackageShare};
use crate::layer::{LayerOptions, LayerPackage};
use crate::plan;

/// Something that would make a layer smaller.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::{Advice, FileGroup};
/// let advice = Advice::DropFiles { group: FileGroup::Locales, saving_bytes: 1000 };
/// assert_eq!(advice.saving_bytes(), 1000);
/// assert_eq!(serde_json::to_value(&advice)?["kind"], "drop-files");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "saving_bytes is the same in all")]
pub enum Advice {
    /// Leave out a kind of files that was kept because it was asked for.
    DropFiles {
        /// The kind.
        group: FileGroup,
        saving_bytes: u64,
    },
    /// Do without packages that another layer of the function has: plan both layers together.
    ShareLayer {
        /// What was given for the other layer.
        layer: String,
        /// The NEVRAs of the packages.
        packages: Vec<String>,
        saving_bytes: u64,
    },
    /// Ask for the smallest answer instead of the usual one.
    SmallestAnswer {
        /// The NEVRAs of the packages that it has and this answer has not.
        add: Vec<String>,
        /// The NEVRAs of the packages that it does without.
        remove: Vec<String>,
        /// Whether it is proved that no answer is smaller.
        optimal: bool,
        saving_bytes: u64,
    },
    /// Do not follow weak dependencies.
    LeaveOutWeak {
        /// The NEVRAs of the packages that only they bring in.
        packages: Vec<String>,
        saving_bytes: u64,
    },
    /// Do not ask for this.
    LeaveOutSpec {
        /// What was asked for, in the user's words.
        spec: String,
        /// The packages that nothing else needs, the largest first.
        packages: Vec<PackageShare>,
        saving_bytes: u64,
    },
}

impl Advice {
    /// How many bytes the layer would be smaller.
    #[must_use]
    pub fn saving_bytes(&self) -> u64 {
        match self {
            Self::DropFiles { saving_bytes, .. }
            | Self::ShareLayer { saving_bytes, .. }
            | Self::SmallestAnswer { saving_bytes, .. }
            | Self::LeaveOutWeak { saving_bytes, .. }
            | Self::LeaveOutSpec { saving_bytes, .. } => *saving_bytes,
        }
    }
}

impl BudgetReport {
    /// Adds what the solver knows about the layer: the road to each of the largest packages, and the advice that takes
    /// another answer. `resolved` is what the layer was made from, with `options`.
    ///
    /// A smaller answer is looked for until it is found, or until `stop` says yes: then the best known by then counts.
    pub fn advise(&mut self, resolved: &Resolved, options: &LayerOptions, stop: &mut dyn FnMut() -> bool) {
        let Outcome::Solved(transaction) = &resolved.outcome else { return };
        let request = &resolved.request;
        let graph = DependencyGraph::new(&resolved.loaded.pool, request, transaction);
        self.packages.iter_mut().for_each(|share| share.add_road(&graph));
        let mut advice = Vec::new();
        let asking = Asking { resolved, transaction, budget: self };
        let mut specs: Vec<&str> = request.jobs.iter().map(Job::wanted).collect();
        specs.dedup();
        if specs.len() > 1 {
            advice.extend(specs.into_iter().filter_map(|spec| asking.without_spec(spec)));
        }
        if request.weak_dependencies {
            advice.extend(asking.without_weak());
        }
        // What is the smallest already has a bound.
        if resolved.size.is_none() {
            advice.extend(asking.smallest(options, stop));
        }
        self.add(advice);
    }

    pub(super) fn add(&mut self, advice: impl IntoIterator<Item = Advice>) {
        self.advice.extend(advice.into_iter().filter(|advice| advice.saving_bytes() > 0));
        self.advice.sort_by_key(|advice| std::cmp::Reverse(advice.saving_bytes()));
    }

    /// The kinds of files that are there because somebody asked for them.
    pub(super) fn not_needed(&self) -> Vec<Advice> {
        let kept = self.groups.iter().filter(|share| share.kept && share.group.is_optional());
        kept.map(|share| Advice::DropFiles { group: share.group, saving_bytes: share.bytes }).collect()
    }

    /// The packages that other layers have too.
    pub(super) fn in_other_layers(&self) -> Vec<Advice> {
        let shared = |other: &super::OtherLayer| {
            let there: BTreeSet<&str> = other.packages.iter().map(|package| package.nevra.as_str()).collect();
            let shared = self.sizes_bytes.iter().filter(|(nevra, _)| there.contains(nevra.as_str()));
            let (packages, sizes): (Vec<String>, Vec<u64>) =
                shared.map(|(nevra, bytes)| (nevra.clone(), *bytes)).unzip();
            Advice::ShareLayer { layer: other.name.clone(), packages, saving_bytes: sizes.iter().sum() }
        };
        self.others.iter().map(shared).collect()
    }
}

/// What other answers would save.
struct Asking<'a> {
    resolved: &'a Resolved,
    transaction: &'a Transaction,
    budget: &'a BudgetReport,
}

impl Asking<'_> {
    fn nevra(&self, id: SolvableId) -> String {
        self.resolved.loaded.pool.solvable(id).nevra()
    }

    /// The packages of the layer that are not among those of another answer, the largest first.
    fn missing_in(&self, other: &Transaction) -> Vec<PackageShare> {
        let installed: BTreeSet<SolvableId> = other.installed.iter().copied().collect();
        let missing = self.transaction.installations.iter().filter(|it| !installed.contains(&it.package));
        let share = |nevra: String| {
            let bytes = self.budget.sizes_bytes.get(&nevra).copied().unwrap_or_default();
            PackageShare::new(&nevra, bytes)
        };
        let mut missing: Vec<PackageShare> = missing.map(|it| share(self.nevra(it.package))).collect();
        missing.sort_by(PackageShare::by_size);
        missing
    }

    fn without_spec(&self, spec: &str) -> Option<Advice> {
        let whole = &self.resolved.request;
        let jobs = whole.jobs.iter().filter(|job| job.wanted() != spec).cloned().collect();
        let part = Request { jobs, ..whole.clone() };
        let Outcome::Solved(rest) = solve_part(&self.resolved.loaded.pool, &part, self.transaction) else {
            return None;
        };
        let packages = self.missing_in(&rest);
        let saving_bytes = packages.iter().map(|share| share.bytes).sum();
        Some(Advice::LeaveOutSpec { spec: spec.to_owned(), packages, saving_bytes })
    }

    fn without_weak(&self) -> Option<Advice> {
        let part = Request { weak_dependencies: false, ..self.resolved.request.clone() };
        let Outcome::Solved(rest) = solve_part(&self.resolved.loaded.pool, &part, self.transaction) else {
            return None;
        };
        let packages = self.missing_in(&rest);
        let saving_bytes = packages.iter().map(|share| share.bytes).sum();
        let packages = packages.into_iter().map(|share| share.nevra).collect();
        Some(Advice::LeaveOutWeak { packages, saving_bytes })
    }

    fn smallest(&self, options: &LayerOptions, stop: &mut dyn FnMut() -> bool) -> Option<Advice> {
        let smallest = solve_smallest(&self.resolved.loaded.pool, &self.resolved.request, stop);
        let Outcome::Solved(other) = &smallest.outcome else { return None };
        let present: BTreeSet<SolvableId> = self.transaction.installed.iter().copied().collect();
        let added = other.installations.iter().map(|it| it.package).filter(|id| !present.contains(id));
        let added: Vec<SolvableId> = added.collect();
        let remove = self.missing_in(other);
        let removed_bytes: u64 = remove.iter().map(|share| share.bytes).sum();
        let added_bytes: u64 = added.iter().map(|&id| self.bytes(id, options)).sum();
        Some(Advice::SmallestAnswer {
            add: added.iter().map(|&id| self.nevra(id)).collect(),
            remove: remove.into_iter().map(|share| share.nevra).collect(),
            optimal: smallest.size.as_ref().is_some_and(SizeBound::is_optimal),
            saving_bytes: removed_bytes.saturating_sub(added_bytes),
        })
    }

    /// What a package would take in the layer; what its metadata say where its header cannot be had.
    fn bytes(&self, id: SolvableId, options: &LayerOptions) -> u64 {
        let solvable = self.resolved.loaded.pool.solvable(id);
        let path = self.resolved.loaded.path_of(solvable).and_then(Result::ok);
        let package = path.map(|path| LayerPackage::new(solvable.nevra(), solvable.repository(), path));
        let bytes = package.and_then(|package| plan::size_bytes(&package, options).ok());
        bytes.unwrap_or_else(|| solvable.size_installed_bytes())
    }
}
