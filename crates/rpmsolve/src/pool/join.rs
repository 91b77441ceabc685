//! Two things at once.

use std::panic::resume_unwind;
use std::thread;

/// Does both, the first on a thread of its own if there is `much` to do: starting one takes a tenth of a millisecond.
pub(super) fn join<A: Send, B>(
    much: bool,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> (A, B) {
    if !much {
        return (first(), second());
    }
    thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        (first.join().unwrap_or_else(|panic| resume_unwind(panic)), second)
    })
}
