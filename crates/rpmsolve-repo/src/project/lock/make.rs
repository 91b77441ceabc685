//! Making a lock: for every architecture, one solve for all layers, in which the packages of the previous lock stay as
//! long as they are there and do.
//!
//! The previous packages are held: no other version of them is to be had. If there is no answer then although there
//! would be one otherwise, as many are held as an answer can be found with: all that are left, or else the first half
//! and the second half of them, and so on down to single ones.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use rpmsolve::metadata::Field;
use rpmsolve::report::{ProblemReport, refusal};
use rpmsolve::{
    DigestAlgorithm, InstallReason, Nevra, Outcome, Pool, Problem, Request, Solvable, SolvableId,
};
use serde::Serialize;

use super::super::repositories::ProjectRepository;
use super::super::text::nearest;
use super::super::{Checksum, Getting, ObjectiveName, Project, ProjectError, checksum_of_file, is_remote};
use super::{Lock, LockedArch, LockedPackage, LockedRepository, RepositoryPlace};
use crate::together::Answer;
use crate::{
    FetchedPackage, Load, Loaded, Member, MemberOutcome, Objective, Resolve, ResolveError, Runtime, Together,
};

/// How to make a lock.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::{LockOptions, Upgrade};
///
/// let options = LockOptions { upgrade: Upgrade::Packages(vec!["openssl".into()]), ..LockOptions::default() };
/// assert!(options.previous.is_none());
/// ```
#[derive(Clone, Debug, Default)]
pub struct LockOptions<'a> {
    /// The lock that there was, whose packages stay if they can.
    pub previous: Option<&'a Lock>,
    /// Which of them do not.
    pub upgrade: Upgrade,
    /// What [`Project::runtime`] is on each architecture.
    pub runtimes: BTreeMap<String, Runtime>,
    /// As [`Load::cache`].
    pub cache: Option<PathBuf>,
    /// As [`Load::threads`].
    pub threads: Option<NonZero<usize>>,
    /// How packages and repositories are had.
    pub getting: Getting,
}

/// Which packages of the previous lock do not have to stay.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::Upgrade;
///
/// assert_eq!(Upgrade::default(), Upgrade::None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Upgrade {
    /// All stay.
    #[default]
    None,
    /// None does.
    All,
    /// Those of these names do not: they become what they would be if nothing were locked.
    Packages(Vec<String>),
}

/// What came of making a lock.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::{LockOptions, Locked, Lock, Project};
///
/// # let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/repos/demo");
/// let text = format!("base = []\n[repositories.demo]\nurl = '{demo}'\n[layers.a]\npackages = ['no-such-thing']\n");
/// let project = Project::parse(&text, "rpmsolve.toml".as_ref())?;
/// let Locked::Unsolvable { problems, .. } = Lock::make(&project, &LockOptions::default())? else {
///     unreachable!("there is no such thing");
/// };
/// assert_eq!((problems[0].layer.as_str(), problems[0].arch.as_str()), ("a", "x86_64"));
/// # Ok::<(), rpmsolve_repo::project::ProjectError>(())
/// ```
#[derive(Clone, Debug)]
pub enum Locked {
    /// There is a lock.
    Solved {
        /// The lock.
        lock: Lock,
        /// What is worth a warning, as sentences for people.
        warnings: Vec<String>,
    },
    /// A layer cannot be had.
    Unsolvable {
        /// Which, and why.
        problems: Vec<Unlockable>,
        /// What is worth a warning.
        warnings: Vec<String>,
    },
}

/// A layer that cannot be had.
///
/// # Example
///
/// ```
/// fn title(layer: &rpmsolve_repo::project::Unlockable) -> String {
///     format!("{} for {}", layer.layer, layer.arch)
/// }
/// ```
#[derive(Clone, Debug, Serialize)]
pub struct Unlockable {
    /// The layer.
    pub layer: String,
    /// The architecture.
    pub arch: String,
    /// Why, as scripts get it.
    pub problems: Vec<ProblemReport>,
    /// What helps.
    pub hints: Vec<String>,
    /// Why, one text a problem, as people read it.
    #[serde(skip)]
    pub texts: Vec<String>,
}

