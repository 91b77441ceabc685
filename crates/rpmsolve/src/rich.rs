//! Rich dependencies: `(a >= 1 if (b and c) else d)`. The syntax is rpm's (rpm-dependencies(7), "Boolean
//! dependencies"; lib/rpmds.cc, `rpmrichParse`); what they mean for a solve stands in the pool.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::capability::{Capability, CapabilityError};

/// How deep parentheses may be nested. rpm's own limit is far above what any package has; real ones reach 4.
const DEPTH_MAX: usize = 64;

/// A boolean expression over capabilities.
///
/// # Example
///
/// ```
/// use rpmsolve::RichDep;
///
/// let rich: RichDep = "(glibc-langpack-en if (glibc and langpacks-en) else glibc-minimal-langpack)".parse()?;
/// assert!(matches!(rich, RichDep::If { otherwise: Some(_), .. }));
/// assert_eq!(rich.to_string(), "(glibc-langpack-en if (glibc and langpacks-en) else glibc-minimal-langpack)");
/// # Ok::<(), rpmsolve::RichDepError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RichDep {
    /// A capability.
    Capability(Capability),
    /// All of them.
    And(Vec<RichDep>),
    /// At least one of them.
    Or(Vec<RichDep>),
    /// One package that meets all of them.
    With(Vec<RichDep>),
    /// A package that meets the first and not the second.
    Without(Box<RichDep>, Box<RichDep>),
    /// The first if the condition holds, else the other.
    If {
        /// What must hold if the condition does.
        then: Box<RichDep>,
        /// The condition.
        condition: Box<RichDep>,
        /// What must hold if the condition does not.
        otherwise: Option<Box<RichDep>>,
    },
    /// The first unless the condition holds, then the other.
    Unless {
        /// What must hold if the condition does not.
        then: Box<RichDep>,
        /// The condition, which must not hold if there is no alternative.
        condition: Box<RichDep>,
        /// What must hold if the condition does.
        otherwise: Option<Box<RichDep>>,
    },
}

/// Why a text is not a rich dependency.
///
/// # Example
///
/// ```
/// use rpmsolve::{RichDep, RichDepError};
///
/// assert!(matches!("(a and b or c)".parse::<RichDep>(), Err(RichDepError::Mixed { .. })));
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RichDepError {
    /// Something else was expected at a place.
    #[error("expected {expected} at byte {offset}")]
    Expected {
        /// What was expected.
        expected: &'static str,
        /// Where.
        offset: usize,
    },
    /// A word where an operator should be.
    #[error(
        "\"{word}\" at byte {offset} is not an operator; rpm knows and, or, if, else, unless, with and without"
    )]
    Operator {
        /// The word.
        word: String,
        /// Where it stands.
        offset: usize,
    },
    /// Two operators in one pair of parentheses; only `and`, `or` and `with` may be repeated.
    #[error(
        "\"{second}\" follows \"{first}\" at byte {offset}; put one of the two in parentheses of its own"
    )]
    Mixed {
        /// The first operator.
        first: &'static str,
        /// The second.
        second: &'static str,
        /// Where the second stands.
        offset: usize,
    },
    /// A capability in it cannot be read.
    #[error("at byte {offset}: {source}")]
    Capability {
        /// Where it begins.
        offset: usize,
        /// What is wrong with it.
        source: CapabilityError,
    },
    /// Too many parentheses, one inside the other.
    #[error("more than {DEPTH_MAX} parentheses inside each other at byte {offset}")]
    TooDeep {
        /// Where the one too many stands.
        offset: usize,
    },
}

impl RichDepError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Expected { .. } => "rich-expected",
            Self::Operator { .. } => "rich-operator",
            Self::Mixed { .. } => "rich-mixed",
            Self::Capability { source, .. } => source.code(),
            Self::TooDeep { .. } => "rich-too-deep",
        }
    }

    /// Whether the text is of a kind that no packager writes: made to exhaust whoever reads it.
    pub fn is_hostile(&self) -> bool {
        matches!(self, Self::TooDeep { .. })
    }
}

