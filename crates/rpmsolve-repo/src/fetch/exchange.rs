//! One question to one server and its answer, redirects followed (RFC 9110), with every wait and every size bounded.

use std::fs::File;
use std::io::{self, Read};
use std::time::{Duration, Instant, SystemTime};

use ::url::Url;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ureq::http::{HeaderMap, HeaderValue, Response, Uri, header};
use ureq::{Proxy, Timeout};

use super::cancel::Stop;
use super::{FetchError, FetchReason, Fetcher, Validators, proxy, transport, url};

const REDIRECTS_MAX: usize = 10;
/// A head of an answer takes four steps at most, each of which may take as long as the option `timeout` says.
const STEPS: u32 = 4;

/// What is asked of a server.
pub(super) struct Question<'a> {
    pub(super) url: &'a Url,
    /// What comes before is there already.
    pub(super) offset_bytes: u64,
    pub(super) validators: Option<&'a Validators>,
}

/// What it answers.
pub(super) struct Answer {
    /// Who answered in the end, as it is shown.
    pub(super) url: String,
    /// 200, 206, 304 or 416.
    pub(super) status: u16,
    /// How long the body is, if that is said.
    pub(super) length_bytes: Option<u64>,
    /// Where in the whole a part begins, and how long the whole is.
    pub(super) range: Option<(u64, Option<u64>)>,
    pub(super) encoding: Encoding,
    pub(super) validators: Validators,
    pub(super) body: Body,
}

/// How the body is packed beyond what it is by itself.
#[derive(PartialEq, Eq)]
pub(super) enum Encoding {
    Identity,
    Gzip,
    Other(String),
}

/// Why there is no answer that would do.
pub(super) enum Problem {
    /// It is this server's, which may have said when to come again.
    Mirror(FetchReason, Option<Duration>),
    /// No other server would help.
    Fatal(FetchError),
}

impl From<FetchReason> for Problem {
    fn from(reason: FetchReason) -> Self {
        Self::Mirror(reason, None)
    }
}

impl From<FetchError> for Problem {
    fn from(error: FetchError) -> Self {
        Self::Fatal(error)
    }
}

impl Fetcher {
    /// Asks a server.
    pub(super) fn ask(&self, question: &Question<'_>, stop: &Stop) -> Result<Answer, Problem> {
        if question.url.scheme() == "file" {
            return self.read_file(question, stop);
        }
        let mut url = question.url.clone();
        self.follow(&mut url, question, stop).map_err(|problem| match problem {
            Problem::Mirror(reason, after)
                if url != *question.url && !matches!(reason, FetchReason::Redirect { .. }) =>
            {
                let (to, reason) = (url::shown_target(&url), Box::new(reason));
                Problem::Mirror(FetchReason::SentOn { to, reason }, after)
            }
            problem => problem,
        })
    }

    /// Asks wherever it is sent; `url` is who was asked last.
    fn follow(&self, url: &mut Url, question: &Question<'_>, stop: &Stop) -> Result<Answer, Problem> {
        let mut seen = Vec::new();
        loop {
            let response = self.hop(url, question, stop)?;
            let status = response.status().as_u16();
            match status {
                301 | 302 | 303 | 307 | 308 => {
                    let next = redirected(url, response.headers(), &seen)?;
                    seen.push(std::mem::replace(url, next));
                }
                200 | 206 | 304 | 416 => return Ok(self.answer(url, question, response, stop)),
                404 | 410 => return Err(FetchReason::NotFound { status }.into()),
                407 => {
                    let proxy = self.proxy(url)?.map(|proxy| proxy::shown(&proxy)).unwrap_or_default();
                    let detail = "it wants to know who asks (407)".to_owned();
                    return Err(FetchReason::Proxy { proxy, detail, status: Some(status) }.into());
                }
                _ => {
                    return Err(Problem::Mirror(
                        FetchReason::Status { status },
                        retry_after(response.headers()),
                    ));
                }
            }
        }
    }

