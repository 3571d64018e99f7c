//! Report of `tidegate new`.

use crate::jobs::baseline::Plan;
use crate::text::{RelPath, words};
use std::io::{self, Write};

/// Writes the paths of the files, each on its own line.
pub fn write<'a>(paths: impl IntoIterator<Item = &'a RelPath>, out: &mut dyn Write) -> io::Result<()> {
    paths.into_iter().try_for_each(|path| writeln!(out, "{path}"))
}

/// Writes what a baseline does not contain, and what to do with it.
pub fn write_notes(plan: &Plan, err: &mut dyn Write) -> io::Result<()> {
    if !plan.left_out.is_empty() {
        let left_out: Vec<String> = plan.left_out.iter().cloned().collect();
        writeln!(err, "note: not taken from the dump: {}", words::list(&left_out, 12))?;
    }
    match &plan.mark_applied {
        Some(command) => writeln!(err, "next: in databases that have this schema, record it as applied: {command}"),
        None => {
            writeln!(err, "next: in databases that have this schema, record it as applied before the next migration")
        }
    }
}
