//! From what was named and what is configured to sources: paths, URLs, presets and `.repo` files, told apart.

use std::path::Path;
use std::time::SystemTime;

use rpmsolve::Nevra;

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
        for (number, spec) in self.repositories.iter().enumerate() {
            let id = format!("r{number}");
            match self.described_by(spec, &id, &opening, &mut warnings)? {
                Some(configs) => described.extend(configs),
                None => opened.sources.push(self.open_here(spec, &id, &opening)?),
            }
        }
        described.extend(self.configured(&variables, &mut warnings)?);
        for config in described {
            // By its id a repository has its options, and its packages their place.
            if opened.sources.iter().any(|source| source.id() == config.id) {
                let (path, line) = config.origin;
                return Err(ConfigError::NamedAsWell { path, line, repository: config.id }.into());
            }
            match Source::open_configured(&config, &opening) {
                Err(error) if config.skip_if_unavailable => {
                    warnings.push(format!("{}: left out, as its description allows: {error}", config.id));
                }
                source => {
                    opened.sources.push(source?);
                    opened.configs.push(config);
                }
            }
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
            let configs = self.preset(&preset?, place, id, opening, warnings)?;
            return Ok(Some(configs));
        }
        if !is_remote(place) {
            return Ok(None);
        }
        let text = RepositoryConfig::text_at(id.unwrap_or(default_id), place);
        self.parse(&text, place, opening.variables, warnings).map(Some)
    }

    /// The repositories of a preset.
    fn preset(
        &self,
        preset: &Preset,
        name: &str,
        id: Option<&str>,
        opening: &Opening<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<RepositoryConfig>, RepoError> {
        let text = preset.to_repo_file(id);
        let mut configs = self.parse(&text, name, opening.variables, warnings)?;
        for config in &mut configs {
            config.preset = Some(name.to_owned());
        }
        if let (Some(config), false) = (configs.first(), preset.topics().is_empty() || self.network.offline) {
            let url = format!("{AMAZON_LINUX}/{}", Catalogue::PATH);
            let catalogue = Getter::new(config, opening.network)?.bytes(&url, LIST_MAX_BYTES)?;
            let catalogue = Catalogue::parse(&catalogue, &url)?;
            preset.topics().iter().try_for_each(|topic| catalogue.check(topic))?;
        }
        Ok(configs)
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

    /// The configured repositories that are to be used.
    fn configured(
        &self,
        variables: &Variables,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<RepositoryConfig>, RepoError> {
        let mut configs = self.described.clone();
        configs.iter_mut().try_for_each(|config| config.set_access(&self.options, variables))?;
        configs.extend(RepositoryConfig::read(&self.repo_files, variables, &self.options, warnings)?);
        for id in &self.enabled_repositories {
            let known = || configs.iter().map(|config| config.id.as_str()).collect::<Vec<_>>().join(", ");
            match configs.iter().position(|config| config.id == *id) {
                Some(position) => configs[position].enabled = true,
                None => return Err(ConfigError::Unknown { repository: id.clone(), known: known() }.into()),
            }
        }
        configs.retain(|config| config.enabled);
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
            if let Some(mut listed) = nevra_file(spec)? {
                opened.nevras.append(&mut listed);
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

/// The packages that a file lists, if the place is such a file: text, not XML, not packed, and no database.
fn nevra_file(spec: &str) -> Result<Option<Vec<Nevra>>, RepoError> {
    let path = Path::new(spec);
    if !path.is_file() || spec.contains(".xml") || rpmdb::is_database(path) {
        return Ok(None);
    }
    let text =
        std::fs::read_to_string(path).map_err(|source| RepoError::Io { path: path.to_owned(), source })?;
    read_nevras(&text, path).map(Some)
}
