//! Who one is to which machine, as a netrc file has it (GNU Inetutils' netrc(5), and quotes as curl takes them).

use std::path::Path;

use super::FetchError;

/// The entries of a netrc file.
#[derive(Default)]
pub(super) struct Netrc {
    /// In the order of the file; without a machine the one for all others.
    entries: Vec<Entry>,
}

#[derive(Default)]
pub(super) struct Entry {
    machine: Option<String>,
    pub(super) login: String,
    pub(super) password: String,
}

impl Netrc {
    /// # Errors
    ///
    /// [`FetchError::Netrc`] for a word that has no place where it stands.
    pub(super) fn parse(text: &str, path: &Path) -> Result<Self, FetchError> {
        let error = |line, reason| FetchError::Netrc { path: path.to_owned(), line, reason };
        let mut words = Words { lines: text.lines(), rest: "", line: 0 };
        let mut entries: Vec<Entry> = Vec::new();
        while let Some(word) = words.next().map_err(|reason| error(words.line, reason))? {
            let at = words.line;
            let mut value = |reason| match words.next() {
                Ok(Some(value)) => Ok(value),
                Ok(None) => Err(error(at, reason)),
                Err(reason) => Err(error(words.line, reason)),
            };
            match word.as_str() {
                "machine" => {
                    let machine = Some(value("machine without a name")?);
                    entries.push(Entry { machine, ..Entry::default() });
                }
                "default" => entries.push(Entry::default()),
                "login" | "password" | "account" => {
                    let value = value("a word without what it is")?;
                    let entry = entries.last_mut().ok_or_else(|| error(at, "stands before any machine"))?;
                    match word.as_str() {
                        "login" => entry.login = value,
                        "password" => entry.password = value,
                        _ => {}
                    }
                }
                "macdef" => {
                    value("macdef without a name")?;
                    words.skip_macro();
                }
                _ => return Err(error(at, "a word that does not belong here")),
            }
        }
        Ok(Self { entries })
    }

    /// The first entry for a machine, or if that is wanted the one for all others.
    pub(super) fn entry(&self, machine: &str, or_default: bool) -> Option<&Entry> {
        self.entries.iter().find(|entry| match &entry.machine {
            Some(name) => name.eq_ignore_ascii_case(machine),
            None => or_default,
        })
    }
}

struct Words<'a> {
    lines: std::str::Lines<'a>,
    rest: &'a str,
    line: usize,
}

impl Words<'_> {
    /// The next word, which may be quoted; a `#` where one would begin makes the rest of the line a comment.
    fn next(&mut self) -> Result<Option<String>, &'static str> {
        loop {
            self.rest = self.rest.trim_start();
            if !self.rest.is_empty() && !self.rest.starts_with('#') {
                break;
            }
            let Some(line) = self.lines.next() else { return Ok(None) };
            self.line += 1;
            self.rest = line;
        }
        let Some(quoted) = self.rest.strip_prefix('"') else {
            let end = self.rest.find(char::is_whitespace).unwrap_or(self.rest.len());
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Ok(Some(word.to_owned()));
        };
        let mut word = String::new();
        let mut characters = quoted.chars();
        loop {
            match characters.next() {
                None => return Err("a quote that does not end on its line"),
                Some('"') => break,
                Some('\\') => match characters.next() {
                    Some('n') => word.push('\n'),
                    Some('r') => word.push('\r'),
                    Some('t') => word.push('\t'),
                    Some(other) => word.push(other),
                    None => return Err("a quote that does not end on its line"),
                },
                Some(other) => word.push(other),
            }
        }
        self.rest = characters.as_str();
        Ok(Some(word))
    }

    /// A macro ends with an empty line.
    fn skip_macro(&mut self) {
        self.rest = "";
        for line in self.lines.by_ref() {
            self.line += 1;
            if line.is_empty() {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Netrc, FetchError> {
        Netrc::parse(text, Path::new("netrc"))
    }

    fn of(netrc: &Netrc, machine: &str) -> Option<(String, String)> {
        netrc.entry(machine, true).map(|entry| (entry.login.clone(), entry.password.clone()))
    }

    #[test]
    fn words_may_stand_on_any_lines_quoted_or_not() {
        let netrc = parse(
            "# mine\nmachine a.test login me\n  password \"two words \\\" \\\\\"\n\nmacdef init\nmachine no\n\n\
             machine b.test account x password p#1 login you # yes\ndefault login anonymous password guest\n",
        )
        .expect("in order");
        let pair = |login: &str, password: &str| Some((login.to_owned(), password.to_owned()));
        assert_eq!(of(&netrc, "A.test"), pair("me", "two words \" \\"));
        assert_eq!(of(&netrc, "b.test"), pair("you", "p#1"));
        assert_eq!(of(&netrc, "no"), pair("anonymous", "guest"));
        assert!(netrc.entry("no", false).is_none());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, expected) in [
            ("machine", "netrc:1: machine without a name; "),
            ("\nlogin me", "netrc:2: stands before any machine; "),
            ("machine a\nlogin", "netrc:2: a word without what it is; "),
            ("machine a\n\npasswort b", "netrc:3: a word that does not belong here; "),
            ("machine a login \"b\npassword c", "netrc:1: a quote that does not end on its line; "),
        ] {
            let error = parse(text).err().expect(text);
            assert!(error.to_string().starts_with(expected), "{error}");
            assert_eq!(error.code(), "network-netrc");
        }
    }
}
