//! `rpmsolve search`, `list`, `info` and `provides`: questions that need no solver. With `--runtime` they say what a
//! Lambda runtime has already.

use rpmsolve::metadata::{Field, RelationKind};
use rpmsolve::report::SCHEMA;
use rpmsolve::{Capability, Pool, Request, Solvable, SpecError};
use rpmsolve_layer::{Held, Profile};
use rpmsolve_repo::{Load, Loaded};
use serde::Serialize;

use crate::arguments::{ListArguments, PlaceArguments, QueryArguments};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::resolve::load;

#[derive(Serialize)]
struct Found<'a> {
    schema: u32,
    status: &'static str,
    /// The runtime that was asked, or null.
    runtime: Option<&'a str>,
    /// What it has of what was asked for.
    in_runtime: &'a [Held],
    packages: Vec<PackageInfo>,
}

#[derive(Serialize)]
struct PackageInfo {
    name: String,
    nevra: String,
    repo: String,
    summary: String,
    /// The runtime's own package of that name, if there is one.
    in_runtime: Option<String>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

#[derive(Serialize)]
struct Details {
    description: String,
    url: String,
    license: String,
    vendor: String,
    source_rpm: String,
    location: String,
    size_download: u64,
    size_installed: u64,
    time_build: u64,
    provides: Vec<String>,
    requires: Vec<String>,
    conflicts: Vec<String>,
    obsoletes: Vec<String>,
    recommends: Vec<String>,
    suggests: Vec<String>,
    supplements: Vec<String>,
    enhances: Vec<String>,
    files: Vec<String>,
}

/// Where a question is asked.
struct Place {
    loaded: Loaded,
    profile: Option<Profile>,
}

impl Place {
    /// Opens repositories, a runtime, or both. `paths` are looked for in file lists.
    fn open(arguments: &PlaceArguments, paths: Vec<String>) -> Result<Self, CommandError> {
        let profile = arguments.runtime.find(None, &arguments.arch)?;
        let has_repositories =
            !arguments.repositories.is_empty() || !arguments.configuration.repo_files.is_empty();
        if profile.is_none() && !has_repositories && arguments.base.is_empty() {
            let message = "nowhere to look: give --repo, --repofile, --runtime or several".to_owned();
            return Err(CommandError::Usage { message });
        }
        let loaded = load(&Load {
            repositories: arguments.repositories.clone(),
            base: arguments.base.clone(),
            arch: arguments.arch.clone(),
            paths,
            ..arguments.configuration.to_load()
        })?;
        Ok(Place { loaded, profile })
    }

    /// What the runtime has of `what`; what it has not is told to people here and now.
    fn held(&self, what: &[String], json: bool) -> Vec<Held> {
        let Some(profile) = &self.profile else { return Vec::new() };
        let mut all = Vec::new();
        for what in what {
            let held = profile.has(what);
            if held.is_empty() && !json {
                println!("{} has no {what}", profile.runtime);
            }
            all.extend(held);
        }
        all
    }
}

/// All words must occur in a package's name or summary. The newest of each name, names that match best first.
pub(crate) fn search(arguments: &QueryArguments, json: bool) -> Result<Status, CommandError> {
    let place = Place::open(&arguments.place, Vec::new())?;
    let words: Vec<String> = arguments.what.iter().map(|word| word.to_lowercase()).collect();
    let mut found: Vec<(u8, Solvable<'_>)> = Vec::new();
    for name in place.loaded.pool.names() {
        let Some(newest) = newest(&place.loaded.pool, name) else { continue };
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
    let found = found.into_iter().map(|(_, solvable)| solvable).collect();
    print(&place, &place.held(&arguments.what, json), found, false, json)
}

/// The newest package of every name that a pattern matches.
pub(crate) fn list(arguments: &ListArguments, json: bool) -> Result<Status, CommandError> {
    let place = Place::open(&arguments.place, Vec::new())?;
    let pool = &place.loaded.pool;
    let all = ["*".to_owned()];
    let patterns = if arguments.patterns.is_empty() { &all[..] } else { &arguments.patterns };
    let mut found = Vec::new();
    for pattern in patterns {
        found.extend(meant(pool, pattern)?.into_iter().filter_map(|solvable| newest(pool, solvable.name())));
    }
    found.sort_by_key(|solvable| (solvable.name(), solvable.id()));
    found.dedup_by_key(|solvable| solvable.id());
    print(&place, &place.held(&arguments.patterns, json), found, false, json)
}

/// Everything about the packages that the specs mean.
pub(crate) fn info(arguments: &QueryArguments, json: bool) -> Result<Status, CommandError> {
    let paths = arguments.what.iter().filter(|spec| spec.starts_with('/')).cloned().collect();
    let place = Place::open(&arguments.place, paths)?;
    let mut found = Vec::new();
    for spec in &arguments.what {
        found.extend(meant(&place.loaded.pool, spec)?);
    }
    found.sort_unstable_by_key(|solvable| solvable.id());
    found.dedup_by_key(|solvable| solvable.id());
    print(&place, &place.held(&arguments.what, json), found, true, json)
}

/// All packages that a spec means: those that would be excluded with it.
fn meant<'a>(pool: &'a Pool, spec: &str) -> Result<Vec<Solvable<'a>>, SpecError> {
    let mut request = Request::default();
    request.exclude(pool, spec)?;
    Ok(request.excluded.into_iter().map(|id| pool.solvable(id)).collect())
}

/// Who provides a capability, or contains a path; a bare name is looked for in the directories of programs too, and a
/// soname is that of a 64-bit library as well.
pub(crate) fn provides(arguments: &QueryArguments, json: bool) -> Result<Status, CommandError> {
    let in_directories = |what: &String| PROGRAM_DIRECTORIES.map(|directory| format!("{directory}/{what}"));
    let mut paths: Vec<String> = arguments.what.iter().flat_map(in_directories).collect();
    paths.extend(arguments.what.iter().filter(|what| what.starts_with('/')).cloned());
    let place = Place::open(&arguments.place, paths)?;
    let pool = &place.loaded.pool;
    let mut found = Vec::new();
    for what in &arguments.what {
        let capability: Capability = what
            .parse()
            .map_err(|error| SpecError::Dependency { spec: what.clone(), reason: format!("{error}") })?;
        found.extend(pool.what_provides(&capability));
        if !what.starts_with('/') && capability.constraint.is_none() {
            let mut others = in_directories(what).to_vec();
            others.push(format!("{what}()(64bit)"));
            for name in others {
                found.extend(pool.what_provides(&Capability { name, constraint: None }));
            }
        }
    }
    found.sort_unstable_by_key(|solvable| solvable.id());
    found.dedup_by_key(|solvable| solvable.id());
    print(&place, &place.held(&arguments.what, json), found, false, json)
}

const PROGRAM_DIRECTORIES: [&str; 4] = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];

