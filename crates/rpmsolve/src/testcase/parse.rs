//! Reads the lines of a testcase. What is set for the pool (repositories, `system`, `poolflags`, `disable`) holds
//! for the blocks that follow; jobs, `solverflags` and results hold for their block.

use std::io::{self, Read};

use super::testtags::Testtags;
use super::{Block, TestJob, TestRepository, Testcase, TestcaseError};
use crate::metadata::{UNPACKED_MAX_BYTES, decompress};

impl Testcase {
    /// Reads a testcase. `file` is its name, for messages; `load` reads the files that it names, which are always
    /// relative and below the testcase's own directory.
    ///
    /// # Errors
    ///
    /// [`TestcaseError`] with file and line. What is well-formed but not known is no error: the blocks that it
    /// concerns are replayed as unsupported.
    pub fn parse(
        text: &str,
        file: &str,
        load: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
    ) -> Result<Self, TestcaseError> {
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim())).collect();
        let mut parser = Parser {
            file,
            lines,
            next: 0,
            testcase: Self::default(),
            block: Block { arch: "unset".to_owned(), ..Block::default() },
            has_pool_flags: false,
            load,
        };
        while let Some(&(number, line)) = parser.lines.get(parser.next) {
            parser.next += 1;
            if !line.is_empty() && !line.starts_with('#') {
                parser.line(number, line)?;
            }
        }
        parser.end_block(false);
        Ok(parser.testcase)
    }
}

struct Parser<'a> {
    file: &'a str,
    lines: Vec<(usize, &'a str)>,
    next: usize,
    testcase: Testcase,
    block: Block,
    /// Whether this block has set pool flags: its first ones replace those of the block before.
    has_pool_flags: bool,
    load: &'a mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
}

impl<'a> Parser<'a> {
    fn line(&mut self, number: usize, line: &'a str) -> Result<(), TestcaseError> {
        let file = self.file;
        let error = |reason: String| TestcaseError::Line { file: file.to_owned(), line: number, reason };
        let words: Vec<&str> = line.split_whitespace().collect();
        let flags =
            || line.split([' ', '\t', ',']).skip(1).filter(|flag| !flag.is_empty()).map(str::to_owned);
        match words[..] {
            ["repo", name, priority, form, ..] => {
                let repository = repository(name, priority).map_err(error)?;
                let repository = self.fill(number, repository, form, words.get(4).copied())?;
                self.testcase.repositories.push(repository);
            }
            ["system", arch, distribution, ..] => {
                self.block.arch = if arch == "-" { "unset" } else { arch }.to_owned();
                self.block.system = words.get(3).copied().unwrap_or_default().to_owned();
                if !matches!(distribution, "rpm" | "*") {
                    self.block.unsupported_pool.push(format!("system of type {distribution}"));
                }
            }
            ["poolflags", ..] => {
                if !std::mem::replace(&mut self.has_pool_flags, true) {
                    self.block.pool_flags.clear();
                }
                self.block.pool_flags.extend(flags());
            }
            ["solverflags", ..] => self.block.solver_flags.extend(flags()),
            ["disable", "pkg", package] => self.block.disabled.push(package.to_owned()),
            ["job", ..] => self.block.jobs.push(job(line).map_err(error)?),
            ["result", kinds, place] => {
                self.block.result_kinds = kinds.split(',').map(str::to_owned).collect();
                let lines: Vec<String> = if place == INLINE {
                    self.inline().into_iter().map(|(_, line)| line.to_owned()).collect()
                } else {
                    self.read(number, place)?.lines().map(str::to_owned).collect()
                };
                let lines = lines.iter().map(|line| line.trim().to_owned());
                self.block.expected = lines.filter(|line| !line.is_empty()).collect();
            }
            ["nextjob", ..] => self.end_block(words.get(1) == Some(&"reusesolver")),
            // What the features are for shows when something uses them.
            ["feature", ..] => {}
            ["repo" | "system" | "result", ..] => {
                return Err(error(format!("\"{line}\" lacks something; see libsolv's testcase format")));
            }
            [other, ..] => self.block.unsupported.push(other.to_owned()),
            [] => {}
        }
        Ok(())
    }

    /// The `#>` lines that follow, each with its number and without the mark.
    fn inline(&mut self) -> Vec<(usize, &'a str)> {
        let following = self.lines[self.next..].iter();
        let marked = following.map_while(|(number, line)| Some((*number, line.strip_prefix("#>")?)));
        let found: Vec<_> = marked.collect();
        self.next += found.len();
        found
    }

    fn fill(
        &mut self,
        number: usize,
        mut repository: TestRepository,
        form: &str,
        place: Option<&str>,
    ) -> Result<TestRepository, TestcaseError> {
        let mut tags = Testtags::default();
        let mut read = |file: &str, lines: &mut dyn Iterator<Item = (usize, &str)>| {
            for (line, text) in lines {
                let error = |reason| TestcaseError::Line { file: file.to_owned(), line, reason };
                tags.line(text).map_err(error)?;
            }
            Ok::<(), TestcaseError>(())
        };
        match (form, place) {
            ("empty", _) => {}
            ("testtags", Some(INLINE)) => read(self.file, &mut self.inline().into_iter())?,
            ("testtags", Some(place)) => {
                let text = self.read(number, place)?;
                read(place, &mut text.lines().enumerate().map(|(index, line)| (index + 1, line)))?;
            }
            _ => self.block.unsupported_pool.push(format!("repository of type {form}")),
        }
        if let Some(list) = &tags.list {
            let reason = format!("+{list}: is not closed by -{list}: in repository {}", repository.name);
            return Err(TestcaseError::Line { file: self.file.to_owned(), line: number, reason });
        }
        repository.add_own_name = tags.adds_own_name;
        repository.packages = tags.packages;
        Ok(repository)
    }

    /// Ends a block; the next begins with its pool, and with its solver flags if it uses the same solver.
    fn end_block(&mut self, keeps_solver: bool) {
        self.block.repositories = self.testcase.repositories.len();
        let done = std::mem::take(&mut self.block);
        self.block = Block {
            arch: done.arch.clone(),
            system: done.system.clone(),
            pool_flags: done.pool_flags.clone(),
            solver_flags: if keeps_solver { done.solver_flags.clone() } else { Vec::new() },
            disabled: done.disabled.clone(),
            unsupported_pool: done.unsupported_pool.clone(),
            ..Block::default()
        };
        self.has_pool_flags = false;
        self.testcase.blocks.push(done);
    }

    /// Reads a file that the testcase names, unpacked.
    fn read(&mut self, number: usize, place: &str) -> Result<String, TestcaseError> {
        let is_outside =
            place.starts_with('/') || place.split(['/', '\\']).any(|part| part == ".." || part.contains(':'));
        if is_outside {
            let reason = format!("\"{place}\" lies outside the testcase's directory; refused");
            return Err(TestcaseError::Line { file: self.file.to_owned(), line: number, reason });
        }
        let error = |source| TestcaseError::Read { file: place.to_owned(), source };
        let bytes = (self.load)(place).map_err(error)?;
        let mut text = String::new();
        let unpacked = decompress(&bytes[..], place, UNPACKED_MAX_BYTES).map_err(io::Error::other);
        unpacked.map_err(error)?.read_to_string(&mut text).map_err(error)?;
        Ok(text)
    }
}

/// Where the content of a repository or result stands in the testcase itself.
const INLINE: &str = "<inline>";

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
