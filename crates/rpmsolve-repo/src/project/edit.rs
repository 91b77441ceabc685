//! Changing rpmsolve.toml as a person would: comments, order and layout stay, and what is added looks like what is there.

use std::fs;
use std::path::Path;

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use super::text::{line_of, nearest};
use super::{Project, ProjectError};

/// What a new rpmsolve.toml says.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::{Init, InitRepository, Project};
///
/// let place = InitRepository::Preset("al2023".into());
/// let init = Init { repositories: vec![("al2023".into(), place)], ..Init::default() };
/// let project = Project::parse(&init.to_text(), "rpmsolve.toml".as_ref())?;
/// assert_eq!(project.settings().repositories["al2023"].preset.as_deref(), Some("al2023"));
/// # Ok::<(), rpmsolve_repo::project::ProjectError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Init {
    /// The architectures; x86_64 if there are none.
    pub arches: Vec<String>,
    /// The runtime; provided.al2023 if there is none.
    pub runtime: Option<String>,
    /// The repositories, each with its id.
    pub repositories: Vec<(String, InitRepository)>,
}

/// Where a repository of a new project is.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::project::InitRepository;
///
/// assert_ne!(InitRepository::Preset("al2023".into()), InitRepository::Url("al2023".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InitRepository {
    /// Well known, by its name.
    Preset(String),
    /// At a URL or in a directory.
    Url(String),
}

/// What some editors begin a text with.
const BYTE_ORDER_MARK: char = '\u{feff}';

const HEAD: &str = "\
#:schema rpmsolve.schema.json

# The layers of this project. `rpmsolve add SPEC…` adds packages to one, `rpmsolve lock` says which packages that means,
# and `rpmsolve build` makes the layers of exactly those. Keep this file and rpmsolve.lock under version control.

";

impl Init {
    /// The text of the file.
    pub fn to_text(&self) -> String {
        let arches = if self.arches.is_empty() { &[super::ARCH.to_owned()][..] } else { &self.arches };
        let arches: Vec<String> = arches.iter().map(|arch| quoted(arch)).collect();
        let mut text = HEAD.to_owned();
        text.push_str(&format!("arches = [{}]\n", arches.join(", ")));
        let runtime = quoted(self.runtime.as_deref().unwrap_or(super::RUNTIME));
        text.push_str(&format!(
            "runtime = {runtime}  # what is there already; rpmsolve runtimes lists what there is\n"
        ));
        for (id, place) in &self.repositories {
            let (key, place) = match place {
                InitRepository::Preset(preset) => ("preset", preset),
                InitRepository::Url(url) => ("url", url),
            };
            text.push_str(&format!("\n[repositories.{}]\n{key} = {}\n", key_text(id), quoted(place)));
        }
        if self.repositories.is_empty() {
            text.push_str("\n# Where packages come from: preset = \"…\", url = \"https://…\", mirrorlist, metalink or repofile.\n");
            text.push_str("# [repositories.example]\n# url = \"https://mirror.example/$basearch/\"\n");
        }
        text
    }
}

impl Project {
    /// The project that results if a layer asks for more. Without a name the only layer is meant, or `main` if there is
    /// none; a layer that is not there is made. What it asks for already stays as it is. Beside the project: what was
    /// added.
    ///
    /// # Errors
    ///
    /// [`ProjectError`] if it is not clear which layer is meant, or the file cannot be changed without guessing.
    pub fn add(
        &self,
        layer: Option<&str>,
        specs: &[String],
    ) -> Result<(Self, String, Vec<String>), ProjectError> {
        let layer = match layer {
            None if self.settings.layers.is_empty() => "main".to_owned(),
            layer => self.only_layer(layer)?,
        };
        let mut document = self.document()?;
        let layers = document.entry("layers").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let error = |key: &str| ProjectError::Edit { path: self.path.clone(), key: key.to_owned() };
        let layers = layers.as_table_like_mut().ok_or_else(|| error("layers"))?;
        let key = format!("layers.{layer}");
        let table = layers.entry(&layer).or_insert_with(|| Item::Table(Table::new()));
        let table = table.as_table_like_mut().ok_or_else(|| error(&key))?;
        let packages = table.entry("packages").or_insert_with(|| Item::Value(Value::Array(Array::new())));
        let packages = packages.as_array_mut().ok_or_else(|| error(&format!("{key}.packages")))?;
        let mut added: Vec<String> = Vec::new();
        for spec in specs {
            if !packages.iter().any(|known| known.as_str() == Some(spec)) {
                push(packages, spec);
                added.push(spec.clone());
            }
        }
        Ok((self.rewritten(&document)?, layer, added))
    }

    /// The project that results if a layer asks for less. The layer stays, even with nothing in it.
    ///
    /// # Errors
    ///
    /// As [`Self::add`], and [`ProjectError::UnknownSpec`] for what is not asked for.
    pub fn remove(&self, layer: Option<&str>, specs: &[String]) -> Result<(Self, String), ProjectError> {
        let layer = self.only_layer(layer)?;
        let known = &self.layer(&layer)?.packages;
        let mut document = self.document()?;
        let error =
            || ProjectError::Edit { path: self.path.clone(), key: format!("layers.{layer}.packages") };
        let packages = document.get_mut("layers").and_then(|it| it.get_mut(&layer));
        let mut packages = packages.and_then(|it| it.get_mut("packages")).and_then(Item::as_array_mut);
        for spec in specs {
            if !known.contains(spec) {
                let names: Vec<&str> = known.iter().map(String::as_str).collect();
                let known = nearest(spec, &names).map_or_else(|| names.join(", "), str::to_owned);
                let (path, layer, spec) = (self.path.clone(), layer.clone(), spec.clone());
                let known = if known.is_empty() { "nothing".to_owned() } else { known };
                return Err(ProjectError::UnknownSpec { path, layer, spec, known });
            }
            let packages = packages.as_deref_mut().ok_or_else(error)?;
            let is_meant = |known: &Value| known.as_str() == Some(spec);
            let indexes: Vec<usize> = packages
                .iter()
                .enumerate()
                .filter(|(_, known)| is_meant(known))
                .map(|(index, _)| index)
                .collect();
            indexes.into_iter().rev().for_each(|index| take_out(packages, index));
        }
        Ok((self.rewritten(&document)?, layer))
    }

