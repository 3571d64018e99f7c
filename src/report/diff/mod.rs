//! Reports of a comparison.

mod format;
mod groups;
mod html;
mod human;
mod json;
mod json_object;
mod json_sql;
mod markdown;
mod mermaid;
mod sql;
mod svg;
mod tables;
mod wording;

pub use format::{Format, write};
pub(in crate::report) use html::{style as page_class, write_body as write_page_body};
pub(in crate::report) use html::{write_end as write_page_end, write_start as write_page_start};
pub use sql::write_notes;
