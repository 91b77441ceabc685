//! The crate's tests from outside, one binary: what layers look like, what is refused, and the real packages.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, and so do its helpers")]

mod artifacts;
mod audit;
mod budget;
mod corpus;
mod effects;
mod elf;
mod hostile;
mod layers;
mod mutations;
mod options;
mod oracle;
mod plans;
mod sbom;
mod support;
