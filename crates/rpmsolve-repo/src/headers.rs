//! Packages without metadata: the headers of .rpm files and of installed packages, as createrepo_c would list them
//! (src/parsehdr.c).

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rpm::{Dependency, DependencyFlags, FileFlags, IndexSignatureTag, PackageMetadata};
use rpmsolve::metadata::{Field, FileKind, PackageRecord, RelationKind};
use rpmsolve::{Comparison, DigestAlgorithm, is_primary_path};

use crate::structure::{HEADER_MAGIC, INTRO_BYTES, LEAD_BYTES, MAX_DATA_BYTES, MAX_ENTRIES, number};
use crate::{Broken, RepoError, check_structure};

/// Reads one package's header. `root` is what its location is relative to.
pub(crate) fn read_record(path: &Path, root: &Path) -> Result<PackageRecord, RepoError> {
    let mut record = read_with(path, is_primary_path)?;
    let location = path.strip_prefix(root).unwrap_or(path);
    record.set(Field::Location, &location.to_string_lossy());
    Ok(record)
}

/// The same with all files of the package, and without a location.
pub(crate) fn read_whole_record(path: &Path) -> Result<PackageRecord, RepoError> {
    read_with(path, |_| true)
}

fn read_with(path: &Path, is_listed: impl Fn(&str) -> bool) -> Result<PackageRecord, RepoError> {
    let opened = open(path)?;
    let header = &opened.header;
    let mut record = PackageRecord::default();
    fill_with(header, &mut record, is_listed).map_err(|source| broken(path, source))?;
    record.set(Field::ChecksumType, "sha256");
    record.set(Field::Checksum, &opened.sha256);
    record.set(Field::BuildHost, header.get_build_host().unwrap_or_default());
    let long = header.signature.get_entry_data_as_u64(IndexSignatureTag::RPMSIGTAG_LONGARCHIVESIZE);
    let short = || header.signature.get_entry_data_as_u32(IndexSignatureTag::RPMSIGTAG_PAYLOADSIZE);
    record.size_archive_bytes = long.or_else(|_| short().map(u64::from)).unwrap_or_default();
    record.size_download_bytes = opened.size_bytes;
    record.header_range = Some(opened.header_range);
    Ok(record)
}

/// Checks that a package is the one that it should be, as it says itself; `name` is what it is called in messages.
pub(crate) fn check_nevra(path: &Path, name: &str, expected: &str) -> Result<(), RepoError> {
    let error = |source| RepoError::Io { path: path.to_owned(), source };
    let Head { header, .. } = read_head(&mut File::open(path).map_err(error)?, path)?;
    let found = nevra(&header).map_err(|source| broken(path, source))?;
    if found == expected {
        return Ok(());
    }
    Err(RepoError::OtherPackage { package: name.to_owned(), expected: expected.to_owned(), found })
}

/// What a package is called with its epoch.
fn nevra(header: &PackageMetadata) -> Result<String, rpm::Error> {
    let (name, version, release) = (header.get_name()?, header.get_version()?, header.get_release()?);
    let epoch = header.get_epoch().unwrap_or_default();
    Ok(format!("{name}-{epoch}:{version}-{release}.{}", arch(header)?))
}

fn arch(header: &PackageMetadata) -> Result<&str, rpm::Error> {
    if header.is_source_package() { Ok("src") } else { header.get_arch() }
}

/// Calls `on_file` with the checksum of a package and each of its paths.
pub(crate) fn for_each_file(path: &Path, on_file: &mut impl FnMut(&str, &str)) -> Result<(), RepoError> {
    let Opened { header, sha256, .. } = open(path)?;
    for_each_path(&header, |file| on_file(&sha256, file)).map_err(|source| broken(path, source))
}

/// Calls `on_path` with each path that a header lists.
pub(crate) fn for_each_path(
    header: &PackageMetadata,
    mut on_path: impl FnMut(&str),
) -> Result<(), rpm::Error> {
    let mut paths = Paths::default();
    for (directory, name) in header.get_file_paths_split()? {
        on_path(&paths.join(directory, name)?);
    }
    Ok(())
}

/// Puts the paths of a package together, as long as they are of a bearable length: a header has each directory once.
#[derive(Default)]
struct Paths {
    bytes: usize,
}

/// How long all paths of a package may be together; those of the largest packages take a tenth.
const PATHS_MAX_BYTES: usize = 128 * 1024 * 1024;