/// How long the smallest answer is looked for.
const SMALLEST_TIME_LIMIT: Duration = Duration::from_secs(60);

impl Lock {
    /// Makes the lock of a project. Which machine that is done on, and in which order things are written down, makes no
    /// difference.
    ///
    /// If all packages of an architecture stay as they were, what is locked of the repositories stays, too: a lock changes
    /// if something in it does, and not because somebody else has changed a repository.
    ///
    /// # Errors
    ///
    /// [`ProjectError`]; that a layer cannot be had is no error but [`Locked::Unsolvable`].
    pub fn make(project: &Project, options: &LockOptions<'_>) -> Result<Locked, ProjectError> {
        options.check_names()?;
        let mut lock = Lock {
            inputs: project.inputs()?,
            layers: project.layers().map(str::to_owned).collect(),
            arches: BTreeMap::new(),
        };
        let mut problems = Vec::new();
        let mut warnings: Vec<String> = Vec::new();
        for arch in project.arches() {
            let (locked, warned) = Making::new(project, arch, options)?.make(&mut problems)?;
            // Repositories are read once for each architecture, and warn as often.
            warned.into_iter().for_each(|warning| {
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            });
            lock.arches.insert(arch.clone(), locked);
        }
        if !problems.is_empty() {
            return Ok(Locked::Unsolvable { problems, warnings });
        }
        lock.sort();
        for (arch, locked) in &mut lock.arches {
            if let Some(previous) = options.previous.and_then(|previous| previous.arches.get(arch)) {
                locked.keep_repositories(previous);
            }
        }
        Ok(Locked::Solved { lock, warnings })
    }
}

impl LockOptions<'_> {
    /// That what is to be upgraded is there.
    fn check_names(&self) -> Result<(), ProjectError> {
        let (Upgrade::Packages(names), Some(previous)) = (&self.upgrade, self.previous) else {
            return Ok(());
        };
        let packages = previous.arches.values().flat_map(|arch| &arch.packages);
        let known: BTreeSet<&str> = packages.map(|package| package.nevra.name.as_str()).collect();
        match names.iter().find(|name| !known.contains(name.as_str())) {
            None => Ok(()),
            Some(name) => {
                let near = nearest(name, &known.into_iter().collect::<Vec<_>>());
                let advice = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
                Err(ProjectError::UnknownPackage { name: name.clone(), advice })
            }
        }
    }
}

impl LockedArch {
    /// Keeps what an earlier lock has of the repositories if nothing else is different.
    fn keep_repositories(&mut self, previous: &Self) {
        let places = |arch: &Self| -> Vec<(String, RepositoryPlace)> {
            arch.repositories.iter().map(|it| (it.id.clone(), it.place.clone())).collect()
        };
        if self.packages == previous.packages && places(self) == places(previous) {
            self.repositories = previous.repositories.clone();
        }
    }
}

/// The lock of one architecture in the making.
struct Making<'a> {
    project: &'a Project,
    arch: &'a str,
    repositories: Vec<ProjectRepository>,
    previous: Option<&'a LockedArch>,
    upgrade: &'a Upgrade,
    resolve: Resolve,
    /// What was worth a warning so far.
    warnings: Vec<String>,
}

/// Layers that exclude the same packages, which can be solved as one.
struct Group {
    together: Together,
}

