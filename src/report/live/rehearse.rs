//! `rehearse`: what the migrations did to the copy.

use super::apply::{write_applied_part, write_plan};
use crate::diff::Change;
use crate::jobs::live::{Gate, Rehearsed, RowChange, Statement};
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io::{self, Write};

/// Writes the rehearsal.
pub fn write_rehearsed(rehearsed: &Rehearsed, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let record = &rehearsed.rehearsal;
    if !rehearsed.plan.blocked.is_empty() {
        write_plan(&rehearsed.plan, width, out)?;
    }
    write_statements(&record.statements, out)?;
    write_applied_part(&rehearsed.applied, width, out)?;
    write_changes(&rehearsed.changes, out)?;
    for change in &record.rows {
        write_rows(change, out)?;
    }
    for gate in &record.gates {
        write_gate(gate, out)?;
    }
    let name = if record.has_passed { "tidegate:".green().bold() } else { "tidegate:".red().bold() };
    let verdict = if record.has_passed { "passed" } else { "failed" };
    let done = words::count(rehearsed.applied.done.len(), "migration");
    let line = format!(
        "rehearsal on a copy of {} as of {} {verdict}: {done} applied as {}, {}",
        record.address,
        record.snapshot_taken,
        record.role,
        match record.gates.len() {
            0 => "no gate was run".to_owned(),
            count => format!("{} run", words::count(count, "gate")),
        }
    );
    writeln!(out, "{name} {}", wording::safe(&line))?;
    for note in rehearsed.notes.iter().chain(&rehearsed.applied.notes) {
        snippet::write_note("note", note, width, out)?;
    }
    snippet::write_note("note", &format!("recorded in {}", rehearsed.path.display()), width, out)
}

fn write_statements(statements: &[Statement], out: &mut dyn Write) -> io::Result<()> {
    let mut last = "";
    for statement in statements {
        if statement.path != last {
            writeln!(out, "{}", wording::safe(&statement.path).bold())?;
            last = &statement.path;
        }
        let time = format!("{} ms", statement.milliseconds);
        writeln!(out, "  {time:>9}  {}: {}", statement.line, wording::safe(&statement.statement))?;
        match &statement.locks {
            Some(locks) => {
                for (table, lock) in locks {
                    writeln!(out, "             {lock} lock on {}", wording::safe(table))?;
                }
            }
            None => writeln!(out, "             outside a transaction; its locks were not observed")?,
        }
    }
    Ok(())
}

fn write_changes(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    for change in changes {
        let word = match (&change.before, &change.after) {
            (None, _) => "created",
            (_, None) => "dropped",
            _ => "changed",
        };
        let properties: Vec<&str> = change.properties.iter().map(|property| property.name.as_str()).collect();
        let properties = if properties.is_empty() { String::new() } else { format!(": {}", properties.join(", ")) };
        writeln!(out, "{word} {}", wording::safe(&format!("{}{properties}", change.object)))?;
    }
    Ok(())
}

fn write_rows(change: &RowChange, out: &mut dyn Write) -> io::Result<()> {
    let shown = |rows: Option<u64>| rows.map_or_else(|| "no table".to_owned(), |rows| rows.to_string());
    let (before, after) = (shown(change.before), shown(change.after));
    writeln!(out, "rows {}", wording::safe(&format!("{}: {before} -> {after}", change.table)))
}

fn write_gate(gate: &Gate, out: &mut dyn Write) -> io::Result<()> {
    if gate.has_passed {
        return writeln!(out, "{} {} ({} s)", "passed".green(), wording::safe(&gate.command), gate.seconds);
    }
    for line in gate.output.lines() {
        writeln!(out, "    {}", wording::safe(line))?;
    }
    writeln!(out, "{} {} ({} s)", "failed".red().bold(), wording::safe(&gate.command), gate.seconds)
}
