//! Gets files for one repository: the client that its description asks for, and the directory that they go to.

use std::path::PathBuf;

use url::Url;

use super::preset::AMAZON_LINUX;
use super::store::{Promise, Store};
use super::{Network, RemoteError};
use crate::fetch::without_userinfo;
use crate::{FetchRequest, Fetcher, RepoError, RepositoryConfig, Validators};

/// What is used to get files.
#[derive(Debug)]
pub(crate) struct Getter {
    pub(crate) store: Store,
    pub(crate) network: Network,
    fetcher: Fetcher,
    /// Where Amazon Linux is mirrored, if it is Amazon Linux.
    mirror: Option<String>,
}

/// A file that is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Want {
    /// Where it is, the place that counts first.
    pub(crate) urls: Vec<Url>,
    /// Where it goes.
    pub(crate) path: PathBuf,
    pub(crate) promise: Promise,
    pub(crate) limit_bytes: u64,
}

impl Want {
    /// What the file is called in messages.
    pub(crate) fn name(&self) -> String {
        self.urls
            .first()
            .map_or_else(|| self.path.display().to_string(), |url| without_userinfo(url.as_str()))
    }
}

impl Getter {
    pub(crate) fn new(config: &RepositoryConfig, network: &Network) -> Result<Self, RepoError> {
        let directory = network.directory.as_deref();
        let directory =
            directory.ok_or_else(|| RemoteError::NoCacheDirectory { repository: config.id.clone() })?;
        let fetcher = Fetcher::new(&config.access, &network.environment)?;
        let mirror = network.amazon_linux.as_ref().filter(|_| config.preset.is_some());
        let mirror = mirror.map(|mirror| mirror.trim_end_matches('/').to_owned());
        let getter = Self { store: Store::new(directory), network: network.clone(), fetcher, mirror };
        let lists = config.mirrorlist.iter().chain(&config.metalink);
        Ok(getter.known_to(config.baseurl.iter().chain(lists).map(String::as_str)))
    }

    /// One that tells the servers of these places, too, who asks. Others, where a key or a package may lie, are not told.
    pub(crate) fn known_to<'a>(self, places: impl IntoIterator<Item = &'a str>) -> Self {
        let places: Vec<String> = places.into_iter().map(|place| self.mirrored(place)).collect();
        let fetcher = self.fetcher.known_to(places.iter().map(String::as_str));
        Self { fetcher, ..self }
    }

    /// One that asks every server once only.
    pub(crate) fn without_retries(&self) -> Self {
        let Self { store, network, fetcher, mirror } = self;
        let (store, network, mirror) = (store.clone(), network.clone(), mirror.clone());
        Self { store, network, fetcher: fetcher.clone().without_retries(), mirror }
    }

    /// Where something really is: a mirror of Amazon's host is one of all that Amazon's lists and locks name.
    fn mirrored(&self, url: &str) -> String {
        match (&self.mirror, url.strip_prefix(AMAZON_LINUX)) {
            (Some(mirror), Some(rest)) if rest.starts_with('/') => format!("{mirror}{rest}"),
            _ => url.to_owned(),
        }
    }

    /// That something is not there and must not be got.
    pub(crate) fn offline(&self, what: &str) -> RepoError {
        RemoteError::Offline { directory: self.store.directory().to_owned(), missing: vec![what.to_owned()] }
            .into()
    }

    /// Stops here if somebody has had enough.
    pub(crate) fn check_cancelled(&self) -> Result<(), RepoError> {
        self.network.cancel.check()
    }

    /// The few bytes at a URL.
    pub(crate) fn bytes(&self, url: &str, limit_bytes: u64) -> Result<Vec<u8>, RepoError> {
        let got = self.bytes_if_changed(url, limit_bytes, None)?;
        Ok(got.map(|(bytes, _)| bytes).unwrap_or_default())
    }

    /// The few bytes at a URL, and by what to ask for them the next time; `None` if they have not changed.
    pub(crate) fn bytes_if_changed(
        &self,
        url: &str,
        limit_bytes: u64,
        validators: Option<Validators>,
    ) -> Result<Option<(Vec<u8>, Validators)>, RepoError> {
        if self.network.offline {
            return Err(self.offline(&without_userinfo(url)));
        }
        let validators = validators.filter(|validators| !validators.is_empty());
        let urls = [self.mirrored(url)];
        let got = self.fetcher.fetch_bytes(&urls, limit_bytes, validators.as_ref(), &self.network.cancel)?;
        Ok(got.bytes.map(|bytes| (bytes, got.validators)))
    }

    /// Gets files, so many at a time. `name` is what one of them is called if it must not be got.
    pub(crate) fn files(
        &self,
        wants: Vec<Want>,
        max_parallel: u32,
        name: impl Fn(&Want) -> String,
    ) -> Result<(), RepoError> {
        if self.network.offline {
            let directory = self.store.directory().to_owned();
            return Err(RemoteError::Offline { directory, missing: wants.iter().map(name).collect() }.into());
        }
        self.store.make_directories()?;
        let requests: Vec<FetchRequest> = wants
            .into_iter()
            .map(|want| FetchRequest {
                expected: Some((want.promise.checksum.algorithm(), want.promise.checksum.hex().to_owned())),
                size_bytes: want.promise.size_bytes,
                limit_bytes: want.limit_bytes,
                ..FetchRequest::new(want.urls.iter().map(|url| self.mirrored(url.as_str())), want.path)
            })
            .collect();
        let tell = |progress| {
            if let Some(watch) = &self.network.watch {
                watch.tell(&progress);
            }
        };
        let parallel = usize::try_from(max_parallel.max(1)).unwrap_or(1);
        self.fetcher.fetch_all(&requests, parallel, &self.network.cancel, &tell)?;
        Ok(())
    }
}
