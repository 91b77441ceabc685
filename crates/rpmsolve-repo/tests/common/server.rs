//! A web server for tests, on 127.0.0.1, with and without TLS: it answers as a test says, well or badly, and keeps a
//! record of what it was asked. And a proxy of the same kind. A test that takes only a part of this expects the rest to
//! be dead code where it names the module.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use rpmsolve::DigestAlgorithm;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

/// For how long a server that has nothing to say does not look whether it is still wanted.
const SLICE: Duration = Duration::from_millis(20);

/// Which certificate a server shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    /// None: it speaks in the clear.
    No,
    /// One that is in order, of the authority in `testdata/tls/ca.pem`.
    Good,
    /// One that has expired.
    Expired,
    /// One of another host.
    OfAnother,
    /// One that is in order, to clients that show one too.
    AsksForClient,
}

/// What a server was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// How often it was asked for this target before.
    pub(crate) times: usize,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// What it answers.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) length: Length,
    pub(crate) manner: Manner,
}

/// What it says about the length of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Right,
    Wrong(u64),
    /// In pieces, each with its length.
    Chunked,
    /// Nothing: the end of the connection is its end.
    Unsaid,
}

/// How it sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    AtOnce,
    /// So many bytes of the body, and then the connection ends.
    Truncated(usize),
    /// The same, but without the notice that TLS has for it.
    Torn(usize),
    /// So many bytes of the body, and then nothing for as long as the client cares to wait.
    Stalled(usize),
    /// Nothing at all, not even a head.
    Silent,
    /// A head that never ends, a byte at a time.
    EndlessHead,
    /// The body a byte at a time.
    Dripping,
    /// The body again and again.
    Endless,
}

impl Answer {
    pub(crate) fn of(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), length: Length::Right, manner: Manner::AtOnce }
    }

    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::of(200) }
    }

    pub(crate) fn redirect(to: impl Into<String>) -> Self {
        Self::of(302).with("Location", to)
    }

    /// A file, as a good server serves it: with ranges and validators.
    pub(crate) fn file(asked: &Asked, content: &[u8]) -> Self {
        let etag = format!("\"{}\"", &DigestAlgorithm::Sha256.hex(content)[..16]);
        let date = "Thu, 01 Jan 2026 00:00:00 GMT";
        let is_known = match asked.header("if-none-match") {
            Some(known) => known == etag,
            None => asked.header("if-modified-since") == Some(date),
        };
        let answer = if is_known {
            Self::of(304)
        } else if let Some(start) = asked.range() {
            if start < content.len() {
                let range = format!("bytes {start}-{}/{}", content.len() - 1, content.len());
                Self { status: 206, ..Self::ok(&content[start..]) }.with("Content-Range", range)
            } else {
                Self::of(416).with("Content-Range", format!("bytes */{}", content.len()))
            }
        } else {
            Self::ok(content)
        };
        answer.with("ETag", etag).with("Last-Modified", date)
    }

    /// Packed, and called so.
    pub(crate) fn gzipped(content: &[u8]) -> Self {
        Self::ok(gzip(content)).with("Content-Encoding", "gzip")
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn length(self, length: Length) -> Self {
        Self { length, ..self }
    }

    pub(crate) fn manner(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }

    /// With a byte changed.
    pub(crate) fn damaged(mut self, at: usize) -> Self {
        self.body[at] ^= 1;
        self
    }
}

impl Asked {
    /// Where the range begins that was asked for.
    pub(crate) fn range(&self) -> Option<usize> {
        self.header("range")?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
    }
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(content).and_then(|()| packed.finish()).expect("memory")
}

/// A directory as a handler: paths and what lies there.
pub(crate) fn directory(
    files: impl IntoIterator<Item = (&'static str, Vec<u8>)>,
) -> impl Fn(&Asked) -> Answer + Send + Sync {
    let files: HashMap<String, Vec<u8>> =
        files.into_iter().map(|(path, content)| (path.to_owned(), content)).collect();
    move |asked| match files.get(&asked.target) {
        Some(content) => Answer::file(asked, content),
        None => Answer::of(404),
    }
}

pub(crate) fn testdata(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testdata/tls").join(name)
}

type Handler = dyn Fn(&Asked) -> Answer + Send + Sync;

/// A server that runs until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    is_tls: bool,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    is_over: AtomicBool,
    connections: AtomicUsize,
    /// How many connections there are, and how many there were at most.
    open: AtomicUsize,
    open_max: AtomicUsize,
    asked: Mutex<Vec<Asked>>,
}

