//! The places of a configured repository: those that its description names, or those of a list of mirrors or metalink.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use rpmsolve::metadata::Metalink;
use url::Url;

use super::RemoteError;
use super::address::Address;
use super::get::Getter;
use crate::fetch::without_userinfo;
use crate::{RepoError, RepositoryConfig, Variables};

/// Lists of mirrors are not longer.
pub(crate) const LIST_MAX_BYTES: u64 = 1 << 20;
/// More mirrors than these are not tried.
const MIRRORS_MAX: usize = 64;
const REPOMD: &str = "repodata/repomd.xml";

/// Where a repository may be had.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// The places, the one that counts first.
    pub(crate) addresses: Vec<Address>,
    /// What the metalink says of repomd.xml, and where the metalink is.
    pub(crate) metalink: Option<(Metalink, String)>,
}

/// The places that a description names, whether they are on the network or not.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// The places, in order.
    pub(crate) places: Vec<String>,
    metalink: Option<(Metalink, String)>,
}

/// What tells a configured repository from others of its name: where its description says that it is.
pub(crate) fn identity(config: &RepositoryConfig) -> String {
    let lists = config.mirrorlist.iter().chain(&config.metalink);
    let named: Vec<String> =
        config.baseurl.iter().chain(lists).map(|place| without_userinfo(place)).collect();
    named.join(" ")
}

/// Whether a place is on the network, or at least not a path of this machine.
pub(crate) fn is_remote(place: &str) -> bool {
    place.contains("://") && in_file_url(place).is_none()
}

/// A place on this machine as a path: what is no URL as it stands, of a URL what it means (RFC 8089).
pub(crate) fn local(place: &str) -> PathBuf {
    let Some(rest) = in_file_url(place) else { return PathBuf::from(place) };
    // In file://name/ the name would be a host; whoever writes that means a directory.
    let path = Url::parse(place).ok().and_then(|url| url.to_file_path().ok());
    path.unwrap_or_else(|| PathBuf::from(rest.strip_prefix("//").unwrap_or(rest)))
}

/// What stands behind the scheme if that is `file`.
fn in_file_url(place: &str) -> Option<&str> {
    let (scheme, rest) = place.split_once(':')?;
    (scheme.eq_ignore_ascii_case("file") && rest.starts_with('/')).then_some(rest)
}

/// All places that a description names.
pub(crate) fn named(
    config: &RepositoryConfig,
    variables: &Variables,
    getter: Option<&Getter>,
) -> Result<Named, RepoError> {
    if !config.baseurl.is_empty() {
        return Ok(Named { places: config.baseurl.clone(), metalink: None });
    }
    let Some(list) = config.metalink.as_ref().or(config.mirrorlist.as_ref()) else {
        return Ok(Named::default());
    };
    let bytes = read_list(&config.id, list, getter)?;
    let shown = without_userinfo(list);
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    // dnf also takes a metalink where a list of mirrors was promised.
    let (places, metalink) = if text.contains("<metalink") {
        let metalink = Metalink::parse(&bytes, &shown)?;
        let places = metalink.urls.iter().filter_map(|url| url.strip_suffix(REPOMD)).map(str::to_owned);
        (places.take(MIRRORS_MAX).collect::<Vec<_>>(), Some((metalink, shown.clone())))
    } else if text.trim_start().starts_with('<') {
        return Err(RemoteError::WebPage { url: shown }.into());
    } else {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        // Amazon Linux 2 writes variables into its lists.
        let places = lines.map(|line| variables.substitute(line));
        (places.take(MIRRORS_MAX).collect(), None)
    };
    if places.is_empty() {
        return Err(RepoError::NoMirrors { list: shown });
    }
    Ok(Named { places, metalink })
}

/// The places of a repository on the network.
pub(crate) fn find(
    config: &RepositoryConfig,
    variables: &Variables,
    getter: &Getter,
) -> Result<Places, RepoError> {
    let Named { places, metalink } = named(config, variables, Some(getter))?;
    let remote = places.iter().filter(|place| is_remote(place));
    let (mut addresses, mut refused) = (Vec::new(), None);
    for place in remote {
        match Address::parse(&config.id, place) {
            Ok(address) => addresses.push(address),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    // Lists have places for programs that know other ways, too.
    match refused {
        Some(error) if addresses.is_empty() || !config.baseurl.is_empty() => Err(error.into()),
        _ => Ok(Places { addresses, metalink }),
    }
}

fn read_list(repository: &str, list: &str, getter: Option<&Getter>) -> Result<Vec<u8>, RepoError> {
    if !is_remote(list) {
        let path = local(list);
        let error = |source| RepoError::Io { path: path.clone(), source };
        let mut bytes = Vec::new();
        File::open(&path).map_err(error)?.take(LIST_MAX_BYTES).read_to_end(&mut bytes).map_err(error)?;
        return Ok(bytes);
    }
    match getter {
        Some(getter) => getter.bytes(list, LIST_MAX_BYTES),
        None => Err(RemoteError::NoCacheDirectory { repository: repository.to_owned() }.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_files_are_paths() {
        for (place, path) in [
            ("file:///srv/my%20repo", "/srv/my repo"),
            ("file://localhost/srv", "/srv"),
            ("file:/srv", "/srv"),
            ("FILE:///srv/100%", "/srv/100%"),
            ("file://relative/srv", "relative/srv"),
            ("/srv/my%20repo", "/srv/my%20repo"),
            ("file:name", "file:name"),
        ] {
            assert!(!is_remote(place), "{place}");
            assert_eq!(local(place), PathBuf::from(path), "{place}");
        }
        assert!(is_remote("https://files.example/") && is_remote("nothing://file:/"));
    }
}
