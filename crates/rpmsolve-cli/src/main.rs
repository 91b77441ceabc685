//! The command `rpmsolve`: arguments in, calls to the library, text or JSON out. What it prints with `--json`, and
//! its exit status, are a contract that scripts rely on.

mod advice;
mod arguments;
mod audit;
mod check;
mod graph;
mod layer;
mod output;
mod plan;
mod profile;
mod progress;
mod query;
mod resolve;
mod testcase;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => return output::usage(&message),
    };
    let json = arguments.json;
    let result = match arguments.command {
        Command::Resolve(command) => resolve::run(&command, json),
        Command::Why(command) => graph::why(&command, json),
        Command::Tree(command) => graph::tree(&command, json),
        Command::Check(command) => check::run(&command, json),
        Command::Layer(command) => layer::run(&command, json),
        Command::Plan(command) => plan::run(&command, json),
        Command::Audit(command) => audit::run(&command, json),
        Command::Search(command) => query::search(&command, json),
        Command::List(command) => query::list(&command, json),
        Command::Info(command) => query::info(&command, json),
        Command::Provides(command) => query::provides(&command, json),
        Command::Runtimes(command) => profile::runtimes(&command, json),
        Command::Profile(command) => profile::run(&command, json),
        Command::Testcase(command) => testcase::run(&command, json),
    };
    match result {
        Ok(status) => status.into(),
        Err(error) => output::fail(&error, json),
    }
}
