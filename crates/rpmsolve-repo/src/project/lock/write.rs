//! How a lock is written: always the same bytes for the same lock, so by hand and not by a library that may change.

use std::fmt::{self, Display, Formatter, Write};

use super::super::edit::{key_text, quoted};
use super::{Lock, LockedPackage, LockedRepository};

const HEAD: &str = "# Written by rpmsolve: change rpmsolve.toml and run `rpmsolve lock` instead.\n";

/// What [`Lock::parse`] reads.
impl Display for Lock {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut sorted = self.clone();
        sorted.sort();
        formatter.write_str(HEAD)?;
        writeln!(formatter, "version = {}", super::read::VERSION)?;
        writeln!(formatter, "inputs = {}", quoted(&sorted.inputs.to_string()))?;
        let arches: Vec<String> = sorted.arches.keys().cloned().collect();
        list(formatter, "arches", &arches)?;
        list(formatter, "layers", &sorted.layers)?;
        let counts = sorted
            .arches
            .iter()
            .map(|(arch, locked)| format!("{} = {}", key_text(arch), locked.packages.len()));
        writeln!(formatter, "packages = {{ {} }}", counts.collect::<Vec<_>>().join(", "))?;
        for (arch, locked) in &sorted.arches {
            for repository in &locked.repositories {
                write_repository(formatter, arch, repository)?;
            }
        }
        for (arch, locked) in &sorted.arches {
            for package in &locked.packages {
                write_package(formatter, arch, package)?;
            }
        }
        Ok(())
    }
}

fn write_repository(out: &mut impl Write, arch: &str, repository: &LockedRepository) -> fmt::Result {
    let LockedRepository { id, place, revision, repomd } = repository;
    write!(out, "\n[[repository.{}]]\n", key_text(arch))?;
    text(out, "id", id)?;
    text(out, place.key(), place.text())?;
    if let Some(revision) = revision {
        text(out, "revision", revision)?;
    }
    if let Some(repomd) = repomd {
        text(out, "repomd", &repomd.to_string())?;
    }
    Ok(())
}

fn write_package(out: &mut impl Write, arch: &str, package: &LockedPackage) -> fmt::Result {
    write!(out, "\n[[package.{}]]\n", key_text(arch))?;
    text(out, "nevra", &package.nevra.with_epoch())?;
    text(out, "repository", &package.repository)?;
    text(out, "location", &package.location)?;
    text(out, "url", &package.url)?;
    text(out, "checksum", &package.checksum.to_string())?;
    writeln!(out, "size = {}", package.size_bytes)?;
    if let Some(key) = &package.key {
        text(out, "key", key)?;
    }
    if let Some(source) = &package.source {
        text(out, "source", source)?;
    }
    list(out, "layers", &package.layers)?;
    if !package.requested.is_empty() {
        list(out, "requested", &package.requested)?;
    }
    if !package.required_by.is_empty() {
        out.write_str("required-by = [\n")?;
        for nevra in &package.required_by {
            writeln!(out, "    {},", quoted(nevra))?;
        }
        out.write_str("]\n")?;
    }
    Ok(())
}

fn text(out: &mut impl Write, key: &str, value: &str) -> fmt::Result {
    writeln!(out, "{key} = {}", quoted(value))
}

fn list(out: &mut impl Write, key: &str, values: &[String]) -> fmt::Result {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    writeln!(out, "{key} = [{}]", values.join(", "))
}
