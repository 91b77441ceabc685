//! URLs as they are fetched from and as they are shown: what is shown has no password in it.

use ::url::Url;
use percent_encoding::percent_decode_str;

use super::FetchReason;

/// Longer ones are no places of files.
const URL_MAX_BYTES: usize = 8 << 10;

/// Reads a URL that something can be fetched from.
pub(super) fn parse(text: &str) -> Result<Url, FetchReason> {
    let error = |reason: String| Err(FetchReason::Url { reason });
    if text.len() > URL_MAX_BYTES {
        return error(format!("longer than {URL_MAX_BYTES} bytes"));
    }
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https" | "file") => Ok(url),
        Ok(url) => error(format!("{}: is not supported; use http:, https: or file:", url.scheme())),
        Err(reason) => error(format!("{reason}; the form is https://host/path")),
    }
}

/// As it is shown.
pub(super) fn shown(url: &Url) -> String {
    without_userinfo(url.as_str())
}

/// As one is shown that a server redirects to: what stands behind the question mark may be a key to it.
pub(super) fn shown_target(url: &Url) -> String {
    let text = shown(url);
    match text.split_once('?') {
        Some((before, _)) => format!("{before}?..."),
        None => text,
    }
}

/// Without user and password, whether it is a URL or not.
pub(crate) fn without_userinfo(text: &str) -> String {
    let start = text.find("://").map_or(0, |index| index + 3);
    let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |index| start + index);
    match text[start..end].rfind('@') {
        Some(at) => format!("{}{}", &text[..start], &text[start + at + 1..]),
        None => text.to_owned(),
    }
}

/// User and password that stand in it.
pub(super) fn userinfo(url: &Url) -> Option<(String, String)> {
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let password = url.password().map(decoded).unwrap_or_default();
    (!url.username().is_empty() || !password.is_empty()).then(|| (decoded(url.username()), password))
}

/// Who answers: scheme, host and port.
pub(super) fn host(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Whether who may know a password for one of them may know it for the other: the same server, or the same with TLS.
pub(super) fn is_same_host(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
        || (one.host() == other.host()
            && (one.scheme(), one.port_or_known_default()) == ("http", Some(80))
            && (other.scheme(), other.port_or_known_default()) == ("https", Some(443)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_shown_has_a_password_in_it() {
        for (text, expected) in [
            ("https://me:pass@a.test/b", "https://a.test/b"),
            ("https://me:p@ss@a.test", "https://a.test"),
            ("me:pass@a.test:80", "a.test:80"),
            ("https://a.test/b@c", "https://a.test/b@c"),
            ("ht tp://me:pass@a test/", "ht tp://a test/"),
        ] {
            assert_eq!(without_userinfo(text), expected);
        }
        let url = parse("https://m%65:p%40ss@a.test/b?key=secret").expect("a URL");
        assert_eq!(shown_target(&url), "https://a.test/b?...");
        assert_eq!(userinfo(&url), Some(("me".to_owned(), "p@ss".to_owned())));
    }

    #[test]
    fn passwords_follow_to_the_same_host_only() {
        let same =
            |one: &str, other: &str| is_same_host(&parse(one).expect(one), &parse(other).expect(other));
        assert!(same("http://a.test/b", "http://a.test:80/c"));
        assert!(same("http://a.test/b", "https://a.test/c"));
        assert!(!same("http://a.test/b", "http://b.test/b"));
        assert!(!same("http://a.test/b", "http://a.test:81/b"));
        assert!(!same("http://a.test:8080/b", "https://a.test/b"));
        assert!(!same("https://a.test/b", "http://a.test/b"));
    }
}
