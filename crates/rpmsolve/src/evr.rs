//! Epoch, version and release, compared as rpm compares them (rpmio/rpmvercmp.cc; libsolv, evr.c): everything
//! else in RPM rests on this order.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use thiserror::Error;

/// Epoch, version and release of a package or of a dependency.
///
/// What rpm calls equal is equal: `1.0-1` and `1.00-1` are `==`, and hash alike.
///
/// # Example
///
/// ```
/// use rpmsolve::Evr;
///
/// let old: Evr = "1.0~rc1-1".parse()?;
/// let new: Evr = "1.0-1".parse()?;
/// assert!(old < new);
/// assert_eq!("0:1.0-1".parse::<Evr>()?, new);
/// assert_eq!("2:1.0-1".parse::<Evr>()?.to_string(), "2:1.0-1");
/// # Ok::<(), rpmsolve::EvrError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Evr {
    epoch: u32,
    version: String,
    release: Option<String>,
}

/// A borrowed [`Evr`].
///
/// # Example
///
/// ```
/// use rpmsolve::EvrRef;
///
/// let evr = EvrRef::parse("1:2.3-4.el9");
/// assert_eq!((evr.epoch, evr.version, evr.release), (1, "2.3", Some("4.el9")));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EvrRef<'a> {
    /// 0 if none is given: a missing epoch is never "any" (rpm-semantics 2).
    pub epoch: u32,
    /// The upstream version.
    pub version: &'a str,
    /// The packager's release; an empty one counts as missing.
    pub release: Option<&'a str>,
}

/// Why a text is not an EVR.
///
/// # Example
///
/// ```
/// use rpmsolve::{Evr, EvrError};
///
/// assert!(matches!("x:1".parse::<Evr>(), Err(EvrError::Epoch { .. })));
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum EvrError {
    /// No version.
    #[error("\"{text}\" has no version; write [epoch:]version[-release]")]
    NoVersion {
        /// The text.
        text: String,
    },
    /// An epoch that is no number, or is beyond 32 bits.
    #[error("\"{text}\" has an epoch that is not a number below 4294967296")]
    Epoch {
        /// The text.
        text: String,
    },
    /// A character that cannot be part of a version.
    #[error("\"{text}\" contains {character:?} at byte {offset}, which no version can contain")]
    Character {
        /// The text.
        text: String,
        /// The character.
        character: char,
        /// Where it stands.
        offset: usize,
    },
}

impl EvrError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoVersion { .. } => "evr-no-version",
            Self::Epoch { .. } => "evr-epoch",
            Self::Character { .. } => "evr-character",
        }
    }
}

impl Evr {
    /// The epoch; 0 if there is none.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The release, if there is one.
    pub fn release(&self) -> Option<&str> {
        self.release.as_deref()
    }

    /// The same, borrowed.
    pub fn as_ref(&self) -> EvrRef<'_> {
        EvrRef { epoch: self.epoch, version: &self.version, release: self.release.as_deref() }
    }
}

impl<'a> EvrRef<'a> {
    /// Reads `[epoch:]version[-release]` as libsolv does, which takes anything: digits before the first colon
    /// are the epoch, what follows the last hyphen is the release.
    pub fn parse(text: &'a str) -> Self {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (epoch, rest) = match text.as_bytes().get(digits) {
            Some(b':') if digits > 0 => (text[..digits].parse().unwrap_or(u32::MAX), &text[digits + 1..]),
            _ => (0, text),
        };
        let (version, release) = match memchr::memrchr(b'-', rest.as_bytes()) {
            Some(hyphen) => (&rest[..hyphen], Some(&rest[hyphen + 1..])),
            None => (rest, None),
        };
        Self { epoch, version, release: release.filter(|release| !release.is_empty()) }
    }

    /// An owned copy.
    pub fn to_owned(&self) -> Evr {
        Evr { epoch: self.epoch, version: self.version.to_owned(), release: self.release.map(str::to_owned) }
    }
}

/// Epoch, then version, then release; a missing release is lower than any (libsolv's `EVRCMP_COMPARE`).
impl Ord for EvrRef<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.epoch.cmp(&other.epoch).then_with(|| vercmp(self.version, other.version)).then_with(|| {
            match (self.release, other.release) {
                (Some(one), Some(two)) => vercmp(one, two),
                (one, two) => one.is_some().cmp(&two.is_some()),
            }
        })
    }
}

impl PartialOrd for EvrRef<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for EvrRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for EvrRef<'_> {}

impl Hash for EvrRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.epoch.hash(state);
        hash_version(self.version, state);
        self.release.is_some().hash(state);
        if let Some(release) = self.release {
            hash_version(release, state);
        }
    }
}

impl Ord for Evr {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_ref().cmp(&other.as_ref())
    }
}

