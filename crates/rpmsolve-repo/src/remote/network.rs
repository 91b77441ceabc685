//! How the network may be used, and who is asked on the way.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::{Cancel, Environment, FetchProgress, Fingerprint};

/// How the network may be used.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Load, Network};
///
/// let network = Network { directory: Some("/var/cache/rpmsolve".into()), offline: true, ..Network::default() };
/// let load = Load { repositories: vec!["al2023".into()], arch: "x86_64".into(), network, ..Load::default() };
/// assert_eq!(load.run().unwrap_err().code(), "offline");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Where what is fetched is kept. Several processes may share it. Without one nothing is fetched.
    pub directory: Option<PathBuf>,
    /// Make no connection: what is not in the directory is an error.
    pub offline: bool,
    /// Ask for every repository whether it has changed, however short ago that was done.
    pub refresh: bool,
    /// Believe everything: check no signatures.
    pub no_verify: bool,
    /// Files or URLs of keys, for all repositories that name none. A file is believed; for a key from a URL somebody has
    /// to vouch.
    pub keys: Vec<String>,
    /// Keys that are the right ones, wherever they come from.
    pub trusted: Vec<Fingerprint>,
    /// Who is asked about other keys; without anybody they are not trusted.
    pub ask: Option<Ask>,
    /// Proxies and passwords from outside.
    pub environment: Environment,
    /// Where Amazon Linux is mirrored, instead of `https://cdn.amazonlinux.com`.
    pub amazon_linux: Option<String>,
    /// Who is told how far things are.
    pub watch: Option<Watch>,
    /// Stops everything when it is called.
    pub cancel: Cancel,
}

/// A key that nobody has vouched for yet.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Ask, KeyOffer};
///
/// let ask = Ask::new(|offer: &KeyOffer| offer.user.ends_with("<amazon-linux@amazon.com>"));
/// # drop(ask);
/// ```
#[derive(Clone, Debug)]
pub struct KeyOffer {
    /// The repository that it is for.
    pub repository: String,
    /// What identifies it.
    pub fingerprint: Fingerprint,
    /// Whose it says it is. Anybody can say so.
    pub user: String,
    /// Where it is from.
    pub place: String,
}

/// Somebody who can say whether a key is the right one.
///
/// # Example
///
/// ```
/// let nobody = rpmsolve_repo::Ask::new(|_| false);
/// # drop(nobody);
/// ```
#[derive(Clone)]
pub struct Ask(Arc<dyn Fn(&KeyOffer) -> bool + Send + Sync>);

impl Ask {
    /// Asks by calling a function.
    pub fn new(answer: impl Fn(&KeyOffer) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(answer))
    }

    pub(crate) fn about(&self, offer: &KeyOffer) -> bool {
        (self.0)(offer)
    }
}

/// Somebody who wants to know how far a download is.
///
/// # Example
///
/// ```
/// let watch = rpmsolve_repo::Watch::new(|progress| eprintln!("{progress:?}"));
/// # drop(watch);
/// ```
#[derive(Clone)]
pub struct Watch(Arc<dyn Fn(&FetchProgress) + Send + Sync>);

impl Watch {
    /// Tells by calling a function, from several threads.
    pub fn new(tell: impl Fn(&FetchProgress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    pub(crate) fn tell(&self, progress: &FetchProgress) {
        (self.0)(progress);
    }
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ask")
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
