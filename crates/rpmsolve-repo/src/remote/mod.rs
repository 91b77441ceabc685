//! A repository on the network: found, checked, and kept in a directory of this machine, from which it is read.
//!
//! The chain, from what is believed to what is used: a key (or HTTPS and the host's name alone) vouches for repomd.xml,
//! which has the checksums of the metadata, which have the checksums of the packages, which are signed once more. A
//! metalink vouches for repomd.xml as well: it says in which states mirrors may be. Nothing is used that the one before
//! it does not vouch for.

mod address;
mod error;
mod get;
mod network;
mod places;
mod preset;
mod store;
mod trust;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rpmsolve::metadata::{Metalink, Repomd, RepomdFile};

pub(crate) use address::Address;
pub use error::RemoteError;
pub(crate) use get::{Getter, Want};
pub use network::{Ask, KeyOffer, Network, Watch};
pub(crate) use places::{LIST_MAX_BYTES, is_remote, local, named};
pub(crate) use preset::{AMAZON_LINUX, Catalogue, Preset};
pub(crate) use store::{KEYS, METADATA, PACKAGES, Promise, REPOSITORIES, State, Store, list};
pub(crate) use trust::{RepomdSignature, SharedTrust, Trust};

use crate::fetch::without_userinfo;
use crate::{RepoError, RepositoryConfig, Validators, Variables};

/// repomd.xml is not longer.
const REPOMD_MAX_BYTES: u64 = 16 << 20;
/// And signatures are not.
const SIGNATURE_MAX_BYTES: u64 = 1 << 20;
/// No file of metadata is longer.
const METADATA_MAX_BYTES: u64 = 4 << 30;
/// Nor is a package.
const PACKAGE_MAX_BYTES: u64 = 16 << 30;

/// A repository on the network in a certain state.
#[derive(Debug)]
pub(crate) struct Remote {
    id: String,
    /// Where it is, the place that counts first.
    addresses: Vec<Address>,
    getter: Getter,
    pub(crate) repomd: Repomd,
    /// SHA-256 of repomd.xml.
    pub(crate) repomd_sha256: String,
    /// How many of its files to get at a time.
    max_parallel: u32,
    /// Whether this is its state as it was when it was last asked, and it was not asked now.
    is_remembered: bool,
}

impl Remote {
    /// Looks at a repository, as far as that is needed and allowed.
    pub(crate) fn open(
        config: &RepositoryConfig,
        variables: &Variables,
        getter: Getter,
        trust: &Trust,
        now: SystemTime,
    ) -> Result<Self, RepoError> {
        let place = places::identity(config);
        let known = Known::read(&getter.store, &config.id, &place);
        let usable = known.as_ref().map(|known| known.usable(trust, &getter));
        let seconds = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let network = &getter.network;
        let is_fresh = known.as_ref().is_some_and(|known| known.is_fresh(seconds, config.metadata_expire));
        let usable = match usable {
            Some(Ok(known)) if network.offline || (is_fresh && !network.refresh) => {
                let Usable { state, repomd, .. } = known;
                let new = Self::new(config, state.addresses()?, getter);
                return Ok(Self { repomd, repomd_sha256: state.repomd, is_remembered: true, ..new });
            }
            // What is there cannot be used; why says more than that it is not.
            Some(Err(error)) if network.offline => return Err(error),
            None if network.offline => {
                return Err(getter.offline(&format!("repomd.xml of {} ({place})", config.id)));
            }
            usable => usable.and_then(Result::ok),
        };
        getter.store.make_directories()?;
        let found = places::find(config, variables, &getter)?;
        let getter = getter.known_to(found.addresses.iter().map(Address::as_str));
        let looking = Looking {
            config,
            getter: &getter,
            trust,
            state: known.as_ref().map(|known| &known.state),
            usable: usable.as_ref(),
            metalink: found.metalink.as_ref(),
        };
        let (mut state, repomd) = looking.anywhere(&found.addresses)?;
        state.places = found.addresses.iter().map(|address| address.as_str().to_owned()).collect();
        state.checked_seconds = seconds;
        let (addresses, sha256) = (found.addresses, state.repomd.clone());
        let remote = Self { repomd, repomd_sha256: sha256, ..Self::new(config, addresses, getter) };
        // A state without its packages is none to remember.
        let primary = remote.repomd.file("primary");
        remote.metadata(primary.ok_or_else(|| RepoError::NoPrimary { path: state.url.clone().into() })?)?;
        remote.getter.store.set_state(&place, &state)?;
        Ok(remote)
    }