/// A capability or a rich dependency: rich if it begins with a parenthesis.
///
/// # Example
///
/// ```
/// use rpmsolve::Dependency;
///
/// assert!(matches!("bash >= 5".parse(), Ok(Dependency::Capability(_))));
/// assert!(matches!("(bash or zsh)".parse(), Ok(Dependency::Rich(_))));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Dependency {
    /// A capability.
    Capability(Capability),
    /// A rich dependency.
    Rich(RichDep),
}

/// Why a text is not a dependency.
///
/// # Example
///
/// ```
/// use rpmsolve::{Dependency, DependencyError};
///
/// assert!(matches!("(a and".parse::<Dependency>(), Err(DependencyError::Rich(_))));
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DependencyError {
    /// It would be a capability.
    #[error(transparent)]
    Capability(#[from] CapabilityError),
    /// It would be a rich dependency.
    #[error(transparent)]
    Rich(#[from] RichDepError),
}

impl DependencyError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Capability(error) => error.code(),
            Self::Rich(error) => error.code(),
        }
    }
}

impl FromStr for Dependency {
    type Err = DependencyError;

    fn from_str(text: &str) -> Result<Self, DependencyError> {
        let text = text.trim();
        if !text.starts_with('(') {
            return Ok(Self::Capability(text.parse()?));
        }
        // Parentheses around a capability alone say nothing.
        Ok(match text.parse()? {
            RichDep::Capability(capability) => Self::Capability(capability),
            rich => Self::Rich(rich),
        })
    }
}

impl fmt::Display for Dependency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capability(capability) => capability.fmt(formatter),
            Self::Rich(rich) => rich.fmt(formatter),
        }
    }
}

/// The operators, as they are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    And,
    Or,
    With,
    Without,
    If,
    Unless,
    Else,
}

impl Operator {
    const ALL: [Self; 7] =
        [Self::And, Self::Or, Self::With, Self::Without, Self::If, Self::Unless, Self::Else];

    fn word(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
            Self::With => "with",
            Self::Without => "without",
            Self::If => "if",
            Self::Unless => "unless",
            Self::Else => "else",
        }
    }
}

impl FromStr for RichDep {
    type Err = RichDepError;

    fn from_str(text: &str) -> Result<Self, RichDepError> {
        if !text.trim_start().starts_with('(') {
            let capability = text.parse().map_err(|source| RichDepError::Capability { offset: 0, source })?;
            return Ok(Self::Capability(capability));
        }
        let mut parser = Parser { text, offset: 0 };
        let rich = parser.parenthesised(0)?;
        parser.skip_blanks();
        if parser.offset < text.len() {
            return Err(parser.expected("the end"));
        }
        Ok(rich)
    }
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
}

