//! A server on this machine that speaks TLS, with a certificate of an authority that nobody else knows.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::shell::{command, output};

/// Serves one text, and under /repository a directory, on a free port, says which, and ends with whoever started it.
const SCRIPT: &str = "
import functools, http.server, ssl, sys, threading
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith('/repository/'):
            self.path = self.path[len('/repository'):]
            return super().do_GET()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'served with TLS\\n')
    def log_message(self, *arguments):
        pass
handler = functools.partial(Handler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(('localhost', 0), handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('server.pem', 'server.key')
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
";

pub(super) struct Server {
    process: Child,
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
        let mut line = String::new();
        if let Some(printed) = process.stdout.take() {
            BufReader::new(printed).read_line(&mut line).map_err(|error| format!("python3: {error}"))?;
        }
        let port = line.trim().parse().map_err(|_| format!("the server says \"{}\"", line.trim()))?;
        Ok(Self { process, port, authority: directory.join("ca.pem") })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
