//! Opens an `.rpm` file and returns its files, every one checked against the header.
//!
//! The header decides: an archive member that the header does not list, of another size, of another link target
//! or of another digest is an error, and nothing is decompressed beyond what the header announces.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use rpmsolve::{Codec, DigestAlgorithm};
use rpmsolve_repo::{Broken, check_structure};

use super::cpio::{MemberHead, Reader};
use super::record::{self, BadRecord, FileKind, FileRecord};
use super::scriptlet::{self, Scriptlet};
use crate::content::{Content, Store, Writer};
use crate::error::LayerError;
use crate::limits::{Budget, Limits};

/// How much of a package is read at first: the headers of most are shorter.
const HEAD_BYTES: u64 = 1 << 16;

/// A package that was read whole.
///
/// # Example
///
/// ```no_run
/// use rpmsolve_layer::{Limits, read_package};
/// let package =
///     read_package("hello-1-1.x86_64.rpm".as_ref(), None, None, &Limits::default(), &|_| true)?;
/// println!("{}.{}: {} files", package.name, package.arch, package.files.len());
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug)]
pub struct Package {
    /// Name, from the header.
    pub name: String,
    /// Architecture, from the header.
    pub arch: String,
    /// What else the header says about the package as a whole.
    pub facts: HeaderFacts,
    /// SHA-256 of the `.rpm` file, lower-case hexadecimal.
    pub sha256: String,
    /// Its paths in header order.
    pub files: Vec<PackageFile>,
    /// What its installation would have run.
    pub scriptlets: Vec<Scriptlet>,
}

/// Tags of the header that an account of a layer repeats; what a header does not have is empty.
///
/// # Example
///
/// ```
/// let facts = rpmsolve_layer::HeaderFacts { version: "2.40.1".into(), ..Default::default() };
/// assert_eq!(facts.epoch, 0, "no epoch is epoch 0");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderFacts {
    /// Epoch; 0 if there is none.
    pub epoch: u32,
    /// Version.
    pub version: String,
    /// Release.
    pub release: String,
    /// Who distributes it: `Amazon Linux`.
    pub vendor: String,
    /// The License tag: an SPDX expression in newer packages, Fedora's short names in older ones.
    pub license: String,
    /// The project's home.
    pub url: String,
    /// One line in English.
    pub summary: String,
    /// File name of the source package that it was built from.
    pub source_rpm: String,
}

impl HeaderFacts {
    fn read(metadata: &rpm::PackageMetadata) -> Self {
        let text = |value: Result<&str, rpm::Error>| value.map(str::to_owned).unwrap_or_default();
        HeaderFacts {
            epoch: metadata.get_epoch().unwrap_or_default(),
            version: text(metadata.get_version()),
            release: text(metadata.get_release()),
            vendor: text(metadata.get_vendor()),
            license: text(metadata.get_license()),
            url: text(metadata.get_url()),
            summary: text(metadata.get_summary()),
            source_rpm: text(metadata.get_source_rpm()),
        }
    }
}

/// A path of a package with its bytes.
#[derive(Debug, Clone)]
pub struct PackageFile {
    /// What the header says about it.
    pub record: FileRecord,
    /// The bytes of a regular file; `None` for everything else, for `%ghost` and for what was not wanted. Hard
    /// links share one.
    pub content: Option<Content>,
}

/// What is promised about a package before it is opened.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Promise<'a> {
    /// Algorithm and lower-case hexadecimal digest of the whole file.
    pub(crate) checksum: Option<(&'a str, &'a str)>,
    pub(crate) size_bytes: Option<u64>,
}

/// Reads the package at `path`, all of it, and returns the files that `wanted` keeps with their bytes.
///
/// `checksum` (algorithm and lower-case hexadecimal) and `size_bytes` are what the repository promised; where given, they are
/// checked before anything is parsed. The digests that the package itself carries, of its header and of every file, are
/// always checked.
///
/// # Errors
///
/// [`LayerError::ChecksumMismatch`], [`LayerError::SizeMismatch`], [`LayerError::BadHeader`],
/// [`LayerError::BadPayload`], [`LayerError::UnsafePath`], [`LayerError::TooLarge`],
/// [`LayerError::UnknownCompressor`], [`LayerError::SourcePackage`] and [`LayerError::Io`].
pub fn read_package(
    path: &Path,
    checksum: Option<(&str, &str)>,
    size_bytes: Option<u64>,
    limits: &Limits,
    wanted: &dyn Fn(&FileRecord) -> bool,
) -> Result<Package, LayerError> {
    let promise = Promise { checksum, size_bytes };
    let (budget, store) = (Budget::new(limits.unpacked_bytes), Store::in_memory());
    unpack(path, promise, limits, &budget, &store, wanted)
}

