//! Reads the lines of a testcase. What is set for the pool (repositories, `system`, `poolflags`, `disable`) holds
//! for the blocks that follow; jobs, `solverflags` and results hold for their block.

use super::testtags::Testtags;
use super::{Block, TestJob, TestRepository, Testcase, TestcaseError};
use crate::metadata::{UNPACKED_MAX_BYTES, decompress};

use std::io::Read;

impl Testcase {
    /// Reads a testcase. `file` is its name, for messages; `load` reads the files that it names, by the name that
    /// stands in it.
    ///
    /// # Errors
    ///
    /// [`TestcaseError`] with file and line. What is well-formed but not known is no error: the blocks that it
    /// concerns are replayed as unsupported.
    pub fn parse(
        text: &str,
        file: &str,
        load: &mut dyn FnMut(&str) -> std::io::Result<Vec<u8>>,
    ) -> Result<Self, TestcaseError> {
        let mut testcase = Self::default();
        let mut block = Block { arch: "unset".to_owned(), ..Block::default() };
        let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line)).peekable();
        while let Some((number, line)) = lines.next() {
            let error = |reason: String| TestcaseError::Line { file: file.to_owned(), line: number, reason };
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let words: Vec<&str> = line.split_whitespace().collect();
            let inline = |wanted: bool, lines: &mut std::iter::Peekable<_>| {
                let mut found = Vec::new();
                while let Some((number, line)) = wanted.then(|| next_inline(lines)).flatten() {
                    found.push((number, line));
                }
                found
            };
            match words[0] {
                "repo" => {
                    let [_, name, priority, form, ..] = words[..] else {
                        return Err(error("a repo line is: repo NAME PRIORITY TYPE FILE".to_owned()));
                    };
                    let place = words.get(4).copied();
                    let content = inline(place == Some("<inline>"), &mut lines);
                    let mut repository = repository(name, priority).map_err(error)?;
                    match (form, place) {
                        ("empty", _) => {}
                        ("testtags", Some("<inline>")) => {
                            fill(&mut repository, content.into_iter(), file)?;
                        }
                        ("testtags", Some(place)) => {
                            let text = load_text(place, load)?;
                            let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
                            fill(&mut repository, lines, place)?;
                        }
                        _ => block.unsupported.push(format!("repository type {form}")),
                    }
                    testcase.repositories.push(repository);
                }
                "system" => {
                    let [_, arch, _, system, ..] = words[..] else {
                        return Err(error(
                            "a system line is: system ARCH DISTRIBUTION REPOSITORY".to_owned(),
                        ));
                    };
                    (block.arch, block.system) = (arch.to_owned(), system.to_owned());
                }
                "poolflags" => block.pool_flags.extend(words[1..].iter().map(|&flag| flag.to_owned())),
                "solverflags" => block.solver_flags.extend(words[1..].iter().map(|&flag| flag.to_owned())),
                "disable" if words.get(1) == Some(&"pkg") && words.len() == 3 => {
                    block.disabled.push(words[2].to_owned());
                }
                "job" => block.jobs.push(job(line).map_err(error)?),
                "result" => {
                    let [_, kinds, place] = words[..] else {
                        return Err(error("a result line is: result KINDS FILE".to_owned()));
                    };
                    block.result_kinds.extend(kinds.split(',').map(str::to_owned));
                    let lines: Vec<String> = if place == "<inline>" {
                        inline(true, &mut lines).into_iter().map(|(_, line)| line.to_owned()).collect()
                    } else {
                        load_text(place, load)?.lines().map(str::to_owned).collect()
                    };
                    block.expected.extend(
                        lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()),
                    );
                }
                "nextjob" => {
                    let next = Block {
                        jobs: Vec::new(),
                        solver_flags: if words.get(1) == Some(&"reusesolver") {
                            block.solver_flags.clone()
                        } else {
                            Vec::new()
                        },
                        result_kinds: Vec::new(),
                        expected: Vec::new(),
                        ..block.clone()
                    };
                    testcase.blocks.push(std::mem::replace(&mut block, next));
                }
                // What the features are for shows when something uses them.
                "feature" => {}
                other => block.unsupported.push(other.to_owned()),
            }
        }
        testcase.blocks.push(block);
        Ok(testcase)
    }
}

fn next_inline<'a, I: Iterator<Item = (usize, &'a str)>>(
    lines: &mut std::iter::Peekable<I>,
) -> Option<(usize, &'a str)> {
    let (number, line) = lines.next_if(|(_, line)| line.trim_start().starts_with("#>"))?;
    Some((number, line.trim_start().strip_prefix("#>")?))
}

fn load_text(
    place: &str,
    load: &mut dyn FnMut(&str) -> std::io::Result<Vec<u8>>,
) -> Result<String, TestcaseError> {
    let read = |source| TestcaseError::Read { file: place.to_owned(), source };
    let bytes = load(place).map_err(read)?;
    let mut text = String::new();
    let mut unpacked =
        decompress(&bytes, place, UNPACKED_MAX_BYTES).map_err(|error| read(std::io::Error::other(error)))?;
    unpacked.read_to_string(&mut text).map_err(read)?;
    Ok(text)
}

fn repository(name: &str, priority: &str) -> Result<TestRepository, String> {
    let (priority, sub_priority) = priority.split_once('.').unwrap_or((priority, "0"));
    let number = |text: &str| text.parse::<i32>().map_err(|_| format!("\"{text}\" is not a priority"));
    Ok(TestRepository {
        name: name.to_owned(),
        priority: number(priority)?,
        sub_priority: number(sub_priority)?,
        packages: Vec::new(),
        add_own_name: true,
    })
}

fn fill<'a>(
    repository: &mut TestRepository,
    lines: impl Iterator<Item = (usize, &'a str)>,
    file: &str,
) -> Result<(), TestcaseError> {
    let mut tags = Testtags::default();
    for (line, text) in lines {
        tags.line(text).map_err(|reason| TestcaseError::Line { file: file.to_owned(), line, reason })?;
    }
    repository.add_own_name = !tags.is_version_3;
    repository.packages = tags.packages;
    Ok(())
}

fn job(line: &str) -> Result<TestJob, String> {
    let rest = line.strip_prefix("job").unwrap_or(line).trim();
    let (rest, flags) = match rest.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((rest, flags)) => (rest.trim(), flags.split(',').map(|flag| flag.trim().to_owned()).collect()),
        None => (rest, Vec::new()),
    };
    let (action, rest) =
        rest.split_once(char::is_whitespace).ok_or_else(|| format!("\"{line}\" selects nothing"))?;
    let (selection, argument) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
    Ok(TestJob {
        action: action.to_owned(),
        selection: selection.to_owned(),
        argument: argument.trim().to_owned(),
        flags,
    })
}
