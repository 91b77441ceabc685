//! Which streams are active together. Each build of a stream becomes a package `name:stream:context` that provides
//! `module(name)` and `module(name:stream)`, conflicts with `module(name)`, and requires what the stream does; the
//! enabled streams and the defaults are installed (libdnf5, module_item.cpp and module_sack.cpp `module_solve`).

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::{ActiveModules, ActiveStream, ModuleError, ModuleSpec, Modules, filter};
use crate::arch::ArchPolicy;
use crate::metadata::{Field, ModuleRequirement, ModuleStream, PackageRecord, RelationKind};
use crate::pool::{Pool, PoolBuilder, RepositoryOptions, SolvableId};
use crate::solve::{Job, Outcome, Request, solve};

const PLATFORM: &str = "platform";
/// After so many defaults that cannot be had the rest is not tried: a bound on time that no repository comes near.
const FAILING_DEFAULTS_MAX: usize = 100;

pub(super) fn activate(
    modules: &Modules,
    pool: &Pool,
    specs: &[ModuleSpec],
) -> Result<ActiveModules, ModuleError> {
    let enabled = enabled(modules, specs)?;
    if modules.is_empty() {
        return Ok(ActiveModules::default());
    }
    let resolver = Resolver::new(modules, pool, &enabled)?;
    let mut warnings = Vec::new();
    let chosen = resolver.choose(&mut warnings)?;
    resolver.check_choices(&chosen)?;
    // A build is active with all others of its stream and context, older ones included.
    let active: BTreeSet<&str> = chosen.iter().map(|&id| resolver.pool.solvable(id).name()).collect();
    let is_active = |build: &ModuleStream| active.contains(resolver.contexts.name_of(build).as_str());
    let mut streams = BTreeMap::new();
    for build in modules.streams.iter().filter(|build| is_active(build)) {
        let is_enabled = enabled.contains_key(build.module.as_str());
        let stream = build.stream.clone();
        streams.insert(build.module.clone(), ActiveStream { stream, is_enabled });
    }
    let hidden = filter::hidden(pool, modules.streams.iter().map(|build| (build, is_active(build))));
    Ok(ActiveModules { streams, hidden, warnings })
}

/// The stream of each module that is to be enabled.
fn enabled<'a>(
    modules: &'a Modules,
    specs: &'a [ModuleSpec],
) -> Result<BTreeMap<&'a str, &'a str>, ModuleError> {
    let mut enabled = BTreeMap::new();
    // A module that is named without a stream is content with the one that is named elsewhere.
    let (with_stream, without): (Vec<_>, Vec<_>) = specs.iter().partition(|spec| spec.stream.is_some());
    for spec in with_stream.into_iter().chain(without) {
        let streams = modules.streams_of(&spec.module);
        let stream = match &spec.stream {
            _ if streams.is_empty() => return Err(modules.unknown_or_undecided(&spec.module)),
            Some(stream) => stream.as_str(),
            None if enabled.contains_key(spec.module.as_str()) => continue,
            None => match modules.default_stream(&spec.module) {
                Some(stream) => stream,
                None => return Err(modules.unknown_or_undecided(&spec.module)),
            },
        };
        if !streams.contains(&stream) {
            return Err(ModuleError::UnknownStream {
                module: spec.module.clone(),
                stream: stream.to_owned(),
                streams: streams.into_iter().map(str::to_owned).collect(),
            });
        }
        match enabled.insert(spec.module.as_str(), stream) {
            Some(first) if first != stream => {
                return Err(ModuleError::TwoStreams {
                    module: spec.module.clone(),
                    first: first.to_owned(),
                    second: stream.to_owned(),
                });
            }
            _ => {}
        }
    }
    Ok(enabled)
}

struct Resolver<'a> {
    modules: &'a Modules,
    enabled: &'a BTreeMap<&'a str, &'a str>,
    contexts: Contexts<'a>,
    /// The builds as packages.
    pool: Pool,
}

