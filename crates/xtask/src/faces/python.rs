//! Python: documents as frozen dataclasses, an exception for each code, a function for each verb.

use super::model::{Definition, Field, Model, REPOSITORY, Type};

/// Whether functions wait, or can be waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Sync,
    Async,
}

/// The longest line.
const WIDTH: usize = 110;

pub(super) fn documents(model: &Model) -> String {
    let mut text =
        "\"\"\"What verbs answer: the command's documents as values. Made by `cargo xtask faces`.\"\"\"\n\n\
        from __future__ import annotations\n\nfrom collections.abc import Mapping\n\
        from dataclasses import dataclass\nfrom typing import ClassVar, Literal\n\n\
        from rpmsolve._document import ABSENT, Document, Kind\n"
            .to_owned();
    let documents = model.documents();
    for (name, definition) in &documents {
        if let Definition::Words { about, words } = definition {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            text += &format!("\n{name} = Literal[\n    {},\n]\n\"\"\"{about}\"\"\"\n", words.join(",\n    "));
        }
    }
    for (name, definition) in &documents {
        let Definition::Object { about, fields } = definition else { continue };
        text += &format!(
            "\n\n@dataclass(frozen=True, kw_only=True, slots=True)\nclass {name}(Document):\n{}",
            doc(about, 4)
        );
        let (required, optional): (Vec<&Field>, Vec<&Field>) =
            fields.iter().partition(|field| field.is_required);
        for field in required {
            text += &format!(
                "\n    {}: {}\n{}",
                identifier(&field.name),
                value(&field.kind),
                doc(&field.about, 4)
            );
        }
        for field in optional {
            let name = identifier(&field.name);
            text += &format!("\n    {name}: {} = {}\n", left_out(&field.kind), usual(&field.kind));
            text += &doc(&field.about, 4);
        }
        text += "\n    _kinds: ClassVar[Mapping[str, Kind]] = {";
        for field in fields {
            text += &format!("\n        \"{}\": {},", field.name, shape(&field.kind, model));
        }
        text += "\n    }\n";
    }
    text + &exported(documents.keys().copied())
}

pub(super) fn request(model: &Model) -> String {
    let mut text = "\"\"\"What is asked of a pool. Made by `cargo xtask faces`.\"\"\"\n\n\
        from __future__ import annotations\n\nfrom collections.abc import Mapping, Sequence\n\
        from dataclasses import KW_ONLY, dataclass\nfrom typing import ClassVar\n\n\
        from rpmsolve._document import Kind, Options\n\n\n\
        @dataclass(frozen=True, slots=True)\nclass Request(Options):\n    \"\"\"What is asked of a pool. It does \
        not change.\n\n    >>> Request([\"git\"], weak=False).specs\n    ('git',)\n    \"\"\"\n"
        .to_owned();
    let fields = model.options("RequestOptions");
    let (required, optional): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.is_required);
    for field in required {
        text += &format!("\n    {}: {}\n{}", identifier(&field.name), option(field), doc(&field.about, 4));
    }
    text += "\n    _: KW_ONLY\n";
    for field in optional {
        let name = identifier(&field.name);
        text += &format!("\n    {name}: {} | None = None\n{}", option(field), doc(&field.about, 4));
    }
    text += "\n    _kinds: ClassVar[Mapping[str, Kind]] = {";
    for field in fields {
        text += &format!("\n        \"{}\": {},", field.name, shape(&field.kind, model));
    }
    text + "\n    }\n"
}

