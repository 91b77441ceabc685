//! Tokens of a shell script as a tree of commands (POSIX.1-2017, XCU 2.10).
//!
//! What is not read to its end (a word out of place, too deeply nested) ends the tree early, and is told.

use std::rc::Rc;

use super::lex::{self, Piece, Token};

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 60;

pub(super) type Word = Vec<Piece>;

#[derive(Debug)]
pub(super) enum Node {
    Command(Simple),
    /// One after the other; a pipeline is one too.
    List(Vec<Node>),
    /// `first && … || …`; true stands for `&&`.
    Chain(Box<Node>, Vec<(bool, Node)>),
    Not(Box<Node>),
    /// Conditions with what they lead to, and what is done otherwise.
    If(Vec<(Node, Node)>, Option<Box<Node>>),
    For(String, Vec<Word>, Box<Node>),
    /// `while` and `until`: condition and body.
    While(Box<Node>, Box<Node>),
    /// The arms of a `case`.
    Case(Vec<Node>),
    Function(String, Rc<Node>),
}

/// A simple command.
#[derive(Debug, Default)]
pub(super) struct Simple {
    pub(super) assignments: Vec<(String, Word)>,
    pub(super) words: Vec<Word>,
    /// Files that output goes to.
    pub(super) writes: Vec<Word>,
}

/// The script as a tree, and whether all of it could be read.
pub(super) fn parse(text: &str) -> (Node, bool) {
    let (tokens, is_whole) = lex::tokens(text);
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0, is_whole };
    let list = parser.list(&[]);
    let is_whole = parser.is_whole && parser.at == tokens.len();
    (list, is_whole)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    is_whole: bool,
}

