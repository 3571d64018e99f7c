//! `repair`: the plan before, and that it was done after it.

use crate::jobs::live::RepairPlan;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io::{self, Write};

/// Writes the plan.
pub fn write_repair_plan(plan: &RepairPlan, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for change in &plan.changes {
        writeln!(out, "{} {}", "change".yellow(), wording::safe(change))?;
    }
    for refused in &plan.refused {
        let text = wording::safe(&format!("{}: {}", refused.name, refused.reason));
        writeln!(out, "{} {text}", "refused".red().bold())?;
        snippet::write_note("help", &refused.help, width, out)?;
    }
    let (database, changes) = (&plan.database, words::count(plan.changes.len(), "change"));
    let table = plan.table.as_deref().unwrap_or("a new tracking table");
    let summary = match (plan.changes.len(), plan.refused.len()) {
        (0, 0) => format!("{database}: nothing to change in {table}"),
        (_, 0) => format!("{database}: {changes} in {table}, and nowhere else"),
        (_, refused) => format!("{database}: nothing is changed, {} refused", words::count(refused, "repair")),
    };
    writeln!(out, "{} {}", "tidegate:".bold(), wording::safe(&summary))?;
    snippet::write_note("note", &plan.server, width, out)
}

/// Writes that the plan was carried out.
pub fn write_repaired(plan: &RepairPlan, out: &mut dyn Write) -> io::Result<()> {
    let changes = words::count(plan.changes.len(), "change");
    writeln!(out, "{} {}", "tidegate:".green().bold(), wording::safe(&format!("{}: {changes} made", plan.database)))
}
