//! What can be written on the command line.

pub(crate) mod project;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use rpmsolve_repo::Load;

use crate::arguments::project::{
    DiffArguments, EditArguments, ExportArguments, InitArguments, LockArguments, ProjectBuildArguments,
    SyncArguments, VendorArguments,
};
use crate::fetch::FetchArguments;
use crate::network::GettingArguments;
use crate::profile::{ProfileArguments, RuntimeArguments, RuntimesArguments};
use crate::verify::VerifyArguments;

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
    Resolve(ResolveArguments),
    /// Say why a package is among those that are needed: the shortest chains that lead to it
    Why(WhyArguments),
    /// Show which packages are needed to install others as a tree
    Tree(TreeArguments),
    /// Say which packages of the repositories cannot be installed, and why
    Check(CheckArguments),
    /// Put packages and all they need into a directory that is a repository itself
    Fetch(FetchArguments),
    /// Build a Lambda layer from packages and all they need
    Layer(LayerArguments),
    /// Plan the layers of several functions: what they share is stored once, and each keeps within its limits
    Plan(PlanArguments),
    /// Say what would go wrong with layers on their runtime
    Audit(AuditArguments),
    /// Make an rpmsolve.toml, which says what the layers of a project are
    Init(InitArguments),
    /// Add to what a layer of the project asks for, and lock it
    Add(EditArguments),
    /// Remove from what a layer of the project asks for, and lock it
    Remove(EditArguments),
    /// Write down in rpmsolve.lock which packages the layers of the project are made of
    Lock(LockArguments),
    /// Get exactly the packages that are locked, and verify them
    Sync(SyncArguments),
    /// Put what is locked into a directory that is a repository itself
    Vendor(VendorArguments),
    /// Build the layers of the project from exactly the packages that are locked
    Build(ProjectBuildArguments),
    /// Say what is different between two locks
    Diff(DiffArguments),
    /// Write the lock in the form of another tool
    Export(ExportArguments),
    /// Find packages by words in their names and summaries
    Search(QueryArguments),
    /// List packages by name, the newest of each
    List(ListArguments),
    /// Show everything about packages
    Info(QueryArguments),
    /// Say which packages provide a capability or contain a file
    Provides(QueryArguments),
    /// List the Lambda runtimes that are known
    Runtimes(RuntimesArguments),
    /// Describe what an image has, or show such a description
    Profile(ProfileArguments),
    /// Replay libsolv testcases (what dnf --debugsolver writes)
    Testcase(TestcaseArguments),
    /// Say whether packages are whole, and signed by whom they should be
    Verify(VerifyArguments),
    /// Show or clear what is kept of repositories
    Cache(CacheCommand),
}

/// Where packages come from.
#[derive(Args, Debug)]
pub(crate) struct SourceArguments {
    /// A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm
    /// files, or a primary.xml; may be given often
    #[arg(long = "repo", value_name = "[ID=]PLACE|URL|PRESET", required_unless_present = "repo_files")]
    pub(crate) repositories: Vec<String>,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArguments,
    /// Prefer a repository: of two that have a package the one with the lower number wins (default 99)
    #[arg(long = "priority", value_name = "ID=N", value_parser = priority)]
    pub(crate) priorities: Vec<(String, i32)>,
    /// What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs
    /// (rpm -qa)
    #[arg(long, value_name = "PLACE")]
    pub(crate) base: Vec<String>,
    /// The architecture to install for
    #[arg(long, default_value = std::env::consts::ARCH)]
    pub(crate) arch: String,
}

/// Repositories that `.repo` files describe.
#[derive(Args, Debug)]
pub(crate) struct ConfigurationArguments {
    /// Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often
    #[arg(long = "repofile", value_name = "FILE|DIR")]
    pub(crate) repo_files: Vec<PathBuf>,
    /// Use a repository although its description says enabled=0
    #[arg(long, value_name = "ID", requires = "repo_files")]
    pub(crate) enablerepo: Vec<String>,
    /// What $releasever stands for in .repo files and URLs
    #[arg(long, value_name = "VERSION")]
    pub(crate) releasever: Option<String>,
    /// What another variable stands for in .repo files and URLs
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(crate) setvar: Vec<(String, String)>,
    /// A directory with a file for each variable, such as /etc/dnf/vars
    #[arg(long, value_name = "DIR")]
    pub(crate) varsdir: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) getting: GettingArguments,
}

