//! An entry of a relation list in primary.xml, and what a version consists of there.

use std::borrow::Cow;

use super::MetadataError;
use super::by_heart::attribute;
use super::record::{Mark, PackageRecord, RelationKind, RelationSpan};
use super::xml::Element;
use crate::capability::Comparison;

/// What an entry says.
pub(super) struct Entry<'a> {
    name: Cow<'a, str>,
    comparison: Option<Comparison>,
    evr: EvrParts<'a>,
    pre: bool,
}

impl<'a> Entry<'a> {
    /// An entry whose attributes are in createrepo_c's order (xml_dump_primary.c,
    /// `cr_xml_dump_primary_dump_pco`), with no entities.
    pub(super) fn regular(attributes: &'a str) -> Option<Self> {
        let mut rest = attributes;
        let mut take = |before: &str| {
            let Some(behind) = rest.strip_prefix(before) else { return Some(Cow::Borrowed("")) };
            let (value, end) = attribute(behind)?;
            rest = &behind[end + 1..];
            Some(value)
        };
        let (name, flags) = (take(" name=\"")?, take(" flags=\"")?);
        let evr =
            EvrParts { epoch: take(" epoch=\"")?, version: take(" ver=\"")?, release: take(" rel=\"")? };
        let pre = take(" pre=\"")? == "1";
        let comparison = match &*flags {
            "" => None,
            flags => Some(Comparison::from_rpm_md_flag(flags)?),
        };
        (rest.is_empty() && !name.is_empty()).then_some(Self { name, comparison, evr, pre })
    }

    pub(super) fn read(file: &str, element: &Element<'a>) -> Result<Self, MetadataError> {
        let invalid = |reason: String| MetadataError::Element {
            file: file.to_owned(),
            offset: element.offset,
            element: "entry",
            reason,
        };
        let mut entry = Self { name: "".into(), comparison: None, evr: EvrParts::default(), pre: false };
        let mut unknown_flag = None;
        element.for_each_attribute(|key, value| {
            match key {
                "name" => entry.name = value,
                "flags" if value.is_empty() => {}
                "flags" => {
                    entry.comparison = Comparison::from_rpm_md_flag(&value);
                    if entry.comparison.is_none() {
                        unknown_flag = Some(value);
                    }
                }
                "pre" => entry.pre = value == "1",
                _ => entry.evr.take(key, value),
            }
            Ok(())
        })?;
        if let Some(flag) = unknown_flag {
            return Err(invalid(format!("has the unknown comparison \"{flag}\"")));
        }
        if entry.name.is_empty() {
            return Err(invalid("has no name".to_owned()));
        }
        Ok(entry)
    }

    pub(super) fn add(&self, record: &mut PackageRecord, list: RelationKind, mark: Mark) -> RelationSpan {
        let constraint = self.comparison.map(|comparison| (comparison, self.evr.written()));
        record.add_marked(list, &self.name, constraint, self.pre, mark)
    }
}

/// The attributes that make up a version: `epoch`, `ver`, `rel`.
#[derive(Default)]
pub(super) struct EvrParts<'a> {
    pub(super) epoch: Cow<'a, str>,
    pub(super) version: Cow<'a, str>,
    pub(super) release: Cow<'a, str>,
}

impl<'a> EvrParts<'a> {
    /// Takes an attribute, if it is one of these.
    pub(super) fn take(&mut self, name: &str, value: Cow<'a, str>) {
        match name {
            "epoch" => self.epoch = value,
            "ver" => self.version = value,
            "rel" => self.release = value,
            _ => {}
        }
    }

    /// `[epoch:]version[-release]`, in parts; an epoch of 0 is as good as none (libsolv, repo_rpmmd.c, `makeevr_atts`).
    pub(super) fn written(&self) -> [&str; 5] {
        let Self { epoch, version, release } = self;
        let (epoch, colon) = if matches!(&**epoch, "" | "0") { ("", "") } else { (&**epoch, ":") };
        [epoch, colon, version, if release.is_empty() { "" } else { "-" }, release]
    }
}
