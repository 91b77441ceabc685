//! What an option of a repository may say: dnf's booleans, lists, times and sizes (dnf5.conf(5), "Types of Options").

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

use super::Variables;
use super::ini::Entry;

/// What is wrong with a `.repo` file.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{RepositoryConfig, Variables};
///
/// let text = "[updates]\nbaseurl=file:///srv\nenabled=perhaps\n";
/// let error = RepositoryConfig::parse(text, "a.repo".as_ref(), &Variables::new("x86_64"), &[], &mut Vec::new()).unwrap_err();
/// assert_eq!(error.code(), "config-value");
/// assert_eq!(error.to_string(), "a.repo:3: [updates]: enabled=perhaps: it should be 1 or 0, yes or no, true or false");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A line that is none of a configuration.
    #[error("{}:{line}: {reason}; the form is [id] on a line, then key=value on others", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, counting from 1.
        line: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A value that makes no sense.
    #[error("{}: [{repository}]: {key}={value}: it should be {expected}", at(path, *line))]
    Value {
        /// The file.
        path: PathBuf,
        /// The line; 0 for what no file says.
        line: usize,
        /// The repository.
        repository: String,
        /// The option.
        key: String,
        /// What it says.
        value: String,
        /// What it should say.
        expected: &'static str,
    },
    /// An id with other characters than an id may have.
    #[error("{}:{line}: [{repository}]: an id consists of letters, digits and -_.:", path.display())]
    Id {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The id.
        repository: String,
    },
    /// A repository that is nowhere.
    #[error("{}:{line}: [{repository}]: has neither baseurl nor mirrorlist nor metalink; say where it is", path.display())]
    NoPlace {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The repository.
        repository: String,
    },
    /// A repository that was also named by itself, under the same id.
    #[error("{}:{line}: [{repository}]: another repository is named so as well; give one of them another id", path.display())]
    NamedAsWell {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The id.
        repository: String,
    },
    /// Two repositories that were named under one id.
    #[error("two repositories are named {repository}=…; give one of them another id")]
    NamedTwice {
        /// The id.
        repository: String,
    },
    /// A directory without configuration.
    #[error("{}: there is no .repo file in it", path.display())]
    NoFiles {
        /// The directory.
        path: PathBuf,
    },
    /// A file that cannot be meant.
    #[error("{}: is longer than {limit_bytes} bytes; .repo files are not", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How long one may be.
        limit_bytes: u64,
    },
    /// An id that was named but that no file describes.
    #[error("there is no repository \"{repository}\" in the configuration; those in it are {known}")]
    Unknown {
        /// The id.
        repository: String,
        /// Those that are there.
        known: String,
    },
}

impl ConfigError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Line { .. } => "config-line",
            Self::Value { .. } => "config-value",
            Self::Id { .. } => "config-id",
            Self::NoPlace { .. } => "config-no-place",
            Self::NamedAsWell { .. } => "config-named-as-well",
            Self::NamedTwice { .. } => "config-named-twice",
            Self::NoFiles { .. } => "config-no-files",
            Self::TooLarge { .. } => "config-too-large",
            Self::Unknown { .. } => "config-unknown-repository",
        }
    }
}

/// The options of a repository, each taken out as it is asked for.
pub(super) struct Values<'a> {
    path: &'a Path,
    repository: &'a str,
    /// With variables replaced. Of an option that is there twice the last one counts.
    left: HashMap<&'a str, (String, usize)>,
}

impl<'a> Values<'a> {
    pub(super) fn new(
        path: &'a Path,
        repository: &'a str,
        variables: &Variables,
        entries: impl Iterator<Item = &'a Entry>,
    ) -> Self {
        let left =
            entries.map(|Entry { key, value, line }| (key.as_str(), (variables.substitute(value), *line)));
        Self { path, repository, left: left.collect() }
    }

    /// The repository's id.
    pub(super) fn id(&self, line: usize) -> Result<String, ConfigError> {
        let id = self.repository.to_owned();
        let is_id = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
        if is_id { Ok(id) } else { Err(ConfigError::Id { path: self.path.to_owned(), line, repository: id }) }
    }

    /// Whether an option says no; it may still be asked for.
    pub(super) fn is_off(&self, key: &str) -> bool {
        self.left.get(key).is_some_and(|(value, _)| boolean(value.trim()) == Some(false))
    }

    /// What an option says, even if that is nothing.
    pub(super) fn said(&mut self, key: &str) -> Option<String> {
        self.left.remove(key).map(|(value, _)| value)
    }

