//! What goes on during a call: progress is told on the main thread, warnings are kept, and it can be given up.

use std::sync::{Arc, Mutex, PoisonError};

use napi::Status;
use napi::bindgen_prelude::{FnArgs, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;
use rpmsolve_verbs::{Progress, Watcher};

/// A stage, how much of it is done, of how much, and whether it is over.
type Told = FnArgs<(String, f64, Option<f64>, bool)>;

/// It keeps no process alive: whoever waits for an answer does.
type Callback = ThreadsafeFunction<Told, (), Told, Status, false, true>;

struct Listener {
    warnings: Arc<Mutex<Vec<String>>>,
    callback: Option<Callback>,
}

impl Watcher for Listener {
    fn progress(&self, progress: &Progress) {
        let Some(callback) = &self.callback else { return };
        let total = progress.total.map(|total| total as f64);
        let told = (progress.stage.name().to_owned(), progress.done as f64, total, progress.finished);
        callback.call(told.into(), ThreadsafeFunctionCallMode::NonBlocking);
    }

    fn warning(&self, message: &str) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(message.to_owned());
    }
}

/// A call, or several: who is told how far it is, what it warned of, and how it is given up.
#[napi]
pub struct Session {
    warnings: Arc<Mutex<Vec<String>>>,
    session: rpmsolve_verbs::Session,
}

#[napi]
impl Session {
    /// A session that a callback is told the progress of.
    #[napi(constructor)]
    pub fn new(
        #[napi(
            ts_arg_type = "(stage: string, done: number, total: number | null, finished: boolean) => void"
        )]
        progress: Option<Function<'_, Told, ()>>,
    ) -> napi::Result<Self> {
        let warnings = Arc::<Mutex<Vec<String>>>::default();
        let callback = match progress {
            Some(progress) => Some(progress.build_threadsafe_function::<Told>().weak::<true>().build()?),
            None => None,
        };
        let listener = Listener { warnings: Arc::clone(&warnings), callback };
        Ok(Self { warnings, session: rpmsolve_verbs::Session::new(listener) })
    }

    /// Gives up what is done.
    #[napi]
    pub fn cancel(&self) {
        self.session.cancel.cancel();
    }

    /// What was warned of since this was last asked.
    #[napi]
    pub fn take_warnings(&self) -> Vec<String> {
        std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn shared(&self) -> rpmsolve_verbs::Session {
        self.session.clone()
    }
}