    /// A repository of which only packages are wanted: what else is in it does not matter. Where it is is looked up only
    /// if it `has_to` be, and is not known.
    pub(crate) fn for_packages(
        config: &RepositoryConfig,
        variables: &Variables,
        getter: Getter,
        has_to: bool,
    ) -> Result<Self, RepoError> {
        let is_listed = config.baseurl.is_empty();
        let known = getter.store.state(&config.id, &places::identity(config)).filter(|_| is_listed);
        let addresses = match known {
            Some(state) => state.addresses()?,
            None if is_listed && (!has_to || getter.network.offline) => Vec::new(),
            None => places::find(config, variables, &getter)?.addresses,
        };
        Ok(Self::new(config, addresses, getter))
    }

    /// A repository in no state at all.
    fn new(config: &RepositoryConfig, addresses: Vec<Address>, getter: Getter) -> Self {
        Self {
            id: config.id.clone(),
            getter: getter.known_to(addresses.iter().map(Address::as_str)),
            addresses,
            repomd: Repomd::default(),
            repomd_sha256: String::new(),
            max_parallel: config.access.max_parallel_downloads,
            is_remembered: false,
        }
    }

    pub(crate) fn getter(&self) -> &Getter {
        &self.getter
    }

    /// A file of metadata on this machine; it is got if it is not there, or not any more what it should be.
    pub(crate) fn metadata(&self, file: &RepomdFile) -> Result<PathBuf, RepoError> {
        let checksum = file.checksum.as_ref();
        let promise = checksum.and_then(|(kind, hex)| Promise::of(kind, hex, file.size_bytes));
        let promise = promise.ok_or_else(|| self.no_checksum(&file.href))?;
        let path = self.getter.store.metadata(&promise, &file.href);
        if !self.getter.store.has(&path, &promise)? {
            let urls = self.urls(&file.href, file.base.as_deref())?;
            let want = Want { urls, path: path.clone(), promise, limit_bytes: METADATA_MAX_BYTES };
            let got = self.getter.files(vec![want], 1, |_| format!("{} of {}", file.href, self.id));
            got.map_err(|error| self.outdated(error))?;
        }
        Ok(path)
    }

    /// What to get for a package that lies at a location, relative to `base` if it has one.
    pub(crate) fn package(
        &self,
        location: &str,
        base: &str,
        promise: Option<Promise>,
    ) -> Result<Want, RepoError> {
        let promise = promise.ok_or_else(|| self.no_checksum(location))?;
        let path = self.getter.store.package(&promise);
        let urls = self.urls(location, Some(base).filter(|base| !base.is_empty()))?;
        Ok(Want { urls, path, promise, limit_bytes: PACKAGE_MAX_BYTES })
    }

    /// What to get for a package whose location is known, and the URL that it once had. That comes last if it is no
    /// place of the repository.
    pub(crate) fn locked_package(
        &self,
        url: &str,
        location: &str,
        promise: Option<Promise>,
    ) -> Result<Want, RepoError> {
        let promise = promise.ok_or_else(|| self.no_checksum(url))?;
        let path = self.getter.store.package(&promise);
        let locked = address::file(&self.id, url)?;
        let mut urls = self.urls(location, None)?;
        let is_locked = |known: &url::Url| without_userinfo(known.as_str()) == url;
        match urls.iter().position(is_locked) {
            Some(position) => urls[..=position].rotate_right(1),
            None if urls.iter().any(|known| known.origin() == locked.origin()) => urls.insert(0, locked),
            None => urls.push(locked),
        }
        Ok(Want { urls, path, promise, limit_bytes: PACKAGE_MAX_BYTES })
    }

