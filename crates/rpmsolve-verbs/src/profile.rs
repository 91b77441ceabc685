//! What images have, and which description of one a verb goes by.

use rpmsolve::report::SCHEMA;
use rpmsolve_layer::{MadeProfile, Profile, Profiles, RuntimeStatus};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::documents;
use crate::options::{ProfileMakeOptions, ProfileShowOptions, ProfilesOptions, RuntimeOptions};
use crate::{Answer, Session, VerbError};

/// The profile that is named, or the `usual` one.
pub(crate) fn find_profile(
    options: &RuntimeOptions,
    usual: Option<&str>,
    arch: &str,
) -> Result<Option<Profile>, VerbError> {
    let profiles = open(&options.profiles)?;
    let name = options.runtime.as_deref().or(usual);
    Ok(name.map(|name| profiles.find(name, arch)).transpose()?)
}

pub(crate) fn open(options: &ProfilesOptions) -> Result<Profiles, VerbError> {
    Ok(Profiles::open(&options.profiles)?)
}

/// The Lambda runtimes that are known.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RuntimesDocument {
    /// The version of the document.
    pub schema: u32,
    /// `ok`.
    pub status: &'static str,
    /// The runtimes.
    pub runtimes: Vec<RuntimeInfo>,
}

/// A Lambda runtime.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RuntimeInfo {
    /// Its name.
    pub name: String,
    /// What programs for it are written in.
    pub language: Option<String>,
    /// The distribution that it is made of.
    pub system: Option<String>,
    /// Whether it can be used.
    pub status: Option<RuntimeStatus>,
    /// Where its language looks for modules in layers.
    pub layer_directories: Vec<String>,
    /// What is known of it for each architecture.
    pub architectures: Vec<ArchitectureInfo>,
}

/// How much is known of a runtime for an architecture.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ArchitectureInfo {
    /// The architecture.
    pub arch: String,
    /// The version of its C library.
    pub glibc: Option<String>,
    /// How many packages it has.
    pub packages: usize,
    /// How many libraries.
    pub libraries: usize,
    /// Of how many libraries the versions of symbols are known.
    pub symbol_versions: usize,
    /// How many files and directories.
    pub paths: usize,
}

impl ArchitectureInfo {
    fn of(profile: &Profile) -> Self {
        let base = profile.base_image();
        let libraries = || base.libraries().filter(|(_, library)| !library.image_only);
        Self {
            arch: profile.arch.clone(),
            glibc: profile.glibc_version().map(str::to_owned),
            packages: profile.packages.len(),
            libraries: libraries().count(),
            symbol_versions: libraries().filter(|(_, library)| library.versions.is_some()).count(),
            paths: base.len(),
        }
    }
}

/// A profile with all that it inherits.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProfileDocument {
    /// The version of the document.
    pub schema: u32,
    /// `ok`.
    pub status: &'static str,
    /// The profile.
    pub profile: Profile,
}

/// A profile that was made.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProfileMadeDocument {
    /// The version of the document.
    pub schema: u32,
    /// `made`.
    pub status: &'static str,
    /// The file that was written, or null if the profile is in `text`.
    pub output: Option<String>,
    /// What it is called.
    pub name: String,
    /// The distribution.
    pub system: Option<String>,
    /// How much is known.
    #[serde(flatten)]
    pub known: ArchitectureInfo,
    /// What a person should know of it.
    pub warnings: Vec<String>,
    /// The profile, if it was not written to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

documents! {
    RuntimesDocument;
    ProfileDocument;
    ProfileMadeDocument;
}

/// Lists the Lambda runtimes that are known.
///
/// # Errors
///
/// [`VerbError::Layer`] for a profile that is not in order.
pub fn runtimes(options: &ProfilesOptions, _: &Session) -> Result<RuntimesDocument, VerbError> {
    let profiles = open(options)?;
    let mut runtimes = Vec::new();
    for name in profiles.names() {
        let arches = profiles.architectures(&name)?;
        let described =
            arches.iter().map(|arch| profiles.find(&name, arch)).collect::<Result<Vec<_>, _>>()?;
        let architectures = described.iter().map(ArchitectureInfo::of).collect();
        let Some(Profile { language, system, status, layer_directories, .. }) = described.into_iter().next()
        else {
            continue;
        };
        runtimes.push(RuntimeInfo { name, language, system, status, layer_directories, architectures });
    }
    Ok(RuntimesDocument { schema: SCHEMA, status: "ok", runtimes })
}

/// Shows a profile with all that it inherits.
///
/// # Errors
///
/// [`VerbError::Layer`] if there is none of this name, or it is not in order.
pub fn profile_show(options: &ProfileShowOptions, _: &Session) -> Result<ProfileDocument, VerbError> {
    let arch = options.arch.as_deref().unwrap_or(std::env::consts::ARCH);
    let profile = open(&options.profiles)?.find(&options.runtime, arch)?;
    Ok(ProfileDocument { schema: SCHEMA, status: "ok", profile })
}

/// Makes a profile of an unpacked image, or of a repository of the packages that are installed.
///
/// # Errors
///
/// [`VerbError::Layer`] if the image cannot be read, or the file not written.
pub fn profile_make(
    options: &ProfileMakeOptions,
    session: &Session,
) -> Result<ProfileMadeDocument, VerbError> {
    let made = MadeProfile::from_place(&options.place, options.name.as_deref(), options.arch.as_deref())?;
    let MadeProfile { profile, warnings } = made;
    session.warn(&warnings);
    if let Some(path) = &options.output {
        profile.write(path)?;
    }
    let output = options.output.as_ref().map(|path| path.display().to_string());
    let text = output.is_none().then(|| profile.to_string());
    let (known, name, system) = (ArchitectureInfo::of(&profile), profile.runtime, profile.system);
    Ok(ProfileMadeDocument { schema: SCHEMA, status: "made", output, name, system, known, warnings, text })
}
