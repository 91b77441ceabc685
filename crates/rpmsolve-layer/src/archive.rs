//! Writes the tree as zip, tar or directory, the same bytes on every machine, or nothing.
//!
//! Entries are sorted by bytes, modes are 644 and 755, times one fixed moment; deflate is zlib-rs, whose output
//! does not depend on the processor. Everything goes to a temporary name beside the target and is renamed last.

use std::fs;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use std::sync::mpsc;

use zip::write::{PreparedZipFile, SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use crate::error::LayerError;
use crate::output::{Output, TarPacking};
use crate::tree::{Entry, Node, Tree};
use rpmsolve_repo::parallel;

use crate::manifest;

/// Seconds from 1970 to 1980-01-01, the first moment that a zip can express and the default time of every entry.
pub(crate) const EPOCH_1980_SECONDS: u64 = 315_532_800;
/// 2107-12-31T23:59:58, the last one.
const LAST_ZIP_SECONDS: u64 = 4_354_819_198;
/// Files from this size on are worth compressing on another thread.
const PARALLEL_BYTES: u64 = 16 * 1024;
/// How many compressed files each thread may be ahead.
const FILES_AHEAD: usize = 2;

/// How an archive is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// Deflate level, 0 (store) to 9.
    pub(crate) level: u8,
    /// The time of every entry, in seconds since 1970.
    pub(crate) time_seconds: u64,
}

/// Writes `tree`; returns the archive's length in bytes (for a directory the sum of its files).
pub(crate) fn write(
    tree: &Tree,
    output: &Output,
    settings: Settings,
    wrote: &mut dyn FnMut(usize) -> io::Result<()>,
) -> Result<u64, LayerError> {
    match output {
        Output::Zip(path) => write_file(path, |file| write_zip(tree, file, settings, wrote)),
        Output::Tar(path, packing) => {
            write_file(path, |file| write_packed_tar(tree, file, *packing, settings, wrote))
        }
        Output::Directory(path) => {
            write_directory(tree, path, settings, wrote)?;
            Ok(tree.bytes())
        }
    }
}

/// Makes the directory in which `output` will be, and returns it.
pub(crate) fn prepare(output: &Output) -> Result<&Path, LayerError> {
    let beside = directory_of(output.path());
    fs::create_dir_all(beside).map_err(LayerError::io("create", beside))?;
    Ok(beside)
}

/// Writes a file under a temporary name, and renames it.
pub(crate) fn write_file(
    path: &Path,
    body: impl FnOnce(&mut BufWriter<fs::File>) -> Result<(), Failure>,
) -> Result<u64, LayerError> {
    let beside = directory_of(path);
    let temporary = tempfile::Builder::new()
        .prefix(".rpmsolve-")
        .tempfile_in(beside)
        .map_err(LayerError::io("create a file in", beside))?;
    let mut writer = BufWriter::new(temporary.as_file().try_clone().map_err(LayerError::io("write", path))?);
    body(&mut writer).map_err(|failure| failure.at(path))?;
    let file = writer.into_inner().map_err(|error| LayerError::io("write", path)(error.into_error()))?;
    let bytes = file.metadata().map_err(LayerError::io("read", path))?.len();
    set_mode(temporary.path(), 0o644).map_err(LayerError::io("write", path))?;
    temporary.persist(path).map_err(|error| LayerError::io("rename a file to", path)(error.error))?;
    Ok(bytes)
}

/// What can fail while an archive is written, before the path is known.
pub(crate) enum Failure {
    Io(io::Error),
    Zip(zip::result::ZipError),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Io(error)
    }
}

impl From<zip::result::ZipError> for Failure {
    fn from(error: zip::result::ZipError) -> Self {
        Failure::Zip(error)
    }
}

impl Failure {
    fn at(self, path: &Path) -> LayerError {
        match self {
            Failure::Io(source) | Failure::Zip(zip::result::ZipError::Io(source)) => {
                LayerError::Io { operation: "write", path: path.to_owned(), source }
            }
            Failure::Zip(error) => LayerError::Archive { path: path.to_owned(), reason: error.to_string() },
        }
    }
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn write_zip<W: Write + Seek>(
    tree: &Tree,
    out: &mut W,
    settings: Settings,
    wrote: &mut dyn FnMut(usize) -> io::Result<()>,
) -> Result<(), Failure> {
    let time = zip_time(settings.time_seconds);
    let options = |path: &str, entry: &Entry| {
        let stored = settings.level == 0;
        SimpleFileOptions::default()
            .compression_method(if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated })
            .compression_level((!stored).then_some(i64::from(settings.level)))
            .last_modified_time(time)
            .large_file(matches!(entry, Entry::File(file) if file.len() >= u64::from(u32::MAX)))
            .system(zip::System::Unix)
            .unix_permissions(tree.mode(path, entry))
    };
    let nodes: Vec<(&str, &Node)> = tree.iter().collect();
    let mut zip = ZipWriter::new(out);
    compress_ahead(&nodes, &options, |index, prepared| {
        let (path, node) = nodes[index];
        match (&node.entry, prepared) {
            (Entry::File(_), Some(prepared)) => zip.add_prepared_file(prepared?)?,
            (Entry::File(file), None) => {
                zip.start_file(path, options(path, &node.entry))?;
                zip.write_all(&file.bytes()?)?;
            }
            (Entry::Directory, _) => zip.add_directory(path, options(path, &node.entry))?,
            (Entry::Symlink { target }, _) => zip.add_symlink(path, target, options(path, &node.entry))?,
        }
        wrote(index)?;
        Ok(())
    })?;
    zip.finish()?;
    Ok(())
}

