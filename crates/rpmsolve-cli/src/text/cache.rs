//! What is kept of repositories, as text.

use std::io::{self, Write};

use rpmsolve_repo::CacheInfo;
use rpmsolve_verbs::CacheDocument;

use crate::output::human_bytes;

/// Where it is.
pub(crate) fn path(document: &CacheDocument) -> io::Result<()> {
    writeln!(io::stdout(), "{}", document.path)
}

/// What was removed.
pub(crate) fn cleaned(document: &CacheDocument) -> io::Result<()> {
    let removed = document.removed.unwrap_or_default();
    writeln!(io::stdout(), "{} files removed, {}", removed.files, human_bytes(removed.bytes))
}

/// What is in it.
pub(crate) fn info(document: &CacheDocument) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (path, Some(info)) = (&document.path, &document.info) else { return Ok(()) };
    writeln!(out, "{path}: {}", human_bytes(info.bytes))?;
    let CacheInfo { pools, metadata, packages, keys, unfinished, .. } = info;
    for (name, share) in [
        ("pools", pools),
        ("metadata", metadata),
        ("packages", packages),
        ("keys", keys),
        ("unfinished", unfinished),
    ] {
        if share.files > 0 {
            writeln!(out, "  {name}: {} files, {}", share.files, human_bytes(share.bytes))?;
        }
    }
    for repository in &info.repositories {
        let signed = if repository.signed { ", signed" } else { "" };
        writeln!(out, "{}: {}, revision {}{signed}", repository.id, repository.url, repository.revision)?;
    }
    Ok(())
}
