//! Markdown: the table of who has what, then the differences of each database.

use super::wording::{cells, decision, letter, verdict};
use crate::jobs::drift::Outcome;
use crate::report::Output;
use crate::report::diff;
use crate::report::style::markdown::{cell, code};
use std::io;

/// Rows of the table. A comment on GitHub has at most 65,536 characters.
const ROWS: usize = 100;

/// Writes the report.
pub(super) fn write(outcome: &Outcome, output: &mut Output) -> io::Result<()> {
    writeln!(output.out, "## Drift\n\n{}\n", cell(&verdict(outcome)))?;
    let rows = outcome.rows();
    if !rows.is_empty() {
        let heads: Vec<String> = outcome.columns().into_iter().map(code).collect();
        writeln!(output.out, "| class | object | {} |", heads.join(" | "))?;
        writeln!(output.out, "|---|---|{}", "---|".repeat(heads.len()))?;
        for row in rows.iter().take(ROWS) {
            writeln!(
                output.out,
                "| {} | {} | {} |",
                letter(row),
                code(&row.object.to_string()),
                cells(row).join(" | ")
            )?;
        }
        writeln!(output.out)?;
        if rows.len() > ROWS {
            writeln!(output.out, "{} more objects: `tidegate drift` shows all.\n", rows.len() - ROWS)?;
        }
    }
    for (label, finding) in outcome.beside.iter().flat_map(|side| side.findings.iter().map(|one| (&side.label, one))) {
        writeln!(output.out, "- {} differs: {}", code(label), cell(finding))?;
    }
    for one in &outcome.databases {
        match &one.result {
            Ok(compared) => diff::write(diff::Format::Markdown, compared, false, output)?,
            Err(error) => writeln!(output.out, "- not compared: {}: {}", code(&one.label), cell(&error.to_string()))?,
        }
        for decided in &one.decided {
            writeln!(output.out, "- decided: {}", cell(&decision(decided)))?;
        }
        writeln!(output.out)?;
    }
    Ok(())
}
