//! The verbs, their options and their documents, read from the JSON Schemas that `rpmsolve schema` prints.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Bool,
    Int,
    Float,
    Text,
    Named(String),
    List(Box<Type>),
    Map(Box<Type>),
    /// Or nothing.
    Optional(Box<Type>),
    Any,
}

/// A field of an object, or an option of a verb.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) kind: Type,
    pub(super) is_required: bool,
}

/// What has a name.
#[derive(Clone, Debug)]
pub(super) enum Definition {
    Object {
        about: String,
        fields: Vec<Field>,
    },
    /// One of a few words.
    Words {
        about: String,
        words: Vec<String>,
    },
}

/// A verb.
#[derive(Clone, Debug)]
pub(super) struct Verb {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) options: Vec<Field>,
    pub(super) document: String,
}

/// Everything.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) verbs: Vec<Verb>,
    pub(super) definitions: BTreeMap<String, Definition>,
    /// The codes of errors, each with its kind.
    pub(super) errors: Vec<(String, String)>,
}

/// What a repository is called in all languages; as an option it may be text as well.
pub(super) const REPOSITORY: &str = "Repository";

impl Model {
    pub(super) fn read(schema: &Value) -> Result<Self, String> {
        let definitions = schema["$defs"].as_object().ok_or("no definitions")?;
        let fields_of = |reference: &Value| {
            let name = reference["$ref"].as_str().unwrap_or_default().trim_start_matches("#/$defs/");
            let mut fields = fields(&definitions[name]);
            // What must be said comes first.
            fields.sort_by_key(|field| !field.is_required);
            fields
        };
        let verb = |verb: &Value| Verb {
            name: text(&verb["name"]),
            about: text(&verb["about"]),
            options: fields_of(&verb["options"]),
            document: renamed(verb["document"]["$ref"].as_str().unwrap_or_default()),
        };
        let error = |error: &Value| (text(&error["code"]), text(&error["kind"]));
        let list = |name: &str| schema[name].as_array().into_iter().flatten();
        let described = definitions.iter().filter(|(name, _)| *name != "Place");
        Ok(Self {
            verbs: list("verbs").map(verb).collect(),
            definitions: described.map(|(name, schema)| (renamed(name), definition(schema))).collect(),
            errors: list("errors").map(error).collect(),
        })
    }

    /// The objects that can be reached from what verbs answer, and what else is answered.
    pub(super) fn documents(&self) -> BTreeMap<&str, &Definition> {
        let mut found = BTreeMap::new();
        let mut open: Vec<&str> = self.verbs.iter().map(|verb| verb.document.as_str()).collect();
        open.extend(["Unsolvable", "Progress"]);
        while let Some(name) = open.pop() {
            let Some((name, definition)) = self.definitions.get_key_value(name) else { continue };
            if found.insert(name.as_str(), definition).is_none()
                && let Definition::Object { fields, .. } = definition
            {
                open.extend(fields.iter().filter_map(|field| field.kind.name()));
            }
        }
        found
    }

    /// The options under a name.
    pub(super) fn options(&self, name: &str) -> &[Field] {
        match self.definitions.get(name) {
            Some(Definition::Object { fields, .. }) => fields,
            _ => &[],
        }
    }
}

impl Type {
    /// The name in it, if there is one.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(of) | Self::Map(of) | Self::Optional(of) => of.name(),
            _ => None,
        }
    }
}

/// What something is called outside: documents by what they are, without what makes them different in Rust.
fn renamed(name: &str) -> String {
    let name = name.trim_start_matches("#/$defs/");
    match name {
        "SolvedDocument" => "Transaction",
        "PackageReport" => "Installation",
        "ProblemDocument" | "ProblemReport" => "Problem",
        "ProfileDocument" => "ProfileShown",
        "LockDocument" => "LockMade",
        "LockContents" => "Lock",
        "LockedPackageDocument" => "LockedPackage",
        "FoundDocument" => "Found",
        "Place" => REPOSITORY,
        _ => {
            let short = name.strip_suffix("Document").or_else(|| name.strip_suffix("Report"));
            short.unwrap_or(name)
        }
    }
    .to_owned()
}

fn definition(schema: &Value) -> Definition {
    let about = about(schema);
    let variants: Vec<&Value> = schema["oneOf"].as_array().into_iter().flatten().collect();
    let words: Vec<String> = variants
        .iter()
        .flat_map(|variant| match (&variant["const"], &variant["enum"]) {
            (Value::String(word), _) => vec![word.clone()],
            (_, Value::Array(words)) => words.iter().map(text).collect(),
            _ => Vec::new(),
        })
        .collect();
    match (variants.is_empty(), words.is_empty()) {
        (false, false) => Definition::Words { about, words },
        (false, true) => Definition::Object { about, fields: union(&variants) },
        (true, _) => match schema["enum"].as_array() {
            Some(words) => Definition::Words { about, words: words.iter().map(text).collect() },
            None => Definition::Object { about, fields: fields(schema) },
        },
    }
}

/// The fields of objects of which a value is one: those that not all of them have may be missing.
fn union(variants: &[&Value]) -> Vec<Field> {
    let mut all: BTreeMap<String, (Field, usize)> = BTreeMap::new();
    for field in variants.iter().flat_map(|variant| fields(variant)) {
        all.entry(field.name.clone()).or_insert((field, 0)).1 += 1;
    }
    let field = |(field, count)| match field {
        Field { kind: Type::Optional(_), .. } => Field { is_required: false, ..field },
        field if count == variants.len() => field,
        field => Field { kind: Type::Optional(Box::new(field.kind)), is_required: false, ..field },
    };
    all.into_values().map(field).collect()
}

fn fields(schema: &Value) -> Vec<Field> {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let field = |(name, schema): (&String, &Value)| Field {
        name: name.clone(),
        about: about(schema),
        kind: kind(schema),
        is_required: required.contains(&name.as_str()),
    };
    schema["properties"].as_object().into_iter().flatten().map(field).collect()
}

fn kind(schema: &Value) -> Type {
    if let Some(reference) = schema["$ref"].as_str() {
        return Type::Named(renamed(reference));
    }
    if let Some(parts) = schema["anyOf"].as_array() {
        let other = parts.iter().find(|part| part["type"] != "null");
        return Type::Optional(Box::new(other.map_or(Type::Any, kind)));
    }
    match &schema["type"] {
        Value::Array(types) => {
            let other = types.iter().find(|name| *name != "null").cloned().unwrap_or_default();
            let mut schema: Map<String, Value> = schema.as_object().cloned().unwrap_or_default();
            schema.insert("type".to_owned(), other);
            Type::Optional(Box::new(kind(&schema.into())))
        }
        Value::String(name) => match name.as_str() {
            "boolean" => Type::Bool,
            "integer" => Type::Int,
            "number" => Type::Float,
            "string" => Type::Text,
            "array" => Type::List(Box::new(kind(&schema["items"]))),
            "object" => Type::Map(Box::new(kind(&schema["additionalProperties"]))),
            _ => Type::Any,
        },
        _ => Type::Any,
    }
}

/// The first paragraph of a description, as one line.
fn about(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    let first = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let plain = first.replace("[`", "`").replace("`]", "`");
    if plain == "`SCHEMA`." { "The version of the document.".to_owned() } else { plain }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
