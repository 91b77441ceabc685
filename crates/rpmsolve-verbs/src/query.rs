//! Questions about packages that need no solver. With a runtime they say what that has already.

use rpmsolve::metadata::{Field, RelationKind};
use rpmsolve::report::SCHEMA;
use rpmsolve::{Capability, Pool, Request, Solvable, SolvableId, SpecError, rpm_arch};
use rpmsolve_layer::{Held, Profile};
use rpmsolve_repo::{Load, Loaded};
use schemars::JsonSchema;
use serde::Serialize;

use crate::options::{ListOptions, PlaceOptions, QueryOptions, written};
use crate::profile::find_profile;
use crate::resolve::load;
use crate::{Answer, Session, VerbError};

/// What was found, as a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FoundDocument {
    /// The version of the document.
    pub schema: u32,
    /// `ok`, or `none` if nothing was found.
    pub status: &'static str,
    /// The runtime that was asked, or null.
    pub runtime: Option<String>,
    /// What it has of what was asked for.
    pub in_runtime: Vec<Held>,
    /// The packages.
    pub packages: Vec<PackageInfo>,
}

/// A package that was found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PackageInfo {
    /// Its name.
    pub name: String,
    /// Its name, epoch, version, release and architecture.
    pub nevra: String,
    /// The repository that it is in.
    pub repo: String,
    /// What it is, in a line.
    pub summary: String,
    /// The runtime's own package of that name, if there is one.
    pub in_runtime: Option<String>,
    /// Everything else, if that was asked.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
}

/// Everything about a package.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of the package's metadata")]
pub struct Details {
    pub description: String,
    pub url: String,
    pub license: String,
    pub vendor: String,
    pub source_rpm: String,
    pub location: String,
    pub size_download: u64,
    pub size_installed: u64,
    pub time_build: u64,
    pub provides: Vec<String>,
    pub requires: Vec<String>,
    pub conflicts: Vec<String>,
    pub obsoletes: Vec<String>,
    pub recommends: Vec<String>,
    pub suggests: Vec<String>,
    pub supplements: Vec<String>,
    pub enhances: Vec<String>,
    pub files: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it was looked for.
    pub loaded: Loaded,
    /// The runtime that was asked, if one was.
    pub profile: Option<Profile>,
    /// What it has, for each thing that was asked for.
    pub held: Vec<(String, Vec<Held>)>,
    packages: Vec<SolvableId>,
    with_details: bool,
}

impl Found {
    /// The packages, in the order in which they are to be shown.
    pub fn packages(&self) -> impl Iterator<Item = Solvable<'_>> {
        self.packages.iter().map(|&id| self.loaded.pool.solvable(id))
    }

    /// The runtime's own package of a package's name.
    pub fn in_runtime(&self, solvable: Solvable<'_>) -> Option<String> {
        in_runtime(self.profile.as_ref(), solvable)
    }

    fn info(&self, solvable: Solvable<'_>) -> PackageInfo {
        PackageInfo::new(solvable, self.profile.as_ref(), self.with_details)
    }
}

impl Answer for Found {
    type Document = FoundDocument;

    fn is_yes(&self) -> bool {
        !self.packages.is_empty() || self.held.iter().any(|(_, held)| !held.is_empty())
    }

    fn into_document(self, _: &Session) -> FoundDocument {
        FoundDocument {
            schema: SCHEMA,
            status: if self.is_yes() { "ok" } else { "none" },
            packages: self.packages().map(|solvable| self.info(solvable)).collect(),
            runtime: self.profile.map(|profile| profile.runtime),
            in_runtime: self.held.into_iter().flat_map(|(_, held)| held).collect(),
        }
    }
}

/// Where a question is asked.
struct Asked {
    loaded: Loaded,
    profile: Option<Profile>,
}

