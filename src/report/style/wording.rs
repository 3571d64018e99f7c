//! Wording shared by all formats.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::jobs::check::{Acceptance, Accepted, Outcome};
use crate::jobs::sides::Selection;
use crate::migration::IgnoredFolder;
use crate::text::path::printable;
use crate::text::{Position, position, words};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Accepted destructive statements that are listed one by one.
const BREAKING_SHOWN: usize = 20;

/// The verdict: `2 errors and 1 warning in staged changes`.
pub(in crate::report) fn verdict(outcome: &Outcome) -> String {
    let accepted = accepted(outcome);
    match found(outcome) {
        Some(found) => format!("{found} in {}{accepted}", outcome.target),
        None if outcome.files == 0 => format!("nothing to check in {}{accepted}", outcome.target),
        None => format!("{} checked, {NO_PROBLEMS}{accepted}", checked_files(outcome)),
    }
}

/// The verdict if nothing was found.
pub(in crate::report) const NO_PROBLEMS: &str = "no problems";

/// `3 staged files`, `3 files of the working tree`
pub(in crate::report) fn checked_files(outcome: &Outcome) -> String {
    match outcome.selection {
        Some(Selection::Staged) => words::count(outcome.files, "staged file"),
        _ => format!("{} of {}", words::count(outcome.files, "file"), outcome.target),
    }
}

/// `2 errors and 1 warning`, or `None` without problems.
pub(in crate::report) fn found(outcome: &Outcome) -> Option<String> {
    counted(&outcome.diagnostics)
}

/// The same for some problems.
pub(in crate::report) fn counted(diagnostics: &[Diagnostic]) -> Option<String> {
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")];
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let counts = kinds.map(|(severity, noun)| (count(severity), noun));
    let found: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| words::count(*count, noun)).collect();
    (!found.is_empty()).then(|| words::list(&found, found.len()))
}

/// ` (1 problem accepted: drop-column)`
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
    let mut statements: Vec<(String, Vec<String>, &str)> = Vec::new();
    for accepted in breaking {
        let (path, line) = place(accepted);
        let (place, rule) = (format!("{path}:{line}"), accepted.diagnostic.rule.id.to_owned());
        match statements.iter_mut().find(|(known, _, reason)| *known == place && *reason == accepted.reason) {
            Some((_, rules, _)) if rules.contains(&rule) => {}
            Some((_, rules, _)) => rules.push(rule),
            None => statements.push((place, vec![rule], &accepted.reason)),
        }
    }
    let hidden = statements.len().saturating_sub(BREAKING_SHOWN);
    let mut lines: Vec<String> = statements
        .iter()
        .take(BREAKING_SHOWN)
        .map(|(place, rules, reason)| format!("{place}, {}: {reason}", words::list(rules, rules.len())))
        .collect();
    lines.extend((hidden > 0).then(|| format!("and {}", words::count(hidden, "more statement"))));
    lines
}

/// Everything that was not checked, each as a fragment with its reason: rules that the user skips,
/// rules that could not run, statements that assemble SQL, folders that were ignored.
pub(in crate::report) fn not_checked(outcome: &Outcome) -> Vec<String> {
    let mut fragments: Vec<String> =
        outcome.skipped.iter().map(|rule| format!("`{rule}` was skipped: TIDEGATE_SKIP names it")).collect();
    for not_run in &outcome.not_run {
        let place = if not_run.project.is_top() { String::new() } else { format!(" for {}", not_run.project) };
        fragments.push(format!("`{}` was not run{place}: {}", not_run.rule.id, not_run.reason));
    }
    if let Some(first) = outcome.opaque.first() {
        let count = words::count(outcome.opaque.len(), "statement");
        let (path, line) = (&first.path, first.start.line);
        let pronoun = if outcome.opaque.len() == 1 { "it assembles" } else { "they assemble" };
        fragments.push(format!("{count} not checked, because {pronoun} SQL at run time: {path}:{line}"));
    }
    fragments.extend(outcome.ignored.iter().map(IgnoredFolder::note));
    fragments
}

/// The problems in the order for people: the files with errors first, file by file, and in a file
/// errors before warnings.
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

/// Position of a problem in the content of its file: line, column and the column after it, from 1
/// and in characters.
pub(in crate::report) fn in_content(diagnostic: &Diagnostic) -> Option<(Position, usize)> {
    in_content_of(&diagnostic.place)
}

/// The same for a place.
pub(in crate::report) fn in_content_of(place: &Place) -> Option<(Position, usize)> {
    match place {
        Place::Content { excerpt, .. } => {
            let length = excerpt.text.get(excerpt.span.clone()).map_or(0, |marked| marked.chars().count());
            Some((excerpt.start, excerpt.start.column + length))
        }
        Place::Name { .. } | Place::File { .. } | Place::None => None,
    }
}

/// Column of a problem in the name of its file, from 1 and in characters.
pub(in crate::report) fn in_name(diagnostic: &Diagnostic) -> Option<usize> {
    match &diagnostic.place {
        Place::Name { path, span } => Some(position(path.file_name(), span.start).column),
        Place::Content { .. } | Place::File { .. } | Place::None => None,
    }
}

/// Reason and remedy on lines of their own, as plain text.
pub(in crate::report) fn reason_and_remedy(diagnostic: &Diagnostic) -> String {
    let mut lines = Vec::new();
    if !diagnostic.why.is_empty() {
        lines.push(safe(&diagnostic.why));
    }
    if !diagnostic.help.is_empty() {
        lines.push(format!("help: {}", safe(&diagnostic.help)));
    }
    lines.join("\n")
}

/// Returns text that may come from a configuration, a file or a server on one line, with everything
/// escaped that is not visible.
pub fn safe(text: &str) -> String {
    printable(text.as_bytes())
}

/// Returns text of several lines in the same way. Lines after the first one are indented by as many columns
/// as the first one is, so that none of them looks like a line of tidegate.
pub fn safe_lines(text: &str, indent: usize) -> String {
    text.lines().map(safe).collect::<Vec<_>>().join(&format!("\n{:indent$}", ""))
}
