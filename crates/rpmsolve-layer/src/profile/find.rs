//! Which profile a name means: a file, one of the user's directories, or what comes with the crate; and what it
//! inherits.

use std::fs;
use std::path::{Path, PathBuf};

use rpmsolve::rpm_arch;

use super::text::{self, Document};
use super::{Profile, built_in};
use crate::error::LayerError;

/// Profiles by name: those of some directories, and the built-in ones.
///
/// A file of a directory may have the name of a built-in profile, which it then stands in for; it may inherit the very
/// profile that it replaces.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::Profiles;
///
/// let directory = tempfile::tempdir()?;
/// let mine = "runtime mine\narch x86_64 aarch64\ninherits python3.13\nsoname libx.so.1\n";
/// std::fs::write(directory.path().join("mine.txt"), mine)?;
/// let profiles = Profiles::open([directory.path()])?;
/// let profile = profiles.find("mine", "x86_64")?;
/// assert_eq!(profile.language.as_deref(), Some("python3.13"));
/// assert!(profiles.names().contains(&"mine".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    documents: Vec<Document>,
}

/// A profile is far smaller; what is larger is something else.
const FILE_MAX_BYTES: u64 = 64 << 20;

impl Profiles {
    /// Reads every `.txt` file of some directories; where two describe one runtime, the first directory wins.
    ///
    /// # Errors
    ///
    /// [`LayerError`] if one of them cannot be read, is no profile, or says what another of its directory says.
    pub fn open(directories: impl IntoIterator<Item = impl Into<PathBuf>>) -> Result<Self, LayerError> {
        let mut documents: Vec<Document> = Vec::new();
        for directory in directories {
            let first = documents.len();
            for file in files_in(&directory.into())? {
                let document = read(&file)?;
                if let Some(other) = documents[first..].iter().find(|other| is_rival(other, &document)) {
                    let (runtime, other) = (&document.own.runtime, &other.file);
                    return Err(
                        document.bad(1, format!("{other} is a profile of {runtime}, too; remove one"))
                    );
                }
                documents.push(document);
            }
        }
        Ok(Self { documents })
    }

    /// The profile that `runtime` names, for an architecture by RPM's or Lambda's name. What has a slash in it or
    /// ends in `.txt` is a file; anything else is the name of a runtime.
    ///
    /// # Errors
    ///
    /// [`LayerError::UnknownRuntime`], [`LayerError::BadProfile`], or [`LayerError::Io`] for a file.
    pub fn find(&self, runtime: &str, arch: &str) -> Result<Profile, LayerError> {
        if runtime.contains(['/', '\\']) || runtime.ends_with(".txt") {
            return self.resolve(read(Path::new(runtime))?, arch);
        }
        self.named(runtime, arch)
    }

    /// The names of all runtimes: those of the directories, then the built-in ones.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let own = self.documents.iter().map(|document| document.own.runtime.as_str());
        for name in own.chain(built_in::names()) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The architectures that a runtime has a profile for.
    ///
    /// # Errors
    ///
    /// [`LayerError::BadProfile`].
    pub fn architectures(&self, runtime: &str) -> Result<Vec<String>, LayerError> {
        let mut arches: Vec<String> = Vec::new();
        for document in self.documents_of(runtime)? {
            arches.extend(
                document.arches.into_iter().filter(|arch| !arches.contains(arch)).collect::<Vec<_>>(),
            );
        }
        Ok(arches)
    }

    pub(super) fn named(&self, runtime: &str, arch: &str) -> Result<Profile, LayerError> {
        let arch = rpm_arch(arch);
        let found = self.documents_of(runtime)?.into_iter().find(|it| it.arches.iter().any(|it| it == arch));
        match found {
            Some(document) => self.resolve(document, arch),
            None => Err(self.unknown(runtime, arch)),
        }
    }

    /// Completes what a file says for an architecture with what it inherits.
    pub(super) fn resolve(&self, document: Document, arch: &str) -> Result<Profile, LayerError> {
        let arch = rpm_arch(arch);
        if !document.arches.iter().any(|known| known == arch) {
            return Err(self.unknown(&document.own.runtime, arch));
        }
        let mut chain = vec![document];
        while let Some(next) = self.parent(&chain, arch)? {
            chain.push(next);
        }
        let mut profile = Profile::default();
        for document in chain.into_iter().rev() {
            profile.extend(document.own);
        }
        arch.clone_into(&mut profile.arch);
        Ok(profile)
    }

    /// What the last of a chain inherits.
    fn parent(&self, chain: &[Document], arch: &str) -> Result<Option<Document>, LayerError> {
        let Some(last) = chain.last() else { return Ok(None) };
        let Some((name, line)) = &last.inherits else { return Ok(None) };
        let all = self.documents_of(name)?;
        let is_new = |document: &Document| chain.iter().all(|above| above.file != document.file);
        if let Some(found) = all.iter().find(|it| is_new(it) && it.arches.iter().any(|it| it == arch)) {
            return Ok(Some(found.clone()));
        }
        let reason = if all.is_empty() {
            format!("inherits {name}, which is not known; known are {}", self.names().join(", "))
        } else if all.iter().all(is_new) {
            format!("inherits {name}, which has no profile for {arch}")
        } else {
            format!("inherits {name}, which leads back to itself")
        };
        Err(last.bad(*line, reason))
    }

    /// All files that describe a runtime, those that count most first.
    fn documents_of(&self, runtime: &str) -> Result<Vec<Document>, LayerError> {
        let own = self.documents.iter().filter(|document| document.own.runtime == runtime).cloned().map(Ok);
        let built_in = built_in::files(runtime);
        let built_in = built_in.map(|(file, text)| text::parse(&format!("{file} (built in)"), text));
        own.chain(built_in).collect()
    }

    fn unknown(&self, runtime: &str, arch: &str) -> LayerError {
        LayerError::UnknownRuntime { runtime: runtime.to_owned(), arch: arch.to_owned(), known: self.names() }
    }
}

/// Whether two files describe the same.
fn is_rival(one: &Document, other: &Document) -> bool {
    one.own.runtime == other.own.runtime && one.arches.iter().any(|arch| other.arches.contains(arch))
}

/// The `.txt` files of a directory, sorted.
fn files_in(directory: &Path) -> Result<Vec<PathBuf>, LayerError> {
    let error = |source| LayerError::Io { operation: "read", path: directory.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(error)? {
        let file = entry.map_err(error)?.path();
        if file.extension().is_some_and(|extension| extension == "txt") && file.is_file() {
            files.push(file);
        }
    }
    files.sort_unstable();
    Ok(files)
}

fn read(file: &Path) -> Result<Document, LayerError> {
    let bytes = fs::metadata(file).map_err(LayerError::io("read", file))?.len();
    if bytes > FILE_MAX_BYTES {
        return Err(LayerError::BadProfile {
            profile: file.display().to_string(),
            line: 1,
            reason: format!("{bytes} bytes long, which is no profile; the limit is {FILE_MAX_BYTES}"),
        });
    }
    let text = fs::read_to_string(file).map_err(LayerError::io("read", file))?;
    text::parse(&file.display().to_string(), &text)
}
