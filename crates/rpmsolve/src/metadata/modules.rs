//! modules.yaml: which packages of a repository belong to which stream of which module, what streams need of each
//! other, and which are the defaults (libmodulemd, yaml_specs/modulemd_stream_v2.yaml, modulemd_defaults_v1.yaml).

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};

use super::MetadataError;
use super::yaml::{self, Node, Value};

/// More than any repository's modules.yaml has: RHEL 8's, the largest there are, unpack to 10 MB.
pub const MODULES_MAX_BYTES: u64 = 128 * 1024 * 1024;

/// A build of a stream of a module: what a `modulemd` document describes.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{MetadataError, ModuleDocument, read_modules};
///
/// let yaml = "document: modulemd\nversion: 2\ndata: {name: nodejs, stream: 1.10, version: 3}\n";
/// read_modules(yaml.as_bytes(), "modules.yaml", |document| {
///     let ModuleDocument::Stream(stream) = document else { unreachable!("it is one") };
///     assert_eq!(stream.to_string(), "nodejs:1.10");
///     Ok::<(), MetadataError>(())
/// })?;
/// # Ok::<(), MetadataError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleStream {
    /// The module's name.
    pub module: String,
    /// The stream's name, as it is written.
    pub stream: String,
    /// Which build of the stream it is: the higher, the newer.
    pub version: u64,
    /// Tells builds of one version for different surroundings apart; empty if there is none.
    pub context: String,
    /// The architecture; empty if there is none.
    pub arch: String,
    /// Whether the context is a name that stays from version to version.
    pub static_context: bool,
    /// What it needs of other modules, `platform` among them.
    pub requires: Vec<ModuleRequirement>,
    /// NEVRAs of its packages, source packages included.
    pub artifacts: Vec<String>,
    /// Names of packages by name of the profile.
    pub profiles: BTreeMap<String, Vec<String>>,
}

/// What a stream needs of another module.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::ModuleRequirement;
///
/// let any_but_one = ModuleRequirement { module: "perl".into(), streams: vec!["-5.24".into()] };
/// assert_eq!(any_but_one.to_string(), "perl:[-5.24]");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleRequirement {
    /// The other module.
    pub module: String,
    /// The streams any of which will do, or, with a `-` before them, will not; any if there are none.
    pub streams: Vec<String>,
}

/// A module's default stream and profiles: what a `modulemd-defaults` document says.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::ModuleDefaults;
///
/// let none = ModuleDefaults { module: "nodejs".into(), ..ModuleDefaults::default() };
/// assert_eq!(none.stream, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleDefaults {
    /// The module.
    pub module: String,
    /// Its default stream, if it has one.
    pub stream: Option<String>,
    /// Names of default profiles by stream.
    pub profiles: BTreeMap<String, Vec<String>>,
    /// When it was changed last: the higher counts.
    pub modified: u64,
}

/// One document of modules.yaml. Those of other kinds (obsoletes, translations, packager's) are passed over.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{ModuleDefaults, ModuleDocument};
///
/// let document = ModuleDocument::Defaults(ModuleDefaults::default());
/// assert!(!matches!(document, ModuleDocument::Stream(_)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModuleDocument {
    /// A build of a stream.
    Stream(ModuleStream),
    /// Defaults of a module.
    Defaults(ModuleDefaults),
}

/// Reads modules.yaml, unpacked, and hands over its documents, one by one. `file` is its name, for messages.
///
/// # Errors
///
/// [`MetadataError`] if the file is not YAML, has aliases, is nested too deeply or larger than
/// [`MODULES_MAX_BYTES`], or a document lacks its name or holds something impossible; and whatever `on_document`
/// fails with.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{MetadataError, read_modules};
///
/// let bomb = "a: &a [x, x]\nb: [*a, *a]\n";
/// let error = read_modules(bomb.as_bytes(), "modules.yaml", |_| Ok::<(), MetadataError>(())).unwrap_err();
/// assert_eq!(error.code(), "yaml");
/// ```
pub fn read_modules<E: From<MetadataError>>(
    input: impl Read,
    file: &str,
    mut on_document: impl FnMut(ModuleDocument) -> Result<(), E>,
) -> Result<(), E> {
    let text = read_text(input, file)?;
    yaml::read(&text, file, |root| match document(&root, file)? {
        Some(document) => on_document(document),
        None => Ok(()),
    })
}

