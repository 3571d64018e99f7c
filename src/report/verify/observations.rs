//! Observations while new migrations ran, for people, and the problems of rules that they confirm or
//! refute.

use super::extent::Extent;
use crate::diagnostic::Diagnostic;
use crate::jobs::verify::{ObservedDiagnostic, VerifiedProject};
use crate::object::{Observation, TouchedRelation};
use crate::replay::ObservedFile;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::rules::Assessment;
use crate::text::words;
use std::io::{self, Write};

/// Statements of a file that are shown.
const SHOWN: usize = 20;

/// Writes what was observed, then the problems that it confirms.
pub(super) fn write_above(
    project: &VerifiedProject,
    diagnostics: &[ObservedDiagnostic],
    (width, extent): (usize, Extent),
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(files) = project.replay.observed.as_deref().filter(|files| !files.is_empty()) else { return Ok(()) };
    writeln!(out, "{}", format!("observed on {}:", server(project)).bold())?;
    for file in files {
        write_file(file, width, extent, out)?;
    }
    writeln!(out)?;
    for (diagnostic, effect) in diagnostics_of(project, diagnostics).filter_map(|observed| match &observed.assessment {
        Assessment::Confirmed(effect) => Some((&observed.diagnostic, effect)),
        _ => None,
    }) {
        let why = format!("Observed on {}: {effect}. {}", server(project), diagnostic.why);
        snippet::write(&Diagnostic { why, ..diagnostic.clone() }, width, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes after the verdict which problems are refuted.
pub(super) fn write_below(
    project: &VerifiedProject,
    diagnostics: &[ObservedDiagnostic],
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(files) = &project.replay.observed else { return Ok(()) };
    if files.is_empty() && project.replay.failure.is_some() {
        return snippet::write_note("observed", "no statement of a new migration: the replay failed", width, out);
    }
    if files.is_empty() {
        return snippet::write_note("observed", "no migration is new, so no statement was observed", width, out);
    }
    for diagnostic in diagnostics_of(project, diagnostics)
        .filter(|observed| observed.assessment == Assessment::Refuted)
        .map(|observed| &observed.diagnostic)
    {
        let line = wording::in_content(diagnostic).map_or(1, |(start, _)| start.line);
        let path = diagnostic.place.path().map(ToString::to_string).unwrap_or_default();
        let note = format!(
            "{path}:{line}: `{}` is refuted on {}: no existing table was rewritten or scanned",
            diagnostic.rule.id,
            server(project)
        );
        snippet::write_note("observed", &note, width, out)?;
    }
    let note = "a lock is held until its transaction ends; a database without rows cannot show how long that takes";
    snippet::write_note("observed", note, width, out)
}

fn server(project: &VerifiedProject) -> String {
    wording::safe(project.server.split(" from ").next().unwrap_or_default())
}

/// The diagnostics on a project's files.
pub(super) fn diagnostics_of<'a>(
    project: &'a VerifiedProject,
    diagnostics: &'a [ObservedDiagnostic],
) -> impl Iterator<Item = &'a ObservedDiagnostic> {
    let files = project.replay.observed.as_deref().unwrap_or_default();
    diagnostics.iter().filter(move |observed| {
        observed.diagnostic.place.path().is_some_and(|path| files.iter().any(|file| file.file == *path))
    })
}

fn write_file(file: &ObservedFile, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {}", file.file)?;
    let touching: Vec<&Observation> =
        file.statements.iter().filter(|observation| !observation.touched.is_empty()).collect();
    let room = if extent == Extent::Full { touching.len() } else { SHOWN };
    for observation in touching.iter().take(room) {
        let text = wording::safe(&observation.text.split_whitespace().collect::<Vec<_>>().join(" "));
        let room = if extent == Extent::Full { text.len() } else { width.saturating_sub(4).max(30) };
        writeln!(out, "    {}", snippet::first_columns(&text, room).cyan())?;
        for touched in &observation.touched {
            writeln!(out, "      {}", of_touched(touched))?;
        }
    }
    if touching.len() > room {
        let rest = format!("... {}; `--full` shows all", words::count(touching.len() - room, "more statement"));
        writeln!(out, "    {}", rest.dimmed())?;
    }
    let quiet = file.statements.len() - touching.len();
    if quiet > 0 {
        let verb = if quiet == 1 { "locks" } else { "lock" };
        let rest = format!("({} {verb} no existing table)", words::count(quiet, "statement"));
        writeln!(out, "    {}", rest.dimmed())?;
    }
    Ok(())
}

/// `ACCESS EXCLUSIVE on public.orders, which is rewritten`
fn of_touched(touched: &TouchedRelation) -> String {
    let name = wording::safe(&format!("{}.{}", touched.schema, touched.name));
    let lock =
        touched.lock.map_or_else(|| "unobserved lock (outside a transaction)".to_owned(), |lock| lock.to_string());
    let done = match (touched.rewritten, touched.scanned) {
        (true, _) => ", which is rewritten".red().bold().to_string(),
        (false, true) => ", which is scanned".yellow().bold().to_string(),
        (false, false) => String::new(),
    };
    format!("{lock} on {name}{done}")
}
