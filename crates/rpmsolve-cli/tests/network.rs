//! Projects whose packages come over the network: locked, got, built without it; and processes that are killed on the way.

#[path = "../../rpmsolve-repo/tests/common/server.rs"]
#[expect(dead_code, reason = "an honest server is enough here")]
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use server::{Answer, Server, Tls};

fn signed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/signed").join(path)
}

/// A project whose packages come from a server.
struct World {
    server: Server,
    directory: tempfile::TempDir,
    /// Whether another build of hello is sent than the one that metadata name.
    is_swapped: Arc<AtomicBool>,
}

impl World {
    fn new() -> Self {
        let is_swapped: Arc<AtomicBool> = Arc::default();
        let swapped = Arc::clone(&is_swapped);
        let server = Server::start(Tls::Good, move |asked| {
            let mut path = format!("now{}", asked.target);
            if swapped.load(Ordering::Relaxed) && path.ends_with("hello-2.0-1.x86_64.rpm") {
                path = "now/Packages/hello-1.0-1.x86_64.rpm".to_owned();
            }
            fs::read(signed(&path)).map_or_else(|_| Answer::of(404), |content| Answer::file(asked, &content))
        });
        let directory = tempfile::tempdir().expect("a directory");
        let key = fs::read(signed("keys/right.asc")).expect("a key");
        fs::write(directory.path().join("right.asc"), key).expect("writable");
        let toml = "arches = [\"x86_64\", \"aarch64\"]\nruntime = \"provided.al2023\"\n\
                    [repositories.r]\nurl = \"URL\"\nkeys = [\"right.asc\"]\nrepo_gpgcheck = true\n\
                    [layers.greeting]\npackages = [\"hello\"]\n";
        let toml = toml.replace("URL", &server.url(""));
        fs::write(directory.path().join("rpmsolve.toml"), toml).expect("writable");
        Self { server, directory, is_swapped }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
        command.arg("--json").args(arguments).arg("--project").arg(self.directory.path());
        command.arg("--setopt").arg(format!("sslcacert={}", server::testdata("ca.pem").display()));
        command.args(["--setopt", "retries=1"]);
        command.env("RPMSOLVE_CACHE_DIR", self.path("cache")).env_remove("RPMSOLVE_OFFLINE");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {text} {}", String::from_utf8_lossy(&output.stderr));
        text
    }

    fn lock(&self) -> String {
        let text = fs::read_to_string(self.path("rpmsolve.lock")).expect("it is there");
        text.replace(&self.server.url(""), "URL")
    }

    fn layers(&self) -> Vec<Vec<u8>> {
        let layer =
            |arch: &str| fs::read(self.path(&format!("dist/greeting-{arch}.zip"))).expect("it is there");
        vec![layer("x86_64"), layer("aarch64")]
    }
}

#[test]
fn locked_got_and_built_without_the_network() {
    let world = World::new();
    world.done(&["lock"]);
    let lock = world.lock();
    assert_eq!(lock.matches("\nkey = ").count(), 4, "who has signed is locked: {lock}");
    world.done(&["sync", "--locked"]);
    let connections = world.server.connections();
    world.done(&["build", "--locked", "--offline"]);
    let layers = world.layers();
    world.done(&["lock", "--check", "--offline"]);
    world.done(&["build", "--frozen", "--offline"]);
    assert_eq!(world.server.connections(), connections, "offline is offline");
    assert_eq!(world.layers(), layers);

    // The same elsewhere, on another day, from nothing.
    let other = World::new();
    other.done(&["lock"]);
    let digest =
        |lock: &str| lock.lines().filter(|line| !line.starts_with("inputs")).collect::<Vec<_>>().join("\n");
    assert_eq!(digest(&other.lock()), digest(&lock));
    other.done(&["build", "--locked"]);
    assert_eq!(other.layers(), layers);

    // What is locked as a repository of its own.
    let vendored = world.path("vendored").display().to_string();
    let said = world.done(&["vendor", &vendored, "--offline", "--locked"]);
    assert_eq!(said.matches("\"nevra\"").count(), 4, "{said}");
    let resolved = Command::new(env!("CARGO_BIN_EXE_rpmsolve"))
        .args(["layer", "hello", "--arch", "x86_64", "--key"])
        .arg(signed("keys/right.asc"))
        .args(["--repo", &format!("r={vendored}"), "-o"])
        .arg(world.path("vendored.zip"))
        .output()
        .expect("it runs");
    assert!(resolved.status.success(), "{}", String::from_utf8_lossy(&resolved.stderr));
}

