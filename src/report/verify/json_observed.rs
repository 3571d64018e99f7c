//! Observed statements in `--format json`.

use super::observations::diagnostics_of;
use crate::jobs::verify::{ObservedDiagnostic, VerifiedProject};
use crate::object::{Observation, TouchedRelation};
use crate::replay::ObservedFile;
use crate::report::style::wording;
use crate::rules::Assessment;
use serde::Serialize;

/// A statement that was observed.
#[derive(Serialize)]
pub(super) struct ObservedStatement<'a> {
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
    /// `null` if the statement ran outside a transaction.
    lock: Option<String>,
    rewritten: bool,
    scanned: bool,
}

/// A diagnostic of a rule with what was observed.
#[derive(Serialize)]
pub(super) struct Assessed<'a> {
    rule: &'a str,
    file: Option<String>,
    line: Option<usize>,
    message: &'a str,
    /// `confirmed` or `refuted`.
    verdict: &'a str,
    observed: Option<&'a str>,
}

pub(super) fn observed(files: &[ObservedFile]) -> Vec<ObservedStatement<'_>> {
    files.iter().flat_map(|file| file.statements.iter().map(move |observation| statement(file, observation))).collect()
}

fn statement<'a>(file: &ObservedFile, observation: &'a Observation) -> ObservedStatement<'a> {
    let relation = |touched: &'a TouchedRelation| Relation {
        schema: &touched.schema,
        name: &touched.name,
        lock: touched.lock.map(|lock| lock.to_string()),
        rewritten: touched.rewritten,
        scanned: touched.scanned,
    };
    ObservedStatement {
        file: file.file.to_string(),
        line: observation.line,
        statement: &observation.text,
        relations: observation.touched.iter().map(relation).collect(),
    }
}

pub(super) fn assessed_all<'a>(
    project: &'a VerifiedProject,
    diagnostics: &'a [ObservedDiagnostic],
) -> Vec<Assessed<'a>> {
    diagnostics_of(project, diagnostics).filter_map(assessed).collect()
}

fn assessed(observed: &ObservedDiagnostic) -> Option<Assessed<'_>> {
    let ObservedDiagnostic { diagnostic, assessment } = observed;
    let (verdict, observed) = match assessment {
        Assessment::Confirmed(observed) => ("confirmed", Some(observed.as_str())),
        Assessment::Refuted => ("refuted", None),
        Assessment::None => return None,
    };
    Some(Assessed {
        rule: diagnostic.rule.id,
        file: diagnostic.place.path().map(ToString::to_string),
        line: wording::in_content(diagnostic).map(|(start, _)| start.line),
        message: &diagnostic.message,
        verdict,
        observed,
    })
}
