//! The crate's tests from outside, one binary: what layers look like, what is refused, and the real packages.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, and so do its helpers")]

mod budget;
mod corpus;
mod hostile;
mod layers;
mod plans;
mod support;
