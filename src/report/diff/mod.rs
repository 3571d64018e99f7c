//! Reports of a comparison.

mod format;
mod groups;
mod html;
mod human;
mod json;
mod markdown;
mod mermaid;
mod svg;
mod tables;
mod wording;

pub use format::{Format, write};
