//! Questions to a pool: who provides this, which packages does that spec mean.

use globset::GlobBuilder;

use super::dependency::{Constraint, Dependency, DependencyId, PlainDependency, constraints_match};
use super::{Pool, Solvable, SolvableId, StringId, rich};
use crate::capability::{Capability, Comparison};
use crate::metadata::RelationKind;
use crate::rich::{Dependency as DependencyValue, RichDep};

impl Pool {
    /// The packages of a name that can be installed on the pool's architecture, or are installed.
    pub fn named(&self, name: &str) -> impl Iterator<Item = Solvable<'_>> {
        let ids = self.strings.find(name).map_or(&[][..], |name| self.packages_named(name));
        ids.iter().map(|&id| self.solvable(id))
    }

    /// The packages that provide a capability or contain a path, in the pool's order.
    ///
    /// Of paths the pool knows those of the primary metadata, and those that some dependency names.
    pub fn what_provides(&self, capability: &Capability) -> Vec<Solvable<'_>> {
        let mut ids = self.providers_of_value(capability);
        if capability.constraint.is_none() && capability.name.starts_with('/') && ids.is_empty() {
            ids = self.owners_of_listed_path(&capability.name);
        }
        ids.into_iter().map(|id| self.solvable(id)).collect()
    }

    /// The names of all packages that can be installed, sorted, each once.
    pub fn names(&self) -> Vec<&str> {
        let installable = self.ids().map(|id| self.package(id)).filter(|package| package.rank.is_some());
        let mut names: Vec<&str> = installable.map(|package| self.strings.get(package.name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The packages whose name matches a shell pattern (`*`, `?`, `[…]`), grouped by name, names sorted.
    pub(crate) fn named_like(&self, pattern: &str) -> Vec<StringId> {
        let Ok(glob) = GlobBuilder::new(pattern).literal_separator(false).backslash_escape(true).build()
        else {
            return Vec::new();
        };
        let matcher = glob.compile_matcher();
        self.names()
            .into_iter()
            .filter(|name| matcher.is_match(name))
            .filter_map(|name| self.strings.find(name))
            .collect()
    }

    /// Who provides a dependency, in order, each package once.
    pub(crate) fn providers(&self, id: DependencyId) -> Vec<SolvableId> {
        match self.dependencies.get(id) {
            Dependency::Plain(plain) => self.plain_providers(plain),
            Dependency::Rich(node) => rich::providers(self, node),
        }
    }

    pub(crate) fn plain_providers(&self, plain: PlainDependency) -> Vec<SolvableId> {
        let mut found = Vec::new();
        for provider in self.index.provides.get(plain.name) {
            let is_new = found.last() != Some(&provider.package);
            if is_new && constraints_match(provider.constraint.get(), plain.constraint, &self.strings) {
                found.push(provider.package);
            }
        }
        if plain.constraint.is_none() {
            self.add_owners(plain.name, &mut found);
        }
        found
    }

    /// Whether rpm itself, not a package, meets a dependency: `rpmlib(X)` with a version (libsolv,
    /// poolwhatprovides.c).
    pub(crate) fn is_met_by_system(&self, plain: PlainDependency) -> bool {
        plain.constraint.is_some() && self.strings.get(plain.name).starts_with("rpmlib(")
    }

    /// Whether a package's own name and version match: what Obsoletes compares (libsolv, `pool_match_nevr`).
    pub(crate) fn matches_name_and_evr(&self, id: SolvableId, plain: PlainDependency) -> bool {
        let package = self.package(id);
        package.name == plain.name
            && constraints_match(Some((Comparison::EQUAL, package.evr)), plain.constraint, &self.strings)
    }

    /// The packages that are called or provide a name, whatever the version; some more than once.
    pub(crate) fn providers_of_name(&self, name: &str) -> impl Iterator<Item = SolvableId> + '_ {
        self.strings.find(name).into_iter().flat_map(|name| {
            let provides = self.index.provides.get(name).iter().map(|provider| provider.package);
            self.packages_named(name).iter().copied().chain(provides)
        })
    }

    /// All names under which something is provided.
    pub(crate) fn provided_names(&self) -> impl Iterator<Item = &str> {
        self.strings.iter().filter(|(id, _)| !self.index.provides.get(*id).is_empty()).map(|(_, name)| name)
    }

    /// Whether a package's Conflicts speak of another.
    pub(crate) fn conflicts_with(&self, id: SolvableId, other: SolvableId) -> bool {
        let list = self.relation(id, RelationKind::Conflicts).iter();
        list.map(|&dependency| self.dependencies.get(dependency)).any(|dependency| match dependency {
            Dependency::Plain(plain) => self.plain_providers(plain).contains(&other),
            Dependency::Rich(_) => false,
        })
    }

    /// The packages that `obsoleter` obsoletes, itself excepted.
    pub(crate) fn obsoleted_by(&self, obsoleter: SolvableId) -> impl Iterator<Item = SolvableId> + '_ {
        self.relation(obsoleter, RelationKind::Obsoletes)
            .iter()
            .filter_map(|&dependency| match self.dependencies.get(dependency) {
                Dependency::Plain(plain) => Some(plain),
                Dependency::Rich(_) => None,
            })
            .flat_map(move |plain| {
                let named = self.packages_named(plain.name).iter().copied();
                named.filter(move |&id| id != obsoleter && self.matches_name_and_evr(id, plain))
            })
    }

    /// The versions under which a package provides things: the name, and the constraint if there is one.
    pub(crate) fn provided_versions(
        &self,
        id: SolvableId,
    ) -> impl Iterator<Item = (StringId, Constraint)> + '_ {
        self.relation(id, RelationKind::Provides).iter().filter_map(|&dependency| {
            match self.dependencies.get(dependency) {
                Dependency::Plain(plain) => Some((plain.name, plain.constraint)),
                Dependency::Rich(_) => None,
            }
        })
    }

    pub(crate) fn providers_of_value(&self, capability: &Capability) -> Vec<SolvableId> {
        let Some(name) = self.strings.find(&capability.name) else { return Vec::new() };
        let wanted = capability.constraint.as_ref().map(|(comparison, evr)| (*comparison, evr.to_string()));
        let mut found = Vec::new();
        for provider in self.index.provides.get(name) {
            let id = provider.package;
            let matches = match (&wanted, provider.constraint.get()) {
                (Some((comparison, evr)), Some((have, have_evr))) => {
                    let evr_of = crate::evr::EvrRef::parse;
                    let have = (have, evr_of(self.strings.get(have_evr)));
                    crate::capability::matches(have, (*comparison, evr_of(evr)))
                }
                _ => true,
            };
            if matches && found.last() != Some(&id) {
                found.push(id);
            }
        }
        if wanted.is_none() {
            self.add_owners(name, &mut found);
        }
        found
    }

    /// Adds the packages that contain a path to those that provide it.
    fn add_owners(&self, path: StringId, found: &mut Vec<SolvableId>) {
        let owners = self.index.owners(path);
        if owners.len() > 0 {
            found.extend(owners);
            found.sort_unstable();
            found.dedup();
        }
    }

    /// Who meets a dependency that need not occur in the pool.
    pub(crate) fn providers_of_dependency(&self, dependency: &DependencyValue) -> Vec<SolvableId> {
        match dependency {
            DependencyValue::Capability(capability) => self.providers_of_value(capability),
            DependencyValue::Rich(rich) => self.providers_of_rich(rich),
        }
    }

    fn providers_of_rich(&self, rich: &RichDep) -> Vec<SolvableId> {
        let union = |parts: &[RichDep]| {
            let mut all: Vec<_> = parts.iter().flat_map(|part| self.providers_of_rich(part)).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        match rich {
            RichDep::Capability(capability) => self.providers_of_value(capability),
            RichDep::And(parts) | RichDep::Or(parts) => union(parts),
            RichDep::With(parts) => {
                let mut sets = parts.iter().map(|part| self.providers_of_rich(part));
                let first = sets.next().unwrap_or_default();
                sets.fold(first, |mut left, right| {
                    left.retain(|id| right.binary_search(id).is_ok());
                    left
                })
            }
            RichDep::Without(left, right) => {
                let (mut left, right) = (self.providers_of_rich(left), self.providers_of_rich(right));
                left.retain(|id| right.binary_search(id).is_err());
                left
            }
            RichDep::If { then, .. } | RichDep::Unless { then, .. } => self.providers_of_rich(then),
        }
    }

    /// The packages that list a path, found by looking at all lists: for questions, not for solving.
    pub(crate) fn owners_of_listed_path(&self, path: &str) -> Vec<SolvableId> {
        self.ids()
            .filter(|&id| self.package(id).rank.is_some())
            .filter(|&id| self.cold.files(id).any(|file| file == path))
            .collect()
    }
}
