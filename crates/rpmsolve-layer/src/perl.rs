//! Where the layer has Perl modules: the directories that a distribution's perl searches (`@INC`), as they are in the
//! layer.
//!
//! A perl of the base image knows nothing of the layer. Its scripts are told on their first line
//! ([`Rule::PerlInclude`](crate::Rule::PerlInclude)), everything else by `PERL5LIB`
//! ([`hints`](crate::hints)).

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::base::BaseImage;
use crate::mapping::{Layout, Place};
use crate::path;
use crate::tree::Tree;

/// The directories of Fedora, RHEL and Amazon Linux, of Debian, and of SUSE, in the order in which perl searches.
const SEARCHED: [&str; 14] = [
    "/etc/perl",
    "/usr/local/{lib,lib64,share}/perl5",
    "/usr/{lib,lib64}/perl5/vendor_perl",
    "/usr/share/perl5/vendor_perl",
    "/usr/lib/*-linux-*/perl5/5.*",
    "/usr/lib/perl5/{site_perl,vendor_perl}/5.*/*-linux*",
    "/usr/lib/perl5/{site_perl,vendor_perl}/5.*",
    "/usr/lib/perl5/5.*/*-linux*",
    "/usr/lib/perl5/5.*",
    "/usr/{lib,lib64}/perl5",
    "/usr/share/perl5",
    "/usr/lib/*-linux-*/perl-base",
    "/usr/lib/*-linux-*/perl/5.*",
    "/usr/share/perl/5.*",
];

/// A directory with modules of the layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Include {
    /// Where the packages have it.
    pub(crate) origin: String,
    /// Where it is at run time.
    pub(crate) moved: String,
    /// The base image has a directory of this name too.
    pub(crate) in_base: bool,
}

/// The directories of `tree` that have modules in them, in perl's order.
pub(crate) fn include_directories(tree: &Tree, base: &BaseImage, layout: Layout) -> Vec<Include> {
    let searched = searched();
    let mut found: BTreeMap<(usize, String), Include> = BTreeMap::new();
    let mut last = String::new();
    for (file, node, _) in tree.files() {
        let origin = path::canonical(&node.origin);
        let directory = path::parent(&origin);
        if !(file.ends_with(".pm") || file.ends_with(".pl")) || directory == last {
            continue;
        }
        directory.clone_into(&mut last);
        let above =
            path::ancestors(&origin).find_map(|above| Some((*searched.matches(above).first()?, above)));
        // A first line has no way to quote.
        let above = above.filter(|(_, above)| above.bytes().all(|byte| byte.is_ascii_graphic()));
        if let Some((order, above)) = above
            && let Place::Inside(place) = layout.place(above)
        {
            let moved = format!("{}/{place}", layout.mount());
            let include = Include { origin: above.to_owned(), moved, in_base: base.contains(above) };
            found.insert((order, above.to_owned()), include);
        }
    }
    found.into_values().collect()
}

fn searched() -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in SEARCHED {
        set.add(
            GlobBuilder::new(pattern)
                .literal_separator(true)
                .build()
                .expect("the table's patterns are tested"),
        );
    }
    set.build().expect("patterns that are sound make a sound set")
}

/// True for the name of a perl: `perl`, `perl5.36.0`.
pub(crate) fn is_perl(name: &str) -> bool {
    name.strip_prefix("perl").is_some_and(|version| version.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Entry, FileEntry, Node};

    #[test]
    fn the_nearest_searched_directory_counts() {
        let mut tree = Tree::default();
        for path in [
            "share/perl5/vendor_perl/JSON.pm",
            "share/perl5/Git/I18N.pm",
            "lib64/perl5/vendor_perl/auto/share/x.pl",
            "lib/x86_64-linux-gnu/perl5/5.36/JSON/XS.pm",
            "share/tool/lib/Tool.pm",
            "share/perl5/README",
        ] {
            let entry = Entry::File(FileEntry::new(Vec::new(), false));
            tree.insert(path.to_owned(), Node { entry, origin: format!("/usr/{path}"), package: Some(0) });
        }
        let base = BaseImage::from_paths(["/usr/share/perl5/strict.pm"]);
        let found = include_directories(&tree, &base, Layout::Opt);
        let moved: Vec<(&str, bool)> =
            found.iter().map(|include| (include.moved.as_str(), include.in_base)).collect();
        assert_eq!(
            moved,
            [
                ("/opt/lib64/perl5/vendor_perl", false),
                ("/opt/share/perl5/vendor_perl", false),
                ("/opt/lib/x86_64-linux-gnu/perl5/5.36", false),
                ("/opt/share/perl5", true),
            ]
        );
        assert!(is_perl("perl5.36.0") && is_perl("perl") && !is_perl("perldoc"));
    }
}
