//! What can be written on the command line: the verbs with their options, and what only a terminal has.

use clap::{Args, Parser, Subcommand};
use rpmsolve_verbs::{
    AuditOptions, BuildOptions, CacheOptions, CachePartOption, CheckOptions, DiffOptions, EditOptions,
    ExportOptions, FetchOptions, FunctionOptions, InitOptions, LayerOptions, ListOptions, LockOptions,
    PlanOptions, ProfileMakeOptions, ProfileShowOptions, ProfilesOptions, QueryOptions, ResolveOptions,
    SyncOptions, TestcaseOptions, TreeOptions, VendorOptions, VerbError, VerifyOptions, WhyOptions,
};

/// Solve RPM dependencies, and turn the answer into something that runs.
///
/// Resolves packages from RPM repositories as dnf would, explains what cannot be installed, and builds AWS Lambda
/// layers from stock RPMs: no container, no root, no rpm.
#[derive(Debug, Parser)]
#[command(name = "rpmsolve", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Print one JSON document on standard output, errors included
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say which packages are needed to install others
    Resolve(ResolveOptions),
    /// Say why a package is among those that are needed: the shortest chains that lead to it
    Why(WhyArguments),
    /// Show which packages are needed to install others as a tree
    Tree(TreeArguments),
    /// Say which packages of the repositories cannot be installed, and why
    Check(CheckOptions),
    /// Put packages and all they need into a directory that is a repository itself
    Fetch(FetchOptions),
    /// Build a Lambda layer from packages and all they need
    Layer(LayerOptions),
    /// Plan the layers of several functions: what they share is stored once, and each keeps within its limits
    Plan(PlanArguments),
    /// Say what would go wrong with layers on their runtime
    Audit(AuditOptions),
    /// Make an rpmsolve.toml, which says what the layers of a project are
    Init(InitOptions),
    /// Add to what a layer of the project asks for, and lock it
    Add(EditOptions),
    /// Remove from what a layer of the project asks for, and lock it
    Remove(EditOptions),
    /// Write down in rpmsolve.lock which packages the layers of the project are made of
    Lock(LockOptions),
    /// Get exactly the packages that are locked, and verify them
    Sync(SyncOptions),
    /// Put what is locked into a directory that is a repository itself
    Vendor(VendorOptions),
    /// Build the layers of the project from exactly the packages that are locked
    Build(BuildOptions),
    /// Say what is different between two locks
    Diff(DiffOptions),
    /// Write the lock in the form of another tool
    Export(ExportOptions),
    /// Find packages by words in their names and summaries
    Search(QueryOptions),
    /// List packages by name, the newest of each
    List(ListOptions),
    /// Show everything about packages
    Info(QueryOptions),
    /// Say which packages provide a capability or contain a file
    Provides(QueryOptions),
    /// List the Lambda runtimes that are known
    Runtimes(ProfilesOptions),
    /// Describe what an image has, or show such a description
    Profile(ProfileArguments),
    /// Replay libsolv testcases (what dnf --debugsolver writes)
    Testcase(TestcaseOptions),
    /// Say whether packages are whole, and signed by whom they should be
    Verify(VerifyOptions),
    /// Print the JSON Schemas of all options and documents, and the codes of all errors
    #[command(hide = true)]
    Schema,
    /// Show or clear what is kept of repositories
    Cache(CacheArguments),
}

/// `why`, with the forms of its answer.
#[derive(Args, Debug)]
pub(crate) struct WhyArguments {
    #[command(flatten)]
    pub(crate) options: WhyOptions,
    /// Print a graph in the language of Graphviz
    #[arg(long)]
    pub(crate) dot: bool,
}

/// `tree`, with the forms of its answer.
#[derive(Args, Debug)]
pub(crate) struct TreeArguments {
    #[command(flatten)]
    pub(crate) options: TreeOptions,
    /// Print a graph in the language of Graphviz
    #[arg(long)]
    pub(crate) dot: bool,
}

/// `plan`, with functions as they are written on a line.
#[derive(Args, Debug)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    options: PlanOptions,
    /// A function and what it needs; may be given often, for one function too
    #[arg(long = "function", value_name = "NAME=SPEC,…", value_parser = function, conflicts_with = "file")]
    functions: Vec<(String, Vec<String>)>,
    /// What a function has beside the planned layers: a number of bytes, or its code or another layer as a zip or
    /// directory; may be given often
    #[arg(long = "function-bytes", value_name = "NAME=BYTES|ZIP|DIR", value_parser = named)]
    #[arg(conflicts_with = "file")]
    function_bytes: Vec<(String, String)>,
}

impl PlanArguments {
    /// The same as options.
    pub(crate) fn to_options(&self) -> Result<PlanOptions, VerbError> {
        let mut functions: Vec<(String, FunctionOptions)> = Vec::new();
        for (name, specs) in &self.functions {
            match functions.iter_mut().find(|(known, _)| known == name) {
                Some((_, function)) => function.specs.extend(specs.iter().cloned()),
                None => functions
                    .push((name.clone(), FunctionOptions { specs: specs.clone(), ..Default::default() })),
            }
        }
        for (name, what) in &self.function_bytes {
            match functions.iter_mut().find(|(known, _)| known == name) {
                Some((_, function)) => function.other.push(what.clone()),
                None => {
                    let known: Vec<&str> = functions.iter().map(|(name, _)| name.as_str()).collect();
                    let message = format!("--function-bytes {name}: the functions are {}", known.join(", "));
                    return Err(VerbError::Usage { message });
                }
            }
        }
        Ok(PlanOptions { functions, ..self.options.clone() })
    }
}

#[derive(Args, Debug)]
pub(crate) struct ProfileArguments {
    #[command(subcommand)]
    pub(crate) verb: ProfileVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileVerb {
    /// Write a profile of an unpacked image, or of a repository of the packages that are installed
    Make(ProfileMakeOptions),
    /// Print a profile with all that it inherits
    Show(ProfileShowOptions),
}

#[derive(Args, Debug)]
pub(crate) struct CacheArguments {
    #[command(subcommand)]
    pub(crate) verb: CacheVerb,
    #[command(flatten)]
    pub(crate) kept: CacheOptions,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CacheVerb {
    /// Say what is in it
    Info,
    /// Say where it is
    Path,
    /// Remove what is in it
    Clean {
        /// Only these parts (default: all)
        #[arg(long, value_enum, value_name = "PART", value_delimiter = ',')]
        only: Vec<CachePartOption>,
    },
}

fn function(text: &str) -> Result<(String, Vec<String>), String> {
    let (name, specs) =
        text.split_once('=').ok_or("write NAME=SPEC,SPEC, for example thumbnails=ImageMagick")?;
    let specs: Vec<String> =
        specs.split(',').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    if specs.is_empty() { Err(format!("{name} needs nothing")) } else { Ok((name.to_owned(), specs)) }
}

fn named(text: &str) -> Result<(String, String), String> {
    let (name, what) = text.split_once('=').ok_or("write NAME=BYTES, for example thumbnails=1000000")?;
    Ok((name.to_owned(), what.to_owned()))
}
