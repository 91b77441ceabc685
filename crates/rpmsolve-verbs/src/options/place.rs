//! Where packages come from, how they are had, and the verbs that only look at them.

use std::path::{Path, PathBuf};

use clap::builder::{FalseyValueParser, OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use rpmsolve::rpm_arch;
use rpmsolve_repo::project::Getting;
use rpmsolve_repo::{CacheDirectory, Environment, Fingerprint, Load, Network};
use schemars::JsonSchema;
use serde::Deserialize;

use super::RuntimeOptions;
use super::value::{pairs, priority, texts, variable};
use crate::Session;

/// A repository: as it is written on a command line, or described.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::Place;
///
/// let described: Place = serde_json::from_str(r#"{"place": "/srv/mirror", "id": "updates", "priority": 10}"#)?;
/// let written: Place = serde_json::from_str(r#""updates=/srv/mirror""#)?;
/// assert_ne!(described, written);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Place {
    /// `[ID=]PLACE`.
    Written(String),
    /// In parts.
    Described {
        /// A URL, the name of a preset, a directory or a file.
        place: String,
        /// What it is called.
        #[serde(default)]
        id: Option<String>,
        /// Its priority: the lower number wins.
        #[serde(default)]
        priority: Option<i32>,
    },
}

impl From<&str> for Place {
    fn from(text: &str) -> Self {
        Self::Written(text.to_owned())
    }
}

/// Where packages come from.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SourceOptions {
    /// A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm
    /// files, or a primary.xml; may be given often
    #[arg(long = "repo", value_name = "[ID=]PLACE|URL|PRESET", required_unless_present = "repo_files")]
    #[arg(value_parser = clap::builder::ValueParser::new(place))]
    pub repositories: Vec<Place>,
    /// See [`ConfigurationOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub configuration: ConfigurationOptions,
    /// Prefer a repository: of two that have a package the one with the lower number wins (default 99)
    #[arg(long = "priority", value_name = "ID=N", value_parser = priority)]
    #[serde(deserialize_with = "pairs")]
    #[schemars(with = "std::collections::BTreeMap<String, i32>")]
    pub priorities: Vec<(String, i32)>,
    /// What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs
    /// (rpm -qa)
    #[arg(long, value_name = "PLACE")]
    pub base: Vec<String>,
    /// The architecture to install for (default: that of this machine)
    #[arg(long, default_value = std::env::consts::ARCH)]
    pub arch: String,
}

impl Default for SourceOptions {
    fn default() -> Self {
        Self {
            repositories: Vec::new(),
            configuration: ConfigurationOptions::default(),
            priorities: Vec::new(),
            base: Vec::new(),
            arch: std::env::consts::ARCH.to_owned(),
        }
    }
}

impl SourceOptions {
    /// The same as what to load.
    pub(crate) fn to_load(&self, session: &Session) -> Load {
        let (repositories, mut priorities) = written(&self.repositories);
        priorities.extend(self.priorities.iter().cloned());
        Load {
            repositories,
            priorities,
            base: self.base.clone(),
            arch: rpm_arch(&self.arch).to_owned(),
            ..self.configuration.to_load(session)
        }
    }
}

/// Repositories as they are written on a command line, and the priorities of those that are described.
pub(crate) fn written(repositories: &[Place]) -> (Vec<String>, Vec<(String, i32)>) {
    let mut priorities = Vec::new();
    let written = repositories.iter().enumerate().map(|(number, repository)| match repository {
        Place::Written(text) => text.clone(),
        Place::Described { place, id: None, priority: None } => place.clone(),
        Place::Described { place, id, priority } => {
            let id = id.clone().unwrap_or_else(|| format!("r{number}"));
            priorities.extend(priority.map(|priority| (id.clone(), priority)));
            format!("{id}={place}")
        }
    });
    (written.collect(), priorities)
}

fn place(text: &str) -> Result<Place, String> {
    Ok(text.into())
}