/// [`read_package`] from wherever it is, for instance from memory; `name` stands in errors for its path.
///
/// # Errors
///
/// As [`read_package`].
///
/// # Example
///
/// ```
/// use std::io::Cursor;
///
/// use rpmsolve_layer::{Limits, read_package_from};
/// let error = read_package_from(Cursor::new(b"no package"), "x.rpm".as_ref(), &Limits::default()).unwrap_err();
/// assert_eq!(error.code(), "bad-header");
/// ```
pub fn read_package_from(
    source: impl BufRead + Seek + Send,
    name: &Path,
    limits: &Limits,
) -> Result<Package, LayerError> {
    let (budget, store) = (Budget::new(limits.unpacked_bytes), Store::in_memory());
    unpack_from(source, name, Promise::default(), limits, &budget, &store, &|_| true)
}

/// [`read_package`] with a budget and a store that several packages share.
pub(crate) fn unpack(
    path: &Path,
    promise: Promise<'_>,
    limits: &Limits,
    budget: &Budget,
    store: &Store,
    wanted: &dyn Fn(&FileRecord) -> bool,
) -> Result<Package, LayerError> {
    let file = File::open(path).map_err(LayerError::io("read", path))?;
    unpack_from(BufReader::with_capacity(1 << 16, file), path, promise, limits, budget, store, wanted)
}

fn unpack_from(
    mut file: impl BufRead + Seek + Send,
    path: &Path,
    promise: Promise<'_>,
    limits: &Limits,
    budget: &Budget,
    store: &Store,
    wanted: &dyn Fn(&FileRecord) -> bool,
) -> Result<Package, LayerError> {
    let io = |error| LayerError::io("read", path)(error);
    let sha256 = check_promise(path, &mut file, promise, limits)?;
    file.rewind().map_err(io)?;
    let Header { metadata, name, arch, records } = header(path, &mut file)?;
    check_claims(path, &records, limits, budget)?;

    let bad_payload = |error: io::Error| LayerError::BadPayload {
        path: path.to_owned(),
        offset: 0,
        entry: None,
        reason: error.to_string(),
    };
    let compressor = metadata.header.get_entry_data_as_string(rpm::IndexTag::RPMTAG_PAYLOADCOMPRESSOR).ok();
    // Packages of rpm 3 do not name their compressor and are gzip, later ones without it are not compressed.
    let codec = match compressor {
        None | Some("(none)" | "") => Some(Codec::of(file.fill_buf().map_err(io)?)),
        Some(name) => Codec::named(name),
    };
    let Some(codec) = codec else {
        let compressor = compressor.unwrap_or_default().to_owned();
        return Err(LayerError::UnknownCompressor { path: path.to_owned(), compressor });
    };
    let source = codec.reader(file).map_err(bad_payload)?;
    let files = Unpacking::new(path, records, source, store, wanted).run()?;
    let (facts, scriptlets) = (HeaderFacts::read(&metadata), scriptlet::read(&metadata));
    Ok(Package { name, arch, facts, sha256, files, scriptlets })
}

/// What a package says of itself before its payload.
pub(crate) struct Header {
    metadata: rpm::PackageMetadata,
    pub(crate) name: String,
    pub(crate) arch: String,
    pub(crate) records: Vec<FileRecord>,
}

/// Reads no more than the header of the package at `path`: neither the file's checksum nor the payload is looked at.
pub(crate) fn read_header(path: &Path, limits: &Limits) -> Result<Header, LayerError> {
    let mut file = BufReader::new(File::open(path).map_err(LayerError::io("read", path))?);
    let header = header(path, &mut file)?;
    check_claims(path, &header.records, limits, &Budget::new(limits.unpacked_bytes))?;
    Ok(header)
}

