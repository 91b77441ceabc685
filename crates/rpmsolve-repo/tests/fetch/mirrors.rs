//! Several mirrors: which one is asked, which one again, and what is said if none has it.

use std::net::TcpListener;
use std::time::Duration;

use rpmsolve_repo::{Access, FetchReason, FetchRequest};

use crate::server::{Answer, Length, Manner, Server, Tls, directory};
use crate::{access, content, fetch, fetcher, reason, request};

#[test]
fn a_mirror_that_fails_is_followed_by_the_next() {
    let content = content(1000);
    let good = Server::start(Tls::No, directory([("/file", content.clone())]));
    let shared = content.clone();
    let bad = Server::start(Tls::No, move |asked| match asked.target.as_str() {
        "/missing" => Answer::of(404),
        "/broken" => Answer::of(500),
        "/forbidden" => Answer::of(403),
        "/truncated" => Answer::ok(&*shared).manner(Manner::Truncated(100)),
        "/damaged" => Answer::ok(&*shared).damaged(500),
        "/short" => Answer::ok(&shared[..900]),
        "/long" => Answer::ok([&*shared, b"x"].concat()),
        "/longer" => Answer::ok([&*shared, b"x"].concat()).length(Length::Unsaid),
        "/more-said" => Answer::ok(&*shared).length(Length::Wrong(1001)).manner(Manner::Truncated(1000)),
        "/less-said" => Answer::ok(&*shared).length(Length::Wrong(999)),
        _ => Answer::redirect("ftp://a.test/file"),
    });
    let nobody = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    for (path, code) in [
        ("/missing", "network-not-found"),
        ("/broken", "network-status"),
        ("/forbidden", "network-status"),
        ("/truncated", "network-truncated"),
        ("/damaged", "network-checksum"),
        ("/short", "network-size"),
        ("/long", "network-size"),
        ("/longer", "network-size"),
        ("/more-said", "network-size"),
        ("/less-said", "network-size"),
        ("/redirect", "network-redirect"),
        ("nobody", "network-unreachable"),
    ] {
        let directory = tempfile::tempdir().expect("a directory");
        let url = if path == "nobody" { format!("http://{nobody}/file") } else { bad.url(path) };
        let urls = [url, good.url("/file")];
        let path = directory.path().join("file");
        let wanted = FetchRequest { size_bytes: Some(1000), ..request(&urls, &path, &content) };
        let alone = FetchRequest { urls: vec![urls[0].clone()], ..wanted.clone() };
        let error = fetch(&fetcher(&access()), &alone).unwrap_err();
        assert_eq!(error.code(), code, "{}: {error}", urls[0]);
        assert!(!path.exists(), "{error}");
        let fetched = fetch(&fetcher(&access()), &wanted).expect("the second has it");
        assert_eq!(fetched.mirror, Some(1));
        assert_eq!(std::fs::read(&path).expect("a file"), content);
    }
}

#[test]
fn what_nobody_has_is_told_from_what_is_out_of_reach() {
    let server =
        Server::start(
            Tls::No,
            |asked| if asked.target == "/503" { Answer::of(503) } else { Answer::of(404) },
        );
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    let fetcher = fetcher(&access());
    let error = fetch(&fetcher, &FetchRequest::new([server.url("/a"), server.url("/b")], &path)).unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        error.to_string(),
        format!(
            "none of 2 places has it: {}: there is no such file (404); {}: there is no such file (404)",
            server.url("/a"),
            server.url("/b")
        )
    );
    let error =
        fetch(&fetcher, &FetchRequest::new([server.url("/a"), server.url("/503")], &path)).unwrap_err();
    assert!(!error.is_not_found());
    assert_eq!(error.code(), "network-not-found", "that of the first");
    let many = (0..20).map(|number| server.url(&format!("/{number}")));
    let error = fetch(&fetcher, &FetchRequest::new(many, &path)).unwrap_err();
    assert!(error.to_string().ends_with("; and 12 more"), "{error}");
    let none = FetchRequest::new(Vec::<String>::new(), &path);
    assert_eq!(fetch(&fetcher, &none).unwrap_err().code(), "network-url");
}