impl Paths {
    fn join(&mut self, directory: &str, name: &str) -> Result<String, rpm::Error> {
        self.bytes = self.bytes.saturating_add(directory.len() + name.len());
        if self.bytes > PATHS_MAX_BYTES {
            return Err(std::io::Error::other("its paths take more than 128 MiB").into());
        }
        Ok(format!("{directory}{name}"))
    }
}

/// A package that was read from its beginning to its end.
struct Opened {
    header: PackageMetadata,
    /// Of the whole file.
    sha256: String,
    size_bytes: u64,
    /// Where the header begins and ends.
    header_range: (u64, u64),
}

/// Reads a package, of which no more than the headers is held in memory; the `rpm` crate gets to see only headers whose
/// counts and offsets are sound.
fn open(path: &Path) -> Result<Opened, RepoError> {
    let io_error = |source| RepoError::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(io_error)?;
    let Head { header, bytes, range } = read_head(&mut file, path)?;
    let mut hasher = DigestAlgorithm::Sha256.hasher();
    hasher.update(&bytes);
    let rest = for_each_piece(&mut file, |piece| {
        hasher.update(piece);
        Ok(())
    });
    let size_bytes = bytes.len() as u64 + rest.map_err(io_error)?;
    Ok(Opened { header, sha256: hasher.hex(), size_bytes, header_range: range })
}

/// What stands before a package's payload.
struct Head {
    header: PackageMetadata,
    bytes: Vec<u8>,
    /// Where the header begins and ends.
    range: (u64, u64),
}

fn read_head(file: &mut File, path: &Path) -> Result<Head, RepoError> {
    let read = read_headers(file).map_err(|source| RepoError::Io { path: path.to_owned(), source });
    let (bytes, start) = read?;
    let payload = check_structure(&bytes).map_err(|Broken { offset, reason }| {
        RepoError::PackageStructure { path: path.to_owned(), offset, reason }
    })?;
    let header = PackageMetadata::parse(&mut &bytes[..]).map_err(|source| broken(path, source))?;
    Ok(Head { header, bytes, range: (start as u64, payload as u64) })
}

/// What stands before the payload, and where its second part, the header, begins. Where the file ends too soon, or is
/// something else, it is as much as [`check_structure`] needs to say so.
fn read_headers(file: &mut impl Read) -> io::Result<(Vec<u8>, usize)> {
    let mut bytes = Vec::new();
    // Takes the memory for what is there, not for what a damaged header says.
    let mut read_to = |bytes: &mut Vec<u8>, end: usize| {
        let missing = end.saturating_sub(bytes.len()) as u64;
        file.by_ref().take(missing).read_to_end(bytes).map(|_| bytes.len() >= end)
    };
    let mut start = LEAD_BYTES;
    for header in 0..2 {
        let index = start + INTRO_BYTES;
        if !read_to(&mut bytes, index)? {
            break;
        }
        let intro = &bytes[start..];
        let (entries, data_bytes) = (number(intro, 8), number(intro, 12));
        if intro[..4] != HEADER_MAGIC || entries > MAX_ENTRIES || data_bytes > MAX_DATA_BYTES {
            break;
        }
        let end = index + entries * INTRO_BYTES + data_bytes;
        if !read_to(&mut bytes, end)? || header == 1 {
            break;
        }
        start = end.next_multiple_of(8);
    }
    Ok((bytes, start))
}

/// Calls `on_piece` with what is left of a file, piece by piece. How many bytes that is.
pub(crate) fn for_each_piece(
    file: &mut impl Read,
    mut on_piece: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<u64> {
    let mut buffer = vec![0; 256 * 1024];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(bytes),
            Ok(count) => {
                on_piece(&buffer[..count])?;
                bytes += count as u64;
            }
            Err(source) if source.kind() == io::ErrorKind::Interrupted => {}
            Err(source) => return Err(source),
        }
    }
}

fn broken(path: &Path, source: rpm::Error) -> RepoError {
    RepoError::Package { path: path.to_owned(), source }
}

/// Fills an empty record from a header, with the files that primary metadata list.
pub(crate) fn fill(header: &PackageMetadata, record: &mut PackageRecord) -> Result<(), rpm::Error> {
    fill_with(header, record, is_primary_path)
}

