//! Reads layers back: zips and directories, of this crate's making or not, into one tree.
//!
//! Hostile until proven otherwise: sizes and counts are bounded, names are checked, links are not followed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::AuditOptions;
use crate::content::{Content, Store};
use crate::error::LayerError;
use crate::finding::{Finding, FindingKind};
use crate::manifest;
use crate::mapping::Layout;
use crate::path;
use crate::tree::{Entry, FileEntry, Node, Tree};

/// Longest link target that is read, in bytes.
const MAX_TARGET_BYTES: u64 = 4096;

/// Layers as a function sees them.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub(super) tree: Tree,
    /// Package paths that the layer's paths stand for.
    pub(super) origins: Vec<String>,
    pub(super) nevras: Vec<String>,
    /// What the manifests list, by path.
    pub(super) listed: BTreeMap<String, manifest::File>,
    /// What the manifests and the merging of layers tell.
    pub(super) findings: Vec<Finding>,
}

/// Reads all layers, one over the other.
pub(super) fn open(layers: &[impl AsRef<Path>], options: &AuditOptions) -> Result<Opened, LayerError> {
    let mut opened = Opened::default();
    let mut left = options.limits.unpacked_bytes;
    for layer in layers.iter().map(AsRef::as_ref) {
        let mut reading =
            Reading { layer, options, tree: Tree::default(), left: &mut left, findings: Vec::new() };
        if layer.is_dir() {
            reading.directory(layer, "", 0)?;
        } else {
            reading.zip()?;
        }
        let Reading { tree, findings, .. } = reading;
        opened.findings.extend(findings);
        opened.put_over(tree, layer, options.layout)?;
    }
    opened.tree.add_parents();
    Ok(opened)
}

impl Opened {
    /// Puts the tree of one layer over those before it.
    fn put_over(&mut self, tree: Tree, layer: &Path, layout: Layout) -> Result<(), LayerError> {
        let found = match tree.file(manifest::PATH) {
            Some(file) => {
                let bytes = file.bytes().map_err(LayerError::io("read", layer))?;
                serde_json::from_slice(&bytes).map_err(|error| LayerError::BadLayer {
                    path: layer.to_owned(),
                    reason: format!("its {}: {error}", manifest::PATH),
                })?
            }
            None => manifest::Found::default(),
        };
        let first = self.nevras.len();
        self.nevras.extend(found.packages.into_iter().map(|package| package.nevra));
        // What can be seen in the files is found anew.
        self.findings.extend(found.findings.into_iter().filter(|finding| is_of_packages(finding.kind)));
        let mut listed: BTreeMap<String, manifest::File> =
            found.files.into_iter().map(|file| (file.path.clone(), file)).collect();
        let has_manifest = !listed.is_empty();
        for (path, mut node) in tree.into_entries() {
            let file = listed.get_mut(&path);
            node.package = file.as_ref().and_then(|file| file.package).map(|index| index + first);
            let origin = file.as_ref().and_then(|file| file.origin.clone());
            match (origin, layout) {
                (_, Layout::Keep) => self.origins.push(format!("/{path}")),
                (Some(origin), _) => self.origins.push(origin),
                (None, _) if file.is_some() => self.origins.push(format!("/usr/{path}")),
                // A manifest lists no directories: they are known by what is in them.
                (None, _) if has_manifest && node.is_directory() => {}
                // Nobody says where it came from.
                (None, _) => self.origins.extend([format!("/usr/{path}"), format!("/etc/{path}")]),
            }
            if let Some(file) = file {
                file.package = node.package;
            }
            let differs = self.tree.get(&path).is_some_and(|below| !is_same(&below.entry, &node.entry));
            if differs && !path.starts_with(manifest::DIRECTORY) {
                let detail = format!("an earlier layer has another file here; {} hides it", layer.display());
                self.findings.push(Finding::warning(FindingKind::FileConflict, &path, detail, ""));
            }
            self.tree.insert(path, node);
        }
        self.listed.append(&mut listed);
        Ok(())
    }
}

fn is_of_packages(kind: FindingKind) -> bool {
    use FindingKind::{
        BarePrefix, Capabilities, LibraryClash, NotUtf8, OutsidePrefix, ProgramClash, Scriptlet, Setuid,
        SpecialFile, StaleDigest, Wrapper,
    };
    matches!(
        kind,
        BarePrefix
            | Capabilities
            | LibraryClash
            | NotUtf8
            | OutsidePrefix
            | ProgramClash
            | Scriptlet
            | Setuid
            | SpecialFile
            | StaleDigest
            | Wrapper
    )
}

fn is_same(below: &Entry, above: &Entry) -> bool {
    match (below, above) {
        (Entry::Directory, Entry::Directory) => true,
        (Entry::Symlink { target }, Entry::Symlink { target: other }) => target == other,
        (Entry::File(file), Entry::File(other)) => file.content.has_bytes_of(&other.content).unwrap_or(false),
        _ => false,
    }
}

/// One layer being read.
struct Reading<'a> {
    layer: &'a Path,
    options: &'a AuditOptions,
    tree: Tree,
    /// Bytes that may still be unpacked.
    left: &'a mut u64,
    findings: Vec<Finding>,
}