/// Repositories that `.repo` files describe.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ConfigurationOptions {
    /// Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often
    #[arg(long = "repofile", value_name = "FILE|DIR")]
    pub repo_files: Vec<PathBuf>,
    /// Use a repository although its description says enabled=0
    #[arg(long, value_name = "ID", requires = "repo_files")]
    pub enablerepo: Vec<String>,
    /// What $releasever stands for in .repo files and URLs
    #[arg(long, value_name = "VERSION")]
    pub releasever: Option<String>,
    /// What another variable stands for in .repo files and URLs
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    #[serde(deserialize_with = "pairs")]
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub setvar: Vec<(String, String)>,
    /// A directory with a file for each variable, such as /etc/dnf/vars
    #[arg(long, value_name = "DIR")]
    pub varsdir: Vec<PathBuf>,
    /// See [`GettingOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub getting: GettingOptions,
}

impl ConfigurationOptions {
    /// The same as a part of what to load.
    pub(crate) fn to_load(&self, session: &Session) -> Load {
        let releasever = self.releasever.iter().map(|version| ("releasever".to_owned(), version.clone()));
        Load {
            repo_files: self.repo_files.clone(),
            enabled_repositories: self.enablerepo.clone(),
            variable_directories: self.varsdir.clone(),
            variables: releasever.chain(self.setvar.iter().cloned()).collect(),
            options: self.getting.setopt.clone(),
            cache: self.getting.kept.directory().map(Path::to_owned),
            network: self.getting.to_network(session),
            ..Load::default()
        }
    }
}

/// How repositories and packages are had.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct GettingOptions {
    /// Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE
    #[arg(long, value_name = "[ID.]KEY=VALUE", value_parser = variable)]
    #[serde(deserialize_with = "pairs")]
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub setopt: Vec<(String, String)>,
    /// See [`NetworkOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub network: NetworkOptions,
    /// See [`CacheOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub kept: CacheOptions,
}

impl GettingOptions {
    pub(crate) fn to_network(&self, session: &Session) -> Network {
        self.network.to_network(self.kept.directory(), session)
    }

    /// The same for a project.
    pub(crate) fn to_getting(&self, session: &Session) -> Getting {
        Getting { network: self.to_network(session), options: self.setopt.clone() }
    }
}

/// How the network may be used.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NetworkOptions {
    /// Make no connection; what is not kept from earlier is an error
    #[arg(long, env = "RPMSOLVE_OFFLINE", value_parser = FalseyValueParser::new())]
    pub offline: bool,
    /// Ask every repository whether it has changed, unless --offline says to ask none
    #[arg(long)]
    pub refresh: bool,
    /// A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust
    #[arg(long = "key", value_name = "FILE|URL")]
    pub keys: Vec<String>,
    /// The fingerprint of a key that is the right one
    #[arg(long, value_name = "FINGERPRINT")]
    #[serde(deserialize_with = "texts")]
    #[schemars(with = "Vec<String>")]
    pub trust: Vec<Fingerprint>,
    /// Check no signatures: believe whatever comes
    #[arg(long)]
    pub no_verify: bool,
    /// Where Amazon Linux is mirrored, for the presets
    #[arg(long, value_name = "URL", env = "RPMSOLVE_AMAZON_LINUX")]
    pub amazon_linux: Option<String>,
}

impl NetworkOptions {
    /// The same for the library. What is fetched goes to `cache`, or else to the user's own.
    pub(crate) fn to_network(&self, cache: Option<&Path>, session: &Session) -> Network {
        let usual = || CacheDirectory::usual().map(|directory| directory.path().to_owned());
        // What is wrong with proxies and passwords is nothing to verbs that do without the network.
        let (environment, error) = Environment::of_process();
        session.warn(&error.iter().map(ToString::to_string).collect::<Vec<_>>());
        Network {
            directory: cache.map(PathBuf::from).or_else(usual),
            offline: self.offline,
            refresh: self.refresh && !self.offline,
            no_verify: self.no_verify,
            keys: self.keys.clone(),
            trusted: self.trust.clone(),
            ask: session.ask(),
            environment,
            amazon_linux: self.amazon_linux.clone(),
            watch: Some(session.watch()),
            cancel: session.cancel.clone(),
        }
    }
}

