//! `$basearch` and its kin: what stands for something else in the configuration of repositories.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::RepoError;

/// The variables of a configuration, and what they stand for: `$arch` and `$basearch` follow from the architecture,
/// `$releasever_major` and `$releasever_minor` from `$releasever`, everything else is set.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::Variables;
///
/// let mut variables = Variables::new("x86_64");
/// variables.set("releasever", "9.4");
/// assert_eq!(variables.substitute("el$releasever_major/$basearch/${channel:-stable}"), "el9/x86_64/stable");
/// assert_eq!(variables.substitute("$unknown stays"), "$unknown stays");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables(BTreeMap<String, String>);

/// How deep a word inside `${variable:-word}` may hold others (libdnf5, conf/vars.cpp).
const DEPTH_MAX: usize = 32;
/// How long it may be.
const WORD_MAX_BYTES: usize = 4096;

impl Variables {
    /// Those that follow from an architecture.
    pub fn new(arch: &str) -> Self {
        let base = base_arch(arch);
        Self(BTreeMap::from([("arch".to_owned(), arch.to_owned()), ("basearch".to_owned(), base.to_owned())]))
    }

    /// Sets a variable; `releasever` sets its parts as well.
    pub fn set(&mut self, name: &str, value: &str) {
        if name == "releasever" {
            let (major, minor) = value.split_once('.').unwrap_or((value, ""));
            self.0.insert("releasever_major".to_owned(), major.to_owned());
            self.0.insert("releasever_minor".to_owned(), minor.to_owned());
        }
        self.0.insert(name.to_owned(), value.to_owned());
    }

    /// What a variable stands for.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Reads a directory of variables, as `/etc/dnf/vars` is one: a file is called as its variable, and its first line
    /// is what it stands for. A directory that is not there holds none; `arch` and `basearch` cannot be set in it.
    ///
    /// # Errors
    ///
    /// [`RepoError::Io`] if it cannot be read.
    pub fn read_directory(&mut self, directory: &Path) -> Result<(), RepoError> {
        let error = |path: &Path, source| RepoError::Io { path: path.to_owned(), source };
        let entries = match fs::read_dir(directory) {
            Err(source) if source.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(|source| error(directory, source))?,
        };
        for entry in entries {
            let path = entry.map_err(|source| error(directory, source))?.path();
            if path.is_dir() {
                continue;
            }
            let name = path.file_name().and_then(|name| name.to_str()).filter(|name| is_name(name));
            let Some(name) = name.filter(|name| !matches!(*name, "arch" | "basearch")) else { continue };
            let text = fs::read_to_string(&path).map_err(|source| error(&path, source))?;
            self.set(name, text.lines().next().unwrap_or_default().trim());
        }
        Ok(())
    }

    /// The text with everything in it that stands for something else replaced. A variable that is not known stays as it
    /// is written, which in a URL is seen at once.
    ///
    /// `$name`, `${name}`; `${name:-word}` is the word if the variable is not set or empty, and `${name:+word}` if it is
    /// neither (dnf5.conf(5)); other things with a `$` are text.
    pub fn substitute(&self, text: &str) -> String {
        self.substitute_to(text, DEPTH_MAX)
    }

    fn substitute_to(&self, text: &str, depth: usize) -> String {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(dollar) = rest.find('$') {
            let (before, from) = rest.split_at(dollar);
            result.push_str(before);
            let (value, length) = self.first(from, depth).unwrap_or_else(|| ("$".to_owned(), 1));
            result.push_str(&value);
            rest = &from[length..];
        }
        result + rest
    }

