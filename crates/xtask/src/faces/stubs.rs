//! Python: what the native module has, read from the built library, where PyO3's macros have left it.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::Path;

use pyo3_introspection::{introspect_cdylib, module_stub_files};

const HEAD: &str = "# What rpmsolve is in Rust. Made by `cargo xtask faces`.\n";

/// The stub file of the native module of a library in a directory.
pub(super) fn native(directory: &Path) -> Result<String, String> {
    let library = directory.join(format!("{DLL_PREFIX}rpmsolve_python{DLL_SUFFIX}"));
    let module = introspect_cdylib(&library, "_native")
        .map_err(|error| format!("{}: {error:#}", library.display()))?;
    let stubs = module_stub_files(&module).into_values().next().unwrap_or_default();
    Ok(format!("{HEAD}{stubs}"))
}
