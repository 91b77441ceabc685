//! From the names of repositories to a pool: the one way in for the command and the language bindings.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rpmsolve::metadata::{Comps, Field};
use rpmsolve::{ArchPolicy, Modules, Nevra, Pool, PoolBuilder, RepositoryId, RepositoryOptions, Solvable};

use crate::{RepoError, Runtime, Source, add_nevras, read_nevras, rpmdb};

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
    /// The sources of the base.
    pub base: Vec<Source>,
    /// What is missing and could be done without, as sentences for people.
    pub warnings: Vec<String>,
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
        let mut builder = PoolBuilder::new(ArchPolicy::new(&self.arch));
        let mut sources: Vec<(Source, RepositoryId)> = Vec::new();
        let mut modules = Modules::default();
        let mut warnings = Vec::new();
        for (number, spec) in self.repositories.iter().enumerate() {
            let source = Source::open(spec, &format!("r{number}"))?;
            let repository = builder.add_repository(source.id(), self.options(source.id()));
            source.add_packages(&mut builder, repository)?;
            allow_missing(
                source.add_modules(&mut modules),
                "packages of all module streams can be chosen",
                &mut warnings,
            )?;
            sources.push((source, repository));
        }
        let base = self.add_base(&mut builder)?;
        let wants_lists = !builder.unlisted_paths().is_empty()
            || self.paths.iter().any(|path| !rpmsolve::is_primary_path(path));
        if wants_lists {
            for path in &self.paths {
                builder.want_path(path);
            }
            for (source, repository) in sources.iter().chain(&base) {
                let read = source.add_file_lists(&mut builder, *repository);
                allow_missing(read, "what depends on paths in it cannot be installed", &mut warnings)?;
            }
        }
        let loaded = start.elapsed();
        let pool = builder.build()?;
        warnings.extend_from_slice(pool.warnings());
        let only_sources =
            |pairs: Vec<(Source, RepositoryId)>| pairs.into_iter().map(|(source, _)| source).collect();
        Ok(Loaded {
            pool,
            modules,
            sources: only_sources(sources),
            base: only_sources(base),
            warnings,
            load_time: loaded,
            index_time: start.elapsed() - loaded,
        })
    }

    fn options(&self, id: &str) -> RepositoryOptions {
        let mut options = RepositoryOptions::default();
        if let Some((_, priority)) = self.priorities.iter().rev().find(|(named, _)| named == id) {
            options.priority = *priority;
        }
        options.module_hotfixes = self.module_hotfixes.iter().any(|named| named == id);
        options
    }

    fn add_base(&self, builder: &mut PoolBuilder) -> Result<Vec<(Source, RepositoryId)>, RepoError> {
        if self.base.is_empty() && self.runtime.is_none() {
            return Ok(Vec::new());
        }
        let mut nevras: Vec<Nevra> = Vec::new();
        let mut places: Vec<&str> = Vec::new();
        for spec in &self.base {
            match nevra_file(spec)? {
                Some(mut listed) => nevras.append(&mut listed),
                None => places.push(spec),
            }
        }
        nevras.extend(self.runtime.iter().flat_map(|runtime| runtime.packages.iter().cloned()));
        // What packages of a list provide is known from the repositories, so these must be indexed first.
        let known = if nevras.is_empty() { None } else { Some(builder.clone().build()?) };
        let repository = builder.add_repository("base", RepositoryOptions::default());
        builder.set_base(repository);
        let mut sources = Vec::new();
        for place in places {
            let source = Source::open(place, "base")?;
            source.add_packages(builder, repository)?;
            sources.push((source, repository));
        }
        if let Some(known) = known {
            let lacks = |name: &str| self.runtime.as_ref().is_some_and(|runtime| runtime.lacks(name));
            add_nevras(builder, repository, &nevras, &known, lacks)?;
        }
        if let Some(runtime) = &self.runtime {
            let record = runtime.record(&builder.needed_names());
            builder.add_package(repository, &record)?;
        }
        Ok(sources)
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

/// Mirrors without some of the metadata are common, and most can be done without: then that is a warning, which says
/// what `follows`.
fn allow_missing(
    read: Result<(), RepoError>,
    follows: &str,
    warnings: &mut Vec<String>,
) -> Result<(), RepoError> {
    match read {
        Err(RepoError::Io { path, source }) if source.kind() == ErrorKind::NotFound => {
            warnings.push(format!("{}: not there; {follows}", path.display()));
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