pub(super) fn errors(model: &Model) -> String {
    let mut text = "\"\"\"An exception for each code of an error. Made by `cargo xtask faces`.\"\"\"\n\n\
        from __future__ import annotations\n\nfrom rpmsolve._error import (\n    CancelledError,\n    InputError,\n    \
        NegativeError,\n    NetworkError,\n    RpmsolveError,\n    StaleError,\n    UnsolvableError,\n    UsageError,\n)\n"
        .to_owned();
    let mut table = String::new();
    let mut names = Vec::new();
    for (code, kind) in &model.errors {
        let base = match kind.as_str() {
            "no" => "NegativeError",
            "usage" => "UsageError",
            "network" => "NetworkError",
            "cancelled" => "CancelledError",
            _ => "InputError",
        };
        let name = class_name(code);
        table += &format!("    \"{code}\": {name},\n");
        names.push(name.clone());
        if matches!(code.as_str(), "unsolvable" | "stale" | "usage" | "cancelled") {
            continue;
        }
        text += &format!("\n\nclass {name}({base}):\n    \"\"\"`{code}`\"\"\"\n\n    __slots__ = ()\n");
    }
    text += &format!(
        "\n\nERRORS: dict[str, type[RpmsolveError]] = {{\n{table}}}\n\"\"\"The exception of each code.\"\"\"\n"
    );
    text + &exported(names.iter().map(String::as_str).chain(["ERRORS"]))
}

pub(super) fn verbs(model: &Model, form: Form) -> String {
    let (about, example, call, define, wait) = match form {
        Form::Sync => ("A function for each verb", "", "call", "def", ""),
        Form::Async => (
            "A coroutine for each verb: the same as the functions of `rpmsolve`",
            "\n\n>>> import asyncio\n>>> asyncio.run(runtimes()).runtimes[0].name\n'provided.al2023'\n",
            "call_async",
            "async def",
            "await ",
        ),
    };
    let mut text = format!(
        "\"\"\"{about}. Made by `cargo xtask faces`.{example}\"\"\"\n\nfrom __future__ import annotations\n\n\
         from collections.abc import Mapping, Sequence\n\n\
         from rpmsolve import _documents as documents\n\
         from rpmsolve._call import Options, ProgressCallback, StrPath, {call}\n\
         from rpmsolve._native import Cancel\nfrom rpmsolve._values import {REPOSITORY}\n"
    );
    for verb in &model.verbs {
        let name = identifier(&verb.name.replace('-', "_"));
        text += &format!("\n\n{define} {name}(\n");
        let (mut required, optional): (Vec<&Field>, Vec<&Field>) =
            verb.options.iter().partition(|field| field.is_required);
        // What is asked for comes before where it goes.
        required.sort_by_key(|field| field.name != "specs");
        for field in &required {
            text += &format!("    {}: {},\n", identifier(&field.name), option(field));
        }
        text += "    *,\n";
        for field in &optional {
            text += &format!("    {}: {} | None = None,\n", identifier(&field.name), option(field));
        }
        text += "    progress: ProgressCallback | None = None,\n    cancel: Cancel | None = None,\n";
        text += &format!(") -> documents.{}:\n", verb.document);
        let mut about = verb.about.clone() + "\n";
        for field in required.iter().chain(&optional) {
            about += &format!("\n:param {}: {}", identifier(&field.name), field.about);
        }
        about += "\n:param progress: Is told how far things are.\n:param cancel: Gives up what is done.";
        text += &doc(&about, 4);
        text += "    options: Options = {\n";
        for field in required.iter().chain(&optional) {
            text += &format!("        \"{}\": {},\n", field.name, identifier(&field.name));
        }
        text += &format!(
            "    }}\n    return {wait}{call}(\"{}\", options, documents.{}, progress, cancel)\n",
            verb.name, verb.document
        );
    }
    let names: Vec<String> =
        model.verbs.iter().map(|verb| identifier(&verb.name.replace('-', "_"))).collect();
    text + &exported(names.iter().map(String::as_str))
}

/// What a module is looked at for.
fn exported<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.map(|name| format!("    \"{name}\",\n")).collect();
    names.sort();
    format!("\n\n__all__ = [\n{}]\n", names.concat())
}

