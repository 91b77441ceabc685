//! Replays libsolv testcases, and compares.

use std::fs;
use std::path::Path;

use rpmsolve::report::SCHEMA;
use rpmsolve::testcase::{Replayed, Testcase, Verdict};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::documents;
use crate::options::TestcaseOptions;
use crate::{Answer, Session, VerbError};

/// What came of testcases.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TestcaseDocument {
    /// The version of the document.
    pub schema: u32,
    /// `ok`, or `differs` if that was to be found out.
    pub status: &'static str,
    /// The blocks of all files.
    pub blocks: Vec<BlockDocument>,
}

/// What came of a block.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BlockDocument {
    /// The file.
    pub file: String,
    /// Which of its blocks, counting from 1.
    pub block: usize,
    /// `ok`, `differs` or `unsupported`.
    pub verdict: &'static str,
    /// What of it cannot be done.
    pub unsupported: Vec<String>,
    /// The answer in libsolv's words.
    pub lines: Vec<String>,
}

documents! { TestcaseDocument, yes if |document| document.status == "ok"; }

/// Replays libsolv testcases.
///
/// # Errors
///
/// [`VerbError`] for files that cannot be read; that answers differ is an answer.
pub fn testcase(options: &TestcaseOptions, _: &Session) -> Result<TestcaseDocument, VerbError> {
    let mut blocks = Vec::new();
    for path in &options.files {
        let file = path.display().to_string();
        for (index, replayed) in replay(path, &file)?.into_iter().enumerate() {
            let Replayed { lines, verdict, .. } = replayed;
            let (verdict, unsupported) = match verdict {
                Verdict::Agrees => ("ok", Vec::new()),
                Verdict::Differs => ("differs", Vec::new()),
                Verdict::NothingExpected => ("unsupported", vec!["no result to compare with".to_owned()]),
                Verdict::Unsupported(what) => ("unsupported", what),
            };
            blocks.push(BlockDocument { file: file.clone(), block: index + 1, verdict, unsupported, lines });
        }
    }
    let differs = options.check && blocks.iter().any(|block| block.verdict == "differs");
    Ok(TestcaseDocument { schema: SCHEMA, status: if differs { "differs" } else { "ok" }, blocks })
}

fn replay(path: &Path, file: &str) -> Result<Vec<Replayed>, VerbError> {
    let text = fs::read_to_string(path).map_err(|source| VerbError::Io { path: path.to_owned(), source })?;
    let directory = path.parent().unwrap_or(Path::new("."));
    let testcase = Testcase::parse(&text, file, &mut |name| fs::read(directory.join(name)))?;
    Ok(testcase.replay()?)
}