type Prepared = Result<PreparedZipFile, zip::result::ZipError>;

/// Compresses the larger files on all cores and hands everything over in order.
///
/// Each thread takes every n-th file and may run a few files ahead, so that memory stays bounded.
fn compress_ahead(
    nodes: &[(&str, &Node)],
    options: &(impl Fn(&str, &Entry) -> SimpleFileOptions + Sync),
    mut take: impl FnMut(usize, Option<Prepared>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let large: Vec<usize> = (0..nodes.len()).filter(|i| nodes[*i].1.bytes() >= PARALLEL_BYTES).collect();
    let threads = parallel::threads(large.len()).max(1);
    std::thread::scope(|scope| {
        let mut lanes = Vec::new();
        for lane in 0..threads {
            let (sender, receiver) = mpsc::sync_channel::<Prepared>(FILES_AHEAD);
            let mine: Vec<usize> = large.iter().copied().skip(lane).step_by(threads).collect();
            scope.spawn(move || {
                for index in mine {
                    let (path, node) = nodes[index];
                    let Entry::File(file) = &node.entry else { continue };
                    let prepared = file.bytes().map_err(Into::into).and_then(|bytes| {
                        PreparedZipFile::from_data(path, options(path, &node.entry), &bytes)
                    });
                    if sender.send(prepared).is_err() {
                        return;
                    }
                }
            });
            lanes.push(receiver);
        }
        let mut next_large = 0;
        for index in 0..nodes.len() {
            let prepared = if large.get(next_large) == Some(&index) {
                next_large += 1;
                lanes[(next_large - 1) % threads].recv().ok()
            } else {
                None
            };
            take(index, prepared)?;
        }
        Ok(())
    })
}

/// The moment as a zip writes it, in UTC; clamped to what a zip can express.
fn zip_time(seconds: u64) -> DateTime {
    let seconds = seconds.clamp(EPOCH_1980_SECONDS, LAST_ZIP_SECONDS);
    let (year, month, day) = civil_date(seconds / 86_400);
    let clock = seconds % 86_400;
    let part = |value: u64| u8::try_from(value).unwrap_or(0);
    let (hour, minute, second) = (part(clock / 3600), part(clock / 60 % 60), part(clock % 60));
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

/// Year, month and day of a day number since 1970-01-01 (proleptic Gregorian; era arithmetic on 400-year cycles).
pub(crate) fn civil_date(days: u64) -> (u16, u8, u8) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (
        u16::try_from(year).unwrap_or(u16::MAX),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

fn write_packed_tar<W: Write>(
    tree: &Tree,
    out: &mut W,
    packing: TarPacking,
    settings: Settings,
    wrote: &mut dyn FnMut(usize) -> io::Result<()>,
) -> Result<(), Failure> {
    match packing {
        TarPacking::None => write_tar(tree, out, settings, wrote),
        TarPacking::Gzip => {
            let level = flate2::Compression::new(u32::from(settings.level));
            // Neither a name nor a time goes into the header.
            let mut gzip = flate2::GzBuilder::new().write(out, level);
            write_tar(tree, &mut gzip, settings, wrote)?;
            gzip.finish()?;
            Ok(())
        }
        TarPacking::Zstd => {
            let mut zstd = ZstdFrames { out, frame: Vec::new() };
            write_tar(tree, &mut zstd, settings, wrote)?;
            Ok(zstd.finish()?)
        }
    }
}

/// Compresses what is written in frames of a fixed size, one behind the other, which is a valid file of zstd
/// (RFC 8878, section 3).
struct ZstdFrames<W> {
    out: W,
    frame: Vec<u8>,
}

/// How much goes into a frame, in bytes.
const FRAME_BYTES: usize = 8 << 20;

impl<W: Write> ZstdFrames<W> {
    fn finish(mut self) -> io::Result<()> {
        self.put()?;
        self.out.flush()
    }

    fn put(&mut self) -> io::Result<()> {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        if !self.frame.is_empty() {
            self.out.write_all(&compress_to_vec(&self.frame[..], CompressionLevel::Fastest))?;
            self.frame.clear();
        }
        Ok(())
    }
}

impl<W: Write> Write for ZstdFrames<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(FRAME_BYTES - self.frame.len());
        self.frame.extend_from_slice(&bytes[..count]);
        if self.frame.len() == FRAME_BYTES {
            self.put()?;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_tar<W: Write>(
    tree: &Tree,
    out: &mut W,
    settings: Settings,
    wrote: &mut dyn FnMut(usize) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut tar = tar::Builder::new(out);
    for (index, (path, node)) in tree.iter().enumerate() {
        let mut header = tar::Header::new_gnu();
        header.set_mtime(settings.time_seconds);
        header.set_mode(tree.mode(path, &node.entry));
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(node.bytes());
        match &node.entry {
            Entry::File(file) => {
                header.set_entry_type(tar::EntryType::Regular);
                tar.append_data(&mut header, path, &*file.bytes()?)?;
            }
            Entry::Directory => {
                header.set_entry_type(tar::EntryType::Directory);
                tar.append_data(&mut header, format!("{path}/"), io::empty())?;
            }
            Entry::Symlink { target } => {
                header.set_entry_type(tar::EntryType::Symlink);
                tar.append_link(&mut header, path, target)?;
            }
        }
        wrote(index)?;
    }
    tar.into_inner()?.flush()?;
    Ok(())
}

fn write_directory(
    tree: &Tree,
    path: &Path,
    settings: Settings,
    wrote: &mut dyn FnMut(usize) -> io::Result<()>,
) -> Result<(), LayerError> {
    let replaces = check_target(path)?;
    let beside = directory_of(path);
    let temporary = tempfile::Builder::new()
        .prefix(".rpmsolve-")
        .tempdir_in(beside)
        .map_err(LayerError::io("create a directory in", beside))?;
    fill(tree, temporary.path(), settings, wrote).map_err(LayerError::io("write", path))?;
    let put = || -> io::Result<()> {
        if replaces {
            // The old layer steps aside first, so that there is one under the name at nearly every moment.
            let old = tempfile::Builder::new().prefix(".rpmsolve-old-").tempdir_in(beside)?;
            fs::rename(path, old.path().join("layer"))?;
        }
        fs::rename(temporary.path(), path)
    };
    put().map_err(LayerError::io("rename a directory to", path))
}

/// True when the directory is there and may be replaced: it is empty or was made by this crate.
fn check_target(path: &Path) -> Result<bool, LayerError> {
    let mut entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(LayerError::io("read", path)(error)),
    };
    if entries.next().is_none() || path.join(manifest::PATH).is_file() {
        return Ok(true);
    }
    Err(LayerError::OutputNotEmpty { path: path.to_owned() })
}

/// Writes the tree below `root`, a fresh directory: parents come before children, links last.
fn fill(
    tree: &Tree,
    root: &Path,
    settings: Settings,
    wrote: &mut dyn FnMut(usize) -> io::Result<()>,
) -> io::Result<()> {
    set_mode(root, 0o755)?;
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(settings.time_seconds);
    for (index, (path, node)) in tree.iter().enumerate() {
        let target = root.join(path);
        match &node.entry {
            Entry::Directory => fs::create_dir_all(&target)?,
            Entry::File(entry) => {
                let mut file = fs::File::create_new(&target)?;
                file.write_all(&entry.bytes()?)?;
                file.set_modified(time)?;
                set_mode(&target, tree.mode(path, &node.entry))?;
            }
            Entry::Symlink { .. } => continue,
        }
        wrote(index)?;
    }
    for (path, node) in tree.iter() {
        if let Entry::Symlink { target } = &node.entry {
            symlink(target, &root.join(path))?;
        }
    }
    // Last, and the innermost first: some are closed to their owner.
    let directories: Vec<(&str, &Node)> = tree.iter().filter(|(_, node)| node.is_directory()).collect();
    for (path, node) in directories.into_iter().rev() {
        set_mode(&root.join(path), tree.mode(path, &node.entry))?;
    }
    Ok(())
}

#[cfg(unix)]
fn symlink(target: &str, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn symlink(target: &str, link: &Path) -> io::Result<()> {
    let to = link.parent().unwrap_or(Path::new(".")).join(target);
    let target = target.replace('/', "\\");
    if to.is_dir() {
        std::os::windows::fs::symlink_dir(target, link)
    } else {
        std::os::windows::fs::symlink_file(target, link)
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_right() {
        assert_eq!(civil_date(0), (1970, 1, 1));
        assert_eq!(civil_date(EPOCH_1980_SECONDS / 86_400), (1980, 1, 1));
        assert_eq!(civil_date(19_782), (2024, 2, 29));
        assert_eq!(zip_time(0).year(), 1980, "a zip cannot say 1970");
        assert_eq!(zip_time(u64::MAX).year(), 2107);
    }
}
