//! Getting exactly the packages that a lock names: nothing is solved, and nothing that is not the locked file is used.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::repositories::ProjectRepository;
use super::{Lock, LockedPackage, Project, ProjectError, checksum_of_file};
use crate::remote::{Getter, Promise, Remote, Trust, Want};
use crate::{Network, RepoError, RepositoryConfig, Variables, headers, parallel};

/// How packages and repositories of a project are had.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::Network;
/// use rpmsolve_repo::project::Getting;
///
/// let getting = Getting { network: Network { offline: true, ..Network::default() }, ..Getting::default() };
/// assert!(getting.options.is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Getting {
    /// As [`Load::network`](crate::Load::network).
    pub network: Network,
    /// As [`Load::options`](field@crate::Load::options): those that say how repositories are reached.
    pub options: Vec<(String, String)>,
}

/// A locked package on this machine, verified.
///
/// # Example
///
/// ```no_run
/// use rpmsolve_repo::project::{Getting, Project, fetch_locked};
///
/// let project = Project::open(".".as_ref())?;
/// let lock = project.read_lock()?.expect("it is locked");
/// for file in fetch_locked(&project, &lock, "x86_64", &Getting::default())? {
///     println!("{}: {}", file.package.nevra.with_epoch(), file.path.display());
/// }
/// # Ok::<(), rpmsolve_repo::project::ProjectError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedFile {
    /// The package, as it is locked.
    pub package: LockedPackage,
    /// Its file.
    pub path: PathBuf,
}

/// Gets all packages that are locked for an architecture, in the order of the lock. Length and checksum of each file
/// are those of the lock; until that is known nothing in it is looked at. What has to be signed is, by the key that is
/// locked.
///
/// # Errors
///
/// [`ProjectError`] for the first that cannot be had or is another file than the one that is locked.
pub fn fetch_locked(
    project: &Project,
    lock: &Lock,
    arch: &str,
    getting: &Getting,
) -> Result<Vec<LockedFile>, ProjectError> {
    let packages = lock.packages_of(arch, None)?;
    let mut paths: Vec<Option<PathBuf>> = vec![None; packages.len()];
    for repository in project.repositories(arch, &mut Vec::new())? {
        let is_of_it = |&index: &usize| packages[index].repository == repository.config.id;
        let indexes: Vec<usize> = (0..packages.len()).filter(is_of_it).collect();
        let locked: Vec<&LockedPackage> = indexes.iter().map(|&index| packages[index]).collect();
        if !locked.is_empty() {
            let files = fetch_from(repository, &locked, &project.variables(arch), getting)?;
            indexes.into_iter().zip(files).for_each(|(index, path)| paths[index] = Some(path));
        }
    }
    let found = packages.into_iter().zip(paths).map(|(package, path)| {
        let path = path.ok_or_else(|| ProjectError::UnknownRepository {
            nevra: package.nevra.with_epoch(),
            repository: package.repository.clone(),
        })?;
        Ok(LockedFile { package: package.clone(), path })
    });
    found.collect()
}

/// Gets packages of one repository: where they lie on this machine, or over the network into the cache, where they lie
/// under their checksums. The project says where its repositories are; a lock leads nowhere else on this machine.
fn fetch_from(
    mut repository: ProjectRepository,
    packages: &[&LockedPackage],
    variables: &Variables,
    getting: &Getting,
) -> Result<Vec<PathBuf>, ProjectError> {
    let config = &mut repository.config;
    config.set_options(&getting.options, variables, &mut Vec::new()).map_err(RepoError::from)?;
    let trust = Trust::new(&repository.config, repository.is_remote(), &getting.network, SystemTime::now())?;
    let here: Vec<Option<PathBuf>> = packages.iter().map(|package| repository.local(package)).collect();
    let away: Vec<&LockedPackage> =
        packages.iter().zip(&here).filter(|(_, here)| here.is_none()).map(|(package, _)| *package).collect();
    let (remote, wants) = match away.is_empty() {
        true => (None, Vec::new()),
        false => {
            let (remote, wants) = fetch_remote(&repository.config, &away, variables, getting)?;
            (Some(remote), wants)
        }
    };
    let mut wants = wants.into_iter();
    let mut files = Vec::new();
    for (package, here) in packages.iter().copied().zip(here) {
        files.extend(match here {
            Some(path) => Some(Found { package, name: path.display().to_string(), path, is_here: true }),
            None => {
                let want = wants.next();
                want.map(|want| Found { package, name: want.name(), path: want.path, is_here: false })
            }
        });
    }
    let getter = remote.as_ref().map(Remote::getter);
    parallel::try_map(&files, |found| found.check(&trust, getter), |_| {})?;
    Ok(files.into_iter().map(|found| found.path).collect())
}

/// The file of a locked package, which may be another.
struct Found<'a> {
    package: &'a LockedPackage,
    path: PathBuf,
    /// What it is called in messages: its path or its URL.
    name: String,
    /// Whether it lies where it always lay, and not in the cache, under its checksum.
    is_here: bool,
}

impl Found<'_> {
    fn check(&self, trust: &Trust, getter: Option<&Getter>) -> Result<(), ProjectError> {
        let Self { package, path, name, is_here } = self;
        if *is_here {
            verify(path, package)?;
        }
        headers::check_nevra(path, name, &package.nevra.with_epoch())?;
        if !trust.packages {
            return Ok(());
        }
        let found = trust.check_package(path, name, getter)?.fingerprint.to_string();
        match &package.key {
            Some(locked) if *locked != found => Err(ProjectError::PackageKey {
                nevra: package.nevra.with_epoch(),
                url: package.url.clone(),
                locked: locked.clone(),
                found,
            }),
            _ => Ok(()),
        }
    }
}

fn fetch_remote(
    config: &RepositoryConfig,
    packages: &[&LockedPackage],
    variables: &Variables,
    getting: &Getting,
) -> Result<(Remote, Vec<Want>), ProjectError> {
    let getter = Getter::new(config, &getting.network)?;
    let promise = |package: &LockedPackage| Promise::new(package.checksum.clone(), Some(package.size_bytes));
    let path = |package: &LockedPackage| promise(package).map(|promise| getter.store.package(&promise));
    let has_to = !packages.iter().all(|package| path(package).is_some_and(|path| path.exists()));
    let remote = Remote::for_packages(config, variables, getter, has_to)?;
    let want =
        |package: &&LockedPackage| remote.locked_package(&package.url, &package.location, promise(package));
    let wants = packages.iter().map(want).collect::<Result<Vec<Want>, RepoError>>()?;
    remote.packages(&wants)?;
    Ok((remote, wants))
}

/// Checks that a file is the one that is locked.
fn verify(path: &Path, package: &LockedPackage) -> Result<(), ProjectError> {
    let (path_owned, nevra) = (|| path.to_owned(), || package.nevra.with_epoch());
    let metadata = fs::metadata(path).map_err(|source| ProjectError::Io { path: path_owned(), source })?;
    let wrong_size = |found_bytes| ProjectError::PackageSize {
        path: path_owned(),
        nevra: nevra(),
        expected_bytes: package.size_bytes,
        found_bytes,
    };
    if metadata.len() != package.size_bytes {
        return Err(wrong_size(metadata.len()));
    }
    let (found, length) = checksum_of_file(path, package.checksum.algorithm())?;
    if length != package.size_bytes {
        return Err(wrong_size(length));
    }
    if found != package.checksum {
        return Err(ProjectError::PackageChecksum {
            path: path_owned(),
            nevra: nevra(),
            expected: Box::new(package.checksum.clone()),
            found: Box::new(found),
        });
    }
    Ok(())
}
