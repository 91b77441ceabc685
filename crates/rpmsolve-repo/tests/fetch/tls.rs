//! Who is believed, and who one is oneself.

use std::fs;

use rpmsolve_repo::{Access, Environment, FetchReason, FetchRequest, Fetcher};

use crate::server::{Answer, Length, Manner, Server, Tls, testdata};
use crate::{access, fetch, fetcher, reason};

fn trusting() -> Access {
    Access { sslcacert: Some(testdata("ca.pem")), ..access() }
}

#[test]
fn servers_have_to_prove_who_they_are() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    let good = Server::start(Tls::Good, |_| Answer::ok("content"));
    let expired = Server::start(Tls::Expired, |_| Answer::ok("content"));
    let other_authority = Access { sslcacert: Some(testdata("client.pem")), ..access() };
    let of_another = Server::start(Tls::OfAnother, |_| Answer::ok("content"));
    fetch(&fetcher(&trusting()), &FetchRequest::new([good.url("/")], &path)).expect("the right authority");
    let by_name = good.url("/").replace("127.0.0.1", "localhost");
    fetch(&fetcher(&trusting()), &FetchRequest::new([by_name], &path)).expect("its other name");
    for (access, url, detail) in [
        (trusting(), expired.url("/"), "its certificate has expired"),
        (trusting(), of_another.url("/"), "its certificate is that of another host"),
        (other_authority, good.url("/"), "nobody who is trusted has signed its certificate"),
    ] {
        let access = Access { retries: Some(3), ..access };
        let error = fetch(&fetcher(&access), &FetchRequest::new([url.clone()], &path)).unwrap_err();
        assert_eq!(error.code(), "network-certificate");
        let expected = format!("{url}: 127.0.0.1 does not prove who it is: {detail}; check the clock");
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert!(!error.to_string().contains("tried"), "it will not have another one soon");
        let unverified = Access { sslverify: false, ..access };
        fetch(&fetcher(&unverified), &FetchRequest::new([url], &path)).expect("anybody is believed");
    }
}

#[test]
fn a_client_may_have_to_prove_who_it_is() {
    let server = Server::start(Tls::AsksForClient, |_| Answer::ok("content"));
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    let error = fetch(&fetcher(&trusting()), &FetchRequest::new([server.url("/")], &path)).unwrap_err();
    assert!(matches!(reason(&error), FetchReason::Tls { .. }), "{error}");
    assert!(error.to_string().contains("sslclientcert"), "{error}");
    for (certificate, key) in [
        ("client.pem", Some("client.key")),
        ("client.pem", Some("client.sec1.key")),
        ("client.both.pem", None),
        ("client.both.pem", Some("client.both.pem")),
        ("rsa.pem", Some("rsa.key")),
    ] {
        let access = Access {
            sslclientcert: Some(testdata(certificate)),
            sslclientkey: key.map(testdata),
            ..trusting()
        };
        fetch(&fetcher(&access), &FetchRequest::new([server.url("/")], &path)).expect(certificate);
    }
}

#[test]
fn certificates_that_cannot_be_used_are_said_before_anybody_is_asked() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = |name: &str, text: &str| {
        let path = directory.path().join(name);
        fs::write(&path, text).expect("room");
        Some(path)
    };
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let unfinished = "-----BEGIN CERTIFICATE-----\nAAAA\n";
    let client = Some(testdata("client.pem"));
    for (access, expected) in [
        (Access { sslcacert: Some("/no/such.pem".into()), ..access() }, "/no/such.pem: No such file"),
        (Access { sslcacert: file("empty", ""), ..access() }, "empty: has no certificate in it; "),
        (
            Access { sslcacert: file("bad", damaged), ..access() },
            "bad: none of its certificates can be read; ",
        ),
        (Access { sslcacert: file("cut", unfinished), ..access() }, "cut: cannot be read as PEM: "),
        (
            Access { sslclientkey: Some(testdata("client.key")), ..access() },
            "a key without its certificate; ",
        ),
        (
            Access { sslclientcert: client.clone(), ..access() },
            "client.pem: has no key in it that can be read",
        ),
        (
            Access { sslclientcert: client, sslclientkey: Some(testdata("rsa.key")), ..trusting() },
            "sslclientcert, sslclientkey: ",
        ),
    ] {
        let error = Fetcher::new(&access, &Environment::default()).unwrap_err();
        assert_eq!(error.code(), "network-tls-configuration");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn connections_are_used_again() {
    let server = Server::start(Tls::Good, |_| Answer::ok("content"));
    let directory = tempfile::tempdir().expect("a directory");
    let fetcher = fetcher(&trusting());
    for name in ["a", "b", "c"] {
        fetch(&fetcher.clone(), &FetchRequest::new([server.url("/")], directory.path().join(name)))
            .expect("a file");
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn tls_with_something_that_does_not_speak_it_is_an_error() {
    let server = Server::start(Tls::No, |_| Answer::ok("content"));
    let directory = tempfile::tempdir().expect("a directory");
    let access = Access { timeout: std::time::Duration::from_millis(500), ..trusting() };
    let url = server.url("/").replace("http:", "https:");
    let error =
        fetch(&fetcher(&access), &FetchRequest::new([url], directory.path().join("file"))).unwrap_err();
    assert!(matches!(reason(&error), FetchReason::Timeout { .. } | FetchReason::Tls { .. }), "{error}");
}

#[test]
fn an_end_that_the_server_has_not_signed_is_none() {
    for (length, manner, expected) in [
        (Length::Right, Manner::Truncated(3), "ended after 3 bytes of 7"),
        (Length::Right, Manner::Torn(3), "ended after 3 bytes of 7"),
        (Length::Chunked, Manner::Torn(3), "ended after 3 bytes"),
        (Length::Unsaid, Manner::Torn(3), "ended after 3 bytes"),
    ] {
        let server = Server::start(Tls::Good, move |_| Answer::ok("content").length(length).manner(manner));
        let directory = tempfile::tempdir().expect("a directory");
        let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
        let error = fetch(&fetcher(&trusting()), &request).unwrap_err();
        assert!(
            error.to_string().contains(&format!("{expected}; try again")),
            "{length:?} {manner:?}: {error}"
        );
    }
}

#[test]
fn nobody_is_believed_whom_the_system_does_not_know() {
    let server = Server::start(Tls::Good, |_| Answer::ok("content"));
    let directory = tempfile::tempdir().expect("a directory");
    let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
    let error = fetch(&fetcher(&access()), &request).unwrap_err();
    // The second is said where the system knows nobody at all.
    assert!(matches!(error.code(), "network-certificate" | "network-tls-configuration"), "{error}");
    assert!(server.asked().is_empty());
}
