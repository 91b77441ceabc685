//! `rpmsolve plan`: one solve for several functions, and layers that they share.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use rpmsolve::report::{OutcomeReport, ProblemReport, Report, SCHEMA};
use rpmsolve::{InstallReason, Outcome, Problem, Request, SolvableId};
use rpmsolve_layer::{
    BuiltLayer, LayerPackage, Limits, Obstacle, OtherLayer, Plan, PlanFunction, PlanOptions, Profile,
    build_plan, plan,
};
use rpmsolve_repo::{Load, Member, Resolve, ResolvedTogether, Together};
use serde::{Deserialize, Serialize};

use crate::advice::road;
use crate::arguments::PlanArguments;
use crate::layer::{base_image, limit, options, package, print_findings, required_by, show, usual_runtime};
use crate::output::{CommandError, Status, human_bytes, print_json};
use crate::progress;
use crate::resolve::{load_of, print_problems, resolve_of, warn};

/// Lambda's limits.
const LIMIT_BYTES: u64 = 262_144_000;
const LAYERS_MAX: u16 = 5;

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

#[derive(Serialize)]
struct Planned<'a> {
    schema: u32,
    /// `planned`, or `impossible`, for `reasons`.
    status: &'static str,
    /// The runtime that the layers are for, or null if the base was described otherwise.
    runtime: Option<&'a str>,
    /// Whether one solve was made for all functions; if not, `conflicts` say why.
    shared: bool,
    #[serde(flatten)]
    plan: &'a Plan,
    conflicts: Vec<Refused>,
    /// What was built, if anything was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    built: Vec<Built<'a>>,
}

#[derive(Serialize)]
struct Built<'a> {
    output: String,
    #[serde(flatten)]
    layer: &'a BuiltLayer,
}

#[derive(Serialize)]
struct Unsolvable {
    schema: u32,
    status: &'static str,
    functions: Vec<Solved>,
    problems: Vec<FunctionProblem>,
    hints: Vec<String>,
}

#[derive(Serialize)]
struct Solved {
    name: String,
    solvable: bool,
}

#[derive(Serialize)]
struct FunctionProblem {
    /// The function that it is about.
    function: String,
    #[serde(flatten)]
    problem: ProblemReport,
}

/// Functions that cannot have what they need in one version.
#[derive(Serialize)]
struct Refused {
    functions: Vec<String>,
    problems: Vec<ProblemReport>,
    hints: Vec<String>,
}

pub(crate) fn run(arguments: &PlanArguments, json: bool) -> Result<Status, CommandError> {
    let wanted = Wanted::new(arguments)?;
    let sources = &arguments.of.sources;
    let profile = arguments.of.runtime.find(usual_runtime(&sources.base), &sources.arch)?;
    let load = Load { runtime: profile.as_ref().map(Profile::to_runtime), ..load_of(sources) };
    let resolve = resolve_of(load, &arguments.of.choice, &[], arguments.of.weak)?;
    let resolve = Resolve { weak: arguments.of.weak, lock_base: true, ..resolve };
    let together = Together { resolve, members: wanted.members.clone() };
    let resolved = progress::waiting("resolving", || together.run())?;
    warn(&resolved.loaded);
    if !resolved.is_solved() {
        return refuse(&wanted.members, &resolved, json);
    }
    let (packages, functions) = functions(&wanted, &resolved)?;
    let mut layer = options(&arguments.build, &sources.arch)?;
    layer.limit_bytes = wanted.limit_bytes;
    let options = PlanOptions { layer, layers_max: wanted.layers_max };
    let mut plan = progress::waiting("planning", || plan(&packages, &functions, &options))?;
    add_all_roads(&mut plan, &wanted, &resolved);
    let built = match &arguments.output {
        Some(directory) if plan.is_possible() => {
            let base = base_image(profile.as_ref(), &resolved.loaded)?;
            let bar = progress::bar(0, "unpacking");
            let step = &mut |_: &str, step| show(&bar, &step);
            let built = build_plan(&mut plan, &packages, &base, &options, directory, step);
            bar.finish_and_clear();
            built?
        }
        _ => Vec::new(),
    };
    let status = if plan.is_possible() { Status::Done } else { Status::No };
    if json {
        let directory = arguments.output.as_deref().unwrap_or(Path::new(""));
        print_json(&Planned {
            schema: SCHEMA,
            status: if plan.is_possible() { "planned" } else { "impossible" },
            runtime: profile.as_ref().map(|it| it.runtime.as_str()),
            shared: resolved.conflicts.is_empty(),
            conflicts: conflicts(&wanted.members, &resolved),
            built: built.iter().map(|layer| Built::new(directory, layer)).collect(),
            plan: &plan,
        })?;
    } else {
        print_conflicts(&wanted.members, &resolved);
        print_plan(&plan, &wanted);
        built.iter().for_each(|layer| print_findings(&layer.report.findings));
    }
    Ok(status)
}

