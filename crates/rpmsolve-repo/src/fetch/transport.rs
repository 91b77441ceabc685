//! Connections that can be given up at any moment: beneath ureq, which knows of times but not of flags.
//!
//! Whoever speaks over a connection does so from one thread, and says before what ends it ([`watch`]); the connection
//! asks, in slices, whenever it waits. Names are looked up and connections opened in threads of their own, which nobody
//! has to wait for. A request to a server of `http:` goes through a proxy as RFC 9112, section 3.2.2, has it; one of
//! `https:` through a tunnel.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport,
    TransportAdapter,
};
use ureq::{Error, Proxy, Timeout};

use super::cancel::{SLICE, Stop};
use super::tls::Tls;

/// How long one address of a host may keep the next from being tried (RFC 8305, section 5).
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

thread_local! {
    static WATCH: RefCell<Option<(Stop, Instant)>> = const { RefCell::new(None) };
}

/// From now on what this thread waits for on the network ends when `stop` is set, or at this time.
pub(super) fn watch(stop: &Stop, deadline: Instant) {
    WATCH.with_borrow_mut(|watch| *watch = Some((stop.clone(), deadline)));
}

fn check(reason: Timeout) -> Result<(), Error> {
    WATCH.with_borrow(|watch| match watch {
        Some((stop, _)) if stop.is_set() => Err(Error::ConnectionFailed),
        Some((_, deadline)) if *deadline <= Instant::now() => Err(Error::Timeout(reason)),
        _ => Ok(()),
    })
}

/// Looks names up.
#[derive(Debug)]
pub(super) struct Names;

impl Resolver for Names {
    fn resolve(&self, uri: &Uri, _: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let place = uri.scheme().zip(uri.authority());
        let place = place.and_then(|(scheme, authority)| DefaultResolver::host_and_port(scheme, authority));
        let place = place.ok_or(Error::HostNotFound)?;
        let (sender, receiver) = mpsc::sync_channel(1);
        spawn(move || drop(sender.send(place.to_socket_addrs())))?;
        let start = Instant::now();
        let found = loop {
            check(timeout.reason)?;
            match receiver.recv_timeout(slice(timeout, start)?) {
                Ok(found) => break found?,
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => return Err(Error::HostNotFound),
            }
        };
        let mut addresses = self.empty();
        // As many as there is room for.
        found.take(16).for_each(|address| addresses.push(address));
        if addresses.is_empty() { Err(Error::HostNotFound) } else { Ok(addresses) }
    }
}

/// Opens connections.
pub(super) struct Dial(pub(super) Arc<Tls>);

impl Connector<()> for Dial {
    type Out = Box<dyn Transport>;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Self::Out>, Error> {
        let Some(proxy) = details.config.proxy() else {
            let transport = open(details, &details.addrs)?;
            return if details.needs_tls() {
                self.secure(details, details.uri, transport)
            } else {
                Ok(Some(transport))
            };
        };
        if details.needs_tls() {
            let tunnel = ConnectProxyConnector::default();
            let tunnel = <ConnectProxyConnector as Connector<()>>::connect(&tunnel, details, None);
            let tunnel = tunnel.map_err(of_proxy)?.ok_or(Error::ConnectionFailed)?;
            return self.secure(details, details.uri, Box::new(tunnel));
        }
        let addresses =
            details.resolver.resolve(proxy.uri(), details.config, details.timeout).map_err(of_proxy)?;
        let mut transport = open(details, &addresses).map_err(of_proxy)?;
        if proxy.uri().scheme() == Some(&Scheme::HTTPS) {
            transport = self
                .secure(details, proxy.uri(), transport)
                .map_err(of_proxy)?
                .ok_or(Error::ConnectionFailed)?;
        }
        Ok(Some(Box::new(Forward {
            transport,
            line: target(details.uri),
            headers: proxy_authorization(proxy),
        })))
    }
}

impl Dial {
    fn secure(
        &self,
        details: &ConnectionDetails<'_>,
        uri: &Uri,
        transport: Box<dyn Transport>,
    ) -> Result<Option<Box<dyn Transport>>, Error> {
        let config = self.0.config().map_err(|error| Error::Other(Box::new(error)))?;
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(host).map_err(|_| Error::Tls("not the name of a server"))?;
        let mut connection = ClientConnection::new(config, name)?;
        let mut socket = TransportAdapter::new(transport, Arc::clone(&details.current_time));
        socket.set_timeout(details.timeout);
        connection.complete_io(&mut socket)?;
        let buffers = buffers(details.config);
        Ok(Some(Box::new(Secure { buffers, stream: StreamOwned::new(connection, socket) })))
    }
}

impl fmt::Debug for Dial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dial")
    }
}

/// The first address that answers, each a moment after the one before.
fn open(details: &ConnectionDetails<'_>, addresses: &[SocketAddr]) -> Result<Box<dyn Transport>, Error> {
    let start = Instant::now();
    let (sender, receiver) = mpsc::channel();
    let mut waiting = addresses.iter().copied();
    let mut running = 0_u32;
    let mut next = start;
    let mut refused = io::Error::from(io::ErrorKind::AddrNotAvailable);
    loop {
        check(details.timeout.reason)?;
        if running == 0 || next <= Instant::now() {
            if let Some(address) = waiting.next() {
                let limit = details.timeout.not_zero().map_or(Duration::MAX, |after| *after);
                let sender = sender.clone();
                spawn(move || drop(sender.send(connect(&address, limit))))?;
                running += 1;
                next = Instant::now() + NEXT_ADDRESS;
            } else if running == 0 {
                return Err(Error::Io(refused));
            }
        }
        match receiver.recv_timeout(slice(details.timeout, start)?) {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true)?;
                return Ok(Box::new(Socket { stream, buffers: buffers(details.config) }));
            }
            Ok(Err(error)) => {
                refused = error;
                running -= 1;
                next = Instant::now();
            }
            Err(_) => {}
        }
    }
}