    /// What the variable at the beginning of a text stands for, and how long it is.
    fn first(&self, text: &str, depth: usize) -> Option<(String, usize)> {
        let Some(inside) = text.strip_prefix("${") else {
            let length = name_length(&text[1..]);
            return self.value(&text[1..1 + length]).map(|value| (value.to_owned(), 1 + length));
        };
        let (name, behind) = inside.split_at(name_length(inside));
        let value = self.value(name);
        if behind.starts_with('}') {
            return value.map(|value| (value.to_owned(), 2 + name.len() + 1));
        }
        let is_default = behind.starts_with(":-");
        let word = behind.strip_prefix(":-").or_else(|| behind.strip_prefix(":+"))?;
        let depth = depth.checked_sub(1)?;
        let word = &word[..word_length(word)?];
        let length = 2 + name.len() + 2 + word.len() + 1;
        let value = match value.filter(|value| !value.is_empty()) {
            Some(value) if is_default => value.to_owned(),
            None if !is_default => String::new(),
            _ => self.substitute_to(word, depth),
        };
        (!name.is_empty()).then_some((value, length))
    }
}

/// How far a word goes: to the brace that closes it.
fn word_length(text: &str) -> Option<usize> {
    let mut open = 0;
    let mut previous = 0;
    for (position, byte) in text.bytes().take(WORD_MAX_BYTES).enumerate() {
        match byte {
            b'{' if previous == b'$' => open += 1,
            b'}' if open == 0 => return Some(position),
            b'}' => open -= 1,
            _ => {}
        }
        previous = byte;
    }
    None
}

fn name_length(text: &str) -> usize {
    text.bytes().position(|byte| !is_name_byte(byte)).unwrap_or(text.len())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_name_byte)
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The architecture that repositories are called by (libdnf5, rpm/arch.cpp).
fn base_arch(arch: &str) -> &str {
    match arch {
        "i386" | "i486" | "i586" | "i686" | "athlon" | "geode" => "i386",
        "x86_64" | "amd64" | "ia32e" => "x86_64",
        "arm64" | "aarch64" => "aarch64",
        "armv5tejl" | "armv5tel" | "armv5tl" | "armv6l" | "armv7l" => "arm",
        "armv6hl" | "armv7hl" | "armv7hnl" | "armv8hl" => "armhfp",
        "ppc64p7" | "ppc64pseries" | "ppc64iseries" => "ppc64",
        "alphaev4" | "alphaev45" | "alphaev5" | "alphaev56" | "alphaev6" | "alphaev67" | "alphaev68"
        | "alphaev7" | "alphapca56" => "alpha",
        "sparc64v" => "sparc64",
        "sparcv8" | "sparcv9" | "sparcv9v" => "sparc",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn substituted(text: &str) -> String {
        let mut variables = Variables::new("i686");
        variables.set("releasever", "2023.4");
        variables.set("empty", "");
        variables.substitute(text)
    }

    #[test]
    fn names_end_where_no_name_goes_on() {
        for (text, expected) in [
            ("$basearch", "i386"),
            ("$arch-$basearch/", "i686-i386/"),
            ("${basearch}x", "i386x"),
            ("$releasever$releasever_major.$releasever_minor", "2023.42023.4"),
            ("$basearchs $ $$basearch 5$", "$basearchs $ $i386 5$"),
            ("${basearch", "${basearch"),
            ("${}", "${}"),
        ] {
            assert_eq!(substituted(text), expected, "{text}");
        }
    }

    #[test]
    fn words_stand_in() {
        for (text, expected) in [
            ("${none:-word}", "word"),
            ("${empty:-word}", "word"),
            ("${arch:-word}", "i686"),
            ("${none:+word}", ""),
            ("${empty:+word}", ""),
            ("${arch:+word}", "word"),
            ("${none:-${none:-$arch}}/", "i686/"),
            ("${none:-a{b}c}", "a{bc}"),
            ("${none:?word}", "${none:?word}"),
            ("${:-word}", "${:-word}"),
        ] {
            assert_eq!(substituted(text), expected, "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let text = "${none:-".repeat(10_000) + &"}".repeat(10_000);
        assert!(substituted(&text).len() <= text.len());
    }
}
