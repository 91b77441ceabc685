//! The HTTP client against real servers on this machine, good ones and bad ones.

#[path = "../common/server.rs"]
mod server;

mod bounds;
mod bytes;
mod many;
mod mirrors;
mod parts;
mod proxies;
mod redirects;
mod tls;

use std::path::Path;
use std::time::Duration;

use rpmsolve::DigestAlgorithm;
use rpmsolve_repo::{Access, Cancel, Environment, FetchError, FetchReason, FetchRequest, Fetched, Fetcher};

/// Bytes that do not repeat soon.
fn content(size_bytes: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(size_bytes).collect()
}

/// Options with which nothing is tried again, and nothing is waited for in vain.
fn access() -> Access {
    Access { retries: Some(0), timeout: Duration::from_secs(600), ..Access::default() }
}

fn fetcher(access: &Access) -> Fetcher {
    Fetcher::new(access, &Environment::default())
        .expect("options in order")
        .with_backoff(Duration::from_millis(1))
}

fn request(urls: &[String], path: &Path, content: &[u8]) -> FetchRequest {
    FetchRequest {
        expected: Some((DigestAlgorithm::Sha256, DigestAlgorithm::Sha256.hex(content))),
        ..FetchRequest::new(urls.iter().cloned(), path)
    }
}

fn fetch(fetcher: &Fetcher, request: &FetchRequest) -> Result<Fetched, FetchError> {
    fetcher.fetch(request, &Cancel::new(), &|_| {})
}

/// The reason of the first place.
fn reason(error: &FetchError) -> &FetchReason {
    match error {
        FetchError::Failed { failures, .. } => &failures[0].reason,
        other => panic!("{other}"),
    }
}

/// The files of a directory.
fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).expect("a directory");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
