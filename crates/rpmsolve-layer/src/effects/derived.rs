//! Files that programs make of other files when packages are installed, looked for in the layer itself.
//!
//! On newer distributions no scriptlet of a package speaks of them: the trigger is in another package, which may be the
//! base's. So the files decide.

use globset::{Glob, GlobMatcher};

use super::scene::Scene;
use crate::tree::Tree;

/// What is made of what.
struct Derived {
    /// The layer's files that something has to be made of.
    source: &'static str,
    /// What is made.
    made: &'static str,
    /// What happens without it, and what to do.
    without: &'static str,
}

const DERIVED: [Derived; 8] = [
    Derived {
        source: "share/glib-2.0/schemas/*.gschema.xml",
        made: "share/glib-2.0/schemas/gschemas.compiled",
        without: "programs that ask for these settings stop: run glib-compile-schemas on the directory and put \
                  gschemas.compiled into the layer",
    },
    Derived {
        source: "share/mime/packages/*.xml",
        made: "share/mime/mime.cache",
        without: "programs of GLib and Qt do not tell file types apart: run update-mime-database on share/mime and put \
                  what it makes into the layer",
    },
    Derived {
        source: "lib*/gdk-pixbuf-2.0/*/loaders/*.so",
        made: "lib*/gdk-pixbuf-2.0/*/loaders.cache",
        without: "GdkPixbuf loads none of these image formats: run gdk-pixbuf-query-loaders --update-cache in a \
                  container with the layer and put loaders.cache into the layer",
    },
    Derived {
        source: "lib/*/gdk-pixbuf-2.0/*/loaders/*.so",
        made: "lib/*/gdk-pixbuf-2.0/*/loaders.cache",
        without: "GdkPixbuf loads none of these image formats: run gdk-pixbuf-query-loaders --update-cache in a \
                  container with the layer and put loaders.cache into the layer",
    },
    Derived {
        source: "**/graphviz/libgvplugin_*.so.*",
        made: "**/graphviz/config*",
        without: "dot knows no layouts and no formats: run `dot -c` in a container with the layer and put what it \
                  makes into the layer",
    },
    Derived {
        source: "share/ca-certificates/**/*.crt",
        made: "ssl/certs/ca-certificates.crt",
        without: "no certificate is trusted: run update-ca-certificates in a container with the layer",
    },
    Derived {
        source: "share/aspell/*.cwl.gz",
        made: "{lib,lib64,lib/*,var/lib}/aspell*/*.rws",
        without: "aspell has word lists and no dictionaries: run aspell-autobuildhash in a container with the layer, or \
                  take packages that ship dictionaries",
    },
    Derived {
        source: "lib/locale/locale-archive.tmpl",
        made: "lib/locale/locale-archive",
        without: "there are no locales: run build-locale-archive in a container with the layer",
    },
];

/// Tells what was not made.
pub(super) fn check(scene: &mut Scene<'_>) {
    for Derived { source, made, without } in &DERIVED {
        let first = find(scene.tree, source).map(|(path, package)| (path.to_owned(), package));
        if let Some((path, package)) = first
            && find(scene.tree, made).is_none()
        {
            let origin = scene.tree.get(&path).map(|node| node.origin.clone()).unwrap_or_default();
            let name = made.rsplit('/').next().unwrap_or_default();
            scene.warning(package, &origin, format!("nothing has made {name} of it and the like; {without}"));
        }
    }
}

fn find<'a>(tree: &'a Tree, pattern: &str) -> Option<(&'a str, usize)> {
    let matcher = matcher(pattern);
    // Some packages ship what is to be made as an empty file.
    let mut found = tree.files().filter(|(path, _, file)| file.len() > 0 && matcher.is_match(path));
    found.next().map(|(path, node, _)| (path, node.package.unwrap_or_default()))
}

/// A pattern in which `*` stays within one component.
fn matcher(pattern: &str) -> GlobMatcher {
    let glob = globset::GlobBuilder::new(pattern).literal_separator(true).build();
    glob.or_else(|_| Glob::new(""))
        .expect("the table's patterns are tested, and nothing is one")
        .compile_matcher()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        for Derived { source, made, .. } in &DERIVED {
            for pattern in [source, made] {
                assert!(Glob::new(pattern).is_ok(), "{pattern}");
            }
        }
        assert!(matcher("{lib,lib64,var/lib}/aspell*/*.rws").is_match("lib64/aspell-0.60/en.rws"));
        assert!(
            !matcher("lib*/gdk-pixbuf-2.0/*/loaders/*.so").is_match("lib/x/gdk-pixbuf-2.0/2/loaders/a.so")
        );
    }
}
