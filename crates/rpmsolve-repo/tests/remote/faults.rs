//! What a server, or somebody in between, may do wrong. Each is refused for what it is, and leaves the cache good: once it
//! is over everything works, and then offline too.

use rpmsolve_repo::{Load, Network};

use crate::server::{Answer, Asked, Length, Manner, Server, Tls};
use crate::world::{Fault, World, assert_is_good, changed, file, get, key, metadata};

const REPOMD: &str = "/repodata/repomd.xml";
const ASC: &str = "/repodata/repomd.xml.asc";
const HELLO: &str = "/hello-2.0-1.x86_64.rpm";
const LIBGREET: &str = "/libgreet-1.1-1.x86_64.rpm";

/// Answers otherwise to what ends so.
fn to(end: &'static str, answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Fault {
    Box::new(move |asked| asked.target.ends_with(end).then(|| answer(asked)))
}

/// Sends another file.
fn swapped(end: &'static str, path: String) -> Fault {
    to(end, move |asked| Answer::file(asked, &file(&path)))
}

/// Sends a file with a bit flipped in the middle.
fn damaged(end: &'static str, path: String) -> Fault {
    to(end, move |_| {
        let bytes = file(&path);
        let middle = bytes.len() / 2;
        Answer::ok(bytes).damaged(middle)
    })
}

