//! What a layer is made of, in the two formats that scanners and auditors read: [SPDX 2.3] and [CycloneDX 1.6].
//!
//! Both say the same: the layer is the root, the packages are its parts, each with its [package URL], vendor, licence,
//! SHA-256 and source package, and what needs what where that is known. Files are not listed (SPDX wants a SHA-1 of
//! each): a layer's manifest has them. The same input gives the same bytes: times are given, identifiers are digests of
//! the document.
//!
//! [SPDX 2.3]: https://spdx.github.io/spdx-spec/v2.3/
//! [CycloneDX 1.6]: https://cyclonedx.org/docs/1.6/json/
//! [package URL]: https://github.com/package-url/purl-spec

mod cyclonedx;
mod license;
mod purl;
mod spdx;

use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;
use std::path::Path;

use rpmsolve::DigestAlgorithm;
use serde::Serialize;

use crate::archive::{self, EPOCH_1980_SECONDS, civil_date};
use crate::error::LayerError;
use crate::layer::LayerPackage;
use crate::package::{HeaderFacts, Package};

/// What a bill of materials is about: a layer and its packages.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::{HeaderFacts, Sbom, SbomFormat, SbomPackage};
/// let facts = HeaderFacts { version: "1.6".into(), release: "1".into(), license: "MIT".into(), ..Default::default() };
/// let jq = SbomPackage { name: "jq".into(), arch: "x86_64".into(), facts, ..Default::default() };
/// let sbom = Sbom { packages: vec![jq], ..Default::default() };
/// assert!(sbom.to_json(SbomFormat::CycloneDx).contains("\"purl\":\"pkg:rpm/jq@1.6-1?arch=x86_64\""));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sbom {
    /// What the layer is called in it.
    pub name: String,
    /// The time it is said to be made at, in seconds since 1970 (`SOURCE_DATE_EPOCH`); 1980-01-01 by default.
    pub created_seconds: u64,
    /// The packages, no two of one name, version and architecture; they are listed in this order.
    pub packages: Vec<SbomPackage>,
    /// Which package needs which, as indexes into `packages`; `None` if that is not known.
    pub dependencies: Option<Vec<(usize, usize)>>,
}

impl Default for Sbom {
    fn default() -> Self {
        Sbom {
            name: "layer".to_owned(),
            created_seconds: EPOCH_1980_SECONDS,
            packages: Vec::new(),
            dependencies: None,
        }
    }
}

/// A package in a bill of materials.
///
/// # Example
///
/// ```
/// let package = rpmsolve_layer::SbomPackage { name: "jq".into(), requested: true, ..Default::default() };
/// assert!(package.sha256.is_empty(), "what is not known is empty and left out");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SbomPackage {
    /// Name.
    pub name: String,
    /// Architecture.
    pub arch: String,
    /// What its header or the repository's metadata say about it.
    pub facts: HeaderFacts,
    /// SHA-256 of the `.rpm` file, lower-case hexadecimal.
    pub sha256: String,
    /// The repository it came from.
    pub repository: String,
    /// True when it was asked for, false when something needs it.
    pub requested: bool,
}

/// A format of bills of materials.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::SbomFormat;
/// assert_eq!(SbomFormat::from_path("git.cdx.json"), SbomFormat::CycloneDx);
/// assert_eq!(SbomFormat::from_path("git.spdx.json"), SbomFormat::Spdx);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SbomFormat {
    /// SPDX 2.3 (ISO/IEC 5962) as JSON.
    Spdx,
    /// CycloneDX 1.6 (ECMA-424) as JSON.
    CycloneDx,
}

impl SbomFormat {
    /// CycloneDX for names that end with `.cdx.json`, as its specification has it, and SPDX for all others.
    pub fn from_path(path: impl AsRef<Path>) -> SbomFormat {
        let name = path.as_ref().to_string_lossy().to_ascii_lowercase();
        if name.ends_with(".cdx.json") { SbomFormat::CycloneDx } else { SbomFormat::Spdx }
    }

    /// Where a layer has it.
    #[must_use]
    pub fn path_in_layer(self) -> &'static str {
        match self {
            SbomFormat::Spdx => "share/rpmsolve/sbom.spdx.json",
            SbomFormat::CycloneDx => "share/rpmsolve/sbom.cdx.json",
        }
    }
}

