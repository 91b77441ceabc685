//! Plans: one solve for several functions, and layers that they share.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use rpmsolve::report::{ProblemReport, SCHEMA, refusal};
use rpmsolve::{InstallReason, Outcome, SolvableId};
use rpmsolve_layer::{
    BuiltLayer, LayerPackage, Limits, Obstacle, OtherLayer, Plan, PlanFunction, PlanOptions as PlanSettings,
    Profile, build_plan,
};
use rpmsolve_repo::{Load, Member, Resolve, ResolvedTogether, Together};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Refusal, RefusalPart, SolvableFunction};
use crate::layer::{base_image, limit, package, required_by, settings, tell, usual_runtime};
use crate::options::PlanOptions;
use crate::profile::find_profile;
use crate::resolve::{check_places, resolve_of, warn};
use crate::{Answer, Session, Stage, VerbError};

/// Lambda's limit for the layers of a function.
const LAYERS_MAX: u16 = 5;

/// A plan, as a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlanDocument {
    /// The version of the document.
    pub schema: u32,
    /// `planned`, or `impossible`, for `reasons`.
    pub status: &'static str,
    /// The runtime that the layers are for, or null if the base was described otherwise.
    pub runtime: Option<String>,
    /// Whether one solve was made for all functions; if not, `conflicts` say why.
    pub shared: bool,
    /// The plan.
    #[serde(flatten)]
    pub plan: Plan,
    /// The functions that cannot have the same versions.
    pub conflicts: Vec<RefusedTogether>,
    /// What was built, if anything was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub built: Vec<BuiltDocument>,
}

/// A layer of a plan that was built.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BuiltDocument {
    /// Where it is.
    pub output: String,
    /// What is in it.
    #[serde(flatten)]
    pub layer: BuiltLayer,
}

/// Functions that cannot have what they need in one version.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RefusedTogether {
    /// The functions.
    pub functions: Vec<String>,
    /// Why.
    pub problems: Vec<ProblemReport>,
    /// What helps.
    pub hints: Vec<String>,
}

/// A plan, and what it was made of.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What was resolved for it.
    pub resolved: ResolvedTogether,
    /// The functions.
    pub members: Vec<Member>,
    /// The most bytes of a function and its layers.
    pub limit_bytes: Option<u64>,
    /// What was built.
    pub built: Vec<BuiltLayer>,
    runtime: Option<String>,
    directory: PathBuf,
}

impl Answer for Planned {
    type Document = PlanDocument;

    fn is_yes(&self) -> bool {
        self.plan.is_possible()
    }

    fn into_document(self, _: &Session) -> PlanDocument {
        let output = |layer: &BuiltLayer| self.directory.join(format!("{}.zip", layer.name));
        let built = |layer: BuiltLayer| BuiltDocument { output: output(&layer).display().to_string(), layer };
        PlanDocument {
            schema: SCHEMA,
            status: if self.plan.is_possible() { "planned" } else { "impossible" },
            runtime: self.runtime,
            shared: self.resolved.conflicts.is_empty(),
            conflicts: conflicts(&self.members, &self.resolved),
            built: self.built.into_iter().map(built).collect(),
            plan: self.plan,
        }
    }
}

/// A plan file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    functions: BTreeMap<String, FunctionFile>,
    limit: Option<u64>,
    layers: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FunctionFile {
    specs: Vec<String>,
    #[serde(default)]
    bytes: u64,
}

/// What is to be planned.
struct Wanted {
    members: Vec<Member>,
    /// What each function has beside the planned layers.
    own_bytes: Vec<u64>,
    limit_bytes: Option<u64>,
    layers_max: usize,
}

/// Plans the layers of several functions: what they share is stored once, and each keeps within its limits.
///
/// # Errors
///
/// [`VerbError::Unsolvable`] if a function cannot have what it needs, and whatever is wrong with what was asked or
/// where; that there is no plan is an answer.
pub fn plan(options: &PlanOptions, session: &Session) -> Result<Planned, VerbError> {
    let wanted = Wanted::new(options)?;
    let sources = &options.of.sources;
    let profile = find_profile(&options.of.runtime, usual_runtime(&sources.base), &sources.arch)?;
    let load = Load { runtime: profile.as_ref().map(Profile::to_runtime), ..sources.to_load(session) };
    check_places(&load)?;
    let resolve = resolve_of(load, &options.of.choice, &[], options.of.weak)?;
    let resolve = Resolve { weak: options.of.weak, lock_base: true, ..resolve };
    let together = Together { resolve, members: wanted.members.clone() };
    let resolved = session.during(Stage::Solve, || together.run())?;
    warn(&resolved.loaded, &[], session);
    if !resolved.is_solved() {
        return Err(refuse(&wanted.members, &resolved));
    }
    let (packages, functions) = functions(&wanted, &resolved)?;
    let mut layer = settings(&options.building, &sources.arch, session)?;
    layer.limit_bytes = wanted.limit_bytes;
    let settings = PlanSettings { layer, layers_max: wanted.layers_max };
    let planned = session.during(Stage::Plan, || rpmsolve_layer::plan(&packages, &functions, &settings));
    let mut plan = planned?;
    add_all_roads(&mut plan, &wanted, &resolved);
    let built = match &options.output {
        Some(directory) if plan.is_possible() => {
            let base = base_image(profile.as_ref(), &resolved.loaded)?;
            let step = &mut |_: &str, step: rpmsolve_layer::Progress| tell(session, &step);
            build_plan(&mut plan, &packages, &base, &settings, directory, step)?
        }
        _ => Vec::new(),
    };
    Ok(Planned {
        plan,
        resolved,
        members: wanted.members,
        limit_bytes: wanted.limit_bytes,
        built,
        runtime: profile.map(|profile| profile.runtime),
        directory: options.output.clone().unwrap_or_default(),
    })
}