    fn hop(&self, url: &Url, question: &Question<'_>, stop: &Stop) -> Result<Response<ureq::Body>, Problem> {
        let proxy = self.proxy(url)?;
        if url.scheme() == "https" || proxy.as_ref().is_some_and(proxy::is_secure) {
            self.inner.tls.config()?;
        }
        let uri = uri(url)?;
        let mut request = self.inner.agent.get(uri).config().proxy(proxy.clone()).build();
        if question.offset_bytes > 0 {
            request = request.header(header::RANGE, format!("bytes={}-", question.offset_bytes));
        }
        if let Some(Validators { etag, last_modified }) = question.validators {
            let pairs = [(header::IF_NONE_MATCH, etag), (header::IF_MODIFIED_SINCE, last_modified)];
            for (name, value) in pairs {
                if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
                    request = request.header(name, value);
                }
            }
        }
        if let Some(authorization) = self.authorization(question.url, url) {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        stop.check()?;
        transport::watch(stop, Instant::now() + self.inner.timeout * STEPS);
        request.call().map_err(|error| {
            if stop.is_set() {
                return FetchError::Cancelled.into();
            }
            let proxy = proxy.as_ref().map(proxy::shown).unwrap_or_default();
            failed(error, url, proxy, self.inner.timeout)
        })
    }

    /// What the server is told of who asks, if it may know.
    fn authorization(&self, asked: &Url, url: &Url) -> Option<HeaderValue> {
        let inner = &self.inner;
        let basic = |user: &str, password: &str| {
            let mut value = HeaderValue::from_str(&format!(
                "Basic {}",
                BASE64_STANDARD.encode(format!("{user}:{password}"))
            ))
            .ok()?;
            value.set_sensitive(true);
            Some(value)
        };
        let is_same = url::is_same_host(asked, url);
        if is_same {
            let is_own = inner.own.as_ref().is_none_or(|own| own.contains(&asked.origin()));
            if let Some(token) = inner.token.as_ref().filter(|_| is_own) {
                return Some(token.clone());
            }
            if let Some(user) = inner.username.as_ref().filter(|_| is_own) {
                return basic(user, inner.password.as_deref().unwrap_or_default());
            }
            if let Some((user, password)) = url::userinfo(asked) {
                return basic(&user, &password);
            }
        }
        let entry = inner.netrc.entry(url.host_str()?, is_same)?;
        basic(&entry.login, &entry.password)
    }

    fn answer(
        &self,
        url: &Url,
        question: &Question<'_>,
        response: Response<ureq::Body>,
        stop: &Stop,
    ) -> Answer {
        let (parts, body) = response.into_parts();
        let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let length_bytes = body.content_length();
        Answer {
            url: if url == question.url { url::shown(url) } else { url::shown_target(url) },
            status: parts.status.as_u16(),
            length_bytes,
            range: text(header::CONTENT_RANGE).and_then(range),
            encoding: match text(header::CONTENT_ENCODING)
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
                .as_str()
            {
                "" | "identity" => Encoding::Identity,
                "gzip" | "x-gzip" => Encoding::Gzip,
                other @ ("br" | "compress" | "deflate" | "zstd") => Encoding::Other(other.to_owned()),
                // Servers also say here what a file is written in, or how it came to them.
                _ => Encoding::Identity,
            },
            validators: Validators {
                etag: text(header::ETAG).map(str::to_owned),
                last_modified: text(header::LAST_MODIFIED).map(str::to_owned),
            },
            body: Body::new(self, Box::new(body.into_reader()), length_bytes, stop),
        }
    }

    /// A local file, as if a server had answered with it.
    fn read_file(&self, question: &Question<'_>, stop: &Stop) -> Result<Answer, Problem> {
        let reason =
            || FetchReason::Url { reason: "a file: URL has to name a file of this machine".to_owned() };
        let path = question.url.to_file_path().map_err(|()| reason())?;
        let error = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => FetchReason::NotFound { status: 0 },
            _ => FetchReason::File { source },
        };
        let metadata = path.metadata().map_err(error)?;
        if !metadata.is_file() {
            return Err(FetchReason::File { source: io::Error::other("not a file") }.into());
        }
        let file = File::open(&path).map_err(error)?;
        Ok(Answer {
            url: url::shown(question.url),
            status: 200,
            length_bytes: Some(metadata.len()),
            range: None,
            encoding: Encoding::Identity,
            validators: Validators::default(),
            body: Body::new(self, Box::new(file), Some(metadata.len()), stop),
        })
    }
}

