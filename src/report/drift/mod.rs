//! Reports of `tidegate drift`: the differences of each database as `diff` reports them, then one table of who has what.

mod format;
mod github;
mod html;
mod human;
mod json;
mod markdown;
mod wording;

pub use format::{Format, write};
