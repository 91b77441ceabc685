//! Whose signatures a repository needs, and the keys for them: how they are found, and who has vouched for them.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::get::Getter;
use super::places::{is_remote, local};
use super::{Network, RemoteError};
use crate::fetch::without_userinfo;
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
    ring: Mutex<Option<Ring>>,
}

/// The keys that were found.
#[derive(Clone, Debug)]
struct Ring {
    keys: Arc<Keyring>,
    /// Whether some of them are kept from an earlier day, and there may be others by now.
    is_remembered: bool,
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
        let places: Vec<String> = config.gpgkey.iter().chain(&network.keys).cloned().collect();
        let preset = config.preset.as_deref().unwrap_or_default();
        let is_amazon_linux_2023 = preset.starts_with("al2023") && config.gpgkey.is_empty();
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
            places,
            pinned,
            known,
            is_amazon_linux_2023,
            network: network.clone(),
            now,
            ring: Mutex::default(),
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
        self.with_keys(getter, |keys| Ok(keys.verify_detached(bytes, signature, url, self.now)?))
    }

    /// Checks digests and signature of a package. `name` is what it is called: its URL, or its path.
    pub(crate) fn check_package(
        &self,
        path: &Path,
        name: &str,
        getter: Option<&Getter>,
    ) -> Result<SignedPackage, RepoError> {
        let error = |source| RepoError::Io { path: path.to_owned(), source };
        self.with_keys(getter, |keys| {
            let file = fs::File::open(path).map_err(error)?;
            Ok(keys.verify_package(file, name, self.now)?)
        })
    }

    /// Finds the keys, if they are not found yet.
    pub(crate) fn find(&self, getter: Option<&Getter>) -> Result<(), RepoError> {
        self.keys(getter, false).map(drop)
    }

    /// Checks something by the keys that may have signed it. They are looked for when they are first needed, and once
    /// more if one is missing and they may be others by now.
    fn with_keys<T>(
        &self,
        getter: Option<&Getter>,
        check: impl Fn(&Keyring) -> Result<T, RepoError>,
    ) -> Result<T, RepoError> {
        let found = self.keys(getter, false)?;
        match check(&found.keys) {
            Err(RepoError::Trust(error)) if error.code() == "key-missing" && found.is_remembered => {
                check(&self.keys(getter, true)?.keys)
            }
            checked => checked,
        }
    }

    fn keys(&self, getter: Option<&Getter>, anew: bool) -> Result<Ring, RepoError> {
        // Nobody is asked twice, however many packages are checked at once.
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        match &*ring {
            Some(found) if !(anew && found.is_remembered) => Ok(found.clone()),
            _ => Ok(ring.insert(self.find_keys(getter, anew)?).clone()),
        }
    }

    fn find_keys(&self, getter: Option<&Getter>, anew: bool) -> Result<Ring, RepoError> {
        let mut keys =
            if self.is_amazon_linux_2023 { built_in::amazon_linux_2023() } else { Keyring::default() };
        if self.places.is_empty() && !self.is_amazon_linux_2023 {
            return Err(RemoteError::NoKeys { repository: self.repository.clone() }.into());
        }
        let mut trusted: Vec<Fingerprint> = keys.fingerprints().collect();
        let (mut refused, mut is_remembered) = (None, false);
        for place in &self.places {
            let remembered =
                getter.filter(|_| is_remote(place) && !anew).and_then(|it| self.remembered(place, it));
            if let Some(bytes) = remembered
                && let Ok((good, offer)) = self.add(&mut keys, &bytes, place)
                // If nobody vouches for any of them there may be others by now; a person is not asked twice.
                && (!good.is_empty() || self.network.offline || self.network.ask.is_some())
            {
                is_remembered = true;
                trusted.extend(good);
                refused = refused.or(offer);
                continue;
            }
            let bytes = self.read(place, getter)?;
            let (good, offer) = self.add(&mut keys, &bytes, place)?;
            if let (true, Some(getter)) = (is_remote(place) && !good.is_empty(), getter) {
                getter.store.put_key(place, &bytes)?;
            }
            trusted.extend(good);
            refused = refused.or(offer);
        }
        if let (true, Some(KeyOffer { repository, fingerprint, user, place })) = (trusted.is_empty(), refused)
        {
            let fingerprint = fingerprint.to_string();
            return Err(RemoteError::KeyNotTrusted { repository, fingerprint, user, place }.into());
        }
        keys.only(&trusted);
        let is_remembered = is_remembered && !self.network.offline;
        Ok(Ring { keys: Arc::new(keys), is_remembered })
    }

    /// Adds the keys of a file; which of them somebody vouches for, and one for which nobody does.
    fn add(
        &self,
        keys: &mut Keyring,
        bytes: &[u8],
        place: &str,
    ) -> Result<(Vec<Fingerprint>, Option<KeyOffer>), RepoError> {
        let shown = without_userinfo(place);
        let (mut trusted, mut refused) = (Vec::new(), None);
        for fingerprint in keys.add(bytes, &shown)? {
            let offer = || KeyOffer {
                repository: self.repository.clone(),
                user: user_of(keys, fingerprint),
                fingerprint,
                place: shown.clone(),
            };
            let is_trusted = if self.pinned.is_empty() {
                let is_asked = || self.network.ask.as_ref().is_some_and(|ask| ask.about(&offer()));
                !is_remote(place) || self.known == Some(fingerprint) || is_asked()
            } else {
                self.pinned.contains(&fingerprint)
            };
            match is_trusted {
                true => trusted.push(fingerprint),
                false => refused = refused.or_else(|| Some(offer())),
            }
        }
        Ok((trusted, refused))
    }

    /// What was had from a place a while ago.
    fn remembered(&self, place: &str, getter: &Getter) -> Option<Vec<u8>> {
        let (bytes, since) = getter.store.key(place)?;
        let is_fresh = self.now.duration_since(since).is_ok_and(|age| age < KEY_EXPIRE);
        ((is_fresh && !self.network.refresh) || self.network.offline).then_some(bytes)
    }

    fn read(&self, place: &str, getter: Option<&Getter>) -> Result<Vec<u8>, RepoError> {
        if !is_remote(place) {
            let path = local(place);
            return fs::read(&path).map_err(|source| RepoError::Io { path, source });
        }
        match getter {
            Some(getter) => getter.bytes(place, KEY_MAX_BYTES),
            None => Err(RemoteError::NoCacheDirectory { repository: self.repository.clone() }.into()),
        }
    }
}

/// Whose a key says that it is.
fn user_of(ring: &Keyring, fingerprint: Fingerprint) -> String {
    let key = ring.keys().find(|key| key.fingerprint() == fingerprint);
    key.and_then(|key| key.user_ids().next().map(ToString::to_string)).unwrap_or_default()
}

/// Shared by a source and what it fetches.
pub(crate) type SharedTrust = Arc<Trust>;
