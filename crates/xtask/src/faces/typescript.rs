//! Node: options and documents as interfaces, two functions for each verb, and what the native part exports.

use serde_json::Value;

use super::model::{Definition, Field, Model, Type};

const HEAD: &str = "// Made by `cargo xtask faces`.\n";

/// The interfaces of documents and options, and the codes of errors.
pub(super) fn documents(model: &Model) -> String {
    let mut text = format!("{HEAD}\n{REPOSITORY_TYPE}");
    for (name, definition) in model.documents() {
        match definition {
            Definition::Words { about, words } => {
                let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
                text += &format!("\n{}export type {name} =\n  | {}\n", doc(about, 0), words.join("\n  | "));
            }
            Definition::Object { about, fields } => {
                text += &format!("\n{}export interface {name} {{\n", doc(about, 0));
                for field in fields {
                    let mark = if field.is_required { "" } else { "?" };
                    text += &format!(
                        "{}  {}{mark}: {}\n",
                        doc(&field.about, 2),
                        field.name,
                        value(&field.kind, "", &|name| name.to_owned())
                    );
                }
                text += "}\n";
            }
        }
    }
    let options = model.verbs.iter().map(|verb| (type_name(&verb.name), verb.options.as_slice()));
    let more = ["PoolOptions", "RequestOptions"].map(|name| (name.to_owned(), model.options(name)));
    for (name, fields) in options.chain(more) {
        text += &format!("\nexport interface {name} {{\n");
        for field in fields {
            let mark = if field.is_required { "" } else { "?" };
            text += &format!(
                "{}  {}{mark}: {}\n",
                doc(&field.about, 2),
                camel(&field.name),
                option(&field.kind, model)
            );
        }
        text += "}\n";
    }
    text += "\n/** What an error means for whoever asked. */\n\
        export type ErrorKind = 'no' | 'usage' | 'input' | 'network' | 'cancelled'\n\n\
        /** The codes of all errors, each with what it means. */\nexport const ERRORS = {\n";
    for (code, kind) in &model.errors {
        text += &format!("  {}: '{kind}',\n", key(code));
    }
    text + "} as const satisfies Record<string, ErrorKind>\n\n/** A code of an error. */\n\
        export type ErrorCode = keyof typeof ERRORS\n"
}

/// A function for each verb, and one that waits.
pub(super) fn verbs(model: &Model) -> String {
    let mut text = format!(
        "{HEAD}\nimport type {{ RunOptions, SyncRunOptions }} from './call'\nimport {{ call, callSync }} from './call'\n\
         import type * as documents from './documents'\n"
    );
    for verb in &model.verbs {
        let (name, options, document) = (function(&verb.name), type_name(&verb.name), &verb.document);
        let usual = if verb.options.iter().any(|field| field.is_required) { "" } else { " = {}" };
        let about = doc(&verb.about, 0);
        for (suffix, run, call, answer) in [
            ("", "RunOptions", "call", format!("Promise<documents.{document}>")),
            ("Sync", "SyncRunOptions", "callSync", format!("documents.{document}")),
        ] {
            text += &format!(
                "\n{about}export function {name}{suffix}(\n  options: documents.{options}{usual},\n  \
                 runOptions?: {run},\n): {answer} {{\n  return {call}('{}', options, runOptions)\n}}\n",
                verb.name
            );
        }
    }
    text
}

/// What the native part exports, by what its build has written down: a line of JSON for each thing.
pub(super) fn native(lines: &str) -> Result<String, String> {
    let things = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>();
    let things = things.map_err(|error| format!("the native part's types: {error}"))?;
    let text_of = |thing: &Value, name: &str| thing[name].as_str().unwrap_or_default().to_owned();
    let mut declarations = Vec::new();
    for thing in &things {
        let (kind, name) = (text_of(thing, "kind"), text_of(thing, "name"));
        let body = |of: &Value| {
            text_of(of, "def").lines().map(|line| format!("  {}\n", line.trim())).collect::<String>()
        };
        let declared = match kind.as_str() {
            "fn" => format!("declare {}\n", text_of(thing, "def")),
            "interface" => format!("interface {name} {{\n{}}}\n", body(thing)),
            "struct" => {
                let methods =
                    things.iter().filter(|other| other["kind"] == "impl" && other["name"] == thing["name"]);
                format!("declare class {name} {{\n{}}}\n", methods.map(body).collect::<String>())
            }
            _ => continue,
        };
        declarations.push((name, format!("\n{}export {declared}", text_of(thing, "js_doc"))));
    }
    declarations.sort();
    let declarations: Vec<String> = declarations.into_iter().map(|(_, declared)| declared).collect();
    Ok(HEAD.to_owned() + &declarations.concat())
}

const REPOSITORY_TYPE: &str = "\
/** Where packages come from. */
export interface Repository {
  /** A URL, the name of a preset (`al2023`), a directory or a file. */
  place: string
  /** What it is called; r0, r1 and so on if nothing is said. */
  id?: string
  /** Of two repositories that have a package the one with the lower number wins; 99 if nothing is said. */
  priority?: number
}
";

/// `bad-evr` has to be quoted, `json` has not.
fn key(code: &str) -> String {
    if code.contains('-') { format!("'{code}'") } else { code.to_owned() }
}

/// `profile-show` as `profileShow`; `export` is no name of a function.
fn function(verb: &str) -> String {
    if verb == "export" { "exportLock".to_owned() } else { camel(&verb.replace('-', "_")) }
}

fn type_name(verb: &str) -> String {
    let name = camel(&verb.replace('-', "_"));
    name[..1].to_uppercase() + &name[1..] + "Options"
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

fn doc(about: &str, indent: usize) -> String {
    let space = " ".repeat(indent);
    if about.is_empty() { String::new() } else { format!("{space}/** {} */\n", about.replace("*/", "* /")) }
}

/// A type; `list` stands before those of lists.
fn value(kind: &Type, list: &str, named: &dyn Fn(&str) -> String) -> String {
    match kind {
        Type::Bool => "boolean".to_owned(),
        Type::Int | Type::Float => "number".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Named(name) => named(name),
        Type::List(of) => match value(of, list, named) {
            item if item.contains(' ') => format!("{list}({item})[]"),
            item => format!("{list}{item}[]"),
        },
        Type::Map(of) => format!("Record<string, {}>", value(of, list, named)),
        Type::Optional(of) => format!("{} | null", value(of, list, named)),
        Type::Any => "unknown".to_owned(),
    }
}

fn option(kind: &Type, model: &Model) -> String {
    let named = |name: &str| match model.definitions.get(name) {
        Some(Definition::Words { words, .. }) => {
            words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" | ")
        }
        Some(Definition::Object { fields, .. }) => {
            let field = |field: &Field| {
                let mark = if field.is_required { "" } else { "?" };
                format!("{}{mark}: {}", field.name, option(&field.kind, model))
            };
            format!("{{ {} }}", fields.iter().map(field).collect::<Vec<_>>().join("; "))
        }
        None => format!("string | {name}"),
    };
    value(kind, "readonly ", &named)
}
