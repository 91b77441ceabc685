//! Virtual environments under target/: one with what results are compared with, libsolv's own Python binding and the
//! validators of bills of materials, and one for our own package.

use std::path::{Path, PathBuf};

use crate::shell::{command, has, output, root};

/// The version that all comparisons are made with.
pub(crate) const LIBSOLV: &str = "0.7.39";

/// What carries the JSON schema of CycloneDX, and the SPDX project's own validator.
const SBOM_VALIDATORS: [&str; 2] = ["cyclonedx-python-lib[json-validation]==11.12.0", "spdx-tools==0.8.5"];

/// Where all of them but what is for development is.
const SHARED: &str = "target/python";

/// A Python interpreter that has libsolv's binding; an error says why there is none.
pub(crate) fn with_libsolv() -> Result<PathBuf, String> {
    environment(SHARED, "solv", |python| {
        install(python, &[&format!("solv=={LIBSOLV}")])?;
        // The wheel has its modules in a directory that Python does not look into by itself.
        let add_path = "import pathlib, sysconfig; \
                        pathlib.Path(sysconfig.get_path('platlib'), 'libsolv.pth').write_text('bindings/python3\\n')";
        output(command(python).args(["-c", add_path])).map(drop)
    })
}

/// A Python interpreter that has the validators of CycloneDX and SPDX; an error says why there is none.
pub(crate) fn with_sbom_validators() -> Result<PathBuf, String> {
    let modules = "cyclonedx.validation, jsonschema, packageurl, spdx_tools";
    environment(SHARED, modules, |python| install(python, &SBOM_VALIDATORS))
}

/// A Python interpreter that has createrepo_c's binding; an error says why there is none.
pub(crate) fn with_createrepo_c() -> Result<PathBuf, String> {
    environment(SHARED, "createrepo_c", |python| install(python, &["createrepo-c==1.2.5"]))
}

/// A Python interpreter that has what our own package names for its development; an error says why there is none.
pub(crate) fn with_development() -> Result<PathBuf, String> {
    let modules = "elftools, maturin, mypy, pandas, pyarrow, tqdm, wheel";
    environment("target/bindings/environment", modules, |python| {
        // Only a pip that is newer than most systems' knows groups.
        install(python, &["--upgrade", "pip"])?;
        install(python, &["--group", "bindings/python/pyproject.toml:dev"])
    })
}

/// Has pip install something.
pub(crate) fn install(python: &Path, arguments: &[&str]) -> Result<(), String> {
    let mut install = command(python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(arguments);
    output(&mut install).map(drop)
}

/// The interpreter of a virtual environment, once it can import `modules`; where it cannot, the environment is made and
/// `fill` puts them into it.
fn environment(
    directory: &str,
    modules: &str,
    fill: impl Fn(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let directory = root().join(directory);
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
    fill(&python).map_err(first_line)?;
    if is_there() { Ok(python) } else { Err(format!("{} cannot import {modules}", python.display())) }
}
