//! Audits: what would go wrong with layers on their runtime.

use rpmsolve::report::SCHEMA;
use rpmsolve_layer::{AuditOptions as AuditSettings, AuditReport, Severity};
use rpmsolve_repo::Load;
use schemars::JsonSchema;
use serde::Serialize;

use crate::layer::{base_image, layout, limit, usual_runtime};
use crate::options::{AuditOptions, FailOn};
use crate::profile::find_profile;
use crate::resolve::load;
use crate::{Answer, Session, VerbError};

/// What would go wrong, as a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AuditDocument {
    /// The version of the document.
    pub schema: u32,
    /// `ok`, or `found` if there is something of the severity that was asked for.
    pub status: &'static str,
    /// The runtime that the layers were held against, or null if the base was described otherwise.
    pub runtime: Option<String>,
    /// What was found.
    #[serde(flatten)]
    pub report: AuditReport,
}

/// What would go wrong.
#[derive(Clone, Debug)]
pub struct Audited {
    /// What was found.
    pub report: AuditReport,
    runtime: Option<String>,
    is_good: bool,
}

impl Answer for Audited {
    type Document = AuditDocument;

    fn is_yes(&self) -> bool {
        self.is_good
    }

    fn into_document(self, _: &Session) -> AuditDocument {
        let Self { report, runtime, is_good } = self;
        AuditDocument { schema: SCHEMA, status: if is_good { "ok" } else { "found" }, runtime, report }
    }
}

/// Says what would go wrong with layers on their runtime.
///
/// # Errors
///
/// [`VerbError`] for layers, runtimes and bases that cannot be read; what is wrong with layers is an answer.
pub fn audit(options: &AuditOptions, session: &Session) -> Result<Audited, VerbError> {
    let arch = options.arch.as_deref().unwrap_or(std::env::consts::ARCH);
    let profile = find_profile(&options.runtime, usual_runtime(&options.base), arch)?;
    let mut wanted = Load { base: options.base.clone(), arch: arch.to_owned(), ..Load::default() };
    wanted.network.cancel = session.cancel.clone();
    let base = load(&wanted, session)?;
    let settings = AuditSettings {
        layout: layout(options.layout.as_deref())?,
        arch: options.arch.clone(),
        limit_bytes: limit(options.limit),
        ..AuditSettings::default()
    };
    let report = rpmsolve_layer::audit(&options.layers, &base_image(profile.as_ref(), &base)?, &settings)?;
    let is_bad = report.worst().is_some_and(|worst| fails(options.fail_on, worst));
    Ok(Audited { report, runtime: profile.map(|profile| profile.runtime), is_good: !is_bad })
}

fn fails(from: Option<FailOn>, worst: Severity) -> bool {
    match from.unwrap_or(FailOn::Warning) {
        FailOn::Info => true,
        FailOn::Warning => worst >= Severity::Warning,
        FailOn::Error => worst >= Severity::Error,
        FailOn::Never => false,
    }
}
