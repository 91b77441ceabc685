//! What a person writes for a module: `nodejs:22`, `nodejs`, `nodejs:22/minimal` (dnf(8), "Specifying modules").

use std::fmt;
use std::str::FromStr;

use super::ModuleError;

/// A module, perhaps a stream of it, perhaps a profile.
///
/// # Example
///
/// ```
/// use rpmsolve::ModuleSpec;
///
/// let spec: ModuleSpec = "nodejs:22/minimal".parse()?;
/// assert_eq!((spec.stream.as_deref(), spec.profile.as_deref()), (Some("22"), Some("minimal")));
/// assert_eq!(spec.to_string(), "nodejs:22/minimal");
/// assert!("nodejs:".parse::<ModuleSpec>().is_err());
/// # Ok::<(), rpmsolve::ModuleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleSpec {
    /// The module.
    pub module: String,
    /// The stream; the default one if there is none.
    pub stream: Option<String>,
    /// The profile; the default ones if there is none.
    pub profile: Option<String>,
}

impl FromStr for ModuleSpec {
    type Err = ModuleError;

    fn from_str(text: &str) -> Result<Self, ModuleError> {
        let (rest, profile) = match text.split_once('/') {
            Some((rest, profile)) => (rest, Some(profile)),
            None => (text, None),
        };
        let (module, stream) = match rest.split_once(':') {
            Some((module, stream)) => (module, Some(stream)),
            None => (rest, None),
        };
        let is_name = |part: &str| !part.is_empty() && !part.contains([':', '/', '@', ' ']);
        if ![Some(module), stream, profile].into_iter().flatten().all(is_name) {
            return Err(ModuleError::Spec { spec: text.to_owned() });
        }
        let own = |part: Option<&str>| part.map(str::to_owned);
        Ok(Self { module: module.to_owned(), stream: own(stream), profile: own(profile) })
    }
}

impl fmt::Display for ModuleSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.module)?;
        if let Some(stream) = &self.stream {
            write!(formatter, ":{stream}")?;
        }
        match &self.profile {
            Some(profile) => write!(formatter, "/{profile}"),
            None => Ok(()),
        }
    }
}
