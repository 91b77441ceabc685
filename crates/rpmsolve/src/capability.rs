//! A capability: a name, and perhaps a version constraint. It is what packages provide, require, and conflict
//! with; libsolv calls it a "reldep".

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::evr::{Evr, EvrError, EvrRef};

/// How versions must compare: any combination of lower, equal and higher, except none and all.
///
/// # Example
///
/// ```
/// use rpmsolve::Comparison;
///
/// assert_eq!(">=".parse::<Comparison>(), Ok(Comparison::GREATER_OR_EQUAL));
/// assert_eq!(Comparison::GREATER_OR_EQUAL.to_string(), ">=");
/// assert!(Comparison::GREATER_OR_EQUAL.accepts_equal());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Comparison(u8);

const LOWER: u8 = 1;
const SAME: u8 = 2;
const HIGHER: u8 = 4;

impl Comparison {
    /// `<`
    pub const LESS: Self = Self(LOWER);
    /// `<=`
    pub const LESS_OR_EQUAL: Self = Self(LOWER | SAME);
    /// `=`
    pub const EQUAL: Self = Self(SAME);
    /// `>=`
    pub const GREATER_OR_EQUAL: Self = Self(HIGHER | SAME);
    /// `>`
    pub const GREATER: Self = Self(HIGHER);
    /// `<>`, which occurs in libsolv's test cases only.
    pub const NOT_EQUAL: Self = Self(LOWER | HIGHER);

    /// Whether versions below the named one are meant.
    pub fn accepts_less(self) -> bool {
        self.0 & LOWER != 0
    }

    /// Whether the named version itself is meant.
    pub fn accepts_equal(self) -> bool {
        self.0 & SAME != 0
    }

    /// Whether versions above the named one are meant.
    pub fn accepts_greater(self) -> bool {
        self.0 & HIGHER != 0
    }

    /// Which of below, at and above are meant, as the three lowest bits.
    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    /// The comparison of such bits; `None` for 0 and for what has others.
    #[inline]
    pub(crate) fn from_bits(bits: u8) -> Option<Self> {
        (1..=(LOWER | SAME | HIGHER)).contains(&bits).then_some(Self(bits))
    }

    /// Reads the `flags` attribute of rpm-md: `EQ`, `LT`, `GT`, `LE`, `GE` or `NE`.
    pub fn from_rpm_md_flag(flag: &str) -> Option<Self> {
        Some(match flag {
            "EQ" => Self::EQUAL,
            "LT" => Self::LESS,
            "GT" => Self::GREATER,
            "LE" => Self::LESS_OR_EQUAL,
            "GE" => Self::GREATER_OR_EQUAL,
            "NE" => Self::NOT_EQUAL,
            _ => return None,
        })
    }

    /// The same the other way round: the `flags` attribute of rpm-md.
    pub(crate) fn rpm_md_flag(self) -> Option<&'static str> {
        Some(match self {
            Self::EQUAL => "EQ",
            Self::LESS => "LT",
            Self::GREATER => "GT",
            Self::LESS_OR_EQUAL => "LE",
            Self::GREATER_OR_EQUAL => "GE",
            Self::NOT_EQUAL => "NE",
            _ => return None,
        })
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match *self {
            Self::LESS => "<",
            Self::LESS_OR_EQUAL => "<=",
            Self::EQUAL => "=",
            Self::GREATER_OR_EQUAL => ">=",
            Self::GREATER => ">",
            _ => "<>",
        })
    }
}

impl FromStr for Comparison {
    type Err = CapabilityError;

    fn from_str(text: &str) -> Result<Self, CapabilityError> {
        Ok(match text {
            "<" => Self::LESS,
            "<=" | "=<" => Self::LESS_OR_EQUAL,
            "=" | "==" => Self::EQUAL,
            ">=" | "=>" => Self::GREATER_OR_EQUAL,
            ">" => Self::GREATER,
            "<>" | "!=" => Self::NOT_EQUAL,
            _ => return Err(CapabilityError::Comparison { text: text.to_owned() }),
        })
    }
}

/// A name with or without a version constraint: `openssl-libs`, `perl(Carp) >= 1.2`, `/usr/bin/env`.
///
/// # Example
///
/// ```
/// use rpmsolve::{Capability, Comparison};
///
/// let capability: Capability = "perl(Carp) >= 1.2".parse()?;
/// assert_eq!(capability.name, "perl(Carp)");
/// assert_eq!(capability.constraint.as_ref().map(|(comparison, _)| *comparison), Some(Comparison::GREATER_OR_EQUAL));
/// assert_eq!(capability.to_string(), "perl(Carp) >= 1.2");
/// # Ok::<(), rpmsolve::CapabilityError>(())
/// ```
#[doc(alias = "reldep")]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Capability {
    /// The name; a path if it begins with `/`.
    pub name: String,
    /// The version constraint.
    pub constraint: Option<(Comparison, Evr)>,
}

