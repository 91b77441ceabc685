//! `cargo xtask fuzz`: random cases, against all subsets of their packages and against libsolv. benches/src/bin/fuzz.rs
//! does it; here it is built and given its Python.

use crate::python;
use crate::shell::{build, command, root, run as run_command};

/// How many random cases of each kind continuous integration tries.
pub(crate) const SAMPLE: u64 = 5000;

/// Of 100,000 cases, so many may differ from libsolv: those whose reasons docs/agreement.md states.
const DIFFERENCES_MAX: u64 = 20;

/// The options of the command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) cases: u64,
    pub(crate) seed: u64,
}

impl Options {
    /// `[--cases N] [--seed S]`
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self { cases: 100_000, seed: 1 };
        for pair in arguments.chunks(2) {
            let value = pair.get(1).and_then(|value| value.parse().ok());
            let value = value.ok_or_else(|| format!("{} needs a number", pair[0]))?;
            match pair[0] {
                "--cases" => options.cases = value,
                "--seed" => options.seed = value,
                other => return Err(format!("fuzz knows --cases and --seed, not {other}")),
            }
        }
        Ok(options)
    }
}

/// Tries both kinds; returns what could not be tried. Failing cases are left in target/fuzz.
pub(crate) fn run(options: Options) -> Result<Vec<String>, String> {
    let out = root().join("target/fuzz");
    let program = build()?.join("fuzz");
    let fuzz = |kind: &[&std::ffi::OsStr], differences_max: u64| {
        let mut fuzz = command(&program);
        fuzz.args(kind);
        for (name, value) in
            [("--cases", options.cases), ("--seed", options.seed), ("--allow", differences_max)]
        {
            fuzz.arg(name).arg(value.to_string());
        }
        run_command(fuzz.arg("--out").arg(&out))
    };
    println!("against all subsets:");
    fuzz(&["exhaustive".as_ref()], 0)?;
    let python = match python::with_libsolv() {
        Ok(python) => python,
        Err(reason) => return Ok(vec![format!("fuzz against libsolv: {reason}")]),
    };
    println!("against libsolv {}:", python::LIBSOLV);
    let script = root().join("crates/xtask/oracle/testcases.py");
    let allowed = (options.cases * DIFFERENCES_MAX).div_ceil(100_000);
    fuzz(&["libsolv".as_ref(), python.as_os_str(), script.as_os_str()], allowed)?;
    Ok(Vec::new())
}
