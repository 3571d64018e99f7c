//! `restore`: the plan before, and what was done after it.

use crate::live::snapshot::{Place, RestorePlan, Restored, Snapshot};
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io::{self, Write};

/// Writes the plan.
pub fn write_restore_plan(
    plan: &RestorePlan,
    snapshot: &Snapshot,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let manifest = &snapshot.manifest;
    let of = format!("snapshot of {}, taken {}, its files are unchanged", manifest.address, manifest.taken);
    writeln!(out, "{} {}", "tidegate:".bold(), wording::safe(&of))?;
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let line = match plan.place {
        Place::Empty => format!("it is restored into {}, which is empty", plan.database),
        Place::Beside => format!(
            "it is restored into a new database, which then replaces {} ({}, {} bytes)",
            plan.database,
            words::count(number(plan.tables), "table"),
            plan.bytes
        ),
    };
    snippet::write_note("plan", &line, width, out)?;
    if plan.place == Place::Beside {
        let sessions = words::count(number(plan.sessions), "session");
        snippet::write_note("plan", &format!("{sessions} in it will be ended at that moment"), width, out)?;
        let kept = format!("the old database stays as {}, with everything written to it until then", plan.kept);
        snippet::write_note("plan", &kept, width, out)?;
    }
    Ok(())
}

/// Writes what was done.
pub fn write_restored(plan: &RestorePlan, restored: &Restored, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let line =
        format!("{} is restored, and equal to the snapshot: rows, sequences, large objects, schema", plan.database);
    writeln!(out, "{} {}", "tidegate:".green().bold(), wording::safe(&line))?;
    for note in &restored.notes {
        snippet::write_note("note", note, width, out)?;
    }
    if let Some(kept) = &restored.kept {
        snippet::write_note("note", &format!("the old database is {kept}"), width, out)?;
        let slots =
            "replication slots, subscriptions and jobs of extensions such as pg_cron belong to the old database";
        snippet::write_note("note", slots, width, out)?;
        let help = format!("when it is not needed any more: `tidegate restore --drop-old {kept} --db DATABASE`");
        snippet::write_note("help", &help, width, out)?;
    }
    Ok(())
}

/// Writes that a kept database was dropped.
pub fn write_dropped(kept: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {}", "tidegate:".green().bold(), wording::safe(&format!("database {kept} was dropped")))
}
