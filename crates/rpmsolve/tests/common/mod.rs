//! Where tests find the corpus.

use std::path::{Path, PathBuf};

/// The corpus, if this machine has it; the test that asks says that it is skipped if not.
pub(crate) fn corpus() -> Option<PathBuf> {
    let root = std::env::var_os("RPMSOLVE_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"), PathBuf::from);
    if !root.is_dir() {
        println!("skipped: no corpus");
        return None;
    }
    Some(root)
}
