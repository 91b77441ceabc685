//! License tags as SPDX licence expressions (SPDX 2.3, annex D).
//!
//! A tag that is an expression stays as it is. In older packages it is made of Fedora's short names: those with
//! exactly one SPDX equivalent in Fedora's published licence data (`fedora-license-data`, by the rule of its
//! `license-fedora2spdx`) are translated. All others, of which `BSD` and `LGPLv2+` are the most frequent, stand for one
//! of several licences; they become a `LicenseRef-rpm-…` with the name as its text, and nothing is guessed.

use spdx::{Expression, ParseMode};

use super::idstring;

/// Fedora's short names that mean one licence.
const SHORT_NAMES: [(&str, &str); 23] = [
    ("AGPLv3", "AGPL-3.0-only"),
    ("AGPLv3+", "AGPL-3.0-or-later"),
    ("ASL 1.0", "Apache-1.0"),
    ("ASL 1.1", "Apache-1.1"),
    ("ASL 2.0", "Apache-2.0"),
    ("Artistic 2.0", "Artistic-2.0"),
    ("Boost", "BSL-1.0"),
    ("CC0", "CC0-1.0"),
    ("CPL", "CPL-1.0"),
    ("GPL+", "GPL-1.0-or-later"),
    ("GPLv1", "GPL-1.0-only"),
    ("GPLv2", "GPL-2.0-only"),
    ("GPLv2+", "GPL-2.0-or-later"),
    ("GPLv3", "GPL-3.0-only"),
    ("GPLv3+", "GPL-3.0-or-later"),
    ("LGPLv3", "LGPL-3.0-only"),
    ("LGPLv3+", "LGPL-3.0-or-later"),
    ("MPLv1.0", "MPL-1.0"),
    ("MPLv1.1", "MPL-1.1"),
    ("MPLv2.0", "MPL-2.0"),
    ("OFL", "OFL-1.1"),
    ("Zend", "Zend-2.0"),
    ("zlib", "Zlib"),
];

/// Deprecated identifiers (`GPL-2.0+`) are of the list and stay.
const SPDX: ParseMode =
    ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };

/// A License tag that says something.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct License<'a> {
    /// The tag.
    pub(super) tag: &'a str,
    /// What it says as an SPDX expression.
    pub(super) expression: String,
    /// The `LicenseRef-…` of the expression, each with the words of the tag that it stands for.
    pub(super) references: Vec<(String, String)>,
}

impl<'a> License<'a> {
    /// `None` for an empty tag.
    pub(super) fn read(tag: &'a str) -> Option<Self> {
        let tag = tag.trim();
        if tag.is_empty() {
            return None;
        }
        let mut license = License { tag, expression: String::new(), references: Vec::new() };
        if is_spdx(tag) {
            license.push_spdx(tag);
        } else if license.translate().is_none() {
            license.expression.clear();
            license.references.clear();
            license.push_reference(tag);
        }
        Some(license)
    }

    /// True when the tag itself is the expression.
    pub(super) fn is_verbatim(&self) -> bool {
        self.expression == self.tag
    }

    /// Translates the tag name by name. `None` where that has no certain meaning: it is not made of names, `and`, `or`
    /// and parentheses, or has both operators side by side, whose precedence Fedora never defined.
    fn translate(&mut self) -> Option<()> {
        let tokens = tokens(self.tag);
        let mut levels: Vec<Option<&str>> = vec![None];
        let mut is_operand_due = true;
        for (index, token) in tokens.iter().enumerate() {
            match token {
                Token::Open if is_operand_due => {
                    levels.push(None);
                    self.expression.push('(');
                }
                Token::Close if !is_operand_due && levels.len() > 1 => {
                    levels.pop();
                    self.expression.push(')');
                }
                Token::Operator(operator) if !is_operand_due => {
                    if *levels.last_mut()?.get_or_insert(operator) != *operator {
                        return None;
                    }
                    self.expression.push_str(operator);
                    is_operand_due = true;
                }
                Token::Name(name) if is_operand_due => {
                    self.push_name(name, &tokens[..index]);
                    is_operand_due = false;
                }
                _ => return None,
            }
        }
        (!is_operand_due && levels.len() == 1).then_some(())
    }

    fn push_name(&mut self, name: &str, before: &[Token]) {
        let short = SHORT_NAMES.iter().find(|(short, _)| *short == name);
        if is_spdx(name) {
            self.push_spdx(name);
        } else if let Some((_, identifier)) = short {
            self.expression.push_str(identifier);
        } else if name == "Artistic" && is_gpl_or(before) {
            // Perl's licence: alone the name is uncertain, as the alternative to the GPL it is Perl's edition.
            self.expression.push_str("Artistic-1.0-Perl");
        } else {
            self.push_reference(name);
        }
    }

    fn push_spdx(&mut self, expression: &str) {
        self.expression.push_str(expression);
        let references = words(expression).filter(|word| word.starts_with("LicenseRef-"));
        self.references.extend(references.map(|word| (word.to_owned(), word.to_owned())));
    }

    fn push_reference(&mut self, words: &str) {
        let reference = format!("LicenseRef-rpm-{}", idstring(words));
        self.expression.push_str(&reference);
        self.references.push((reference, words.to_owned()));
    }
}

/// True for an expression over the licence list and `LicenseRef-…`, with its operators in capitals as annex D wants
/// them, and without what only other documents or later versions of SPDX could resolve.
fn is_spdx(text: &str) -> bool {
    let is_foreign = |word: &str| {
        matches!(word, "and" | "or" | "with")
            || word.contains("DocumentRef-")
            || word.contains("AdditionRef-")
    };
    Expression::parse_mode(text, SPDX).is_ok() && !words(text).any(is_foreign)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '(' || c == ')')
}

