//! What layers are made of, how they are built, and for which image.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::Deserialize;

use super::value::{pairs, preference};
use super::{ChoiceOptions, SourceOptions};

/// Where profiles are.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProfilesOptions {
    /// A directory of profiles of your own, beside the built-in ones; may be given often
    #[arg(long = "profiles", value_name = "DIR")]
    pub profiles: Vec<PathBuf>,
}

/// Which image a layer is for.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RuntimeOptions {
    /// The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is
    /// given)
    #[arg(long, value_name = "NAME|FILE")]
    pub runtime: Option<String>,
    /// See [`ProfilesOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub profiles: ProfilesOptions,
}

/// What to make a profile of.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct ProfileMakeOptions {
    /// The root file system, or anything else that --base takes
    #[arg(value_name = "ROOTFS")]
    pub place: PathBuf,
    /// The architecture that it is for (default: what its libraries are for)
    #[arg(long)]
    #[serde(default)]
    pub arch: Option<String>,
    /// What to call it (default: as the directory is called)
    #[arg(long)]
    #[serde(default)]
    pub name: Option<String>,
    /// The file to write, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    #[serde(default)]
    pub output: Option<PathBuf>,
}

/// Which profile to show.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct ProfileShowOptions {
    /// The name of a runtime, or the file of a profile
    #[arg(value_name = "NAME|FILE")]
    pub runtime: String,
    /// The architecture (default: that of this machine)
    #[arg(long)]
    #[serde(default)]
    pub arch: Option<String>,
    /// See [`ProfilesOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub profiles: ProfilesOptions,
}

/// What layers are made from, and for which image.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ForLayerOptions {
    /// See [`SourceOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub sources: SourceOptions,
    /// See [`ChoiceOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub choice: ChoiceOptions,
    /// See [`RuntimeOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub runtime: RuntimeOptions,
    /// Include what is only recommended
    #[arg(long)]
    pub weak: bool,
}

/// How layers are built.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BuildingOptions {
    /// Keep what is left out by default
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    pub keep: Vec<KeepOption>,
    /// Leave files as they are: paths in the layer or the package, or names of packages, with wildcards
    #[arg(long, value_name = "PATTERN")]
    pub no_rewrite: Vec<String>,
    /// Whose file to take where two packages have one path with different contents
    #[arg(long, value_name = "PACKAGE=PATTERN", value_parser = preference)]
    pub prefer: Vec<String>,
    /// Let scripts in bin/ set the variables that programs need
    #[arg(long)]
    pub wrappers: bool,
    /// How hard to compress a zip: 0 stores, 9 takes longest (default 6)
    #[arg(long, value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(0..=i64::from(COMPRESSION_MAX)))]
    #[schemars(range(min = 0, max = 9))]
    pub compression: Option<u8>,
}

/// The hardest that a zip is compressed.
pub(crate) const COMPRESSION_MAX: u8 = 9;

/// What a layer leaves out unless it is asked to keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeepOption {
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

/// Which layer to build.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct LayerOptions {
    /// See [`ForLayerOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub of: ForLayerOptions,
    /// Where the layer is mounted, and so what is rewritten: opt, task or keep (default opt)
    #[arg(long)]
    #[serde(default)]
    pub layout: Option<String>,
    /// The most bytes that the layer, and what else the function has, may unpack to; 0 for no limit (default 262144000)
    #[arg(long, value_name = "BYTES")]
    #[serde(default)]
    pub limit: Option<u64>,
    /// What else the function has: a number of bytes, or another layer or its code as a zip or directory; may be given
    /// often
    #[arg(long, value_name = "BYTES|ZIP|DIR")]
    #[serde(default)]
    pub other: Vec<String>,
    /// Write the layer's bill of materials here too: CycloneDX for FILE.cdx.json, SPDX for any other name
    #[arg(long, value_name = "FILE")]
    #[serde(default)]
    pub sbom: Vec<PathBuf>,
    /// See [`BuildingOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub building: BuildingOptions,
    /// The layer to write: OUT.zip, OUT.tar, OUT.tar.gz, OUT.tar.zst, or a directory OUT/
    #[arg(long, short, value_name = "OUT")]
    pub output: PathBuf,
    /// What to put in: a name, glob, name.arch, NEVRA, capability, path or @group
    #[arg(required = true, value_name = "SPEC")]
    pub specs: Vec<String>,
}

/// A function that layers are planned for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FunctionOptions {
    /// What it needs.
    pub specs: Vec<String>,
    /// How many bytes it has beside the planned layers.
    #[serde(default)]
    pub bytes: u64,
    /// What else it has: its code, or another layer, as a zip or directory.
    #[serde(default)]
    pub other: Vec<String>,
}

/// Which layers to plan.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlanOptions {
    /// See [`ForLayerOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub of: ForLayerOptions,
    /// The functions, each under its name
    #[arg(skip)]
    #[serde(deserialize_with = "pairs")]
    #[schemars(with = "std::collections::BTreeMap<String, FunctionOptions>")]
    pub functions: Vec<(String, FunctionOptions)>,
    /// The functions, and limits, from a JSON file
    #[arg(long, value_name = "PLAN.json")]
    pub file: Option<PathBuf>,
    /// The most bytes that a function and its layers may unpack to; 0 for no limit (default 262144000)
    #[arg(long, value_name = "BYTES")]
    pub limit: Option<u64>,
    /// The most layers of a function (default 5)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    #[schemars(range(min = 1))]
    pub layers: Option<u16>,
    /// See [`BuildingOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub building: BuildingOptions,
    /// Build the layers, as DIR/NAME.zip
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// Which layers to audit.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct AuditOptions {
    /// The layers, zips or directories, in the order in which the function has them: later ones hide earlier ones
    #[arg(required = true, value_name = "LAYER")]
    pub layers: Vec<PathBuf>,
    /// See [`RuntimeOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub runtime: RuntimeOptions,
    /// What the image has: a repository of its packages
    #[arg(long, value_name = "PLACE")]
    #[serde(default)]
    pub base: Vec<String>,
    /// The architecture that programs run on (default: that of most programs of the layers)
    #[arg(long)]
    #[serde(default)]
    pub arch: Option<String>,
    /// Where the layers are mounted: opt, task or keep (default opt)
    #[arg(long)]
    #[serde(default)]
    pub layout: Option<String>,
    /// The most bytes that the layers may have together; 0 for no limit (default 262144000)
    #[arg(long, value_name = "BYTES")]
    #[serde(default)]
    pub limit: Option<u64>,
    /// From which severity on something that is found means no (default warning)
    #[arg(long, value_enum, value_name = "SEVERITY")]
    #[serde(default)]
    pub fail_on: Option<FailOn>,
}

/// From which severity on an audit fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Whatever is worth a line
    Info,
    /// Something may not work
    Warning,
    /// Something does not work
    Error,
    /// Never fail
    Never,
}
