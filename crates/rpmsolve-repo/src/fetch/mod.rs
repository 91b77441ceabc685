//! Files from mirrors onto the local disk, checked while they come: the only place that speaks HTTP. Options mean what
//! they mean in dnf5.conf(5); how mirrors are used follows librepo.
//!
//! `exchange` is a question and its answer, over connections that `transport` opens through a `proxy`, in secret as
//! `tls` has it. `mirrors` decides who is asked; `part` is the file in the making; `file`, `bytes` and `many` are what
//! is asked of all this.

mod bytes;
mod cancel;
mod environment;
mod error;
mod exchange;
mod file;
mod many;
mod mirrors;
mod netrc;
mod part;
mod proxy;
mod tls;
mod transport;
mod url;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rpmsolve::DigestAlgorithm;
use ureq::Agent;
use ureq::http::HeaderValue;

pub use cancel::Cancel;
pub use environment::Environment;
pub use error::{FetchError, FetchReason, MirrorFailure};
pub(crate) use url::without_userinfo;

use crate::Access;
use mirrors::Hosts;
use netrc::Netrc;
use proxy::Proxies;
use tls::Tls;

const BUFFER_BYTES: usize = 64 << 10;
/// Larger files are refused unless a request says otherwise.
const LIMIT_BYTES: u64 = 8 << 30;
const HEAD_MAX_BYTES: usize = 64 << 10;
/// For a timeout of nothing at all, which no server could meet.
const TIMEOUT: Duration = Duration::from_secs(30);
const USER_AGENT: &str = concat!("rpmsolve/", env!("CARGO_PKG_VERSION"));

/// Fetches files. Cheap to clone; clones share connections, and what is known of the servers.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Access, Cancel, Environment, FetchRequest, Fetcher};
///
/// let directory = tempfile::tempdir()?;
/// let path = directory.path().join("there");
/// std::fs::write(directory.path().join("here"), "content")?;
/// let url = url::Url::from_file_path(directory.path().join("here")).expect("an absolute path");
///
/// let fetcher = Fetcher::new(&Access::default(), &Environment::default())?;
/// let fetched = fetcher.fetch(&FetchRequest::new([url.as_str()], &path), &Cancel::new(), &|_| {})?;
/// assert_eq!((fetched.mirror, fetched.size_bytes), (Some(0), 7));
/// assert_eq!(std::fs::read(path)?, b"content");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Fetcher {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    agent: Agent,
    tls: Arc<Tls>,
    proxies: Proxies,
    netrc: Arc<Netrc>,
    token: Option<HeaderValue>,
    username: Option<String>,
    password: Option<String>,
    /// Whom token, name and password are for; everybody if nothing is said.
    own: Option<Vec<::url::Origin>>,
    timeout: Duration,
    minrate_bytes: u64,
    retries: Option<u32>,
    max_parallel_downloads: usize,
    backoff: Duration,
    hosts: Arc<Hosts>,
}

/// A file that is wanted.
///
/// # Example
///
/// ```
/// use rpmsolve::DigestAlgorithm;
/// use rpmsolve_repo::FetchRequest;
///
/// let request = FetchRequest {
///     expected: Some((DigestAlgorithm::Sha256, DigestAlgorithm::Sha256.hex(b"content"))),
///     size_bytes: Some(7),
///     ..FetchRequest::new(["https://a.test/file", "https://b.test/file"], "/tmp/file")
/// };
/// assert_eq!(request.urls.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRequest {
    /// Where it may be (`http:`, `https:`, `file:`), in the order of preference.
    pub urls: Vec<String>,
    /// Where it is to lie, in a directory that exists.
    pub path: PathBuf,
    /// Its checksum in hexadecimal. Only with one is a fetch gone on with that was broken off, and a file that is there
    /// already taken for it.
    pub expected: Option<(DigestAlgorithm, String)>,
    /// Its size.
    pub size_bytes: Option<u64>,
    /// How large it may be at most.
    pub limit_bytes: u64,
    /// What an earlier answer said of the file that is there; a server need not send it again if it is still the same.
    pub validators: Option<Validators>,
}

impl FetchRequest {
    /// A file of which nothing is known, no larger than 8 GiB.
    pub fn new<U: Into<String>>(urls: impl IntoIterator<Item = U>, path: impl Into<PathBuf>) -> Self {
        Self {
            urls: urls.into_iter().map(Into::into).collect(),
            path: path.into(),
            expected: None,
            size_bytes: None,
            limit_bytes: LIMIT_BYTES,
            validators: None,
        }
    }
}

/// What a server calls a version of a file (RFC 9110, section 8.8).
///
/// # Example
///
/// ```
/// use rpmsolve_repo::Validators;
///
/// let validators = Validators { etag: Some("\"5f3c\"".into()), last_modified: None };
/// assert!(!validators.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Validators {
    /// Its `ETag`, with quotes.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there is nothing to ask with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A file that is now where it was wanted.
///
/// # Example
///
/// See [`Fetcher`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Where it lies.
    pub path: PathBuf,
    /// How it came there.
    pub outcome: FetchOutcome,
    /// Which of the URLs of the request had it; `None` if none was asked.
    pub mirror: Option<usize>,
    /// Where that has sent us in the end, without a password.
    pub url: Option<String>,
    /// Its size.
    pub size_bytes: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// What the server calls this version of it.
    pub validators: Validators,
}

