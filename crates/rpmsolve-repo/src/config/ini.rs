//! The dialect of INI that dnf's configuration is written in (libdnf5, utils/iniparser.cpp): a line that begins with a
//! blank goes on with the value above it, only a line that begins with `#` or `;` is a comment, and quotes around a
//! whole value do not belong to it.

/// A file of sections, each line of it accounted for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ini {
    pub(super) sections: Vec<Section>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    /// Where it begins, counting from 1.
    pub(super) line: usize,
    pub(super) entries: Vec<Entry>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    /// With the breaks between its lines.
    pub(super) value: String,
    pub(super) line: usize,
}

/// A line that is not in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct IniError {
    pub(super) line: usize,
    pub(super) reason: &'static str,
}

impl Ini {
    pub(super) fn parse(text: &str) -> Result<Self, IniError> {
        let mut ini = Self::default();
        // Whether the last line is a value that can go on.
        let mut is_open = false;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (line, content) in (1..).zip(text.lines()) {
            let error = |reason| IniError { line, reason };
            let is_continuation = content.starts_with([' ', '\t']);
            let content = content.trim();
            if content.is_empty() || !is_continuation && content.starts_with(['#', ';']) {
                is_open = false;
            } else if is_continuation {
                let last = ini.sections.last_mut().and_then(|section| section.entries.last_mut());
                let last = last.filter(|_| is_open);
                let last =
                    last.ok_or(error("begins with a blank, but there is no value above that could go on"))?;
                last.value.push('\n');
                last.value.push_str(content);
            } else if let Some(rest) = content.strip_prefix('[') {
                let (name, behind) = rest.split_once(']').ok_or(error("has no \"]\""))?;
                if name.is_empty() {
                    return Err(error("names no section"));
                }
                if !behind.is_empty() && !behind.trim_start().starts_with(['#', ';']) {
                    return Err(error("goes on behind the \"]\""));
                }
                ini.sections.push(Section { name: name.to_owned(), line, entries: Vec::new() });
                is_open = false;
            } else {
                let section = ini.sections.last_mut().ok_or(error("stands before the first [section]"))?;
                let (key, value) = content.split_once('=').ok_or(error("has no \"=\""))?;
                let key = key.trim_end();
                if key.is_empty() {
                    return Err(error("has nothing before the \"=\""));
                }
                let value = value.trim_start().to_owned();
                section.entries.push(Entry { key: key.to_owned(), value, line });
                is_open = true;
            }
        }
        for entry in ini.sections.iter_mut().flat_map(|section| &mut section.entries) {
            if let Some(inner) = unquoted(&entry.value) {
                entry.value = inner.to_owned();
            }
        }
        Ok(ini)
    }
}

fn unquoted(value: &str) -> Option<&str> {
    ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(String, String, usize)> {
        let ini = Ini::parse(text).expect("it is in order");
        let all = ini.sections.into_iter().flat_map(|section| section.entries);
        all.map(|entry| (entry.key, entry.value, entry.line)).collect()
    }

    fn entry(key: &str, value: &str, line: usize) -> (String, String, usize) {
        (key.to_owned(), value.to_owned(), line)
    }

    #[test]
    fn values_go_on_where_lines_begin_with_blanks() {
        let text = "[a]\nbaseurl = http://one/\n  http://two/\n\t# no comment\n# a comment\nname=\"A B\"\n";
        let expected =
            [entry("baseurl", "http://one/\nhttp://two/\n# no comment", 2), entry("name", "A B", 6)];
        assert_eq!(entries(text), expected);
    }

    #[test]
    fn byte_order_marks_empty_values_and_carriage_returns_do_no_harm() {
        let text = "\u{feff}[a] # why\r\nproxy=\r\nname='it''s'\r\n";
        assert_eq!(entries(text), [entry("proxy", "", 2), entry("name", "it''s", 3)]);
    }

    #[test]
    fn errors_name_their_line() {
        for (text, line, reason) in [
            ("name=x\n", 1, "before the first"),
            ("[a]\n\n  name=x\n", 3, "no value above"),
            ("[a]\nname\n", 2, "no \"=\""),
            ("[a]\n=x\n", 2, "nothing before"),
            ("[a\n", 1, "no \"]\""),
            ("[]\n", 1, "names no section"),
            ("[a] b\n", 1, "goes on"),
        ] {
            let error = Ini::parse(text).expect_err(text);
            assert_eq!(error.line, line, "{text}");
            assert!(error.reason.contains(reason), "{text}: {}", error.reason);
        }
    }
}
