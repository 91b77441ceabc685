//! Developers' chores: `cargo xtask test`, `tidy`, `fixtures`, `corpus`, `no-c`, `bindings`, `e2e`, `sweep`, `fuzz`,
//! `sbom`, `faces`, `counts`, `bench`. Everything that continuous integration runs, a developer runs with the same words.

mod bench;
mod bindings;
mod counts;
mod e2e;
mod faces;
mod fixtures;
mod fuzz;
mod python;
mod sbom;
mod shell;
mod steps;
mod sweep;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask COMMAND

  test       everything below, as continuous integration runs it
  tidy       the walls of docs/ARCHITECTURE.md
  corpus     only the tests that need the corpus ($RPMSOLVE_CORPUS, default ../shared/corpus)
  no-c       the core and the layer crate build without a C compiler (in `test` clippy shows it)
  sbom       check bills of materials with the official validators of SPDX and CycloneDX
  bindings   make the packages for Python, Node and the Serverless Framework, install them and run their tests
  e2e [--all]
             build layers of real programs and run what is in them in a bare root file system (needs root)
  sweep [--sample N] [--list] [SET…]
             install every name of the corpus' repositories beside libsolv and compare
  fuzz [--cases N] [--seed S]
             solve random repositories, and compare with libsolv and with an exhaustive search
  faces      compare the types of the Python and the Node package with what the verbs say of themselves
             (UPDATE_EXPECT=1 makes them)
  counts     compare what a load and a solve allocate and do with benches/counts.txt (UPDATE_EXPECT=1 writes it)
  bench [--quick] [--repository NAME]…
             measure ours and the peers side by side; a full run writes docs/benchmarks.md and docs/growth.svg
  fixtures   make testdata/repos/demo anew from testdata/demo (needs rpmbuild and createrepo_c)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["test"] => steps::test(),
        ["tidy"] => tidy::run(),
        ["corpus"] => steps::corpus(),
        ["no-c"] => steps::no_c(),
        ["sbom"] => {
            sbom::run().map(|skipped| skipped.iter().for_each(|reason| println!("skipped: {reason}")))
        }
        ["bindings"] => {
            bindings::test().map(|skipped| skipped.iter().for_each(|reason| println!("skipped: {reason}")))
        }
        ["e2e"] | ["e2e", "--all"] => e2e::run(arguments.len() > 1)
            .map(|skipped| skipped.iter().for_each(|reason| println!("skipped: {reason}"))),
        ["sweep", ref rest @ ..] => sweep::Options::parse(rest).and_then(|options| {
            sweep::run(&options)
                .map(|skipped| skipped.iter().for_each(|reason| println!("skipped: {reason}")))
        }),
        ["fuzz", ref rest @ ..] => fuzz::Options::parse(rest).and_then(|options| {
            fuzz::run(options).map(|skipped| skipped.iter().for_each(|reason| println!("skipped: {reason}")))
        }),
        ["counts"] => {
            counts::run().map(|skipped| skipped.iter().for_each(|reason| println!("skipped: {reason}")))
        }
        ["bench", ref rest @ ..] => bench::Options::parse(rest).and_then(|options| {
            bench::run(&options).map(|notes| notes.iter().for_each(|note| println!("note: {note}")))
        }),
        ["faces"] => faces::run(),
        ["fixtures"] => fixtures::run(),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