    /// Gets packages, those that are not there.
    pub(crate) fn packages(&self, wants: &[Want]) -> Result<(), RepoError> {
        let mut missing = Vec::new();
        for want in wants {
            if !self.getter.store.has(&want.path, &want.promise)? {
                missing.push(want.clone());
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let got = self.getter.files(missing, self.max_parallel, |want| want.name());
        got.map_err(|error| self.outdated(error))
    }

    /// What a file that is not as it was said to be may mean.
    fn outdated(&self, error: RepoError) -> RepoError {
        let is_other = error.is_withheld() || matches!(error.code(), "network-checksum" | "network-size");
        if !self.is_remembered || !is_other {
            return error;
        }
        RepoError::Outdated { repository: self.id.clone(), source: Box::new(error) }
    }

    /// Where something is, at all places of the repository.
    fn urls(&self, href: &str, base: Option<&str>) -> Result<Vec<url::Url>, RepoError> {
        if let Some(base) = base {
            return Ok(vec![Address::parse(&self.id, base)?.join(&self.id, href)?]);
        }
        let urls = self.addresses.iter().map(|address| Ok(address.join(&self.id, href)?));
        urls.collect()
    }

    fn no_checksum(&self, href: &str) -> RepoError {
        RemoteError::NoChecksum { repository: self.id.clone(), href: href.to_owned() }.into()
    }
}

/// What is known of a repository from before.
struct Known {
    state: State,
    /// Its repomd.xml, unless that was damaged where it lay.
    bytes: Option<Vec<u8>>,
}

/// The same, if it may be used.
struct Usable {
    state: State,
    repomd: Repomd,
    bytes: Vec<u8>,
}

impl Known {
    fn read(store: &Store, repository: &str, place: &str) -> Option<Self> {
        let state = store.state(repository, place)?;
        let bytes = store.get(&state.repomd);
        Some(Self { state, bytes })
    }

    fn is_fresh(&self, now_seconds: u64, expire: Option<Duration>) -> bool {
        // A clock that went back says nothing.
        let age = now_seconds.checked_sub(self.state.checked_seconds);
        age.is_some_and(|age| expire.is_none_or(|expire| age < expire.as_secs()))
    }

    /// It, if it is there and signed as it has to be, by today's keys and today's date.
    fn usable(&self, trust: &Trust, getter: &Getter) -> Result<Usable, RepoError> {
        let url = &self.state.url;
        let bytes = self.bytes.clone().ok_or_else(|| getter.offline(url))?;
        if trust.repomd != RepomdSignature::Ignored {
            let signature = self.state.signature.as_ref().and_then(|hex| getter.store.get(hex));
            match signature {
                Some(signature) => {
                    trust.check_repomd(&bytes, &signature, url, Some(getter))?;
                }
                None if trust.repomd == RepomdSignature::IfThere && self.state.signature.is_none() => {}
                None => return Err(getter.offline(&format!("{url}.asc"))),
            }
        }
        Ok(Usable { state: self.state.clone(), repomd: Repomd::parse(&bytes, url)?, bytes })
    }
}

/// Looks at one place after the other.
#[derive(Clone, Copy)]
struct Looking<'a> {
    config: &'a RepositoryConfig,
    getter: &'a Getter,
    trust: &'a Trust,
    /// What is known of it.
    state: Option<&'a State>,
    /// The same, if it may be used when nothing has changed.
    usable: Option<&'a Usable>,
    metalink: Option<&'a (Metalink, String)>,
}

impl Looking<'_> {
    /// What the first place has that has something good. Where there are several, none keeps the others waiting: each is
    /// asked once before any is asked again.
    fn anywhere(&self, addresses: &[Address]) -> Result<(State, Repomd), RepoError> {
        let impatient = self.getter.without_retries();
        let rounds = if addresses.len() > 1 { vec![&impatient, self.getter] } else { vec![self.getter] };
        let (mut left, mut failures) = (addresses.iter().collect::<Vec<_>>(), Vec::new());
        for getter in rounds {
            let looking = Looking { getter, ..*self };
            failures.retain(|failure: &RepoError| !failure.is_network());
            for address in std::mem::take(&mut left) {
                match looking.at(address) {
                    Ok(seen) => return Ok(seen),
                    Err(error) => {
                        if error.is_network() {
                            left.push(address);
                        }
                        failures.push(error);
                    }
                }
                getter.check_cancelled()?;
            }
        }
        Err(RepoError::of_places(&self.config.id, failures))
    }

