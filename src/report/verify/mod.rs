//! The outcome of a verification, in one file per format.

mod difference;
mod extent;
mod extra_checks;
mod failure;
mod format;
mod github;
mod human;
mod json;
mod json_observed;
mod lines;
mod mirrors;
mod observations;
mod wording;

pub(in crate::report) use failure::write as write_failure;
pub use format::{Format, View, write, write_in_hook};
pub(in crate::report) use json::{Failure as JsonFailure, failure as json_failure};
