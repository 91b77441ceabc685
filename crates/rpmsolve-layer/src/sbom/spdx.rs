//! [SPDX 2.3] as JSON, by its chapters 6 (document), 7 (packages), 10 (other licences) and 11 (relationships).
//!
//! [SPDX 2.3]: https://spdx.github.io/spdx-spec/v2.3/

use std::collections::BTreeMap;

use serde::Serialize;

use super::license::License;
use super::{Sbom, SbomPackage, idstring, purl, uuid};

const DOCUMENT: &str = "SPDXRef-DOCUMENT";
const LAYER: &str = "SPDXRef-Layer";
const NO_ASSERTION: &str = "NOASSERTION";

/// The whole document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    spdx_version: &'static str,
    data_license: &'static str,
    #[serde(rename = "SPDXID")]
    id: &'static str,
    name: &'a str,
    document_namespace: String,
    creation_info: CreationInfo,
    packages: Vec<Package<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    has_extracted_licensing_infos: Vec<ExtractedLicense>,
    relationships: Vec<Relationship>,
}

#[derive(Serialize)]
struct CreationInfo {
    created: String,
    creators: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package<'a> {
    #[serde(rename = "SPDXID")]
    id: String,
    name: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    version_info: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    package_file_name: Option<String>,
    supplier: String,
    download_location: &'static str,
    files_analyzed: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checksums: Vec<Checksum<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<&'a str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    source_info: String,
    license_concluded: &'static str,
    license_declared: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    license_comments: Option<String>,
    copyright_text: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_refs: Vec<ExternalRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_package_purpose: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Checksum<'a> {
    algorithm: &'static str,
    checksum_value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExternalRef {
    reference_category: &'static str,
    reference_type: &'static str,
    reference_locator: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExtractedLicense {
    license_id: String,
    name: String,
    extracted_text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    spdx_element_id: String,
    relationship_type: &'static str,
    related_spdx_element: String,
}

impl<'a> Document<'a> {
    pub(super) fn new(sbom: &'a Sbom) -> Self {
        let packages =
            std::iter::once(Package::layer(&sbom.name)).chain(sbom.packages.iter().map(Package::rpm));
        let mut document = Document {
            spdx_version: "SPDX-2.3",
            data_license: "CC0-1.0",
            id: DOCUMENT,
            name: &sbom.name,
            document_namespace: String::new(),
            creation_info: CreationInfo {
                created: sbom.created(),
                creators: [concat!("Tool: rpmsolve-", env!("CARGO_PKG_VERSION"))],
            },
            packages: packages.collect(),
            has_extracted_licensing_infos: extracted_licenses(&sbom.packages),
            relationships: relationships(sbom),
        };
        // The place that chapter 6.5 names for makers without a site of their own.
        document.document_namespace = format!("https://spdx.org/spdxdocs/rpmsolve-{}", uuid(&document));
        document
    }
}

impl<'a> Package<'a> {
    /// The root: the layer itself, of which the document can say little.
    fn layer(name: &'a str) -> Self {
        Package {
            id: LAYER.to_owned(),
            name,
            version_info: String::new(),
            package_file_name: None,
            supplier: NO_ASSERTION.to_owned(),
            download_location: NO_ASSERTION,
            files_analyzed: false,
            checksums: Vec::new(),
            homepage: None,
            source_info: String::new(),
            license_concluded: NO_ASSERTION,
            license_declared: NO_ASSERTION.to_owned(),
            license_comments: None,
            copyright_text: NO_ASSERTION,
            summary: "",
            external_refs: Vec::new(),
            primary_package_purpose: Some("ARCHIVE"),
        }
    }

    fn rpm(package: &'a SbomPackage) -> Self {
        let facts = &package.facts;
        let license = License::read(&facts.license);
        let translated = license.as_ref().filter(|license| !license.is_verbatim());
        let checksum = Checksum { algorithm: "SHA256", checksum_value: &package.sha256 };
        let purl = ExternalRef {
            reference_category: "PACKAGE-MANAGER",
            reference_type: "purl",
            reference_locator: purl::purl(package),
        };
        let source = |words: &str, name: &str| (!name.is_empty()).then(|| format!("{words} {name}"));
        let sources =
            [source("from repository", &package.repository), source("built from", &facts.source_rpm)];
        Package {
            id: id(package),
            name: &package.name,
            version_info: package.evr(),
            package_file_name: Some(format!(
                "{}-{}.{}.rpm",
                package.name,
                package.version_release(),
                package.arch
            )),
            supplier: package
                .vendor()
                .map_or_else(|| NO_ASSERTION.to_owned(), |vendor| organization(&vendor)),
            checksums: Some(checksum).filter(|_| !package.sha256.is_empty()).into_iter().collect(),
            homepage: package.homepage(),
            source_info: sources.into_iter().flatten().collect::<Vec<_>>().join(", "),
            license_comments: translated
                .map(|license| format!("License tag of the package: {}", license.tag)),
            license_declared: license.map_or_else(|| NO_ASSERTION.to_owned(), |license| license.expression),
            summary: &facts.summary,
            external_refs: vec![purl],
            primary_package_purpose: None,
            ..Package::layer("")
        }
    }
}

/// A supplier that is an organisation; what stands in parentheses would be read as its mail address.
fn organization(vendor: &str) -> String {
    format!("Organization: {}", vendor.replace('(', "[").replace(')', "]"))
}

/// The package's NEVRA, with the one frequent character that an identifier cannot have replaced beforehand.
fn id(package: &SbomPackage) -> String {
    let arch = if package.arch == "x86_64" { "x86-64" } else { &package.arch };
    format!("SPDXRef-Package-{}", idstring(&format!("{}-{}.{arch}", package.name, package.evr())))
}

/// The texts of all `LicenseRef-…`, each once. What a package has of them is the words of its License tag.
fn extracted_licenses(packages: &[SbomPackage]) -> Vec<ExtractedLicense> {
    let licenses = packages.iter().filter_map(|package| License::read(&package.facts.license));
    let references: BTreeMap<String, String> = licenses.flat_map(|license| license.references).collect();
    let extracted = references.into_iter().map(|(license_id, words)| ExtractedLicense {
        license_id,
        extracted_text: format!("The License tag of the package says: {words}"),
        name: words,
    });
    extracted.collect()
}

/// The document describes the layer, the layer contains all packages and depends on what was asked for.
fn relationships(sbom: &Sbom) -> Vec<Relationship> {
    let ids: Vec<String> = sbom.packages.iter().map(id).collect();
    let relationship = |from: &str, relationship_type, to: &str| Relationship {
        spdx_element_id: from.to_owned(),
        relationship_type,
        related_spdx_element: to.to_owned(),
    };
    let mut relationships = vec![relationship(DOCUMENT, "DESCRIBES", LAYER)];
    relationships.extend(ids.iter().map(|id| relationship(LAYER, "CONTAINS", id)));
    relationships.extend(sbom.requested().map(|index| relationship(LAYER, "DEPENDS_ON", &ids[index])));
    for (id, needs) in ids.iter().zip(sbom.needs()) {
        relationships.extend(needs.into_iter().map(|needed| relationship(id, "DEPENDS_ON", &ids[needed])));
    }
    relationships
}
