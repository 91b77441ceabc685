//! The signed repositories of testdata on a server, and somebody who wants `hello` from them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rpmsolve::{DigestAlgorithm, Outcome, Request, solve};
use rpmsolve_repo::{Load, Network, RepoError};

use crate::server::{Answer, Asked, Server, Tls};

/// How a server answers instead of honestly; `None` where it is honest.
pub(crate) type Fault = Box<dyn Fn(&Asked) -> Option<Answer> + Send + Sync>;

pub(crate) fn signed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/signed").join(path)
}

pub(crate) fn key(name: &str) -> String {
    signed(&format!("keys/{name}.asc")).display().to_string()
}

/// A file of a directory, as an honest server sends it.
pub(crate) fn honest(root: &Path, asked: &Asked) -> Answer {
    let path = asked.target.trim_start_matches('/');
    match fs::read(root.join(path)) {
        Ok(content) => Answer::file(asked, &content),
        Err(_) => Answer::of(404),
    }
}

/// A file of the signed repositories.
pub(crate) fn file(path: &str) -> Vec<u8> {
    fs::read(signed(path)).expect("it is there")
}

/// The name of a file of metadata.
pub(crate) fn metadata(repository: &str, kind: &str) -> String {
    let directory = fs::read_dir(signed(repository).join("repodata")).expect("a repository");
    let mut names =
        directory.map(|entry| entry.expect("readable").file_name().into_string().expect("a name"));
    names.find(|name| name.contains(kind)).expect("there is one")
}

/// What hello needs of the system.
const BASE: &str = r#"<metadata xmlns:rpm="r" packages="1"><package type="rpm"><name>glibc</name><arch>x86_64</arch>
<version epoch="0" ver="2.34" rel="1"/><format><rpm:provides><rpm:entry name="libc.so.6()(64bit)"/>
<rpm:entry name="libc.so.6(GLIBC_2.2.5)(64bit)"/><rpm:entry name="libc.so.6(GLIBC_2.34)(64bit)"/>
<rpm:entry name="libc.so.6(GLIBC_2.7)(64bit)"/><rpm:entry name="rtld(GNU_HASH)"/></rpm:provides></format></package>
</metadata>"#;

/// The repository `now` with other primary metadata, which nobody has signed: their checksums are right.
pub(crate) fn changed(edit: impl Fn(&str) -> String) -> Fault {
    let packed = file(&format!("now/repodata/{}", metadata("now", "primary")));
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed[..]), &mut text).expect("gzip");
    let primary = edit(&text);
    let digest = DigestAlgorithm::Sha256.hex(primary.as_bytes());
    let repomd = format!(
        "<repomd><revision>1</revision><data type=\"primary\"><checksum type=\"sha256\">{digest}</checksum>\
         <location href=\"repodata/p.xml\"/></data></repomd>"
    );
    Box::new(move |asked| match asked.target.as_str() {
        "/now/repodata/repomd.xml" => Some(Answer::ok(repomd.clone())),
        "/now/repodata/p.xml" => Some(Answer::ok(primary.clone())),
        "/now/repodata/repomd.xml.asc" => Some(Answer::of(404)),
        _ => None,
    })
}

/// A server with a repository, a cache, and a fault that can be there or not.
pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) cache: tempfile::TempDir,
    fault: Arc<Mutex<Option<Fault>>>,
    base: tempfile::TempDir,
}

impl World {
    pub(crate) fn new(tls: Tls) -> Self {
        Self::of(tls, signed(""))
    }

    pub(crate) fn of(tls: Tls, root: PathBuf) -> Self {
        let fault: Arc<Mutex<Option<Fault>>> = Arc::default();
        let shared = Arc::clone(&fault);
        let server = Server::start(tls, move |asked| {
            let fault = shared.lock().expect("no panic");
            let answer = fault.as_ref().and_then(|fault| fault(asked));
            answer.unwrap_or_else(|| honest(&root, asked))
        });
        let (cache, base) =
            (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
        fs::write(base.path().join("primary.xml"), BASE).expect("writable");
        Self { server, cache, fault, base }
    }

    pub(crate) fn set(&self, fault: Option<Fault>) {
        *self.fault.lock().expect("no panic") = fault;
    }

    /// Somebody who believes the right key and the server's authority.
    pub(crate) fn load(&self, repository: &str) -> Load {
        let option = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let authority = crate::server::testdata("ca.pem").display().to_string();
        Load {
            repositories: vec![format!("r={}", self.server.url(&format!("/{repository}")))],
            base: vec![self.base.path().join("primary.xml").display().to_string()],
            arch: "x86_64".to_owned(),
            options: vec![
                option("sslcacert", &authority),
                option("retries", "1"),
                option("timeout", "1"),
                option("minrate", "1k"),
            ],
            network: Network {
                directory: Some(self.cache.path().to_owned()),
                keys: vec![key("right")],
                ..Network::default()
            },
            ..Load::default()
        }
    }

    /// How often the server was asked for something whose name ends so.
    pub(crate) fn times(&self, end: &str) -> usize {
        self.server.asked().iter().filter(|asked| asked.target.ends_with(end)).count()
    }
}

/// Gets `hello` and what it needs: what came, and by whom it is signed.
pub(crate) fn get(load: &Load) -> Result<Vec<String>, RepoError> {
    let loaded = load.run()?;
    let mut request = Request::default();
    request.install(&loaded.pool, "hello").expect("a name");
    let Outcome::Solved(transaction) = solve(&loaded.pool, &request) else {
        panic!("hello can be installed")
    };
    let ids: Vec<_> = transaction.installations.iter().map(|installation| installation.package).collect();
    let fetched = loaded.fetch(&ids)?;
    assert_eq!(fetched.len(), ids.len());
    let described = fetched.iter().map(|package| {
        let bytes = fs::read(&package.path).expect("it is there");
        let key = package.key.as_deref().unwrap_or("nobody");
        let nevra = loaded.pool.solvable(package.package).nevra();
        format!("{nevra} {} by {key}", DigestAlgorithm::Sha256.hex(&bytes))
    });
    Ok(described.collect())
}

/// Every file of a cache that lies under a checksum has it, and nothing else lies there but what is not finished.
pub(crate) fn assert_is_good(cache: &Path) {
    for directory in ["metadata", "packages"] {
        let Ok(entries) = fs::read_dir(cache.join(directory)) else { continue };
        for entry in entries {
            let path = entry.expect("readable").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if name.starts_with(".part-") || name.starts_with(".new-") {
                continue;
            }
            let mut parts = name.split(['-', '.']);
            assert_eq!(parts.next(), Some("sha256"), "{name}");
            let digest = DigestAlgorithm::Sha256.hex(&fs::read(&path).expect("readable"));
            assert_eq!(parts.next(), Some(digest.as_str()), "{name}");
        }
    }
}
