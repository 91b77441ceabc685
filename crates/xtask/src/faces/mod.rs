//! `cargo xtask faces`: the types of the Python and the Node package, made of what the verbs say of themselves and of what
//! the native parts export. They are committed, and compared in every test run.

mod model;
mod python;
mod stubs;
mod typescript;

use std::fs;

use crate::shell::{build, command, output, root, target};
use model::Model;

/// Compares what is committed with what would be made; with UPDATE_EXPECT=1 it is made.
pub(crate) fn run() -> Result<(), String> {
    let command_line = build()?.join("rpmsolve");
    let schema = output(command(command_line).arg("schema"))?;
    let schema = serde_json::from_str(&schema).map_err(|error| format!("rpmsolve schema: {error}"))?;
    let model = Model::read(&schema)?;
    // Where .cargo/config.toml says.
    let native = root().join("target/napi/rpmsolve-node");
    let native = fs::read_to_string(&native).map_err(|error| format!("{}: {error}", native.display()))?;
    let files = [
        ("bindings/node/lib/documents.ts", typescript::documents(&model)),
        ("bindings/node/lib/native.ts", typescript::native(&native)?),
        ("bindings/node/lib/verbs.ts", typescript::verbs(&model)),
        ("bindings/python/rpmsolve/_documents.py", python::documents(&model)),
        ("bindings/python/rpmsolve/_errors.py", python::errors(&model)),
        ("bindings/python/rpmsolve/_native.pyi", stubs::native(&target().join("debug"))?),
        ("bindings/python/rpmsolve/_request.py", python::request(&model)),
        ("bindings/python/rpmsolve/_verbs.py", python::verbs(&model, python::Form::Sync)),
        ("bindings/python/rpmsolve/aio.py", python::verbs(&model, python::Form::Async)),
    ];
    let is_update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut different = Vec::new();
    for (place, made) in files {
        let path = root().join(place);
        if fs::read_to_string(&path).is_ok_and(|there| there == made) {
            continue;
        }
        match is_update {
            true => fs::write(&path, made).map_err(|error| format!("{place}: {error}"))?,
            false => different.push(place),
        }
    }
    if different.is_empty() {
        return Ok(());
    }
    Err(format!("{} not what the verbs say now; UPDATE_EXPECT=1 cargo xtask faces", different.join(", ")))
}
