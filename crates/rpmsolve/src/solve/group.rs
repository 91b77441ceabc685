//! What installing a group or an environment means to dnf: its mandatory and default packages, each by its name
//! alone, and the conditional ones if what they are conditional on is installed; those that do not exist are passed
//! over (dnf, base.py `_add_comps_trans`; libdnf5, goal.cpp `add_group_install_to_goal`).

use std::collections::BTreeMap;

use super::request::{Conditional, Job, Request};
use super::spec::{self, SpecError};
use crate::metadata::{Comps, Environment, Group, GroupPackageKind};
use crate::near::near;
use crate::nevra::{is_pattern, like};
use crate::pool::Pool;

/// What [`Request::install_group`] made of a spec.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::Request;
/// use rpmsolve::metadata::Comps;
///
/// let xml = br#"<comps><group><id>editors</id><packagelist>
///                 <packagereq type="default">vim</packagereq></packagelist></group></comps>"#;
/// let mut comps = Comps::default();
/// comps.read(&xml[..], "comps.xml")?;
/// let installed = Request::default().install_group(&pool, &comps, "editors")?;
/// assert_eq!((&installed.groups[..], &installed.missing_packages[..]), (&["editors".into()][..], &["vim".into()][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupInstall {
    /// The ids of the groups that are installed.
    pub groups: Vec<String>,
    /// The ids of groups that belong to an environment, and are nowhere.
    pub missing_groups: Vec<String>,
    /// The names of packages that belong to a group, and are nowhere.
    pub missing_packages: Vec<String>,
}

/// Adds the jobs for a spec, with or without its `@`; `@^` stands before environments only.
pub(super) fn install(
    request: &mut Request,
    pool: &Pool,
    comps: &Comps,
    spec: &str,
) -> Result<GroupInstall, SpecError> {
    let spec = spec.trim().trim_start_matches('@');
    let (spec, only_environments) = match spec.strip_prefix('^') {
        Some(rest) => (rest, true),
        None => (spec, false),
    };
    if spec.is_empty() {
        return Err(SpecError::Empty);
    }
    let Some((groups, environments)) = find(comps, spec, only_environments) else {
        let ids = comps.environments.keys().chain(comps.groups.keys().filter(|_| !only_environments));
        return Err(SpecError::UnknownGroup {
            group: spec.to_owned(),
            near: near(spec, ids.map(String::as_str)),
        });
    };
    let mut found = GroupInstall::default();
    let members = environments.into_iter().flat_map(|environment| &environment.groups).map(String::as_str);
    for id in groups.into_iter().chain(members) {
        match comps.groups.get(id) {
            _ if found.groups.iter().any(|known| known == id) => {}
            Some(group) => {
                found.groups.push(id.to_owned());
                install_group(request, pool, id, group, &mut found.missing_packages);
            }
            None => found.missing_groups.push(id.to_owned()),
        }
    }
    Ok(found)
}

/// The groups and environments that a spec means: those with that id; or else that name; or else both without regard
/// to case; or else those whose id is like a pattern.
fn find<'a>(
    comps: &'a Comps,
    spec: &str,
    only_environments: bool,
) -> Option<(Vec<&'a str>, Vec<&'a Environment>)> {
    let lower = spec.to_lowercase();
    let tries: [IsMeant<'_>; 4] = [
        &|id, _| id == spec,
        &|_, name| name == spec,
        &|id, name| id.to_lowercase() == lower || name.to_lowercase() == lower,
        &|id, _| is_pattern(spec) && like(spec, id),
    ];
    tries.into_iter().find_map(|is_meant| {
        let named = |(id, group): &(&'a String, &'a Group)| is_meant(id, &group.name);
        let groups = comps.groups.iter().filter(|_| !only_environments).filter(named);
        let groups: Vec<&str> = groups.map(|(id, _)| id.as_str()).collect();
        let environments = comps.environments.iter().filter(|(id, it)| is_meant(id, &it.name));
        let environments: Vec<&Environment> = environments.map(|(_, it)| it).collect();
        (!groups.is_empty() || !environments.is_empty()).then_some((groups, environments))
    })
}

/// Whether an id and a name are those that are looked for.
type IsMeant<'a> = &'a dyn Fn(&str, &str) -> bool;

fn install_group(request: &mut Request, pool: &Pool, id: &str, group: &Group, missing: &mut Vec<String>) {
    let of = format!("@{id}");
    let of_kind = |kinds: &[GroupPackageKind]| {
        group
            .packages
            .iter()
            .filter(|(_, kind)| kinds.contains(kind))
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
    };
    let unconditional = of_kind(&[GroupPackageKind::Mandatory, GroupPackageKind::Default]);
    missing.extend(request.install_names(pool, unconditional, &of));
    let conditional: BTreeMap<&str, &str> = group
        .packages
        .iter()
        .filter_map(|(name, kind)| match kind {
            GroupPackageKind::Conditional { requires } => Some((name.as_str(), requires.as_str())),
            _ => None,
        })
        .collect();
    let unseen = request.unseen(pool);
    for (name, requires) in conditional {
        let conditions: Vec<_> =
            pool.named(requires).map(|it| it.id()).filter(|id| !unseen.contains(id)).collect();
        // What can never be called for is not missed.
        if conditions.is_empty() {
            continue;
        }
        match spec::name_job(pool, name, format!("{name} of {of}"), &unseen) {
            Some(Job::Install { wanted, candidates, .. }) => {
                request.conditionals.push(Conditional { wanted, candidates, conditions });
            }
            _ => missing.push(name.to_owned()),
        }
    }
}
