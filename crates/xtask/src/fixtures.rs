//! Makes testdata/repos/demo from the sources in testdata/demo: real packages by rpmbuild, metadata by createrepo_c.
//! The same sources and compilers give the same bytes.

use std::fs;
use std::path::Path;

use crate::shell::{command, has, need, output, root};

/// The time that everything in the fixtures has: 2024-01-01.
const SOURCE_DATE_EPOCH: &str = "1704067200";

struct Fixture {
    spec: &'static str,
    version: &'static str,
    /// The libgreet that this version of hello needs.
    libgreet: &'static str,
    /// Every compressor once: readers must know them all.
    payload: &'static str,
    is_native: bool,
}

const FIXTURES: [Fixture; 7] = [
    Fixture { spec: "libgreet", version: "1.0", libgreet: "0", payload: "w9.gzdio", is_native: true },
    Fixture { spec: "libgreet", version: "1.1", libgreet: "0", payload: "w6.xzdio", is_native: true },
    Fixture { spec: "hello", version: "1.0", libgreet: "1.0", payload: "w9.bzdio", is_native: true },
    Fixture { spec: "hello", version: "2.0", libgreet: "1.1", payload: "w19.zstdio", is_native: true },
    Fixture { spec: "hello-script", version: "1.0", libgreet: "0", payload: "w9.gzdio", is_native: false },
    Fixture { spec: "hello-rival", version: "1.0", libgreet: "0", payload: "w6.xzdio", is_native: false },
    Fixture { spec: "hello-broken", version: "1.0", libgreet: "0", payload: "w19.zstdio", is_native: false },
];

pub(crate) fn run() -> Result<(), String> {
    need(&[
        ("rpmbuild", "rpm"),
        ("createrepo_c", "createrepo-c"),
        ("gcc", "gcc"),
        ("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu libc6-dev-arm64-cross"),
    ])?;
    let repository = root().join("testdata/repos/demo");
    if repository.exists() {
        fs::remove_dir_all(&repository).map_err(|error| format!("{}: {error}", repository.display()))?;
    }
    let packages = repository.join("Packages");
    fs::create_dir_all(&packages).map_err(|error| format!("{}: {error}", packages.display()))?;
    let work = root().join("target/fixtures");
    for fixture in &FIXTURES {
        for (arch, compiler) in [("x86_64", native_compiler()), ("aarch64", "aarch64-linux-gnu-gcc")] {
            if fixture.is_native || arch == "x86_64" {
                build(fixture, arch, compiler, &work, &packages)?;
            }
        }
    }
    // Metadata record when each file was written.
    let mut touch = command("touch");
    touch.arg("-d").arg(format!("@{SOURCE_DATE_EPOCH}")).arg("-c");
    for entry in fs::read_dir(&packages).map_err(|error| format!("{}: {error}", packages.display()))? {
        touch.arg(entry.map_err(|error| error.to_string())?.path());
    }
    output(&mut touch)?;
    output(
        command("createrepo_c")
            .env("SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH)
            .args(["--quiet", "--no-database", "--general-compress-type=gz", "--set-timestamp-to-revision"])
            .args(["--revision", SOURCE_DATE_EPOCH])
            .arg(&repository),
    )?;
    println!("{} is made", repository.display());
    Ok(())
}

fn native_compiler() -> &'static str {
    if has("x86_64-linux-gnu-gcc") { "x86_64-linux-gnu-gcc" } else { "gcc" }
}

fn build(fixture: &Fixture, arch: &str, compiler: &str, work: &Path, packages: &Path) -> Result<(), String> {
    let demo = root().join("testdata/demo");
    let mut rpmbuild = command("rpmbuild");
    rpmbuild.env("SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH).args(["-bb", "--quiet", "--target", arch]);
    let definitions = [
        ("_topdir", work.display().to_string()),
        ("_rpmdir", packages.display().to_string()),
        ("_rpmfilename", "%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm".to_owned()),
        ("_binary_payload", fixture.payload.to_owned()),
        ("_buildhost", "reproducible".to_owned()),
        ("_build_id_links", "none".to_owned()),
        ("use_source_date_epoch_as_buildtime", "1".to_owned()),
        ("clamp_mtime_to_source_date_epoch", "1".to_owned()),
        ("debug_package", "%{nil}".to_owned()),
        ("__os_install_post", "%{nil}".to_owned()),
        ("_use_internal_dependency_generator", "1".to_owned()),
        ("_docdir_fmt", "%{NAME}".to_owned()),
        ("demo_version", fixture.version.to_owned()),
        ("demo_libgreet", fixture.libgreet.to_owned()),
        ("demo_cc", compiler.to_owned()),
        ("demo_src", demo.join("src").display().to_string()),
    ];
    for (name, value) in definitions {
        rpmbuild.arg("-D").arg(format!("{name} {value}"));
    }
    output(rpmbuild.arg(demo.join("specs").join(format!("{}.spec", fixture.spec)))).map(drop)
}
