//! What a verb answers: something that can be written as a document, and that is a yes or a no.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Session;

/// An answer.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::{Answer, ProfilesOptions, Session, runtimes};
///
/// let answer = runtimes(&ProfilesOptions::default(), &Session::default())?;
/// assert!(answer.is_yes());
/// assert_eq!(answer.into_document(&Session::default()).status, "ok");
/// # Ok::<(), rpmsolve_verbs::VerbError>(())
/// ```
pub trait Answer {
    /// What it is written as.
    type Document: Serialize + JsonSchema;

    /// Whether it is what whoever asked hopes for; if not, the command ends with status 1.
    fn is_yes(&self) -> bool {
        true
    }

    /// What it is written as. What nobody but scripts wants to know is worked out here.
    fn into_document(self, session: &Session) -> Self::Document;
}

/// Makes documents their own answers.
macro_rules! documents {
    ($($document:ty $(, yes if $is_yes:expr)?;)*) => {
        $(impl Answer for $document {
            type Document = Self;

            $(fn is_yes(&self) -> bool {
                let is_yes: fn(&Self) -> bool = $is_yes;
                is_yes(self)
            })?

            fn into_document(self, _: &Session) -> Self {
                self
            }
        })*
    };
}

pub(crate) use documents;
