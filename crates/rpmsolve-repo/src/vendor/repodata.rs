//! The metadata files of a repository that is being written: primary and filelists, packed and digested as they grow, so
//! that no more than one package is in memory.

use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use rpmsolve::metadata::{FilelistsWriter, PackageRecord, PrimaryWriter, Repomd, RepomdFile};
use rpmsolve::{DigestAlgorithm, Hasher};
use tempfile::NamedTempFile;

use super::directory::{Directory, TAG};
use super::io_error;
use crate::RepoError;

/// The kinds of metadata that are written.
pub(super) const KINDS: [&str; 2] = ["primary", "filelists"];

pub(super) struct Repodata<'a> {
    directory: &'a Directory,
    primary: PrimaryWriter<Packing>,
    filelists: FilelistsWriter<Packing>,
}

impl<'a> Repodata<'a> {
    /// Begins the metadata of so many packages.
    pub(super) fn new(directory: &'a Directory, packages: u64) -> Result<Self, RepoError> {
        let repodata = directory.repodata();
        let packing = || Ok::<_, RepoError>(Packing::new(directory.temporary(&repodata)?));
        let error = io_error(&repodata);
        Ok(Self {
            directory,
            primary: PrimaryWriter::new(packing()?, packages).map_err(&error)?,
            filelists: FilelistsWriter::new(packing()?, packages).map_err(&error)?,
        })
    }

    pub(super) fn add(&mut self, record: &PackageRecord) -> Result<(), RepoError> {
        let written = self.primary.write(record).and_then(|()| self.filelists.write(record));
        written.map_err(io_error(&self.directory.repodata()))
    }

    /// Puts the files where nothing names them yet, and returns what is to name them.
    pub(super) fn finish(self, revision: &str) -> Result<Repomd, RepoError> {
        let Self { directory, primary, filelists } = self;
        let repodata = directory.repodata();
        let error = io_error(&repodata);
        let packings = [primary.finish().map_err(&error)?, filelists.finish().map_err(&error)?];
        let mut files = Vec::new();
        for (kind, packing) in KINDS.into_iter().zip(packings) {
            let (file, packed, open) = packing.finish().map_err(&error)?;
            let name = format!("{}-{kind}.xml.gz", packed.sha256);
            directory.put(file, &repodata.join(&name))?;
            files.push(RepomdFile {
                kind: kind.to_owned(),
                href: format!("repodata/{name}"),
                base: None,
                checksum: Some(("sha256".to_owned(), packed.sha256)),
                open_checksum: Some(("sha256".to_owned(), open.sha256)),
                timestamp: revision.parse().ok(),
                size_bytes: Some(packed.bytes),
                open_size_bytes: Some(open.bytes),
            });
        }
        Ok(Repomd { revision: revision.to_owned(), content_tags: vec![TAG.to_owned()], files })
    }
}

/// Packs what is written to it.
struct Packing(Digesting<GzEncoder<Digesting<BufWriter<NamedTempFile>>>>);

impl Packing {
    fn new(file: NamedTempFile) -> Self {
        // It writes neither a time nor a name, so that the same content has the same bytes.
        let packer = GzEncoder::new(Digesting::new(BufWriter::new(file)), Compression::default());
        Self(Digesting::new(packer))
    }

    /// The file, and what it is packed and unpacked.
    fn finish(self) -> io::Result<(NamedTempFile, Digest, Digest)> {
        let (packer, open) = self.0.finish();
        let (out, packed) = packer.finish()?.finish();
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok((file, packed, open))
    }
}

impl Write for Packing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What repomd.xml says of the content of a file.
struct Digest {
    sha256: String,
    bytes: u64,
}

/// Passes on what is written to it, and takes its digest.
struct Digesting<W> {
    out: W,
    hasher: Hasher,
    bytes: u64,
}

impl<W> Digesting<W> {
    fn new(out: W) -> Self {
        Self { out, hasher: DigestAlgorithm::Sha256.hasher(), bytes: 0 }
    }

    fn finish(self) -> (W, Digest) {
        (self.out, Digest { sha256: self.hasher.hex(), bytes: self.bytes })
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