    /// The layer that is meant: the one that is named, or the only one.
    ///
    /// # Errors
    ///
    /// [`ProjectError::WhichLayer`] if none is named and there is not one.
    pub fn only_layer(&self, layer: Option<&str>) -> Result<String, ProjectError> {
        let mut layers = self.layers();
        match (layer, layers.next(), layers.next()) {
            (Some(layer), ..) => Ok(layer.to_owned()),
            (None, Some(only), None) => Ok(only.to_owned()),
            _ => Err(ProjectError::WhichLayer {
                path: self.path.clone(),
                known: self.layers().collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// The project that a document says, with the ends of lines that there were.
    fn rewritten(&self, document: &DocumentMut) -> Result<Self, ProjectError> {
        let mut text = document.to_string();
        if self.text.contains("\r\n") {
            text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        if self.text.starts_with(BYTE_ORDER_MARK) && !text.starts_with(BYTE_ORDER_MARK) {
            text.insert(0, BYTE_ORDER_MARK);
        }
        Self::parse(&text, &self.path)
    }

    fn document(&self) -> Result<DocumentMut, ProjectError> {
        self.text.parse().map_err(|error: toml_edit::TomlError| ProjectError::Toml {
            path: self.path.clone(),
            line: line_of(&self.text, error.span().map_or(0, |span| span.start)),
            reason: error.message().to_owned(),
        })
    }
}

impl Init {
    /// Makes the project in a directory, which is made if it is not there, or as a file that ends with `.toml`.
    ///
    /// # Errors
    ///
    /// [`ProjectError::Exists`] if one is there, [`ProjectError`] if what is asked for makes no sense.
    pub fn write(&self, place: &Path) -> Result<Project, ProjectError> {
        let is_file = place.extension().is_some_and(|extension| extension == "toml") && !place.is_dir();
        let path = if is_file { place.to_owned() } else { place.join(Project::FILE_NAME) };
        if path.exists() {
            return Err(ProjectError::Exists { path });
        }
        let project = Project::parse(&self.to_text(), &path)?;
        let directory = project.directory();
        fs::create_dir_all(&directory).map_err(|source| ProjectError::Io { path: directory, source })?;
        project.write()?;
        Ok(project)
    }
}

/// Adds a text to a list that is written on one line, or with one item on each.
fn push(array: &mut Array, text: &str) {
    let before_bracket = array.trailing().as_str().unwrap_or_default().to_owned();
    let last = array.len().checked_sub(1);
    // Behind the last item may stand a comment; then it is still before the comma, if there is no comma yet.
    let suffix = last.and_then(|last| array.get(last)).and_then(|value| value.decor().suffix());
    let suffix = suffix.and_then(|suffix| suffix.as_str()).unwrap_or_default().to_owned();
    let behind_last = format!("{suffix}{before_bracket}");
    let mut value = Value::from(text);
    if behind_last.contains('\n') {
        let first = last.and_then(|_| array.get(0)).and_then(|value| value.decor().prefix());
        let indent = first.and_then(|prefix| prefix.as_str()).and_then(|prefix| prefix.rsplit_once('\n'));
        let indent = indent.map_or("    ", |(_, indent)| indent);
        value.decor_mut().set_prefix(format!("{}\n{indent}", behind_last.trim_end()));
        if let Some(last) = last.and_then(|last| array.get_mut(last)) {
            last.decor_mut().set_suffix("");
        }
        array.push_formatted(value);
        let closing = behind_last.rsplit_once('\n').map_or("", |(_, closing)| closing);
        array.set_trailing(format!("\n{closing}"));
        array.set_trailing_comma(true);
    } else {
        value.decor_mut().set_prefix(if last.is_some() { " " } else { "" });
        array.push_formatted(value);
    }
}

/// Removes an item of a list, and the comment behind it on its line; all other comments stay.
fn take_out(array: &mut Array, index: usize) {
    let removed = array.remove(index);
    let prefix = removed.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
    let from_line_end = |text: &str| text.find('\n').map(|end| text[end..].to_owned());
    if let Some(next) = array.get_mut(index) {
        let behind = next.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
        match from_line_end(&behind) {
            Some(rest) => next.decor_mut().set_prefix(format!("{}{rest}", prefix.trim_end())),
            None if index == 0 => next.decor_mut().set_prefix(prefix),
            None => {}
        }
        return;
    }
    let suffix = removed.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default().to_owned();
    let behind = format!("{suffix}{}", array.trailing().as_str().unwrap_or_default());
    if let Some(rest) = from_line_end(&behind) {
        array.set_trailing(format!("{}{rest}", prefix.trim_end()));
    }
    if array.is_empty() {
        array.set_trailing_comma(false);
    }
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A key as TOML writes it.
pub(super) fn key_text(key: &str) -> String {
    let is_bare =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_bare { key.to_owned() } else { quoted(key) }
}