/// What is in an answer.
pub(super) struct Body {
    reader: Box<dyn Read>,
    stop: Stop,
    got_bytes: u64,
    length_bytes: Option<u64>,
    timeout: Duration,
    minrate_bytes: u64,
    /// Of the time since speed was last looked at, what was spent waiting, and what came in it.
    waited: Duration,
    waited_bytes: u64,
}

impl Body {
    fn new(fetcher: &Fetcher, reader: Box<dyn Read>, length_bytes: Option<u64>, stop: &Stop) -> Self {
        Self {
            reader,
            stop: stop.clone(),
            got_bytes: 0,
            length_bytes,
            timeout: fetcher.inner.timeout,
            minrate_bytes: fetcher.inner.minrate_bytes,
            waited: Duration::ZERO,
            waited_bytes: 0,
        }
    }

    /// The next bytes; none at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Problem> {
        self.stop.check()?;
        let start = Instant::now();
        transport::watch(&self.stop, start + self.timeout);
        let amount = match self.reader.read(buffer) {
            Ok(amount) => amount,
            Err(error) => {
                self.stop.check()?;
                return Err(self.failed(error).into());
            }
        };
        self.got_bytes += amount as u64;
        self.waited += start.elapsed();
        self.waited_bytes += amount as u64;
        if self.waited >= self.timeout && amount > 0 {
            if (self.waited_bytes as f64) < self.minrate_bytes as f64 * self.waited.as_secs_f64() {
                let (minrate_bytes, after) = (self.minrate_bytes, self.timeout);
                return Err(FetchReason::TooSlow { minrate_bytes, after }.into());
            }
            (self.waited, self.waited_bytes) = (Duration::ZERO, 0);
        }
        Ok(amount)
    }

    fn failed(&self, error: io::Error) -> FetchReason {
        match ureq::Error::from(error) {
            ureq::Error::Timeout(_) => FetchReason::Timeout { phase: "more of it", after: self.timeout },
            ureq::Error::Protocol(error) => FetchReason::Protocol { detail: error.to_string() },
            ureq::Error::Io(error) if error.raw_os_error().is_some() => FetchReason::File { source: error },
            _ => FetchReason::Truncated { got_bytes: self.got_bytes, size_bytes: self.length_bytes },
        }
    }
}

/// The place a server redirects to, if that is followed.
fn redirected(from: &Url, headers: &HeaderMap, seen: &[Url]) -> Result<Url, FetchReason> {
    let location =
        headers.get(header::LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let from_shown = if seen.is_empty() { url::shown(from) } else { url::shown_target(from) };
    let Some(location) = location else {
        let reason = "it does not say where to; report it to whoever runs the server";
        return Err(FetchReason::Redirect { from: from_shown, to: "nowhere".to_owned(), reason });
    };
    let Ok(mut to) = from.join(&location) else {
        let reason = "that is no URL; report it to whoever runs the server";
        return Err(FetchReason::Redirect { from: from_shown, to: url::without_userinfo(&location), reason });
    };
    to.set_fragment(None);
    let reason = if !matches!(to.scheme(), "http" | "https") {
        "only http: and https: are followed"
    } else if from.scheme() == "https" && to.scheme() == "http" {
        "from https: to http: is not followed, for anybody could answer there"
    } else if to == *from || seen.contains(&to) {
        "that is where it came from; report the loop to whoever runs the server"
    } else if seen.len() >= REDIRECTS_MAX {
        "more than ten redirects are not followed"
    } else {
        // Who one is does not come from a server.
        let _ = to.set_username("");
        let _ = to.set_password(None);
        return Ok(to);
    };
    Err(FetchReason::Redirect { from: from_shown, to: url::shown_target(&to), reason })
}

/// What went wrong before there was an answer.
fn failed(error: ureq::Error, url: &Url, proxy: String, after: Duration) -> Problem {
    let host = url.host_str().unwrap_or_default().to_owned();
    let timeout = |phase| FetchReason::Timeout { phase, after };
    let error = match error {
        ureq::Error::Io(error) => {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(inner) => ureq::Error::Rustls(inner.clone()),
                None => ureq::Error::Io(error),
            }
        }
        other => other,
    };
    let reason = match error {
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => timeout("a connection"),
        ureq::Error::Timeout(_) => timeout("an answer"),
        ureq::Error::HostNotFound => FetchReason::Unreachable { detail: "there is no such host".to_owned() },
        ureq::Error::Io(error) => FetchReason::Unreachable { detail: error.to_string() },
        ureq::Error::ConnectProxyFailed(detail) => {
            let status =
                detail.strip_prefix("proxy server responded ").and_then(|rest| rest.get(..3)?.parse().ok());
            FetchReason::Proxy { proxy, detail, status }
        }
        ureq::Error::Rustls(rustls::Error::InvalidCertificate(error)) => {
            FetchReason::Certificate { host, detail: certificate(&error) }
        }
        ureq::Error::Rustls(error) => FetchReason::Tls { host, detail: error.to_string() },
        ureq::Error::Tls(detail) => FetchReason::Tls { host, detail: detail.to_owned() },
        ureq::Error::Other(error) => match error.downcast::<FetchError>() {
            Ok(error) => return Problem::Fatal(*error),
            Err(error) => FetchReason::Protocol { detail: error.to_string() },
        },
        other => FetchReason::Protocol { detail: other.to_string() },
    };
    reason.into()
}