impl Wanted {
    fn new(options: &PlanOptions) -> Result<Self, VerbError> {
        let file = options.file.as_deref().map(PlanFile::read).transpose()?.unwrap_or_default();
        let mut members: Vec<Member> = Vec::new();
        let mut own_bytes = Vec::new();
        for (name, function) in file.functions {
            members.push(Member { name, specs: function.specs });
            own_bytes.push(function.bytes);
        }
        for (name, function) in &options.functions {
            members.push(Member { name: name.clone(), specs: function.specs.clone() });
            let mut bytes = function.bytes;
            for other in &function.other {
                bytes = bytes.saturating_add(OtherLayer::read(other, &Limits::default())?.bytes);
            }
            own_bytes.push(bytes);
        }
        if let Some(Member { name, .. }) = members.iter().find(|member| member.specs.is_empty()) {
            return Err(VerbError::usage(format!("{name} needs nothing")));
        }
        if members.is_empty() {
            return Err(VerbError::usage("say what to plan for with --function NAME=SPEC,… or --file"));
        }
        Ok(Self {
            members,
            own_bytes,
            limit_bytes: limit(options.limit.or(file.limit)),
            layers_max: options.layers.or(file.layers).unwrap_or(LAYERS_MAX).into(),
        })
    }
}

impl PlanFile {
    fn read(path: &Path) -> Result<Self, VerbError> {
        let bytes = std::fs::read(path).map_err(|source| VerbError::Io { path: path.to_owned(), source })?;
        serde_json::from_slice(&bytes).map_err(|source| VerbError::PlanFile { path: path.to_owned(), source })
    }
}

/// The packages of all functions, each once, and what each function takes of them.
fn functions(
    wanted: &Wanted,
    resolved: &ResolvedTogether,
) -> Result<(Vec<LayerPackage>, Vec<PlanFunction>), VerbError> {
    let mut packages: Vec<LayerPackage> = Vec::new();
    let mut known: HashMap<SolvableId, usize> = HashMap::new();
    let mut functions = Vec::with_capacity(wanted.members.len());
    for ((member, outcome), own_bytes) in wanted.members.iter().zip(&resolved.members).zip(&wanted.own_bytes)
    {
        let mut needed = Vec::new();
        let Outcome::Solved(transaction) = &outcome.outcome else { continue };
        for installation in &transaction.installations {
            let index = match known.get(&installation.package) {
                Some(&index) => {
                    let also = required_by(&resolved.loaded, transaction, *installation);
                    let needing = packages[index].required_by.get_or_insert_default();
                    needing.extend(also);
                    needing.sort_unstable();
                    needing.dedup();
                    index
                }
                None => {
                    let Some(package) = package(&resolved.loaded, transaction, *installation)? else {
                        continue;
                    };
                    packages.push(package);
                    known.insert(installation.package, packages.len() - 1);
                    packages.len() - 1
                }
            };
            packages[index].requested |= installation.reason == InstallReason::Requested;
            needed.push(index);
        }
        let (name, own_bytes, solve) = (member.name.clone(), *own_bytes, outcome.solve);
        functions.push(PlanFunction { name, packages: needed, own_bytes, solve });
    }
    Ok((packages, functions))
}

/// Says of the packages that make a plan impossible how they come to be there.
fn add_all_roads(plan: &mut Plan, wanted: &Wanted, resolved: &ResolvedTogether) {
    for reason in &mut plan.reasons {
        if let Obstacle::OverLimit { function, packages, .. } = reason
            && let Some(number) = wanted.members.iter().position(|member| member.name == *function)
            && let Some(graph) = resolved.members[number].graph(&resolved.loaded)
        {
            packages.iter_mut().for_each(|share| share.add_road(&graph));
        }
    }
}

fn conflicts(members: &[Member], resolved: &ResolvedTogether) -> Vec<RefusedTogether> {
    let refused = |conflict: &rpmsolve_repo::Conflict| {
        let (problems, hints) = refusal(&resolved.loaded.pool, &conflict.request, &conflict.problems);
        let functions = conflict.members.iter().map(|&member| members[member].name.clone()).collect();
        RefusedTogether { functions, problems, hints }
    };
    resolved.conflicts.iter().map(refused).collect()
}

/// Says no for the functions that cannot be solved even alone.
fn refuse(members: &[Member], resolved: &ResolvedTogether) -> VerbError {
    let mut refusal_of_all = Refusal::new();
    for (member, outcome) in members.iter().zip(&resolved.members) {
        let function = SolvableFunction {
            name: member.name.clone(),
            solvable: matches!(outcome.outcome, Outcome::Solved(_)),
        };
        refusal_of_all.document.functions.push(function);
    }
    let pool = &resolved.loaded.pool;
    for (number, problems) in resolved.refused() {
        let name = &members[number].name;
        let texts = problems.iter().map(|problem| problem.to_text(pool)).collect();
        let (problems, hints) = refusal(pool, &resolved.members[number].request, problems);
        let part = RefusalPart { subject: Some(name.clone()), problems: texts, hints };
        refusal_of_all.add(part, problems, |problem| problem.function = Some(name.clone()));
    }
    VerbError::Unsolvable(Box::new(refusal_of_all))
}
