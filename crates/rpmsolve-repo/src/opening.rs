//! From what was named and what is configured to sources: paths, URLs, presets and `.repo` files, told apart.

use std::path::Path;
use std::time::SystemTime;

use rpmsolve::Nevra;

use crate::config::is_like;
use crate::fetch::without_userinfo;
use crate::project::Lock;
use crate::remote::{AMAZON_LINUX, Catalogue, Getter, LIST_MAX_BYTES, Preset, Trust, is_remote};
use crate::source::{Opening, split_id};
use crate::{ConfigError, Load, RepoError, RepositoryConfig, Source, Variables, read_nevras, rpmdb};

/// What packages come from, before any is read.
#[derive(Default)]
pub(crate) struct Opened {
    pub(crate) sources: Vec<Source>,
    pub(crate) configs: Vec<RepositoryConfig>,
    pub(crate) base: Vec<Source>,
    pub(crate) nevras: Vec<Nevra>,
    pub(crate) warnings: Vec<String>,
}

impl Load {
    /// Opens what was named and what is configured.
    pub(crate) fn open(&self) -> Result<Opened, RepoError> {
        let mut warnings = Vec::new();
        let is_plain = |spec: &String| {
            let place = split_id(spec).map_or(spec.as_str(), |(_, place)| place);
            !is_remote(place) && Preset::named(place).is_none()
        };
        // Who names only places of this machine needs none.
        let is_configured = !self.repo_files.is_empty() || !self.described.is_empty();
        let variables = match is_configured || !self.repositories.iter().chain(&self.base).all(is_plain) {
            true => self.variables()?,
            false => Variables::default(),
        };
        let opening = Opening { network: &self.network, variables: &variables, now: SystemTime::now() };
        let mut opened = Opened::default();
        let mut described = Vec::new();
        let named = || self.repositories.iter().filter_map(|spec| split_id(spec)).map(|(id, _)| id);
        if let Some((_, id)) = named().enumerate().find(|&(at, id)| named().take(at).any(|known| known == id))
        {
            return Err(ConfigError::NamedTwice { repository: id.to_owned() }.into());
        }
        let mut numbers =
            (0..).map(|number| format!("r{number}")).filter(|id| named().all(|known| known != id));
        for spec in &self.repositories {
            let id = match split_id(spec) {
                None => numbers.next().unwrap_or_default(),
                Some((id, _)) => id.to_owned(),
            };
            match self.described_by(spec, &id, &opening, &mut warnings)? {
                Some(configs) => described.extend(configs),
                None => opened.sources.push(self.open_here(spec, &id, &opening)?),
            }
        }
        let configured = self.configured(&variables, &mut warnings)?;
        self.warn_of_unknown_ids(described.iter().chain(&configured), &opened.sources, &mut warnings);
        described.extend(configured.into_iter().filter(|config| config.enabled));
        if is_configured && described.is_empty() && opened.sources.is_empty() {
            warnings.push("of the repositories that are described none is on (enabled=1)".to_owned());
        }
        let mut offline: Option<RepoError> = None;
        for config in described {
            // By its id a repository has its options, and its packages their place.
            if opened.sources.iter().any(|source| source.id() == config.id) {
                let (path, line) = config.origin;
                return Err(ConfigError::NamedAsWell { path, line, repository: config.id }.into());
            }
            let source = Source::open_configured(&config, &opening);
            match source.map_err(|error| self.explained(error, &config, &opening)) {
                Err(error) if config.skip_if_unavailable => {
                    warnings.push(format!("{}: left out, as its description allows: {error}", config.id));
                }
                // All that is missing is told at once.
                Err(error) if error.missing().is_some() => {
                    offline = Some(match offline {
                        None => error,
                        Some(before) => before.with_missing(&error),
                    });
                }
                source => {
                    opened.sources.push(source?);
                    opened.configs.push(config);
                }
            }
        }
        if let Some(error) = offline {
            return Err(error);
        }
        self.open_base(&opening, &mut opened, &mut warnings)?;
        opened.warnings = warnings;
        Ok(opened)
    }

    /// A place of this machine.
    fn open_here(&self, spec: &str, id: &str, opening: &Opening<'_>) -> Result<Source, RepoError> {
        let source = Source::open(spec, id)?;
        if self.network.keys.is_empty() {
            return Ok(source);
        }
        let text = RepositoryConfig::text_at(source.id(), spec);
        let configs = self.parse(&text, spec, opening.variables, &mut Vec::new())?;
        match configs.first() {
            Some(config) => source.trusting(Trust::new(config, false, opening.network, opening.now)?),
            None => Ok(source),
        }
    }

