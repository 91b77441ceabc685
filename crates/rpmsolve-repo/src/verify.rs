//! Checks packages that are on this machine: their digests, and whether one of the keys has signed them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::remote::Trust;
use crate::source::files_in;
use crate::{Network, RepoError, RepositoryConfig, Variables, check_digests, parallel};

/// What came of checking a package.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Network, verify};
///
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo/Packages");
/// let checked = verify(&[demo.into()], &Network::default())?;
/// assert!(checked.iter().all(|package| package.result.is_ok()), "digests alone, for want of keys");
/// # Ok::<(), rpmsolve_repo::RepoError>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct VerifiedPackage {
    /// The package.
    pub path: PathBuf,
    /// The fingerprint of the key that has signed it, `None` if no key was named; or what is wrong with it.
    pub result: Result<Option<String>, RepoError>,
}

/// Checks packages, and all those in directories and in their `Packages`. With [`Network::keys`] they have to be signed
/// by one of these, without only their digests are checked.
///
/// # Errors
///
/// [`RepoError`] if a directory or a key cannot be read. What is wrong with a package stands beside it.
pub fn verify(places: &[PathBuf], network: &Network) -> Result<Vec<VerifiedPackage>, RepoError> {
    let is_package = |path: &Path| path.extension().is_some_and(|extension| extension == "rpm");
    let mut paths = Vec::new();
    for place in places {
        if !place.is_dir() {
            paths.push(place.clone());
            continue;
        }
        paths.append(&mut files_in(place, is_package)?);
        let inner = place.join("Packages");
        if inner.is_dir() {
            paths.append(&mut files_in(&inner, is_package)?);
        }
    }
    let text = RepositoryConfig::text_at("packages", ".");
    let variables = Variables::default();
    let configs = RepositoryConfig::parse(&text, Path::new("."), &variables, &[], &mut Vec::new())?;
    let trust = configs.first().map(|config| Trust::new(config, false, network, SystemTime::now()));
    let trust = trust.transpose()?.filter(|trust| trust.packages);
    if let Some(trust) = &trust {
        // Without keys nothing could be said of any package.
        trust.find(None)?;
    }
    parallel::try_map(
        &paths,
        |path| {
            let name = path.display().to_string();
            let result = match &trust {
                Some(trust) => {
                    trust.check_package(path, &name, None).map(|signed| Some(signed.fingerprint.to_string()))
                }
                None => digests(path, &name).map(|()| None),
            };
            Ok(VerifiedPackage { path: path.clone(), result })
        },
        |_| {},
    )
}

fn digests(path: &Path, name: &str) -> Result<(), RepoError> {
    let file = File::open(path).map_err(|source| RepoError::Io { path: path.to_owned(), source })?;
    Ok(check_digests(file, name)?)
}