impl Parser<'_> {
    fn parenthesised(&mut self, depth: usize) -> Result<RichDep, RichDepError> {
        if depth > DEPTH_MAX {
            return Err(RichDepError::TooDeep { offset: self.offset });
        }
        self.expect(b'(', "\"(\"")?;
        let first = self.operand(depth)?;
        let rich = match self.operator()? {
            None => first,
            Some(operator @ (Operator::And | Operator::Or | Operator::With)) => {
                let mut parts = vec![first, self.operand(depth)?];
                while let Some(next) = self.operator()? {
                    self.same(operator, next)?;
                    parts.push(self.operand(depth)?);
                }
                match operator {
                    Operator::And => RichDep::And(parts),
                    Operator::Or => RichDep::Or(parts),
                    _ => RichDep::With(parts),
                }
            }
            Some(Operator::Without) => {
                let right = self.operand(depth)?;
                if let Some(next) = self.operator()? {
                    return Err(self.mixed(Operator::Without, next));
                }
                RichDep::Without(Box::new(first), Box::new(right))
            }
            Some(operator @ (Operator::If | Operator::Unless)) => {
                let (then, condition) = (Box::new(first), Box::new(self.operand(depth)?));
                let otherwise = match self.operator()? {
                    None => None,
                    Some(Operator::Else) => Some(Box::new(self.operand(depth)?)),
                    Some(next) => return Err(self.mixed(operator, next)),
                };
                if operator == Operator::If {
                    RichDep::If { then, condition, otherwise }
                } else {
                    RichDep::Unless { then, condition, otherwise }
                }
            }
            Some(Operator::Else) => {
                return Err(RichDepError::Operator { word: "else".to_owned(), offset: self.offset });
            }
        };
        self.expect(b')', "\")\"")?;
        Ok(rich)
    }

    fn operand(&mut self, depth: usize) -> Result<RichDep, RichDepError> {
        self.skip_blanks();
        if self.rest().starts_with('(') {
            return self.parenthesised(depth + 1);
        }
        let offset = self.offset;
        let mut text = self.word().to_owned();
        if text.is_empty() {
            return Err(self.expected("a capability"));
        }
        // A comparison and a version may follow.
        self.skip_blanks();
        if self.rest().starts_with(['<', '>', '=']) {
            for _ in 0..2 {
                self.skip_blanks();
                text.push(' ');
                text.push_str(self.word());
            }
        }
        let capability = text.parse().map_err(|source| RichDepError::Capability { offset, source })?;
        Ok(RichDep::Capability(capability))
    }

    /// The next operator, or `None` before a closing parenthesis.
    fn operator(&mut self) -> Result<Option<Operator>, RichDepError> {
        self.skip_blanks();
        if self.rest().starts_with(')') {
            return Ok(None);
        }
        let offset = self.offset;
        let word = self.word();
        match Operator::ALL.into_iter().find(|operator| operator.word() == word) {
            Some(operator) => Ok(Some(operator)),
            None if word.is_empty() => Err(self.expected("an operator or \")\"")),
            None => Err(RichDepError::Operator { word: word.chars().take(40).collect(), offset }),
        }
    }

    /// Up to a blank or a parenthesis that is not part of a name such as `perl(Carp)`.
    fn word(&mut self) -> &str {
        let start = self.offset;
        let mut depth = 0usize;
        let mut length = 0;
        for byte in self.text.as_bytes()[start..].iter().copied() {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 0 => break,
                b')' => depth -= 1,
                _ if byte.is_ascii_whitespace() && depth == 0 => break,
                _ => {}
            }
            length += 1;
        }
        self.offset = start + length;
        &self.text[start..self.offset]
    }

    fn same(&self, first: Operator, second: Operator) -> Result<(), RichDepError> {
        if first == second { Ok(()) } else { Err(self.mixed(first, second)) }
    }

    fn mixed(&self, first: Operator, second: Operator) -> RichDepError {
        RichDepError::Mixed { first: first.word(), second: second.word(), offset: self.offset }
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), RichDepError> {
        self.skip_blanks();
        if self.text.as_bytes().get(self.offset) != Some(&byte) {
            return Err(self.expected(expected));
        }
        self.offset += 1;
        Ok(())
    }

    fn expected(&self, expected: &'static str) -> RichDepError {
        RichDepError::Expected { expected, offset: self.offset }
    }

    fn skip_blanks(&mut self) {
        self.offset += self.rest().bytes().take_while(u8::is_ascii_whitespace).count();
    }

    fn rest(&self) -> &str {
        &self.text[self.offset..]
    }
}

/// As rpm writes it: every operator in parentheses.
impl fmt::Display for RichDep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chain = |formatter: &mut fmt::Formatter<'_>, parts: &[RichDep], operator: Operator| {
            for (index, part) in parts.iter().enumerate() {
                match index {
                    0 => write!(formatter, "({part}")?,
                    _ => write!(formatter, " {} {part}", operator.word())?,
                }
            }
            formatter.write_str(")")
        };
        let conditional =
            |formatter: &mut fmt::Formatter<'_>, then, word, condition, otherwise: &Option<Box<RichDep>>| {
                write!(formatter, "({then} {word} {condition}")?;
                if let Some(otherwise) = otherwise {
                    write!(formatter, " else {otherwise}")?;
                }
                formatter.write_str(")")
            };
        match self {
            Self::Capability(capability) => capability.fmt(formatter),
            Self::And(parts) => chain(formatter, parts, Operator::And),
            Self::Or(parts) => chain(formatter, parts, Operator::Or),
            Self::With(parts) => chain(formatter, parts, Operator::With),
            Self::Without(left, right) => write!(formatter, "({left} without {right})"),
            Self::If { then, condition, otherwise } => {
                conditional(formatter, then, "if", condition, otherwise)
            }
            Self::Unless { then, condition, otherwise } => {
                conditional(formatter, then, "unless", condition, otherwise)
            }
        }
    }
}
