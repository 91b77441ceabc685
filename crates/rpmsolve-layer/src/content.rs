//! The bytes of files on their way from packages into a layer: in memory as long as they are few, in a spool file
//! behind that, so that a layer of any size is built in bounded memory.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The bytes of one file; cheap to clone, and hard links share them.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::Content;
/// let content = Content::from(b"hello".to_vec());
/// assert_eq!((content.len(), &*content.read()?), (5, b"hello".as_slice()));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Content(Arc<Place>);

#[derive(Debug)]
enum Place {
    Memory(Vec<u8>),
    Spool { file: Arc<File>, offset: u64, length: u64 },
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Content(Arc::new(Place::Memory(bytes)))
    }
}

impl Content {
    /// The number of bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &*self.0 {
            Place::Memory(bytes) => bytes.len() as u64,
            Place::Spool { length, .. } => *length,
        }
    }

    /// True when there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes.
    ///
    /// # Errors
    ///
    /// What the operating system says when the spool file cannot be read.
    pub fn read(&self) -> io::Result<Cow<'_, [u8]>> {
        match &*self.0 {
            Place::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
            Place::Spool { file, offset, length } => {
                let length = usize::try_from(*length).map_err(|_| io::ErrorKind::OutOfMemory)?;
                let mut bytes = vec![0; length];
                read_exact_at(file, &mut bytes, *offset)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }

    /// True for two names of one file: hard links of a package.
    pub(crate) fn is_same_as(&self, other: &Content) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// A number that only hard links have in common.
    pub(crate) fn identity(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }

    /// True when the bytes are the same, wherever they are.
    pub(crate) fn has_bytes_of(&self, other: &Content) -> io::Result<bool> {
        Ok(self.is_same_as(other) || self.len() == other.len() && self.read()? == other.read()?)
    }
}

/// Where the contents of a layer are kept; shared by the threads that unpack.
#[derive(Debug)]
pub(crate) struct Store {
    memory_left: AtomicU64,
    /// Where a spool file is made when memory is used up.
    directory: PathBuf,
    spool: Mutex<Option<Arc<File>>>,
    spooled: AtomicU64,
}

impl Store {
    /// Keeps up to `memory_bytes` in memory and the rest in a file without a name in `directory`.
    pub(crate) fn new(memory_bytes: u64, directory: &Path) -> Self {
        let (memory_left, directory) = (AtomicU64::new(memory_bytes), directory.to_owned());
        Store { memory_left, directory, spool: Mutex::new(None), spooled: AtomicU64::new(0) }
    }

    /// Keeps everything in memory.
    pub(crate) fn in_memory() -> Self {
        Store::new(u64::MAX, Path::new("."))
    }

    /// Room for a file of `length` bytes.
    pub(crate) fn writer(&self, length: u64) -> io::Result<Writer> {
        let take = |left: u64| left.checked_sub(length);
        if self.memory_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
            // The length is what a package claims: the bytes have to arrive before they are given room.
            let capacity = usize::try_from(length.min(1 << 20)).unwrap_or(0);
            return Ok(Writer::Memory(Vec::with_capacity(capacity)));
        }
        let offset = self.spooled.fetch_add(length, Ordering::Relaxed);
        Ok(Writer::Spool { file: self.spool()?, offset, written: 0 })
    }

    fn spool(&self) -> io::Result<Arc<File>> {
        let mut spool = self.spool.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &*spool {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(tempfile::tempfile_in(&self.directory)?);
        *spool = Some(Arc::clone(&file));
        Ok(file)
    }
}

/// Takes the bytes of one file as they come.
#[derive(Debug)]
pub(crate) enum Writer {
    Memory(Vec<u8>),
    Spool { file: Arc<File>, offset: u64, written: u64 },
}

impl Writer {
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Writer::Memory(kept) => kept.extend_from_slice(bytes),
            Writer::Spool { file, offset, written } => {
                write_all_at(file, bytes, *offset + *written)?;
                *written += bytes.len() as u64;
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Content {
        match self {
            Writer::Memory(bytes) => Content::from(bytes),
            Writer::Spool { file, offset, written } => {
                Content(Arc::new(Place::Spool { file, offset, length: written }))
            }
        }
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, buffer, offset)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[count..];
        offset += count as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
        bytes = &bytes[count..];
        offset += count as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_in_memory_is_spooled() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::new(8, directory.path());
        let keep = |bytes: &[u8]| {
            let mut writer = store.writer(bytes.len() as u64).unwrap();
            bytes.chunks(3).for_each(|chunk| writer.write(chunk).unwrap());
            writer.finish()
        };
        let [small, large, other, last] = [b"small".as_slice(), b"large file", b"", b"large file"].map(keep);
        assert!(matches!(*small.0, Place::Memory(_)) && matches!(*large.0, Place::Spool { .. }));
        assert!(matches!(*other.0, Place::Memory(_)) && matches!(*last.0, Place::Spool { .. }));
        assert_eq!(&*large.read().unwrap(), b"large file");
        assert!(large.has_bytes_of(&last).unwrap() && !large.is_same_as(&last));
        assert!(!small.has_bytes_of(&large).unwrap() && small.is_same_as(&small.clone()));
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "the spool has no name");
    }
}
