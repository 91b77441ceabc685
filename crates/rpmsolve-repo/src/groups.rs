//! What an `@` in front of a spec means: a group or an environment of comps.xml, or, as in dnf 4, a module, of which
//! the default profile is installed.

use rpmsolve::metadata::Comps;
use rpmsolve::{ActiveModules, ModuleError, ModuleSpec, Request, SpecError};

use crate::{Loaded, ResolveError};

/// The groups and modules of a request.
pub(crate) struct Groups<'a> {
    loaded: &'a Loaded,
    comps: Comps,
    /// The module streams that are active.
    pub(crate) active: ActiveModules,
    /// What could be done without, as sentences for people.
    pub(crate) warnings: Vec<String>,
}

impl<'a> Groups<'a> {
    /// Reads the groups if a spec asks for one, and activates the streams that are enabled by themselves or by a spec.
    pub(crate) fn new(
        loaded: &'a Loaded,
        modules: &[String],
        specs: &[String],
    ) -> Result<Self, ResolveError> {
        let named: Vec<&str> = specs.iter().filter_map(|spec| spec.trim().strip_prefix('@')).collect();
        let comps = if named.is_empty() { Comps::default() } else { loaded.comps()? };
        let mut enabled = modules.iter().map(|spec| stream_of(spec)).collect::<Result<Vec<_>, _>>()?;
        let streams = named.iter().filter_map(|named| module_of(named)).filter(|spec| spec.stream.is_some());
        enabled.extend(streams.filter(|spec| loaded.has_module(&spec.module)));
        let mut active = loaded.modules.activate(&loaded.pool, &enabled)?;
        let warnings = std::mem::take(&mut active.warnings);
        Ok(Self { loaded, comps, active, warnings })
    }

    /// Adds the jobs for what stands behind an `@`: a group or environment if there is one, else a module.
    pub(crate) fn install(&mut self, request: &mut Request, named: &str) -> Result<(), ResolveError> {
        let error = match request.install_group(&self.loaded.pool, &self.comps, named) {
            Ok(found) => {
                let group = |id| format!("there is no group \"{id}\", which @{named} has");
                self.warnings.extend(found.missing_groups.into_iter().map(group));
                self.warn_of_missing(found.missing_packages, named);
                return Ok(());
            }
            Err(error) => error,
        };
        match (&error, module_of(named)) {
            // With a colon it cannot have been meant as a group.
            (SpecError::UnknownGroup { .. }, Some(spec))
                if spec.stream.is_some() || self.loaded.has_module(&spec.module) =>
            {
                let packages = self.loaded.modules.profile_packages(&spec, &self.active)?;
                let missing = request.install_names(&self.loaded.pool, packages, &format!("@{named}"));
                self.warn_of_missing(missing, named);
                Ok(())
            }
            _ => Err(error.into()),
        }
    }

    fn warn_of_missing(&mut self, packages: Vec<String>, named: &str) {
        let package = |name| format!("there is no package \"{name}\", which @{named} has");
        self.warnings.extend(packages.into_iter().map(package));
    }
}

impl Loaded {
    fn has_module(&self, module: &str) -> bool {
        !self.modules.streams_of(module).is_empty()
    }
}

/// A module to enable, which has no profile: nothing of it is installed.
fn stream_of(spec: &str) -> Result<ModuleSpec, ModuleError> {
    let parsed: ModuleSpec = spec.parse()?;
    if parsed.profile.is_some() { Err(ModuleError::Spec { spec: spec.to_owned() }) } else { Ok(parsed) }
}

/// What stands behind an `@`, if it can be a module.
fn module_of(named: &str) -> Option<ModuleSpec> {
    named.parse().ok()
}
