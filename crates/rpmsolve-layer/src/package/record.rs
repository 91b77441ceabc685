//! What a package's header says about each of its files, checked before any payload is read.
//!
//! A record that exists has a normal absolute path. Sizes, digests and link targets come from the header, which a
//! repository signs; the archive behind it only has to agree.

use std::collections::BTreeSet;

use rpm::{IndexTag, PackageMetadata};

use crate::path;
use rpmsolve::DigestAlgorithm;

/// Bit of `FILEFLAGS`: the path belongs to the package but is not in its payload.
const GHOST: u32 = 1 << 6;
/// Bits of a file mode that say what the path is.
const TYPE_MASK: u16 = 0o170_000;

/// What a path of a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// A file with bytes.
    Regular,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A device node, FIFO or socket; it has no place in a layer.
    Special,
}

/// One path of a package, as its header describes it.
///
/// # Example
///
/// ```no_run
/// let package = rpmsolve_layer::read_package(
///     std::path::Path::new("hello-1-1.x86_64.rpm"), None, None, &Default::default(), &|_| true)?;
/// for file in &package.files {
///     println!("{:o} {} {}", file.record.mode, file.record.size_bytes, file.record.path);
/// }
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone)]
pub struct FileRecord {
    /// Absolute, normal path.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// Permission bits, setuid, setgid and sticky included.
    pub mode: u16,
    /// Size in bytes; for a directory whatever the build machine's file system said.
    pub size_bytes: u64,
    /// Target of a symbolic link, as written.
    pub link_target: String,
    /// True for `%ghost`: owned, not shipped.
    pub ghost: bool,
    /// Capabilities as text (`cap_net_raw=ep`); empty for none.
    pub capabilities: String,
    /// Device and inode on the build machine: equal pairs are hard links of one file.
    pub(crate) inode: Option<(u32, u32)>,
    pub(crate) digest: Option<(DigestAlgorithm, String)>,
    /// 1 for a 32-bit ELF file, 2 for a 64-bit one, 0 for what is no such file or not said to be.
    pub(crate) colour: u32,
}

/// The bytes of a file, told apart from those of the others of its package.
pub(crate) type Inode = ((u32, u32), u64, Option<String>);

impl FileRecord {
    /// False for a hard link of a file that was seen before.
    pub(crate) fn is_first_link(&self, seen: &mut BTreeSet<Inode>) -> bool {
        let digest = self.digest.as_ref().map(|(_, hex)| hex.clone());
        self.inode.is_none_or(|inode| seen.insert((inode, self.size_bytes, digest)))
    }
}