impl Asked {
    /// Opens repositories, a runtime, or both. `paths` are looked for in file lists.
    fn open(options: &PlaceOptions, paths: Vec<String>, session: &Session) -> Result<Self, VerbError> {
        let profile = find_profile(&options.runtime, None, &options.arch)?;
        let has_repositories =
            !options.repositories.is_empty() || !options.configuration.repo_files.is_empty();
        if profile.is_none() && !has_repositories && options.base.is_empty() {
            return Err(VerbError::usage("nowhere to look: give --repo, --repofile, --runtime or several"));
        }
        let (repositories, priorities) = written(&options.repositories);
        let wanted = Load {
            repositories,
            priorities,
            base: options.base.clone(),
            arch: rpm_arch(&options.arch).to_owned(),
            paths,
            ..options.configuration.to_load(session)
        };
        Ok(Self { loaded: load(&wanted, session)?, profile })
    }

    /// What was found, beside what the runtime has.
    fn found(self, what: &[String], packages: Vec<SolvableId>, with_details: bool) -> Found {
        let has = |profile: &Profile| what.iter().map(|what| (what.clone(), profile.has(what))).collect();
        let held = self.profile.as_ref().map(has).unwrap_or_default();
        Found { loaded: self.loaded, profile: self.profile, held, packages, with_details }
    }
}

/// Finds packages by words: all of them must occur in a package's name or summary. The newest of each name, names that
/// match best first.
///
/// # Errors
///
/// [`VerbError`] for what is wrong with the repositories; that there is no such package is an answer.
pub fn search(options: &QueryOptions, session: &Session) -> Result<Found, VerbError> {
    let asked = Asked::open(&options.place, Vec::new(), session)?;
    let words: Vec<String> = options.what.iter().map(|word| word.to_lowercase()).collect();
    let mut found: Vec<(u8, Solvable<'_>)> = Vec::new();
    for name in asked.loaded.pool.names() {
        let Some(newest) = newest(&asked.loaded.pool, name) else { continue };
        let (name, summary) = (name.to_lowercase(), newest.field(Field::Summary).to_lowercase());
        let rank = |word: &String| match () {
            () if name == *word => Some(0),
            () if name.contains(word.as_str()) => Some(1),
            () if summary.contains(word.as_str()) => Some(2),
            () => None,
        };
        let ranks: Option<Vec<u8>> = words.iter().map(rank).collect();
        if let Some(worst) = ranks.and_then(|ranks| ranks.into_iter().max()) {
            found.push((worst, newest));
        }
    }
    found.sort_by_key(|(rank, solvable)| (*rank, solvable.name()));
    let found = found.into_iter().map(|(_, solvable)| solvable.id()).collect();
    Ok(asked.found(&options.what, found, false))
}

/// Lists the newest package of every name that a pattern matches.
///
/// # Errors
///
/// As [`search`].
pub fn list(options: &ListOptions, session: &Session) -> Result<Found, VerbError> {
    let asked = Asked::open(&options.place, Vec::new(), session)?;
    let pool = &asked.loaded.pool;
    let all = ["*".to_owned()];
    let patterns = if options.patterns.is_empty() { &all[..] } else { &options.patterns };
    let mut found = Vec::new();
    for pattern in patterns {
        found.extend(meant(pool, pattern)?.into_iter().filter_map(|solvable| newest(pool, solvable.name())));
    }
    found.sort_by_key(|solvable| (solvable.name(), solvable.id()));
    let mut found: Vec<SolvableId> = found.iter().map(Solvable::id).collect();
    found.dedup();
    Ok(asked.found(&options.patterns, found, false))
}

/// Shows everything about the packages that the specs mean.
///
/// # Errors
///
/// As [`search`].
pub fn info(options: &QueryOptions, session: &Session) -> Result<Found, VerbError> {
    let paths = options.what.iter().filter(|spec| spec.starts_with('/')).cloned().collect();
    let asked = Asked::open(&options.place, paths, session)?;
    let mut found = Vec::new();
    for spec in &options.what {
        found.extend(meant(&asked.loaded.pool, spec)?.iter().map(Solvable::id));
    }
    found.sort_unstable();
    found.dedup();
    Ok(asked.found(&options.what, found, true))
}

/// All packages that a spec means: those that would be excluded with it.
pub(crate) fn meant<'a>(pool: &'a Pool, spec: &str) -> Result<Vec<Solvable<'a>>, SpecError> {
    let mut request = Request::default();
    request.exclude(pool, spec)?;
    Ok(request.excluded.into_iter().map(|id| pool.solvable(id)).collect())
}

