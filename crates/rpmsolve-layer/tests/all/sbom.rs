//! Bills of materials of made-up, odd and real packages. All are written to `sbom/` of cargo's directory for tests,
//! where `cargo xtask sbom` has them checked by the official validators of both formats.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use rpmsolve_layer::{
    HeaderFacts, LayerPackage, Limits, Package, Sbom, SbomFormat, SbomPackage, read_package,
};
use serde_json::Value;

use crate::corpus::{corpus, packages};

/// Both documents, written for the validators and read back.
fn documents(name: &str, sbom: &Sbom) -> (Value, Value) {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sbom");
    std::fs::create_dir_all(&directory).unwrap();
    let document = |format, ending| {
        let text = sbom.to_json(format);
        std::fs::write(directory.join(format!("{name}.{ending}.json")), &text).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    (document(SbomFormat::Spdx, "spdx"), document(SbomFormat::CycloneDx, "cdx"))
}

/// The bill of a layer of these files, the first of them asked for. Of those of one NEVRA only the first counts.
fn of_files(paths: impl IntoIterator<Item = PathBuf>) -> Sbom {
    let mut seen = HashSet::new();
    let mut pairs: Vec<(LayerPackage, Package)> = Vec::new();
    for path in paths {
        let Ok(package) = read_package(&path, None, None, &Limits::default(), &|_| false) else { continue };
        let facts = &package.facts;
        let evr = format!("{}:{}-{}", facts.epoch, facts.version, facts.release);
        let nevra = format!("{}-{evr}.{}", package.name, package.arch);
        if seen.insert(nevra.clone()) {
            let given =
                LayerPackage { requested: pairs.is_empty(), ..LayerPackage::new(nevra, "here", path) };
            pairs.push((given, package));
        }
    }
    Sbom::of_layer(pairs.iter().map(|(given, package)| (given, package)), 1_700_000_000)
}

#[test]
fn a_layer_of_the_demo_repository() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/repos/demo/Packages");
    let sbom = Sbom {
        dependencies: Some(vec![(0, 1)]),
        ..of_files([demo.join("hello-2.0-1.x86_64.rpm"), demo.join("libgreet-1.1-1.x86_64.rpm")])
    };
    let (spdx, cyclonedx) = documents("demo", &sbom);

    assert_eq!(spdx["name"], "layer of hello");
    assert_eq!(spdx["creationInfo"]["created"], "2023-11-14T22:13:20Z");
    let hello = &spdx["packages"][1];
    assert_eq!(hello["SPDXID"], "SPDXRef-Package-hello-2.0-1.x86-64");
    assert_eq!(hello["packageFileName"], "hello-2.0-1.x86_64.rpm");
    assert_eq!(hello["licenseDeclared"], "MIT OR Apache-2.0");
    assert_eq!(hello["licenseComments"], Value::Null);
    assert!(hello["sourceInfo"].as_str().unwrap().starts_with("from repository here, built from hello-2.0"));
    let relationships: Vec<String> = spdx["relationships"].as_array().unwrap().iter().map(arrow).collect();
    assert_eq!(
        relationships,
        [
            "DOCUMENT DESCRIBES Layer",
            "Layer CONTAINS Package-hello-2.0-1.x86-64",
            "Layer CONTAINS Package-libgreet-1.1-1.x86-64",
            "Layer DEPENDS_ON Package-hello-2.0-1.x86-64",
            "Package-hello-2.0-1.x86-64 DEPENDS_ON Package-libgreet-1.1-1.x86-64",
        ]
    );

    let hello = &cyclonedx["components"][0];
    let purl = "pkg:rpm/hello@2.0-1?arch=x86_64&upstream=hello-2.0-1.src.rpm";
    assert_eq!((&hello["purl"], &hello["bom-ref"]), (&purl.into(), &purl.into()));
    assert_eq!(hello["hashes"][0]["content"], spdx["packages"][1]["checksums"][0]["checksumValue"]);
    assert_eq!(hello["licenses"][0]["expression"], "MIT OR Apache-2.0");
    assert_eq!(cyclonedx["dependencies"][0]["dependsOn"], serde_json::json!([purl]));
    assert_eq!(cyclonedx["dependencies"].as_array().unwrap().len(), 3);
}

fn arrow(relationship: &Value) -> String {
    let end = |key| relationship[key].as_str().unwrap().trim_start_matches("SPDXRef-").to_owned();
    let kind = relationship["relationshipType"].as_str().unwrap();
    format!("{} {kind} {}", end("spdxElementId"), end("relatedSpdxElement"))
}

