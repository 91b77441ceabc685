//! Module streams as dnf treats them: modules are packages to the same solver, which finds out which streams are
//! active together; the packages of all other streams, and all other packages of the names in the active ones, are
//! then hidden from the request (libdnf5, module_sack.cpp; libdnf, dnf-sack.cpp `setModuleExcludes`; rpm-semantics
//! 53).

mod error;
mod filter;
mod resolve;
mod spec;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

pub use error::ModuleError;
pub use spec::ModuleSpec;

use crate::metadata::{MetadataError, ModuleDefaults, ModuleDocument, ModuleStream, read_modules};
use crate::near::near;
use crate::pool::{Pool, SolvableId};

/// The module streams of all repositories, and their defaults.
///
/// # Example
///
/// ```
/// use rpmsolve::{ArchPolicy, Modules, PoolBuilder, Request};
///
/// let yaml = "
/// document: modulemd
/// version: 2
/// data: {name: nodejs, stream: 22, version: 1, artifacts: {rpms: [nodejs-1:22.4.1-1.x86_64]}}
/// ";
/// let mut modules = Modules::default();
/// modules.read(yaml.as_bytes(), "modules.yaml")?;
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
///
/// let active = modules.activate(&pool, &["nodejs:22".parse()?])?;
/// let mut request = Request::default();
/// active.hide(&mut request);
/// assert_eq!(active.streams["nodejs"].stream, "22");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modules {
    streams: Vec<ModuleStream>,
    /// The names of each module's streams.
    names: BTreeMap<String, BTreeSet<String>>,
    defaults: BTreeMap<String, ModuleDefaults>,
}

/// Which streams are active, and what that hides.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, Modules, PoolBuilder};
/// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// let active = Modules::default().activate(&pool, &[])?;
/// assert!(active.streams.is_empty() && active.hidden.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActiveModules {
    /// The active stream of each module that has one.
    pub streams: BTreeMap<String, ActiveStream>,
    /// The packages that are not to be seen; none of them belongs to the base.
    pub hidden: Vec<SolvableId>,
    /// Defaults that could not be had, as sentences for people.
    pub warnings: Vec<String>,
}

/// An active stream, and why it is.
///
/// # Example
///
/// ```
/// use rpmsolve::ActiveStream;
///
/// let enabled = ActiveStream { stream: "22".into(), is_enabled: true };
/// assert!(enabled.is_enabled);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveStream {
    /// The stream's name.
    pub stream: String,
    /// Whether it was asked for; otherwise it is a default, or an active one needs it.
    pub is_enabled: bool,
}

impl Modules {
    /// Reads modules.yaml, unpacked, and adds what it holds. `file` is the file's name, for messages.
    ///
    /// # Errors
    ///
    /// [`MetadataError`] as [`read_modules`].
    pub fn read(&mut self, input: impl Read, file: &str) -> Result<(), MetadataError> {
        read_modules(input, file, |document| {
            self.add(document);
            Ok(())
        })
    }

    /// Adds a document. Of several defaults of one module the one that was modified last counts; two that
    /// contradict each other make no default (libmodulemd, modulemd-defaults-v1.c, merging).
    pub fn add(&mut self, document: ModuleDocument) {
        match document {
            ModuleDocument::Stream(stream) => {
                self.names.entry(stream.module.clone()).or_default().insert(stream.stream.clone());
                self.streams.push(stream);
            }
            ModuleDocument::Defaults(new) => {
                let known = self.defaults.entry(new.module.clone()).or_insert_with(|| new.clone());
                if new.modified > known.modified {
                    *known = new;
                } else if new.modified == known.modified {
                    match (&known.stream, new.stream) {
                        (None, stream) => known.stream = stream,
                        (Some(one), Some(other)) if *one != other => known.stream = None,
                        _ => {}
                    }
                    known.profiles.extend(new.profiles);
                }
            }
        }
    }