/// Why a text is not a capability.
///
/// # Example
///
/// ```
/// use rpmsolve::{Capability, CapabilityError};
///
/// assert!(matches!(">= 1".parse::<Capability>(), Err(CapabilityError::NoName { .. })));
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CapabilityError {
    /// Nothing where a name should be.
    #[error("\"{text}\" has no name; write NAME or NAME >= VERSION")]
    NoName {
        /// The text.
        text: String,
    },
    /// Not one of the comparisons.
    #[error("\"{text}\" is not a comparison; rpm knows <, <=, =, >= and >")]
    Comparison {
        /// The text.
        text: String,
    },
    /// More or fewer words than a name, a comparison and a version.
    #[error("\"{text}\" is not NAME or NAME >= VERSION")]
    Form {
        /// The text.
        text: String,
    },
    /// The version cannot be read.
    #[error("\"{text}\": {source}")]
    Version {
        /// The text.
        text: String,
        /// What is wrong with the version.
        source: EvrError,
    },
}

impl CapabilityError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoName { .. } => "capability-no-name",
            Self::Comparison { .. } => "capability-comparison",
            Self::Form { .. } => "capability-form",
            Self::Version { source, .. } => source.code(),
        }
    }
}

impl FromStr for Capability {
    type Err = CapabilityError;

    fn from_str(text: &str) -> Result<Self, CapabilityError> {
        let text = text.trim();
        let owned = || text.to_owned();
        // The comparison may stand without blanks around it, but not inside the parentheses of a name.
        let mut depth = 0i32;
        let split = text.bytes().position(|byte| {
            depth += i32::from(byte == b'(') - i32::from(byte == b')');
            depth <= 0 && (matches!(byte, b'<' | b'>' | b'=') || byte.is_ascii_whitespace())
        });
        let (name, rest) = text.split_at(split.unwrap_or(text.len()));
        if name.is_empty() {
            return Err(CapabilityError::NoName { text: owned() });
        }
        let rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(Self { name: name.to_owned(), constraint: None });
        }
        let length = rest.bytes().take_while(|byte| matches!(byte, b'<' | b'>' | b'=')).count();
        let (comparison, version) = rest.split_at(length);
        let version = version.trim();
        if comparison.is_empty() || version.is_empty() || version.contains(char::is_whitespace) {
            return Err(CapabilityError::Form { text: owned() });
        }
        let evr = version.parse().map_err(|source| CapabilityError::Version { text: owned(), source })?;
        Ok(Self { name: name.to_owned(), constraint: Some((comparison.parse()?, evr)) })
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.constraint {
            None => formatter.write_str(&self.name),
            Some((comparison, evr)) => write!(formatter, "{} {comparison} {evr}", self.name),
        }
    }
}

/// Whether two version constraints on one name have a version in common: whether a package that provides the one
/// meets a need for the other (rpmio/rpmver.cc, `rpmverOverlap`; libsolv, pooldep.c, `pool_intersect_evrs`).
///
/// Constraints are half-lines, so two of the same direction always overlap. If the versions are equal and only
/// one side has a release, the side without decides: it means "any release" if it accepts equality, and nothing
/// at that version otherwise (rpm-semantics 4).
///
/// # Example
///
/// ```
/// use rpmsolve::{Comparison, EvrRef, matches};
///
/// let any_release_of_1 = (Comparison::EQUAL, EvrRef::parse("1"));
/// assert!(matches(any_release_of_1, (Comparison::EQUAL, EvrRef::parse("1-5"))));
/// assert!(matches(any_release_of_1, (Comparison::GREATER, EvrRef::parse("1-5"))));
/// assert!(!matches((Comparison::GREATER, EvrRef::parse("1")), (Comparison::EQUAL, EvrRef::parse("1-5"))));
/// ```
pub fn matches(provided: (Comparison, EvrRef<'_>), required: (Comparison, EvrRef<'_>)) -> bool {
    let ((have, have_evr), (want, want_evr)) = (provided, required);
    if have.accepts_less() && want.accepts_less() || have.accepts_greater() && want.accepts_greater() {
        return true;
    }
    let versions = have_evr
        .epoch
        .cmp(&want_evr.epoch)
        .then_with(|| crate::evr::vercmp(have_evr.version, want_evr.version));
    let order = versions.then_with(|| match (have_evr.release, want_evr.release) {
        (Some(one), Some(other)) => crate::evr::vercmp(one, other),
        _ => std::cmp::Ordering::Equal,
    });
    match order {
        std::cmp::Ordering::Less => have.accepts_greater() || want.accepts_less(),
        std::cmp::Ordering::Greater => have.accepts_less() || want.accepts_greater(),
        std::cmp::Ordering::Equal => match (have_evr.release, want_evr.release) {
            (None, Some(_)) => have.accepts_equal(),
            (Some(_), None) => want.accepts_equal(),
            _ => have.accepts_equal() && want.accepts_equal(),
        },
    }
}
