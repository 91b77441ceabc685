//! What a server did wrong once, or does no more, does no harm later; and what is told to whom.

use std::fs;

use rpmsolve::DigestAlgorithm;
use rpmsolve_repo::{Fingerprint, Keyring, Load, Network};

use crate::server::{Answer, Server, Tls};
use crate::world::{Fault, World, assert_is_good, changed, file, get, key};

/// Answers otherwise to what ends so.
fn to(end: &'static str, answer: impl Fn() -> Answer + Send + Sync + 'static) -> Option<Fault> {
    Some(Box::new(move |asked| asked.target.ends_with(end).then(&answer)))
}

fn option(key: &str, value: &str) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

fn refreshed(load: &Load) -> Load {
    Load { network: Network { refresh: true, ..load.network.clone() }, ..load.clone() }
}

fn fingerprint(name: &str) -> Fingerprint {
    let mut keyring = Keyring::new();
    keyring.add(&fs::read(key(name)).expect("it is there"), name).expect("a key")[0]
}

/// Who may be missing may be so altogether.
#[test]
fn a_repository_may_be_missing_in_part() {
    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    load.options.push(option("skip_if_unavailable", "1"));
    world.set(to("primary.xml.gz", || Answer::of(404)));
    let loaded = load.run().expect("it may be missing");
    assert!(
        loaded.sources.is_empty() && loaded.warnings[0].starts_with("r: left out"),
        "{:?}",
        loaded.warnings
    );
    world.set(None);
    assert_eq!(get(&load).expect("it is there").len(), 2);
}

/// By its signature alone a package may be another of the same signer: an older one, or one for another machine.
#[test]
fn a_good_signature_is_not_enough() {
    let of = |name: &str| {
        let bytes = file(&format!("now/Packages/{name}.rpm"));
        (DigestAlgorithm::Sha256.hex(&bytes), format!("package=\"{}\"", bytes.len()))
    };
    for other in ["hello-1.0-1.x86_64", "hello-2.0-1.aarch64", "libgreet-1.1-1.x86_64"] {
        let world = World::new(Tls::Good);
        let ((digest, size), (other_digest, other_size)) = (of("hello-2.0-1.x86_64"), of(other));
        world.set(Some(changed(|primary| {
            let of_other = |text: &str| {
                text.replace(&digest, &other_digest)
                    .replace(&size, &other_size)
                    .replace("hello-2.0-1.x86_64.rpm", &format!("{other}.rpm"))
            };
            let parts: Vec<String> = primary
                .split_inclusive("</package>")
                .map(|part| if part.contains(&digest) { of_other(part) } else { part.to_owned() })
                .collect();
            parts.concat()
        })));
        let error = get(&world.load("now")).expect_err(other);
        assert_eq!(error.code(), "other-package", "{error}");
        assert!(error.to_string().contains("hello-0:2.0-1.x86_64"), "{error}");
        assert_is_good(world.cache.path());
    }
}

#[test]
fn what_failed_once_is_not_remembered() {
    let primary = "primary.xml.gz";
    let page = || Answer::ok("<repomd><revision>1</revision></repomd>");
    for (fault, code) in [
        (to(primary, || Answer::of(404)), "network-not-found"),
        (to(primary, || Answer::ok("other")), "network-size"),
        (
            Some(Box::new(move |asked: &crate::server::Asked| match &asked.target {
                target if target.ends_with("repomd.xml") => Some(page()),
                target if target.ends_with(".asc") => Some(Answer::of(404)),
                _ => None,
            }) as Fault),
            "no-primary",
        ),
    ] {
        let world = World::new(Tls::Good);
        let load = world.load("now");
        world.set(fault);
        let error = get(&load).expect_err(code);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains("127.0.0.1"), "{error}");
        world.set(None);
        assert_eq!(get(&load).expect("it is over").len(), 2, "{code}");
    }
}

