//! The command `rpmsolve`, as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    rpmsolve_cli::run(std::env::args_os()).into()
}
