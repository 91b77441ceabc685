//! Progress on standard error, and only if a person is looking at it.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rpmsolve_repo::{FetchProgress, Watch};

/// Shows a spinner with a message during work of unknown length. Draws nothing unless standard error is a terminal.
pub(crate) fn waiting<T>(message: &'static str, work: impl FnOnce() -> T) -> T {
    let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_message(message);
    spinner.enable_steady_tick(Duration::from_millis(100));
    let done = work();
    spinner.finish_and_clear();
    done
}

/// A bar that counts to a known number.
pub(crate) fn bar(length: u64, message: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr()).with_message(message);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}

/// A bar for what is fetched, if a person is looking. It is there as long as there is something to fetch.
pub(crate) fn watch() -> Option<Watch> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let bar = Mutex::new(None::<ProgressBar>);
    Some(Watch::new(move |progress: &FetchProgress| {
        let Ok(mut bar) = bar.lock() else { return };
        let length = progress.all_size_bytes.unwrap_or(progress.all_done_bytes);
        let is_over = progress.is_done && progress.all_done_bytes >= length;
        let shown = bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
            let style =
                ProgressStyle::with_template("fetching {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}");
            match style {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        shown.set_length(length);
        shown.set_position(progress.all_done_bytes);
        if is_over {
            shown.finish_and_clear();
            *bar = None;
        }
    }))
}
