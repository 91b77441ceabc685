//! What the numbers were measured on and with.

use std::fs;

use super::peers::Peers;
use crate::python;
use crate::shell::{command, output};

/// Today.
pub(super) fn date() -> Result<String, String> {
    Ok(output(command("date").arg("+%-d %B %Y").env("LC_ALL", "C"))?.trim().to_owned())
}

/// The machine and the versions, in Markdown.
pub(super) fn table(peers: &Peers) -> Result<String, String> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let memory_kib: u64 =
        line("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or_default();
    let commit = output(command("git").args(["rev-parse", "--short", "HEAD"])).unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let rows = [
        ("processor", format!("{}, {processors} cores", line("/proc/cpuinfo", "model name"))),
        ("memory", format!("{:.0} GiB", memory_kib as f64 / f64::from(1 << 20))),
        ("kernel", kernel),
        ("rustc", output(command("rustc").arg("--version"))?.trim().trim_start_matches("rustc ").to_owned()),
        ("ours", format!("{} ({})", env!("CARGO_PKG_VERSION"), commit.trim())),
        ("libsolv", format!("{} (the wheel `solv`)", python::LIBSOLV)),
        ("rpmrepo_metadata", locked_version("rpmrepo_metadata")),
        ("dnf", peers.dnf.as_deref().unwrap_or("not installed").to_owned()),
    ];
    let rows = rows.iter().map(|(name, value)| format!("| {name} | {} |\n", value.trim()));
    Ok(format!("| | |\n|---|---|\n{}", rows.collect::<String>()).trim_end().to_owned())
}

/// What stands behind a key in one of the kernel's files.
fn line(path: &str, key: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.trim().strip_prefix(':'));
    value.unwrap_or("unknown").trim().to_owned()
}

/// The version of a crate that the peer is built with.
fn locked_version(name: &str) -> String {
    let lock = include_str!("../../../../benches/peers/rpmrepo_metadata/Cargo.lock");
    let entry = lock.split_once(&format!("name = \"{name}\"\nversion = \""));
    entry.and_then(|(_, rest)| rest.split('"').next()).unwrap_or("unknown").to_owned()
}
