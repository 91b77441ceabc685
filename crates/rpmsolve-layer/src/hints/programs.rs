//! Which programs of a layer a hint is for: those that read the variable, load the library that does, or are scripts of
//! the interpreter that does.

use std::collections::BTreeSet;

use super::table::Reader;
use crate::elf::Elf;
use crate::error::LayerError;
use crate::loader::{Found, Loader};
use crate::path;

/// Names in `bin/`; `own` are the readers that the layer has.
pub(super) fn that_use(
    loader: &Loader<'_>,
    readers: &[Reader],
    own: &BTreeSet<String>,
) -> Result<Vec<String>, LayerError> {
    let mut programs = Vec::new();
    for (place, node) in loader.tree.children("bin") {
        let Some(end) = loader.tree.resolve(place) else { continue };
        let Some(file) = loader.tree.file(&end).filter(|file| file.executable) else { continue };
        let uses = match file.elf.as_deref() {
            _ if own.contains(&end) => true,
            Some(elf) => loads(loader, readers, own, &end, elf),
            None => {
                let bytes = file.bytes().map_err(LayerError::io("read", &node.origin))?;
                // A perl that is told on the first line needs no more.
                let is_told = |line: &str| line.contains(&format!(" -I{}/", loader.layout.mount()));
                let is_used = |program: &str| {
                    let inside = program
                        .strip_prefix(loader.layout.mount())
                        .map(|inside| inside.trim_start_matches('/'));
                    let end = inside.and_then(|inside| loader.tree.resolve(inside));
                    end.is_some_and(|end| own.contains(&end))
                        || readers.iter().any(|reader| reader.is_interpreter(program))
                };
                first_line(&bytes).is_some_and(|line| {
                    !is_told(line) && interpreter(line).is_some_and(|program| is_used(&program))
                })
            }
        };
        if uses {
            programs.push(path::name(place).to_owned());
        }
    }
    Ok(programs)
}

/// True when the loader would load a reader for the file.
fn loads(loader: &Loader<'_>, readers: &[Reader], own: &BTreeSet<String>, place: &str, elf: &Elf) -> bool {
    let mut seen = BTreeSet::new();
    let mut stack = vec![(place.to_owned(), elf)];
    while let Some((at, elf)) = stack.pop() {
        for name in &elf.needed {
            if readers.iter().any(|reader| reader.is_library(name)) {
                return true;
            }
            if let Some(Found::Layer(found, elf)) = loader.find(&at, elf, name)
                && seen.insert(found.clone())
            {
                if own.contains(&found) {
                    return true;
                }
                stack.push((found, elf));
            }
        }
    }
    false
}

/// A script's first line, as far as Linux reads it.
fn first_line(bytes: &[u8]) -> Option<&str> {
    let line = bytes.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    std::str::from_utf8(line.get(..255).unwrap_or(line)).ok()
}

/// The program that a first line names; of `env` what that looks for.
fn interpreter(line: &str) -> Option<String> {
    let mut words = line.split_ascii_whitespace();
    let program = words.next()?;
    match words.next().filter(|_| path::name(program) == "env") {
        Some(name) => Some(format!("/usr/bin/{name}")),
        None => Some(program.to_owned()),
    }
}