    /// Whether there are no modules at all.
    pub fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    /// All builds of all streams, in the order in which they were read.
    pub fn streams(&self) -> &[ModuleStream] {
        &self.streams
    }

    /// The names of a module's streams, sorted by version; empty if there is no such module.
    pub fn streams_of(&self, module: &str) -> Vec<&str> {
        let mut names: Vec<&str> = self.names.get(module).into_iter().flatten().map(String::as_str).collect();
        names.sort_by(|one, other| crate::vercmp(one, other));
        names
    }

    /// A module's default stream.
    pub fn default_stream(&self, module: &str) -> Option<&str> {
        self.defaults.get(module)?.stream.as_deref()
    }

    /// Finds out which streams are active if some are enabled: those, the defaults of all other modules, and what
    /// these need. All builds of an active stream count, not only the newest.
    ///
    /// A default that contradicts what is enabled is left out with a warning. What streams need of the `platform` is
    /// held against the one that a package of the pool names (`base-module(platform:el9)`); if none does, it is taken
    /// to be met.
    ///
    /// # Errors
    ///
    /// [`ModuleError`] if there is no such module or stream, two streams of one module are enabled, the enabled ones
    /// contradict each other, or need a module of which a stream must be chosen.
    pub fn activate(&self, pool: &Pool, enabled: &[ModuleSpec]) -> Result<ActiveModules, ModuleError> {
        resolve::activate(self, pool, enabled)
    }

    /// The packages that installing a module means: those of the profile that is asked for, or else of the default
    /// profiles of the active stream, or else of the profile `default`.
    ///
    /// # Errors
    ///
    /// [`ModuleError`] if no stream of the module is active or there is no such profile.
    pub fn profile_packages(
        &self,
        spec: &ModuleSpec,
        active: &ActiveModules,
    ) -> Result<Vec<&str>, ModuleError> {
        let module = spec.module.as_str();
        let Some(stream) = active.streams.get(module).map(|active| active.stream.as_str()) else {
            return Err(self.unknown_or_undecided(module));
        };
        let builds = self.streams.iter().filter(|build| build.module == module && build.stream == stream);
        let Some(newest) = builds.max_by_key(|build| build.version) else {
            return Err(self.unknown_or_undecided(module));
        };
        let profile = |name: &str| newest.profiles.get(name);
        let unknown = |wanted: &str| ModuleError::UnknownProfile {
            stream: newest.to_string(),
            profile: wanted.to_owned(),
            known: newest.profiles.keys().cloned().collect(),
        };
        let default = || self.defaults.get(module).and_then(|defaults| defaults.profiles.get(stream));
        let mut packages: Vec<&str> = Vec::new();
        match (&spec.profile, default()) {
            (Some(wanted), _) => {
                packages.extend(profile(wanted).ok_or_else(|| unknown(wanted))?.iter().map(String::as_str));
            }
            (None, Some(names)) if !names.is_empty() => {
                for name in names {
                    packages.extend(profile(name).ok_or_else(|| unknown(name))?.iter().map(String::as_str));
                }
            }
            (None, _) => {
                packages
                    .extend(profile("default").ok_or_else(|| unknown("default"))?.iter().map(String::as_str));
            }
        }
        packages.sort_unstable();
        packages.dedup();
        Ok(packages)
    }

    /// Why a module has no active stream.
    fn unknown_or_undecided(&self, module: &str) -> ModuleError {
        let streams: Vec<String> = self.streams_of(module).into_iter().map(str::to_owned).collect();
        if streams.is_empty() {
            let near = near(module, self.names.keys().map(String::as_str));
            return ModuleError::UnknownModule { module: module.to_owned(), near };
        }
        ModuleError::NoStream { module: module.to_owned(), streams, needed_by: None }
    }
}

impl ActiveModules {
    /// Hides from a request what inactive streams have.
    pub fn hide(&self, request: &mut crate::Request) {
        request.hidden_by_module.extend_from_slice(&self.hidden);
    }
}
