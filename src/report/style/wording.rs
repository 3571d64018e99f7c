//! What every face says in the same words: the verdict in one sentence, what was not
//! looked at, and the order in which problems are told.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::jobs::check::{Acceptance, Accepted, Outcome};
use crate::text::path::printable;
use crate::text::{Position, position, words};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Accepted destructive statements that are told one by one.
const BREAKING_SHOWN: usize = 20;

/// The verdict: `2 errors and 1 warning in staged changes`.
pub(in crate::report) fn verdict(outcome: &Outcome) -> String {
    let accepted = accepted(outcome);
    match found(outcome) {
        Some(found) => format!("{found} in {}{accepted}", outcome.target),
        None if outcome.files == 0 => format!("nothing to check in {}{accepted}", outcome.target),
        None => format!("{} {}{accepted}", looked_at(outcome), IN_ORDER),
    }
}

/// How the subject of [`looked_at`] is when nothing was found.
pub(in crate::report) const IN_ORDER: &str = "in order";

/// `3 files of staged changes are`
pub(in crate::report) fn looked_at(outcome: &Outcome) -> String {
    let verb = if outcome.files == 1 { "is" } else { "are" };
    format!("{} of {} {verb}", words::count(outcome.files, "file"), outcome.target)
}

/// `2 errors and 1 warning`, or nothing when nothing is wrong.
pub(in crate::report) fn found(outcome: &Outcome) -> Option<String> {
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let counts = kinds.map(|(severity, noun)| (outcome.count(severity), noun));
    let told: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| words::count(*count, noun)).collect();
    (!told.is_empty()).then(|| words::list(&told, told.len()))
}

/// ` (1 problem accepted)`
pub(in crate::report) fn accepted(outcome: &Outcome) -> String {
    match outcome.accepted.len() {
        0 => String::new(),
        number => {
            let mut rules: Vec<String> =
                outcome.accepted.iter().map(|accepted| accepted.diagnostic.rule.id.to_owned()).collect();
            rules.sort();
            rules.dedup();
            format!(" ({} accepted: {})", words::count(number, "problem"), words::list(&rules, 3))
        }
    }
}

/// The destructive statements that were accepted with a reason, each as a fragment:
/// `20250131093045_no_fax.sql:2, drop-column: nothing has read it since release 41`.
pub(in crate::report) fn breaking(outcome: &Outcome) -> Vec<String> {
    let place = |accepted: &Accepted| {
        let line = in_content(&accepted.diagnostic).map(|(start, _)| start.line);
        (accepted.diagnostic.place.path().cloned().unwrap_or_default(), line.unwrap_or(1))
    };
    let is_breaking = |accepted: &&Accepted| accepted.by == Acceptance::Breaking;
    let mut breaking: Vec<&Accepted> = outcome.accepted.iter().filter(is_breaking).collect();
    breaking.sort_by_cached_key(|accepted| place(accepted));
    let mut told: Vec<(String, Vec<String>, &str)> = Vec::new();
    for accepted in breaking {
        let (path, line) = place(accepted);
        let (place, rule) = (format!("{path}:{line}"), accepted.diagnostic.rule.id.to_owned());
        match told.iter_mut().find(|(known, _, reason)| *known == place && *reason == accepted.reason) {
            Some((_, rules, _)) if rules.contains(&rule) => {}
            Some((_, rules, _)) => rules.push(rule),
            None => told.push((place, vec![rule], &accepted.reason)),
        }
    }
    let hidden = told.len().saturating_sub(BREAKING_SHOWN);
    let mut lines: Vec<String> = told
        .iter()
        .take(BREAKING_SHOWN)
        .map(|(place, rules, reason)| format!("{place}, {}: {reason}", words::list(rules, rules.len())))
        .collect();
    lines.extend((hidden > 0).then(|| format!("and {}", words::count(hidden, "more statement"))));
    lines
}

/// Everything that was not looked at, each as a fragment with its reason: rules that could
/// not look, rules the user skips, folders left alone.
pub(in crate::report) fn not_looked_at(outcome: &Outcome) -> Vec<String> {
    let mut told: Vec<String> =
        outcome.skipped.iter().map(|rule| format!("`{rule}` was not run: TIDEGATE_SKIP names it")).collect();
    for not_run in &outcome.not_run {
        let place = if not_run.project.is_top() { String::new() } else { format!(" for {}", not_run.project) };
        told.push(format!("`{}` was not run{place}: {}", not_run.rule.id, not_run.reason));
    }
    if let Some(first) = outcome.opaque.first() {
        let count = words::count(outcome.opaque.len(), "statement");
        let (path, line) = (&first.path, first.start.line);
        told.push(format!("{count} could not be seen through, SQL being put together at run time: {path}:{line}"));
    }
    told.extend(outcome.ignored.iter().map(|left| format!("{} was left alone: {}", left.folder, left.reason)));
    told
}

/// The problems as people want them: the files with errors first, file by file, and in a
/// file what stops the commit before what does not.
pub(in crate::report) fn by_file(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut worst: BTreeMap<_, Severity> = BTreeMap::new();
    for diagnostic in diagnostics {
        let of_file = worst.entry(diagnostic.place.path()).or_insert(diagnostic.severity);
        *of_file = diagnostic.severity.max(*of_file);
    }
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_cached_key(|one| {
        let path = one.place.path();
        (Reverse(worst.get(&path)), path, Reverse(one.severity))
    });
    ordered
}

/// Where a problem stands in its file's content: line, column and the column after it, from
/// 1 and in characters.
pub(in crate::report) fn in_content(diagnostic: &Diagnostic) -> Option<(Position, usize)> {
    in_content_of(&diagnostic.place)
}

/// The same of a place.
pub(in crate::report) fn in_content_of(place: &Place) -> Option<(Position, usize)> {
    match place {
        Place::Content { excerpt, .. } => {
            let length = excerpt.text.get(excerpt.span.clone()).map_or(0, |marked| marked.chars().count());
            Some((excerpt.start, excerpt.start.column + length))
        }
        Place::Name { .. } | Place::File { .. } | Place::Nowhere => None,
    }
}

/// Where a problem stands in its file's name: the column, from 1 and in characters.
pub(in crate::report) fn in_name(diagnostic: &Diagnostic) -> Option<usize> {
    match &diagnostic.place {
        Place::Name { path, span } => Some(position(path.file_name(), span.start).column),
        Place::Content { .. } | Place::File { .. } | Place::Nowhere => None,
    }
}

/// Reason and remedy under each other, as plain text for machines that show text.
pub(in crate::report) fn reason_and_remedy(diagnostic: &Diagnostic) -> String {
    let mut told = Vec::new();
    if !diagnostic.why.is_empty() {
        told.push(safe(&diagnostic.why));
    }
    if !diagnostic.help.is_empty() {
        told.push(format!("help: {}", safe(&diagnostic.help)));
    }
    told.join("\n")
}

/// Text that may come out of a configuration or a file, without control characters.
pub(in crate::report) fn safe(text: &str) -> String {
    printable(text.as_bytes())
}