/// One fault after another on the way from an empty cache to `hello`: what is told is of this kind.
#[test]
fn each_is_refused_for_what_it_is() {
    let primary = "primary.xml.gz";
    let now = |path: &str| format!("now{path}");
    let packed = format!("now/repodata/{}", metadata("now", "primary"));
    let hello = now("/Packages/hello-2.0-1.x86_64.rpm");
    let faults: Vec<(&str, Fault, &str)> = vec![
        // The table of contents, and its signature.
        ("repomd.xml with a bit flipped", damaged(REPOMD, now(REPOMD)), "signature-bad"),
        ("repomd.xml of another repository", swapped(REPOMD, format!("unsigned{REPOMD}")), "signature-bad"),
        (
            "repomd.xml cut off",
            to(REPOMD, |_| Answer::ok(&file("now/repodata/repomd.xml")[..300])),
            "signature-bad",
        ),
        ("a signature with a bit flipped", damaged(ASC, now(ASC)), "signature-bad"),
        ("the signature of another state", swapped(ASC, format!("before{ASC}")), "signature-bad"),
        (
            "a page instead of the signature",
            to(ASC, |_| Answer::ok("<html>log in</html>")),
            "signature-malformed",
        ),
        ("an empty signature", to(ASC, |_| Answer::ok("")), "signature-missing"),
        ("no signature where one is needed", to(ASC, |_| Answer::of(404)), "signature-missing"),
        (
            "a page instead of repomd.xml",
            to(REPOMD, |_| Answer::ok("<!DOCTYPE html><html>log in")),
            "web-page",
        ),
        ("no repomd.xml", to(REPOMD, |_| Answer::of(404)), "network-not-found"),
        ("nobody may", to(REPOMD, |_| Answer::of(403)), "network-status"),
        ("a server that is ill", to(REPOMD, |_| Answer::of(503)), "network-status"),
        (
            "repomd.xml without end",
            to(REPOMD, |_| Answer::ok(vec![b' '; 1 << 20]).length(Length::Unsaid).manner(Manner::Endless)),
            "network-too-large",
        ),
        // The metadata.
        ("primary with a bit flipped", damaged(primary, packed.clone()), "network-checksum"),
        (
            "primary of another state",
            swapped(primary, format!("before/repodata/{}", metadata("before", "primary"))),
            "network-size",
        ),
        (
            "primary cut off",
            to(primary, {
                let packed = packed.clone();
                move |_| Answer::ok(file(&packed)).manner(Manner::Truncated(100))
            }),
            "network-truncated",
        ),
        ("no primary", to(primary, |_| Answer::of(404)), "network-not-found"),
        ("a page instead of primary", to(primary, |_| Answer::ok("<html>log in</html>")), "network-size"),
        (
            "primary without end",
            to(primary, {
                let packed = packed.clone();
                move |_| Answer::ok(file(&packed)).length(Length::Unsaid).manner(Manner::Endless)
            }),
            "network-size",
        ),
        (
            "primary drop by drop",
            to(primary, {
                let packed = packed.clone();
                move |_| Answer::ok(file(&packed)).manner(Manner::Dripping)
            }),
            "network-too-slow",
        ),
        (
            "primary that stops",
            to(primary, move |_| Answer::ok(file(&packed)).manner(Manner::Stalled(100))),
            "network-timeout",
        ),
        (
            "a server that says nothing",
            to(primary, |_| Answer::of(200).manner(Manner::Silent)),
            "network-timeout",
        ),
        // Ways that lead elsewhere.
        ("a redirect to a file", to(primary, |_| Answer::redirect("file:///etc/passwd")), "network-redirect"),
        (
            "a redirect in circles",
            to(REPOMD, |asked| Answer::redirect(asked.target.clone())),
            "network-redirect",
        ),
        (
            "a redirect out of TLS",
            to(REPOMD, |_| Answer::redirect("http://127.0.0.1:1/repomd.xml")),
            "network-redirect",
        ),
        // The packages.
        ("a package with a bit flipped", damaged(HELLO, hello.clone()), "network-checksum"),
        (
            "another package in its place",
            swapped(HELLO, now("/Packages/hello-1.0-1.x86_64.rpm")),
            "network-size",
        ),
        (
            "another build of the package",
            swapped(HELLO, "unsigned/Packages/hello-2.0-1.x86_64.rpm".to_owned()),
            "network-checksum",
        ),
        (
            "a package cut off",
            to(LIBGREET, |_| {
                Answer::ok(file("now/Packages/libgreet-1.1-1.x86_64.rpm")).manner(Manner::Truncated(1000))
            }),
            "network-truncated",
        ),
        ("no such package", to(LIBGREET, |_| Answer::of(410)), "network-not-found"),
        (
            "a package without end",
            to(HELLO, {
                let hello = hello.clone();
                move |_| Answer::ok(file(&hello)).length(Length::Chunked).manner(Manner::Endless)
            }),
            "network-size",
        ),
        (
            "a wrong length",
            to(HELLO, move |_| Answer::ok(file(&hello)).length(Length::Wrong(10))),
            "network-size",
        ),
    ];
    assert!(faults.len() >= 25);
    let baseline = get(&World::new(Tls::Good).load("now")).expect("nothing is wrong");
    assert_eq!(baseline.len(), 2, "{baseline:?}");
    for (name, fault, code) in faults {
        let world = World::new(Tls::Good);
        let mut load = world.load("now");
        load.options.push(("repo_gpgcheck".to_owned(), "1".to_owned()));
        world.set(Some(fault));
        let error = get(&load).expect_err(name);
        assert_eq!(error.code(), code, "{name}: {error}");
        assert!(error.to_string().contains("127.0.0.1"), "{name}: it says where: {error}");
        assert_is_good(world.cache.path());
        assert_recovers(&world, &load, &baseline, name);
    }
}

/// Once nothing is wrong any more everything works, with what is in the cache, and then without the network.
fn assert_recovers(world: &World, load: &Load, baseline: &[String], name: &str) {
    world.set(None);
    assert_eq!(get(load).unwrap_or_else(|error| panic!("{name}: {error}")), baseline, "{name}");
    assert_is_good(world.cache.path());
    let before = world.server.connections();
    let network = Network { offline: true, ..load.network.clone() };
    let offline = Load { network, ..load.clone() };
    assert_eq!(get(&offline).unwrap_or_else(|error| panic!("{name}: {error}")), baseline, "{name}");
    assert_eq!(world.server.connections(), before, "{name}: offline is offline");
}

#[test]
fn packages_by_the_wrong_people() {
    for (repository, keys, code) in [
        ("unsigned", &["right"][..], "signature-missing"),
        ("other", &["right"], "key-missing"),
        ("expired", &["right", "expired"], "key-expired"),
    ] {
        let world = World::new(Tls::Good);
        let mut load = world.load(repository);
        load.network.keys = keys.iter().map(|name| key(name)).collect();
        let error = get(&load).expect_err(repository);
        assert_eq!(error.code(), code, "{repository}: {error}");
        assert!(error.to_string().contains("libgreet") || error.to_string().contains("hello"), "{error}");
        assert_is_good(world.cache.path());
        load.network.no_verify = true;
        let unchecked = get(&load).expect("it was asked for in so many words");
        assert!(unchecked.iter().all(|package| package.ends_with("by nobody")), "{unchecked:?}");
    }
}

