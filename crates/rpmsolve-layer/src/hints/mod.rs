//! Environment hints: variables that make known programs find what rewriting could not bring them to.
//!
//! The programs are a table in `hints.txt` ([`table`]). A variable is named only where it is needed: the layer has what
//! it points to, and whatever reads it is either the base image's, which knows nothing of the layer, or the layer's and
//! nothing in it that names the place could be rewritten.

mod programs;
mod table;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::error::LayerError;
use crate::loader::Loader;
use crate::mapping::Layout;
use crate::relocate::{Relocated, Rewritten, Rule};
use crate::{path, perl};
use table::{Block, Setting};

/// A variable of the environment that a program of the layer needs, or that lets a program of the base image use what is in
/// the layer.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::Hint;
/// let hint = Hint {
///     program: "perl".into(),
///     name: "PERL5LIB".into(),
///     value: "/opt/share/perl5".into(),
///     is_list: true,
///     why: "the base image's perl does not search the layer".into(),
///     programs: vec!["prove".into()],
/// };
/// assert_eq!(hint.to_string(), "PERL5LIB=/opt/share/perl5");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hint {
    /// What the hint is about: the program, library or language.
    pub program: String,
    /// The variable.
    pub name: String,
    /// Its value.
    pub value: String,
    /// True where the value is a list, to which a value that is there already can be added, `:` between them.
    pub is_list: bool,
    /// One sentence for a person.
    pub why: String,
    /// The programs in the layer's `bin/` that it is for.
    pub programs: Vec<String>,
}

impl std::fmt::Display for Hint {
    /// As `env` takes it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.name, self.value)
    }
}

/// What has to be in the environment for a layer after relocation.
pub(crate) fn needed(loader: &Loader<'_>, relocated: &Relocated) -> Result<Vec<Hint>, LayerError> {
    if loader.layout == Layout::Keep {
        return Ok(Vec::new());
    }
    let table = table::table();
    let matches = table.matches(loader.tree);
    let mut hints = Vec::new();
    for (number, block) in table.blocks.iter().enumerate() {
        let resolved = matches.readers(number).iter().filter_map(|place| loader.tree.resolve(place));
        let scene = Scene { loader, relocated, block, own: resolved.collect() };
        let value = |(index, setting)| Some((setting, scene.value(setting, matches.places(number, index))?));
        let settings: Vec<(&Setting, String)> = block.settings.iter().enumerate().filter_map(value).collect();
        if settings.is_empty() {
            continue;
        }
        let programs = programs::that_use(loader, &block.readers, &scene.own)?;
        hints.extend(settings.into_iter().map(|(setting, value)| Hint {
            program: block.program.to_owned(),
            name: setting.name.to_owned(),
            value,
            is_list: setting.is_list,
            why: block.why.to_owned(),
            programs: programs.clone(),
        }));
    }
    hints.sort();
    Ok(hints)
}

/// One program's block against one layer.
struct Scene<'a> {
    loader: &'a Loader<'a>,
    relocated: &'a Relocated,
    block: &'a Block,
    /// The layer's files that read the variables.
    own: BTreeSet<String>,
}

impl Scene<'_> {
    /// The value of a variable, if it is needed; `places` are what it could point to, the better ones first.
    fn value<'p>(&self, setting: &Setting, places: impl Iterator<Item = &'p str>) -> Option<String> {
        let Loader { tree, base, layout } = *self.loader;
        let mut values: Vec<String> = Vec::new();
        if setting.is_perl() {
            let includes = perl::include_directories(tree, base, layout);
            let needed =
                includes.into_iter().filter(|include| self.is_needed(setting, &include.origin, None));
            values.extend(needed.map(|include| include.moved));
        }
        let places: Vec<(&str, String)> =
            places.filter_map(|place| Some((place, path::canonical(&tree.get(place)?.origin)))).collect();
        let is_read_in_base = self.block.readers.iter().any(|reader| reader.is_in_base(base, None));
        // Of several places for one path it is enough that one is reached.
        if !setting.is_list && !is_read_in_base && places.iter().any(|(_, origin)| self.is_reached(origin)) {
            return None;
        }
        let mut is_needed = false;
        for (place, origin) in &places {
            let version = setting.version(place);
            let is_wanted = self.is_needed(setting, origin, version);
            is_needed |= is_wanted;
            // A list that replaces a built-in one has to be whole, but not of other versions.
            if is_wanted || setting.is_list && version.is_none() {
                let at = format!("{}/{place}", layout.mount());
                let value = setting
                    .value
                    .replace("\\s", " ")
                    .replace("{mount}", layout.mount())
                    .replace("{path}", &at)
                    .replace("{directory}", path::parent(&at));
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        values.truncate(if setting.is_list { values.len() } else { 1 });
        (is_needed || setting.is_perl() && !values.is_empty()).then(|| values.join(":"))
    }

    /// True when whoever reads the variable does not find `origin` without it: the layer's own reader if nothing of the
    /// kind was rewritten in it, the base image's in any case.
    fn is_needed(&self, setting: &Setting, origin: &str, version: Option<&str>) -> bool {
        let base = self.loader.base;
        let hides_nothing = setting.is_list || !base.contains(origin);
        !self.own.is_empty() && !self.is_reached(origin)
            || hides_nothing && self.block.readers.iter().any(|reader| reader.is_in_base(base, version))
    }

    /// True when the layer's own reader names `origin`, or something above or below it, as it is in the layer.
    fn is_reached(&self, origin: &str) -> bool {
        self.relocated.rewritten.iter().filter(|rewritten| self.own.contains(&rewritten.path)).any(
            |rewritten| {
                let Rewritten { old, rule, .. } = rewritten;
                let is_beginning = *rule == Rule::Pattern && origin.starts_with(old.as_str());
                is_beginning || is_at_or_above(old, origin) || is_at_or_above(origin, old)
            },
        )
    }
}

fn is_at_or_above(text: &str, origin: &str) -> bool {
    let text = path::canonical(text);
    origin.strip_prefix(&text).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
