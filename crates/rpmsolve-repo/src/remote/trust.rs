//! Whose signatures a repository needs, and the keys for them: how they are found, and who has vouched for them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use super::get::Getter;
use super::places::{is_remote, local};
use super::store::write;
use super::{Network, RemoteError};
use crate::{Fingerprint, KeyOffer, Keyring, RepoError, RepositoryConfig, SignedPackage, built_in};

/// Files of keys are not longer.
const KEY_MAX_BYTES: u64 = 1 << 20;
/// For so long a key from the network is not asked for again.
const KEY_EXPIRE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Whether repomd.xml has to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RepomdSignature {
    /// It is not looked for.
    Ignored,
    /// If there is one it has to be good.
    IfThere,
    Needed,
}

/// Whose signatures a repository needs.
#[derive(Debug)]
pub(crate) struct Trust {
    repository: String,
    pub(crate) repomd: RepomdSignature,
    pub(crate) packages: bool,
    /// Where the keys are: URLs, and paths of this machine.
    places: Vec<String>,
    /// The keys that are the right ones, if any are named.
    pinned: Vec<Fingerprint>,
    /// A key that is known to be the right one, wherever it is from.
    known: Option<Fingerprint>,
    is_amazon_linux_2023: bool,
    network: Network,
    now: SystemTime,
    ring: OnceLock<Keyring>,
    finding: Mutex<()>,
}

impl Trust {
    /// What a description and the one who asks say together. What comes over the network is checked unless somebody
    /// says in words that it is not; what lies on this machine if a key is named for it.
    pub(crate) fn new(
        config: &RepositoryConfig,
        is_remote: bool,
        network: &Network,
        now: SystemTime,
    ) -> Result<Self, RepoError> {
        let places = if config.gpgkey.is_empty() { &network.keys } else { &config.gpgkey };
        let preset = config.preset.as_deref().unwrap_or_default();
        let is_amazon_linux_2023 = preset.starts_with("al2023") && places.is_empty();
        let is_checked = is_remote || !places.is_empty();
        let repomd = match config.repo_gpgcheck {
            _ if network.no_verify => RepomdSignature::Ignored,
            Some(true) => RepomdSignature::Needed,
            // Who says that packages need no signature, and names no key, means the repository as well.
            None if is_checked && (config.gpgcheck != Some(false) || !places.is_empty()) => {
                RepomdSignature::IfThere
            }
            _ => RepomdSignature::Ignored,
        };
        let mut pinned = Vec::new();
        for text in &config.fingerprints {
            pinned.push(text.parse().map_err(|_| RemoteError::Fingerprint {
                repository: config.id.clone(),
                fingerprint: text.clone(),
            })?);
        }
        if pinned.is_empty() {
            pinned.clone_from(&network.trusted);
        }
        let is_amazon_linux_2 = preset.starts_with("al2") && !preset.starts_with("al2023");
        let known = is_amazon_linux_2.then(|| built_in::AMAZON_LINUX_2.parse().ok()).flatten();
        Ok(Self {
            repository: config.id.clone(),
            repomd,
            packages: !network.no_verify && config.gpgcheck.unwrap_or(is_checked),
            places: places.clone(),
            pinned,
            known,
            is_amazon_linux_2023,
            network: network.clone(),
            now,
            ring: OnceLock::new(),
            finding: Mutex::default(),
        })
    }

    /// Checks a signature of repomd.xml.
    pub(crate) fn check_repomd(
        &self,
        bytes: &[u8],
        signature: &[u8],
        url: &str,
        getter: Option<&Getter>,
    ) -> Result<Fingerprint, RepoError> {
        Ok(self.keys(getter)?.verify_detached(bytes, signature, url, self.now)?)
    }

    /// Checks digests and signature of a package. `name` is what it is called: its URL, or its path.
    pub(crate) fn check_package(
        &self,
        path: &Path,
        name: &str,
        getter: Option<&Getter>,
    ) -> Result<SignedPackage, RepoError> {
        let error = |source| RepoError::Io { path: path.to_owned(), source };
        let file = fs::File::open(path).map_err(error)?;
        Ok(self.keys(getter)?.verify_package(file, name, self.now)?)
    }

    /// The keys that may have signed; they are looked for when they are first needed.
    pub(crate) fn keys(&self, getter: Option<&Getter>) -> Result<&Keyring, RepoError> {
        // Nobody is asked twice, however many packages are checked at once.
        let _finding = self.finding.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ring) = self.ring.get() {
            return Ok(ring);
        }
        let ring = self.find_keys(getter)?;
        Ok(self.ring.get_or_init(|| ring))
    }

    fn find_keys(&self, getter: Option<&Getter>) -> Result<Keyring, RepoError> {
        if self.is_amazon_linux_2023 {
            return Ok(built_in::amazon_linux_2023());
        }
        if self.places.is_empty() {
            return Err(RemoteError::NoKeys { repository: self.repository.clone() }.into());
        }
        let mut ring = Keyring::default();
        let (mut trusted, mut refused) = (Vec::new(), None);
        for place in &self.places {
            for fingerprint in ring.add(&self.read(place, getter)?, place)? {
                let offer = || KeyOffer {
                    repository: self.repository.clone(),
                    user: user_of(&ring, fingerprint),
                    fingerprint,
                    place: place.clone(),
                };
                let is_trusted = if self.pinned.is_empty() {
                    let is_asked = || self.network.ask.as_ref().is_some_and(|ask| ask.about(&offer()));
                    !place.contains("://") || self.known == Some(fingerprint) || is_asked()
                } else {
                    self.pinned.contains(&fingerprint)
                };
                match is_trusted {
                    true => trusted.push(fingerprint),
                    false => refused = refused.or_else(|| Some(offer())),
                }
            }
        }
        if let (true, Some(KeyOffer { repository, fingerprint, user, place })) = (trusted.is_empty(), refused)
        {
            let fingerprint = fingerprint.to_string();
            return Err(RemoteError::KeyNotTrusted { repository, fingerprint, user, place }.into());
        }
        ring.only(&trusted);
        Ok(ring)
    }

    fn read(&self, place: &str, getter: Option<&Getter>) -> Result<Vec<u8>, RepoError> {
        if !is_remote(place) {
            let path = PathBuf::from(local(place));
            return fs::read(&path).map_err(|source| RepoError::Io { path, source });
        }
        let Some(getter) = getter else {
            return Err(RemoteError::NoCacheDirectory { repository: self.repository.clone() }.into());
        };
        let path = getter.store.key(place);
        let age = |path: &Path| self.now.duration_since(fs::metadata(path).ok()?.modified().ok()?).ok();
        let is_fresh = age(&path).is_some_and(|age| age < KEY_EXPIRE) && !self.network.refresh;
        if (is_fresh || self.network.offline) && path.exists() {
            return fs::read(&path).map_err(|source| RepoError::Io { path, source });
        }
        let bytes = getter.bytes(place, KEY_MAX_BYTES)?;
        write(&path, &bytes)?;
        Ok(bytes)
    }
}

/// Whose a key says that it is.
fn user_of(ring: &Keyring, fingerprint: Fingerprint) -> String {
    let key = ring.keys().find(|key| key.fingerprint() == fingerprint);
    key.and_then(|key| key.user_ids().next().map(ToString::to_string)).unwrap_or_default()
}

/// Shared by a source and what it fetches.
pub(crate) type SharedTrust = Arc<Trust>;