/// Headers may say anything; the documents have to be sound all the same.
#[test]
fn odd_headers_make_sound_documents() {
    let odd = |name: &str, vendor: &str, license: &str, url: &str| {
        let facts = HeaderFacts {
            epoch: 7,
            version: "1.0~rc1^20240101+git".into(),
            release: "1.fc40".into(),
            vendor: vendor.into(),
            license: license.into(),
            url: url.into(),
            summary: "\u{1}\"quoted\"\nand \u{1f980}".into(),
            source_rpm: "a b?c=d&e#f%g.src.rpm".into(),
        };
        SbomPackage {
            name: name.into(),
            arch: "x86_64".into(),
            facts,
            sha256: "ab".repeat(32),
            ..Default::default()
        }
    };
    let packages = vec![
        odd("libstdc++", "Fedora Project", "GPLv3+ with exceptions and BSD", "https://gcc.gnu.org"),
        odd("disk_smb", "Somebody (a@b.org)", "Public Domain", "none"),
        odd("disk-smb", "(x)", "MIT AND LicenseRef-Fedora-Public-Domain", "http://a b"),
        odd("@scope é", "Two\nlines ", "MIT and", "http://[::1]/"),
        odd("no-licence", " ", "", "ftp://ftp.example.org/%7Eme/#here"),
        odd("long", &"v".repeat(300), &"very long ".repeat(100), "javascript:alert(1)"),
        SbomPackage { name: "bare".into(), ..SbomPackage::default() },
    ];
    let dependencies = Some(vec![(0, 1), (1, 0), (1, 2), (1, 2), (3, 3), (4, 99)]);
    let sbom = Sbom { name: "\"odd\" & so on".into(), created_seconds: 0, packages, dependencies };
    let (spdx, cyclonedx) = documents("odd", &sbom);

    let ids: BTreeSet<&str> = spdx["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| package["SPDXID"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 8, "every package has an identifier of its own");
    assert_eq!(spdx["packages"][2]["supplier"], "Organization: Somebody [a@b.org]");
    assert_eq!(spdx["packages"][5]["supplier"], "NOASSERTION");
    assert_eq!(spdx["packages"][5]["licenseDeclared"], "NOASSERTION");
    assert_eq!(
        spdx["packages"][1]["licenseComments"],
        "License tag of the package: GPLv3+ with exceptions and BSD"
    );
    let texts = spdx["hasExtractedLicensingInfos"].as_array().unwrap();
    assert_eq!(texts.len(), 6, "{texts:#?}");
    assert_eq!(cyclonedx["components"][1]["licenses"][0]["license"]["name"], "Public Domain");
    assert_eq!(cyclonedx["components"][0]["externalReferences"][0]["url"], "https://gcc.gnu.org");
    assert_eq!(cyclonedx["components"][1]["externalReferences"], Value::Null);
}

/// The same input gives the same bytes; any other has identifiers of its own.
#[test]
fn documents_are_reproducible_and_identified_by_their_content() {
    let jq = SbomPackage { name: "jq".into(), arch: "x86_64".into(), ..SbomPackage::default() };
    let sbom = Sbom { packages: vec![jq], ..Sbom::default() };
    let mut others = vec![sbom.clone(); 5];
    others[0].name = "other".to_owned();
    others[1].created_seconds += 1;
    others[2].dependencies = Some(Vec::new());
    others[3].packages[0].sha256 = "00".repeat(32);
    others[4].packages.clear();
    for (format, key) in [(SbomFormat::Spdx, "documentNamespace"), (SbomFormat::CycloneDx, "serialNumber")] {
        assert_eq!(sbom.to_json(format), sbom.clone().to_json(format));
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for sbom in others.iter().chain([&sbom]) {
            let document: Value = serde_json::from_str(&sbom.to_json(format)).unwrap();
            ids.insert(document[key].as_str().unwrap().to_owned());
        }
        // SPDX does not tell "nothing is needed" from "not known".
        let told_apart = if format == SbomFormat::Spdx { 5 } else { 6 };
        assert_eq!(ids.len(), told_apart, "{ids:#?}");
    }
}

/// Real packages; prints how many of their License tags SPDX can express.
#[test]
fn real_packages_have_bills() {
    let Some(corpus) = corpus() else { return };
    for set in ["el7-x86_64", "al2023-nagios", "rpmlint-binaries", "rpm-rs-assets", "payload-formats"] {
        let mut paths = Vec::new();
        packages(&corpus.join("rpms").join(set), &mut paths);
        paths.sort();
        let sbom = of_files(paths);
        let (spdx, cyclonedx) = documents(set, &sbom);
        assert_eq!(cyclonedx["components"].as_array().unwrap().len(), sbom.packages.len());
        assert!(!sbom.packages.is_empty());
        count_licences(set, &spdx["packages"].as_array().unwrap()[1..], &sbom);
    }
}

fn count_licences(set: &str, documented: &[Value], sbom: &Sbom) {
    let mut counts = [
        ("expressions", 0, BTreeSet::new()),
        ("translated", 0, BTreeSet::new()),
        ("in part", 0, BTreeSet::new()),
        ("references", 0, BTreeSet::new()),
        ("empty", 0, BTreeSet::new()),
    ];
    for (package, documented) in sbom.packages.iter().zip(documented) {
        let expression = documented["licenseDeclared"].as_str().unwrap();
        let terms = || expression.split([' ', '(', ')']).filter(|term| !matches!(*term, "" | "AND" | "OR"));
        let kind = if expression == "NOASSERTION" {
            4
        } else if documented["licenseComments"].is_null() {
            0
        } else if terms().all(|term| !term.starts_with("LicenseRef-rpm-")) {
            1
        } else if terms().any(|term| !term.starts_with("LicenseRef-rpm-")) {
            2
        } else {
            3
        };
        counts[kind].1 += 1;
        counts[kind].2.insert(package.facts.license.as_str());
    }
    println!("{set}: {} packages", sbom.packages.len());
    for (kind, packages, tags) in counts {
        println!("  {kind}: {packages} packages, {} tags: {tags:?}", tags.len());
    }
}
