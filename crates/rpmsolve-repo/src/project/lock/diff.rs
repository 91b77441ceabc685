//! What is different between two locks, as people read it: which packages, from which version to which, and how many
//! bytes that is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Lock, LockedArch, LockedPackage, LockedRepository};

/// The difference between two locks.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::{Lock, LockDiff};
///
/// let text = "version = 1\ninputs = 'md5:d41d8cd98f00b204e9800998ecf8427e'\narches = ['x86_64']\nlayers = []\n";
/// let lock = Lock::parse(text, "rpmsolve.lock".as_ref())?;
/// assert!(LockDiff::new(&lock, &lock).is_empty());
/// # Ok::<(), rpmsolve_repo::project::ProjectError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LockDiff {
    /// Whether the projects ask for different things.
    pub inputs: bool,
    /// The architectures in which something differs.
    pub arches: BTreeMap<String, ArchDiff>,
}

/// The difference for an architecture.
///
/// # Example
///
/// ```
/// assert!(rpmsolve_repo::project::ArchDiff::default().changes.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ArchDiff {
    /// What happened to packages, sorted by name.
    pub changes: Vec<PackageChange>,
    /// The NEVRAs of packages that are the same, but for their repository, place, key, layers or what needs them.
    pub moved: Vec<String>,
    /// The ids of repositories that are elsewhere, in another state, or in one of the locks only.
    pub repositories: Vec<String>,
    /// How many packages there were.
    pub old_packages: usize,
    /// How many there are.
    pub new_packages: usize,
    /// Bytes to download before.
    pub old_size: u64,
    /// Bytes to download now.
    pub new_size: u64,
}

/// What happened to a package.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::PackageChange;
///
/// let change = PackageChange::Added { nevra: "git-0:2.39.5-1.x86_64".into(), size: 1000 };
/// assert_eq!(change.to_string(), "+ git-0:2.39.5-1.x86_64");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "change", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PackageChange {
    /// It was not there.
    Added {
        /// The package.
        nevra: String,
        /// Its bytes to download.
        size: u64,
    },
    /// It is no longer there.
    Removed {
        /// The package.
        nevra: String,
        /// Its bytes to download.
        size: u64,
    },
    /// A newer version is in its place, or the same for another architecture.
    Upgraded {
        /// What was there.
        from: String,
        /// What is there.
        to: String,
        /// Bytes to download before.
        old_size: u64,
        /// Bytes to download now.
        new_size: u64,
    },
    /// An older version is in its place.
    Downgraded {
        /// What was there.
        from: String,
        /// What is there.
        to: String,
        /// Bytes to download before.
        old_size: u64,
        /// Bytes to download now.
        new_size: u64,
    },
    /// The same version, by its name, has other bytes: it was built or signed again, or somebody has changed it.
    OtherBytes {
        /// The package.
        nevra: String,
        /// Its checksum before.
        from: String,
        /// Its checksum now.
        to: String,
        /// Bytes to download before.
        old_size: u64,
        /// Bytes to download now.
        new_size: u64,
    },
}

impl LockDiff {
    /// What is different in `new`.
    pub fn new(old: &Lock, new: &Lock) -> Self {
        let arches: BTreeSet<&String> = old.arches.keys().chain(new.arches.keys()).collect();
        let nothing = LockedArch::default();
        let diff = |arch: &String| {
            let (old_arch, new_arch) = (old.arches.get(arch), new.arches.get(arch));
            let diff = ArchDiff::new(old_arch.unwrap_or(&nothing), new_arch.unwrap_or(&nothing));
            let is_same = old_arch.is_some() == new_arch.is_some() && diff.is_empty();
            (!is_same).then(|| (arch.clone(), diff))
        };
        let inputs = old.inputs != new.inputs || old.layers != new.layers;
        Self { inputs, arches: arches.into_iter().filter_map(diff).collect() }
    }

    /// Whether the locks are the same.
    pub fn is_empty(&self) -> bool {
        !self.inputs && self.arches.is_empty()
    }
}

impl ArchDiff {
    fn new(old: &LockedArch, new: &LockedArch) -> Self {
        let size = |arch: &LockedArch| {
            arch.packages.iter().fold(0, |sum, package| u64::saturating_add(sum, package.size_bytes))
        };
        let mut diff = Self {
            repositories: repositories(&old.repositories, &new.repositories),
            old_packages: old.packages.len(),
            new_packages: new.packages.len(),
            old_size: size(old),
            new_size: size(new),
            ..Self::default()
        };
        let mut names: BTreeMap<&str, (Vec<&LockedPackage>, Vec<&LockedPackage>)> = BTreeMap::new();
        for package in &old.packages {
            names.entry(&package.nevra.name).or_default().0.push(package);
        }
        for package in &new.packages {
            names.entry(&package.nevra.name).or_default().1.push(package);
        }
        for (old, new) in names.into_values() {
            diff.add(old, new);
        }
        diff
    }

