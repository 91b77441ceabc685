//! What is taken from the process's environment: proxies, and who one is (netrc). Nothing is, unless it is asked for.

use std::net::IpAddr;
use std::path::PathBuf;
use std::{env, fmt, fs, io};

use etcetera::BaseStrategy;
use url::Url;

use super::FetchError;

/// Proxies and passwords as the environment of a process names them.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Access, Environment, Fetcher};
///
/// let environment = Environment {
///     http_proxy: Some("http://proxy.test:3128".into()),
///     no_proxy: Some("localhost,.corp.test,10.0.0.0/8".into()),
///     ..Environment::default()
/// };
/// let fetcher = Fetcher::new(&Access::default(), &environment)?;
/// # Ok::<(), rpmsolve_repo::FetchError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// The proxy for `http:`.
    pub http_proxy: Option<String>,
    /// The proxy for `https:`.
    pub https_proxy: Option<String>,
    /// The proxy for either if there is no other.
    pub all_proxy: Option<String>,
    /// The hosts that are asked without a proxy: names, which stand for what ends with them too, addresses, networks
    /// as `10.0.0.0/8`, each with a port if only that is meant; or `*`.
    pub no_proxy: Option<String>,
    /// A netrc file and what it says.
    pub netrc: Option<(PathBuf, String)>,
}

/// Longer netrc files are none.
const NETRC_MAX_BYTES: u64 = 1 << 20;

impl Environment {
    /// That of this process: `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, or the same in capitals, and the
    /// file that `NETRC` names or `.netrc` in the home directory. As curl has it, `HTTP_PROXY` does not count in a CGI
    /// program, where it is a header of the request.
    ///
    /// A netrc file that cannot be read is left out, and why is said beside.
    pub fn of_process() -> (Self, Option<FetchError>) {
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let either = |name: &str| variable(name).or_else(|| variable(&name.to_ascii_uppercase()));
        let is_cgi = env::var_os("REQUEST_METHOD").is_some();
        let (netrc, error) = match read_netrc(variable("NETRC").map(PathBuf::from)) {
            Ok(netrc) => (netrc, None),
            Err(error) => (None, Some(error)),
        };
        let environment = Self {
            http_proxy: if is_cgi { variable("http_proxy") } else { either("http_proxy") },
            https_proxy: either("https_proxy"),
            all_proxy: either("all_proxy"),
            no_proxy: either("no_proxy"),
            netrc,
        };
        (environment, error)
    }

    /// The proxy for a URL.
    pub(super) fn proxy(&self, url: &Url) -> Option<&str> {
        let by_scheme = if url.scheme() == "https" { &self.https_proxy } else { &self.http_proxy };
        let proxy = by_scheme.as_deref().or(self.all_proxy.as_deref()).filter(|proxy| !proxy.is_empty())?;
        let direct = self.no_proxy.as_deref().unwrap_or_default();
        let mut entries = direct.split([',', ' ']).filter(|entry| !entry.is_empty());
        (!entries.any(|entry| is_meant(entry, url))).then_some(proxy)
    }
}

/// Without what is secret.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |proxy: &Option<String>| proxy.as_deref().map(super::url::without_userinfo);
        f.debug_struct("Environment")
            .field("http_proxy", &hidden(&self.http_proxy))
            .field("https_proxy", &hidden(&self.https_proxy))
            .field("all_proxy", &hidden(&self.all_proxy))
            .field("no_proxy", &self.no_proxy)
            .field("netrc", &self.netrc.as_ref().map(|(path, _)| path))
            .finish()
    }
}

fn read_netrc(named: Option<PathBuf>) -> Result<Option<(PathBuf, String)>, FetchError> {
    let home = || Some(etcetera::choose_base_strategy().ok()?.home_dir().join(".netrc"));
    let is_named = named.is_some();
    let Some(path) = named.or_else(home) else { return Ok(None) };
    let text = fs::metadata(&path).and_then(|metadata| {
        if metadata.len() > NETRC_MAX_BYTES {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "too long for a netrc file"));
        }
        fs::read_to_string(&path)
    });
    match text {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if !is_named && error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FetchError::Disk { path, source }),
    }
}

