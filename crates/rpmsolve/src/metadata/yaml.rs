//! The part of YAML that repository metadata use (modules.yaml only): documents of scalars, lists and maps, every
//! scalar as it is written, so that a stream `1.10` stays `1.10`. No aliases, which real documents never have and
//! bombs are made of; bounded depth and bounded documents.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, Span, StrInput};

use super::MetadataError;

/// A document of modules.yaml has seven levels.
const DEPTH_MAX: usize = 24;
/// The largest real documents have some thousand values.
const VALUES_MAX: usize = 1_000_000;

/// A value, and the line on which it begins.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) value: Value<'a>,
    pub(super) line: usize,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Scalar(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// Reads all documents of a text, and hands over their roots, one by one.
pub(super) fn read<E: From<MetadataError>>(
    text: &str,
    file: &str,
    mut on_document: impl FnMut(Node<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut documents = Documents { parser: Parser::new_from_str(text), file, depth: 0, values: 0 };
    loop {
        let (event, _) = documents.next()?;
        match event {
            Event::StreamEnd => return Ok(()),
            Event::DocumentStart(_) => {
                documents.values = 0;
                let (event, span) = documents.next()?;
                on_document(documents.node(event, span)?)?;
            }
            _ => {}
        }
    }
}

/// An error in a YAML file.
pub(super) fn error(file: &str, line: usize, reason: impl Into<String>) -> MetadataError {
    MetadataError::Yaml { file: file.to_owned(), line, reason: reason.into() }
}

impl<'a> Node<'a> {
    /// The value of a key, if this is a map that has it.
    pub(super) fn entry(&self, key: &str) -> Option<&Node<'a>> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The entries of a map; none if it is something else.
    pub(super) fn entries(&self) -> &[(Cow<'a, str>, Node<'a>)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Whether nothing is written here: `key:` and no more, or `null`.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(&self.value, Value::Scalar(text) if matches!(&**text, "" | "~" | "null"))
    }
}

struct Documents<'a, 'file> {
    parser: Parser<'a, StrInput<'a>>,
    file: &'file str,
    depth: usize,
    /// How many values the document has so far.
    values: usize,
}

impl<'a> Documents<'a, '_> {
    fn next(&mut self) -> Result<(Event<'a>, Span), MetadataError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(problem)) => Err(error(self.file, problem.marker().line(), problem.info())),
            None => Err(error(self.file, 0, "ends before it should")),
        }
    }

    /// The value that begins with an event.
    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Node<'a>, MetadataError> {
        let line = span.start.line();
        self.values += 1;
        if self.values > VALUES_MAX {
            return Err(error(self.file, line, format!("the document has more than {VALUES_MAX} values")));
        }
        if self.depth == DEPTH_MAX {
            return Err(error(self.file, line, "values are nested too deeply"));
        }
        self.depth += 1;
        let value = match event {
            Event::Scalar(text, ..) => Value::Scalar(text),
            Event::SequenceStart(..) => self.list()?,
            Event::MappingStart(..) => self.map(line)?,
            Event::Alias(_) => {
                return Err(error(self.file, line, "there is an alias (*name), which metadata never have"));
            }
            _ => return Err(error(self.file, line, "there is no value where one should be")),
        };
        self.depth -= 1;
        Ok(Node { value, line })
    }

    fn list(&mut self) -> Result<Value<'a>, MetadataError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::List(items)),
                (event, span) => items.push(self.node(event, span)?),
            }
        }
    }

    fn map(&mut self, line: usize) -> Result<Value<'a>, MetadataError> {
        let mut entries = Vec::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => return Ok(Value::Map(entries)),
                (Event::Scalar(text, ..), _) => text,
                _ => return Err(error(self.file, line, "a key is not a plain text")),
            };
            let (event, span) = self.next()?;
            entries.push((key, self.node(event, span)?));
        }
    }
}
