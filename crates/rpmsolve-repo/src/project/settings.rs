//! What can be said in rpmsolve.toml: each key as a field, with what it means. The JSON Schema for editors is made from
//! these structs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// rpmsolve.toml: which layers a project has, for which architectures and which image, and where their packages come
/// from. Relative paths are relative to the directory of the file.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::Project;
///
/// let text = "[repositories.updates]\nurl = 'https://mirror.example/$basearch/'\n\n[layers.git]\npackages = ['git']\n";
/// let project = Project::parse(text, "rpmsolve.toml".as_ref())?;
/// assert_eq!(project.settings().layers["git"].packages, ["git"]);
/// assert_eq!(project.arches(), ["x86_64"]);
/// # Ok::<(), rpmsolve_repo::project::ProjectError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "rpmsolve.toml")]
pub struct Settings {
    /// The architectures to lock and to build for, by RPM's names or by Docker's: x86_64 (amd64), aarch64 (arm64).
    /// x86_64 alone if nothing is said.
    #[schemars(inner(regex(pattern = "^[A-Za-z0-9_]+$")))]
    pub arches: Vec<String>,
    /// The image that the layers are for: the name of a Lambda runtime, as `rpmsolve runtimes` lists them, or the file
    /// of a profile. What it has is not locked. provided.al2023 if neither this nor `base` says anything.
    pub runtime: Option<String>,
    /// What is installed already: root file systems with an rpm database, repositories of the installed packages, or
    /// files with NEVRAs (rpm -qa). An empty list is an image with nothing in it.
    pub base: Option<Vec<String>>,
    /// Whether packages that are only recommended are locked as well.
    pub weak: bool,
    /// Whether to insist on the best version of what is asked for, instead of the best that works.
    pub best: bool,
    /// Packages that are never chosen.
    pub exclude: Vec<String>,
    /// Of the packages of these names, these are the only ones to be had: openssl-3.0*.
    pub pin: Vec<String>,
    /// The module streams that are enabled: name:stream.
    pub modules: Vec<String>,
    /// Which of several answers is wanted.
    pub objective: ObjectiveName,
    /// What variables in the places of repositories stand for, beside $arch and $basearch.
    pub variables: BTreeMap<String, String>,
    /// Where packages come from, each under its id.
    #[schemars(extend("propertyNames" = {"pattern": "^[A-Za-z0-9_.:-]+$", "maxLength": 200}))]
    pub repositories: BTreeMap<String, RepositorySettings>,
    /// What is built, each under its name.
    #[schemars(extend("propertyNames" = {"pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$", "maxLength": 200}))]
    pub layers: BTreeMap<String, LayerSettings>,
}

