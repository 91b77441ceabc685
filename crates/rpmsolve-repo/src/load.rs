//! From the names of repositories to a pool: the one way in for the command and the language bindings.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rpmsolve::metadata::{Comps, Field, FileKind, PackageRecord, RelationKind};
use rpmsolve::{
    ArchPolicy, Comparison, Modules, Nevra, Pool, PoolBuilder, RepositoryId, RepositoryOptions, Solvable,
    vercmp,
};

use crate::{RepoError, Source, add_nevras, read_nevras, rpmdb};

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

/// What is known of an image on which programs are to run.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Load, Runtime};
///
/// let runtime = Runtime { name: "image".into(), sonames: vec!["libc.so.6".into()], ..Runtime::default() };
/// let loaded = Load { runtime: Some(runtime), arch: "x86_64".into(), ..Load::default() }.run()?;
/// assert!(loaded.pool.named("image").all(|solvable| solvable.is_base()));
/// # Ok::<(), rpmsolve_repo::RepoError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Runtime {
    /// Its name.
    pub name: String,
    /// The packages that it was made of.
    pub packages: Vec<Nevra>,
    /// The shared libraries that are in its library directories.
    pub sonames: Vec<String>,
    /// The paths that it has.
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
            add_nevras(builder, repository, &nevras, &known)?;
        }
        if let Some(runtime) = &self.runtime {
            let record = runtime.record(&builder.needed_names());
            builder.add_package(repository, &record)?;
        }
        Ok(sources)
    }
}

impl Runtime {
    /// The image as a package: it provides what its libraries and paths provide, as far as anybody needs it.
    ///
    /// A library that is there provides its soname, and the symbol versions that packages ask of it; except that
    /// the C library has no versions newer than its own, if the image's packages say which that is.
    fn record(&self, needed: &[&str]) -> PackageRecord {
        let mut record = PackageRecord::default();
        record.set(Field::Name, &self.name);
        record.set(Field::Evr, "0");
        record.set(Field::Arch, "noarch");
        let sonames: HashSet<&str> = self.sonames.iter().map(String::as_str).collect();
        let paths: HashSet<&str> = self.paths.iter().map(String::as_str).collect();
        let glibc =
            self.packages.iter().find(|package| package.name == "glibc").map(|package| package.evr.version());
        for &name in needed {
            let soname = name.split_once('(').map_or(name, |(soname, _)| soname);
            let version = name
                .strip_prefix(soname)
                .and_then(|rest| rest.strip_prefix('('))
                .and_then(|rest| rest.split_once(')'));
            let is_newer_than_glibc = version.is_some_and(|(symbols, _)| {
                let wanted = symbols
                    .strip_prefix("GLIBC_")
                    .filter(|wanted| wanted.starts_with(|c: char| c.is_ascii_digit()));
                matches!((wanted, glibc), (Some(wanted), Some(glibc)) if vercmp(wanted, glibc).is_gt())
            });
            if name == "rtld(GNU_HASH)"
                || sonames.contains(soname) && soname.contains(".so") && !is_newer_than_glibc
            {
                record.add_relation(RelationKind::Provides, name, None, false);
            } else if paths.contains(name) {
                record.add_file(FileKind::File, name);
            }
        }
        record.add_relation(RelationKind::Provides, &self.name, Some((Comparison::EQUAL, "0")), false);
        record
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
