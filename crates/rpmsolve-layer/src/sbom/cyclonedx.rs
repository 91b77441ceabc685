//! [CycloneDX 1.6] as JSON.
//!
//! [CycloneDX 1.6]: https://cyclonedx.org/docs/1.6/json/

use serde::Serialize;

use super::license::License;
use super::{Sbom, SbomPackage, purl, uuid};

/// What the layer itself is referred to by.
const LAYER: &str = "layer";

/// The whole document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bom<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    bom_format: &'static str,
    spec_version: &'static str,
    serial_number: String,
    version: u32,
    metadata: Metadata<'a>,
    components: Vec<Component<'a>>,
    dependencies: Vec<Dependency>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    timestamp: String,
    tools: Tools<'a>,
    component: Component<'a>,
}

#[derive(Serialize)]
struct Tools<'a> {
    components: [Component<'a>; 1],
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Component<'a> {
    r#type: &'static str,
    #[serde(rename = "bom-ref", skip_serializing_if = "String::is_empty")]
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<Supplier>,
    name: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    version: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<LicenseChoice<'a>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    purl: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_references: Vec<ExternalReference<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property<'a>>,
}

#[derive(Serialize)]
struct Supplier {
    name: String,
}

#[derive(Serialize)]
struct Hash<'a> {
    alg: &'static str,
    content: &'a str,
}

/// An SPDX expression, or a name for what is none.
#[derive(Serialize)]
#[serde(untagged)]
enum LicenseChoice<'a> {
    Expression { expression: String, acknowledgement: &'static str },
    Named { license: NamedLicense<'a> },
}

#[derive(Serialize)]
struct NamedLicense<'a> {
    name: &'a str,
    acknowledgement: &'static str,
}

#[derive(Serialize)]
struct ExternalReference<'a> {
    r#type: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Property<'a> {
    name: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    r#ref: String,
    depends_on: Vec<String>,
}

impl<'a> Bom<'a> {
    pub(super) fn new(sbom: &'a Sbom) -> Self {
        let tool = Component {
            r#type: "application",
            name: "rpmsolve",
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..Component::default()
        };
        let layer = Component {
            r#type: "application",
            reference: LAYER.to_owned(),
            name: &sbom.name,
            ..Component::default()
        };
        let mut bom = Bom {
            schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
            bom_format: "CycloneDX",
            spec_version: "1.6",
            serial_number: String::new(),
            version: 1,
            metadata: Metadata {
                timestamp: sbom.created(),
                tools: Tools { components: [tool] },
                component: layer,
            },
            components: sbom.packages.iter().map(Component::rpm).collect(),
            dependencies: dependencies(sbom),
        };
        bom.serial_number = format!("urn:uuid:{}", uuid(&bom));
        bom
    }
}

impl<'a> Component<'a> {
    fn rpm(package: &'a SbomPackage) -> Self {
        let facts = &package.facts;
        let purl = purl::purl(package);
        let license = License::read(&facts.license);
        let translated =
            license.as_ref().filter(|license| !license.is_verbatim() && license.references.is_empty());
        let properties = [
            ("rpmsolve:repository", Some(package.repository.as_str()).filter(|id| !id.is_empty())),
            ("rpmsolve:license_tag", translated.map(|license| license.tag)),
        ];
        let hash = Hash { alg: "SHA-256", content: &package.sha256 };
        Component {
            r#type: "library",
            reference: purl.clone(),
            supplier: package.vendor().map(|name| Supplier { name }),
            name: &package.name,
            version: package.evr(),
            description: &facts.summary,
            hashes: Some(hash).filter(|_| !package.sha256.is_empty()).into_iter().collect(),
            external_references: package
                .homepage()
                .map(|url| ExternalReference { r#type: "website", url })
                .into_iter()
                .collect(),
            properties: properties
                .into_iter()
                .filter_map(|(name, value)| Some(Property { name, value: value? }))
                .collect(),
            licenses: license.map(LicenseChoice::new).into_iter().collect(),
            purl,
        }
    }
}

impl<'a> LicenseChoice<'a> {
    /// CycloneDX has no place for the texts of `LicenseRef-…`, so a tag that needs them is given as it is.
    fn new(license: License<'a>) -> Self {
        let acknowledgement = "declared";
        if license.references.is_empty() {
            LicenseChoice::Expression { expression: license.expression, acknowledgement }
        } else {
            LicenseChoice::Named { license: NamedLicense { name: license.tag, acknowledgement } }
        }
    }
}

/// The layer depends on what was asked for. Where it is not known what needs what, it depends on everything, and
/// nothing is said about the packages: a component without an entry has unknown dependencies.
fn dependencies(sbom: &Sbom) -> Vec<Dependency> {
    let references: Vec<String> = sbom.packages.iter().map(purl::purl).collect();
    let named = |indexes: Vec<usize>| indexes.into_iter().map(|index| references[index].clone()).collect();
    let is_known = sbom.dependencies.is_some();
    let roots: Vec<usize> =
        if is_known { sbom.requested().collect() } else { (0..references.len()).collect() };
    let mut dependencies = vec![Dependency { r#ref: LAYER.to_owned(), depends_on: named(roots) }];
    if is_known {
        let packages = references.iter().zip(sbom.needs());
        dependencies.extend(
            packages
                .map(|(reference, needs)| Dependency { r#ref: reference.clone(), depends_on: named(needs) }),
        );
    }
    dependencies
}
