//! A package of a pool: what the solver needs of it lies hot in [`Package`], everything else is text that is
//! only looked at when somebody asks. [`Solvable`] is the handle through which the outside reads both.

use std::fmt;

use super::groups::Key;
use super::strings::StringId;
use super::{Pool, RepositoryId};
use crate::arch::{ArchRank, Colours};
use crate::capability::Comparison;
use crate::evr::EvrRef;
use crate::metadata::{Field, RelationKind};

/// A package of a [`Pool`], by number: the repositories in the order in which they were added, and in each the
/// packages in the order of its metadata.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// assert!(pool.solvables().all(|solvable| pool.solvable(solvable.id()).name() == solvable.name()));
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SolvableId(pub(crate) u32);

impl Key for SolvableId {
    #[inline]
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the solver needs of a package.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) name: StringId,
    pub(crate) evr: StringId,
    pub(crate) arch: StringId,
    pub(crate) vendor: StringId,
    pub(crate) repository: RepositoryId,
    /// `None`: the architecture policy does not let it be installed (rpm-semantics 16).
    pub(crate) rank: Option<ArchRank>,
    pub(crate) colours: Colours,
    /// Where each relation list begins in the pool's relations, and where the last one ends.
    pub(crate) relations: [u32; 9],
    /// The package's part of the pool's file list.
    pub(crate) files: (u32, u32),
    /// Where each cold text field ends; the first begins where the last of the package before ends.
    pub(crate) text_start: u32,
    pub(crate) text_ends: [u32; COLD_FIELDS.len()],
    pub(crate) size_download_bytes: u64,
    pub(crate) size_installed_bytes: u64,
    pub(crate) time_build: u64,
}

/// The text fields that no solve looks at.
pub(crate) const COLD_FIELDS: [Field; 11] = [
    Field::Summary,
    Field::Description,
    Field::Url,
    Field::Location,
    Field::LocationBase,
    Field::ChecksumType,
    Field::Checksum,
    Field::License,
    Field::SourceRpm,
    Field::Packager,
    Field::Group,
];

/// A package of a pool, with everything that its metadata say.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, RepositoryOptions};
/// # use rpmsolve::metadata::{Field, PackageRecord};
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("demo", RepositoryOptions::default());
/// # let mut record = PackageRecord::default();
/// # record.set(Field::Name, "hello");
/// # record.set(Field::Evr, "2.10-1");
/// # record.set(Field::Arch, "x86_64");
/// # builder.add_package(repository, &record)?;
/// # let pool = builder.build()?;
/// let hello = pool.named("hello").next().expect("the pool has it");
/// assert_eq!(hello.nevra(), "hello-0:2.10-1.x86_64");
/// assert_eq!(hello.to_string(), "hello-2.10-1.x86_64");
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Solvable<'pool> {
    pub(super) pool: &'pool Pool,
    pub(super) id: SolvableId,
}

impl<'pool> Solvable<'pool> {
    /// The package's number in its pool.
    pub fn id(&self) -> SolvableId {
        self.id
    }

    /// The package's name.
    pub fn name(&self) -> &'pool str {
        self.pool.strings.get(self.package().name)
    }

    /// Epoch, version and release.
    pub fn evr(&self) -> EvrRef<'pool> {
        EvrRef::parse(self.evr_text())
    }

    /// The architecture, for example `x86_64` or `noarch`.
    pub fn arch(&self) -> &'pool str {
        self.pool.strings.get(self.package().arch)
    }

    /// Who built it, empty if the metadata do not say.
    pub fn vendor(&self) -> &'pool str {
        self.pool.strings.get(self.package().vendor)
    }

    /// `name-epoch:version-release.arch`; the epoch is always there.
    pub fn nevra(&self) -> String {
        let evr = self.evr();
        let release = evr.release.map(|release| format!("-{release}")).unwrap_or_default();
        format!("{}-{}:{}{}.{}", self.name(), evr.epoch, evr.version, release, self.arch())
    }

    /// The id of the repository that it comes from.
    pub fn repository(&self) -> &'pool str {
        &self.pool.repository(self.package().repository).id
    }

    /// Whether it belongs to the base: what is installed already.
    pub fn is_base(&self) -> bool {
        self.pool.is_base(self.id)
    }

    /// Bytes to download.
    pub fn size_download_bytes(&self) -> u64 {
        self.package().size_download_bytes
    }

    /// Bytes when installed.
    pub fn size_installed_bytes(&self) -> u64 {
        self.package().size_installed_bytes
    }

    /// When it was built, in seconds since 1970; 0 if unknown.
    pub fn time_build(&self) -> u64 {
        self.package().time_build
    }

    /// A text field; empty if the metadata do not have it.
    pub fn field(&self, field: Field) -> &'pool str {
        let package = self.package();
        match field {
            Field::Name => self.name(),
            Field::Arch => self.arch(),
            Field::Evr => self.evr_text(),
            Field::Vendor => self.vendor(),
            other => match COLD_FIELDS.iter().position(|&cold| cold == other) {
                Some(0) => self.pool.cold_text(package.text_start, package.text_ends[0]),
                Some(index) => self.pool.cold_text(package.text_ends[index - 1], package.text_ends[index]),
                None => "",
            },
        }
    }

    /// One relation list, each entry as a packager would write it.
    pub fn relations(&self, kind: RelationKind) -> impl Iterator<Item = String> + use<'pool> {
        let pool = self.pool;
        pool.relation(self.id, kind).iter().map(|&id| pool.dependencies.display(id, &pool.strings))
    }

    /// What it provides: names, and versions where there are any.
    pub fn provides(
        &self,
    ) -> impl Iterator<Item = (&'pool str, Option<(Comparison, &'pool str)>)> + use<'pool> {
        let strings = &self.pool.strings;
        self.pool.provided_versions(self.id).map(|(name, constraint)| {
            (strings.get(name), constraint.map(|(comparison, evr)| (comparison, strings.get(evr))))
        })
    }

    /// The paths that the primary metadata list: programs, configuration and what file lists added.
    pub fn files(&self) -> impl Iterator<Item = &'pool str> + use<'pool> {
        self.pool.files_of(self.id)
    }

    fn evr_text(&self) -> &'pool str {
        self.pool.strings.get(self.package().evr)
    }

    fn package(&self) -> &'pool Package {
        self.pool.package(self.id)
    }
}

/// `name-[epoch:]version-release.arch`: the epoch only when it is not 0, as rpm prints it.
impl fmt::Display for Solvable<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}.{}", self.name(), self.evr_text(), self.arch())
    }
}

impl fmt::Debug for Solvable<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}@{}", self.repository())
    }
}
