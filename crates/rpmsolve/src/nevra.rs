//! Name, epoch, version, release and architecture: what identifies a package.

use std::fmt;
use std::str::FromStr;

use globset::GlobBuilder;
use thiserror::Error;

use crate::evr::{Evr, EvrRef};

/// What identifies a package.
///
/// # Example
///
/// ```
/// use rpmsolve::Nevra;
///
/// let git: Nevra = "git-core-2.39.5-1.el9.x86_64".parse()?;
/// assert_eq!((git.name.as_str(), git.evr.version(), git.arch.as_str()), ("git-core", "2.39.5", "x86_64"));
/// assert_eq!(git.to_string(), "git-core-2.39.5-1.el9.x86_64");
/// assert_eq!(git.with_epoch(), "git-core-0:2.39.5-1.el9.x86_64");
/// # Ok::<(), rpmsolve::NevraError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nevra {
    /// The name.
    pub name: String,
    /// Epoch, version and release.
    pub evr: Evr,
    /// The architecture.
    pub arch: String,
}

/// Why a text is not a NEVRA.
///
/// # Example
///
/// ```
/// use rpmsolve::{Nevra, NevraError};
///
/// assert!(matches!("bash".parse::<Nevra>(), Err(NevraError::Missing { part: "architecture", .. })));
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NevraError {
    /// A part is missing.
    #[error("\"{text}\" has no {part}; write name-[epoch:]version-release.arch")]
    Missing {
        /// The text.
        text: String,
        /// What is missing.
        part: &'static str,
    },
    /// The version cannot be read.
    #[error("\"{text}\": {source}")]
    Evr {
        /// The text.
        text: String,
        /// What is wrong.
        source: crate::evr::EvrError,
    },
}

impl NevraError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "nevra-missing",
            Self::Evr { source, .. } => source.code(),
        }
    }
}

impl Nevra {
    /// The NEVRA with its epoch, also if that is 0.
    pub fn with_epoch(&self) -> String {
        let release = self.evr.release().map(|release| format!("-{release}")).unwrap_or_default();
        format!("{}-{}:{}{release}.{}", self.name, self.evr.epoch(), self.evr.version(), self.arch)
    }
}

impl FromStr for Nevra {
    type Err = NevraError;

    fn from_str(text: &str) -> Result<Self, NevraError> {
        let missing = |part| NevraError::Missing { text: text.to_owned(), part };
        let (rest, arch) = text.rsplit_once('.').ok_or_else(|| missing("architecture"))?;
        let (rest, release) = rest.rsplit_once('-').ok_or_else(|| missing("release"))?;
        let (name, version) = rest.rsplit_once('-').ok_or_else(|| missing("version"))?;
        // rpm -qa and yum also print the epoch in front of the name.
        let (name, version) = match name.split_once(':') {
            Some((epoch, name)) if epoch.bytes().all(|byte| byte.is_ascii_digit()) => {
                (name, format!("{epoch}:{version}"))
            }
            _ => (name, version.to_owned()),
        };
        for (part, value) in [("architecture", arch), ("release", release), ("name", name)] {
            if value.is_empty() || value.contains(char::is_whitespace) {
                return Err(missing(part));
            }
        }
        let evr = format!("{version}-{release}");
        let evr = evr.parse().map_err(|source| NevraError::Evr { text: text.to_owned(), source })?;
        Ok(Self { name: name.to_owned(), evr, arch: arch.to_owned() })
    }
}

/// `name-[epoch:]version-release.arch`, the epoch only if it is not 0.
impl fmt::Display for Nevra {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}.{}", self.name, self.evr, self.arch)
    }
}

/// One way to read a spec as parts of a NEVRA. Any part may be a shell pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NevraForm<'a> {
    pub(crate) name: &'a str,
    pub(crate) evr: Option<EvrPattern<'a>>,
    pub(crate) arch: Option<&'a str>,
}

/// A version, perhaps with a release, either of which may be a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EvrPattern<'a> {
    epoch: Option<u32>,
    version: &'a str,
    release: Option<&'a str>,
}

impl<'a> EvrPattern<'a> {
    fn new(version: &'a str, release: Option<&'a str>) -> Self {
        let (epoch, version) = match version.split_once(':') {
            Some((epoch, rest)) if epoch.parse::<u32>().is_ok() => (epoch.parse().ok(), rest),
            _ => (None, version),
        };
        Self { epoch, version, release }
    }

    /// Whether a package's EVR is meant; an epoch that is not given is any (libdnf, query.cpp).
    pub(crate) fn matches(&self, evr: EvrRef<'_>) -> bool {
        self.epoch.is_none_or(|epoch| epoch == evr.epoch)
            && like(self.version, evr.version)
            && self.release.is_none_or(|release| like(release, evr.release.unwrap_or_default()))
    }
}

/// The ways to read a spec, in the order in which libdnf tries them (nevra.cpp, `HY_FORMS_MOST_SPEC`):
/// name-version-release.arch, name.arch, name, name-version-release, name-version.
pub(crate) fn nevra_forms(spec: &str) -> impl Iterator<Item = NevraForm<'_>> {
    let with_arch = spec.rsplit_once('.').filter(|(name, arch)| !name.is_empty() && !arch.is_empty());
    let name_version_release = |text, arch| {
        let (rest, release) = str::rsplit_once(text, '-')?;
        let (name, version) = rest.rsplit_once('-')?;
        let is_whole = !name.is_empty() && !version.is_empty() && !release.is_empty();
        is_whole.then_some(NevraForm { name, evr: Some(EvrPattern::new(version, Some(release))), arch })
    };
    let full = with_arch.and_then(|(rest, arch)| name_version_release(rest, Some(arch)));
    let name_arch = with_arch.map(|(name, arch)| NevraForm { name, evr: None, arch: Some(arch) });
    let name = Some(NevraForm { name: spec, evr: None, arch: None });
    let no_arch = name_version_release(spec, None);
    let name_version =
        spec.rsplit_once('-').filter(|(name, version)| !name.is_empty() && !version.is_empty());
    let name_version = name_version.map(|(name, version)| NevraForm {
        name,
        evr: Some(EvrPattern::new(version, None)),
        arch: None,
    });
    [full, name_arch, name, no_arch, name_version].into_iter().flatten()
}

/// Whether a text is a shell pattern.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Whether a text is what a shell pattern, or a plain text, means.
pub(crate) fn like(pattern: &str, text: &str) -> bool {
    if !is_pattern(pattern) {
        return pattern == text;
    }
    GlobBuilder::new(pattern).build().is_ok_and(|glob| glob.compile_matcher().is_match(text))
}
