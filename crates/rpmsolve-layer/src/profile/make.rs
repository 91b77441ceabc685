//! A profile of an image: of its unpacked root file system, or of a repository of the packages that are installed.

use std::collections::BTreeMap;
use std::path::Path;

use rpmsolve::{Nevra, Solvable, rpm_arch};
use rpmsolve_repo::{ElfClass, Load, Loaded, RepoError};

use super::{Profile, text, walk};
use crate::base::{BaseImage, BaseLibrary};
use crate::error::LayerError;

/// A profile of an image, and what was left out of it.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::MadeProfile;
///
/// let root = tempfile::tempdir()?;
/// std::fs::create_dir_all(root.path().join("usr/bin"))?;
/// std::fs::write(root.path().join("usr/bin/sh"), "")?;
/// let made = MadeProfile::from_place(root.path(), Some("image"), Some("x86_64"))?;
/// assert!(made.profile.paths.contains("/usr/bin/sh"));
/// let again = rpmsolve_layer::Profile::parse("image.txt", &made.profile.to_string(), "x86_64")?;
/// assert_eq!(made.profile, again);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct MadeProfile {
    /// The profile.
    pub profile: Profile,
    /// What is not in it, as sentences for people.
    pub warnings: Vec<String>,
}

impl MadeProfile {
    /// Describes an image. `place` is a root file system (a directory with `usr`, `etc`, `bin` or `lib64` in it): its
    /// paths, and its libraries as their own headers describe them, are found by looking, its packages in its rpm
    /// database. No link is followed. Or it is anything else that a base can be, which is described as its packages
    /// describe themselves.
    ///
    /// The profile is called as the directory is unless `name` says otherwise; `arch` is taken from the libraries, or the
    /// packages, unless it is given.
    ///
    /// # Errors
    ///
    /// [`LayerError`] if the place cannot be read, does not say which architecture it is for, or lends no name.
    pub fn from_place(
        place: &Path,
        name: Option<&str>,
        arch: Option<&str>,
    ) -> Result<MadeProfile, LayerError> {
        let arch = arch.map(rpm_arch);
        let called = || {
            let name = place.file_name().filter(|_| place.is_dir());
            name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        };
        let name = name.map_or_else(called, str::to_owned);
        let runtime =
            text::runtime_name(&name).map_err(|reason| LayerError::BadRuntimeName { reason })?.to_owned();
        let is_root = ["usr", "etc", "bin", "lib64"].iter().any(|directory| place.join(directory).is_dir());
        let MadeProfile { mut profile, warnings } =
            if is_root { from_root(place, arch)? } else { from_packages(place, arch)? };
        profile.runtime = runtime;
        Ok(MadeProfile { profile, warnings })
    }
}

fn from_root(root: &Path, arch: Option<&str>) -> Result<MadeProfile, LayerError> {
    let walk::Walked { arch, system, paths, trees, libraries, libraries_32bit, mut warnings } =
        walk::walk(root, arch)?;
    let arch = arch.ok_or_else(|| LayerError::UnknownArchitecture { path: root.to_owned() })?;
    let packages = match load(root, &arch) {
        Ok(loaded) => packages(&loaded),
        Err(error) if error.code() == "not-a-repository" => {
            warnings.push("no packages are known: there is no rpm database".to_owned());
            Vec::new()
        }
        Err(error) if error.code() == "rpmdb-not-supported" => {
            warnings.push(format!("no packages are known: {error}"));
            Vec::new()
        }
        Err(error) => return Err(error.into()),
    };
    let profile =
        Profile { arch, system, packages, paths, trees, libraries, libraries_32bit, ..Profile::default() };
    Ok(MadeProfile { profile, warnings })
}

fn from_packages(place: &Path, arch: Option<&str>) -> Result<MadeProfile, LayerError> {
    let loaded = load(place, arch.unwrap_or("noarch"))?;
    let arch = match arch {
        Some(arch) => arch.to_owned(),
        None => most_frequent_arch(&loaded)
            .ok_or_else(|| LayerError::UnknownArchitecture { path: place.to_owned() })?,
    };
    let mut profile = Profile { arch, packages: packages(&loaded), ..Profile::default() };
    let mut image = BaseImage::new();
    let mut unnameable = 0;
    let mut add_path = |path: &str| {
        let path = path.trim_end_matches('/');
        if crate::path::check(path).is_ok() && !path.contains(char::is_control) {
            profile.paths.insert(path.to_owned());
        } else {
            unnameable += 1;
        }
    };
    for source in &loaded.base {
        source.for_each_file(|_, path| add_path(path))?;
    }
    for solvable in base(&loaded) {
        solvable.files().for_each(&mut add_path);
    }
    image.add_paths(&profile.paths);
    for solvable in base(&loaded) {
        solvable.provides().for_each(|(name, _)| image.add_capability(name));
    }
    // What is known from the path alone need not be said twice.
    let is_news = |soname: &str, library: &BaseLibrary| {
        text::is_soname(soname) && (library.versions.is_some() || !profile.paths.contains(&library.path))
    };
    for (class, soname, library) in
        image.all_libraries().filter(|(_, soname, library)| is_news(soname, library))
    {
        let libraries = match class {
            ElfClass::Elf64 => &mut profile.libraries,
            ElfClass::Elf32 => &mut profile.libraries_32bit,
        };
        libraries.insert(soname.to_owned(), library.clone());
    }
    let mut warnings = loaded.warnings;
    if unnameable > 0 {
        warnings.push(format!("{unnameable} paths left out that are not normal absolute paths"));
    }
    Ok(MadeProfile { profile, warnings })
}

fn load(place: &Path, arch: &str) -> Result<Loaded, RepoError> {
    // Relative places begin with a dot, so that none is taken for `id=PLACE`.
    let place = Path::new(".").join(place).display().to_string();
    Load { base: vec![place], arch: arch.to_owned(), ..Load::default() }.run()
}

fn base(loaded: &Loaded) -> impl Iterator<Item = Solvable<'_>> {
    loaded.pool.solvables().filter(|solvable| solvable.is_base())
}

/// The packages. The keys that rpm keeps among them have no architecture, and are none.
fn packages(loaded: &Loaded) -> Vec<Nevra> {
    let real = base(loaded).filter(|solvable| solvable.name() != "gpg-pubkey");
    let mut nevras: Vec<Nevra> = real.filter_map(|solvable| solvable.nevra().parse().ok()).collect();
    nevras.sort_by_cached_key(Nevra::to_string);
    nevras.dedup();
    nevras
}

fn most_frequent_arch(loaded: &Loaded) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for solvable in base(loaded).filter(|solvable| solvable.arch() != "noarch") {
        *counts.entry(solvable.arch()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(arch, _)| arch.to_owned())
}
