//! Servers that send too much, too slowly, or nothing: nobody waits longer than the options say, and whoever gives up
//! does not wait at all.

use std::thread;
use std::time::Duration;

use rpmsolve_repo::{Access, Cancel, FetchReason, FetchRequest};

use crate::server::{Answer, Length, Manner, Server, Tls};
use crate::{access, content, fetch, fetcher, names, reason, request};

/// As little as a loaded machine still answers in.
fn impatient() -> Access {
    Access { timeout: Duration::from_millis(500), ..access() }
}

#[test]
fn a_body_without_end_ends_at_the_limit() {
    for (length, manner) in [(Length::Unsaid, Manner::Endless), (Length::Chunked, Manner::Endless)] {
        let server =
            Server::start(Tls::No, move |_| Answer::ok(content(10_000)).length(length).manner(manner));
        let directory = tempfile::tempdir().expect("a directory");
        let request = FetchRequest {
            limit_bytes: 1 << 20,
            ..FetchRequest::new([server.url("/")], directory.path().join("file"))
        };
        let error = fetch(&fetcher(&access()), &request).unwrap_err();
        assert!(matches!(reason(&error), FetchReason::TooLarge { limit_bytes: 1_048_576 }), "{error}");
        assert_eq!(names(directory.path()), [""; 0], "nothing is left");
    }
}

#[test]
fn a_length_beyond_the_limit_is_refused_before_anything_is_read() {
    let server = Server::start(Tls::No, |_| {
        Answer::ok(b"x").length(Length::Wrong(1 << 40)).manner(Manner::Stalled(1))
    });
    let directory = tempfile::tempdir().expect("a directory");
    let error = fetch(&fetcher(&access()), &FetchRequest::new([server.url("/")], directory.path().join("f")))
        .unwrap_err();
    assert_eq!(error.code(), "network-too-large");
}

#[test]
fn silence_is_not_waited_for_longer_than_the_timeout() {
    for tls in [Tls::No, Tls::Good] {
        for (manner, phase) in [
            (Manner::Silent, "an answer"),
            (Manner::EndlessHead, "an answer"),
            (Manner::Stalled(100), "more of it"),
        ] {
            let server = Server::start(tls, move |_| Answer::ok(content(1000)).manner(manner));
            let directory = tempfile::tempdir().expect("a directory");
            let access = Access { sslcacert: Some(crate::server::testdata("ca.pem")), ..impatient() };
            let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
            let error = fetch(&fetcher(&access), &request).unwrap_err();
            match reason(&error) {
                FetchReason::Timeout { phase: got, .. } => assert_eq!(*got, phase),
                other => panic!("{manner:?}: {other}"),
            }
        }
    }
}

#[test]
fn a_server_that_drips_is_too_slow() {
    let server = Server::start(Tls::No, |_| Answer::ok(content(1000)).manner(Manner::Dripping));
    let directory = tempfile::tempdir().expect("a directory");
    let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
    let error = fetch(&fetcher(&impatient()), &request).unwrap_err();
    assert!(matches!(reason(&error), FetchReason::TooSlow { minrate_bytes: 1000, .. }), "{error}");
    // Who asks for no speed gets it in the end.
    let server = Server::start(Tls::No, |_| Answer::ok(content(40)).manner(Manner::Dripping));
    let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
    fetch(&fetcher(&Access { minrate_bytes: 0, ..impatient() }), &request).expect("40 bytes");
}

#[test]
fn a_head_that_is_too_long_is_refused() {
    let server = Server::start(Tls::No, |_| Answer::ok("content").with("X-Long", "x".repeat(100_000)));
    let directory = tempfile::tempdir().expect("a directory");
    let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
    let error = fetch(&fetcher(&access()), &request).unwrap_err();
    assert_eq!(error.code(), "network-protocol", "{error}");
}

/// The options say ten minutes: if giving up did not end it, the test would not end.
#[test]
fn giving_up_ends_whatever_is_waited_for() {
    for (tls, manner) in [
        (Tls::No, Manner::Silent),
        (Tls::No, Manner::EndlessHead),
        (Tls::No, Manner::Stalled(100)),
        (Tls::No, Manner::Dripping),
        (Tls::Good, Manner::Silent),
        (Tls::Good, Manner::Stalled(100)),
    ] {
        let server = Server::start(tls, move |_| Answer::ok(content(100_000)).manner(manner));
        let directory = tempfile::tempdir().expect("a directory");
        let access = Access { sslcacert: Some(crate::server::testdata("ca.pem")), ..access() };
        let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
        let (fetcher, cancel) = (fetcher(&access), Cancel::new());
        thread::scope(|scope| {
            let fetch = scope.spawn(|| fetcher.fetch(&request, &cancel, &|_| {}));
            while server.asked().is_empty() {
                thread::yield_now();
            }
            cancel.cancel();
            let error = fetch.join().expect("no panic").unwrap_err();
            assert!(error.is_cancelled(), "{manner:?}: {error}");
            assert_eq!(error.code(), "network-cancelled");
        });
        assert_eq!(names(directory.path()), [""; 0], "nothing is left");
    }
}

#[test]
fn giving_up_ends_the_pause_before_the_next_try() {
    let server = Server::start(Tls::No, |_| Answer::of(503).with("Retry-After", "500"));
    let directory = tempfile::tempdir().expect("a directory");
    let request = FetchRequest::new([server.url("/")], directory.path().join("file"));
    let (fetcher, cancel) = (fetcher(&Access { retries: None, ..access() }), Cancel::new());
    thread::scope(|scope| {
        let fetch = scope.spawn(|| fetcher.fetch(&request, &cancel, &|_| {}));
        while server.asked().is_empty() {
            thread::yield_now();
        }
        cancel.cancel();
        assert!(fetch.join().expect("no panic").unwrap_err().is_cancelled());
    });
    assert!(fetcher.fetch(&request, &cancel, &|_| {}).unwrap_err().is_cancelled(), "and it stays given up");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn what_giving_up_leaves_is_gone_on_with() {
    let content = content(300_000);
    let shared = content.clone();
    let server = Server::start(Tls::No, move |asked| match asked.times {
        0 => Answer::file(asked, &shared).manner(Manner::Stalled(200_000)),
        _ => Answer::file(asked, &shared),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let request = request(&[server.url("/")], &directory.path().join("file"), &content);
    let (fetcher, cancel) = (fetcher(&access()), Cancel::new());
    let progress = |progress: rpmsolve_repo::FetchProgress| {
        if progress.done_bytes == 200_000 {
            cancel.cancel();
        }
    };
    assert!(fetcher.fetch(&request, &cancel, &progress).unwrap_err().is_cancelled());
    assert_eq!(names(directory.path()), [".part-file"]);
    fetch(&fetcher, &request).expect("the rest");
    assert_eq!(server.asked()[1].range(), Some(200_000));
    assert_eq!(std::fs::read(&request.path).expect("a file"), content);
}
