//! A lock in the forms that other tools read: dnf's manifest plugin (libpkgmanifest, schema 0.2) and hermetic builds
//! (rpm-lockfile-prototype, as hermeto reads it).

use std::borrow::Cow;
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
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseurl: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metalink: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mirrorlist: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct ManifestPackage<'a> {
    name: &'a str,
    repo_id: String,
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
        let mut repositories: BTreeMap<String, ManifestRepository<'_>> = BTreeMap::new();
        let mut packages: BTreeMap<&str, BTreeMap<String, ManifestPackage<'_>>> = BTreeMap::new();
        for (arch, locked) in &self.arches {
            for repository in &locked.repositories {
                let new = self.manifest_repository(arch, repository);
                repositories.entry(new.id.clone()).or_insert(new);
            }
            for package in &locked.packages {
                let repository = locked.repositories.iter().find(|it| it.id == package.repository);
                let of_arch = packages.entry(&package.nevra.arch).or_default();
                let entry = of_arch.entry(package.nevra.with_epoch()).or_insert_with(|| {
                    let id = repository.map(|repository| self.manifest_repository(arch, repository).id);
                    ManifestPackage::new(package, id.unwrap_or_default(), repository)
                });
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

    /// A repository for all architectures, with `$arch` where its places differ by that alone; or, if they differ
    /// otherwise, for one of them, with a name of its own.
    fn manifest_repository<'a>(
        &'a self,
        arch: &str,
        repository: &'a LockedRepository,
    ) -> ManifestRepository<'a> {
        let text = repository.place.text();
        let of_all = || {
            self.arches.iter().flat_map(|(arch, locked)| locked.repositories.iter().map(move |it| (arch, it)))
        };
        let mut named = of_all().filter(|(_, it)| it.id == repository.id);
        let general = text.replace(arch, "$arch");
        let (id, text) = if let RepositoryPlace::Preset(_) = repository.place {
            (repository.id.clone(), Cow::Borrowed(text))
        } else if named.clone().all(|(_, it)| it.place == repository.place) {
            (repository.id.clone(), Cow::Borrowed(text))
        } else if named.all(|(arch, it)| it.place.text().replace(arch.as_str(), "$arch") == general) {
            (repository.id.clone(), Cow::Owned(general))
        } else {
            (format!("{}-{arch}", repository.id), Cow::Borrowed(text))
        };
        let mut new = ManifestRepository { id, baseurl: None, metalink: None, mirrorlist: None };
        match &repository.place {
            RepositoryPlace::Url(_) => new.baseurl = Some(text),
            RepositoryPlace::Metalink(_) => new.metalink = Some(text),
            RepositoryPlace::Mirrorlist(_) => new.mirrorlist = Some(text),
            // What the name stands for is known from where its packages are.
            RepositoryPlace::Preset(_) => {
                let locked = self.arches.values().flat_map(|locked| &locked.packages);
                let of_it = locked.filter(|package| package.repository == repository.id);
                new.baseurl = of_it
                    .filter_map(|package| host_and_path(&package.url))
                    .map(|(host, _)| host.into())
                    .next();
            }
        }
        new
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

impl<'a> ManifestPackage<'a> {
    fn new(package: &'a LockedPackage, repo_id: String, repository: Option<&LockedRepository>) -> Self {
        let is_preset = repository.is_some_and(|it| matches!(it.place, RepositoryPlace::Preset(_)));
        let path = host_and_path(&package.url).filter(|_| is_preset).map(|(_, path)| path);
        Self {
            name: &package.nevra.name,
            repo_id,
            location: path.unwrap_or(&package.location),
            checksum: package.checksum.to_string(),
            size: package.size_bytes,
            evr: package.nevra.evr.to_string(),
            srpm: package.source.as_deref().map(|source| source.strip_suffix(".rpm").unwrap_or(source)),
            parent_archs: Vec::new(),
        }
    }
}

/// A URL in two: up to the slash behind the host, and what follows.
fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let start = url.find("://")? + "://".len();
    let end = start + url[start..].find('/')? + 1;
    Some(url.split_at(end))
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
