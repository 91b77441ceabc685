//! A lock in the forms that other tools read: dnf's manifest plugin (libpkgmanifest, schema 0.2) and hermetic builds
//! (rpm-lockfile-prototype, as hermeto reads it).

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Lock, LockedPackage, LockedRepository, ProjectError, RepositoryPlace, is_remote};

/// A form in which other tools read what is locked.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::ExportFormat;
///
/// assert_eq!(ExportFormat::RpmsLock.file_name(), "rpms.lock.yaml");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportFormat {
    /// `packages.manifest.yaml` of dnf's `manifest` command.
    PackagesManifest,
    /// `rpms.lock.yaml` of rpm-lockfile-prototype, for hermeto and Konflux.
    RpmsLock,
}

/// A lock in another form.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::Exported;
///
/// fn is_whole(exported: &Exported) -> bool {
///     exported.warnings.is_empty()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The YAML.
    pub text: String,
    /// What the other tool will not be able to use, as sentences for people.
    pub warnings: Vec<String>,
}

impl ExportFormat {
    /// What such a file is called.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::PackagesManifest => "packages.manifest.yaml",
            Self::RpmsLock => "rpms.lock.yaml",
        }
    }
}

#[derive(Serialize)]
struct Manifest<'a> {
    document: &'static str,
    version: &'static str,
    data: ManifestData<'a>,
}

#[derive(Serialize)]
struct ManifestData<'a> {
    repositories: Vec<ManifestRepository<'a>>,
    /// By the packages' own architectures.
    packages: BTreeMap<&'a str, Vec<ManifestPackage<'a>>>,
}

#[derive(Serialize)]
struct ManifestRepository<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseurl: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metalink: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mirrorlist: Option<&'a str>,
}

#[derive(Serialize)]
struct ManifestPackage<'a> {
    name: &'a str,
    repo_id: &'a str,
    location: &'a str,
    checksum: String,
    size: u64,
    evr: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    srpm: Option<&'a str>,
    /// Of noarch packages, the architectures that they are there for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parent_archs: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RpmsLock<'a> {
    lockfile_version: u32,
    lockfile_vendor: &'static str,
    arches: Vec<RpmsLockArch<'a>>,
}

#[derive(Serialize)]
struct RpmsLockArch<'a> {
    arch: &'a str,
    packages: Vec<RpmsLockPackage<'a>>,
    source: [(); 0],
    module_metadata: [(); 0],
}

#[derive(Serialize)]
struct RpmsLockPackage<'a> {
    url: &'a str,
    repoid: &'a str,
    size: u64,
    checksum: String,
    name: &'a str,
    evr: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sourcerpm: Option<&'a str>,
}

impl Lock {
    /// The lock in a form that another tool reads. The same lock gives the same bytes.
    ///
    /// # Errors
    ///
    /// [`ProjectError::Yaml`] for what cannot be written.
    ///
    /// # Example
    ///
    /// ```
    /// use rpmsolve_repo::project::{ExportFormat, Lock};
    ///
    /// let text = "version = 1\ninputs = 'md5:d41d8cd98f00b204e9800998ecf8427e'\narches = ['x86_64']\nlayers = []\n";
    /// let lock = Lock::parse(text, "rpmsolve.lock".as_ref())?;
    /// let exported = lock.export(ExportFormat::RpmsLock)?;
    /// assert!(exported.text.contains("lockfileVendor: redhat"));
    /// # Ok::<(), rpmsolve_repo::project::ProjectError>(())
    /// ```
    pub fn export(&self, format: ExportFormat) -> Result<Exported, ProjectError> {
        let text = match format {
            ExportFormat::PackagesManifest => yaml(&self.manifest()),
            ExportFormat::RpmsLock => yaml(&self.rpms_lock()),
        }?;
        Ok(Exported { text, warnings: self.local_repositories() })
    }

