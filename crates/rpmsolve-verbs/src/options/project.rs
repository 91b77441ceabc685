//! The options of the verbs for projects: init, add, remove, lock, sync, vendor, build, diff and export.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{GettingOptions, ProfilesOptions};

/// Which project is meant, and what is needed to make its lock.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProjectOptions {
    /// The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory)
    #[arg(long, value_name = "DIR|FILE")]
    pub project: Option<PathBuf>,
    /// What an rpmsolve.toml would say, for who keeps that in another file: `project` names that then, for messages and
    /// because relative paths are relative to it
    #[arg(skip)]
    pub settings: Option<Map<String, Value>>,
    /// The lock (default: rpmsolve.lock beside rpmsolve.toml)
    #[arg(skip)]
    pub lock: Option<PathBuf>,
    /// See [`GettingOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub getting: GettingOptions,
    /// See [`ProfilesOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub profiles: ProfilesOptions,
}

/// Which project to make.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InitOptions {
    /// The directory to make it in, or the file (default: the current directory)
    #[arg(long, value_name = "DIR|FILE")]
    pub project: Option<PathBuf>,
    /// A well-known repository that packages come from; may be given often
    #[arg(long = "preset", value_name = "NAME")]
    pub presets: Vec<String>,
    /// A repository that packages come from, by its place; may be given often
    #[arg(long = "repo", value_name = "[ID=]PLACE")]
    pub repositories: Vec<String>,
    /// The Lambda runtime that the layers are for, or the file of a profile (default provided.al2023)
    #[arg(long, value_name = "NAME|FILE")]
    pub runtime: Option<String>,
    /// An architecture to build for; may be given often (default x86_64)
    #[arg(long = "arch", value_name = "ARCH")]
    pub arches: Vec<String>,
    /// Write rpmsolve.schema.json as well, by which editors know what can be said; also where there is a project
    #[arg(long)]
    pub schema: bool,
}

/// What to add or remove.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct EditOptions {
    /// See [`ProjectOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub of: ProjectOptions,
    /// The layer (default: the only one there is)
    #[arg(long, value_name = "NAME")]
    #[serde(default)]
    pub layer: Option<String>,
    /// Change rpmsolve.toml alone, and leave the lock as it is
    #[arg(long)]
    #[serde(default)]
    pub no_lock: bool,
    /// A name, glob, name.arch, NEVRA, capability, path or @group
    #[arg(required = true, value_name = "SPEC")]
    pub specs: Vec<String>,
}

/// How to lock.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LockOptions {
    /// See [`ProjectOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub of: ProjectOptions,
    /// Write nothing, and exit with status 1 if the lock would be another one
    #[arg(long)]
    pub check: bool,
    /// Lock the newest packages, whatever is locked
    #[arg(long, conflicts_with = "upgrade_package")]
    pub upgrade: bool,
    /// Lock the newest of the packages of this name, and leave others as they are where that can be; may be given often
    #[arg(long, value_name = "NAME")]
    pub upgrade_package: Vec<String>,
}

/// How up to date the lock must be.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FreshOptions {
    /// Exit with status 1 if the lock is not that of rpmsolve.toml, instead of making it anew
    #[arg(long, conflicts_with = "frozen")]
    pub locked: bool,
    /// Take the lock as it is, whatever rpmsolve.toml says
    #[arg(long)]
    pub frozen: bool,
    /// For this architecture only (default: all that the project is for)
    #[arg(long, value_name = "ARCH")]
    pub arch: Option<String>,
}

/// What to get.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SyncOptions {
    /// See [`ProjectOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub of: ProjectOptions,
    /// See [`FreshOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub fresh: FreshOptions,
}

/// What to make a repository of.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct VendorOptions {
    /// See [`ProjectOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub of: ProjectOptions,
    /// See [`FreshOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub fresh: FreshOptions,
    /// The directory to make a repository of what is locked: a new one, an empty one, or one that was made so before
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
}

/// What to build.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BuildOptions {
    /// See [`ProjectOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub of: ProjectOptions,
    /// See [`FreshOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub fresh: FreshOptions,
    /// This layer only; may be given often (default: all)
    #[arg(long = "layer", value_name = "NAME")]
    pub layers: Vec<String>,
    /// Where to write the layers, each as DIR/LAYER-ARCH.zip (default: dist beside rpmsolve.toml)
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// Which lock to show, and of what project.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LockShowOptions {
    /// The lock (default: rpmsolve.lock beside rpmsolve.toml)
    pub lock: Option<PathBuf>,
    /// The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory, if no lock
    /// is named)
    pub project: Option<PathBuf>,
    /// What an rpmsolve.toml would say, for who keeps that in another file
    pub settings: Option<Map<String, Value>>,
}

/// Two locks.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct DiffOptions {
    /// The lock that was
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The lock that is
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
}

/// In which form to write a lock.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct ExportOptions {
    /// The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory)
    #[arg(long, value_name = "DIR|FILE")]
    #[serde(default)]
    pub project: Option<PathBuf>,
    /// The form
    #[arg(long, value_enum)]
    pub format: FormatOption,
    /// The file to write, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    #[serde(default)]
    pub output: Option<PathBuf>,
}

/// A form in which other tools read what is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FormatOption {
    /// packages.manifest.yaml of dnf's manifest command
    PackagesManifest,
    /// rpms.lock.yaml of rpm-lockfile-prototype, for hermeto and Konflux
    RpmsLock,
}
