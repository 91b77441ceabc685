//! A virtual environment under target/ with what results are compared with: libsolv's own Python binding, and the
//! validators of bills of materials.

use std::path::{Path, PathBuf};

use crate::shell::{command, has, output, root};

/// The version that all comparisons are made with.
pub(crate) const LIBSOLV: &str = "0.7.39";

/// What carries the JSON schema of CycloneDX, and the SPDX project's own validator.
const SBOM_VALIDATORS: [&str; 2] = ["cyclonedx-python-lib[json-validation]==11.12.0", "spdx-tools==0.8.5"];

/// A Python interpreter that has libsolv's binding; an error says why there is none.
pub(crate) fn with_libsolv() -> Result<PathBuf, String> {
    with("solv", &[&format!("solv=={LIBSOLV}")], |python| {
        // The wheel has its modules in a directory that Python does not look into by itself.
        let add_path = "import pathlib, sysconfig; \
                        pathlib.Path(sysconfig.get_path('platlib'), 'libsolv.pth').write_text('bindings/python3\\n')";
        output(command(python).args(["-c", add_path])).map(drop)
    })
}

/// A Python interpreter that has the validators of CycloneDX and SPDX; an error says why there is none.
pub(crate) fn with_sbom_validators() -> Result<PathBuf, String> {
    with("cyclonedx.validation, jsonschema, packageurl, spdx_tools", &SBOM_VALIDATORS, |_| Ok(()))
}

/// The environment's interpreter, once it can import `modules`; made, and `packages` installed, where it cannot.
fn with(
    modules: &str,
    packages: &[&str],
    finish: impl Fn(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let directory = root().join("target/python");
    let python = directory.join("bin/python");
    let is_there = || output(command(&python).args(["-c", &format!("import {modules}")])).is_ok();
    if is_there() {
        return Ok(python);
    }
    if !has("python3") {
        return Err("no python3".to_owned());
    }
    let first_line = |error: String| error.lines().next().unwrap_or_default().to_owned();
    output(command("python3").args(["-m", "venv"]).arg(&directory)).map_err(first_line)?;
    let mut install = command(&python);
    install.args(["-m", "pip", "install", "--quiet"]).args(packages);
    output(&mut install).map_err(first_line)?;
    finish(&python).map_err(first_line)?;
    if is_there() { Ok(python) } else { Err(format!("{} cannot import {modules}", python.display())) }
}
