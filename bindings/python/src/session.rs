//! Calls that take long: on another thread, without the interpreter, which looks in now and then for signals.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use rpmsolve_verbs::{Progress, Session, VerbError, Watcher};

use crate::error::raise;

/// How long a signal waits.
const SLICE: Duration = Duration::from_millis(50);

/// A flag that gives up whatever was started with it. There is no way back.
///
/// >>> flag = Cancel()
/// >>> flag.cancel()
/// >>> flag.is_cancelled
/// True
#[pyclass(frozen, module = "rpmsolve")]
#[derive(Default)]
pub(crate) struct Cancel(rpmsolve_verbs::Cancel);

#[pymethods]
impl Cancel {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Sets it.
    fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether it is set.
    #[getter]
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// What is heard during a call.
#[derive(Default)]
struct Heard {
    warnings: Mutex<Vec<String>>,
    /// What a callback has raised.
    raised: Mutex<Option<PyErr>>,
}

struct Listener {
    heard: Arc<Heard>,
    callback: Option<Py<PyAny>>,
    cancel: rpmsolve_verbs::Cancel,
}

impl Watcher for Listener {
    fn progress(&self, progress: &Progress) {
        let Some(callback) = &self.callback else { return };
        let Progress { stage, done, total, finished } = *progress;
        let raised = Python::attach(|py| callback.call1(py, (stage.name(), done, total, finished)).err());
        if let Some(raised) = raised {
            self.heard.raised.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(raised);
            self.cancel.cancel();
        }
    }

    fn warning(&self, message: &str) {
        self.heard.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(message.to_owned());
    }
}

/// Does something that may take long; what it warned of comes beside what it returns.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    callback: Option<Py<PyAny>>,
    cancel: Option<&Cancel>,
    work: impl FnOnce(&Session) -> Result<T, VerbError> + Send,
) -> PyResult<(T, Vec<String>)> {
    listening(py, callback, cancel, |session| wait(session, work))
}

/// Does something that takes no time worth a thread; signals are heard after it.
pub(crate) fn run_shortly<T: Send>(
    py: Python<'_>,
    cancel: Option<&Cancel>,
    work: impl FnOnce(&Session) -> Result<T, VerbError> + Send,
) -> PyResult<(T, Vec<String>)> {
    listening(py, None, cancel, |session| (work(session), None))
}

fn listening<T: Send>(
    py: Python<'_>,
    callback: Option<Py<PyAny>>,
    cancel: Option<&Cancel>,
    work: impl FnOnce(&Session) -> (Result<T, VerbError>, Option<PyErr>) + Send,
) -> PyResult<(T, Vec<String>)> {
    let heard = Arc::new(Heard::default());
    let cancel = cancel.map(|cancel| cancel.0.clone()).unwrap_or_default();
    let listener = Listener { heard: Arc::clone(&heard), callback, cancel: cancel.clone() };
    let mut session = Session::new(listener);
    session.cancel = cancel;
    let (result, interrupted) = py.detach(|| work(&session));
    let raised = heard.raised.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(raised) = interrupted.or(raised) {
        return Err(raised);
    }
    let warnings = std::mem::take(&mut *heard.warnings.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((result.map_err(|error| raise(py, &error))?, warnings))
}

/// Does it on another thread; a signal handler that raises something gives it up.
fn wait<T: Send>(
    session: &Session,
    work: impl FnOnce(&Session) -> Result<T, VerbError> + Send,
) -> (Result<T, VerbError>, Option<PyErr>) {
    let mut interrupted = None;
    let (done, is_done) = channel();
    let result = std::thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let result = work(session);
            // Whoever waits looks at the thread as well.
            let _ = done.send(());
            result
        });
        while let Err(RecvTimeoutError::Timeout) = is_done.recv_timeout(SLICE) {
            if interrupted.is_none()
                && let Err(raised) = Python::attach(|py| py.check_signals())
            {
                interrupted = Some(raised);
                session.cancel.cancel();
            }
        }
        worker.join()
    });
    (result.unwrap_or_else(|panic| std::panic::resume_unwind(panic)), interrupted)
}
