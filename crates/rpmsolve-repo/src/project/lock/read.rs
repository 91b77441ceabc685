//! How a lock is read: strictly, for it may come from anybody. What is not in order is an error with its line; nothing
//! in a lock leads out of a repository, and nothing is there twice.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

use rpmsolve::Nevra;

use super::super::text::{line_of, shortened};
use super::super::{file, is_inside, is_layer_name, is_repository_id, text};
use super::{Lock, LockedArch, LockedPackage, LockedRepository, RepositoryPlace};
use crate::Fingerprint;
use crate::project::{Checksum, ProjectError};

/// The version that is written, and the only one that is read.
pub(super) const VERSION: i64 = 1;
/// Longer files are no locks.
const FILE_MAX_BYTES: u64 = 64 << 20;
/// Longer texts stand in no lock.
const TEXT_MAX_BYTES: usize = 4096;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LockFile {
    #[expect(dead_code, reason = "looked at before everything else")]
    version: i64,
    #[schemars(with = "String")]
    inputs: Spanned<String>,
    #[schemars(with = "Vec<String>")]
    arches: Vec<Spanned<String>>,
    #[schemars(with = "Vec<String>")]
    layers: Vec<Spanned<String>>,
    /// How many there are for each architecture: what a merge has lost is missed.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, usize>")]
    packages: BTreeMap<String, Spanned<usize>>,
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<RepositoryFile>>")]
    repository: BTreeMap<Spanned<String>, Vec<RepositoryFile>>,
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<PackageFile>>")]
    package: BTreeMap<Spanned<String>, Vec<PackageFile>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RepositoryFile {
    #[schemars(with = "String")]
    id: Spanned<String>,
    #[schemars(with = "Option<String>")]
    url: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    mirrorlist: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    metalink: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    preset: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    revision: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    repomd: Option<Spanned<String>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PackageFile {
    #[schemars(with = "String")]
    nevra: Spanned<String>,
    #[schemars(with = "String")]
    repository: Spanned<String>,
    #[schemars(with = "String")]
    location: Spanned<String>,
    #[schemars(with = "String")]
    url: Spanned<String>,
    #[schemars(with = "String")]
    checksum: Spanned<String>,
    #[schemars(with = "i64")]
    size: Spanned<i64>,
    #[schemars(with = "Option<String>")]
    key: Option<Spanned<String>>,
    #[schemars(with = "Option<String>")]
    source: Option<Spanned<String>>,
    #[schemars(with = "Vec<String>")]
    layers: Spanned<Vec<String>>,
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    requested: Vec<Spanned<String>>,
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    required_by: Vec<Spanned<String>>,
}

impl Lock {
    /// Reads a lock; `None` if there is none.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`], and [`ProjectError::Io`].
    pub fn read(path: &Path) -> Result<Option<Self>, ProjectError> {
        file::read(path, FILE_MAX_BYTES)?.map(|text| Self::parse(&text, path)).transpose()
    }

    /// Reads the text of a lock. `path` is for messages.
    ///
    /// # Errors
    ///
    /// [`ProjectError`] for whatever is not in order.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ProjectError> {
        if let Some(line) = text.lines().position(|line| line.starts_with("<<<<<<< ")) {
            let reason = "two versions of it were merged, and not all of it could be".to_owned();
            return Err(ProjectError::LockDamaged { path: path.to_owned(), line: line + 1, reason });
        }
        check_version(text, path)?;
        static SCHEMA: LazyLock<serde_json::Value> =
            LazyLock::new(|| schemars::schema_for!(LockFile).to_value());
        let file: LockFile = text::parse(text, path, &SCHEMA)?;
        Reader { text, path }.lock(file)
    }
}

/// A newer lock may have anything in it, so its version is looked at first.
fn check_version(text: &str, path: &Path) -> Result<(), ProjectError> {
    // What is no TOML is told by those who read the rest.
    let Ok(root) = DeTable::parse(text) else { return Ok(()) };
    let Some((_, value)) = root.get_ref().iter().find(|(key, _)| key.get_ref().as_ref() == "version") else {
        return Ok(());
    };
    let Some(number) = value.get_ref().as_integer() else { return Ok(()) };
    let version = i64::from_str_radix(number.as_str(), number.radix()).unwrap_or(i64::MAX);
    if version == VERSION {
        return Ok(());
    }
    let line = line_of(text, value.span().start);
    Err(ProjectError::LockVersion { path: path.to_owned(), line, version })
}

struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
}

