//! Whether a runtime has something already: a package, a library, a program or any other path.

use rpmsolve_repo::SonameCapability;
use serde::Serialize;

use super::Profile;

/// Something that a runtime has.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::{HeldKind, Profile};
/// let profile = Profile::named("provided.al2023", "x86_64")?;
/// let held = profile.has("libssl.so.3");
/// assert_eq!((held[0].kind, held[0].name.as_str()), (HeldKind::Library, "/usr/lib64/libssl.so.3"));
/// assert!(profile.has("git").is_empty());
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Held {
    /// What was asked for.
    pub what: String,
    /// What it is.
    pub kind: HeldKind,
    /// NEVRA of a package (without epoch where that is not known), path of anything else.
    pub name: String,
}

/// What a runtime has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HeldKind {
    /// A package of its image.
    Package,
    /// A shared library that programs find by this name.
    Library,
    /// A library of the container image that the managed runtime has not.
    LibraryOfImage,
    /// A program or any other path.
    Path,
}

impl Profile {
    /// Everything of this name that the runtime has: `what` is a package's name, a soname (also as packages require it,
    /// `libz.so.1(ZLIB_1.2.9)(64bit)`), a path, or the name of a program.
    #[must_use]
    pub fn has(&self, what: &str) -> Vec<Held> {
        let held = |kind, name: String| Held { what: what.to_owned(), kind, name };
        let base = self.base_image();
        // Of a tree nobody knows what is in it.
        let in_tree = |path: &str| {
            self.trees
                .iter()
                .any(|tree| path.strip_prefix(tree.as_str()).is_some_and(|rest| rest.starts_with('/')))
        };
        let has_path = |path: &str| base.contains(path) && !in_tree(path) && !path.starts_with("/opt/");
        let named = self.packages.iter().filter(|package| package.name == what);
        let mut found: Vec<Held> =
            named.map(|package| held(HeldKind::Package, package.to_string())).collect();
        if what.starts_with('/') {
            if has_path(what) {
                found.push(held(HeldKind::Path, what.to_owned()));
            }
            return found;
        }
        let capability = SonameCapability::parse(what);
        let library = match capability {
            // A bare soname means that of 64 bits to people, and that of 32 to packages.
            Some(SonameCapability { soname, version: None, .. }) if soname == what => base.library(soname),
            Some(SonameCapability { soname, version, class }) => base
                .library_of_class(soname, class)
                .filter(|library| version.is_none_or(|version| library.defines(version))),
            None => None,
        };
        found.extend(library.map(|library| {
            let kind = if library.image_only { HeldKind::LibraryOfImage } else { HeldKind::Library };
            held(kind, library.path.clone())
        }));
        let mut programs: Vec<String> =
            base.program_path().iter().map(|directory| format!("{directory}/{what}")).collect();
        programs.extend(["/usr/sbin", "/sbin"].map(|directory| format!("{directory}/{what}")));
        found.extend(programs.into_iter().find(|path| has_path(path)).map(|path| held(HeldKind::Path, path)));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_libraries_programs_and_paths() {
        let profile = Profile::named("provided.al2023", "x86_64").unwrap();
        let kinds = |what: &str| profile.has(what).iter().map(|held| held.kind).collect::<Vec<_>>();
        assert_eq!(kinds("glibc"), [HeldKind::Package]);
        assert_eq!(kinds("bash"), [HeldKind::Package, HeldKind::Path]);
        assert_eq!(kinds("libc.so.6"), [HeldKind::Library]);
        assert_eq!(kinds("libc.so.6(GLIBC_2.34)(64bit)"), [HeldKind::Library]);
        assert_eq!(kinds("libc.so.6(GLIBC_2.99)(64bit)"), []);
        assert_eq!(kinds("libgpgme.so.11"), [HeldKind::LibraryOfImage]);
        assert_eq!(kinds("/usr/bin/env"), [HeldKind::Path]);
        for absent in ["git", "libexpat.so.1", "/usr/bin/gs", "/var/lang/bin/x"] {
            assert_eq!(kinds(absent), [], "{absent}");
        }
    }
}
