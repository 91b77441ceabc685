//! What can be wrong with the packages that a pool is built from.

use thiserror::Error;

/// Why a pool could not be built.
///
/// # Example
///
/// ```
/// use rpmsolve::PoolError;
///
/// let error = PoolError::RepositoryClosed { repository: "updates".into() };
/// assert!(error.to_string().starts_with("repository updates is closed"));
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolError {
    /// A rich dependency that is made to exhaust the reader, not to be met.
    #[error(
        "package {package}: dependency \"{dependency}\" is refused: {reason}; exclude the package or repair its repository"
    )]
    HostileDependency {
        /// The package, as `name-evr.arch`.
        package: String,
        /// The dependency, shortened.
        dependency: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The packages have more text (names, dependencies, paths, descriptions) than a pool holds.
    #[error(
        "package {package}: with it the repositories have more than 4 GiB of text; load fewer repositories at a time"
    )]
    TooLarge {
        /// The package, as `name-evr.arch`.
        package: String,
    },
    /// A package was added to a repository after the next one had been begun.
    #[error("repository {repository} is closed: packages must be added repository by repository")]
    RepositoryClosed {
        /// The repository's id.
        repository: String,
    },
}

impl PoolError {
    /// A name for the kind of error that does not change between versions.
    ///
    /// # Example
    ///
    /// ```
    /// let error = rpmsolve::PoolError::RepositoryClosed { repository: "updates".into() };
    /// assert_eq!(error.code(), "repository-closed");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::HostileDependency { .. } => "hostile-dependency",
            Self::TooLarge { .. } => "pool-too-large",
            Self::RepositoryClosed { .. } => "repository-closed",
        }
    }
}