/// Reads the header of a package; `file` then stands at the payload.
fn header(path: &Path, file: &mut (impl BufRead + Seek + Send)) -> Result<Header, LayerError> {
    let (head, structure) = read_head(file).map_err(LayerError::io("read", path))?;
    structure.map_err(|broken| LayerError::BadHeader {
        path: path.to_owned(),
        offset: broken.offset as u64,
        reason: broken.reason.to_owned(),
    })?;
    let bad_header = |reason: String| LayerError::BadHeader { path: path.to_owned(), offset: 96, reason };
    let metadata = rpm::PackageMetadata::parse(&mut &head[..]).map_err(|e| bad_header(e.to_string()))?;
    // Where the package carries digests of its header, they have to match: sizes, paths and modes hang on it.
    metadata.check_digests().and_then(|report| report.result()).map_err(|e| bad_header(e.to_string()))?;
    if metadata.is_source_package() {
        return Err(LayerError::SourcePackage { path: path.to_owned() });
    }
    let text = |tag| metadata.header.get_entry_data_as_string(tag).map_err(|e| bad_header(e.to_string()));
    let name = text(rpm::IndexTag::RPMTAG_NAME)?.to_owned();
    let arch = text(rpm::IndexTag::RPMTAG_ARCH)?.to_owned();
    let records = record::read(&metadata).map_err(|bad| match bad {
        BadRecord::Header(reason) => bad_header(reason),
        BadRecord::Path(entry, reason) => {
            LayerError::UnsafePath { package: path.display().to_string(), entry, reason }
        }
    })?;
    Ok(Header { metadata, name, arch, records })
}

/// Checks length and checksum of the whole file, and returns its SHA-256.
fn check_promise(
    path: &Path,
    file: &mut impl Read,
    promise: Promise<'_>,
    limits: &Limits,
) -> Result<String, LayerError> {
    let other = match promise.checksum.map(|(name, _)| (name, DigestAlgorithm::from_name(name))) {
        Some((name, None)) => {
            return Err(LayerError::UnknownChecksum { path: path.to_owned(), algorithm: name.to_owned() });
        }
        Some((_, Some(algorithm))) if algorithm != DigestAlgorithm::Sha256 => Some(algorithm),
        _ => None,
    };
    let mut sha256 = DigestAlgorithm::Sha256.hasher();
    let mut other = other.map(DigestAlgorithm::hasher);
    let mut length = 0;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = file.read(&mut buffer).map_err(LayerError::io("read", path))?;
        if count == 0 {
            break;
        }
        length += count as u64;
        if length > limits.package_bytes {
            return Err(LayerError::TooLarge {
                package: path.display().to_string(),
                what: "the .rpm file's length in bytes",
                claimed: length,
                limit: limits.package_bytes,
            });
        }
        sha256.update(&buffer[..count]);
        if let Some(other) = &mut other {
            other.update(&buffer[..count]);
        }
    }
    if let Some(expected_bytes) = promise.size_bytes.filter(|expected| *expected != length) {
        return Err(LayerError::SizeMismatch { path: path.to_owned(), expected_bytes, actual_bytes: length });
    }
    let sha256 = sha256.hex();
    let Some((algorithm, expected)) = promise.checksum else { return Ok(sha256) };
    let actual = other.map_or_else(|| sha256.clone(), rpmsolve::Hasher::hex);
    if actual.eq_ignore_ascii_case(expected) {
        return Ok(sha256);
    }
    Err(LayerError::ChecksumMismatch {
        path: path.to_owned(),
        algorithm: algorithm.to_owned(),
        expected: expected.to_owned(),
        actual,
    })
}

/// Reads no more than lead and headers, and what [`check_structure`] says of them; `file` then stands at the payload.
fn read_head(file: &mut (impl BufRead + Seek + Send)) -> io::Result<(Vec<u8>, Result<usize, Broken>)> {
    let mut head = Vec::new();
    let mut want = HEAD_BYTES;
    loop {
        let missing = want - head.len() as u64;
        let got = file.by_ref().take(missing).read_to_end(&mut head)? as u64;
        let structure = check_structure(&head);
        // An error behind the last byte that was read only says that there is more to read.
        match structure {
            Ok(payload) => {
                file.seek(SeekFrom::Start(payload as u64))?;
                return Ok((head, structure));
            }
            Err(broken) if broken.offset < head.len() || got < missing => return Ok((head, structure)),
            Err(_) => want *= 8,
        }
    }
}

/// Refuses counts and sizes beyond the limits, on the header's word alone: nothing is unpacked yet.
fn check_claims(
    path: &Path,
    records: &[FileRecord],
    limits: &Limits,
    budget: &Budget,
) -> Result<(), LayerError> {
    let too_large = |what, claimed, limit| LayerError::TooLarge {
        package: path.display().to_string(),
        what,
        claimed,
        limit,
    };
    if records.len() as u64 > limits.files {
        return Err(too_large("the number of files", records.len() as u64, limits.files));
    }
    let shipped = records.iter().filter(|record| record.kind == FileKind::Regular && !record.ghost);
    let claimed = shipped.fold(0_u64, |sum, record| sum.saturating_add(record.size_bytes));
    if !budget.take(claimed) {
        return Err(too_large("the unpacked size in bytes", claimed, limits.unpacked_bytes));
    }
    Ok(())
}

