//! comps.xml: named groups of packages, and environments, which are groups of groups (libcomps; libsolv,
//! repo_comps.c).

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use super::MetadataError;
use super::xml::{self, Token};

/// The groups and environments of one repository, or of several together.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{Comps, GroupPackageKind};
///
/// let xml = br#"<comps><group><id>editors</id><name>Editors</name><packagelist>
///                 <packagereq type="mandatory">vim</packagereq></packagelist></group></comps>"#;
/// let mut comps = Comps::default();
/// comps.read(&xml[..], "comps.xml")?;
/// assert_eq!(comps.groups["editors"].packages["vim"], GroupPackageKind::Mandatory);
/// # Ok::<(), rpmsolve::metadata::MetadataError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comps {
    /// Groups by id.
    pub groups: BTreeMap<String, Group>,
    /// Environments by id.
    pub environments: BTreeMap<String, Environment>,
}

/// A group of packages.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::Group;
///
/// assert!(Group::default().packages.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What people call it.
    pub name: String,
    /// What is in it, by name of the package.
    pub packages: BTreeMap<String, GroupPackageKind>,
}

/// How a package belongs to a group.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::GroupPackageKind;
///
/// assert!(GroupPackageKind::Mandatory < GroupPackageKind::Optional, "the more needed comes first");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum GroupPackageKind {
    /// Always.
    Mandatory,
    /// Unless somebody objects.
    Default,
    /// If another package is installed.
    Conditional {
        /// The name of that package.
        requires: String,
    },
    /// Only if somebody asks for it.
    Optional,
}

/// A group of groups.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::Environment;
///
/// assert!(Environment::default().groups.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// What people call it.
    pub name: String,
    /// The ids of the groups that belong to it.
    pub groups: Vec<String>,
    /// The ids of groups that may be added.
    pub optional_groups: Vec<String>,
}

impl Comps {
    /// Reads comps.xml, unpacked, and adds what it holds to what is known already: of groups and environments with
    /// the same id the contents are united, and the first name counts. `file` is the file's name, for messages.
    ///
    /// # Errors
    ///
    /// [`MetadataError`] if the file is not XML, is cut off, or a group has no id.
    pub fn read(&mut self, input: impl BufRead, file: &str) -> Result<(), MetadataError> {
        let mut entry = Entry::default();
        // `<id>` and `<name>` have other meanings outside, and translations inside.
        let mut is_translated = false;
        xml::read(input, file, "comps", |token| {
            match token {
                Token::Open(element) => match element.name {
                    "group" => entry = Entry::default(),
                    "environment" => entry = Entry { is_environment: true, ..Entry::default() },
                    "category" => entry = Entry { is_passed_over: true, ..Entry::default() },
                    "name" => is_translated = element.attribute("lang")?.is_some(),
                    "grouplist" => entry.is_optional = false,
                    "optionlist" => entry.is_optional = true,
                    "packagereq" => {
                        let (kind, requires) = (element.attribute("type")?, element.attribute("requires")?);
                        entry.kind = kind_of(kind.as_deref(), requires);
                    }
                    _ => {}
                },
                Token::Close { name, text, offset } => match name {
                    "id" => text.trim().clone_into(&mut entry.id),
                    "name" if !is_translated => text.trim().clone_into(&mut entry.name),
                    "packagereq" => entry.add_package(text.trim()),
                    "groupid" if entry.is_optional => entry.optional_groups.push(text.trim().to_owned()),
                    "groupid" => entry.groups.push(text.trim().to_owned()),
                    "group" | "environment" => {
                        let done = std::mem::take(&mut entry);
                        if done.id.is_empty() {
                            return Err(MetadataError::Element {
                                file: file.to_owned(),
                                offset,
                                element: if done.is_environment { "environment" } else { "group" },
                                reason: "has no id".to_owned(),
                            });
                        }
                        self.add(done);
                    }
                    _ => {}
                },
            }
            Ok(())
        })
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.environments.is_empty()
    }

    fn add(&mut self, entry: Entry) {
        if entry.is_environment {
            let known = self.environments.entry(entry.id).or_default();
            if known.name.is_empty() {
                known.name = entry.name;
            }
            unite(&mut known.groups, entry.groups);
            unite(&mut known.optional_groups, entry.optional_groups);
        } else {
            let known = self.groups.entry(entry.id).or_default();
            if known.name.is_empty() {
                known.name = entry.name;
            }
            for (package, kind) in entry.packages {
                add_package(&mut known.packages, package, kind);
            }
        }
    }
}

/// A group or an environment while it is being read.
#[derive(Default)]
struct Entry {
    is_environment: bool,
    is_passed_over: bool,
    id: String,
    name: String,
    kind: Option<GroupPackageKind>,
    packages: BTreeMap<String, GroupPackageKind>,
    is_optional: bool,
    groups: Vec<String>,
    optional_groups: Vec<String>,
}

impl Entry {
    fn add_package(&mut self, name: &str) {
        if let Some(kind) = self.kind.take()
            && !name.is_empty()
            && !self.is_passed_over
        {
            add_package(&mut self.packages, name.to_owned(), kind);
        }
    }
}

/// Of two ways in which a package belongs to a group the more binding counts.
fn add_package(packages: &mut BTreeMap<String, GroupPackageKind>, name: String, kind: GroupPackageKind) {
    let known = packages.entry(name).or_insert_with(|| kind.clone());
    if kind < *known {
        *known = kind;
    }
}

/// A package of no kind, or of one that is not known, is a default one (libsolv, repo_comps.c).
fn kind_of(kind: Option<&str>, requires: Option<String>) -> Option<GroupPackageKind> {
    Some(match (kind, requires) {
        (Some("mandatory"), _) => GroupPackageKind::Mandatory,
        (Some("optional"), _) => GroupPackageKind::Optional,
        (Some("conditional"), Some(requires)) => GroupPackageKind::Conditional { requires },
        _ => GroupPackageKind::Default,
    })
}

fn unite(known: &mut Vec<String>, more: Vec<String>) {
    let mut seen: BTreeSet<String> = known.iter().cloned().collect();
    known.extend(more.into_iter().filter(|id| seen.insert(id.clone())));
}