/// Whether an entry of `no_proxy` stands for the host of a URL.
fn is_meant(entry: &str, url: &Url) -> bool {
    if entry == "*" {
        return true;
    }
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let (name, port) = split_port(entry);
    if port.is_some_and(|port| Some(port) != url.port_or_known_default()) {
        return false;
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        return name.parse() == Ok(address) || in_network(address, name);
    }
    let name =
        name.trim_start_matches("*.").trim_start_matches('.').trim_end_matches('.').to_ascii_lowercase();
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    !name.is_empty() && host.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// `name:port`, `[address]:port`, or either without the port.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    if let Some((address, rest)) = entry.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (address, rest.strip_prefix(':').and_then(|port| port.parse().ok()));
    }
    match entry.split_once(':') {
        Some((name, port)) if !port.contains(':') => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn in_network(address: IpAddr, network: &str) -> bool {
    let Some((start, length)) = network.split_once('/') else { return false };
    let Ok(length) = length.parse::<u32>() else { return false };
    match (address, start.parse()) {
        (IpAddr::V4(address), Ok(IpAddr::V4(start))) if length <= 32 => {
            (u32::from(address) ^ u32::from(start)).checked_shr(32 - length).unwrap_or(0) == 0
        }
        (IpAddr::V6(address), Ok(IpAddr::V6(start))) if length <= 128 => {
            (u128::from(address) ^ u128::from(start)).checked_shr(128 - length).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn direct(no_proxy: &str, url: &str) -> bool {
        let environment = Environment {
            all_proxy: Some("http://proxy.test".into()),
            no_proxy: Some(no_proxy.into()),
            ..Environment::default()
        };
        environment.proxy(&url.parse().expect(url)).is_none()
    }

    #[test]
    fn no_proxy_means_names_and_all_under_them() {
        for (no_proxy, url, expected) in [
            ("*", "http://a.test/", true),
            ("", "http://a.test/", false),
            ("b.test, a.test", "http://A.test/", true),
            ("a.test", "http://mirror.a.test/", true),
            (".a.test", "http://a.test/", true),
            ("*.a.test", "http://mirror.a.test/", true),
            ("a.test", "http://bla.test/", false),
            ("a.test:8080", "http://a.test/", false),
            ("a.test:8080", "http://a.test:8080/", true),
            ("a.test:443", "https://a.test/", true),
            ("10.0.0.1", "http://10.0.0.1/", true),
            ("10.0.0.0/8", "http://10.2.3.4/", true),
            ("10.0.0.0/8", "http://11.2.3.4/", false),
            ("0.0.0.0/0", "http://11.2.3.4/", true),
            ("10.0.0.0/33", "http://10.0.0.0/", false),
            ("0.1", "http://10.0.0.1/", false),
            ("[::1]:80", "http://[::1]/", true),
            ("fd00::/8", "http://[fd12::1]/", true),
        ] {
            assert_eq!(direct(no_proxy, url), expected, "{no_proxy} {url}");
        }
    }

    #[test]
    fn each_scheme_has_its_proxy() {
        let environment = Environment {
            http_proxy: Some("http://a.test".into()),
            all_proxy: Some("http://me:secret@b.test".into()),
            ..Environment::default()
        };
        let proxy = |url: &str| environment.proxy(&url.parse().expect(url)).map(str::to_owned);
        assert_eq!(proxy("http://x.test").as_deref(), Some("http://a.test"));
        assert_eq!(proxy("https://x.test").as_deref(), Some("http://me:secret@b.test"));
        assert!(!format!("{environment:?}").contains("secret"));
    }
}
