//! The repositories of a project, as they are to be opened and as they are written.

use std::path::{Path, PathBuf};

use super::text::line_of_key;
use super::{
    LockedPackage, Project, ProjectError, RepositoryPlace, RepositorySettings, is_remote, is_repository_id,
};
use crate::config::{DURATION, METADATA_EXPIRE, duration};
use crate::remote::{Preset, local};
use crate::{Access, RemoteError, RepoError, RepositoryConfig, Variables};

/// A repository of a project.
#[derive(Clone, Debug)]
pub(super) struct ProjectRepository {
    /// As it is opened.
    pub(super) config: RepositoryConfig,
    /// Where it is, as it is written: a path in it is relative to the project.
    pub(super) place: RepositoryPlace,
}

impl ProjectRepository {
    /// The directories that it may be in, as far as they are on this machine; as they are opened.
    fn local_roots(&self) -> impl Iterator<Item = PathBuf> {
        self.config.baseurl.iter().filter(|place| !is_remote(place)).map(|place| {
            let path = local(place);
            // A primary.xml by itself is taken to lie in its repository's repodata.
            match path.parent().and_then(Path::parent) {
                Some(above) if path.is_file() => above.to_owned(),
                _ => path,
            }
        })
    }

    /// The directory that it is in, if it is on this machine.
    pub(super) fn local_root(&self) -> Option<PathBuf> {
        self.local_roots().find(|root| root.exists()).or_else(|| self.local_roots().next())
    }

    /// Whether it may be on the network.
    pub(super) fn is_remote(&self) -> bool {
        let config = &self.config;
        config.baseurl.iter().any(|place| is_remote(place))
            || config.baseurl.is_empty() && (config.mirrorlist.is_some() || config.metalink.is_some())
    }

    /// Where a package lies on this machine, or should, if it can lie nowhere else.
    pub(super) fn local(&self, package: &LockedPackage) -> Option<PathBuf> {
        let mut places = self.local_roots().map(|root| root.join(&package.location)).peekable();
        let first = places.peek().cloned().filter(|_| !self.is_remote());
        places.find(|path| path.exists()).or(first)
    }
}

const REPOFILE_MAX: usize = 10_000;