impl std::fmt::Display for ModuleStream {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.module, self.stream)
    }
}

impl std::fmt::Display for ModuleRequirement {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:[{}]", self.module, self.streams.join(","))
    }
}

fn read_text(input: impl Read, file: &str) -> Result<String, MetadataError> {
    let mut bytes = Vec::new();
    let read = input.take(MODULES_MAX_BYTES + 1).read_to_end(&mut bytes);
    let is_too_large = match &read {
        Ok(_) => bytes.len() as u64 > MODULES_MAX_BYTES,
        Err(error) => error.kind() == ErrorKind::FileTooLarge,
    };
    if is_too_large {
        return Err(MetadataError::TooLarge { file: file.to_owned(), limit_bytes: MODULES_MAX_BYTES });
    }
    read.map_err(|source| MetadataError::Read { file: file.to_owned(), source })?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
        yaml::error(file, line, "is not UTF-8")
    })
}

fn document(root: &Node<'_>, file: &str) -> Result<Option<ModuleDocument>, MetadataError> {
    let reader = Reader { file };
    let Some(kind) = root.entry("document") else {
        // An empty document between two separators, or a comment.
        let reason = "a document does not say what it is: `document: modulemd` is missing";
        return if root.is_nothing() { Ok(None) } else { Err(yaml::error(file, root.line, reason)) };
    };
    let kind = reader.text(kind, "document")?;
    let version = root.entry("version").map(|node| reader.text(node, "version")).transpose()?;
    let data = || root.entry("data").ok_or_else(|| yaml::error(file, root.line, "a document has no data"));
    Ok(match (kind.as_str(), version.as_deref()) {
        ("modulemd", Some("1" | "2")) => Some(ModuleDocument::Stream(reader.stream(data()?)?)),
        ("modulemd-defaults", Some("1")) => Some(ModuleDocument::Defaults(reader.defaults(data()?)?)),
        ("modulemd" | "modulemd-defaults", version) => {
            let reason = format!(
                "version {} of a {kind} document is not known; 1 and 2 are",
                version.unwrap_or("(none)")
            );
            return Err(yaml::error(file, root.line, reason));
        }
        _ => None,
    })
}

struct Reader<'a> {
    file: &'a str,
}