/// The state of one archive being read.
struct Unpacking<'a> {
    path: &'a Path,
    reader: Reader<Box<dyn Read + 'a>>,
    files: Vec<PackageFile>,
    seen: Vec<bool>,
    by_name: HashMap<String, usize>,
    /// Hard links that wait for the member that carries their bytes.
    waiting: HashMap<(u32, u32, u32), Vec<usize>>,
    store: &'a Store,
    wanted: &'a dyn Fn(&FileRecord) -> bool,
}

impl<'a> Unpacking<'a> {
    fn new(
        path: &'a Path,
        records: Vec<FileRecord>,
        source: Box<dyn Read + 'a>,
        store: &'a Store,
        wanted: &'a dyn Fn(&FileRecord) -> bool,
    ) -> Self {
        let by_name = records.iter().enumerate().map(|(i, r)| (bare(&r.path).to_owned(), i)).collect();
        let seen = vec![false; records.len()];
        let files = records.into_iter().map(|record| PackageFile { record, content: None }).collect();
        let (reader, waiting) = (Reader::new(source), HashMap::new());
        Unpacking { path, reader, files, seen, by_name, waiting, store, wanted }
    }

    fn run(mut self) -> Result<Vec<PackageFile>, LayerError> {
        if self.files.is_empty() {
            return Ok(self.files);
        }
        let carriers = self.carriers();
        let mut last: Option<String> = None;
        loop {
            let head = self.reader.next_head().map_err(|error| self.bad(last.clone(), error.to_string()))?;
            let Some(head) = head else { break };
            let index = self.index_of(&head)?;
            last = Some(self.files[index].record.path.clone());
            if std::mem::replace(&mut self.seen[index], true) {
                return Err(self.bad(last, "the archive holds this file twice"));
            }
            self.member(index, &head, &carriers)?;
        }
        self.finish()
    }

    /// For stripped archives: the files whose bytes come with another member of their hard link group. As rpm
    /// has it, the last of a group, in header order, carries them.
    fn carriers(&self) -> HashMap<(u32, u32), usize> {
        let regular = |file: &PackageFile| file.record.kind == FileKind::Regular && !file.record.ghost;
        let numbered = self.files.iter().enumerate().filter(|(_, file)| regular(file));
        numbered.filter_map(|(index, file)| file.record.inode.map(|inode| (inode, index))).collect()
    }

    fn index_of(&self, head: &MemberHead) -> Result<usize, LayerError> {
        match head {
            MemberHead::Indexed(index) => {
                let index = *index as usize;
                if index >= self.files.len() {
                    return Err(self.bad(None, format!("it names file {index} of {}", self.files.len())));
                }
                Ok(index)
            }
            MemberHead::Named { name, .. } => {
                if let Some(index) = self.by_name.get(bare(name)) {
                    return Ok(*index);
                }
                if let Err(reason) = crate::path::check(&format!("/{}", bare(name))) {
                    let package = self.path.display().to_string();
                    return Err(LayerError::UnsafePath { package, entry: name.clone(), reason });
                }
                Err(self.bad(Some(name.clone()), "the package's header does not list this file"))
            }
        }
    }

    /// Reads one member's data and puts it where it belongs.
    fn member(
        &mut self,
        index: usize,
        head: &MemberHead,
        carriers: &HashMap<(u32, u32), usize>,
    ) -> Result<(), LayerError> {
        let record = &self.files[index].record;
        let (kind, header_size, ghost) = (record.kind, record.size_bytes, record.ghost);
        let (size, sum, group) = match head {
            MemberHead::Named { size_bytes, sum, inode, links, .. } => {
                (*size_bytes, *sum, (*links > 1).then_some(*inode))
            }
            MemberHead::Indexed(_) => {
                let carrier = record.inode.and_then(|inode| carriers.get(&inode).copied());
                let empty = ghost
                    || matches!(kind, FileKind::Directory | FileKind::Special)
                    || kind == FileKind::Regular && carrier.is_some_and(|carrier| carrier != index);
                let group = record.inode.map(|(device, inode)| (inode, device, 0));
                (if empty { 0 } else { header_size }, None, group)
            }
        };
        match kind {
            FileKind::Regular if size == 0 && header_size > 0 => {
                if let Some(group) = group {
                    self.waiting.entry(group).or_default().push(index);
                } else if !ghost {
                    let reason = format!("no data, the header says {header_size} bytes");
                    return Err(self.bad_at(index, reason));
                }
                Ok(())
            }
            FileKind::Regular => {
                self.check_size(index, size)?;
                self.regular(index, size, sum, group)
            }
            FileKind::Symlink => self.symlink(index, size),
            FileKind::Directory | FileKind::Special if size == 0 => Ok(()),
            FileKind::Directory | FileKind::Special => {
                Err(self.bad_at(index, "data where none belongs".into()))
            }
        }
    }