fn connect(address: &SocketAddr, limit: Duration) -> io::Result<TcpStream> {
    if limit == Duration::MAX {
        TcpStream::connect(address)
    } else {
        TcpStream::connect_timeout(address, limit)
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("rpmsolve-connect".into()).spawn(work).map(drop)
}

fn buffers(config: &Config) -> LazyBuffers {
    LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size())
}

/// How long to wait before looking at the flag again.
fn slice(timeout: NextTimeout, start: Instant) -> Result<Duration, Error> {
    let left = timeout.after.saturating_sub(start.elapsed());
    if left.is_zero() { Err(Error::Timeout(timeout.reason)) } else { Ok(left.min(SLICE)) }
}

/// What goes wrong on the way to the proxy is said of the proxy.
fn of_proxy(error: Error) -> Error {
    match error {
        Error::ConnectionFailed | Error::ConnectProxyFailed(_) | Error::Other(_) => error,
        other => Error::ConnectProxyFailed(other.to_string()),
    }
}

fn proxy_authorization(proxy: &Proxy) -> String {
    let (user, password) = (proxy.username(), proxy.password());
    if user.is_none() && password.is_none() {
        return String::new();
    }
    let pair = format!("{}:{}", user.unwrap_or_default(), password.unwrap_or_default());
    format!("Proxy-Authorization: Basic {}\r\n", BASE64_STANDARD.encode(pair))
}

/// How the line of a request to a proxy begins.
fn target(uri: &Uri) -> String {
    format!("GET http://{}", uri.authority().map_or("", |authority| authority.as_str()))
}

/// A socket that is waited for in slices.
#[derive(Debug)]
struct Socket {
    stream: TcpStream,
    buffers: LazyBuffers,
}

impl Transport for Socket {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let timeout = timeout.for_write();
        let start = Instant::now();
        let mut rest = &self.buffers.output()[..amount];
        while !rest.is_empty() {
            check(timeout.reason)?;
            self.stream.set_write_timeout(Some(slice(timeout, start)?))?;
            match self.stream.write(rest) {
                Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero).into()),
                Ok(written) => rest = &rest[written..],
                Err(error) if is_no_end(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let timeout = timeout.for_read();
        let start = Instant::now();
        loop {
            check(timeout.reason)?;
            self.stream.set_read_timeout(Some(slice(timeout, start)?))?;
            match self.stream.read(self.buffers.input_append_buf()) {
                Ok(amount) => {
                    self.buffers.input_appended(amount);
                    return Ok(amount > 0);
                }
                Err(error) if is_no_end(&error) => {}
                // Not of its own kind, for ureq takes some for the end of content that has no other.
                Err(error) => return Err(Error::Io(io::Error::other(error.to_string()))),
            }
        }
    }

    /// While nobody asks anything, nothing may come, not even the end.
    fn is_open(&mut self) -> bool {
        let is_quiet = |stream: &TcpStream| match stream.peek(&mut [0]) {
            Err(error) => error.kind() == io::ErrorKind::WouldBlock,
            Ok(_) => false,
        };
        self.stream.set_nonblocking(true).is_ok()
            && is_quiet(&self.stream)
            && self.stream.set_nonblocking(false).is_ok()
    }
}

/// Whether it is only a slice that is over.
fn is_no_end(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// TLS over something else.
struct Secure {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl Transport for Secure {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.get_mut().set_timeout(timeout);
        let output = &self.buffers.output()[..amount];
        self.stream.write_all(output)?;
        Ok(self.stream.flush()?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.get_mut().set_timeout(timeout);
        let amount = match self.stream.read(self.buffers.input_append_buf()) {
            // An end that the server has not signed is none.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(Error::Io(io::Error::other("the connection ended without notice")));
            }
            other => other?,
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl fmt::Debug for Secure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secure")
    }
}

/// A connection to a proxy that passes requests on: it wants whole URLs, and to know who asks.
struct Forward {
    transport: Box<dyn Transport>,
    line: String,
    headers: String,
}

impl Forward {
    /// All requests here are GET, and what is sent at once never begins in the midst of a line.
    fn rewritten(&self, output: &[u8]) -> Option<Vec<u8>> {
        let path = output.strip_prefix(b"GET ")?;
        let end = memchr::memmem::find(path, b"\r\n")? + 2;
        Some([self.line.as_bytes(), &path[..end], self.headers.as_bytes(), &path[end..]].concat())
    }
}

impl Transport for Forward {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let Some(request) = ({
            let output = &self.transport.buffers().output()[..amount];
            let output = output.to_vec();
            self.rewritten(&output)
        }) else {
            return self.transport.transmit_output(amount, timeout);
        };
        let mut rest = &request[..];
        while !rest.is_empty() {
            let output = self.transport.buffers().output();
            let amount = rest.len().min(output.len());
            output[..amount].copy_from_slice(&rest[..amount]);
            self.transport.transmit_output(amount, timeout)?;
            rest = &rest[amount..];
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.transport.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.transport.is_open()
    }
}

impl fmt::Debug for Forward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Forward")
    }
}