fn certificate(error: &rustls::CertificateError) -> String {
    use rustls::CertificateError::{
        Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet, NotValidYetContext,
        UnknownIssuer,
    };
    match error {
        Expired | ExpiredContext { .. } => "its certificate has expired".to_owned(),
        NotValidYet | NotValidYetContext { .. } => "its certificate is not valid yet".to_owned(),
        NotValidForName | NotValidForNameContext { .. } => {
            "its certificate is that of another host".to_owned()
        }
        UnknownIssuer => "nobody who is trusted has signed its certificate".to_owned(),
        other => other.to_string(),
    }
}

/// As ureq has it, without what is not sent to the server.
fn uri(url: &Url) -> Result<Uri, FetchReason> {
    let mut bare = url.clone();
    bare.set_fragment(None);
    let _ = bare.set_username("");
    let _ = bare.set_password(None);
    bare.as_str().parse().map_err(|reason| FetchReason::Url { reason: format!("{reason}") })
}

/// `bytes 100-199/200`, of which the end follows from the length.
fn range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, whole) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = range.trim().split_once('-')?;
    Some((start.trim().parse().ok()?, whole.trim().parse().ok()))
}

/// When to come again: in so many seconds, or at a time, which is compared with the server's own.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let after = text(header::RETRY_AFTER)?.trim();
    if let Ok(seconds) = after.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = |text| httpdate::parse_http_date(text).ok();
    let now: SystemTime = time(text(header::DATE)?)?;
    time(after)?.duration_since(now).ok()
}

impl Fetcher {
    fn proxy(&self, url: &Url) -> Result<Option<Proxy>, FetchError> {
        self.inner.proxies.of(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_say_where_they_begin() {
        assert_eq!(range("bytes 100-199/200"), Some((100, Some(200))));
        assert_eq!(range("bytes 0-1/*"), Some((0, None)));
        assert_eq!(range("bytes */200"), None);
        assert_eq!(range("pages 1-2/3"), None);
    }

    #[test]
    fn a_time_to_come_again_is_reckoned_by_the_servers_clock() {
        let mut headers = HeaderMap::new();
        let mut after = |name, text: &'static str| {
            headers.insert(name, HeaderValue::from_static(text));
            retry_after(&headers)
        };
        assert_eq!(after(header::RETRY_AFTER, "7"), Some(Duration::from_secs(7)));
        assert_eq!(after(header::RETRY_AFTER, "Wed, 21 Oct 2015 07:28:00 GMT"), None);
        assert_eq!(after(header::DATE, "Wed, 21 Oct 2015 07:27:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(after(header::RETRY_AFTER, "soon"), None);
    }
}