impl PartialOrd for Evr {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Evr {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Evr {}

impl Hash for Evr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_ref().hash(state);
    }
}

impl FromStr for Evr {
    type Err = EvrError;

    fn from_str(text: &str) -> Result<Self, EvrError> {
        let owned = || text.to_owned();
        let is_foreign = |character: char| character.is_whitespace() || "()<>=&|,".contains(character);
        if let Some((offset, character)) = text.char_indices().find(|&(_, character)| is_foreign(character)) {
            return Err(EvrError::Character { text: owned(), character, offset });
        }
        if let Some((epoch, rest)) = text.split_once(':') {
            let is_number = epoch.bytes().all(|byte| byte.is_ascii_digit()) && epoch.parse::<u32>().is_ok();
            if !is_number {
                return Err(EvrError::Epoch { text: owned() });
            }
            if let Some(second) = rest.find(':') {
                let offset = epoch.len() + 1 + second;
                return Err(EvrError::Character { text: owned(), character: ':', offset });
            }
        }
        let evr = EvrRef::parse(text);
        if evr.version.is_empty() {
            return Err(EvrError::NoVersion { text: owned() });
        }
        Ok(evr.to_owned())
    }
}

/// `[epoch:]version[-release]`, the epoch only if it is not 0.
impl fmt::Display for EvrRef<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.epoch != 0 {
            write!(formatter, "{}:", self.epoch)?;
        }
        formatter.write_str(self.version)?;
        self.release.map_or(Ok(()), |release| write!(formatter, "-{release}"))
    }
}

impl fmt::Display for Evr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(formatter)
    }
}

/// Compares two versions, or two releases, as rpm does.
///
/// Runs of digits and runs of letters are compared one by one, digits as numbers and above letters, letters as
/// ASCII; everything else only separates. `~` is lower than anything, the end included; `^` is higher than the
/// end and lower than anything else.
///
/// # Example
///
/// ```
/// use std::cmp::Ordering;
///
/// use rpmsolve::vercmp;
///
/// assert_eq!(vercmp("1.0~rc1", "1.0"), Ordering::Less);
/// assert_eq!(vercmp("1.0^git1", "1.0"), Ordering::Greater);
/// assert_eq!(vercmp("1.010", "1_10"), Ordering::Equal);
/// ```
pub fn vercmp(one: &str, other: &str) -> Ordering {
    if one == other {
        return Ordering::Equal;
    }
    let (mut one, mut other) = (Segments::new(one), Segments::new(other));
    loop {
        let ordering = match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (left, right) => rank(&left).cmp(&rank(&right)).then_with(|| match (left, right) {
                (Some(Segment::Number(a)), Some(Segment::Number(b))) => {
                    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
                }
                (Some(Segment::Letters(a)), Some(Segment::Letters(b))) => a.cmp(b),
                _ => Ordering::Equal,
            }),
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
}

/// A piece of a version.
#[derive(Clone, Copy, Debug, Hash)]
enum Segment<'a> {
    Tilde,
    Caret,
    Letters(&'a [u8]),
    /// Without leading zeros.
    Number(&'a [u8]),
}

/// `~` < the end < `^` < letters < numbers.
fn rank(segment: &Option<Segment<'_>>) -> u8 {
    match segment {
        Some(Segment::Tilde) => 0,
        None => 1,
        Some(Segment::Caret) => 2,
        Some(Segment::Letters(_)) => 3,
        Some(Segment::Number(_)) => 4,
    }
}

struct Segments<'a> {
    rest: &'a [u8],
}

impl<'a> Segments<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.as_bytes() }
    }

    fn take_while(&mut self, belongs: impl Fn(&u8) -> bool) -> &'a [u8] {
        let length = self.rest.iter().take_while(|&byte| belongs(byte)).count();
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    #[inline]
    fn next(&mut self) -> Option<Segment<'a>> {
        self.take_while(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'~' | b'^'));
        match *self.rest.first()? {
            b'~' => {
                self.rest = &self.rest[1..];
                Some(Segment::Tilde)
            }
            b'^' => {
                self.rest = &self.rest[1..];
                Some(Segment::Caret)
            }
            byte if byte.is_ascii_digit() => {
                self.take_while(|byte| *byte == b'0');
                Some(Segment::Number(self.take_while(u8::is_ascii_digit)))
            }
            _ => Some(Segment::Letters(self.take_while(u8::is_ascii_alphabetic))),
        }
    }
}

fn hash_version<H: Hasher>(version: &str, state: &mut H) {
    for segment in Segments::new(version) {
        segment.hash(state);
    }
    // Segments hash with their kind and length, so that only the end needs a mark.
    state.write_u8(u8::MAX);
}