impl Reading<'_> {
    fn zip(&mut self) -> Result<(), LayerError> {
        let layer = self.layer;
        let io = |error| LayerError::io("read", layer)(error);
        let bad = |error: zip::result::ZipError| LayerError::BadLayer {
            path: layer.to_owned(),
            reason: error.to_string(),
        };
        let file = File::open(layer).map_err(io)?;
        let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(bad)?;
        let store = Store::in_memory();
        for index in 0..archive.len() {
            self.check_count(index as u64)?;
            let mut member = archive.by_index(index).map_err(bad)?;
            let name = member.name().map_err(bad)?.trim_end_matches('/').to_owned();
            let mode = member.unix_mode().unwrap_or(0o644);
            let entry = if member.is_dir() {
                Entry::Directory
            } else if member.is_symlink() {
                let mut target = String::new();
                (&mut member).take(MAX_TARGET_BYTES).read_to_string(&mut target).map_err(io)?;
                Entry::Symlink { target }
            } else {
                let size = member.size();
                Entry::File(FileEntry::new(self.content(&store, &mut member, size)?, mode & 0o111 != 0))
            };
            drop(member);
            self.add(&name, entry, mode)?;
        }
        Ok(())
    }

    fn directory(&mut self, directory: &Path, inside: &str, depth: usize) -> Result<(), LayerError> {
        // Nothing that can be mounted is deeper.
        if depth > path::MAX_PATH_BYTES / 2 {
            return Err(self.bad("directories nested too deeply"));
        }
        for entry in fs::read_dir(directory).map_err(LayerError::io("read", directory))? {
            let entry = entry.map_err(LayerError::io("read", directory))?;
            let at = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = if inside.is_empty() { name } else { format!("{inside}/{name}") };
            let metadata = fs::symlink_metadata(&at).map_err(LayerError::io("read", &at))?;
            let mode = mode_of(&metadata);
            if metadata.is_dir() {
                self.add(&name, Entry::Directory, mode)?;
                self.directory(&at, &name, depth + 1)?;
            } else if metadata.is_symlink() {
                let target =
                    fs::read_link(&at).map_err(LayerError::io("read", &at))?.to_string_lossy().into_owned();
                self.add(&name, Entry::Symlink { target }, mode)?;
            } else if metadata.is_file() {
                let mut file = File::open(&at).map_err(LayerError::io("read", &at))?;
                let content = self.content(&Store::in_memory(), &mut file, metadata.len())?;
                self.add(&name, Entry::File(FileEntry::new(content, mode & 0o111 != 0)), mode)?;
            } else {
                let detail = "a device node, FIFO or socket: a layer cannot have it";
                self.findings.push(Finding::warning(FindingKind::SpecialFile, name, detail, ""));
            }
        }
        Ok(())
    }

    /// The bytes of a file, no more of them than are allowed.
    fn content(&mut self, store: &Store, source: &mut impl Read, size: u64) -> Result<Content, LayerError> {
        if size > *self.left {
            return Err(self.too_large(
                "the unpacked size in bytes",
                size,
                self.options.limits.unpacked_bytes,
            ));
        }
        let mut read = || -> io::Result<Content> {
            let mut writer = store.writer(size)?;
            let mut buffer = vec![0; 1 << 16];
            let mut source = source.take(size);
            loop {
                let count = source.read(&mut buffer)?;
                if count == 0 {
                    return Ok(writer.finish());
                }
                writer.write(&buffer[..count])?;
            }
        };
        let content = read().map_err(|error| self.bad(&error.to_string()))?;
        *self.left -= content.len();
        Ok(content)
    }

    fn add(&mut self, name: &str, entry: Entry, mode: u32) -> Result<(), LayerError> {
        self.check_count(self.tree.len() as u64)?;
        if let Err(reason) = path::check(&format!("/{name}")) {
            let package = self.layer.display().to_string();
            return Err(LayerError::UnsafePath { package, entry: name.to_owned(), reason });
        }
        if !matches!(entry, Entry::Symlink { .. }) && mode & 0o004 == 0 {
            let detail =
                format!("mode {:o}: the function's user cannot read it; give it 644 or 755", mode & 0o7777);
            self.findings.push(Finding::warning(FindingKind::Unreadable, name, detail, ""));
        }
        if matches!(entry, Entry::File(_)) && mode & 0o6000 != 0 {
            let detail = format!("mode {:o}: setuid and setgid are lost in a layer", mode & 0o7777);
            self.findings.push(Finding::warning(FindingKind::Setuid, name, detail, ""));
        }
        let origin = format!("{}/{name}", self.options.layout.mount());
        self.tree.insert(name.to_owned(), Node { entry, origin, package: None });
        Ok(())
    }

    fn check_count(&self, count: u64) -> Result<(), LayerError> {
        let limit = self.options.limits.files;
        if count > limit { Err(self.too_large("the number of files", count, limit)) } else { Ok(()) }
    }

    fn too_large(&self, what: &'static str, claimed: u64, limit: u64) -> LayerError {
        LayerError::TooLarge { package: self.layer.display().to_string(), what, claimed, limit }
    }

    fn bad(&self, reason: &str) -> LayerError {
        LayerError::BadLayer { path: self.layer.to_owned(), reason: reason.to_owned() }
    }
}

#[cfg(unix)]
fn mode_of(metadata: &fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions())
}

#[cfg(not(unix))]
fn mode_of(_metadata: &fs::Metadata) -> u32 {
    0o755
}
