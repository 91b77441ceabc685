//! What goes on while a verb works: who is told how far it is and what is worth a warning, who is asked about keys, and
//! how it is given up. Nothing of it changes an answer.

use std::fmt;
use std::sync::Arc;

use rpmsolve_repo::{Ask, Cancel, FetchProgress, KeyOffer, Watch};
use schemars::JsonSchema;
use serde::Serialize;

/// What a verb is doing.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::Stage;
///
/// assert_eq!(Stage::Load.name(), "load");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Stage {
    /// Repositories are read.
    Load,
    /// An answer is looked for.
    Solve,
    /// Packages are checked; the numbers count packages.
    Check,
    /// Something comes over the network; the numbers count bytes.
    Fetch,
    /// Packages are unpacked; the numbers count packages.
    Unpack,
    /// Paths are rewritten.
    Relocate,
    /// The archive is written; the numbers count its entries.
    Write,
    /// What would be smaller is looked for.
    Advise,
    /// Layers are planned.
    Plan,
}

impl Stage {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Solve => "solve",
            Self::Check => "check",
            Self::Fetch => "fetch",
            Self::Unpack => "unpack",
            Self::Relocate => "relocate",
            Self::Write => "write",
            Self::Advise => "advise",
            Self::Plan => "plan",
        }
    }
}

/// How far a verb is.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::{Progress, Stage};
///
/// let begun = Progress::begun(Stage::Solve);
/// assert_eq!((begun.done, begun.total), (0, None));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// How much of that is done.
    pub done: u64,
    /// Of how much, where that is known.
    pub total: Option<u64>,
    /// Whether the stage is over.
    pub finished: bool,
}

impl Progress {
    /// A stage of unknown length that begins.
    pub fn begun(stage: Stage) -> Self {
        Self { stage, done: 0, total: None, finished: false }
    }

    /// A stage that is so far.
    pub fn at(stage: Stage, done: usize, total: usize) -> Self {
        let (done, total) = (done as u64, total as u64);
        Self { stage, done, total: Some(total), finished: done >= total }
    }
}

/// Somebody who wants to know what goes on. Calls may come from several threads.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::{Progress, Session, Watcher};
///
/// struct Log;
///
/// impl Watcher for Log {
///     fn progress(&self, progress: &Progress) {
///         eprintln!("{}: {}", progress.stage.name(), progress.done);
///     }
/// }
///
/// let session = Session::new(Log);
/// assert!(!session.cancel.is_cancelled());
/// ```
pub trait Watcher: Send + Sync + 'static {
    /// Something got further.
    fn progress(&self, _progress: &Progress) {}

    /// Something is missing or odd and could be done without: a sentence for people.
    fn warning(&self, _message: &str) {}

    /// Whether [`Watcher::key`] can ask somebody.
    fn can_ask(&self) -> bool {
        false
    }

    /// Whether a key that nobody has vouched for is the right one.
    fn key(&self, _offer: &KeyOffer) -> bool {
        false
    }
}

/// Nobody wants to know.
struct Nobody;

impl Watcher for Nobody {}

/// What every verb is given beside what is asked of it.
///
/// # Example
///
/// ```
/// let session = rpmsolve_verbs::Session::default();
/// session.cancel.cancel();
/// ```
#[derive(Clone)]
pub struct Session {
    watcher: Arc<dyn Watcher>,
    /// Gives up whatever is done under this session.
    pub cancel: Cancel,
}

impl Default for Session {
    fn default() -> Self {
        Self::new(Nobody)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("cancel", &self.cancel).finish_non_exhaustive()
    }
}

impl Session {
    /// A session that somebody watches.
    pub fn new(watcher: impl Watcher) -> Self {
        Self { watcher: Arc::new(watcher), cancel: Cancel::new() }
    }

    /// Tells how far things are.
    pub(crate) fn tell(&self, progress: Progress) {
        self.watcher.progress(&progress);
    }

    /// Does something of unknown length.
    pub(crate) fn during<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        self.tell(Progress::begun(stage));
        let done = work();
        self.tell(Progress { finished: true, ..Progress::begun(stage) });
        done
    }

    /// Passes warnings on.
    pub(crate) fn warn(&self, warnings: &[impl AsRef<str>]) {
        warnings.iter().for_each(|warning| self.watcher.warning(warning.as_ref()));
    }

    /// Who is told how far downloads are.
    pub(crate) fn watch(&self) -> Watch {
        let watcher = Arc::clone(&self.watcher);
        Watch::new(move |fetched: &FetchProgress| {
            let total = fetched.all_size_bytes;
            let finished = fetched.is_done && total.is_none_or(|total| fetched.all_done_bytes >= total);
            watcher.progress(&Progress {
                stage: Stage::Fetch,
                done: fetched.all_done_bytes,
                total,
                finished,
            });
        })
    }

    /// Who is asked about keys, if anybody can be.
    pub(crate) fn ask(&self) -> Option<Ask> {
        let watcher = Arc::clone(&self.watcher);
        self.watcher.can_ask().then(|| Ask::new(move |offer: &KeyOffer| watcher.key(offer)))
    }
}