/// How a file came to where it was wanted.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::FetchOutcome;
///
/// assert_ne!(FetchOutcome::Fetched, FetchOutcome::NotModified);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchOutcome {
    /// From a server, or the rest of it.
    Fetched,
    /// It was there, and the server says that it is still the same.
    NotModified,
    /// It was there with the expected checksum, or all of it was in the making; nobody was asked.
    AlreadyThere,
}

/// Something small that was fetched.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Access, Cancel, Environment, Fetcher};
///
/// let directory = tempfile::tempdir()?;
/// std::fs::write(directory.path().join("key"), "content")?;
/// let url = url::Url::from_file_path(directory.path().join("key")).expect("an absolute path");
///
/// let fetcher = Fetcher::new(&Access::default(), &Environment::default())?;
/// let fetched = fetcher.fetch_bytes(&[url.to_string()], 1 << 20, None, &Cancel::new())?;
/// assert_eq!(fetched.bytes.as_deref(), Some(&b"content"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedBytes {
    /// Which of the URLs had it.
    pub mirror: usize,
    /// Where that has sent us in the end, without a password.
    pub url: String,
    /// The content; `None` if it has not changed since.
    pub bytes: Option<Vec<u8>>,
    /// What the server calls this version of it.
    pub validators: Validators,
}

/// How far files are. A file may be less far than before, if it has to be begun anew.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::FetchProgress;
///
/// let show = |progress: FetchProgress| println!("{}: {} bytes", progress.index, progress.done_bytes);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchProgress {
    /// Which request it is about.
    pub index: usize,
    /// How much of it is there.
    pub done_bytes: u64,
    /// How large it is, if that is known.
    pub size_bytes: Option<u64>,
    /// How much of all files is there.
    pub all_done_bytes: u64,
    /// How large all files are together, if the requests say it of each.
    pub all_size_bytes: Option<u64>,
    /// Whether it is complete and where it is wanted.
    pub is_done: bool,
}

impl Fetcher {
    /// For a repository. What `access` does not say is taken from `environment`.
    ///
    /// # Errors
    ///
    /// [`FetchError::TlsConfiguration`] for certificates that cannot be used, [`FetchError::Proxy`],
    /// [`FetchError::Netrc`] and [`FetchError::Option`] for other options that make no sense.
    pub fn new(access: &Access, environment: &Environment) -> Result<Self, FetchError> {
        let tls = Arc::new(Tls::new(access)?);
        let timeout = if access.timeout.is_zero() { TIMEOUT } else { access.timeout };
        let user_agent = access.user_agent.as_deref().unwrap_or(USER_AGENT);
        header("user_agent", user_agent)?;
        let token =
            access.token.as_ref().map(|token| header("token", &format!("Bearer {token}"))).transpose()?;
        let netrc = match &environment.netrc {
            Some((path, text)) => Netrc::parse(text, path)?,
            None => Netrc::default(),
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(user_agent)
            .accept_encoding("identity")
            .max_response_header_size(HEAD_MAX_BYTES)
            // Room for the head and the bytes after it.
            .input_buffer_size(HEAD_MAX_BYTES * 2)
            .output_buffer_size(BUFFER_BYTES)
            .max_idle_connections(16)
            .timeout_resolve(Some(timeout))
            .timeout_connect(Some(timeout))
            .timeout_send_request(Some(timeout))
            .timeout_recv_response(Some(timeout))
            .timeout_per_read(Some(timeout))
            .timeout_per_write(Some(timeout))
            .build();
        let inner = Inner {
            agent: Agent::with_parts(config, transport::Dial(Arc::clone(&tls)), transport::Names),
            tls,
            proxies: Proxies::new(access, environment)?,
            netrc: Arc::new(netrc),
            token,
            username: access.username.clone(),
            password: access.password.clone(),
            own: None,
            timeout,
            minrate_bytes: access.minrate_bytes,
            retries: access.retries,
            max_parallel_downloads: access.max_parallel_downloads.max(1) as usize,
            backoff: mirrors::BACKOFF,
            hosts: Arc::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Tells only the servers of these URLs the token, the name and the password of its options, or them as well.
    #[must_use]
    pub(crate) fn known_to<'a>(self, urls: impl IntoIterator<Item = &'a str>) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.inner);
        let origins = urls.into_iter().filter_map(|url| ::url::Url::parse(url).ok()).map(|url| url.origin());
        inner.own.get_or_insert_default().extend(origins);
        Self { inner: Arc::new(inner) }
    }

    /// Asks every server once only.
    #[must_use]
    pub(crate) fn without_retries(self) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.inner);
        inner.retries = Some(0);
        Self { inner: Arc::new(inner) }
    }

    /// With another pause before a server is asked again for the first time; each further one is twice as long, up to
    /// 8 times the first. It is 0.2 s if nothing is said.
    #[must_use]
    pub fn with_backoff(self, backoff: Duration) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.inner);
        inner.backoff = backoff;
        Self { inner: Arc::new(inner) }
    }
}

/// Without what is secret.
impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").finish_non_exhaustive()
    }
}

fn header(option: &'static str, value: &str) -> Result<HeaderValue, FetchError> {
    let mut value = HeaderValue::from_str(value).map_err(|_| FetchError::Option { option })?;
    value.set_sensitive(true);
    Ok(value)
}
