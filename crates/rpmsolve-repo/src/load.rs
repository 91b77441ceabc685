//! From the names of repositories to a pool: the one way in for the command and the language bindings.

use std::io::ErrorKind;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rpmsolve::metadata::{Comps, Field};
use rpmsolve::{
    ArchPolicy, Modules, Nevra, Pool, PoolBuilder, RepositoryId, RepositoryOptions, Request, Solvable,
    SpecError,
};

use crate::cache::Cache;
use crate::{
    ConfigError, RepoError, RepositoryConfig, Runtime, Source, Variables, add_nevras, read_nevras, rpmdb,
};

/// What to load.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::Load;
///
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
/// let load = Load { repositories: vec![format!("demo={demo}")], arch: "x86_64".into(), ..Load::default() };
/// assert!(load.run()?.pool.named("hello").count() > 1);
/// # Ok::<(), rpmsolve_repo::RepoError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// The repositories, each `[id=]PLACE`; those without an id are called r0, r1 …
    pub repositories: Vec<String>,
    /// `.repo` files that describe more of them, or directories of such files.
    pub repo_files: Vec<PathBuf>,
    /// The ids of repositories that are used although their description says that they are off.
    pub enabled_repositories: Vec<String>,
    /// Directories of variables for those files, as `/etc/dnf/vars`, in the order in which they are read.
    pub variable_directories: Vec<PathBuf>,
    /// Variables that are set whatever the directories say, such as `releasever`.
    pub variables: Vec<(String, String)>,
    /// What is installed already: root file systems with an rpm database, repositories of the installed packages, or
    /// files with NEVRAs.
    pub base: Vec<String>,
    /// A runtime image of which more is known than its packages.
    pub runtime: Option<Runtime>,
    /// The architecture to install for.
    pub arch: String,
    /// Repositories' priorities as in dnf.conf(5): the lower number wins; 99 where none is given.
    pub priorities: Vec<(String, i32)>,
    /// The ids of repositories of hotfixes, whose packages no module stream hides (dnf.conf(5), `module_hotfixes`).
    pub module_hotfixes: Vec<String>,
    /// Paths that will be asked for, beside those that packages need.
    pub paths: Vec<String>,
    /// A directory where pools are kept, and found again by the next load of the same sources. It is made if it is not
    /// there, and several processes may share it.
    pub cache: Option<PathBuf>,
    /// On how many threads to read; `None` for as many as there are processors.
    pub threads: Option<NonZero<usize>>,
}

/// A pool, and where its packages are to be had.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The pool.
    pub pool: Pool,
    /// The module streams that its packages belong to. None of them is active until somebody says so.
    pub modules: Modules,
    /// The repositories, in order.
    pub sources: Vec<Source>,
    /// What `.repo` files say of those that they describe.
    pub configs: Vec<RepositoryConfig>,
    /// The sources of the base.
    pub base: Vec<Source>,
    /// What is missing and could be done without, as sentences for people.
    pub warnings: Vec<String>,
    /// Whether the pool was found in the cache.
    pub is_cached: bool,
    /// How long reading took.
    pub load_time: Duration,
    /// How long it took to work out who provides what.
    pub index_time: Duration,
}