impl ConfigurationArguments {
    /// The same as a part of what to load.
    pub(crate) fn to_load(&self) -> Load {
        let releasever = self.releasever.iter().map(|version| ("releasever".to_owned(), version.clone()));
        Load {
            repo_files: self.repo_files.clone(),
            enabled_repositories: self.enablerepo.clone(),
            variable_directories: self.varsdir.clone(),
            variables: releasever.chain(self.setvar.iter().cloned()).collect(),
            options: self.getting.setopt.clone(),
            cache: self.getting.kept.directory().map(Path::to_owned),
            network: self.getting.to_network(),
            ..Load::default()
        }
    }
}

/// What is kept from one command to the next.
#[derive(Args, Debug)]
pub(crate) struct CacheArguments {
    /// Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is
    /// kept in the user's own (rpmsolve cache path) where none is named
    #[arg(long, value_name = "DIR", env = "RPMSOLVE_CACHE_DIR", hide_env_values = true)]
    #[arg(value_parser = OsStringValueParser::new().map(PathBuf::from))]
    cache: Option<PathBuf>,
}

impl CacheArguments {
    /// The directory that is named; an empty name, as an empty variable has it, names none.
    pub(crate) fn directory(&self) -> Option<&Path> {
        self.cache.as_deref().filter(|path| !path.as_os_str().is_empty())
    }
}

#[derive(Args, Debug)]
pub(crate) struct CacheCommand {
    #[command(subcommand)]
    pub(crate) verb: CacheVerb,
    #[command(flatten)]
    pub(crate) kept: CacheArguments,
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
        only: Vec<CachePart>,
    },
}

/// A part of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CachePart {
    /// Parsed repositories
    Pools,
    /// Metadata and keys, and what was seen of repositories
    Metadata,
    /// Packages
    Packages,
}

/// How to choose.
#[derive(Args, Debug)]
pub(crate) struct ChoiceArguments {
    /// Insist on the best version of what is asked for, instead of the best that works
    #[arg(long)]
    pub(crate) best: bool,
    /// Never choose these packages
    #[arg(long, value_name = "SPEC")]
    pub(crate) exclude: Vec<String>,
    /// Prefer these packages where others would do as well; the last one is liked best
    #[arg(long, value_name = "SPEC")]
    pub(crate) favor: Vec<String>,
    /// Take these packages for want of others only, and never because something recommends them
    #[arg(long, value_name = "SPEC")]
    pub(crate) disfavor: Vec<String>,
    /// Of the packages of these names, these are the only ones to be had: openssl-3.0*
    #[arg(long, value_name = "SPEC")]
    pub(crate) pin: Vec<String>,
    /// Do not install these packages because something recommends them
    #[arg(long, value_name = "SPEC")]
    pub(crate) exclude_from_weak: Vec<String>,
    /// Install nothing from a repository; what it has is named where it would help
    #[arg(long, value_name = "ID")]
    pub(crate) disablerepo: Vec<String>,
    /// Leave out what cannot be installed
    #[arg(long)]
    pub(crate) skip_broken: bool,
    /// Choose among these packages only
    #[arg(long, value_name = "SPEC")]
    pub(crate) includepkgs: Vec<String>,
    /// Enable a module stream; without it a module has its default stream, or none
    #[arg(long = "module", value_name = "NAME:STREAM")]
    pub(crate) modules: Vec<String>,
    /// What to aim for
    #[arg(long, value_enum, default_value_t = Objective::Default)]
    pub(crate) objective: Objective,
    /// How long to look for the smallest answer, or for the proof that it is (default 10)
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) time_limit: Option<Duration>,
}

/// What an answer depends on beside what is asked for.
#[derive(Args, Debug)]
pub(crate) struct AnswerArguments {
    #[command(flatten)]
    pub(crate) sources: SourceArguments,
    #[command(flatten)]
    pub(crate) choice: ChoiceArguments,
    /// Follow weak dependencies, as dnf does (the default)
    #[arg(long, overrides_with = "no_weak")]
    pub(crate) weak: bool,
    /// Leave out what is only recommended
    #[arg(long, overrides_with = "weak")]
    pub(crate) no_weak: bool,
    /// Keep the base as it is: add to it, and nothing else
    #[arg(long)]
    pub(crate) lock_base: bool,
    /// Remove packages of the base where there is no answer otherwise
    #[arg(long, conflicts_with = "lock_base")]
    pub(crate) allowerasing: bool,
}