/// What is kept says that a file is there; the server has another state by now, and only that one's files.
#[test]
fn who_has_changed_since_is_asked_again() {
    let world = World::new(Tls::Good);
    world.set(Some(Box::new(|asked| {
        let rest = asked.target.strip_prefix("/now/repodata")?;
        Some(Answer::file(asked, &file(&format!("before/repodata{rest}"))))
    })));
    let load = world.load("now");
    assert_eq!(load.run().expect("nothing is wrong").pool.named("hello").count(), 1);
    world.set(None);
    let load = Load { paths: vec!["/usr/share/hello/banner.txt".to_owned()], ..load };
    let loaded = load.run().expect("it is asked again");
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    assert!(loaded.pool.named("hello").any(|hello| hello.nevra().contains("-0:2.0-")));
    // What is left of it cannot be made up for; why is told.
    world.set(to(".rpm", || Answer::of(404)));
    let error = get(&load).expect_err("its packages are gone");
    assert_eq!(error.code(), "network-not-found");
    assert!(error.to_string().contains("--refresh"), "{error}");
}

#[test]
fn keys_that_were_no_keys_are_asked_for_again() {
    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    load.network.keys = vec![world.server.url("/keys/right.asc")];
    load.network.trusted = vec![fingerprint("right")];
    world.set(to("right.asc", || Answer::ok("<html>log in</html>")));
    assert_eq!(get(&load).expect_err("a page").code(), "key-malformed");
    world.set(to("right.asc", || Answer::ok(file("keys/other.asc"))));
    assert_eq!(get(&load).expect_err("another key").code(), "key-not-trusted");
    world.set(None);
    let baseline = get(&load).expect("it is over");
    let asked = world.times("right.asc");
    // Damaged where it lies.
    let kept = fs::read_dir(world.cache.path().join("keys"))
        .expect("there")
        .next()
        .expect("one")
        .expect("readable")
        .path();
    let mut bytes = fs::read(&kept).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&kept, bytes).expect("writable");
    assert_eq!(get(&refreshed(&load)).expect("it is got again"), baseline);
    assert_eq!(world.times("right.asc"), asked + 1);
    assert_eq!(get(&load).expect("it is kept"), baseline);
    assert_eq!(world.times("right.asc"), asked + 1);
}

/// A file may have keys that nobody vouches for beside one that somebody does; it is kept all the same.
#[test]
fn one_good_key_of_several_is_enough() {
    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    load.network.keys = vec![world.server.url("/keys/both.asc")];
    load.network.trusted = vec![fingerprint("right")];
    world.set(to("both.asc", || Answer::ok([file("keys/other.asc"), file("keys/right.asc")].concat())));
    let baseline = get(&load).expect("one of them is the right one");
    assert_eq!(get(&load).expect("they are kept"), baseline);
    assert_eq!(world.times("both.asc"), 1);
    load.network.offline = true;
    assert_eq!(get(&load).expect("they are kept"), baseline);
    load.network.trusted = vec![fingerprint("expired")];
    assert_eq!(get(&load).expect_err("nobody vouches for them").code(), "key-not-trusted");
}

#[test]
fn a_new_key_is_noticed() {
    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    load.network.keys = vec![world.server.url("/keys/right.asc")];
    load.network.trusted = vec![fingerprint("right"), fingerprint("other")];
    world.set(to("right.asc", || Answer::ok(file("keys/other.asc"))));
    assert_eq!(get(&load).expect_err("it has not signed").code(), "key-missing");
    world.set(None);
    assert_eq!(get(&load).expect("by now it is the right one").len(), 2);
}

#[test]
fn nobody_waits_for_a_mirror_that_is_ill() {
    let ill = Server::start(Tls::Good, |_| Answer::of(503));
    let world = World::new(Tls::Good);
    let list = world.cache.path().join("r.repo");
    let mirrors = world.cache.path().join("mirrors");
    let text = format!("[r]\nmirrorlist=file://{}\n", mirrors.display());
    fs::write(&list, text).expect("writable");
    // Lists also name places for other programs.
    let places = format!("\u{feff}{}\nrsync://127.0.0.1/r\n{}\n", ill.url("/"), world.server.url("/now"));
    fs::write(&mirrors, places).expect("writable");
    let mut load = Load { repositories: Vec::new(), repo_files: vec![list], ..world.load("now") };
    load.options.push(option("retries", "5"));
    assert_eq!(get(&load).expect("the other one is well").len(), 2);
    let repomd = ill.asked().iter().filter(|asked| asked.target.ends_with("repomd.xml")).count();
    assert_eq!(repomd, 1, "it is not asked twice while there is another");
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    load.repositories.push(format!("other={}", world.server.url("/other")));
    load.network.offline = true;
    let error = load.run().expect_err("nothing is kept");
    assert_eq!(error.code(), "offline");
    let text = error.to_string();
    assert!(text.contains("repomd.xml of r (") && text.contains("repomd.xml of other ("), "{text}");
}

