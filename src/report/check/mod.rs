//! The outcome of a check, in one file per format.

mod fix;
mod format;
mod github;
mod human;
mod json;
mod junit;
mod sarif;

pub use fix::write_fixes;
pub use format::{Format, write};
pub(super) use github::write_commands;
pub(super) use human::write_problems;
pub(super) use json::problem;