/// A repository. It has one of `preset`, `url`, `mirrorlist`, `metalink` and `repofile`.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::RepositorySettings;
///
/// assert!(!RepositorySettings::default().module_hotfixes);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("oneOf" = [
    {"required": ["preset"]},
    {"required": ["url"]},
    {"required": ["mirrorlist"]},
    {"required": ["metalink"]},
    {"required": ["repofile"]}
]))]
pub struct RepositorySettings {
    /// The name of a well-known repository, which says where it is and what its keys are.
    #[schemars(regex(pattern = r"\S"))]
    pub preset: Option<String>,
    /// Where it is: an https URL, a file URL or a directory. $basearch and other variables are replaced.
    #[schemars(regex(pattern = r"\S"))]
    pub url: Option<String>,
    /// Where a list of its mirrors is, with a URL on each line.
    #[schemars(regex(pattern = r"\S"))]
    pub mirrorlist: Option<String>,
    /// Where a Metalink of its mirrors is.
    #[schemars(regex(pattern = r"\S"))]
    pub metalink: Option<String>,
    /// A .repo file, or a directory of them: all repositories that they describe, under the ids that they have there.
    #[schemars(regex(pattern = r"\S"))]
    pub repofile: Option<String>,
    /// Where the keys are that may have signed: files or https URLs.
    pub keys: Vec<String>,
    /// The fingerprints that these keys must have: a key with another one is not trusted.
    pub fingerprints: Vec<String>,
    /// Of two repositories that have a package the one with the lower number wins; 99 if nothing is said.
    #[schemars(range(min = i32::MIN, max = i32::MAX))]
    pub priority: Option<i32>,
    /// What it costs to fetch from it, relative to others; 1000 if nothing is said.
    #[schemars(range(min = i32::MIN, max = i32::MAX))]
    pub cost: Option<i32>,
    /// Packages that are not to be seen in it.
    pub excludepkgs: Vec<String>,
    /// The packages that alone are to be seen in it; all if empty.
    pub includepkgs: Vec<String>,
    /// Whether no module stream hides its packages.
    pub module_hotfixes: bool,
    /// Whether packages must be signed.
    pub gpgcheck: Option<bool>,
    /// Whether repomd.xml must be signed.
    pub repo_gpgcheck: Option<bool>,
    /// Whether to go on without it if it cannot be had.
    pub skip_if_unavailable: bool,
    /// For how long what was fetched is taken to be up to date: a number with s, m, h, d or w behind it, or never. 48h
    /// if nothing is said.
    #[schemars(regex(pattern = r"^(-1|never|[0-9]+(\.[0-9]*)?\s*[smhdwSMHDW]?)$"))]
    pub metadata_expire: Option<String>,
}

/// A layer: what is asked for, and how it is built.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::LayerSettings;
///
/// assert_eq!(LayerSettings::default().compression, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LayerSettings {
    /// What to put in: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group.
    #[schemars(inner(regex(pattern = r"\S")))]
    pub packages: Vec<String>,
    /// Packages that are never chosen for this layer.
    pub exclude: Vec<String>,
    /// Where the layer is mounted, and so what is rewritten; opt if nothing is said.
    pub layout: Option<LayoutName>,
    /// Kinds of files to keep that are left out by default.
    pub keep: Vec<KeepName>,
    /// Files to leave as they are: paths in the layer or the package, or names of packages, with wildcards.
    pub no_rewrite: Vec<String>,
    /// Whose file to take where two packages have one path with different contents, each as PACKAGE=PATTERN.
    #[schemars(inner(regex(pattern = "^[^=]+=.+$")))]
    pub prefer: Vec<String>,
    /// Whether scripts in bin/ set the variables that programs need.
    pub wrappers: bool,
    /// The most bytes that the layer may unpack to; 0 for no limit, and Lambda's 262144000 if nothing is said.
    pub limit: Option<u64>,
    /// How hard to compress: 0 stores, 9 takes longest; 6 if nothing is said.
    #[schemars(range(min = 0, max = 9))]
    pub compression: Option<u8>,
}

/// Which of several answers is wanted.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::ObjectiveName;
///
/// assert_eq!(ObjectiveName::default(), ObjectiveName::Default);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectiveName {
    /// What dnf would install.
    #[default]
    Default,
    /// As few installed bytes as possible, without weak dependencies.
    Smallest,
}

/// Where a layer is mounted.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::LayoutName;
///
/// assert_eq!(LayoutName::Opt.name(), "opt");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LayoutName {
    /// At /opt, as Lambda does it.
    Opt,
    /// In /var/task, as part of the function.
    Task,
    /// Everything stays where its package has it.
    Keep,
}

impl LayoutName {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opt => "opt",
            Self::Task => "task",
            Self::Keep => "keep",
        }
    }
}

/// What a layer leaves out unless it is asked to keep it.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::KeepName;
///
/// assert_ne!(KeepName::Docs, KeepName::Man);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeepName {
    /// Documentation in /usr/share/doc and the like.
    Docs,
    /// Manual pages and info files.
    Man,
    /// Translations and locale definitions.
    Locales,
    /// C headers and pkg-config files.
    Headers,
    /// Static libraries.
    StaticLibraries,
}