impl Load {
    /// Loads everything.
    ///
    /// File lists are read only if some package, or [`Self::paths`], names a path that primary metadata do not
    /// list; groups when [`Loaded::comps`] is called. File lists and module streams may be missing, with a warning.
    ///
    /// # Errors
    ///
    /// [`RepoError`] for whatever is missing, damaged or hostile.
    pub fn run(&self) -> Result<Loaded, RepoError> {
        let start = Instant::now();
        let Opened { sources, configs, mut warnings } = self.open()?;
        let (base, nevras) = self.open_base()?;
        let options = |id: &str| self.options(id, &configs);
        let cache = Cache::of(self, &sources, options, &base, &nevras);
        let known = cache.as_ref().and_then(Cache::read);
        let is_cached = known.is_some();
        let (pool, loaded) = match known {
            Some(pool) => (pool, start.elapsed()),
            None => {
                let builder = self.build(&sources, options, &base, &nevras)?;
                let loaded = start.elapsed();
                (builder.build()?, loaded)
            }
        };
        let indexed = start.elapsed();
        warnings.extend_from_slice(pool.warnings());
        if let Some(cache) = cache.filter(|_| !is_cached)
            && let Err(error) = cache.write(&pool)
        {
            warnings.push(format!("{}: the cache cannot be written: {error}", cache.directory().display()));
        }
        let mut modules = Modules::default();
        for source in &sources {
            allow_missing(
                source.add_modules(&mut modules),
                "packages of all module streams can be chosen",
                |warning| warnings.push(warning),
            )?;
        }
        Ok(Loaded {
            pool,
            modules,
            sources,
            configs,
            base,
            warnings,
            is_cached,
            load_time: loaded,
            index_time: indexed - loaded,
        })
    }

    /// Opens what was named and what is configured.
    fn open(&self) -> Result<Opened, RepoError> {
        let named = self.repositories.iter().enumerate();
        let named = named.map(|(number, spec)| Source::open(spec, &format!("r{number}")));
        let mut opened =
            Opened { sources: named.collect::<Result<_, _>>()?, configs: Vec::new(), warnings: Vec::new() };
        for config in self.configured(&mut opened.warnings)? {
            // By its id a repository has its options, and its packages their place.
            if opened.sources.iter().any(|source| source.id() == config.id) {
                let (path, line) = config.origin;
                return Err(ConfigError::NamedAsWell { path, line, repository: config.id }.into());
            }
            if [config.gpgcheck, config.repo_gpgcheck].contains(&Some(true)) {
                let warning = "its description asks for signatures to be checked, which is not done yet";
                opened.warnings.push(format!("{}: {warning}", config.id));
            }
            match Source::open_configured(&config) {
                Err(error) if config.skip_if_unavailable => {
                    opened
                        .warnings
                        .push(format!("{}: left out, as its description allows: {error}", config.id));
                }
                source => {
                    opened.sources.push(source?);
                    opened.configs.push(config);
                }
            }
        }
        Ok(opened)
    }

    /// The configured repositories that are to be used.
    fn configured(&self, warnings: &mut Vec<String>) -> Result<Vec<RepositoryConfig>, RepoError> {
        if self.repo_files.is_empty() && self.enabled_repositories.is_empty() {
            return Ok(Vec::new());
        }
        let mut variables = Variables::new(&self.arch);
        for directory in &self.variable_directories {
            variables.read_directory(directory)?;
        }
        self.variables.iter().for_each(|(name, value)| variables.set(name, value));
        let mut configs = RepositoryConfig::read(&self.repo_files, &variables, warnings)?;
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

    /// Reads everything that a pool is built of.
    fn build(
        &self,
        sources: &[Source],
        options: impl Fn(&str) -> RepositoryOptions,
        base: &[Source],
        nevras: &[Nevra],
    ) -> Result<PoolBuilder, RepoError> {
        let threads =
            self.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get);
        let mut builder = PoolBuilder::new(ArchPolicy::new(&self.arch));
        let mut repositories: Vec<(&Source, RepositoryId)> = Vec::new();
        for source in sources {
            let repository = builder.add_repository(source.id(), options(source.id()));
            source.add_packages(&mut builder, repository, threads)?;
            repositories.push((source, repository));
        }
        if !self.base.is_empty() || self.runtime.is_some() {
            // What packages of a list provide is known from the repositories, so these must be indexed first.
            let known = if nevras.is_empty() { None } else { Some(builder.clone().build()?) };
            let repository = builder.add_repository("base", RepositoryOptions::default());
            builder.set_base(repository);
            for source in base {
                source.add_packages(&mut builder, repository, threads)?;
                repositories.push((source, repository));
            }
            if let Some(known) = known {
                let lacks = |name: &str| self.runtime.as_ref().is_some_and(|runtime| runtime.lacks(name));
                add_nevras(&mut builder, repository, nevras, &known, lacks)?;
            }
            if let Some(runtime) = &self.runtime {
                let record = runtime.record(&builder.needed_names());
                builder.add_package(repository, &record)?;
            }
        }
        let wants_lists = !builder.unlisted_paths().is_empty()
            || self.paths.iter().any(|path| !rpmsolve::is_primary_path(path));
        if wants_lists {
            self.paths.iter().for_each(|path| builder.want_path(path));
            for (source, repository) in repositories {
                let read = source.add_file_lists(&mut builder, repository);
                let follows = "what depends on paths in it cannot be installed";
                allow_missing(read, follows, |warning| builder.warn(warning))?;
            }
        }
        Ok(builder)
    }

