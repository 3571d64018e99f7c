//! `rollout`: the reasons against it, what was done, and the report for the team.

use super::apply::write_applied_part;
use crate::jobs::live::{RolledOut, RolloutPlan, Statement};
use crate::live::Observed;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io::{self, Write};
use std::path::Path;

/// Writes why a rollout cannot begin.
pub fn write_refused_rollout(planned: &RolloutPlan, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for (reason, help) in &planned.refused {
        writeln!(out, "{} {}", "refused".red().bold(), wording::safe(reason))?;
        snippet::write_note("help", help, width, out)?;
    }
    let line = format!("{}: nothing was changed", planned.plan.database);
    writeln!(out, "{} {}", "tidegate:".red().bold(), wording::safe(&line))
}

/// Writes what was done.
pub fn write_rolled_out(planned: &RolloutPlan, done: &RolledOut, width: usize, out: &mut dyn Write) -> io::Result<()> {
    write_applied_part(&done.applied, width, out)?;
    for difference in &done.differences {
        writeln!(out, "{} {}", "differs".red().bold(), wording::safe(difference))?;
    }
    let (name, verdict) = if done.has_passed() {
        ("tidegate:".green().bold(), "rolled out, and as it was rehearsed")
    } else {
        ("tidegate:".red().bold(), "the rollout failed")
    };
    let count = words::count(done.applied.done.len(), "migration");
    let line = format!("{}: {verdict}; {count} applied", planned.plan.database);
    writeln!(out, "{name} {}", wording::safe(&line))?;
    for note in &done.applied.notes {
        snippet::write_note("note", note, width, out)?;
    }
    match &done.restored {
        Some(Ok(restored)) => {
            let kept = restored.kept.as_deref().unwrap_or_default();
            let note = format!("the snapshot is restored; the database after the failure is {kept}");
            snippet::write_note("note", &note, width, out)
        }
        Some(Err(error)) => snippet::write_note("note", &format!("the snapshot was not restored: {error}"), width, out),
        None if done.has_passed() => Ok(()),
        None => {
            let help = format!(
                "to go back to the snapshot, without what was written since: `tidegate restore {} --db DATABASE`",
                planned.snapshot.folder.display()
            );
            snippet::write_note("help", &help, width, out)
        }
    }
}

/// Writes the place of the report.
pub fn write_report_path(path: &Path, width: usize, out: &mut dyn Write) -> io::Result<()> {
    snippet::write_note("note", &format!("report: {}", path.display()), width, out)
}

/// Returns the report of a rollout as Markdown.
pub fn rollout_report(planned: &RolloutPlan, done: &RolledOut, moment: &str) -> String {
    let (rehearsal, manifest) = (&planned.rehearsal, &planned.snapshot.manifest);
    let verdict = if done.has_passed() { "passed" } else { "failed" };
    let mut lines = vec![format!("# Rollout on {}: {verdict}\n", code(&planned.plan.database))];
    lines.push("| | |\n|---|---|".to_owned());
    let facts = [
        ("rolled out", moment),
        ("rehearsed", &rehearsal.rehearsed),
        ("snapshot", &manifest.taken),
        ("schema before", &rehearsal.catalog_before),
        ("schema as rehearsed", &rehearsal.catalog_after),
    ];
    lines.extend(facts.map(|(name, value)| format!("| {name} | {} |", code(value))));
    lines.push("\n## Migrations\n".to_owned());
    for path in &rehearsal.migrations {
        let is_done = done.applied.done.iter().any(|done| done.to_string() == *path);
        lines.push(format!("- {}: {}", code(path), if is_done { "applied" } else { "not applied" }));
    }
    if let Some(failure) = &done.applied.failure {
        lines.push(format!("\n## Failure\n\n{}: {}", code(&failure.path.to_string()), code(&failure.message)));
        lines.push(format!("\n{}", code(&failure.state)));
    }
    if !done.differences.is_empty() {
        lines.push("\n## Differences from the rehearsal\n".to_owned());
        lines.extend(done.differences.iter().map(|difference| format!("- {}", code(difference))));
    }
    lines.push("\n## Statements\n\n| statement | rehearsed | live | locks |\n|---|--:|--:|---|".to_owned());
    lines.extend(rehearsal.statements.iter().map(|rehearsed| statement(rehearsed, done)));
    if let Some(restored) = &done.restored {
        let end = match restored {
            Ok(restored) => {
                let kept = code(restored.kept.as_deref().unwrap_or_default());
                format!("The snapshot is restored; the database after the failure is {kept}.")
            }
            Err(error) => format!("The snapshot was not restored: {}", code(&error.to_string())),
        };
        lines.push(format!("\n## Restore\n\n{end}"));
    }
    lines.join("\n") + "\n"
}

/// A row of the table of statements.
fn statement(rehearsed: &Statement, done: &RolledOut) -> String {
    let is_it =
        |observed: &&Observed| observed.path.to_string() == rehearsed.path && observed.place.line == rehearsed.line;
    let live = done.applied.observed.iter().find(is_it);
    let time = live.map_or_else(|| "not run".to_owned(), |live| format!("{} ms", live.time.as_millis()));
    let locks = rehearsed.locks.iter().flatten().map(|(table, lock)| format!("{lock} on {table}"));
    let locks = locks.collect::<Vec<_>>().join(", ");
    let locks = if locks.is_empty() { String::new() } else { code(&locks) };
    let place = format!("{}:{} {}", rehearsed.path, rehearsed.line, rehearsed.statement);
    format!("| {} | {} ms | {time} | {locks} |", code(&place), rehearsed.milliseconds)
}

/// A text as code in Markdown, in one line and also in a cell of a table.
fn code(text: &str) -> String {
    let text = wording::safe(text).replace(['\n', '\r'], " ").replace('`', "'").replace('|', "\\|");
    format!("`{text}`")
}
