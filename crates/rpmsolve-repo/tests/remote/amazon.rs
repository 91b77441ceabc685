//! Servers that look like Amazon's: mirror lists that name directories by their digests, packages in one place far above
//! the repositories, and variables in lists.

use rpmsolve_repo::Load;

use crate::server::{Answer, Tls};
use crate::world::{World, assert_is_good, file, get};

const GUID: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";
const CANONICAL: &str = "https://cdn.amazonlinux.com";

/// A server with Amazon Linux 2023 and 2. Its lists name Amazon's own host, as recorded ones do.
fn world() -> World {
    let world = World::new(Tls::Good);
    world.set(Some(Box::new(|asked| {
        let target = asked.target.as_str();
        if let Some((_, name)) = target.split_once("/blobstore/5e1f/") {
            return Some(Answer::file(asked, &file(&format!("now/Packages/{name}"))));
        }
        if let Some((_, rest)) =
            target.split_once(&format!("{GUID}/x86_64/")).or(target.split_once(&format!("x86_64/{GUID}/")))
        {
            return Some(Answer::file(asked, &file(&format!("amazon/{rest}"))));
        }
        Some(match target {
            "/al2023/core/mirrors/latest/x86_64/mirror.list"
            | "/al2023/core/mirrors/2023.9.20251110/x86_64/mirror.list" => {
                Answer::ok(format!("{CANONICAL}/al2023/core/guids/{GUID}/x86_64/\n"))
            }
            "/2/core/latest/x86_64/mirror.list" => {
                Answer::ok(format!("{CANONICAL}/2/core/2.0/$basearch/{GUID}\n"))
            }
            "/2/extras/greetings/stable/x86_64/mirror.list" => {
                Answer::ok(format!("{CANONICAL}/2/extras/greetings/1.0/$basearch/{GUID}\n"))
            }
            "/2/extras-catalog.json" => {
                Answer::ok(r#"{"version":1,"topics":[{"n":"greetings","inst":["hello"]},{"n":"nginx1"}]}"#)
            }
            _ => Answer::of(404),
        })
    })));
    world
}

fn load(world: &World, preset: &str) -> Load {
    let mut load = world.load("");
    load.repositories = vec![preset.to_owned()];
    load.network.amazon_linux = Some(world.server.url(""));
    load
}

#[test]
fn all_presets_from_end_to_end() {
    for (preset, ids) in [
        ("al2023", &["amazonlinux"][..]),
        ("al2023@2023.9.20251110", &["amazonlinux"]),
        ("core=al2023", &["core"]),
        ("al2", &["amzn2-core"]),
        ("al2+extras:greetings", &["amzn2-core", "amzn2extra-greetings"]),
    ] {
        let world = world();
        let load = load(&world, preset);
        let got = get(&load).unwrap_or_else(|error| panic!("{preset}: {error}"));
        assert_eq!(got.len(), 2, "{preset}: {got:?}");
        assert!(!got[0].ends_with("nobody"), "{got:?}");
        let loaded = load.run().expect("it is kept");
        assert_eq!(loaded.sources.iter().map(|source| source.id()).collect::<Vec<_>>(), ids, "{preset}");
        let hello =
            loaded.pool.named("hello").find(|package| package.arch() == "x86_64").expect("it is there");
        let url = loaded.url_of(hello).expect("no base").expect("inside");
        assert!(url.contains("/blobstore/5e1f/hello-"), "{url}");
        assert!(!url.contains(".."), "{url}");
        assert_is_good(world.cache.path());
        let mut offline = load.clone();
        offline.network.offline = true;
        assert_eq!(get(&offline).expect("everything is kept"), got, "{preset}");
    }
}

#[test]
fn what_amazon_does_not_have() {
    let world = world();
    let error = load(&world, "al2+extras:greeting").run().expect_err("there is no such topic");
    assert_eq!(error.code(), "unknown-topic");
    assert!(error.to_string().ends_with("there are greetings, nginx1"), "{error}");
    let error = load(&world, "al2023@2023.9.20990101").run().expect_err("not yet");
    assert_eq!(error.code(), "network-not-found");
    assert_eq!(load(&world, "al2+nginx1").run().expect_err("not like this").code(), "unknown-preset");
}

/// Without a key of one's own the built-in ones count, and these have not signed what is here.
#[test]
fn the_keys_of_amazon_are_known() {
    let world = world();
    let mut load = load(&world, "al2023");
    load.network.keys = Vec::new();
    assert_eq!(load.run().expect_err("somebody else has signed it").code(), "key-missing");
    load.repositories = vec!["al2".to_owned()];
    assert_eq!(load.run().expect_err("of this one there is only a fingerprint").code(), "no-keys");
}
