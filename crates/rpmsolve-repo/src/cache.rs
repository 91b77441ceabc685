//! A directory of pools that were built before, each under what it was built from. A pool that is in it is mapped and
//! used as it lies there ([`Pool::from_cache`]), whatever its sources would take to read.
//!
//! Several processes share the directory without knowing of each other. A file is written under a temporary name,
//! synced, and renamed, so that under its final name it is whole or not there; files are replaced and removed, never
//! written to, so that nothing changes under those who have one mapped. What a killed process leaves behind is removed
//! by the next that writes. A file that is damaged is as good as none. So nothing here can make a load fail; at worst it
//! is slow.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use memmap2::Mmap;
use rpmsolve::{DigestAlgorithm, Hasher, Nevra, Pool, RepositoryOptions};

use crate::claim::{PREFIX, new_file};
use crate::{Load, Source};

/// How many pools are kept; the one that was used longest ago goes first.
const KEPT: usize = 32;
const SUFFIX: &str = ".pool";

/// A place in the directory: that of the pool of certain sources.
#[derive(Debug)]
pub(crate) struct Cache {
    directory: PathBuf,
    key: [u8; 32],
    name: String,
}

/// Whatever tells what a pool is built from from everything else, all in one digest.
pub(crate) struct Identity(Hasher);

impl Identity {
    pub(crate) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text.as_bytes());
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.0.update(&number.to_le_bytes());
    }

    /// A file that may change without notice: what the system says about it, as `make` and git take it.
    pub(crate) fn file(&mut self, path: &Path) {
        self.text(&path.display().to_string());
        let Ok(metadata) = fs::metadata(path) else { return self.number(0) };
        self.number(1 + metadata.len());
        let modified =
            metadata.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        self.number(modified.map_or(0, |since| since.as_nanos() as u64));
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let numbers =
                [metadata.dev(), metadata.ino(), metadata.ctime() as u64, metadata.ctime_nsec() as u64];
            numbers.into_iter().for_each(|number| self.number(number));
        }
    }
}

impl Cache {
    /// The place of what a load makes of these sources and this base.
    pub(crate) fn of(
        load: &Load,
        directory: &Path,
        sources: &[Source],
        options: impl Fn(&str) -> RepositoryOptions,
        base: &[Source],
        nevras: &[Nevra],
    ) -> Option<Self> {
        let Load { arch, paths, runtime, .. } = load;
        let mut identity = Identity(DigestAlgorithm::Sha256.hasher());
        identity.text(env!("CARGO_PKG_VERSION"));
        identity.text(arch);
        identity.number(paths.len() as u64);
        paths.iter().for_each(|path| identity.text(path));
        identity.number(sources.len() as u64);
        for source in sources {
            let RepositoryOptions { priority, sub_priority, add_own_name, module_hotfixes } =
                options(source.id());
            source.identify(&mut identity);
            identity.number(priority as u64);
            identity.number(sub_priority as u64);
            identity.number(u64::from(add_own_name) | u64::from(module_hotfixes) << 1);
        }
        identity.number(base.len() as u64);
        base.iter().for_each(|source| source.identify(&mut identity));
        identity.number(nevras.len() as u64);
        nevras.iter().for_each(|nevra| identity.text(&nevra.to_string()));
        if let Some(runtime) = runtime {
            runtime.identify(&mut identity);
        }
        let digest = identity.0.finish();
        let key = <[u8; 32]>::try_from(&digest[..]).ok()?;
        let name = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Self { directory: directory.to_owned(), key, name })
    }

    /// The pool, if it is there and sound.
    pub(crate) fn read(&self) -> Option<Pool> {
        let file = File::open(self.path()).ok()?;
        let pool = Pool::from_cache(map(&file).ok()?, &self.key).ok()?;
        // For those who make room. That it may not be allowed to us does not matter.
        let _ = file.set_modified(SystemTime::now());
        Some(pool)
    }

    /// Puts a pool there.
    pub(crate) fn write(&self, pool: &Pool) -> io::Result<()> {
        create_directory(&self.directory)?;
        let mut new = new_file(&self.directory, SUFFIX)?;
        let mut out = BufWriter::with_capacity(1 << 20, new.as_file_mut());
        pool.write_cache(&self.key, &mut out)?;
        out.flush()?;
        drop(out);
        new.as_file().sync_all()?;
        new.persist(self.path())?;
        self.make_room()
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.directory.join(format!("{}{SUFFIX}", self.name))
    }

    fn make_room(&self) -> io::Result<()> {
        let mut pools = Vec::new();
        for (path, name) in entries(&self.directory)? {
            if name.ends_with(SUFFIX) && !name.starts_with(PREFIX) {
                let used = fs::metadata(&path).and_then(|metadata| metadata.modified());
                pools.push((used.unwrap_or(SystemTime::UNIX_EPOCH), path));
            }
        }
        pools.sort_unstable();
        let many = pools.len().saturating_sub(KEPT);
        pools[..many].iter().for_each(|(_, path)| drop(fs::remove_file(path)));
        Ok(())
    }
}

#[expect(unsafe_code, reason = "mapping a file")]
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the bytes must not change while they are mapped. All who write to the directory only ever rename whole
    // files into it and remove them, which leaves what is mapped as it is; the directory is its owner's alone.
    unsafe { Mmap::map(file) }
}

fn entries(directory: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    let named = |entry: fs::DirEntry| (entry.path(), entry.file_name().to_string_lossy().into_owned());
    fs::read_dir(directory)?.map(|entry| entry.map(named)).collect()
}

pub(crate) fn create_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