impl Reader<'_> {
    fn lock(&self, file: LockFile) -> Result<Lock, ProjectError> {
        let inputs = self.checksum("inputs", &file.inputs)?;
        let mut arches: BTreeMap<String, LockedArch> = BTreeMap::new();
        for arch in &file.arches {
            let is_arch = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let arch =
                self.like("arches", arch, "architectures", |text| !text.is_empty() && is_arch(text))?;
            arches.insert(arch, LockedArch::default());
        }
        let named = |layer| self.like("layers", layer, "names of layers", is_layer_name);
        let layers: Vec<String> = file.layers.iter().map(named).collect::<Result<_, _>>()?;
        for (arch, repositories) in file.repository {
            let locked = arches.get_mut(arch.get_ref());
            let locked = locked.ok_or_else(|| self.wrong("repository", &arch, "one of arches"))?;
            let mut known = HashSet::new();
            for repository in repositories {
                let id = self.like("id", &repository.id, "the id of a repository", is_repository_id)?;
                if !known.insert(id.clone()) {
                    return Err(self.wrong("id", &repository.id, "another one for each repository"));
                }
                locked.repositories.push(self.repository(id, repository)?);
            }
        }
        for (arch, packages) in file.package {
            let locked = arches.get_mut(arch.get_ref());
            let locked = locked.ok_or_else(|| self.wrong("package", &arch, "one of arches"))?;
            let repositories: HashSet<String> = locked.repositories.iter().map(|it| it.id.clone()).collect();
            let mut known = HashSet::new();
            for package in packages {
                let at = package.nevra.span().start;
                if !repositories.contains(package.repository.get_ref()) {
                    return Err(self.wrong("repository", &package.repository, "one that the lock has"));
                }
                let package = self.package(package, &layers)?;
                let nevra = package.nevra.with_epoch();
                if !known.insert(nevra.clone()) {
                    let (path, line) = (self.path.to_owned(), line_of(self.text, at));
                    return Err(ProjectError::LockedTwice { path, line, nevra });
                }
                locked.packages.push(package);
            }
        }
        for (arch, locked) in &arches {
            let found = locked.packages.len();
            let expected = file.packages.get(arch).map_or(found, |count| *count.get_ref());
            if found != expected {
                let at = file.packages.get(arch).map_or(0, |count| count.span().start);
                let (path, line) = (self.path.to_owned(), line_of(self.text, at));
                let reason = format!("of {expected} packages for {arch} {found} are there");
                return Err(ProjectError::LockDamaged { path, line, reason });
            }
        }
        let mut lock = Lock { inputs, layers, arches };
        lock.sort();
        Ok(lock)
    }

    fn repository(&self, id: String, file: RepositoryFile) -> Result<LockedRepository, ProjectError> {
        let text = |key, value: &Spanned<String>| self.like(key, value, "a line of text", is_line);
        let place = |key, value: &Option<Spanned<String>>, kind: fn(String) -> RepositoryPlace| {
            value.as_ref().map(|value| text(key, value).map(kind)).transpose()
        };
        let places = [
            place("url", &file.url, RepositoryPlace::Url)?,
            place("mirrorlist", &file.mirrorlist, RepositoryPlace::Mirrorlist)?,
            place("metalink", &file.metalink, RepositoryPlace::Metalink)?,
            place("preset", &file.preset, RepositoryPlace::Preset)?,
        ];
        let mut places: Vec<RepositoryPlace> = places.into_iter().flatten().collect();
        let place = match (places.pop(), places.is_empty()) {
            (Some(place), true) => place,
            _ => return Err(self.wrong("id", &file.id, "with one of url, mirrorlist, metalink and preset")),
        };
        let revision = file.revision.map(|revision| text("revision", &revision)).transpose()?;
        let repomd = file.repomd.map(|repomd| self.checksum("repomd", &repomd)).transpose()?;
        Ok(LockedRepository { id, place, revision, repomd })
    }

    fn package(&self, file: PackageFile, layers: &[String]) -> Result<LockedPackage, ProjectError> {
        let line = |key, value: &Spanned<String>| self.like(key, value, "a line of text", is_line);
        let nevra = self.nevra("nevra", &file.nevra)?;
        let inside = |text: &str| is_line(text) && is_inside(text);
        let within = "a place in its repository, not one that leads out of it";
        let size_bytes = u64::try_from(*file.size.get_ref()).ok().filter(|&size| size > 0);
        let known = |layer: &String| layers.iter().any(|known| known == layer);
        let of_layers = file.layers.get_ref();
        if of_layers.is_empty() || !of_layers.iter().all(known) {
            return Err(self.wrong_at(
                "layers",
                &of_layers.join(", "),
                file.layers.span().start,
                "layers of the lock",
            ));
        }
        for layer in &file.requested {
            if !of_layers.contains(layer.get_ref()) {
                return Err(self.wrong("requested", layer, "some of the layers of the package"));
            }
        }
        let needing = file.required_by.iter();
        let needing = needing.map(|it| self.nevra("required-by", it).map(|nevra| nevra.with_epoch()));
        Ok(LockedPackage {
            nevra,
            repository: file.repository.get_ref().clone(),
            location: self.like("location", &file.location, within, inside)?,
            url: line("url", &file.url)?,
            checksum: self.checksum("checksum", &file.checksum)?,
            size_bytes: size_bytes.ok_or_else(|| {
                let (size, at) = (file.size.get_ref().to_string(), file.size.span().start);
                self.wrong_at("size", &size, at, "a number of bytes, at least 1")
            })?,
            key: file.key.map(|key| self.like("key", &key, "a fingerprint", is_fingerprint)).transpose()?,
            source: file.source.map(|source| line("source", &source)).transpose()?,
            layers: of_layers.clone(),
            requested: file.requested.into_iter().map(Spanned::into_inner).collect(),
            required_by: needing.collect::<Result<_, _>>()?,
        })
    }

    fn nevra(&self, key: &'static str, value: &Spanned<String>) -> Result<Nevra, ProjectError> {
        let nevra = value.get_ref().parse::<Nevra>().ok();
        let nevra = nevra.filter(|nevra| is_line(value.get_ref()) && nevra.with_epoch() == *value.get_ref());
        nevra.ok_or_else(|| self.wrong(key, value, "name-epoch:version-release.arch"))
    }

    fn checksum(&self, key: &'static str, value: &Spanned<String>) -> Result<Checksum, ProjectError> {
        let checksum = value.get_ref().parse::<Checksum>().ok();
        let checksum = checksum.filter(|checksum| checksum.to_string() == *value.get_ref());
        checksum.ok_or_else(|| {
            self.wrong(key, value, "sha256:, or another algorithm, and its digest in small letters")
        })
    }

    fn like(
        &self,
        key: &'static str,
        value: &Spanned<String>,
        expected: &'static str,
        is_like: impl Fn(&str) -> bool,
    ) -> Result<String, ProjectError> {
        let text = value.get_ref();
        if is_like(text) { Ok(text.clone()) } else { Err(self.wrong(key, value, expected)) }
    }

    fn wrong(&self, key: &'static str, value: &Spanned<String>, expected: &'static str) -> ProjectError {
        self.wrong_at(key, value.get_ref(), value.span().start, expected)
    }

    fn wrong_at(&self, key: &'static str, value: &str, at: usize, expected: &'static str) -> ProjectError {
        ProjectError::Value {
            path: self.path.to_owned(),
            line: line_of(self.text, at),
            key: key.to_owned(),
            value: shortened(value),
            expected,
        }
    }
}

fn is_fingerprint(text: &str) -> bool {
    text.parse::<Fingerprint>().is_ok_and(|fingerprint| fingerprint.to_string() == text)
}

/// Whether a text may stand in a lock where a line of text does.
fn is_line(text: &str) -> bool {
    !text.is_empty() && text.len() <= TEXT_MAX_BYTES && !text.chars().any(char::is_control)
}
