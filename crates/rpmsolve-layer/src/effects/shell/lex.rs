//! A shell script's text as tokens (POSIX.1-2017, XCU 2.3): words made of pieces, operators, redirections.
//!
//! Quoting is resolved here, nothing is expanded. What scriptlets do not use (arithmetic, pattern removal in `${…}`) is
//! one piece that is not known.

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text {
        text: String,
        quoted: bool,
    },
    /// `$name`, `${name}`, `${name:-default}`.
    Variable {
        name: String,
        default: Option<Vec<Piece>>,
        quoted: bool,
    },
    /// `$(…)` or backquotes: the script in it.
    Script {
        text: String,
        quoted: bool,
    },
    /// An expansion that is not followed, as written.
    Other(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(Vec<Piece>),
    /// `;`, `&`, `&&`, `|`, `||`, `;;`, `(`, `)`, and a newline.
    Operator(&'static str),
    /// Its operator; a word follows.
    Redirect(&'static str),
}

/// Longest first.
const OPERATORS: [&str; 11] = [";;&", ";;", ";&", "&&", "||", "|&", ";", "&", "|", "(", ")"];
const REDIRECTS: [&str; 11] = ["<<<", "<<-", "&>>", "<<", ">>", ">&", "<&", "<>", ">|", "&>", ">"];

/// All tokens of `text`; what cannot be read (a quote that nothing ends) is the end of it, and told with `false`.
pub(super) fn tokens(text: &str) -> (Vec<Token>, bool) {
    let mut lexer = Lexer { rest: text, tokens: Vec::new(), documents: Vec::new() };
    let is_whole = lexer.run().is_some();
    (lexer.tokens, is_whole)
}

struct Lexer<'a> {
    rest: &'a str,
    tokens: Vec<Token>,
    /// Here-documents whose text begins behind the next newline: delimiter, and whether tabs go.
    documents: Vec<(String, bool)>,
}

impl Lexer<'_> {
    fn run(&mut self) -> Option<()> {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\r']);
            if let Some(rest) = self.rest.strip_prefix("\\\n") {
                self.rest = rest;
            } else if self.rest.starts_with('#') {
                self.rest = &self.rest[self.rest.find('\n').unwrap_or(self.rest.len())..];
            } else if let Some(rest) = self.rest.strip_prefix('\n') {
                self.rest = rest;
                self.tokens.push(Token::Operator("\n"));
                self.skip_documents();
            } else if self.rest.is_empty() {
                return Some(());
            } else if !self.operator() {
                self.word()?;
            }
        }
    }

    fn operator(&mut self) -> bool {
        // A number in front of a redirection is part of it.
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let behind = &self.rest[digits..];
        let redirect = REDIRECTS.into_iter().chain(["<"]).find(|redirect| behind.starts_with(redirect));
        if let Some(redirect) = redirect {
            self.rest = &behind[redirect.len()..];
            self.tokens.push(Token::Redirect(redirect));
            if matches!(redirect, "<<" | "<<-") {
                self.document(redirect == "<<-");
            }
            return true;
        }
        let operator = OPERATORS.into_iter().find(|operator| self.rest.starts_with(operator));
        if let Some(operator) = operator {
            self.rest = &self.rest[operator.len()..];
            self.tokens.push(Token::Operator(operator));
        }
        operator.is_some()
    }

    fn document(&mut self, without_tabs: bool) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        let end = self.rest.find(|c: char| c.is_whitespace() || ";&|<>()".contains(c));
        let (delimiter, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        self.documents.push((delimiter.replace(['\'', '"', '\\'], ""), without_tabs));
        self.tokens.push(Token::Word(Vec::new()));
    }

    fn skip_documents(&mut self) {
        for (delimiter, without_tabs) in std::mem::take(&mut self.documents) {
            while !self.rest.is_empty() {
                let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
                self.rest = rest;
                let line = if without_tabs { line.trim_start_matches('\t') } else { line };
                if line == delimiter {
                    break;
                }
            }
        }
    }

    fn word(&mut self) -> Option<()> {
        let mut pieces = Vec::new();
        while let Some(next) = self.rest.chars().next() {
            match next {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>' => break,
                '\\' => {
                    let escaped = self.rest[1..].chars().next();
                    self.rest = &self.rest[1 + escaped.map_or(0, char::len_utf8)..];
                    match escaped {
                        Some('\n') | None => {}
                        Some(escaped) => push_text(&mut pieces, &escaped.to_string(), true),
                    }
                }
                '\'' => {
                    let (text, rest) = self.rest[1..].split_once('\'')?;
                    self.rest = rest;
                    push_text(&mut pieces, text, true);
                }
                '"' => {
                    self.rest = &self.rest[1..];
                    push_text(&mut pieces, "", true);
                    self.quoted(&mut pieces)?;
                }
                '$' | '`' => self.expansion(&mut pieces, false)?,
                plain => {
                    push_text(&mut pieces, plain.encode_utf8(&mut [0; 4]), false);
                    self.rest = &self.rest[plain.len_utf8()..];
                }
            }
        }
        self.tokens.push(Token::Word(pieces));
        Some(())
    }

    /// The inside of double quotes, and the closing one.
    fn quoted(&mut self, pieces: &mut Vec<Piece>) -> Option<()> {
        loop {
            let next = self.rest.chars().next()?;
            match next {
                '"' => {
                    self.rest = &self.rest[1..];
                    return Some(());
                }
                '\\' => {
                    let escaped = self.rest[1..].chars().next()?;
                    self.rest = &self.rest[1 + escaped.len_utf8()..];
                    match escaped {
                        '\n' => {}
                        '$' | '`' | '"' | '\\' => push_text(pieces, &escaped.to_string(), true),
                        other => push_text(pieces, &format!("\\{other}"), true),
                    }
                }
                '$' | '`' => self.expansion(pieces, true)?,
                plain => {
                    push_text(pieces, plain.encode_utf8(&mut [0; 4]), true);
                    self.rest = &self.rest[plain.len_utf8()..];
                }
            }
        }
    }

    /// What begins with `$` or a backquote.
    fn expansion(&mut self, pieces: &mut Vec<Piece>, quoted: bool) -> Option<()> {
        let start = self.rest;
        if let Some(rest) = start.strip_prefix('`') {
            let end = end_of_backquotes(rest)?;
            let text = rest[..end].replace("\\`", "`").replace("\\$", "$").replace("\\\\", "\\");
            self.rest = &rest[end + 1..];
            pieces.push(Piece::Script { text, quoted });
        } else if let Some(rest) = start.strip_prefix("$((") {
            let end = closing(rest, '(', ')')?;
            self.rest = rest[end + 1..].strip_prefix(')').unwrap_or(&rest[end + 1..]);
            pieces.push(Piece::Other(start[..start.len() - self.rest.len()].to_owned()));
        } else if let Some(rest) = start.strip_prefix("$(") {
            let end = closing(rest, '(', ')')?;
            self.rest = &rest[end + 1..];
            pieces.push(Piece::Script { text: rest[..end].to_owned(), quoted });
        } else if let Some(rest) = start.strip_prefix("${") {
            let end = closing(rest, '{', '}')?;
            self.rest = &rest[end + 1..];
            pieces.push(braced(&rest[..end], quoted));
        } else {
            let rest = &start[1..];
            let is_special = rest.starts_with(|c: char| c.is_ascii_digit() || "@*#?-$!".contains(c));
            let length = if is_special { 1 } else { rest.find(|c: char| !is_name(c)).unwrap_or(rest.len()) };
            self.rest = &rest[length..];
            match &rest[..length] {
                "" => push_text(pieces, "$", quoted),
                name => pieces.push(Piece::Variable { name: name.to_owned(), default: None, quoted }),
            }
        }
        Some(())
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The inside of `${…}`.
fn braced(inside: &str, quoted: bool) -> Piece {
    let end = inside.find(|c: char| !is_name(c)).unwrap_or(inside.len());
    let (name, rest) = inside.split_at(end);
    let default = match rest {
        "" => None,
        _ => match rest
            .strip_prefix(":-")
            .or_else(|| rest.strip_prefix('-'))
            .or_else(|| rest.strip_prefix(":="))
        {
            Some(default) => Some(words(default).unwrap_or_else(|| vec![Piece::Other(default.to_owned())])),
            None => return Piece::Other(format!("${{{inside}}}")),
        },
    };
    if name.is_empty() {
        return Piece::Other(format!("${{{inside}}}"));
    }
    Piece::Variable { name: name.to_owned(), default, quoted }
}

/// The pieces of a text that is one word, blanks and all.
fn words(text: &str) -> Option<Vec<Piece>> {
    // One level only: a default in a default is not looked into.
    if text.contains("${") {
        return None;
    }
    let mut lexer = Lexer { rest: text, tokens: Vec::new(), documents: Vec::new() };
    let mut pieces = Vec::new();
    while let Some(next) = lexer.rest.chars().next() {
        match next {
            '"' | '\'' => lexer.rest = &lexer.rest[1..],
            '$' | '`' => lexer.expansion(&mut pieces, true)?,
            plain => {
                push_text(&mut pieces, plain.encode_utf8(&mut [0; 4]), true);
                lexer.rest = &lexer.rest[plain.len_utf8()..];
            }
        }
    }
    Some(pieces)
}

fn push_text(pieces: &mut Vec<Piece>, more: &str, is_quoted: bool) {
    match pieces.last_mut() {
        Some(Piece::Text { text, quoted }) if *quoted == is_quoted => text.push_str(more),
        _ => pieces.push(Piece::Text { text: more.to_owned(), quoted: is_quoted }),
    }
}

fn end_of_backquotes(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'`' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// Where the bracket that `text` lies behind is closed; quotes and escapes are passed over.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut chars = text.char_indices();
    while let Some((offset, next)) = chars.next() {
        match next {
            '\\' => {
                chars.next();
            }
            '\'' if open == '(' => {
                chars.find(|(_, c)| *c == '\'')?;
            }
            '"' if open == '(' => {
                while let Some((_, quoted)) = chars.next().filter(|(_, c)| *c != '"') {
                    if quoted == '\\' {
                        chars.next();
                    }
                }
            }
            _ if next == open => depth += 1,
            _ if next == close => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some(offset),
            },
            _ => {}
        }
    }
    None
}
