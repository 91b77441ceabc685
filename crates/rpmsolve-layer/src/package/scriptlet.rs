//! The scriptlets and triggers that an installation would have run; a layer runs none of them.
//!
//! Only what runs when a package comes in is of interest: nothing is ever removed from a layer.

use rpm::{IndexTag, PackageMetadata};

/// A scriptlet or trigger that rpm would have run on installation.
///
/// # Example
///
/// ```
/// # use rpmsolve_layer::Scriptlet;
/// let post = Scriptlet { section: "%post", program: "/sbin/ldconfig".into(), body: String::new() };
/// assert!(post.is_harmless());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scriptlet {
    /// Section of the spec file: `%pre`, `%post`, `%pretrans`, `%posttrans`, `%triggerin`, `%filetriggerin` …
    pub section: &'static str,
    /// The interpreter, with its arguments.
    pub program: String,
    /// The script; empty where the program is everything.
    pub body: String,
}

impl Scriptlet {
    /// True when leaving the scriptlet out changes nothing in a layer: it only runs `ldconfig`, whose cache a
    /// layer does not use, or is empty.
    #[must_use]
    pub fn is_harmless(&self) -> bool {
        if self.body.is_empty() {
            return self.program.ends_with("/ldconfig");
        }
        let is_idle = |line: &str| {
            let line = line.trim();
            line.is_empty()
                || line.starts_with('#')
                || line == ":"
                || line == "exit 0"
                || line.starts_with("set -")
                || line.starts_with("/sbin/ldconfig")
                || line.starts_with("/usr/sbin/ldconfig")
                || line.starts_with("ldconfig")
        };
        self.body.lines().all(is_idle)
    }
}

const SECTIONS: [(&str, IndexTag, IndexTag); 7] = [
    ("%pretrans", IndexTag::RPMTAG_PRETRANS, IndexTag::RPMTAG_PRETRANSPROG),
    ("%pre", IndexTag::RPMTAG_PREIN, IndexTag::RPMTAG_PREINPROG),
    ("%post", IndexTag::RPMTAG_POSTIN, IndexTag::RPMTAG_POSTINPROG),
    ("%posttrans", IndexTag::RPMTAG_POSTTRANS, IndexTag::RPMTAG_POSTTRANSPROG),
    ("%triggerin", IndexTag::RPMTAG_TRIGGERSCRIPTS, IndexTag::RPMTAG_TRIGGERSCRIPTPROG),
    ("%filetriggerin", IndexTag::RPMTAG_FILETRIGGERSCRIPTS, IndexTag::RPMTAG_FILETRIGGERSCRIPTPROG),
    (
        "%transfiletriggerin",
        IndexTag::RPMTAG_TRANSFILETRIGGERSCRIPTS,
        IndexTag::RPMTAG_TRANSFILETRIGGERSCRIPTPROG,
    ),
];

/// What installing the package would have run, in rpm's order.
pub(crate) fn read(metadata: &PackageMetadata) -> Vec<Scriptlet> {
    let mut found = Vec::new();
    for (section, script, program) in SECTIONS {
        let body = text(metadata, script);
        let program = text(metadata, program);
        if body.is_some() || program.is_some() {
            found.push(Scriptlet {
                section,
                program: program.unwrap_or_else(|| "/bin/sh".to_owned()),
                body: body.unwrap_or_default(),
            });
        }
    }
    found
}

/// A tag as one text, be it a string or an array of them.
fn text(metadata: &PackageMetadata, tag: IndexTag) -> Option<String> {
    let header = &metadata.header;
    if let Ok(values) = header.get_entry_data_as_string_array(tag) {
        return Some(values.join("\n"));
    }
    header.get_entry_data_as_string(tag).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ldconfig_is_harmless() {
        let script =
            |body: &str| Scriptlet { section: "%post", program: "/bin/sh".into(), body: body.into() };
        assert!(script("/sbin/ldconfig\n").is_harmless());
        assert!(script("#!/bin/sh\nset -e\n\nexit 0").is_harmless());
        assert!(!script("/sbin/ldconfig\nuseradd git").is_harmless());
        assert!(
            !Scriptlet { section: "%post", program: "/bin/sh".into(), body: String::new() }.is_harmless()
        );
    }
}