/// What is asked for.
#[derive(Args, Debug)]
pub(crate) struct SpecArguments {
    /// What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group
    #[arg(required = true, value_name = "SPEC")]
    pub(crate) specs: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct ResolveArguments {
    #[command(flatten)]
    pub(crate) answer: AnswerArguments,
    /// Say where the time went
    #[arg(long)]
    pub(crate) timings: bool,
    #[command(flatten)]
    pub(crate) specs: SpecArguments,
}

#[derive(Args, Debug)]
pub(crate) struct WhyArguments {
    /// What to explain: a name, glob, NEVRA, capability or path; of the packages that are meant the nearest ones
    #[arg(value_name = "PACKAGE")]
    pub(crate) what: String,
    /// What is installed, as in resolve: the chains begin here
    #[arg(long = "for", required = true, num_args = 1.., value_name = "SPEC")]
    pub(crate) specs: Vec<String>,
    #[command(flatten)]
    pub(crate) answer: AnswerArguments,
    /// How many chains to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) chains: usize,
    /// Print a graph in the language of Graphviz
    #[arg(long)]
    pub(crate) dot: bool,
}

#[derive(Args, Debug)]
pub(crate) struct TreeArguments {
    #[command(flatten)]
    pub(crate) answer: AnswerArguments,
    /// Turn the tree over: begin with these packages of the answer, and show what needs them
    #[arg(long, value_name = "PACKAGE")]
    pub(crate) invert: Option<String>,
    /// How many levels to show below the first; (+N) stands where N packages are hidden
    #[arg(long, value_name = "N")]
    pub(crate) depth: Option<usize>,
    /// Print a graph in the language of Graphviz
    #[arg(long)]
    pub(crate) dot: bool,
    #[command(flatten)]
    pub(crate) specs: SpecArguments,
}

/// What an answer aims for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Objective {
    /// What dnf would install
    Default,
    /// As few installed bytes as possible, without weak dependencies
    Smallest,
}

/// What layers are made from, and for which image.
#[derive(Args, Debug)]
pub(crate) struct ForLayerArguments {
    #[command(flatten)]
    pub(crate) sources: SourceArguments,
    #[command(flatten)]
    pub(crate) choice: ChoiceArguments,
    #[command(flatten)]
    pub(crate) runtime: RuntimeArguments,
    /// Include what is only recommended
    #[arg(long)]
    pub(crate) weak: bool,
}

#[derive(Args, Debug)]
pub(crate) struct LayerArguments {
    #[command(flatten)]
    pub(crate) of: ForLayerArguments,
    /// Where the layer is mounted, and so what is rewritten
    #[arg(long, default_value = "opt")]
    pub(crate) layout: String,
    /// The most bytes that the layer, and what else the function has, may unpack to; 0 for no limit
    #[arg(long, value_name = "BYTES", default_value_t = 262_144_000)]
    pub(crate) limit: u64,
    /// What else the function has: a number of bytes, or another layer or its code as a zip or directory; may be given
    /// often
    #[arg(long, value_name = "BYTES|ZIP|DIR")]
    pub(crate) other: Vec<String>,
    /// Write the layer's bill of materials here too: CycloneDX for FILE.cdx.json, SPDX for any other name
    #[arg(long, value_name = "FILE")]
    pub(crate) sbom: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) build: BuildArguments,
    /// The layer to write: OUT.zip, OUT.tar, OUT.tar.gz, OUT.tar.zst, or a directory OUT/
    #[arg(long, short, value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// What to put in: a name, glob, name.arch, NEVRA, capability, path or @group
    #[arg(required = true, value_name = "SPEC")]
    pub(crate) specs: Vec<String>,
}

/// How layers are built.
#[derive(Args, Debug)]
pub(crate) struct BuildArguments {
    /// Keep what is left out by default
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    pub(crate) keep: Vec<Keep>,
    /// Leave files as they are: paths in the layer or the package, or names of packages, with wildcards
    #[arg(long, value_name = "PATTERN")]
    pub(crate) no_rewrite: Vec<String>,
    /// Whose file to take where two packages have one path with different contents
    #[arg(long, value_name = "PACKAGE=PATTERN", value_parser = preference)]
    pub(crate) prefer: Vec<(String, String)>,
    /// Let scripts in bin/ set the variables that programs need
    #[arg(long)]
    pub(crate) wrappers: bool,
    /// How hard to compress a zip: 0 stores, 9 takes longest
    #[arg(long, value_name = "LEVEL", default_value_t = 6, value_parser = clap::value_parser!(u8).range(0..=9))]
    pub(crate) compression: u8,
}

