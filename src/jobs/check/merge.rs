//! Problems of one statement that one cure mends are told as one.

use crate::diagnostic::Diagnostic;

/// Joins what is said of the same statement with the same remedy: the heaviest problem
/// speaks, and says the others' words as well.
pub(super) fn by_cure(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        match merged.iter_mut().rev().find(|known| has_one_cure(known, &diagnostic)) {
            Some(known) => join(known, diagnostic),
            None => merged.push(diagnostic),
        }
    }
    merged
}

fn has_one_cure(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.statement.is_some()
        && one.statement == other.statement
        && one.place.path() == other.place.path()
        && one.help == other.help
        && !one.help.is_empty()
}

fn join(known: &mut Diagnostic, other: Diagnostic) {
    let (mut first, second) =
        if other.severity > known.severity { (other, known.clone()) } else { (known.clone(), other) };
    if first.message != second.message {
        first.message = format!("{}; {}", first.message, second.message);
    }
    if !first.why.contains(&second.why) {
        first.why = format!("{} {}", first.why, second.why);
    }
    *known = first;
}