impl Wanted {
    fn new(arguments: &PlanArguments) -> Result<Self, CommandError> {
        let usage = |message: String| CommandError::Usage { message };
        let file = arguments.file.as_deref().map(PlanFile::read).transpose()?.unwrap_or_default();
        let mut members: Vec<Member> = Vec::new();
        let mut own_bytes = Vec::new();
        for (name, function) in file.functions {
            members.push(Member { name, specs: function.specs });
            own_bytes.push(function.bytes);
        }
        for (name, specs) in &arguments.functions {
            match members.iter_mut().find(|member| member.name == *name) {
                Some(member) => member.specs.extend(specs.iter().cloned()),
                None => {
                    members.push(Member { name: name.clone(), specs: specs.clone() });
                    own_bytes.push(0);
                }
            }
        }
        for (name, what) in &arguments.function_bytes {
            let member = members.iter().position(|member| member.name == *name);
            let member = member.ok_or_else(|| {
                let known: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
                usage(format!("--function-bytes {name}: the functions are {}", known.join(", ")))
            })?;
            let more = OtherLayer::read(what, &Limits::default())?.bytes;
            own_bytes[member] = u64::saturating_add(own_bytes[member], more);
        }
        if members.is_empty() {
            return Err(usage("say what to plan for with --function NAME=SPEC,… or --file".to_owned()));
        }
        Ok(Self {
            members,
            own_bytes,
            limit_bytes: limit(arguments.limit.or(file.limit).unwrap_or(LIMIT_BYTES)),
            layers_max: arguments.layers.or(file.layers).unwrap_or(LAYERS_MAX).into(),
        })
    }
}

impl PlanFile {
    fn read(path: &Path) -> Result<Self, CommandError> {
        let bytes =
            std::fs::read(path).map_err(|source| CommandError::Io { path: path.to_owned(), source })?;
        serde_json::from_slice(&bytes)
            .map_err(|source| CommandError::PlanFile { path: path.to_owned(), source })
    }
}

impl<'a> Built<'a> {
    fn new(directory: &Path, layer: &'a BuiltLayer) -> Self {
        Self { output: directory.join(format!("{}.zip", layer.name)).display().to_string(), layer }
    }
}