/// What is kept from one question to the next.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CacheOptions {
    /// Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is
    /// kept in the user's own (rpmsolve cache path) where none is named
    #[arg(long, value_name = "DIR", env = "RPMSOLVE_CACHE_DIR", hide_env_values = true)]
    #[arg(value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub cache: Option<PathBuf>,
}

impl CacheOptions {
    /// The directory that is named; an empty name, as an empty variable has it, names none.
    pub(crate) fn directory(&self) -> Option<&Path> {
        self.cache.as_deref().filter(|path| !path.as_os_str().is_empty())
    }
}

/// What to remove of what is kept.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CacheCleanOptions {
    /// Only these parts (default: all)
    #[arg(long, value_enum, value_name = "PART", value_delimiter = ',')]
    pub only: Vec<CachePartOption>,
    /// See [`CacheOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub kept: CacheOptions,
}

/// A part of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CachePartOption {
    /// Parsed repositories
    Pools,
    /// Metadata and keys, and what was seen of repositories
    Metadata,
    /// Packages
    Packages,
}

/// Where to look.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlaceOptions {
    /// A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm
    /// files, or a primary.xml; may be given often
    #[arg(long = "repo", value_name = "[ID=]PLACE|URL|PRESET")]
    #[arg(value_parser = clap::builder::ValueParser::new(place))]
    pub repositories: Vec<Place>,
    /// See [`ConfigurationOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub configuration: ConfigurationOptions,
    /// What is installed already, as for resolve
    #[arg(long, value_name = "PLACE")]
    pub base: Vec<String>,
    /// The architecture to install for (default: that of this machine)
    #[arg(long, default_value = std::env::consts::ARCH)]
    pub arch: String,
    /// See [`RuntimeOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub runtime: RuntimeOptions,
}

impl Default for PlaceOptions {
    fn default() -> Self {
        let SourceOptions { arch, .. } = SourceOptions::default();
        Self {
            repositories: Vec::new(),
            configuration: ConfigurationOptions::default(),
            base: Vec::new(),
            arch,
            runtime: RuntimeOptions::default(),
        }
    }
}

/// What to look for, and where.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct QueryOptions {
    /// See [`PlaceOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub place: PlaceOptions,
    /// What to look for
    #[arg(required = true, value_name = "WHAT")]
    pub what: Vec<String>,
}

/// What to make a pool of.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PoolOptions {
    /// See [`SourceOptions`].
    #[serde(flatten)]
    pub sources: SourceOptions,
    /// See [`RuntimeOptions`].
    #[serde(flatten)]
    pub runtime: RuntimeOptions,
    /// Paths that will be asked for, beside those that packages need
    pub paths: Vec<String>,
}

/// Packages by name.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct ListOptions {
    /// See [`PlaceOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub place: PlaceOptions,
    /// Names, with wildcards (default: all)
    #[arg(value_name = "PATTERN")]
    #[serde(default)]
    pub patterns: Vec<String>,
}

/// Packages to verify.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct VerifyOptions {
    /// See [`NetworkOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub network: NetworkOptions,
    /// See [`CacheOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub kept: CacheOptions,
    /// Packages, or directories of packages
    #[arg(required = true, value_name = "FILE.rpm|DIR")]
    pub places: Vec<PathBuf>,
}

/// Testcases to replay.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct TestcaseOptions {
    /// Compare with the results in the files, and print one verdict a block
    #[arg(long)]
    #[serde(default)]
    pub check: bool,
    /// The testcases
    #[arg(required = true, value_name = "FILE.t")]
    pub files: Vec<PathBuf>,
}
