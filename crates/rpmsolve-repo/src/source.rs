//! One source of packages, whichever form it has. One that is on the network is read from where it is kept on this
//! machine, and what is missing there is got when it is asked for.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rpmsolve::metadata::{
    Comps, MODULES_MAX_BYTES, Repomd, RepomdFile, UNPACKED_MAX_BYTES, decompress, read_filelists,
    read_primary_in_parallel,
};
use rpmsolve::{DigestAlgorithm, Modules, PoolBuilder, RepositoryId};

use crate::cache::Identity;
use crate::remote::{
    Getter, Remote, RepomdSignature, SharedRemote, SharedTrust, Trust, is_remote, local, named,
};
use crate::{Cancel, Network, RepoError, RepositoryConfig, Variables, headers, rpmdb};

/// A source of packages: `[id=]PLACE`.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::Source;
///
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
/// let source = Source::open(&format!("demo={demo}"), "r0")?;
/// assert_eq!(source.id(), "demo");
/// assert!(source.package_path("Packages/hello-2.0-1.x86_64.rpm")?.is_file());
/// # Ok::<(), rpmsolve_repo::RepoError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Source {
    id: String,
    root: PathBuf,
    form: Form,
    /// Where it is got from, if it is on the network.
    remote: Option<SharedRemote>,
    /// Whose signatures it needs.
    trust: Option<SharedTrust>,
}

/// What configured repositories are opened with.
pub(crate) struct Opening<'a> {
    pub(crate) network: &'a Network,
    pub(crate) variables: &'a Variables,
    pub(crate) now: SystemTime,
}

#[derive(Clone, Debug)]
enum Form {
    /// A directory with repodata/repomd.xml.
    Repodata(Repomd),
    /// A primary.xml alone.
    Primary,
    /// A directory of .rpm files, sorted by name.
    Packages(Vec<PathBuf>),
    /// An rpm database: the packages that are installed.
    Installed,
}

impl Source {
    /// Opens a repository directory, a directory of .rpm files, a primary.xml (packed or not), or an rpm database: a
    /// root file system that has one, its directory or its file. `default_id` is used where the spec does not begin
    /// with `id=`.
    ///
    /// # Errors
    ///
    /// [`RepoError`] if the place does not exist, holds no packages, or is on the network.
    pub fn open(spec: &str, default_id: &str) -> Result<Self, RepoError> {
        let (id, place) = split_id(spec).unwrap_or((default_id, spec));
        if is_remote(place) {
            return Err(RepoError::Network { url: crate::fetch::without_userinfo(place) });
        }
        let root = local(place);
        let metadata = fs::metadata(&root).map_err(|source| RepoError::Io { path: root.clone(), source })?;
        let (root, form) = if !metadata.is_file() {
            open_directory(root)?
        } else if rpmdb::is_database(&root) {
            (root, Form::Installed)
        } else {
            (root, Form::Primary)
        };
        Ok(Self { id: id.to_owned(), root, form, remote: None, trust: None })
    }

    /// Opens a configured repository at the first of its places that is there.
    ///
    /// # Errors
    ///
    /// As [`Self::open`], for the last of its places, and whatever can be wrong with one on the network.
    pub(crate) fn open_configured(
        config: &RepositoryConfig,
        opening: &Opening<'_>,
    ) -> Result<Self, RepoError> {
        let list = config.metalink.as_ref().or(config.mirrorlist.as_ref());
        if config.baseurl.is_empty() && list.is_some_and(|list| is_remote(list)) {
            return Self::open_remote(config, opening);
        }
        let mut opened = Err(RepoError::NoMirrors { list: list.cloned().unwrap_or_default() });
        let mut is_asked = false;
        for place in named(config, opening.variables, None)?.places {
            opened = match is_remote(&place) {
                true if is_asked => continue,
                true => {
                    is_asked = true;
                    Self::open_remote(config, opening)
                }
                // What has an id before the place is a place, whatever else it looks like.
                false => Self::open(&format!("{}={place}", config.id), &config.id).and_then(|source| {
                    source.trusting(Trust::new(config, false, opening.network, opening.now)?)
                }),
            };
            if opened.is_ok() {
                break;
            }
        }
        opened
    }