impl<'a> Making<'a> {
    fn new(project: &'a Project, arch: &'a str, options: &'a LockOptions<'_>) -> Result<Self, ProjectError> {
        let settings = project.settings();
        let runtime = match project.runtime() {
            None => None,
            Some(runtime) => match options.runtimes.get(arch) {
                Some(found) => Some(found.clone()),
                None => return Err(ProjectError::NoRuntime { runtime, arch: arch.to_owned() }),
            },
        };
        let (cache, threads) = (options.cache.clone(), options.threads);
        let Getting { network, options: access } = options.getting.clone();
        let load = Load { runtime, cache, threads, network, options: access, ..project.load(arch)? };
        let resolve = Resolve {
            load,
            modules: sorted(&settings.modules),
            pin: sorted(&settings.pin),
            weak: settings.weak,
            best: settings.best,
            lock_base: true,
            objective: match settings.objective {
                ObjectiveName::Default => Objective::Default,
                ObjectiveName::Smallest => Objective::Smallest { time_limit: SMALLEST_TIME_LIMIT },
            },
            ..Resolve::default()
        };
        let mut warnings = Vec::new();
        Ok(Self {
            project,
            arch,
            repositories: project.repositories(arch, &mut warnings)?,
            warnings,
            previous: options.previous.and_then(|previous| previous.arches.get(arch)),
            upgrade: &options.upgrade,
            resolve,
        })
    }

    fn make(&self, problems: &mut Vec<Unlockable>) -> Result<(LockedArch, Vec<String>), ProjectError> {
        let groups = self.groups();
        let members = groups.iter().flat_map(|group| group.together.members.iter().cloned()).collect();
        let together = Together { resolve: self.resolve.clone(), members };
        let loaded = together.read().map_err(ProjectError::in_project(&self.project.path))?;
        let mut warnings = [&self.warnings[..], &loaded.warnings].concat();
        let mut packages: BTreeMap<String, LockedPackage> = BTreeMap::new();
        let mut chosen: Vec<SolvableId> = Vec::new();
        for Group { together } in &groups {
            // What the groups before have chosen stays as well, so that as much as possible is shared.
            let answer = self.answer(together, &loaded, &chosen);
            let answer = answer.map_err(ProjectError::in_project(&self.project.path))?;
            warnings.extend(answer.warnings);
            for conflict in &answer.conflicts {
                let names: Vec<&str> =
                    conflict.members.iter().map(|&member| together.members[member].name.as_str()).collect();
                let names = names.join(" and ");
                let why: Vec<String> = conflict
                    .problems
                    .iter()
                    .map(|it| it.to_text(&loaded.pool).trim_end().to_owned())
                    .collect();
                let (arch, why) = (self.arch, why.join("; "));
                warnings.push(format!("{arch}: layers {names} cannot have the same versions: {why}"));
            }
            for (member, outcome) in together.members.iter().zip(&answer.members) {
                match &outcome.outcome {
                    Outcome::Unsolvable(refused) => {
                        problems.push(self.unlockable(&loaded.pool, member, &outcome.request, refused));
                    }
                    Outcome::Solved(_) => self.add(&loaded, member, outcome, &mut packages, &mut chosen)?,
                }
            }
        }
        // What is locked was seen, and is signed as it has to be.
        chosen.retain(|&package| loaded.is_signed(package));
        for FetchedPackage { package, key, .. } in loaded.fetch(&chosen)? {
            if let Some(locked) = packages.get_mut(&loaded.pool.solvable(package).nevra()) {
                locked.key = key;
            }
        }
        let repositories =
            self.repositories.iter().map(|repository| self.locked_repository(&loaded, repository));
        let repositories = repositories.collect::<Result<_, _>>()?;
        Ok((LockedArch { repositories, packages: packages.into_values().collect() }, warnings))
    }

    /// The layers by what they exclude.
    fn groups(&self) -> Vec<Group> {
        let settings = self.project.settings();
        let mut groups: BTreeMap<Vec<String>, Vec<Member>> = BTreeMap::new();
        for (name, layer) in &settings.layers {
            let member = Member { name: name.clone(), specs: sorted(&layer.packages) };
            groups.entry(sorted(&layer.exclude)).or_default().push(member);
        }
        let common = sorted(&settings.exclude);
        let group = |(exclude, members): (Vec<String>, Vec<Member>)| {
            let exclude = common.iter().cloned().chain(exclude).collect();
            Group { together: Together { resolve: Resolve { exclude, ..self.resolve.clone() }, members } }
        };
        groups.into_iter().map(group).collect()
    }