/// Says who provides a capability, or contains a path; a bare name is looked for in the directories of programs too, and
/// a soname is that of a 64-bit library as well.
///
/// # Errors
///
/// As [`search`].
pub fn provides(options: &QueryOptions, session: &Session) -> Result<Found, VerbError> {
    let mut paths: Vec<String> = options.what.iter().flat_map(|what| in_directories(what)).collect();
    paths.extend(options.what.iter().filter(|what| what.starts_with('/')).cloned());
    let asked = Asked::open(&options.place, paths, session)?;
    let mut found = Vec::new();
    for what in &options.what {
        found.extend(providers(&asked.loaded.pool, what)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(asked.found(&options.what, found, false))
}

/// The packages that provide something, as [`provides`] says.
pub(crate) fn providers(pool: &Pool, what: &str) -> Result<Vec<SolvableId>, SpecError> {
    let capability: Capability = what
        .parse()
        .map_err(|error| SpecError::Dependency { spec: what.to_owned(), reason: format!("{error}") })?;
    let mut found = pool.what_provides(&capability);
    if !what.starts_with('/') && capability.constraint.is_none() {
        let mut others = in_directories(what).to_vec();
        others.push(format!("{what}()(64bit)"));
        for name in others {
            let capability = Capability { name, constraint: None };
            found.extend(pool.what_provides(&capability));
        }
    }
    Ok(found.iter().map(Solvable::id).collect())
}

fn in_directories(what: &str) -> [String; 4] {
    PROGRAM_DIRECTORIES.map(|directory| format!("{directory}/{what}"))
}

const PROGRAM_DIRECTORIES: [&str; 4] = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];

fn newest<'a>(pool: &'a Pool, name: &str) -> Option<Solvable<'a>> {
    pool.named(name).max_by_key(|solvable| solvable.evr())
}

fn in_runtime(profile: Option<&Profile>, solvable: Solvable<'_>) -> Option<String> {
    let packages = &profile?.packages;
    Some(packages.iter().find(|package| package.name == solvable.name())?.to_string())
}

impl PackageInfo {
    pub(crate) fn new(solvable: Solvable<'_>, profile: Option<&Profile>, with_details: bool) -> Self {
        let text = |field| solvable.field(field).to_owned();
        let list = |kind| solvable.relations(kind).collect();
        Self {
            name: solvable.name().to_owned(),
            nevra: solvable.nevra(),
            repo: solvable.repository().to_owned(),
            summary: text(Field::Summary),
            in_runtime: in_runtime(profile, solvable),
            details: with_details.then(|| Details {
                description: text(Field::Description),
                url: text(Field::Url),
                license: text(Field::License),
                vendor: text(Field::Vendor),
                source_rpm: text(Field::SourceRpm),
                location: text(Field::Location),
                size_download: solvable.size_download_bytes(),
                size_installed: solvable.size_installed_bytes(),
                time_build: solvable.time_build(),
                provides: list(RelationKind::Provides),
                requires: list(RelationKind::Requires),
                conflicts: list(RelationKind::Conflicts),
                obsoletes: list(RelationKind::Obsoletes),
                recommends: list(RelationKind::Recommends),
                suggests: list(RelationKind::Suggests),
                supplements: list(RelationKind::Supplements),
                enhances: list(RelationKind::Enhances),
                files: solvable.files().map(str::to_owned).collect(),
            }),
        }
    }
}