    fn open_remote(config: &RepositoryConfig, opening: &Opening<'_>) -> Result<Self, RepoError> {
        let getter = Getter::new(config, opening.network)?;
        let trust = Trust::new(config, true, opening.network, opening.now)?;
        let remote = Remote::open(config, opening.variables, getter, &trust, opening.now)?;
        Ok(Self {
            id: config.id.clone(),
            root: PathBuf::new(),
            form: Form::Repodata(remote.repomd.clone()),
            remote: Some(Arc::new(remote)),
            trust: Some(Arc::new(trust)),
        })
    }

    /// The same source, if it is signed as it has to be.
    pub(crate) fn trusting(mut self, trust: Trust) -> Result<Self, RepoError> {
        if let (Form::Repodata(_), true) = (&self.form, trust.repomd != RepomdSignature::Ignored) {
            let repomd = self.root.join("repodata/repomd.xml");
            let name = repomd.display().to_string();
            match fs::read(self.root.join("repodata/repomd.xml.asc")) {
                Ok(signature) => drop(trust.check_repomd(&read(&repomd)?, &signature, &name, None)?),
                Err(_) if trust.repomd == RepomdSignature::Needed => {
                    return Err(RepoError::not_signed(&name));
                }
                Err(_) => {}
            }
        }
        self.trust = Some(Arc::new(trust));
        Ok(self)
    }

    /// Where it is got from, if it is on the network.
    pub(crate) fn remote(&self) -> Option<&Remote> {
        self.remote.as_deref()
    }

    /// Whose signatures its packages need, if any.
    pub(crate) fn packages_trust(&self) -> Option<&Trust> {
        self.trust.as_deref().filter(|trust| trust.packages)
    }

    /// The source's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What its repomd.xml calls its state, and the SHA-256 of that file; `None` if it has none.
    pub(crate) fn state(&self) -> Option<Result<(String, String), RepoError>> {
        let Form::Repodata(repomd) = &self.form else { return None };
        if let Some(remote) = &self.remote {
            return Some(Ok((repomd.revision.clone(), remote.repomd_sha256.clone())));
        }
        let bytes = read(&self.root.join("repodata/repomd.xml"));
        Some(bytes.map(|bytes| (repomd.revision.clone(), DigestAlgorithm::Sha256.hex(&bytes))))
    }

    /// Tells what it has of packages and file lists from everything else that could be there.
    pub(crate) fn identify(&self, identity: &mut Identity) {
        identity.text(&self.id);
        match &self.form {
            // What a repository says of its files holds for their content. They may be missing all the same.
            Form::Repodata(repomd) => {
                for file in ["primary", "filelists"].into_iter().filter_map(|kind| repomd.file(kind)) {
                    let path = self.root.join(&file.href);
                    match &file.checksum {
                        Some((algorithm, checksum)) => {
                            [&file.kind, algorithm, checksum]
                                .into_iter()
                                .for_each(|text| identity.text(text));
                            identity.number(u64::from(self.remote.is_some() || path.exists()));
                        }
                        None => identity.file(&path),
                    }
                }
            }
            Form::Primary => identity.file(&self.root),
            Form::Packages(paths) => paths.iter().for_each(|path| identity.file(path)),
            Form::Installed => rpmdb::files(&self.root).iter().for_each(|path| identity.file(path)),
        }
    }

    /// Adds all packages to the repository of a pool that was added last, reading on so many threads.
    ///
    /// # Errors
    ///
    /// [`RepoError`] if metadata are missing, damaged, not what repomd.xml says, or hostile.
    pub fn add_packages(
        &self,
        builder: &mut PoolBuilder,
        repository: RepositoryId,
        threads: usize,
        cancel: &Cancel,
    ) -> Result<(), RepoError> {
        match &self.form {
            Form::Repodata(repomd) => {
                let file =
                    repomd.file("primary").ok_or_else(|| RepoError::NoPrimary { path: self.root.clone() })?;
                add_primary(builder, repository, &self.verified(file)?, threads, cancel)
            }
            Form::Primary => add_primary(builder, repository, &self.root, threads, cancel),
            Form::Packages(paths) => paths.iter().try_for_each(|path| {
                cancel.check()?;
                builder.add_package(repository, &headers::read_record(path, &self.root)?)?;
                Ok(())
            }),
            Form::Installed => rpmdb::for_each_record(&self.root, |record| {
                builder.add_package(repository, record)?;
                Ok(())
            }),
        }
    }

