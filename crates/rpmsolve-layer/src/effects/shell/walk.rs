//! Goes through a script as a first installation would, without running anything: which commands would be run, with
//! which words.
//!
//! Variables that the script itself sets are known, `$1` is 1 as rpm passes it. Of a condition only comparisons of
//! numbers are decided (`[ $1 -gt 1 ]`); everything that may be run is taken to be.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::lex::Piece;
use super::parse::{self, Node, Simple};
use super::{Command, Word};

/// Most commands that are followed, and deepest nesting of functions and scripts within scripts.
const MAX_COMMANDS: usize = 20_000;
const MAX_DEPTH: usize = 20;
/// Most words of all commands, in bytes.
const MAX_BYTES: usize = 4 << 20;

pub(super) struct Walker {
    variables: BTreeMap<String, Word>,
    functions: BTreeMap<String, Rc<Node>>,
    arguments: Vec<Word>,
    pub(super) commands: Vec<Command>,
    steps: usize,
    bytes: usize,
    depth: usize,
    pub(super) is_whole: bool,
}

impl Walker {
    pub(super) fn new() -> Self {
        Walker {
            variables: BTreeMap::new(),
            functions: BTreeMap::new(),
            arguments: vec![Word::known("1")],
            commands: Vec::new(),
            steps: 0,
            bytes: 0,
            depth: 0,
            is_whole: true,
        }
    }

    /// Follows a script.
    pub(super) fn script(&mut self, text: &str) {
        if self.depth >= MAX_DEPTH {
            self.is_whole = false;
            return;
        }
        self.depth += 1;
        let (tree, is_whole) = parse::parse(text);
        self.is_whole &= is_whole;
        self.node(&tree);
        self.depth -= 1;
    }

    /// Follows a node; whether it succeeds, where that is certain.
    fn node(&mut self, node: &Node) -> Option<bool> {
        self.steps += 1;
        if self.steps > MAX_COMMANDS {
            self.is_whole = false;
            return None;
        }
        match node {
            Node::Command(simple) => self.simple(simple),
            Node::List(nodes) => nodes.iter().fold(None, |_, node| self.node(node)),
            Node::Not(node) => self.node(node).map(|succeeds| !succeeds),
            Node::Chain(first, rest) => {
                let mut succeeds = self.node(first);
                for (is_and, node) in rest {
                    if succeeds != Some(!is_and) {
                        let next = self.node(node);
                        succeeds = if succeeds.is_some() { next } else { None };
                    }
                }
                succeeds
            }
            Node::If(arms, otherwise) => {
                for (condition, body) in arms {
                    match self.node(condition) {
                        Some(false) => {}
                        Some(true) => return self.node(body).and(None),
                        None => {
                            self.node(body);
                        }
                    }
                }
                otherwise.as_ref().and_then(|otherwise| self.node(otherwise)).and(None)
            }
            Node::For(variable, words, body) => self.each(variable, words, body),
            Node::While(condition, body) => {
                self.node(condition);
                self.node(body).and(None)
            }
            Node::Case(arms) => {
                for arm in arms {
                    self.node(arm);
                }
                None
            }
            Node::Function(name, body) => {
                self.functions.insert(name.clone(), Rc::clone(body));
                Some(true)
            }
        }
    }

    fn each(&mut self, variable: &str, words: &[parse::Word], body: &Node) -> Option<bool> {
        let is_pattern = |word: &parse::Word| {
            word.iter().any(|piece| matches!(piece, Piece::Text { text, quoted: false } if text.contains(['*', '?', '['])))
        };
        for word in words {
            for mut value in self.expand(word) {
                value.is_known &= !is_pattern(word);
                self.variables.insert(variable.to_owned(), value);
                self.node(body);
            }
        }
        None
    }

    fn simple(&mut self, simple: &Simple) -> Option<bool> {
        for (name, value) in &simple.assignments {
            let value = self.join(value);
            self.variables.insert(name.clone(), value);
        }
        let mut words: Vec<Word> = Vec::new();
        for word in &simple.words {
            words.extend(self.expand(word));
        }
        let writes: Vec<Word> = simple.writes.iter().flat_map(|word| self.expand(word)).collect();
        while let Some("exec" | "command" | "builtin") = words.first().and_then(Word::text)
            && words.get(1).is_some_and(|word| !word.text.starts_with('-'))
        {
            words.remove(0);
        }
        let name = words.first().map(|word| word.text.clone()).unwrap_or_default();
        match name.as_str() {
            "" => {}
            "local" | "export" | "readonly" | "declare" | "typeset" => {
                for word in &words[1..] {
                    if let Some((name, value)) = word.text.split_once('=') {
                        let value = Word { text: value.to_owned(), is_known: word.is_known };
                        self.variables.insert(name.to_owned(), value);
                    }
                }
                return None;
            }
            "shift" => {
                let count = self.arguments.len().min(1);
                self.arguments.drain(..count);
                return None;
            }
            "read" => {
                for word in &words[1..] {
                    self.variables.remove(&word.text);
                }
                return None;
            }
            _ => {
                if let Some(body) = self.functions.get(&name).map(Rc::clone) {
                    return self.call(&body, words.split_off(1));
                }
            }
        }
        let succeeds = verdict(&words);
        self.bytes += words.iter().chain(&writes).map(|word| word.text.len() + 1).sum::<usize>();
        if self.bytes > MAX_BYTES {
            self.is_whole = false;
        } else if !(words.is_empty() && writes.is_empty()) {
            self.commands.push(Command { words, writes });
        }
        succeeds
    }

