//! Dependencies in the spelling of testcases (libsolv, ext/testcasedep.c): `A = 1`, `A & B`, `A | B`, `A + B`
//! (with), `A - B` (without), `A <IF> (B <ELSE> C)`, `A <UNLESS> B`. Operators have no rank and bind to the right.

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
    /// How many parentheses are open.
    depth: usize,
}

/// Two sides of an operator; chains of one operator stay flat.
fn join(left: RichDep, operator: &str, right: Parsed) -> Result<Parsed, String> {
    let conditional = |right: Parsed| match right {
        Parsed::Rich(condition) => (Box::new(condition), None),
        Parsed::Else(condition, otherwise) => (Box::new(condition), Some(Box::new(otherwise))),
    };
    let prepend = |mut parts: Vec<RichDep>| {
        parts.insert(0, left.clone());
        parts
    };
    Ok(Parsed::Rich(match operator {
        "<ELSE>" => return Ok(Parsed::Else(left, right.into_rich()?)),
        "<IF>" | "<COND>" => {
            let (condition, otherwise) = conditional(right);
            RichDep::If { then: Box::new(left), condition, otherwise }
        }
        "<UNLESS>" => {
            let (condition, otherwise) = conditional(right);
            RichDep::Unless { then: Box::new(left), condition, otherwise }
        }
        "-" => RichDep::Without(Box::new(left), Box::new(right.into_rich()?)),
        _ => match (operator, right.into_rich()?) {
            ("&", RichDep::And(parts)) => RichDep::And(prepend(parts)),
            ("|", RichDep::Or(parts)) => RichDep::Or(prepend(parts)),
            ("+", RichDep::With(parts)) => RichDep::With(prepend(parts)),
            ("&", right) => RichDep::And(vec![left, right]),
            ("|", right) => RichDep::Or(vec![left, right]),
            (_, right) => RichDep::With(vec![left, right]),
        },
    }))
}

impl<'a> Parser<'a> {
    /// Operands and the operators between them, taken together from the right.
    fn expression(&mut self) -> Result<Parsed, String> {
        let mut left = Vec::new();
        let mut right = self.operand()?;
        while let Some(operator) = self.operator() {
            left.push((right, operator));
            right = self.operand()?;
        }
        // Chains of one of these stay flat; everything else is one inside the other.
        let is_flat =
            |pair: &[(Parsed, &str)]| pair[0].1 == pair[1].1 && matches!(pair[0].1, "&" | "|" | "+");
        if left.windows(2).filter(|pair| !is_flat(pair)).count() > DEPTH_MAX {
            return Err(format!("more than {DEPTH_MAX} operators inside each other"));
        }
        for (operand, operator) in left.into_iter().rev() {
            right = join(operand.into_rich()?, operator, right)?;
        }
        Ok(right)
    }

    fn operator(&mut self) -> Option<&'static str> {
        self.rest = self.rest.trim_start();
        let operators = ["&", "|", "+", "-", "<IF>", "<UNLESS>", "<ELSE>", "<COND>"];
        let operator = operators.into_iter().find(|operator| self.rest.starts_with(operator))?;
        self.rest = &self.rest[operator.len()..];
        Some(operator)
    }

    fn operand(&mut self) -> Result<Parsed, String> {
        self.rest = self.rest.trim_start();
        if let Some(inside) = self.rest.strip_prefix('(') {
            self.rest = inside;
            self.depth += 1;
            if self.depth > DEPTH_MAX {
                return Err(format!("more than {DEPTH_MAX} parentheses inside each other"));
            }
            let parsed = self.expression()?;
            self.depth -= 1;
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
