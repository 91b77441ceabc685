//! Who provides what: for each name the packages that provide it, for each path the packages that contain it.

use super::dependency::Constraint;
use super::dependency::{Dependencies, Dependency, DependencyId};
use super::groups::{Groups, Key};
use super::solvable::{Package, SolvableId};
use super::strings::{StringId, Strings};
use crate::metadata::RelationKind;

impl Key for StringId {
    #[inline]
    fn index(self) -> usize {
        StringId::index(self)
    }
}

/// The index of a pool. All lists are in the order of the solvables' numbers, and hold only packages that the
/// architecture policy lets in: the others do not exist for the solver (libsolv, repo.h, `pool_installable`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// What is provided under a name, and with which version.
    pub(crate) provides: Groups<StringId, (SolvableId, Constraint)>,
    /// The packages of a name.
    pub(crate) by_name: Groups<StringId, SolvableId>,
    /// The packages that contain a path, for the paths that some dependency names.
    pub(crate) by_path: Groups<StringId, SolvableId>,
}

/// The file part of a pool while it is being built.
pub(crate) struct Files<'a> {
    pub(crate) text: &'a str,
    pub(crate) ends: &'a [u32],
    pub(crate) unlisted: &'a [(StringId, SolvableId)],
}

impl Index {
    pub(crate) fn new(
        strings: &Strings,
        packages: &[Package],
        dependencies: &Dependencies,
        relations: &[DependencyId],
        files: &Files<'_>,
    ) -> Self {
        let mut provides = Vec::with_capacity(packages.len() * 3);
        let mut by_name = Vec::with_capacity(packages.len());
        let mut by_path = files.unlisted.to_vec();
        for (number, package) in packages.iter().enumerate() {
            if package.rank.is_none() {
                continue;
            }
            let id = SolvableId(number as u32);
            by_name.push((package.name, id));
            let list = RelationKind::Provides as usize;
            for &dependency in
                &relations[package.relations[list] as usize..package.relations[list + 1] as usize]
            {
                if let Dependency::Plain(plain) = dependencies.get(dependency) {
                    provides.push((plain.name, (id, plain.constraint)));
                }
            }
            for file in package.files.0..package.files.1 {
                let path =
                    &files.text[files.ends[file as usize] as usize..files.ends[file as usize + 1] as usize];
                // Only paths that something depends on were interned before.
                if let Some(path) = strings.find(path) {
                    by_path.push((path, id));
                }
            }
        }
        by_path.retain(|(_, id)| packages[id.index()].rank.is_some());
        by_path.sort_unstable();
        by_path.dedup();
        Self {
            provides: Groups::from_pairs(strings.len(), &provides),
            by_name: Groups::from_pairs(strings.len(), &by_name),
            by_path: Groups::from_pairs(strings.len(), &by_path),
        }
    }
}
