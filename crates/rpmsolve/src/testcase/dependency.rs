//! Dependencies in the spelling of testcases: `A = 1`, `A & B`, `A | B`, `A + B` (with), `A - B` (without),
//! `A <IF> (B <ELSE> C)`, `A <UNLESS> B`, `namespace:language(de)` (libsolv, ext/testcasedep.c).
//!
//! Operators have no rank and bind to the right: `A | B & C` is `A | (B & C)`. A name ends at a blank or at a
//! parenthesis that it did not open; other characters are written as a backslash and two hexadecimal digits.

use thiserror::Error;

use crate::capability::{Capability, Comparison};
use crate::evr::EvrRef;
use crate::rich::{Dependency, RichDep};

/// How deep operators may be nested: as deep as in rpm's own spelling, into which they are translated.
const NESTING_MAX: usize = 64;

/// Why a dependency of a testcase cannot be read. Offsets count bytes from the beginning of the dependency.
///
/// # Example
///
/// ```
/// use rpmsolve::testcase::TestcaseDependencyError;
///
/// let error = TestcaseDependencyError::Expected { expected: "a name", offset: 4 };
/// assert_eq!(error.to_string(), "expected a name at byte 4");
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TestcaseDependencyError {
    /// Something else was expected at a place.
    #[error("expected {expected} at byte {offset}")]
    Expected {
        /// What was expected.
        expected: &'static str,
        /// Where.
        offset: usize,
    },
    /// Something that is no operator, where one should be.
    #[error("\"{found}\" at byte {offset} is not an operator; libsolv has = < > <= >= <> & | + - <IF> <ELSE> <UNLESS>")]
    Operator {
        /// What stands there.
        found: String,
        /// Where.
        offset: usize,
    },
    /// More levels than any package has.
    #[error("more than {NESTING_MAX} operators or parentheses inside each other at byte {offset}")]
    TooDeep {
        /// Where the one too many stands.
        offset: usize,
    },
    /// It can be read, but rpm has nothing like it.
    #[error("{what} at byte {offset} is not supported")]
    Unsupported {
        /// What it is.
        what: &'static str,
        /// Where.
        offset: usize,
    },
}

/// Reads a dependency.
pub(super) fn parse(text: &str) -> Result<Dependency, TestcaseDependencyError> {
    let text = text.trim();
    let mut parser = Parser { text, offset: 0 };
    let tree = parser.expression(0)?.into_tree(0)?;
    if parser.offset < text.len() {
        return Err(parser.expected("the end"));
    }
    let rich = match tree.rich {
        RichDep::Capability(capability) if !capability.name.starts_with('(') => {
            return Ok(Dependency::Capability(capability));
        }
        rich => rich,
    };
    // A name such as `a b` cannot be written in rpm's spelling, which is how packages hand it on.
    if rich.to_string().parse() != Ok(rich.clone()) {
        return Err(TestcaseDependencyError::Unsupported { what: "a name that rpm cannot write", offset: 0 });
    }
    Ok(Dependency::Rich(rich))
}

/// The operators between two dependencies; comparisons belong to a capability.
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

const OPERATORS: [(&str, Operator); 7] = [
    ("&", Operator::And),
    ("|", Operator::Or),
    ("+", Operator::With),
    ("-", Operator::Without),
    ("<IF>", Operator::If),
    ("<UNLESS>", Operator::Unless),
    ("<ELSE>", Operator::Else),
];

/// Longer ones first; `None` accepts every version.
const COMPARISONS: [(&str, Option<Comparison>); 7] = [
    ("<=>", None),
    ("<=", Some(Comparison::LESS_OR_EQUAL)),
    (">=", Some(Comparison::GREATER_OR_EQUAL)),
    ("<>", Some(Comparison::NOT_EQUAL)),
    ("<", Some(Comparison::LESS)),
    (">", Some(Comparison::GREATER)),
    ("=", Some(Comparison::EQUAL)),
];

/// Operators of other package formats, and of libsolv's inside.
const FOREIGN: [(&str, &str); 8] = [
    (".", "an architecture"),
    ("compat >=", "\"compat >=\""),
    ("<NAMESPACE>", "<NAMESPACE>"),
    ("<MULTIARCH>", "<MULTIARCH>"),
    ("<FILECONFLICT>", "<FILECONFLICT>"),
    ("<KIND>", "<KIND>"),
    ("<ERROR>", "<ERROR>"),
    ("<CONDA>", "<CONDA>"),
];

