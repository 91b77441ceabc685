//! One piece of work after the other on all cores, the results in order.
//!
//! ```
//! let doubled = rpmsolve_repo::parallel::try_map(&[1, 2, 3], |n| Ok::<_, ()>(n * 2), |_| {})?;
//! assert_eq!(doubled, [2, 4, 6]);
//! # Ok::<(), ()>(())
//! ```

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

/// Most threads; more of them only need more memory.
const MAX_THREADS: usize = 16;

/// The number of threads worth using for `pieces` pieces of work.
pub fn threads(pieces: usize) -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS).min(pieces)
}

/// Calls `work` on every item and `done` on this thread after each; the first error, in order, of those that happened
/// before the rest was given up.
///
/// # Errors
///
/// That of `work`.
pub fn try_map<T: Sync, R: Send, E: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, E> + Sync,
    mut done: impl FnMut(usize),
) -> Result<Vec<R>, E> {
    if threads(items.len()) < 2 {
        let one = |(index, item)| {
            let result = work(item)?;
            done(index);
            Ok(result)
        };
        return items.iter().enumerate().map(one).collect();
    }
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut results: Vec<Option<Result<R, E>>> = items.iter().map(|_| None).collect();
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads(items.len()) {
            let (sender, next, failed, work) = (sender.clone(), &next, &failed, &work);
            scope.spawn(move || {
                while !failed.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    let result = work(item);
                    failed.fetch_or(result.is_err(), Ordering::Relaxed);
                    if sender.send((index, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (index, result) in receiver {
            results[index] = Some(result);
            done(index);
        }
    });
    results.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_errors_end_it() {
        let items: Vec<u32> = (0..100).collect();
        let mut seen = 0;
        let doubled = try_map(&items, |item| Ok::<u32, ()>(item * 2), |_| seen += 1).unwrap();
        assert_eq!((doubled[99], seen), (198, 100));
        let result = try_map(&items, |item| if *item == 7 { Err(*item) } else { Ok(()) }, |_| {});
        assert_eq!(result, Err(7));
        assert_eq!(try_map(&[], |item: &u32| Err::<(), u32>(*item), |_| {}), Ok(Vec::new()));
    }
}
