//! The formats of a status.

use super::{status_human, status_json};
use crate::jobs::live::Status;
use crate::report::Output;
use std::io;

/// The formats of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object.
    Json,
}

/// Writes the state of a database; in full with every applied migration and the differences of texts.
pub fn write_status(format: Format, status: &Status, is_full: bool, output: &mut Output) -> io::Result<()> {
    match format {
        Format::Human => status_human::write(status, is_full, output.width, output.out),
        Format::Json => status_json::write(status, output.out),
    }
}
