//! `apply`: the plan before, and what was done after it.

use crate::jobs::live::{Locks, Plan, SchemaFile, SchemaState};
use crate::live::{Applied, Failure};
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io::{self, Write};

/// Statements of a part that are shown.
const STATEMENTS: usize = 20;

/// Writes the plan.
pub fn write_plan(plan: &Plan, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for step in &plan.steps {
        let path = wording::safe(&step.path.to_string());
        let continued = if step.is_continued { " (continues an interrupted run)" } else { "" };
        writeln!(out, "{}{continued}", path.bold())?;
        for part in &step.parts {
            writeln!(out, "  {}", if part.is_transaction { "in one transaction:" } else { "outside a transaction:" })?;
            for statement in part.statements.iter().take(STATEMENTS) {
                writeln!(out, "    {}", wording::safe(statement))?;
            }
            if part.statements.len() > STATEMENTS {
                let rest = words::count(part.statements.len() - STATEMENTS, "more statement");
                writeln!(out, "    {}", format!("... {rest}").dimmed())?;
            }
            write_locks(&part.locks, out)?;
        }
    }
    for blocked in &plan.blocked {
        let place = blocked.place.as_ref().map(|place| format!(":{}", place.line)).unwrap_or_default();
        let name = wording::safe(&format!("{}{place}", blocked.name));
        writeln!(out, "{} {name}: {}", "blocked".red().bold(), wording::safe(&blocked.reason))?;
        if let Some(place) = &blocked.place {
            writeln!(out, "    {}", wording::safe(&place.statement))?;
        }
        snippet::write_note("help", &blocked.help, width, out)?;
    }
    if !plan.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "{} {}", "tidegate:".bold(), wording::safe(&summary(plan)))?;
    snippet::write_note("note", &plan.server, width, out)
}

/// Writes the locks on existing tables that keep other sessions waiting.
fn write_locks(locks: &Locks, out: &mut dyn Write) -> io::Result<()> {
    let origin = if locks.is_observed { "rehearsed" } else { "expected" };
    for (table, lock) in &locks.tables {
        let line = format!("{origin} lock: {lock} on {table}, which blocks {}", lock.blocks());
        writeln!(out, "    {}", wording::safe(&line).dimmed())?;
    }
    if locks.unknown > 0 {
        let statements = words::count(locks.unknown, "statement");
        let line = format!("locks of {statements} that runs other code are not known; `tidegate rehearse` shows them");
        writeln!(out, "    {}", line.replace("statements that runs", "statements that run").dimmed())?;
    }
    Ok(())
}

fn summary(plan: &Plan) -> String {
    let (database, steps) = (&plan.database, words::count(plan.steps.len(), "migration"));
    let table = plan.table.as_ref().map_or_else(
        || format!("the tracking table of {} is created", plan.tool),
        |table| format!("recorded in {table}, as {} does", plan.tool),
    );
    match (plan.steps.len(), plan.blocked.len()) {
        (0, 0) => format!("{database}: nothing to apply"),
        (_, 0) => format!("{database}: {steps} to apply, {table}"),
        (_, blocked) => format!("{database}: nothing is applied, {} blocked", words::count(blocked, "migration")),
    }
}

/// Writes what was done.
pub fn write_applied(
    database: &str,
    applied: &Applied,
    schema: Option<&SchemaFile>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_applied_part(applied, width, out)?;
    let done = words::count(applied.done.len(), "migration");
    let name = if applied.failure.is_none() { "tidegate:".green().bold() } else { "tidegate:".red().bold() };
    let end = if applied.failure.is_none() { "" } else { ", then stopped at the first failure" };
    writeln!(out, "{name} {}", wording::safe(&format!("{database}: {done} applied{end}")))?;
    for note in &applied.notes {
        snippet::write_note("note", note, width, out)?;
    }
    schema.map_or(Ok(()), |schema| write_schema(schema, width, out))
}

/// Writes the state of the schema file.
fn write_schema(schema: &SchemaFile, width: usize, out: &mut dyn Write) -> io::Result<()> {
    match &schema.state {
        SchemaState::Written(path) => snippet::write_note("note", &format!("{path} was regenerated"), width, out)?,
        SchemaState::Unchanged => snippet::write_note("note", "the schema file is up to date", width, out)?,
        SchemaState::None | SchemaState::NotTouched => {}
        SchemaState::Outdated(reason) => {
            let line = format!("{} the schema file was not regenerated: {reason}", "error:".red().bold());
            writeln!(out, "{}", wording::safe_lines(&line, 2))?;
            let help = "regenerate it where the migrations can be replayed: `tidegate verify --write`; `tidegate doctor` \
                        shows what a replay needs here; `--no-schema` leaves the file out";
            snippet::write_note("help", help, width, out)?;
        }
    }
    schema.notes.iter().try_for_each(|note| snippet::write_note("note", note, width, out))
}

/// Writes the migrations that were applied, and the failure after them.
pub(super) fn write_applied_part(applied: &Applied, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for path in &applied.done {
        writeln!(out, "{} {}", "applied".green(), wording::safe(&path.to_string()))?;
    }
    match &applied.failure {
        Some(failure) => write_failure(failure, width, out),
        None => Ok(()),
    }
}

fn write_failure(failure: &Failure, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let line = failure.place.as_ref().map(|place| format!(":{}", place.line)).unwrap_or_default();
    let place = wording::safe(&format!("{}{line}", failure.path));
    writeln!(out, "{} {place}: {}", "failed".red().bold(), wording::safe(&failure.message))?;
    if let Some(place) = &failure.place {
        writeln!(out, "    {}", wording::safe(&place.statement))?;
    }
    for note in &failure.notes {
        snippet::write_note("note", note, width, out)?;
    }
    snippet::write_note("state", &failure.state, width, out)?;
    snippet::write_note("help", &failure.help, width, out)
}