#[test]
fn repositories_by_the_wrong_people() {
    for (repository, by, keys, code) in [
        ("other", "other", &["right"][..], "key-missing"),
        ("expired", "expired", &["right", "expired"], "key-expired"),
    ] {
        let world = World::new(Tls::Good);
        let signature = format!("{repository}/repodata/repomd.xml.by-{by}.asc");
        world.set(Some(swapped(ASC, signature)));
        let mut load = world.load(repository);
        load.network.keys = keys.iter().map(|name| key(name)).collect();
        let error = load.run().expect_err(repository);
        assert_eq!(error.code(), code, "{repository}: {error}");
    }
}

#[test]
fn an_old_state_is_not_replayed() {
    let world = World::new(Tls::Good);
    let load = world.load("now");
    let baseline = get(&load).expect("nothing is wrong");
    world.set(Some(Box::new(|asked| {
        let rest = asked.target.strip_prefix("/now")?;
        Some(Answer::ok(file(&format!("before{rest}"))))
    })));
    let refresh = Load { network: Network { refresh: true, ..load.network.clone() }, ..load.clone() };
    let error = get(&refresh).expect_err("it was newer before");
    assert_eq!(error.code(), "repository-older", "{error}");
    assert_eq!(get(&load).expect("what was seen is still good"), baseline);
    assert_recovers(&world, &load, &baseline, "an old state");
}

#[test]
fn a_signature_does_not_go_away() {
    let world = World::new(Tls::Good);
    let load = world.load("now");
    let baseline = get(&load).expect("nothing is wrong");
    let changed = String::from_utf8(file("now/repodata/repomd.xml")).expect("text") + "\n";
    world.set(Some(Box::new(move |asked| match asked.target.as_str() {
        "/now/repodata/repomd.xml" => Some(Answer::ok(changed.clone())),
        "/now/repodata/repomd.xml.asc" => Some(Answer::of(404)),
        _ => None,
    })));
    let refresh = Load { network: Network { refresh: true, ..load.network.clone() }, ..load.clone() };
    assert_eq!(get(&refresh).expect_err("it was signed").code(), "signature-gone");
    assert_recovers(&world, &load, &baseline, "no signature any more");
}

