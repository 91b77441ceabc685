//! Lambda's runtimes as data: packages, paths and environment of what a layer is mounted into.
//!
//! The data are text files in `profiles/`, each with its origin in a comment; their format is read by
//! [`Profile::parse`] and has one word and its value a line.

use std::collections::BTreeMap;

use crate::base::BaseImage;
use crate::error::LayerError;

const PROFILES: [(&str, &str, &str); 4] = [
    ("provided.al2023", "x86_64", include_str!("../profiles/provided.al2023.x86_64.txt")),
    ("provided.al2023", "aarch64", include_str!("../profiles/provided.al2023.aarch64.txt")),
    ("provided.al2", "x86_64", include_str!("../profiles/provided.al2.x86_64.txt")),
    ("provided.al2", "aarch64", include_str!("../profiles/provided.al2.aarch64.txt")),
];

/// What a Lambda runtime has.
///
/// # Example
///
/// ```
/// let profile = rpmsolve_layer::Profile::named("provided.al2023", "arm64")?;
/// assert_eq!(profile.arch, "aarch64");
/// assert!(profile.base_image().library("libssl.so.3").is_some());
/// assert!(profile.base_image().library("libexpat.so.1").is_none());
/// # Ok::<(), rpmsolve_layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Lambda's name of the runtime.
    pub runtime: String,
    /// RPM's name of the architecture: `x86_64` or `aarch64`.
    pub arch: String,
    /// Name, version, release and architecture of its packages; epochs are not known.
    pub packages: Vec<String>,
    /// The environment that programs are started with: `PATH`, `LD_LIBRARY_PATH`.
    pub environment: BTreeMap<String, String>,
    /// Known paths, absolute.
    pub paths: Vec<String>,
    /// Directories of which everything below counts as present.
    pub trees: Vec<String>,
}

impl Profile {
    /// The profile of a runtime; `arch` is RPM's or Lambda's name (`arm64` is `aarch64`).
    ///
    /// # Errors
    ///
    /// [`LayerError::UnknownRuntime`], with the names that exist.
    pub fn named(runtime: &str, arch: &str) -> Result<Profile, LayerError> {
        let rpm_arch = if arch == "arm64" { "aarch64" } else { arch };
        let found = PROFILES.iter().find(|(name, for_arch, _)| *name == runtime && *for_arch == rpm_arch);
        match found {
            Some((_, _, text)) => Profile::parse(runtime, text),
            None => Err(LayerError::UnknownRuntime {
                runtime: runtime.to_owned(),
                arch: arch.to_owned(),
                known: Profile::names().into_iter().map(str::to_owned).collect(),
            }),
        }
    }

    /// The runtimes that have a profile, each once.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        let mut names: Vec<&str> = PROFILES.iter().map(|(name, _, _)| *name).collect();
        names.dedup();
        names
    }

    /// Reads a profile's text. `#` begins a comment; every other line is a word and its value:
    /// `runtime NAME`, `arch ARCH`, `env NAME VALUE`, `package NEVRA`, `tree PATH`, and `directory PATH`, whose
    /// names follow on indented lines.
    ///
    /// # Errors
    ///
    /// [`LayerError::BadProfile`] with the line.
    pub fn parse(profile: &str, text: &str) -> Result<Profile, LayerError> {
        let mut result = Profile {
            runtime: String::new(),
            arch: String::new(),
            packages: Vec::new(),
            environment: BTreeMap::new(),
            paths: Vec::new(),
            trees: Vec::new(),
        };
        let mut directory: Option<&str> = None;
        for (index, line) in text.lines().enumerate() {
            let bad =
                |reason| LayerError::BadProfile { profile: profile.to_owned(), line: index + 1, reason };
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            if line.starts_with(' ') {
                let directory = directory.ok_or_else(|| bad("names before any `directory`"))?;
                let names = line.split_ascii_whitespace();
                result.paths.extend(names.map(|name| format!("{}/{name}", directory.trim_end_matches('/'))));
                continue;
            }
            let (word, value) = line.split_once(' ').ok_or_else(|| bad("a word without a value"))?;
            match word {
                "runtime" => value.clone_into(&mut result.runtime),
                "arch" => value.clone_into(&mut result.arch),
                "package" => result.packages.push(value.to_owned()),
                "env" => {
                    let (name, value) = value.split_once(' ').ok_or_else(|| bad("`env` without a value"))?;
                    result.environment.insert(name.to_owned(), value.to_owned());
                }
                "tree" | "directory" if !value.starts_with('/') => {
                    return Err(bad("a path that is not absolute"));
                }
                "tree" => result.trees.push(value.to_owned()),
                "directory" => directory = Some(value),
                _ => return Err(bad("an unknown word")),
            }
        }
        Ok(result)
    }

    /// The profile as what a layer must not replace.
    #[must_use]
    pub fn base_image(&self) -> BaseImage {
        let mut base = BaseImage::from_paths(&self.paths);
        for tree in &self.trees {
            base.add_tree(tree);
        }
        base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_whole() {
        for (runtime, arch, _) in PROFILES {
            let profile = Profile::named(runtime, arch).unwrap();
            assert_eq!((profile.runtime.as_str(), profile.arch.as_str()), (runtime, arch));
            let base = profile.base_image();
            for path in
                ["/bin/sh", "/usr/bin/env", "/usr/lib64/libc.so.6", "/etc/passwd", "/usr/share/zoneinfo/UTC"]
            {
                assert!(base.contains(path), "{runtime} {arch}: {path}");
            }
            assert!(!base.contains("/usr/bin/git"));
            assert!(profile.environment["PATH"].ends_with("/opt/bin"));
            assert!(profile.packages.len() > 40);
        }
        assert_eq!(Profile::names(), ["provided.al2023", "provided.al2"]);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, line) in
            [("runtime x\n  name\n", 2), ("word\n", 1), ("# c\nsize 3\n", 2), ("tree usr\n", 1)]
        {
            let error = Profile::parse("mine", text).unwrap_err();
            assert!(error.to_string().contains(&format!("line {line}:")), "{error}");
        }
    }
}
