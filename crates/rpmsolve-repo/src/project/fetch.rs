//! Getting exactly the packages that a lock names: nothing is solved, and nothing that is not the locked file is used.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::repositories::ProjectRepository;
use super::{Lock, LockedPackage, Project, ProjectError, checksum_of_file};
use crate::remote::{Getter, Promise, Remote, Trust, Want, is_remote};
use crate::{Network, RepoError, RepositoryConfig, Variables, parallel};

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
    let repositories = project.repositories(arch)?;
    for repository in &repositories {
        let of_it: Vec<usize> =
            (0..packages.len()).filter(|&index| packages[index].repository == repository.config.id).collect();
        let (remote, here): (Vec<usize>, Vec<usize>) =
            of_it.into_iter().partition(|&index| is_remote(&packages[index].url));
        for index in here {
            let path = place(repository, packages[index])?;
            verify(&path, packages[index])?;
            paths[index] = Some(path);
        }
        if !remote.is_empty() {
            let locked: Vec<&LockedPackage> = remote.iter().map(|&index| packages[index]).collect();
            let fetched = fetch_remote(&repository.config, &locked, arch, getting)?;
            for (index, path) in remote.into_iter().zip(fetched) {
                paths[index] = Some(path);
            }
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

/// Gets packages of one repository over the network, into the cache, where they lie under their checksums.
fn fetch_remote(
    config: &RepositoryConfig,
    packages: &[&LockedPackage],
    arch: &str,
    getting: &Getting,
) -> Result<Vec<PathBuf>, ProjectError> {
    let mut config = config.clone();
    config.set_access(&getting.options, &Variables::new(arch)).map_err(RepoError::from)?;
    let getter = Getter::new(&config, &getting.network)?;
    let trust = Trust::new(&config, true, &getting.network, SystemTime::now())?;
    let remote = Remote::for_packages(&config, getter);
    let wants: Result<Vec<Want>, RepoError> = packages
        .iter()
        .map(|package| {
            let promise = Promise::new(package.checksum.clone(), Some(package.size_bytes));
            remote.locked_package(&package.url, promise)
        })
        .collect();
    let wants = wants?;
    remote.packages(&wants)?;
    if trust.packages {
        let checked: Vec<(&&LockedPackage, &Want)> = packages.iter().zip(&wants).collect();
        let check = |(package, want): &(&&LockedPackage, &Want)| {
            let signed = trust.check_package(&want.path, &want.name(), Some(remote.getter()))?;
            let key = signed.fingerprint.to_string();
            match &package.key {
                Some(locked) if *locked != key => Err(ProjectError::PackageKey {
                    nevra: package.nevra.with_epoch(),
                    url: package.url.clone(),
                    locked: locked.clone(),
                    found: key,
                }),
                _ => Ok(()),
            }
        };
        parallel::try_map(&checked, check, |_| {})?;
    }
    Ok(wants.into_iter().map(|want| want.path).collect())
}

/// Where a package of this machine lies.
fn place(repository: &ProjectRepository, package: &LockedPackage) -> Result<PathBuf, ProjectError> {
    match repository.local_root() {
        // The project says where its repositories are; a lock cannot lead elsewhere.
        Some(root) => Ok(root.join(&package.location)),
        None => Err(RepoError::Network { url: package.url.clone() }.into()),
    }
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
