//! Words: paths as git stores them, spans and lines of a file, plurals and suggestions.
//!
//! All modules above use these types, so that a path stays bytes and a position stays a byte range
//! until `report` has to print it.
//!
//! Never: knows what a migration is.

pub mod code;
mod crc32;
pub mod difference;
pub mod git_path;
mod globs;
mod hex;
mod line_index;
pub mod lines;
pub mod name_pattern;
pub mod path;
mod path_pattern;
pub mod printable;
mod spliced;
pub mod words;

pub use crc32::crc32;
pub use globs::Globs;
pub use hex::hex;
pub use line_index::LineIndex;
pub use lines::{Position, Span, position, window};
pub use path::RelPath;
pub use path_pattern::PathPattern;
pub use spliced::Spliced;