    /// What an option says.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.said(key).filter(|value| !value.is_empty())
    }

    /// All that an option says under one of its names.
    pub(super) fn list(&mut self, keys: &[&str]) -> Vec<String> {
        let said: Vec<String> = keys.iter().filter_map(|key| self.text(key)).collect();
        let items = said.iter().flat_map(|text| text.split([',', ' ', '\t', '\n']));
        items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    pub(super) fn boolean(&mut self, key: &str) -> Result<Option<bool>, ConfigError> {
        self.read(key, "1 or 0, yes or no, true or false", boolean)
    }

    pub(super) fn number<N: FromStr>(&mut self, key: &str) -> Result<Option<N>, ConfigError> {
        self.read(key, "a number", |text| text.parse().ok())
    }

    /// A time: seconds, or with a unit; `None` inside for "never".
    pub(super) fn duration(&mut self, key: &str) -> Result<Option<Option<Duration>>, ConfigError> {
        self.read(key, DURATION, duration)
    }

    /// A size: bytes, or with a unit.
    pub(super) fn bytes(&mut self, key: &str) -> Result<Option<u64>, ConfigError> {
        self.read(key, "a number of bytes, or one with k, M or G behind it", |text| {
            let units = [('k', 1 << 10), ('m', 1 << 20), ('g', 1 << 30)];
            Some(scaled(text, &units)? as u64)
        })
    }

    /// Warns of the options that nobody has asked for.
    pub(super) fn warn_of_others(self, ignored: &[&str], warnings: &mut Vec<String>) {
        let Self { path, repository, left } = self;
        let mut others: Vec<_> = left.into_iter().map(|(key, (_, line))| (line, key)).collect();
        others.sort_unstable();
        for (line, key) in others.into_iter().filter(|(_, key)| !ignored.contains(key)) {
            let place = at(path, line);
            // What [main] says is said to every repository.
            if !warnings.iter().any(|told| told.starts_with(&format!("{place}: [")) && told.contains(key)) {
                warnings.push(format!(
                    "{place}: [{repository}]: \"{key}\" is no option of a repository; left out"
                ));
            }
        }
    }

    fn read<T>(
        &mut self,
        key: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some((value, line)) = self.left.remove(key).filter(|(value, _)| !value.is_empty()) else {
            return Ok(None);
        };
        match parse(value.trim()) {
            Some(parsed) => Ok(Some(parsed)),
            None => Err(ConfigError::Value {
                path: self.path.to_owned(),
                line,
                repository: self.repository.to_owned(),
                key: key.to_owned(),
                value,
                expected,
            }),
        }
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "true" | "on" => Some(true),
        "0" | "no" | "false" | "off" => Some(false),
        _ => None,
    }
}

/// A place in a file; what stands in none was given beside it.
fn at(path: &Path, line: usize) -> String {
    if line == 0 { "--setopt".to_owned() } else { format!("{}:{line}", path.display()) }
}

/// What a time looks like.
pub(crate) const DURATION: &str = "a number of seconds, or one with s, m, h, d or w behind it, or never";

/// A time as options write it; `None` inside for "never".
pub(crate) fn duration(text: &str) -> Option<Option<Duration>> {
    if matches!(text, "-1" | "never") {
        return Some(None);
    }
    let units = [('s', 1), ('m', 60), ('h', 3600), ('d', 86400), ('w', 604_800)];
    Duration::try_from_secs_f64(scaled(text, &units)?).ok().map(Some)
}

/// A number that is not negative, times the unit behind it, if there is one.
fn scaled(text: &str, units: &[(char, u64)]) -> Option<f64> {
    let last = text.chars().next_back()?.to_ascii_lowercase();
    let (digits, unit) = match units.iter().find(|(unit, _)| *unit == last) {
        Some((_, scale)) => (&text[..text.len() - 1], *scale),
        None => (text, 1),
    };
    let number: f64 = digits.trim_end().parse().ok()?;
    (number.is_finite() && number >= 0.0).then_some(number * unit as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(entries: &[Entry]) -> Values<'_> {
        Values::new(Path::new("a.repo"), "a", &Variables::new("x86_64"), entries.iter())
    }

    fn entry(value: &str) -> [Entry; 1] {
        [Entry { key: "key".to_owned(), value: value.to_owned(), line: 7 }]
    }

    #[test]
    fn times_and_sizes_have_units() {
        let seconds = |text: &str| values(&entry(text)).duration("key").ok().flatten();
        let wait = |seconds| Some(Some(Duration::from_secs(seconds)));
        assert_eq!(seconds("90"), wait(90));
        assert_eq!(seconds("1.5h"), wait(5400));
        assert_eq!(seconds("2d"), wait(2 * 86400));
        assert_eq!(seconds("never"), Some(None));
        assert_eq!(seconds("-1"), Some(None));
        for wrong in ["-2", "h", "1y", "inf", "nan", "1e400", "1e300w"] {
            assert!(values(&entry(wrong)).duration("key").is_err(), "{wrong}");
        }
        assert_eq!(values(&entry("1k")).bytes("key").ok().flatten(), Some(1024));
        assert_eq!(values(&entry("1.5M")).bytes("key").ok().flatten(), Some(1536 << 10));
    }

    #[test]
    fn lists_are_separated_by_blanks_and_commas() {
        assert_eq!(values(&entry("a, b\nc\td,,")).list(&["key"]), ["a", "b", "c", "d"]);
        assert!(values(&entry("")).list(&["key"]).is_empty());
    }

    #[test]
    fn booleans_are_dnfs() {
        for (text, expected) in [("1", true), ("Yes", true), ("TRUE", true), ("0", false), ("No", false)] {
            assert_eq!(values(&entry(text)).boolean("key").ok().flatten(), Some(expected), "{text}");
        }
        let error = values(&entry("2")).boolean("key").expect_err("2 is neither");
        assert_eq!(error.to_string(), "a.repo:7: [a]: key=2: it should be 1 or 0, yes or no, true or false");
    }
}