    /// What `[id=]PLACE` stands for if it is no place of this machine: a repository at a URL, or those of a preset.
    fn described_by(
        &self,
        spec: &str,
        default_id: &str,
        opening: &Opening<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<Option<Vec<RepositoryConfig>>, RepoError> {
        let (id, place) = split_id(spec).map_or((None, spec), |(id, place)| (Some(id), place));
        if let Some(preset) = Preset::named(place) {
            let mut configs = self.parse(&preset?.to_repo_file(id), place, opening.variables, warnings)?;
            for config in &mut configs {
                config.preset = Some(place.to_owned());
            }
            return Ok(Some(configs));
        }
        if !is_remote(place) {
            return Ok(None);
        }
        let text = RepositoryConfig::text_at(id.unwrap_or(default_id), place);
        self.parse(&text, &without_userinfo(place), opening.variables, warnings).map(Some)
    }

    /// Why a repository cannot be had, if that is because there is no such topic.
    fn explained(&self, error: RepoError, config: &RepositoryConfig, opening: &Opening<'_>) -> RepoError {
        let preset = config.preset.as_deref().and_then(Preset::named).and_then(Result::ok);
        let topics = preset.as_ref().map(Preset::topics).unwrap_or_default();
        if topics.is_empty() || !error.is_not_found() {
            return error;
        }
        let url = format!("{AMAZON_LINUX}/{}", Catalogue::PATH);
        let catalogue = Getter::new(config, opening.network)
            .and_then(|getter| getter.bytes(&url, LIST_MAX_BYTES))
            .and_then(|bytes| Ok(Catalogue::parse(&bytes, &url)?));
        let checked = catalogue.map(|catalogue| topics.iter().try_for_each(|topic| catalogue.check(topic)));
        match checked {
            Ok(Err(unknown)) => unknown.into(),
            _ => error,
        }
    }

    /// An option that is given for a repository which is not there was meant for another.
    fn warn_of_unknown_ids<'a>(
        &self,
        configs: impl Iterator<Item = &'a RepositoryConfig>,
        sources: &[Source],
        warnings: &mut Vec<String>,
    ) {
        if self.options.is_empty() {
            return;
        }
        let ids: Vec<&str> =
            configs.map(|config| config.id.as_str()).chain(sources.iter().map(Source::id)).collect();
        for (name, _) in &self.options {
            if let Some((id, key)) = name.rsplit_once('.')
                && !ids.iter().any(|known| is_like(id, known))
            {
                warnings.push(format!("--setopt {id}.{key}: there is no repository \"{id}\""));
            }
        }
    }

    fn parse(
        &self,
        text: &str,
        origin: &str,
        variables: &Variables,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<RepositoryConfig>, RepoError> {
        RepositoryConfig::parse(text, Path::new(origin), variables, &self.options, warnings)
    }

    fn variables(&self) -> Result<Variables, RepoError> {
        let mut variables = Variables::new(&self.arch);
        for directory in &self.variable_directories {
            variables.read_directory(directory)?;
        }
        self.variables.iter().for_each(|(name, value)| variables.set(name, value));
        Ok(variables)
    }

    /// The configured repositories, those that are off among them.
    fn configured(
        &self,
        variables: &Variables,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<RepositoryConfig>, RepoError> {
        let mut configs = self.described.clone();
        configs.iter_mut().try_for_each(|config| config.set_options(&self.options, variables, warnings))?;
        configs.extend(RepositoryConfig::read(&self.repo_files, variables, &self.options, warnings)?);
        for id in self.enabled_repositories.iter().flat_map(|ids| ids.split(',')).filter(|id| !id.is_empty())
        {
            let mut meant = configs.iter_mut().filter(|config| is_like(id, &config.id)).peekable();
            if meant.peek().is_none() {
                let known = configs.iter().map(|config| config.id.as_str()).collect::<Vec<_>>().join(", ");
                return Err(ConfigError::Unknown { repository: id.to_owned(), known }.into());
            }
            meant.for_each(|config| config.enabled = true);
        }
        Ok(configs)
    }

    /// The base: places to read, and what is known by its NEVRA alone.
    fn open_base(
        &self,
        opening: &Opening<'_>,
        opened: &mut Opened,
        warnings: &mut Vec<String>,
    ) -> Result<(), RepoError> {
        for spec in &self.base {
            if is_list(spec) {
                opened.nevras.extend(listed(Path::new(spec), &self.arch)?);
                continue;
            }
            match self.described_by(spec, "base", opening, warnings)? {
                None => opened.base.push(self.open_here(spec, "base", opening)?),
                Some(configs) => {
                    for config in configs {
                        opened.base.push(Source::open_configured(&config, opening)?);
                    }
                }
            }
        }
        opened.nevras.extend(self.runtime.iter().flat_map(|runtime| runtime.packages.iter().cloned()));
        Ok(())
    }
}

/// Whether a place is a file that only says what packages there are: text, not XML, not packed, and no database.
pub(crate) fn is_list(spec: &str) -> bool {
    let path = Path::new(spec);
    path.is_file() && !spec.contains(".xml") && !rpmdb::is_database(path)
}

/// The packages that a list names: one on each line, or those that a lock has for an architecture.
fn listed(path: &Path, arch: &str) -> Result<Vec<Nevra>, RepoError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| RepoError::Io { path: path.to_owned(), source })?;
    if path.extension().is_none_or(|extension| extension != "lock") {
        return read_nevras(&text, path);
    }
    let lock = Lock::parse(&text, path).and_then(|lock| {
        let packages = lock.packages_of(arch, None)?.into_iter().map(|package| package.nevra.clone());
        Ok(packages.collect())
    });
    lock.map_err(|error| RepoError::Lock(Box::new(error)))
}