/// Metadata that nobody has signed, and that lead out of the repository.
#[test]
fn no_reference_leads_out() {
    let repomd = String::from_utf8(file("now/repodata/repomd.xml")).expect("text");
    let name = metadata("now", "primary");
    for href in [
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://127.0.0.1:1/x",
        "//127.0.0.1:1/x",
    ] {
        let world = World::new(Tls::Good);
        let changed = repomd.replace(&format!("repodata/{name}"), href);
        world.set(Some(to(REPOMD, move |_| Answer::ok(changed.clone()))));
        let mut load = world.load("now");
        load.network.no_verify = true;
        let error = load.run().expect_err(href);
        assert_eq!(error.code(), "path-escape", "{href}: {error}");
        assert_eq!(world.times("passwd"), 0);
    }
    // And of packages.
    for href in
        ["../../../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "%2e%2e/%2e%2e/%2e%2e/x"]
    {
        let world = World::new(Tls::Good);
        world.set(Some(changed(|primary| primary.replace("Packages/hello-2.0-1.x86_64.rpm", href))));
        let mut load = world.load("now");
        load.network.no_verify = true;
        assert_eq!(get(&load).expect_err(href).code(), "path-escape", "{href}");
    }
}

#[test]
fn servers_that_are_not_who_they_say() {
    let world = World::new(Tls::Expired);
    assert_eq!(world.load("now").run().expect_err("expired").code(), "network-certificate");
    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    load.options.retain(|(key, _)| key != "sslcacert");
    assert_eq!(load.run().expect_err("an authority that nobody knows").code(), "network-certificate");
    load.options.push(("sslverify".to_owned(), "0".to_owned()));
    load.run().expect("it was asked for in so many words");
}

#[test]
fn keys_are_not_believed_for_where_they_are_from() {
    let world = World::new(Tls::Good);
    let url = world.server.url("/keys/right.asc");
    let mut load = world.load("now");
    load.network.keys = vec![url];
    let error = load.run().expect_err("nobody has vouched for it");
    assert_eq!(error.code(), "key-not-trusted", "{error}");
    let fingerprint = error.to_string();
    let fingerprint =
        fingerprint.split(" (").next().and_then(|it| it.rsplit(' ').next()).expect("it is named");
    load.network.trusted = vec![fingerprint.parse().expect("a fingerprint")];
    assert_eq!(get(&load).expect("somebody has").len(), 2);
    load.network.keys = vec![world.server.url("/keys/other.asc")];
    assert_eq!(load.run().expect_err("another key").code(), "key-not-trusted");
    load.network.keys = Vec::new();
    assert_eq!(load.run().expect_err("no key").code(), "no-keys");
    load.options.push(("gpgcheck".to_owned(), "0".to_owned()));
    assert!(get(&load).expect("it was asked for in so many words")[0].ends_with("by nobody"));
    load.options.push(("r.repo_gpgcheck".to_owned(), "1".to_owned()));
    assert_eq!(load.run().expect_err("the repository needs one").code(), "no-keys");

    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    load.network.keys = vec![world.server.url("/keys/right.asc")];
    world.set(Some(to("right.asc", |_| Answer::ok("<html>log in</html>"))));
    assert_eq!(load.run().expect_err("a page").code(), "key-malformed");
}

/// A metalink names the states that mirrors may be in: one that is stale is passed over for one that is not.
#[test]
fn stale_mirrors_are_passed_over() {
    let now = file("now/repodata/repomd.xml");
    let world = World::new(Tls::Good);
    let stale = world.server.url("/before/repodata/repomd.xml");
    let good = world.server.url("/now/repodata/repomd.xml");
    let metalink = |urls: &[&str]| {
        let urls: String = urls.iter().map(|url| format!("<url protocol=\"https\">{url}</url>")).collect();
        format!(
            "<metalink><files><file name=\"repomd.xml\"><size>{}</size><verification><hash type=\"sha256\">{}</hash>\
             </verification><resources>{urls}</resources></file></files></metalink>",
            now.len(),
            rpmsolve::DigestAlgorithm::Sha256.hex(&now),
        )
    };
    let serve = |text: String| world.set(Some(to("/metalink", move |_| Answer::ok(text.clone()))));
    let file = world.cache.path().join("r.repo");
    std::fs::write(&file, format!("[r]\nmetalink={}\n", world.server.url("/metalink"))).expect("writable");
    let load = Load { repositories: Vec::new(), repo_files: vec![file], ..world.load("now") };
    serve(metalink(&[&stale]));
    assert_eq!(load.run().expect_err("the only one is stale").code(), "not-in-metalink");
    serve(metalink(&[&stale, &good]));
    assert_eq!(get(&load).expect("the other one is not").len(), 2);
    serve("<html>".to_owned());
    let refresh = Load { network: Network { refresh: true, ..load.network.clone() }, ..load };
    assert_eq!(refresh.run().expect_err("no metalink").code(), "web-page");
    serve(String::new());
    assert_eq!(refresh.run().expect_err("nothing in it").code(), "no-mirrors");
}

/// Of several places the first one that has a file counts, for each file anew.
#[test]
fn what_one_mirror_lacks_another_has() {
    let half = Server::start(Tls::Good, |asked| match asked.target.as_str() {
        "/repodata/repomd.xml" | "/repodata/repomd.xml.asc" => {
            Answer::ok(file(&format!("now{}", asked.target)))
        }
        _ => Answer::of(404),
    });
    let world = World::new(Tls::Good);
    let directory = tempfile::tempdir().expect("a directory");
    let list = directory.path().join("r.repo");
    let text = format!("[r]\nbaseurl={} {}\n", half.url("/"), world.server.url("/now"));
    std::fs::write(&list, text).expect("writable");
    let load = Load { repositories: Vec::new(), repo_files: vec![list], ..world.load("now") };
    assert_eq!(get(&load).expect("together they have everything").len(), 2);
    assert_eq!(world.times("repomd.xml"), 0, "the first one had it");
}