impl Server {
    pub(crate) fn start(tls: Tls, handler: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let handler: Arc<Handler> = Arc::new(handler);
        let config = config(tls);
        let is_tls = config.is_some();
        let (address, shared) = listen(move |stream, shared| {
            let served = match &config {
                None => serve(&mut &stream, &stream, &*handler, shared),
                Some(config) => serve_tls(config, &stream, &*handler, shared),
            };
            // What goes wrong is what is tested.
            drop(served);
        });
        Self { address, is_tls, shared }
    }

    /// The URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        let scheme = if self.is_tls { "https" } else { "http" };
        format!("{scheme}://{}{path}", self.address)
    }

    /// What it was asked until now.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().expect("no panic").clone()
    }

    /// How many connections were made to it.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// How many connections it had at a time at most.
    pub(crate) fn open_max(&self) -> usize {
        self.shared.open_max.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        close(&self.shared, self.address);
    }
}

/// A proxy that runs until it is dropped: it passes on requests for `http:`, and makes tunnels.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

impl Proxy {
    /// With what it wants to see as `Proxy-Authorization`.
    pub(crate) fn start(authorization: Option<&'static str>) -> Self {
        let (address, shared) = listen(move |stream, shared| {
            let _ = pass_on(&stream, authorization, shared);
        });
        Self { address, shared }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().expect("no panic").clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        close(&self.shared, self.address);
    }
}

fn config(tls: Tls) -> Option<Arc<ServerConfig>> {
    let name = match tls {
        Tls::No => return None,
        Tls::Good | Tls::AsksForClient => "server",
        Tls::Expired => "expired",
        Tls::OfAnother => "other",
    };
    let provider = Arc::new(rustls_graviola::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().expect("versions");
    let certificate = CertificateDer::from_pem_file(testdata(&format!("{name}.pem"))).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(testdata(&format!("{name}.key"))).expect("a key");
    let builder = if tls == Tls::AsksForClient {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_file(testdata("ca.pem")).expect("a certificate"))
            .expect("an authority");
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
        builder.with_client_cert_verifier(verifier.expect("a verifier"))
    } else {
        builder.with_no_client_auth()
    };
    Some(Arc::new(builder.with_single_cert(vec![certificate], key).expect("a pair")))
}

