//! rpmsolve for Node: convert in, leave the main thread, call, convert out. Everything else is in the library.

use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Task};
use napi_derive::napi;
use rpmsolve_repo::{Load, Resolve};
use serde_json::json;

/// What to resolve: the options of `rpmsolve resolve`.
#[napi(object)]
pub struct ResolveOptions {
    /// Where packages come from.
    pub repositories: Vec<String>,
    /// What to install.
    pub specs: Vec<String>,
    /// What is installed already.
    pub base: Option<Vec<String>>,
    /// The architecture to install for.
    pub arch: String,
    /// Whether to follow weak dependencies; yes unless it says no.
    pub weak: Option<bool>,
    /// Whether to insist on the best version.
    pub best: Option<bool>,
    /// What never to choose.
    pub exclude: Option<Vec<String>>,
}

impl From<ResolveOptions> for Resolve {
    fn from(options: ResolveOptions) -> Self {
        let load = Load {
            repositories: options.repositories,
            base: options.base.unwrap_or_default(),
            arch: options.arch,
            ..Load::default()
        };
        Self {
            load,
            specs: options.specs,
            exclude: options.exclude.unwrap_or_default(),
            weak: options.weak.unwrap_or(true),
            best: options.best.unwrap_or(false),
            ..Self::default()
        }
    }
}

/// A resolve on a thread of the pool.
pub struct ResolveTask(Resolve);

impl Task for ResolveTask {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        Ok(answer(&self.0))
    }

    fn resolve(&mut self, _: Env, output: String) -> napi::Result<String> {
        Ok(output)
    }
}

/// Resolves on another thread; the report as JSON text, or `{status: "error", code, message}`.
#[napi]
pub fn resolve(options: ResolveOptions) -> AsyncTask<ResolveTask> {
    AsyncTask::new(ResolveTask(options.into()))
}

/// Resolves on this thread.
#[napi]
pub fn resolve_sync(options: ResolveOptions) -> String {
    answer(&options.into())
}

fn answer(resolve: &Resolve) -> String {
    let error = |code: &str, message: String| {
        json!({"status": "error", "code": code, "message": message}).to_string()
    };
    match resolve.run() {
        Ok(resolved) => serde_json::to_string(&resolved.report(false))
            .unwrap_or_else(|cause| error("json", cause.to_string())),
        Err(cause) => error(cause.code(), cause.to_string()),
    }
}
