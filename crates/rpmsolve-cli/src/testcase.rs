//! `rpmsolve testcase`: replays libsolv testcases, and compares.

use std::fs;
use std::path::Path;

use rpmsolve::report::SCHEMA;
use rpmsolve::testcase::{Replayed, Testcase, Verdict};
use serde::Serialize;

use crate::arguments::TestcaseArguments;
use crate::output::{CommandError, Status, print_json};

#[derive(Serialize)]
struct Report {
    schema: u32,
    status: &'static str,
    blocks: Vec<BlockReport>,
}

#[derive(Serialize)]
struct BlockReport {
    file: String,
    /// Counting from 1.
    block: usize,
    verdict: &'static str,
    unsupported: Vec<String>,
    lines: Vec<String>,
}

pub(crate) fn run(arguments: &TestcaseArguments, json: bool) -> Result<Status, CommandError> {
    let mut blocks = Vec::new();
    for path in &arguments.files {
        let file = path.display().to_string();
        for (index, replayed) in replay(path, &file)?.into_iter().enumerate() {
            let Replayed { lines, verdict, .. } = replayed;
            let (verdict, unsupported) = match verdict {
                Verdict::Agrees => ("ok", Vec::new()),
                Verdict::Differs => ("differs", Vec::new()),
                Verdict::NothingExpected => ("unsupported", vec!["no result to compare with".to_owned()]),
                Verdict::Unsupported(what) => ("unsupported", what),
            };
            blocks.push(BlockReport { file: file.clone(), block: index + 1, verdict, unsupported, lines });
        }
    }
    let differs = arguments.check && blocks.iter().any(|block| block.verdict == "differs");
    let status = if differs { Status::No } else { Status::Done };
    if json {
        print_json(&Report { schema: SCHEMA, status: if differs { "differs" } else { "ok" }, blocks })?;
        return Ok(status);
    }
    for block in &blocks {
        if arguments.check {
            println!("{}#{} {}", block.file, block.block, block.verdict);
        } else {
            println!("# {}#{}", block.file, block.block);
            for reason in block.unsupported.iter().filter(|_| block.lines.is_empty()) {
                println!("unsupported: {reason}");
            }
            for line in &block.lines {
                println!("{line}");
            }
        }
    }
    Ok(status)
}

fn replay(path: &Path, file: &str) -> Result<Vec<Replayed>, CommandError> {
    let text =
        fs::read_to_string(path).map_err(|source| CommandError::Io { path: path.to_owned(), source })?;
    let directory = path.parent().unwrap_or(Path::new("."));
    let testcase = Testcase::parse(&text, file, &mut |name| fs::read(directory.join(name)))?;
    Ok(testcase.replay()?)
}
