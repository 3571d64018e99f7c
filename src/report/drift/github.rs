//! `--format github`: an annotation for each database that differs or was not compared, then the text for people; and the
//! job summary.
//!
//! Names of objects and messages of servers are text of others: the door lets no line of the text become a workflow
//! command.

use super::human;
use super::markdown;
use super::wording::{cells, letter};
use crate::diagnostic::{Place, Severity};
use crate::jobs::drift::Outcome;
use crate::report::Output;
use crate::report::style::annotation::{Annotation, SHOWN};
use crate::report::style::paint::plain;
use crate::report::style::wording;
use crate::text::words;
use std::io;

const TITLE: &str = "tidegate drift";

/// Objects that an annotation names.
const NAMED: usize = 10;

/// Writes an annotation for each database with a problem, and then the text for people.
pub(super) fn write(outcome: &Outcome, is_full: bool, output: &mut Output) -> io::Result<()> {
    let texts = texts(outcome);
    let shown = if texts.len() > SHOWN { SHOWN - 1 } else { texts.len() };
    for text in &texts[..shown] {
        annotate(text, output)?;
    }
    if texts.len() > shown {
        let rest = words::count(texts.len() - shown, "more side");
        annotate(&format!("{rest} with problems; the log of the step shows all"), output)?;
    }
    let mut text = Vec::new();
    let mut inner = Output { out: &mut text, width: output.width, is_below_top: false, job_summary: &mut io::sink() };
    human::write(outcome, is_full, &mut inner)?;
    output.out.write_all(plain(&text).as_bytes())?;
    let mut summary = Vec::new();
    let mut inner =
        Output { out: &mut summary, width: output.width, is_below_top: false, job_summary: &mut io::sink() };
    markdown::write(outcome, &mut inner)?;
    writeln!(output.job_summary)?;
    output.job_summary.write_all(&summary)?;
    writeln!(output.job_summary)
}

fn annotate(text: &str, output: &mut Output) -> io::Result<()> {
    Annotation { severity: Severity::Error, place: &Place::None, title: TITLE, text }.write(output.out)
}

/// The problems, one text for each side.
fn texts(outcome: &Outcome) -> Vec<String> {
    let rows = outcome.rows();
    let mut texts = Vec::new();
    for (at, label) in outcome.columns().into_iter().enumerate() {
        let label = wording::safe(label);
        if let Some(Err(error)) = outcome.databases.get(at).map(|one| &one.result) {
            texts.push(format!("{label} was not compared: {}", wording::safe(&error.to_string())));
            continue;
        }
        let differing = rows.iter().map(|row| (row, cells(row)[at])).filter(|(_, cell)| !matches!(*cell, "same" | "?"));
        let named: Vec<String> = differing
            .map(|(row, cell)| format!("{} {}: {cell}", letter(row), wording::safe(&row.object.to_string())))
            .collect();
        let beside = at.checked_sub(outcome.databases.len()).and_then(|at| outcome.beside.get(at));
        let findings = beside.map(|side| side.findings.as_slice()).unwrap_or_default();
        let gaps = outcome.databases.get(at).and_then(|one| one.result.as_ref().ok());
        let gaps = gaps.map(|compared| compared.not_compared.as_slice()).unwrap_or_default();
        let more = gaps.iter().map(|gap| format!("not compared: {}", wording::safe(gap)));
        let lines: Vec<String> =
            named.into_iter().chain(findings.iter().map(|finding| wording::safe(finding))).chain(more).collect();
        if lines.is_empty() {
            continue;
        }
        let rest = lines.len().saturating_sub(NAMED);
        let more = if rest > 0 { format!("\nand {rest} more") } else { String::new() };
        let head = format!("{label} is not as {}", wording::safe(&outcome.expected));
        texts.push(format!("{head}\n{}{more}", lines[..lines.len() - rest].join("\n")));
    }
    texts
}
