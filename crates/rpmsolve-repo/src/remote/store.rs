//! What was fetched, in a directory that several processes share: metadata and packages under their checksums, and of
//! each repository a note of the state that it was in.
//!
//! Files are written under temporary names and renamed, so that under its final name each is whole or not there. What
//! is found is checked before it is used: what lies under a checksum by that, the notes by a checksum of their own. So
//! whatever happens to the directory, it is at worst as good as empty, and nobody has to clean it up.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rpmsolve::DigestAlgorithm;
use rpmsolve::metadata::{MetadataError, RepomdFile};
use serde::{Deserialize, Serialize};

use super::RemoteError;
use super::address::Address;
use crate::RepoError;
use crate::cache::create_directory;
use crate::checksum::Checksum;
use crate::claim::new_file;

/// The directory.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    directory: PathBuf,
}

/// The state that a repository was in when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) repository: String,
    /// Its places, the one that counts first.
    pub(crate) places: Vec<String>,
    /// Where repomd.xml was had from.
    pub(crate) url: String,
    /// SHA-256 of repomd.xml, and of its signature if there is one.
    pub(crate) repomd: String,
    pub(crate) signature: Option<String>,
    pub(crate) revision: String,
    /// When it was known to be up to date, in seconds since 1970.
    pub(crate) checked_seconds: u64,
    /// What the server wants to hear when it is asked whether anything has changed.
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// What is promised of a file: it lies under its checksum.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    pub(crate) checksum: Checksum,
    pub(crate) size_bytes: Option<u64>,
}

impl Promise {
    /// What metadata say, if it proves anything.
    pub(crate) fn of(kind: &str, hex: &str, size_bytes: Option<u64>) -> Option<Self> {
        Checksum::new(kind, hex).ok().and_then(|checksum| Self::new(checksum, size_bytes))
    }

    /// The same of a checksum that is one.
    pub(crate) fn new(checksum: Checksum, size_bytes: Option<u64>) -> Option<Self> {
        (checksum.algorithm() != DigestAlgorithm::Md5).then_some(Self { checksum, size_bytes })
    }

    /// Holds a file against it. `name` is what it is called in messages.
    pub(crate) fn check(&self, path: &Path, name: &str) -> Result<(), RepoError> {
        let file = File::open(path).map_err(|source| RepoError::Io { path: path.to_owned(), source })?;
        let Self { checksum, size_bytes } = self;
        let wanted = RepomdFile {
            href: name.to_owned(),
            checksum: Some((checksum.algorithm_name().to_owned(), checksum.hex().to_owned())),
            size_bytes: *size_bytes,
            ..RepomdFile::default()
        };
        Ok(wanted.verify(file)?)
    }

    /// What the file is called where it is kept.
    fn stem(&self) -> String {
        format!("{}-{}", self.checksum.algorithm_name(), self.checksum.hex())
    }
}

impl State {
    /// The places where it is.
    pub(crate) fn addresses(&self) -> Result<Vec<Address>, RemoteError> {
        self.places.iter().map(|place| Address::parse(&self.repository, place)).collect()
    }
}

impl Store {
    pub(crate) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Where a file of metadata is kept, whether it is there or not. The end of its name tells people what it is.
    pub(crate) fn metadata(&self, promise: &Promise, href: &str) -> PathBuf {
        // Most hrefs have the checksum in front of the name themselves.
        let name = href.rsplit(['/', '-']).next().unwrap_or_default();
        let is_plain = |it: &char| it.is_ascii_alphanumeric() || "._".contains(*it);
        let name: String = name.chars().filter(is_plain).take(40).collect();
        self.directory.join(METADATA).join(format!("{}-{name}", promise.stem()))
    }

    /// Where a package is kept.
    pub(crate) fn package(&self, promise: &Promise) -> PathBuf {
        self.directory.join(PACKAGES).join(format!("{}.rpm", promise.stem()))
    }

