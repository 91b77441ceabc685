//! TOML with the lines that its errors are on, and keys that mean nothing found before anything else.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};
use toml::de::{DeTable, DeValue};

use super::ProjectError;

/// The line that a byte is on, counting from 1.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset.min(text.len())).unwrap_or_default();
    memchr::memchr_iter(b'\n', before).count() + 1
}

/// The line that a key is on, named by the keys of the tables around it and itself; the last of them that is there.
pub(super) fn line_of_key(text: &str, keys: &[&str]) -> usize {
    let Ok(root) = DeTable::parse(text) else { return 1 };
    let mut line = 1;
    let mut table = Some(root.get_ref());
    for key in keys {
        let Some((found, value)) =
            table.and_then(|table| table.iter().find(|(name, _)| name.get_ref().as_ref() == *key))
        else {
            break;
        };
        line = line_of(text, found.span().start);
        table = value.get_ref().as_table();
    }
    line
}

/// Reads a file of a type whose schema is known.
pub(super) fn parse<T: DeserializeOwned>(text: &str, path: &Path, schema: &Json) -> Result<T, ProjectError> {
    let error = |error: toml::de::Error| ProjectError::Toml {
        path: path.to_owned(),
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        reason: error.message().trim_end().replace('\n', "; "),
    };
    let root = DeTable::parse(text).map_err(error)?;
    if let Some(unknown) = unknown_key(root.get_ref(), schema, schema) {
        let Unknown { offset, key, advice } = unknown;
        return Err(ProjectError::UnknownKey {
            path: path.to_owned(),
            line: line_of(text, offset),
            key,
            advice,
        });
    }
    toml::from_str(text).map_err(error)
}

/// Settings that were said as data, as a file would say them. What TOML cannot say, nothing, is left out.
pub(super) fn of_settings(settings: &Map<String, Json>, path: &Path) -> Result<String, ProjectError> {
    let said = without_null(&Json::Object(settings.clone()));
    toml::to_string(&said).map_err(|error| ProjectError::Toml {
        path: path.to_owned(),
        line: 1,
        reason: error.to_string(),
    })
}

fn without_null(value: &Json) -> Json {
    match value {
        Json::Object(object) => {
            let said = object.iter().filter(|(_, value)| !value.is_null());
            said.map(|(key, value)| (key.clone(), without_null(value))).collect()
        }
        Json::Array(values) => values.iter().filter(|value| !value.is_null()).map(without_null).collect(),
        other => other.clone(),
    }
}

struct Unknown {
    offset: usize,
    key: String,
    advice: String,
}

/// The first key, as the file has them, that the schema does not know.
fn unknown_key(table: &DeTable<'_>, schema: &Json, root: &Json) -> Option<Unknown> {
    let schema = followed(schema, root);
    let known = schema.get("properties").and_then(Json::as_object);
    let others = schema.get("additionalProperties").filter(|others| others.is_object());
    let mut first: Option<Unknown> = None;
    for (name, value) in table.iter() {
        let key = name.get_ref().as_ref();
        let below = known.and_then(|known| known.get(key)).or(others);
        let found = match (below, value.get_ref()) {
            (Some(below), DeValue::Table(table)) => unknown_key(table, below, root),
            // Blocks that are written one after the other.
            (Some(below), DeValue::Array(items)) => followed(below, root).get("items").and_then(|below| {
                let mut tables = items.iter().filter_map(|item| item.get_ref().as_table());
                tables.find_map(|table| unknown_key(table, below, root))
            }),
            (Some(_), _) => None,
            (None, _) => {
                let names: Vec<&str> =
                    known.iter().flat_map(|known| known.keys()).map(String::as_str).collect();
                let (offset, advice) = (name.span().start, advice(key, &names));
                (!names.is_empty()).then(|| Unknown { offset, key: shortened(key), advice })
            }
        };
        if let Some(found) = found
            && first.as_ref().is_none_or(|first| found.offset < first.offset)
        {
            first = Some(found);
        }
    }
    first
}

/// What a schema refers to, if it refers to something.
fn followed<'a>(schema: &'a Json, root: &'a Json) -> &'a Json {
    let name = schema.get("$ref").and_then(Json::as_str).and_then(|name| name.strip_prefix("#/$defs/"));
    name.and_then(|name| root.get("$defs")?.get(name)).unwrap_or(schema)
}

fn advice(key: &str, known: &[&str]) -> String {
    match nearest(key, known) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("there are {}", known.join(", ")),
    }
}

/// The name that is most like one, if one is like it at all.
pub(super) fn nearest<'a>(wanted: &str, known: &[&'a str]) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(&shortened(wanted), name);
    let liked = known.iter().map(|name| (likeness(name), *name)).filter(|(likeness, _)| *likeness > 0.8);
    liked.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, name)| name)
}

/// Text from a file as it may stand in a message.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN_MAX: usize = 100;
    let mut shown: String = text.chars().take(SHOWN_MAX).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN_MAX).is_some() {
        shown.push('…');
    }
    shown
}

/// Leaves of a schema's descriptions what is meant for those who write the file: one line, and no Rust.
pub(super) fn for_people(schema: &mut Json) {
    match schema {
        Json::Object(object) => {
            if let Some(Json::String(description)) = object.get_mut("description") {
                let (text, _) = description.split_once("\n\n# Example").unwrap_or((description, ""));
                *description = text.replace('\n', " ");
            }
            object.values_mut().for_each(for_people);
        }
        Json::Array(items) => items.iter_mut().for_each(for_people),
        _ => {}
    }
}
