//! The arguments of the verbs for projects: init, add, remove, lock, sync, vendor, build, diff and
//! export.

use std::path::PathBuf;

use clap::Args;

use crate::network::GettingArguments;
use crate::profile::ProfilesArguments;

/// Which project is meant, and what is needed to make its lock.
#[derive(Args, Debug)]
pub(crate) struct ProjectArguments {
    /// The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory)
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) project: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) getting: GettingArguments,
    #[command(flatten)]
    pub(crate) profiles: ProfilesArguments,
}

#[derive(Args, Debug)]
pub(crate) struct InitArguments {
    /// The directory to make it in, or the file (default: the current directory)
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) project: Option<PathBuf>,
    /// A well-known repository that packages come from; may be given often
    #[arg(long = "preset", value_name = "NAME")]
    pub(crate) presets: Vec<String>,
    /// A repository that packages come from, by its place; may be given often
    #[arg(long = "repo", value_name = "[ID=]PLACE")]
    pub(crate) repositories: Vec<String>,
    /// The Lambda runtime that the layers are for, or the file of a profile (default provided.al2023)
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) runtime: Option<String>,
    /// An architecture to build for; may be given often (default x86_64)
    #[arg(long = "arch", value_name = "ARCH")]
    pub(crate) arches: Vec<String>,
    /// Write rpmsolve.schema.json as well, by which editors know what can be said; also where there is a project
    #[arg(long)]
    pub(crate) schema: bool,
}

#[derive(Args, Debug)]
pub(crate) struct EditArguments {
    #[command(flatten)]
    pub(crate) of: ProjectArguments,
    /// The layer (default: the only one there is)
    #[arg(long, value_name = "NAME")]
    pub(crate) layer: Option<String>,
    /// Change rpmsolve.toml alone, and leave the lock as it is
    #[arg(long)]
    pub(crate) no_lock: bool,
    /// A name, glob, name.arch, NEVRA, capability, path or @group
    #[arg(required = true, value_name = "SPEC")]
    pub(crate) specs: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct LockArguments {
    #[command(flatten)]
    pub(crate) of: ProjectArguments,
    /// Write nothing, and exit with status 1 if the lock would be another one
    #[arg(long)]
    pub(crate) check: bool,
    /// Lock the newest packages, whatever is locked
    #[arg(long, conflicts_with = "upgrade_package")]
    pub(crate) upgrade: bool,
    /// Lock the newest of the packages of this name, and leave others as they are where that can be; may be given often
    #[arg(long, value_name = "NAME")]
    pub(crate) upgrade_package: Vec<String>,
}

/// How up to date the lock must be.
#[derive(Args, Debug)]
pub(crate) struct FreshArguments {
    /// Exit with status 1 if the lock is not that of rpmsolve.toml, instead of making it anew
    #[arg(long, conflicts_with = "frozen")]
    pub(crate) locked: bool,
    /// Take the lock as it is, whatever rpmsolve.toml says
    #[arg(long)]
    pub(crate) frozen: bool,
    /// For this architecture only (default: all that the project is for)
    #[arg(long, value_name = "ARCH")]
    pub(crate) arch: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct SyncArguments {
    #[command(flatten)]
    pub(crate) of: ProjectArguments,
    #[command(flatten)]
    pub(crate) fresh: FreshArguments,
}

#[derive(Args, Debug)]
pub(crate) struct VendorArguments {
    #[command(flatten)]
    pub(crate) of: ProjectArguments,
    #[command(flatten)]
    pub(crate) fresh: FreshArguments,
    /// The directory to make a repository of what is locked: a new one, an empty one, or one that was made so before
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct ProjectBuildArguments {
    #[command(flatten)]
    pub(crate) of: ProjectArguments,
    #[command(flatten)]
    pub(crate) fresh: FreshArguments,
    /// This layer only; may be given often (default: all)
    #[arg(long = "layer", value_name = "NAME")]
    pub(crate) layers: Vec<String>,
    /// Where to write the layers, each as DIR/LAYER-ARCH.zip (default: dist beside rpmsolve.toml)
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct DiffArguments {
    /// The lock that was
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The lock that is
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct ExportArguments {
    /// The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory)
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) project: Option<PathBuf>,
    /// The form
    #[arg(long, value_enum)]
    pub(crate) format: Format,
    /// The file to write, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// A form in which other tools read what is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// packages.manifest.yaml of dnf's manifest command
    PackagesManifest,
    /// rpms.lock.yaml of rpm-lockfile-prototype, for hermeto and Konflux
    RpmsLock,
}
