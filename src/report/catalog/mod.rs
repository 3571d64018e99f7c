//! The catalog of a project.

mod json;

pub use json::write;