    fn call(&mut self, body: &Node, arguments: Vec<Word>) -> Option<bool> {
        if self.depth >= MAX_DEPTH {
            self.is_whole = false;
            return None;
        }
        self.depth += 1;
        let before = std::mem::replace(&mut self.arguments, arguments);
        self.node(body);
        self.arguments = before;
        self.depth -= 1;
        None
    }

    /// The words that a word becomes.
    fn expand(&mut self, word: &parse::Word) -> Vec<Word> {
        let mut done = Vec::new();
        let mut current: Option<Word> = None;
        for piece in word {
            let (value, is_split) = self.value(piece);
            // Nobody knows where the words of what is not known end.
            if !is_split || !value.is_known {
                current = Some(current.take().unwrap_or_default().followed_by(&value));
                continue;
            }
            let mut parts = value.text.split_ascii_whitespace().peekable();
            if value.text.starts_with(char::is_whitespace) {
                done.extend(current.take());
            }
            while let Some(part) = parts.next() {
                let part = Word { text: part.to_owned(), is_known: value.is_known };
                current = Some(current.take().unwrap_or_default().followed_by(&part));
                if parts.peek().is_some() || value.text.ends_with(char::is_whitespace) {
                    done.extend(current.take());
                }
            }
        }
        done.extend(current);
        done
    }

    /// The one value of an assignment.
    fn join(&mut self, word: &parse::Word) -> Word {
        word.iter().fold(Word::known(""), |value, piece| value.followed_by(&self.value(piece).0))
    }

    /// What a piece comes to, and whether that is split into words.
    fn value(&mut self, piece: &Piece) -> (Word, bool) {
        match piece {
            Piece::Text { text, .. } => (Word::known(text), false),
            Piece::Other(text) => (Word::unknown(text), false),
            Piece::Variable { name, default, quoted } => (self.variable(name, default.as_ref()), !quoted),
            Piece::Script { text, quoted } => (self.output(text), !quoted),
        }
    }

    fn variable(&mut self, name: &str, default: Option<&parse::Word>) -> Word {
        if matches!(name, "@" | "*") {
            let is_known = self.arguments.iter().all(|argument| argument.is_known);
            let texts: Vec<&str> = self.arguments.iter().map(|argument| argument.text.as_str()).collect();
            return Word { text: texts.join(" "), is_known };
        }
        let known = match name.parse::<usize>() {
            Ok(number) => number.checked_sub(1).and_then(|index| self.arguments.get(index)),
            Err(_) => self.variables.get(name),
        };
        match (known, default) {
            (Some(value), None) => value.clone(),
            (Some(value), Some(_)) if !value.text.is_empty() => value.clone(),
            (_, Some(default)) => self.join(default),
            (None, None) => Word::unknown(&format!("${name}")),
        }
    }

    /// What a script in a script prints, where that is a matter of `echo` alone.
    fn output(&mut self, script: &str) -> Word {
        let before = std::mem::take(&mut self.commands);
        let (variables, functions) = (self.variables.clone(), self.functions.clone());
        self.script(script);
        (self.variables, self.functions) = (variables, functions);
        let ran = std::mem::replace(&mut self.commands, before);
        let lines = ran.iter().map(|command| match &command.words[..] {
            [name, words @ ..] if name.text == "echo" && words.iter().all(|word| word.is_known) => {
                Some(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
            }
            _ => None,
        });
        match lines.collect::<Option<Vec<String>>>().filter(|lines| !lines.is_empty()) {
            Some(lines) => Word::known(&lines.join("\n")),
            None => {
                self.commands.extend(ran);
                Word::unknown(&format!("$({script})"))
            }
        }
    }
}

/// Whether a command succeeds, where that is certain.
fn verdict(words: &[Word]) -> Option<bool> {
    let texts: Vec<&str> = words.iter().map(Word::text).collect::<Option<_>>()?;
    let operands = match texts[..] {
        ["true" | ":"] => return Some(true),
        ["false"] => return Some(false),
        ["[", ref operands @ .., "]"] | ["test", ref operands @ ..] => operands,
        _ => return None,
    };
    match *operands {
        [a, operator, b] => compare(a, operator, b),
        // `[ $1 = 0 -a -f file ]`: one that fails is enough.
        [a, operator, b, "-a", ..] => compare(a, operator, b).filter(|succeeds| !succeeds),
        _ => None,
    }
}

fn compare(a: &str, operator: &str, b: &str) -> Option<bool> {
    let (a, b) = (a.parse::<i64>().ok()?, b.parse::<i64>().ok()?);
    Some(match operator {
        "-eq" | "=" | "==" => a == b,
        "-ne" | "!=" => a != b,
        "-lt" => a < b,
        "-le" => a <= b,
        "-gt" => a > b,
        "-ge" => a >= b,
        _ => return None,
    })
}
