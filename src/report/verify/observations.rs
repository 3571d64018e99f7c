//! What was seen of new migrations while they ran, and what that says of the rules' findings.

use super::difference::Extent;
use crate::diagnostic::Diagnostic;
use crate::jobs::verify::{Finding, VerifiedProject};
use crate::object::{Observation, TouchedRelation};
use crate::replay::ObservedFile;
use crate::report::style::{snippet, wording};
use crate::rules::Assessment;
use crate::text::words;
use owo_colors::OwoColorize as _;
use serde::Serialize;
use std::io::{self, Write};

/// Statements of a file that are shown.
const SHOWN: usize = 20;

/// Draws what was seen, then the findings that it bears out.
pub(super) fn write_above(
    project: &VerifiedProject,
    findings: &[Finding],
    (width, extent): (usize, Extent),
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(files) = project.replay.observed.as_deref().filter(|files| !files.is_empty()) else { return Ok(()) };
    writeln!(out, "{}", format!("observed on {}:", server(project)).bold())?;
    for file in files {
        write_file(file, width, extent, out)?;
    }
    writeln!(out)?;
    for (diagnostic, seen) in of(project, findings).filter_map(|finding| match &finding.assessment {
        Assessment::Confirmed(seen) => Some((&finding.diagnostic, seen)),
        _ => None,
    }) {
        let why = format!("Observed on {}: {seen}. {}", server(project), diagnostic.why);
        snippet::write(&Diagnostic { why, ..diagnostic.clone() }, width, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Tells below the verdict which findings are disproved.
pub(super) fn write_below(
    project: &VerifiedProject,
    findings: &[Finding],
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(files) = &project.replay.observed else { return Ok(()) };
    if files.is_empty() {
        return snippet::write_note("observed", "no migration is new, so no statement was watched", width, out);
    }
    for diagnostic in of(project, findings)
        .filter(|finding| finding.assessment == Assessment::Refuted)
        .map(|finding| &finding.diagnostic)
    {
        let line = wording::in_content(diagnostic).map_or(1, |(start, _)| start.line);
        let path = diagnostic.place.path().map(ToString::to_string).unwrap_or_default();
        let told = format!(
            "{path}:{line}: `{}` is disproved on {}: {}",
            diagnostic.rule.id,
            server(project),
            "no table that was there before was written anew or read as a whole"
        );
        snippet::write_note("observed", &told, width, out)?;
    }
    let told = "a lock is held until its transaction ends; how long that takes, a database without rows cannot tell";
    snippet::write_note("observed", told, width, out)
}

fn server(project: &VerifiedProject) -> String {
    project.server.split(" from ").next().unwrap_or_default().to_owned()
}

/// The findings on a project's files.
fn of<'a>(project: &'a VerifiedProject, findings: &'a [Finding]) -> impl Iterator<Item = &'a Finding> {
    let files = project.replay.observed.as_deref().unwrap_or_default();
    findings.iter().filter(move |finding| {
        finding.diagnostic.place.path().is_some_and(|path| files.iter().any(|file| file.file == *path))
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
        let told = format!("({} {verb} nothing that was there before)", words::count(quiet, "statement"));
        writeln!(out, "    {}", told.dimmed())?;
    }
    Ok(())
}

/// `ACCESS EXCLUSIVE on public.orders, which is written anew`
fn of_touched(touched: &TouchedRelation) -> String {
    let name = wording::safe(&format!("{}.{}", touched.schema, touched.name));
    let lock = touched.lock.map_or_else(|| "a lock of its own".to_owned(), |lock| lock.to_string());
    let done = match (touched.rewritten, touched.scanned) {
        (true, _) => ", which is written anew".red().bold().to_string(),
        (false, true) => ", which is read as a whole".yellow().bold().to_string(),
        (false, false) => String::new(),
    };
    format!("{lock} on {name}{done}")
}

/// A statement that was watched.
#[derive(Serialize)]
pub(super) struct Seen<'a> {
    file: String,
    /// From 1.
    line: usize,
    statement: &'a str,
    relations: Vec<Relation<'a>>,
}

#[derive(Serialize)]
struct Relation<'a> {
    schema: &'a str,
    name: &'a str,
    /// `null` where the statement ran outside a transaction.
    lock: Option<String>,
    rewritten: bool,
    scanned: bool,
}

pub(super) fn statements(files: &[ObservedFile]) -> Vec<Seen<'_>> {
    files.iter().flat_map(|file| file.statements.iter().map(move |observation| statement(file, observation))).collect()
}

fn statement<'a>(file: &ObservedFile, observation: &'a Observation) -> Seen<'a> {
    let relation = |touched: &'a TouchedRelation| Relation {
        schema: &touched.schema,
        name: &touched.name,
        lock: touched.lock.map(|lock| lock.to_string()),
        rewritten: touched.rewritten,
        scanned: touched.scanned,
    };
    Seen {
        file: file.file.to_string(),
        line: observation.line,
        statement: &observation.text,
        relations: observation.touched.iter().map(relation).collect(),
    }
}

/// A finding of a rule with what was seen.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    rule: &'a str,
    file: Option<String>,
    line: Option<usize>,
    message: &'a str,
    /// `confirmed` or `refuted`.
    verdict: &'a str,
    observed: Option<&'a str>,
}

pub(super) fn findings<'a>(project: &'a VerifiedProject, findings: &'a [Finding]) -> Vec<Told<'a>> {
    of(project, findings).filter_map(told_of).collect()
}

fn told_of(finding: &Finding) -> Option<Told<'_>> {
    let Finding { diagnostic, assessment } = finding;
    let (verdict, observed) = match assessment {
        Assessment::Confirmed(seen) => ("confirmed", Some(seen.as_str())),
        Assessment::Refuted => ("refuted", None),
        Assessment::None => return None,
    };
    Some(Told {
        rule: diagnostic.rule.id,
        file: diagnostic.place.path().map(ToString::to_string),
        line: wording::in_content(diagnostic).map(|(start, _)| start.line),
        message: &diagnostic.message,
        verdict,
        observed,
    })
}
