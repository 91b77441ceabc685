//! rpmsolve for Node: convert in, leave the main thread, call, convert out. Everything else is in the library, and what is
//! Node's own is in TypeScript.

mod error;
// What is exported to Node must be public, and nothing else can see it.
pub mod pool;
pub mod session;
pub mod values;
pub mod work;

use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

use crate::error::raise;
use crate::session::Session;
use crate::work::Work;

/// Does what a verb says on another thread; options and document are JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn call(verb: String, options: String, session: &Session) -> AsyncTask<Work<String>> {
    let session = session.shared();
    Work::new(move || answer(&verb, &options, &session))
}

/// Does what a verb says on this thread; options and document are JSON.
#[napi]
pub fn call_sync(verb: String, options: String, session: &Session) -> napi::Result<String> {
    answer(&verb, &options, &session.shared())
}

/// Runs the command with words, the first of which is its name, and returns the status to exit with.
#[napi]
pub fn main(words: Vec<String>) -> u8 {
    rpmsolve_cli::run(words)
}

fn answer(verb: &str, options: &str, session: &rpmsolve_verbs::Session) -> napi::Result<String> {
    Ok(rpmsolve_verbs::call(verb, options, session).map_err(|error| raise(&error))?.json)
}