fn is_gpl_or(before: &[Token]) -> bool {
    matches!(before, [.., Token::Name(name), Token::Operator(OR)] if name == "GPL+" || name == "GPLv2+")
}

const AND: &str = " AND ";
const OR: &str = " OR ";

enum Token {
    Open,
    Close,
    /// [`AND`] or [`OR`].
    Operator(&'static str),
    /// Words up to the next of the others.
    Name(String),
}

fn tokens(tag: &str) -> Vec<Token> {
    let spaced = tag.replace('(', " ( ").replace(')', " ) ");
    let mut tokens = Vec::new();
    for word in spaced.split_whitespace() {
        let token = match word {
            "(" => Token::Open,
            ")" => Token::Close,
            "and" | "AND" => Token::Operator(AND),
            "or" | "OR" => Token::Operator(OR),
            _ => Token::Name(word.to_owned()),
        };
        match (tokens.last_mut(), token) {
            (Some(Token::Name(name)), Token::Name(more)) => {
                name.push(' ');
                name.push_str(&more);
            }
            (_, token) => tokens.push(token),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn expression(tag: &str) -> String {
        License::read(tag).map_or_else(String::new, |license| license.expression)
    }

    #[test]
    fn expressions_stay_as_they_are() {
        for tag in [
            "MIT",
            "GPL-2.0+",
            "GPL-2.0-or-later WITH Classpath-exception-2.0",
            "LGPL-3.0-or-later AND BSD-2-Clause AND curl AND (MIT OR Zlib)",
            "MIT AND BSD-2-Clause OR Apache-2.0",
        ] {
            let license = License::read(tag).expect("a tag");
            assert!(license.is_verbatim() && license.references.is_empty(), "{tag}: {license:?}");
        }
    }

    #[test]
    fn certain_short_names_are_translated() {
        for (tag, expected) in [
            ("GPLv2+", "GPL-2.0-or-later"),
            ("ASL 2.0", "Apache-2.0"),
            ("GPL+ or Artistic", "GPL-1.0-or-later OR Artistic-1.0-Perl"),
            ("(GPL+ or Artistic) and zlib", "(GPL-1.0-or-later OR Artistic-1.0-Perl) AND Zlib"),
            ("GPLv2 and  Ruby AND MIT", "GPL-2.0-only AND Ruby AND MIT"),
            ("MIT and BSD-3-Clause", "MIT AND BSD-3-Clause"),
        ] {
            let license = License::read(tag).expect("a tag");
            assert_eq!(license.expression, expected);
            assert!(license.references.is_empty() && !license.is_verbatim());
        }
    }

    #[test]
    fn uncertain_names_are_references_with_their_words() {
        let license = License::read("GPLv2 and BSD with advertising").expect("a tag");
        let reference = "LicenseRef-rpm-BSD-with-advertising-90faf63b";
        assert_eq!(license.expression, format!("GPL-2.0-only AND {reference}"));
        assert_eq!(license.references, [(reference.to_owned(), "BSD with advertising".to_owned())]);
        assert_eq!(expression("BSD"), "LicenseRef-rpm-BSD");
        assert_eq!(expression("Artistic"), "LicenseRef-rpm-Artistic");
        assert_ne!(expression("LGPLv2+"), expression("LGPLv2 "));
        assert_ne!(expression("Public Domain"), expression("Public-Domain"));
        let fedora = License::read("MIT AND LicenseRef-Fedora-Public-Domain").expect("a tag");
        assert!(fedora.is_verbatim() && fedora.references.len() == 1);
    }

    #[test]
    fn what_has_no_certain_structure_is_one_reference() {
        for tag in [
            "MIT and BSD or GPLv2",
            "MIT and",
            "and MIT",
            "(MIT",
            "MIT)",
            "()",
            "MIT (GPLv2)",
            "GPLv2+, LGPLv2+, MIT",
            "DocumentRef-other:LicenseRef-mine",
        ] {
            let license = License::read(tag).expect("a tag");
            assert_eq!(license.references.len(), 1, "{tag}: {license:?}");
            assert_eq!(license.references[0], (license.expression, tag.to_owned()));
        }
        assert_eq!(License::read(" "), None);
    }

    #[test]
    fn every_short_name_leads_to_the_licence_list() {
        for (short, identifier) in SHORT_NAMES {
            assert!(Expression::parse(identifier).is_ok(), "{identifier}");
            assert!(!is_spdx(short), "{short} needs no translation");
        }
    }

    proptest! {
        /// Whatever a tag says, it becomes an expression that SPDX accepts, and every reference in it has its words.
        #[test]
        fn every_tag_becomes_an_expression(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "MIT", "GPLv2+", "BSD", "and", "or", "AND", "OR", "with", "WITH", "(", ")", "exceptions",
                    "Classpath-exception-2.0", "GPL-2.0-only", "LicenseRef-x", "+", "é", "Artistic", "GPL+", ",",
                ]),
                1..9,
            ),
            separator in prop::sample::select(vec![" ", "", "\n"]),
        ) {
            let tag = words.join(separator);
            let license = License::read(&tag).expect("not empty");
            prop_assert!(is_spdx(&license.expression), "{tag}: {license:?}");
            for (reference, _) in &license.references {
                prop_assert!(license.expression.contains(reference));
            }
        }
    }
}