    /// Compares the packages of one name: equal ones first, then those of one architecture, then what is left.
    fn add(&mut self, mut old: Vec<&LockedPackage>, mut new: Vec<&LockedPackage>) {
        let alike: [fn(&LockedPackage, &LockedPackage) -> bool; 3] = [
            |old, new| old.nevra.with_epoch() == new.nevra.with_epoch(),
            |old, new| old.nevra.arch == new.nevra.arch,
            |_, _| true,
        ];
        let mut changes = Vec::new();
        for is_alike in alike {
            old.retain(|before| match new.iter().position(|after| is_alike(before, after)) {
                None => true,
                Some(position) => {
                    let after = new.remove(position);
                    if let Some(change) = PackageChange::between(before, after) {
                        changes.push(change);
                    } else if *before != after {
                        self.moved.push(after.nevra.with_epoch());
                    }
                    false
                }
            });
        }
        self.changes.append(&mut changes);
        let lone = |package: &LockedPackage| (package.nevra.with_epoch(), package.size_bytes);
        for package in old {
            let (nevra, size) = lone(package);
            self.changes.push(PackageChange::Removed { nevra, size });
        }
        for package in new {
            let (nevra, size) = lone(package);
            self.changes.push(PackageChange::Added { nevra, size });
        }
    }

    fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.moved.is_empty() && self.repositories.is_empty()
    }
}

impl PackageChange {
    /// What is between two packages of one name, if something is.
    fn between(old: &LockedPackage, new: &LockedPackage) -> Option<Self> {
        let (from, to) = (old.nevra.with_epoch(), new.nevra.with_epoch());
        let (old_size, new_size) = (old.size_bytes, new.size_bytes);
        if from != to {
            return Some(if new.nevra.evr < old.nevra.evr {
                Self::Downgraded { from, to, old_size, new_size }
            } else {
                Self::Upgraded { from, to, old_size, new_size }
            });
        }
        let is_same = old.checksum == new.checksum && old_size == new_size;
        let (from, to) = (old.checksum.to_string(), new.checksum.to_string());
        (!is_same).then_some(Self::OtherBytes { nevra: new.nevra.with_epoch(), from, to, old_size, new_size })
    }
}

fn repositories(old: &[LockedRepository], new: &[LockedRepository]) -> Vec<String> {
    let ids: BTreeSet<&str> = old.iter().chain(new).map(|repository| repository.id.as_str()).collect();
    let of = |list: &[LockedRepository], id: &str| list.iter().find(|it| it.id == id).cloned();
    ids.into_iter().filter(|id| of(old, id) != of(new, id)).map(str::to_owned).collect()
}

impl Display for PackageChange {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { nevra, .. } => write!(formatter, "+ {nevra}"),
            Self::Removed { nevra, .. } => write!(formatter, "- {nevra}"),
            Self::Upgraded { from, to, .. } => write!(formatter, "  {from} → {to}"),
            Self::Downgraded { from, to, .. } => write!(formatter, "  {from} → {to} (older)"),
            Self::OtherBytes { nevra, from, to, .. } => {
                write!(formatter, "! {nevra} HAS OTHER BYTES UNDER THE SAME VERSION: {from} → {to}")
            }
        }
    }
}

/// One line a package, under the architecture; empty if there is no difference.
impl Display for LockDiff {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (arch, diff) in &self.arches {
            let ArchDiff { changes, moved, repositories, old_packages, new_packages, old_size, new_size } =
                diff;
            let sign = if new_size < old_size { '-' } else { '+' };
            let by = new_size.abs_diff(*old_size);
            writeln!(
                formatter,
                "{arch}: {old_packages} → {new_packages} packages, {old_size} → {new_size} bytes ({sign}{by})"
            )?;
            for change in changes {
                writeln!(formatter, "{change}")?;
            }
            if !moved.is_empty() {
                writeln!(formatter, "  same package, other place, layers or reasons: {}", moved.join(", "))?;
            }
            if !repositories.is_empty() {
                writeln!(formatter, "  repositories in another state: {}", repositories.join(", "))?;
            }
        }
        if self.inputs {
            writeln!(formatter, "what rpmsolve.toml asks for is different")?;
        }
        Ok(())
    }
}
