//! libsolv's own Python binding, in a virtual environment under target/: what answers are compared with.

use std::path::PathBuf;

use crate::shell::{command, has, output, root};

/// The version that all comparisons are made with.
pub(crate) const LIBSOLV: &str = "0.7.39";

/// A Python interpreter that has the binding; an error says why there is none.
pub(crate) fn with_libsolv() -> Result<PathBuf, String> {
    let directory = root().join("target/python");
    let python = directory.join("bin/python");
    let is_there = || output(command(&python).args(["-c", "import solv"])).is_ok();
    if is_there() {
        return Ok(python);
    }
    if !has("python3") {
        return Err("no python3 to run libsolv's binding with".to_owned());
    }
    let first_line = |error: String| error.lines().next().unwrap_or_default().to_owned();
    output(command("python3").args(["-m", "venv"]).arg(&directory)).map_err(first_line)?;
    let package = format!("solv=={LIBSOLV}");
    output(command(&python).args(["-m", "pip", "install", "--quiet", &package])).map_err(first_line)?;
    // The wheel has its modules in a directory that Python does not look into by itself.
    let add_path = "import pathlib, sysconfig; \
                    pathlib.Path(sysconfig.get_path('platlib'), 'libsolv.pth').write_text('bindings/python3\\n')";
    output(command(&python).args(["-c", add_path])).map_err(first_line)?;
    if is_there() { Ok(python) } else { Err(format!("{} cannot import solv", python.display())) }
}