    /// Reads the file lists, if there are any, for the paths that [`PoolBuilder::unlisted_paths`] names.
    ///
    /// # Errors
    ///
    /// As [`Self::add_packages`].
    pub fn add_file_lists(
        &self,
        builder: &mut PoolBuilder,
        repository: RepositoryId,
    ) -> Result<(), RepoError> {
        let wanted: HashSet<String> = builder.unlisted_paths().into_iter().map(str::to_owned).collect();
        let mut owners: Vec<(String, String)> = Vec::new();
        self.for_each_file(|package_id, path| {
            if wanted.contains(path) {
                owners.push((package_id.to_owned(), path.to_owned()));
            }
        })?;
        builder.add_file_list(repository, owners.iter().map(|(id, path)| (id.as_str(), path.as_str())));
        Ok(())
    }

    /// Adds the module streams of modules.yaml, if repomd.xml lists one.
    ///
    /// # Errors
    ///
    /// As [`Self::add_packages`].
    pub fn add_modules(&self, modules: &mut Modules) -> Result<(), RepoError> {
        let Form::Repodata(repomd) = &self.form else { return Ok(()) };
        let Some(file) = repomd.file("modules") else { return Ok(()) };
        let (text, name) = unpacked(&self.verified(file)?, MODULES_MAX_BYTES)?;
        Ok(modules.read(text, &name)?)
    }

    /// Adds the groups and environments of comps.xml, if repomd.xml lists one.
    ///
    /// # Errors
    ///
    /// As [`Self::add_packages`].
    pub fn add_comps(&self, comps: &mut Comps) -> Result<(), RepoError> {
        let Form::Repodata(repomd) = &self.form else { return Ok(()) };
        let mut listed = COMPS_KINDS.iter().filter_map(|kind| repomd.file(kind)).peekable();
        while let Some(file) = listed.next() {
            let path = match self.verified(file) {
                // Mirrors may have only one of them.
                Err(error) if error.is_not_found() && listed.peek().is_some() => continue,
                result => result?,
            };
            let (text, name) = unpacked(&path, UNPACKED_MAX_BYTES)?;
            return Ok(comps.read(text, &name)?);
        }
        Ok(())
    }

    /// Calls `on_file` with the checksum of a package and a path of it, for every file of every package. Does
    /// nothing if the source has no file lists.
    ///
    /// # Errors
    ///
    /// As [`Self::add_packages`].
    pub fn for_each_file(&self, mut on_file: impl FnMut(&str, &str)) -> Result<(), RepoError> {
        match &self.form {
            Form::Repodata(repomd) => {
                let Some(file) = repomd.file("filelists") else { return Ok(()) };
                let (text, name) = unpacked(&self.verified(file)?, UNPACKED_MAX_BYTES)?;
                read_filelists(text, &name, |file| {
                    on_file(file.package_id, file.path);
                    Ok(())
                })
            }
            Form::Primary => Ok(()),
            Form::Packages(paths) => {
                for path in paths {
                    headers::for_each_file(path, &mut on_file)?;
                }
                Ok(())
            }
            Form::Installed => rpmdb::for_each_file(&self.root, &mut on_file),
        }
    }

    /// Where a package lies, given its location in the metadata.
    ///
    /// `..` is followed up to four directories above the repository's own, and no further: Amazon Linux keeps the
    /// packages of all its repositories in one place, `../../../../blobstore`. A primary.xml by itself is taken to lie
    /// in its repository's `repodata`.
    ///
    /// # Errors
    ///
    /// [`RepoError::Escape`] if the location is absolute or leads further out.
    pub fn package_path(&self, location: &str) -> Result<PathBuf, RepoError> {
        let root = match &self.form {
            Form::Primary => self.root.parent().and_then(Path::parent).unwrap_or(Path::new(".")),
            _ => &self.root,
        };
        self.inside(root, location)
    }

