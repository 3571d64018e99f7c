//! Words: paths as git gives them, spans and lines of a file, plurals and suggestions.
//!
//! Everything above speaks in these types, so that a path stays bytes and a place stays a
//! byte range until a face (`report`) has to show it to somebody.
//!
//! Never: knows what a migration is.

pub mod code;
pub mod difference;
mod hex;
pub mod lines;
pub mod path;
pub mod words;

pub use hex::hex;
pub use lines::{Position, Span, position, window};
pub use path::RelPath;
