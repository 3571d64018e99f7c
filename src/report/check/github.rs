//! `--format github`: one annotation per problem, and a table in the job summary.
//!
//! GitHub shows ten annotations of each kind per step, so the first problem of every rule comes
//! before the second of any.

use crate::diagnostic::{Diagnostic, Severity};
use crate::jobs::check::Outcome;
use crate::report::style::annotation::{Annotation, SHOWN};
use crate::report::style::markdown::{cell, code};
use crate::report::style::wording;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Rows of the table; a job summary may not be larger than 1 MiB.
const ROWS: usize = 200;

/// Writes one workflow command per problem, then the verdict as a line of the log.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    write_commands(&outcome.diagnostics, out)?;
    writeln!(out, "tidegate: {}", wording::safe(&wording::verdict(outcome)))?;
    for breaking in wording::breaking(outcome) {
        writeln!(out, "tidegate: breaking: {}", wording::safe(&breaking))?;
    }
    for fragment in wording::not_checked(outcome) {
        writeln!(out, "tidegate: {}", wording::safe(&fragment))?;
    }
    Ok(())
}

/// Writes one workflow command per problem.
pub(in crate::report) fn write_commands(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    spread(diagnostics).into_iter().try_for_each(|diagnostic| write_command(diagnostic, out))
}

/// Errors first, and the first of every rule before the second of any.
fn spread(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ranked: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| {
            let nth = seen.entry(diagnostic.rule.id).or_default();
            *nth += 1;
            (Reverse(diagnostic.severity), *nth, diagnostic)
        })
        .collect();
    ranked.sort_by_key(|(severity, nth, _)| (*severity, *nth));
    ranked.into_iter().map(|(_, _, diagnostic)| diagnostic).collect()
}

fn write_command(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("tidegate {}", diagnostic.rule.id);
    let text = format!("{}\n{}", wording::safe(&diagnostic.message), wording::reason_and_remedy(diagnostic));
    let annotation = Annotation { severity: diagnostic.severity, place: &diagnostic.place, title: &title, text: &text };
    annotation.write(out)
}

/// Writes the outcome as Markdown; the job summary is appended to, so it starts and ends
/// with an empty line.
pub(super) fn write_job_summary(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mark = if outcome.has_errors() { ":x:" } else { ":white_check_mark:" };
    writeln!(out, "\n### {mark} tidegate: {}\n", cell(&wording::verdict(outcome)))?;
    if !outcome.diagnostics.is_empty() {
        write_table(outcome, out)?;
    }
    for fragment in wording::not_checked(outcome) {
        writeln!(out, "- {}", cell(&fragment))?;
    }
    for accepted in &outcome.accepted {
        let line = wording::in_content(&accepted.diagnostic).map(|(start, _)| format!(":{}", start.line));
        let line = line.unwrap_or_default();
        let path = accepted.diagnostic.place.path().map(|path| format!(" in {}", code(&format!("{path}{line}"))));
        let path = path.unwrap_or_default();
        writeln!(out, "- `{}` is accepted{path}: {}", accepted.diagnostic.rule.id, cell(&accepted.reason))?;
    }
    writeln!(out)
}

fn write_table(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| severity | rule | place | problem | fix |\n|---|---|---|---|---|")?;
    let ordered = wording::by_file(&outcome.diagnostics);
    for diagnostic in ordered.iter().take(ROWS) {
        let line =
            wording::in_content(diagnostic).map(|(start, _)| format!(" line {}", start.line)).unwrap_or_default();
        let path = diagnostic.place.path().map(|path| code(&path.to_string())).unwrap_or_default();
        writeln!(
            out,
            "| {} | `{}` | {path}{line} | {} | {} |",
            diagnostic.severity,
            diagnostic.rule.id,
            cell(&diagnostic.message),
            cell(&diagnostic.help)
        )?;
    }
    writeln!(out)?;
    if ordered.len() > ROWS {
        writeln!(out, "{} more problems are in the log of the step.\n", ordered.len() - ROWS)?;
    }
    let most = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| outcome.count(severity));
    if most.into_iter().any(|count| count > SHOWN) {
        writeln!(
            out,
            "GitHub shows {SHOWN} annotations of a kind per step; the others are in this table{}.\n",
            if ordered.len() > ROWS { " and in the log" } else { "" }
        )?;
    }
    Ok(())
}
