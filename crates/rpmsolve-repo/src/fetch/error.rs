//! Why something could not be got: what each place it might have come from answered, or what was wrong before anybody
//! was asked. No message has a password in it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

/// So many places are named in an error; of the others only how many they are.
pub(super) const NAMED_MAX: usize = 8;

/// Why something could not be fetched.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{Access, Cancel, Environment, FetchRequest, Fetcher};
///
/// let fetcher = Fetcher::new(&Access::default(), &Environment::default())?;
/// let request = FetchRequest::new(["ftp://user:secret@example.test/a.rpm"], "a.rpm");
/// let error = fetcher.fetch(&request, &Cancel::new(), &|_| {}).unwrap_err();
/// assert_eq!(error.code(), "network-url");
/// assert_eq!(
///     error.to_string(),
///     "ftp://example.test/a.rpm: not a place to fetch from: ftp: is not supported; use http:, https: or file:"
/// );
/// # Ok::<(), rpmsolve_repo::FetchError>(())
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No place that was named has it.
    #[error("{}", Failures(failures, *others))]
    Failed {
        /// What the places answered, in the order of preference; never empty, and not more than eight.
        failures: Vec<MirrorFailure>,
        /// How many places more there were.
        others: usize,
        /// Whether all of them said that there is no such thing.
        not_found: bool,
    },
    /// No place was named at all.
    #[error("{what}: no URL is named for it; say where it is")]
    NoPlace {
        /// What was to be fetched.
        what: String,
    },
    /// Certificates or keys that cannot be used.
    #[error("{place}: {reason}")]
    TlsConfiguration {
        /// The file, or what else they come from.
        place: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A proxy that makes no sense.
    #[error("proxy {proxy}: {reason}; the form is http://host:port")]
    Proxy {
        /// The proxy, without a password.
        proxy: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A netrc file that is not in order.
    #[error("{}:{line}: {reason}; the form is machine NAME login NAME password WORD", path.display())]
    Netrc {
        /// The file.
        path: PathBuf,
        /// The line, counting from 1.
        line: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// An option that cannot be sent.
    #[error("{option}: has characters that cannot be sent in a header; leave them out")]
    Option {
        /// The option.
        option: &'static str,
    },
    /// The local disk.
    #[error("{}: {source}", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It was given up.
    #[error("cancelled")]
    Cancelled,
}

/// What one place answered.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{FetchReason, MirrorFailure};
///
/// let reason = FetchReason::NotFound { status: 404 };
/// let failure = MirrorFailure { url: "https://example.test/a".into(), reason, tries: 1 };
/// assert_eq!(failure.to_string(), "https://example.test/a: there is no such file (404)");
/// ```
#[derive(Debug)]
pub struct MirrorFailure {
    /// The place, without a password.
    pub url: String,
    /// The last thing that was wrong with it.
    pub reason: FetchReason,
    /// How often it was asked.
    pub tries: u32,
}

impl fmt::Display for MirrorFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.url, self.reason)?;
        if self.tries > 1 {
            write!(f, " (tried {} times)", self.tries)?;
        }
        Ok(())
    }
}

/// Why one place did not do.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::FetchReason;
///
/// assert_eq!(FetchReason::NotFound { status: 404 }.code(), "network-not-found");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchReason {
    /// Something that is no URL, or of a kind that is not fetched from.
    #[error("not a place to fetch from: {reason}")]
    Url {
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// Nobody answers.
    #[error("cannot be reached: {detail}; check the name and the connection")]
    Unreachable {
        /// What the system says.
        detail: String,
    },
    /// The proxy does not do its work.
    #[error(
        "proxy {proxy}: {detail}; check the options proxy, proxy_username and proxy_password, or the environment"
    )]
    Proxy {
        /// The proxy, without a password.
        proxy: String,
        /// What it answered.
        detail: String,
        /// The status, if it answered with one.
        status: Option<u16>,
    },
    /// Nothing came for too long.
    #[error("nothing came for {} s while waiting for {phase}; raise the option timeout if the server is known to be slow", after.as_secs_f32())]
    Timeout {
        /// What was waited for.
        phase: &'static str,
        /// How long.
        after: Duration,
    },
    /// Too little came for too long.
    #[error("sent less than {minrate_bytes} bytes/s for {} s; lower the option minrate if that is all it can do", after.as_secs_f32())]
    TooSlow {
        /// How many bytes a second it should send at least.
        minrate_bytes: u64,
        /// How long.
        after: Duration,
    },
    /// The server says no.
    #[error("the server answers {status}{}", advice(*status))]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// There is no such file.
    #[error("there is no such file ({status})")]
    NotFound {
        /// The HTTP status; 0 for a local file.
        status: u16,
    },
    /// It has sent us to another place, and that one did not do.
    #[error("{reason} (sent on to {to})")]
    SentOn {
        /// The other place, without a password.
        to: String,
        /// Why it did not do.
        reason: Box<FetchReason>,
    },
    /// The connection ended in the midst.
    #[error("ended after {got_bytes} bytes{}; try again, or name another mirror", of(*size_bytes))]
    Truncated {
        /// How much came.
        got_bytes: u64,
        /// How much was announced.
        size_bytes: Option<u64>,
    },
    /// Of another length than it should be.
    #[error("is {got_bytes} bytes long and should be {size_bytes}; the mirror is out of date or damaged")]
    Size {
        /// How long it is.
        got_bytes: u64,
        /// How long it should be.
        size_bytes: u64,
    },
    /// With another content than it should have.
    #[error(
        "has the {algorithm} checksum {got} and should have {expected}; the mirror is out of date or damaged"
    )]
    Checksum {
        /// The algorithm.
        algorithm: &'static str,
        /// What it should be.
        expected: String,
        /// What it is.
        got: String,
    },
    /// Content that whoever asked for it does not take.
    #[error("{reason}")]
    Content {
        /// What is wrong with it.
        reason: String,
    },
    /// Larger than it may be.
    #[error(
        "is larger than {limit_bytes} bytes, which is as much as is taken; it is not what was asked for, or not meant well"
    )]
    TooLarge {
        /// How large it may be.
        limit_bytes: u64,
    },
    /// A redirect that is not followed.
    #[error("{from} redirects to {to}: {reason}")]
    Redirect {
        /// Who redirects.
        from: String,
        /// Where to.
        to: String,
        /// Why it is not followed.
        reason: &'static str,
    },
    /// The server cannot prove that it is who it should be.
    #[error(
        "{host} does not prove who it is: {detail}; check the clock and the system's certificates, or name its authority with the option sslcacert"
    )]
    Certificate {
        /// The server.
        host: String,
        /// What is wrong with its certificate.
        detail: String,
    },
    /// There is no agreement on how to speak in secret.
    #[error(
        "no secure connection with {host}: {detail}; if it wants to know who asks, see the option sslclientcert"
    )]
    Tls {
        /// The server.
        host: String,
        /// What is wrong.
        detail: String,
    },
    /// What answers is no web server, or a strange one.
    #[error("does not answer as HTTP has it: {detail}; name another mirror")]
    Protocol {
        /// What is wrong.
        detail: String,
    },
    /// A local file that cannot be read.
    #[error("cannot be read: {source}")]
    File {
        /// What the system says.
        source: io::Error,
    },
}

