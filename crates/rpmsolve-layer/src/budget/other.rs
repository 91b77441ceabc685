//! What else a function has: another layer or its own code, as a number of bytes, a zip or a directory.
//!
//! Lambda counts what a zip unpacks to, so that is found out by unpacking, not by what the zip says of itself; nothing
//! is kept of it but the packages that a layer's manifest lists.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::LayerError;
use crate::limits::Limits;
use crate::{manifest, path};

/// The longest manifest that is read, in bytes.
const MANIFEST_MAX_BYTES: u64 = 64 << 20;

/// Something that a function has beside a layer.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::{Limits, OtherLayer};
/// let code = OtherLayer::read("31457280", &Limits::default())?;
/// assert_eq!((code.bytes, code.packages.len()), (30 << 20, 0));
/// assert!(OtherLayer::read("nowhere.zip", &Limits::default()).is_err());
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OtherLayer {
    /// What was given for it: a number or a path.
    pub name: String,
    /// Size unzipped, in bytes.
    pub bytes: u64,
    /// The packages in it, if it has a manifest of this crate's making.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<OtherPackage>,
}

/// A package of another layer, as that layer's manifest lists it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OtherPackage {
    /// Name, epoch, version, release and architecture.
    pub nevra: String,
    /// Size of its files there, in bytes.
    #[serde(default)]
    pub bytes: u64,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    packages: Vec<OtherPackage>,
}

impl OtherLayer {
    /// Measures what is given as a number of bytes, a zip or a directory.
    ///
    /// # Errors
    ///
    /// [`LayerError::BadLayer`] for what is no zip, is damaged or lies about its sizes; [`LayerError::TooLarge`],
    /// [`LayerError::Io`].
    pub fn read(given: &str, limits: &Limits) -> Result<Self, LayerError> {
        let name = given.to_owned();
        if let Ok(bytes) = given.parse() {
            return Ok(OtherLayer { name, bytes, packages: Vec::new() });
        }
        let place = PathBuf::from(given);
        let mut measuring = Measuring { place: &place, limits, files: 0, bytes: 0, packages: Vec::new() };
        if place.is_dir() {
            measuring.directory(&place, "", 0)?;
        } else {
            measuring.zip()?;
        }
        let Measuring { bytes, packages, .. } = measuring;
        Ok(OtherLayer { name, bytes, packages })
    }
}

struct Measuring<'a> {
    place: &'a Path,
    limits: &'a Limits,
    files: u64,
    bytes: u64,
    packages: Vec<OtherPackage>,
}

impl Measuring<'_> {
    fn zip(&mut self) -> Result<(), LayerError> {
        let place = self.place;
        let bad = |error: zip::result::ZipError| LayerError::BadLayer {
            path: place.to_owned(),
            reason: error.to_string(),
        };
        let file = File::open(place).map_err(LayerError::io("read", place))?;
        let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(bad)?;
        for index in 0..archive.len() {
            let mut member = archive.by_index(index).map_err(bad)?;
            let (claimed, is_file) = (member.size(), member.is_file());
            let name = member.name().map_err(bad)?.trim_start_matches("./").to_owned();
            let bytes = self.member(&name, claimed, &mut member)?;
            if bytes != claimed {
                let reason = format!(
                    "{name} unpacks to {bytes} bytes or more, the zip says {claimed}: it is damaged or lies"
                );
                return Err(LayerError::BadLayer { path: place.to_owned(), reason });
            }
            self.count(if is_file { bytes } else { 0 })?;
        }
        Ok(())
    }

    fn directory(&mut self, directory: &Path, inside: &str, depth: usize) -> Result<(), LayerError> {
        if depth > path::MAX_PATH_BYTES / 2 {
            let reason = "directories nested too deeply".to_owned();
            return Err(LayerError::BadLayer { path: self.place.to_owned(), reason });
        }
        for entry in fs::read_dir(directory).map_err(LayerError::io("read", directory))? {
            let at = entry.map_err(LayerError::io("read", directory))?.path();
            let metadata = fs::symlink_metadata(&at).map_err(LayerError::io("read", &at))?;
            let name = at.file_name().unwrap_or_default().to_string_lossy();
            let name = if inside.is_empty() { name.into_owned() } else { format!("{inside}/{name}") };
            if metadata.is_dir() {
                self.directory(&at, &name, depth + 1)?;
            } else if metadata.is_file() {
                if name == manifest::PATH {
                    let mut file = File::open(&at).map_err(LayerError::io("read", &at))?;
                    self.member(&name, metadata.len(), &mut file)?;
                }
                self.count(metadata.len())?;
            }
        }
        Ok(())
    }

    /// Reads a file to its end, or until it has more bytes than claimed, and returns how many there were.
    fn member(&mut self, name: &str, claimed: u64, source: &mut impl Read) -> Result<u64, LayerError> {
        let place = self.place;
        let bad = |reason: String| LayerError::BadLayer { path: place.to_owned(), reason };
        let broken = |error: io::Error| bad(format!("{name}: {error}"));
        let most = claimed.min(self.limits.unpacked_bytes.saturating_sub(self.bytes)).saturating_add(1);
        let mut source = source.take(most);
        if name != manifest::PATH {
            return io::copy(&mut source, &mut io::sink()).map_err(broken);
        }
        if claimed > MANIFEST_MAX_BYTES {
            return Err(bad(format!("{name} has {claimed} bytes: no manifest is that long")));
        }
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).map_err(broken)?;
        // Another tool's file of this name says nothing.
        if let Ok(Manifest { packages }) = serde_json::from_slice(&bytes) {
            self.packages = packages;
        }
        Ok(bytes.len() as u64)
    }

    fn count(&mut self, bytes: u64) -> Result<(), LayerError> {
        self.files += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        let limits = self.limits;
        for (what, claimed, limit) in [
            ("the number of files", self.files, limits.files),
            ("the unpacked size in bytes", self.bytes, limits.unpacked_bytes),
        ] {
            if claimed > limit {
                let package = self.place.display().to_string();
                return Err(LayerError::TooLarge { package, what, claimed, limit });
            }
        }
        Ok(())
    }
}
