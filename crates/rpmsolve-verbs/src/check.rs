//! Checking: which packages of repositories cannot be installed.

use std::num::NonZeroUsize;
use std::sync::Arc;

use rpmsolve::report::CheckReport;
use rpmsolve_repo::{Check, Checked, Loaded};

use crate::options::CheckOptions;
use crate::resolve::{check_places, load};
use crate::{Answer, Progress, Session, Stage, VerbError};

/// Says which packages of the repositories cannot be installed, and why.
///
/// # Errors
///
/// [`VerbError`] for what is wrong with the repositories; that packages cannot be installed is an answer.
pub fn check(options: &CheckOptions, session: &Session) -> Result<Checked, VerbError> {
    let load_options = options.sources.to_load(session);
    check_places(&load_options)?;
    check_loaded(options, &Arc::new(load(&load_options, session)?), session)
}

/// The same for what is loaded already.
pub(crate) fn check_loaded(
    options: &CheckOptions,
    loaded: &Arc<Loaded>,
    session: &Session,
) -> Result<Checked, VerbError> {
    let check = Check {
        modules: options.modules.clone(),
        exclude: options.exclude.clone(),
        newest: options.newest,
        threads: options.jobs.map(NonZeroUsize::get),
        ..Check::default()
    };
    let checked = check.ask(loaded, &mut |done, total| {
        session.tell(Progress::at(Stage::Check, done, total));
        !session.cancel.is_cancelled()
    })?;
    session.cancel.check()?;
    session.warn(&checked.warnings);
    Ok(checked)
}

impl Answer for Checked {
    type Document = CheckReport;

    fn is_yes(&self) -> bool {
        self.is_ok()
    }

    fn into_document(self, _: &Session) -> CheckReport {
        self.report()
    }
}
