//! The command `rpmsolve`: arguments in, calls to the verbs, text or JSON out. What it prints with `--json`, and its exit
//! status, are a contract that scripts rely on. It is a library as well, so that `python -m rpmsolve` and Node's `rpmsolve`
//! are the same command.

mod arguments;
mod output;
mod terminal;
mod text;

use std::ffi::OsString;

use clap::Parser;
use rpmsolve_verbs as verbs;
use rpmsolve_verbs::Session;

use arguments::{Arguments, CacheVerb, Command, ProfileVerb};
use output::{Done, Output};

/// Runs the command with arguments, of which the first is its own name, and returns the status to exit with.
///
/// # Example
///
/// ```
/// assert_eq!(rpmsolve_cli::run(["rpmsolve", "runtimes", "--json"]), 0);
/// assert_eq!(rpmsolve_cli::run(["rpmsolve", "runtime"]), 2);
/// ```
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> u8 {
    let given: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    match Arguments::try_parse_from(&given) {
        Ok(arguments) => {
            let output = Output { json: arguments.json, session: terminal::session() };
            dispatch(&arguments.command, &output).unwrap_or_else(|error| output.fail(&error))
        }
        Err(message) => output::usage(&message, &given),
    }
}

/// Calls the verb, and says what it answers.
fn dispatch(command: &Command, output: &Output) -> Done {
    let session: &Session = &output.session;
    match command {
        Command::Resolve(it) => output.say(verbs::resolve(it, session)?, text::resolve::solved),
        Command::Why(it) => {
            output.check_format(it.dot)?;
            output.say(verbs::why(&it.options, session)?, |why| text::graph::why(why, it))
        }
        Command::Tree(it) => {
            output.check_format(it.dot)?;
            output.say(verbs::tree(&it.options, session)?, |tree| text::graph::tree(tree, it))
        }
        Command::Check(it) => output.say(verbs::check(it, session)?, text::check::checked),
        Command::Fetch(it) => output.say(verbs::fetch(it, session)?, text::layer::fetched),
        Command::Layer(it) => output.say(verbs::layer(it, session)?, |built| text::layer::built(built, it)),
        Command::Plan(it) => output.say(verbs::plan(&it.to_options()?, session)?, text::plan::planned),
        Command::Audit(it) => output.say(verbs::audit(it, session)?, text::layer::audited),
        Command::Init(it) => output.say(verbs::init(it, session)?, text::project::made),
        Command::Add(it) => output.say(verbs::add(it, session)?, text::project::changed),
        Command::Remove(it) => output.say(verbs::remove(it, session)?, text::project::changed),
        Command::Lock(it) => output.say(verbs::lock(it, session)?, text::project::locked),
        Command::Sync(it) => output.say(verbs::sync(it, session)?, text::project::synced),
        Command::Vendor(it) => output.say(verbs::vendor(it, session)?, text::layer::fetched),
        Command::Build(it) => output.say(verbs::build(it, session)?, text::project::built),
        Command::Diff(it) => output.say(verbs::diff(it, session)?, text::project::different),
        Command::Export(it) => output.say(verbs::export(it, session)?, text::project::exported),
        Command::Search(it) => output.say(verbs::search(it, session)?, text::query::found),
        Command::List(it) => output.say(verbs::list(it, session)?, text::query::found),
        Command::Info(it) => output.say(verbs::info(it, session)?, text::query::details),
        Command::Provides(it) => output.say(verbs::provides(it, session)?, text::query::found),
        Command::Runtimes(it) => output.say(verbs::runtimes(it, session)?, text::profile::runtimes),
        Command::Profile(it) => match &it.verb {
            ProfileVerb::Make(it) => output.say(verbs::profile_make(it, session)?, text::profile::made),
            ProfileVerb::Show(it) => output.say(verbs::profile_show(it, session)?, text::profile::shown),
        },
        Command::Testcase(it) => {
            output.say(verbs::testcase(it, session)?, |replayed| text::testcase::replayed(replayed, it.check))
        }
        Command::Verify(it) => output.say(verbs::verify(it, session)?, text::verify::verified),
        Command::Schema => output::schema(),
        Command::Cache(it) => match &it.verb {
            CacheVerb::Info => output.say(verbs::cache_info(&it.kept, session)?, text::cache::info),
            CacheVerb::Path => output.say(verbs::cache_path(&it.kept, session)?, text::cache::path),
            CacheVerb::Clean { only } => {
                let options = verbs::CacheCleanOptions { only: only.clone(), kept: it.kept.clone() };
                output.say(verbs::cache_clean(&options, session)?, text::cache::cleaned)
            }
        },
    }
}