impl Project {
    /// The repositories for an architecture, sorted by id.
    pub(super) fn repositories(
        &self,
        arch: &str,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<ProjectRepository>, ProjectError> {
        let variables = self.variables(arch);
        let mut found: Vec<ProjectRepository> = Vec::new();
        for (id, settings) in &self.settings.repositories {
            let line = line_of_key(&self.text, &["repositories", id]);
            let mut add = |repository: ProjectRepository| {
                let id = &repository.config.id;
                if found.len() >= REPOFILE_MAX || found.iter().any(|known| known.config.id == *id) {
                    let (path, repository) = (self.path.clone(), id.clone());
                    return Err(ProjectError::Twice { path, line, repository });
                }
                found.push(repository);
                Ok(())
            };
            let Some(file) = &settings.repofile else {
                let described = self.repository(id, settings, &variables, line);
                preset_repositories(described, &variables)?.into_iter().try_for_each(&mut add)?;
                continue;
            };
            let configs = RepositoryConfig::read(&[self.resolved(file).into()], &variables, &[], warnings)?;
            for mut config in configs.into_iter().filter(|config| config.enabled) {
                let place = RepositoryPlace::of(&config);
                for place in
                    config.baseurl.iter_mut().chain(&mut config.mirrorlist).chain(&mut config.metalink)
                {
                    *place = self.resolved(place);
                }
                add(ProjectRepository { config, place })?;
            }
        }
        found.sort_by(|one, other| one.config.id.cmp(&other.config.id));
        Ok(found)
    }

    /// What stands for something else in its places.
    pub(super) fn variables(&self, arch: &str) -> Variables {
        let mut variables = Variables::new(arch);
        self.settings.variables.iter().for_each(|(name, value)| variables.set(name, value));
        variables
    }

    fn repository(
        &self,
        id: &str,
        settings: &RepositorySettings,
        variables: &Variables,
        line: usize,
    ) -> ProjectRepository {
        let replaced = |place: &Option<String>| place.as_ref().map(|place| variables.substitute(place));
        let resolved = |place: &Option<String>| replaced(place).map(|place| self.resolved(&place));
        let sorted = |specs: &[String]| {
            let mut specs = specs.to_vec();
            specs.sort_unstable();
            specs
        };
        let url = replaced(&settings.url);
        let config = RepositoryConfig {
            id: id.to_owned(),
            name: id.to_owned(),
            enabled: true,
            baseurl: url.iter().map(|url| self.resolved(url)).collect(),
            mirrorlist: resolved(&settings.mirrorlist),
            metalink: resolved(&settings.metalink),
            priority: settings.priority.unwrap_or(DEFAULT_PRIORITY),
            cost: settings.cost.unwrap_or(1000),
            excludepkgs: sorted(&settings.excludepkgs),
            includepkgs: sorted(&settings.includepkgs),
            module_hotfixes: settings.module_hotfixes,
            gpgcheck: settings.gpgcheck,
            repo_gpgcheck: settings.repo_gpgcheck,
            gpgkey: settings.keys.iter().map(|key| self.resolved(&variables.substitute(key))).collect(),
            fingerprints: settings.fingerprints.clone(),
            preset: settings.preset.clone(),
            skip_if_unavailable: settings.skip_if_unavailable,
            metadata_expire: match settings.metadata_expire.as_deref().and_then(duration) {
                Some(expire) => expire,
                None => Some(METADATA_EXPIRE),
            },
            access: Access::default(),
            origin: (self.path.clone(), line),
        };
        let place = match (&settings.preset, url) {
            (Some(preset), _) => RepositoryPlace::Preset(preset.clone()),
            (None, Some(url)) => RepositoryPlace::Url(url),
            (None, None) => match (replaced(&settings.mirrorlist), replaced(&settings.metalink)) {
                (Some(list), _) => RepositoryPlace::Mirrorlist(list),
                (None, metalink) => RepositoryPlace::Metalink(metalink.unwrap_or_default()),
            },
        };
        ProjectRepository { config, place }
    }

    pub(super) fn check_repository(
        &self,
        id: &str,
        settings: &RepositorySettings,
    ) -> Result<(), ProjectError> {
        let keys = ["repositories", id];
        if !is_repository_id(id) {
            return Err(self.wrong(&keys, id, "letters, digits and -_.: for the id of a repository"));
        }
        let RepositorySettings { preset, url, mirrorlist, metalink, repofile, .. } = settings;
        let places = [preset, url, mirrorlist, metalink, repofile];
        let wrong = |reason| {
            let line = line_of_key(&self.text, &keys);
            Err(ProjectError::Place { path: self.path.clone(), line, repository: id.to_owned(), reason })
        };
        match places.iter().filter(|place| place.is_some()).count() {
            1 => {}
            0 => return wrong("say where it is with preset, url, mirrorlist, metalink or repofile"),
            _ => return wrong("has several of preset, url, mirrorlist, metalink and repofile; take one"),
        }
        if places.into_iter().flatten().any(|place| place.trim().is_empty()) {
            return wrong("its place is empty");
        }
        let only_repofile =
            RepositorySettings { repofile: repofile.clone(), ..RepositorySettings::default() };
        if repofile.is_some() && *settings != only_repofile {
            return wrong("a repofile says everything about its repositories; change it there");
        }
        if let Some(expire) = &settings.metadata_expire
            && duration(expire).is_none()
        {
            return Err(self.wrong(&["repositories", id, "metadata_expire"], expire, DURATION));
        }
        Ok(())
    }
}

/// What a repository stands for if it is a preset: one or more, of which the first keeps its id.
fn preset_repositories(
    described: ProjectRepository,
    variables: &Variables,
) -> Result<Vec<ProjectRepository>, ProjectError> {
    let Some(name) = &described.config.preset else { return Ok(vec![described]) };
    let unknown = || RemoteError::Preset { name: name.clone() };
    let preset = Preset::named(name).ok_or_else(unknown).flatten().map_err(RepoError::from)?;
    let text = preset.to_repo_file(Some(&described.config.id));
    let origin = &described.config.origin;
    let configs = RepositoryConfig::parse(&text, &origin.0, variables, &[], &mut Vec::new())?;
    let found = configs.into_iter().map(|RepositoryConfig { id, name, mirrorlist, priority, .. }| {
        let usual = RepositoryConfig { id, name, mirrorlist, ..described.config.clone() };
        let priority = if usual.priority == DEFAULT_PRIORITY { priority } else { usual.priority };
        ProjectRepository { config: RepositoryConfig { priority, ..usual }, place: described.place.clone() }
    });
    Ok(found.collect())
}

const DEFAULT_PRIORITY: i32 = 99;

impl RepositoryPlace {
    /// Where a .repo file says that a repository is.
    fn of(config: &RepositoryConfig) -> Self {
        match (config.baseurl.first(), &config.mirrorlist, &config.metalink) {
            (Some(url), ..) => Self::Url(url.clone()),
            (None, Some(list), _) => Self::Mirrorlist(list.clone()),
            (None, None, metalink) => Self::Metalink(metalink.clone().unwrap_or_default()),
        }
    }
}