impl FetchError {
    /// A name for the kind of error that does not change between versions. If several places failed it is that of the
    /// first of them.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Failed { failures, .. } => {
                failures.first().map_or("network-url", |failure| failure.reason.code())
            }
            Self::NoPlace { .. } => "network-url",
            Self::TlsConfiguration { .. } => "network-tls-configuration",
            Self::Proxy { .. } => "network-proxy",
            Self::Netrc { .. } => "network-netrc",
            Self::Option { .. } => "network-option",
            Self::Disk { .. } => "disk",
            Self::Cancelled => "network-cancelled",
        }
    }

    /// Whether all places say that there is no such thing.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Failed { not_found: true, .. })
    }

    /// Whether no place has it, or will give it to us: many storage services forbid what is not there.
    pub(crate) fn is_withheld(&self) -> bool {
        let is_withheld = |failure: &MirrorFailure| {
            let reason = failure.reason.in_the_end();
            matches!(reason, FetchReason::NotFound { .. } | FetchReason::Status { status: 403 })
        };
        matches!(self, Self::Failed { failures, others: 0, .. } if failures.iter().all(is_withheld))
            || self.is_not_found()
    }

    /// Whether it was given up.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled)
    }

    pub(super) fn disk(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Disk { path: path.to_owned(), source }
    }
}

impl FetchReason {
    /// A name for the kind of reason that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Url { .. } => "network-url",
            Self::Unreachable { .. } => "network-unreachable",
            Self::Proxy { .. } => "network-proxy",
            Self::Timeout { .. } => "network-timeout",
            Self::TooSlow { .. } => "network-too-slow",
            Self::Status { .. } => "network-status",
            Self::NotFound { .. } => "network-not-found",
            Self::SentOn { reason, .. } => reason.code(),
            Self::Truncated { .. } => "network-truncated",
            Self::Size { .. } => "network-size",
            Self::Checksum { .. } => "network-checksum",
            Self::Content { .. } => "network-content",
            Self::TooLarge { .. } => "network-too-large",
            Self::Redirect { .. } => "network-redirect",
            Self::Certificate { .. } => "network-certificate",
            Self::Tls { .. } => "network-tls",
            Self::Protocol { .. } => "network-protocol",
            Self::File { .. } => "unreadable",
        }
    }

    /// The same, whoever it was in the end.
    pub(super) fn in_the_end(&self) -> &Self {
        match self {
            Self::SentOn { reason, .. } => reason.in_the_end(),
            reason => reason,
        }
    }

    /// Whether asking the same place again may help.
    pub(super) fn is_transient(&self) -> bool {
        match self.in_the_end() {
            Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::TooSlow { .. }
            | Self::Truncated { .. } => true,
            Self::Status { status } => matches!(status, 408 | 425 | 429 | 500..),
            Self::Proxy { status, .. } => !matches!(status, Some(..500)),
            _ => false,
        }
    }

    /// Whether it says something about the server rather than about the file.
    pub(super) fn is_the_hosts(&self) -> bool {
        match self.in_the_end() {
            Self::Truncated { .. } => false,
            Self::Certificate { .. } | Self::Tls { .. } | Self::Protocol { .. } => true,
            other => other.is_transient(),
        }
    }
}

fn advice(status: u16) -> &'static str {
    match status {
        401 => ", it wants to know who asks; see the options username and password, or netrc",
        403 => ", this is not for everybody; see the options username, password and sslclientcert",
        429 => ", it was asked too often; wait a while",
        500.. => ", it is out of order; wait a while, or name another mirror",
        _ => "",
    }
}

fn of(size_bytes: Option<u64>) -> String {
    size_bytes.map_or(String::new(), |size_bytes| format!(" of {size_bytes}"))
}

struct Failures<'a>(&'a [MirrorFailure], usize);

impl fmt::Display for Failures<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(failures, others) = self;
        if failures.len() + others > 1 {
            write!(f, "none of {} places has it: ", failures.len() + others)?;
        }
        for (index, failure) in failures.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{failure}")?;
        }
        if *others > 0 {
            write!(f, "; and {others} more")?;
        }
        Ok(())
    }
}
