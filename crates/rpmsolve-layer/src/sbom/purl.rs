//! Package URLs of RPMs, by the purl specification and its type definition `rpm`: how scanners name a package.

use super::SbomPackage;

/// Vendors whose packages scanners know by a namespace: how the Vendor tag begins (any case), the namespace, and the
/// distribution's ID in os-release.
const VENDORS: [(&str, &str, &str); 8] = [
    ("Amazon", "amzn", "amzn"),
    ("CentOS", "centos", "centos"),
    ("Fedora Project", "fedora", "fedora"),
    ("Red Hat", "redhat", "rhel"),
    ("Rocky", "rocky", "rocky"),
    ("AlmaLinux", "almalinux", "almalinux"),
    ("Oracle America", "oracle", "ol"),
    ("openSUSE", "opensuse", "opensuse"),
];

/// `pkg:rpm/amzn/git@2.40.1-1.amzn2023?arch=x86_64&epoch=1&upstream=git-2.40.1-1.amzn2023.src.rpm`: the namespace only
/// where the vendor is known, the qualifiers in the order of their names, as the specification has it.
pub(super) fn purl(package: &SbomPackage) -> String {
    let facts = &package.facts;
    let vendor = VENDORS.iter().find(|(start, ..)| begins_with(&facts.vendor, start));
    let mut purl = String::from("pkg:rpm/");
    if let Some((_, namespace, _)) = vendor {
        purl.push_str(namespace);
        purl.push('/');
    }
    encode(&package.name, &mut purl);
    let version = package.version_release();
    if !version.is_empty() {
        purl.push('@');
        encode(&version, &mut purl);
    }
    let epoch = if facts.epoch == 0 { String::new() } else { facts.epoch.to_string() };
    let distro = distro(&facts.release, vendor.map(|(.., id)| *id)).unwrap_or_default();
    let mut separator = '?';
    for (key, value) in
        [("arch", &package.arch), ("distro", &distro), ("epoch", &epoch), ("upstream", &facts.source_rpm)]
    {
        if !value.is_empty() {
            purl.push(separator);
            purl.push_str(key);
            purl.push('=');
            encode(value, &mut purl);
            separator = '&';
        }
    }
    purl
}

/// What a release's dist tag says it was built for, as `ID-VERSION_ID` of os-release: `.amzn2023` → `amzn-2023`.
/// `.el9` says which release but not whose, so there the vendor decides.
fn distro(release: &str, vendor: Option<&str>) -> Option<String> {
    release.split('.').find_map(|part| {
        let digits = part.find(|c: char| c.is_ascii_digit())?;
        let (tag, version) = part.split_at(digits);
        let id = match tag {
            "amzn" => "amzn",
            "fc" => "fedora",
            "el" => vendor.filter(|id| !matches!(*id, "amzn" | "fedora" | "opensuse"))?,
            _ => return None,
        };
        let end = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
        Some(format!("{id}-{}", &version[..end]))
    })
}

fn begins_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
}

/// Percent-encodes all but what a purl has as it is: ASCII letters and digits, `.`, `-`, `_`, `~` and `:`.
fn encode(text: &str, purl: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~:".contains(&byte) {
            purl.push(char::from(byte));
        } else {
            purl.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::HeaderFacts;

    fn of(name: &str, epoch: u32, version: &str, release: &str, vendor: &str) -> String {
        let facts = HeaderFacts {
            epoch,
            version: version.into(),
            release: release.into(),
            vendor: vendor.into(),
            ..HeaderFacts::default()
        };
        purl(&SbomPackage { name: name.into(), arch: "x86_64".into(), facts, ..SbomPackage::default() })
    }

    #[test]
    fn a_package_of_amazon() {
        let facts = HeaderFacts {
            epoch: 1,
            version: "2.40.1".into(),
            release: "1.amzn2023.0.1".into(),
            vendor: "Amazon Linux".into(),
            source_rpm: "git-2.40.1-1.amzn2023.0.1.src.rpm".into(),
            ..HeaderFacts::default()
        };
        let git = SbomPackage { name: "git".into(), arch: "x86_64".into(), facts, ..SbomPackage::default() };
        assert_eq!(
            purl(&git),
            "pkg:rpm/amzn/git@2.40.1-1.amzn2023.0.1?arch=x86_64&distro=amzn-2023&epoch=1\
             &upstream=git-2.40.1-1.amzn2023.0.1.src.rpm"
        );
    }

    #[test]
    fn what_is_reserved_is_encoded() {
        let plus = of("libstdc++", 0, "1.0~rc1^git", "2", "Amazon");
        assert_eq!(plus, "pkg:rpm/amzn/libstdc%2B%2B@1.0~rc1%5Egit-2?arch=x86_64");
        let odd = of("a/b @?#&=%é", 0, "", "", "");
        assert_eq!(odd, "pkg:rpm/a%2Fb%20%40%3F%23%26%3D%25%C3%A9?arch=x86_64");
    }

    #[test]
    fn the_namespace_is_the_vendors_and_left_out_where_unknown() {
        for (vendor, expected) in [
            ("CentOS", "pkg:rpm/centos/a@1-1?"),
            ("Centos", "pkg:rpm/centos/a@1-1?"),
            ("Fedora Project", "pkg:rpm/fedora/a@1-1?"),
            ("Red Hat, Inc.", "pkg:rpm/redhat/a@1-1?"),
            ("Los Pollos Hermanos", "pkg:rpm/a@1-1?"),
            ("obs://build.opensuse.org/home:someone", "pkg:rpm/a@1-1?"),
            ("", "pkg:rpm/a@1-1?"),
        ] {
            let purl = of("a", 0, "1", "1", vendor);
            assert!(purl.starts_with(expected), "{vendor}: {purl}");
        }
    }

    #[test]
    fn the_distribution_is_the_dist_tags() {
        for (release, vendor, expected) in [
            ("13.el7", Some("centos"), Some("centos-7")),
            ("3.el7_3.1", Some("centos"), Some("centos-7")),
            ("1.module_el8.4.0+1", Some("centos"), None),
            ("3.el7", Some("fedora"), None),
            ("3.el7", None, None),
            ("1.amzn2.0.3", None, Some("amzn-2")),
            ("2.fc40", Some("fedora"), Some("fedora-40")),
            ("1", Some("amzn"), None),
            ("", None, None),
        ] {
            assert_eq!(distro(release, vendor).as_deref(), expected, "{release} of {vendor:?}");
        }
    }
}
