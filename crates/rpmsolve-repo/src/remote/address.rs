//! Where a repository is on the network, and where what its metadata name is: places of it, never of another host.
//!
//! References are resolved as RFC 3986, section 5.2 says, by the `url` crate; what is refused here is what that would
//! allow: another scheme or host, an absolute path, more `..` than there are directories.

use url::Url;

use super::RemoteError;
use crate::fetch::without_userinfo;
use crate::source::PARENTS_MAX;

/// The address of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address(Url);

impl Address {
    /// Reads the address of a repository. One that does not end with a slash gets one: it is a directory.
    pub(crate) fn parse(repository: &str, text: &str) -> Result<Self, RemoteError> {
        let invalid = |reason| RemoteError::Url {
            repository: repository.to_owned(),
            url: without_userinfo(text),
            reason,
        };
        let mut url = Url::parse(text).map_err(|_| invalid("it is not a URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid("only http, https and file are read"));
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The address of what metadata call `href`, relative to this directory.
    pub(crate) fn join(&self, repository: &str, href: &str) -> Result<Url, RemoteError> {
        let escape = || RemoteError::Escape { repository: repository.to_owned(), href: href.to_owned() };
        let is_odd = |byte: u8| byte == b'\\' || byte.is_ascii_control();
        if href.is_empty() || href.starts_with('/') || href.bytes().any(is_odd) {
            return Err(escape());
        }
        if href.split('/').next().is_some_and(|first| first.contains(':')) && Url::parse(href).is_ok() {
            return Err(escape());
        }
        let directories = self.0.path_segments().map_or(0, |segments| segments.count().saturating_sub(1));
        let lowest = -(PARENTS_MAX.min(i32::try_from(directories).unwrap_or(i32::MAX)));
        let mut depth = 0;
        for segment in href.split('/') {
            depth += match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
                "" | "." => 0,
                ".." => -1,
                _ => 1,
            };
            if depth < lowest {
                return Err(escape());
            }
        }
        // Names of files, not of queries or fragments.
        let href = href.replace('?', "%3F").replace('#', "%23");
        // A colon in the first segment would look like a scheme.
        self.0.join(&format!("./{href}")).map_err(|_| escape())
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// The address of a file.
pub(crate) fn file(repository: &str, text: &str) -> Result<Url, RemoteError> {
    Address::parse(repository, text)?;
    Url::parse(text).map_err(|_| RemoteError::Url {
        repository: repository.to_owned(),
        url: without_userinfo(text),
        reason: "it is not a URL",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(base: &str, href: &str) -> Option<String> {
        let address = Address::parse("r", base).expect("it is an address");
        address.join("r", href).ok().map(String::from)
    }

    #[test]
    fn places_of_the_same_host() {
        let base = "https://cdn.example/al2023/core/guids/0123/x86_64";
        for (href, expected) in [
            ("repodata/repomd.xml", "/al2023/core/guids/0123/x86_64/repodata/repomd.xml"),
            ("../../../../blobstore/ab/git-2.rpm", "/al2023/blobstore/ab/git-2.rpm"),
            ("Packages/a/../b.rpm", "/al2023/core/guids/0123/x86_64/Packages/b.rpm"),
            ("1:2.rpm", "/al2023/core/guids/0123/x86_64/1:2.rpm"),
            ("c#-1.rpm", "/al2023/core/guids/0123/x86_64/c%23-1.rpm"),
            ("g++~rc1^2.rpm", "/al2023/core/guids/0123/x86_64/g++~rc1^2.rpm"),
        ] {
            assert_eq!(joined(base, href), Some(format!("https://cdn.example{expected}")), "{href}");
        }
        assert_eq!(joined("http://h/r?token=1", "a.rpm").as_deref(), Some("http://h/r/a.rpm"));
    }

    #[test]
    fn no_way_leads_out() {
        for href in [
            "",
            "/etc/passwd",
            "//other.example/a.rpm",
            "https://other.example/a.rpm",
            "file:///etc/passwd",
            "..\\..\\a.rpm",
            "../../../../../a.rpm",
            "a/../../../../../../a.rpm",
            "%2e%2e/%2E%2e/../../../a.rpm",
            "a\n.rpm",
        ] {
            assert_eq!(joined("https://cdn.example/1/2/3/4/5/6", href), None, "{href:?}");
        }
        assert_eq!(joined("https://cdn.example/1", "../../a.rpm"), None, "there is nothing above the host");
    }

    #[test]
    fn what_is_no_address() {
        for text in ["ftp://a/b", "file:///a", "nothing", "https://"] {
            assert!(Address::parse("r", text).is_err(), "{text}");
        }
    }
}
