//! The command `rpmsolve`: arguments in, calls to the library, text or JSON out. What it prints with `--json`, and
//! its exit status, are a contract that scripts rely on.

mod advice;
mod arguments;
mod audit;
mod cache;
mod check;
mod fetch;
mod graph;
mod layer;
mod network;
mod output;
mod plan;
mod profile;
mod progress;
mod project;
mod query;
mod resolve;
mod testcase;
mod verify;

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
        Command::Fetch(command) => fetch::run(&command, json),
        Command::Layer(command) => layer::run(&command, json),
        Command::Plan(command) => plan::run(&command, json),
        Command::Audit(command) => audit::run(&command, json),
        Command::Init(command) => project::init(&command, json),
        Command::Add(command) => project::add(&command, json),
        Command::Remove(command) => project::remove(&command, json),
        Command::Lock(command) => project::lock(&command, json),
        Command::Sync(command) => project::sync(&command, json),
        Command::Vendor(command) => project::vendor(&command, json),
        Command::Build(command) => project::build(&command, json),
        Command::Diff(command) => project::diff(&command, json),
        Command::Export(command) => project::export(&command, json),
        Command::Search(command) => query::search(&command, json),
        Command::List(command) => query::list(&command, json),
        Command::Info(command) => query::info(&command, json),
        Command::Provides(command) => query::provides(&command, json),
        Command::Runtimes(command) => profile::runtimes(&command, json),
        Command::Profile(command) => profile::run(&command, json),
        Command::Testcase(command) => testcase::run(&command, json),
        Command::Verify(command) => verify::run(&command, json),
        Command::Cache(command) => cache::run(&command, json),
    };
    match result {
        Ok(status) => status.into(),
        Err(error) => output::fail(&error, json),
    }
}
