//! Proxies: as the options say, else as the environment says, for `http:` and for `https:`.

use rpmsolve_repo::{Access, Environment, FetchRequest, Fetcher};

use crate::server::{Answer, Proxy, Server, Tls, testdata};
use crate::{access, fetch, fetcher};

const BASIC: &str = "Basic bWU6c2VjcmV0";

fn trusting() -> Access {
    Access { sslcacert: Some(testdata("ca.pem")), username: Some("user".into()), ..access() }
}

#[test]
fn requests_go_through_the_proxy_that_the_options_name() {
    let proxy = Proxy::start(Some(BASIC));
    let directory = tempfile::tempdir().expect("a directory");
    for (tls, method) in [(Tls::No, "GET"), (Tls::Good, "CONNECT")] {
        let server = Server::start(tls, |_| Answer::ok("content"));
        let in_url = Access { proxy: Some(format!("http://me:secret@{}", proxy.address)), ..trusting() };
        let apart = Access {
            proxy: Some(proxy.address.to_string()),
            proxy_username: Some("me".into()),
            proxy_password: Some("secret".into()),
            ..trusting()
        };
        for access in [in_url, apart] {
            let request = FetchRequest::new([server.url("/a?b")], directory.path().join("file"));
            fetch(&fetcher(&access), &request).expect("through the proxy");
            let asked = proxy.asked().pop().expect("it was asked");
            assert_eq!(asked.method, method);
            let target = if tls == Tls::No { server.url("/a?b") } else { server.address.to_string() };
            assert_eq!(asked.target, target);
        }
        for asked in server.asked() {
            assert_eq!(asked.target, "/a?b");
            assert_eq!(asked.header("proxy-authorization"), None, "the server need not know");
            assert_eq!(asked.header("authorization"), Some("Basic dXNlcjo="));
        }
        let to_proxy = proxy.asked().pop().expect("it was asked");
        assert_eq!(to_proxy.header("authorization").is_some(), tls == Tls::No, "in a tunnel nothing is seen");
    }
}

#[test]
fn the_environment_names_proxies_and_who_needs_none() {
    let proxy = Proxy::start(None);
    let server = Server::start(Tls::No, |_| Answer::ok("content"));
    let directory = tempfile::tempdir().expect("a directory");
    let address = Some(format!("http://{}", proxy.address));
    let environment = Environment { http_proxy: address.clone(), ..Environment::default() };
    let direct = Environment { no_proxy: Some("127.0.0.0/8".into()), ..environment.clone() };
    let other = Environment { https_proxy: address, ..Environment::default() };
    for (access, environment, expected) in [
        (access(), &environment, true),
        (access(), &direct, false),
        (access(), &other, false),
        (Access { proxy: Some(String::new()), ..access() }, &environment, false),
        (Access { proxy: Some(proxy.address.to_string()), ..access() }, &direct, true),
    ] {
        let before = proxy.asked().len();
        let fetcher = Fetcher::new(&access, environment).expect("options in order");
        fetch(&fetcher, &FetchRequest::new([server.url("/")], directory.path().join("file")))
            .expect("a file");
        assert_eq!(proxy.asked().len() > before, expected, "{access:?} {environment:?}");
    }
}

#[test]
fn a_proxy_that_does_not_do_is_named_without_its_password() {
    let proxy = Proxy::start(Some("Basic other"));
    let server = Server::start(Tls::No, |_| Answer::ok("content"));
    let secure = Server::start(Tls::Good, |_| Answer::ok("content"));
    let directory = tempfile::tempdir().expect("a directory");
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    for (address, tries) in [(proxy.address, 1), (nobody, 3)] {
        for url in [server.url("/"), secure.url("/")] {
            let access =
                Access { proxy: Some(format!("http://me:secret@{address}")), retries: Some(2), ..trusting() };
            let error = fetch(&fetcher(&access), &FetchRequest::new([url], directory.path().join("file")))
                .unwrap_err();
            assert_eq!(error.code(), "network-proxy", "{error}");
            assert!(error.to_string().contains(&format!("proxy http://{address}")), "{error}");
            assert_eq!(error.to_string().contains("(tried 3 times)"), tries == 3, "{error}");
            assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        }
    }
    assert!(server.asked().is_empty() && secure.asked().is_empty(), "nobody goes past it");
}

#[test]
fn options_that_make_no_sense_are_errors() {
    for (access, expected) in [
        (Access { proxy: Some("socks5://a.test".into()), ..access() }, "network-proxy"),
        (Access { user_agent: Some("a\nb".into()), ..access() }, "network-option"),
        (Access { token: Some("a\r\nX: b".into()), ..access() }, "network-option"),
    ] {
        assert_eq!(Fetcher::new(&access, &Environment::default()).unwrap_err().code(), expected);
    }
    // One of the environment's is only in the way of who would use it.
    let environment = Environment { all_proxy: Some("socks5://a.test".into()), ..Environment::default() };
    let fetcher = Fetcher::new(&access(), &environment).expect("not used yet");
    let error = fetch(&fetcher, &FetchRequest::new(["http://a.test/"], "/nowhere/a")).unwrap_err();
    assert_eq!(error.code(), "disk");
    let directory = tempfile::tempdir().expect("a directory");
    let request = FetchRequest::new(["http://a.test/"], directory.path().join("file"));
    assert_eq!(fetch(&fetcher, &request).unwrap_err().code(), "network-proxy");
    let environment =
        Environment { netrc: Some(("netrc".into(), "nonsense".into())), ..Environment::default() };
    assert_eq!(Fetcher::new(&access(), &environment).unwrap_err().code(), "network-netrc");
}
