//! The `testtags` form of a repository: `=Key: value` lines, and `+Key:` … `-Key:` around lists
//! (libsolv, ext/repo_testcase.c).

use super::dependency;
use crate::metadata::{Field, FileKind, PackageRecord, RelationKind};
use crate::rich::Dependency;

/// The packages of a repository, and whether they provide their own name implicitly.
pub(super) struct Testtags {
    pub(super) packages: Vec<PackageRecord>,
    /// Whether packages provide their own name without saying so: before version 3, and where the version line
    /// says so.
    pub(super) adds_own_name: bool,
    /// The list that is open, if one is.
    pub(super) list: Option<String>,
}

impl Default for Testtags {
    fn default() -> Self {
        Self { packages: Vec::new(), adds_own_name: true, list: None }
    }
}

impl Testtags {
    /// Reads one line; the error is a reason.
    pub(super) fn line(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim_end();
        if let Some(list) = self.list.clone() {
            if line.strip_prefix('-').and_then(|rest| rest.strip_suffix(':')) == Some(&list) {
                self.list = None;
                return Ok(());
            }
            return self.entry(&list, line);
        }
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(list) = line.strip_prefix('+').and_then(|rest| rest.strip_suffix(':')) {
            self.list = Some(list.to_owned());
            return Ok(());
        }
        let entry = line.strip_prefix('=').and_then(|rest| rest.split_once(':'));
        let (key, value) = entry.ok_or_else(|| format!("\"{line}\" is not =Key: value"))?;
        self.entry(key, value.trim())
    }

    fn entry(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "Ver" => {
                self.adds_own_name = !value.starts_with('3') || value.contains("addselfprovides");
                return Ok(());
            }
            "Pkg" => return self.package(value),
            _ => {}
        }
        let Some(package) = self.packages.last_mut() else {
            return Err(format!("={key}: before the first =Pkg:"));
        };
        let list = match key {
            "Prv" => RelationKind::Provides,
            "Req" | "Prq" => RelationKind::Requires,
            "Con" => RelationKind::Conflicts,
            "Obs" => RelationKind::Obsoletes,
            "Rec" => RelationKind::Recommends,
            "Sug" => RelationKind::Suggests,
            "Sup" => RelationKind::Supplements,
            "Enh" => RelationKind::Enhances,
            "Fls" => {
                package.add_file(FileKind::File, value);
                return Ok(());
            }
            "Vnd" => {
                package.set(Field::Vendor, value);
                return Ok(());
            }
            "Sum" => {
                package.set(Field::Summary, value);
                return Ok(());
            }
            "Tim" => {
                package.time_build = value.parse().unwrap_or_default();
                return Ok(());
            }
            // What a solve does not look at, libsolv's reader passes over as well.
            _ => return Ok(()),
        };
        if value.is_empty() {
            return Ok(());
        }
        match dependency::parse(value)? {
            Dependency::Capability(capability) => {
                let evr =
                    capability.constraint.as_ref().map(|(comparison, evr)| (*comparison, evr.to_string()));
                let constraint = evr.as_ref().map(|(comparison, evr)| (*comparison, evr.as_str()));
                package.add_relation(list, &capability.name, constraint, key == "Prq");
            }
            Dependency::Rich(rich) => package.add_relation(list, &rich.to_string(), None, key == "Prq"),
        }
        Ok(())
    }

    fn package(&mut self, value: &str) -> Result<(), String> {
        let mut words = value.split_whitespace();
        let (Some(name), Some(version), Some(release)) = (words.next(), words.next(), words.next()) else {
            return Err(format!("\"{value}\" is not name version release arch"));
        };
        let arch = words.next().unwrap_or_default();
        let mut package = PackageRecord::default();
        package.set(Field::Name, name);
        package.set(Field::Arch, arch);
        let evr = if release == "-" { version.to_owned() } else { format!("{version}-{release}") };
        package.set(Field::Evr, evr.strip_prefix("0:").unwrap_or(&evr));
        self.packages.push(package);
        Ok(())
    }
}
