//! The plan of a baseline.

use crate::jobs::reconcile::Plan;
use crate::jobs::squash::Baseline;
use crate::report::Output;
use crate::report::reconcile::write_result;
use crate::report::style::snippet;
use crate::text::words;
use std::io;

/// Writes what a baseline would do, or why it does nothing.
pub fn write_baseline(baseline: &Baseline, plan: &Plan, output: &mut Output) -> io::Result<()> {
    let is_proven = write_result(plan, output)?;
    for note in &baseline.outcome.remarks {
        snippet::write_note("note", note, output.width, output.out)?;
    }
    for gap in &baseline.outcome.not_compared {
        snippet::write_note("not compared", gap, output.width, output.out)?;
    }
    if !is_proven {
        return Ok(());
    }
    let left_out = format!("not part of the migration: {}", words::list(&baseline.left_out, 10));
    snippet::write_note("note", &left_out, output.width, output.out)?;
    match baseline.archive.moves.len() {
        0 => Ok(()),
        count => {
            let text = format!("{} moved to {}", words::count(count, "existing file"), baseline.archive.folder);
            snippet::write_note("note", &text, output.width, output.out)
        }
    }
}
