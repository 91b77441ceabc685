//! Node: options and documents as interfaces, and two functions for each verb.

use super::model::{Definition, Field, Model, REPOSITORY, Type};

const HEAD: &str = "// Made by `cargo xtask faces`.\n";

pub(super) fn types(model: &Model) -> String {
    let mut text = format!("{HEAD}\nimport type {{ {REPOSITORY}, RunOptions }} from './index.js'\n");
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
                        value(&field.kind, &|name| name.to_owned())
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
    for verb in &model.verbs {
        let (name, options, document) = (function(&verb.name), type_name(&verb.name), &verb.document);
        let mark = if verb.options.iter().any(|field| field.is_required) { "" } else { "?" };
        let about = doc(&verb.about, 0);
        text += &format!(
            "\n{about}export declare function {name}(options{mark}: {options}, run?: RunOptions): Promise<{document}>\n"
        );
        text += &format!(
            "{about}export declare function {name}Sync(options{mark}: {options}, run?: RunOptions): {document}\n"
        );
    }
    text += "\n/** The codes of all errors. */\nexport type ErrorCode =\n";
    for (code, _) in &model.errors {
        text += &format!("  | '{code}'\n");
    }
    text
}

/// The functions' names and those of their verbs, and the kinds of errors.
pub(super) fn verbs(model: &Model) -> String {
    let mut text = format!("{HEAD}'use strict'\n\nexports.VERBS = {{\n");
    for verb in &model.verbs {
        text += &format!("  {}: '{}',\n", function(&verb.name), verb.name);
    }
    text += "}\n\nexports.ERRORS = {\n";
    for (code, kind) in &model.errors {
        text += &format!("  '{code}': '{kind}',\n");
    }
    text + "}\n"
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

fn value(kind: &Type, named: &dyn Fn(&str) -> String) -> String {
    match kind {
        Type::Bool => "boolean".to_owned(),
        Type::Int | Type::Float => "number".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Named(name) => named(name),
        Type::List(of) => match value(of, named) {
            item if item.contains('|') => format!("({item})[]"),
            item => format!("{item}[]"),
        },
        Type::Map(of) => format!("Record<string, {}>", value(of, named)),
        Type::Optional(of) => format!("{} | null", value(of, named)),
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
    value(kind, &named)
}
