//! Dependencies in the spelling of testcases (libsolv, ext/testcasedep.c): `A = 1`, `A & B`, `A | B`, `A + B`
//! (with), `A - B` (without), `A <IF> (B <ELSE> C)`, `A <UNLESS> B`. Operators bind to the right.

use crate::capability::Capability;
use crate::rich::{Dependency, RichDep};

const DEPTH_MAX: usize = 64;

/// Reads a dependency; the error is a reason.
pub(super) fn parse(text: &str) -> Result<Dependency, String> {
    let mut parser = Parser { rest: text.trim(), depth: 0 };
    let parsed = parser.expression()?;
    if !parser.rest.trim().is_empty() {
        return Err(format!("\"{}\" is left over in the dependency \"{text}\"", parser.rest.trim()));
    }
    parsed.into_dependency()
}

/// What has been read: `<ELSE>` only means something inside a condition.
enum Parsed {
    Rich(RichDep),
    Else(RichDep, RichDep),
}

impl Parsed {
    fn into_rich(self) -> Result<RichDep, String> {
        match self {
            Self::Rich(rich) => Ok(rich),
            Self::Else(..) => Err("<ELSE> without <IF> or <UNLESS>".to_owned()),
        }
    }

    fn into_dependency(self) -> Result<Dependency, String> {
        Ok(match self.into_rich()? {
            RichDep::Capability(capability) => Dependency::Capability(capability),
            rich => Dependency::Rich(rich),
        })
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn expression(&mut self) -> Result<Parsed, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("more than {DEPTH_MAX} operators inside each other"));
        }
        let left = self.operand()?;
        self.rest = self.rest.trim_start();
        let operators = ["&", "|", "+", "-", "<IF>", "<UNLESS>", "<ELSE>", "<COND>"];
        let operator = operators.into_iter().find(|operator| self.rest.starts_with(operator));
        let Some(operator) = operator else {
            self.depth -= 1;
            return Ok(left);
        };
        self.rest = &self.rest[operator.len()..];
        let left = left.into_rich()?;
        let right = self.expression()?;
        self.depth -= 1;
        let conditional = |right: Parsed| match right {
            Parsed::Rich(condition) => (Box::new(condition), None),
            Parsed::Else(condition, otherwise) => (Box::new(condition), Some(Box::new(otherwise))),
        };
        Ok(Parsed::Rich(match operator {
            "&" => RichDep::And(vec![left, right.into_rich()?]),
            "|" => RichDep::Or(vec![left, right.into_rich()?]),
            "+" => RichDep::With(vec![left, right.into_rich()?]),
            "-" => RichDep::Without(Box::new(left), Box::new(right.into_rich()?)),
            "<ELSE>" => return Ok(Parsed::Else(left, right.into_rich()?)),
            "<UNLESS>" => {
                let (condition, otherwise) = conditional(right);
                RichDep::Unless { then: Box::new(left), condition, otherwise }
            }
            _ => {
                let (condition, otherwise) = conditional(right);
                RichDep::If { then: Box::new(left), condition, otherwise }
            }
        }))
    }

    fn operand(&mut self) -> Result<Parsed, String> {
        self.rest = self.rest.trim_start();
        if let Some(inside) = self.rest.strip_prefix('(') {
            self.rest = inside;
            let parsed = self.expression()?;
            let after = self.rest.trim_start().strip_prefix(')');
            self.rest = after.ok_or_else(|| "a parenthesis is not closed".to_owned())?;
            return Ok(parsed);
        }
        let name = self.word();
        if name.is_empty() {
            return Err(format!("expected a name before \"{}\"", self.rest));
        }
        let mut text = name.to_owned();
        self.rest = self.rest.trim_start();
        let length = self.rest.bytes().take_while(|byte| b"<>=!".contains(byte)).count();
        // "<IF>" is no comparison.
        let is_comparison =
            length > 0 && !self.rest[length..].starts_with(|next: char| next.is_ascii_uppercase());
        if is_comparison {
            let comparison = &self.rest[..length];
            self.rest = self.rest[length..].trim_start();
            text = format!("{text} {comparison} {}", self.word());
        }
        let capability: Capability = text.parse().map_err(|error| format!("{error}"))?;
        Ok(Parsed::Rich(RichDep::Capability(capability)))
    }

    /// Up to a blank, or a parenthesis that was not opened in the word.
    fn word(&mut self) -> &'a str {
        let mut depth = 0usize;
        let end = self.rest.char_indices().find(|&(_, character)| match character {
            '(' => {
                depth += 1;
                false
            }
            ')' if depth == 0 => true,
            ')' => {
                depth -= 1;
                false
            }
            _ => depth == 0 && character.is_whitespace(),
        });
        let (word, rest) = self.rest.split_at(end.map_or(self.rest.len(), |(offset, _)| offset));
        self.rest = rest;
        word
    }
}
