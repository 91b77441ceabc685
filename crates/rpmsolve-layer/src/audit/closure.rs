//! Every program and library of a layer, loaded in thought: is what it needs there, in the versions it needs?

use std::collections::BTreeSet;

use serde::Serialize;

use crate::elf::{Elf, ElfKind};
use crate::finding::{Finding, FindingKind};
use crate::loader::{Found, Loader};

/// What one file needs of a library, and who has it.
///
/// # Example
///
/// ```no_run
/// # use rpmsolve_layer::{AuditOptions, BaseImage, audit};
/// let report = audit(&["git.zip"], &BaseImage::new(), &AuditOptions::default())?;
/// let missing = report.needs.iter().filter(|need| need.provided_by.is_none());
/// missing.for_each(|need| println!("{} needs {}", need.path, need.soname));
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Need {
    /// The file that needs it, inside the layer.
    pub path: String,
    /// The library, as `DT_NEEDED` names it.
    pub soname: String,
    /// The symbol versions that must be there.
    pub versions: BTreeSet<String>,
    /// Absolute path of what would be loaded, in the layer or in the base image.
    pub provided_by: Option<String>,
}

/// All needs of all files.
pub(super) fn needs(loader: &Loader<'_>) -> Vec<Need> {
    let mut needs = Vec::new();
    for (path, elf) in elves(loader) {
        for soname in &elf.needed {
            let provided_by = loader.find(path, elf, soname).map(|found| match found {
                Found::Layer(place, _) => format!("{}/{place}", loader.layout.mount()),
                Found::Base(library) => library.path.clone(),
                Found::BasePath => soname.clone(),
            });
            let versions = elf.wanted_versions.get(soname).cloned().unwrap_or_default();
            needs.push(Need { path: path.to_owned(), soname: soname.clone(), versions, provided_by });
        }
    }
    needs
}

/// Checks what every file of the right architecture needs.
pub(super) fn check(loader: &Loader<'_>, kind: Option<ElfKind>, nevras: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, elf) in elves(loader).filter(|(_, elf)| kind.is_none_or(|kind| elf.kind == kind)) {
        let nevra = nevra_of(loader, path, nevras);
        if let Some(interpreter) = &elf.interpreter
            && !has_interpreter(loader, interpreter)
        {
            let detail = format!(
                "its loader {interpreter} is not in the base image and cannot be elsewhere: it does not start here"
            );
            findings.push(Finding::error(FindingKind::MissingSoname, path, detail, nevra));
        }
        for soname in &elf.needed {
            let wanted = elf.wanted_versions.get(soname);
            match loader.find(path, elf, soname) {
                None => findings.push(missing(loader, path, soname, nevra)),
                Some(Found::Layer(place, found)) => {
                    let place = format!("{}/{place}", loader.layout.mount());
                    findings.extend(versions(path, soname, wanted, &place, Some(&found.versions), nevra));
                }
                Some(Found::Base(library)) => {
                    let known = library.versions.as_ref();
                    findings.extend(versions(path, soname, wanted, &library.path, known, nevra));
                }
                Some(Found::BasePath) => {}
            }
        }
    }
    findings.extend(shadowed(loader, nevras));
    findings
}

fn elves<'a>(loader: &Loader<'a>) -> impl Iterator<Item = (&'a str, &'a Elf)> + use<'a> {
    loader.tree.files().filter_map(|(path, _, file)| Some((path, file.elf.as_deref()?)))
}

fn nevra_of<'a>(loader: &Loader<'_>, path: &str, nevras: &'a [String]) -> &'a str {
    let package = loader.tree.get(path).and_then(|node| node.package);
    package.and_then(|index| nevras.get(index)).map_or("", String::as_str)
}

fn has_interpreter(loader: &Loader<'_>, interpreter: &str) -> bool {
    let name = crate::path::name(interpreter);
    let inside = interpreter.strip_prefix(loader.layout.mount()).map(|rest| rest.trim_start_matches('/'));
    // A base of which nothing is known cannot be asked.
    loader.base.is_empty()
        || loader.base.contains(interpreter)
        || loader.base.library(name).is_some()
        || inside.is_some_and(|inside| loader.tree.resolve(inside).is_some())
}

fn missing(loader: &Loader<'_>, path: &str, soname: &str, nevra: &str) -> Finding {
    let only_in_image = loader.base.library(soname).is_some_and(|library| library.image_only);
    let detail = if only_in_image {
        format!(
            "needs {soname}, which the container image has and the managed runtime has not: add its package"
        )
    } else {
        format!(
            "needs {soname}, which neither the layer nor the base image has: add the package that provides it"
        )
    };
    Finding::error(FindingKind::MissingSoname, path, detail, nevra)
}

/// The versions that `wanted` has and the library at `place` has not.
fn versions(
    path: &str,
    soname: &str,
    wanted: Option<&BTreeSet<String>>,
    place: &str,
    known: Option<&BTreeSet<String>>,
    nevra: &str,
) -> Option<Finding> {
    let (wanted, known) = (wanted?, known?);
    let absent: Vec<&str> = wanted.difference(known).map(String::as_str).collect();
    if absent.is_empty() {
        return None;
    }
    let absent = absent.join(", ");
    let kind = FindingKind::MissingSymbolVersion;
    if known.is_empty() {
        // The loader only warns: "no version information available".
        let detail =
            format!("needs {absent} of {soname}; {place}, which would be loaded, has no symbol versions");
        return Some(Finding::warning(kind, path, detail, nevra));
    }
    let newest = known.iter().next_back().map(String::as_str).unwrap_or_default();
    let detail = format!(
        "needs {absent} of {soname}; {place}, which would be loaded, has not ({newest} is its last): \
         take packages that were built for this base"
    );
    Some(Finding::error(kind, path, detail, nevra))
}

/// Libraries that the layer offers in `lib/` under names that the base image has: the base image's are loaded.
fn shadowed(loader: &Loader<'_>, nevras: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, _) in loader.tree.children("lib") {
        let soname = crate::path::name(path);
        let Some(library) = loader.base.library(soname) else { continue };
        let Some(file) = loader.tree.file(path) else { continue };
        let seen = library.versions.as_ref().and_then(|versions| versions.iter().next_back());
        let own = file.elf.as_ref().and_then(|elf| elf.versions.iter().next_back());
        let newest = |versions: Option<&String>| {
            versions.map_or(String::new(), |version| format!(", up to symbol version {version}"))
        };
        let detail = format!(
            "the base image has {}{}, which comes first on LD_LIBRARY_PATH: the layer's{} is only used through \
             DT_RPATH",
            library.path,
            newest(seen),
            newest(own)
        );
        let nevra = nevra_of(loader, path, nevras);
        findings.push(Finding::info(FindingKind::ShadowedSoname, path, detail, nevra));
    }
    findings
}