impl<'a> Resolver<'a> {
    fn new(
        modules: &'a Modules,
        packages: &Pool,
        enabled: &'a BTreeMap<&'a str, &'a str>,
    ) -> Result<Self, ModuleError> {
        let contexts = Contexts::new(&modules.streams);
        let platform = platform(packages);
        let pool = pool_of(modules, &contexts, packages.arch_policy(), platform.as_deref())?;
        Ok(Self { modules, enabled, contexts, pool })
    }

    /// The builds that are active: first with all that is enabled and every default, the newest of each; then as
    /// many defaults as can be had; then without insisting on the newest.
    fn choose(&self, warnings: &mut Vec<String>) -> Result<Vec<SolvableId>, ModuleError> {
        let enabled: Vec<(&str, &str)> =
            self.enabled.iter().map(|(&module, &stream)| (module, stream)).collect();
        let defaults: Vec<(&str, &str)> = self.defaults();
        if let Outcome::Solved(found) = self.solve(&[&enabled[..], &defaults[..]].concat(), true) {
            return Ok(found.installed);
        }
        for best in [true, false] {
            match self.solve(&enabled, best) {
                Outcome::Solved(_) => {
                    let mut streams = enabled.clone();
                    let mut failing = Vec::new();
                    self.add_possible(&mut streams, &defaults, best, &mut failing);
                    warnings.extend(failing.into_iter().map(|(module, stream)| {
                        format!("the default stream {module}:{stream} cannot be active beside the others")
                    }));
                    if let Outcome::Solved(found) = self.solve(&streams, best) {
                        return Ok(found.installed);
                    }
                }
                Outcome::Unsolvable(_) if best => {}
                Outcome::Unsolvable(problems) => {
                    let reasons: String =
                        problems.iter().map(|problem| problem.to_text(&self.pool)).collect();
                    return Err(ModuleError::Conflict {
                        enabled: enabled
                            .iter()
                            .map(|(module, stream)| format!("{module}:{stream}"))
                            .collect(),
                        reasons: reasons.trim_end().to_owned(),
                    });
                }
            }
        }
        Ok(Vec::new())
    }

    /// The default streams of the modules that are not enabled, as far as they are there.
    fn defaults(&self) -> Vec<(&'a str, &'a str)> {
        let defaults = self.modules.defaults.values().filter_map(|defaults| {
            let stream = defaults.stream.as_deref()?;
            Some((defaults.module.as_str(), stream))
        });
        defaults
            .filter(|(module, _)| !self.enabled.contains_key(module))
            .filter(|(module, stream)| !self.builds_of(module, stream).is_empty())
            .collect()
    }