    fn manifest(&self) -> Manifest<'_> {
        let mut repositories: BTreeMap<&str, ManifestRepository<'_>> = BTreeMap::new();
        let mut packages: BTreeMap<&str, BTreeMap<String, ManifestPackage<'_>>> = BTreeMap::new();
        for (arch, locked) in &self.arches {
            for repository in &locked.repositories {
                let of_it = locked.packages.iter().find(|package| package.repository == repository.id);
                repositories
                    .entry(&repository.id)
                    .or_insert_with(|| ManifestRepository::new(repository, of_it));
            }
            for package in &locked.packages {
                let of_arch = packages.entry(&package.nevra.arch).or_default();
                let entry = of_arch
                    .entry(package.nevra.with_epoch())
                    .or_insert_with(|| ManifestPackage::new(package));
                if package.nevra.arch == "noarch" {
                    entry.parent_archs.push(arch);
                }
            }
        }
        let packages = packages.into_iter().map(|(arch, packages)| (arch, packages.into_values().collect()));
        let data =
            ManifestData { repositories: repositories.into_values().collect(), packages: packages.collect() };
        Manifest { document: "rpm-package-manifest", version: "0.2.2", data }
    }

    fn rpms_lock(&self) -> RpmsLock<'_> {
        let arches = self.arches.iter().map(|(arch, locked)| RpmsLockArch {
            arch,
            packages: locked.packages.iter().map(RpmsLockPackage::new).collect(),
            source: [],
            module_metadata: [],
        });
        RpmsLock { lockfile_version: 1, lockfile_vendor: "redhat", arches: arches.collect() }
    }

    /// Says which repositories others cannot find.
    fn local_repositories(&self) -> Vec<String> {
        let repositories = self.arches.values().flat_map(|arch| &arch.repositories);
        let local =
            repositories.filter(|it| matches!(&it.place, RepositoryPlace::Url(url) if !is_remote(url)));
        let ids: std::collections::BTreeSet<&str> = local.map(|repository| repository.id.as_str()).collect();
        let sentence = |id| format!("{id} is a directory of this machine; other tools cannot fetch from it");
        ids.into_iter().map(sentence).collect()
    }
}

impl<'a> ManifestRepository<'a> {
    fn new(repository: &'a LockedRepository, package: Option<&'a LockedPackage>) -> Self {
        let mut new = Self { id: &repository.id, baseurl: None, metalink: None, mirrorlist: None };
        match &repository.place {
            RepositoryPlace::Url(url) => new.baseurl = Some(url),
            RepositoryPlace::Metalink(url) => new.metalink = Some(url),
            RepositoryPlace::Mirrorlist(url) => new.mirrorlist = Some(url),
            // What the name stands for is known from where its packages are.
            RepositoryPlace::Preset(_) => {
                new.baseurl = package.and_then(|it| it.url.strip_suffix(it.location.as_str()));
            }
        }
        new
    }
}

impl<'a> ManifestPackage<'a> {
    fn new(package: &'a LockedPackage) -> Self {
        Self {
            name: &package.nevra.name,
            repo_id: &package.repository,
            location: &package.location,
            checksum: package.checksum.to_string(),
            size: package.size_bytes,
            evr: package.nevra.evr.to_string(),
            srpm: package.source.as_deref().map(|source| source.strip_suffix(".rpm").unwrap_or(source)),
            parent_archs: Vec::new(),
        }
    }
}

impl<'a> RpmsLockPackage<'a> {
    fn new(package: &'a LockedPackage) -> Self {
        Self {
            url: &package.url,
            repoid: &package.repository,
            size: package.size_bytes,
            checksum: package.checksum.to_string(),
            name: &package.nevra.name,
            evr: package.nevra.evr.to_string(),
            sourcerpm: package.source.as_deref(),
        }
    }
}

fn yaml(document: &impl Serialize) -> Result<String, ProjectError> {
    serde_saphyr::to_string(document).map_err(|error| ProjectError::Yaml { reason: error.to_string() })
}