    fn inside(&self, root: &Path, href: &str) -> Result<PathBuf, RepoError> {
        let escape = || RepoError::Escape { repository: self.id.clone(), href: href.to_owned() };
        let mut depth = 0i32;
        for component in Path::new(href).components() {
            depth += match component {
                Component::Normal(_) => 1,
                Component::CurDir => 0,
                Component::ParentDir => -1,
                Component::RootDir | Component::Prefix(_) => return Err(escape()),
            };
            if depth < -PARENTS_MAX {
                return Err(escape());
            }
        }
        Ok(root.join(href))
    }

    /// The file of an entry of repomd.xml, once it is known to be the one that is meant.
    fn verified(&self, file: &RepomdFile) -> Result<PathBuf, RepoError> {
        if let Some(remote) = &self.remote {
            return remote.metadata(file);
        }
        let path = self.inside(&self.root, &file.href)?;
        file.verify(open(&path)?)?;
        Ok(path)
    }
}

/// The same comps.xml, packed or not.
const COMPS_KINDS: [&str; 5] = ["group", "group_gz", "group_xz", "group_zst", "group_bz2"];

/// How far up a location may lead: Amazon Linux 2023 writes `../../../../blobstore/…`.
pub(crate) const PARENTS_MAX: i32 = 4;

/// The id and the place of `id=place`.
pub(crate) fn split_id(spec: &str) -> Option<(&str, &str)> {
    let (id, place) = spec.split_once('=')?;
    let is_id =
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:@".contains(&byte));
    is_id.then_some((id, place))
}

fn open_directory(root: PathBuf) -> Result<(PathBuf, Form), RepoError> {
    let repodata = root.join("repodata");
    let repomd = repodata.join("repomd.xml");
    if repomd.is_file() {
        let repomd = Repomd::parse(&read(&repomd)?, &repomd.display().to_string())?;
        return Ok((root, Form::Repodata(repomd)));
    }
    // Metadata without their table of contents can be used, if there is no doubt which file they are.
    let is_primary =
        |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("primary.xml"));
    if repodata.is_dir() {
        let [primary] = &files_in(&repodata, is_primary)?[..] else {
            return Err(RepoError::NoPrimary { path: root });
        };
        return Ok((primary.clone(), Form::Primary));
    }
    if let Some(database) = rpmdb::find(&root)? {
        return Ok((database, Form::Installed));
    }
    let packages = files_in(&root, |path| path.extension().is_some_and(|extension| extension == "rpm"))?;
    if packages.is_empty() {
        return Err(RepoError::NotARepository { path: root });
    }
    Ok((root, Form::Packages(packages)))
}

/// The files of a directory that are wanted, sorted by name.
pub(crate) fn files_in(
    directory: &Path,
    is_wanted: impl Fn(&Path) -> bool,
) -> Result<Vec<PathBuf>, RepoError> {
    let error = |source| RepoError::Io { path: directory.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).map_err(error)? {
        let path = entry.map_err(error)?.path();
        if is_wanted(&path) && path.is_file() {
            found.push(path);
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn add_primary(
    builder: &mut PoolBuilder,
    repository: RepositoryId,
    path: &Path,
    threads: usize,
    cancel: &Cancel,
) -> Result<(), RepoError> {
    let open = || Ok::<_, RepoError>(unpacked(path, UNPACKED_MAX_BYTES)?.0);
    read_primary_in_parallel(open, &path.display().to_string(), threads, |record| {
        cancel.check()?;
        builder.add_package(repository, record)?;
        Ok::<(), RepoError>(())
    })?;
    Ok(())
}

/// What a file holds, unpacked, and its name for messages.
fn unpacked(path: &Path, limit_bytes: u64) -> Result<(impl BufRead + Send + use<>, String), RepoError> {
    let name = path.display().to_string();
    let input = BufReader::with_capacity(64 * 1024, open(path)?);
    Ok((decompress(input, &name, limit_bytes)?, name))
}

fn open(path: &Path) -> Result<File, RepoError> {
    File::open(path).map_err(|source| RepoError::Io { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<Vec<u8>, RepoError> {
    fs::read(path).map_err(|source| RepoError::Io { path: path.to_owned(), source })
}
