//! `--format json`: one object, documented in the README, with a version of its own.

use crate::diagnostic::{Class, Diagnostic, Place, Severity};
use crate::jobs::check::Outcome;
use serde::Serialize;
use std::io::{self, Write};

/// Raised when a field changes its meaning or goes away; new fields do not raise it.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    target: &'a str,
    diagnostics: Vec<Problem<'a>>,
    #[serde(rename = "notRun")]
    not_run: Vec<NotRun<'a>>,
    accepted: Vec<Accepted<'a>>,
    projects: Vec<Project<'a>>,
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Problem<'a> {
    rule: &'a str,
    severity: Severity,
    class: Option<Class>,
    message: &'a str,
    file: Option<String>,
    /// From 1; `null` when the problem is not about a line.
    line: Option<usize>,
    /// From 1, in characters; in the file's name when `line` is `null`.
    column: Option<usize>,
    why: &'a str,
    help: &'a str,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    renames: Vec<Rename>,
}

#[derive(Serialize)]
struct Rename {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct NotRun<'a> {
    rule: &'a str,
    project: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct Accepted<'a> {
    rule: &'a str,
    file: Option<String>,
    message: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Project<'a> {
    path: String,
    layout: &'a str,
    migrations: usize,
}

#[derive(Serialize)]
struct Summary<'a> {
    errors: usize,
    warnings: usize,
    infos: usize,
    files: usize,
    skipped: &'a [String],
}

/// Writes the object and a newline.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &report(outcome))?;
    writeln!(out)
}

fn report(outcome: &Outcome) -> Report<'_> {
    Report {
        version: VERSION,
        target: &outcome.target,
        diagnostics: outcome.diagnostics.iter().map(problem).collect(),
        not_run: outcome
            .not_run
            .iter()
            .map(|not_run| NotRun {
                rule: not_run.rule.id,
                project: not_run.project.to_string(),
                reason: &not_run.reason,
            })
            .collect(),
        accepted: outcome.accepted.iter().map(accepted).collect(),
        projects: outcome
            .projects
            .iter()
            .map(|project| Project {
                path: project.root.to_string(),
                layout: project.layout,
                migrations: project.migrations,
            })
            .collect(),
        summary: Summary {
            errors: outcome.count(Severity::Error),
            warnings: outcome.count(Severity::Warning),
            infos: outcome.count(Severity::Info),
            files: outcome.files,
            skipped: &outcome.skipped,
        },
    }
}

fn accepted(accepted: &crate::jobs::check::Accepted) -> Accepted<'_> {
    let diagnostic = &accepted.diagnostic;
    Accepted {
        rule: diagnostic.rule.id,
        file: diagnostic.place.path().map(ToString::to_string),
        message: &diagnostic.message,
        reason: &accepted.reason,
    }
}

fn problem(diagnostic: &Diagnostic) -> Problem<'_> {
    let (line, column) = match &diagnostic.place {
        Place::Content { excerpt, .. } => (Some(excerpt.start.line), Some(excerpt.start.column)),
        Place::Name { span, .. } => (None, Some(span.start + 1)),
        Place::File { .. } | Place::Nowhere => (None, None),
    };
    Problem {
        rule: diagnostic.rule.id,
        severity: diagnostic.severity,
        class: diagnostic.class,
        message: &diagnostic.message,
        file: diagnostic.place.path().map(ToString::to_string),
        line,
        column,
        why: &diagnostic.why,
        help: &diagnostic.help,
        fix: diagnostic.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            renames: fix
                .renames
                .iter()
                .map(|rename| Rename { from: rename.from.to_string(), to: rename.to.to_string() })
                .collect(),
        }),
    }
}
