//! The same requests through the command, Python and Node: all of them give the same JSON.

use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use crate::shell::{command, corpus, empty_directory, output, root};

/// Where requests put what they make.
const MADE: &str = "target/bindings/out";

/// What stands for the corpus in requests.
const CORPUS: &str = "{corpus}";

/// A request, in the words of the libraries and in those of the command.
#[derive(Deserialize)]
struct Request {
    command: Vec<String>,
}

/// Compares what Python and Node print for each request with what the command prints; returns what was left out, and why.
pub(super) fn compare(program: &Path, faces: Vec<(&str, Command)>) -> Result<Vec<String>, String> {
    let file = root().join("testdata/faces/requests.json");
    let failed = |error: &dyn Display| format!("{}: {error}", file.display());
    let text = fs::read_to_string(&file).map_err(|error| failed(&error))?;
    let mut all: Vec<Value> = serde_json::from_str(&text).map_err(|error| failed(&error))?;
    let (count, corpus) = (all.len(), corpus());
    if !corpus.is_dir() {
        all.retain(|request| !request.to_string().contains(CORPUS));
    }
    let skipped = match count - all.len() {
        0 => Vec::new(),
        left => {
            vec![format!("{left} of {count} requests to the bindings: no corpus at {}", corpus.display())]
        }
    };
    let text = Value::from(all).to_string().replace(CORPUS, &corpus.display().to_string());
    let requests: Vec<Request> = serde_json::from_str(&text).map_err(|error| failed(&error))?;
    let asked = root().join("target/bindings/requests.json");
    fs::write(&asked, text).map_err(|error| format!("{}: {error}", asked.display()))?;
    let made = root().join(MADE);
    empty_directory(&made)?;
    let printed = |request: &Request| {
        let mut asked = command(program);
        // What the answer is like is in the document; the status has its own tests.
        let printed = asked.args(&request.command).arg("--json").output();
        let printed = printed.map_err(|error| format!("{}: {error}", program.display()))?;
        parsed("the command", &request.command, &String::from_utf8_lossy(&printed.stdout))
    };
    let expected = requests.iter().map(printed).collect::<Result<Vec<Value>, String>>()?;
    let mut different = Vec::new();
    for (name, mut face) in faces {
        empty_directory(&made)?;
        let before = different.len();
        let printed = output(face.arg(&asked))?;
        let lines: Vec<&str> = printed.lines().collect();
        if lines.len() != requests.len() {
            return Err(format!("{name} answers {} of {} requests", lines.len(), requests.len()));
        }
        for ((request, expected), line) in requests.iter().zip(&expected).zip(lines) {
            let answered = parsed(name, &request.command, line)?;
            if answered != *expected {
                different.push(format!(
                    "{}\n  command: {expected}\n  {name}: {answered}",
                    request.command.join(" ")
                ));
            }
        }
        println!(
            "{name}: {} requests, {} answered otherwise than by the command",
            requests.len(),
            different.len() - before
        );
    }
    if different.is_empty() { Ok(skipped) } else { Err(different.join("\n")) }
}

fn parsed(name: &str, request: &[String], text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{name}, {}: {error}: {text}", request.join(" ")))
}
