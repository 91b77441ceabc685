//! Redirects, and who is told who one is on the way.

use rpmsolve_repo::{Access, Environment, FetchReason, FetchRequest, Fetcher};

use crate::server::{Answer, Server, Tls, testdata};
use crate::{access, fetch, fetcher, reason};

#[test]
fn redirects_are_followed_to_another_host() {
    let target = Server::start(Tls::No, |_| Answer::ok("content"));
    let to = target.url("/there?key=secret");
    let server = Server::start(Tls::No, move |asked| match asked.target.as_str() {
        "/a/from" => Answer { status: 307, ..Answer::redirect("../b") },
        _ => Answer { status: 301, ..Answer::redirect(to.clone()) },
    });
    let directory = tempfile::tempdir().expect("a directory");
    let request = FetchRequest::new([server.url("/a/from")], directory.path().join("file"));
    let fetched = fetch(&fetcher(&access()), &request).expect("a file");
    assert_eq!(fetched.url, Some(target.url("/there?...")), "what may be a key is not shown");
    assert_eq!(target.asked()[0].target, "/there?key=secret");
}

#[test]
fn redirects_that_lead_nowhere_good_are_refused() {
    let secure = Server::start(Tls::Good, |_| Answer::redirect("http://127.0.0.1:1/"));
    let server = Server::start(Tls::No, |asked| match asked.target.as_str() {
        "/file" => Answer::redirect("file:///etc/passwd"),
        "/ftp" => Answer::redirect("ftp://me:secret@a.test/"),
        "/loop" => Answer::redirect("/loop2"),
        "/loop2" => Answer::redirect("/loop"),
        "/self" => Answer::redirect("/self#again"),
        "/nowhere" => Answer::of(302),
        "/junk" => Answer::redirect("http://me:secret@["),
        longer => Answer::redirect(format!("{longer}x")),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let fetcher = fetcher(&Access { sslcacert: Some(testdata("ca.pem")), retries: Some(3), ..access() });
    for (url, expected) in [
        (server.url("/file"), "file:///etc/passwd: only http: and https: are followed"),
        (server.url("/ftp"), "ftp://a.test/: only http: and https: are followed"),
        (secure.url("/"), "http://127.0.0.1:1/: from https: to http: is not followed"),
        (server.url("/loop"), "/loop: that is where it came from"),
        (server.url("/self"), "/self: that is where it came from"),
        (server.url("/nowhere"), "nowhere: it does not say where to"),
        (server.url("/junk"), "http://[: that is no URL"),
        (server.url("/more"), "/morexxxxxxxxxxx: more than ten redirects are not followed"),
    ] {
        let request = FetchRequest::new([url.clone()], directory.path().join("file"));
        let error = fetch(&fetcher, &request).unwrap_err();
        assert!(matches!(reason(&error), FetchReason::Redirect { .. }), "{url}: {error}");
        assert_eq!(error.code(), "network-redirect");
        assert!(error.to_string().contains(expected), "{url}: {error}");
        assert!(!error.to_string().contains("tried"), "{url}: {error}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
}

#[test]
fn who_did_not_do_in_the_end_is_named() {
    let other = Server::start(Tls::No, |asked| {
        Answer::of(if asked.target == "/gone?key=secret" { 404 } else { 500 })
    });
    let to = other.url("");
    let server =
        Server::start(Tls::No, move |asked| Answer::redirect(format!("{to}{}?key=secret", asked.target)));
    let directory = tempfile::tempdir().expect("a directory");
    for (path, code, asked) in [("/gone", "network-not-found", 1), ("/ill", "network-status", 2)] {
        let request = FetchRequest::new([server.url(path)], directory.path().join("file"));
        let before = other.asked().len();
        let error = fetch(&fetcher(&Access { retries: Some(1), ..access() }), &request).expect_err(path);
        assert_eq!((error.code(), error.is_not_found()), (code, path == "/gone"), "{error}");
        let text = error.to_string();
        assert!(
            text.starts_with(&server.url(path)) && text.contains(&format!("(sent on to {}", other.url(path))),
            "{text}"
        );
        assert!(!text.contains("secret"), "{text}");
        assert_eq!(other.asked().len() - before, asked, "{path}");
    }
}

/// A server that wants a password, and one elsewhere that it redirects to.
fn pair(expected: &'static str) -> (Server, Server) {
    let other = Server::start(Tls::No, |_| Answer::ok("content"));
    let to = other.url("/elsewhere");
    let server = Server::start(Tls::No, move |asked| match asked.target.as_str() {
        _ if asked.header("authorization") != Some(expected) => Answer::of(401),
        "/away" => Answer::redirect(to.clone()),
        "/near" => Answer::redirect("/here"),
        _ => Answer::ok("content"),
    });
    (server, other)
}

#[test]
fn passwords_go_to_the_host_they_are_for_and_to_no_other() {
    // me:secret
    const BASIC: &str = "Basic bWU6c2VjcmV0";
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    let options = Access { username: Some("me".into()), password: Some("secret".into()), ..access() };
    let token = Access { token: Some("secret".into()), ..access() };
    let netrc =
        |text: &str| Environment { netrc: Some(("netrc".into(), text.to_owned())), ..Environment::default() };
    let none = Environment::default();
    let machine = netrc("machine 127.0.0.2 login you password x\nmachine 127.0.0.1 login me password secret");
    let by_default = netrc("default login me password secret");
    for (access, environment, userinfo, expected, netrc_goes_on) in [
        (&options, &none, "", BASIC, false),
        (&options, &machine, "you:other@", BASIC, true),
        (&token, &none, "", "Bearer secret", false),
        (&access(), &none, "me:secret@", BASIC, false),
        (&access(), &none, "m%65:secr%65t@", BASIC, false),
        (&access(), &machine, "", BASIC, true),
        (&access(), &by_default, "", BASIC, false),
    ] {
        let (server, other) = pair(expected);
        let fetcher = Fetcher::new(access, environment).expect("options in order");
        assert!(!format!("{fetcher:?} {access:?} {environment:?}").contains("secret"));
        for path_and_target in ["/plain", "/near", "/away"] {
            let url = server.url(path_and_target).replace("://", &format!("://{userinfo}"));
            let fetched = fetch(&fetcher, &FetchRequest::new([url], &path)).expect(path_and_target);
            let shown = fetched.url.expect("a server was asked");
            assert!(!shown.contains('@'), "{shown}");
        }
        // Here both are one machine, as netrc has it, on two ports.
        let sent = other.asked()[0].header("authorization").is_some();
        assert_eq!(sent, netrc_goes_on, "{expected} {userinfo}");
    }
}

#[test]
fn passwords_are_in_no_message() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(Tls::No, |asked| match asked.target.as_str() {
        "/401" => Answer::of(401),
        "/loop" => Answer::redirect("/loop"),
        _ => Answer::of(404),
    });
    let access = Access { username: Some("me".into()), password: Some("secret".into()), ..access() };
    for path in ["/401", "/loop", "/none"] {
        let url = server.url(path).replace("://", "://me:secret@");
        let error =
            fetch(&fetcher(&access), &FetchRequest::new([url], directory.path().join("file"))).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
}

#[test]
fn a_redirect_from_http_to_https_is_followed() {
    let secure = Server::start(Tls::Good, |_| Answer::ok("content"));
    let to = secure.url("/");
    let server = Server::start(Tls::No, move |_| Answer::redirect(to.clone()));
    let directory = tempfile::tempdir().expect("a directory");
    let access = Access { sslcacert: Some(testdata("ca.pem")), ..access() };
    fetch(&fetcher(&access), &FetchRequest::new([server.url("/")], directory.path().join("file")))
        .expect("a file");
    assert_eq!(secure.asked().len(), 1);
}
