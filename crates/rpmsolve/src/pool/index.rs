//! Who provides what: for each name the packages that provide it, for each path the packages that contain it.

use bytemuck::{Pod, Zeroable};

use super::cold::ColdBuilder;
use super::column::Column;
use super::dependency::{Dependencies, Dependency, PackedConstraint};
use super::groups::{Groups, Key};
use super::join::join;
use super::solvable::{PackageRow, SolvableId};
use super::strings::{StringId, Strings};
use super::{List, Lists};
use crate::metadata::RelationKind;

/// A package that provides a name, and in which version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Provider {
    pub(crate) package: SolvableId,
    pub(crate) constraint: PackedConstraint,
}

/// The index of a pool. All lists are in the order of the solvables' numbers, and hold only packages that the
/// architecture policy lets in: the others do not exist for the solver (libsolv, repo.h, `pool_installable`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// What is provided under a name, and with which version.
    pub(crate) provides: Groups<StringId, Provider>,
    /// The packages of a name.
    pub(crate) by_name: Groups<StringId, SolvableId>,
    /// The packages that contain a path, for the paths that some dependency names.
    pub(crate) by_path: Column<Owner>,
}

/// A path and a package that contains it. There are few that some dependency names: they are sorted, and searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Owner {
    pub(crate) path: StringId,
    pub(crate) package: SolvableId,
}

/// From how many packages on it is worth to look at them on two threads.
pub(super) const MANY: usize = 1000;

impl Index {
    /// `unlisted` are owners of paths that `cold` does not list.
    pub(super) fn new(
        strings: &Strings,
        packages: &[PackageRow],
        dependencies: &Dependencies,
        lists: &Lists,
        cold: &ColdBuilder,
        unlisted: &[(StringId, SolvableId)],
    ) -> Self {
        let installable = || {
            let ids = (0u32..).map(SolvableId).zip(packages);
            ids.filter(|(_, package)| package.unpack().rank.is_some())
        };
        let provides = installable().flat_map(|(id, _)| {
            let list = lists.get(List(id, RelationKind::Provides)).iter();
            list.filter_map(move |&dependency| match dependencies.get(dependency) {
                Dependency::Plain(plain) => {
                    let constraint = PackedConstraint::new(plain.constraint);
                    Some((plain.name, Provider { package: id, constraint }))
                }
                Dependency::Rich(_) => None,
            })
        });
        let names = || {
            let by_name =
                Groups::from_pairs(strings.len(), installable().map(|(id, package)| (package.name, id)));
            (by_name, by_path(strings, packages, cold, unlisted))
        };
        let provides = || Groups::from_pairs(strings.len(), provides);
        let ((by_name, by_path), provides) = join(packages.len() >= MANY, names, provides);
        Self { provides, by_name, by_path }
    }

    /// The packages that contain a path, in order.
    pub(crate) fn owners(&self, path: StringId) -> impl ExactSizeIterator<Item = SolvableId> + '_ {
        let start = self.by_path.partition_point(|owner| owner.path < path);
        let length = self.by_path[start..].partition_point(|owner| owner.path == path);
        self.by_path[start..start + length].iter().map(|owner| owner.package)
    }
}

/// The packages that contain a path that some dependency names, sorted.
fn by_path(
    strings: &Strings,
    packages: &[PackageRow],
    cold: &ColdBuilder,
    unlisted: &[(StringId, SolvableId)],
) -> Column<Owner> {
    // Only paths that something depends on were interned among the names.
    let named = cold.map_paths(|path| strings.find(path));
    let listed = (0..packages.len() as u32).map(SolvableId).flat_map(|package| {
        let paths = cold.files(package).iter().filter_map(|path| named[path.index()]);
        paths.map(move |path| Owner { path, package })
    });
    let unlisted = unlisted.iter().map(|&(path, package)| Owner { path, package });
    let is_installable = |owner: &Owner| packages[owner.package.index()].unpack().rank.is_some();
    let mut owners: Vec<Owner> = unlisted.chain(listed).filter(is_installable).collect();
    owners.sort_unstable();
    owners.dedup();
    owners.into()
}
