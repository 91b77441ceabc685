//! Where a package's path goes in a layer, and what the loader's directories are.
//!
//! For a layer `/usr/X`, `/etc/X` and `/opt/X` become `X`: the three prefixes are four bytes each, which is what makes
//! the rewrite in place possible ([`relocate`](crate::relocate)). Anything else keeps its path below the layer.

use crate::path;

/// Where Lambda mounts layers.
pub(crate) const OPT: &str = "/opt";

/// Where the files are meant to be at run time.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::Layout;
/// assert_eq!(Layout::default().mount(), "/opt");
/// assert_eq!(Layout::named("task"), Some(Layout::Task));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// Below `/opt`: a Lambda layer.
    #[default]
    Opt,
    /// Below `/var/task`: part of a function. The name is longer than `/usr`, so paths move in text files and links
    /// only; those in programs stay and are told.
    Task,
    /// Where the packages have them, below a root directory: for an image. Nothing is rewritten.
    Keep,
}

/// A package path's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The layer's root itself, or a top directory every layer has: nothing to carry.
    Root,
    /// A path in the layer, under its prefix.
    Inside(String),
    /// A path in the layer that programs will not look for: it came from outside /usr, /etc and /opt.
    Outside(String),
}

impl Layout {
    /// By the name that the command line knows.
    #[must_use]
    pub fn named(name: &str) -> Option<Layout> {
        Some(match name {
            "opt" => Layout::Opt,
            "task" => Layout::Task,
            "keep" => Layout::Keep,
            _ => return None,
        })
    }

    /// The directory at which the result is mounted; empty for the root.
    #[must_use]
    pub fn mount(self) -> &'static str {
        match self {
            Layout::Opt => OPT,
            Layout::Task => "/var/task",
            Layout::Keep => "",
        }
    }

    /// Maps an absolute, normal path of a package into the layer.
    ///
    /// | package | layer | with [`Layout::Keep`] |
    /// |---|---|---|
    /// | `/usr/bin/git`, `/bin/git` | `bin/git` | `usr/bin/git` |
    /// | `/usr/lib64/libz.so.1` | `lib64/libz.so.1` | `usr/lib64/libz.so.1` |
    /// | `/etc/gitconfig` | `gitconfig` | `etc/gitconfig` |
    /// | `/opt/remi/x` | `remi/x` | `opt/remi/x` |
    /// | `/var/lib/x` | `var/lib/x`, and programs will not find it | `var/lib/x` |
    pub(crate) fn place(self, path: &str) -> Place {
        let canonical = path::canonical(path);
        if self == Layout::Keep {
            let inside = canonical.trim_start_matches('/');
            return if inside.is_empty() { Place::Root } else { Place::Inside(inside.to_owned()) };
        }
        for prefix in ["/usr", "/etc", "/opt"] {
            if canonical == prefix {
                return Place::Root;
            }
            if let Some(rest) = canonical.strip_prefix(prefix)
                && let Some(rest) = rest.strip_prefix('/')
            {
                return Place::Inside(rest.to_owned());
            }
        }
        match path.trim_start_matches('/') {
            "" => Place::Root,
            rest => Place::Outside(rest.to_owned()),
        }
    }

    /// How a path under the top directory `top` (`/usr`, `/lib64`, `/var`) is rewritten: the number of bytes that go
    /// at its beginning, and what takes their place.
    pub(crate) fn replacement(self, top: &str) -> (usize, &'static str) {
        let goes = if matches!(top, "/usr" | "/etc" | "/opt") { top.len() } else { 0 };
        (goes, self.mount())
    }
}

/// True for a directory that the distribution's loader searches by itself: `/usr/lib64`, `/usr/lib` and Debian's
/// `/usr/lib/<triplet>`. `directory` is canonical (below /usr).
pub(crate) fn is_loader_directory(directory: &str) -> bool {
    match directory.strip_prefix("/usr/") {
        Some("lib" | "lib64") => true,
        Some(rest) => rest.strip_prefix("lib/").is_some_and(is_triplet),
        None => false,
    }
}

/// `x86_64-linux-gnu`, `arm-linux-gnueabihf` and the like.
fn is_triplet(name: &str) -> bool {
    !name.contains('/')
        && name
            .split_once("-linux-")
            .is_some_and(|(cpu, abi)| !cpu.is_empty() && (abi.starts_with("gnu") || abi.starts_with("musl")))
}

/// True for a file name that the loader may be asked for: `libz.so`, `libz.so.1`, `libjq-1.6.so.0`.
pub(crate) fn is_library_name(name: &str) -> bool {
    if let Some(before) = name.strip_suffix(".so") {
        return !before.is_empty();
    }
    name.split_once(".so.").is_some_and(|(before, version)| {
        !before.is_empty()
            && !before.starts_with('.')
            && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            && version.starts_with(|first: char| first.is_ascii_digit())
            && !version.ends_with(".hmac")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_prefixes_become_the_root() {
        for (path, layer) in [
            ("/usr/bin/git", "bin/git"),
            ("/bin/sh", "bin/sh"),
            ("/lib64/libz.so.1", "lib64/libz.so.1"),
            ("/lib/x86_64-linux-gnu/libz.so.1", "lib/x86_64-linux-gnu/libz.so.1"),
            ("/etc/gitconfig", "gitconfig"),
            ("/opt/remi/php", "remi/php"),
            ("/usr/local/bin/x", "local/bin/x"),
        ] {
            assert_eq!(Layout::Opt.place(path), Place::Inside(layer.into()), "{path}");
        }
        assert_eq!(Layout::Opt.place("/var/lib/x"), Place::Outside("var/lib/x".into()));
        assert_eq!(Layout::Opt.place("/usrlocal"), Place::Outside("usrlocal".into()));
        assert_eq!(Layout::Keep.place("/lib64/libz.so.1"), Place::Inside("usr/lib64/libz.so.1".into()));
        for path in ["/", "/usr", "/etc", "/opt"] {
            assert_eq!(Layout::Task.place(path), Place::Root, "{path}");
        }
    }

    #[test]
    fn library_names_and_directories() {
        for name in ["libz.so", "libz.so.1", "libjq-1.6.so.0.0.1", "ld-linux-x86-64.so.2"] {
            assert!(is_library_name(name), "{name}");
        }
        for name in [".so", "libz.a", "x.so.conf", "libz.so.1.hmac", ".libz.so.1.hmac", "ld.so.conf.d"] {
            assert!(!is_library_name(name), "{name}");
        }
        for directory in ["/usr/lib", "/usr/lib64", "/usr/lib/aarch64-linux-gnu"] {
            assert!(is_loader_directory(directory), "{directory}");
        }
        for directory in ["/usr/lib/git-core", "/usr/libexec", "/usr/lib/x86_64-linux-gnu/perl"] {
            assert!(!is_loader_directory(directory), "{directory}");
        }
    }
}
