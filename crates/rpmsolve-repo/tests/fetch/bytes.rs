//! What is fetched into memory: bounds, validators, what is packed, what is refused.

use std::io::Write;

use rpmsolve_repo::{Cancel, FetchReason, Validators};

use crate::server::{Answer, Length, Manner, Server, Tls, directory};
use crate::{access, content, fetcher, reason};

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server = Server::start(Tls::No, directory([("/repomd.xml", b"<repomd/>".to_vec())]));
    let fetcher = fetcher(&access());
    let urls = [server.url("/repomd.xml")];
    let first = fetcher.fetch_bytes(&urls, 100, None, &Cancel::new()).expect("an answer");
    assert_eq!(first.bytes.as_deref(), Some(&b"<repomd/>"[..]));
    assert_eq!((first.mirror, &first.url), (0, &urls[0]));
    assert!(!first.validators.is_empty());
    let second = fetcher.fetch_bytes(&urls, 100, Some(&first.validators), &Cancel::new()).expect("an answer");
    assert_eq!(second.bytes, None);
    let by_date = Validators { etag: None, ..first.validators };
    let third = fetcher.fetch_bytes(&urls, 100, Some(&by_date), &Cancel::new()).expect("an answer");
    assert_eq!(third.bytes, None);
    let asked = server.asked();
    assert_eq!(asked[0].header("accept-encoding"), Some("identity"));
    assert!(asked[0].header("user-agent").expect("a name").starts_with("rpmsolve/"));
    assert_eq!(server.connections(), 1, "the connection is used again");
}

#[test]
fn an_answer_of_no_change_that_nobody_asked_for_is_refused() {
    let server = Server::start(Tls::No, |_| Answer::of(304));
    let error = fetcher(&access()).fetch_bytes(&[server.url("/")], 100, None, &Cancel::new()).unwrap_err();
    assert!(matches!(reason(&error), FetchReason::Status { status: 304 }), "{error}");
}

#[test]
fn what_is_too_large_is_refused_said_or_not() {
    let server = Server::start(Tls::No, |asked| match asked.target.as_str() {
        "/said" => Answer::ok(b"x").length(Length::Wrong(101)).manner(Manner::Stalled(1)),
        "/unsaid" => Answer::ok(content(1000)).length(Length::Unsaid).manner(Manner::Endless),
        "/exact" => Answer::ok(content(100)).length(Length::Chunked),
        _ => Answer::gzipped(&[0; 101]),
    });
    let fetcher = fetcher(&access());
    for path in ["/said", "/unsaid", "/packed"] {
        let error = fetcher.fetch_bytes(&[server.url(path)], 100, None, &Cancel::new()).unwrap_err();
        assert_eq!(error.code(), "network-too-large", "{path}: {error}");
    }
    let exact =
        fetcher.fetch_bytes(&[server.url("/exact")], 100, None, &Cancel::new()).expect("not too large");
    assert_eq!(exact.bytes, Some(content(100)));
}

#[test]
fn what_the_server_packs_is_unpacked() {
    let server = Server::start(Tls::No, |asked| match asked.target.as_str() {
        "/good" => Answer::gzipped(b"content"),
        "/damaged" => Answer::gzipped(b"content").damaged(12),
        _ => Answer::ok(b"content").with("Content-Encoding", "br"),
    });
    let fetcher = fetcher(&access());
    let fetch = |path: &str| fetcher.fetch_bytes(&[server.url(path)], 100, None, &Cancel::new());
    assert_eq!(fetch("/good").expect("an answer").bytes.as_deref(), Some(&b"content"[..]));
    assert_eq!(fetch("/damaged").unwrap_err().code(), "network-protocol");
    assert_eq!(fetch("/other").unwrap_err().code(), "network-protocol");
}

#[test]
fn content_that_is_not_taken_makes_the_next_mirror_be_asked() {
    let server =
        Server::start(Tls::No, directory([("/a", b"<html>".to_vec()), ("/b", b"<repomd>".to_vec())]));
    let check = |bytes: &[u8]| {
        if bytes == b"<repomd>" { Ok(()) } else { Err("no repomd.xml".to_owned()) }
    };
    let fetcher = fetcher(&access());
    let urls = [server.url("/a"), server.url("/b")];
    let fetched =
        fetcher.fetch_bytes_if(&urls, 100, None, &Cancel::new(), &check).expect("the second has it");
    assert_eq!(fetched.mirror, 1);
    let error = fetcher.fetch_bytes_if(&urls[..1], 100, None, &Cancel::new(), &check).unwrap_err();
    assert_eq!(error.to_string(), format!("{}: no repomd.xml", urls[0]));
    assert_eq!(error.code(), "network-content");
}

#[test]
fn local_files_are_bounded_too() {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(b"content").expect("room");
    let url = [url::Url::from_file_path(file.path()).expect("a URL").to_string()];
    let fetcher = fetcher(&access());
    let fetch = |url: &[String], limit| fetcher.fetch_bytes(url, limit, None, &Cancel::new());
    assert_eq!(fetch(&url, 7).expect("it is there").bytes.as_deref(), Some(&b"content"[..]));
    assert_eq!(fetch(&url, 6).unwrap_err().code(), "network-too-large");
    assert!(fetch(&["file:///no/such/file".to_owned()], 7).unwrap_err().is_not_found());
    assert_eq!(fetch(&["file:///".to_owned()], 7).unwrap_err().code(), "unreadable");
}
