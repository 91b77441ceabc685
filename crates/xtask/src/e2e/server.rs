//! A server on this machine that speaks TLS, with a certificate of an authority that nobody else knows.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::shell::{command, output};

/// Serves one text, and under /repository a directory, on a free port, and says which. Each line that it reads is a
/// mistake to make from then on: what kind, and to which files; an empty one ends that. It ends with whoever started it.
const SCRIPT: &str = r#"
import functools, http.server, os, re, ssl, sys, threading
mistake = None
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if not self.path.startswith('/repository/'):
            return self.say(200, b'served with TLS\n')
        if mistake and re.search(mistake[1], self.path):
            return self.mistaken(mistake[0])
        self.path = self.path[len('/repository'):]
        return super().do_GET()
    def say(self, status, body, length=None, location=None):
        self.send_response(status)
        self.send_header('Content-Length', len(body) if length is None else length)
        if location:
            self.send_header('Location', location)
        self.end_headers()
        self.wfile.write(body)
    def mistaken(self, kind):
        path = self.translate_path(self.path[len('/repository'):])
        content = open(path, 'rb').read()
        half = len(content) // 2
        if kind == 'flip':
            self.say(200, content[:half] + bytes([content[half] ^ 1]) + content[half + 1:])
        elif kind == 'cut':
            self.say(200, content[:half])
        elif kind == 'stop':
            self.say(200, content[:half], length=len(content))
        elif kind == 'page':
            self.say(200, b'<!DOCTYPE html><html>log in')
        elif kind == 'other':
            names = sorted(os.listdir(os.path.dirname(path)))
            other = next(name for name in names if name != os.path.basename(path))
            self.say(200, open(os.path.join(os.path.dirname(path), other), 'rb').read())
        elif kind == 'file':
            self.say(302, b'', location='file:///etc/passwd')
        elif kind == 'loop':
            self.say(302, b'', location=self.path)
        elif kind == 'endless':
            self.say(200, b'', length=1 << 40)
            try:
                while True:
                    self.wfile.write(content)
            except OSError:
                pass
        else:
            self.say(int(kind), b'')
    def log_message(self, *arguments):
        pass
handler = functools.partial(Handler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(('localhost', 0), handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('server.pem', 'server.key')
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
for line in sys.stdin:
    mistake = line.split() or None
    print(flush=True)
"#;

pub(super) struct Server {
    process: Child,
    told: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    pub(super) port: u16,
    /// The authority's certificate.
    pub(super) authority: PathBuf,
}

impl Server {
    /// Starts it, over a repository; its own files are in `work`.
    pub(super) fn start(work: &Path, repository: &Path) -> Result<Self, String> {
        let directory = work.join("tls");
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).map_err(|error| format!("{}: {error}", directory.display()))?;
        let openssl = |line: &str| {
            output(command("openssl").current_dir(&directory).args(line.split_ascii_whitespace())).map(drop)
        };
        let names = directory.join("names");
        fs::write(&names, "subjectAltName=DNS:localhost,IP:127.0.0.1\n")
            .map_err(|error| format!("{}: {error}", names.display()))?;
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=authority -days 2")?;
        openssl("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost")?;
        openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
        )?;
        let mut python = command("python3");
        python
            .current_dir(&directory)
            .args(["-c", SCRIPT])
            .arg(repository)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = python.spawn().map_err(|error| format!("python3: {error}"))?;
        let (Some(input), Some(printed)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("python3: no pipes".to_owned());
        };
        let mut printed = BufReader::new(printed);
        let line = answer(&mut printed)?;
        let port = line.parse().map_err(|_| format!("the server says \"{line}\""))?;
        let told = Mutex::new((input, printed));
        Ok(Self { process, told, port, authority: directory.join("ca.pem") })
    }

    /// From now on it makes a mistake, or none: see [`SCRIPT`].
    pub(super) fn misbehave(&self, mistake: &str) -> Result<(), String> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(told.0, "{mistake}").map_err(|error| format!("python3: {error}"))?;
        answer(&mut told.1).map(drop)
    }
}

/// The next line that the server prints.
fn answer(printed: &mut BufReader<ChildStdout>) -> Result<String, String> {
    let mut line = String::new();
    printed.read_line(&mut line).map_err(|error| format!("python3: {error}"))?;
    Ok(line.trim().to_owned())
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