struct Tree {
    rich: RichDep,
    /// Operators inside each other.
    depth: usize,
}

/// `<ELSE>` means something as the right side of a condition only.
enum Branches {
    One(Tree),
    Else(Tree, Tree),
}

impl Branches {
    fn into_tree(self, offset: usize) -> Result<Tree, TestcaseDependencyError> {
        match self {
            Self::One(tree) => Ok(tree),
            Self::Else(..) => {
                Err(TestcaseDependencyError::Expected { expected: "<IF> or <UNLESS> before <ELSE>", offset })
            }
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Parser<'a> {
    /// Up to the end, or to the parenthesis that closes it.
    fn expression(&mut self, parentheses: usize) -> Result<Branches, TestcaseDependencyError> {
        let start = self.offset;
        let mut right = self.operand(parentheses)?;
        let mut left = Vec::new();
        while let Some(operator) = self.operator()? {
            left.push((right, operator));
            right = self.operand(parentheses)?;
        }
        while let Some((operand, operator)) = left.pop() {
            right = match operator {
                Operator::And | Operator::Or | Operator::With => {
                    // A chain of one operator is one list, however long.
                    let mut parts = vec![right.into_tree(start)?, operand.into_tree(start)?];
                    while left.last().is_some_and(|(_, before)| *before == operator) {
                        let before = left.pop().map(|(operand, _)| operand.into_tree(start)).transpose()?;
                        parts.extend(before);
                    }
                    parts.reverse();
                    Branches::One(chain(operator, parts))
                }
                _ => pair(operator, operand.into_tree(start)?, right, start)?,
            };
            let depth = match &right {
                Branches::One(tree) => tree.depth,
                Branches::Else(one, other) => one.depth.max(other.depth),
            };
            if depth > NESTING_MAX {
                return Err(TestcaseDependencyError::TooDeep { offset: start });
            }
        }
        Ok(right)
    }

    fn operand(&mut self, parentheses: usize) -> Result<Branches, TestcaseDependencyError> {
        self.skip_blanks();
        if self.rest().starts_with("namespace:")
            && let Some(length) = self.rest().find('(')
        {
            return self.namespace(length, parentheses);
        }
        if self.rest().starts_with('(') {
            self.offset += 1;
            return self.inside(parentheses);
        }
        let offset = self.offset;
        let name = self.word()?;
        let unsupported = |what| TestcaseDependencyError::Unsupported { what, offset };
        match name.as_str() {
            "" => return Err(TestcaseDependencyError::Expected { expected: "a name", offset }),
            "<NULL>" => return Err(unsupported("<NULL>")),
            _ if name.len() > 4 && name.ends_with(":any") => return Err(unsupported("an architecture")),
            _ => {}
        }
        self.skip_blanks();
        let rest = self.rest();
        let is_word = OPERATORS.iter().map(|(text, _)| text).chain(FOREIGN.iter().map(|(text, _)| text));
        let found = COMPARISONS.iter().find(|(text, _)| rest.starts_with(text));
        let constraint = match found {
            Some((text, comparison)) if !is_word.clone().any(|word| rest.starts_with(word)) => {
                self.offset += text.len();
                self.skip_blanks();
                let evr = self.word()?;
                if evr.is_empty() {
                    return Err(self.expected("a version"));
                }
                comparison.map(|comparison| (comparison, EvrRef::parse(&evr).to_owned()))
            }
            _ => None,
        };
        Ok(Branches::One(Tree { rich: RichDep::Capability(Capability { name, constraint }), depth: 0 }))
    }

    /// What stands in parentheses, after the opening one.
    fn inside(&mut self, parentheses: usize) -> Result<Branches, TestcaseDependencyError> {
        if parentheses >= NESTING_MAX {
            return Err(TestcaseDependencyError::TooDeep { offset: self.offset });
        }
        let branches = self.expression(parentheses + 1)?;
        if !self.rest().starts_with(')') {
            return Err(self.expected("\")\""));
        }
        self.offset += 1;
        Ok(branches)
    }

    /// `namespace:language(de)`: a question to the program around the solver. Unless a `namespace` line of the
    /// testcase says otherwise nothing provides it, so that it can stand for itself as a name.
    fn namespace(&mut self, length: usize, parentheses: usize) -> Result<Branches, TestcaseDependencyError> {
        let start = self.offset;
        let name = &self.rest()[..length];
        self.offset += length + 1;
        if self.rest().starts_with("<NULL>)") {
            self.offset += "<NULL>)".len();
        } else {
            let argument = self.inside(parentheses)?;
            if name == "namespace:otherproviders" {
                // "By another package": a package is no obstacle to itself anyway (rpm-semantics 18).
                return Ok(argument);
            }
        }
        let name = self.text[start..self.offset].to_owned();
        let capability = Capability { name, constraint: None };
        Ok(Branches::One(Tree { rich: RichDep::Capability(capability), depth: 0 }))
    }

    fn operator(&mut self) -> Result<Option<Operator>, TestcaseDependencyError> {
        self.skip_blanks();
        let rest = self.rest();
        if rest.is_empty() || rest.starts_with(')') {
            return Ok(None);
        }
        if let Some((text, operator)) = OPERATORS.iter().find(|(text, _)| rest.starts_with(text)) {
            self.offset += text.len();
            return Ok(Some(*operator));
        }
        if let Some((_, what)) = FOREIGN.iter().find(|(text, _)| rest.starts_with(text)) {
            return Err(TestcaseDependencyError::Unsupported { what, offset: self.offset });
        }
        let found = rest.chars().take_while(|character| !character.is_whitespace()).take(20).collect();
        Err(TestcaseDependencyError::Operator { found, offset: self.offset })
    }

    /// Up to a blank, or a parenthesis that was not opened in the word.
    fn word(&mut self) -> Result<String, TestcaseDependencyError> {
        let mut open = 0usize;
        let end = self.rest().bytes().position(|byte| match byte {
            b'(' => {
                open += 1;
                false
            }
            b')' => match open.checked_sub(1) {
                Some(left) => {
                    open = left;
                    false
                }
                None => true,
            },
            _ => byte <= b' ',
        });
        let start = self.offset;
        self.offset = end.map_or(self.text.len(), |end| start + end);
        unescaped(&self.text[start..self.offset], start)
    }

    fn expected(&self, expected: &'static str) -> TestcaseDependencyError {
        TestcaseDependencyError::Expected { expected, offset: self.offset }
    }

    fn skip_blanks(&mut self) {
        self.offset += self.rest().bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.offset..]
    }
}

fn chain(operator: Operator, parts: Vec<Tree>) -> Tree {
    let depth = 1 + parts.iter().map(|part| part.depth).max().unwrap_or_default();
    let parts = parts.into_iter().map(|part| part.rich).collect();
    let rich = match operator {
        Operator::And => RichDep::And(parts),
        Operator::Or => RichDep::Or(parts),
        _ => RichDep::With(parts),
    };
    Tree { rich, depth }
}

fn pair(
    operator: Operator,
    left: Tree,
    right: Branches,
    offset: usize,
) -> Result<Branches, TestcaseDependencyError> {
    if operator == Operator::Else {
        return Ok(Branches::Else(left, right.into_tree(offset)?));
    }
    let then = Box::new(left.rich);
    if operator == Operator::Without {
        let right = right.into_tree(offset)?;
        let depth = 1 + left.depth.max(right.depth);
        return Ok(Branches::One(Tree { rich: RichDep::Without(then, Box::new(right.rich)), depth }));
    }
    let (condition, otherwise) = match right {
        Branches::One(condition) => (condition, None),
        Branches::Else(condition, otherwise) => (condition, Some(otherwise)),
    };
    let deepest = left.depth.max(condition.depth).max(otherwise.as_ref().map_or(0, |tree| tree.depth));
    let condition = Box::new(condition.rich);
    let otherwise = otherwise.map(|tree| Box::new(tree.rich));
    let rich = if operator == Operator::If {
        RichDep::If { then, condition, otherwise }
    } else {
        RichDep::Unless { then, condition, otherwise }
    };
    Ok(Branches::One(Tree { rich, depth: 1 + deepest }))
}

/// Undoes `\20` and its like.
fn unescaped(word: &str, offset: usize) -> Result<String, TestcaseDependencyError> {
    if !word.contains('\\') {
        return Ok(word.to_owned());
    }
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first != b'\\' {
            bytes.push(first);
            rest = after;
            continue;
        }
        let place = offset + word.len() - after.len();
        let digits = after.first_chunk::<2>().filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let value = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let expected = "two hexadecimal digits after \"\\\"";
        bytes.push(value.ok_or(TestcaseDependencyError::Expected { expected, offset: place })?);
        rest = &after[2..];
    }
    String::from_utf8(bytes)
        .map_err(|_| TestcaseDependencyError::Unsupported { what: "a name that is not UTF-8", offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> String {
        parse(text).map_or_else(|error| error.to_string(), |dependency| dependency.to_string())
    }

    #[test]
    fn spellings_of_testcases_become_those_of_rpm() {
        for (testcase, rpm) in [
            ("glibc", "glibc"),
            ("glibc >= 2.34-1", "glibc >= 2.34-1"),
            ("E = 0:1-1", "E = 1-1"),
            ("P <=> 1", "P"),
            ("P <> 1", "P <> 1"),
            ("a=1", "a=1"),
            ("perl(Carp) = 1:2", "perl(Carp) = 1:2"),
            ("A & B", "(A and B)"),
            ("A | B | C", "(A or B or C)"),
            ("A | B & C", "(A or (B and C))"),
            ("P >= 1 + P < 3", "(P >= 1 with P < 3)"),
            ("P - q", "(P without q)"),
            ("X <IF> C", "(X if C)"),
            ("X <IF> (C <ELSE> Y)", "(X if C else Y)"),
            ("X <IF> C <ELSE> Y", "(X if C else Y)"),
            ("X <UNLESS> C", "(X unless C)"),
            ("P = 2 <IF> (X & Y)", "(P = 2 if (X and Y))"),
            ("( ( A ) )", "A"),
            ("namespace:language(de)", "namespace:language(de)"),
            ("namespace:language(<NULL>) & A", "(namespace:language(<NULL>) and A)"),
            ("namespace:otherproviders(A | B)", "(A or B)"),
            ("a\\20b", "a b"),
        ] {
            assert_eq!(spelled(testcase), rpm, "{testcase}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_where_and_why() {
        for (testcase, reason) in [
            ("", "expected a name at byte 0"),
            ("A &", "expected a name at byte 3"),
            ("A =", "expected a version at byte 3"),
            ("(A", "expected \")\" at byte 2"),
            ("A)", "expected the end at byte 1"),
            ("A <ELSE> B", "expected <IF> or <UNLESS> before <ELSE> at byte 0"),
            ("A . x86_64", "an architecture at byte 2 is not supported"),
            ("A:any2 B:any", "\"B:any\" at byte 7 is not an operator; libsolv has = < > <= >= <> & | + - <IF> <ELSE> <UNLESS>"),
            ("A:any", "A:any"),
            ("glib:any", "an architecture at byte 0 is not supported"),
            ("a\\2", "expected two hexadecimal digits after \"\\\" at byte 2"),
            ("a\\ff", "a name that is not UTF-8 at byte 0 is not supported"),
            ("\\28a", "a name that rpm cannot write at byte 0 is not supported"),
            ("a\\20b & c", "a name that rpm cannot write at byte 0 is not supported"),
        ] {
            if testcase == "A:any" {
                assert_eq!(spelled(testcase), "an architecture at byte 0 is not supported");
                continue;
            }
            assert_eq!(spelled(testcase), reason, "{testcase}");
        }
    }

    #[test]
    fn long_chains_are_read_and_deep_nests_are_not() {
        let chain = vec!["a"; 100_000].join(" | ");
        assert!(matches!(parse(&chain), Ok(Dependency::Rich(RichDep::Or(parts))) if parts.len() == 100_000));
        let alternating = "a & b | ".repeat(100_000) + "c";
        assert!(matches!(parse(&alternating), Err(TestcaseDependencyError::TooDeep { .. })));
        let parentheses = "(".repeat(1_000_000);
        assert_eq!(parse(&parentheses), Err(TestcaseDependencyError::TooDeep { offset: 65 }));
    }
}
