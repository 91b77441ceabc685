//! A file in the making. It lies beside where it is going to be, is locked as long as somebody is at work on it, and
//! what a killed process leaves of it is gone on with. Under its final name it is whole or not there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use rpmsolve::{DigestAlgorithm, Hasher};

use super::cancel::{SLICE, Stop};
use super::exchange::Problem;
use super::{BUFFER_BYTES, FetchError, FetchReason, FetchRequest};
use crate::claim::{is_at, try_lock};

/// Longer names get a shorter one while in the making; file systems take no more than 255 bytes.
const NAME_MAX_BYTES: usize = 200;

pub(super) struct Part<'a> {
    request: &'a FetchRequest,
    path: PathBuf,
    file: File,
    /// How much is there.
    pub(super) size_bytes: u64,
    digests: Digests,
    /// What it becomes when unpacked, if that is what is meant.
    unpacked: Option<(PathBuf, File)>,
}

/// What a finished file is.
pub(super) struct Content {
    pub(super) size_bytes: u64,
    pub(super) sha256: String,
}

impl<'a> Part<'a> {
    /// Makes it, or waits until nobody else is at work on it.
    pub(super) fn claim(request: &'a FetchRequest, stop: &Stop) -> Result<Self, FetchError> {
        let path = part_path(&request.path, ".part-", "");
        let error = |source| FetchError::Disk { path: path.clone(), source };
        loop {
            if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
                return Err(error(io::Error::other("is no regular file; remove it")));
            }
            let mut options = OpenOptions::new();
            let file =
                options.read(true).write(true).create(true).truncate(false).open(&path).map_err(error)?;
            if !try_lock(&file).map_err(error)? {
                stop.wait(SLICE)?;
                continue;
            }
            // Whoever had it may have made it the finished file, or removed it.
            if is_at(&file, &path) {
                let digests = Digests::new(request);
                return Ok(Self { request, path, file, size_bytes: 0, digests, unpacked: None });
            }
        }
    }

    /// Takes up what a process before left; says whether that is all of it already.
    pub(super) fn resume(&mut self, stop: &Stop) -> Result<bool, FetchError> {
        let left = self.file.metadata().map_err(|source| self.error(source))?.len();
        let Some((algorithm, expected)) = &self.request.expected else {
            self.restart()?;
            return Ok(false);
        };
        if left == 0 || left > self.request.size_bytes.unwrap_or(u64::MAX).min(self.request.limit_bytes) {
            self.restart()?;
            return Ok(false);
        }
        let mut whole = algorithm.hasher();
        let mut buffer = vec![0; BUFFER_BYTES];
        self.file.seek(SeekFrom::Start(0)).map_err(|source| self.error(source))?;
        loop {
            stop.check()?;
            let amount = self.file.read(&mut buffer).map_err(|source| self.error(source))?;
            if amount == 0 {
                break;
            }
            whole.update(&buffer[..amount]);
            self.digests.update(&buffer[..amount]);
            self.size_bytes += amount as u64;
        }
        let is_whole = whole.hex().eq_ignore_ascii_case(expected);
        if !is_whole && self.request.size_bytes == Some(self.size_bytes) {
            self.restart()?;
        }
        Ok(is_whole)
    }

    /// Throws away what is there.
    pub(super) fn restart(&mut self) -> Result<(), FetchError> {
        self.size_bytes = 0;
        self.digests = Digests::new(self.request);
        let emptied = self.file.set_len(0).and_then(|()| self.file.seek(SeekFrom::Start(0)));
        emptied.map(drop).map_err(|source| self.error(source))
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), FetchError> {
        self.file.write_all(bytes).map_err(|source| self.error(source))?;
        self.digests.update(bytes);
        self.size_bytes += bytes.len() as u64;
        Ok(())
    }

    /// What it has become, if that is what was expected. Whatever the outcome, nothing can be appended any more.
    pub(super) fn check(&mut self) -> Result<Content, FetchReason> {
        let digests = std::mem::replace(&mut self.digests, Digests::new(self.request));
        digests.check(self.request, self.size_bytes)
    }

    /// The same for what it becomes when unpacked.
    pub(super) fn unpack(&mut self, stop: &Stop) -> Result<Content, Problem> {
        let path = part_path(&self.request.path, ".part-", ".unpacked");
        let error = |source| FetchError::Disk { path: path.clone(), source };
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).open(&path).map_err(error)?;
        self.file.seek(SeekFrom::Start(0)).map_err(|source| self.error(source))?;
        let mut packed = MultiGzDecoder::new(BufReader::with_capacity(BUFFER_BYTES, &self.file));
        let mut digests = Digests::new(self.request);
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut size_bytes = 0;
        let checked = loop {
            stop.check()?;
            let amount = match packed.read(&mut buffer) {
                Ok(0) => break digests.check(self.request, size_bytes),
                Ok(amount) => amount,
                Err(error) => {
                    break Err(FetchReason::Protocol { detail: format!("its gzip is damaged: {error}") });
                }
            };
            size_bytes += amount as u64;
            if size_bytes > self.request.limit_bytes {
                break Err(FetchReason::TooLarge { limit_bytes: self.request.limit_bytes });
            }
            file.write_all(&buffer[..amount]).map_err(error)?;
            digests.update(&buffer[..amount]);
        };
        if checked.is_ok() {
            self.unpacked = Some((path, file));
        } else {
            drop(file);
            fs::remove_file(&path).map_err(error)?;
        }
        Ok(checked?)
    }

    /// Puts it where it is going to be.
    pub(super) fn place(self) -> Result<(), FetchError> {
        let goal = &self.request.path;
        let (path, file) = match &self.unpacked {
            Some((path, file)) => (path, file),
            None => (&self.path, &self.file),
        };
        file.sync_all().map_err(FetchError::disk(path))?;
        fs::rename(path, goal).map_err(FetchError::disk(goal))?;
        if self.unpacked.is_some() {
            fs::remove_file(&self.path).map_err(FetchError::disk(&self.path))?;
        }
        Ok(())
    }

    /// Leaves what the next may go on with, and nothing else.
    pub(super) fn leave(self) {
        if self.size_bytes == 0 || self.request.expected.is_none() {
            // That it cannot be removed hurts nobody.
            let _ = fs::remove_file(&self.path);
        }
    }

    fn error(&self, source: io::Error) -> FetchError {
        FetchError::Disk { path: self.path.clone(), source }
    }
}