#[test]
fn what_is_not_what_is_locked() {
    let world = World::new();
    world.done(&["lock"]);
    fs::remove_dir_all(world.path("cache")).expect("removable");
    let missing = world.run(&["sync", "--locked", "--offline"]);
    assert_eq!(missing.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&missing.stdout).contains("\"offline\""));
    world.is_swapped.store(true, Ordering::Relaxed);
    let swapped = world.run(&["sync", "--locked"]);
    assert_eq!(swapped.status.code(), Some(3), "{}", String::from_utf8_lossy(&swapped.stderr));
    assert!(String::from_utf8_lossy(&swapped.stdout).contains("\"network-size\""));
    world.is_swapped.store(false, Ordering::Relaxed);
    world.done(&["sync", "--locked"]);

    // Somebody else has signed what is locked.
    let lock = fs::read_to_string(world.path("rpmsolve.lock")).expect("it is there");
    let start = lock.find("\nkey = \"").expect("there is one") + "\nkey = \"".len();
    let other = format!("{}{}{}", &lock[..start], "0".repeat(40), &lock[start + 40..]);
    fs::write(world.path("rpmsolve.lock"), other).expect("writable");
    let refused = world.run(&["sync", "--locked"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("\"locked-key\""));

    fs::write(world.path("right.asc"), fs::read(signed("keys/other.asc")).expect("a key")).expect("writable");
    let refused = world.run(&["lock", "--refresh"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("\"key-missing\""));
}

/// A lock names places; packages come from the project's own, and nobody else is told who asks for them.
#[test]
fn a_lock_leads_to_the_places_of_the_project() {
    let world = World::new();
    let ill = Server::start(Tls::Good, |_| Answer::of(503));
    world.done(&["lock"]);
    let lock = fs::read_to_string(world.path("rpmsolve.lock")).expect("it is there");
    let own = world.server.url("");
    let elsewhere =
        lock.replace(&format!("url = \"{own}/Packages"), &format!("url = \"{}/x/Packages", ill.url("")));
    assert_ne!(elsewhere, lock);
    fs::write(world.path("rpmsolve.lock"), elsewhere).expect("writable");
    fs::remove_dir_all(world.path("cache")).expect("removable");
    let told = ["--setopt", "username=me", "--setopt", "password=secret"];
    world.done(&[&["sync", "--locked"], &told[..]].concat());
    assert_eq!(ill.connections(), 0, "there was no need to");
    assert!(world.server.asked().iter().rev().take(4).all(|asked| asked.header("authorization").is_some()));

    // A mirror that is ill since does not matter; a package that nobody has is looked for where it was.
    let toml = fs::read_to_string(world.path("rpmsolve.toml")).expect("it is there");
    let mirrors = format!("[r]\nbaseurl={} {own}\ngpgkey=right.asc\n", ill.url("/gone"));
    fs::write(
        world.path("r.repo"),
        mirrors.replace("right.asc", &world.path("right.asc").display().to_string()),
    )
    .expect("writable");
    let url = format!("url = \"{own}\"\nkeys = [\"right.asc\"]\nrepo_gpgcheck = true\n");
    assert!(toml.contains(&url), "{toml}");
    fs::write(world.path("rpmsolve.toml"), toml.replace(&url, "repofile = \"r.repo\"\n")).expect("writable");
    fs::remove_dir_all(world.path("cache")).expect("removable");
    world.done(&["lock"]);
    let locked = fs::read_to_string(world.path("rpmsolve.lock")).expect("it is there");
    assert!(locked.contains(&format!("url = \"{}", ill.url("/gone"))), "the first one is written: {locked}");
    fs::remove_dir_all(world.path("cache")).expect("removable");
    world.done(&["sync", "--locked"]);
    assert!(ill.asked().iter().all(|asked| asked.header("authorization").is_none()));
}

/// What the image has is known without the repositories.
#[test]
fn a_base_needs_no_network() {
    let world = World::new();
    let image = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/projects/demo/image.xml");
    let toml = fs::read_to_string(world.path("rpmsolve.toml")).expect("it is there");
    let base = format!("base = [\"{}\"]", image.canonicalize().expect("it is there").display());
    fs::write(world.path("rpmsolve.toml"), toml.replace("runtime = \"provided.al2023\"", &base))
        .expect("writable");
    world.done(&["lock"]);
    fs::remove_dir_all(world.path("cache")).expect("removable");
    world.done(&["sync", "--frozen"]);
    world.done(&["build", "--frozen", "--offline"]);
    // A lock that has lost something is made anew only by who is asked to.
    let lock = fs::read_to_string(world.path("rpmsolve.lock")).expect("it is there");
    let half = lock.rfind("[[package").expect("there are some");
    fs::write(world.path("rpmsolve.lock"), &lock[..half]).expect("writable");
    for verb in [
        &["build", "--locked"][..],
        &["sync", "--frozen"],
        &["lock", "--check"],
        &["export", "--format", "rpms-lock"],
    ] {
        let mut arguments = verb.to_vec();
        if verb[0] == "export" {
            let mut export = Command::new(env!("CARGO_BIN_EXE_rpmsolve"));
            let output =
                export.args(["--json"]).args(verb).arg("--project").arg(world.directory.path()).output();
            assert!(String::from_utf8_lossy(&output.expect("it runs").stdout).contains("\"lock-damaged\""));
            continue;
        }
        arguments.push("--offline");
        let refused = world.run(&arguments);
        assert_eq!(refused.status.code(), Some(3), "{verb:?}");
        assert!(String::from_utf8_lossy(&refused.stdout).contains("\"lock-damaged\""), "{verb:?}");
    }
    world.done(&["lock"]);
    assert_eq!(fs::read_to_string(world.path("rpmsolve.lock")).expect("it is there"), lock);
}

/// How often a process is killed: more where somebody has the time (`RPMSOLVE_KILLS`).
fn kills() -> u64 {
    std::env::var("RPMSOLVE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(40)
}

/// Killed at any moment while it locks, fetches and writes: the next run works without help, and says the same.
#[test]
fn killed_at_any_moment() {
    let world = World::new();
    let start = std::time::Instant::now();
    world.done(&["lock"]);
    world.done(&["build", "--locked"]);
    let whole = start.elapsed();
    let (lock, layers) = (world.lock(), world.layers());
    let kills = kills();
    for number in 0..kills {
        // What there is to begin with is something else each time.
        for (name, of) in
            [("cache/packages", 2), ("cache/metadata", 3), ("cache/repositories", 5), ("rpmsolve.lock", 7)]
        {
            let path = world.path(name);
            if number % of == 0 && path.exists() {
                let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                removed.expect("removable");
            }
        }
        let verb: &[&str] = if number % 4 == 3 { &["build"] } else { &["lock", "--refresh"] };
        let mut command = world.command(verb);
        let mut killed = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        std::thread::sleep(whole.mul_f64(number as f64 / kills as f64).min(Duration::from_secs(2)));
        killed.kill().expect("it is ours");
        killed.wait().expect("it is ours");
        if number % 4 == 0 {
            world.done(&["lock"]);
            assert_eq!(world.lock(), lock, "after {number}");
        }
    }
    world.done(&["lock"]);
    world.done(&["build", "--locked"]);
    assert_eq!((world.lock(), world.layers()), (lock, layers));
}

/// A disk that is full after so many blocks of 512 bytes for each file: what cannot be written is told, what is there is
/// whole, and with room again everything works.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_half() {
    let world = World::new();
    world.done(&["lock"]);
    world.done(&["build", "--locked"]);
    let (lock, layers) = (world.lock(), world.layers());
    let mut codes = Vec::new();
    for blocks in [0, 1, 2, 4, 8, 16, 32, 64] {
        for made in ["cache", "dist"] {
            fs::remove_dir_all(world.path(made)).expect("removable");
        }
        fs::remove_file(world.path("rpmsolve.lock")).expect("removable");
        for verb in ["lock", "build"] {
            let command = world.command(&[verb]);
            let mut limited = Command::new("sh");
            limited.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", &blocks.to_string()]);
            limited.arg(command.get_program()).args(command.get_args());
            limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let output = limited.output().expect("it runs");
            codes.push(output.status.code());
            if !output.status.success() {
                let told = String::from_utf8_lossy(&output.stderr);
                assert!(told.contains("File too large"), "{blocks} blocks, {verb}: {told}");
            }
        }
        if world.path("rpmsolve.lock").exists() {
            assert_eq!(world.lock(), lock, "{blocks} blocks");
        }
        for (name, whole) in ["x86_64", "aarch64"].into_iter().zip(&layers) {
            if let Ok(layer) = fs::read(world.path(&format!("dist/greeting-{name}.zip"))) {
                assert_eq!(&layer, whole, "{blocks} blocks");
            }
        }
        world.done(&["lock"]);
        world.done(&["build", "--locked"]);
        assert_eq!((world.lock(), world.layers()), (lock.clone(), layers.clone()), "after {blocks} blocks");
    }
    assert_eq!((codes[0], codes.last()), (Some(3), Some(&Some(0))), "{codes:?}");
}