fn listen(serve: impl Fn(TcpStream, &Shared) + Send + Sync + 'static) -> (SocketAddr, Arc<Shared>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let shared = Arc::new(Shared::default());
    let serve = Arc::new(serve);
    let ours = Arc::clone(&shared);
    thread::spawn(move || {
        for stream in listener.incoming() {
            if ours.is_over.load(Ordering::Relaxed) {
                return;
            }
            let Ok(stream) = stream else { continue };
            let (serve, ours) = (Arc::clone(&serve), Arc::clone(&ours));
            ours.connections.fetch_add(1, Ordering::Relaxed);
            let open = ours.open.fetch_add(1, Ordering::Relaxed) + 1;
            ours.open_max.fetch_max(open, Ordering::Relaxed);
            thread::spawn(move || {
                let _ = stream.set_nodelay(true);
                serve(stream, &ours);
                ours.open.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
    (address, shared)
}

fn close(shared: &Shared, address: SocketAddr) {
    shared.is_over.store(true, Ordering::Relaxed);
    // So that it notices.
    let _ = TcpStream::connect(address);
}

fn serve_tls(
    config: &Arc<ServerConfig>,
    stream: &TcpStream,
    handler: &Handler,
    shared: &Shared,
) -> io::Result<()> {
    let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    let mut secure = StreamOwned::new(connection, stream.try_clone()?);
    serve(&mut secure, stream, handler, shared)?;
    secure.conn.send_close_notify();
    secure.flush()
}

/// All requests of one connection.
fn serve(stream: &mut dyn Stream, socket: &TcpStream, handler: &Handler, shared: &Shared) -> io::Result<()> {
    while let Some(asked) = read_head(stream, shared)? {
        let answer = handler(&asked);
        if !write_answer(stream, socket, &answer, shared)? {
            return Ok(());
        }
    }
    Ok(())
}

pub(crate) trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

fn read_head(stream: &mut dyn Stream, shared: &Shared) -> io::Result<Option<Asked>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut record = shared.asked.lock().expect("no panic");
    let times = record.iter().filter(|asked| asked.target == target).count();
    let asked = Asked { method, target, headers, times };
    record.push(asked.clone());
    Ok(Some(asked))
}

/// Says whether the connection can be used again.
fn write_answer(
    stream: &mut dyn Stream,
    socket: &TcpStream,
    answer: &Answer,
    shared: &Shared,
) -> io::Result<bool> {
    let Answer { status, headers, body, length, manner } = answer;
    if *manner == Manner::Silent {
        return wait(socket, shared).map(|()| false);
    }
    let mut head = format!("HTTP/1.1 {status} Whatever\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    if *manner == Manner::EndlessHead {
        stream.write_all(head.as_bytes())?;
        stream.write_all(b"X-Endless: ")?;
        while !shared.is_over.load(Ordering::Relaxed) {
            stream.write_all(b"x")?;
            stream.flush()?;
            thread::sleep(SLICE);
        }
        return Ok(false);
    }
    head += &match length {
        _ if *status == 304 => String::new(),
        Length::Right => format!("Content-Length: {}\r\n", body.len()),
        Length::Wrong(length) => format!("Content-Length: {length}\r\n"),
        Length::Chunked => "Transfer-Encoding: chunked\r\n".to_owned(),
        Length::Unsaid => "Connection: close\r\n".to_owned(),
    };
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    let mut send = |bytes: &[u8]| {
        if *length == Length::Chunked {
            stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes())?;
            stream.write_all(bytes)?;
            stream.write_all(b"\r\n")?;
        } else {
            stream.write_all(bytes)?;
        }
        stream.flush()
    };
    match *manner {
        Manner::Truncated(amount) => {
            send(&body[..amount])?;
            return Ok(false);
        }
        Manner::Torn(amount) => {
            send(&body[..amount])?;
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Manner::Stalled(amount) => {
            send(&body[..amount])?;
            return wait(socket, shared).map(|()| false);
        }
        Manner::Dripping => {
            for byte in body {
                if shared.is_over.load(Ordering::Relaxed) {
                    return Ok(false);
                }
                send(&[*byte])?;
                thread::sleep(SLICE);
            }
        }
        Manner::Endless => {
            while !shared.is_over.load(Ordering::Relaxed) {
                send(body)?;
            }
            return Ok(false);
        }
        _ if body.is_empty() => {}
        _ => send(body)?,
    }
    if *length == Length::Chunked {
        send(&[])?;
    }
    stream.flush()?;
    Ok(*length == Length::Right || *length == Length::Chunked)
}

/// Until the client goes away, or nobody wants the server any more.
fn wait(socket: &TcpStream, shared: &Shared) -> io::Result<()> {
    socket.set_read_timeout(Some(SLICE))?;
    while !shared.is_over.load(Ordering::Relaxed) {
        match socket.peek(&mut [0]) {
            Ok(0) => break,
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            Ok(_) => thread::sleep(SLICE),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn pass_on(client: &TcpStream, authorization: Option<&str>, shared: &Shared) -> io::Result<()> {
    let Some(asked) = read_head(&mut &*client, shared)? else { return Ok(()) };
    if authorization.is_some() && asked.header("proxy-authorization") != authorization {
        return (&*client).write_all(b"HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n");
    }
    let server = if asked.method == "CONNECT" {
        let server = TcpStream::connect(&asked.target)?;
        (&*client).write_all(b"HTTP/1.1 200 Go\r\n\r\n")?;
        server
    } else {
        let rest = asked.target.strip_prefix("http://").ok_or(io::ErrorKind::InvalidInput)?;
        let (host, path) = rest.split_once('/').ok_or(io::ErrorKind::InvalidInput)?;
        let mut server = TcpStream::connect(host)?;
        write!(server, "GET /{path} HTTP/1.1\r\n")?;
        for (name, value) in asked.headers.iter().filter(|(name, _)| !name.starts_with("proxy-")) {
            write!(server, "{name}: {value}\r\n")?;
        }
        write!(server, "\r\n")?;
        server
    };
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Both);
    });
    let _ = io::copy(&mut &server, &mut &*client);
    client.shutdown(std::net::Shutdown::Both)
}
