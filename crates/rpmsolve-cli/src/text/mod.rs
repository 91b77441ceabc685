//! Answers as text for people: to standard output what was asked for, to standard error what else there is to say. What
//! stands here may change; scripts read the JSON.

pub(crate) mod advice;
pub(crate) mod cache;
pub(crate) mod check;
pub(crate) mod graph;
pub(crate) mod layer;
pub(crate) mod plan;
pub(crate) mod profile;
pub(crate) mod project;
pub(crate) mod query;
pub(crate) mod resolve;
pub(crate) mod testcase;
pub(crate) mod verify;