/// The packages of all functions, each once, and what each function takes of them.
fn functions(
    wanted: &Wanted,
    resolved: &ResolvedTogether,
) -> Result<(Vec<LayerPackage>, Vec<PlanFunction>), CommandError> {
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

fn reasons(
    resolved: &ResolvedTogether,
    request: &Request,
    problems: &[Problem],
) -> (Vec<ProblemReport>, Vec<String>) {
    let outcome = Outcome::Unsolvable(problems.to_vec());
    match Report::new(&resolved.loaded.pool, request, &outcome).outcome {
        OutcomeReport::Unsolvable { problems, hints } => (problems, hints),
        OutcomeReport::Solved { .. } => (Vec::new(), Vec::new()),
    }
}

fn conflicts(members: &[Member], resolved: &ResolvedTogether) -> Vec<Refused> {
    let refused = |conflict: &rpmsolve_repo::Conflict| {
        let (problems, hints) = reasons(resolved, &conflict.request, &conflict.problems);
        let functions = conflict.members.iter().map(|&member| members[member].name.clone()).collect();
        Refused { functions, problems, hints }
    };
    resolved.conflicts.iter().map(refused).collect()
}

/// Says no for the functions that cannot be solved even alone.
fn refuse(members: &[Member], resolved: &ResolvedTogether, json: bool) -> Result<Status, CommandError> {
    if !json {
        for (number, problems) in resolved.refused() {
            eprintln!("{} cannot be had:", members[number].name);
            print_problems(&resolved.loaded.pool, &resolved.members[number].request, problems);
        }
        return Ok(Status::No);
    }
    let mut report = Unsolvable {
        schema: SCHEMA,
        status: "unsolvable",
        functions: Vec::new(),
        problems: Vec::new(),
        hints: Vec::new(),
    };
    for (member, outcome) in members.iter().zip(&resolved.members) {
        let name = member.name.clone();
        report.functions.push(Solved { name, solvable: matches!(outcome.outcome, Outcome::Solved(_)) });
    }
    for (number, problems) in resolved.refused() {
        let (problems, hints) = reasons(resolved, &resolved.members[number].request, problems);
        let function = |problem| FunctionProblem { function: members[number].name.clone(), problem };
        report.problems.extend(problems.into_iter().map(function));
        report.hints.extend(hints);
    }
    print_json(&report)?;
    Ok(Status::No)
}

fn print_conflicts(members: &[Member], resolved: &ResolvedTogether) {
    for conflict in &resolved.conflicts {
        let functions: Vec<&str> = conflict.members.iter().map(|&m| members[m].name.as_str()).collect();
        eprintln!("{} cannot have the same versions, and are solved apart:", functions.join(" and "));
        print_problems(&resolved.loaded.pool, &conflict.request, &conflict.problems);
    }
}

fn print_plan(plan: &Plan, wanted: &Wanted) {
    for reason in &plan.reasons {
        eprintln!("impossible: {}", text(reason));
        if let Obstacle::OverLimit { packages, .. } = reason {
            packages.iter().for_each(|share| eprintln!("{:>12}  {}", human_bytes(share.bytes), road(share)));
        }
    }
    if !plan.is_possible() {
        return;
    }
    println!(
        "{} layers, {} in all{}",
        plan.layers.len(),
        human_bytes(plan.total_bytes),
        if plan.proved { "; no plan is better" } else { "; there may be a better plan" }
    );
    for layer in &plan.layers {
        println!(
            "  {}  {}, {} packages, for {}",
            layer.name,
            human_bytes(layer.bytes),
            layer.packages.len(),
            layer.functions.join(", ")
        );
    }
    for function in &plan.functions {
        let limit = wanted.limit_bytes.map_or(String::new(), |limit| format!(" of {}", human_bytes(limit)));
        let all = human_bytes(function.bytes.saturating_add(function.own_bytes));
        print!("{}: {all}{limit} in {}", function.name, function.layers.join(", "));
        match function.waste_bytes {
            0 => println!(),
            waste => println!("; {} of it for others", human_bytes(waste)),
        }
    }
}

fn text(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::OverLimit { function, over_bytes, .. } => {
            format!("{function} is {over_bytes} bytes over the limit by itself; the largest packages are")
        }
        Obstacle::FileConflict { function, path, packages: [one, two] } => format!(
            "{function} needs {one} and {two}, which have different files at {path}; say whose file is wanted \
             (--prefer PACKAGE=PATTERN)"
        ),
        Obstacle::LibraryClash { function, soname, packages: [one, two] } => {
            format!(
                "{function} needs {one} and {two}, which have different libraries of the name {soname}: the loader \
                 would take one for both; leave one of the packages out"
            )
        }
        _ => String::new(),
    }
}