impl Reader<'_> {
    fn stream(&self, data: &Node<'_>) -> Result<ModuleStream, MetadataError> {
        let optional = |key| data.entry(key).map(|node| self.name(node, key)).transpose();
        let mut requires = Vec::new();
        for set in self.dependency_sets(data)? {
            if let Some(set) = set.entry("requires") {
                requires.append(&mut self.requirements(set)?);
            }
        }
        let artifacts = data.entry("artifacts").and_then(|artifacts| artifacts.entry("rpms"));
        let mut profiles = BTreeMap::new();
        for (name, profile) in data.entry("profiles").map(Node::entries).unwrap_or_default() {
            let packages = profile.entry("rpms").map(|rpms| self.texts(rpms, "rpms")).transpose()?;
            profiles.insert(name.clone().into_owned(), packages.unwrap_or_default());
        }
        let static_context =
            data.entry("static_context").map(|node| self.text(node, "static_context")).transpose()?;
        Ok(ModuleStream {
            module: self.required(data, "name")?,
            stream: self.required(data, "stream")?,
            version: data.entry("version").map(|node| self.number(node, "version")).transpose()?.unwrap_or(0),
            context: optional("context")?.unwrap_or_default(),
            arch: optional("arch")?.unwrap_or_default(),
            static_context: static_context
                .is_some_and(|text| matches!(&*text.to_ascii_lowercase(), "true" | "yes" | "on")),
            requires,
            artifacts: artifacts.map(|rpms| self.texts(rpms, "rpms")).transpose()?.unwrap_or_default(),
            profiles,
        })
    }

    /// In version 2 a list, of which dnf takes all together; in version 1 one by itself.
    fn dependency_sets<'n, 'a>(&self, data: &'n Node<'a>) -> Result<Vec<&'n Node<'a>>, MetadataError> {
        match data.entry("dependencies") {
            None => Ok(Vec::new()),
            Some(Node { value: Value::List(sets), .. }) => Ok(sets.iter().collect()),
            Some(set @ Node { value: Value::Map(_), .. }) => Ok(vec![set]),
            Some(nothing) if nothing.is_nothing() => Ok(Vec::new()),
            Some(node) => Err(yaml::error(self.file, node.line, "dependencies is neither a list nor a map")),
        }
    }

    fn requirements(&self, set: &Node<'_>) -> Result<Vec<ModuleRequirement>, MetadataError> {
        let mut requirements = Vec::new();
        for (module, streams) in set.entries() {
            self.check_name(module, "requires", streams.line)?;
            let streams = match &streams.value {
                Value::List(items) => items.iter().map(|it| self.name(it, "requires")).collect(),
                Value::Scalar(_) if streams.is_nothing() => Ok(Vec::new()),
                Value::Scalar(_) => self.name(streams, "requires").map(|stream| vec![stream]),
                Value::Map(_) => Err(self.wrong(streams, "requires", "a list of streams")),
            }?;
            requirements.push(ModuleRequirement { module: module.clone().into_owned(), streams });
        }
        Ok(requirements)
    }

    fn defaults(&self, data: &Node<'_>) -> Result<ModuleDefaults, MetadataError> {
        let stream = data.entry("stream").filter(|node| !node.is_nothing());
        let mut profiles = BTreeMap::new();
        for (stream, names) in data.entry("profiles").map(Node::entries).unwrap_or_default() {
            profiles.insert(stream.clone().into_owned(), self.texts(names, "profiles")?);
        }
        Ok(ModuleDefaults {
            module: self.required(data, "module")?,
            stream: stream.map(|node| self.name(node, "stream")).transpose()?,
            profiles,
            modified: data
                .entry("modified")
                .map(|node| self.number(node, "modified"))
                .transpose()?
                .unwrap_or(0),
        })
    }

    fn required(&self, data: &Node<'_>, key: &'static str) -> Result<String, MetadataError> {
        let node = data.entry(key).filter(|node| !node.is_nothing());
        let missing = || yaml::error(self.file, data.line, format!("a document has no {key}"));
        self.name(node.ok_or_else(missing)?, key)
    }

    /// A text that becomes part of `name:stream`.
    fn name(&self, node: &Node<'_>, key: &str) -> Result<String, MetadataError> {
        let text = self.text(node, key)?;
        self.check_name(&text, key, node.line)?;
        Ok(text)
    }

    fn check_name(&self, text: &str, key: &str, line: usize) -> Result<(), MetadataError> {
        let is_strange = |letter: char| {
            letter.is_whitespace() || letter.is_control() || matches!(letter, '(' | ')' | ':' | ',')
        };
        if text.contains(is_strange) || text.len() > NAME_MAX_BYTES {
            let reason =
                format!("{key} holds \"{}\", which is no name", text.chars().take(40).collect::<String>());
            return Err(yaml::error(self.file, line, reason));
        }
        Ok(())
    }

    fn number(&self, node: &Node<'_>, key: &str) -> Result<u64, MetadataError> {
        self.text(node, key)?.parse().map_err(|_| self.wrong(node, key, "a number"))
    }

    fn text(&self, node: &Node<'_>, key: &str) -> Result<String, MetadataError> {
        match &node.value {
            Value::Scalar(text) => Ok(text.clone().into_owned()),
            _ => Err(self.wrong(node, key, "a text")),
        }
    }

    fn texts(&self, node: &Node<'_>, key: &str) -> Result<Vec<String>, MetadataError> {
        match &node.value {
            Value::List(items) => items.iter().map(|item| self.text(item, key)).collect(),
            _ if node.is_nothing() => Ok(Vec::new()),
            _ => Err(self.wrong(node, key, "a list")),
        }
    }

    fn wrong(&self, node: &Node<'_>, key: &str, expected: &str) -> MetadataError {
        yaml::error(self.file, node.line, format!("{key} is not {expected}"))
    }
}

/// Longer than any module's or stream's name.
const NAME_MAX_BYTES: usize = 256;
