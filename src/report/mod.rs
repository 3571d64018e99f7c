//! Rendering: an outcome in, bytes out; one file per format.
//!
//! A renderer gets everything by value and writes to whatever it is given. Machine formats
//! own standard output: nothing else is written there when one of them is chosen.
//!
//! Never: judges, reads anything, knows of git.

pub mod config;
pub mod human;
pub mod json;

use crate::jobs::check::Outcome;
use std::io::{self, Write};

/// The formats a check can be told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object.
    Json,
}

/// Writes the outcome of a check in a machine format, or for people at this width.
pub fn write(format: Format, outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => human::write(outcome, width, out),
        Format::Json => json::write(outcome, out),
    }
}
