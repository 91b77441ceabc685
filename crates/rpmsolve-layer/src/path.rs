//! Paths as RPM and the layer write them: text, absolute or relative to the layer's root, `/` between components.
//!
//! Everything that comes from a package passes [`check`] once; what passes has no way out of a tree.

/// Longest path of a package that is accepted, in bytes (Linux's `PATH_MAX`).
pub(crate) const MAX_PATH_BYTES: usize = 4096;
/// Longest single component, in bytes (Linux's `NAME_MAX`).
const MAX_NAME_BYTES: usize = 255;

/// Top-level directories that are links into `/usr` on every distribution with a merged `/usr`.
const MERGED: [&str; 4] = ["/bin", "/sbin", "/lib", "/lib64"];

/// `Ok` when `path` is absolute, already normal (no `.`, `..`, empty component) and of bearable length.
///
/// The root itself, `/`, is accepted: the `filesystem` package owns it.
pub(crate) fn check(path: &str) -> Result<(), &'static str> {
    if path.len() > MAX_PATH_BYTES {
        return Err("longer than 4096 bytes");
    }
    let Some(rest) = path.strip_prefix('/') else {
        return Err("not absolute");
    };
    if rest.is_empty() {
        return Ok(());
    }
    for name in rest.split('/') {
        match name {
            "" => return Err("it has an empty component"),
            "." => return Err("it has a `.` component"),
            ".." => return Err("it has a `..` component"),
            _ if name.len() > MAX_NAME_BYTES => return Err("a component is longer than 255 bytes"),
            _ if name.contains('\0') => return Err("it has a NUL byte"),
            _ => {}
        }
    }
    Ok(())
}

/// `/bin/x` → `/usr/bin/x` and likewise for sbin, lib and lib64; any other path as it is.
pub(crate) fn canonical(path: &str) -> String {
    for top in MERGED {
        if let Some(rest) = path.strip_prefix(top)
            && (rest.is_empty() || rest.starts_with('/'))
        {
            return format!("/usr{path}");
        }
    }
    path.to_owned()
}

/// The other way round: the short name of a path below one of those directories of /usr.
pub(crate) fn short(path: &str) -> Option<&str> {
    let short = path.strip_prefix("/usr")?;
    let is_below = |top: &str| short.strip_prefix(top).is_some_and(|rest| rest.starts_with('/'));
    MERGED.into_iter().any(is_below).then_some(short)
}

/// The absolute path that a link at `link` with text `target` names, worked out on the text alone; `..` at the
/// root stays at the root, as for the kernel.
pub(crate) fn resolve_text(link: &str, target: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    if !target.starts_with('/') {
        parts.extend(parent(link).split('/').filter(|name| !name.is_empty()));
    }
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(name),
        }
    }
    format!("/{}", parts.join("/"))
}

/// A relative path without `.`, `..` and empty components; `None` if it leads out of its root.
pub(crate) fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The text of a relative link at `from` (a path relative to the root) that names `to` (the same).
///
/// ```text
/// relative("lib/libz.so.1", "lib64/libz.so.1") == "../lib64/libz.so.1"
/// ```
pub(crate) fn relative(from: &str, to: &str) -> String {
    let here: Vec<&str> = parent(from).split('/').filter(|name| !name.is_empty()).collect();
    let there: Vec<&str> = to.split('/').filter(|name| !name.is_empty()).collect();
    let common = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let ups = std::iter::repeat_n("..", here.len() - common);
    let parts: Vec<&str> = ups.chain(there[common..].iter().copied()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// Everything before the last `/`; empty for a name without one.
pub(crate) fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// Everything behind the last `/`.
pub(crate) fn name(path: &str) -> &str {
    path.rfind('/').map_or(path, |slash| &path[slash + 1..])
}

/// The directories above `path`, nearest first, without the root.
pub(crate) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(parent(path)), |above| Some(parent(above)))
        .take_while(|above| !above.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_normal_absolute_paths_pass() {
        for good in ["/", "/usr", "/usr/bin/[", "/usr/share/ä/…"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in ["", "usr/bin", "/usr//bin", "/usr/./bin", "/usr/../etc", "/usr/bin/", "/a\0b", "../x"] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert!(check(&format!("/{}", "a".repeat(256))).is_err());
        assert!(check(&"/a".repeat(4000)).is_err());
    }

    #[test]
    fn links_are_worked_out_as_the_kernel_would() {
        assert_eq!(resolve_text("/usr/lib64/libz.so", "libz.so.1"), "/usr/lib64/libz.so.1");
        assert_eq!(resolve_text("/usr/bin/vi", "../../etc/alternatives/vi"), "/etc/alternatives/vi");
        assert_eq!(resolve_text("/usr/bin/x", "../../../../../../etc/passwd"), "/etc/passwd");
        assert_eq!(resolve_text("/usr/bin/x", "/usr/./share//x"), "/usr/share/x");
    }

    #[test]
    fn relative_links_go_by_the_common_directory() {
        assert_eq!(relative("lib/a.so", "lib/x86_64-linux-gnu/a.so"), "x86_64-linux-gnu/a.so");
        assert_eq!(relative("bin/git", "lib/git-core/git"), "../lib/git-core/git");
        assert_eq!(relative("a", "b"), "b");
        assert_eq!(relative("a/b/c", "a"), "..");
    }

    #[test]
    fn the_merged_directories_are_one() {
        assert_eq!(canonical("/lib64/libc.so.6"), "/usr/lib64/libc.so.6");
        assert_eq!(canonical("/bin"), "/usr/bin");
        assert_eq!(canonical("/library/x"), "/library/x");
        assert_eq!(short("/usr/lib64/libc.so.6"), Some("/lib64/libc.so.6"));
        for path in ["/usr/bin", "/usr/libexec/x", "/bin/sh", "/usr"] {
            assert_eq!(short(path), None, "{path}");
        }
    }
}