#[test]
fn what_may_pass_is_tried_again_and_what_may_not_is_not() {
    let server = Server::start(Tls::No, |asked| match (asked.target.as_str(), asked.times) {
        ("/busy", 0) => Answer::of(503).with("Retry-After", "0"),
        ("/busy", 1) => Answer::of(429),
        ("/dead", _) => Answer::of(503),
        ("/missing", _) => Answer::of(404),
        _ => Answer::ok("content"),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    let fetcher = fetcher(&Access { retries: Some(3), ..access() });
    let times = |path: &str| server.asked().iter().filter(|asked| asked.target == path).count();
    fetch(&fetcher, &FetchRequest::new([server.url("/busy")], &path)).expect("the third time");
    assert_eq!(times("/busy"), 3);
    let error = fetch(&fetcher, &FetchRequest::new([server.url("/dead")], &path)).unwrap_err();
    assert_eq!(times("/dead"), 4, "once, and three times again");
    assert!(error.to_string().ends_with(" (tried 4 times)"), "{error}");
    fetch(&fetcher, &FetchRequest::new([server.url("/missing")], &path)).unwrap_err();
    assert_eq!(times("/missing"), 1);
}

#[test]
fn who_tries_for_ever_gets_it_in_the_end() {
    let server =
        Server::start(
            Tls::No,
            |asked| if asked.times < 40 { Answer::of(500) } else { Answer::ok("content") },
        );
    let directory = tempfile::tempdir().expect("a directory");
    let fetcher = fetcher(&Access { retries: None, ..access() });
    let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
    fetch(&fetcher.with_backoff(Duration::from_micros(1)), &request).expect("the last time");
}

#[test]
fn a_server_is_not_waited_for_longer_than_the_timeout() {
    let server = Server::start(Tls::No, |asked| match asked.times {
        0 => Answer::of(503).with("Retry-After", "1000000"),
        _ => Answer::ok("content"),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let fetcher = fetcher(&Access { retries: Some(1), timeout: Duration::from_millis(500), ..access() });
    fetch(&fetcher, &FetchRequest::new([server.url("/")], directory.path().join("file")))
        .expect("the second time");
}

#[test]
fn a_mirror_that_failed_one_file_comes_last_for_the_next() {
    let good = Server::start(Tls::No, |_| Answer::ok("content"));
    let dead = Server::start(Tls::No, |_| Answer::of(503));
    let lacking = Server::start(Tls::No, |_| Answer::of(404));
    let directory = tempfile::tempdir().expect("a directory");
    let fetcher = fetcher(&access());
    for name in ["a", "b", "c"] {
        let urls = [dead.url("/"), lacking.url("/"), good.url("/")];
        let fetched =
            fetch(&fetcher, &FetchRequest::new(urls, directory.path().join(name))).expect("the third has it");
        assert_eq!(fetched.mirror, Some(2));
    }
    assert_eq!(dead.asked().len(), 1, "it is known to be out of order");
    assert_eq!(lacking.asked().len(), 3, "that it lacks one file says nothing of another");
}

#[test]
fn what_is_no_place_is_passed_over() {
    let server = Server::start(Tls::No, |_| Answer::ok("content"));
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    let junk = ["rsync://me:secret@a.test/", "http://", "nonsense", "http://me:secret@a.test:99999/"];
    let urls: Vec<String> = junk.iter().map(|&url| url.to_owned()).chain([server.url("/")]).collect();
    let fetched = fetch(&fetcher(&access()), &FetchRequest::new(urls, &path)).expect("the last has it");
    assert_eq!(fetched.mirror, Some(4));
    let error = fetch(&fetcher(&access()), &FetchRequest::new(junk, &path)).unwrap_err();
    assert!(matches!(reason(&error), FetchReason::Url { .. }));
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[test]
fn something_else_than_http_is_an_error() {
    let server = Server::start(Tls::No, |_| Answer::of(1));
    let directory = tempfile::tempdir().expect("a directory");
    let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
    let error = fetch(&fetcher(&access()), &request).unwrap_err();
    assert_eq!(error.code(), "network-protocol", "{error}");
}
