//! `--format json`: one object, described in `docs/output.md`.
//!
//! Paths are text: bytes that are not UTF-8 and control characters are written as `\xNN`.

use crate::diagnostic::{Diagnostic, Severity};
use crate::jobs::check::{self, Acceptance, Accepted, Outcome};
use crate::object::Class;
use crate::report::style::{json, wording};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    version: u32,
    target: &'a str,
    diagnostics: Vec<Problem<'a>>,
    not_run: Vec<NotRun<'a>>,
    accepted: Vec<Allowed<'a>>,
    /// Statements that assemble SQL at run time.
    opaque: Vec<Opaque>,
    ignored: Vec<IgnoredFolder<'a>>,
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
struct Allowed<'a> {
    rule: &'a str,
    class: Option<Class>,
    file: Option<String>,
    line: Option<usize>,
    message: &'a str,
    reason: &'a str,
    /// `comment`, `breaking` or `config`.
    by: &'a str,
}

/// A migrations folder that was found and not checked.
#[derive(Serialize)]
struct IgnoredFolder<'a> {
    path: String,
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
    classes: Classes,
}

/// Number of checked statements of each class.
#[derive(Serialize)]
struct Classes {
    #[serde(rename = "A")]
    additive: usize,
    #[serde(rename = "B")]
    destructive: usize,
    neutral: usize,
}

/// A statement that assembles SQL at run time.
#[derive(Serialize)]
struct Opaque {
    file: String,
    line: usize,
    column: usize,
}

/// Writes the object and a newline.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    json::write(&report(outcome), out)
}

fn report(outcome: &Outcome) -> Report<'_> {
    Report {
        version: json::VERSION,
        target: &outcome.target,
        diagnostics: outcome.diagnostics.iter().map(described).collect(),
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
        opaque: outcome.opaque.iter().map(opaque).collect(),
        ignored: outcome
            .ignored
            .iter()
            .map(|ignored| IgnoredFolder { path: ignored.folder.to_string(), reason: &ignored.reason })
            .collect(),
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
            classes: Classes {
                additive: outcome.classes.additive,
                destructive: outcome.classes.destructive,
                neutral: outcome.classes.neutral,
            },
        },
    }
}

fn opaque(opaque: &check::Opaque) -> Opaque {
    Opaque { file: opaque.path.to_string(), line: opaque.start.line, column: opaque.start.column }
}

fn accepted(accepted: &Accepted) -> Allowed<'_> {
    let diagnostic = &accepted.diagnostic;
    Allowed {
        rule: diagnostic.rule.id,
        class: diagnostic.class,
        file: diagnostic.place.path().map(ToString::to_string),
        line: wording::in_content(diagnostic).map(|(start, _)| start.line),
        message: &diagnostic.message,
        reason: &accepted.reason,
        by: match accepted.by {
            Acceptance::Comment => "comment",
            Acceptance::Breaking => "breaking",
            Acceptance::Config => "config",
            Acceptance::Squash => "squash",
        },
    }
}

/// A problem, as an object with the keys of `diagnostics`.
pub(in crate::report) fn problem(diagnostic: &Diagnostic) -> impl Serialize + '_ {
    described(diagnostic)
}

fn described(diagnostic: &Diagnostic) -> Problem<'_> {
    let in_content = wording::in_content(diagnostic);
    Problem {
        rule: diagnostic.rule.id,
        severity: diagnostic.severity,
        class: diagnostic.class,
        message: &diagnostic.message,
        file: diagnostic.place.path().map(ToString::to_string),
        line: in_content.map(|(start, _)| start.line),
        column: in_content.map(|(start, _)| start.column).or_else(|| wording::in_name(diagnostic)),
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