fn newest<'a>(pool: &'a Pool, name: &str) -> Option<Solvable<'a>> {
    pool.named(name).max_by_key(|solvable| solvable.evr())
}

fn print(
    place: &Place,
    held: &[Held],
    found: Vec<Solvable<'_>>,
    with_details: bool,
    json: bool,
) -> Result<Status, CommandError> {
    let is_none = found.is_empty() && held.is_empty();
    let profile = place.profile.as_ref();
    if json {
        let info = |solvable: &Solvable<'_>| package_info(*solvable, profile, with_details);
        let packages = found.iter().map(info).collect();
        let status = if is_none { "none" } else { "ok" };
        let runtime = profile.map(|profile| profile.runtime.as_str());
        print_json(&Found { schema: SCHEMA, status, runtime, in_runtime: held, packages })?;
    } else {
        if let Some(profile) = profile {
            for held in held {
                println!("{} has {}: {}", profile.runtime, held.what, held.name);
            }
        }
        for solvable in &found {
            let own = in_runtime(*solvable, profile);
            if with_details {
                print_details(*solvable, own);
            } else {
                let mark = if own.is_some() { "  (in the runtime)" } else { "" };
                let (repository, summary) = (solvable.repository(), solvable.field(Field::Summary));
                println!("{solvable}  {repository}  {summary}{mark}");
            }
        }
        if is_none {
            eprintln!("nothing found");
        }
    }
    Ok(if is_none { Status::No } else { Status::Done })
}

/// The runtime's own package of a package's name.
fn in_runtime(solvable: Solvable<'_>, profile: Option<&Profile>) -> Option<String> {
    let own = profile?.packages.iter().find(|package| package.name == solvable.name())?;
    Some(own.to_string())
}

fn package_info(solvable: Solvable<'_>, profile: Option<&Profile>, with_details: bool) -> PackageInfo {
    let text = |field| solvable.field(field).to_owned();
    let list = |kind| solvable.relations(kind).collect();
    PackageInfo {
        name: solvable.name().to_owned(),
        nevra: solvable.nevra(),
        repo: solvable.repository().to_owned(),
        summary: text(Field::Summary),
        in_runtime: in_runtime(solvable, profile),
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

fn print_details(solvable: Solvable<'_>, in_runtime: Option<String>) {
    println!("Name         : {}", solvable.name());
    println!("Version      : {}", solvable.evr());
    println!("Architecture : {}", solvable.arch());
    println!("Repository   : {}", solvable.repository());
    if let Some(own) = in_runtime {
        println!("In runtime   : {own}");
    }
    println!("Download     : {}", human_bytes(solvable.size_download_bytes()));
    println!("Installed    : {}", human_bytes(solvable.size_installed_bytes()));
    for (label, field) in [
        ("Summary", Field::Summary),
        ("URL", Field::Url),
        ("License", Field::License),
        ("Vendor", Field::Vendor),
        ("Source", Field::SourceRpm),
    ] {
        if !solvable.field(field).is_empty() {
            println!("{label:<13}: {}", solvable.field(field));
        }
    }
    for (label, kind) in [
        ("Provides", RelationKind::Provides),
        ("Requires", RelationKind::Requires),
        ("Conflicts", RelationKind::Conflicts),
        ("Obsoletes", RelationKind::Obsoletes),
        ("Recommends", RelationKind::Recommends),
        ("Suggests", RelationKind::Suggests),
        ("Supplements", RelationKind::Supplements),
        ("Enhances", RelationKind::Enhances),
    ] {
        for (number, relation) in solvable.relations(kind).enumerate() {
            println!("{:<13}: {relation}", if number == 0 { label } else { "" });
        }
    }
    if !solvable.field(Field::Description).is_empty() {
        println!("Description  :\n{}", solvable.field(Field::Description));
    }
    println!();
}
