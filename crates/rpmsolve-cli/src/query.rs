//! `rpmsolve search`, `info` and `provides`: questions that need no solver.

use rpmsolve::metadata::{Field, RelationKind};
use rpmsolve::report::SCHEMA;
use rpmsolve::{Capability, Pool, Request, Solvable, SpecError};
use rpmsolve_repo::Load;
use serde::Serialize;

use crate::arguments::QueryArguments;
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::resolve::{load, load_of};

#[derive(Serialize)]
struct Found {
    schema: u32,
    status: &'static str,
    packages: Vec<PackageInfo>,
}

#[derive(Serialize)]
struct PackageInfo {
    name: String,
    nevra: String,
    repo: String,
    summary: String,
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

/// All words must occur in a package's name or summary. The newest of each name, names that match best first.
pub(crate) fn search(arguments: &QueryArguments, json: bool) -> Result<Status, CommandError> {
    let loaded = load(&load_of(&arguments.sources))?;
    let words: Vec<String> = arguments.what.iter().map(|word| word.to_lowercase()).collect();
    let mut found: Vec<(u8, Solvable<'_>)> = Vec::new();
    for name in loaded.pool.names() {
        let Some(newest) = newest(&loaded.pool, name) else { continue };
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
    print(found.into_iter().map(|(_, solvable)| solvable).collect(), false, json)
}

/// Everything about the packages that the specs mean.
pub(crate) fn info(arguments: &QueryArguments, json: bool) -> Result<Status, CommandError> {
    let paths = arguments.what.iter().filter(|spec| spec.starts_with('/')).cloned().collect();
    let loaded = load(&Load { paths, ..load_of(&arguments.sources) })?;
    let mut ids = Vec::new();
    for spec in &arguments.what {
        // To exclude a spec is to name all packages that it means.
        let mut request = Request::default();
        request.exclude(&loaded.pool, spec)?;
        ids.extend(request.excluded);
    }
    ids.sort_unstable();
    ids.dedup();
    print(ids.into_iter().map(|id| loaded.pool.solvable(id)).collect(), true, json)
}

/// Who provides a capability, or contains a path; a bare name is looked for in the directories of programs too.
pub(crate) fn provides(arguments: &QueryArguments, json: bool) -> Result<Status, CommandError> {
    let in_directories = |what: &String| PROGRAM_DIRECTORIES.map(|directory| format!("{directory}/{what}"));
    let mut paths: Vec<String> = arguments.what.iter().flat_map(in_directories).collect();
    paths.extend(arguments.what.iter().filter(|what| what.starts_with('/')).cloned());
    let loaded = load(&Load { paths, ..load_of(&arguments.sources) })?;
    let mut ids = Vec::new();
    for what in &arguments.what {
        let capability: Capability = what
            .parse()
            .map_err(|error| SpecError::Dependency { spec: what.clone(), reason: format!("{error}") })?;
        ids.extend(loaded.pool.what_provides(&capability).into_iter().map(|solvable| solvable.id()));
        if !what.starts_with('/') && capability.constraint.is_none() {
            for directory in PROGRAM_DIRECTORIES {
                let program = Capability { name: format!("{directory}/{what}"), constraint: None };
                ids.extend(loaded.pool.what_provides(&program).into_iter().map(|solvable| solvable.id()));
            }
        }
    }
    ids.sort_unstable();
    ids.dedup();
    print(ids.into_iter().map(|id| loaded.pool.solvable(id)).collect(), false, json)
}

const PROGRAM_DIRECTORIES: [&str; 4] = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];

fn newest<'a>(pool: &'a Pool, name: &str) -> Option<Solvable<'a>> {
    pool.named(name).max_by_key(|solvable| solvable.evr())
}

fn print(found: Vec<Solvable<'_>>, with_details: bool, json: bool) -> Result<Status, CommandError> {
    let status = if found.is_empty() { Status::No } else { Status::Done };
    if json {
        let packages = found.iter().map(|solvable| package_info(*solvable, with_details)).collect();
        let status = if status == Status::Done { "ok" } else { "none" };
        print_json(&Found { schema: SCHEMA, status, packages })?;
    } else if found.is_empty() {
        eprintln!("nothing found");
    } else if with_details {
        for solvable in found {
            print_details(solvable);
        }
    } else {
        for solvable in found {
            println!("{solvable}  {}  {}", solvable.repository(), solvable.field(Field::Summary));
        }
    }
    Ok(status)
}

fn package_info(solvable: Solvable<'_>, with_details: bool) -> PackageInfo {
    let text = |field| solvable.field(field).to_owned();
    let list = |kind| solvable.relations(kind).collect();
    PackageInfo {
        name: solvable.name().to_owned(),
        nevra: solvable.nevra(),
        repo: solvable.repository().to_owned(),
        summary: text(Field::Summary),
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

fn print_details(solvable: Solvable<'_>) {
    println!("Name         : {}", solvable.name());
    println!("Version      : {}", solvable.evr());
    println!("Architecture : {}", solvable.arch());
    println!("Repository   : {}", solvable.repository());
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
