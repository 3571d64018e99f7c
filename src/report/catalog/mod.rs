//! The catalog of a project, or of a live database.

mod json;

pub use json::{write, write_live};
