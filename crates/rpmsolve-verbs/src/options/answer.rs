//! What to choose, and the verbs that answer with packages.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::Deserialize;

use super::SourceOptions;
use super::value::{duration, seconds};

/// How to choose.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChoiceOptions {
    /// Insist on the best version of what is asked for, instead of the best that works
    #[arg(long)]
    pub best: bool,
    /// Never choose these packages
    #[arg(long, value_name = "SPEC")]
    pub exclude: Vec<String>,
    /// Prefer these packages where others would do as well; the last one is liked best
    #[arg(long, value_name = "SPEC")]
    pub favor: Vec<String>,
    /// Take these packages for want of others only, and never because something recommends them
    #[arg(long, value_name = "SPEC")]
    pub disfavor: Vec<String>,
    /// Of the packages of these names, these are the only ones to be had: openssl-3.0*
    #[arg(long, value_name = "SPEC")]
    pub pin: Vec<String>,
    /// Do not install these packages because something recommends them
    #[arg(long, value_name = "SPEC")]
    pub exclude_from_weak: Vec<String>,
    /// Install nothing from a repository; what it has is named where it would help
    #[arg(long, value_name = "ID")]
    pub disablerepo: Vec<String>,
    /// Leave out what cannot be installed
    #[arg(long)]
    pub skip_broken: bool,
    /// Choose among these packages only
    #[arg(long, value_name = "SPEC")]
    pub includepkgs: Vec<String>,
    /// Enable a module stream; without it a module has its default stream, or none
    #[arg(long = "module", value_name = "NAME:STREAM")]
    pub modules: Vec<String>,
    /// What to aim for
    #[arg(long, value_enum, default_value_t = ObjectiveOption::Default)]
    pub objective: ObjectiveOption,
    /// How long to look for the smallest answer, or for the proof that it is (default 10)
    #[arg(long, value_name = "SECONDS", value_parser = duration)]
    #[serde(deserialize_with = "seconds")]
    #[schemars(with = "Option<f64>")]
    pub time_limit: Option<Duration>,
}

/// What an answer aims for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectiveOption {
    /// What dnf would install
    #[default]
    Default,
    /// As few installed bytes as possible, without weak dependencies
    Smallest,
}

/// How to choose, and what may become of what is installed.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PolicyOptions {
    /// See [`ChoiceOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub choice: ChoiceOptions,
    /// Follow weak dependencies, as dnf does (the default)
    #[arg(long, num_args = 0, default_missing_value = "true", overrides_with = "no_weak")]
    pub weak: Option<bool>,
    /// Leave out what is only recommended
    #[arg(long, overrides_with = "weak")]
    #[serde(skip)]
    pub no_weak: bool,
    /// Keep the base as it is: add to it, and nothing else
    #[arg(long)]
    pub lock_base: bool,
    /// Remove packages of the base where there is no answer otherwise
    #[arg(long, conflicts_with = "lock_base")]
    pub allowerasing: bool,
}

/// What an answer depends on beside what is asked for.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AnswerOptions {
    /// See [`SourceOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub sources: SourceOptions,
    /// See [`PolicyOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub policy: PolicyOptions,
}

/// What is asked of a pool.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct RequestOptions {
    /// What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group
    pub specs: Vec<String>,
    /// See [`PolicyOptions`].
    #[serde(flatten)]
    pub policy: PolicyOptions,
}

/// What to install.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct ResolveOptions {
    /// See [`AnswerOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub answer: AnswerOptions,
    /// Say where the time went
    #[arg(long)]
    #[serde(default)]
    pub timings: bool,
    /// What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group
    #[arg(required = true, value_name = "SPEC")]
    pub specs: Vec<String>,
}

/// What to explain.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct WhyOptions {
    /// What to explain: a name, glob, NEVRA, capability or path; of the packages that are meant the nearest ones
    #[arg(value_name = "PACKAGE")]
    pub what: String,
    /// What is installed, as in resolve: the chains begin here
    #[arg(long = "for", required = true, num_args = 1.., value_name = "SPEC")]
    pub specs: Vec<String>,
    /// See [`AnswerOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub answer: AnswerOptions,
    /// How many chains to show (default 10)
    #[arg(long, value_name = "N", default_value = "10", hide_default_value = true)]
    #[serde(default)]
    pub chains: Option<usize>,
}

/// What to show as a tree.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct TreeOptions {
    /// See [`AnswerOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub answer: AnswerOptions,
    /// Turn the tree over: begin with these packages of the answer, and show what needs them
    #[arg(long, value_name = "PACKAGE")]
    #[serde(default)]
    pub invert: Option<String>,
    /// How many levels to show below the first; (+N) stands where N packages are hidden
    #[arg(long, value_name = "N")]
    #[serde(default)]
    pub depth: Option<usize>,
    /// What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group
    #[arg(required = true, value_name = "SPEC")]
    pub specs: Vec<String>,
}

/// What to put into a directory.
#[derive(Args, Clone, Debug, Deserialize, JsonSchema)]
pub struct FetchOptions {
    /// See [`AnswerOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub answer: AnswerOptions,
    /// The directory to make a repository of these packages: a new one, an empty one, or one that was made so before
    #[arg(long, short, value_name = "DIR")]
    pub output: PathBuf,
    /// What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group
    #[arg(required = true, value_name = "SPEC")]
    pub specs: Vec<String>,
}

/// What to check.
#[derive(Args, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CheckOptions {
    /// See [`SourceOptions`].
    #[command(flatten)]
    #[serde(flatten)]
    pub sources: SourceOptions,
    /// Never choose these packages, and do not check them
    #[arg(long, value_name = "SPEC")]
    pub exclude: Vec<String>,
    /// Enable a module stream; without it a module has its default stream, or none
    #[arg(long = "module", value_name = "NAME:STREAM")]
    pub modules: Vec<String>,
    /// Check only the newest version of each name and architecture
    #[arg(long)]
    pub newest: bool,
    /// How many packages to work on at the same time (default: as many as there are processors)
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}
