//! Many files at a time, in threads that take the next one as soon as they are free.
//!
//! Which error is returned does not depend on who was faster: if a file fails, only those after it are given up, and of
//! all errors the first in the order of requests is the one that counts.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::cancel::{Cancel, Stop};
use super::{FetchError, FetchProgress, FetchRequest, Fetched, Fetcher};

impl Fetcher {
    /// Fetches a file. `progress` is called from this thread.
    ///
    /// # Errors
    ///
    /// [`FetchError::Failed`] if no place has it, [`FetchError::Disk`] if it cannot be written,
    /// [`FetchError::Cancelled`] if it was given up.
    pub fn fetch(
        &self,
        request: &FetchRequest,
        cancel: &Cancel,
        progress: &(dyn Fn(FetchProgress) + Sync),
    ) -> Result<Fetched, FetchError> {
        let totals = Totals::of(std::slice::from_ref(request));
        self.fetch_one(request, 0, &Stop::alone(cancel), &totals, progress)
    }

    /// Fetches files, so many at a time as `parallel` and the option `max_parallel_downloads` both allow, and not more
    /// than three from one server. The results are in the order of the requests. `progress` is called from several
    /// threads.
    ///
    /// # Errors
    ///
    /// As [`Self::fetch`]; if several files fail, the error of the first of them. Those that were complete by then
    /// stay; of the others is left what a later fetch goes on with.
    pub fn fetch_all(
        &self,
        requests: &[FetchRequest],
        parallel: usize,
        cancel: &Cancel,
        progress: &(dyn Fn(FetchProgress) + Sync),
    ) -> Result<Vec<Fetched>, FetchError> {
        let totals = Totals::of(requests);
        let failed = Arc::new(AtomicUsize::new(usize::MAX));
        let next = AtomicUsize::new(0);
        let results = Mutex::new(Vec::new());
        let work = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(request) = requests.get(index) else { return };
                let stop = Stop::new(cancel, &failed, index);
                let result = self.fetch_one(request, index, &stop, &totals, progress);
                if result.is_err() {
                    failed.fetch_min(index, Ordering::Relaxed);
                }
                results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
            }
        };
        let threads = parallel.min(self.inner.max_parallel_downloads).min(requests.len()).max(1);
        thread::scope(|scope| {
            // This thread works too, so that there is one in any case.
            for _ in 1..threads {
                let _ = thread::Builder::new().name("rpmsolve-fetch".into()).spawn_scoped(scope, work);
            }
            work();
        });
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_unstable_by_key(|(index, _)| *index);
        results.into_iter().map(|(_, result)| result).collect()
    }

    fn fetch_one(
        &self,
        request: &FetchRequest,
        index: usize,
        stop: &Stop,
        totals: &Totals,
        progress: &(dyn Fn(FetchProgress) + Sync),
    ) -> Result<Fetched, FetchError> {
        let report = |done_bytes, size_bytes, is_done| {
            let all_done_bytes = totals.done(index, done_bytes);
            let all_size_bytes = totals.size_bytes;
            progress(FetchProgress {
                index,
                done_bytes,
                size_bytes,
                all_done_bytes,
                all_size_bytes,
                is_done,
            });
        };
        let fetched = self.fetch_file(request, stop, &|done, size| report(done, size, false))?;
        report(fetched.size_bytes, Some(fetched.size_bytes), true);
        Ok(fetched)
    }
}

/// What all files are together.
struct Totals {
    done: Vec<AtomicU64>,
    sum: AtomicU64,
    size_bytes: Option<u64>,
}

impl Totals {
    fn of(requests: &[FetchRequest]) -> Self {
        Self {
            done: requests.iter().map(|_| AtomicU64::new(0)).collect(),
            sum: AtomicU64::new(0),
            size_bytes: requests.iter().try_fold(0_u64, |sum, request| sum.checked_add(request.size_bytes?)),
        }
    }

    /// Notes how far a file is, which may be less far than before; says how far all are.
    fn done(&self, index: usize, done_bytes: u64) -> u64 {
        let before = self.done[index].swap(done_bytes, Ordering::Relaxed);
        let change = done_bytes.wrapping_sub(before);
        self.sum.fetch_add(change, Ordering::Relaxed).wrapping_add(change)
    }
}