    fn check_size(&self, index: usize, size: u64) -> Result<(), LayerError> {
        let expected = self.files[index].record.size_bytes;
        if size == expected {
            return Ok(());
        }
        Err(self.bad_at(index, format!("it has {size} bytes, the header says {expected}")))
    }

    fn regular(
        &mut self,
        index: usize,
        size: u64,
        sum: Option<u32>,
        group: Option<(u32, u32, u32)>,
    ) -> Result<(), LayerError> {
        let mut indexes = group.and_then(|group| self.waiting.remove(&group)).unwrap_or_default();
        for linked in &indexes {
            self.check_size(*linked, size)?;
        }
        indexes.push(index);
        let is_wanted = indexes.iter().any(|target| (self.wanted)(&self.files[*target].record));
        let digest_of = |target: &usize| self.files[*target].record.digest.clone();
        let mut promised: Vec<(DigestAlgorithm, String)> = indexes.iter().filter_map(digest_of).collect();
        promised.dedup();

        let broken = |error: io::Error| error.to_string();
        let mut writer = if is_wanted { Some(self.store.writer(size)) } else { None }
            .transpose()
            .map_err(|error| self.bad_at(index, broken(error)))?;
        let mut hasher = promised.first().map(|(algorithm, _)| algorithm.hasher());
        let mut bytes_sum = 0_u32;
        let read = self.reader.data(size, &mut |bytes| {
            if let Some(hasher) = &mut hasher {
                hasher.update(bytes);
            }
            if sum.is_some() {
                bytes_sum = bytes.iter().fold(bytes_sum, |sum, byte| sum.wrapping_add(u32::from(*byte)));
            }
            writer.as_mut().map_or(Ok(()), |writer| writer.write(bytes))
        });
        read.map_err(|error| self.bad_at(index, broken(error)))?;
        if sum.is_some_and(|sum| sum != bytes_sum) {
            return Err(self.bad_at(index, "its cpio checksum does not match".into()));
        }
        if let (Some(hasher), Some((_, expected))) = (hasher, promised.first()) {
            let actual = hasher.hex();
            if actual != *expected || promised.len() > 1 {
                let reason = format!("its digest is {actual}, the header says {expected}");
                return Err(self.bad_at(index, reason));
            }
        }
        let Some(content) = writer.map(Writer::finish) else { return Ok(()) };
        for target in indexes {
            if (self.wanted)(&self.files[target].record) {
                self.files[target].content = Some(content.clone());
            }
        }
        Ok(())
    }

    fn symlink(&mut self, index: usize, size: u64) -> Result<(), LayerError> {
        if size > crate::path::MAX_PATH_BYTES as u64 {
            return Err(self.bad_at(index, format!("a link target of {size} bytes")));
        }
        let mut target = Vec::new();
        let read = self.reader.data(size, &mut |bytes| {
            target.extend_from_slice(bytes);
            Ok(())
        });
        read.map_err(|error| self.bad_at(index, error.to_string()))?;
        if String::from_utf8_lossy(&target) != self.files[index].record.link_target {
            return Err(self.bad_at(index, "its link target is not the header's".into()));
        }
        Ok(())
    }

    /// Everything that the header lists has to have come.
    fn finish(self) -> Result<Vec<PackageFile>, LayerError> {
        if let Some(index) = self.waiting.values().flatten().min() {
            return Err(self.bad_at(*index, "no member carries the data of this hard link".into()));
        }
        for (index, file) in self.files.iter().enumerate() {
            if !self.seen[index] && !file.record.ghost {
                return Err(self.bad_at(index, "the header lists it, the archive does not hold it".into()));
            }
        }
        Ok(self.files)
    }

    fn bad_at(&self, index: usize, reason: String) -> LayerError {
        self.bad(Some(self.files[index].record.path.clone()), reason)
    }

    fn bad(&self, entry: Option<String>, reason: impl Into<String>) -> LayerError {
        let offset = self.reader.offset;
        LayerError::BadPayload { path: self.path.to_owned(), offset, entry, reason: reason.into() }
    }
}

/// A member's name without the `./` or `/` that rpm may put in front.
fn bare(name: &str) -> &str {
    name.strip_prefix("./").or_else(|| name.strip_prefix('/')).unwrap_or(name)
}
