//! For people.

use super::wording::{cells, decision, letter, verdict};
use crate::jobs::drift::Outcome;
use crate::report::Output;
use crate::report::diff;
use crate::report::remedy;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use std::io;

/// Writes each database, the table of who has what if there are several, and the verdict.
pub(super) fn write(outcome: &Outcome, is_full: bool, output: &mut Output) -> io::Result<()> {
    for one in &outcome.databases {
        match &one.result {
            Ok(compared) => diff::write(diff::Format::Human, compared, is_full, output)?,
            Err(error) => {
                let text = format!("{} was not compared: {error}", one.label);
                writeln!(output.out, "{} {}", "error:".red().bold(), wording::safe_lines(&text, 2))?;
                for hint in remedy::of_diff(error) {
                    writeln!(output.out, "  {} {}", "help:".cyan().bold(), wording::safe_lines(&hint, 8))?;
                }
            }
        }
        for decided in &one.decided {
            snippet::write_note("decided", &decision(decided), output.width, output.out)?;
        }
        writeln!(output.out)?;
    }
    for side in outcome.beside.iter().filter(|side| !side.findings.is_empty() || !side.notes.is_empty()) {
        writeln!(output.out, "{} as a description of the schema:", wording::safe(&side.label))?;
        for finding in &side.findings {
            snippet::write_note("differs", finding, output.width, output.out)?;
        }
        for note in &side.notes {
            snippet::write_note("note", note, output.width, output.out)?;
        }
        writeln!(output.out)?;
    }
    if outcome.columns().len() > 1 {
        write_table(outcome, output)?;
    }
    let name = if outcome.is_in_step() {
        "tidegate:".green().bold().to_string()
    } else {
        "tidegate:".red().bold().to_string()
    };
    writeln!(output.out, "{name} {}", wording::safe(&verdict(outcome)))
}

fn write_table(outcome: &Outcome, output: &mut Output) -> io::Result<()> {
    let rows = outcome.rows();
    if rows.is_empty() {
        return Ok(());
    }
    for (at, label) in outcome.columns().iter().enumerate() {
        snippet::write_note(&format!("column {}", at + 1), label, output.width, output.out)?;
    }
    let names: Vec<String> = rows.iter().map(|row| wording::safe(&row.object.to_string())).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let head: Vec<String> = (1..=outcome.columns().len()).map(|number| format!("{number:<9}")).collect();
    writeln!(output.out, "  {:<width$}  {}", "", head.join("  ").trim_end())?;
    for (row, name) in rows.iter().zip(&names) {
        let cells: Vec<String> = cells(row).iter().map(|cell| format!("{cell:<9}")).collect();
        writeln!(output.out, "{} {name:<width$}  {}", letter(row), cells.join("  ").trim_end())?;
    }
    writeln!(output.out)
}
