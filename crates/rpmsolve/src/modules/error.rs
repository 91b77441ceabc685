//! Why module streams cannot be active.

use thiserror::Error;

use crate::pool::PoolError;

/// Why the streams that are to be enabled cannot be.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{ModuleError, Modules};
///
/// let error = Modules::default().activate(&pool, &["nodejs:22".parse()?]).unwrap_err();
/// assert!(matches!(&error, ModuleError::UnknownModule { module, .. } if module == "nodejs"));
/// assert_eq!(error.code(), "unknown-module");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModuleError {
    /// Something that is no module spec.
    #[error("\"{spec}\" is no module stream; write NAME:STREAM, for example nodejs:22")]
    Spec {
        /// What it is.
        spec: String,
    },
    /// No repository has the module.
    #[error("there is no module \"{module}\"{}", crate::near::did_you_mean(near))]
    UnknownModule {
        /// The module.
        module: String,
        /// Modules with names like it.
        near: Vec<String>,
    },
    /// The module does not have the stream.
    #[error("module {module} has no stream \"{stream}\"; it has {}", streams.join(", "))]
    UnknownStream {
        /// The module.
        module: String,
        /// What was asked for.
        stream: String,
        /// The streams that it has.
        streams: Vec<String>,
    },
    /// A module may have one active stream only.
    #[error("module {module} cannot have two streams enabled: {first} and {second}")]
    TwoStreams {
        /// The module.
        module: String,
        /// One of the streams.
        first: String,
        /// The other.
        second: String,
    },
    /// The module has no default stream, and none was chosen.
    #[error(
        "{}module {module} has no default stream; enable one of {}",
        needed_by.as_ref().map(|stream| format!("{stream} needs module {module}; ")).unwrap_or_default(),
        streams.iter().map(|stream| format!("{module}:{stream}")).collect::<Vec<_>>().join(", ")
    )]
    NoStream {
        /// The module.
        module: String,
        /// The streams that would do.
        streams: Vec<String>,
        /// The stream that needs it; `None` if it was asked for.
        needed_by: Option<String>,
    },
    /// The stream does not have the profile.
    #[error("module stream {stream} has no profile \"{profile}\"; {}", if known.is_empty() {
        "it has none".to_owned()
    } else {
        format!("write NAME:STREAM/PROFILE with one of {}", known.join(", "))
    })]
    UnknownProfile {
        /// The stream.
        stream: String,
        /// What was asked for, or is the default.
        profile: String,
        /// The profiles that it has.
        known: Vec<String>,
    },
    /// The streams that are enabled contradict each other, or need what is not there.
    #[error("the module streams {} cannot be active together:\n{reasons}", enabled.join(", "))]
    Conflict {
        /// The streams.
        enabled: Vec<String>,
        /// The reasons, one a line.
        reasons: String,
    },
    /// The metadata of modules are made to exhaust the reader.
    #[error("modules cannot be read: {0}")]
    Pool(#[from] PoolError),
}

impl ModuleError {
    /// A name for the kind of error that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Spec { .. } => "module-spec",
            Self::UnknownModule { .. } => "unknown-module",
            Self::UnknownStream { .. } => "unknown-stream",
            Self::TwoStreams { .. } => "two-streams",
            Self::NoStream { .. } => "no-stream",
            Self::UnknownProfile { .. } => "unknown-profile",
            Self::Conflict { .. } => "module-conflict",
            Self::Pool(error) => error.code(),
        }
    }
}
