//! Writing of JSON.

use serde::Serialize;
use std::io::{self, Write};

/// The `version` of every object. It is raised when a key changes its meaning or is removed; new
/// keys do not raise it.
pub(in crate::report) const VERSION: u32 = 1;

/// Writes one value and a newline.
pub(in crate::report) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
