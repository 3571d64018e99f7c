//! Problems of one statement that have one remedy are reported as one.

use crate::diagnostic::{Diagnostic, Preset, Severity};
use crate::rules::SAY_WHY;
use std::cmp::Reverse;

/// Merges the diagnostics of a statement that have the same remedy: the most severe one is kept,
/// with the messages of the others added.
pub(super) fn by_remedy(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        if diagnostic.statement.is_none() {
            merged.push(diagnostic);
            continue;
        }
        // They are in the order of the file, so those of one statement are next to each other.
        let of_statement = merged.iter_mut().rev().take_while(|known| known.statement == diagnostic.statement);
        match of_statement.into_iter().find(|known| have_one_remedy(known, &diagnostic)) {
            Some(known) => join(known, diagnostic),
            None => merged.push(diagnostic),
        }
    }
    merged
}

fn have_one_remedy(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.statement.is_some()
        && one.place.path() == other.place.path()
        && !one.help.is_empty()
        && (one.help == other.help || are_one_loss(one, other))
}

/// Whether the same part of a statement drops several things (`DROP … CASCADE`, `DROP a, b`), so
/// that one reason above it accepts them all.
fn are_one_loss(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.place == other.place && one.help.ends_with(SAY_WHY) && other.help.ends_with(SAY_WHY)
}

/// Order of importance: of two equal severities, as levels and publication leave them, the rule counts that is more
/// severe on its own, then the one of the smaller preset.
fn weight(diagnostic: &Diagnostic) -> (Severity, Severity, Reverse<Preset>) {
    (diagnostic.severity, diagnostic.rule.severity, Reverse(diagnostic.rule.preset))
}

fn join(known: &mut Diagnostic, other: Diagnostic) {
    let (mut first, second) =
        if weight(&other) > weight(known) { (other, known.clone()) } else { (known.clone(), other) };
    if first.message != second.message {
        first.message = format!("{}; {}", first.message, second.message);
    }
    if !first.why.contains(&second.why) {
        first.why = format!("{} {}", first.why, second.why);
    }
    *known = first;
}
