//! The files that follow from decisions, their proof, and the next steps.

use crate::jobs::migration_text::WrittenMigration;
use crate::jobs::reconcile::{Plan, Proof, Survey};
use crate::report::Output;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io;

/// Writes the files with their proof, or the reason why there are none.
pub fn write_plan(plan: &Plan, repair: Option<&str>, output: &mut Output) -> io::Result<()> {
    if !write_result(plan, output)? {
        return Ok(());
    }
    write_files(&plan.database, "makes the history like the database", output)?;
    write_files(&plan.repair, "makes the database like the history, and changes nothing elsewhere", output)?;
    let repair = repair.filter(|_| plan.repair_text.is_some());
    if let Some(path) = repair {
        writeln!(output.out, "{path}: makes the database like the history")?;
    }
    if plan.database.is_empty() && plan.repair.is_empty() && repair.is_none() {
        return snippet::write_note(
            "note",
            "every difference is out of scope: nothing was written",
            output.width,
            output.out,
        );
    }
    let mut steps = Vec::new();
    if !plan.database.is_empty() {
        steps.push(format!("record what the database has: `{}`", mark_command(&plan.database)));
    }
    if !plan.repair.is_empty() {
        steps.push("repair the database: `tidegate apply --db DATABASE`".to_owned());
    }
    if let Some(path) = repair {
        steps.push(format!("repair the database: `psql -v ON_ERROR_STOP=1 -f {path} DATABASE`"));
    }
    steps.push("update the schema file: `tidegate verify --write`".to_owned());
    steps.iter().try_for_each(|step| snippet::write_note("help", step, output.width, output.out))
}

/// Writes the migration of a pull, or the reason why there is none.
pub fn write_pull(survey: &Survey, plan: &Plan, is_marked: bool, output: &mut Output) -> io::Result<()> {
    if !write_result(plan, output)? {
        return Ok(());
    }
    for note in survey.notes.iter().chain(&survey.outcome.remarks) {
        snippet::write_note("note", note, output.width, output.out)?;
    }
    if plan.database.is_empty() {
        return snippet::write_note(
            "note",
            "every difference is out of scope: nothing was written",
            output.width,
            output.out,
        );
    }
    write_files(&plan.database, "makes the history like the database", output)?;
    if !is_marked {
        let step = format!("record that the database has it: `{}`", mark_command(&plan.database));
        snippet::write_note("help", &step, output.width, output.out)?;
    }
    snippet::write_note("help", "update the schema file: `tidegate verify --write`", output.width, output.out)
}

/// The command that records migrations as applied.
fn mark_command(migrations: &[WrittenMigration]) -> String {
    let versions: Vec<String> = migrations.iter().map(|one| format!("--applied {}", one.version)).collect();
    format!("tidegate repair --db DATABASE {}", versions.join(" "))
}

fn write_files(migrations: &[WrittenMigration], what: &str, output: &mut Output) -> io::Result<()> {
    for file in migrations.iter().filter_map(|migration| migration.files.first()) {
        writeln!(output.out, "{}: {what}", wording::safe(&file.path.to_string()))?;
    }
    Ok(())
}

/// Writes the result of the proof. Whether there are files is returned.
pub(in crate::report) fn write_result(plan: &Plan, output: &mut Output) -> io::Result<bool> {
    let (failed, passed) = ("tidegate:".red().bold().to_string(), "tidegate:".green().bold().to_string());
    let (width, out) = (output.width, &mut *output.out);
    for refused in &plan.refused {
        let text = format!("{}: {}", refused.object, refused.reason);
        writeln!(out, "{} {}", "cannot be written:".red(), wording::safe(&text))?;
    }
    let nothing = format!("{failed} nothing was written");
    match &plan.proof {
        Some(Proof::Proven { server, notes }) => {
            writeln!(out, "{passed} proven on {}", wording::safe(server))?;
            notes.iter().try_for_each(|note| snippet::write_note("note", note, width, out))?;
            return Ok(true);
        }
        None => {
            let count = words::count(plan.refused.len(), "object");
            writeln!(out, "{nothing}: no statement changes {count}")?;
            snippet::write_note(
                "help",
                "decide otherwise, or write the migration by hand: `tidegate new NAME`",
                width,
                out,
            )?;
        }
        Some(Proof::NotPossible(reason)) => {
            writeln!(out, "{nothing}: the proof is not possible: {}", wording::safe(reason))?;
        }
        Some(Proof::Replay { file, statement, message }) => {
            let text = format!("{file} fails on a fresh database: {message}");
            writeln!(out, "{nothing}: {}", wording::safe(&text))?;
            snippet::write_note("statement", statement, width, out)?;
            let help = if plan.repair.iter().any(|one| one.files.iter().any(|one| one.path.to_string() == *file)) {
                "write the repair for this database alone, as a file: `tidegate reconcile --repair FILE`"
            } else {
                "decide in the same way about the objects that it needs"
            };
            snippet::write_note("help", help, width, out)?;
        }
        Some(Proof::Repair { statement, message }) => {
            let text = format!("the repair fails on a copy of the database: {message}");
            writeln!(out, "{nothing}: {}", wording::safe(&text))?;
            snippet::write_note("statement", statement, width, out)?;
            snippet::write_note("help", "decide in the same way about the objects that it needs", width, out)?;
        }
        Some(Proof::Differs(objects)) => {
            let text = format!("these would still differ: {}", words::list(objects, 10));
            writeln!(out, "{nothing}: {}", wording::safe(&text))?;
            let help = "decide in the same way about objects that depend on each other, or name them out of scope";
            snippet::write_note("help", help, width, out)?;
        }
    }
    Ok(false)
}