#[derive(Args, Debug)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) of: ForLayerArguments,
    /// A function and what it needs; may be given often, for one function too
    #[arg(long = "function", value_name = "NAME=SPEC,…", value_parser = function)]
    pub(crate) functions: Vec<(String, Vec<String>)>,
    /// What a function has beside the planned layers: a number of bytes, or its code or another layer as a zip or
    /// directory; may be given often
    #[arg(long = "function-bytes", value_name = "NAME=BYTES|ZIP|DIR", value_parser = named)]
    pub(crate) function_bytes: Vec<(String, String)>,
    /// The functions, and limits, from a JSON file instead
    #[arg(long, value_name = "PLAN.json", conflicts_with_all = ["functions", "function_bytes"])]
    pub(crate) file: Option<PathBuf>,
    /// The most bytes that a function and its layers may unpack to; 0 for no limit (default 262144000)
    #[arg(long, value_name = "BYTES")]
    pub(crate) limit: Option<u64>,
    /// The most layers of a function (default 5)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) layers: Option<u16>,
    #[command(flatten)]
    pub(crate) build: BuildArguments,
    /// Build the layers, as DIR/NAME.zip
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct AuditArguments {
    /// The layers, zips or directories, in the order in which the function has them: later ones hide earlier ones
    #[arg(required = true, value_name = "LAYER")]
    pub(crate) layers: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) runtime: RuntimeArguments,
    /// What the image has: a repository of its packages
    #[arg(long, value_name = "PLACE")]
    pub(crate) base: Vec<String>,
    /// The architecture that programs run on (default: that of most programs of the layers)
    #[arg(long)]
    pub(crate) arch: Option<String>,
    /// Where the layers are mounted
    #[arg(long, default_value = "opt")]
    pub(crate) layout: String,
    /// The most bytes that the layers may have together; 0 for no limit
    #[arg(long, value_name = "BYTES", default_value_t = 262_144_000)]
    pub(crate) limit: u64,
    /// Exit with status 1 if there is something of this severity, or worse
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Warning)]
    pub(crate) fail_on: FailOn,
}

/// From which severity on an audit fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FailOn {
    /// Whatever is worth a line
    Info,
    /// Something may not work
    Warning,
    /// Something does not work
    Error,
    /// Never fail
    Never,
}

/// What a layer leaves out unless it is asked to keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Keep {
    /// Documentation in /usr/share/doc and the like
    Docs,
    /// Manual pages and info files
    Man,
    /// Translations and locale definitions
    Locales,
    /// C headers and pkg-config files
    Headers,
    /// Static libraries
    StaticLibraries,
}

/// Where to look.
#[derive(Args, Debug)]
pub(crate) struct PlaceArguments {
    /// A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm
    /// files, or a primary.xml; may be given often
    #[arg(long = "repo", value_name = "[ID=]PLACE|URL|PRESET")]
    pub(crate) repositories: Vec<String>,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArguments,
    /// What is installed already, as for resolve
    #[arg(long, value_name = "PLACE")]
    pub(crate) base: Vec<String>,
    /// The architecture to install for
    #[arg(long, default_value = std::env::consts::ARCH)]
    pub(crate) arch: String,
    #[command(flatten)]
    pub(crate) runtime: RuntimeArguments,
}

#[derive(Args, Debug)]
pub(crate) struct QueryArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// What to look for
    #[arg(required = true, value_name = "WHAT")]
    pub(crate) what: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Names, with wildcards (default: all)
    #[arg(value_name = "PATTERN")]
    pub(crate) patterns: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) sources: SourceArguments,
    /// Never choose these packages, and do not check them
    #[arg(long, value_name = "SPEC")]
    pub(crate) exclude: Vec<String>,
    /// Enable a module stream; without it a module has its default stream, or none
    #[arg(long = "module", value_name = "NAME:STREAM")]
    pub(crate) modules: Vec<String>,
    /// Check only the newest version of each name and architecture
    #[arg(long)]
    pub(crate) newest: bool,
    /// How many packages to work on at the same time (default: as many as there are processors)
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
}

#[derive(Args, Debug)]
pub(crate) struct TestcaseArguments {
    /// Compare with the results in the files, and print one verdict a block
    #[arg(long)]
    pub(crate) check: bool,
    /// The testcases
    #[arg(required = true, value_name = "FILE.t")]
    pub(crate) files: Vec<PathBuf>,
}

fn preference(text: &str) -> Result<(String, String), String> {
    let (package, pattern) =
        text.split_once('=').ok_or("write PACKAGE=PATTERN, for example vim-minimal=bin/vi")?;
    Ok((package.to_owned(), pattern.to_owned()))
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

pub(crate) fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, for example channel=stable")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn priority(text: &str) -> Result<(String, i32), String> {
    let (id, number) = text.split_once('=').ok_or("write ID=N, for example updates=10")?;
    let number = number.parse().map_err(|_| format!("\"{number}\" is not a whole number"))?;
    Ok((id.to_owned(), number))
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| format!("\"{text}\" is not a number of seconds"))
}