fn fill_with(
    header: &PackageMetadata,
    record: &mut PackageRecord,
    is_listed: impl Fn(&str) -> bool,
) -> Result<(), rpm::Error> {
    let epoch = header.get_epoch().ok().filter(|&epoch| epoch != 0);
    let epoch = epoch.map(|epoch| format!("{epoch}:")).unwrap_or_default();
    let release = header.get_release().map(|release| format!("-{release}")).unwrap_or_default();
    record.set(Field::Name, header.get_name()?);
    record.set(Field::Arch, arch(header)?);
    record.set(Field::Evr, &format!("{epoch}{}{release}", header.get_version()?));
    // What a package does not say, it does not have.
    let optional = [
        (Field::Summary, header.get_summary()),
        (Field::Description, header.get_description()),
        (Field::Url, header.get_url()),
        (Field::License, header.get_license()),
        (Field::Vendor, header.get_vendor()),
        (Field::SourceRpm, header.get_source_rpm()),
        (Field::Packager, header.get_packager()),
        (Field::Group, header.get_group()),
    ];
    for (field, value) in optional {
        record.set(field, value.unwrap_or_default());
    }
    record.size_installed_bytes = header.get_installed_size().unwrap_or_default();
    record.time_build = header.get_build_time().unwrap_or_default();
    add_files(header, record, is_listed)?;
    let provides = header.get_provides()?;
    let own: HashSet<_> = provides.iter().map(identity).collect();
    let paths = record.files().map(|(_, path)| path).filter(|path| is_primary_path(path));
    let paths: HashSet<String> = paths.map(str::to_owned).collect();
    for (kind, relations) in [
        (RelationKind::Provides, provides.clone()),
        (RelationKind::Requires, header.get_requires()?),
        (RelationKind::Conflicts, header.get_conflicts()?),
        (RelationKind::Obsoletes, header.get_obsoletes()?),
        (RelationKind::Recommends, header.get_recommends()?),
        (RelationKind::Suggests, header.get_suggests()?),
        (RelationKind::Supplements, header.get_supplements()?),
        (RelationKind::Enhances, header.get_enhances()?),
    ] {
        let mut seen = HashSet::new();
        for relation in &relations {
            let is_rpm_feature = relation.name.starts_with("rpmlib(");
            let is_own = kind == RelationKind::Requires
                && (own.contains(&identity(relation)) || paths.contains(relation.name.as_str()));
            if !is_rpm_feature && !is_own && seen.insert(identity(relation)) {
                add_relation(record, kind, relation);
            }
        }
    }
    Ok(())
}

fn add_files(
    header: &PackageMetadata,
    record: &mut PackageRecord,
    is_listed: impl Fn(&str) -> bool,
) -> Result<(), rpm::Error> {
    let mut paths = Paths::default();
    header.for_each_file_entry(|entry| {
        let path = paths.join(entry.dirname(), entry.basename())?;
        if is_listed(&path) {
            let kind = if entry.flags().contains(FileFlags::GHOST) {
                FileKind::Ghost
            } else if entry.mode().raw_mode() & 0o170_000 == 0o040_000 {
                FileKind::Directory
            } else {
                FileKind::File
            };
            record.add_file(kind, &path);
        }
        Ok(())
    })
}

fn add_relation(record: &mut PackageRecord, kind: RelationKind, relation: &Dependency) {
    // Only what is required can be so before something else.
    let pre = kind == RelationKind::Requires
        && relation
            .flags
            .intersects(DependencyFlags::PREREQ | DependencyFlags::SCRIPT_PRE | DependencyFlags::SCRIPT_POST);
    // "0:1.2" is "1.2".
    let version = relation.version.strip_prefix("0:").unwrap_or(&relation.version);
    let constraint =
        comparison(relation.flags).filter(|_| !version.is_empty()).map(|comparison| (comparison, version));
    record.add_relation(kind, &relation.name, constraint, pre);
}

/// What makes two relations the same.
fn identity(relation: &Dependency) -> (&str, &str, Option<Comparison>) {
    (&relation.name, &relation.version, comparison(relation.flags))
}

fn comparison(flags: DependencyFlags) -> Option<Comparison> {
    let has = |flag| flags.contains(flag);
    Some(match (has(DependencyFlags::LESS), has(DependencyFlags::EQUAL), has(DependencyFlags::GREATER)) {
        (true, false, false) => Comparison::LESS,
        (true, true, false) => Comparison::LESS_OR_EQUAL,
        (false, true, false) => Comparison::EQUAL,
        (false, true, true) => Comparison::GREATER_OR_EQUAL,
        (false, false, true) => Comparison::GREATER,
        (true, false, true) => Comparison::NOT_EQUAL,
        _ => return None,
    })
}
