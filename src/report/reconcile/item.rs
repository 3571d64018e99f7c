//! One difference, before its decision is asked for.

use crate::catalog::shown;
use crate::jobs::decisions::Item;
use crate::jobs::diff::Outcome;
use crate::report::style::paint::Paint as _;
use crate::report::style::wording;
use std::io::{self, Write};

/// Lines of SQL that are shown for each decision.
const LINES: usize = 30;

/// Writes a difference with its class, its properties, and the SQL of either decision.
pub fn write_item(
    item: &Item,
    outcome: &Outcome,
    (number, count): (usize, usize),
    [of_migrations, of_database]: [&[String]; 2],
    out: &mut dyn Write,
) -> io::Result<()> {
    let head = format!("{number}/{count}  {} {} in the database", item.object, item.state.word());
    writeln!(out, "\n{}", wording::safe(&head).bold())?;
    writeln!(out, "  class {}: {}", item.letter(), wording::safe(item.reason))?;
    let changes = &outcome.compared.comparison.changes;
    for change in changes.iter().filter(|change| item.objects.contains(&change.object)) {
        for property in &change.properties {
            let values = format!("{} -> {}", shown(&property.before), shown(&property.after));
            let text = format!("{}: {values} by the migrations", property.name.replace('_', " "));
            writeln!(out, "  {}", wording::safe(&text))?;
        }
        if change.object == item.object && !change.dependents.is_empty() {
            let names: Vec<String> = change.dependents.iter().map(ToString::to_string).collect();
            writeln!(out, "  dependents: {}", wording::safe(&names.join(", ")))?;
        }
    }
    for (title, sql) in [
        ("if the migrations are correct, the database gets:", of_migrations),
        ("if the database is correct, the new migration has:", of_database),
    ] {
        write_sql(title, sql, out)?;
    }
    Ok(())
}

fn write_sql(title: &str, sql: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {title}")?;
    let lines: Vec<&str> = sql.iter().flat_map(|one| one.lines()).collect();
    for line in lines.iter().take(LINES) {
        writeln!(out, "    {}", wording::safe(line))?;
    }
    match lines.len() {
        0 => writeln!(out, "    no statement about this object alone"),
        count if count > LINES => writeln!(out, "    ... {} more lines", count - LINES),
        _ => Ok(()),
    }
}