    /// Answers with as much held as can be.
    fn answer(
        &self,
        together: &Together,
        loaded: &Loaded,
        chosen: &[SolvableId],
    ) -> Result<Answer, ResolveError> {
        let (kept, freed) = self.previous_packages(&loaded.pool);
        let free = together.answer(loaded, &[])?;
        if !is_solved(&free) || (kept.is_empty() && chosen.is_empty()) {
            return Ok(free);
        }
        // What is to be upgraded is held where it would be if nothing were.
        let upgraded: Vec<SolvableId> =
            packages_of(&free).filter(|&id| freed.contains(loaded.pool.solvable(id).name())).collect();
        let mut candidates: Vec<SolvableId> = upgraded;
        for &id in chosen.iter().chain(&kept) {
            if !candidates.contains(&id) {
                candidates.push(id);
            }
        }
        let limit = free.conflicts.len();
        let mut best = free;
        let mut held = Vec::new();
        let mut open = vec![&candidates[..]];
        while let Some(more) = open.pop() {
            let trial: Vec<SolvableId> = held.iter().chain(more).copied().collect();
            let answer = together.answer(loaded, &trial)?;
            if is_solved(&answer) && answer.conflicts.len() <= limit {
                (held, best) = (trial, answer);
            } else if more.len() > 1 {
                let (first, second) = more.split_at(more.len() / 2);
                open.extend([second, first]);
            }
        }
        Ok(best)
    }

    /// The packages of the previous lock that are still there, and the names of those that need not stay.
    fn previous_packages(&self, pool: &Pool) -> (Vec<SolvableId>, HashSet<String>) {
        let mut kept = Vec::new();
        let mut freed = HashSet::new();
        let packages = self.previous.map_or(&[][..], |previous| &previous.packages);
        for package in packages {
            let name = &package.nevra.name;
            let is_free = match self.upgrade {
                Upgrade::None => false,
                Upgrade::All => true,
                Upgrade::Packages(names) => names.contains(name),
            };
            if is_free {
                freed.insert(name.clone());
                continue;
            }
            let nevra = package.nevra.with_epoch();
            let alike = pool.named(name).filter(|it| !it.is_base() && it.nevra() == nevra);
            kept.extend(alike.map(|solvable| solvable.id()));
        }
        (kept, freed)
    }

    /// Adds what a layer is made of.
    fn add(
        &self,
        loaded: &Loaded,
        member: &Member,
        outcome: &MemberOutcome,
        packages: &mut BTreeMap<String, LockedPackage>,
        chosen: &mut Vec<SolvableId>,
    ) -> Result<(), ProjectError> {
        let Some(graph) = outcome.graph(loaded) else { return Ok(()) };
        let pool = &loaded.pool;
        for installation in outcome.installations() {
            let solvable = pool.solvable(installation.package);
            if solvable.is_base() {
                continue;
            }
            if !chosen.contains(&installation.package) {
                chosen.push(installation.package);
            }
            let nevra = solvable.nevra();
            let package = match packages.get_mut(&nevra) {
                Some(package) => package,
                None => {
                    let package = self.package(loaded, solvable)?;
                    packages.entry(nevra).or_insert(package)
                }
            };
            package.layers.push(member.name.clone());
            if installation.reason == InstallReason::Requested {
                package.requested.push(member.name.clone());
            }
            let needing = graph.needed_by(installation.package).iter().map(|link| pool.solvable(link.from));
            package.required_by.extend(needing.filter(|it| !it.is_base()).map(|solvable| solvable.nevra()));
        }
        Ok(())
    }