/// `key-expired` as `KeyExpiredError`.
fn class_name(code: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    code.split('-').map(capital).collect::<String>() + "Error"
}

fn identifier(name: &str) -> String {
    if matches!(name, "class" | "for" | "from" | "import" | "in" | "is") {
        format!("{name}_")
    } else {
        name.to_owned()
    }
}

/// A docstring, wrapped.
fn doc(about: &str, indent: usize) -> String {
    if about.is_empty() {
        return String::new();
    }
    let space = " ".repeat(indent);
    let raw = if about.contains('\\') { "r" } else { "" };
    let lines: Vec<String> = about.lines().flat_map(|line| wrapped(line, WIDTH - indent - 4)).collect();
    let text =
        lines.iter().map(|line| if line.is_empty() { String::new() } else { format!("{space}{line}") });
    let text = text.collect::<Vec<_>>().join("\n");
    let end = if lines.len() > 1 { format!("\n{space}") } else { String::new() };
    format!("{space}{raw}\"\"\"{}{end}\"\"\"\n", text.trim_start())
}

fn wrapped(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let last = lines.last_mut().expect("there is always a line");
        if !last.is_empty() && last.len() + 1 + word.len() > width {
            lines.push(if line.starts_with(':') { format!("    {word}") } else { word.to_owned() });
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

/// A type of a value.
fn value(kind: &Type) -> String {
    match kind {
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Float => "float".to_owned(),
        Type::Text => "str".to_owned(),
        Type::Named(name) => name.clone(),
        Type::List(of) => format!("tuple[{}, ...]", value(of)),
        Type::Map(of) => format!("Mapping[str, {}]", value(of)),
        Type::Optional(of) => format!("{} | None", value(of)),
        Type::Any => "object".to_owned(),
    }
}

/// A type of a value that may be left out: what has no usual value is None then.
fn left_out(kind: &Type) -> String {
    match (kind, usual(kind)) {
        (Type::Optional(_) | Type::Any, _) => value(kind),
        (_, "None") => format!("{} | None", value(kind)),
        _ => value(kind),
    }
}

/// A type of an option.
fn option(field: &Field) -> String {
    fn of(kind: &Type, is_path: bool) -> String {
        match kind {
            Type::Text if is_path => "StrPath".to_owned(),
            Type::Named(name) if name == REPOSITORY => format!("StrPath | {REPOSITORY}"),
            // Words and the options of functions are checked by the library.
            Type::Named(name) if name == "FunctionOptions" => "Mapping[str, object]".to_owned(),
            Type::Named(_) => "str".to_owned(),
            Type::List(item) => format!("Sequence[{}]", of(item, is_path)),
            Type::Map(item) => format!("Mapping[str, {}]", of(item, is_path)),
            Type::Optional(kind) => of(kind, is_path),
            other => value(other),
        }
    }
    const PATHS: [&str; 20] = [
        "base",
        "cache",
        "directory",
        "file",
        "files",
        "keys",
        "layers",
        "lock",
        "new",
        "old",
        "other",
        "output",
        "place",
        "places",
        "profiles",
        "project",
        "repo_files",
        "runtime",
        "sbom",
        "varsdir",
    ];
    of(&field.kind, PATHS.contains(&field.name.as_str()))
}

/// What a field has where it is left out.
fn usual(kind: &Type) -> &'static str {
    match kind {
        Type::List(_) => "ABSENT",
        Type::Bool => "False",
        _ => "None",
    }
}

/// How a value is made of JSON.
fn shape(kind: &Type, model: &Model) -> String {
    match kind {
        Type::Named(name) if matches!(model.definitions.get(name), Some(Definition::Object { .. })) => {
            format!("lambda: {name}")
        }
        Type::List(of) => format!("[{}]", shape(of, model)),
        Type::Map(of) => format!("{{\"\": {}}}", shape(of, model)),
        Type::Optional(of) => shape(of, model),
        _ => "None".to_owned(),
    }
}