impl Sbom {
    /// The bill of a layer of `packages`, each as it was given and as it was read. The layer is named for what was
    /// asked for.
    pub fn of_layer<'a>(
        packages: impl IntoIterator<Item = (&'a LayerPackage, &'a Package)>,
        created_seconds: u64,
    ) -> Sbom {
        let pairs: Vec<(&LayerPackage, &Package)> = packages.into_iter().collect();
        let dependencies = dependencies(&pairs);
        let packages: Vec<SbomPackage> = pairs
            .into_iter()
            .map(|(given, read)| SbomPackage {
                name: read.name.clone(),
                arch: read.arch.clone(),
                facts: read.facts.clone(),
                sha256: read.sha256.clone(),
                repository: given.repository.clone(),
                requested: given.requested,
            })
            .collect();
        let requested = packages.iter().filter(|package| package.requested);
        let names: Vec<&str> = requested.map(|package| package.name.as_str()).collect();
        let name =
            if names.is_empty() { "layer".to_owned() } else { format!("layer of {}", names.join(" ")) };
        Sbom { name, created_seconds, packages, dependencies }
    }

    /// The document, one line of JSON with a newline at its end.
    #[must_use]
    pub fn to_json(&self, format: SbomFormat) -> String {
        match format {
            SbomFormat::Spdx => line(&spdx::Document::new(self)),
            SbomFormat::CycloneDx => line(&cyclonedx::Bom::new(self)),
        }
    }

    /// The licences of its packages, as their headers say them, sorted, each once.
    #[must_use]
    pub fn licenses(&self) -> Vec<String> {
        let said = self.packages.iter().map(|package| package.facts.license.trim());
        let licenses: BTreeSet<&str> = said.filter(|license| !license.is_empty()).collect();
        licenses.into_iter().map(str::to_owned).collect()
    }

    /// Writes the document, in the format that the file's name asks for ([`SbomFormat::from_path`]).
    ///
    /// # Errors
    ///
    /// [`LayerError::Io`]; a file of the name stays as it was then.
    pub fn write(&self, file: &Path) -> Result<(), LayerError> {
        let document = self.to_json(SbomFormat::from_path(file));
        archive::write_file(file, |out| Ok(out.write_all(document.as_bytes())?))?;
        Ok(())
    }

    /// The indexes of what was asked for.
    fn requested(&self) -> impl Iterator<Item = usize> {
        (0..self.packages.len()).filter(|&index| self.packages[index].requested)
    }

    /// What each package needs: indexes in order, each once, without the package itself and what is no package.
    fn needs(&self) -> Vec<Vec<usize>> {
        let mut needs = vec![Vec::new(); self.packages.len()];
        for &(from, to) in self.dependencies.iter().flatten() {
            if from != to && from.max(to) < needs.len() {
                needs[from].push(to);
            }
        }
        for needed in &mut needs {
            needed.sort_unstable();
            needed.dedup();
        }
        needs
    }

    /// The time in the form that both formats want: `1980-01-01T00:00:00Z`.
    fn created(&self) -> String {
        let seconds = self.created_seconds.min(LAST_SECOND);
        let ((year, month, day), clock) = (civil_date(seconds / 86_400), seconds % 86_400);
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Which package needs which, if that is known of every one.
fn dependencies(packages: &[(&LayerPackage, &Package)]) -> Option<Vec<(usize, usize)>> {
    let index_of: HashMap<&str, usize> =
        packages.iter().enumerate().map(|(index, (given, _))| (given.nevra.as_str(), index)).collect();
    let mut edges = Vec::new();
    for (needed, (given, _)) in packages.iter().enumerate() {
        let needing = given.required_by.as_ref()?.iter().filter_map(|nevra| index_of.get(nevra.as_str()));
        edges.extend(needing.map(|needing| (*needing, needed)));
    }
    Some(edges)
}

impl SbomPackage {
    fn version_release(&self) -> String {
        match (self.facts.version.as_str(), self.facts.release.as_str()) {
            (version, "") => version.to_owned(),
            (version, release) => format!("{version}-{release}"),
        }
    }

    /// `1:2.40.1-1.amzn2023`, without the epoch if it is 0.
    fn evr(&self) -> String {
        match self.facts.epoch {
            0 => self.version_release(),
            epoch => format!("{epoch}:{}", self.version_release()),
        }
    }

    /// The vendor in one line.
    fn vendor(&self) -> Option<String> {
        let vendor = self.facts.vendor.split_whitespace().collect::<Vec<_>>().join(" ");
        (!vendor.is_empty()).then_some(vendor)
    }

    /// The project's home, if it looks like an address on the web: headers say `None` and worse.
    fn homepage(&self) -> Option<&str> {
        let url = self.facts.url.trim();
        let (scheme, rest) = url.split_once("://")?;
        let (host, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = host.split_once(':').unwrap_or((host, ""));
        let is_host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let is_tail = |c: char| c.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(c);
        let tail_is_good = tail.replacen('#', "", 1).replace('%', "").chars().all(is_tail);
        let has_whole_escapes = tail.split('%').skip(1).all(|escaped| {
            escaped.get(..2).is_some_and(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()))
        });
        let host_is_good = host.contains('.') && host.chars().all(is_host);
        let is_good =
            host_is_good && port.chars().all(|c| c.is_ascii_digit()) && tail_is_good && has_whole_escapes;
        (is_good && matches!(scheme, "http" | "https" | "ftp")).then_some(url)
    }
}

/// The end of the year 9999: later years do not fit the form of a date.
const LAST_SECOND: u64 = 253_402_300_799;

fn line(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string(document).expect("structs with text keys are always JSON");
    text.push('\n');
    text
}

/// An identifier of `document`: a UUID of version 8 (RFC 9562) made of its SHA-256. The document's own place for it
/// has to be empty.
fn uuid(document: &impl Serialize) -> String {
    let hex = DigestAlgorithm::Sha256.hex(line(document).as_bytes());
    format!("{}-{}-8{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

/// `text` as letters, digits, `.` and `-`, which is what SPDX allows in identifiers. Where that changes it, the first
/// digits of its SHA-256 tell it from others that would look the same.
fn idstring(text: &str) -> String {
    const LONGEST: usize = 64;
    let allowed = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '-' };
    let mut id: String = text.chars().take(LONGEST).map(allowed).collect();
    if id != text {
        id.truncate(id.trim_end_matches('-').len());
        id.push('-');
        id.push_str(&DigestAlgorithm::Sha256.hex(text.as_bytes())[..8]);
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_url(url: &str) -> SbomPackage {
        let facts = HeaderFacts { url: url.into(), ..HeaderFacts::default() };
        SbomPackage { facts, ..SbomPackage::default() }
    }

    #[test]
    fn only_addresses_are_homepages() {
        for good in
            ["https://git-scm.com/", "http://a.b/c%20d?e=f#g", "ftp://ftp.gnu.org", "http://a.b:8080/~me"]
        {
            assert_eq!(with_url(good).homepage(), Some(good));
        }
        for bad in [
            "",
            "None",
            "so;mething.",
            "http://",
            "http://localhost/",
            "http://a b.c/",
            "http://a.b:port/",
            "http://a.b/%zz",
            "http://a.b/{x}",
            "http://a.b/#c#d",
            "http://ä.de/",
            "javascript://a.b",
        ] {
            assert_eq!(with_url(bad).homepage(), None);
        }
    }

    #[test]
    fn times_are_utc_to_the_second() {
        let at = |created_seconds| Sbom { created_seconds, ..Sbom::default() }.created();
        assert_eq!(at(EPOCH_1980_SECONDS), "1980-01-01T00:00:00Z");
        assert_eq!(at(1_709_210_096), "2024-02-29T12:34:56Z");
        assert_eq!(at(u64::MAX), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn identifiers_are_clean_and_distinct() {
        assert_eq!(idstring("git-2.40.1-1.amzn2023"), "git-2.40.1-1.amzn2023");
        assert_eq!(idstring("a+"), "a-85e200cd");
        assert_ne!(idstring("a_b"), idstring("a-b"));
        assert_ne!(idstring(&"x".repeat(100)), idstring(&"x".repeat(101)));
        assert!(idstring("é/+").chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    }

    #[test]
    fn an_identifier_is_a_uuid() {
        let id = uuid(&"x");
        let parts: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!((&id[14..15], &id[19..20]), ("8", "8"), "version 8, the variant of RFC 9562");
    }

    #[test]
    fn nonsense_dependencies_are_left_out() {
        let packages = vec![SbomPackage::default(); 3];
        let dependencies = Some(vec![(0, 2), (0, 1), (0, 1), (0, 0), (0, 9), (9, 0)]);
        let sbom = Sbom { packages, dependencies, ..Sbom::default() };
        assert_eq!(sbom.needs(), [vec![1, 2], vec![], vec![]]);
    }
}
