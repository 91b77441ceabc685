//! The packages of a pool as files of this machine: where they are had from, got if they are not here, and verified.

use std::path::PathBuf;

use rpmsolve::metadata::Field;
use rpmsolve::{Solvable, SolvableId};

use crate::remote::{Promise, Remote, Want};
use crate::{Loaded, RepoError, Source, headers, parallel};

/// A package on this machine, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedPackage {
    /// The package.
    pub package: SolvableId,
    /// Its file.
    pub path: PathBuf,
    /// The fingerprint of the key that has signed it, if signatures are checked.
    pub key: Option<String>,
}

impl Loaded {
    /// Gets packages onto this machine and verifies them, in their order. Packages of the base are left out.
    ///
    /// # Errors
    ///
    /// [`RepoError`] for the first that cannot be had or is not what it should be.
    pub fn fetch(&self, packages: &[SolvableId]) -> Result<Vec<FetchedPackage>, RepoError> {
        for source in &self.sources {
            let Some(remote) = source.remote() else { continue };
            let of_source = packages.iter().map(|&id| self.pool.solvable(id));
            let of_source = of_source.filter(|solvable| solvable.repository() == source.id());
            let wants: Result<Vec<Want>, _> = of_source.map(|solvable| want(remote, solvable)).collect();
            remote.packages(&wants?)?;
        }
        let verified = parallel::try_map(packages, |&id| self.verified(self.pool.solvable(id)), |_| {})?;
        Ok(verified.into_iter().flatten().collect())
    }

    /// Whether a package has to be here before it is known who has signed it.
    pub(crate) fn is_signed(&self, package: SolvableId) -> bool {
        let source = self.source_of(self.pool.solvable(package));
        source.is_some_and(|source| source.remote().is_some() || source.packages_trust().is_some())
    }

    /// A package that is on this machine, once it is known that whoever had to has signed it.
    fn verified(&self, solvable: Solvable<'_>) -> Result<Option<FetchedPackage>, RepoError> {
        let Some(source) = self.source_of(solvable) else { return Ok(None) };
        let (path, name) = match source.remote() {
            Some(remote) => {
                let want = want(remote, solvable)?;
                let name = want.name();
                (want.path, name)
            }
            None => {
                let path = source.package_path(solvable.field(Field::Location))?;
                let name = path.display().to_string();
                if let Some(promise) = promise(solvable) {
                    promise.check(&path, &name)?;
                }
                (path, name)
            }
        };
        // By its signature it may be any package of whoever has signed it.
        headers::check_nevra(&path, &name, &solvable.nevra())?;
        let signed = source.packages_trust().map(|trust| {
            let getter = source.remote().map(Remote::getter);
            trust.check_package(&path, &name, getter)
        });
        let key = signed.transpose()?.map(|signed| signed.fingerprint.to_string());
        Ok(Some(FetchedPackage { package: solvable.id(), path, key }))
    }

    /// The URL, or the place on this machine, that a package is had from; `None` if it belongs to the base. It does not
    /// depend on which mirror answers.
    ///
    /// # Errors
    ///
    /// As [`Self::path_of`].
    pub fn url_of(&self, solvable: Solvable<'_>) -> Option<Result<String, RepoError>> {
        let source = self.source_of(solvable)?;
        Some(match source.remote() {
            Some(remote) => want(remote, solvable).map(|want| want.name()),
            None => self.path_of(solvable)?.map(|path| path.display().to_string()),
        })
    }

    /// Where a package lies, if it is there; `None` if it belongs to the base. What is on the network has to be
    /// [fetched](Self::fetch) first.
    ///
    /// # Errors
    ///
    /// [`RepoError::Escape`] if its repository's metadata lead elsewhere.
    pub fn path_of(&self, solvable: Solvable<'_>) -> Option<Result<PathBuf, RepoError>> {
        let source = self.source_of(solvable)?;
        Some(match source.remote() {
            Some(remote) => want(remote, solvable).map(|want| want.path),
            None => source.package_path(solvable.field(Field::Location)),
        })
    }

    fn source_of(&self, solvable: Solvable<'_>) -> Option<&Source> {
        self.sources.iter().find(|source| source.id() == solvable.repository())
    }
}

/// What to get for a package of the network.
fn want(remote: &Remote, solvable: Solvable<'_>) -> Result<Want, RepoError> {
    let (location, base) = (solvable.field(Field::Location), solvable.field(Field::LocationBase));
    remote.package(location, base, promise(solvable))
}

/// What metadata say of a package's file.
fn promise(solvable: Solvable<'_>) -> Option<Promise> {
    let size_bytes = Some(solvable.size_download_bytes()).filter(|&bytes| bytes > 0);
    Promise::of(solvable.field(Field::ChecksumType), solvable.field(Field::Checksum), size_bytes)
}