    /// Adds the defaults that go with what is there, looking for those that do not by halves.
    fn add_possible<'s>(
        &self,
        streams: &mut Vec<(&'s str, &'s str)>,
        defaults: &[(&'s str, &'s str)],
        best: bool,
        failing: &mut Vec<(&'s str, &'s str)>,
    ) {
        if defaults.is_empty() {
            return;
        }
        let together = [&streams[..], defaults].concat();
        if failing.len() < FAILING_DEFAULTS_MAX && matches!(self.solve(&together, best), Outcome::Solved(_)) {
            *streams = together;
        } else if defaults.len() == 1 || failing.len() >= FAILING_DEFAULTS_MAX {
            failing.extend_from_slice(defaults);
        } else {
            let (first, second) = defaults.split_at(defaults.len() / 2);
            self.add_possible(streams, first, best, failing);
            self.add_possible(streams, second, best, failing);
        }
    }

    fn solve(&self, streams: &[(&str, &str)], best: bool) -> Outcome {
        let job = |(module, stream): &(&str, &str)| Job::Install {
            wanted: format!("{module}:{stream}"),
            candidates: self.builds_of(module, stream),
            exact: crate::Exact::ALL,
            optional: false,
            best,
        };
        let request = Request {
            jobs: streams.iter().map(job).collect(),
            weak_dependencies: false,
            colours: false,
            install_only: Vec::new(),
            ..Request::default()
        };
        solve(&self.pool, &request)
    }

    fn builds_of(&self, module: &str, stream: &str) -> Vec<SolvableId> {
        self.contexts
            .of_stream(module, stream)
            .flat_map(|name| self.pool.named(name))
            .map(|it| it.id())
            .collect()
    }

    /// Refuses to choose a stream for the user: what an enabled one needs must be enabled, a default, or the only
    /// one that will do.
    fn check_choices(&self, chosen: &[SolvableId]) -> Result<(), ModuleError> {
        let chosen: BTreeSet<&str> = chosen.iter().map(|&id| self.pool.solvable(id).name()).collect();
        let mut active: BTreeMap<&str, &ModuleStream> = BTreeMap::new();
        for build in &self.modules.streams {
            if chosen.contains(self.contexts.name_of(build).as_str()) {
                active.insert(&build.module, build);
            }
        }
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut stack: Vec<&str> = self.enabled.keys().copied().collect();
        while let Some(module) = stack.pop() {
            let Some(build) = active.get(module) else { continue };
            for requirement in build.requires.iter().filter(|it| it.module != PLATFORM) {
                if !seen.insert(&requirement.module) {
                    continue;
                }
                let module = requirement.module.as_str();
                let mut streams = self.modules.streams_of(module);
                streams.retain(|stream| allows(requirement, stream));
                let is_decided = streams.len() == 1
                    || self.enabled.contains_key(module)
                    || self.modules.default_stream(module).is_some_and(|default| streams.contains(&default));
                if !is_decided {
                    return Err(ModuleError::NoStream {
                        module: module.to_owned(),
                        streams: streams.into_iter().map(str::to_owned).collect(),
                        needed_by: Some(build.to_string()),
                    });
                }
                stack.push(module);
            }
        }
        Ok(())
    }
}

/// Whether a requirement is met by a stream of its module.
fn allows(requirement: &ModuleRequirement, stream: &str) -> bool {
    let mut wanted = requirement.streams.iter().filter(|it| !it.starts_with('-')).peekable();
    let is_wanted = wanted.peek().is_none() || wanted.any(|wanted| wanted == stream);
    is_wanted && !requirement.streams.iter().any(|it| it.strip_prefix('-') == Some(stream))
}

/// The platform that the packages are made for, if they agree on one: what `system-release` provides beside.
fn platform(pool: &Pool) -> Option<String> {
    let mut found = BTreeSet::new();
    let release = crate::Capability { name: "system-release".to_owned(), constraint: None };
    for solvable in pool.what_provides(&release) {
        found.extend(solvable.provides().filter_map(|(name, _)| {
            let stream = name.strip_prefix("base-module(platform:")?.strip_suffix(')')?;
            Some(stream.to_owned())
        }));
    }
    found.pop_first().filter(|_| found.is_empty())
}

