//! From the names of repositories to a pool: the one way in for the command and the language bindings.

use std::io::ErrorKind;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rpmsolve::metadata::Comps;
use rpmsolve::{
    ArchPolicy, Modules, Nevra, Pool, PoolBuilder, RepositoryId, RepositoryOptions, Request, SpecError,
};

use crate::cache::Cache;
use crate::opening::Opened;
use crate::{Network, RepoError, RepositoryConfig, Runtime, Source, add_nevras};

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
    /// The repositories, each `[id=]PLACE`: a path, a URL, or a preset (`al2023`, `al2023@2023.N.YYYYMMDD`, `al2`,
    /// `al2+extras:TOPIC`). Those without an id are called r0, r1 …, those of presets as the distribution calls them.
    pub repositories: Vec<String>,
    /// `.repo` files that describe more of them, or directories of such files.
    pub repo_files: Vec<PathBuf>,
    /// More of them, described by the program itself.
    pub described: Vec<RepositoryConfig>,
    /// The ids of repositories that are used although their description says that they are off.
    pub enabled_repositories: Vec<String>,
    /// Directories of variables for those files, as `/etc/dnf/vars`, in the order in which they are read.
    pub variable_directories: Vec<PathBuf>,
    /// Variables that are set whatever the directories say, such as `releasever`.
    pub variables: Vec<(String, String)>,
    /// Options of repositories that are set whatever the descriptions say: `key`, or `id.key` for one of them, and its
    /// value (dnf.conf(5), [`Access`](crate::Access)).
    pub options: Vec<(String, String)>,
    /// How the network may be used.
    pub network: Network,
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
    /// The file that the pool is kept in, if it is: see [`Load::cache`].
    pub cache_file: Option<PathBuf>,
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
        match self.run_once() {
            // The server has something else by now than when it was last asked.
            Err(RepoError::Outdated { .. }) if !self.network.refresh => {
                let network = Network { refresh: true, ..self.network.clone() };
                Self { network, ..self.clone() }.run_once()
            }
            loaded => loaded,
        }
    }

    fn run_once(&self) -> Result<Loaded, RepoError> {
        let start = Instant::now();
        let Opened { sources, configs, base, nevras, mut warnings } = self.open()?;
        let options = |id: &str| self.options(id, &configs);
        let is_remote = sources.iter().chain(&base).any(|source| source.remote().is_some());
        let directory = self.cache.as_ref().or(self.network.directory.as_ref().filter(|_| is_remote));
        let cache =
            directory.and_then(|directory| Cache::of(self, directory, &sources, options, &base, &nevras));
        let known = cache.as_ref().and_then(Cache::read);
        let is_cached = known.is_some();
        let (pool, loaded, is_whole) = match known {
            Some(pool) => (pool, start.elapsed(), true),
            None => {
                let (builder, is_whole) = self.build(&sources, options, &base, &nevras)?;
                let loaded = start.elapsed();
                (builder.build()?, loaded, is_whole)
            }
        };
        let indexed = start.elapsed();
        warnings.extend_from_slice(pool.warnings());
        // What a server does not have today it may have tomorrow.
        let mut kept = cache.filter(|_| is_whole || !is_remote);
        if let Some(cache) = kept.as_ref().filter(|_| !is_cached)
            && let Err(error) = cache.write(&pool)
        {
            warnings.push(format!("{}: the cache cannot be written: {error}", cache.directory().display()));
            kept = None;
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
            cache_file: kept.map(|cache| cache.path()),
            load_time: loaded,
            index_time: indexed - loaded,
        })
    }

    /// Reads everything that a pool is built of, and says whether nothing was missing.
    fn build(
        &self,
        sources: &[Source],
        options: impl Fn(&str) -> RepositoryOptions,
        base: &[Source],
        nevras: &[Nevra],
    ) -> Result<(PoolBuilder, bool), RepoError> {
        let threads =
            self.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get);
        let mut builder = PoolBuilder::new(ArchPolicy::new(&self.arch));
        let mut repositories: Vec<(&Source, RepositoryId)> = Vec::new();
        for source in sources {
            let repository = builder.add_repository(source.id(), options(source.id()));
            source.add_packages(&mut builder, repository, threads, &self.network.cancel)?;
            repositories.push((source, repository));
        }
        if !self.base.is_empty() || self.runtime.is_some() {
            // What packages of a list provide is known from the repositories, so these must be indexed first.
            let known = if nevras.is_empty() { None } else { Some(builder.clone().build()?) };
            let repository = builder.add_repository("base", RepositoryOptions::default());
            builder.set_base(repository);
            for source in base {
                source.add_packages(&mut builder, repository, threads, &self.network.cancel)?;
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
        let mut is_whole = true;
        let wants_lists = !builder.unlisted_paths().is_empty()
            || self.paths.iter().any(|path| !rpmsolve::is_primary_path(path));
        if wants_lists {
            self.paths.iter().for_each(|path| builder.want_path(path));
            for (source, repository) in repositories {
                let read = source.add_file_lists(&mut builder, repository);
                let follows = "what depends on paths in it cannot be installed";
                allow_missing(read, follows, |warning| {
                    is_whole = false;
                    builder.warn(warning);
                })?;
            }
        }
        Ok((builder, is_whole))
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
        Err(error) if error.is_withheld() => {
            warn(format!("{error}; {follows}"));
            Ok(())
        }
        result => result,
    }
}
