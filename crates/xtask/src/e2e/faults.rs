//! A repository of real software over HTTPS, from a server that makes one mistake after another: each is refused for what
//! it is, and once it is over the same cache serves, first with the network and then without.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::server::Server;
use crate::shell::{command, output};

/// What the server does, to which of its files, and by what code that is told.
const FAULTS: [(&str, &str, &[&str]); 30] = [
    ("flip", "repomd.xml$", &["signature-bad"]),
    ("cut", "repomd.xml$", &["signature-bad"]),
    ("stop", "repomd.xml$", &["network-truncated"]),
    ("page", "repomd.xml$", &["web-page"]),
    ("404", "repomd.xml$", &["network-not-found"]),
    ("403", "repomd.xml$", &["network-status"]),
    ("503", "repomd.xml$", &["network-status"]),
    ("file", "repomd.xml$", &["network-redirect"]),
    ("loop", "repomd.xml$", &["network-redirect"]),
    ("endless", "repomd.xml$", &["network-too-large"]),
    ("flip", "xml.asc$", &["signature-bad", "signature-malformed"]),
    ("cut", "xml.asc$", &["signature-bad", "signature-malformed"]),
    ("page", "xml.asc$", &["signature-malformed"]),
    ("404", "xml.asc$", &["signature-missing"]),
    ("flip", "-primary", &["network-checksum"]),
    ("cut", "-primary", &["network-size"]),
    ("stop", "-primary", &["network-truncated"]),
    ("page", "-primary", &["network-size"]),
    ("404", "-primary", &["network-not-found"]),
    ("file", "-primary", &["network-redirect"]),
    ("loop", "-primary", &["network-redirect"]),
    ("endless", "-primary", &["network-too-large"]),
    ("flip", "/jq-1", &["network-checksum"]),
    ("cut", "/jq-1", &["network-size"]),
    ("stop", "/jq-1", &["network-truncated"]),
    ("page", "/jq-1", &["network-size"]),
    ("404", "/jq-1", &["network-not-found"]),
    ("other", "/jq-1", &["network-size", "network-checksum"]),
    ("loop", "/jq-1", &["network-redirect"]),
    ("endless", "/jq-1", &["network-too-large"]),
];

pub(super) fn are_refused(
    work: &Path,
    repository: &Path,
    base: &Path,
    server: &Server,
) -> Result<(), String> {
    let directory = work.join("faults");
    let cache = directory.join("cache");
    let fetch = |end: &str, offline: bool| {
        let mut fetch = command(super::binary());
        fetch.env("RPMSOLVE_CACHE_DIR", &cache).args(["fetch", "--json", "--arch", "x86_64", "jq", "--base"]);
        fetch.arg(base.join("repo")).arg("--key").arg(repository.join("RPM-GPG-KEY-test"));
        let authority = format!("sslcacert={}", server.authority.display());
        for option in ["repo_gpgcheck=1", "retries=1", "timeout=2", &authority] {
            fetch.args(["--setopt", option]);
        }
        let url = format!("r=https://localhost:{}/{end}", server.port);
        fetch.arg("--repo").arg(url).arg("-o").arg(directory.join("got"));
        if offline {
            fetch.arg("--offline");
        }
        fetch
    };
    let mut honest: Option<Vec<u8>> = None;
    for (how, to, codes) in FAULTS {
        let _ = fs::remove_dir_all(&directory);
        let fault = |problem: String| format!("{how} of {to}: {problem}");
        server.misbehave(&format!("{how} {to}"))?;
        let refused = fetch("repository", false).output().map_err(|error| fault(error.to_string()))?;
        let said: Value =
            serde_json::from_slice(&refused.stdout).map_err(|error| fault(error.to_string()))?;
        if !said["code"].as_str().is_some_and(|code| codes.contains(&code)) {
            return Err(fault(format!("expected {codes:?}, not {said}")));
        }
        server.misbehave("")?;
        for offline in [false, true] {
            let _ = fs::remove_dir_all(directory.join("got"));
            output(&mut fetch("repository", offline)).map_err(fault)?;
            let repomd =
                fs::read(directory.join("got/repodata/repomd.xml")).map_err(|e| fault(e.to_string()))?;
            if *honest.get_or_insert_with(|| repomd.clone()) != repomd {
                return Err(fault("what is fetched afterwards is something else".to_owned()));
            }
        }
    }
    println!("ok: {} faults of a server, each refused, and nothing of them is left", FAULTS.len());
    Ok(())
}
