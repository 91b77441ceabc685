//! The hash of all that an answer depends on and that is written down: whether a lock is of this project is known by it,
//! without a repository or the network.

use std::path::Path;

use rpmsolve::{DigestAlgorithm, Hasher};

use super::{Checksum, Project, ProjectError, RepositorySettings, checksum_of_file};

/// What goes into the hash, each with its length before it, so that no two sequences are alike.
struct Inputs(Hasher);

impl Inputs {
    fn text(&mut self, text: &str) {
        self.0.update(&(text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.text(if text.is_some() { "some" } else { "none" });
        self.text(text.unwrap_or_default());
    }

    /// Texts whose order means nothing.
    fn set<'a>(&mut self, name: &str, texts: impl IntoIterator<Item = &'a str>) {
        let mut texts: Vec<&str> = texts.into_iter().collect();
        texts.sort_unstable();
        texts.dedup();
        self.text(name);
        self.text(&texts.len().to_string());
        texts.into_iter().for_each(|text| self.text(text));
    }
}

impl Project {
    /// A hash of everything in the file that matters for which packages are locked, and of the .repo files, lists and
    /// profiles that it names: not of comments, of the order in which things are written, or of how layers are built.
    ///
    /// # Errors
    ///
    /// [`ProjectError::Io`] if a file that it names cannot be read.
    pub fn inputs(&self) -> Result<Checksum, ProjectError> {
        let settings = self.settings();
        let mut inputs = Inputs(DigestAlgorithm::Sha256.hasher());
        inputs.text("rpmsolve.toml 1");
        inputs.set("arches", self.arches().iter().map(String::as_str));
        let runtime = if settings.runtime.is_some() { settings.runtime.clone() } else { self.runtime() };
        inputs.optional(runtime.as_deref());
        let base = || settings.base.iter().flatten().map(String::as_str);
        inputs.set("base", base());
        let profile = settings.runtime.iter().map(String::as_str).filter(|it| super::is_profile_file(it));
        let mut files: Vec<&str> = base().chain(profile).collect();
        files.sort_unstable();
        for file in files {
            self.add_file(&mut inputs, self.resolved(file).as_ref())?;
        }
        for (name, is_on) in [("weak", settings.weak), ("best", settings.best)] {
            inputs.set(name, is_on.then_some("yes"));
        }
        inputs.text(&format!("{:?}", settings.objective));
        inputs.set("exclude", settings.exclude.iter().map(String::as_str));
        inputs.set("pin", settings.pin.iter().map(String::as_str));
        inputs.set("modules", settings.modules.iter().map(String::as_str));
        for (name, value) in &settings.variables {
            inputs.set(name, [value.as_str()]);
        }
        for (id, repository) in &settings.repositories {
            inputs.text("repository");
            inputs.text(id);
            self.add_repository(&mut inputs, repository)?;
        }
        for (name, layer) in &settings.layers {
            inputs.text("layer");
            inputs.text(name);
            inputs.set("packages", layer.packages.iter().map(String::as_str));
            inputs.set("exclude", layer.exclude.iter().map(String::as_str));
        }
        Ok(Checksum::finished(DigestAlgorithm::Sha256, inputs.0))
    }

    fn add_repository(&self, inputs: &mut Inputs, settings: &RepositorySettings) -> Result<(), ProjectError> {
        // Fields are named one by one, so that a new one is not forgotten. How long metadata are taken to be up to date
        // says when they are read again, and not what is in them.
        let RepositorySettings {
            preset,
            url,
            mirrorlist,
            metalink,
            repofile,
            keys,
            fingerprints,
            priority,
            cost,
            excludepkgs,
            includepkgs,
            module_hotfixes,
            gpgcheck,
            repo_gpgcheck,
            skip_if_unavailable,
            metadata_expire: _,
        } = settings;
        for place in [preset, url, mirrorlist, metalink, repofile] {
            inputs.optional(place.as_deref());
        }
        for (name, list) in [
            ("keys", keys),
            ("fingerprints", fingerprints),
            ("excludepkgs", excludepkgs),
            ("includepkgs", includepkgs),
        ] {
            inputs.set(name, list.iter().map(String::as_str));
        }
        let numbers = [priority.unwrap_or(99), cost.unwrap_or(1000)];
        inputs.text(&format!(
            "{numbers:?} {module_hotfixes} {gpgcheck:?} {repo_gpgcheck:?} {skip_if_unavailable}"
        ));
        if let Some(file) = repofile {
            let path = self.resolved(file);
            let path = Path::new(&path);
            if path.is_dir() {
                for file in crate::source::files_in(path, |it| it.extension().is_some_and(|it| it == "repo"))?
                {
                    inputs.text(&file.file_name().unwrap_or_default().to_string_lossy());
                    self.add_file(inputs, &file)?;
                }
            } else {
                self.add_file(inputs, path)?;
            }
        }
        Ok(())
    }

    /// Adds what a file holds. Directories stand for themselves: nobody looks through a root file system for this.
    fn add_file(&self, inputs: &mut Inputs, path: &Path) -> Result<(), ProjectError> {
        if path.is_file() {
            inputs.text(checksum_of_file(path, DigestAlgorithm::Sha256)?.0.hex());
        }
        Ok(())
    }
}