/// The file that is there, if it is what is expected.
pub(super) fn finished(request: &FetchRequest, stop: &Stop) -> Result<Option<Content>, FetchError> {
    if request.expected.is_none() {
        return Ok(None);
    }
    let is_candidate = fs::metadata(&request.path).is_ok_and(|metadata| {
        metadata.is_file() && request.size_bytes.is_none_or(|size_bytes| size_bytes == metadata.len())
    });
    if !is_candidate {
        return Ok(None);
    }
    // One that cannot be read is replaced.
    let Ok(file) = File::open(&request.path) else { return Ok(None) };
    Ok(content(request, file, stop)?.ok())
}

/// What the file is that is there, whatever was expected.
pub(super) fn existing(request: &FetchRequest, stop: &Stop) -> Result<Content, FetchError> {
    let file = File::open(&request.path).map_err(FetchError::disk(&request.path))?;
    let free = FetchRequest { expected: None, size_bytes: None, ..request.clone() };
    let gone = || FetchError::disk(&request.path)(io::ErrorKind::InvalidData.into());
    content(&free, file, stop)?.map_err(|_| gone())
}

fn content(
    request: &FetchRequest,
    mut file: File,
    stop: &Stop,
) -> Result<Result<Content, FetchReason>, FetchError> {
    let mut digests = Digests::new(request);
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut size_bytes = 0;
    loop {
        stop.check()?;
        let amount = file.read(&mut buffer).map_err(FetchError::disk(&request.path))?;
        if amount == 0 {
            return Ok(digests.check(request, size_bytes));
        }
        digests.update(&buffer[..amount]);
        size_bytes += amount as u64;
    }
}

/// What tells a content from others: SHA-256, and what is expected if that is another.
struct Digests {
    sha256: Hasher,
    other: Option<Hasher>,
}

impl Digests {
    fn new(request: &FetchRequest) -> Self {
        let other = request.expected.as_ref().map(|(algorithm, _)| *algorithm);
        let other =
            other.filter(|&algorithm| algorithm != DigestAlgorithm::Sha256).map(DigestAlgorithm::hasher);
        Self { sha256: DigestAlgorithm::Sha256.hasher(), other }
    }

    fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        if let Some(other) = &mut self.other {
            other.update(bytes);
        }
    }

    fn check(self, request: &FetchRequest, got_bytes: u64) -> Result<Content, FetchReason> {
        let sha256 = self.sha256.hex();
        if let Some(size_bytes) = request.size_bytes.filter(|&size_bytes| size_bytes != got_bytes) {
            return Err(FetchReason::Size { got_bytes, size_bytes });
        }
        if let Some((algorithm, expected)) = &request.expected {
            let got = self.other.map_or_else(|| sha256.clone(), Hasher::hex);
            if !got.eq_ignore_ascii_case(expected) {
                return Err(FetchReason::Checksum {
                    algorithm: name(*algorithm),
                    expected: expected.clone(),
                    got,
                });
            }
        }
        Ok(Content { size_bytes: got_bytes, sha256 })
    }
}

fn name(algorithm: DigestAlgorithm) -> &'static str {
    match algorithm {
        DigestAlgorithm::Md5 => "md5",
        DigestAlgorithm::Sha1 => "sha1",
        DigestAlgorithm::Sha224 => "sha224",
        DigestAlgorithm::Sha256 => "sha256",
        DigestAlgorithm::Sha384 => "sha384",
        DigestAlgorithm::Sha512 => "sha512",
        _ => "other",
    }
}

fn part_path(goal: &Path, prefix: &str, suffix: &str) -> PathBuf {
    let name = goal.file_name().unwrap_or_default().to_string_lossy();
    let name = if name.len() > NAME_MAX_BYTES {
        DigestAlgorithm::Sha256.hex(name.as_bytes())
    } else {
        name.into_owned()
    };
    goal.with_file_name(format!("{prefix}{name}{suffix}"))
}