    /// Whether a file is there and is what it should be. One that is not is removed: it was damaged where it lay.
    pub(crate) fn has(&self, path: &Path, promise: &Promise) -> Result<bool, RepoError> {
        match promise.check(path, &path.display().to_string()) {
            Ok(()) => Ok(true),
            Err(RepoError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(RepoError::Metadata(MetadataError::Checksum { .. } | MetadataError::Size { .. })) => {
                fs::remove_file(path).map_err(|source| RepoError::Io { path: path.to_owned(), source })?;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Makes the directories that files are fetched into.
    pub(crate) fn make_directories(&self) -> Result<(), RepoError> {
        for part in [METADATA, PACKAGES, REPOSITORIES, KEYS] {
            let path = self.directory.join(part);
            create_directory(&path).map_err(|source| RepoError::Io { path, source })?;
        }
        let tag = self.directory.join(TAG);
        if tag.exists() { Ok(()) } else { write(&tag, TAG_TEXT) }
    }

    /// Keeps a few bytes under their own checksum, and returns that.
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<String, RepoError> {
        let hex = DigestAlgorithm::Sha256.hex(bytes);
        let path = self.small(&hex);
        if self.get(&hex).is_none() {
            write(&path, bytes)?;
        }
        Ok(hex)
    }

    /// The bytes of a SHA-256, if they are there.
    pub(crate) fn get(&self, hex: &str) -> Option<Vec<u8>> {
        let is_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bytes = is_hex.then(|| fs::read(self.small(hex)).ok())??;
        (DigestAlgorithm::Sha256.hex(&bytes) == hex).then_some(bytes)
    }

    /// The state of a repository, if it is known. `place` tells it from others of its name.
    pub(crate) fn state(&self, repository: &str, place: &str) -> Option<State> {
        let text = fs::read_to_string(self.state_path(repository, place)).ok()?;
        let (state, digest) = text.trim_end().rsplit_once('\n')?;
        if DigestAlgorithm::Sha256.hex(state.as_bytes()) != digest {
            return None;
        }
        serde_json::from_str(state).ok()
    }

    pub(crate) fn set_state(&self, place: &str, state: &State) -> Result<(), RepoError> {
        let path = self.state_path(&state.repository, place);
        let unwritable = |error| RepoError::Io { path: path.clone(), source: io::Error::other(error) };
        let text = serde_json::to_string_pretty(state).map_err(unwritable)?;
        let digest = DigestAlgorithm::Sha256.hex(text.as_bytes());
        write(&path, format!("{text}\n{digest}\n").as_bytes())
    }

    /// The states of all repositories.
    pub(crate) fn states(&self) -> Vec<State> {
        let mut states = Vec::new();
        for path in list(&self.directory.join(REPOSITORIES)) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let state = text.trim_end().rsplit_once('\n').map(|(state, _)| state).unwrap_or_default();
            states.extend(serde_json::from_str::<State>(state).ok());
        }
        states.sort_by(|a, b| (&a.repository, &a.places).cmp(&(&b.repository, &b.places)));
        states
    }

    /// The keys that were had from a URL, and when, unless they were damaged where they lay.
    pub(crate) fn key(&self, url: &str) -> Option<(Vec<u8>, SystemTime)> {
        let path = self.key_path(url);
        let since = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok()?;
        let kept = fs::read(path).ok()?;
        let (digest, bytes) = kept.split_at_checked(DIGEST_BYTES)?;
        let is_sound = DigestAlgorithm::Sha256.hex(bytes).as_bytes() == digest;
        is_sound.then(|| (bytes.to_owned(), since))
    }

    /// Keeps the keys of a URL, with their digest in front.
    pub(crate) fn put_key(&self, url: &str, bytes: &[u8]) -> Result<(), RepoError> {
        let digest = DigestAlgorithm::Sha256.hex(bytes);
        write(&self.key_path(url), &[digest.as_bytes(), bytes].concat())
    }

    fn key_path(&self, url: &str) -> PathBuf {
        self.directory.join(KEYS).join(format!("{}.keys", DigestAlgorithm::Sha256.hex(url.as_bytes())))
    }

    fn small(&self, hex: &str) -> PathBuf {
        self.directory.join(METADATA).join(format!("sha256-{hex}-repomd"))
    }

    fn state_path(&self, repository: &str, place: &str) -> PathBuf {
        let digest = DigestAlgorithm::Sha256.hex(place.as_bytes());
        // An id may have a colon or an @, which not every file system likes.
        let id = repository.replace(|it: char| !it.is_ascii_alphanumeric() && it != '-' && it != '.', "_");
        self.directory.join(REPOSITORIES).join(format!("{id}-{}.json", &digest[..16]))
    }
}

/// Writes a file so that it is whole or not there.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), RepoError> {
    let error = |source| RepoError::Io { path: path.to_owned(), source };
    let directory = path.parent().unwrap_or(Path::new("."));
    create_directory(directory).map_err(error)?;
    let mut new = new_file(directory, "").map_err(error)?;
    new.write_all(bytes).and_then(|()| new.as_file().sync_all()).map_err(error)?;
    new.persist(path).map(drop).map_err(|failed| error(failed.error))
}

/// The files of a directory, sorted; none if it is not there.
pub(crate) fn list(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.is_file());
    paths.sort_unstable();
    paths
}

pub(crate) const METADATA: &str = "metadata";
pub(crate) const PACKAGES: &str = "packages";
pub(crate) const REPOSITORIES: &str = "repositories";
pub(crate) const KEYS: &str = "keys";

/// How long a SHA-256 is when it is written down.
const DIGEST_BYTES: usize = 64;

/// By this file backup programs know that a directory need not be kept (<https://bford.info/cachedir/>).
const TAG: &str = "CACHEDIR.TAG";
const TAG_TEXT: &[u8] =
    b"Signature: 8a477f597d28d172789f06886806bc55\n# This directory was made by rpmsolve.\n";