/// Storage services forbid what they do not have.
#[test]
fn forbidden_may_mean_that_there_is_none() {
    let world = World::new(Tls::Good);
    let mut load = world.load("now");
    world.set(to(".asc", || Answer::of(403)));
    assert_eq!(get(&load).expect("none is needed").len(), 2);
    load.options.push(option("repo_gpgcheck", "1"));
    assert_eq!(get(&refreshed(&load)).expect_err("one is").code(), "signature-missing");
    world.set(None);
    assert_eq!(get(&refreshed(&load)).expect("it is there").len(), 2);
    load.options.retain(|(key, _)| key != "repo_gpgcheck");
    world.set(to(".asc", || Answer::of(403)));
    assert_eq!(get(&refreshed(&load)).expect("it has not changed").len(), 2);
}

/// Who asks is told to the repository's own servers, not to those where a key or a package lies.
#[test]
fn passwords_are_for_their_server_alone() {
    let elsewhere = Server::start(Tls::Good, |asked| match &asked.target {
        target if target.ends_with(".asc") => Answer::ok(file("keys/right.asc")),
        target => Answer::file(asked, &file(&format!("now{target}"))),
    });
    let base = elsewhere.url("");
    let world = World::new(Tls::Good);
    world.set(Some(changed(|primary| {
        primary.replace("<location ", &format!("<location xml:base=\"{base}\" "))
    })));
    let mut load = world.load("now");
    load.options.extend([option("username", "me"), option("password", "secret")]);
    load.network.keys = vec![elsewhere.url("/right.asc")];
    load.network.trusted = vec![fingerprint("right")];
    assert_eq!(get(&load).expect("it is all there").len(), 2);
    assert!(world.server.asked().iter().all(|asked| asked.header("authorization").is_some()));
    let asked = elsewhere.asked();
    assert!(asked.len() >= 3, "{asked:?}");
    assert!(asked.iter().all(|asked| asked.header("authorization").is_none()), "{asked:?}");

    // Nor are they told to who reads a message.
    load.network.keys = vec![elsewhere.url("/right.asc").replace("://", "://me:secret@")];
    load.network.trusted = Vec::new();
    let error = get(&refreshed(&load)).expect_err("nobody has vouched for it");
    assert_eq!(error.code(), "key-not-trusted");
    assert!(!error.to_string().contains("secret"), "{error}");
}

/// What was seen of a repository is known even if its repomd.xml is damaged where it lies.
#[test]
fn damage_brings_no_old_state_back() {
    let world = World::new(Tls::Good);
    let load = world.load("now");
    let baseline = get(&load).expect("nothing is wrong");
    for entry in fs::read_dir(world.cache.path().join("metadata")).expect("it is there") {
        let path = entry.expect("readable").path();
        if path.display().to_string().ends_with("-repomd") {
            fs::write(&path, "damaged").expect("writable");
        }
    }
    world.set(Some(Box::new(|asked| {
        let rest = asked.target.strip_prefix("/now")?;
        let is_signature = rest.ends_with(".asc");
        Some(if is_signature { Answer::of(404) } else { Answer::ok(file(&format!("before{rest}"))) })
    })));
    assert_eq!(get(&load).expect_err("it was signed").code(), "signature-gone");
    world.set(Some(Box::new(|asked| {
        let rest = asked.target.strip_prefix("/now")?;
        Some(Answer::ok(file(&format!("before{rest}"))))
    })));
    assert_eq!(get(&load).expect_err("it was newer").code(), "repository-older");
    world.set(None);
    assert_eq!(get(&load).expect("it is over"), baseline);
}

/// As the distributions' own .repo files have it.
#[test]
fn a_key_in_a_file_is_believed_however_the_file_is_named() {
    let world = World::new(Tls::Good);
    let list = world.cache.path().join("r.repo");
    let key = fs::canonicalize(key("right")).expect("it is there");
    let text = format!("[r]\nbaseurl={}\ngpgkey=file://{}\n", world.server.url("/now"), key.display());
    fs::write(&list, text).expect("writable");
    let mut load = Load { repositories: Vec::new(), repo_files: vec![list], ..world.load("now") };
    load.network.keys = Vec::new();
    assert_eq!(get(&load).expect("it is believed").len(), 2);
}