/// Which builds of a stream are versions of the same, and so one package. A static context says so itself; others
/// are hashes that change from build to build, and what counts is what the builds require (libdnf5, module_sack.cpp,
/// `add_modules_without_static_context`).
struct Contexts<'a> {
    /// The package's name for builds without a static context.
    by_requirements: FxHashMap<(&'a str, &'a str, Vec<&'a ModuleRequirement>), String>,
    /// The names of all packages of a stream, by `name:stream`.
    by_stream: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Contexts<'a> {
    fn new(builds: &'a [ModuleStream]) -> Self {
        let mut contexts = Self { by_requirements: FxHashMap::default(), by_stream: BTreeMap::new() };
        let (statics, others): (Vec<_>, Vec<_>) = builds.iter().partition(|build| build.static_context);
        for build in statics {
            let name = format!("{build}:{}", build.context);
            contexts.by_stream.entry(build.to_string()).or_default().insert(name.clone());
            contexts.by_requirements.entry(key(build)).or_insert(name);
        }
        for build in others {
            let names = contexts.by_stream.entry(build.to_string()).or_default();
            contexts.by_requirements.entry(key(build)).or_insert_with(|| {
                let mut name = format!("{build}:{}", build.context);
                if names.contains(&name) {
                    name = format!("{build}:{:?}", sorted(&build.requires));
                }
                names.insert(name.clone());
                name
            });
        }
        contexts
    }

    /// The name of a build as a package.
    fn name_of(&self, build: &ModuleStream) -> String {
        match self.by_requirements.get(&key(build)) {
            Some(name) if !build.static_context => name.clone(),
            _ => format!("{build}:{}", build.context),
        }
    }

    fn of_stream(&self, module: &str, stream: &str) -> impl Iterator<Item = &str> {
        self.by_stream.get(&format!("{module}:{stream}")).into_iter().flatten().map(String::as_str)
    }
}

/// What builds without a static context are told apart by.
fn key(build: &ModuleStream) -> (&str, &str, Vec<&ModuleRequirement>) {
    (&build.module, &build.stream, sorted(&build.requires))
}

fn sorted(requires: &[ModuleRequirement]) -> Vec<&ModuleRequirement> {
    let mut sorted: Vec<&ModuleRequirement> = requires.iter().collect();
    sorted.sort_unstable();
    sorted
}

fn pool_of(
    modules: &Modules,
    contexts: &Contexts<'_>,
    policy: &ArchPolicy,
    platform: Option<&str>,
) -> Result<Pool, ModuleError> {
    let mut builder = PoolBuilder::new(policy.clone());
    let repository = builder.add_repository("modules", RepositoryOptions::default());
    let mut record = PackageRecord::default();
    for build in &modules.streams {
        record.clear();
        record.set(Field::Name, &contexts.name_of(build));
        record.set(Field::Evr, &build.version.to_string());
        record.set(Field::Arch, if build.arch.is_empty() { "noarch" } else { &build.arch });
        let module = format!("module({})", build.module);
        record.add_relation(RelationKind::Provides, &module, None, false);
        record.add_relation(RelationKind::Provides, &format!("module({build})"), None, false);
        record.add_relation(RelationKind::Conflicts, &module, None, false);
        for requirement in &build.requires {
            if requirement.module != PLATFORM || platform.is_some() {
                require(&mut record, requirement);
            }
        }
        builder.add_package(repository, &record)?;
    }
    if let Some(stream) = platform {
        let base = builder.add_repository("base", RepositoryOptions::default());
        builder.set_base(base);
        record.clear();
        record.set(Field::Name, PLATFORM);
        record.set(Field::Evr, "0");
        record.set(Field::Arch, "noarch");
        record.add_relation(RelationKind::Provides, "module(platform)", None, false);
        record.add_relation(RelationKind::Provides, &format!("module(platform:{stream})"), None, false);
        builder.add_package(base, &record)?;
    }
    Ok(builder.build()?)
}

/// Any of the streams that are named; or any at all, if none is; and none of those with a `-`.
fn require(record: &mut PackageRecord, requirement: &ModuleRequirement) {
    let module = &requirement.module;
    let mut wanted = Vec::new();
    for stream in &requirement.streams {
        match stream.strip_prefix('-') {
            Some(stream) => {
                let unwanted = format!("module({module}:{stream})");
                record.add_relation(RelationKind::Conflicts, &unwanted, None, false);
            }
            None => wanted.push(format!("module({module}:{stream})")),
        }
    }
    let capability = match &wanted[..] {
        [] => format!("module({module})"),
        [one] => one.clone(),
        several => format!("({})", several.join(" or ")),
    };
    record.add_relation(RelationKind::Requires, &capability, None, false);
}
