//! The scriptlets and triggers that an installation would have run; a layer runs none of them.
//!
//! Only what runs when a package comes in is of interest: nothing is ever removed from a layer.

use rpm::{IndexTag, PackageMetadata};

/// A scriptlet or trigger that rpm would have run on installation.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::Scriptlet;
/// let post = Scriptlet {
///     section: "%post",
///     program: "/sbin/ldconfig".into(),
///     body: String::new(),
///     triggered_by: Vec::new(),
/// };
/// assert_eq!(post.section, "%post");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scriptlet {
    /// Section of the spec file: `%pre`, `%post`, `%pretrans`, `%posttrans`, `%triggerin`, `%filetriggerin` …
    pub section: &'static str,
    /// The interpreter, with its arguments.
    pub program: String,
    /// The script; empty where the program is everything.
    pub body: String,
    /// Of a trigger: the packages, or the beginnings of paths, that it waits for.
    pub triggered_by: Vec<String>,
}

/// Section, script and program.
const SECTIONS: [(&str, IndexTag, IndexTag); 4] = [
    ("%pretrans", IndexTag::RPMTAG_PRETRANS, IndexTag::RPMTAG_PRETRANSPROG),
    ("%pre", IndexTag::RPMTAG_PREIN, IndexTag::RPMTAG_PREINPROG),
    ("%post", IndexTag::RPMTAG_POSTIN, IndexTag::RPMTAG_POSTINPROG),
    ("%posttrans", IndexTag::RPMTAG_POSTTRANS, IndexTag::RPMTAG_POSTTRANSPROG),
];

/// Section; then scripts, their programs; then names, flags and numbers of scripts, condition by condition.
type TriggerTags = (&'static str, [IndexTag; 5]);

const TRIGGERS: [TriggerTags; 3] = [
    (
        "%triggerin",
        [
            IndexTag::RPMTAG_TRIGGERSCRIPTS,
            IndexTag::RPMTAG_TRIGGERSCRIPTPROG,
            IndexTag::RPMTAG_TRIGGERNAME,
            IndexTag::RPMTAG_TRIGGERFLAGS,
            IndexTag::RPMTAG_TRIGGERINDEX,
        ],
    ),
    (
        "%filetriggerin",
        [
            IndexTag::RPMTAG_FILETRIGGERSCRIPTS,
            IndexTag::RPMTAG_FILETRIGGERSCRIPTPROG,
            IndexTag::RPMTAG_FILETRIGGERNAME,
            IndexTag::RPMTAG_FILETRIGGERFLAGS,
            IndexTag::RPMTAG_FILETRIGGERINDEX,
        ],
    ),
    (
        "%transfiletriggerin",
        [
            IndexTag::RPMTAG_TRANSFILETRIGGERSCRIPTS,
            IndexTag::RPMTAG_TRANSFILETRIGGERSCRIPTPROG,
            IndexTag::RPMTAG_TRANSFILETRIGGERNAME,
            IndexTag::RPMTAG_TRANSFILETRIGGERFLAGS,
            IndexTag::RPMTAG_TRANSFILETRIGGERINDEX,
        ],
    ),
];

/// Bits of a trigger's flags: it runs when what it waits for comes in (`RPMSENSE_TRIGGERIN`), or before that does
/// (`RPMSENSE_TRIGGERPREIN`).
const COMES_IN: u32 = 1 << 16 | 1 << 25;

/// What installing the package would have run, in rpm's order.
pub(crate) fn read(metadata: &PackageMetadata) -> Vec<Scriptlet> {
    let mut found = Vec::new();
    for (section, script, program) in SECTIONS {
        let (body, program) = (strings(metadata, script), strings(metadata, program));
        if !(body.is_empty() && program.is_empty()) {
            let program = if program.is_empty() { "/bin/sh".to_owned() } else { program.join(" ") };
            let body = body.join("\n");
            found.push(Scriptlet { section, program, body, triggered_by: Vec::new() });
        }
    }
    for (section, tags) in TRIGGERS {
        found.extend(triggers(metadata, section, tags));
    }
    found
}

fn triggers(metadata: &PackageMetadata, section: &'static str, tags: [IndexTag; 5]) -> Vec<Scriptlet> {
    let [scripts, programs, names, flags, indexes] = tags;
    let numbers = |tag| metadata.header.get_entry_data_as_u32_array(tag).unwrap_or_default();
    let (programs, names) = (strings(metadata, programs), strings(metadata, names));
    let (flags, indexes) = (numbers(flags), numbers(indexes));
    let mut found = Vec::new();
    for (number, body) in strings(metadata, scripts).into_iter().enumerate() {
        let conditions = names.iter().zip(&flags).zip(&indexes);
        let own = conditions.filter(|(_, index)| **index as usize == number).map(|(condition, _)| condition);
        let triggered_by: Vec<String> =
            own.filter(|(_, flags)| **flags & COMES_IN != 0).map(|(name, _)| name.clone()).collect();
        // Without a condition of this kind it is one for removals.
        if !triggered_by.is_empty() {
            let program = programs.get(number).cloned().unwrap_or_else(|| "/bin/sh".to_owned());
            found.push(Scriptlet { section, program, body, triggered_by });
        }
    }
    found
}

/// A tag's strings, be it one or an array of them.
fn strings(metadata: &PackageMetadata, tag: IndexTag) -> Vec<String> {
    let header = &metadata.header;
    match header.get_entry_data_as_string_array(tag) {
        Ok(values) => values.into_iter().map(str::to_owned).collect(),
        Err(_) => header.get_entry_data_as_string(tag).map(str::to_owned).into_iter().collect(),
    }
}
