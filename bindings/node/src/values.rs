//! Values: versions, names of packages, capabilities, read from text and compared as rpm does.

use std::str::FromStr;

use napi::Result;
use napi_derive::napi;
use rpmsolve_verbs::VerbError;

use crate::error::plain;

/// The parts of a version.
#[napi(object)]
pub struct EvrParts {
    /// 0 if nothing is said.
    pub epoch: u32,
    /// The version.
    pub version: String,
    /// The release, if one is said.
    pub release: Option<String>,
    /// All of it as text.
    pub text: String,
}

/// The parts of a package's full name.
#[napi(object)]
pub struct NevraParts {
    /// The name.
    pub name: String,
    /// Epoch, version and release.
    pub evr: EvrParts,
    /// The architecture.
    pub arch: String,
    /// All of it as text.
    pub text: String,
}

/// The parts of a capability.
#[napi(object)]
pub struct CapabilityParts {
    /// The name.
    pub name: String,
    /// The comparison, if it has one.
    pub comparison: Option<String>,
    /// The version that is compared with.
    pub evr: Option<EvrParts>,
    /// All of it as text.
    pub text: String,
}

impl From<&rpmsolve::Evr> for EvrParts {
    fn from(evr: &rpmsolve::Evr) -> Self {
        Self {
            epoch: evr.epoch(),
            version: evr.version().to_owned(),
            release: evr.release().map(str::to_owned),
            text: evr.to_string(),
        }
    }
}

/// Reads epoch, version and release.
#[napi]
pub fn parse_evr(text: String) -> Result<EvrParts> {
    let evr: rpmsolve::Evr = text.parse().map_err(plain)?;
    Ok(EvrParts::from(&evr))
}

/// -1 if the first is the older, 1 if the second is, 0 if rpm takes them for the same.
#[napi]
pub fn compare_evr(first: String, second: String) -> Result<i32> {
    compare::<rpmsolve::Evr>(&first, &second)
}

/// Reads name, epoch, version, release and architecture.
#[napi]
pub fn parse_nevra(text: String) -> Result<NevraParts> {
    let nevra: rpmsolve::Nevra = text.parse().map_err(plain)?;
    Ok(NevraParts {
        evr: EvrParts::from(&nevra.evr),
        text: nevra.to_string(),
        name: nevra.name,
        arch: nevra.arch,
    })
}

/// The same for full names: by name, then version, then architecture.
#[napi]
pub fn compare_nevra(first: String, second: String) -> Result<i32> {
    compare::<rpmsolve::Nevra>(&first, &second)
}

/// Reads a capability.
#[napi]
pub fn parse_capability(text: String) -> Result<CapabilityParts> {
    let capability: rpmsolve::Capability = text.parse().map_err(plain)?;
    let text = capability.to_string();
    let constraint = capability.constraint.as_ref();
    Ok(CapabilityParts {
        comparison: constraint.map(|(comparison, _)| comparison.to_string()),
        evr: constraint.map(|(_, evr)| EvrParts::from(evr)),
        name: capability.name,
        text,
    })
}

/// The same for capabilities: by name, then comparison, then version.
#[napi]
pub fn compare_capability(first: String, second: String) -> Result<i32> {
    compare::<rpmsolve::Capability>(&first, &second)
}

fn compare<T: FromStr<Err: Into<VerbError>> + Ord>(first: &str, second: &str) -> Result<i32> {
    let first: T = first.parse().map_err(plain)?;
    Ok(first.cmp(&second.parse().map_err(plain)?) as i32)
}