    /// A package as it is locked, but for the layers.
    fn package(&self, loaded: &Loaded, solvable: Solvable<'_>) -> Result<LockedPackage, ProjectError> {
        let nevra = solvable.nevra();
        let id = solvable.repository();
        let location = solvable.field(Field::Location).to_owned();
        let unknown = || ProjectError::UnknownRepository { nevra: nevra.clone(), repository: id.to_owned() };
        let repository = self.repositories.iter().find(|known| known.config.id == id).ok_or_else(unknown)?;
        let url = match (&repository.place, repository.local_root()) {
            // As it is written: nothing of this machine belongs into a lock.
            (RepositoryPlace::Url(url), Some(_)) if !is_remote(url) => {
                format!("{}/{location}", url.trim_end_matches('/'))
            }
            _ => loaded.url_of(solvable).ok_or_else(unknown)??,
        };
        let declared = (solvable.field(Field::ChecksumType), solvable.field(Field::Checksum));
        let size_bytes = solvable.size_download_bytes();
        let (checksum, size_bytes) = match (Checksum::new(declared.0, declared.1), repository.local_root()) {
            (Ok(checksum), _) if size_bytes > 0 => (checksum, size_bytes),
            // Metadata that promise nothing are made up for by the file itself, if it is here.
            (Ok(checksum), Some(_)) => {
                (checksum.clone(), checksum_of_file(&self.path(loaded, solvable)?, checksum.algorithm())?.1)
            }
            (Err(_), Some(_)) => checksum_of_file(&self.path(loaded, solvable)?, DigestAlgorithm::Sha256)?,
            (_, None) => return Err(ProjectError::NoChecksum { nevra, repository: id.to_owned() }),
        };
        let source = solvable.field(Field::SourceRpm);
        let parsed = nevra
            .parse::<Nevra>()
            .map_err(|source| ProjectError::Nevra { repository: id.to_owned(), source });
        Ok(LockedPackage {
            nevra: parsed?,
            repository: id.to_owned(),
            location,
            url,
            checksum,
            size_bytes,
            key: None,
            source: Some(source.to_owned()).filter(|source| !source.is_empty()),
            layers: Vec::new(),
            requested: Vec::new(),
            required_by: Vec::new(),
        })
    }

    fn path(&self, loaded: &Loaded, solvable: Solvable<'_>) -> Result<PathBuf, ProjectError> {
        let unknown = || ProjectError::UnknownRepository {
            nevra: solvable.nevra(),
            repository: solvable.repository().to_owned(),
        };
        Ok(loaded.path_of(solvable).ok_or_else(unknown)??)
    }

    fn locked_repository(
        &self,
        loaded: &Loaded,
        repository: &ProjectRepository,
    ) -> Result<LockedRepository, ProjectError> {
        let id = repository.config.id.clone();
        let source = loaded.sources.iter().find(|source| source.id() == id);
        let state = source.and_then(|source| source.state()).transpose()?;
        let (revision, repomd) = state.unzip();
        let repomd = repomd.and_then(|hex| Checksum::new("sha256", &hex).ok());
        let revision = revision.filter(|revision| !revision.is_empty());
        Ok(LockedRepository { id, place: repository.place.without_password(), revision, repomd })
    }

    fn unlockable(
        &self,
        pool: &Pool,
        member: &Member,
        request: &Request,
        problems: &[Problem],
    ) -> Unlockable {
        let texts = problems.iter().map(|problem| problem.to_text(pool)).collect();
        let (problems, hints) = refusal(pool, request, problems);
        Unlockable { layer: member.name.clone(), arch: self.arch.to_owned(), problems, hints, texts }
    }
}

fn is_solved(answer: &Answer) -> bool {
    answer.members.iter().all(|member| matches!(member.outcome, Outcome::Solved(_)))
}

fn packages_of(answer: &Answer) -> impl Iterator<Item = SolvableId> {
    answer.members.iter().flat_map(MemberOutcome::installations).map(|installation| installation.package)
}

fn sorted(texts: &[String]) -> Vec<String> {
    let mut texts = texts.to_vec();
    texts.sort_unstable();
    texts.dedup();
    texts
}
