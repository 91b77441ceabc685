//! Through which proxy a server is asked: what the options say, else what the environment says.

use ::url::Url;
use ureq::{Proxy, ProxyProtocol};

use super::{Environment, FetchError, url};
use crate::Access;

#[derive(Clone)]
pub(super) struct Proxies {
    /// What the options say: none at all, or this one.
    option: Option<Option<Proxy>>,
    environment: Environment,
    /// Who one is to any.
    user: Option<(String, String)>,
}

impl Proxies {
    pub(super) fn new(access: &Access, environment: &Environment) -> Result<Self, FetchError> {
        let user = access
            .proxy_username
            .as_ref()
            .map(|user| (user.clone(), access.proxy_password.clone().unwrap_or_default()));
        let option = match access.proxy.as_deref() {
            None => None,
            Some("") => Some(None),
            Some(proxy) => Some(Some(parse(proxy, user.as_ref())?)),
        };
        Ok(Self { option, environment: environment.clone(), user })
    }

    pub(super) fn of(&self, url: &Url) -> Result<Option<Proxy>, FetchError> {
        match &self.option {
            Some(proxy) => Ok(proxy.clone()),
            None => self.environment.proxy(url).map(|proxy| parse(proxy, self.user.as_ref())).transpose(),
        }
    }
}

/// As it is shown.
pub(super) fn shown(proxy: &Proxy) -> String {
    url::without_userinfo(&proxy.uri().to_string())
}

/// Whether one speaks with the proxy itself in secret.
pub(super) fn is_secure(proxy: &Proxy) -> bool {
    proxy.protocol() == ProxyProtocol::Https
}

fn parse(text: &str, user: Option<&(String, String)>) -> Result<Proxy, FetchError> {
    let error = |reason| FetchError::Proxy { proxy: url::without_userinfo(text), reason };
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let parsed: Url = whole.parse().map_err(|_| error("not a URL"))?;
    let protocol = match parsed.scheme() {
        "http" => ProxyProtocol::Http,
        "https" => ProxyProtocol::Https,
        _ => return Err(error("only HTTP proxies are supported")),
    };
    let host = parsed.host_str().ok_or_else(|| error("names no host"))?;
    let mut builder = Proxy::builder(protocol).host(host);
    if let Some(port) = parsed.port() {
        builder = builder.port(port);
    }
    if let Some((user, password)) = user.cloned().or_else(|| url::userinfo(&parsed)) {
        builder = builder.username(&user).password(&password);
    }
    builder.build().map_err(|_| error("not a proxy"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_read_as_people_write_them() {
        for (text, expected, port) in [
            ("proxy.test:3128", "proxy.test", 3128),
            ("http://proxy.test", "proxy.test", 80),
            ("https://proxy.test/", "proxy.test", 443),
            ("http://[::1]:8080", "[::1]", 8080),
        ] {
            let proxy = parse(text, None).expect(text);
            assert_eq!((proxy.host(), proxy.port()), (expected, port), "{text}");
        }
        let proxy = parse("http://m%65:p%40%3A@proxy.test", None).expect("a proxy");
        assert_eq!((proxy.username(), proxy.password()), (Some("me"), Some("p@:")));
        let error = parse("socks5://me:secret@proxy.test", None).expect_err("not HTTP");
        assert_eq!(
            error.to_string(),
            "proxy socks5://proxy.test: only HTTP proxies are supported; the form is http://host:port"
        );
    }
}