/// Why the file list is refused.
pub(crate) enum BadRecord {
    /// The header's arrays do not fit together.
    Header(String),
    /// A path that is not normal.
    Path(String, &'static str),
}

impl From<rpm::Error> for BadRecord {
    fn from(error: rpm::Error) -> Self {
        BadRecord::Header(error.to_string())
    }
}

/// All file records of a header, in header order.
pub(crate) fn read(metadata: &PackageMetadata) -> Result<Vec<FileRecord>, BadRecord> {
    let header = &metadata.header;
    let paths = paths(metadata)?;
    let count = paths.len();
    if count == 0 {
        return Ok(Vec::new());
    }
    let modes = sized(count, "FILEMODES", header.get_entry_data_as_u16_array(IndexTag::RPMTAG_FILEMODES)?)?;
    let sizes = match header.get_entry_data_as_u64_array(IndexTag::RPMTAG_LONGFILESIZES) {
        Ok(sizes) => sizes,
        Err(rpm::Error::TagNotFound(_)) => header
            .get_entry_data_as_u32_array(IndexTag::RPMTAG_FILESIZES)?
            .into_iter()
            .map(u64::from)
            .collect(),
        Err(other) => return Err(other.into()),
    };
    let sizes = sized(count, "FILESIZES", sizes)?;
    let flags = sized_or_default(count, "FILEFLAGS", u32s(metadata, IndexTag::RPMTAG_FILEFLAGS)?)?;
    let devices = u32s(metadata, IndexTag::RPMTAG_FILEDEVICES)?;
    let inodes = u32s(metadata, IndexTag::RPMTAG_FILEINODES)?;
    let links = sized_or_default(count, "FILELINKTOS", strings(metadata, IndexTag::RPMTAG_FILELINKTOS)?)?;
    let digests = sized_or_default(count, "FILEDIGESTS", strings(metadata, IndexTag::RPMTAG_FILEDIGESTS)?)?;
    let capabilities = sized_or_default(count, "FILECAPS", strings(metadata, IndexTag::RPMTAG_FILECAPS)?)?;
    let colours = sized_or_default(count, "FILECOLORS", u32s(metadata, IndexTag::RPMTAG_FILECOLORS)?)?;
    let algorithm = match header.get_entry_data_as_u32(IndexTag::RPMTAG_FILEDIGESTALGO) {
        Ok(number) => DigestAlgorithm::from_number(number),
        Err(_) => Some(DigestAlgorithm::Md5),
    };

    let mut records = Vec::with_capacity(count);
    for (index, file_path) in paths.into_iter().enumerate() {
        if let Err(reason) = path::check(&file_path) {
            return Err(BadRecord::Path(file_path, reason));
        }
        let digest = algorithm.filter(|_| !digests[index].is_empty());
        records.push(FileRecord {
            path: file_path,
            kind: kind_of(modes[index]),
            mode: modes[index] & !TYPE_MASK,
            size_bytes: sizes[index],
            link_target: links[index].clone(),
            ghost: flags[index] & GHOST != 0,
            capabilities: capabilities[index].clone(),
            inode: devices.get(index).copied().zip(inodes.get(index).copied()),
            digest: digest.map(|algorithm| (algorithm, digests[index].to_ascii_lowercase())),
            colour: colours[index],
        });
    }
    Ok(records)
}

fn kind_of(mode: u16) -> FileKind {
    match mode & TYPE_MASK {
        0o100_000 => FileKind::Regular,
        0o040_000 => FileKind::Directory,
        0o120_000 => FileKind::Symlink,
        _ => FileKind::Special,
    }
}

/// The paths, from directory names and base names, or whole as packages of rpm 3 have them.
fn paths(metadata: &PackageMetadata) -> Result<Vec<String>, BadRecord> {
    let whole = strings(metadata, IndexTag::RPMTAG_OLDFILENAMES)?;
    if !whole.is_empty() {
        return Ok(whole);
    }
    let names = strings(metadata, IndexTag::RPMTAG_BASENAMES)?;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let directories = strings(metadata, IndexTag::RPMTAG_DIRNAMES)?;
    let indexes = sized(names.len(), "DIRINDEXES", u32s(metadata, IndexTag::RPMTAG_DIRINDEXES)?)?;
    let mut paths = Vec::with_capacity(names.len());
    for (name, index) in names.iter().zip(indexes) {
        let Some(directory) = directories.get(index as usize) else {
            return Err(BadRecord::Header(format!(
                "DIRINDEXES names directory {index}, which does not exist"
            )));
        };
        if name.contains('/') {
            return Err(BadRecord::Path(format!("{directory}{name}"), "its base name has a slash"));
        }
        paths.push(format!("{directory}{name}"));
    }
    Ok(paths)
}

fn strings(metadata: &PackageMetadata, tag: IndexTag) -> Result<Vec<String>, BadRecord> {
    match metadata.header.get_entry_data_as_string_array(tag) {
        Ok(values) => Ok(values.into_iter().map(str::to_owned).collect()),
        Err(rpm::Error::TagNotFound(_)) => Ok(Vec::new()),
        Err(other) => Err(other.into()),
    }
}

fn u32s(metadata: &PackageMetadata, tag: IndexTag) -> Result<Vec<u32>, BadRecord> {
    match metadata.header.get_entry_data_as_u32_array(tag) {
        Ok(values) => Ok(values),
        Err(rpm::Error::TagNotFound(_)) => Ok(Vec::new()),
        Err(other) => Err(other.into()),
    }
}

fn sized<T>(count: usize, tag: &str, values: Vec<T>) -> Result<Vec<T>, BadRecord> {
    if values.len() == count {
        return Ok(values);
    }
    Err(BadRecord::Header(format!("{tag} has {} values for {count} files", values.len())))
}

fn sized_or_default<T: Clone + Default>(
    count: usize,
    tag: &str,
    values: Vec<T>,
) -> Result<Vec<T>, BadRecord> {
    if values.is_empty() { Ok(vec![T::default(); count]) } else { sized(count, tag, values) }
}
