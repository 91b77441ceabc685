//! How a fetch is given up: a flag that is looked at several times a second, also while nothing comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::FetchError;
use crate::RepoError;

/// For how long nobody looks at the flag.
pub(super) const SLICE: Duration = Duration::from_millis(100);

/// A flag that ends whatever was started with it or with a clone of it.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::Cancel;
///
/// let cancel = Cancel::new();
/// let other = cancel.clone();
/// std::thread::spawn(move || other.cancel()).join().expect("it does not panic");
/// assert!(cancel.is_cancelled());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A flag that is not set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops here if it is set.
    ///
    /// # Errors
    ///
    /// [`FetchError::Cancelled`], as what it is the error of.
    pub fn check(&self) -> Result<(), RepoError> {
        if self.is_cancelled() { Err(FetchError::Cancelled.into()) } else { Ok(()) }
    }

    /// Sets it; there is no way back.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is set.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What ends one fetch of several: the flag, or that one before it in the order of requests has failed.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    cancel: Cancel,
    failed: Arc<AtomicUsize>,
    index: usize,
}

impl Stop {
    pub(super) fn new(cancel: &Cancel, failed: &Arc<AtomicUsize>, index: usize) -> Self {
        Self { cancel: cancel.clone(), failed: Arc::clone(failed), index }
    }

    /// The same for a fetch that is alone.
    pub(super) fn alone(cancel: &Cancel) -> Self {
        Self::new(cancel, &Arc::new(AtomicUsize::new(usize::MAX)), 0)
    }

    pub(super) fn is_set(&self) -> bool {
        self.cancel.is_cancelled() || self.failed.load(Ordering::Relaxed) < self.index
    }

    pub(super) fn check(&self) -> Result<(), FetchError> {
        if self.is_set() { Err(FetchError::Cancelled) } else { Ok(()) }
    }

    /// Does nothing for so long, or until it is set.
    pub(super) fn wait(&self, duration: Duration) -> Result<(), FetchError> {
        let start = Instant::now();
        loop {
            self.check()?;
            let left = duration.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            thread::sleep(left.min(SLICE));
        }
    }
}