impl Parser<'_> {
    fn operator(&self) -> Option<&'static str> {
        match self.tokens.get(self.at) {
            Some(Token::Operator(operator)) => Some(operator),
            _ => None,
        }
    }

    /// The word here, if nothing in it is quoted or expanded: what reserved words are.
    fn plain(&self) -> Option<&str> {
        match self.tokens.get(self.at) {
            Some(Token::Word(pieces)) => match &pieces[..] {
                [Piece::Text { text, quoted: false }] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    fn skip_newlines(&mut self) {
        while self.operator() == Some("\n") {
            self.at += 1;
        }
    }

    /// Steps over the word or operator that has to stand here.
    fn expect(&mut self, what: &str) {
        if self.plain() == Some(what) || self.operator() == Some(what) {
            self.at += 1;
        } else {
            self.give_up();
        }
    }

    /// Nothing more is read.
    fn give_up(&mut self) {
        self.is_whole = false;
        self.at = self.tokens.len();
    }

    /// Commands up to one of `ends` in place of a command.
    fn list(&mut self, ends: &[&str]) -> Node {
        let mut nodes = Vec::new();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.give_up();
        }
        while self.at < self.tokens.len() {
            if matches!(self.operator(), Some("\n" | ";" | "&")) {
                self.at += 1;
                continue;
            }
            let ended = |text: Option<&str>| text.is_some_and(|text| ends.contains(&text));
            if ended(self.plain()) || ended(self.operator()) {
                break;
            }
            nodes.push(self.chain());
        }
        self.depth -= 1;
        Node::List(nodes)
    }

    fn chain(&mut self) -> Node {
        let first = self.pipeline();
        let mut rest = Vec::new();
        while let Some(operator @ ("&&" | "||")) = self.operator() {
            self.at += 1;
            self.skip_newlines();
            rest.push((operator == "&&", self.pipeline()));
        }
        if rest.is_empty() { first } else { Node::Chain(Box::new(first), rest) }
    }

    fn pipeline(&mut self) -> Node {
        let mut negated = false;
        while self.plain() == Some("!") {
            self.at += 1;
            negated = !negated;
        }
        let mut nodes = vec![self.command()];
        while matches!(self.operator(), Some("|" | "|&")) {
            self.at += 1;
            self.skip_newlines();
            nodes.push(self.command());
        }
        let node = if let (1, Some(only)) = (nodes.len(), nodes.pop()) { only } else { Node::List(nodes) };
        if negated { Node::Not(Box::new(node)) } else { node }
    }

    fn command(&mut self) -> Node {
        let node = match (self.plain(), self.operator()) {
            (Some("if"), _) => self.conditional(),
            (Some("for" | "select"), _) => self.each(),
            (Some("while" | "until"), _) => {
                self.at += 1;
                let condition = self.list(&["do"]);
                Node::While(Box::new(condition), Box::new(self.body()))
            }
            (Some("case"), _) => self.case(),
            (Some("{"), _) => {
                self.at += 1;
                let list = self.list(&["}"]);
                self.expect("}");
                list
            }
            (_, Some("(")) => {
                self.at += 1;
                let list = self.list(&[")"]);
                self.expect(")");
                list
            }
            (Some("then" | "elif" | "else" | "fi" | "do" | "done" | "esac" | "}"), _) => {
                self.give_up();
                return Node::List(Vec::new());
            }
            _ => return self.simple(),
        };
        // `done > file` and the like.
        let mut simple = Simple::default();
        while self.redirect(&mut simple) {}
        if simple.writes.is_empty() { node } else { Node::List(vec![node, Node::Command(simple)]) }
    }

    fn conditional(&mut self) -> Node {
        let mut arms = Vec::new();
        loop {
            self.at += 1;
            let condition = self.list(&["then"]);
            self.expect("then");
            let body = self.list(&["elif", "else", "fi"]);
            arms.push((condition, body));
            match self.plain() {
                Some("elif") => {}
                Some("else") => {
                    self.at += 1;
                    let otherwise = self.list(&["fi"]);
                    self.expect("fi");
                    return Node::If(arms, Some(Box::new(otherwise)));
                }
                _ => {
                    self.expect("fi");
                    return Node::If(arms, None);
                }
            }
        }
    }

    fn each(&mut self) -> Node {
        self.at += 1;
        let variable = self.plain().unwrap_or_default().to_owned();
        self.at += 1;
        self.skip_newlines();
        let mut words = Vec::new();
        if self.plain() == Some("in") {
            self.at += 1;
            while let Some(Token::Word(word)) = self.tokens.get(self.at) {
                words.push(word.clone());
                self.at += 1;
            }
        } else {
            words.push(vec![Piece::Variable { name: "@".to_owned(), default: None, quoted: false }]);
        }
        while matches!(self.operator(), Some("\n" | ";")) {
            self.at += 1;
        }
        Node::For(variable, words, Box::new(self.body()))
    }

    fn body(&mut self) -> Node {
        self.expect("do");
        let body = self.list(&["done"]);
        self.expect("done");
        body
    }

    fn case(&mut self) -> Node {
        self.at += 2;
        self.skip_newlines();
        self.expect("in");
        let mut arms = Vec::new();
        loop {
            self.skip_newlines();
            if self.plain() == Some("esac") || self.at >= self.tokens.len() {
                self.expect("esac");
                return Node::Case(arms);
            }
            if self.operator() == Some("(") {
                self.at += 1;
            }
            // The patterns: words with `|` between them.
            while self.at < self.tokens.len() && self.operator() != Some(")") {
                self.at += 1;
            }
            self.expect(")");
            arms.push(self.list(&[";;", ";&", ";;&", "esac"]));
            if matches!(self.operator(), Some(";;" | ";&" | ";;&")) {
                self.at += 1;
            }
        }
    }

    fn simple(&mut self) -> Node {
        let mut simple = Simple::default();
        let start = self.at;
        if self.plain() == Some("function") {
            self.at += 1;
        }
        loop {
            if self.redirect(&mut simple) {
                continue;
            }
            let Some(Token::Word(word)) = self.tokens.get(self.at) else { break };
            self.at += 1;
            let is_first = simple.words.is_empty();
            match assignment(word).filter(|_| is_first) {
                Some(assignment) => simple.assignments.push(assignment),
                None => simple.words.push(word.clone()),
            }
            let is_function = is_first && (self.operator() == Some("(") || start + 2 == self.at);
            if let (true, Some(name)) = (is_function, function_name(&simple))
                && let Some(function) = self.function(name)
            {
                return function;
            }
        }
        if self.at == start {
            // Neither a word nor a redirection: not a command.
            self.give_up();
        }
        Node::Command(simple)
    }

    /// The rest of `name() {…}` or `function name {…}`, if it is one.
    fn function(&mut self, name: String) -> Option<Node> {
        let start = self.at;
        if self.operator() == Some("(") {
            self.at += 1;
            if self.operator() != Some(")") {
                self.at = start;
                return None;
            }
            self.at += 1;
        }
        self.skip_newlines();
        if self.plain() != Some("{") && self.operator() != Some("(") {
            self.at = start;
            return None;
        }
        Some(Node::Function(name, Rc::new(self.command())))
    }

    fn redirect(&mut self, simple: &mut Simple) -> bool {
        let Some(Token::Redirect(operator)) = self.tokens.get(self.at) else { return false };
        self.at += 1;
        if let Some(Token::Word(word)) = self.tokens.get(self.at) {
            self.at += 1;
            if matches!(*operator, ">" | ">>" | ">|" | "&>" | "&>>" | "<>") {
                simple.writes.push(word.clone());
            }
        }
        true
    }
}

/// `name=value` in front of a command.
fn assignment(word: &Word) -> Option<(String, Word)> {
    let [Piece::Text { text, quoted: false }, rest @ ..] = &word[..] else { return None };
    let (name, value) = text.split_once('=')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(is_name) || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value = Piece::Text { text: value.to_owned(), quoted: true };
    Some((name.to_owned(), [&[value], rest].concat()))
}

fn function_name(simple: &Simple) -> Option<String> {
    match &simple.words[..] {
        [word] => match &word[..] {
            [Piece::Text { text, quoted: false }] if simple.assignments.is_empty() => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
