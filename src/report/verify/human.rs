//! For people: the differences and the statement that failed, then the verdict and what limits it.

use super::difference::{self, Sides};
use super::extent::Extent;
use super::wording::{
    HELP_FOR_UNPLACED, changes_of, help_on_unreadable, notes, notes_on_all, notes_on_ignored, remedies, unplaced,
    verdict, weaknesses,
};
use super::{extra_checks, failure, mirrors, observations};
use crate::jobs::verify::{Outcome, VerifiedProject};
use crate::report::check;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use std::io::{self, Write};

/// Writes the outcome.
pub(super) fn write(outcome: &Outcome, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    let has_unreadable = outcome.unreadable().next().is_some();
    if !outcome.unplaced.is_empty() {
        writeln!(out, "{} {}", "tidegate:".red().bold(), wording::safe(&unplaced(outcome)))?;
        for help in HELP_FOR_UNPLACED {
            snippet::write_note("help", help, width, out)?;
        }
    } else if outcome.projects.is_empty() && has_unreadable {
        let target = wording::safe(&outcome.target);
        writeln!(out, "{} nothing was replayed: no migration in {target} can be read", "tidegate:".red().bold())?;
    } else if outcome.projects.is_empty() {
        writeln!(out, "{} no migrations in {}", "tidegate:".green().bold(), wording::safe(&outcome.target))?;
    }
    for project in &outcome.projects {
        write_differences(project, extent, out)?;
        if let Some(failure) = project.failure() {
            failure::write(failure, width, out)?;
            writeln!(out)?;
        }
        check::write_problems(&project.problems, width, out)?;
        mirrors::write_above(project, width, extent, out)?;
        extra_checks::write_above(&project.replay, width, extent, out)?;
        observations::write_above(project, &outcome.diagnostics, (width, extent), out)?;
        write_project(project, outcome, width, out)?;
    }
    let notes = if outcome.unplaced.is_empty() { notes_on_all(outcome) } else { notes_on_ignored(outcome) };
    for note in notes {
        snippet::write_note("note", &note, width, out)?;
    }
    if let Some(help) = help_on_unreadable(outcome) {
        snippet::write_note("help", &help, width, out)?;
    }
    Ok(())
}

/// Writes that no selected project has changed.
pub(super) fn write_nothing(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "tidegate: nothing to replay, no project has changed in {}", wording::safe(&outcome.target))
}

/// Writes an outcome without problems, in one line for each project: its verdict, and the stubs that
/// were used. What limits the verdict follows as a note.
pub(super) fn write_short(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for project in &outcome.projects {
        check::write_problems(&project.problems, width, out)?;
        let verdict = wording::safe(&verdict(project, outcome));
        let stubs = &project.replay.stubs;
        let used =
            if stubs.is_empty() { String::new() } else { format!(" (stubs: {})", wording::safe(&stubs.join(", "))) };
        writeln!(out, "{} {verdict}{used}", "tidegate:".green().bold())?;
        for note in weaknesses(project) {
            snippet::write_note("note", &note, width, out)?;
        }
    }
    Ok(())
}

fn write_differences(project: &VerifiedProject, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    match (&project.replay.comparison, &project.schema) {
        (Some(comparison), Some(schema)) => {
            let name = schema.to_string();
            let sides = Sides::of_schema(&name).with_migrations(project.total);
            difference::write(&comparison.changes, &sides, extent, out)
        }
        _ => Ok(()),
    }
}

fn write_project(project: &VerifiedProject, outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let name =
        if project.passed() { "tidegate:".green().bold().to_string() } else { "tidegate:".red().bold().to_string() };
    writeln!(out, "{name} {}", wording::safe(&verdict(project, outcome)))?;
    let changes = changes_of(project);
    if let (false, Some(schema)) = (changes.is_empty(), &project.schema) {
        snippet::write_note("note", &difference::legend(changes, &schema.to_string()), width, out)?;
        for help in remedies(project, &schema.to_string(), &outcome.selection) {
            snippet::write_note("help", &help, width, out)?;
        }
    }
    mirrors::write_below(project, width, out)?;
    extra_checks::write_below(project, width, out)?;
    observations::write_below(project, &outcome.diagnostics, width, out)?;
    for note in notes(project) {
        snippet::write_note("note", &note, width, out)?;
    }
    Ok(())
}