    fn at(&self, address: &Address) -> Result<(State, Repomd), RepoError> {
        let id = &self.config.id;
        let url = address.join(id, "repodata/repomd.xml")?;
        let shown = without_userinfo(url.as_str());
        let known = self.usable.filter(|known| known.state.url == shown);
        let validators = known.map(|Usable { state, .. }| Validators {
            etag: state.etag.clone(),
            last_modified: state.last_modified.clone(),
        });
        let got = self.getter.bytes_if_changed(url.as_str(), REPOMD_MAX_BYTES, validators)?;
        let (bytes, validators) = match (got, known) {
            (Some(got), _) => got,
            (None, Some(known)) => return self.unchanged(known, &shown),
            (None, None) => return Err(RemoteError::WebPage { url: shown }.into()),
        };
        self.check_metalink(&bytes, &shown)?;
        if is_web_page(&bytes) {
            return Err(RemoteError::WebPage { url: shown }.into());
        }
        // What is not vouched for is not even read.
        let signature = self.signature(&bytes, url.as_str(), &shown)?;
        let repomd = Repomd::parse(&bytes, &shown)?;
        self.check_age(&repomd, &shown)?;
        let state = State {
            repository: id.clone(),
            places: Vec::new(),
            url: shown,
            repomd: self.getter.store.put(&bytes)?,
            signature: signature.map(|signature| self.getter.store.put(&signature)).transpose()?,
            revision: repomd.revision.clone(),
            checked_seconds: 0,
            etag: validators.etag,
            last_modified: validators.last_modified,
        };
        Ok((state, repomd))
    }

    /// Nothing has changed, says the server; that may be because it is stale.
    fn unchanged(&self, known: &Usable, url: &str) -> Result<(State, Repomd), RepoError> {
        self.check_metalink(&known.bytes, url)?;
        Ok((known.state.clone(), known.repomd.clone()))
    }

    fn check_metalink(&self, bytes: &[u8], url: &str) -> Result<(), RepoError> {
        match self.metalink {
            Some((metalink, place)) if !metalink.allows(bytes) => {
                Err(RemoteError::NotInMetalink { url: url.to_owned(), metalink: place.clone() }.into())
            }
            _ => Ok(()),
        }
    }

    /// A repository does not grow younger. Its revision is a time, if it is a number.
    fn check_age(&self, repomd: &Repomd, url: &str) -> Result<(), RepoError> {
        let Some(known) = self.state else { return Ok(()) };
        let (before, now) = (known.revision.parse::<u64>(), repomd.revision.parse::<u64>());
        match (before, now) {
            (Ok(before), Ok(now)) if now < before => Err(RemoteError::Older {
                repository: self.config.id.clone(),
                url: url.to_owned(),
                found: repomd.revision.clone(),
                known: known.revision.clone(),
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// The signature of repomd.xml, once it is known to be good.
    fn signature(&self, bytes: &[u8], url: &str, shown: &str) -> Result<Option<Vec<u8>>, RepoError> {
        if self.trust.repomd == RepomdSignature::Ignored {
            return Ok(None);
        }
        let gone =
            || RemoteError::SignatureGone { repository: self.config.id.clone(), url: shown.to_owned() };
        let was_signed = self.state.is_some_and(|known| known.signature.is_some());
        match self.getter.bytes(&format!("{url}.asc"), SIGNATURE_MAX_BYTES) {
            Ok(signature) => {
                self.trust.check_repomd(bytes, &signature, shown, Some(self.getter))?;
                Ok(Some(signature))
            }
            Err(error) if !error.is_withheld() => Err(error),
            Err(_) if self.trust.repomd == RepomdSignature::Needed => Err(RepoError::not_signed(shown)),
            Err(_) if was_signed => Err(gone().into()),
            Err(_) => Ok(None),
        }
    }
}

/// Servers that want to be talked to first answer with a page for people.
fn is_web_page(bytes: &[u8]) -> bool {
    let start = bytes[..bytes.len().min(512)].trim_ascii_start().to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

/// Shared by all that is read of it.
pub(crate) type SharedRemote = Arc<Remote>;
