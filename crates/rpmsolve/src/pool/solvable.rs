//! A package of a pool: what the solver needs of it lies hot in [`Package`], everything else is text that is
//! only looked at when somebody asks. [`Solvable`] is the handle through which the outside reads both.

use std::fmt;

use bytemuck::{Pod, Zeroable};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub struct SolvableId(pub(crate) u32);

impl SolvableId {
    /// Its number; the packages of a pool have the numbers from 0 up.
    pub fn number(self) -> usize {
        self.0 as usize
    }
}

impl Key for SolvableId {
    #[inline]
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the solver needs of a package, beside its relations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Package {
    pub(crate) name: StringId,
    pub(crate) evr: StringId,
    pub(crate) arch: StringId,
    pub(crate) vendor: StringId,
    pub(crate) repository: RepositoryId,
    /// `None`: the architecture policy does not let it be installed (rpm-semantics 16).
    pub(crate) rank: Option<ArchRank>,
    pub(crate) colours: Colours,
}

/// The same as it lies in the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct PackageRow {
    pub(super) name: StringId,
    pub(super) evr: StringId,
    pub(super) arch: StringId,
    pub(super) vendor: StringId,
    pub(super) repository: RepositoryId,
    /// The architecture's class, if it has a rank.
    pub(super) class: u16,
    pub(super) has_rank: u8,
    pub(super) colours: u8,
    pub(super) padding: u16,
}

impl From<Package> for PackageRow {
    fn from(package: Package) -> Self {
        let Package { name, evr, arch, vendor, repository, rank, colours } = package;
        Self {
            name,
            evr,
            arch,
            vendor,
            repository,
            class: rank.map_or(0, ArchRank::class),
            has_rank: u8::from(rank.is_some()),
            colours: colours.bits(),
            padding: 0,
        }
    }
}

impl PackageRow {
    #[inline]
    pub(super) fn unpack(&self) -> Package {
        Package {
            name: self.name,
            evr: self.evr,
            arch: self.arch,
            vendor: self.vendor,
            repository: self.repository,
            rank: (self.has_rank != 0).then(|| ArchRank::from_class(self.class)),
            colours: Colours::from_bits(self.colours),
        }
    }
}

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
        self.pool.cold.size_download_bytes(self.id)
    }

    /// Bytes when installed.
    pub fn size_installed_bytes(&self) -> u64 {
        self.pool.cold.size_installed_bytes(self.id)
    }

    /// When it was built, in seconds since 1970; 0 if unknown.
    pub fn time_build(&self) -> u64 {
        self.pool.cold.time_build(self.id)
    }

    /// The checksum of the package, `type:hexadecimal`; empty if the metadata do not have it.
    pub fn checksum(&self) -> String {
        match (self.field(Field::ChecksumType), self.field(Field::Checksum)) {
            (_, "") => String::new(),
            (algorithm, value) => format!("{algorithm}:{value}"),
        }
    }

    /// A text field; empty if the metadata do not have it.
    pub fn field(&self, field: Field) -> &'pool str {
        match field {
            Field::Name => self.name(),
            Field::Arch => self.arch(),
            Field::Evr => self.evr_text(),
            Field::Vendor => self.vendor(),
            other => self.pool.cold.field(self.id, other),
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
        self.pool.cold.files(self.id)
    }

    fn evr_text(&self) -> &'pool str {
        self.pool.strings.get(self.package().evr)
    }

    fn package(&self) -> Package {
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
