//! What a person at a terminal sees and is asked while a verb works: a spinner or a bar on standard error if that is a
//! terminal, warnings, and questions about keys.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rpmsolve_repo::KeyOffer;
use rpmsolve_verbs::{Progress, Session, Stage, Watcher};

/// A session with this terminal.
pub(crate) fn session() -> Session {
    Session::new(Terminal::default())
}

/// What is drawn at the moment, and for what.
#[derive(Default)]
struct Terminal {
    drawn: Mutex<Option<(Stage, ProgressBar)>>,
}

impl Watcher for Terminal {
    fn progress(&self, progress: &Progress) {
        if !std::io::stderr().is_terminal() {
            return;
        }
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let is_drawn = drawn.as_ref().is_some_and(|(stage, _)| *stage == progress.stage);
        if progress.finished {
            if is_drawn && let Some((_, bar)) = drawn.take() {
                bar.finish_and_clear();
            }
            return;
        }
        if !is_drawn {
            if let Some((_, bar)) = drawn.take() {
                bar.finish_and_clear();
            }
            *drawn = Some((progress.stage, bar(progress)));
        }
        if let Some((_, bar)) = drawn.as_ref() {
            if let Some(total) = progress.total {
                bar.set_length(total);
            }
            bar.set_position(progress.done);
        }
    }

    fn warning(&self, message: &str) {
        eprintln!("rpmsolve: warning: {message}");
    }

    fn can_ask(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    fn key(&self, offer: &KeyOffer) -> bool {
        let KeyOffer { repository, fingerprint, user, place } = offer;
        eprintln!("{repository}: the key of {place} is\n  {user}\n  {fingerprint}");
        eprint!("compare it with what whoever made the repository publishes; is it the right one? [y/N] ");
        let mut answer = String::new();
        let is_read = std::io::stderr().flush().is_ok() && std::io::stdin().read_line(&mut answer).is_ok();
        let is_yes = is_read && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes");
        if is_yes {
            eprintln!(
                "with --trust {fingerprint}, or fingerprints = [\"{fingerprint}\"] in rpmsolve.toml, nobody is asked"
            );
        }
        is_yes
    }
}

/// A bar where the end is known, and a spinner where it is not.
fn bar(progress: &Progress) -> ProgressBar {
    let message = match progress.stage {
        Stage::Load => "reading repositories",
        Stage::Solve => "resolving",
        Stage::Check => "checking packages",
        Stage::Fetch => "fetching",
        Stage::Unpack => "unpacking",
        Stage::Relocate => "relocating",
        Stage::Write => "writing",
        Stage::Advise => "looking for what would be smaller",
        Stage::Plan => "planning",
        _ => "working",
    };
    let bar =
        ProgressBar::with_draw_target(progress.total, ProgressDrawTarget::stderr()).with_message(message);
    let template = match (progress.stage, progress.total) {
        (Stage::Fetch, Some(_)) => "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}",
        (_, Some(_)) => "{msg} {wide_bar} {pos}/{len}",
        (_, None) => {
            bar.enable_steady_tick(Duration::from_millis(100));
            return bar;
        }
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