    /// What was said of a repository: by the one who asks, or else by its description.
    fn options(&self, id: &str, configs: &[RepositoryConfig]) -> RepositoryOptions {
        let mut options = RepositoryOptions::default();
        if let Some(config) = configs.iter().find(|config| config.id == id) {
            (options.priority, options.module_hotfixes) = (config.priority, config.module_hotfixes);
        }
        if let Some((_, priority)) = self.priorities.iter().rev().find(|(named, _)| named == id) {
            options.priority = *priority;
        }
        options.module_hotfixes |= self.module_hotfixes.iter().any(|named| named == id);
        options
    }

    /// The base: places to read, and what is known by its NEVRA alone.
    fn open_base(&self) -> Result<(Vec<Source>, Vec<Nevra>), RepoError> {
        let mut nevras: Vec<Nevra> = Vec::new();
        let mut places = Vec::new();
        for spec in &self.base {
            match nevra_file(spec)? {
                Some(mut listed) => nevras.append(&mut listed),
                None => places.push(Source::open(spec, "base")?),
            }
        }
        nevras.extend(self.runtime.iter().flat_map(|runtime| runtime.packages.iter().cloned()));
        Ok((places, nevras))
    }
}

impl Loaded {
    /// The groups of all repositories. They are read when somebody asks: few do.
    ///
    /// # Errors
    ///
    /// [`RepoError`] if a comps.xml is missing or damaged.
    pub fn comps(&self) -> Result<Comps, RepoError> {
        let mut comps = Comps::default();
        for source in &self.sources {
            source.add_comps(&mut comps)?;
        }
        Ok(comps)
    }

    /// Excludes from a request what the descriptions of repositories say is not to be seen in them.
    pub(crate) fn hide_excluded(&self, request: &mut Request) -> Result<(), SpecError> {
        for RepositoryConfig { id, excludepkgs, includepkgs, .. } in &self.configs {
            for spec in excludepkgs {
                request.exclude_of(&self.pool, spec, id)?;
            }
            if !includepkgs.is_empty() {
                request.include_only(&self.pool, includepkgs.iter().map(String::as_str), Some(id))?;
            }
        }
        Ok(())
    }

    /// Where a package lies; `None` if it belongs to the base.
    ///
    /// # Errors
    ///
    /// [`RepoError::Escape`] if its repository's metadata lead elsewhere.
    pub fn path_of(&self, solvable: Solvable<'_>) -> Option<Result<PathBuf, RepoError>> {
        let source = self.sources.iter().find(|source| source.id() == solvable.repository())?;
        Some(source.package_path(solvable.field(Field::Location)))
    }
}

/// What packages come from, before any is read.
struct Opened {
    sources: Vec<Source>,
    configs: Vec<RepositoryConfig>,
    warnings: Vec<String>,
}

/// Mirrors without some of the metadata are common, and most can be done without: then that is a warning, which says
/// what `follows`.
fn allow_missing(
    read: Result<(), RepoError>,
    follows: &str,
    warn: impl FnOnce(String),
) -> Result<(), RepoError> {
    match read {
        Err(RepoError::Io { path, source }) if source.kind() == ErrorKind::NotFound => {
            warn(format!("{}: not there; {follows}", path.display()));
            Ok(())
        }
        result => result,
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
